"""The draft desk on its pages: paste, choose, order, note, download, share, delete and undo."""

import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from qa.service.drafts import MINISTER_CHARS, NOTE_CHARS

QUESTION = (
    "To ask the Secretary of State for Justice, how many lighthouse keepers were in custody; and "
    "how many falconers were employed in 2014."
)
HOSTILE = 'what is said of "><img src=x onerror=alert(1)> zeppelins?'


def begin(client: FlaskClient, question: str = QUESTION) -> str:
    """The address of a new draft."""
    response = client.post("/drafts", data={"question": question})
    assert response.status_code == 303
    return response.headers["Location"]


def do(client: FlaskClient, address: str, action: str, **typed: str) -> str:
    """Press a button of the desk: what it then shows."""
    sent = {name.replace("_", "-"): text for name, text in typed.items()}
    return client.post(address, data={"action": action, **sent}, follow_redirects=True).text


def buttons(page: str, kind: str) -> list[str]:
    return [unescape(one) for one in re.findall(rf'value="({kind}:[^"]+)"', page)]


def items(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'<article [^>]*id="item-(\d+)"', page)]


def with_three(client: FlaskClient) -> tuple[str, list[int]]:
    """A draft with a quotation and a referral in its first part and a gap in its second."""
    address = begin(client)
    page = client.get(address).text
    do(client, address, buttons(page, "quotation")[0])
    do(client, address, buttons(page, "referral")[1])
    return address, items(do(client, address, "gap:1"))


def test_a_pasted_message_becomes_a_draft_with_its_parts(client: FlaskClient) -> None:
    address = begin(client, f"Dear all,\n\nPlease draft by noon.\n\n{QUESTION}\n\nThanks,\nAnn")
    page = client.get(address).text
    assert f'<p class="asked" dir="auto">{QUESTION}</p>' in page
    assert [one[:20] for one in re.findall(r'<span class="label">Part (\d)</span>', page)] == [
        "1",
        "2",
    ]
    assert buttons(page, "quotation")
    assert client.get(address).headers["Cache-Control"] == "no-store"
    assert f'href="{address}"' in client.get("/drafts").text


def test_a_part_about_dates_that_no_answer_has_is_not_said_to_be_unanswered(
    client: FlaskClient,
) -> None:
    asked = "what did ministers say in 1990 about libraries; what did they say in 1990 about bail?"
    page = client.get(begin(client, asked)).text
    assert "they cannot say what was answered in 1990." in page
    assert "Never answered" not in page
    assert "No published answer covers" not in page


@pytest.mark.parametrize("question", ["", " \n ", "hello", "x" * 5001])
def test_what_is_no_question_is_refused_and_kept_as_typed(
    client: FlaskClient, question: str
) -> None:
    response = client.post("/drafts", data={"question": question})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert f"\n{question}</textarea>" in response.text
    assert "Your drafts" not in client.get("/drafts").text


def test_what_is_chosen_survives_a_reload_word_for_word(client: FlaskClient) -> None:
    address, ids = with_three(client)
    page = client.get(address).text
    assert items(page) == ids
    assert len(ids) == 3
    assert "I refer the hon. Member to the answer given on" in page
    assert "[Nothing published covers part 2: How many falconers were employed in 2014]" in page
    assert page.count("In the draft<") == 1
    assert page.count("Referred to<") == 1


def test_items_are_moved_noted_removed_and_brought_back(client: FlaskClient) -> None:
    address, (first, second, gap) = with_three(client)
    page = do(client, address, f"down:{first}", **{f"note_{first}": "for the\r\nbrief"})
    assert items(page) == [second, first, gap]
    assert "for the\nbrief</textarea>" in page
    page = do(client, address, f"remove:{second}")
    assert items(page) == [first, gap]
    assert "Removed from the draft. You can undo this for 60 minutes." in page
    undo = re.search(r'value="(undo:\w+)"', page)
    assert undo
    assert items(do(client, address, undo[1])) == [second, first, gap]


def test_a_note_that_another_page_changed_is_left_as_it_is(client: FlaskClient) -> None:
    from web.citation import digest

    address, (first, *_) = with_three(client)
    do(client, address, "save:", **{f"note_{first}": "theirs"})
    stale = {f"note_{first}": "", f"was_{first}": digest("")}
    assert "theirs</textarea>" in do(client, address, "save:", **stale)


def test_the_minister_decides_who_gave_an_answer(client: FlaskClient) -> None:
    address, _ = with_three(client)
    page = client.get(address).text
    found = re.search(r'<p class="referral">(.*?)</p>', page)
    assert found
    answered = re.search(r"Refers to</span> <cite[^>]*>[^<]*?answer by ([^(]+) \(", page)
    assert answered
    page = do(client, address, "save:", minister=answered[1])
    assert "to the answer I gave on" in page
    assert "to the answer given by" in do(client, address, "save:", minister="Nobody Else")


