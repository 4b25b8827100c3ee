"""Reading: each passage read once by the sentence model, before it can be found by its meaning."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa import store
from qa.index.embeddings import vectors
from qa.index.embeddings.model import Model, open_model
from qa.model import Progress
from qa.settings import Settings

BATCH = 64
"""Passages after which what was read is kept: a killed process loses no more."""
Keys = tuple[int, int]


def embed_new_passages(
    settings: Settings,
    splitting: str,
    progress: Progress | None = None,
    *,
    replace_damaged: bool = False,
) -> int:
    """Embed every current passage, split by these rules, that has no vectors yet; return how many.

    With `replace_damaged`, first drop vectors that are damaged, of an older text, or of a passage
    that is no longer current. Does nothing where `semantic` is off or the extra is not installed.
    Stopped at any moment, it goes on from there the next time.
    """
    model = open_model(settings)
    if model is None:
        return 0
    file = vectors.vectors_path(settings.embeddings_dir, model)
    with vectors.locked(file), ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = _standing(settings, splitting)
        if replace_damaged:
            _put_aside(settings, rows, file, model)
        records = vectors.mapped(file, model.dimensions)
        missing = np.setdiff1d(rows, records["row"]).tolist()
        places = {key: at for at, key in enumerate(records["keys"].ravel().tolist())}
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            texts = _texts(settings, batch)
            keys = {
                row: (vectors.key(both[0]), vectors.key(both[1])) for row, both in texts.items()
            }
            new = {
                key: text
                for row, both in texts.items()
                for key, text in zip(keys[row], both, strict=True)
                if key not in places
            }
            read = dict(
                zip(new, map(vectors.eighth, pool.map(model.vector, new.values())), strict=True)
            )
            before = vectors.mapped(file, model.dimensions)["vectors"].reshape(-1, model.dimensions)
            whole: list[vectors.Records] = []
            for row in sorted(keys):
                two = [read[key] if key in read else before[places[key]] for key in keys[row]]
                places |= {
                    key: len(before) + 2 * len(whole) + side for side, key in enumerate(keys[row])
                }
                read |= dict(zip(keys[row], two, strict=True))
                whole.append(vectors.packed(row, keys[row], two))
            vectors.append(file, np.concatenate(whole))
            if progress:
                progress("Reading passages", start + len(batch), len(missing))
    return len(missing)


def faults(settings: Settings, splitting: str) -> Iterator[str]:
    """What is wrong with the vectors, in a sentence each; nothing without the extra."""
    model = open_model(settings)
    if model is None:
        return
    records = vectors.mapped(vectors.vectors_path(settings.embeddings_dir, model), model.dimensions)
    rows = _standing(settings, splitting)
    read = np.intersect1d(rows, records["row"])
    if len(read) < len(rows):
        yield f"The index lacks the vectors of {len(rows) - len(read):,} passage(s)."
    if wrong := len(read) - int(_sound(settings, rows, records).sum()):
        yield f"The index holds vectors of {wrong:,} passage(s) that are not those of their texts."


def _standing(settings: Settings, splitting: str) -> npt.NDArray[np.int64]:
    with store.archive.reading(settings.store_path) as db:
        rows = [passage.row for passage in store.archive.passages.current(db, splitting)]
    return np.array(rows, dtype=np.int64)


def _texts(settings: Settings, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
    """What is read of each passage: its heading with the source question, and its own words with
    the head of their table. One that has no words, or no context, has the other's."""
    with store.archive.reading(settings.store_path) as db:
        passages = store.archive.passages.by_row(db, rows)
        versions = {passage.version for passage in passages.values()}
        answers = store.archive.answers.of_versions(db, versions)
    texts = {}
    for row, passage in passages.items():
        answer, head = answers[passage.version], passage.header
        asked = ". ".join(filter(None, (answer.heading, answer.source_question)))
        header = f"{answer.text[head.start : head.end]}\n" if head else ""
        said = header + answer.text[passage.start : passage.end]
        texts[row] = (asked if settings.index_context else said, said or asked)
    return texts


def _sound(
    settings: Settings, rows: npt.NDArray[np.int64], records: vectors.Records
) -> npt.NDArray[np.bool_]:
    """Which records are whole, of the texts that stand now, and the last of their row."""
    last = {row: at for at, row in enumerate(records["row"].tolist())}
    sound = np.zeros(len(records), dtype=bool)
    read = [row for row in rows.tolist() if row in last]
    for start in range(0, len(read), 1000):
        for row, both in _texts(settings, read[start : start + 1000]).items():
            one = records[last[row]]
            keys = [vectors.key(text) for text in both]
            sound[last[row]] = one["keys"].tolist() == keys and one["check"] == vectors.check(one)
    return sound


def _put_aside(settings: Settings, rows: npt.NDArray[np.int64], file: Path, model: Model) -> None:
    """Write a file without the records that are not sound, and swap it in."""
    records = vectors.mapped(file, model.dimensions)
    sound = _sound(settings, rows, records)
    if not sound.all():
        aside = file.with_suffix(".aside")
        aside.unlink(missing_ok=True)
        for start in range(0, len(records), 10_000):
            vectors.append(aside, records[start : start + 10_000][sound[start : start + 10_000]])
        aside.replace(file)
