"""The difference of two texts, by sentence and by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.integrity import missing_word
from qa.model import Change
from qa.text.difference import (
    MAX_SENTENCES_COMPARED,
    MAX_WORDS_COMPARED,
    Segment,
    changes,
    word_differences,
)
from qa.text.markup import plain_text


def test_sentences_replaced_by_as_many_are_paired():
    before = "There are twelve libraries. All are open. None is new."
    after = "There are thirteen libraries. All are open. One is new."
    assert changes(before, after) == [
        Change("There are twelve libraries.", "There are thirteen libraries."),
        Change("None is new.", "One is new."),
    ]


def test_a_change_may_have_one_side_only():
    assert changes("One. Two.", "One. Three. Two.") == [Change("", "Three.")]
    assert changes("One. Three. Two.", "One. Two.") == [Change("Three.", "")]


def test_a_row_of_a_table_is_a_sentence():
    head = "| Year | Books |\n"
    assert changes(head + "| 2014 | 12 |", head + "| 2014 | 13 |") == [
        Change("| 2014 | 12 |", "| 2014 | 13 |")
    ]


def test_a_change_is_a_slice_of_its_text():
    before, after = "Same. One.\n\nTwo. Same too.", "Same. Three. Same too."
    assert changes(before, after) == [Change("One.\n\nTwo.", "Three.")]


def test_a_text_too_long_to_compare_is_one_change():
    many = "\n".join(f"Line {number}." for number in range(MAX_SENTENCES_COMPARED))
    assert changes(many, many) == []
    assert changes(many, "Line 0.") == [Change(many, "Line 0.")]


@given(st.lists(st.sampled_from(["One.", "Two.", "Three."])), st.lists(st.sampled_from(["One."])))
def test_equal_texts_have_no_changes_and_others_have_some(old, new):
    before, after = "\n".join(old), "\n".join(new)
    assert (changes(before, after) == []) == (before == after)


def marked(segments):
    return "".join(f"<{one.text}>" if one.changed else one.text for one in segments)


def test_only_the_words_that_differ_are_changed():
    before, after = word_differences(
        "In 2014 it cost £1.2 million, of which £3,400 was spent.",
        "In 2015 it cost £1.3 million, of which £3,450 was ever spent.",
    )
    assert marked(before) == "In <2014> it cost £<1.2> million, of which £<3,400> was spent."
    assert marked(after) == "In <2015> it cost £<1.3> million, of which £<3,450> was <ever >spent."


def test_white_space_between_two_changed_words_is_changed_with_them():
    before, after = word_differences(
        "It was in very bad repair then.", "It was in quite good repair then."
    )
    assert (marked(before), marked(after)) == (
        "It was in <very bad> repair then.",
        "It was in <quite good> repair then.",
    )


def test_sentences_with_little_in_common_are_changed_as_a_whole():
    assert word_differences("None is new.", "Most were built in 1990.") == (
        [Segment("None is new.", True)],
        [Segment("Most were built in 1990.", True)],
    )


def test_an_empty_side_has_no_segments():
    assert word_differences("", "New.") == ([], [Segment("New.", True)])
    assert word_differences("Old.", "") == ([Segment("Old.", True)], [])


def test_a_sentence_too_long_to_compare_is_one_segment():
    long = "a " * MAX_WORDS_COMPARED
    assert word_differences(long, long) == ([Segment(long, True)], [Segment(long, True)])


@given(st.text("ab,. £1\n", max_size=40), st.text("ab,. £1\n", max_size=40))
def test_each_side_is_all_of_its_text_and_what_is_unchanged_is_the_same(before, after):
    old, new = word_differences(before, after)
    assert "".join(one.text for one in old) == before
    assert "".join(one.text for one in new) == after
    assert [one for one in (*old, *new) if not one.text] == []
    if before == after:
        assert not any(one.changed for one in (*old, *new))


HTML = (
    '<p>There are <del class="ministerial">12</del><ins class="ministerial">13</ins> '
    "<ins>big</ins> <del>old</del> libraries.</p>"
)


def test_marks_of_any_class_decide_the_text_and_the_original():
    assert plain_text(HTML, "html") == "There are 13 big libraries."
    assert plain_text(HTML, "html", original=True) == "There are 12 old libraries."


@pytest.mark.parametrize(
    ("html", "text", "original"),
    [
        ("<del class='del'>1,520</del><ins class='ins'>1,250</ins>", "1,250", "1,520"),
        ("<del>12</del><ins>21</ins> deaths", "21 deaths", "12 deaths"),
        ("<DEL>12</DEL><INS>21</INS>", "21", "12"),
        ("<del datetime='2016'>12</del><ins cite='x'>21</ins>", "21", "12"),
        ("<del class=''>12</del><ins class=''>21</ins>", "21", "12"),
        ("a <del><p>one</p><p>two</p></del> b", "a\n\nb", "a\n\none\n\ntwo\n\nb"),
        ("to the nearest £100<ins>.</ins>", "to the nearest £100.", "to the nearest £100."),
        ('<del class="x">12</del> <ins>big</ins> cats', "big cats", "12 big cats"),
        ("<ins class='added'>21</ins> deaths", "21 deaths", "deaths"),
        ("a <del>b <del>c</del> d", "a b d", "a b c d"),
        ("a <del>b</del> c</del> d", "a c d", "a b c d"),
        ("<!-- <del> -->12<ins>3</ins></del>", "123", "123"),
        ("<table><tr><td><del>5</del><ins>6</ins></td></tr></table>", "| 6 |", "| 5 |"),
    ],
)
def test_what_went_out_and_what_came_in_are_told_apart(html, text, original):
    assert plain_text(html, "html") == text
    assert plain_text(html, "html", original=True) == original
    assert missing_word(html, text) is None


def test_an_unclosed_mark_removes_nothing():
    html = '<p>There are <ins class="ministerial">13 libraries.</p><p>All are open.</p>'
    assert plain_text(html, "html", original=True) == plain_text(html, "html")
