"""Conversations under strain: long, in rare scripts, in two tabs, cut off, restarted."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, Route, expect

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.making import fact, lines
from tests.web.conftest import serving
from web import create_app
from web.errors import FRAGMENT

WORK = "what is the government doing to get prison leavers into work?"
DRUGS = "how many adults drop out of drug treatment after leaving prison?"
PIZZA = "best recipe for sourdough pizza"
ODD = "كم عدد السجناء؟ \u202eabc 👩🏽‍🚒 prison leavers e\u0301"

Open = Callable[..., Page]


def ask(page: Page, question: str, number: int = 1) -> None:
    page.wait_for_load_state()  # The page puts the focus in the box once it is loaded.
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(f"#turn-{number} .question")).to_have_text(question)
    page.wait_for_load_state()


def questions(page: Page) -> list[str]:
    return page.locator(".turn .question").all_inner_texts()


def hidden(page: str) -> dict[str, str]:
    """What the box of a page sends beside the question."""
    return dict(re.findall(r'name="(once|conversation)" value="([^"]+)" form="ask"', page))


def test_a_form_sent_twice_makes_one_turn_and_another_form_another(client: FlaskClient) -> None:
    sent = {"question": WORK, **hidden(client.get("/").text)}
    first, again = (client.post("/", data=sent).headers["Location"] for _ in range(2))
    assert first == again
    page = client.get(first).text
    other = client.post("/", data={"question": WORK, **hidden(page)}).headers["Location"]
    assert other == first.replace("turn-1", "turn-2")
    filtered = sent | {"house": "Lords"}
    assert client.post("/", data=filtered).headers["Location"].partition("#")[0] not in first


def test_a_conversation_of_fifty_turns_is_shown_whole_and_goes_on(client: FlaskClient) -> None:
    page = client.post("/", data={"question": WORK}, follow_redirects=True).text
    named = {"conversation": hidden(page)["conversation"]}
    for number in range(2, 51):
        client.post("/", data={"question": f"prison {number}?", **named})
    page = client.get(f"/conversations/{named['conversation']}").text
    assert re.findall(r'class="turn" id="turn-(\d+)"', page) == [str(n) for n in range(1, 51)]
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))
    reply = client.post("/", data={"question": PIZZA, **named}, headers={"Accept": FRAGMENT}).text
    assert 'id="turn-51"' in reply
    assert "prison 50?" not in reply


@pytest.mark.parametrize(
    "text", ["", "\0", "x" * 70_000, "<b>'\"", "%00", "-1", "9" * 40, "\ud800", ODD]
)
def test_no_form_breaks_the_page(client: FlaskClient, text: str) -> None:
    address = client.post("/", data={"question": WORK}).headers["Location"].partition("#")[0]
    typed = text.encode("utf-8", "surrogatepass")
    forms = {
        "/": ["question", "conversation", "once", "disabled"],
        "/forget": ["conversation"],
        address: ["action", "name"],
        f"{address}/share": ["action", "link"],
        "/marks": ["turn", "conversation", "passage_id"],
        "/pack": ["turn", "conversation", "passage_id"],
        "/pack/uncollect": ["passage_id", "card", "back"],
        "/pack/change": ["action", "note-1", "was-1"],
        "/conversations/undo": ["deletion"],
    }
    client.set_cookie("pack", "x")
    for path, names in forms.items():
        for name in names:
            usual = {"question": WORK, "action": "end" if "share" in path else "rename"}
            status = client.post(path, data=usual | {name: typed}).status_code
            assert status in (200, 303, 404, 413, 422), (path, name)
    for path in (address, "/conversations", f"{address}/share", f"{address}?edit={text[:99]!r}"):
        assert client.get(path).status_code == 200


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("question", [ODD, ("prison leavers " * 400)[:4999] + "?"])
def test_a_typed_question_is_kept_unchanged(open_sized: Open, question: str, script: bool) -> None:
    page = open_sized(viewport={"width": 320, "height": 640}, java_script_enabled=script)
    ask(page, question)
    page.reload()
    assert questions(page) == [question]
    page.get_by_role("link", name="Conversations").click()
    name = page.locator(".history h2")
    expect(name).to_have_text(re.compile(re.escape(question[:40])))
    page.wait_for_load_state()
    assert page.locator("body").evaluate("body => body.scrollWidth") <= 320
    name.get_by_role("link").click()
    ask(page, "and for women?", 2)


@pytest.mark.browser
def test_without_script_the_focus_lands_on_the_new_question(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    ask(page, WORK)
    expect(page.locator("#turn-1 h2")).to_be_focused()
    ask(page, DRUGS, 2)
    expect(page.locator("#turn-2 h2")).to_be_focused()
    expect(page.locator("#turn-2 h2")).to_be_in_viewport()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_back_and_forward_show_the_current_conversation(open_page: Open, script: bool) -> None:
    page = open_page("/about", java_script_enabled=script)
    page.get_by_role("link", name="Ask").click()
    ask(page, WORK)
    ask(page, DRUGS, 2)
    page.goto(page.locator("#turn-2 [data-whole]").first.get_attribute("href") or "")
    page.go_back()
    assert questions(page) == [WORK, DRUGS]
    ask(page, PIZZA, 3)
    page.reload()
    assert questions(page) == [WORK, DRUGS, PIZZA]


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_two_tabs_in_one_conversation_lose_nothing_and_in_two_never_mix(
    open_page: Open, script: bool
) -> None:
    page = open_page(java_script_enabled=script)
    ask(page, WORK)
    other = page.context.new_page()
    other.goto(page.url)
    ask(page, DRUGS, 2)
    ask(other, PIZZA, 3)
    expect(other.locator(".turn")).to_have_count(3)
    assert questions(other) == [WORK, DRUGS, PIZZA]
    other.get_by_role("link", name="New conversation").click()
    ask(other, "buoys?")
    ask(page, "and for women?", 4)
    ask(other, "and lighthouses?", 2)
    assert questions(other) == ["buoys?", "and lighthouses?"]
    page.reload()
    assert questions(page) == [WORK, DRUGS, PIZZA, "and for women?"]


@pytest.mark.browser
@pytest.mark.parametrize("begun", [True, False], ids=["in a conversation", "beginning one"])
def test_a_lost_reply_is_shown_by_asking_again_without_a_second_turn(
    open_page: Open, begun: bool
) -> None:
    page = open_page(expected="net::ERR_FAILED")
    ask(page, WORK)
    if not begun:
        page.get_by_role("link", name="New conversation").click()
        expect(page.locator("#turn-1")).to_have_count(0)
        page.wait_for_load_state()

    def lose(route: Route) -> None:
        """Let the question arrive, and its reply not."""
        route.fetch()
        route.abort()

    page.route("**/", lose)
    box = page.get_by_label("Your question")
    box.fill(PIZZA)
    box.press("Enter")
    expect(page.locator("#question-error")).to_contain_text("No reply arrived.")
    expect(box).to_have_value(PIZZA)
    page.unroute("**/")
    box.press("Enter")
    shown = [WORK, PIZZA] if begun else [PIZZA]
    expect(page.locator(f"#turn-{len(shown)}")).to_be_visible()
    expect(page.locator("#question-error")).to_be_hidden()
    assert questions(page) == shown
    page.reload()
    assert questions(page) == shown
    page.goto("/conversations")
    expect(page.locator(".history h2")).to_have_text([WORK] if begun else [PIZZA, WORK])


ROWS = 400
LEDGER = fact(
    question_text="To ask the Secretary of State for Justice, how many lamps each lighthouse has.",
    answer_html="<p>Lamps are shown in the table.</p><table>"
    "<tr><td>Lighthouse</td><td>Lamps</td></tr>"
    + "".join(f"<tr><td>Lighthouse {n}</td><td>{n}</td></tr>" for n in range(1, ROWS + 1))
    + "</table>",
)


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_table_of_four_hundred_rows_is_shown_and_downloaded_whole(
    open_page: Open, tmp_path: Path, script: bool
) -> None:
    mine = Settings(data_dir=tmp_path / "data")
    assert not ingest([lines(tmp_path / "ledger.jsonl", LEDGER)], mine).rejected
    with serving(create_app(mine)) as address:
        page = open_page(address, java_script_enabled=script)
        ask(page, "how many lamps has lighthouse 250?")
        card = page.locator("#turn-1 article").first
        expect(card.locator("blockquote tr", has_text="Lighthouse 250")).to_be_visible()
        card.locator(".rest > summary").first.click()
        with page.expect_download() as file:
            card.get_by_role("link", name="Download the whole table").first.click()
        taken = file.value.path().read_text("utf-8-sig").splitlines()
        assert len(taken) == ROWS + 1
        card.get_by_role("link", name="Whole answer").first.click()
        whole = page.locator(".reader tr, .whole tr" if script else "#answer-text tr")
        expect(whole).to_have_count(ROWS + 1)
        page.wait_for_load_state()
        assert page.locator("body").evaluate("body => body.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_a_conversation_goes_on_after_the_service_was_restarted(
    open_page: Open, settings: Settings, tmp_path: Path
) -> None:
    mine = Settings(data_dir=shutil.copytree(settings.data_dir, tmp_path / "data"))
    with serving(create_app(mine)) as address:
        # Refused; or reset, where the browser had connected ahead to the service that was stopped.
        page = open_page(address, expected="net::ERR_CONNECTION_")
        ask(page, WORK)
    box = page.get_by_label("Your question")
    box.fill(DRUGS)
    box.press("Enter")
    expect(page.locator("#question-error")).to_contain_text("No reply arrived.")
    with serving(create_app(mine), int(address.rpartition(":")[2])):
        box.press("Enter")
        expect(page.locator("#turn-2")).to_be_visible()
        page.reload()
        assert questions(page) == [WORK, DRUGS]
