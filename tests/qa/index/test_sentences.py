"""Sentences known beforehand: those of the passage, and the terms that stand in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.index.postings import Collector
from qa.index.sentences import MOST, NOWHERE, best, told_apart
from qa.records import Span
from qa.text.analyzer import Analyzer
from qa.text.passages import sentences

ANALYZER = Analyzer()
SAID = "Prisons. prison women WHO IT? 10 % per cent\n | a | b |\n Mr. Dr 1.5m U.K. end! [2]"
WORDS = st.sampled_from(SAID.split(" "))
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)
ASKED = st.dictionaries(st.sampled_from(ANALYZER.terms("prison women who 10 per cent uk end")),
                        st.sampled_from([0.5, 1.0, 2.5]))  # fmt: skip


def spots_of(text):
    """Where the sentences lie, and the bits of each term as postings keep them."""
    terms, bounds, spots = told_apart(ANALYZER, text)
    assert terms == ANALYZER.terms(text)
    collector = Collector()
    collector.add(["context", *terms], spots)
    made = collector.collected()
    number = made.vocabulary.number
    return bounds, {term: int(made.spots[made.span(number(term))[0]]) for term in terms}


def test_bounds_and_bits_by_hand():
    bounds, spots = spots_of("Prisons are full. Women are in prison. Why?")
    assert bounds == "0 17 18 38 39 43"
    assert spots == {"prison": 0b011, "full": 0b001, "women": 0b010}
    assert best(bounds, {"prison": 1.0, "women": 2.0}, {"prison": 3, "women": 2}) == Span(18, 38)


def test_of_equals_the_first():
    assert best("0 5 6 9", {"a": 1.0}, {"a": 0b11}) == Span(0, 5)
    assert best("0 5 6 9", {}, {}) == Span(0, 5)


@given(TEXTS, ASKED)
def test_the_best_is_the_one_that_reading_the_text_gives(text, asked):
    bounds, spots = spots_of(text)
    read = [
        (span, set(ANALYZER.terms(text[span.start : span.end])))
        for span in sentences(text, 0, len(text))
    ]
    held = {term: bits for term, bits in spots.items() if term in asked}
    found = best(bounds, asked, held)
    if bounds:
        assert (
            found
            == max(read, key=lambda one: sum(asked[t] for t in sorted(asked.keys() & one[1])))[0]
        )
    else:
        assert found is None


@pytest.mark.parametrize(
    "text",
    ["One. " * (MOST + 1), "In 10\nper cent of cases.", "He said.\nWHO IS IT\nto ask", ""],
    ids=["too many", "read otherwise alone", "in capitals alone", "empty"],
)
def test_what_cannot_be_told_is_left_to_be_read(text):
    terms = ANALYZER.terms(text)
    assert told_apart(ANALYZER, text) == (terms, "", [NOWHERE] * len(terms))
    assert spots_of(text)[1] == dict.fromkeys(terms, 0)
