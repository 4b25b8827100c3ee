"""Exports: a pack as a Word document, as Markdown, or as a CSV table."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any, Literal, get_args

from qa.model import LICENCE, json_types
from qa.model.citation import STATUS_LABELS, attachment_lines, cite, day, link, title_of
from qa.service.packs.pack import PackEntry
from qa.text.csv_sheet import csv_sheet

Form = Literal["docx", "md", "csv"]
FORMS: tuple[Form, ...] = get_args(Form)

TITLE = "Written answers: evidence"
_COLUMNS = (
    "passage_id text source_question heading date_answered date_tabled answering_body "
    "answering_member correcting_member house uin status url citation attachments note since "
    "licence"
).split()
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~]")
_NUMBERED = re.compile(r"^(\s*)(\d+)([.)])", re.MULTILINE)
_BULLET = re.compile(r"^(\s*)([+-])", re.MULTILINE)


def export(entries: Sequence[PackEntry], form: Form) -> bytes:
    """A pack as a file: passages word for word, citations, statuses, notes and the licence line."""
    return _EXPORTERS[form](entries)


def _markdown(entries: Sequence[PackEntry]) -> bytes:
    """A pack as Markdown; text that looks like markup is escaped."""
    parts = [f"# {TITLE}"]
    for number, entry in enumerate(entries, start=1):
        passage = entry.passage
        parts.append(f"## {number}. {_plain(title_of(passage))}")
        parts.append("\n".join(f"> {line}" for line in _lines(_with_header(passage))))
        parts.append(f"Question: {_plain(passage['source_question'])}")
        parts.append(f"{_plain(cite(passage))}")
        parts += map(_plain, attachment_lines(passage))
        parts.append(f"Status: {_plain(STATUS_LABELS[passage['status']])}")
        parts += [f"**{_plain(entry.since)}**"] if entry.since else []
        parts += [f"Note: {_plain(entry.note)}"] if entry.note else []
    parts.append(LICENCE)
    return ("\n\n".join(parts) + "\n").encode()


def _table(entries: Sequence[PackEntry]) -> bytes:
    """A pack as CSV, with one row for each passage."""
    rows: list[Sequence[str]] = [_COLUMNS]
    for entry in entries:
        passage = entry.passage
        body = passage["answering_body"]
        columns: dict[str, Any] = {
            **passage,
            "text": _with_header(passage),
            "answering_body": body and body["name"],
            "url": link(passage),
            "citation": cite(passage),
            "attachments": "\n".join(attachment_lines(passage)),
            "note": entry.note,
            "since": entry.since,
            "licence": LICENCE,
        }
        # A passage collected by an older program lacks the facts that came later.
        rows.append([columns.get(name) or "" for name in _COLUMNS])
    return csv_sheet(rows)


def _document(entries: Sequence[PackEntry]) -> bytes:
    """A pack as a Word document, with built-in styles only."""
    from docx import Document  # here, since it is slow to import

    document = Document()
    document.core_properties.title = TITLE
    document.core_properties.author = ""
    document.add_heading(TITLE, 0)
    for number, entry in enumerate(entries, start=1):
        passage = entry.passage
        document.add_heading(f"{number}. {_printable(title_of(passage))}", 1)
        answered = passage["date_answered"]
        document.add_paragraph(
            f"{STATUS_LABELS[passage['status']]}{f', {day(answered)}' if answered else ''}",
            style="Subtitle",
        )
        document.add_paragraph(_printable(f"Question: {passage['source_question']}"))
        for paragraph in _with_header(passage).split("\n\n"):
            document.add_paragraph(_printable(paragraph), style="Quote")
        for line in (cite(passage), *attachment_lines(passage)):
            document.add_paragraph(_printable(line))
        for text in filter(None, (entry.since, entry.note and f"Note: {entry.note}")):
            document.add_paragraph(_printable(text)).runs[0].bold = True
    document.add_paragraph(LICENCE)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


_EXPORTERS: dict[Form, Callable[[Sequence[PackEntry]], bytes]] = {
    "docx": _document,
    "md": _markdown,
    "csv": _table,
}


def _with_header(passage: json_types.Passage) -> str:
    """The passage, below the header rows of its table where those are outside it."""
    return "\n".join(filter(None, [passage.get("header"), passage["text"]]))


def _lines(text: str) -> list[str]:
    """Lines of Markdown; a line ends in a backslash where its paragraph continues."""
    lines = _plain(text).split("\n")
    return [
        f"{line}\\" if line and following else line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
    ]


def _plain(text: str) -> str:
    """The text with the characters escaped that are markup in Markdown."""
    text = _MARKUP.sub(r"\\\g<0>", text).replace("&", "&amp;")
    return _BULLET.sub(r"\1\\\2", _NUMBERED.sub(r"\1\2\\\3", text))


def _printable(text: str) -> str:
    """The text without the control characters that XML 1.0 forbids."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
