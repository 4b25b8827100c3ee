"""The order that a question asks for, and "the latest"."""

import pytest

from qa.search.understanding.context import QueryContext
from qa.search.understanding.order import extract_latest, extract_order
from qa.text.analyzer import Analyzer

CONTEXT = QueryContext(Analyzer())


@pytest.mark.parametrize(
    ("question", "rest", "sort"),
    [
        ("knife crime, newest first please", "knife crime please", "newest"),
        ("knife crime - latest first", "knife crime", "newest"),
        ("knife crime (most recent first)", "knife crime", "newest"),
        ("knife crime with the newest ones first", "knife crime", "newest"),
        ("knife crime oldest first", "knife crime", "oldest"),
        ("Earliest answers first: knife crime", "knife crime", "oldest"),
        ("knife crime in chronological order", "knife crime", "oldest"),
        ("knife crime in reverse chronological order", "knife crime", "newest"),
        ("knife crime sorted by date", "knife crime", "newest"),
        ("knife crime, by date", "knife crime", "newest"),
        ("newest first", "", "newest"),
    ],
)
def test_an_order_is_read_and_cut_out(question, rest, sort):
    found = extract_order(question, CONTEXT)
    assert (found.name, found.sort) == ("order", sort)
    assert " ".join((question[: found.start] + " " + question[found.end :]).split()) == rest


@pytest.mark.parametrize(
    "question",
    ["prisons by date of opening", "who was first", "oldest prison", "in order"],
)
def test_no_order_is_asked_for(question):
    assert extract_order(question, CONTEXT) is None


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("the latest figures on tagging", "figures on tagging"),
        ("What is the most recent answer on tagging?", "What is tagging?"),
        ("Up-to-date numbers for tags", "numbers for tags"),
        ("NEWEST tagging data", "tagging data"),
        ("the latest?", "?"),
        ("what did we say last on tagging", "what did we say on tagging"),
        ("when did ministers last answer on tagging", "when did ministers tagging"),
        ("the last answer about tagging", "tagging"),
        ("the last few answers on tagging", "tagging"),
        ("look at the latest tagging data", "look at tagging data"),
    ],
)
def test_the_latest_is_read_and_cut_out(question, rest):
    found = extract_latest(question, CONTEXT)
    assert found.name == "latest"
    assert " ".join((question[: found.start] + " " + question[found.end :]).split()) == rest


@pytest.mark.parametrize(
    "question",
    ["tags by May at the latest", "later tagging", "recent tag", "what they said last month"],
)
def test_no_latest_is_asked_for(question):
    assert extract_latest(question, CONTEXT) is None
