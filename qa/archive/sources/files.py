"""Which reader knows a file: told by its content, never by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from qa.archive.sources import (
    api_json,
    csv_export,
    json_lines,
    official_html,
    official_page,
    parallel_html,
    parallel_page,
    question_xml,
    theyworkforyou,
)
from qa.archive.sources.source import MAX_RECORD_BYTES, Rejection, Source, unreadable
from qa.errors import Rejected
from qa.model import WrittenAnswer

_HEAD = 64 * 1024  # bytes of a file, or of one of its lines, that tell its form
_FIRST_LINES = 20
_UTF8_MARK = b"\xef\xbb\xbf"
_SKIPPED = 64 * 1024 * 1024  # bytes passed over in search of those lines
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.DOTALL | re.IGNORECASE)
_READERS: dict[str, Callable[[str], WrittenAnswer]] = {
    json_lines.FORM: json_lines.read_line,
    official_page.FORM: official_page.read_page,
    official_html.FORM: official_html.read_page,
    parallel_page.FORM: parallel_page.read_page,
    parallel_html.FORM: parallel_html.read_page,
    question_xml.FORM: question_xml.read_question,
    csv_export.FORM: csv_export.read_row,
}
_TEXT_ANCHORS = {form.FORM: form.ANCHOR for form in (official_page, parallel_page)}
_HTML_ANCHORS = {form.FORM: form.ANCHORS for form in (official_html, parallel_html)}


class Page:
    """A file that holds one page; `forms` are the forms whose anchor it has."""

    def __init__(self, path: Path, forms: list[str]) -> None:
        self.path, self.where, self.form, self.position = path, str(path), forms[0], 0
        self._forms = forms
        try:
            self.size = path.stat().st_size
        except OSError as error:
            raise unreadable(path, error) from None

    def records(self) -> Iterator[WrittenAnswer | Rejection]:
        """The page's one record, or the reason why it is refused."""
        try:
            with self.path.open("rb") as file:
                content = file.read(MAX_RECORD_BYTES + 1)
        except OSError as error:
            raise unreadable(self.path, error) from None
        self.position = self.size
        try:
            yield reread(self.form, self._text(content))
        except Rejected as error:
            yield Rejection(self.where, str(error))

    def _text(self, content: bytes) -> str:
        if len(self._forms) > 1:
            raise Rejected(
                f"The page looks like {' and like '.join(self._forms)} at once.",
                "Save each page in a file of its own.",
            )
        if len(content) > MAX_RECORD_BYTES:
            raise Rejected(
                f"The page is longer than {MAX_RECORD_BYTES:,} bytes.",
                "Save each page in a file of its own.",
            )
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Rejected(
                f"Byte {error.start + 1} of the page is not UTF-8.", "Save the page as UTF-8."
            ) from None
        return text.removeprefix("\ufeff").replace("\r\n", "\n")


def open_source(path: Path) -> Source | None:
    """The file as a source in the form that its content shows, or None where no reader knows it.

    Raises Rejected where the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(0)
            if _holds_json_lines(file):
                return json_lines.JsonLines(path)
    except OSError as error:
        raise unreadable(path, error) from None
    if api_json.looks_like(head.decode("utf-8", errors="replace").removeprefix("\ufeff")):
        return api_json.ApiJson(path)
    if theyworkforyou.looks_like(head):
        return theyworkforyou.Day(path)
    if csv_export.looks_like(head):
        return csv_export.Export(path)
    if _HTML.match(head.removeprefix(_UTF8_MARK)):
        forms = _html_forms(path)
    else:
        lines = head.decode("utf-8", errors="replace").removeprefix("\ufeff").split("\n")
        forms = [
            form
            for form, anchor in _TEXT_ANCHORS.items()
            if any(anchor.fullmatch(line.rstrip()) for line in lines)
        ]
    return Page(path, forms) if forms else None


def reread(form: str, published: str) -> WrittenAnswer:
    """The record that a published form, kept from earlier, states; raises Rejected."""
    if form in api_json.FORMS:
        return api_json.read(form, published)
    if form not in _READERS:
        raise Rejected(f"No reader knows the form {form!r}.", "Use the version that stored it.")
    if "\0" in published and form != json_lines.FORM:
        raise Rejected("It holds a NUL, which no text does.", "Save it again, as text.")
    return _READERS[form](published)


def _html_forms(path: Path) -> list[str]:
    """The forms whose anchors stand in a saved page, which may have much before it."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_RECORD_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from None
    return [
        form
        for form, anchors in _HTML_ANCHORS.items()
        if all(anchor.search(content) for anchor in anchors)
    ]


def _holds_json_lines(file: BinaryIO) -> bool:
    """Whether one of the first lines is, or tries to be, a record; long lines are passed over."""
    lines = 0
    starts = True
    while lines < _FIRST_LINES and file.tell() < _SKIPPED and (piece := file.readline(_HEAD)):
        if starts and json_lines.looks_like(piece):
            return True
        starts = piece.endswith(b"\n")
        lines += starts
    return False
