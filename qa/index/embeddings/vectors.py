"""The vectors of passages on disk: two each, of the source question and of the passage's words."""

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
from qa.index.embeddings.description import DEFAULT
from qa.index.embeddings.model import Model, Vector
from qa.store.files import refuse_unwritable

SIDE_WEIGHTS = (0.6, 0.4)
"""The weights of the cosines with the source question and with the passage."""

MIN_SHORTLIST = 2000
"""The passages, at least, whose exact cosines are computed; the others are ranked by signs."""
MIN_SHORTLIST_SHARE = 1 / 100

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Records = npt.NDArray[Any]
Int8s = npt.NDArray[np.int8]


def record_dtype(dimensions: int) -> np.dtype[Any]:
    """The record of a passage: its row, the keys of the two embedded texts, the CRC of the rest,
    the signs of the vectors (1 bit a dimension) and the vectors (8 bits a dimension)."""
    return np.dtype(
        [
            ("row", "<i8"),
            ("keys", "<u8", (2,)),
            ("check", "<u4"),
            ("signs", "u1", (2, dimensions // 8)),
            ("vectors", "i1", (2, dimensions)),
        ]
    )


def text_key(text: str) -> int:
    """The fingerprint of a text: the first 8 bytes of its SHA-256."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def make_record(row: int, keys: tuple[int, int], vectors: Sequence[Int8s]) -> Records:
    """The record of a passage, in an array of one."""
    one = np.zeros(1, record_dtype(len(vectors[0])))
    one["row"], one["keys"], one["vectors"] = row, keys, vectors
    one["signs"] = np.packbits(one["vectors"] > 0, axis=2)
    one["check"] = checksum(one[0])
    return one


def quantise_int8(vector: Vector) -> Int8s:
    """A vector in 8 bits a dimension: its largest component becomes 127 or -127."""
    scaled = vector * (127 / max(float(np.abs(vector).max()), 1e-12))
    return np.asarray(np.rint(scaled), dtype=np.int8)


def checksum(one: Any) -> int:
    """The CRC of a record, without its CRC field."""
    parts = (one["row"], one["keys"], one["signs"], one["vectors"])
    return zlib.crc32(b"".join(part.tobytes() for part in parts))


def vectors_path(folder: Path, model: Model) -> Path:
    """The file of the vectors of one model."""
    return folder / f"{model.name}-{model.dimensions}.vectors"


def mapped(file: Path, dimensions: int) -> Records:
    """The whole records of a file, mapped; none where there is no file."""
    dtype = record_dtype(dimensions)
    try:
        count = file.stat().st_size // dtype.itemsize
        return np.memmap(file, dtype, "r", shape=(count,)) if count else np.zeros(0, dtype)
    except FileNotFoundError:
        return np.zeros(0, dtype)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """A file of vectors that only this process writes to within the context."""
    refuse_unwritable(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def append(file: Path, records: Records) -> None:
    """Append records to a file and sync it to disk; first cut off the partial record that a killed
    process left. Raises IndexUnusable, with the cure, where the file cannot be written."""
    try:
        with file.open("ab") as stream:
            stream.truncate(stream.tell() // records.itemsize * records.itemsize)
            stream.write(records.tobytes())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise IndexUnusable(
            f"The vectors could not be written to {file}: {error.strerror}.",
            "Free some space or make the folder writable, then run `qa index`.",
        ) from error


def fingerprint(file: Path) -> tuple[int, ...]:
    """A value that changes whenever vectors are added or compacted; empty without a file."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


class Vectors:
    """The vectors of an index's passages, in the order of the docids; some can have none yet.

    `rows` are the passages' rows in the store. `known` says which have vectors, `version` names the
    model and all texts that it embedded.
    """

    def __init__(self, file: Path, model: Model, rows: Ints) -> None:
        self.model = model
        records = mapped(file, model.dimensions)
        self._vectors = records["vectors"]
        order = np.argsort(records["row"], kind="stable")
        sorted_rows = records["row"][order]
        # The last record of a row is the valid one.
        at = np.searchsorted(sorted_rows, rows, side="right") - 1
        if len(records):
            found = (at >= 0) & (sorted_rows[at] == rows)
            self._records = np.where(found, order[at], -1)
        else:
            self._records = np.full(len(rows), -1, dtype=np.int64)
        self.known = self._records >= 0
        self.count = int(self.known.sum())
        # Signs by word of 64 bits, so that one word of every passage is compared at once.
        words = np.zeros((2, model.dimensions // 64, len(rows)), dtype=np.uint64)
        keys = np.zeros((len(rows), 2), dtype="<u8")
        if len(records):
            signs = np.ascontiguousarray(records["signs"][self._records[self.known]])
            words[:, :, self.known] = signs.view(np.uint64).transpose(1, 2, 0)
            keys[self.known] = records["keys"][self._records[self.known]]
        self._words = words
        self._cosine_of_distance = np.cos(
            np.arange(model.dimensions + 1) * (np.pi / model.dimensions)
        )
        self._comparison = model.description.comparison
        read = keys.tobytes()
        if self._comparison != DEFAULT.comparison:
            read += repr(self._comparison).encode()
        self.version = f"{model.name}.{hashlib.sha256(read).hexdigest()[:8]}"

    def sign_cosines(self, vector: Vector) -> Floats:
        """The estimated weighted cosine of every passage, by the Hamming distance of the signs: two
        vectors at an angle differ in that share of their signs. NaN for a passage without vectors.

        Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002.
        """
        bits = np.packbits(quantise_int8(vector) > 0).view(np.uint64)
        cosines = np.zeros(len(self.known))
        for side, weight in zip(self._words, SIDE_WEIGHTS, strict=True):
            distance = np.zeros(len(cosines), dtype=np.uint16)
            for word, own in zip(side, bits, strict=True):
                distance += np.bitwise_count(word ^ own)
            cosines += weight * self._cosine_of_distance[distance]
        cosines[~self.known] = np.nan
        return cosines

    def nearest(
        self, vector: Vector, allowed: npt.NDArray[np.bool_], depth: int
    ) -> tuple[Ints, Floats]:
        """The docids of the allowed passages nearest to a vector, at most `depth`, in no order, and
        their weighted cosines. The signs choose a shortlist, the exact cosines choose from it."""
        estimated = np.where(allowed, np.nan_to_num(self.sign_cosines(vector), nan=-2.0), -2.0)
        size = max(MIN_SHORTLIST, depth, int(len(estimated) * MIN_SHORTLIST_SHARE))
        shortlist = _top(estimated, np.flatnonzero(allowed), size)
        exact = self.weighted_cosines(vector, shortlist)
        best = _top(exact, np.arange(len(shortlist)), depth)
        return shortlist[best], exact[best]

    def weighted_cosines(self, vector: Vector, docids: Ints) -> Floats:
        """The weighted cosine of a vector with each of some passages, all with vectors."""
        return np.asarray(self.cosines(vector, docids) @ np.array(SIDE_WEIGHTS), dtype=np.float64)

    def cosines(self, vector: Vector, docids: Ints) -> Floats:
        """The cosines of a vector with the two of each passage, all with vectors: see
        `exact_cosines`."""
        return exact_cosines(vector, self._vectors[self._records[docids]], self._comparison)

    def saved(self, docid: int) -> bytes | None:
        """The two vectors of a passage, 8 bits a dimension; None where it has none."""
        at = int(self._records[docid])
        return None if at < 0 else self._vectors[at].tobytes()


def exact_cosines(vector: Vector, kept: Int8s, comparison: tuple[float, float]) -> Floats:
    """The cosines of a vector with the two of each passage, on the scale that the model's
    description states; `kept` has the passages' vectors in 8 bits, two for each.

    The products are of whole numbers, so that their sum is the same in any order. einsum uses no
    threads: those of BLAS wait for each other in a loop, and took more of the processor than the
    products.
    """
    exact: type[np.floating[Any]] = np.float32 if len(vector) <= 1024 else np.float64
    own: npt.NDArray[Any] = quantise_int8(vector).astype(exact)
    # One row a vector, and no array of the products: a third of the time.
    rows: npt.NDArray[Any] = kept.astype(exact).reshape(-1, len(own))
    squares = np.einsum("ij,ij->i", rows, rows).astype(np.float64)
    lengths = np.sqrt(squares * np.einsum("i,i", own, own).astype(np.float64))
    cosines = np.einsum("ij,j->i", rows, own) / np.maximum(lengths, 1e-12)
    scale, offset = comparison
    return np.asarray(scale * cosines.reshape(-1, 2) + offset, dtype=np.float64)


def _top(scores: Floats, docids: Ints, size: int) -> Ints:
    """The docids with the highest scores, at most `size`, ascending."""
    if len(docids) <= size:
        return docids
    return np.sort(docids[np.argpartition(-scores[docids], size)[:size]])
