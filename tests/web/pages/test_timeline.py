"""When the answers to a turn were given: at an address that says nothing, this browser's alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from qa.service.conversations import Conversations, owner_of

KEEPERS = "lighthouse keepers, beekeepers or falconers?"


def ask(client: FlaskClient, question: str, at: str = "", **filters: str) -> str:
    """The address of the conversation in which a question was asked."""
    key = at.rpartition("/")[2]
    sent = {"question": question, "conversation": key, **filters}
    return client.post("/", data=sent).headers["Location"].partition("#")[0]


def bars(page: str) -> dict[str, str]:
    found = re.findall(r'name="bar" value="(.*?)" title="(.*?)"', page)
    return {unescape(said): value for value, said in found}


def test_a_turn_leads_to_its_timeline_and_a_bar_asks_again(client: FlaskClient) -> None:
    there = ask(client, KEEPERS, house="Lords")
    assert f'href="{there}/1/timeline"' in client.get(there).text
    page = client.get(f"{there}/1/timeline")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.count("<svg") == page.text.count("<desc") == 1
    assert "style=" not in page.text
    assert bars(page.text) == {
        "May 2016: 1 answer, Ministry of Justice": "2016-05-01 2016-05-31 ministry-of-justice"
    }
    (bar,) = bars(page.text).values()
    again = client.post(f"{there}/1/timeline", data={"bar": bar})
    assert (again.status_code, again.headers["Location"]) == (303, f"{there}#turn-2")
    turn = client.get(there).text.partition('id="turn-2"')[2]
    assert "answered 1 May 2016 to 31 May 2016" in turn
    assert "by ministry of justice" in turn
    assert "House of Lords" in turn


def test_no_address_of_a_conversation_holds_its_content(client: FlaskClient) -> None:
    there = ask(client, KEEPERS)
    for at in (there, f"{there}/1/timeline"):
        addresses = re.findall(r'(?:href|action|src)="(.*?)"', client.get(at).text)
        assert not [one for one in addresses if "beekeepers" in one or "search?" in one]


def test_a_turn_becomes_a_search_when_that_is_chosen(client: FlaskClient) -> None:
    there = ask(client, KEEPERS, house="Lords")
    page = client.get(there).text
    (form,) = re.findall(r'<form method="get" action="/search">.*?</form>', page, re.DOTALL)
    sent = dict(re.findall(r'name="(\w+)" value="(.*?)"', form))
    assert sent == {"q": KEEPERS, "house": "Lords"}
    assert client.get("/search", query_string=sent).status_code == 200


def test_a_question_that_leans_on_another_is_no_search_but_has_a_timeline(
    client: FlaskClient,
) -> None:
    there = ask(client, KEEPERS)
    ask(client, "and for Cornwall?", at=there)
    second = client.get(there).text.partition('id="turn-2"')[2]
    assert "together with the question before" in second
    assert 'action="/search"' not in second
    assert client.get(f"{there}/2/timeline").status_code == 200


def test_it_is_this_browsers_alone(client: FlaskClient) -> None:
    there = ask(client, KEEPERS)
    stranger = client.application.test_client()
    for at in (there, f"{there}/1", "/conversations/x/1"):
        assert stranger.get(f"{at}/timeline").status_code == 404
        assert stranger.post(
            f"{at}/timeline", data={"bar": "2016-05-01 2016-05-31"}
        ).status_code in (
            404,
            405,
        )
    for number in ("0", "2", "-1", "x", "9" * 30):
        assert client.get(f"{there}/{number}/timeline").status_code == 404


@pytest.mark.parametrize(
    "bar", ["", "2016", "x y", "2016-05-31 2016-05-01", "2016-05-01 2016-05-31 nobody", "<b> <i>"]
)
def test_a_bar_that_is_none_is_refused(client: FlaskClient, bar: str) -> None:
    there = ask(client, KEEPERS)
    response = client.post(f"{there}/1/timeline", data={"bar": bar})
    assert response.status_code == 422
    assert "<b>" not in response.text
    assert 'id="turn-2"' not in client.get(there).text


def test_another_site_cannot_ask(client: FlaskClient) -> None:
    there = ask(client, KEEPERS)
    sent = {"bar": "2016-05-01 2016-05-31"}
    from_elsewhere = {"Sec-Fetch-Site": "cross-site"}
    response = client.post(f"{there}/1/timeline", data=sent, headers=from_elsewhere)
    assert response.status_code == 403


def test_a_hostile_question_stays_text(client: FlaskClient) -> None:
    there = ask(client, "<svg onload=alert(1)> zeppelins \"'&")
    page = client.get(f"{there}/1/timeline").text
    assert "&lt;svg onload=alert(1)&gt; zeppelins" in page
    assert "<svg onload" not in page


def test_what_is_asked_again_is_what_was_asked(client: FlaskClient) -> None:
    there = ask(client, KEEPERS)
    ask(client, "and for Cornwall?", at=there)
    kept: Conversations = client.application.extensions["conversations"]
    cookie = client.get_cookie("conversation")
    assert cookie
    key, owner = there.rpartition("/")[2], owner_of(cookie.value)
    for turn in kept.kept(key, owner):
        assert kept.again(key, turn.number, owner).query.as_json() == turn.reply["query"]


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_by_keyboard_from_a_turn_to_a_bar(open_page: Callable[..., Page], script: bool) -> None:
    page = open_page(java_script_enabled=script, viewport={"width": 320, "height": 900})
    page.get_by_label("Your question").fill(KEEPERS)
    page.get_by_role("button", name="Ask", exact=True).press("Enter")
    page.get_by_role("link", name="When such answers were given").press("Enter")
    expect(page.get_by_role("img", name="Answers by month")).to_be_visible()
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    expect(page.locator("svg .figure").first).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="May 2016").press("Enter")
    expect(page.locator("#turn-2 .understood")).to_contain_text("answered 1 May 2016")
