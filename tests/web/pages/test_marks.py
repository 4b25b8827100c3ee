"""Marks on the passages of a reply: kept without a name, by forms and by script."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from qa.service.marks import Marks
from qa.settings import Settings
from web.errors import FRAGMENT

WORK = "what is the government doing to get prison leavers into work?"


def marks(settings: Settings) -> list[tuple[str, str, int, str]]:
    return [(m.question, m.passage_id, m.rank, m.judgment) for m in Marks(settings).all()]


def asked(client: FlaskClient, question: str = WORK) -> dict[str, str]:
    """What the first card's form of a new turn would send."""
    page = client.post("/", data={"question": question}, follow_redirects=True).text
    form = re.findall(r'<form class="marks".*?</form>', page, re.DOTALL)[0]
    return {k: unescape(v) for k, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def test_a_mark_is_kept_with_question_and_rank_and_redirects_to_the_passage(
    client: FlaskClient, settings: Settings
) -> None:
    sent = asked(client) | {"judgment": "related"}
    before = marks(settings)
    response = client.post("/marks", data=sent)
    assert response.status_code == 303
    assert response.headers["Location"].endswith("#turn-1-passage-1")
    assert marks(settings)[len(before) :] == [(WORK, sent["passage_id"], 1, "related")]
    page = client.get(response.headers["Location"]).text
    assert page.count('aria-pressed="true"') == 1


def test_the_script_gets_an_empty_response(client: FlaskClient) -> None:
    sent = asked(client) | {"judgment": "answers it"}
    response = client.post("/marks", data=sent, headers={"Accept": FRAGMENT})
    assert (response.status_code, response.data) == (204, b"")


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"judgment": "splendid"}, 422),
        ({"judgment": ""}, 422),
        ({"turn": "first"}, 422),
        ({"turn": ""}, 422),
        ({"turn": "2"}, 404),
        ({"turn": "-1"}, 404),
        ({"turn": "9" * 5000}, 422),
        ({"passage_id": "2021-09-03/41780#99"}, 404),
        ({"passage_id": ""}, 404),
        ({"passage_id": "<script>" * 1000}, 404),
    ],
)
def test_a_bad_mark_is_refused(
    client: FlaskClient, settings: Settings, wrong: dict[str, str], status: int
) -> None:
    sent = asked(client) | {"judgment": "related"} | wrong
    before = marks(settings)
    assert client.post("/marks", data=sent).status_code == status
    assert marks(settings) == before


def test_a_browser_cannot_mark_the_turns_of_another(app: Flask, settings: Settings) -> None:
    sent = asked(app.test_client()) | {"judgment": "related"}
    before = marks(settings)
    assert app.test_client().post("/marks", data=sent).status_code == 404
    assert marks(settings) == before


def test_another_site_cannot_mark(client: FlaskClient) -> None:
    sent = asked(client) | {"judgment": "related"}
    assert (
        client.post("/marks", data=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_passage_is_marked_by_keyboard(open_page: Callable[..., Page], script: bool) -> None:
    page = open_page(java_script_enabled=script)
    page.get_by_label("Your question").fill(WORK)
    page.get_by_role("button", name="Ask").click()
    card = page.locator("#turn-1 article").first
    button = card.get_by_role("button", name="Not relevant").first
    expect(card).to_be_visible()
    page.wait_for_load_state()  # A key that is pressed before is lost.
    card.locator(".rest > summary").first.press("Enter")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_visible()
    expect(card.locator('[aria-pressed="true"]')).to_have_count(1)
    if script:
        expect(page.locator("#announce")).to_have_text("Marked: not relevant")


@pytest.mark.browser
def test_a_mark_that_was_not_saved_is_announced(open_page: Callable[..., Page]) -> None:
    page = open_page(expected="ERR_FAILED")
    page.get_by_label("Your question").fill(WORK)
    page.get_by_role("button", name="Ask").click()
    page.route("**/marks", lambda route: route.abort())
    card = page.locator("#turn-1 article").first
    card.locator(".rest > summary").first.click()
    button = card.get_by_role("button", name="Related").first
    button.click()
    expect(page.locator("#announce")).to_contain_text("Not saved")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_passage_of_a_search_is_marked(client: FlaskClient, settings: Settings) -> None:
    page = client.get("/search", query_string={"q": WORK, "house": "Commons"}).text
    form = re.search(r'<form class="marks"(.*?)</form>', page, re.DOTALL)
    assert form is not None
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1]))
    before = marks(settings)
    response = client.post("/marks", data=sent | {"judgment": "related"})
    assert (response.status_code, response.data) == (204, b"")
    assert marks(settings)[len(before) :] == [(WORK, sent["passage_id"], 1, "related")]
    assert Marks(settings).all()[-1].query["house"] == "Commons"
    wrong = sent | {"judgment": "related", "page": "2"}
    assert client.post("/marks", data=wrong).status_code == 404
