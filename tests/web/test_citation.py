from typing import Any

import pytest

from web.citation import cite, day, digest, is_official, link, no_address, title_of

OFFICIAL = "https://questions-statements.parliament.uk/written-questions/detail/2021-09-03/41780"
RECORD: dict[str, Any] = {
    "answering_body": {"id": "ministry-of-justice", "name": "Ministry of Justice"},
    "date_tabled": "2021-09-03",
    "date_answered": "2021-09-13",
    "uin": "41780",
    "status": "answered",
    "url": OFFICIAL,
}


def test_a_citation_names_body_dates_uin_and_address() -> None:
    assert cite(RECORD) == (
        "Ministry of Justice, written answer of 13 September 2021, "
        f"UIN 41780 (tabled 3 September 2021): {OFFICIAL}"
    )


def test_a_citation_says_what_the_source_does_not_state() -> None:
    silent = RECORD | {"answering_body": None, "date_tabled": None, "uin": None, "url": None}
    assert cite(silent) == (
        "Answering body not stated, written answer of 13 September 2021, no UIN "
        "(date tabled not stated): no official address: this page bears no UIN"
    )


def test_a_corrected_answer_is_cited_as_corrected() -> None:
    assert "13 September 2021, since corrected, UIN" in cite(RECORD | {"status": "corrected"})


def test_a_question_without_an_answer_is_cited_as_one() -> None:
    open_still = RECORD | {"date_answered": None, "status": "unanswered"}
    assert cite(open_still) == (
        "Ministry of Justice, written question, not answered, "
        f"UIN 41780 (tabled 3 September 2021): {OFFICIAL}"
    )


def test_without_a_date_tabled_that_is_why_there_is_no_address() -> None:
    assert no_address(RECORD | {"date_tabled": None}).endswith("does not state the date tabled")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "JAVASCRIPT:x", "", None]
)
def test_only_addresses_of_the_web_are_led_to(url: str | None) -> None:
    assert link(RECORD | {"url": url}) is None


def test_only_parliaments_own_address_is_official() -> None:
    assert is_official(OFFICIAL)
    assert not is_official("https://www.theyworkforyou.com/wrans/?id=2021-09-03.41780.h")
    assert not is_official("https://questions-statements.parliament.uk.evil.example/")


def test_an_answer_without_a_heading_is_told_from_the_next() -> None:
    assert title_of(RECORD | {"heading": "Prisoners"}) == "Prisoners"
    assert title_of(RECORD | {"heading": None}) == "Written answer, UIN 41780"
    bare = RECORD | {"heading": None, "uin": None}
    assert title_of(bare) == "Written answer, 13 September 2021"


def test_a_date_is_written_out() -> None:
    assert day("2021-09-03") == "3 September 2021"


def test_a_digest_is_the_beginning_of_the_sha_256() -> None:
    assert digest("abc") == "ba7816bf"
