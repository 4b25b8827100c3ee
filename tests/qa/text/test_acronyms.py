"""Acronyms that a text explains, and brackets that only look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.acronyms import acronyms, long_form


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


@pytest.mark.parametrize(
    ("acronym", "text", "found"),
    [
        ("VHCC", "spent on Very High Cost Cases in 2014", "Very High Cost Cases"),
        ("LiP", "help for litigants in person.", "litigants in person"),
        ("VPF", "(a) value of preventing a fatality", "value of preventing a fatality"),
        ("PSR", "writes pre-sentence reports", "pre-sentence reports"),
        ("HMPPS", "HM Prison and Probation Service", "HM Prison and Probation Service"),
        ("VHCC", "costs of very costly cases", None),
        ("VHCC", "very high cost of all cases", None),
        ("VHCC", "high cost cases", None),
        ("VHCC", "", None),
    ],
)
def test_words_in_a_row_spell_an_acronym(acronym, text, found):
    assert long_form(acronym, text) == found


@given(st.lists(st.sampled_from("court duty fund of and in grant".split()), max_size=30), st.data())
def test_what_spells_an_acronym_has_its_letters_in_order(words, data):
    acronym = data.draw(st.text("CDFG", min_size=2, max_size=5))
    spelt = long_form(acronym, " ".join(words))
    if spelt is not None:
        heads = [word[0].upper() for word in spelt.split() if word not in ("of", "and", "in")]
        assert "".join(heads) == acronym
        assert spelt in " ".join(words)
