"""The watch list: its page, its buttons elsewhere, its feeds, its e-mail; a store that grows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from werkzeug.test import TestResponse

from qa.archive.ingest import ingest
from qa.service.watches import Letters
from qa.settings import Settings
from tests.mailing import mail_server
from tests.parliament_records import question
from tests.web.conftest import PATIENCE, serving, wait_while_loading
from tests.web.test_accessibility import RULES
from web import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = '<script>alert(1)</script> & "owls" \']]>'


def owls(number: int, text: str = "Owls are counted by wardens.", **stated: Any) -> dict[str, Any]:
    day = f"2015-03-{number % 27 + 1:02}"
    return question(
        number,
        **{
            "heading": f"Owls: {number}",
            "questionText": f"To ask how owls of wood {number} are counted.",
            "dateTabled": day,
            "dateAnswered": day,
            "answerText": f"<p>{text}</p>",
        }
        | stated,
    )


class Wood:
    """An app over a store of its own, which answers are ingested into while it runs."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        self.folder = folder
        self.settings = Settings(data_dir=folder / "data").with_changes(**changes)
        self.files = 0
        self.ingest(owls(1), owls(2), owls(3, "Badgers."))
        self.app: Flask = create_app(self.settings)

    def ingest(self, *records: dict[str, Any]) -> None:
        self.files += 1
        path = self.folder / f"{self.files}.json"
        path.write_text(json.dumps(records), encoding="utf-8")
        assert not ingest([path], self.settings).rejected


@pytest.fixture
def wood(tmp_path: Path) -> Wood:
    return Wood(tmp_path)


def watch(client: FlaskClient, watched: str, **fields: Any) -> str:
    """Watch something; the watch's key."""
    sent = client.post("/watches", data={"watch": watched, **fields})
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"].partition("#")[2]


def seen_on(page: TestResponse) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page.text)
    assert found
    return found[1]


