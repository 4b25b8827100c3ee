"""The history: a browser's own conversations, listed, renamed and deleted."""

import re
from collections.abc import Callable
from contextlib import closing
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlite_utils import Database

from qa.model.conversations import ListedConversation
from qa.settings import Settings
from web.pages.history import title

WORK = "what is the government doing to get prison leavers into work?"
PIZZA = "best recipe for sourdough pizza"
HOSTILE = "<script>alert(1)</script> \"zeppelins\" & 'kept'"


def begin(client: FlaskClient, question: str) -> str:
    """The address of a new conversation."""
    return client.post("/", data={"question": question}).headers["Location"].partition("#")[0]


def listed(client: FlaskClient, path: str = "/conversations") -> list[tuple[str, str]]:
    """Address and name of each conversation that a page leads to."""
    found = re.findall(
        r'<a href="(/conversations/\w+)"[^>]*>(.*?)</a>', client.get(path).text.split("<main")[1]
    )
    return [(address, unescape(name)) for address, name in found]


def test_conversations_are_listed_newest_first_and_the_empty_page_links_to_the_latest(
    client: FlaskClient,
) -> None:
    addresses = [begin(client, question) for question in (WORK, PIZZA, HOSTILE, "buoys?")]
    whole = list(zip(addresses, (WORK, PIZZA, HOSTILE, "buoys?"), strict=True))[::-1]
    assert listed(client) == whole
    assert listed(client, "/") == whole[:3]
    assert listed(client, addresses[0]) == []
    assert client.get("/conversations").headers["Cache-Control"] == "no-store"


def test_a_page_has_the_name_of_its_conversation(client: FlaskClient) -> None:
    address = begin(client, HOSTILE)
    assert f"<title>{HOSTILE} – Written Answers</title>" in unescape(client.get(address).text)
    client.post(address, data={"action": "rename", "name": "Airships"})
    assert "<title>Airships – Written Answers</title>" in client.get(address).text


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("two\n lines ", "two lines"),
        ("word " * 40, f"{'word ' * 15}word…"),
        ("w" * 4000, f"{'w' * 79}…"),
        ("  " + "و" * 90, f"{'و' * 79}…"),
    ],
)
def test_a_first_question_is_shortened_to_a_name(question: str, name: str) -> None:
    assert title(ListedConversation("k", None, question, "", 1)) == name
    assert title(ListedConversation("k", "Given", question, "", 1)) == "Given"


def test_a_conversation_is_renamed_and_an_empty_name_restores_its_question(
    client: FlaskClient,
) -> None:
    address = begin(client, WORK)
    sent = {"action": "rename", "name": f" {HOSTILE} "}
    location = client.post(address, data=sent).headers["Location"]
    key = address.rpartition("/")[2]
    assert location == f"/conversations?renamed={key}#{key}"
    assert client.get(location).text.count("Name saved.") == 1
    assert listed(client) == [(address, HOSTILE)]
    assert "<script>alert" not in client.get("/conversations").text
    client.post(address, data={"action": "rename", "name": ""})
    assert listed(client) == [(address, WORK)]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"action": "rename", "name": "x" * 121}, 422),
        ({"action": "explode"}, 422),
        ({}, 422),
        ({"action": "delete"}, 303),
    ],
)
def test_a_conversation_can_be_renamed_or_deleted(
    client: FlaskClient, sent: dict[str, str], status: int
) -> None:
    address = begin(client, WORK)
    assert client.post(address, data=sent).status_code == status
    assert listed(client) == ([] if sent.get("action") == "delete" else [(address, WORK)])


def test_only_its_owner_changes_or_deletes_a_conversation(app: Flask) -> None:
    mine, other = app.test_client(), app.test_client()
    address = begin(mine, WORK)
    begin(other, PIZZA)
    assert other.post(address, data={"action": "rename", "name": "x"}).status_code == 404
    assert other.post(address, data={"action": "delete"}).status_code == 303
    assert other.post("/conversations/forget").status_code == 303
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for path in (address, "/conversations/forget", "/conversations/undo"):
        assert mine.post(path, data={"action": "delete"}, headers=elsewhere).status_code == 403
    assert listed(other) == []
    assert listed(mine) == [(address, WORK)]


def deleted(client: FlaskClient, path: str, **sent: str) -> tuple[str, str]:
    """The page after a deletion, and the name to undo it by."""
    page = client.post(path, data=sent, follow_redirects=True).text
    found = re.search(r'name="deletion" value="(\w+)"', page)
    assert found
    return page, found[1]


