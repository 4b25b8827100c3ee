"""Vectors: two for each passage, of what was asked and of what was answered, mapped from disk."""

from __future__ import annotations

import fcntl
import hashlib
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.errors import IndexUnusable
from qa.index.embeddings.model import Model, Vector

SIDES = (0.6, 0.4)
"""What nearness to the source question, and to the passage, counts."""

SHORTLIST = 2000
"""The passages, at least, whose cosines are worked out in full; of others the signs decide."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Records = npt.NDArray[Any]
Eighths = npt.NDArray[np.int8]


def record(dimensions: int) -> np.dtype[Any]:
    """What is kept of a passage: its row, keys of the two texts that were read, the vectors' signs
    (a bit a dimension), the vectors in 8 bits a dimension, and the CRC of all that."""
    return np.dtype(
        [
            ("row", "<i8"),
            ("keys", "<u8", (2,)),
            ("check", "<u4"),
            ("signs", "u1", (2, dimensions // 8)),
            ("vectors", "i1", (2, dimensions)),
        ]
    )


def key(text: str) -> int:
    """What tells one text from another: the first 8 bytes of its SHA-256."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def packed(row: int, keys: tuple[int, int], vectors: Sequence[Eighths]) -> Records:
    """The record of a passage, alone in an array."""
    one = np.zeros(1, record(len(vectors[0])))
    one["row"], one["keys"], one["vectors"] = row, keys, vectors
    one["signs"] = np.packbits(one["vectors"] > 0, axis=2)
    one["check"] = check(one[0])
    return one


def eighth(vector: Vector) -> Eighths:
    """A vector in 8 bits a dimension: its largest part becomes 127 or -127."""
    scaled = vector * (127 / max(float(np.abs(vector).max()), 1e-12))
    return np.asarray(np.rint(scaled), dtype=np.int8)


def check(one: Any) -> int:
    """The CRC of a record, over all of it but the CRC."""
    parts = (one["row"], one["keys"], one["signs"], one["vectors"])
    return zlib.crc32(b"".join(part.tobytes() for part in parts))


def vectors_path(folder: Path, model: Model) -> Path:
    """The file of the vectors of one model."""
    return folder / f"{model.name}-{model.dimensions}.vectors"


def mapped(file: Path, dimensions: int) -> Records:
    """The records of a file that are whole; none where there is no file."""
    kind = record(dimensions)
    try:
        count = file.stat().st_size // kind.itemsize
        return np.memmap(file, kind, "r", shape=(count,)) if count else np.zeros(0, kind)
    except FileNotFoundError:
        return np.zeros(0, kind)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """A file of vectors that nobody else adds to for as long."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def append(file: Path, records: Records) -> None:
    """Add records to a file, on the disk when this returns; half a record, left by a process that
    was killed, is cut off first. Raises IndexUnusable where there is no room."""
    try:
        with file.open("ab") as opened:
            opened.truncate(opened.tell() // records.itemsize * records.itemsize)
            opened.write(records.tobytes())
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise IndexUnusable(
            f"The vectors could not be written to {file}: {error.strerror}.",
            "Free some space or make the folder writable, then run `qa index`.",
        ) from error


def fingerprint(file: Path) -> tuple[int, ...]:
    """What changes whenever vectors are added or put aside."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


class Vectors:
    """The vectors of an index's passages, in the order of its places; some may have none yet.

    `version` names the model and all that it read.
    """

    def __init__(self, file: Path, model: Model, rows: Ints) -> None:
        self.model = model
        records = mapped(file, model.dimensions)
        self._vectors = records["vectors"]
        order = np.argsort(records["row"], kind="stable")
        kept = records["row"][order]
        # The last record of a row is the one that counts.
        at = np.searchsorted(kept, rows, side="right") - 1
        found = (at >= 0) & (kept[at] == rows) if len(kept) else np.zeros(len(rows), dtype=bool)
        self._records = np.where(found, order[at] if len(kept) else -1, -1)
        self.known = self._records >= 0
        # Signs by word of 64 bits, so that one word of every passage is compared in one go.
        words = np.zeros((2, model.dimensions // 64, len(rows)), dtype=np.uint64)
        keys = np.zeros((len(rows), 2), dtype="<u8")
        if len(records):
            signs = np.ascontiguousarray(records["signs"][self._records[self.known]])
            words[:, :, self.known] = signs.view(np.uint64).transpose(1, 2, 0)
            keys[self.known] = records["keys"][self._records[self.known]]
        self._words = words
        self._cosines = np.cos(np.arange(model.dimensions + 1) * (np.pi / model.dimensions))
        self.version = f"{model.name}.{hashlib.sha256(keys.tobytes()).hexdigest()[:8]}"

    @property
    def read(self) -> int:
        """How many passages have vectors."""
        return int(self.known.sum())

    def guessed(self, vector: Vector) -> Floats:
        """How near every passage is to a vector, from -1 to 1, by the signs alone: two vectors at
        an angle differ in that share of their signs. NaN where a passage has no vectors."""
        bits = np.packbits(eighth(vector) > 0).view(np.uint64)
        near = np.zeros(len(self.known))
        for side, share in zip(self._words, SIDES, strict=True):
            apart = np.zeros(len(near), dtype=np.uint16)
            for word, own in zip(side, bits, strict=True):
                apart += np.bitwise_count(word ^ own)
            near += share * self._cosines[apart]
        near[~self.known] = np.nan
        return near

    def nearest(
        self, vector: Vector, allowed: npt.NDArray[np.bool_], depth: int
    ) -> tuple[Ints, Floats]:
        """The allowed passages nearest to a vector, at most `depth`, in no order, with their
        weighted cosines. The signs choose a shortlist, the vectors choose from it."""
        guessed = np.where(allowed, np.nan_to_num(self.guessed(vector), nan=-2.0), -2.0)
        short = _top(guessed, np.flatnonzero(allowed), max(SHORTLIST, depth, len(guessed) // 100))
        exact = self.near(vector, short)
        best = _top(exact, np.arange(len(short)), depth)
        return short[best], exact[best]

    def near(self, vector: Vector, places: Ints) -> Floats:
        """How near the passages at some places, all with vectors, are to a vector."""
        return np.asarray(self.cosines(vector, places) @ np.array(SIDES), dtype=np.float64)

    def cosines(self, vector: Vector, places: Ints) -> Floats:
        """The cosines of a vector with the two of each passage, all with vectors.

        Whole numbers are multiplied, whose sum is the same in any order and on any number of
        threads.
        """
        exact: type[np.floating[Any]] = np.float32 if len(vector) <= 1024 else np.float64
        own: npt.NDArray[Any] = eighth(vector).astype(exact)
        kept: npt.NDArray[Any] = self._vectors[self._records[places]].astype(exact)
        lengths = np.sqrt((kept * kept).sum(axis=2, dtype=np.float64) * float(own @ own))
        return np.asarray((kept @ own) / np.maximum(lengths, 1e-12), dtype=np.float64)


def _top(scores: Floats, among: Ints, most: int) -> Ints:
    """At most so many of some places, those with the highest scores, in order of place."""
    if len(among) <= most:
        return among
    return np.sort(among[np.argpartition(-scores[among], most)[:most]])
