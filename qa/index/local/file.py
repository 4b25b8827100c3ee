"""A local index on disk: one file, mapped, swapped in whole, with the config that built it.

The file has the SHA-256 of its head, the length of the head in 8 bytes, the head in JSON, and the
arrays as they are in memory. The head holds the config, the facts of the index, and the type,
shape, offset and SHA-256 of each array. There is no pickle in it. Opening verifies the head and the
size of the file; the arrays only `verify_index` does, since to read them all takes longer than most
questions.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.errors import IndexUnusable
from qa.index.config import IndexConfig, index_config
from qa.index.local.doc_table import DocTable
from qa.index.local.engine import DocValues, Engine
from qa.index.local.index import Index
from qa.index.local.postings import Postings
from qa.index.local.strings import Strings
from qa.index.local.vocabulary import Vocabulary
from qa.index.local.word_counts import Counts
from qa.settings import Settings

FILE_NAME = "passages.index"
BUILD_CURE = "Run `qa index` to build it."

_DIGEST_BYTES = hashlib.sha256().digest_size
_START_BYTES = _DIGEST_BYTES + 8
_ALIGN_BYTES = 64
"""Each array starts at a multiple of a cache line."""

_POSTINGS = ("terms", "windows", "blocks", "within", "codes", "pairs", "lengths")
_DOC_VALUES = {"days": "days", "kinds": "kinds", "bounds": "block_max_scores"}
"""The name of each array in the file, and the field that it fills."""

Arrays = dict[str, npt.NDArray[Any]]


def fingerprint(folder: Path) -> tuple[int, ...] | None:
    """A value that changes whenever another index is swapped in; None where there is none."""
    try:
        found = os.stat(f"{folder}/{FILE_NAME}")
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def save_index(index: Index, config: IndexConfig, folder: Path) -> None:
    """Write an index aside and swap it in whole: a reader sees the old one or the new one.

    Raises IndexUnusable, with the cure, where the folder cannot be written to.
    """
    arrays = {name: np.ascontiguousarray(array) for name, array in _arrays_of(index).items()}
    at = 0
    directory = {}
    for name, array in arrays.items():
        kind = array.dtype.descr if array.dtype.names else array.dtype.str
        directory[name] = {"type": kind, "shape": array.shape, "at": at, "sha256": _digest(array)}
        at += -(-array.nbytes // _ALIGN_BYTES) * _ALIGN_BYTES
    facts = {
        "version": index.version,
        "revision": index.revision,
        "change": index.change,
        "bodies": index.answers.bodies,
        "houses": index.answers.houses,
    }
    head = json.dumps({"making": asdict(config), "facts": facts, "arrays": directory, "size": at})
    head += " " * (-(_START_BYTES + len(head)) % _ALIGN_BYTES)
    aside = folder / f"{FILE_NAME}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _tidy(folder)
        with aside.open("wb") as file:
            file.write(hashlib.sha256(head.encode()).digest())
            file.write(len(head).to_bytes(8, "little"))
            file.write(head.encode())
            for array in arrays.values():
                if array.size:
                    file.write(array.data.cast("B"))
                    file.write(bytes(-array.nbytes % _ALIGN_BYTES))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder / FILE_NAME)
    except OSError as error:
        raise IndexUnusable(
            f"The index could not be written to {folder}: {error.strerror}.",
            "Free some space or make the folder writable, then run `qa index`; "
            "the old index still works.",
        ) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def open_index(settings: Settings) -> Index:
    """The index under these settings, mapped: it does not change while another is swapped in.

    Raises IndexUnusable, with the cure, where it is missing, damaged or built by another config.
    """
    path = settings.index_dir / FILE_NAME
    head, arrays = _mapped(path)
    built_by, config = head["making"], index_config(settings)
    wanted = asdict(config)
    if built_by != wanted:
        differs = [f"{name} {built_by.get(name)}, now {wanted[name]}" for name in wanted
                   if built_by.get(name) != wanted[name]]  # fmt: skip
        raise IndexUnusable(
            f"The index {path} was made by other settings ({'; '.join(differs)}).", BUILD_CURE
        )
    return _index_of(head["facts"], arrays, config)


def verify_index(settings: Settings) -> None:
    """Raise IndexUnusable, with the cure, unless each array is the one that was written."""
    path = settings.index_dir / FILE_NAME
    head, arrays = _mapped(path)
    for name, entry in head["arrays"].items():
        if _digest(arrays[name]) != entry["sha256"]:
            raise IndexUnusable(f"The index {path} is damaged.", BUILD_CURE)


def _digest(array: npt.NDArray[Any]) -> str:
    """The SHA-256 of the bytes of an array."""
    return hashlib.sha256(array.data.cast("B") if array.size else b"").hexdigest()


def _mapped(path: Path) -> tuple[dict[str, Any], Arrays]:
    """The head of an index file, verified, and its arrays, not verified."""
    try:
        with path.open("rb") as file:
            start = file.read(_START_BYTES)
            head = file.read(int.from_bytes(start[_DIGEST_BYTES:], "little"))
            if hashlib.sha256(head).digest() != start[:_DIGEST_BYTES]:
                raise IndexUnusable(f"The index {path} is damaged.", BUILD_CURE)
            parsed = json.loads(head)
            begin = _START_BYTES + len(head)
            if os.fstat(file.fileno()).st_size != begin + parsed["size"]:
                raise IndexUnusable(f"The index {path} is damaged.", BUILD_CURE)
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise IndexUnusable(
            f"The index is missing: there is no index in {path.parent}.", BUILD_CURE
        ) from None
    except (OverflowError, MemoryError) as error:  # The length of the head is corrupt.
        raise IndexUnusable(
            f"The index {path} is damaged, or of another version.", BUILD_CURE
        ) from error
    except OSError as error:
        raise IndexUnusable(
            f"The index {path} cannot be read: {error.strerror}.", BUILD_CURE
        ) from error
    arrays = {}
    for name, of in parsed["arrays"].items():
        kind = of["type"] if isinstance(of["type"], str) else [tuple(one) for one in of["type"]]
        arrays[name] = np.ndarray(
            tuple(of["shape"]), np.dtype(kind), buffer=whole, offset=begin + of["at"]
        )
    return parsed, arrays


def _arrays_of(index: Index) -> Arrays:
    """The arrays of an index by their names in the file."""
    postings, answers = index.engine.postings, index.answers
    arrays: Arrays = {
        "hashes": postings.vocabulary.hashes,
        "rows": index.rows,
        "answer_of": index.answer_of,
        "places": index.docids,
        "numbers": index.engine_numbers,
        "runs": index.filter_blocks,
        "facts": answers.facts,
        "firsts": answers.firsts,
        "by_group": answers.by_group,
        "by_uin": answers.by_uin,
        "spelt": index.word_counts.numbers,
        "short_forms": index.acronym_counts.numbers,
    }
    for name in _POSTINGS:
        arrays[name] = getattr(postings, name)
    for name, field in _DOC_VALUES.items():
        arrays[name] = getattr(index.engine.doc_values, field)
    for name, strings in (
        ("vocabulary", postings.vocabulary.spellings),
        ("ids", answers.ids),
        ("spelt", index.word_counts.names),
        ("short_forms", index.acronym_counts.names),
    ):
        arrays[f"{name}_letters"], arrays[f"{name}_ends"] = strings.letters, strings.ends
    return arrays


def _index_of(facts: dict[str, Any], arrays: Arrays, config: IndexConfig) -> Index:
    """The index of these arrays."""

    def strings(name: str) -> Strings:
        return Strings(arrays[f"{name}_letters"], arrays[f"{name}_ends"])

    postings = Postings(
        Vocabulary(arrays["hashes"], strings("vocabulary")),
        *(arrays[name] for name in _POSTINGS),
    )
    doc_values = DocValues(*(arrays[name] for name in _DOC_VALUES))
    return Index(
        version=facts["version"],
        revision=facts["revision"],
        change=facts["change"],
        engine=Engine(postings, config.k1, config.b, doc_values),
        answers=DocTable(
            arrays["facts"],
            strings("ids"),
            tuple(facts["bodies"]),
            tuple(facts["houses"]),
            arrays["firsts"],
            arrays["by_group"],
            arrays["by_uin"],
        ),
        filter_blocks=arrays["runs"],
        rows=arrays["rows"],
        answer_of=arrays["answer_of"],
        docids=arrays["places"],
        engine_numbers=arrays["numbers"],
        word_counts=Counts(strings("spelt"), arrays["spelt"]),
        acronym_counts=Counts(strings("short_forms"), arrays["short_forms"]),
    )


def _tidy(folder: Path) -> None:
    """Remove the unfinished files of processes that were killed."""
    for left in folder.glob(f"{FILE_NAME}.*"):
        try:
            os.kill(int(left.suffix[1:]), 0)
        except (ProcessLookupError, ValueError):
            left.unlink(missing_ok=True)
        except OSError:
            continue  # The process runs, under another user.
