"""Exports as Markdown, read back by a parser of Markdown."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.service.packs.markdown import markdown
from qa.service.packs.sections import Table, printable, quotation, section
from tests.exporting import HOSTILE, LICENCE, URL, entry, words

PARSER = MarkdownIt("gfm-like", {"linkify": False})


def made(*entries):
    sections = [section(n, one, {}) for n, one in enumerate(entries, start=1)]
    return markdown("Evidence", "Word for word.", sections).decode()


def read(text):
    """The kinds of blocks of a Markdown text, and its tables as rows of cells."""
    kinds, tables, inside = [], [], False
    for token in PARSER.parse(text):
        kinds.append(token.type)
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type in ("th_open", "td_open"):
            inside = True
        elif token.type == "inline" and inside:
            tables[-1][-1].append(said(token))
            inside = False
    return kinds, tables


def said(inline):
    """The words of an inline token; anything but text, line ends, links and bold is a failure."""
    words = ""
    for token in inline.children:
        if token.type in ("softbreak", "hardbreak"):
            words += "\n"
        elif token.type in ("text", "text_special"):
            words += token.content
        else:
            assert token.type.startswith(("link_", "strong_")), token.type
    return words


def quoted(text):
    """The words of each paragraph in the first quotation."""
    tokens = PARSER.parse(text)
    start = next(n for n, token in enumerate(tokens) if token.type == "blockquote_open")
    end = next(n for n, token in enumerate(tokens) if token.type == "blockquote_close")
    return [said(token) for token in tokens[start:end] if token.type == "inline"]


def test_a_section_has_its_parts_in_order():
    since = "Since this was collected the answer was withdrawn."
    text = made(entry("There are 12.", "check *this*\n\nthen that", since, status="corrected"))
    assert text == (
        "# Evidence\n\nWord for word.\n\n"
        "## 1. How many officers left (corrected)\n\n"
        "**Corrected since it was first given.** "
        "Answered by Bob Jones, Ministry of Justice, 9 March 2015.\n\n"
        f"**{since}**\n\n"
        "**Question:** To ask the Secretary of State for Justice, how many officers left.\n\n"
        "> There are 12.\n\n"
        "Citation: Prison Officers: Dismissal, answer by Bob Jones (Ministry of Justice), House of "
        f"Commons, 9 March 2015, since corrected, UIN 11 (tabled 2 March 2015): <{URL}>\n\n"
        "**Note:** check \\*this\\*\n\nthen that\n\n"
        f"{LICENCE}\n"
    )


def test_a_table_is_a_table_with_its_title_and_links_are_links():
    text = made(entry())
    kinds, tables = read(text)
    assert tables == [
        [
            ["Reason", "2014", "2015"],
            ["Conduct", "80", "70"],
            ["Men", "", ""],
            ["Other", "~", "1,200"],
        ]
    ]
    assert "> **Table 1: Officers dismissed**\n>\n> | Reason | 2014 | 2015 |\n" in text
    assert "<https://www.gov.uk/a_b>, and [www.gov.uk/c](<https://www.gov.uk/c>)." in text
    assert kinds.count("blockquote_open") == 1


def test_a_target_with_an_ampersand_is_not_read_as_an_entity():
    text = made(entry("x", attachments=[{"title": "T", "url": "https://x.uk/?a=1&copy=2"}]))
    links = [
        t for token in PARSER.parse(text) for t in token.children or [] if t.type == "link_open"
    ]
    assert links[-1].attrs["href"] == "https://x.uk/?a=1&copy=2"


def test_text_that_looks_like_markup_is_text():
    assert quoted(made(entry(HOSTILE))) == [HOSTILE.partition("\n")[0], "- item\n2) two"]


LINES = [
    "===", "---", "+ a", "1. a", "10) a", "# a", "> a", "```", "~~~", "    a", "a | b", ":--",
    "| a", "[a]: https://x.uk", "![a](b)", "<b>", "&amp;", "&#42;", "*a*", "__a__", "$a$", "a\\",
    "***", "[^1]: a", "https://a.uk/*b*", "~~a~~", "\\|",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=4))
@example(["a", ":--"])
@example(["a", "==="])
def test_no_line_of_a_note_becomes_markup(parts):
    text = made(entry("A passage.", note="\n".join(parts)))
    kinds, tables = read(text)
    assert tables == []
    assert set(kinds) <= {
        *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"),
        *("blockquote_open", "blockquote_close"),
    }
    (note,) = [
        said(token) for token in PARSER.parse(text)
        if token.type == "inline" and token.content.startswith("**Note:**")
    ]  # fmt: skip
    assert note == "Note: " + "\n".join(part.strip() for part in parts)


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="|\r\n", exclude_categories=["Cc", "Cs"]),
    max_size=12,
)


@given(st.lists(st.tuples(cells, cells, cells), min_size=2, max_size=5), st.booleans())
def test_a_table_reads_back_with_the_same_cells(rows, cut):
    text = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    one = entry(text, start=9 * cut, end=9 * cut + len(text))
    (table,) = quotation(one.passage, "")
    assert isinstance(table, Table)
    (parsed,) = read(made(one))[1]
    expected = [*(table.heads or [("",) * 3]), *table.rows]
    assert parsed == [[trimmed(cell) for cell in row] for row in expected]
    held = "".join("".join(row) for row in rows)
    shown = "".join((*table.titles, *("".join(row) for row in expected)))
    assert "".join(shown.split()) == "".join(held.split())


def trimmed(cell):
    """A cell as a parser gives it: no space at its ends, and U+FFFD for what Unicode lacks."""
    return printable(cell).strip()


@pytest.mark.parametrize("size", [400])
def test_a_long_table_is_whole(size):
    text = "\n".join(f"| Prison {n} | {n:,} |" for n in range(size))
    (parsed,) = read(made(entry(text)))[1]
    assert parsed == [[f"Prison {n}", f"{n:,}"] for n in range(size)]


@given(words)
def test_any_text_is_one_section(text):
    kinds, _ = read(made(entry(text, text, source_question=text, heading=text)))
    assert kinds.count("heading_open") == 2
    assert "html_block" not in kinds
    assert "fence" not in kinds
    assert "code_block" not in kinds
    assert "hr" not in kinds
