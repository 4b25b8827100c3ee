"""What changed between two texts, sentence by sentence."""

from hypothesis import given
from hypothesis import strategies as st

from qa.records import Change
from qa.text.difference import MOST_COMPARED, changes
from qa.text.markup import plain_text


def test_a_sentence_for_a_sentence():
    before = "There are twelve libraries. All are open. None is new."
    after = "There are thirteen libraries. All are open. One is new."
    assert changes(before, after) == [
        Change("There are twelve libraries.", "There are thirteen libraries."),
        Change("None is new.", "One is new."),
    ]


def test_what_only_came_and_what_only_went():
    assert changes("One. Two.", "One. Three. Two.") == [Change("", "Three.")]
    assert changes("One. Three. Two.", "One. Two.") == [Change("Three.", "")]


def test_a_row_of_a_table_is_a_sentence():
    head = "| Year | Books |\n"
    assert changes(head + "| 2014 | 12 |", head + "| 2014 | 13 |") == [
        Change("| 2014 | 12 |", "| 2014 | 13 |")
    ]


def test_a_stretch_is_a_slice_of_its_text():
    before, after = "Same. One.\n\nTwo. Same too.", "Same. Three. Same too."
    assert changes(before, after) == [Change("One.\n\nTwo.", "Three.")]


def test_more_than_can_be_compared_is_one_change():
    many = "\n".join(f"Line {number}." for number in range(MOST_COMPARED))
    assert changes(many, many) == []
    assert changes(many, "Line 0.") == [Change(many, "Line 0.")]


@given(st.lists(st.sampled_from(["One.", "Two.", "Three."])), st.lists(st.sampled_from(["One."])))
def test_equal_texts_have_no_changes_and_others_have_some(old, new):
    before, after = "\n".join(old), "\n".join(new)
    assert (changes(before, after) == []) == (before == after)


HTML = (
    '<p>There are <del class="ministerial">12</del><ins class="ministerial">13</ins> '
    "<ins>big</ins> <del>old</del> libraries.</p>"
)


def test_both_texts_come_from_the_marks_of_a_minister_alone():
    assert plain_text(HTML, "html") == "There are 13 big old libraries."
    assert plain_text(HTML, "html", original=True) == "There are 12 big old libraries."


def test_a_mark_that_nothing_closes_takes_nothing_away():
    html = '<p>There are <ins class="ministerial">13 libraries.</p><p>All are open.</p>'
    assert plain_text(html, "html", original=True) == plain_text(html, "html")
