"""The evidence pack: passages are collected, ordered, noted, downloaded and deleted."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from web.errors import FRAGMENT

WORK = "what is the government doing to get prison leavers into work?"


def asked(client: FlaskClient, question: str = WORK) -> dict[str, str]:
    """What the first card's form of a new turn would send."""
    page = client.post("/", data={"question": question}, follow_redirects=True).text
    form = re.findall(r'<form method="post" action="/pack".*?</form>', page, re.DOTALL)[0]
    return {k: unescape(v) for k, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def items(client: FlaskClient) -> list[int]:
    return [int(n) for n in re.findall(r'id="item-(\d+)"', client.get("/pack").text)]


def test_a_collected_passage_is_in_the_pack_and_redirects_back(client: FlaskClient) -> None:
    sent = asked(client)
    response = client.post("/pack", data=sent)
    assert (response.status_code, response.headers["Location"].split("#")[1]) == (
        303,
        "turn-1-passage-1",
    )
    assert client.get(response.headers["Location"]).text.count('aria-pressed="true"') == 1
    page = client.get("/pack").text
    assert "New Futures Network" in page
    assert client.get("/pack").headers["Cache-Control"] == "no-store"


def test_the_script_gets_an_empty_response(client: FlaskClient) -> None:
    response = client.post("/pack", data=asked(client), headers={"Accept": FRAGMENT})
    assert (response.status_code, response.data) == (204, b"")
    assert len(items(client)) == 1


@pytest.mark.parametrize("form", ["docx", "md", "csv"])
def test_the_pack_is_downloaded_as_a_file(client: FlaskClient, form: str) -> None:
    client.post("/pack", data=asked(client))
    response = client.get(f"/pack.{form}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="evidence.{form}"'
    assert len(response.data) > 500


@pytest.mark.parametrize(
    ("action", "status"),
    [("up", 303), ("remove", 303), ("note", 303), ("explode", 422), ("", 422)],
)
def test_a_passage_can_be_moved_removed_or_noted(
    client: FlaskClient, action: str, status: int
) -> None:
    client.post("/pack", data=asked(client))
    (item,) = items(client)
    sent = {"action": action, "note": "<script>alert(1)</script>"}
    assert client.post(f"/pack/{item}", data=sent).status_code == status
    assert "<script>alert" not in client.get("/pack").text
    assert len(items(client)) == (action != "remove")


def test_a_browser_cannot_see_or_change_the_pack_of_another(app: Flask) -> None:
    mine, other = app.test_client(), app.test_client()
    mine.post("/pack", data=asked(mine))
    (item,) = items(mine)
    assert items(other) == []
    assert other.post(f"/pack/{item}", data={"action": "remove"}).status_code == 404
    assert other.post("/pack/forget").status_code == 303
    assert items(mine) == [item]


def test_another_site_cannot_collect_or_delete(client: FlaskClient) -> None:
    sent, elsewhere = asked(client), {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/pack", data=sent, headers=elsewhere).status_code == 403
    client.post("/pack", data=sent)
    assert client.post("/pack/forget", headers=elsewhere).status_code == 403
    assert len(items(client)) == 1


@pytest.mark.parametrize("form", ["pdf", "exe", "docx.html"])
def test_other_file_forms_are_not_found(client: FlaskClient, form: str) -> None:
    assert client.get(f"/pack.{form}").status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_collect_note_reorder_export_and_delete(
    open_page: Callable[..., Page], script: bool
) -> None:
    page = open_page(java_script_enabled=script, accept_downloads=True)
    page.get_by_label("Your question").fill(WORK)
    page.get_by_role("button", name="Ask").click()
    for number in (0, 1):
        button = page.locator("#turn-1 article").nth(number).get_by_role("button", name="Add to")
        button.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Evidence pack").click()
    cards = page.get_by_role("article")
    expect(cards).to_have_count(2)
    last = cards.nth(1).locator("blockquote").inner_text()
    page.get_by_label("Your note on item 2").fill("for the brief")
    page.get_by_role("button", name="Save note on item 2").click()
    page.get_by_role("button", name="Move item 2 up").click()
    expect(cards.first.locator("blockquote")).to_have_text(last, use_inner_text=True)
    expect(page.get_by_label("Your note on item 1")).to_have_value("for the brief")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename == "evidence.csv"
    page.reload()
    expect(cards).to_have_count(2)
    page.get_by_role("button", name="Delete this pack").click()
    expect(page.get_by_text("The pack is empty")).to_be_visible()