def said(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_an_empty_list_says_how_to_begin(wood: Wood) -> None:
    page = wood.app.test_client().get("/watches")
    assert "You watch nothing yet" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "Since you looked" not in wood.app.test_client().get("/").text


def test_a_search_is_watched_from_its_page_with_its_filters(wood: Wood) -> None:
    client = wood.app.test_client()
    page = client.get("/search?q=owls&house=Commons&from=2015-01-01")
    form = re.search(r'<form class="watch-this" id.*?</form>', page.text, re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    assert fields == {"q": "owls", "house": "Commons", "from": "2015-01-01", "watch": "search"}
    added = client.get(client.post("/watches", data=fields).headers["Location"])
    assert "Now on your watch list" in added.text
    assert "House of Commons" in added.text
    wood.ingest(owls(5), owls(6, uin="HL6"))
    page = client.get("/watches")
    assert "Since you looked: 1 new ." in said(page)
    assert "Owls: 5" in page.text
    assert "Owls: 6" not in page.text
    assert "1 new" in said(client.get("/"))


def test_i_have_looked_leaves_what_came_after_the_page(wood: Wood) -> None:
    client = wood.app.test_client()
    key = watch(client, "search", q="owls")
    wood.ingest(owls(5))
    shown = seen_on(client.get("/watches"))
    wood.ingest(owls(6))
    looked = client.post("/watches/change", data={"action": "seen:", "seen": shown})
    page = client.get(looked.headers["Location"])
    assert "What is below came after" in page.text
    assert "Owls: 6" in page.text
    assert "Owls: 5" not in page.text
    one = client.get(f"/watches/{key}")
    assert "Owls are counted by wardens." in one.text
    client.post("/watches/change", data={"action": f"seen:{key}", "seen": seen_on(one)})
    assert "Nothing has happened since you looked" in client.get("/watches").text


def test_a_turn_an_answer_and_the_pack_are_watched(wood: Wood) -> None:
    client = wood.app.test_client()
    asked = client.post("/", data={"question": "How are the owls counted?"})
    talk = asked.headers["Location"].rsplit("/", 1)[1].partition("#")[0]
    assert "Watch this question" in client.get(f"/conversations/{talk}").text
    watch(client, "turn", conversation=talk, turn=1)
    assert "Watch this answer" in client.get("/answers/2015-03-02/1").text
    watch(client, "answer", answer_id="2015-03-02/1")
    assert client.post("/watches", data={"watch": "pack"}).status_code == 404
    client.post(
        "/pack",
        data={"passage_id": "2015-03-02/1#1", "conversation": talk, "turn": 1},
    )
    assert "Watch this pack" in client.get("/pack").text
    watch(client, "pack")
    change = {"answerIsCorrection": True, "dateAnswerCorrected": "2015-05-01"}
    wood.ingest(owls(1, "Owls were counted by wardens.", **change))
    page = client.get("/watches")
    assert said(page).count("Corrected Owls: 1") == 3
    assert "In your evidence pack" in said(page)
    assert "1 corrected , 1 in your evidence pack" in said(page)
    assert "1 corrected , 1 in your evidence pack" in said(client.get("/"))


def test_a_browser_with_watches_alone_keeps_its_cookie_when_it_asks(wood: Wood) -> None:
    client = wood.app.test_client()
    watch(client, "search", q="owls")
    cookie = client.get_cookie("conversation")
    client.post("/", data={"question": "How are the owls counted?"})
    assert cookie
    assert client.get_cookie("conversation").value == cookie.value  # type: ignore[union-attr]
    assert wood.app.test_client().get("/watches").text.count("<li id=") == 0


def test_a_removal_can_be_undone(wood: Wood) -> None:
    client = wood.app.test_client()
    key = watch(client, "search", q="owls")
    removed = client.post("/watches/change", data={"action": f"remove:{key}"})
    page = client.get(removed.headers["Location"])
    assert "You can undo this for 60 minutes" in page.text
    undo = re.search(r'value="(undo:\w+)"', page.text)
    assert undo
    back = client.post("/watches/change", data={"action": undo[1]})
    assert "Back on your watch list" in client.get(back.headers["Location"]).text
    assert client.get(f"/watches/{key}").status_code == 200
    assert wood.app.test_client().get(f"/watches/{key}").status_code == 404


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/watches", {}, 422),
        ("/watches", {"watch": "nosuch"}, 422),
        ("/watches", {"watch": "search", "q": ""}, 422),
        ("/watches", {"watch": "search", "q": "the of"}, 422),
        ("/watches", {"watch": "search", "q": "owl " * 2000}, 422),
        ("/watches", {"watch": "search", "q": "owls", "from": "2015-13-01"}, 422),
        ("/watches", {"watch": "question", "q": "", "house": "Lords"}, 422),
        ("/watches", {"watch": "answer", "answer_id": "nosuch"}, 404),
        ("/watches", {"watch": "answer"}, 404),
        ("/watches", {"watch": "turn", "conversation": "nosuch", "turn": "1"}, 404),
        ("/watches/change", {}, 422),
        ("/watches/change", {"action": "burn:all"}, 422),
        ("/watches/change", {"action": "seen:", "seen": "x"}, 422),
        ("/watches/change", {"action": "seen:"}, 422),
        ("/watches/change", {"action": "remove:nosuch"}, 404),
        ("/watches/change", {"action": "undo:nosuch"}, 404),
        ("/watches/feed", {"action": "burn"}, 422),
        ("/watches/mail", {"action": "burn"}, 422),
        ("/watches/mail", {"action": "set", "address": "me@example.org"}, 422),
    ],
)
def test_what_cannot_be_done_is_refused(
    client: FlaskClient, path: str, fields: dict[str, str], status: int
) -> None:
    assert client.post(path, data=fields).status_code == status


