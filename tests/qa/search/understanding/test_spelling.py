"""A word that no answer has is corrected; one that an answer has is left alone."""

from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.understanding.spelling import Spelling
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

WORDS = ["prisons", "safety", "drops", "drones", "reoffending", "protocol", "stuffed", "statutory"]
SPELLING = Spelling({"refer"}.__contains__, WORDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("prisions", "prisons"),
        ("saftey", "safety"),
        ("reofending", "reoffending"),
        ("protocal", "protocol"),
        ("statutary", "statutory"),
        ("drons", "drops"),  # as near as drones, and more frequent
        ("prtcol", None),
        ("stufffed", "stuffed"),
    ],
)
def test_slips_are_put_right(typed, meant):
    assert SPELLING.corrected(typed, typed) == meant


@pytest.mark.parametrize(
    ("term", "word"),
    [
        ("refer", "refering"),
        ("prision", "Prisions"),
        ("prisions", "PRISIONS"),
        ("tisons", "tisons"),
        ("pris1ons", "pris1ons"),
        ("safty", "saft"),
        ("re-offending", "re-offending"),
        ("sécurité", "sécurité"),
        ("", ""),
    ],
)
def test_what_is_no_slip_is_left_alone(term, word):
    assert SPELLING.corrected(term, word) is None


@given(st.text(alphabet="prisontaf", max_size=12))
def test_whatever_is_typed_becomes_a_known_word_or_stays(word):
    assert SPELLING.corrected(word, word) in {None, *WORDS}


def test_with_no_words_nothing_is_corrected():
    assert Spelling({}.__contains__, []).corrected("prisions", "prisions") is None


def answers(tmp_path, others):
    """A service over three answers that share so many made-up words."""
    made_up = " ".join(map("".join, islice(product("qxzjkvw", repeat=5), others)))
    facts = [
        fact(uin=str(n), answer_html=f"<p>Reoffending fell by {n} per cent.</p><p>{made_up}</p>")
        for n in range(3)
    ]
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    return Service(settings)


def test_a_reply_says_what_was_corrected(tmp_path):
    reply = answers(tmp_path, 1000).reply(Request("has reofending fallen? xylophones"))
    assert reply.as_json()["query"]["corrected"] == {"reofending": "reoffending"}
    assert "reoffend" in reply.query.terms
    assert reply.unmatched == ("fallen", "xylophones")


def test_where_the_answers_have_few_words_one_they_lack_is_no_slip(tmp_path):
    reply = answers(tmp_path, 100).reply(Request("has reofending fallen?"))
    assert reply.query.corrected == {}
    assert "reofending" in reply.unmatched
