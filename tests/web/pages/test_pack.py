"""The evidence pack: collect, order, annotate, download, delete and bring back passages."""

import re
from collections.abc import Callable
from contextlib import closing
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, Route, expect
from sqlite_utils import Database

from qa.service.packs import NOTE_CHARS
from qa.service.service import Service
from qa.settings import Settings
from web.citation import digest
from web.errors import FRAGMENT

WORK = "what is the government doing to get prison leavers into work?"
JSON = {"Accept": "application/json"}


def asked(client: FlaskClient, question: str = WORK) -> dict[str, str]:
    """What the first card's form of a new turn would send."""
    page = client.post("/", data={"question": question}, follow_redirects=True).text
    form = re.findall(r'<form[^>]* action="/pack".*?</form>', page, re.DOTALL)[0]
    return {k: unescape(v) for k, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


@pytest.fixture(scope="session")
def named(settings: Settings) -> list[dict[str, str]]:
    """What the forms of pages that show a passage outside a conversation would send."""
    service = Service(settings)
    sent = []
    for answer_id in ("2016-05-07/HL9200", "2016-05-05/HL9000"):
        answer = service.answer(answer_id)
        passage = service.cut(answer)[0]
        text = answer.text[passage.start : passage.end]
        sent.append({"passage_id": passage.passage_id, "is": digest(text)})
    return sent


def items(client: FlaskClient) -> list[int]:
    return [int(n) for n in re.findall(r'id="item-(\d+)"', client.get("/pack").text)]


def do(client: FlaskClient, action: str, **notes: str) -> Any:
    """Press a button of the page: what it then shows."""
    sent = {name.replace("_", "-"): text for name, text in notes.items()}
    response = client.post("/pack/change", data={"action": action, **sent}, follow_redirects=True)
    return response.text


def undo_button(page: str) -> str:
    found = re.search(r'value="(undo:\w+)"', page)
    assert found
    return found[1]


def filled(client: FlaskClient, named: list[dict[str, str]]) -> list[int]:
    """A pack of two passages: its items."""
    for sent in named:
        assert client.post("/pack", data=sent).status_code == 303
    return items(client)


# Collecting


def test_a_collected_passage_is_in_the_pack_and_redirects_back(client: FlaskClient) -> None:
    sent = asked(client)
    response = client.post("/pack", data=sent)
    assert (response.status_code, response.headers["Location"].split("#")[1]) == (
        303,
        "turn-1-passage-1",
    )
    page = client.get("/pack").text
    assert "New Futures Network" in page
    assert client.get("/pack").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accept", ["application/json", FRAGMENT])
def test_a_script_reads_what_the_pack_has(
    client: FlaskClient, named: list[dict[str, str]], accept: str
) -> None:
    said = [
        client.post(path, data=sent, headers={"Accept": accept}).json
        for path, sent in (
            ("/pack", asked(client)),
            ("/pack", named[0]),
            ("/pack", named[0]),
            ("/pack/uncollect", {"passage_id": named[0]["passage_id"]}),
            ("/pack/uncollect", {"passage_id": named[0]["passage_id"]}),
        )
    ]
    assert said == [
        {"collected": True, "count": 1},
        {"collected": True, "count": 2},
        {"collected": True, "count": 2},
        {"collected": False, "count": 1},
        {"collected": False, "count": 1},
    ]


def test_a_passage_taken_out_and_added_again_has_its_note(
    client: FlaskClient, named: list[dict[str, str]]
) -> None:
    first, _ = filled(client, named)
    do(client, "save:", **{f"note_{first}": "for the brief"})
    client.post("/pack/uncollect", data=named[0])
    assert "for the brief" not in client.get("/pack").text
    client.post("/pack", data=named[0])
    assert "for the brief" in client.get("/pack").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"is": "00000000"}, "has changed since the page was shown"),
        ({"is": ""}, "has changed since the page was shown"),
        ({"passage_id": "2016-05-07/HL9200#99"}, "has no passage"),
        ({"passage_id": "2016-05-07/HL9200"}, "has no passage"),
        ({"passage_id": "<b>#1"}, "No written answer"),
        ({"passage_id": ""}, "No written answer"),
    ],
)
def test_a_passage_that_is_not_as_it_was_shown_is_refused(
    client: FlaskClient, named: list[dict[str, str]], change: dict[str, str], said: str
) -> None:
    response = client.post("/pack", data=named[0] | change, headers=JSON)
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert said in response.text
    assert items(client) == []