@pytest.mark.parametrize("path", ["/watches", "/watches/change", "/watches/feed", "/watches/mail"])
def test_no_other_site_posts_as_this_browser(client: FlaskClient, path: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(path, data={"action": "open"}, headers=headers).status_code == 403


def test_a_feed_reports_without_saying_that_its_owner_looked(wood: Wood) -> None:
    client = wood.app.test_client()
    watch(client, "search", q="owls")
    client.post("/watches/feed", data={"action": "open"})
    found = re.search(r"/watches/feed/([\w-]+)\.atom", client.get("/watches").text)
    assert found
    wood.ingest(owls(5, heading=HOSTILE, answerText="<p>Owls &lt;b&gt;.</p>"), owls(1, "Owls."))
    reader = wood.app.test_client()
    atom = reader.get(f"/watches/feed/{found[1]}.atom")
    assert atom.content_type == "application/atom+xml; charset=utf-8"
    assert atom.headers["X-Robots-Tag"] == "noindex, nofollow"
    [entry] = ET.fromstring(atom.data).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == f"New: {HOSTILE}"
    assert entry.findtext(f"{ATOM}content") == "Owls <b>."
    again = reader.get(atom.request.path, headers={"If-None-Match": atom.headers["ETag"]})
    assert again.status_code == 304
    as_json = reader.get(f"/watches/feed/{found[1]}.json").get_json()
    assert as_json["counts"] == {"new": 1, "corrected": 0, "withdrawn": 0, "superseded": 0}
    assert as_json["watches"][0]["entries"][0]["text"] == "Owls <b>."
    assert "1 new" in said(client.get("/watches"))
    assert reader.get(f"/watches/feed/{found[1]}.rss").status_code == 404
    client.post("/watches/feed", data={"action": "end"})
    assert reader.get(f"/watches/feed/{found[1]}.atom").status_code == 404
    client.post("/watches/feed", data={"action": "open"})
    assert f"/watches/feed/{found[1]}." not in client.get("/watches").text


def test_hostile_words_are_shown_as_words(wood: Wood) -> None:
    client = wood.app.test_client()
    watch(client, "search", q=f"owls {HOSTILE}", minister="")
    watch(client, "search", q="owls")
    wood.ingest(owls(5, heading=HOSTILE))
    for path in ("/watches", f"/watches/{watch(client, 'search', q='owls')}", "/"):
        assert "<script>alert" not in client.get(path).text


def test_an_address_is_confirmed_by_its_reader_and_stopped_by_any_message(tmp_path: Path) -> None:
    with mail_server() as box:
        wood = Wood(
            tmp_path,
            mail_server=f"127.0.0.1:{box.port}",
            mail_from="watch@example.gov.uk",
            mail_link="http://localhost",
            mail_security="none",
        )
        client = wood.app.test_client()
        watch(client, "search", q="owls")
        wrong = client.post("/watches/mail", data={"action": "set", "address": "me@x\nBcc: y"})
        assert wrong.status_code == 422
        assert "is not an e-mail address" in wrong.text
        client.post("/watches/mail", data={"action": "set", "address": "me@example.org"})
        assert "is not confirmed yet" in client.get("/watches").text
        letters = Letters(wood.app.extensions["watches"], wood.settings)
        assert letters.send().asked == 1
        page = re.search(r"http://localhost(/watches/mail/\S+)", box.messages[0][2].get_content())
        assert page
        reader = wood.app.test_client()
        opened = reader.get(page[1])
        assert "Confirm this address" in opened.text
        assert letters.send().messages == 0  # to open the page confirms nothing
        done = reader.post(page[1], data={"action": "confirm"})
        assert "Confirmed" in reader.get(done.headers["Location"]).text
        assert "Messages go to me@example.org" in client.get("/watches").text
        wood.ingest(owls(5))
        assert letters.send().messages == 1
        kept = reader.post(page[1], data={"action": "keep"})
        assert "another 30 days" in reader.get(kept.headers["Location"]).text
        stopped = reader.post(page[1], data={"List-Unsubscribe": "One-Click"})
        assert "Stopped" in reader.get(stopped.headers["Location"]).text
        assert "no longer works" in reader.get(page[1]).text
        assert "Send me e-mail" in client.get("/watches").text


@pytest.fixture
def opened(wood: Wood, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page of the app over the growing store."""
    contexts = []
    with serving(wood.app) as address:

        def open_it(path: str, **options: Any) -> Page:
            context = browser.new_context(
                base_url=address,
                viewport={"width": options.pop("width", 1280), "height": 800},
                **options,
            )
            contexts.append(context)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            if options.get("java_script_enabled", True):
                wait_while_loading(page)
            page.goto(path)
            return page

        yield open_it
        for context in contexts:
            context.close()


def no_violations(page: Page, scripts: bool) -> None:
    if scripts:
        found = Axe().run(page, options=RULES)
        assert found.response["violations"] == [], found.generate_report()


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_from_a_search_to_having_looked_by_keyboard_alone(
    wood: Wood, opened: Callable[..., Page], scripts: bool, width: int
) -> None:
    page = opened("/search?q=owls", java_script_enabled=scripts, width=width)
    page.get_by_role("button", name="Watch this search").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Now on your watch list")
    wood.ingest(owls(5), owls(2, isWithdrawn=True, answerText=None, dateAnswered=None))
    page.goto("/")
    page.get_by_role("link", name="1 new, 1 withdrawn").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New Owls: 5")).to_be_visible()
    expect(page.get_by_role("heading", name="Withdrawn Owls: 2")).to_be_visible()
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") == width
    no_violations(page, scripts)
    page.get_by_role("link", name="owls", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("The answer, word for word").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Owls are counted by wardens.").first).to_be_visible()
    no_violations(page, scripts)
    page.get_by_role("button", name="I have looked").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing has happened since you looked")).to_be_visible()
