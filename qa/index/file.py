"""An index on disk: one file, swapped in whole, that says how it was made; no pickle in it."""

from __future__ import annotations

import hashlib
import io
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from qa.errors import IndexUnusable
from qa.index.index import Index
from qa.index.reading import READING
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from qa.text.passages import SPLITTER

NAME = "passages.index"
"""The file of an index: the SHA-256 of the rest, then the arrays as NumPy writes them."""
CURE = "Run `qa index` to build it."

_DIGEST = hashlib.sha256().digest_size
_LISTS = ("vocabulary", "answer_ids", "bodies", "houses", "acronyms", "words")
_FACTS = ("version", "revision", "k1", "b", "avgdl")


@dataclass(frozen=True, slots=True)
class Making:
    """All that decides what an index holds, apart from the passages."""

    layout: int
    reading: str
    analyzer: str
    splitter: str
    passage_words: int
    context: bool
    k1: float
    b: float

    @property
    def splitting(self) -> str:
        """The name of the rules by which passages were cut."""
        return f"{self.splitter}/{self.passage_words}"


def making(settings: Settings) -> Making:
    """How an index is made under these settings."""
    return Making(
        layout=4,
        reading=READING,
        analyzer=Analyzer.name,
        splitter=SPLITTER,
        passage_words=settings.passage_words,
        context=settings.context,
        k1=settings.k1,
        b=settings.b,
    )


def fingerprint(folder: Path) -> tuple[int, ...] | None:
    """What changes whenever another index is swapped in; None where there is none."""
    try:
        found = (folder / NAME).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def save(index: Index, made: Making, folder: Path) -> None:
    """Write an index aside and swap it in whole: a reader sees the old one or the new one."""
    arrays = {
        row.name: np.asarray(getattr(index, row.name))
        for row in fields(index)
        if row.name not in (*_LISTS, *_FACTS)
    }
    for name in _LISTS:
        arrays[name] = np.frombuffer("\n".join(getattr(index, name)).encode(), dtype=np.uint8)
    facts = {name: getattr(index, name) for name in _FACTS}
    meta = json.dumps({"making": asdict(made), "facts": facts, "size": len(index)})
    arrays["meta"] = np.frombuffer(meta.encode(), dtype=np.uint8)
    aside = folder / f"{NAME}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _tidy(folder)
        whole = io.BytesIO()
        np.savez(whole, allow_pickle=False, **arrays)
        with aside.open("wb") as file:
            file.write(hashlib.sha256(whole.getbuffer()).digest())
            file.write(whole.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder / NAME)
    except OSError as error:
        raise IndexUnusable(
            f"The index could not be written to {folder}: {error.strerror}.",
            "Free some space or make the folder writable, then run `qa index`; "
            "the index from before is still in place.",
        ) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    """Remove what processes left that were killed while they wrote."""
    for left in folder.glob(f"{NAME}.*"):
        try:
            os.kill(int(left.suffix[1:]), 0)
        except (ProcessLookupError, ValueError):
            left.unlink(missing_ok=True)
        except OSError:
            continue  # It lives, and is somebody else's.


def opened(settings: Settings) -> Index:
    """The index under these settings, whole in memory.

    Raises IndexUnusable, with the cure, where it is missing, damaged or made otherwise.
    """
    path = settings.index_dir / NAME
    try:
        # Read in one go, so that a swap in mid-reading cannot mix two indexes.
        whole = path.read_bytes()
    except FileNotFoundError:
        raise IndexUnusable(
            f"The index is missing: there is no index in {settings.index_dir}.", CURE
        ) from None
    except OSError as error:
        raise IndexUnusable(f"The index {path} cannot be read: {error.strerror}.", CURE) from error
    digest, content = whole[:_DIGEST], memoryview(whole)[_DIGEST:]
    if hashlib.sha256(content).digest() != digest:
        raise IndexUnusable(f"The index {path} is damaged.", CURE)
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    meta = json.loads(arrays.pop("meta").tobytes())
    made, facts = meta["making"], meta["facts"]
    wanted = asdict(making(settings))
    if made != wanted:
        differs = [f"{name} {made.get(name)}, now {wanted[name]}" for name in wanted
                   if made.get(name) != wanted[name]]  # fmt: skip
        raise IndexUnusable(
            f"The index {path} was made by other settings ({'; '.join(differs)}).", CURE
        )
    lists = {
        name: text.split("\n") if (text := arrays.pop(name).tobytes().decode()) else []
        for name in _LISTS
    }
    vocabulary = {term: number for number, term in enumerate(lists.pop("vocabulary"))}
    return Index(**facts, vocabulary=vocabulary, **lists, **arrays)
