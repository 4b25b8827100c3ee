"""Acronyms that a text explains, and brackets that only look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.acronyms import acronyms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("by the Crown Prosecution Service (CPS).", ("CPS", "Crown Prosecution Service")),
        (
            "Her Majesty's Prison and Probation Service (HMPPS)",
            ("HMPPS", "Her Majesty's Prison and Probation Service"),
        ),
        (
            "the HM Courts and Tribunals Service (‘HMCTS’)",
            ("HMCTS", "HM Courts and Tribunals Service"),
        ),
        ("the Ministry of Justice (MoJ)", ("MoJ", "Ministry of Justice")),
        (
            "21 community rehabilitation companies (CRCs)",
            ("CRC", "community rehabilitation companies"),
        ),
        ("on release on temporary licence (ROTL)", ("ROTL", "release on temporary licence")),
    ],
)
def test_an_acronym_is_found_with_its_long_form(text, found):
    assert list(acronyms(text)) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "how many men (UK) there are",
        "(CPS) at the start",
        "Crown. Prosecution Service (CPS)",
        "the (a) and the (B)",
        "Crown Prosecution Service (SFO)",
        "",
    ],
)
def test_brackets_that_explain_nothing_give_no_acronym(text):
    assert list(acronyms(text)) == []


@given(st.text(alphabet="ABab ()'.&of the\n", max_size=80))
def test_in_any_text_a_long_form_is_part_of_the_text(text):
    for short, long in acronyms(text):
        assert f"({short}" in text.replace("(the ", "(").replace("('", "(")
        assert long in text
