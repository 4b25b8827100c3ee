from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.service.text_blocks import Block, blocks, footnotes, table_csv
from qa.service.text_runs import Run

TABLE = "Figures:\n\n| Region | 2014 | 2015 |\n| Kent | 1,200 |  |\n| Fife | 34 | 35 |\n\nAs shown."


def words(laid: list[Block]) -> list[list[list[str]]]:
    return [[["".join(r.text for r in cell) for cell in row] for row in b.rows] for b in laid]


def runs_of(laid: list[Block]) -> list[Run]:
    """All runs in order, a caption's before those of its table."""
    told = [cell for block in laid for cell in (block.caption, *chain(*block.rows))]
    return [run for cell in told for run in cell]


def marked(laid: list[Block]) -> str:
    runs = runs_of(laid)
    return "".join(run.text for run in runs if run.marked)


def test_paragraphs_are_separated_by_an_empty_line() -> None:
    assert words(blocks("One.\n\nTwo\nlines.\n\n\n\nThree.")) == [
        [["One."]],
        [["Two\nlines."]],
        [["Three."]],
    ]


def test_rows_become_a_table_and_an_empty_cell_keeps_its_place() -> None:
    laid = blocks(TABLE)
    assert [block.kind for block in laid] == ["paragraph", "table", "paragraph"]
    assert words(laid)[1] == [
        ["Region", "2014", "2015"],
        ["Kent", "1,200", ""],
        ["Fife", "34", "35"],
    ]


def test_a_row_with_more_cells_than_the_first_keeps_them_all() -> None:
    assert words(blocks("| a |\n| b | c | d |"))[0] == [["a"], ["b", "c", "d"]]


def test_the_first_row_is_the_head_only_where_the_table_is_known_to_begin() -> None:
    assert blocks(TABLE)[1].head
    assert blocks("| Kent | 34 |", start=0)[0].head
    assert not blocks("| Kent | 34 |", start=120)[0].head
    assert blocks("As follows:\n\n| Kent | 34 |", start=120)[1].head


def test_titles_come_before_the_row_that_names_the_columns() -> None:
    [table] = blocks("| Deaths, England | |\n| | 2014 |\n| Kent | 2 |\n| Total | |")
    assert (table.titles, table.head) == (1, True)
    [table] = blocks("| Deaths, England | |\n| | 2014 |", start=9)
    assert (table.titles, table.head) == (0, False)
    [table] = blocks("| Deaths, England | |")
    assert (table.titles, table.head) == (0, True)


def test_the_line_above_a_table_that_titles_it_is_its_caption() -> None:
    laid = blocks("As follows:\n\nTable 1: Staff\n\n| Region | 2014 |\n| Kent | 2 |")
    assert [block.kind for block in laid] == ["paragraph", "table"]
    assert [run.text for run in laid[1].caption] == ["Table 1: Staff"]
    assert (laid[1].start, len(laid[1].rows)) == (29, 2)
    laid = blocks("As follows:\n\n| Region | 2014 |\n| Kent | 2 |")
    assert [(block.kind, block.caption) for block in laid] == [("paragraph", ()), ("table", ())]


def test_each_marker_and_footnote_has_its_number_and_role() -> None:
    text = (
        "Staff[1] in 2014.\n\n| Year[1] | Staff[2] |\n| 2014 | 2 |\n\n[1] In post.\n\n[2] At work."
    )
    told = [run for run in runs_of(blocks(text, 0, (0, 8), footnotes(text))) if run.role]
    assert [(run.text, run.note, run.role) for run in told] == [
        ("[1]", 1, "first marker"),
        ("[1]", 1, "marker"),
        ("[2]", 2, "first marker"),
        ("[1]", 1, "head"),
        ("[2]", 2, "head"),
    ]
    assert [run.marked for run in told] == [True, False, False, False, False]


def test_a_footnote_links_back_to_the_first_marker_within_the_part_shown() -> None:
    text = "Staff[1] in 2014.\n\nAnd staff[1] in 2015.\n\n[1] In post."
    start, end = text.index("And"), text.index("[1] In")
    told = runs_of(blocks(text[start:end], start, None, footnotes(text)))
    assert [(run.text, run.role) for run in told if run.role] == [("[1]", "first marker")]


def test_list_lines_become_one_list_and_keep_their_bullets() -> None:
    laid = blocks("These:\n• one\n• two\n1. three\n(b) four")
    assert [block.kind for block in laid] == ["paragraph", "list"]
    assert words(laid)[1] == [["• one"], ["• two"], ["1. three"], ["(b) four"]]


