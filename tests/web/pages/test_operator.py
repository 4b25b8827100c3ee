"""The operator's page: for the operator alone, whole where a part cannot be read, and its forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from qa.archive.ingest import ingest_shipped
from qa.model.coverage import Coverage
from qa.model.switches import Switches
from qa.service.audit import Audit
from qa.service.catalogue import Catalogue
from qa.service.keys import Keys
from qa.service.switchboard import Switchboard
from qa.settings import Settings
from web import create_app
from web.load import EndpointLoad, load
from web.metrics import Metrics

PIZZA = "sourdough pizza ovens bought for prison kitchens in Leeds"
OWLS = "how many snowy owls nest on the Isle of Lundy?"


@pytest.fixture
def mine(tmp_path: Path) -> Settings:
    """The settings of a service over the answers that ship, which keeps declined questions."""
    settings = Settings(data_dir=tmp_path / "data", semantic=False, keep_questions=True)
    ingest_shipped(settings)
    return settings


@pytest.fixture
def operated(mine: Settings) -> FlaskClient:
    return create_app(mine).test_client()


def visible(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def figure(client: FlaskClient, name: str) -> str:
    """The value of a figure of the page."""
    found = re.search(rf"<dt>{re.escape(name)}</dt><dd>(.*?)</dd>", client.get("/operator").text)
    assert found
    return visible(found[1])


def row(client: FlaskClient, name: str) -> list[str]:
    """The cells of the row of the page with this head."""
    page = client.get("/operator").text
    found = re.findall(rf"<tr><th[^>]*>{re.escape(name)}</th>(.*?)</tr>", page)
    assert len(found) == 1, page
    return [visible(cell) for cell in re.findall(r"<td.*?>(.*?)</td>", found[0])]


@pytest.mark.parametrize("access", ["open", "proxy"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_to_all_but_the_operator_there_is_no_such_page(
    mine: Settings, access: str, method: str
) -> None:
    client = create_app(mine.with_changes(access=access)).test_client()
    data = {"action": "off", "part": "pages"} if method == "POST" else None
    assert client.open("/operator", method=method, data=data).status_code == 404
    assert 'href="/operator"' not in client.get("/").text
    assert Switchboard(mine).now() == Switches()


def test_with_keys_another_machine_does_not_see_it(mine: Settings) -> None:
    client = create_app(mine.with_changes(access="keys", pages=True)).test_client()
    for headers in ({"X-Forwarded-For": "192.0.2.1"}, {"Host": "answers.example"}):
        assert client.get("/operator", headers=headers).status_code == 403
    assert client.get("/operator").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_post_its_forms(
    operated: FlaskClient, mine: Settings, headers: dict[str, str]
) -> None:
    for form in ({"action": "off", "part": "pages"}, {"action": "banner", "banner": "x"}):
        assert operated.post("/operator", data=form, headers=headers).status_code == 403
    assert Switchboard(mine).now() == Switches()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"action": ""},
        {"action": "x" * 5000},
        {"action": "off"},
        {"action": "off", "part": "everything"},
        {"action": "off", "part": "pages", "message": "x" * 301},
        {"action": "off", "part": "pages", "message": "turned \u202e round"},
        {"action": "off", "part": "pages", "message": "\0"},
        {"action": "banner", "banner": "x" * 301},
        {"action": "banner", "banner": "a\x1b[31mred"},
        {"action": "banner", "banner": "zero\u200bwidth"},
    ],
)
def test_a_wrong_form_is_refused_and_changes_nothing(
    operated: FlaskClient, mine: Settings, form: dict[str, str]
) -> None:
    refused = operated.post("/operator", data=form)
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
    assert Switchboard(mine).now() == Switches()
    assert not Audit(mine).last(9)


def test_its_forms_switch_and_are_audited(operated: FlaskClient, mine: Settings) -> None:
    off = {"action": "off", "part": ["pages", "API"], "message": " Back\r\n at <14:00>. "}
    done = operated.post("/operator", data=off)
    assert (done.status_code, done.headers["Location"]) == (303, "/operator?done=off")
    assert operated.get("/").status_code == 503
    assert figure(operated, "Message") == "Back at <14:00>."
    operated.post("/operator", data={"action": "on"})
    operated.post("/operator", data={"action": "banner", "banner": "<script>alert(1)</script>"})
    page = operated.get("/")
    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>alert" not in page.text
    operated.post("/operator", data={"action": "no-banner"})
    assert "alert(1)" not in operated.get("/").text
    assert {(one.act, one.who, one.what) for one in Audit(mine).last(9)} == {
        ("switched off", "operator's page, browser", "pages and API: Back at <14:00>."),
        ("switched on", "operator's page, browser", "pages and API"),
        ("banner set", "operator's page, browser", "<script>alert(1)</script>"),
        ("banner removed", "operator's page, browser", ""),
    }


def test_it_shows_keys_with_last_day_and_last_use(operated: FlaskClient, mine: Settings) -> None:
    Keys(mine).create("never", ("read",), 60)
    used = Keys(mine).create("used", ("read", "converse"), 1200)
    Keys(mine).use(used, 1)
    Keys(mine).create("gone", ("read",), 60)
    Keys(mine).revoke("gone")
    page = operated.get("/operator").text
    assert row(operated, "never")[2] == "in use"
    assert row(operated, "never")[4] == "Never"
    assert row(operated, "used")[:3] == ["read, converse", "1,200", "in use"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row(operated, "used")[4])
    assert row(operated, "gone")[2].startswith("revoked ")
    assert used not in page


def conversation(client: FlaskClient, *questions: str) -> None:
    """Ask in one conversation."""
    key = ""
    for question in questions:
        sent = client.post("/", data={"question": question, "conversation": key})
        key = sent.headers["Location"].removeprefix("/conversations/").partition("#")[0]


def test_it_shows_declined_questions_and_how_they_were_asked_again(mine: Settings) -> None:
    app = create_app(mine)
    ann, bob = app.test_client(), app.test_client()
    conversation(ann, OWLS, "prison leavers")  # on another subject
    conversation(bob, OWLS, "snowy owls on Lundy", "owls and prison leavers: what work is there?")
    bob.get("/search", query_string={"q": OWLS.upper()})
    bob.get("/api/v1/passages", query_string={"q": OWLS})
    assert figure(ann, "Declined, then asked again in other words") == "2"
    assert row(ann, OWLS)[:4] == ["4", "3", "1", "0"]
    assert row(ann, OWLS)[4] == "snowy owls on Lundy"
    again = row(ann, "snowy owls on Lundy")
    assert again[:2] == ["1", "1"]
    assert again[2:4] == ["1", figure(ann, "Of those answered")]


def test_the_same_form_sent_again_counts_once(mine: Settings) -> None:
    client = create_app(mine).test_client()
    sent = {"question": OWLS, "once": "abc"}
    for _ in range(3):
        client.post("/", data=sent)
    assert row(client, OWLS)[0] == "1"
    assert figure(client, "Declined") == "1"


def test_without_the_setting_no_text_of_a_question_is_kept(mine: Settings) -> None:
    app = create_app(mine.with_changes(keep_questions=False))
    client = app.test_client()
    client.get("/search", query_string={"q": OWLS})
    client.get("/api/v1/passages", query_string={"q": OWLS})
    assert figure(client, "Declined") == "2"
    page = client.get("/operator").text
    assert "Lundy" not in page
    assert "QA_KEEP_QUESTIONS=yes" in page
    assert b"Lundy" not in b"".join(one.read_bytes() for one in mine.data_dir.glob("service.db*"))
    assert "Questions that no answer covers" not in client.get("/privacy").text


def test_with_the_setting_the_privacy_page_says_so(operated: FlaskClient) -> None:
    page = visible(operated.get("/privacy").text)
    assert "Questions that no answer covers" in page
    assert "kept for 30 days, even if you delete the conversation" in page


def test_a_hostile_question_is_shown_as_text(operated: FlaskClient) -> None:
    operated.get("/search", query_string={"q": 'owls "><img src=x onerror=alert(1)> of Lundy'})
    page = operated.get("/operator").text
    assert "<img" not in page
    assert "&lt;img" in page


@pytest.mark.parametrize("damaged", ["service.db", "answers.db"])
def test_it_shows_the_rest_where_a_part_cannot_be_read(
    operated: FlaskClient, mine: Settings, damaged: str
) -> None:
    operated.post("/", data={"question": OWLS})
    for ending in ("-wal", "-shm"):
        Path(f"{mine.data_dir / damaged}{ending}").unlink(missing_ok=True)
    (mine.data_dir / damaged).write_bytes(b"not a database" * 999)
    page = operated.get("/operator")
    assert page.status_code == 200
    said = {"service.db": "service.db cannot be read", "answers.db": "The answers cannot be read"}
    shown = [text for text in said.values() if text in page.text]
    assert shown == [said[damaged]]
    assert "Load and latency" in page.text


def test_it_shows_a_sync_that_failed_and_days_not_fetched(
    operated: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = operated.application.extensions["qa"].coverage()
    facts = {name: getattr(found, name) for name in Coverage.__dataclass_fields__} | {
        "last_sync_failure": {"at": "2026-03-02T04:00:00+00:00", "reason": "<The API> is down."},
        "sync_gaps": (("2026-02-27", "2026-03-01"), ("2026-03-03", "2026-03-03")),
        "by_body": {"home-office": 3},
        "body_names": {"home-office": "Home <Office>"},
        "by_body_year_status": [
            {"body": "home-office", "year": year, "status": "answered", "answers": 1}
            for year in ("2018", "2021", "2019", None)
        ],
    }
    monkeypatch.setattr(Catalogue, "coverage", lambda self: SimpleNamespace(**facts))
    page = operated.get("/operator").text
    said = visible(page)
    assert "The last sync failed at 2026-03-02 04:00 : <The API> is down." in said
    assert "Not fetched: 27 February 2026 to 1 March 2026, 3 March 2026." in said
    assert row(operated, "Home &lt;Office&gt;") == ["3", "2020"]


def test_load_is_worked_out_from_the_buckets() -> None:
    """100 responses: 60 within 5 ms, 36 within 100 ms, 4 above 10 s; two of them failed."""
    counted = Metrics()
    for seconds, count in ((0.001, 60), (0.09, 36), (60.0, 4)):
        for _ in range(count):
            counted.count_response("a", 200 if count > 4 else 503, seconds)
    counted.count_response("b", 404, 0.2)
    found = load(counted.registry)
    assert found.endpoints == (
        EndpointLoad("a", 100, 4, (5.0, 100.0, None)),
        EndpointLoad("b", 1, 0, (250.0, 250.0, 250.0)),
    )
    assert (found.answered, found.declined, found.asked_again) == (0, 0, 0)


def test_a_person_turns_the_pages_off_and_on(
    open_sized: Callable[..., Page], settings: Settings
) -> None:
    page = open_sized("/operator", expected="status of 503", viewport={"width": 320, "height": 720})
    page.get_by_label("Pages").check()
    page.get_by_label("Message to those who ask").fill("Back at 14:00.")
    page.get_by_role("button", name="Turn off").click()
    expect(page.get_by_role("status").first).to_have_text("Turned off.")
    page.goto("/about")
    expect(page.get_by_text("Back at 14:00.")).to_be_visible()
    page.goto("/operator")
    page.get_by_label("Banner on every page").fill("Closed on Friday.")
    page.get_by_role("button", name="Show the banner").click()
    page.get_by_role("button", name="Turn all on").click()
    page.goto("/about")
    expect(page.get_by_role("note", name="Notice")).to_have_text("Closed on Friday.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto("/operator")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("note", name="Notice")).to_have_count(0)