@pytest.mark.parametrize(
    ("back", "location"),
    [
        ("/search?q=falconers&page=2", "/search?q=falconers&page=2#card-1"),
        ("/answers/2016-05-07/HL9200?start=0", "/answers/2016-05-07/HL9200?start=0#card-1"),
        ("/search?q=x#other", "/search?q=x#card-1"),
        ("//evil.example/search", "/pack"),
        ("https://evil.example/search", "/pack"),
        ("/\\evil.example/search", "/pack"),
        ("/api/v1/docs", "/pack"),
        ("", "/pack"),
    ],
)
def test_collecting_redirects_to_the_card_of_a_page_that_collects(
    client: FlaskClient, named: list[dict[str, str]], back: str, location: str
) -> None:
    sent = named[0] | {"back": back, "card": "card-1"}
    for path in ("/pack", "/pack/uncollect"):
        assert client.post(path, data=sent).headers["Location"] == location
    sent["card"] = "x\r\nSet-Cookie: a=b"
    expected = location.partition("#")[0]
    assert client.post("/pack", data=sent).headers["Location"] == expected


def test_every_page_has_the_number_of_passages_in_its_menu(
    client: FlaskClient, named: list[dict[str, str]]
) -> None:
    paths = ("/", "/search", "/conversations", "/pack", "/about", "/nowhere")

    def counted(path: str) -> str:
        page = client.get(path)
        assert "Cookie" in page.headers["Vary"]
        return re.sub(r"<[^>]+>", "", re.findall(r'href="/pack">(.*?)</a>', page.text)[0])

    assert {counted(path) for path in paths} == {"Evidence pack"}
    filled(client, named)
    assert {counted(path) for path in paths} == {"Evidence pack (2)"}


# The page's one form


