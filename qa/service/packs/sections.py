"""Sections of an export: what a document says of each passage, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Literal
from urllib.parse import quote

from qa.model import json_types
from qa.model.browse import PassageAnnotations
from qa.model.citation import STATUS_LABELS, cite, cut_table_note, day, title_of
from qa.model.title import question_title
from qa.service.packs.pack import PackEntry
from qa.service.text_blocks import Block, Cell, blocks
from qa.text.addresses import addresses, href

TITLE_CHARS = 120
"""Of the title of a section, which is a line of the contents too."""
HEADS_ABOVE = "The column heads are from higher up in this table."

_STATUS_IN_TITLE = {
    "corrected": " (corrected)",
    "holding": " (holding answer)",
    "unanswered": " (not answered)",
    "withdrawn": " (withdrawn)",
}
_LINKED = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?#].*)?", re.IGNORECASE | re.ASCII)
_NOT_PRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids in a document."""

Piece = tuple[str, str]
"""Text, and the address that it links to; empty where it is not a link."""
Pieces = tuple[Piece, ...]
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a paragraph, or the items of a list."""

    kind: Literal["paragraph", "list"]
    lines: Row


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its titles, the rows that name its columns, its other rows, and remarks below it.

    Every row has as many cells as the widest. A row of one filled cell, the first, is a title.
    """

    titles: Row
    heads: tuple[Row, ...]
    rows: tuple[Row, ...]
    remarks: Row


@dataclass(frozen=True, slots=True)
class Statement:
    """A paragraph that is not quoted: its lead in bold, and a text of any number of lines or pieces
    of one. One `above` what follows is kept with it on a page; a `note` is set apart."""

    lead: str
    text: str | Pieces
    kind: Literal["plain", "above", "note"] = "plain"


@dataclass(frozen=True, slots=True)
class Quotation:
    """The parts of a passage, word for word."""

    parts: tuple[Lines | Table, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter of a document, whatever its format; its number, where it has one, is before its
    title."""

    number: int | None
    title: str
    body: tuple[Statement | Quotation, ...]


def section(number: int, entry: PackEntry, around: PassageAnnotations) -> Chapter:
    """What an export says of one passage; `around` is what the answer says outside it.

    The title ends with the status, unless it is answered.
    """
    passage = entry.passage
    status = passage["status"]
    label = "Answered" if status == "answered" else f"{STATUS_LABELS[status]}."
    return Chapter(
        number,
        " ".join(f"{_title(passage)}{_STATUS_IN_TITLE.get(status, '')}".split()),
        (
            Statement(label, _given(passage), "above"),
            *((Statement(entry.since, "", "above"),) if entry.since else ()),
            Statement("Question:", passage["source_question"], "above"),
            *quoted(passage, around),
            *((Statement("Note:", entry.note, "note"),) if entry.note else ()),
        ),
    )


def quoted(
    passage: json_types.Passage, around: PassageAnnotations
) -> Iterator[Statement | Quotation]:
    """A passage word for word, the notes outside it that it refers to, its citation and
    attachments."""
    yield Quotation(tuple(quotation(passage, around.get("caption", ""))))
    for note in around.get("notes", ()):
        if not passage["start"] <= note["start"] < passage["end"]:
            yield Statement("Note in the answer:", note["text"])
    yield Statement("", linked(f"Citation: {cite(passage)}"))
    for one in passage.get("attachments", ()):
        yield Statement(
            "", (("Attachment: ", ""), (f"{one['title']} ({one['url']})", web_address(one["url"])))
        )


def linked(text: str) -> Pieces:
    """A text in pieces, so that each web address in it is a link."""
    pieces: list[Piece] = []
    end = 0
    for span in addresses(text):
        address = text[span.start : span.end]
        pieces += [(text[end : span.start], ""), (address, web_address(href(address)))]
        end = span.end
    return tuple(piece for piece in (*pieces, (text[end:], "")) if piece[0])


def web_address(url: str) -> str:
    """A web address as the target of a link, in ASCII; empty if it is not an address."""
    target = quote(url, safe="%/:?#@!$&'()*+,;=~")
    return target if _LINKED.fullmatch(target) else ""


def printable(text: str) -> str:
    """The text without the characters that no document can hold."""
    return _NOT_PRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _title(passage: json_types.Passage) -> str:
    """What was asked, without its formula; the whole question follows it in an export."""
    asked = question_title(passage["source_question"])
    return shorten(asked, TITLE_CHARS, placeholder="…") or title_of(passage)


def _given(passage: json_types.Passage) -> str:
    """Who answered and when: "by Jeremy Wright, Attorney General, 9 March 2015."."""
    body = passage["answering_body"]
    name = body["name"] if body else "answering body not stated"
    if not passage["date_answered"]:
        return f"Question to {name}."
    minister = passage["answering_member"] or "a minister not stated"
    by = f"by {minister}, {name}, {day(passage['date_answered'])}"
    if passage["status"] == "answered":
        return f"{by}."
    given = "Given" if passage["status"] == "holding" else "Answered"
    corrected = passage.get("correcting_member")
    return f"{given} {by}{f'; corrected by {corrected}' if corrected else ''}."


def quotation(passage: json_types.Passage, title: str) -> Iterator[Lines | Table]:
    """The parts of a passage; the head of its first table comes from outside where it is there."""
    above = blocks(passage.get("header") or "")
    cut = {part["start"]: cut_table_note(part) for part in passage.get("cut_tables", ())}
    found = blocks(passage["text"], passage["start"])
    if above and not any(block.kind == "table" for block in found):
        yield _table(above[0], title, above[1:], "")
    for block in found:
        if block.kind == "table":
            yield _table(block, title, above, cut.get(block.start, ""))
            title, above = "", []
        else:
            lines = "\n".join(_said(row[0]) for row in block.rows).split("\n")
            yield Lines(block.kind, tuple(lines))


def _table(block: Block, title: str, above: Sequence[Block], cut: str) -> Table:
    """A block as a table, below the column heads that are outside it and under their titles."""
    titles = [title] if title else []
    heads: list[Row] = []
    for head in above:
        titles += [_said(head.caption), *(_said(row[0]) for row in head.rows[: head.titles])]
        heads += [tuple(map(_said, row)) for row in head.rows[head.titles :]]
    titles += [_said(block.caption), *(_said(row[0]) for row in block.rows[: block.titles])]
    rows = [tuple(map(_said, row)) for row in block.rows[block.titles :]]
    if block.head:
        heads.append(rows.pop(0))
    width = max(map(len, (*heads, *rows)))
    return Table(
        tuple(filter(None, titles)),
        tuple(row + ("",) * (width - len(row)) for row in heads),
        tuple(row + ("",) * (width - len(row)) for row in rows),
        tuple(filter(None, (HEADS_ABOVE if above else "", cut))),
    )


def _said(cell: Cell) -> str:
    return "".join(run.text for run in cell)