def test_empty_parts_are_filled_at_once(client: FlaskClient) -> None:
    address = begin(client)
    page = do(client, address, "best:")
    assert len(items(page)) == 2
    assert 'value="best:"' not in page


def test_the_skeleton_is_a_word_document_and_markdown(client: FlaskClient) -> None:
    address, _ = with_three(client)
    word = client.get(f"{address}/skeleton.docx")
    assert word.headers["Content-Disposition"] == 'attachment; filename="skeleton.docx"'
    styles = [one.style.name for one in Document(io.BytesIO(word.data)).paragraphs if one.style]
    assert "Quote" in styles
    markdown = client.get(f"{address}/skeleton.md").text
    assert "I refer the hon. Member to the answer given on" in markdown
    assert "\n> " in markdown
    assert client.get(f"{address}/skeleton.pdf").status_code == 404


@pytest.mark.parametrize(
    "action",
    [
        "",
        "x",
        "quotation:",
        "quotation:0",
        "quotation:0:00000000:",
        "quotation:x:00000000:2021-09-03/41780#1",
        "quotation:99:00000000:2021-09-03/41780#1",
        "quotation:0:00000000:2021-09-03/41780#1",
        "quotation:0:00000000:nothing#1",
        "referral:0:00000000:2021-09-03/41780#999",
        "gap:7",
        "gap:999999999999999999",
        "up:0",
        "down:999999999999999999",
        "remove:x",
        "remove:1' OR 1=1",
        "undo:",
        "undo:nothing",
        "best:\x00\x00" * 2 + "x" * 500,
        "save",
    ],
)
def test_a_button_that_the_page_has_not_changes_nothing(client: FlaskClient, action: str) -> None:
    address, ids = with_three(client)
    response = client.post(address, data={"action": action})
    assert response.status_code in (303, 404, 422)
    if not action.startswith("best"):
        assert items(client.get(address).text) == ids


def test_a_text_that_is_too_long_is_shown_as_typed_with_the_reason(client: FlaskClient) -> None:
    address, (first, *_) = with_three(client)
    for name, text in (
        (f"note-{first}", "n" * (NOTE_CHARS + 1)),
        ("minister", "m" * (MINISTER_CHARS + 1)),
    ):
        response = client.post(address, data={"action": "save:", name: text})
        assert response.status_code == 422
        assert f"{text}</textarea>" in response.text
        assert f'href="#{name}"' in response.text


def test_another_browser_finds_nothing_of_a_draft(app: Flask, client: FlaskClient) -> None:
    address, _ = with_three(client)
    other = app.test_client()
    for method, path in [
        ("GET", address),
        ("POST", address),
        ("GET", f"{address}/skeleton.docx"),
        ("GET", f"{address}/share"),
    ]:
        assert other.open(path, method=method, data={"action": "gap:0"}).status_code == 404
    other.post(f"{address}/delete")
    other.post(f"{address}/share", data={"action": "end"})
    assert address not in other.get("/drafts").text
    assert len(items(client.get(address).text)) == 3


def test_another_site_cannot_post(client: FlaskClient) -> None:
    address = begin(client)
    for path in ("/drafts", address, f"{address}/delete", f"{address}/share", "/drafts/undo"):
        response = client.post(path, headers={"Sec-Fetch-Site": "cross-site"})
        assert response.status_code == 403


def test_a_draft_is_deleted_and_brought_back(client: FlaskClient) -> None:
    address, ids = with_three(client)
    page = client.post(f"{address}/delete", follow_redirects=True).text
    assert "Draft deleted. You can undo this for 60 minutes." in page
    assert client.get(address).status_code == 404
    deletion = re.search(r'name="deletion" value="(\w+)"', page)
    assert deletion
    client.post("/drafts/undo", data={"deletion": deletion[1]})
    assert items(client.get(address).text) == ids
    again = client.post("/drafts/undo", data={"deletion": deletion[1]})
    assert again.status_code == 404


def test_a_shared_draft_is_read_only_until_the_link_ends(app: Flask, client: FlaskClient) -> None:
    address, (first, *_) = with_three(client)
    client.post(f"{address}/share", data={"action": "share"})
    link = re.search(
        r'readonly value="http://localhost(/shared-drafts/[\w-]{43})"',
        client.get(f"{address}/share").text,
    )
    assert link
    do(client, address, "save:", **{f"note_{first}": "see <b>this</b>"})
    reader = app.test_client()
    shown = reader.get(link[1])
    assert shown.status_code == 200
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "see &lt;b&gt;this&lt;/b&gt;" in shown.text
    assert "<form" not in shown.text
    assert "<button" not in shown.text
    assert address not in shown.text
    assert reader.get(f"{link[1]}x").status_code == 404
    client.post(f"{address}/share", data={"action": "end"})
    assert reader.get(link[1]).status_code == 404
    assert client.post(f"{address}/share", data={"action": "x"}).status_code == 422


