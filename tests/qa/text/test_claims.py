"""Claims: sentences, what is in quotation marks, dots that mark a gap, and wrapped lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.claims import claims


def shown(text):
    """Each claim as its text, with a mark where it is quoted, and its parts."""
    return [
        (
            one.quoted,
            text[one.span.start : one.span.end],
            [text[p.span.start : p.span.end] for p in one.parts],
        )
        for one in claims(text)
    ]


@pytest.mark.parametrize(
    "marks",
    ["“{}”", '"{}"', "‘{}’", "'{}'", "«{}»"],
    ids=["curly", "straight", "single", "typed", "French"],
)
def test_a_sentence_in_quotation_marks_of_any_kind_is_quoted(marks):
    said = "We do not hold the prisoner's file centrally."
    assert shown(f"It is so. {marks.format(said)}") == [(False, "It is so.", []), (True, said, [])]


def test_each_sentence_of_a_quotation_is_quoted():
    assert shown("“We act. We have acted.” He left.") == [
        (True, "We act.", []),
        (True, "We have acted.", []),
        (False, "He left.", []),
    ]


def test_a_title_that_is_abbreviated_ends_no_sentence():
    said = "The Cabinet Secretary has replied to the hon. Member."
    assert shown(f"The Minister said: “{said}”") == [(False, f"The Minister said: “{said}", [said])]


def test_half_a_sentence_in_quotation_marks_is_a_part():
    text = "The policy is “to keep the public safe” he said."
    assert shown(text) == [(False, text, ["to keep the public safe"])]


def test_two_halves_around_who_said_it_are_parts():
    found = claims('"We have acted," the Minister said, "and we will go on."')
    assert [one.quoted for one in found[0].parts] == [True, True]
    assert not found[0].quoted


@pytest.mark.parametrize("dots", [" … ", " ... ", " [...] ", " […] ", " (...) "])
def test_dots_part_a_quotation_and_mark_the_gap(dots):
    text = f"“We hold no files{dots}of any prisoner.”"
    [found] = claims(text)
    assert found.quoted
    assert [text[one.span.start : one.span.end] for one in found.parts] == [
        "We hold no files",
        "of any prisoner.",
    ]
    assert [one.after_dots for one in found.parts] == [False, True]


def test_dots_between_two_sentences_mark_a_gap():
    assert [one.after_dots for one in claims("“We act. … We have acted.”")] == [False, True]


def test_a_possessive_of_many_does_not_end_a_quotation_in_single_marks():
    assert shown("‘It is the prisoners’ right to see this file.’")[0][:2] == (
        True,
        "It is the prisoners’ right to see this file.",
    )


def test_a_quotation_that_is_not_closed_ends_with_its_paragraph():
    assert [one[0] for one in shown("“We act now.\nThis is our own prose.")] == [True, False]


def test_a_line_that_is_wrapped_is_one_sentence():
    text = "The number of libraries in the prisons of England and of\nWales was twelve. Done."
    assert [one[1] for one in shown(text)] == [text[:-6], "Done."]


def test_lines_that_are_no_sentence_stay_apart():
    assert len(claims("Press notice\n\nIt is so.\n• one thing\n• another")) == 4


@given(st.text(alphabet="ab .“”\"'‘’…[]\n|-?"))
def test_claims_are_slices_in_order_and_never_overlap(text):
    at = 0
    for one in claims(text):
        assert at <= one.span.start < one.span.end <= len(text)
        at = one.span.end
        for part in one.parts:
            assert one.span.start <= part.span.start < part.span.end <= one.span.end
