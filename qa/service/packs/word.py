"""An export as a Word document."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt

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
from qa.service.packs.word_template import begin_field, end_field, styles_of

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


def word(title: str, intro: str, chapters: Sequence[Chapter], template: bytes) -> bytes:
    """Chapters as a Word document, at the end of what the template holds."""
    return _Writer(template).written(title, intro, chapters)


class _Writer:
    """Writes into a copy of a template, by the names of its styles."""

    def __init__(self, template: bytes) -> None:
        self._document = Document(io.BytesIO(template))
        # By id: python-docx looks through all styles each time it is given one.
        self._styles = {name: style.style_id for name, style in styles_of(self._document).items()}
        self._targets: dict[str, str] = {}
        self._bookmarks = count(1)
        body = self._document.element.body
        last = self._document.paragraphs[-1:]
        if last and not len(last[0]._p.xpath(".//w:r | .//w:sectPr")):
            body.remove(last[0]._p)  # the empty paragraph that every document ends with

    def written(self, title: str, intro: str, chapters: Sequence[Chapter]) -> bytes:
        self._describe(title)
        self._add("Title", ((title, ""),))
        self._add("Subtitle", ((intro, ""),))
        names = [f"_Toc{10**8 + number}" for number in range(len(chapters))]
        if len(chapters) > 1:
            self._contents([_heading(one) for one in chapters], names)
        for one, name in zip(chapters, names, strict=True):
            self._chapter(one, name)
        self._add("", linked(LICENCE))
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
        frame, properties, content = map(OxmlElement, ("w:sdt", "w:sdtPr", "w:sdtContent"))
        gallery, kind, unique = map(
            OxmlElement, ("w:docPartObj", "w:docPartGallery", "w:docPartUnique")
        )
        kind.set(qn("w:val"), "Table of Contents")
        gallery.extend((kind, unique))
        properties.append(gallery)
        frame.extend((properties, content))
        paragraphs = [self._add("TOC Heading", (("Contents", ""),))]
        for heading, name in zip(headings, names, strict=True):
            entry = self._add("TOC 1", ())
            if name == names[0]:
                begin_field(entry, _CONTENTS)
            self._link(entry, heading, name, inside=True)
            paragraphs.append(entry)
        end_field(paragraphs[-1])
        paragraphs[0]._p.addprevious(frame)
        content.extend(paragraph._p for paragraph in paragraphs)

    def _chapter(self, one: Chapter, name: str) -> None:
        heading = self._add("Heading 1", ((_heading(one), ""),))
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        number = str(10**8 + next(self._bookmarks))
        for mark in (start, end):
            mark.set(qn("w:id"), number)
        start.set(qn("w:name"), name)
        heading.runs[0]._r.addprevious(start)
        heading._p.append(end)
        tables = count(1)
        for part in one.body:
            if isinstance(part, Statement):
                self._statement(part)
            else:
                self._quotation(part, f"of {_heading(one)}", tables)

    def _statement(self, one: Statement) -> None:
        pieces = linked(one.text) if isinstance(one.text, str) else one.text
        style = "Intense Quote" if one.kind == "note" else ""
        if not one.lead:
            self._add(style, pieces)
            return
        space = ((" ", ""),) if pieces else ()
        self._led(one.lead, (*space, *pieces), style, above=one.kind == "above")

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
        made = self._document.add_table(len(rows), len(rows[0]))
        made._tblPr.style = self._styles["Table Grid"]
        summary = OxmlElement("w:tblDescription")
        summary.set(qn("w:val"), printable(description))
        made._tblPr.append(summary)
        if not table.heads:
            made._tblPr.remove(made._tblPr.find(qn("w:tblLook")))  # else row 1 looks like heads
        widths = self._widths(_columns(rows) or [(text,) for text in rows[0]])
        figures = [False, *map(_is_figures, _columns(table.rows)[1:])] + [False] * len(widths)
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        for number, (row, texts) in enumerate(zip(made.rows, rows, strict=True)):
            head = number < len(table.heads)
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if head:
                properties.append(OxmlElement("w:tblHeader"))  # repeated on each page
            elif _is_title(texts):
                row.cells[0].merge(row.cells[-1])
                texts = texts[:1]
            for cell, width, text, right in zip(row.cells, widths, texts, figures, strict=False):
                if len(texts) > 1:
                    cell.width = width
                self._cell(cell.paragraphs[0], text, head, right)
        for remark in table.remarks or ("",):  # Word joins tables that nothing divides
            self._add("No Spacing", ((remark, ""),)).paragraph_format.space_after = Pt(6)

    def _cell(self, paragraph: Any, text: str, head: bool, right: bool) -> None:
        paragraph._p.style = self._styles["No Spacing"]
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._write(paragraph, linked(text), "Strong" if head else "")

    def _widths(self, columns: Sequence[Row]) -> list[Emu]:
        """The width of each column: its longest word, and a share of the room that is left."""
        words = [_longest(" ".join(column).split(), _WORD_CHARS) for column in columns]
        wanted = [
            _longest(column, _TEXT_CHARS) - word
            for column, word in zip(columns, words, strict=True)
        ]
        room = max(_LINE_CHARS - sum(words), 0) / max(sum(wanted), 1)
        shares = [word + room * more for word, more in zip(words, wanted, strict=True)]
        page = self._document.sections[-1]
        sides = (page.left_margin or 0) + (page.right_margin or 0)
        whole = (page.page_width or Cm(21)) - sides
        return [Emu(int(whole * share / sum(shares))) for share in shares]

    def _led(self, lead: str, pieces: Pieces, style: str = "", above: bool = False) -> None:
        """Add a paragraph that begins with words in bold; one `above` the next is kept with it."""
        paragraph = self._add(style, ())
        paragraph.paragraph_format.keep_with_next = above or None
        self._write(paragraph, ((lead, ""),), "Strong")
        self._write(paragraph, pieces)

    def _add(self, style: str, pieces: Pieces) -> Any:
        """Add a paragraph; without a style it has the template's standard one."""
        paragraph = self._document.add_paragraph()
        if style:
            paragraph._p.style = self._styles[style]
        self._write(paragraph, pieces)
        return paragraph

    def _write(self, paragraph: Any, pieces: Pieces, style: str = "") -> None:
        for text, target in pieces:
            if target:
                self._link(paragraph, text, target)
            else:
                run = paragraph.add_run(printable(text))
                if style:
                    run._r.style = self._styles[style]

    def _link(self, paragraph: Any, text: str, target: str, inside: bool = False) -> None:
        """Add a link to a web address, or to a bookmark inside the document."""
        link = OxmlElement("w:hyperlink")
        if inside:
            link.set(qn("w:anchor"), target)
        else:
            link.set(qn("r:id"), self._relation(target))
        run = paragraph.add_run(printable(text))
        run._r.style = self._styles["Hyperlink"]
        link.append(run._r)
        paragraph._p.append(link)

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
    return list(zip(*(row for row in rows if not _is_title(row)), strict=True))


def _is_title(row: Row) -> bool:
    """Whether a row is a title within its table: words in its first cell only."""
    return len(row) > 1 and bool(row[0]) and not any(row[1:])


def _is_figures(column: Row) -> bool:
    """Whether most cells of a column are figures."""
    filled = [text for text in column if text]
    return 2 * sum(1 for text in filled if _FIGURE.fullmatch(text)) >= len(filled) > 0
