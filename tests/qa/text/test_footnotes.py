"""Which markers refer to which notes, and which lookalikes are no markers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.footnotes import footnotes


def led(text):
    """Each marker with the text of the note it refers to."""
    found = footnotes(text)
    return [
        (
            text[marker.span.start : marker.span.end],
            text[found.notes[marker.note].span.start : found.notes[marker.note].span.end],
        )
        for marker in found.markers
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Staff[1] and pay[2].\n\n[1] In post.\n\n[2] Before tax.",
            [("[1]", "[1] In post."), ("[2]", "[2] Before tax.")],
        ),
        (
            "| Deaths[1][2] | |\n| 2014 | 2 |\n| (1) In prison. | |\n| (2) By year. | |",
            [("[1]", "(1) In prison."), ("[2]", "(2) By year.")],
        ),
        ("| 2014 | 16* |\n\n* out of a total of 21", [("*", "* out of a total of 21")]),
        ("| Kent | * |\n\n* Fewer than five.", [("*", "* Fewer than five.")]),
        ("| Office** | 3 |\n*Of 2014 only\n**Of 2015 only", [("**", "**Of 2015 only")]),
        ("| *Grants | 3 |\n\n* Grants for the arts.", [("*", "* Grants for the arts.")]),
        ("| Leeds (2) | 3 |\n\n(2) Two prisons in one.", [("(2)", "(2) Two prisons in one.")]),
        ("By sex, 2008-2012(1)\n\n| A | 1 |\n\n(1) As known.", [("(1)", "(1) As known.")]),
        ("Deaths[1].\n\nFootnotes:\n1. In prison.", [("[1]", "1. In prison.")]),
        ("A rate[a] of two.\n\n[a] A year.", [("[a]", "[a] A year.")]),
    ],
)
def test_a_marker_refers_to_the_next_note_of_its_name(text, expected):
    assert led(text) == expected


def test_each_table_has_notes_of_its_own():
    text = "| A[1] | |\n\n[1] Of the first.\n\n| B[1] | |\n\n[1] Of the second."
    assert [note for _, note in led(text)] == ["[1] Of the first.", "[1] Of the second."]


@pytest.mark.parametrize(
    "text",
    [
        "In [2014] EWCA 3 it was held.",
        "Staff[1] in post.",
        "[1] A note that nothing is marked with.",
        "[1] The note comes first. Staff[1] in post.",
        "(1) The first part of the answer.\n\n(2) The second, as in (1) above.",
        "Under section 6(1)\n\n(1) There were two of them.",
        "Under rule 5 (1)\n\n(1) There were two of them.",
        "The 1997 Act { 4A(1)(a)(b)(i)\n\n(b) There were two of them.",
        "Prisoner(s) of 2014.\n\n(s) There were two.",
        "These*\n* one thing\n* another thing",
        "2*3 is six.\n\n* Not a note of it.",
        "| * | 4 |",
        "Staff[1]\n\n[1]",
        "",
    ],
)
def test_an_uncertain_marker_refers_to_no_note(text):
    assert led(text) == []


@given(st.text("[]()*12a |\n.Nots:", max_size=60))
def test_in_any_text_a_marker_comes_before_its_note_and_no_slices_overlap(text):
    found = footnotes(text)
    assert {marker.note for marker in found.markers} == set(range(len(found.notes)))
    for marker in found.markers:
        assert marker.span.end < found.notes[marker.note].span.start
    spans = [marker.span for marker in found.markers] + [note.head for note in found.notes]
    spans.sort(key=lambda span: span.start)
    assert all(one.end <= other.start for one, other in pairwise(spans))
