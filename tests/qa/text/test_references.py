"""Which written questions a text names, and which answers they link to."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.service.service import Service
from qa.settings import Settings
from qa.text.references import references
from tests.making import fact, lines


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "I refer the hon. Member to the answer I gave on 6 March 2024 to Question 12345.",
            [("12345", "2024-03-06")],
        ),
        (
            "pursuant to the Answer of 2 June 2025 to Question 51450, on prisons",
            [("51450", "2025-06-02")],
        ),
        ("PQ1118 answered on 3rd July 2017.", [("1118", "2017-07-03")]),
        ("the answer to Question HL2678", [("HL2678", None)]),
        (
            "further to the Written Answer by Lord Keen on 9 March (HL 5640)",
            [("HL5640", "2024-03-09")],
        ),
        ("I refer to my answer of 5 September 2016 to UIN: 43759.", [("43759", "2016-09-05")]),
        (
            "my answers of 2 December 2014 to PQs UIN216289, UIN216290,UIN216292 and UIN216293.",
            [(uin, "2014-12-02") for uin in ("216289", "216290", "216292", "216293")],
        ),
        (
            "Answers of 12 October 2017 to Question 105513 and of 12 May 2017 to Question 8360",
            [("105513", "2017-10-12"), ("8360", "2017-05-12")],
        ),
        ("the answer given to him today to UIN 36288.", [("36288", "2024-05-20")]),
        (
            "the reply given on Wednesday 28 June 2017 to written question 358",
            [("358", "2017-06-28")],
        ),
        ("the reply of April 7th 2014 to question number 195226", [("195226", "2014-04-07")]),
        ("I refer to my answer of 23 October 2017 [109149].", [("109149", "2017-10-23")]),
        (
            "http://www.parliament.uk/written-question/Commons/2014-10-21/211297/",
            [("211297", "2014-10-21")],
        ),
        ("my answer of 12 December to PQ 9000", [("9000", "2023-12-12")]),
        ("my answer of 31 February 2014 to PQ 9000", [("9000", None)]),
        ("In answer to questions 3 and 4 of the survey, 12,345 people said yes.", []),
        ("The cost was £12345 in 2014-15; see HL Paper 146 and HL Deb, col 1152.", []),
        ("https://example.org/PQ-2369/UIN12345", []),
        ("| Ref: PQ 222192 | 12 |", []),
        ("", []),
    ],
)
def test_the_questions_that_a_text_names(text, named):
    found = [(reference.uin, reference.day) for reference in references(text, "2024-05-20")]
    assert found == named


@given(st.text(alphabet="PQUINquestionHL0123456789 ,.()[]&;:-\n"))
def test_any_text_gives_references_by_number(text):
    for reference in references(text, "2024-05-20"):
        assert reference.uin.removeprefix("HL").isdecimal()


@pytest.mark.parametrize("piece", ["question ", "PQ, ", "HL1 ", "1 March ", "UIN 1, ", "https://"])
def test_a_hostile_text_is_read_in_linear_time(piece):
    assert len(references(piece * 100_000, "2024-05-20")) <= 1


SUBSTANCE = fact(uin="10", date_tabled="2015-01-05", date_answered="2015-01-12")
REFERRAL = fact(
    uin="20",
    date_tabled="2015-02-02",
    date_answered="2015-02-09",
    answer_html="<p>I refer him to the answer I gave on 12 January 2015 to Question 10.</p>",
)
PURSUING = fact(
    uin="30",
    date_tabled="2015-02-03",
    date_answered="2015-02-10",
    question_text="To ask, pursuant to the Answer of 9 February 2015 to Question 20, what was.",
)
SAME_UIN = fact(uin="10", date_tabled="2017-01-05", date_answered="2017-01-12")


def linked(tmp_path, *facts):
    """The service over these facts, ingested one file after another."""
    settings = Settings(data_dir=tmp_path / "data")
    for number, stated in enumerate(facts):
        ingest([lines(tmp_path / str(number), stated)], settings)
    return Service(settings)


def ids(answers):
    return [answer.answer_id for answer in answers]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_links_do_not_depend_on_the_order_of_ingest(tmp_path, order):
    facts = [SUBSTANCE, REFERRAL, PURSUING, SAME_UIN]
    service = linked(tmp_path, *(facts[number] for number in order))
    substance, referral, pursuing, later = (
        service.context(service.answer(stated["id"])) for stated in facts
    )
    assert ids(referral.links.refers_to) == ["2015-01-05/10"]
    assert ids(referral.links.referred_from) == ["2015-02-03/30"]
    assert ids(pursuing.links.pursuant_to) == ["2015-02-02/20"]
    assert ids(pursuing.links.refers_to) == []
    assert ids(substance.links.referred_from) == ["2015-02-02/20"]
    assert ids(later.links.referred_from) == []


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("to Question 100", "2015-01-05/100"),
        ("of 13 January 2015 to Question 100", "2015-01-05/100"),
        ("of 5 January 2015 to Question 100", "2015-01-05/100"),
        ("of 12 January 2017 to Question 100", "2017-01-05/100"),
        ("of 12 March 2016 to Question 100", None),
        ("of 12 January 2015 to Question 101", None),
        ("of 16 February 2016 to Question 400", None),
    ],
)
def test_of_several_sessions_the_date_decides_else_the_nearest_before(tmp_path, words, target):
    service = linked(
        tmp_path,
        fact(uin="100", date_tabled="2013-01-05", date_answered="2013-01-12"),
        fact(uin="100", date_tabled="2015-01-05", date_answered="2015-01-12"),
        fact(uin="100", date_tabled="2017-01-05", date_answered="2017-01-12"),
        fact(
            uin="400",
            date_tabled="2016-02-09",
            date_answered="2016-02-16",
            answer_html=f"<p>I refer to the answer {words}.</p>",
        ),
    )
    context = service.context(service.answer("2016-02-09/400"))
    assert ids(context.links.refers_to) == ([target] if target else [])


def test_the_same_text_on_the_same_day_for_the_same_body_is_one_group(tmp_path):
    service = linked(
        tmp_path,
        fact(uin="10000"),
        fact(uin="9999", question_text="Another question?"),
        fact(uin="9998", date_answered="2015-03-10"),
        fact(uin="9997", answering_body="Home Office"),
        fact(uin="9996", answer_html="<p>Another text.</p>"),
        fact(uin="9995", answer_html=""),
        fact(uin="9994", answer_html=""),
    )
    of = {uin: service.context(service.answer(f"2015-03-02/{uin}")) for uin in ("10000", "9995")}
    assert ids(of["10000"].links.grouped_with) == ["2015-03-02/9999"]
    assert ids(of["9995"].links.grouped_with) == []