@pytest.mark.parametrize("form", ["docx", "md", "csv"])
def test_the_pack_is_downloaded_as_a_file(client: FlaskClient, form: str) -> None:
    client.post("/pack", data=asked(client))
    response = client.get(f"/pack.{form}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="evidence.{form}"'
    assert len(response.data) > 500


def test_each_button_saves_all_notes_and_says_what_it_did(
    client: FlaskClient, named: list[dict[str, str]]
) -> None:
    first, second = filled(client, named)
    notes = {f"note_{first}": "<script>alert(1)</script>", f"note_{second}": " two\r\nlines "}
    page = do(client, f"up:{second}", **notes)
    assert "Moved up. Now 1 of 2." in page
    assert items(client) == [second, first]
    assert "<script>alert" not in page
    assert ">\n two\nlines </textarea>" in page
    page = do(client, f"remove:{second}", **{f"note_{first}": "one"})
    assert "Removed from the pack." in page
    assert items(client) == [first]
    page = do(client, undo_button(page), **{f"note_{first}": "three"})
    assert "Back in the pack." in page
    assert items(client) == [second, first]
    assert ">\n two\nlines </textarea>" in page
    assert ">\nthree</textarea>" in page
    assert "Saved." in do(client, f"save:{first}", **{f"note_{second}": ""})


def test_a_deleted_pack_is_gone_until_it_is_brought_back(
    client: FlaskClient, named: list[dict[str, str]]
) -> None:
    before = filled(client, named)
    page = do(client, "clear:", **{f"note_{before[0]}": "kept"})
    assert "Pack deleted. You can undo this for 60 minutes." in page
    assert "The pack is empty" in page
    assert "HL9200" not in client.get("/pack.csv").text
    do(client, undo_button(page))
    assert items(client) == before
    assert "kept" in client.get("/pack.csv").text
    assert 'value="undo:' not in client.get(f"/pack?done=clear&{undo_button(page)}").text


def test_undo_is_over_after_its_time(
    client: FlaskClient, settings: Settings, named: list[dict[str, str]]
) -> None:
    filled(client, named)
    button = undo_button(do(client, "clear:"))
    with closing(Database(settings.service_path)) as db:
        db.execute("UPDATE pack_items SET discarded_at = '2015-01-01T00:00:00+00:00'")
    response = client.post("/pack/change", data={"action": button})
    assert response.status_code == 404
    assert "There is nothing to undo" in response.text


def test_a_note_changed_on_another_page_is_not_replaced_by_one_that_was_only_shown(
    client: FlaskClient, named: list[dict[str, str]]
) -> None:
    first, second = filled(client, named)
    do(client, "save:", **{f"note_{first}": "from the other page"})
    shown = {f"note_{first}": "", f"was_{first}": digest(""), f"note_{second}": "mine"}
    do(client, f"up:{second}", **shown, **{f"was_{second}": digest("")})
    sheet = client.get("/pack.csv").text
    assert "from the other page" in sheet
    assert "mine" in sheet


def test_a_note_that_is_too_long_is_shown_as_typed_with_what_is_wrong(
    client: FlaskClient, named: list[dict[str, str]]
) -> None:
    first, second = filled(client, named)
    notes = {f"note-{first}": "x" * (NOTE_CHARS + 1), f"note-{second}": "typed too"}
    sent = {"action": f"remove:{second}", **notes}
    response = client.post("/pack/change", data=sent)
    assert response.status_code == 422
    assert f'href="#note-{first}"' in response.text
    assert "A note has 2,001 characters. Shorten it to 2,000 or fewer." in response.text
    assert f">\n{'x' * (NOTE_CHARS + 1)}</textarea>" in response.text
    assert ">\ntyped too</textarea>" in response.text
    assert items(client) == [first, second]
    by_script = client.post("/pack/change", data=sent, headers={"Accept": FRAGMENT})
    assert (by_script.status_code, by_script.mimetype) == (422, "application/problem+json")


def test_all_notes_that_a_pack_can_have_are_sent_at_once(
    client: FlaskClient, named: list[dict[str, str]]
) -> None:
    first, _ = filled(client, named)
    many = {f"note_{first + n}": "🏴" * NOTE_CHARS for n in range(199)}
    assert (
        "Saved."
        in client.post(
            "/pack/change",
            data={"action": f"save:{first}", f"note-{first}": many.pop(f"note_{first}")},
            follow_redirects=True,
        ).text
    )
    assert "Moved down." in do(client, f"down:{first}", **many)


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("explode:1", 422),
        ("", 422),
        ("up:", 404),
        ("up:0", 404),
        ("remove:99999999999999999999", 404),
        ("remove:²", 404),
        ("undo:", 404),
        ("undo:guessed", 404),
        ("clear:", 303),
        ("save:x", 303),
    ],
)
def test_other_actions_change_nothing(client: FlaskClient, action: str, status: int) -> None:
    sent = {"action": action, "note-99999999999999999999": "x", "note-x": "x"}
    assert client.post("/pack/change", data=sent).status_code == status


@pytest.mark.parametrize(
    "query", ["done=explode", "done=undo&item=x", "undo=x", "done=clear&undo="]
)
def test_an_address_made_by_hand_says_nothing(client: FlaskClient, query: str) -> None:
    page = client.get(f"/pack?{query}")
    assert page.status_code == 200
    assert 'value="undo:' not in page.text


def test_a_browser_cannot_see_or_change_the_pack_of_another(
    app: Flask, named: list[dict[str, str]]
) -> None:
    mine, other = app.test_client(), app.test_client()
    item, second = filled(mine, named)
    filled(other, named[:1])
    for action in (f"remove:{item}", f"up:{second}"):
        assert other.post("/pack/change", data={"action": action}).status_code == 404
    sent = {"action": "save:", f"note-{item}": "theirs"}
    assert other.post("/pack/change", data=sent).status_code == 404
    button = undo_button(do(mine, "clear:"))
    assert other.post("/pack/change", data={"action": button}).status_code == 404
    assert button not in other.get(f"/pack?done=clear&undo={button.partition(':')[2]}").text
    do(mine, button)
    assert items(mine) == [item, second]
    assert "theirs" not in mine.get("/pack").text


