from typing import Any

import pytest

from qa.model.citation import (
    cite,
    day,
    is_official,
    link,
    link_at_words,
    no_address,
    quotation_text,
    title_of,
)

OFFICIAL = "https://questions-statements.parliament.uk/written-questions/detail/2021-09-03/41780"
RECORD: dict[str, Any] = {
    "answering_body": {"id": "ministry-of-justice", "name": "Ministry of Justice"},
    "answering_member": "Alex Chalk",
    "heading": "Prisoners: Rehabilitation",
    "source_question": "To ask how prisoners are helped.",
    "text": "| Kent | 3 |",
    "house": "Commons",
    "date_tabled": "2021-09-03",
    "date_answered": "2021-09-13",
    "uin": "41780",
    "status": "answered",
    "url": OFFICIAL,
}


def test_a_citation_is_enough_to_find_the_answer_by() -> None:
    assert cite(RECORD) == (
        "Prisoners: Rehabilitation, answer by Alex Chalk (Ministry of Justice), House of Commons, "
        f"13 September 2021, UIN 41780 (tabled 3 September 2021): {OFFICIAL}"
    )


def test_a_citation_says_what_the_source_does_not_state() -> None:
    silent = dict.fromkeys(RECORD) | {"date_answered": "2021-09-13", "status": "answered"}
    assert cite(silent) == (
        "Written answer by a body not stated (minister not stated), House not stated, "
        "13 September 2021, published without a UIN (date tabled not stated); no official address"
    )


def test_a_corrected_answer_is_cited_as_corrected() -> None:
    assert "13 September 2021, since corrected, UIN" in cite(RECORD | {"status": "corrected"})
    assert "13 September 2021, since withdrawn, UIN" in cite(RECORD | {"status": "withdrawn"})


def test_a_holding_answer_is_cited_as_that() -> None:
    assert ", holding answer by Alex Chalk" in cite(RECORD | {"status": "holding"})


@pytest.mark.parametrize(
    ("missing", "given"),
    [
        ("answering_member", "answer by Ministry of Justice (minister not stated)"),
        ("answering_body", "answer by Alex Chalk (answering body not stated)"),
    ],
)
def test_a_citation_names_the_minister_or_body_that_is_missing(missing: str, given: str) -> None:
    assert f", {given}, House of Commons" in cite(RECORD | {missing: None})


def test_a_copied_quotation_has_passage_column_heads_and_question() -> None:
    rest = "Question: To ask how prisoners are helped."
    assert quotation_text(RECORD) == f"| Kent | 3 |\n\n{rest}"
    headed = RECORD | {"header": "| Deaths | |\n| Region | 2014 |"}
    assert quotation_text(headed) == (
        f"[column heads] | Deaths | |\n[column heads] | Region | 2014 |\n\n| Kent | 3 |\n\n{rest}"
    )


def test_a_question_without_an_answer_is_cited_as_one() -> None:
    cited = cite(RECORD | {"date_answered": None, "status": "unanswered"})
    assert "question to Ministry of Justice, " in cited
    assert ", not answered, UIN 41780 (tabled 3 September 2021): " in cited


def test_without_a_date_tabled_that_is_why_there_is_no_address() -> None:
    assert no_address(RECORD | {"date_tabled": None}).endswith("does not state the date tabled")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "JAVASCRIPT:x", "", None]
)
def test_only_web_addresses_are_linked(url: str | None) -> None:
    assert link(RECORD | {"url": url}) is None


def test_only_parliaments_own_address_is_official() -> None:
    assert is_official(OFFICIAL)
    assert not is_official("https://www.theyworkforyou.com/wrans/?id=2021-09-03.41780.h")
    assert not is_official("https://questions-statements.parliament.uk.evil.example/")


def test_an_answer_without_a_heading_has_a_distinct_title() -> None:
    assert title_of(RECORD | {"heading": "Prisoners"}) == "Prisoners"
    assert title_of(RECORD | {"heading": None}) == "How prisoners are helped"
    silent = RECORD | {"heading": None, "source_question": ""}
    assert title_of(silent) == "Written answer, UIN 41780"
    assert title_of(silent | {"uin": None}) == "Written answer, 13 September 2021"


def test_a_date_is_written_out() -> None:
    assert day("2021-09-03") == "3 September 2021"


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "PQ 41780 [Prisoners: Rehabilitation], 13 September 2021"),
        ({"status": "withdrawn", "heading": None}, "PQ 41780, 13 September 2021, since withdrawn"),
        (
            {"uin": None},
            "PQ (published without a UIN) [Prisoners: Rehabilitation], 13 September 2021",
        ),
        ({"date_answered": None}, "PQ 41780 [Prisoners: Rehabilitation], not answered"),
    ],
)
def test_a_footnote_is_short(changed: dict[str, Any], line: str) -> None:
    assert cite(RECORD | changed, "footnote") == line


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        (
            {},
            "I refer the hon. Member to the answer given on 13 September 2021 to Question 41780.",
        ),
        (
            {"house": "Lords", "uin": "HL5773"},
            "I refer the noble Lord or Lady to the answer given on 13 September 2021 (HL5773).",
        ),
        (
            {"uin": None},
            "I refer the hon. Member to the answer given on 13 September 2021 "
            "on “Prisoners: Rehabilitation”.",
        ),
        (
            {"status": "corrected"},
            "I refer the hon. Member to the answer given on 13 September 2021 to Question 41780 "
            "(since corrected).",
        ),
        (
            {"date_answered": None},
            "Prisoners: Rehabilitation: not answered, so there is nothing to refer to.",
        ),
    ],
)
def test_a_referral_is_ready_for_a_reply(changed: dict[str, Any], line: str) -> None:
    assert cite(RECORD | changed, "referral") == line


def at(text: str, best: tuple[int, int], **changed: Any) -> str | None:
    return link_at_words(RECORD | {"text": text, "start": 100, "best": best} | changed)


def test_the_official_page_opens_at_the_best_sentence() -> None:
    short = "One. There are well-run, open prisons. End."
    assert at(short, (105, 138)) == (
        f"{OFFICIAL}#:~:text=There%20are%20well%2Drun%2C%20open%20prisons."
    )
    long = "a b c d e f g h i j k l m"
    assert at(long, (100, 125)) == f"{OFFICIAL}#:~:text=a%20b%20c%20d%20e,i%20j%20k%20l%20m"


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("| Kent | 3 | 4 | 5 |", {}),
        ("Not held.", {}),
        ("These are five plain words.", {"url": f"{OFFICIAL}#top"}),
    ],
)
def test_without_a_usable_sentence_the_link_has_no_fragment(
    text: str, changed: dict[str, Any]
) -> None:
    assert at(text, (100, 100 + len(text)), **changed) == changed.get("url", OFFICIAL)


def test_a_missing_address_gets_no_fragment() -> None:
    assert at("These are five plain words.", (100, 127), url="javascript:alert(1)") is None
