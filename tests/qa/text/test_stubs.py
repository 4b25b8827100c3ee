"""Stubs, found by rules, and answers that are none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model import KINDS
from qa.text.markup import plain_text
from qa.text.stubs import MAX_OTHER_WORDS, MAX_STUB_WORDS, rules, stub_kind
from tests.making import REAL_ANSWERS

SUBSTANCE = " ".join(["The prison has a library with many books in it."] * 3)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The information requested is not held centrally.", "not_held"),
        ("The Department does not collect data on library staff.", "not_held"),
        (
            "This information could only be obtained at disproportionate cost.",
            "disproportionate_cost",
        ),
        (
            "This information is not held centrally and could only be obtained at "
            "disproportionate cost.",
            "disproportionate_cost",
        ),
        ("I will write to the hon. Member.", "will_write"),
        ("We will write to you in due course once this work is complete.", "will_write"),
        (
            "The information requested falls within the responsibility of the UK Statistics "
            "Authority. I have asked the Authority to reply.",
            "transferred",
        ),
        ("This is a matter for the relevant departments.", "transferred"),
        (
            "I refer the hon. Member to the answer I gave on 6 March 2024 to Question 12345.",
            "referred",
        ),
        ("I refer the Hon Member to my answer to PQ 62532.", "referred"),
        ("This information is available on gov.uk.", "published_elsewhere"),
        (
            "Details of Ministers’ meetings are published quarterly, and can be found at: "
            "https://www.gov.uk/transparency",
            "published_elsewhere",
        ),
        (
            "It has not proved possible to respond to the hon. Member in the time available "
            "before Prorogation.",
            "not_reached",
        ),
        (
            "It has not been possible to answer within the timeframe. I will write to the hon. "
            "Member. A copy will be placed in the Library of the House.",
            "not_reached",
        ),
        ("There are twelve libraries.", "none"),
        ("", "none"),
        ("The Secretary of State will write a new chapter of prison reform.", "none"),
        ("The review will be published in due course.", "none"),
        (f"The information for 2012 is not held centrally. {SUBSTANCE}", "none"),
        (
            "I refer the noble Lord to my answer of 11 July (HL291): The Government is sympathetic "
            "to those who are seeking to change the current system of courtesy titles.",
            "none",
        ),
        ("The information requested is not held centrally.\n\n| Year | Books |", "none"),
    ],
)
def test_each_stub_has_its_kind(text, kind):
    assert stub_kind(text) == kind


def test_capitals_and_spacing_make_no_difference():
    assert stub_kind("The  information requested IS NOT  held Centrally.") == "not_held"


def test_a_stub_has_at_most_so_many_other_words():
    stub = "The information that was requested on this is, for reasons of cost, not held centrally."
    besides = "Libraries" + " are" * (MAX_OTHER_WORDS - 1) + "."
    assert stub_kind(f"{stub} {besides}") == "not_held"
    assert stub_kind(f"{stub} {besides} Yes.") == "none"


def test_other_words_may_not_outnumber_the_stub():
    assert stub_kind("It is not held centrally. There are seven of them in all today.") == "none"


def test_a_long_answer_is_no_stub():
    refusal = "The information requested is not held centrally. "
    assert stub_kind(refusal * (MAX_STUB_WORDS // 7)) == "not_held"
    assert stub_kind(refusal * (MAX_STUB_WORDS // 7 + 1)) == "none"
    assert stub_kind("a" * 10_000_000) == "none"


@given(st.text())
def test_any_text_has_a_kind(text):
    assert stub_kind(text) in KINDS


def test_every_rule_is_complete():
    assert rules()["version"]
    stated = [rule["kind"] for rule in rules()["rule"]]
    assert sorted([*stated, "none"]) == sorted([*KINDS, "courtesy"])
    assert all(rule["why"].endswith(".") and rule["patterns"] for rule in rules()["rule"])


@pytest.mark.skipif(not REAL_ANSWERS.exists(), reason="the real answers are not beside the clone")
def test_the_documented_counts_are_those_of_the_real_answers():
    found = dict.fromkeys(KINDS, 0)
    for path in sorted(REAL_ANSWERS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            found[stub_kind(plain_text(json.loads(line)["answer_html"], "html"))] += 1
    assert found == {
        "none": 10946,
        "not_held": 274,
        "disproportionate_cost": 160,
        "will_write": 18,
        "transferred": 1180,
        "referred": 333,
        "published_elsewhere": 294,
        "not_reached": 119,
    }