def test_footnote_marks_and_figures_stay_text() -> None:
    text = "Of 1,200[1] cases, 3.5% failed.\n\n[1] Rounded."
    laid = blocks(text)
    assert [block.kind for block in laid] == ["paragraph", "paragraph"]
    assert words(laid) == [[["Of 1,200[1] cases, 3.5% failed."]], [["[1] Rounded."]]]


def test_a_sentence_is_marked_within_its_paragraph() -> None:
    [block] = blocks("First. Second. Third.", start=100, marked=(107, 114))
    assert [(run.text, run.marked, run.first) for run in block.rows[0][0]] == [
        ("First. ", False, False),
        ("Second.", True, True),
        (" Third.", False, False),
    ]


def test_a_mark_covers_all_the_cells_of_a_row() -> None:
    row = "| Kent | 1,200 |  |"
    at = TABLE.index(row)
    laid = blocks(TABLE, marked=(at, at + len(row)))
    assert marked(laid) == "Kent1,200"
    assert laid[1].rows[1][0][0].first
    assert not laid[1].rows[1][1][0].first


def test_without_a_span_nothing_is_marked() -> None:
    assert marked(blocks(TABLE)) == ""


def test_an_empty_text_has_no_blocks() -> None:
    assert blocks("") == blocks(" \n\n ") == []


LINES = st.one_of(
    st.text("ab|é•[1]–. \t", max_size=12),
    st.lists(st.text("ab1 ", max_size=4), min_size=1, max_size=4).map(
        lambda cells: f"| {' | '.join(cells)} |"
    ),
    st.sampled_from(["", "• one", "1. two", "(a) three"]),
)


@given(
    st.lists(LINES, max_size=8).map("\n".join),
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(0),
)
def test_every_word_stays_in_place_and_exactly_the_span_is_marked(
    text: str, low: int, high: int, start: int
) -> None:
    def seen(raw: str) -> str:
        return "".join(raw.replace("|", "").split())

    laid = blocks(text, start, (start + low, start + high))
    runs = runs_of(laid)
    assert seen("".join(run.text for run in runs)) == seen(text)
    assert seen(marked(laid)) == seen(text[low:high])
    assert all(cell == cell.strip() for table in words(laid) for row in table for cell in row)
    assert sum(run.first for run in runs) == bool(seen(text[low:high]))


def test_a_table_is_found_by_any_offset_within_it() -> None:
    csv = 'Region,2014,2015\r\nKent,"1,200",\r\nFife,34,35\r\n'.encode("utf-8-sig")
    first, last = TABLE.index("| Region"), TABLE.index("35 |")
    assert table_csv(TABLE, first) == csv
    assert table_csv(TABLE, last) == csv


@pytest.mark.parametrize("place", [-1, 0, len(TABLE) - 1, len(TABLE), 10**9])
def test_an_offset_outside_any_table_gives_none(place: int) -> None:
    assert table_csv(TABLE, place) is None


@given(st.text("a| \n•", max_size=80), st.integers(0, 5000))
def test_a_block_starts_at_the_line_of_its_first_words(text: str, start: int) -> None:
    for block in blocks(text, start):
        at = block.start - start
        words = "".join(run.text for run in block.rows[0][0])
        assert at == 0 or text[at - 1] == "\n"
        assert words in text[at:]
        assert not text[at : text.index(words, at)].strip("| \n")


def test_an_address_is_a_run_with_its_target_even_inside_the_mark() -> None:
    text = "See www.gov.uk/a, or (https://b.uk/c)."
    runs = runs_of(blocks(text, marked=(0, len(text))))
    assert [(run.text, run.href) for run in runs if run.href] == [
        ("www.gov.uk/a", "https://www.gov.uk/a"),
        ("https://b.uk/c", "https://b.uk/c"),
    ]
    assert "".join(run.text for run in runs) == text
    assert all(run.marked for run in runs)


def test_the_words_asked_for_are_runs_of_their_own_but_in_addresses() -> None:
    text = "Prisons hold prisoners: https://x.uk/prison."
    runs = runs_of(blocks(text, terms={"prison"}))
    assert [run.text for run in runs if run.asked] == ["Prisons", "prisoners"]
    assert [run.text for run in runs if run.href] == ["https://x.uk/prison"]
    assert "".join(run.text for run in runs) == text
