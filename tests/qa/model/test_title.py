"""A title is what a question asks, without the formula around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.title import TITLE_CHARS, question_title


@pytest.mark.parametrize(
    ("question", "title"),
    [
        (
            "To ask the Secretary of State for Justice, how many books are in each prison library.",
            "How many books are in each prison library",
        ),
        (
            "To ask the Secretary of State for Culture, Media and Sport, if he will publish it.",
            "If he will publish it",
        ),
        (
            "To ask the Minister for the Cabinet Office, what steps he is taking to reduce (a) cost"
            " and (b) delay; and if he will make a statement.",
            "What steps he is taking to reduce (a) cost and (b) delay",
        ),
        (
            "To ask the right hon. Member for Meriden, representing the Church Commissioners, on"
            " how many\noccasions they met.",
            "On how many occasions they met",
        ),
        ("Her Majesty's Government what was spent.", "What was spent"),
        ("To ask His Majesty’s Government whether they agree.", "Whether they agree"),
        (
            "To ask the Secretary of State for Justice, pursuant to the Answer of 21 March 2016 to"
            " Question 31069, how many prisoners escaped.",
            "How many prisoners escaped",
        ),
        (
            "To ask the Secretary of State for Justice, pursuant to the Answer of 21 March 2016 to"
            " Question 31069 on Prisons: Drugs, what was found.",
            "On Prisons: Drugs, what was found",
        ),
        (
            "To ask Her Majesty's Government, further to the Written Answer by Lord Faulks on"
            " 7 April (HL249), when it ends.",
            "When it ends",
        ),
        (
            "To ask the Attorney General, with reference to the Autumn Statement 2014, when it"
            " starts.",
            "When it starts (with reference to the Autumn Statement 2014)",
        ),
        (
            "To ask the Attorney General, if he will make a statement on fraud.",
            "If he will make a statement on fraud",
        ),
        ("what is being done about owls?", "What is being done about owls?"),
        (
            "To ask the Secretary of State for Justice, and if he will make a statement.",
            "To ask the Secretary of State for Justice, and if he will make a statement.",
        ),
        ("To ask", "To ask"),
        ("", ""),
    ],
)
def test_the_title_of_a_question(question: str, title: str) -> None:
    assert question_title(question) == title


def test_a_long_title_is_cut_after_a_word() -> None:
    fits = "How " + "many " * 59 + "x"
    assert len(fits) == TITLE_CHARS
    assert question_title(f"To ask the Attorney General, how{fits[3:]}.") == fits
    assert question_title(fits + "y") == "How " + "many " * 58 + "many…"
    assert question_title(f"{'a' * 400}") == f"A{'a' * (TITLE_CHARS - 2)}…"


ADDRESSES = ("To ask the Secretary of State for Justice, ", "To ask Her Majesty’s Government ", "")


@given(st.sampled_from(ADDRESSES), st.text(max_size=700))
def test_a_title_is_never_empty_and_never_too_long(address: str, words: str) -> None:
    question = f"{address}{words}"
    title = question_title(question)
    assert bool(title) == bool(question.strip())
    assert len(title) <= TITLE_CHARS
    assert "\n" not in title
