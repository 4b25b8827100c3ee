"""Shared links: what they show, to whom, until when, and what they say of answers changed since."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.web.conftest import TABLE
from web import create_app

WORK = "what is the government doing to get prison leavers into work?"
KEEPERS = "How many lighthouse keepers are in custody in Cornwall?"
PIZZA = "best recipe for sourdough pizza"


def begin(client: FlaskClient, question: str = WORK) -> str:
    """The address of a new conversation."""
    return client.post("/", data={"question": question}).headers["Location"].partition("#")[0]


def ask(client: FlaskClient, address: str, question: str) -> None:
    client.post("/", data={"question": question, "conversation": address.rpartition("/")[2]})


def links(client: FlaskClient, address: str) -> list[str]:
    """The paths of a conversation's links, as its owner is shown them."""
    page = client.get(f"{address}/share").text
    return re.findall(r'readonly value="http://localhost(/shared/[\w-]{43})"', page)


def share(client: FlaskClient, address: str) -> str:
    """Share a conversation as it stands: the path of the new link."""
    assert client.post(f"{address}/share", data={"action": "share"}).status_code == 303
    return links(client, address)[0]


def cards(page: str) -> list[str]:
    """The words of each passage on a page, in order."""
    quoted = re.findall(r"<blockquote>(.*?)</blockquote>", page, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in quoted]


def test_a_shared_page_shows_the_turns_and_is_read_only(app: Flask, client: FlaskClient) -> None:
    address = begin(client)
    ask(client, address, "what was said in 2021 of drug treatment?")
    mine = client.get(address).text
    response = app.test_client().get(share(client, address))
    assert response.status_code == 200
    assert cards(response.text) == cards(mine)
    assert 'id="turn-2"' in response.text
    assert "<span>answered 1 January 2021 to 31 December 2021</span>" in response.text
    for absent in ("<form", "<script", "You asked", "Set-Cookie", "#question"):
        assert absent not in response.text, absent
    assert 'class="note"' not in response.text


def test_a_link_is_sent_as_no_referrer_and_to_no_search_engine(client: FlaskClient) -> None:
    response = client.get(share(client, begin(client)))
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def test_a_link_shows_the_turns_of_its_time_and_another_can_be_made(
    app: Flask, client: FlaskClient
) -> None:
    address = begin(client)
    first = share(client, address)
    assert share(client, address) == first
    ask(client, address, PIZZA)
    assert PIZZA not in app.test_client().get(first).text
    second = share(client, address)
    assert links(client, address) == [second, first]
    assert PIZZA in app.test_client().get(second).text


def test_the_database_has_no_link_and_its_owner_sees_it_again(
    settings: Settings, client: FlaskClient
) -> None:
    link = share(client, address := begin(client))
    held = b"".join(path.read_bytes() for path in settings.data_dir.glob("service.db*"))
    assert link.rpartition("/")[2].encode() not in held
    assert links(client, address) == [link]


def ended(client: FlaskClient, address: str) -> None:
    sent = {"action": "end", "link": links(client, address)[0].rpartition("/")[2]}
    assert client.post(f"{address}/share", data=sent).status_code == 303


def deleted(client: FlaskClient, address: str) -> None:
    client.post(address, data={"action": "delete"})


def all_deleted(client: FlaskClient, address: str) -> None:
    client.post("/conversations/forget")


@pytest.mark.parametrize("end", [ended, deleted, all_deleted])
def test_an_ended_link_stops_at_once_and_a_new_one_differs(
    app: Flask, client: FlaskClient, end: Callable[[FlaskClient, str], None]
) -> None:
    link = share(client, address := begin(client))
    end(client, address)
    response = app.test_client().get(link)
    assert response.status_code == 404
    assert "This link does not work" in response.text
    if end is ended:
        assert links(client, address) == []
        assert share(client, address) != link
        assert app.test_client().get(link).status_code == 404


def test_a_link_ends_with_the_retention_of_its_conversation(
    settings: Settings, client: FlaskClient
) -> None:
    link = share(client, begin(client))
    with closing(sqlite3.connect(settings.service_path)) as db, db:
        db.execute("UPDATE conversations SET asked_at = '2020-01-01T00:00:00+00:00'")
    assert client.get(link).status_code == 404
    begin(client)
    with closing(sqlite3.connect(settings.service_path)) as db:
        assert db.execute("SELECT count(*) FROM shares").fetchone() == (0,)


def test_only_the_owner_makes_sees_and_ends_links(app: Flask, client: FlaskClient) -> None:
    link = share(client, address := begin(client))
    other = app.test_client()
    begin(other)
    token = link.rpartition("/")[2]
    assert other.get(f"{address}/share").status_code == 404
    assert other.post(f"{address}/share", data={"action": "share"}).status_code == 404
    other.post(f"{address}/share", data={"action": "end", "link": token})
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for action in ("share", "end"):
        sent = {"action": action, "link": token}
        assert client.post(f"{address}/share", data=sent, headers=elsewhere).status_code == 403
    assert links(client, address) == [link]


@pytest.mark.parametrize(
    ("sent", "status"),
    [({}, 422), ({"action": "x"}, 422), ({"action": "end", "link": "9" * 30}, 303)],
)
def test_what_may_be_done_to_links(client: FlaskClient, sent: dict[str, str], status: int) -> None:
    link = share(client, address := begin(client))
    assert client.post(f"{address}/share", data=sent).status_code == status
    assert links(client, address) == [link]


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "é", "x" * 5000])
def test_a_guess_finds_nothing(client: FlaskClient, token: str) -> None:
    assert client.get(f"/shared/{token}").status_code == 404


CORRECTED = TABLE["answer_html"].replace("Lighthouse", "<ins class='ministerial'>All</ins>")
STATES = [
    (CORRECTED, "Since this was shown the answer was corrected."),
    (
        f"<p>Before all.</p>{TABLE['answer_html']}",
        "Since this was shown the text of the answer has changed.",
    ),
]


@pytest.mark.parametrize(("html", "said"), STATES)
def test_what_has_befallen_an_answer_since_stands_above_its_passage(
    tmp_path: Path, html: str, said: str
) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    file = tmp_path / "answers.jsonl"
    file.write_text(json.dumps(TABLE) + "\n", "utf-8")
    ingest([file], settings)
    client = create_app(settings).test_client()
    address = begin(client, KEEPERS)
    link = share(client, address)
    shown = cards(client.get(link).text)
    file.write_text(json.dumps(TABLE | {"answer_html": html}) + "\n", "utf-8")
    assert ingest([file], settings).counts["changed"] == 1
    for path in (link, address):
        page = client.get(path).text
        assert cards(page) == shown
        assert page.count(f'<p class="note">{said}') == len(shown) > 0


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_share_and_end_the_link(open_page: Callable[..., Page], script: bool) -> None:
    page = open_page(expected="status of 404", java_script_enabled=script)
    page.get_by_label("Your question").fill(WORK)
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("link", name="Share").click()
    page.get_by_role("button", name="Make a link to this question").click()
    field = page.get_by_label("Link to question 1")
    link = field.input_value()
    expect(page.get_by_role("button", name="Make a link")).to_have_count(0)
    other = open_page(link, expected="status of 404", java_script_enabled=script)
    expect(other.locator("#turn-1 article").first).to_contain_text("New Futures Network")
    expect(other.get_by_role("textbox")).to_have_count(0)
    page.get_by_role("button", name="End this link").click()
    expect(field).to_have_count(0)
    other.goto(link)
    expect(other.get_by_text("This link does not work")).to_be_visible()
