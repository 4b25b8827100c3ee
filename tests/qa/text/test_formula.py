"""The formula of questions is removed; the subject and the body stay."""

import pytest

from qa.text.formula import without_formula


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
