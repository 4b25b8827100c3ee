"""A table that is cut between passages is named as cut in each of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model import CutTable
from qa.model.citation import cut_table_note, quotation_text
from qa.text.cut_tables import cut_tables
from qa.text.lines import is_row
from qa.text.passages import split_passages

ABSCONDS = "| Year | Category C |\n| 2010/11 | 1 |\n| 2011/12 | 0 |\n| 2012/13 | 2 |"
TEXT = f"The number is below:\n\n{ABSCONDS}\n\nIt fell.\n\n| A |\n| B |"


def parts(text, part):
    start = text.index(part)
    return [(one.first, one.last, one.rows) for one in cut_tables(text, start, start + len(part))]


@pytest.mark.parametrize(
    ("part", "cut"),
    [
        (TEXT, []),
        (ABSCONDS, []),
        ("The number is below:", []),
        ("It fell.", []),
        ("It fell.\n\n| A |\n| B |", []),
        ("| Year | Category C |\n| 2010/11 | 1 |", [(1, 1, 3)]),
        ("The number is below:\n\n| Year | Category C |\n| 2010/11 | 1 |", [(1, 1, 3)]),
        ("| 2011/12 | 0 |\n| 2012/13 | 2 |", [(2, 3, 3)]),
        ("| 2011/12 | 0 |", [(2, 2, 3)]),
        ("| 2012/13 | 2 |\n\nIt fell.", [(3, 3, 3)]),
        ("| 2012/13 | 2 |\n\nIt fell.\n\n| A |", [(3, 3, 3), (1, 1, 2)]),
        ("| Year | Category C |", [(0, 0, 3)]),
    ],
)
def test_a_part_of_a_table_is_named_by_its_rows(part, cut):
    assert parts(TEXT, part) == cut


def test_the_part_begins_where_its_rows_do():
    part = "The number is below:\n\n| Year | Category C |"
    assert cut_tables(TEXT, 0, len(part)) == (CutTable(TEXT.index("| Year"), 0, 0, 3),)


@pytest.mark.parametrize(
    ("part", "note"),
    [
        ((1, 4, 9), "Rows 1 to 4 of the 9 in this table, which goes on in the next passage."),
        ((5, 9, 9), "Rows 5 to 9 of the 9 in this table, which begins in a passage before."),
        ((0, 0, 9), "None of the 9 in this table, which goes on in the next passage."),
        ((9, 9, 9), "Row 9 of the 9 in this table, which begins in a passage before."),
        (
            (4, 6, 9),
            "Rows 4 to 6 of the 9 in this table, which begins in a passage before and goes on in "
            "the next passage.",
        ),
    ],
)
def test_the_note_says_where_the_other_rows_are(part, note):
    assert cut_table_note(CutTable(0, *part).as_json()) == note
    cut = {"text": "| a |", "source_question": "Q", "cut_tables": [CutTable(0, *part).as_json()]}
    assert quotation_text(cut) == f"| a |\n\n[{note}]\n\nQuestion: Q"


def table(rows):
    return "\n".join(["| Prison | 2012 |", *(f"| HMP {n} | {n} |" for n in range(rows))])


BLOCKS = st.one_of(
    st.builds(table, st.integers(2, 40)),
    st.sampled_from(["There were 12 of them. " * 9, "As follows:", "| a |", "| |", "Table 1"]),
)


@given(st.lists(BLOCKS, max_size=8), st.integers(20, 100))
def test_the_parts_of_a_cut_table_are_all_of_it(blocks, words):
    text = "\n\n".join(block.strip() for block in blocks)
    for piece in split_passages(text, words):
        start, end = piece.span.start, piece.span.end
        found = cut_tables(text, start, end)
        assert all(1 <= one.first <= one.last <= one.rows for one in found)
        assert len(found) <= 2
        for one in found:
            assert is_row(text[one.start :].split("\n")[0])
            assert start <= one.start < end


@given(st.integers(8, 60), st.integers(20, 60))
def test_each_row_of_a_long_table_is_in_one_part(rows, words):
    text = table(rows)
    pieces = split_passages(text, words)
    found = [part for one in pieces for part in cut_tables(text, one.span.start, one.span.end)]
    if len(pieces) > 1:
        shown = [row for one in found for row in range(one.first, one.last + 1)]
        assert shown == list(range(1, rows + 1))
        assert {one.rows for one in found} == {rows}
    else:
        assert found == []
