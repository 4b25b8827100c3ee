"""Elements of a Word document: paragraphs, runs, links and tables (ECMA-376 part 1, 17.3 and 17.4).

python-docx looks through all siblings of each element that it adds. These are made in order, so
that a document of many passages takes a fifth of the processor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import SubElement

_BREAK = re.compile(r"(\n|\t)")
_BREAK_TAGS = {"\n": qn("w:br"), "\t": qn("w:tab")}
_VALUE, _SPACE = qn("w:val"), qn("xml:space")


def add(parent: Any, tag: str, /, **attributes: object) -> Any:
    """A new last child of an element, such as `jc`, with attributes of WordprocessingML."""
    stated = {qn(f"w:{key}"): str(value) for key, value in attributes.items()}
    return SubElement(parent, qn(f"w:{tag}"), stated)


def paragraph(
    style: str | None, *, keep_next: bool = False, after: int | None = None, right: bool = False
) -> Any:
    """A paragraph without text, by the id of its style; `after` is the space below it, in twips."""
    made = OxmlElement("w:p")
    if style or keep_next or after is not None or right:
        properties = add(made, "pPr")
        if style:
            add(properties, "pStyle", val=style)
        if keep_next:
            add(properties, "keepNext")
        if after is not None:
            add(properties, "spacing", after=after)
        if right:
            add(properties, "jc", val="right")
    return made


def add_run(parent: Any, text: str, style: str | None = None) -> Any:
    """A new last run of a paragraph or link; each line break and tab is an element of its own."""
    run = SubElement(parent, qn("w:r"))
    if style:
        add(add(run, "rPr"), "rStyle", val=style)
    for piece in _BREAK.split(text):
        if piece in _BREAK_TAGS:
            SubElement(run, _BREAK_TAGS[piece])
        elif piece:
            written = SubElement(run, qn("w:t"))
            written.text = piece
            if piece != piece.strip():
                written.set(_SPACE, "preserve")
    return run


def add_link(parent: Any, text: str, style: str, **target: str) -> None:
    """A new last link of a paragraph; its target is an `anchor`, or the `id` of a relation."""
    names = {"anchor": "w:anchor", "id": "r:id"}
    link = SubElement(
        parent, qn("w:hyperlink"), {qn(names[kind]): value for kind, value in target.items()}
    )
    add_run(link, text, style)


def table(style: str, description: str, widths: Sequence[int], *, heads: bool) -> Any:
    """A table without rows, whose columns have these widths, in twips.

    Without `heads`, its first row must not look like one.
    """
    made = OxmlElement("w:tbl")
    properties = add(made, "tblPr")
    add(properties, "tblStyle", val=style)
    add(properties, "tblW", type="auto", w=0)
    if heads:
        look = {"firstColumn": 1, "firstRow": 1, "lastColumn": 0, "lastRow": 0}
        add(properties, "tblLook", **look, noHBand=0, noVBand=1, val="04A0")
    add(properties, "tblDescription", val=description)
    grid = add(made, "tblGrid")
    for width in widths:
        add(grid, "gridCol", w=width)
    return made


def add_row(made: Any, widths: Sequence[int], cells: Sequence[Any], *, head: bool) -> None:
    """A new last row of a table, a paragraph a cell; one cell alone is as wide as all columns.

    A head is repeated on each page.
    """
    row = add(made, "tr")
    properties = add(row, "trPr")
    add(properties, "cantSplit")
    if head:
        add(properties, "tblHeader")
    spanning = len(cells) == 1 < len(widths)
    for width, content in zip([sum(widths)] if spanning else widths, cells, strict=True):
        cell = add(row, "tc")
        of_cell = add(cell, "tcPr")
        add(of_cell, "tcW", type="dxa", w=width)
        if spanning:
            add(of_cell, "gridSpan", val=len(widths))
        cell.append(content)
