"""Lines of a given width, and columns."""

from hypothesis import given
from hypothesis import strategies as st

from qa.cli.layout import table, text_of, wrapped
from qa.cli.terminal import Part

PARTS = st.lists(
    st.builds(Part, st.text("ab \n|-", max_size=30), st.sampled_from([(), ("bold",), ("mark",)]))
)


def shown(lines):
    return [text_of(line) for line in lines]


def test_lines_break_at_spaces_and_keep_the_style_of_each_part():
    parts = [Part("How many "), Part("prison officers", ("mark",)), Part(" left?")]
    assert list(wrapped(parts, 16)) == [
        [Part("How many "), Part("prison", ("mark",))],
        [Part("officers", ("mark",)), Part(" left?")],
    ]


def test_a_word_of_two_parts_is_not_broken_between_them():
    assert shown(wrapped([Part("see (a"), Part("bcdef)", ("bold",))], 8)) == ["see", "(abcdef)"]


def test_a_long_word_is_a_whole_line():
    address = "https://www.gov.uk/" + "x" * 40
    assert shown(wrapped([Part(f"at {address} now")], 20)) == ["at", address, "now"]


@given(PARTS, st.integers(1, 40))
def test_no_word_is_lost_and_no_line_is_too_long(parts, room):
    lines = shown(wrapped(parts, room))
    assert " ".join(lines).split() == text_of(parts).split()
    assert all(len(line) <= room or " " not in line for line in lines)


def cells(*rows):
    return [[[Part(cell)] for cell in row] for row in rows]


def test_columns_are_aligned_with_figures_to_the_right():
    rows = cells(["Prison", "2016", "2017"], ["Altcourse", "9", "1,024"], ["Total", "10", "-"])
    assert shown(table(rows, 40)) == [
        "Prison     2016   2017",
        "Altcourse     9  1,024",
        "Total        10      -",
    ]


def test_the_widest_column_is_wrapped_where_the_table_does_not_fit():
    rows = cells(["Offence", "Cases"], ["Wilfully killing a badger", "12"], ["Total", "n/a"])
    assert shown(table(rows, 20)) == [
        "Offence        Cases",
        "Wilfully          12",
        "killing a",
        "badger",
        "Total            n/a",
    ]


def test_a_table_of_too_many_columns_has_its_cells_behind_each_other():
    rows = cells(["Kind", *"abcdefgh"], ["Total", *"12345678"])
    assert shown(table(rows, 20)) == [
        "Kind | a | b | c | d",
        "| e | f | g | h",
        "Total | 1 | 2 | 3 |",
        "4 | 5 | 6 | 7 | 8",
    ]


@given(
    st.lists(st.lists(PARTS.map(lambda parts: parts[:2]), max_size=5), max_size=6),
    st.integers(1, 60),
)
def test_no_cell_is_lost_and_no_row_is_too_long(rows, room):
    lines = shown(table(rows, room))
    kept = sorted("".join(lines).replace(" ", "").replace("|", ""))
    given_text = "".join(text_of(cell) for row in rows for cell in row)
    assert kept == sorted("".join(given_text.split()).replace("|", ""))
    assert all(len(line) <= room or len(line.split(" ")) == 1 for line in lines)