@pytest.mark.parametrize("path", ["/pack", "/pack/uncollect", "/pack/change"])
def test_another_site_cannot_collect_or_delete(
    client: FlaskClient, named: list[dict[str, str]], path: str
) -> None:
    before = filled(client, named)
    sent = named[0] | {"action": "clear:"}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(path, data=sent, headers=elsewhere).status_code == 403
    assert items(client) == before


@pytest.mark.parametrize("form", ["pdf", "exe", "docx.html"])
def test_other_file_forms_are_not_found(client: FlaskClient, form: str) -> None:
    assert client.get(f"/pack.{form}").status_code == 404


# In a browser


def collect(page: Page, named: list[dict[str, str]]) -> None:
    """Fill the pack of a page's browser, and open it."""
    for sent in named:
        page.context.request.post("/pack", form=dict(sent))
    page.goto("/pack")
    expect(page.get_by_role("article")).to_have_count(len(named))


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_collect_note_reorder_export_delete_and_undo(
    open_page: Callable[..., Page], script: bool
) -> None:
    page = open_page(java_script_enabled=script, accept_downloads=True)
    page.get_by_label("Your question").fill(WORK)
    page.get_by_role("button", name="Ask").click()
    for number in (0, 1):
        button = page.locator("#turn-1").get_by_role("button", name="Add to").nth(number)
        button.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Evidence pack").click()
    cards = page.get_by_role("article")
    expect(cards).to_have_count(2)
    last = cards.nth(1).locator("blockquote").inner_text()
    page.get_by_label("Your note on item 2").fill("for the brief")
    page.get_by_label("Your note on item 1").fill("not saved by a button")
    page.get_by_role("button", name="Move item 2 up").click()
    expect(cards.first.locator("blockquote")).to_have_text(last, use_inner_text=True)
    expect(page.locator(".done", has_text="Moved up. Now 1 of 2.")).to_be_visible()
    expect(page.get_by_role("button", name="Move item 1 down")).to_be_focused()
    expect(page.get_by_label("Your note on item 1")).to_have_value("for the brief")
    expect(page.get_by_label("Your note on item 2")).to_have_value("not saved by a button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move item 2 up")).to_be_focused()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename == "evidence.csv"
    page.get_by_role("button", name="Remove item 1").click()
    expect(cards).to_have_count(1)
    expect(page.get_by_role("link", name="Evidence pack (1)")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(cards).to_have_count(2)
    expect(page.get_by_label("Your note on item 1")).to_have_value("not saved by a button")
    page.get_by_role("button", name="Delete this pack").click()
    expect(page.get_by_text("The pack is empty")).to_be_visible()
    expect(page.locator(".done")).to_contain_text("Pack deleted. You can undo this for 60 minutes.")
    page.get_by_role("button", name="Undo").click()
    expect(cards).to_have_count(2)
    page.reload()
    expect(cards).to_have_count(2)
    expect(page.get_by_label("Your note on item 2")).to_have_value("for the brief")


@pytest.mark.browser
@pytest.mark.parametrize("leave", ["pause", "blur", "reload", "close"])
def test_a_note_is_saved_as_it_is_typed(
    open_page: Callable[..., Page], named: list[dict[str, str]], leave: str
) -> None:
    page = open_page("/pack")
    collect(page, named)
    note = page.get_by_label("Your note on item 2")
    expect(page.get_by_role("button", name="Save notes")).to_have_count(0)
    note.press_sequentially("for the brief")
    state = page.locator(".noting").nth(1).locator(".state")
    if leave == "pause":
        expect(state).to_have_text("Saved")
        expect(page.get_by_role("status")).to_have_text("Note saved")
        note.press_sequentially(".")
        expect(state).to_have_text("")
        expect(state).to_have_text("Saved")
        note.press("Backspace")
        note.blur()
        expect(state).to_have_text("Saved")
    elif leave == "blur":
        note.blur()
        expect(state).to_have_text("Saved")
    if leave == "close":
        context = page.context
        page.close(run_before_unload=True)
        page = context.new_page()
    expect_note(page, "for the brief")


def expect_note(page: Page, text: str) -> None:
    """Open the pack until the note is there: what a closed page sent may still be under way."""
    for _ in range(20):
        page.goto("/pack")
        if page.get_by_label("Your note on item 2").input_value() == text:
            return
    expect(page.get_by_label("Your note on item 2")).to_have_value(text)


@pytest.mark.browser
def test_a_note_that_is_not_saved_says_so_and_is_saved_with_the_next_change(
    open_page: Callable[..., Page], named: list[dict[str, str]]
) -> None:
    page = open_page("/pack", expected="Failed to load resource")
    collect(page, named)
    fail: Callable[[Route], None] = lambda route: route.abort()  # noqa: E731
    page.route("**/pack/change", fail)
    note = page.get_by_label("Your note on item 1")
    state = page.locator(".noting .state").first
    note.fill("for the brief")
    note.blur()
    expect(state).to_contain_text("Not saved. Check the connection")
    expect(note).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("status")).to_contain_text("Not saved.")
    page.get_by_role("button", name="Move item 1 down").click()
    expect(note).to_have_value("for the brief")
    page.unroute("**/pack/change", fail)
    note.press_sequentially(".")
    expect(state).to_have_text("Saved")
    expect(note).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Move item 1 down").click()
    expect(page.get_by_label("Your note on item 2")).to_have_value("for the brief.")


