"""Referrals in Parliament's wording: by House, by minister, and to answers of the other House."""

import pytest

from qa.service.drafts import house_of, referral

RECORD = {
    "heading": "Prisons",
    "source_question": "To ask how many left.",
    "date_tabled": "2016-03-01",
    "date_answered": "2016-03-03",
    "house": "Commons",
    "uin": "28201",
    "status": "answered",
    "answering_member": "Gyimah, Sam",
    "answering_body": {"id": "ministry-of-justice", "name": "Ministry of Justice"},
}
LORDS = {"house": "Lords", "uin": "HL6142", "answering_member": "Lord Faulks"}


@pytest.mark.parametrize(
    ("facts", "house", "minister", "line"),
    [
        ({}, None, "", "hon. Member to the answer given on 3 March 2016 to Question 28201."),
        ({}, "Commons", "", "hon. Member to the answer given on 3 March 2016 to Question 28201."),
        (
            {},
            "Commons",
            "Sam Gyimah",
            "hon. Member to the answer I gave on 3 March 2016 to Question 28201.",
        ),
        (
            {},
            "Commons",
            "Gyimah",
            "hon. Member to the answer I gave on 3 March 2016 to Question 28201.",
        ),
        (
            {},
            "Commons",
            "Phillip Lee",
            "hon. Member to the answer given by Sam Gyimah on 3 March 2016 to Question 28201.",
        ),
        (LORDS, None, "", "noble Lord to the answer given on 3 March 2016 (HL6142)."),
        (LORDS, "Lords", "Faulks", "noble Lord to the answer I gave on 3 March 2016 (HL6142)."),
        (
            LORDS,
            "Commons",
            "Sam Gyimah",
            "hon. Member to the answer given by Lord Faulks in the House of Lords on 3 March 2016 "
            "(HL6142).",
        ),
        (
            {},
            "Lords",
            "",
            "noble Lord to the answer given in the House of Commons on 3 March 2016 to Question "
            "28201.",
        ),
        (
            {"uin": None},
            None,
            "",
            "hon. Member to the answer given on 3 March 2016 on “Prisons”.",
        ),
        (
            {"answering_member": None},
            None,
            "Sam Gyimah",
            "hon. Member to the answer given on 3 March 2016 to Question 28201.",
        ),
        (
            {"status": "corrected"},
            None,
            "",
            "hon. Member to the answer given on 3 March 2016 to Question 28201, which has since "
            "been corrected.",
        ),
    ],
)
def test_a_referral_is_in_the_wording_of_parliament(facts, house, minister, line):
    assert referral(RECORD | facts, house, minister) == f"I refer the {line}"


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "withdrawn"},
        {"status": "holding"},
        {"status": "unanswered", "date_answered": None},
        {"status": "withdrawn", "uin": None},
    ],
)
def test_what_cannot_be_referred_to_is_a_gap(facts):
    line = referral(RECORD | facts, "Commons", "Sam Gyimah")
    assert line.startswith("[The answer to")
    assert line.endswith(f"cannot be referred to: {facts['status']}.]")


@pytest.mark.parametrize(
    ("question", "house"),
    [
        ("To ask His Majesty's Government what it is.", "Lords"),
        ("To ask Her Majesty’s Government, what it is.", "Lords"),
        ("To ask HMG what it is.", "Lords"),
        ("To ask the Leader of the House of Lords what it is.", "Lords"),
        ("To ask the Senior Deputy Speaker what it is.", "Lords"),
        ("To ask the Secretary of State for Justice, what it is.", "Commons"),
        ("  to ask the Attorney General, what it is.", "Commons"),
        ("What is it?", None),
        ("", None),
    ],
)
def test_the_house_is_read_from_whom_a_question_is_put_to(question, house):
    assert house_of(question) == house
