"""Text files: Word, Markdown and plain text as text; hostile ones refused with a plain message."""

import io
from contextlib import suppress
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import BadRequest
from qa.service.text_files import MAX_FILE_BYTES, MAX_PART_BYTES, read_text

RELATED = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Target="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument"/></Relationships>'
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(body: str, target: str = "word/document.xml", **more: bytes) -> bytes:
    """A Word file with this XML as its text."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        made.writestr("_rels/.rels", RELATED.format(target))
        made.writestr("word/document.xml", body)
        for name, content in more.items():
            made.writestr(name, content)
    return file.getvalue()


def document(inside: str) -> str:
    return f'<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'


def test_a_word_document_is_read_a_paragraph_a_line_with_its_tables():
    made = docx.Document()
    made.add_paragraph("The Minister said: “We act.”")
    made.add_table(1, 1).cell(0, 0).text = "In a table."
    file = io.BytesIO()
    made.save(file)
    text = read_text("notice.docx", file.getvalue())
    assert text.split("\n") == ["The Minister said: “We act.”", "In a table."]


def test_what_is_inserted_in_a_word_document_is_read_and_what_is_deleted_is_not():
    body = document(
        "<w:p><w:r><w:t>There are </w:t></w:r><w:del><w:r><w:delText>12</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>13</w:t><w:tab/><w:t>owls</w:t></w:r></w:ins></w:p>"
    )
    assert read_text("a.docx", word(body)) == "There are 13 owls"


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.txt", "It’s so.\r\nYes.".encode(), "It’s so.\nYes."),
        ("a.txt", "\ufeffIt’s so.".encode(), "It’s so."),
        ("a.txt", "It’s so.".encode("utf-16"), "It’s so."),
        ("a.txt", "It’s so.".encode("cp1252"), "It’s so."),
        ("a.md", b"# A\n\n> He **said** [so](http://x.y), _I_ `did`.", "A\n\nHe said so, I did."),
        ("a.txt", b"# He **said** so.", "# He **said** so."),
    ],
)  # fmt: skip
def test_a_text_is_read_in_its_encoding_and_markdown_without_marks(name, content, text):
    assert read_text(name, content) == text


BOMB = document(f"<w:p><w:r><w:t>{'x' * (MAX_PART_BYTES + 1)}</w:t></w:r></w:p>")
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + document(
    "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>"
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * (MAX_FILE_BYTES + 1), "5 MB"),
        (word(BOMB), "10 MB"),
        (word("<w:p"), "Word document"),
        (word(document(""), target="word/nothing.xml"), "Word document"),
        (word(document(""), target=""), "Word document"),
        (b"PK\x03\x04 and nothing else", "Word document"),
        (word(document("<w:p/>"))[:-30], "Word document"),
        (word("<w:d>" * 1000), "Word document"),
        (b"%PDF-1.7 ...", "not a text"),
        (b"{\\rtf1 hello}", "not a text"),
        (b"\x00\x01\x02", "not a text"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "not a text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name_and_what_to_do(content, said):
    with pytest.raises(BadRequest, match=r"'bad\.docx'") as refused:
        read_text("bad.docx", content)
    assert said in str(refused.value)
    assert "paste the text" in str(refused.value)


def test_too_many_files_in_a_word_document_are_refused():
    many = {f"f{n}": b"" for n in range(5001)}
    with pytest.raises(BadRequest, match="too many"):
        read_text("a.docx", word(document(""), **many))


def test_an_entity_is_not_expanded():
    assert "ha" not in read_text("a.docx", word(LAUGHS))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    for name, data in (("a.md", content), ("a.docx", b"PK\x03\x04" + content)):
        with suppress(BadRequest):
            assert isinstance(read_text(name, data), str)
