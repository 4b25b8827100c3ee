"""A word that no answer has is swapped where it can only be a slip; else a near one is offered."""

from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.understanding.spelling import NearWord, Spelling
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

WORDS = """prisons prisoners safety drops drones reoffending protocol stuffed statutory university
calling supported mediation apprenticeships accommodation rehabilitation government environment
separate definitely committee independent privilege licences hospital pharmacies allowance
harassment occurred embarrassing maintenance belmarsh general semitism goals library
band banned""".split()
SPELLING = Spelling({"refer"}.__contains__, WORDS)


def test_a_word_is_a_name_where_answers_write_it_with_a_capital():
    spelling = Spelling({"refer"}.__contains__, ["Belmarsh", "prisons"])
    assert [spelling.is_name(word) for word in ("belmarsh", "BELMARSH", "Prisons")] == [
        True,
        True,
        False,
    ]
    assert spelling.near("belmarh", "belmarh") == NearWord("belmarsh", True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("prisions", "prisons"),
        ("prisioners", "prisoners"),
        ("univeristy", "university"),
        ("univercity", "university"),
        ("saftey", "safety"),
        ("reofending", "reoffending"),
        ("protocal", "protocol"),
        ("statutary", "statutory"),
        ("drons", "drones"),  # a letter left out, though drops is as near and more frequent
        ("stufffed", "stuffed"),
        ("apprentiships", "apprenticeships"),
        ("acommodation", "accommodation"),
        ("accomodation", "accommodation"),
        ("rehabilitaion", "rehabilitation"),
        ("goverment", "government"),
        ("enviroment", "environment"),
        ("seperate", "separate"),
        ("definately", "definitely"),
        ("commitee", "committee"),
        ("independant", "independent"),
        ("priviledge", "privilege"),
        ("lisences", "licences"),
        ("hosptial", "hospital"),
        ("pharmcies", "pharmacies"),
        ("libarys", "library"),  # a plural of a slip
        ("baned", "banned"),  # though band is as near and more frequent
        ("alowance", "allowance"),
        ("harrasment", "harassment"),
        ("occured", "occurred"),
        ("embarasing", "embarrassing"),
        ("maintainance", "maintenance"),
        ("belmrash", "belmarsh"),
    ],
)
def test_slips_are_put_right(typed, meant):
    assert SPELLING.near(typed, typed) == NearWord(meant, is_meant=True)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("culling", "calling"),
        ("supposed", "supported"),
        ("meditation", "mediation"),
        ("gaols", "goals"),
        ("Belmarch", "belmarsh"),
        ("Prisions", "prisons"),
        ("PRISIONS", "prisons"),
        ("gemeral", "general"),  # a consonant for another
    ],
)
def test_what_may_be_another_word_or_a_name_is_offered(typed, near):
    assert SPELLING.near(typed, typed) == NearWord(near, is_meant=False)


@pytest.mark.parametrize(
    ("term", "word"),
    [
        ("refer", "refering"),
        ("semit", "semitism"),  # never itself
        ("tisons", "tisons"),
        ("prtcol", "prtcol"),
        ("pris1ons", "pris1ons"),
        ("safty", "saft"),
        ("Calling", "Culling"),
        ("blockchain", "blockchain"),
        ("hedgehog", "hedgehogs"),
        ("re-offending", "re-offending"),
        ("sécurité", "sécurité"),
        ("", ""),
    ],
)
def test_what_is_no_slip_is_left_alone(term, word):
    assert SPELLING.near(term, word) is None


RARE = {"gover", "dwell", "tison", "stuff", "univercit"}
RARELY = Spelling(RARE.__contains__, WORDS, is_rare=RARE.__contains__)


def test_a_slip_that_a_few_answers_have_too_is_one():
    assert RARELY.near("gover", "goverment") == NearWord("government", is_meant=True)
    assert not RARELY.is_right("gover", "goverment")


@pytest.mark.parametrize(
    ("term", "word"),
    [
        ("gover", "Goverment"),  # a name
        ("dwell", "dwelling"),  # English
        ("stuff", "stuffing"),
        ("tison", "tisons"),  # near to none
        ("univercit", "univercitties"),  # two edits
    ],
)
def test_another_rare_word_is_right(term, word):
    assert RARELY.near(term, word) is None


