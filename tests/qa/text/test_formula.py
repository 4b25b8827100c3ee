"""The formula of questions is removed; the subject and the body stay."""

import pytest

from qa.text.formula import without_formula, without_years


@pytest.mark.parametrize(
    ("question", "left"),
    [
        (
            "To ask the Secretary of State for Justice, how many libraries he has.",
            "Justice, how many libraries he has.",
        ),
        (
            "To ask Her Majesty’s Government what assessment they have made of prison libraries.",
            "prison libraries.",
        ),
        (
            "To ask the Minister for the Cabinet Office, pursuant to the Answer of 9 March 2015 to"
            " Question 41780, on buildings, which are empty; and if he will make a statement.",
            "the Cabinet Office, , on buildings, which are empty; and .",
        ),
        (
            "pursuant to his Answer of 1 May, Official Report, column 12W, how many escaped",
            ", how many escaped",
        ),
        (
            "who escaped, and if she will place a copy of the report in the Library of the House.",
            "who escaped, and if she will .",
        ),
        ("prison libraries", "prison libraries"),
        ("To ask", "To ask"),
        ("What steps are there to the library?", "What steps are there to the library?"),
    ],
)
def test_the_rest_of_a_question_without_its_formula(question, left):
    assert " ".join(without_formula(question).split()) == " ".join(left.split())


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("how many escaped in each of the last five years", "how many escaped"),
        ("how many escaped in the last 12 months from prison", "how many escaped from prison"),
        ("fines during each of the past three financial years, by court", "fines , by court"),
        ("what was spent over the past five years?", "what was spent ?"),
        ("in the last five years", "in the last five years"),
        ("who was the last of the prisoners", "who was the last of the prisoners"),
        ("the last two weeks' notice", "' notice"),
        ("five years ago", "five years ago"),
        ("in the last year", "in the last year"),
        ("sentences of five years", "sentences of five years"),
    ],
)
def test_the_rest_of_a_question_without_the_years_for_its_figures(question, left):
    assert " ".join(without_years(question).split()) == left
