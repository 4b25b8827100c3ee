"""Each interpretation of a question can be switched off, and all of them at once."""

from datetime import date

import pytest

from qa.errors import BadRequest
from qa.model import Request
from qa.search.understanding.context import QueryContext
from qa.search.understanding.interpretations import Interpretations
from qa.search.understanding.lexicon import Lexicon
from qa.search.understanding.query import understand
from qa.search.understanding.spelling import Spelling
from qa.text.analyzer import Analyzer

WORDS = ["curfew", "electronic", "monitor", "prison", "said", "tagging"]
TYPED = "To ask the Secretary of State for Justice, what was said in 2016 of prisn tagging curfews"
INTERPRETATIONS = ("dates", "formula", "corrected:prisn", "expansion:electronic monitoring")


def understood(question=TYPED, **asked):
    analyzer = Analyzer()
    lexicon = Lexicon([("tagging", "electronic monitoring")], analyzer)
    indexed = set(analyzer.terms(" ".join(WORDS)))
    spelling = Spelling(indexed.__contains__, WORDS)
    context = QueryContext(analyzer, date(2018, 9, 14), lexicon, spelling)
    return understand(Request(question, **asked), context, 5000)[0]


def is_understood(query, part):
    """Whether a query has what a part adds to it or takes from it, by the facts alone."""
    return {
        "dates": query.filters.date_from == "2016-01-01" and "2016" not in query.terms,
        "formula": "secretari" not in query.terms,
        "corrected:prisn": query.corrected == {"prisn": "prison"} and "prison" in query.terms,
        "expansion:electronic monitoring": [one.phrase for one in query.expansions]
        == ["electronic monitoring"],
    }[part]


def test_a_slip_that_has_the_term_of_the_lexicon_is_corrected():
    lexicon = Lexicon([("election", "ballot")], Analyzer())
    spelling = Spelling({"elect", "electr"}.__contains__, ["election", "electric"])
    context = QueryContext(Analyzer(), date(2018, 9, 14), lexicon, spelling)
    assert understand(Request("electic cars"), context, 5000)[0].corrected == {
        "electic": "electric"
    }
    assert not understand(Request("elections"), context, 5000)[0].corrected


def test_a_question_to_a_minister_keeps_its_dates_as_words():
    assert "dates" not in understood().interpretations


ASKED = TYPED.replace("To ask the Secretary of State for Justice, what", "What") + (
    ", if he will make a statement to the secretary"
)
"""The same with every part; `secretary` stands outside the formula here."""


def test_the_interpretations_of_a_question_are_listed():
    assert sorted(understood(ASKED).interpretations) == sorted(INTERPRETATIONS)


@pytest.mark.parametrize("part", [*INTERPRETATIONS, "Expansion:  Electronic MONITORING"])
def test_each_interpretation_can_be_switched_off_alone(part):
    query = understood(ASKED, disabled=(part,))
    name = " ".join(part.split()).casefold()
    assert sorted(query.interpretations) == sorted(set(INTERPRETATIONS) - {name})
    assert query.disabled == (name,)
    kept = {one for one in INTERPRETATIONS if one != "formula" and is_understood(query, one)}
    assert kept == set(INTERPRETATIONS) - {name, "formula"}


def test_without_its_formula_taken_out_a_question_is_searched_with_it():
    assert "statement" not in understood(ASKED).words.values()
    assert "statement" in understood(ASKED, disabled=("formula",)).words.values()


def test_without_interpretations_a_question_is_searched_as_typed():
    query = understood(ASKED, disabled=("all",), history=("jails",))
    assert query.interpretations == ()
    assert query.words == dict(Analyzer().terms_and_words(ASKED))
    assert query.expansions == ()
    assert query.corrected == {}
    assert query.filters.date_from is None


def test_without_interpretations_uins_and_phrases_still_hold():
    query = understood('question 41780 "open door"', disabled=("all",))
    assert query.uins == ("41780",)
    assert query.phrases == ("open door",)


def test_history_is_an_interpretation():
    with_them = understood("and for women?", history=("tagging in prison",))
    assert with_them.interpretations == ("history", "expansion:electronic monitoring")
    alone = understood("and for women?", history=("tagging in prison",), disabled=("history",))
    assert alone.interpretations == ("alone",)
    assert alone.terms == understood("and for women?").terms
    assert "prison" not in alone.terms


@pytest.mark.parametrize(
    "name",
    [
        "",
        "date",
        "expansion",
        "expansion:",
        "corrected:",
        "dates:2016",
        "uins",
        "x" * 500,
        "\ud800",
    ],
)
def test_an_unknown_interpretation_is_refused_by_name(name):
    with pytest.raises(BadRequest) as caught:
        Interpretations(disabled=[name])
    assert caught.value.parameter == "disabled"
    assert caught.value.cure


def test_the_number_of_interpretations_to_switch_off_is_bounded():
    with pytest.raises(BadRequest):
        Interpretations(disabled=[f"expansion:{n}" for n in range(101)])
