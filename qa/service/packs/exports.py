"""Exports: a pack as a file to work on: a Word document, Markdown, or a table of values."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any, Literal, get_args

from qa.model import LICENCE
from qa.model.citation import STATUS_LABELS, cite, day, link, title_of
from qa.service.packs.pack import Entry
from qa.text.csv_sheet import csv_sheet

Form = Literal["docx", "md", "csv"]
FORMS: tuple[Form, ...] = get_args(Form)

TITLE = "Written answers: evidence"
_COLUMNS = (
    "passage_id text source_question heading date_answered date_tabled answering_body "
    "answering_member house uin status url citation note since licence"
).split()
_MEANT = re.compile(r"[\\`*_\[\]<>#|~]")
_NUMBERED = re.compile(r"^(\s*)(\d+)([.)])", re.MULTILINE)
_BULLET = re.compile(r"^(\s*)([+-])", re.MULTILINE)


def export(entries: Sequence[Entry], form: Form) -> bytes:
    """A pack in one form: passages word for word, citation, status, notes and the licence line."""
    return _WRITERS[form](entries)


def _markdown(entries: Sequence[Entry]) -> bytes:
    """Plain words stay plain: whatever Markdown would take for markup is escaped."""
    parts = [f"# {TITLE}"]
    for number, entry in enumerate(entries, start=1):
        passage = entry.passage
        parts.append(f"## {number}. {_plain(title_of(passage))}")
        parts.append("\n".join(f"> {line}" for line in _lines(_whole(passage))))
        parts.append(f"Question: {_plain(passage['source_question'])}")
        parts.append(f"{_plain(cite(passage))}")
        parts.append(f"Status: {_plain(STATUS_LABELS[passage['status']])}")
        parts += [f"**{_plain(entry.since)}**"] if entry.since else []
        parts += [f"Note: {_plain(entry.note)}"] if entry.note else []
    parts.append(LICENCE)
    return ("\n\n".join(parts) + "\n").encode()


def _table(entries: Sequence[Entry]) -> bytes:
    """One row a passage."""
    rows: list[Sequence[str]] = [_COLUMNS]
    for entry in entries:
        passage = entry.passage
        body = passage["answering_body"]
        stated = {**passage, "answering_body": body and body["name"], "citation": cite(passage)}
        stated |= {"note": entry.note, "since": entry.since, "licence": LICENCE}
        stated |= {"text": _whole(passage), "url": link(passage)}
        rows.append([stated[name] or "" for name in _COLUMNS])
    return csv_sheet(rows)


def _document(entries: Sequence[Entry]) -> bytes:
    """A document of Word, with headings, quotations and nothing that needs a template."""
    from docx import Document  # here, since nothing else needs it

    document = Document()
    document.core_properties.title = TITLE
    document.core_properties.author = ""
    document.add_heading(TITLE, 0)
    for number, entry in enumerate(entries, start=1):
        passage = entry.passage
        document.add_heading(f"{number}. {_printable(title_of(passage))}", 1)
        given = passage["date_answered"]
        document.add_paragraph(
            f"{STATUS_LABELS[passage['status']]}{f', {day(given)}' if given else ''}",
            style="Subtitle",
        )
        document.add_paragraph(_printable(f"Question: {passage['source_question']}"))
        for paragraph in _whole(passage).split("\n\n"):
            document.add_paragraph(_printable(paragraph), style="Quote")
        document.add_paragraph(_printable(cite(passage)))
        for said in filter(None, (entry.since, entry.note and f"Note: {entry.note}")):
            document.add_paragraph(_printable(said)).runs[0].bold = True
    document.add_paragraph(LICENCE)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


_WRITERS: dict[Form, Callable[[Sequence[Entry]], bytes]] = {
    "docx": _document,
    "md": _markdown,
    "csv": _table,
}


def _whole(passage: Any) -> str:
    """The passage below the column heads of its table, where those stand outside it."""
    return "\n".join(filter(None, [passage.get("header"), passage["text"]]))


def _lines(text: str) -> list[str]:
    """Lines of Markdown; each ends in a backslash where the next belongs to its paragraph."""
    lines = _plain(text).split("\n")
    return [
        f"{line}\\" if line and following else line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
    ]


def _plain(text: str) -> str:
    text = _MEANT.sub(r"\\\g<0>", text).replace("&", "&amp;")
    return _BULLET.sub(r"\1\\\2", _NUMBERED.sub(r"\1\2\\\3", text))


def _printable(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
