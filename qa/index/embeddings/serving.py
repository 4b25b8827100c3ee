"""Which sentence model serves: of those there are, the one with vectors of most passages."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.errors import IndexUnusable
from qa.index.embeddings import model as runtime
from qa.index.embeddings.choice import CHOSEN, installed_models
from qa.index.embeddings.model import Model
from qa.index.embeddings.vectors import Ints, Vectors, fingerprint, mapped, vectors_path
from qa.settings import Settings


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence model that can serve; without a `sha256` its name is known once it is opened."""

    model: Path
    tokenizer: Path
    sha256: str

    def open(self) -> Model:
        """The model; raises IndexUnusable, with the cure, where it cannot be used."""
        return runtime.open_files(self.model, self.tokenizer, self.sha256)

    def vectors_file(self, folder: Path) -> Path | None:
        """The file of its vectors; None where it has embedded nothing. Can raise as `open`."""
        name = self.sha256.casefold()[:12] if self.sha256 else self.open().name
        return next(iter(sorted(folder.glob(f"{name}-*.vectors"))), None)


def chosen_candidate(settings: Settings) -> Candidate | None:
    """The model that embeds new passages; None where none is installed. Raises IndexUnusable where
    the choice names no model."""
    files = runtime.chosen_files(settings)
    return Candidate(*files) if files else None


def shipped_candidate() -> Candidate | None:
    """The model that ships; None where it is not installed."""
    files = runtime.shipped_files()
    return Candidate(*files) if files else None


def other_candidates(settings: Settings, chosen: Candidate | None) -> Iterator[Candidate]:
    """The models of the data folder and the one that ships, except the chosen one."""
    for one in installed_models(settings):
        if chosen is None or one.sha256 != chosen.sha256:
            yield Candidate(one.model, one.tokenizer, one.sha256)
    shipped = shipped_candidate()
    if shipped and (chosen is None or chosen.sha256 != shipped.sha256):
        yield shipped


def model_named(settings: Settings, name: str) -> Model | None:
    """The installed model of that name; None where there is none or `semantic` is off.

    Raises IndexUnusable, with the cure, where `semantic` is on and models are installed, but not
    that one: a question cannot be compared with its vectors.
    """
    if not settings.semantic or not runtime.installed():
        return None
    chosen = chosen_candidate(settings)
    for one in (*([chosen] if chosen else ()), *other_candidates(settings, chosen)):
        with suppress(IndexUnusable):
            model: Model = one.open()
            if model.name == name:
                return model
    raise IndexUnusable(
        f"The passages have vectors of the sentence model {name}, which is not installed here.",
        "Install it with `qa model`, or set QA_SEMANTIC=no to rank by words alone.",
    )


def choice_state(settings: Settings) -> tuple[int, ...]:
    """A value that changes whenever another model is chosen."""
    return fingerprint(settings.models_dir / CHOSEN)


class ServingModel:
    """Chooses the model that serves, again whenever the choice, its files or vectors have changed.

    The one with vectors of most current passages serves; of equals the chosen one. So the vectors
    of a newly chosen model are computed while those of the one before serve, which also serve while
    the chosen one cannot be used. Safe to share between threads.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Kept, because every question needs them and building a path takes time.
        self._folder, self._models = settings.embeddings_dir, settings.models_dir
        self._watched: tuple[Path, ...] = (self._models, self._models / CHOSEN)
        self._lock = threading.Lock()
        self._seen: tuple[object, ...] | None = None
        self._rows: Ints | None = None
        self._counts: dict[Path, tuple[tuple[int, ...], int]] = {}
        self._held: tuple[tuple[object, ...], Vectors] | None = None

    def vectors(self, rows: Ints) -> Vectors | None:
        """The vectors by which the passages of these rows are ranked; the same object until they
        change.

        None where `semantic` is off or the extra is not installed. Raises IndexUnusable, with the
        cure, where the chosen model cannot be used and no other has vectors.
        """
        if not self._settings.semantic or not runtime.installed():
            return None
        with self._lock:
            if self._rows is not rows:
                self._rows, self._seen, self._held, self._counts = rows, None, None, {}
            # Looked at before the files are read: what changes meanwhile is seen the next time.
            state = self._state()
            if self._seen != state:
                self._held = self._choose(rows)
                self._seen = state
            return self._held[1] if self._held else None

    def embedded(self, candidate: Candidate, rows: Ints, least: int = 0) -> int:
        """How many of these passages a model has vectors of. Of a file with fewer records than
        `least`, their number, which takes no reading. Can raise as `open`."""
        file = candidate.vectors_file(self._folder)
        if file is None:
            return 0
        records = mapped(file, int(file.stem.rpartition("-")[2]))
        if len(records) < least:
            return len(records)
        seen = fingerprint(file)
        if self._counts.get(file, ((),))[0] != seen:
            self._counts[file] = seen, int(np.isin(rows, records["row"]).sum())
        return self._counts[file][1]

    def _choose(self, rows: Ints) -> tuple[tuple[object, ...], Vectors] | None:
        fault: IndexUnusable | None = None
        chosen: Candidate | None = None
        candidates: list[tuple[int, Candidate]] = []
        watched = [self._models, self._models / CHOSEN, *self._models.glob("*/")]
        try:
            chosen = chosen_candidate(self._settings)
        except IndexUnusable as error:
            fault = error
        for one in other_candidates(self._settings, chosen):
            if count := self.embedded(one, rows):
                candidates.append((count, one))
        self._watched = (*watched, *((chosen.model, chosen.tokenizer) if chosen else ()))
        if chosen is not None:
            most = max((count for count, _ in candidates), default=0)
            try:
                candidates.insert(0, (self.embedded(chosen, rows, most), chosen))
            except IndexUnusable as error:
                fault = error
        for _, one in sorted(candidates, key=lambda counted: -counted[0]):
            try:
                model = one.open()
            except IndexUnusable as error:
                if one is chosen:  # Another that cannot be used is as one that was removed.
                    fault = error
                continue
            file = vectors_path(self._folder, model)
            key = model.name, fingerprint(file)
            if self._held is not None and self._held[0] == key:
                return self._held
            return key, Vectors(file, model, rows)
        if fault:
            raise fault
        return None

    def _state(self) -> tuple[object, ...]:
        """What changes whenever another model could serve, or one has embedded more."""
        found: list[object] = [fingerprint(file) for file in self._watched]
        with suppress(FileNotFoundError), os.scandir(self._folder) as files:
            found += sorted(
                (file.name, file.stat().st_size, file.stat().st_mtime_ns, file.inode())
                for file in files
                if file.name.endswith(".vectors")
            )
        return tuple(found)
