"""Which written question a record is about."""

import hashlib
from dataclasses import replace

import pytest

from qa.errors import Rejected
from qa.model import WrittenAnswer
from qa.model.identity import body_key, identity, lookup_form, slug, uin_order

STATED = WrittenAnswer(
    form="json-lines",
    published="{}",
    answer="<p>Yes.</p>",
    markup="html",
    source_question="To ask why.",
    answering_body="Ministry of Justice",
    date_tabled="2021-09-03",
    date_answered="2021-09-13",
    uin="41780",
    heading="Prisoners: Rehabilitation",
)


def test_a_question_is_named_by_date_tabled_and_uin():
    assert identity(STATED).answer_id == "2021-09-03/41780"


def test_without_a_date_tabled_it_is_named_by_date_answered():
    assert identity(replace(STATED, date_tabled=None)).answer_id == "2021-09-13/41780"


def test_without_a_uin_it_is_named_by_heading_and_a_digest_of_body_and_question():
    digest = hashlib.sha256(b"ministry of justice\nto ask why.").hexdigest()[:8]
    expected = f"2021-09-03/prisoners-rehabilitation-{digest}"
    assert identity(replace(STATED, uin=None)).answer_id == expected


def test_without_a_heading_either_it_is_named_question():
    name = identity(replace(STATED, uin=None, heading=None)).answer_id
    assert name.startswith("2021-09-03/question-")


def test_case_spacing_and_quotation_marks_do_not_make_another_question():
    one = identity(replace(STATED, uin=None, source_question="To ask  about ‘Her Majesty’s’ wish"))
    other = identity(
        replace(STATED, uin=None, source_question="to ask about 'her majesty's'\nWish")
    )
    assert one.answer_id == other.answer_id
    assert one.question_key == other.question_key


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"uin": None}, True),
        ({"uin": None, "answering_body": None}, True),
        ({"uin": None, "answering_body": "Home Office"}, False),
        ({"uin": None, "date_tabled": "2021-09-02"}, False),
        ({"uin": None, "source_question": "To ask why not."}, False),
        ({"date_tabled": None}, True),
        ({"date_tabled": None, "date_answered": "2021-09-14"}, False),
        ({"date_tabled": None, "uin": "41781"}, False),
        ({"uin": "41781"}, False),
        ({}, False),
    ],
)
def test_a_poorer_record_is_the_same_question_unless_a_fact_differs(change, same):
    fuller, other = identity(STATED), identity(replace(STATED, **change))
    assert fuller.same_question(other) is same
    assert other.same_question(fuller) is same


def test_uins_are_in_the_order_of_their_numbers():
    assert sorted(["10000", "9999", "HL12", "HL2"], key=uin_order) == [
        "HL2",
        "HL12",
        "9999",
        "10000",
    ]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ministry of Justice", "ministry-of-justice"),
        ("the Ministry of Justice", "ministry-of-justice"),
        (
            "Department for Digital, Culture, Media & Sport",
            "department-for-digital-culture-media-and-sport",
        ),
        ("Speaker's Committee for IPSA", "speakers-committee-for-ipsa"),
    ],
)
def test_an_answering_body_has_one_key_however_it_is_written(name, key):
    assert body_key(name) == key
    assert body_key(key) == key


def test_lookup_forgives_case_and_spaces():
    assert lookup_form(" 2023-02-20/hl 5773 ") == lookup_form("2023-02-20/HL5773")


def test_a_slug_is_plain_ascii():
    assert slug("Café: “noir” & more") == "cafe-noir-more"


@pytest.mark.parametrize("status", ["unanswered", "holding", "withdrawn"])
def test_a_question_without_an_answer_needs_only_the_date_tabled(status):
    assert identity(replace(STATED, status=status, date_answered=None)) == replace(
        identity(STATED), date_answered=None
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date_tabled": None, "status": "unanswered"}, "no date"),
        ({"date_tabled": None}, "no date"),
        ({"status": "answered"}, "answered, but states no date"),
        ({"status": "corrected"}, "corrected, but states no date"),
    ],
)
def test_a_record_without_a_date_is_rejected(change, reason):
    with pytest.raises(Rejected, match=reason):
        identity(replace(STATED, date_answered=None, **change))
