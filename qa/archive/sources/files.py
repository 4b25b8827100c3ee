"""Which reader reads a file: chosen by the file's content, never by its name."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from qa.archive.sources import (
    api_json,
    csv_export,
    full_texts,
    json_lines,
    official_html,
    official_page,
    parallel_html,
    parallel_page,
    question_json,
    question_xml,
    theyworkforyou,
)
from qa.archive.sources.full_texts import FullTexts
from qa.archive.sources.source import MAX_RECORD_BYTES, Rejection, SourceFile, decode_utf8, reading
from qa.errors import Rejected
from qa.model import WrittenAnswer

_HEAD_BYTES = 64 * 1024  # of a file, or of one of its lines, that show its form
_MAX_FIRST_LINES = 20
_MAX_FIRST_LINES_BYTES = 64 * 1024 * 1024  # read in search of those lines
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.DOTALL | re.IGNORECASE)
_JSON_READERS: dict[str, Callable[[str], WrittenAnswer]] = {
    json_lines.FORM: json_lines.read_line,
    **{form: partial(question_json.read, form) for form in question_json.FORMS},
}
_READERS: dict[str, Callable[[str], WrittenAnswer]] = {
    official_page.FORM: official_page.read_page,
    official_html.FORM: official_html.read_page,
    parallel_page.FORM: parallel_page.read_page,
    parallel_html.FORM: parallel_html.read_page,
    question_xml.FORM: question_xml.read_question,
    csv_export.FORM: csv_export.read_row,
}
_TEXT_ANCHORS = {form.FORM: form.ANCHOR for form in (official_page, parallel_page)}
_HTML_ANCHORS = {form.FORM: form.ANCHORS for form in (official_html, parallel_html)}


class PageFile(SourceFile):
    """A file that holds one page; `forms` are the forms whose anchor it has."""

    def __init__(self, path: Path, forms: list[str]) -> None:
        super().__init__(path)
        self.form, self._forms = forms[0], forms

    def records(self) -> Iterator[WrittenAnswer | Rejection]:
        """The page's one record, or the reason why it is rejected."""
        with reading(self.path) as file:
            content = file.read(MAX_RECORD_BYTES + 1)
        self.position = self.size
        yield self.attempt(lambda: reread(self.form, self._text(content)))

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
        return decode_utf8(content, "page").removeprefix("\ufeff").replace("\r\n", "\n")


def open_source(path: Path, texts: FullTexts | None = None) -> SourceFile | None:
    """The file with the reader of its form, if any; raises Rejected where it cannot be read.

    `texts` are those that complete the questions of lists.
    """
    with reading(path) as file:
        head = file.read(_HEAD_BYTES)
        file.seek(0)
        if _holds_json_lines(file):
            return json_lines.JsonLinesFile(path)
    text = head.decode("utf-8", errors="replace").removeprefix("\ufeff")
    if api_json.looks_like(text):
        return api_json.ApiJsonFile(path, texts)
    if texts and path in texts.paths:
        return full_texts.FullTextsFile(path, texts)
    if theyworkforyou.looks_like(head):
        return theyworkforyou.DayFile(path)
    if csv_export.looks_like(head):
        return csv_export.CsvFile(path)
    if _HTML.match(head.removeprefix(BOM_UTF8)):
        forms = _html_forms(path)
    else:
        lines = [line.rstrip() for line in text.split("\n")]
        forms = [
            form for form, anchor in _TEXT_ANCHORS.items() if any(map(anchor.fullmatch, lines))
        ]
    return PageFile(path, forms) if forms else None


def reread(form: str, published: str) -> WrittenAnswer:
    """The record of a published form that was stored earlier; raises Rejected."""
    if read := _JSON_READERS.get(form):
        return read(published)
    if form not in _READERS:
        raise Rejected(f"No reader knows the form {form!r}.", "Use the version that stored it.")
    if "\0" in published:
        raise Rejected("It holds a NUL character.", "Save it again, as text.")
    return _READERS[form](published)


def _html_forms(path: Path) -> list[str]:
    """The forms whose anchors a saved page holds; much other markup may come before them."""
    with reading(path) as file:
        content = file.read(MAX_RECORD_BYTES + 1)
    return [
        form
        for form, anchors in _HTML_ANCHORS.items()
        if all(anchor.search(content) for anchor in anchors)
    ]


def _holds_json_lines(file: BinaryIO) -> bool:
    """Whether one of the first lines is, or is meant to be, a record; only its start is read."""
    lines = 0
    at_start = True
    while (
        lines < _MAX_FIRST_LINES
        and file.tell() < _MAX_FIRST_LINES_BYTES
        and (piece := file.readline(_HEAD_BYTES))
    ):
        if at_start and json_lines.looks_like(piece):
            return True
        at_start = piece.endswith(b"\n")
        lines += at_start
    return False
