"""Sentence models of a data folder: which serves, another one copied, tried, and chosen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from qa import index as indexes
from qa.archive.model_copy import EXTRA, copy_model
from qa.errors import IndexUnusable
from qa.index import embeddings
from qa.index.embeddings import choice, serving, trial
from qa.index.embeddings.choice import Installed
from qa.index.embeddings.description import Description
from qa.index.embeddings.model import SHIPPED_SHA256, Model
from qa.index.embeddings.trial import Tried
from qa.model import Progress
from qa.settings import Settings

__all__ = [
    "Installed",
    "ModelState",
    "Models",
    "Trial",
    "copy_model",
    "models_of",
    "try_out",
    "use",
]

SHIPPED_TITLE = "all-MiniLM-L6-v2"
_COPY_AGAIN = " Or copy it again with `qa model PATH --use`, or run `qa model --default`."


@dataclass(frozen=True, slots=True)
class ModelState:
    """A sentence model of a data folder; `fault` says why it cannot be used, and then its
    dimensions and description are unknown. `embedded` counts current passages."""

    title: str
    file: Path
    sha256: str
    chosen: bool
    model_bytes: int
    serves: bool = False
    embedded: int = 0
    vectors_bytes: int = 0
    dimensions: int | None = None
    description: Description | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Models:
    """All sentence models of a data folder, the chosen first; `off` says why none is used."""

    passages: int
    models: tuple[ModelState, ...] = ()
    off: str = ""
    fault: str = ""

    @property
    def serving(self) -> ModelState | None:
        """The one that serves."""
        return next((one for one in self.models if one.serves), None)

    def next_steps(self) -> Iterator[str]:
        """What is to be done about the chosen model, in sentences that name the command."""
        serves, chosen = self.serving, next((one for one in self.models if one.chosen), None)
        if fault := self.fault or (chosen.fault if chosen else ""):
            yield f"{fault} Meanwhile {serves.title} serves." if serves else fault
        elif chosen and serves and chosen is not serves:
            yield (
                f"The chosen sentence model {chosen.title} has embedded {chosen.embedded:,} of "
                f"{self.passages:,} passages; {serves.title} serves until it has as many. "
                "Run `qa embed`, or leave it to a running `qa serve`."
            )


@dataclass(frozen=True, slots=True)
class Trial:
    """How a model that was copied does: cosines of a question with a paraphrase and with another
    subject; the bytes of its vectors of all passages; `new` and another model, `old`, on a sample
    of so many topics and passages."""

    near: float
    far: float
    passages: int
    vectors_bytes: int
    topics: int = 0
    pool: int = 0
    new: Tried | None = None
    old: Tried | None = None
    old_title: str = ""

    @property
    def gain(self) -> tuple[float, float] | None:
        """How much higher its nDCG@10 is, and half the width of the 95 % interval."""
        return trial.difference(self.old, self.new) if self.old and self.new else None


def models_of(settings: Settings) -> Models:
    """Which sentence models a data folder has, and which serves."""
    try:
        index = indexes.open_index(settings)
    except IndexUnusable:
        index = None
    passages = len(index) if index else 0
    if not settings.semantic:
        return Models(passages, off="QA_SEMANTIC=no: passages are ranked by words alone.")
    if not embeddings.installed():
        return Models(passages, off=f"The extra `semantic` is not installed. {EXTRA}")
    chosen, fault = None, ""
    try:
        chosen = serving.chosen_candidate(settings)
    except IndexUnusable as error:
        fault = str(error)
    chooser, serves = embeddings.ServingModel(settings), None
    if index:
        with suppress(IndexUnusable):  # The fault of each model is stated with it.
            held = chooser.vectors(index.rows)
            serves = held and held.model.name
    found = []
    for one in [*([chosen] if chosen else []), *serving.other_candidates(settings, chosen)]:
        size = sum(map(_size, (one.model, one.tokenizer)))
        state = ModelState(_title(settings, one), one.model, one.sha256, one is chosen, size)
        try:
            model, file = one.open(), one.vectors_file(settings.embeddings_dir)
        except IndexUnusable as error:
            again = _COPY_AGAIN if one.model.is_relative_to(settings.models_dir) else ""
            found.append(replace(state, fault=f"{error}{again}"))
            continue
        found.append(
            replace(
                state,
                sha256=model.sha256,
                serves=model.name == serves,
                embedded=chooser.embedded(one, index.rows) if index else 0,
                vectors_bytes=_size(file) if file else 0,
                dimensions=model.dimensions,
                description=model.description,
            )
        )
    return Models(passages, tuple(found), fault=fault)


def try_out(settings: Settings, copied: Installed, progress: Progress | None = None) -> Trial:
    """Measure a model that was copied on a sample of the store's answers, beside the chosen one, or
    the one that ships where it is chosen already."""
    model = Model(copied.model, copied.tokenizer, copied.sha256)
    near, far = trial.cosines(model)
    try:
        passages = len(indexes.open_index(settings))
    except IndexUnusable:
        passages = 0
    tried = Trial(near, far, passages, trial.vectors_bytes(copied.dimensions, passages))
    sample = (
        trial.draw_sample(settings, indexes.index_config(settings).splitting) if passages else None
    )
    if sample is None:
        return tried
    tried = replace(
        tried,
        topics=len(sample.topics),
        pool=len(sample.pool),
        new=trial.try_model(model, sample, copied.title, progress),
    )
    compared = None
    with suppress(IndexUnusable):  # `qa model` states why; then there is nothing to compare with.
        compared = serving.chosen_candidate(settings)
    if compared is None or compared.sha256 == copied.sha256:
        compared = serving.shipped_candidate()
    if compared is None or compared.sha256 == copied.sha256:
        return tried
    title = _title(settings, compared)
    return replace(
        tried, old_title=title, old=trial.try_model(compared.open(), sample, title, progress)
    )


def use(settings: Settings, chosen: Installed | None) -> None:
    """Choose a model that was copied, or with None the one that ships. The vectors of the one
    before serve until those of the chosen one cover as many passages."""
    choice.choose(settings, chosen)


def _title(settings: Settings, candidate: serving.Candidate) -> str:
    known = {one.sha256: one.title for one in choice.installed_models(settings)}
    return (known | {SHIPPED_SHA256: SHIPPED_TITLE}).get(candidate.sha256, str(candidate.model))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
