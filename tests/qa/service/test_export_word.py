"""Exports as Word documents, read back by python-docx and as XML."""

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from lxml import etree

from qa.service.packs.sections import printable, section
from qa.service.packs.word import word
from qa.service.packs.word_template import default_template
from tests.exporting import HOSTILE, LICENCE, URL, entry, words

LINKS = ".//w:hyperlink[@r:id]"


def made(*entries, title="Evidence"):
    sections = [section(n, one, {}) for n, one in enumerate(entries, start=1)]
    return word(title, "Word for word.", sections, default_template())


def read(file):
    return Document(io.BytesIO(file))


def body(document):
    """Style and text of each paragraph and, in the place of a table, its rows of cells."""
    return [
        (one.style.name, one.text)
        if hasattr(one, "text")
        else [[cell.text for cell in row.cells] for row in one.rows]
        for one in document.iter_inner_content()
    ]


def written(element):
    return "".join(text.text for text in element.iter(qn("w:t")))


def links(document):
    """The text and target of each link to the web."""
    found = document.element.body.findall(LINKS, document.element.nsmap)
    relations = document.part.rels
    return [(written(link), relations[link.get(qn("r:id"))].target_ref) for link in found]


def test_a_section_has_its_parts_in_order_each_in_its_style():
    since = "Since this was collected the answer was withdrawn."
    one = entry(note="check\nthis", since=since, status="corrected")
    assert body(read(made(one))) == [
        ("Title", "Evidence"),
        ("Subtitle", "Word for word."),
        ("Heading 1", "1. How many officers left (corrected)"),
        (
            "Normal",
            "Corrected since it was first given. "
            "Answered by Bob Jones, Ministry of Justice, 9 March 2015.",
        ),
        ("Normal", since),
        (
            "Normal",
            "Question: To ask the Secretary of State for Justice, how many officers left.",
        ),
        ("Quote", "See https://www.gov.uk/a_b, and www.gov.uk/c."),
        ("Caption", "Table 1: Officers dismissed"),
        [
            ["Reason", "2014", "2015"],
            ["Conduct", "80", "70"],
            ["Men", "Men", "Men"],  # one cell across the row
            ["Other", "~", "1,200"],
        ],
        ("No Spacing", ""),
        ("Quote", "Figures are rounded."),
        ("Quote", "• one"),
        ("Quote", "• two"),
        (
            "Normal",
            "Citation: Prison Officers: Dismissal, answer by Bob Jones (Ministry of Justice), "
            "House of Commons, 9 March 2015, since corrected, UIN 11 (tabled 2 March 2015): "
            f"{URL}",
        ),
        ("Intense Quote", "Note: check\nthis"),
        ("Normal", LICENCE),
    ]


def test_addresses_in_texts_notes_tables_and_citations_are_links():
    asked = "To ask about https://www.gov.uk/q."
    text = "See https://www.gov.uk/a_b.\n| a | b |\n| www.gov.uk/c | 1 |"
    file = {"title": "Table", "url": "https://files.uk/a b.xlsx"}
    assert links(
        read(made(entry(text, note="at https://x.uk", attachments=[file], source_question=asked)))
    ) == [
        ("https://www.gov.uk/q", "https://www.gov.uk/q"),
        ("https://www.gov.uk/a_b", "https://www.gov.uk/a_b"),
        ("www.gov.uk/c", "https://www.gov.uk/c"),
        (URL, URL),
        ("Table (https://files.uk/a b.xlsx)", "https://files.uk/a%20b.xlsx"),
        ("https://x.uk", "https://x.uk"),
    ]


def test_the_contents_are_a_field_that_links_to_each_heading():
    document = read(made(entry("One."), entry("Two.", status="withdrawn")))
    frame = document.element.body.find(qn("w:sdt"))
    assert frame.find(".//" + qn("w:docPartGallery")).get(qn("w:val")) == "Table of Contents"
    assert [one.text for one in frame.iter(qn("w:instrText"))] == [r' TOC \o "1-1" \n \h \z ']
    kinds = [one.get(qn("w:fldCharType")) for one in frame.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    entries = {one.get(qn("w:anchor")): written(one) for one in frame.iter(qn("w:hyperlink"))}
    assert list(entries.values()) == [
        "1. How many officers left",
        "2. How many officers left (withdrawn)",
    ]
    headings = {
        one.get(qn("w:name")): written(one.getparent())
        for one in document.element.body.iter(qn("w:bookmarkStart"))
    }
    assert headings == entries
    assert ("TOC Heading", "Contents") not in body(document)  # within the frame
    assert "Contents" in written(frame)


def test_one_passage_needs_no_contents():
    assert read(made(entry("One."))).element.body.find(qn("w:sdt")) is None


def test_the_heads_of_a_table_repeat_and_figures_are_on_the_right():
    (table,) = read(made(entry())).tables
    heads = [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows]
    assert heads == [True, False, False, False]
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
    assert table.style.name == "Table Grid"
    sides = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert [side is not None for side in sides] == [False, True, True]
    description = table._tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
    assert description == "Table 1 of 1. How many officers left"


def test_a_column_has_room_for_its_longest_word_and_the_table_fills_the_page():
    row = "| " + " | ".join(["SO", *["£1,234,567"] * 8, "some words, more words"]) + " |"
    document = read(made(entry(f"| a | b | c | d | e | f | g | h | i | j |\n{row}")))
    (table,) = document.tables
    first, *figures, words = [column.width for column in table.columns]
    assert len(set(figures)) == 1
    assert first < words < figures[0]
    page = document.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    assert 0.99 * room < first + sum(figures) + words <= room


def test_a_table_without_heads_does_not_show_a_row_as_such():
    (table,) = read(made(entry("| a | 1 |\n| b | 2 |", start=5, end=24))).tables
    assert not table._tbl.xpath(".//w:tblHeader")
    assert table._tblPr.find(qn("w:tblLook")) is None


def test_the_properties_are_those_of_the_export():
    properties = read(made(entry(), title="Evidence \x07")).core_properties
    assert (properties.title, properties.language) == ("Evidence ", "en-GB")
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created is properties.modified is None


def test_text_that_looks_like_markup_is_text():
    assert ("Quote", HOSTILE.partition("\n")[0]) in body(read(made(entry(HOSTILE))))


@settings(max_examples=40, deadline=None)
@given(words)
def test_any_text_is_in_the_document_word_for_word(text):
    file = made(entry(text, text, text, source_question=text, heading=text), title=text)
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))
    document = read(file)
    shown = "".join("".join(paragraph) for paragraph in texts(document))
    held = re.sub(r"[\s|]", "", printable(text))
    assert re.sub(r"[\s|]", "", shown).count(held) >= 4 or not held


def texts(document):
    """The text of each paragraph, in tables too."""
    for paragraph in document.element.body.iter(qn("w:p")):
        yield [part.text or "\t\n" for part in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))]


LONG = f"{'x' * 5000}."


@pytest.mark.parametrize("rows", [400])
def test_a_long_table_and_a_long_paragraph_are_whole(rows):
    lines = [f"| Prison {n} | {n:,} | {'word ' * 5}|" for n in range(rows)]
    text = "\n".join([LONG, *lines])
    document = read(made(entry(text)))
    (table,) = document.tables
    assert len(table.rows) == rows
    last = [cell.text for cell in table.rows[-1].cells]
    assert last == ["Prison 399", "399", "word word word word word"]
    assert ("Quote", LONG) in body(document)
