"""An index on disk: one file, mapped, swapped in whole, that says how it was made.

First the SHA-256 of the head, then its length in 8 bytes, then the head in JSON: how the index was
made, its facts, and of each array its type, shape, place and SHA-256. The arrays follow as they lie
in memory. There is no pickle in it. At opening the head is verified, and that the file is whole;
the arrays only by `verify_index`, since to read them all takes longer than most questions.
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
from qa.index.local.doc_table import Answers
from qa.index.local.engine import Columns, Engine
from qa.index.local.index import Index
from qa.index.local.postings import Postings
from qa.index.local.strings import Strings
from qa.index.local.vocabulary import Vocabulary
from qa.index.local.word_counts import Counts
from qa.settings import Settings

NAME = "passages.index"
"""The file of an index."""
CURE = "Run `qa index` to build it."

_DIGEST = hashlib.sha256().digest_size
_START = _DIGEST + 8
_ALIGNED = 64
"""Each array starts at a multiple of so many bytes: what a core reads at a time."""

_POSTINGS = ("terms", "windows", "blocks", "within", "codes", "pairs", "lengths")
_COLUMNS = ("days", "kinds", "bounds")

Arrays = dict[str, npt.NDArray[Any]]


def fingerprint(folder: Path) -> tuple[int, ...] | None:
    """What changes whenever another index is swapped in; None where there is none."""
    try:
        found = os.stat(f"{folder}/{NAME}")
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def save_index(index: Index, made: IndexConfig, folder: Path) -> None:
    """Write an index aside and swap it in whole: a reader sees the old one or the new one."""
    arrays = {name: np.ascontiguousarray(array) for name, array in _taken_apart(index).items()}
    at = 0
    told = {}
    for name, array in arrays.items():
        kind = array.dtype.descr if array.dtype.names else array.dtype.str
        told[name] = {"type": kind, "shape": array.shape, "at": at, "sha256": _digest(array)}
        at += -(-array.nbytes // _ALIGNED) * _ALIGNED
    facts = {
        "version": index.version,
        "revision": index.revision,
        "change": index.change,
        "bodies": index.answers.bodies,
        "houses": index.answers.houses,
    }
    head = json.dumps({"making": asdict(made), "facts": facts, "arrays": told, "size": at})
    head += " " * (-(_START + len(head)) % _ALIGNED)
    aside = folder / f"{NAME}.{os.getpid()}"
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
                    file.write(bytes(-array.nbytes % _ALIGNED))
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


def open_index(settings: Settings) -> Index:
    """The index under these settings, mapped: it stays what it is while another is swapped in.

    Raises IndexUnusable, with the cure, where it is missing, damaged or made otherwise.
    """
    path = settings.index_dir / NAME
    head, arrays = _mapped(path, settings)
    made = head["making"]
    wanted = asdict(index_config(settings))
    if made != wanted:
        differs = [f"{name} {made.get(name)}, now {wanted[name]}" for name in wanted
                   if made.get(name) != wanted[name]]  # fmt: skip
        raise IndexUnusable(
            f"The index {path} was made by other settings ({'; '.join(differs)}).", CURE
        )
    return _put_together(head["facts"], arrays, index_config(settings))


def verify_index(settings: Settings) -> None:
    """Raise IndexUnusable, with the cure, unless each array is the one that was written."""
    path = settings.index_dir / NAME
    head, arrays = _mapped(path, settings)
    for name, told in head["arrays"].items():
        if _digest(arrays[name]) != told["sha256"]:
            raise IndexUnusable(f"The index {path} is damaged.", CURE)


def _digest(array: npt.NDArray[Any]) -> str:
    """The SHA-256 of an array as it lies in memory."""
    return hashlib.sha256(array.data.cast("B") if array.size else b"").hexdigest()


def _mapped(path: Path, settings: Settings) -> tuple[dict[str, Any], Arrays]:
    """The head of an index file, verified, and its arrays, which are not."""
    try:
        with path.open("rb") as file:
            start = file.read(_START)
            head = file.read(int.from_bytes(start[_DIGEST:], "little"))
            if hashlib.sha256(head).digest() != start[:_DIGEST]:
                raise IndexUnusable(f"The index {path} is damaged.", CURE)
            told = json.loads(head)
            begin = _START + len(head)
            if os.fstat(file.fileno()).st_size != begin + told["size"]:
                raise IndexUnusable(f"The index {path} is damaged.", CURE)
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise IndexUnusable(
            f"The index is missing: there is no index in {settings.index_dir}.", CURE
        ) from None
    except (OverflowError, MemoryError) as error:  # What should tell the head's length does not.
        raise IndexUnusable(f"The index {path} is damaged, or of another version.", CURE) from error
    except OSError as error:
        raise IndexUnusable(f"The index {path} cannot be read: {error.strerror}.", CURE) from error
    arrays = {}
    for name, of in told["arrays"].items():
        kind = of["type"] if isinstance(of["type"], str) else [tuple(one) for one in of["type"]]
        arrays[name] = np.ndarray(
            tuple(of["shape"]), np.dtype(kind), buffer=whole, offset=begin + of["at"]
        )
    return told, arrays


def _taken_apart(index: Index) -> Arrays:
    """The arrays of an index by name."""
    postings, answers = index.engine.postings, index.answers
    arrays: Arrays = {
        "hashes": postings.vocabulary.hashes,
        "rows": index.rows,
        "answer_of": index.answer_of,
        "places": index.places,
        "numbers": index.numbers,
        "runs": index.runs,
        "facts": answers.facts,
        "firsts": answers.firsts,
        "by_group": answers.by_group,
        "by_uin": answers.by_uin,
        "spelt": index.spelt.numbers,
        "short_forms": index.short_forms.numbers,
    }
    for name in _POSTINGS:
        arrays[name] = getattr(postings, name)
    for name in _COLUMNS:
        arrays[name] = getattr(index.engine.columns, name)
    for name, strings in (
        ("vocabulary", postings.vocabulary.spellings),
        ("ids", answers.ids),
        ("spelt", index.spelt.names),
        ("short_forms", index.short_forms.names),
    ):
        arrays[f"{name}_letters"], arrays[f"{name}_ends"] = strings.letters, strings.ends
    return arrays


def _put_together(facts: dict[str, Any], arrays: Arrays, made: IndexConfig) -> Index:
    """The index of these arrays."""

    def strings(name: str) -> Strings:
        return Strings(arrays[f"{name}_letters"], arrays[f"{name}_ends"])

    postings = Postings(
        Vocabulary(arrays["hashes"], strings("vocabulary")),
        *(arrays[name] for name in _POSTINGS),
    )
    columns = Columns(*(arrays[name] for name in _COLUMNS))
    return Index(
        version=facts["version"],
        revision=facts["revision"],
        change=facts["change"],
        engine=Engine(postings, made.k1, made.b, columns),
        answers=Answers(
            arrays["facts"],
            strings("ids"),
            tuple(facts["bodies"]),
            tuple(facts["houses"]),
            arrays["firsts"],
            arrays["by_group"],
            arrays["by_uin"],
        ),
        runs=arrays["runs"],
        rows=arrays["rows"],
        answer_of=arrays["answer_of"],
        places=arrays["places"],
        numbers=arrays["numbers"],
        spelt=Counts(strings("spelt"), arrays["spelt"]),
        short_forms=Counts(strings("short_forms"), arrays["short_forms"]),
    )


def _tidy(folder: Path) -> None:
    """Remove what processes left that were killed while they wrote."""
    for left in folder.glob(f"{NAME}.*"):
        try:
            os.kill(int(left.suffix[1:]), 0)
        except (ProcessLookupError, ValueError):
            left.unlink(missing_ok=True)
        except OSError:
            continue  # It lives, and is somebody else's.