def undo(client: FlaskClient, name: str) -> Any:
    return client.post("/conversations/undo", data={"deletion": name}, follow_redirects=True)


@pytest.mark.parametrize("path", ["the conversation's", "/forget", "/conversations/forget"])
def test_a_deleted_conversation_is_brought_back_with_its_link(
    app: Flask, client: FlaskClient, path: str
) -> None:
    address = begin(client, WORK)
    client.post(f"{address}/share", data={"action": "share"})
    share = re.findall(r"/shared/[\w-]+", client.get(f"{address}/share").text)[0]
    sent = {"action": "delete", "conversation": address.rpartition("/")[2]}
    page, name = deleted(client, path if path[0] == "/" else address, **sent)
    assert "Conversation deleted. You can undo this for 60 minutes." in page
    assert "You have no conversations" in page
    for gone in (address, f"{address}/share", share):
        assert app.test_client().get(gone).status_code == 404
        assert client.get(gone).status_code == 404
    assert undo(app.test_client(), name).status_code == 404
    assert undo(client, "guessed").status_code == 404
    assert f'value="{name}"' not in app.test_client().get(f"/conversations?deleted={name}").text
    assert "Back in your conversations" in undo(client, name).text
    assert listed(client) == [(address, WORK)]
    assert WORK in app.test_client().get(share).text
    again = undo(client, name)
    assert again.status_code == 404
    assert "There is nothing to undo" in again.text
    assert "Undo" not in client.get(f"/conversations?deleted={name}").text


def test_all_conversations_are_deleted_and_brought_back_together(client: FlaskClient) -> None:
    addresses = [begin(client, question) for question in (WORK, PIZZA, HOSTILE)]
    _, first = deleted(client, addresses[0], action="delete")
    page, others = deleted(client, "/conversations/forget")
    assert "2 conversations deleted." in page
    undo(client, others)
    assert [address for address, _ in listed(client)] == addresses[:0:-1]
    undo(client, first)
    assert [address for address, _ in listed(client)] == addresses[::-1]


def test_undo_is_over_after_its_time_and_then_the_browser_gets_a_new_cookie(
    client: FlaskClient, settings: Settings
) -> None:
    begin(client, WORK)
    cookie = client.get_cookie("conversation")
    _, name = deleted(client, "/conversations/forget")
    begin(client, PIZZA)
    _, other = deleted(client, "/conversations/forget")
    kept = client.get_cookie("conversation")
    with closing(Database(settings.service_path)) as db:
        db.execute("UPDATE conversations SET discarded_at = '2015-01-01' WHERE discarded_at > ''")
    assert [undo(client, one).status_code for one in (name, other)] == [404, 404]
    begin(client, PIZZA)
    new = client.get_cookie("conversation")
    assert cookie is not None
    assert kept is not None
    assert new is not None
    assert kept.value == cookie.value != new.value


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_find_rename_and_delete(open_page: Callable[..., Page], script: bool) -> None:
    page = open_page(java_script_enabled=script)
    for question in (WORK, PIZZA):
        page.get_by_label("Your question").fill(question)
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#turn-1 .question")).to_have_text(question)
        expect(page).to_have_url(re.compile(r"/conversations/[a-z2-7]{12}(#turn-1-question)?$"))
        expect(page).to_have_title(f"{question} – Written Answers")
        page.get_by_role("link", name="New conversation").click()
        expect(page.locator(".turn")).to_have_count(0)
    page.get_by_role("link", name="All conversations").click()
    page.get_by_text("Rename").first.click()
    page.get_by_label("Name").first.fill("Supper")
    page.get_by_label("Name").first.press("Enter")
    page.get_by_role("link", name="Supper").click()
    expect(page.locator("#turn-1 .question")).to_have_text(PIZZA)
    page.get_by_role("link", name="Conversations").click()
    page.get_by_role("button", name="Delete “Supper”").click()
    titles = page.get_by_role("listitem").get_by_role("heading")
    expect(titles).to_have_text([WORK])
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(titles).to_have_text(["Supper", WORK])
    page.get_by_role("button", name="Delete “Supper”").click()
    expect(titles).to_have_text([WORK])
    page.get_by_text("Delete all conversations").click()
    page.get_by_role("button", name="Delete all 1").click()
    expect(page.get_by_text("You have no conversations.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(titles).to_have_text([WORK])
