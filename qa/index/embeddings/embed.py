"""Embed passages: each once, before it can be found by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa import store
from qa.index.embeddings import vectors
from qa.index.embeddings.model import Model, open_model
from qa.model import Answer, Passage, Progress
from qa.settings import Settings

SAVE_BATCH = 64
"""Passages after which vectors are saved: a killed process loses no more."""
VERIFY_BATCH = 1000
COPY_BATCH = 10_000


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
    with vectors.locked(file):
        rows = _current_rows(settings, splitting)
        if replace_damaged:
            _compact(settings, rows, file, model)
        records = vectors.mapped(file, model.dimensions)
        missing = np.setdiff1d(rows, records["row"]).tolist()
        # The vector of each text that is embedded, by its index among all vectors of the file.
        saved_at = {key: at for at, key in enumerate(records["keys"].ravel().tolist())}
        for start in range(0, len(missing), SAVE_BATCH):
            texts = _texts(settings, missing[start : start + SAVE_BATCH])
            keys = {
                row: (vectors.text_key(asked), vectors.text_key(answered))
                for row, (asked, answered) in texts.items()
            }
            new = {
                key: text
                for row, both in texts.items()
                for key, text in zip(keys[row], both, strict=True)
                if key not in saved_at
            }
            embedded = map(vectors.quantise_int8, model.passage_vectors(new.values()))
            by_key = dict(zip(new, embedded, strict=True))
            saved = vectors.mapped(file, model.dimensions)["vectors"].reshape(-1, model.dimensions)
            batch: list[vectors.Records] = []
            for row, (asked, answered) in sorted(keys.items()):
                pair = [by_key[key] if key in by_key else saved[saved_at[key]]
                        for key in (asked, answered)]  # fmt: skip
                batch.append(vectors.make_record(row, (asked, answered), pair))
            vectors.append(file, np.concatenate(batch))
            added = np.concatenate(batch)["keys"].ravel().tolist()
            saved_at |= {key: at for at, key in enumerate(added, start=len(saved))}
            if progress:
                progress("Embedding passages", min(start + SAVE_BATCH, len(missing)), len(missing))
    return len(missing)


def faults(settings: Settings, splitting: str) -> Iterator[str]:
    """Each fault of the vectors, in a sentence; none without the extra."""
    model = open_model(settings)
    if model is None:
        return
    records = vectors.mapped(vectors.vectors_path(settings.embeddings_dir, model), model.dimensions)
    rows = _current_rows(settings, splitting)
    embedded = np.intersect1d(rows, records["row"])
    if len(embedded) < len(rows):
        yield f"The index lacks the vectors of {len(rows) - len(embedded):,} passage(s)."
    if wrong := len(embedded) - int(_valid(settings, rows, records).sum()):
        yield f"The index holds vectors of {wrong:,} passage(s) that are not those of their texts."


def _current_rows(settings: Settings, splitting: str) -> npt.NDArray[np.int64]:
    with store.archive.reading(settings.store_path) as db:
        rows = [passage.row for passage in store.archive.passages.current(db, splitting)]
    return np.array(rows, dtype=np.int64)


def passage_text(answer: Answer, passage: Passage) -> str:
    """The words of a passage with the header of its table, as they are embedded."""
    head = passage.header
    header = f"{answer.text[head.start : head.end]}\n" if head else ""
    return header + answer.text[passage.start : passage.end]


def _texts(settings: Settings, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The two texts of each passage: its heading with the source question, and its own words with
    the header of its table. Without words both are the first; without context both the second."""
    with store.archive.reading(settings.store_path) as db:
        passages = store.archive.passages.by_row(db, rows)
        versions = {passage.version for passage in passages.values()}
        answers = store.archive.answers.of_versions(db, versions)
    texts = {}
    for row, passage in passages.items():
        answer = answers[passage.version]
        asked = ". ".join(filter(None, (answer.heading, answer.source_question)))
        answered = passage_text(answer, passage)
        texts[row] = (asked if settings.index_context else answered, answered or asked)
    return texts


def _valid(
    settings: Settings, rows: npt.NDArray[np.int64], records: vectors.Records
) -> npt.NDArray[np.bool_]:
    """Which records are undamaged, of the current texts, and the last of their row."""
    last = {row: at for at, row in enumerate(records["row"].tolist())}
    valid = np.zeros(len(records), dtype=bool)
    embedded = [row for row in rows.tolist() if row in last]
    for start in range(0, len(embedded), VERIFY_BATCH):
        for row, both in _texts(settings, embedded[start : start + VERIFY_BATCH]).items():
            one = records[last[row]]
            keys = [vectors.text_key(text) for text in both]
            valid[last[row]] = one["keys"].tolist() == keys and one["check"] == vectors.checksum(
                one
            )
    return valid


def _compact(settings: Settings, rows: npt.NDArray[np.int64], file: Path, model: Model) -> None:
    """Copy the valid records to a new file, and swap it in."""
    records = vectors.mapped(file, model.dimensions)
    valid = _valid(settings, rows, records)
    if not valid.all():
        aside = file.with_suffix(".aside")
        aside.unlink(missing_ok=True)
        for start in range(0, len(records), COPY_BATCH):
            part = slice(start, start + COPY_BATCH)
            vectors.append(aside, records[part][valid[part]])
        aside.replace(file)
