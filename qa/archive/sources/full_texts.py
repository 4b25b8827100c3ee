"""Full texts of questions that a list cuts, as mySociety's archive of Parliament's API keeps them.

The archive keeps lists, and beside them SQLite files with a table of id and JSON
(`{"question_text": …, "answer_text": …}`). A question of a list that such a file completes is
published as an object of both parts: its `row`, and its `texts`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from qa.archive.sources.source import MAX_RECORD_BYTES, Rejection, SourceFile
from qa.errors import Rejected
from qa.model import WrittenAnswer

FORM = "api-archive"

_TEXTS = {"questionText": "question_text", "answerText": "answer_text"}
_TAG = re.compile(r"<[^<>]*>")
_NO_LETTERS = re.compile(r"[\W_]+")


class Place(Protocol):
    """Where a file holds the texts of a question, as JSON."""

    @property
    def path(self) -> Path:
        """The file."""

    def text(self, most: int) -> str:
        """The JSON; empty where it cannot be read, or is longer than `most` bytes."""


Finder = Callable[[Path, int, Callable[[str], bool]], Iterable[tuple[str, Place]]]
"""What finds the ids in a file, each with its place: `qa/store/foreign_tables.py: places`."""


class FullTexts:
    """The texts in SQLite files, by the ids of their questions; `used` are the files with a text
    that completed a question."""

    def __init__(self, paths: Iterable[Path], places: Finder) -> None:
        self.used: set[Path] = set()
        self.paths: set[Path] = set()
        self._places: dict[str, list[Place]] = {}
        for path in paths:
            for name, place in places(path, MAX_RECORD_BYTES, _holds_texts):
                self.paths.add(path)
                self._places.setdefault(name, []).append(place)

    def publish(self, row: str, question: Mapping[str, Any]) -> str | None:
        """The question of a list together with its full texts; None where there are none."""
        for place in self._places.get(str(question.get("id")), ()):
            texts = place.text(MAX_RECORD_BYTES)
            if texts and completed(question, _object(texts)):
                self.used.add(place.path)
                return f'{{"row": {row}, "texts": {texts}}}'
        return None


class FullTextsFile(SourceFile):
    """A file of full texts, which are records only together with the lists of their questions."""

    form = FORM

    def __init__(self, path: Path, full_texts: FullTexts) -> None:
        super().__init__(path)
        self._full_texts = full_texts

    def records(self) -> Iterator[WrittenAnswer | Rejection]:
        """Nothing, after the lists that its texts complete; else raises Rejected."""
        self.position = self.size
        if self.path not in self._full_texts.used:
            raise Rejected(
                "The file holds texts of questions by their ids, and no list with these ids was"
                " ingested with it.",
                "Name the list and this file in one command.",
            )
        yield from ()


def completed(question: Mapping[str, Any], texts: Mapping[str, Any]) -> dict[str, Any] | None:
    """A question of a list with its full texts; None where they are not those of this question.

    Each text must begin as the list gives it, without markup and blanks: the file may be older than
    the list, and the answer may have been given or corrected since.
    """
    whole = dict(question)
    for name, other in _TEXTS.items():
        full, cut = texts.get(other, texts.get(name)) or "", question.get(name) or ""
        if not (isinstance(full, str) and isinstance(cut, str)):
            return None
        if not _letters(full).startswith(_letters(cut.removesuffix("..."))):
            return None
        whole[name] = full
    return whole


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", html.unescape(_TAG.sub("", text)))


def _holds_texts(text: str) -> bool:
    return any(name in _object(text) for names in _TEXTS.items() for name in names)


def _object(text: str) -> dict[str, Any]:
    """The JSON object of a text, or of its `value`; empty if there is no object."""
    with suppress(ValueError, RecursionError):
        fields = json.loads(text)
        if isinstance(fields, dict):
            inner = fields.get("value", fields)
            return inner if isinstance(inner, dict) else {}
    return {}
