"""An export as a Word document."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Emu

from qa.model import LICENCE
from qa.service.packs.sections import (
    Chapter,
    Pieces,
    Quotation,
    Row,
    Statement,
    Table,
    linked,
    printable,
)
from qa.service.packs.word_elements import add, add_link, add_row, add_run, paragraph
from qa.service.packs.word_elements import table as new_table
from qa.service.packs.word_template import begin_field, end_field, styles_of
from qa.service.text_blocks import is_title

_CONTENTS = r'TOC \o "1-1" \n \h \z'
"""The field of a table of contents: headings 1 as links, without page numbers, which only Word
knows."""
_FIGURE = re.compile(
    r"[£$€]?\s?[-\u2212\u2013]?\s?[\d,.]*\d\s?%?|[-\u2013~*]|\.\.|n/?a", re.IGNORECASE
)
"""A figure, or a sign in the place of one."""
_LINE_CHARS = 85
"""Of a table that is as wide as the page."""
_WORD_CHARS, _TEXT_CHARS = 20, 40
"""The longest word and text that a column is made wide for; longer ones are broken."""
_MARGIN_CHARS = 3
"""The margins of a cell, as characters."""
_AFTER_TABLE = 120
"""The space after a table, in twips."""


def word(title: str, intro: str, chapters: Sequence[Chapter], template: bytes) -> bytes:
    """Chapters as a Word document, at the end of what the template holds."""
    return _Writer(template).written(title, intro, chapters)


class _Writer:
    """Writes into a copy of a template, by the names of its styles."""

    def __init__(self, template: bytes) -> None:
        self._document = Document(io.BytesIO(template))
        self._styles = {name: style.style_id for name, style in styles_of(self._document).items()}
        self._targets: dict[str, str] = {}
        self._bookmarks = count(1)
        page = self._document.sections[-1]
        sides = (page.left_margin or 0) + (page.right_margin or 0)
        self._width = Emu((page.page_width or Cm(21)) - sides).twips
        self._body = self._document.element.body
        last = self._document.paragraphs[-1:]
        if last and not len(last[0]._p.xpath(".//w:r | .//w:sectPr")):
            self._body.remove(last[0]._p)  # the empty paragraph that every document ends with

    def written(self, title: str, intro: str, chapters: Sequence[Chapter]) -> bytes:
        self._describe(title)
        end = self._body.find(qn("w:sectPr"))  # it stays the last
        if end is not None:
            self._body.remove(end)
        self._add("Title", ((title, ""),))
        self._add("Subtitle", ((intro, ""),))
        names = [f"_Toc{10**8 + number}" for number in range(len(chapters))]
        if len(chapters) > 1:
            self._contents([_heading(one) for one in chapters], names)
        for one, name in zip(chapters, names, strict=True):
            self._chapter(one, name)
        self._add("", linked(LICENCE))
        if end is not None:
            self._body.append(end)
        file = io.BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _describe(self, title: str) -> None:
        """Set the properties; the template's own dates and author are not the export's."""
        properties = self._document.core_properties
        properties.title, properties.language = printable(title), "en-GB"
        properties.author = properties.last_modified_by = properties.comments = ""
        for date in properties._element.xpath("dcterms:created | dcterms:modified"):
            properties._element.remove(date)

    def _contents(self, headings: Sequence[str], names: Sequence[str]) -> None:
        """A table of contents that is filled in; Word can update it."""
        frame = add(self._body, "sdt")
        gallery = add(add(frame, "sdtPr"), "docPartObj")
        add(gallery, "docPartGallery", val="Table of Contents")
        add(gallery, "docPartUnique")
        content = add(frame, "sdtContent")
        content.append(self._paragraph("TOC Heading", (("Contents", ""),)))
        for heading, name in zip(headings, names, strict=True):
            entry = self._paragraph("TOC 1", ())
            content.append(entry)
            if name == names[0]:
                begin_field(entry, _CONTENTS)
            add_link(entry, printable(heading), self._styles["Hyperlink"], anchor=name)
        end_field(content[-1])

    def _chapter(self, one: Chapter, name: str) -> None:
        number = 10**8 + next(self._bookmarks)
        heading = self._paragraph("Heading 1", ())
        add(heading, "bookmarkStart", id=number, name=name)
        self._write(heading, ((_heading(one), ""),))
        add(heading, "bookmarkEnd", id=number)
        self._body.append(heading)
        tables = count(1)
        for part in one.body:
            if isinstance(part, Statement):
                self._statement(part)
            else:
                self._quotation(part, f"of {_heading(one)}", tables)

    def _statement(self, one: Statement) -> None:
        """A paragraph that may begin with words in bold; one `above` the next is kept with it."""
        pieces = linked(one.text) if isinstance(one.text, str) else one.text
        style = "Intense Quote" if one.kind == "note" else ""
        made = self._paragraph(style, (), keep_next=bool(one.lead) and one.kind == "above")
        if one.lead:
            self._write(made, ((one.lead, ""),), "Strong")
            pieces = (*(((" ", ""),) if pieces else ()), *pieces)
        self._write(made, pieces)
        self._body.append(made)

    def _quotation(self, one: Quotation, of: str, tables: Iterator[int]) -> None:
        for part in one.parts:
            if isinstance(part, Table):
                self._table(part, f"Table {next(tables)} {of}")
            else:
                for text in ["\n".join(part.lines)] if part.kind == "paragraph" else part.lines:
                    self._add("Quote", linked(text))

    def _table(self, table: Table, description: str) -> None:
        for title in table.titles:
            self._add("Caption", linked(title))
        rows = (*table.heads, *table.rows)
        widths = self._widths(_columns(rows) or [(text,) for text in rows[0]])
        figures = [False, *map(_is_figures, _columns(table.rows)[1:])] + [False] * len(widths)
        style, about = self._styles["Table Grid"], printable(description)
        made = new_table(style, about, widths, heads=bool(table.heads))
        for number, texts in enumerate(rows):
            head = number < len(table.heads)
            shown = texts[:1] if not head and is_title(texts) else texts
            cells = [
                self._paragraph("No Spacing", linked(text), "Strong" if head else "", right=right)
                for text, right in zip(shown, figures, strict=False)
            ]
            add_row(made, widths, cells, head=head)
        self._body.append(made)
        for remark in table.remarks or ("",):  # Word joins tables that nothing divides
            self._add("No Spacing", ((remark, ""),), after=_AFTER_TABLE)

    def _widths(self, columns: Sequence[Row]) -> list[int]:
        """The width of each column in twips: its longest word, and a share of the room left."""
        words = [_longest(" ".join(column).split(), _WORD_CHARS) for column in columns]
        wanted = [
            _longest(column, _TEXT_CHARS) - word
            for column, word in zip(columns, words, strict=True)
        ]
        room = max(_LINE_CHARS - sum(words), 0) / max(sum(wanted), 1)
        shares = [word + room * more for word, more in zip(words, wanted, strict=True)]
        return [round(self._width * share / sum(shares)) for share in shares]

    def _add(self, style: str, pieces: Pieces, **form: Any) -> None:
        self._body.append(self._paragraph(style, pieces, **form))

    def _paragraph(self, style: str, pieces: Pieces, of_runs: str = "", **form: Any) -> Any:
        """A paragraph; without a style it has the template's standard one."""
        made = paragraph(self._styles[style] if style else None, **form)
        self._write(made, pieces, of_runs)
        return made

    def _write(self, made: Any, pieces: Pieces, style: str = "") -> None:
        """Add pieces to a paragraph: runs of a style, and links to web addresses."""
        for text, target in pieces:
            if target:
                relation = self._relation(target)
                add_link(made, printable(text), self._styles["Hyperlink"], id=relation)
            else:
                add_run(made, printable(text), self._styles[style] if style else None)

    def _relation(self, target: str) -> str:
        """The id by which the document names a web address."""
        if target not in self._targets:
            self._targets[target] = self._document.part.relate_to(
                target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self._targets[target]


def _heading(one: Chapter) -> str:
    return one.title if one.number is None else f"{one.number}. {one.title}"


def _longest(texts: Sequence[str], most: int) -> int:
    return min(max(map(len, texts), default=0), most) + _MARGIN_CHARS


def _columns(rows: Sequence[Row]) -> list[Row]:
    """The columns of rows, without the rows that are titles."""
    return list(zip(*(row for row in rows if not is_title(row)), strict=True))


def _is_figures(column: Row) -> bool:
    """Whether most cells of a column are figures."""
    filled = [text for text in column if text]
    return 2 * sum(1 for text in filled if _FIGURE.fullmatch(text)) >= len(filled) > 0
