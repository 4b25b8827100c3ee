"""Filters beside the question, and the chips that show how it was understood."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from qa.model.understood import given_filters
from web.forms import body_choices, chips, offers, period_chip

WORK = "what is the government doing to get prison leavers into work?"
QUERY: dict[str, Any] = dict.fromkeys(["from", "to", "body", "house", "status", "kind"]) | {
    "interpretations": [],
    "disabled": [],
    "corrected": {},
}


def turn(**query: Any) -> dict[str, Any]:
    return {"question": "jial in 2016?", "query": QUERY | query}


def said(**query: Any) -> list[str]:
    return [chip.label for chip in chips(turn(**query))]


def test_a_question_understood_as_typed_has_no_chips() -> None:
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
        interpretations=["dates", "formula", "history", "expansion:prison", "corrected:Jial"],
        corrected={"Jial": "jail"},
    ) == [
        "by Home Office",
        "House of Lords",
        "answered by Gyimah",
        "asked by Smith",
        "oldest first",
        "holding answer, a full answer to follow or withdrawn",
        "full answers",
        "answered 1 January 2016 to 31 December 2016",
        "ignored the standard opening",
        "read with the question before",
        "also searched: prison",
        "“Jial” searched as “jail”",
    ]


def test_an_order_that_no_answer_has_is_a_chip_that_says_why() -> None:
    [chip] = chips(turn(sort="relevance", interpretations=["order"]))
    assert chip.label == "best first: no answer holds every word, so none is in date order"
    assert chip.form == (("question", "jial in 2016?"), ("disabled", "order"))


def test_an_offered_word_asks_the_same_with_it() -> None:
    asked = turn(did_you_mean={"jial": "jail"}, house="Lords", disabled=["formula"])
    ((word, chip),) = offers(asked)
    assert (word, chip.label) == ("jial", "jail")
    assert chip.form == (("question", "jail in 2016?"), ("house", "Lords"), ("disabled", "formula"))
    assert offers(turn()) == []


def test_a_period_that_is_no_filter_is_offered_as_one() -> None:
    period = {"from": "2016-01-01", "to": "2016-12-31", "words": "in 2016"}
    asked = turn(period_offer=period, house="Lords", disabled=["formula"])
    chip = period_chip(asked)
    assert chip is not None
    assert chip.label == "Only answered 1 January 2016 to 31 December 2016"
    assert chip.form == (
        ("question", "jial in 2016?"),
        ("house", "Lords"),
        ("from", "2016-01-01"),
        ("to", "2016-12-31"),
        ("disabled", "formula"),
    )
    assert period_chip(turn(period_offer=None)) is None
    assert period_chip(turn()) is None


def test_what_is_excluded_and_who_asked_have_chips() -> None:
    assert said(
        interpretations=["member", "excluded"], member="Smith", excluded=["jail", "tag"]
    ) == [
        "asked by Smith",
        "without answers that mention jail or tag",
    ]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2016-01-01", None, "answered since 1 January 2016"),
        (None, "2016-12-31", "answered until 31 December 2016"),
        ("2016-01-01", "2016-01-01", "answered 1 January 2016"),
    ],
)
def test_dates_are_written_in_words(first: str | None, last: str | None, words: str) -> None:
    assert said(**{"from": first, "to": last}) == [words]


def test_a_chips_form_asks_the_same_without_its_part() -> None:
    asked = turn(
        **{"from": "2016-01-01"},
        interpretations=["dates", "expansion:prison"],
        disabled=["formula"],
        house="Lords",
    )
    forms = {chip.label: chip.form for chip in chips(asked)}
    question = ("question", "jial in 2016?")
    assert forms == {
        "House of Lords": (question, ("disabled", "formula")),
        "answered since 1 January 2016": (
            question,
            ("house", "Lords"),
            ("disabled", "formula"),
            ("disabled", "dates"),
        ),
        "also searched: prison": (
            question,
            ("house", "Lords"),
            ("disabled", "formula"),
            ("disabled", "expansion:prison"),
        ),
    }


def test_dates_in_the_question_are_not_carried_over_as_filters() -> None:
    query = QUERY | {"from": "2016-01-01", "body": "home-office"}
    assert given_filters(query) == {"from": ["2016-01-01"], "body": ["home-office"]}
    assert given_filters(query | {"interpretations": ["dates"]}) == {"body": ["home-office"]}


def test_a_body_or_house_in_the_question_is_an_interpretation_and_no_filter() -> None:
    named = {"body": "home-office", "minister": "Sam Gyimah", "house": "Lords"}
    query = QUERY | named | {"interpretations": list(named)}
    assert given_filters(query) == {}
    assert [chip.label for chip in chips({"question": "q", "query": query})] == [
        "by Home Office",
        "answered by Sam Gyimah",
        "House of Lords",
    ]


def test_the_order_is_carried_over_and_shown(client: FlaskClient) -> None:
    page = client.post("/", data={"question": WORK, "sort": "newest"}, follow_redirects=True).text
    assert '<option value="newest" selected>' in page
    assert "word for word, newest first" in page
    dates = re.findall(r"Answered\s+<time datetime=\"([^\"]+)\"", page)
    assert dates == sorted(dates, reverse=True)
    assert len(set(dates)) > 1


def test_filters_stay_until_they_are_removed(client: FlaskClient) -> None:
    page = client.post("/", data={"question": WORK, "house": "Lords"}, follow_redirects=True).text
    assert '<option value="Lords" selected>' in page
    assert '<summary>Filters <span class="count">1<' in page
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
        {"disabled": "everything"},
    ],
)
def test_a_bad_filter_is_refused_and_the_typed_values_stay(
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
def test_a_chip_is_removed_by_keyboard(open_page: Callable[..., Page], script: bool) -> None:
    page = open_page(java_script_enabled=script)
    page.locator("summary", has_text="Filters").press("Enter")
    page.get_by_label("House", exact=True).select_option("Lords")
    page.get_by_label("Your question").fill("what was said in 2016 of lighthouse keepers?")
    page.get_by_role("button", name="Ask", exact=True).click()
    chips = page.locator("#turn-1 .understood li")
    expect(chips).to_have_text([re.compile("House of Lords"), re.compile("1 January 2016")])
    page.get_by_role("button", name="Remove: House of Lords").press("Enter")
    expect(chips).to_have_count(1)
    expect(chips).to_have_text(re.compile("1 January 2016"))
    expect(page.get_by_label("House", exact=True)).to_have_value("")
    page.locator("#turn-1").get_by_role("button", name="Remove").press("Enter")
    expect(page.locator("#turn-1 .understood")).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(1)


def test_a_line_of_bodies_is_one_choice_and_a_body_that_ended_says_so_where_it_is_given():
    names = {
        "department-for-culture-media-and-sport": "Department for Culture, Media and Sport",
        "department-for-digital-culture-media-and-sport": "Department for Digital, Culture",
        "home-office": "Home Office",
        "ministry-of-magic": "Ministry of Magic",
    }
    lines = {
        "department-for-culture-media-and-sport-2023": "Department for Culture, Media and Sport",
        "home-office": "Home Office",
        "ministry-of-magic": "Ministry of Magic",
    }
    assert body_choices(names, {}) == lines
    ended = "department-for-culture-media-and-sport"
    label = "Department for Culture, Media and Sport, until 2017"
    assert body_choices(names, {"body": [ended]}) == lines | {ended: label}
    assert body_choices(names, {"body": ["home-office"]}) == lines
