"""Filters beside the question, and what a reply says it was understood as, each part removable."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from web.forms import chips, given_filters

WORK = "what is the government doing to get prison leavers into work?"
QUERY: dict[str, Any] = dict.fromkeys(["from", "to", "body", "house", "status", "kind"]) | {
    "parts": [],
    "without": [],
    "corrected": {},
}


def turn(**query: Any) -> dict[str, Any]:
    return {"question": "jial in 2016?", "query": QUERY | query}


def said(**query: Any) -> list[str]:
    return [chip.label for chip in chips(turn(**query))]


def test_a_question_that_is_taken_as_it_stands_has_no_chips() -> None:
    assert said() == []


def test_each_part_and_each_filter_has_its_chip() -> None:
    assert said(
        **{"from": "2016-01-01", "to": "2016-12-31"},
        body="home-office",
        house="Lords",
        status=["holding", "withdrawn"],
        kind=["none"],
        minister="Gyimah",
        member="Smith",
        sort="oldest",
        parts=["dates", "formula", "earlier", "also:prison", "corrected:Jial"],
        corrected={"Jial": "jail"},
    ) == [
        "by home office",
        "House of Lords",
        "answered by Gyimah",
        "asked by Smith",
        "oldest first",
        "holding answer, a full answer to follow or withdrawn",
        "full answers",
        "answered 1 January 2016 to 31 December 2016",
        "ignored the standard opening",
        "read as a follow-up",
        "also searched: prison",
        "no answers mention “Jial”: searched for “jail”",
    ]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2016-01-01", None, "answered since 1 January 2016"),
        (None, "2016-12-31", "answered until 31 December 2016"),
        ("2016-01-01", "2016-01-01", "answered 1 January 2016"),
    ],
)
def test_dates_are_put_in_words(first: str | None, last: str | None, words: str) -> None:
    assert said(**{"from": first, "to": last}) == [words]


def test_a_chips_form_asks_the_same_without_its_part() -> None:
    asked = turn(
        **{"from": "2016-01-01"}, parts=["dates", "also:prison"], without=["formula"], house="Lords"
    )
    forms = {chip.label: chip.form for chip in chips(asked)}
    question = ("question", "jial in 2016?")
    assert forms == {
        "House of Lords": (question, ("without", "formula")),
        "answered since 1 January 2016": (
            question,
            ("house", "Lords"),
            ("without", "formula"),
            ("without", "dates"),
        ),
        "also searched: prison": (
            question,
            ("house", "Lords"),
            ("without", "formula"),
            ("without", "also:prison"),
        ),
    }


def test_dates_read_from_the_words_are_no_filter_to_carry_over() -> None:
    query = QUERY | {"from": "2016-01-01", "body": "home-office"}
    assert given_filters(query) == {"from": ["2016-01-01"], "body": ["home-office"]}
    assert given_filters(query | {"parts": ["dates"]}) == {"body": ["home-office"]}


def test_a_body_or_house_read_from_the_words_is_a_part_and_no_filter() -> None:
    named = {"body": "home-office", "minister": "Sam Gyimah", "house": "Lords"}
    query = QUERY | named | {"parts": list(named)}
    assert given_filters(query) == {}
    assert [chip.label for chip in chips({"question": "q", "query": query})] == [
        "by home office",
        "answered by Sam Gyimah",
        "House of Lords",
    ]


def test_the_order_holds_too_and_is_said(client: FlaskClient) -> None:
    page = client.post("/", data={"question": WORK, "sort": "newest"}, follow_redirects=True).text
    assert '<option value="newest" selected>' in page
    assert "Newest first, copied word for word" in page
    dates = re.findall(r"Answered\s+<time datetime=\"([^\"]+)\"", page)
    assert dates == sorted(dates, reverse=True)
    assert len(set(dates)) > 1


def test_filters_hold_until_they_are_removed(client: FlaskClient) -> None:
    page = client.post("/", data={"question": WORK, "house": "Lords"}, follow_redirects=True).text
    assert '<option value="Lords" selected>' in page
    assert '<details class="filters" open>' in page
    assert "House of Lords" in page
    page = client.post("/", data={"question": WORK, "house": ""}, follow_redirects=True).text
    assert '<option value="Lords" selected>' not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "yesterday"},
        {"from": "2016-02-02", "to": "2016-02-01"},
        {"house": "Congress"},
        {"body": "ministry-of-magic"},
        {"status": "open"},
        {"kind": "stub"},
        {"sort": "loudest"},
        {"minister": "Nobody"},
        {"member": "%"},
        {"without": "everything"},
    ],
)
def test_a_filter_that_is_wrong_is_said_beside_the_box_and_kept(
    client: FlaskClient, wrong: dict[str, str]
) -> None:
    response = client.post("/", data={"question": WORK} | wrong)
    assert response.status_code == 422
    assert WORK in unescape(response.text)
    assert 'id="turn-1"' not in response.text
    if "from" in wrong:
        assert f'name="from" value="{wrong["from"]}"' in response.text


def test_hostile_filters_are_shown_as_text(client: FlaskClient) -> None:
    hostile = '"><script>alert(1)</script>'
    page = client.post("/", data={"question": WORK, "from": hostile}).text
    assert "<script>alert" not in page


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_chip_is_taken_away_by_keyboard(open_page: Callable[..., Page], script: bool) -> None:
    page = open_page(java_script_enabled=script)
    page.locator("summary", has_text="Filters").press("Enter")
    page.get_by_label("House", exact=True).select_option("Lords")
    page.get_by_label("Your question").fill("what was said in 2016 of lighthouse keepers?")
    page.get_by_role("button", name="Ask", exact=True).click()
    chips = page.locator("#turn-1 .understood li")
    expect(chips).to_have_text([re.compile("House of Lords"), re.compile("1 January 2016")])
    page.get_by_role("button", name="Remove: House of Lords").press("Enter")
    expect(page.locator("#turn-2 .understood li")).to_have_text(re.compile("1 January 2016"))
    expect(page.get_by_label("House", exact=True)).to_have_value("")
    page.locator("#turn-2").get_by_role("button", name="Remove").press("Enter")
    expect(page.locator("#turn-3")).to_be_visible()
    expect(page.locator("#turn-3 .understood")).to_have_count(0)