def test_near_a_rare_word_are_common_ones_alone():
    made_up = ["".join(letters) for letters in islice(product("bcdfghjkl", repeat=5), 2000)]
    for words, near in ((made_up + WORDS, None), (WORDS + made_up, "government")):
        found = Spelling(RARE.__contains__, words, is_rare=RARE.__contains__).near(
            "gover", "goverment"
        )
        assert (found and found.word) == near


def test_a_slip_that_has_the_term_of_another_word_is_one():
    spelling = Spelling({"elect"}.__contains__, ["elected", "electric", "electing"])
    assert spelling.near("elect", "electic") == NearWord("electric", is_meant=True)
    assert spelling.near("elect", "elected") is None
    assert spelling.near("elect", "elects") is None  # English


@given(st.text(alphabet="prisontaf", max_size=12))
def test_whatever_is_typed_is_near_a_known_word_or_none(word):
    near = SPELLING.near(word, word)
    assert near is None or (near.word in WORDS and near.word != word)


def test_a_word_of_one_letter_has_no_plural():
    assert SPELLING.near("s", "s" * 1500) is None


def test_with_no_words_nothing_is_near():
    assert Spelling({}.__contains__, []).near("prisions", "prisions") is None


def test_alike_are_words_one_edit_away_the_most_frequent_first():
    assert SPELLING.alike("drons") == ["drops", "drones"]
    assert SPELLING.alike("mediation") == []
    assert SPELLING.alike("dron") == []


def answers(tmp_path, others, *texts):
    """A service over three answers that share so many made-up words, and some more."""
    made_up = " ".join(map("".join, islice(product("qxzjkvw", repeat=5), others)))
    facts = [
        fact(uin=str(n), answer_html=f"<p>Reoffending fell by {n} per cent.</p><p>{made_up}</p>")
        for n in range(3)
    ]
    facts += [fact(uin=str(n), answer_html=f"<p>{text}</p>") for n, text in enumerate(texts, 10)]
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    return Service(settings)


def test_a_reply_says_what_was_corrected(tmp_path):
    reply = answers(tmp_path, 1000).reply(Request("has reofending fallen? xylophones"))
    assert reply.as_json()["query"]["corrected"] == {"reofending": "reoffending"}
    assert "reoffend" in reply.query.terms
    assert reply.unmatched == ("fallen", "xylophones")


@pytest.mark.parametrize("question", ["Reofending in Leeds", "REOFENDING IN LEEDS"])
def test_the_capital_of_a_first_word_or_of_all_words_is_no_name(tmp_path, question):
    reply = answers(tmp_path, 1000, "Leeds is a city.").reply(Request(question))
    assert "reoffend" in reply.query.terms


def test_a_right_word_that_no_answer_has_is_searched_as_typed_and_one_near_is_offered(tmp_path):
    service = answers(tmp_path, 1000, "Calling is free.", "Calling on badgers is not.")
    reply = service.reply(Request("badger culling"))
    assert reply.query.corrected == {}
    assert "cull" in reply.query.terms
    assert reply.as_json()["query"]["did_you_mean"] == {"culling": "calling"}
    assert reply.unmatched == ("culling",)


def test_a_right_word_that_stands_nowhere_beside_its_neighbours_is_offered_another(tmp_path):
    texts = [f"Family mediation voucher number {n} was used." for n in range(12)]
    service = answers(tmp_path, 1000, "Meditation calms.", *texts)
    offered = {"meditation": "mediation"}
    assert service.reply(Request("family meditation vouchers")).query.did_you_mean == offered
    assert service.reply(Request("meditation calms")).query.did_you_mean == {}
    assert service.reply(Request("family mediation vouchers")).query.did_you_mean == {}
    assert service.reply(Request("family Meditation vouchers")).query.did_you_mean == {}


def test_a_slip_that_one_answer_of_many_has_is_corrected(tmp_path):
    texts = [f"Owl {n} is separate." for n in range(3100)]
    service = answers(tmp_path, 1000, *texts, "A seperate tawny owl.")
    reply = service.reply(Request("seperate owls"))
    assert reply.query.corrected == {"seperate": "separate"}


def test_where_the_answers_have_few_words_one_they_lack_is_no_slip(tmp_path):
    reply = answers(tmp_path, 100).reply(Request("has reofending fallen?"))
    assert reply.query.corrected == {}
    assert "reofending" in reply.unmatched
