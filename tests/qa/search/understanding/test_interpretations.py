"""Each part of what was understood can be taken away, and all of it at once."""

from datetime import date

import pytest

from qa.errors import BadRequest
from qa.search.understanding.interpretations import Parts
from qa.search.understanding.lexicon import Lexicon
from qa.search.understanding.query import Understanding, understand
from qa.search.understanding.spelling import Spelling
from qa.settings import Settings
from qa.text.analyzer import Analyzer

WORDS = ["curfew", "electronic", "monitor", "prison", "said", "tagging"]
TYPED = "To ask the Secretary of State for Justice, what was said in 2016 of prisn tagging curfews"
PARTS = ("dates", "formula", "corrected:prisn", "also:electronic monitoring")


def understood(question=TYPED, **asked):
    analyzer = Analyzer()
    lexicon = Lexicon([("tagging", "electronic monitoring")], analyzer)
    by = Understanding(
        analyzer, date(2018, 9, 14), lexicon, Spelling(set(analyzer.terms(" ".join(WORDS))), WORDS)
    )
    return understand(question, Settings(), by, **asked)


def is_understood(query, part):
    """Whether a query has what a part adds to it or takes from it, by the facts alone."""
    return {
        "dates": query.filters.date_from == "2016-01-01" and "2016" not in query.terms,
        "formula": "secretari" not in query.terms,
        "corrected:prisn": query.corrected == {"prisn": "prison"} and "prison" in query.terms,
        "also:electronic monitoring": [one.phrase for one in query.also]
        == ["electronic monitoring"],
    }[part]


def test_a_question_to_a_minister_keeps_its_dates_as_words():
    assert "dates" not in understood().parts


ASKED = TYPED.replace("To ask the Secretary of State for Justice, what", "What") + (
    ", if he will make a statement to the secretary"
)
"""The same with every part; `secretary` stands outside the formula here."""


def test_the_parts_of_a_question_are_told():
    assert sorted(understood(ASKED).parts) == sorted(PARTS)


@pytest.mark.parametrize("part", [*PARTS, "Also:  Electronic MONITORING"])
def test_each_part_can_be_taken_away_alone(part):
    query = understood(ASKED, without=[part])
    name = " ".join(part.split()).casefold()
    assert sorted(query.parts) == sorted(set(PARTS) - {name})
    assert query.without == (name,)
    kept = {one for one in PARTS if one != "formula" and is_understood(query, one)}
    assert kept == set(PARTS) - {name, "formula"}


def test_without_its_formula_taken_out_a_question_is_searched_with_it():
    assert "statement" not in understood(ASKED).words.values()
    assert "statement" in understood(ASKED, without=["formula"]).words.values()


def test_unexpanded_a_question_is_searched_as_typed():
    query = understood(ASKED, expand=False, earlier=["jails"])
    assert query.parts == ()
    assert query.words == dict(Analyzer().terms_and_words(ASKED))
    assert query.also == ()
    assert query.corrected == {}
    assert query.filters.date_from is None


def test_unexpanded_a_question_still_names_answers_and_quotes_them():
    query = understood('question 41780 "open door"', expand=False)
    assert query.uins == ("41780",)
    assert query.phrases == ("open door",)


def test_earlier_questions_are_a_part():
    with_them = understood("and for women?", earlier=["tagging in prison"])
    assert with_them.parts == ("earlier", "also:electronic monitoring")
    alone = understood("and for women?", earlier=["tagging in prison"], without=["earlier"])
    assert alone == understood("and for women?", without=["earlier"])
    assert "prison" not in alone.terms


@pytest.mark.parametrize(
    "name", ["", "date", "also", "also:", "corrected:", "dates:2016", "uins", "x" * 500, "\ud800"]
)
def test_what_no_part_is_called_is_refused_and_named(name):
    with pytest.raises(BadRequest) as caught:
        Parts(without=[name])
    assert caught.value.parameter == "without"
    assert caught.value.cure


def test_no_more_parts_are_taken_away_than_a_question_could_have():
    with pytest.raises(BadRequest):
        Parts(without=[f"also:{n}" for n in range(101)])