@pytest.mark.browser
def test_a_note_that_is_too_long_stays_and_says_what_is_wrong(
    open_page: Callable[..., Page], named: list[dict[str, str]]
) -> None:
    page = open_page("/pack")
    collect(page, named)
    note = page.get_by_label("Your note on item 1")
    note.fill("x" * (NOTE_CHARS + 1))
    page.get_by_role("button", name="Remove item 2").click()
    expect(page.locator(".noting .state").first).to_contain_text("2,001 characters. Shorten it")
    expect(page.get_by_role("article")).to_have_count(2)
    note.press("Backspace")
    expect(page.locator(".noting .state").first).to_have_text("Saved")


@pytest.mark.browser
def test_a_passage_is_moved_by_keys_and_copied(
    open_page: Callable[..., Page], named: list[dict[str, str]]
) -> None:
    page = open_page("/pack")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    collect(page, named)
    cited = page.locator(".citation cite")
    moved = cited.first.inner_text()
    page.get_by_role("button", name="Move item 1 down").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(cited.nth(1)).to_have_text(moved)
    expect(page.get_by_role("button", name="Move item 2 up")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(cited.first).to_have_text(moved)
    page.get_by_role("button", name="Copy this passage").first.click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(moved)
    assert "falconers" in copied.lower()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize(
    "path", ["/search?q=falconers+employed", "/answers/2016-05-07/HL9200", "a conversation"]
)
def test_a_passage_is_collected_where_it_is_shown_and_taken_out_again(
    open_page: Callable[..., Page], path: str, script: bool
) -> None:
    page = open_page(path if path[0] == "/" else "/", java_script_enabled=script)
    if path[0] != "/":
        page.get_by_label("Your question").fill("How many falconers were employed?")
        page.get_by_role("button", name="Ask", exact=True).click()
    button = page.get_by_role("button", name="Add to pack").first
    menu = page.get_by_role("navigation", name="Service").get_by_role("link", name="Evidence pack")
    expect(button).to_have_attribute("aria-pressed", "false")
    for count, pressed in (("(1)", "true"), ("", "false"), ("(1)", "true")):
        button.press("Enter")
        expect(button).to_have_attribute("aria-pressed", pressed)
        expect(menu).to_have_text(f"Evidence pack {count}".strip())
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    menu.click()
    expect(page.get_by_role("article")).to_contain_text("Falconers in 2014")
