"""A source question as a person would type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.plain_question import MAX_CHARS, MIN_CHARS, plain_question

JUSTICE = "To ask the Secretary of State for Justice, "


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        (
            f"{JUSTICE}how many prison officers were assaulted in 2016.",
            "How many prison officers were assaulted in 2016?",
        ),
        (
            "To ask the Secretary of State for Digital, Culture, Media and Sport, what steps his"
            " Department is taking to improve broadband speeds in rural areas.",
            "What is the government doing to improve broadband speeds in rural areas?",
        ),
        (
            "To ask Her Majesty’s Government what steps they are taking to reduce knife crime.",
            "What is the government doing to reduce knife crime?",
        ),
        (
            f"{JUSTICE}what recent assessment he has made of the potential effect of court"
            " closures on access to justice.",
            "What is the potential effect of court closures on access to justice?",
        ),
        (
            f"{JUSTICE}what estimate she has made of the annual cost of prison libraries.",
            "What is the annual cost of prison libraries?",
        ),
        (
            f"{JUSTICE}what plans he has to reform the law on marriage by humanists.",
            "What plans does the government have to reform the law on marriage by humanists?",
        ),
        (
            f"{JUSTICE}whether his Department plans to build new prisons in Wales.",
            "Does the government plan to build new prisons in Wales?",
        ),
        (
            f"{JUSTICE}when he intends to publish the draft courts Bill for consultation.",
            "When does the government plan to publish the draft courts Bill for consultation?",
        ),
        (
            f"{JUSTICE}what his policy is on the use of restraint in secure training centres.",
            "What is the government's policy on the use of restraint in secure training centres?",
        ),
        (
            f"{JUSTICE}how much his Department has spent on legal aid since 2010.",
            "How much has been spent on legal aid since 2010?",
        ),
        (
            f"{JUSTICE}what the cost of badgers was to young offenders in 2014.",
            None,  # "to young offenders in 2014" may belong to the cost or to the badgers
        ),
        (
            f"{JUSTICE}what the average cost of a prison place was in 2014.",
            "What was the average cost of a prison place in 2014?",
        ),
        (
            f"{JUSTICE}how many (a) men and (b) women were released early in 2015.",
            "How many men and women were released early in 2015?",
        ),
        (
            f"{JUSTICE}if he will visit Leeds; and what steps he is taking to reduce reoffending.",
            "What is the government doing to reduce reoffending?",
        ),
    ],
)
def test_it_is_a_whole_question_without_the_formula(asked, typed):
    assert plain_question(asked) == typed


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "To ask",
        f"{JUSTICE}if he will make a statement.",
        f"{JUSTICE}what the term knowledge management refers to.",
        f"{JUSTICE}how many times prisoners were moved in 2014.",
        f"{JUSTICE}how many complaints prisoners have made in 2014.",
        f"{JUSTICE}how many of those prisoners were released in 2014.",
        f"{JUSTICE}how many prisoners were released under his new scheme in 2014.",
        f"{JUSTICE}how many prisoners were released early in 2014, and to which prisons.",
        f"{JUSTICE}how many prisoners were released early and what they did in 2014.",
        f"{JUSTICE}pursuant to the answer of 1 May, how many prisoners were released in 2014.",
        f"{JUSTICE}with reference to page 4, what steps he is taking to reduce reoffending.",
        f"{JUSTICE}what steps he is taking to publish an evaluation of the project.",
        f"{JUSTICE}what steps he is taking to act.",
        f"{JUSTICE}what steps he is taking to reduce {'very ' * 30}violent crime.",
    ],
)
def test_what_is_no_whole_question_or_needs_another_text_gives_none(asked):
    assert plain_question(asked) is None


@given(st.text(max_size=300))
def test_it_is_one_line_of_bounded_length(tail):
    typed = plain_question(f"{JUSTICE}what steps he is taking to reduce {tail}")
    if typed is not None:
        assert MIN_CHARS <= len(typed) <= MAX_CHARS
        assert typed.isprintable()
        assert typed.endswith("?")
        assert typed.count("?") == 1