def test_a_conversation_that_begins_later_leaves_the_drafts_to_their_owner(
    client: FlaskClient,
) -> None:
    address = begin(client)
    client.post("/", data={"question": "How many falconers were employed?"})
    assert client.get(address).status_code == 200


def test_hostile_text_is_text(client: FlaskClient) -> None:
    address = begin(client, HOSTILE)
    page = do(client, address, "best:")
    assert "<img src=x" not in page
    assert "<script>alert" not in page


def test_the_api_gives_what_the_desk_shows(client: FlaskClient) -> None:
    found: Any = client.post("/api/v1/drafts", json={"question": QUESTION}).json
    page = client.get(begin(client)).text
    for part in found["parts"]:
        for passage in part["passages"]:
            assert any(passage["passage_id"] in one for one in buttons(page, "quotation"))
    for wrong in ({}, {"question": ""}, {"question": 3}, {"question": "x", "hits": 1}):
        assert client.post("/api/v1/drafts", json=wrong).status_code == 400


# In a real browser

THREE = (
    "To ask the Secretary of State for Justice, how many (a) falconers and (b) lighthouse keepers "
    "there were; and how many beekeepers work in each prison."
)


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_from_paste_to_a_word_file_with_three_cited_quotations(
    open_sized: Callable[..., Page], script: bool
) -> None:
    """Six clicks on two screens: the menu, the button, three passages, the file."""
    size = {"width": 1280, "height": 720}
    page = open_sized(java_script_enabled=script, viewport=size)
    clicks = 0

    def click(role: Any, name: str | re.Pattern[str]) -> None:
        nonlocal clicks
        page.get_by_role(role, name=name).first.click()
        clicks += 1

    click("link", "Drafts")
    expect(page.get_by_label("The question")).to_be_focused()
    page.keyboard.insert_text(THREE)
    click("button", "Find what was said before")
    expect(page.get_by_role("heading", name="Draft reply")).to_be_visible()
    for part in range(3):
        region = page.locator(f"#part-{part}")
        region.get_by_role("button", name=re.compile("^Add to draft")).first.click()
        clicks += 1
        expect(region.get_by_role("article", name=re.compile("^Item 1"))).to_be_visible()
    with page.expect_download() as download:
        click("link", "Download the skeleton as Word document")
    quoted = [
        one.text
        for one in Document(download.value.path()).paragraphs
        if one.text.startswith("Citation: ")
    ]
    assert (len(quoted), clicks) == (3, 6)


@pytest.mark.browser
def test_the_desk_is_driven_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page("/drafts")
    expect(page.get_by_label("The question")).to_be_focused()
    page.keyboard.insert_text(THREE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Draft reply")).to_be_visible()
    add = page.get_by_role("button", name=re.compile("^Add to draft"))
    add.first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("^In the draft")).first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=re.compile("^Refer to it")).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("^Referred to")).first).to_be_focused()
    article = page.locator("article.item")
    expect(article).to_have_count(2)
    article.first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#done")).to_have_text("Moved down. Now 2 of 2.")
    page.get_by_role("button", name=re.compile("^Remove item 1")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(article).to_have_count(2)
    expect(article.first).to_be_focused()


@pytest.mark.browser
def test_notes_are_saved_as_they_are_typed(open_page: Callable[..., Page]) -> None:
    page = open_page("/drafts")
    page.get_by_label("The question").fill(THREE)
    page.get_by_role("button", name="Find what was said before").click()
    page.get_by_role("button", name=re.compile("^Mark as gap")).first.click()
    note = page.get_by_label(re.compile("^Your note"))
    expect(note).to_be_visible()
    note.fill("ask the team")
    page.get_by_label("Minister who will give this reply").fill("Sam Gyimah")
    expect(page.locator("#minister-state")).to_have_text("Saved")
    page.reload()
    expect(note).to_have_value("ask the team")
    expect(page.get_by_label("Minister who will give this reply")).to_have_value("Sam Gyimah")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_window(open_sized: Callable[..., Page], width: int) -> None:
    page = open_sized("/drafts", viewport={"width": width, "height": 720})
    page.get_by_label("The question").fill(THREE)
    page.get_by_role("button", name="Find what was said before").click()
    page.get_by_role("button", name=re.compile("^Fill empty parts")).click()
    expect(page.locator("#done")).to_have_text("The best of each part is in the draft.")
    assert page.evaluate("document.documentElement.scrollWidth") == width
