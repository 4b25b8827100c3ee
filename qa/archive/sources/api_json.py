"""Files of the JSON of Parliament's API: questions in detail, or lists of them."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from qa.archive.sources import full_texts
from qa.archive.sources.full_texts import FullTexts
from qa.archive.sources.question_json import DETAIL, ROW, is_row, read
from qa.archive.sources.source import MAX_RECORD_BYTES, Rejection, SourceFile, reading
from qa.errors import Rejected
from qa.model import WrittenAnswer

_KEYS = "questionText answerText answeringBodyId askingMemberId dateTabled".split()
_KEY = re.compile(rf'"({"|".join(_KEYS)})"\s*:')
_SEPARATOR = re.compile(r"[\s,]*")
_LIST_START = re.compile(r"\[\s*")
_LIST_END = re.compile(r"\]")
_MEMBER = re.compile(r'\s*[{,]\s*"([^"\\]{0,100})"\s*:\s*')
_REPLY_END = re.compile(r"\s*\}")
_EMPTY_REPLY = re.compile(r'\{(?:[^{}]*,)?\s*"results"\s*:\s*(?:\[\s*\]|null\b)')
_OF_A_QUESTION = frozenset(("value", "id", "uin", *_KEYS))
"""Keys by which an object is a question, and not the reply that holds a list of them."""
_MAX_DEPTH = 4  # of lists in lists
_BUFFER = 64 * 1024  # bytes read at once, and characters that any of these patterns may span


class ApiJsonFile(SourceFile):
    """Questions in detail and lists of them, one after another; one at a time is held in memory."""

    form = DETAIL

    def __init__(self, path: Path, texts: FullTexts | None) -> None:
        super().__init__(path)
        self._texts = texts
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text, self._at, self._ended = "", 0, False
        self._lists: list[bool] = []  # of each list that is open, whether a reply holds it

    def records(self) -> Iterator[WrittenAnswer | Rejection]:
        """A record or a rejection for each question; JSON that cannot be parsed ends the file."""
        try:
            with reading(self.path) as file:
                number = 0
                while self._skip(file, _SEPARATOR) and self._has_more(file):
                    if self._lists and self._skip(file, _LIST_END):
                        if self._lists.pop():
                            self._end_reply(file)
                    elif self._skip(file, _LIST_START):
                        self._open(of_reply=False)
                    elif not self._open_reply(file):
                        number += 1
                        self.where = f"{self.path}, question {number}"
                        value, end = self._decode(file, 0)
                        published = self._text[self._at : self._at + end]
                        self._at += end
                        yield self.attempt(partial(self._read, published, value))
                if self._lists:
                    raise Rejected("The list has no end.", "Save it again, whole.")
        except Rejected as error:
            yield Rejection(self.where, str(error))

    def _read(self, published: str, value: Any) -> WrittenAnswer:
        if not (any(self._lists) or is_row(value)):
            return read(DETAIL, published)
        if isinstance(value, dict) and isinstance(question := value.get("value", value), dict):
            whole = self._texts and self._texts.publish(published, question)
            return read(full_texts.FORM, whole) if whole else read(ROW, published)
        return read(ROW, published)

    def _open(self, of_reply: bool) -> None:
        if len(self._lists) == _MAX_DEPTH:
            raise Rejected(
                "The JSON is nested too deep. The rest is not read.",
                "Save the file again, as the API gives it.",
            )
        self._lists.append(of_reply)

    def _open_reply(self, file: BinaryIO) -> bool:
        """Move to the first question of a reply with a list of them, if such a reply is next."""
        at = 0
        while member := self._member(file, at):
            at = member.end() - self._at
            if member[1] in _OF_A_QUESTION:
                return False
            listed = member[1] == "results"
            if listed and self._text.startswith("[", member.end()):
                self._at = member.end() + 1
                self._open(of_reply=True)
                return True
            value, at = self._decode(file, at)
            if listed and value is None:
                self._at += at
                self._end_reply(file)
                return True
        return False

    def _end_reply(self, file: BinaryIO) -> None:
        """Move past what follows the list in its reply."""
        while member := self._member(file, 0):
            _, end = self._decode(file, member.end() - self._at)
            self._at += end
        if not self._skip(file, _REPLY_END):
            raise Rejected("The list has no end.", "Save it again, whole.")

    def _member(self, file: BinaryIO, at: int) -> re.Match[str] | None:
        """The key that follows in an object, so many characters on."""
        if len(self._text) - self._at - at < _BUFFER:
            self._fill(file, _BUFFER)
        return _MEMBER.match(self._text, self._at + at)

    def _decode(self, file: BinaryIO, at: int) -> tuple[Any, int]:
        """The JSON value so many characters on, and where it ends; Rejected where there is none."""
        while True:
            held = len(self._text) - self._at
            try:
                value, end = json.JSONDecoder().raw_decode(self._text, self._at + at)
            except json.JSONDecodeError as error:
                if held > MAX_RECORD_BYTES:
                    raise Rejected(
                        f"A question does not end within {held:,} characters.",
                        "Save each question whole, as the API gives it.",
                    ) from None
                if not self._fill(file, held):
                    raise Rejected(
                        f"This is not JSON: {error.msg}. The rest is not read.",
                        "Save the file again, whole.",
                    ) from None
            except (RecursionError, ValueError):
                raise Rejected(
                    "The JSON is nested too deep, or a number in it is too long. "
                    "The rest is not read.",
                    "Save the file again, as the API gives it.",
                ) from None
            else:
                if end < len(self._text) or not self._fill(file, held):  # `20` may be half of 2024
                    return value, end - self._at

    def _skip(self, file: BinaryIO, pattern: re.Pattern[str]) -> bool:
        """Move past the pattern where it comes next; say whether it does."""
        if len(self._text) - self._at < _BUFFER:
            self._fill(file, _BUFFER)
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found is not None

    def _has_more(self, file: BinaryIO) -> bool:
        return self._at < len(self._text) or self._fill(file, _BUFFER)

    def _fill(self, file: BinaryIO, size: int) -> bool:
        """Drop the text that was read and read more of the file; False at its end."""
        if self._ended:
            return False
        chunk = file.read(max(size, _BUFFER))
        self._ended = not chunk
        try:
            more = self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as error:
            at = self.position + error.start + 1
            raise Rejected(f"Byte {at} or so is not UTF-8.", "Save the file as UTF-8.") from None
        self.position += len(chunk)
        self._text, self._at = self._text[self._at :] + more, 0
        return bool(chunk)


def looks_like(head: str) -> bool:
    """Whether a file that begins so holds the API's JSON."""
    start = head.lstrip()
    if not start.startswith(("{", "[")):
        return False
    return bool(_EMPTY_REPLY.match(start)) or len(set(_KEY.findall(start))) > 1
