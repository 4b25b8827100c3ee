"""What the operator relies on: logs, the audit, the switches in every process, metrics."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from flask import g
from flask.testing import FlaskClient

from qa.archive.ingest import ingest_shipped
from qa.errors import BadRequest, StoreError
from qa.model.switches import Switches
from qa.service.audit import Audit
from qa.service.keys import Keys
from qa.service.switchboard import PARTS, Switchboard
from qa.settings import Settings
from web import create_app, logs
from web.logs import JsonLines
from web.pages.site_files import contact_address

ASK = "/api/v1/passages?q=prison+leavers"
OWLS = "how many snowy owls nest on Lundy"


@pytest.fixture
def mine(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path / "data", semantic=False)
    ingest_shipped(settings)
    return settings


def asked(address: str, **options: Any) -> tuple[int, dict[str, str], str]:
    """The status, headers and body of a response."""
    try:
        with urlopen(Request(address, **options)) as response:
            return response.status, dict(response.headers), response.read().decode()
    except HTTPError as error:
        with error as response:
            return error.code, dict(response.headers), response.read().decode()


# Switches


def test_every_process_follows_the_switches_from_its_next_request(
    mine: Settings, gunicorn: Callable[..., str]
) -> None:
    address, board = gunicorn(mine.data_dir), Switchboard(mine)
    statuses = []
    for parts in ((), ("pages",), ("API",), PARTS):
        if parts:
            board.turn_off(parts, "Back <soon>.", "test")
        for _ in range(8):  # Connections of their own, so that both processes answer some.
            page, api = asked(f"{address}/about"), asked(f"{address}{ASK}")
            statuses.append((page[0], api[0]))
            for path in ("/healthz", "/readyz", "/static/style.css", "/operator", "/robots.txt"):
                assert asked(f"{address}{path}")[0] == 200
        if parts:
            board.turn_on(PARTS, "test")
    expected = ((200, 200), (503, 200), (200, 503), (503, 503))
    assert statuses == [pair for pair in expected for _ in range(8)]
    assert page[1]["Retry-After"] == api[1]["Retry-After"] == "300"
    assert "Back &lt;soon&gt;." in page[2]
    assert json.loads(api[2])["detail"] == "Back <soon>."
    assert api[1]["Content-Type"] == "application/problem+json"
    assert asked(f"{address}/about")[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("POST", "/"),
        ("GET", "/search?q=prison"),
        ("GET", "/nowhere"),
        ("GET", "/search.atom?q=prison"),
        ("POST", "/suggest"),
        ("DELETE", "/api/v1/conversations/x"),
        ("GET", "/api/v1/openapi.json"),
        ("GET", "/api/v1/docs"),
        ("GET", "/api/v2"),
        ("POST", "/api/v1/runs"),
    ],
)
def test_nothing_is_served_while_all_is_off(mine: Settings, method: str, path: str) -> None:
    Switchboard(mine).turn_off(PARTS, "", "test")
    refused = create_app(mine).test_client().open(path, method=method)
    assert refused.status_code == 503
    assert "turned this service off" in refused.text


def test_a_key_is_not_charged_while_the_api_is_off(mine: Settings) -> None:
    client = create_app(mine.with_changes(access="keys")).test_client()
    key = Keys(mine).create("tracker", ("read",), 1)
    Switchboard(mine).turn_off(("API",), "", "test")
    for header in ({"Authorization": f"Bearer {key}"}, {"Authorization": "Bearer guessed"}, {}):
        assert client.get(ASK, headers=header).status_code == 503
    assert Keys(mine).all()[0].last_used_at is None
    assert [one.act for one in Audit(mine).last(9)] == ["switched off"]


def test_parts_are_turned_off_and_on_apart_and_the_message_goes_with_the_last(
    mine: Settings,
) -> None:
    board = Switchboard(mine)
    board.set_banner("Hello", "test")
    board.turn_off(("pages",), "One", "test")
    found = board.turn_off(("API",), "Two", "test")
    assert (found.pages_off, found.api_off, found.message) == (True, True, "Two")
    found = board.turn_on(("pages",), "test")
    assert (found.pages_off, found.api_off, found.message) == (False, True, "Two")
    found = board.turn_on(PARTS, "test")
    assert (found.pages_off, found.api_off, found.message) == (False, False, "")
    assert (found.banner, board.now()) == ("Hello", found)


@pytest.mark.parametrize("text", ["x" * 301, "a\0b", "\x1b[2J", "\u202eabc", "a\u200bb", "\ud800"])
def test_a_bad_message_or_banner_is_refused(mine: Settings, text: str) -> None:
    board = Switchboard(mine)
    with pytest.raises(BadRequest, match="Shorten it"):
        board.turn_off(PARTS, text, "test")
    with pytest.raises(BadRequest, match="Shorten it"):
        board.set_banner(text, "test")
    assert board.now() == Switches()


def test_the_banner_is_on_every_page_and_error_as_text(mine: Settings) -> None:
    Switchboard(mine).set_banner("<b>\"Closed\" & 'shut'", "test")
    client = create_app(mine).test_client()
    for path in (
        "/",
        "/about",
        "/search?q=prison",
        "/nowhere",
        "/operator",
        "/pack",
        "/api/v1/docs",
    ):
        page = client.get(path).text
        assert "&lt;b&gt;&#34;Closed&#34; &amp; &#39;shut&#39;" in page, path
        assert "<b>&#34;Closed" not in page


# Logs

SECRET = "zeppelin"
"""In everything that no log may have."""


def test_each_line_of_the_json_log_is_an_object_without_a_question_or_a_secret(
    mine: Settings,
    gunicorn: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QA_LOG", "json")
    monkeypatch.setenv("QA_PAGES", "yes")
    address = gunicorn(mine.data_dir, "--access", "keys")
    key = Keys(mine).create("tracker", ("read", "converse"), 600)
    bearer = {"Authorization": f"Bearer {key}", "X-Request-Id": "mine-1"}
    asked(f"{address}/api/v1/passages?q={SECRET}", headers=bearer)
    asked(f"{address}{ASK}", headers={"Authorization": f"Bearer {SECRET}"})
    begun = json.loads(asked(f"{address}/api/v1/conversations", headers=bearer, method="POST")[2])
    one = f"{address}/api/v1/conversations/{begun['conversation_id']}"
    asked(one, headers=bearer, method="DELETE")
    form = urlencode({"question": SECRET}).encode()
    asked(f"{address}/", data=form, headers={"Cookie": f"conversation={SECRET}"})
    for path in (
        f"/shared/{SECRET}",
        f"/{SECRET}",
        f"/search?q={SECRET}",
        f"/watches/mail/{SECRET}",
    ):
        asked(f"{address}{path}", headers={"Referer": f"{address}/{SECRET}"})
    asked(f"{address}/healthz", method=SECRET.upper())
    mine.service_path.write_bytes(b"not a database" * 9999)
    asked(f"{address}/shared/{SECRET}")
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    said = [
        [line[name] for name in ("method", "route", "status", "owner")]
        for line in lines
        if line["kind"] == "access"
    ]
    assert said == [
        ["GET", "/api/v1/passages", 200, "key"],
        ["GET", "/api/v1/passages", 401, "none"],
        ["POST", "/api/v1/conversations", 201, "key"],
        ["DELETE", "/api/v1/conversations/<conversation_id>", 204, "key"],
        ["POST", "/", 303, "browser"],
        ["GET", "/conversations/<key>", 404, "browser"],
        ["GET", "/shared/<token>", 404, "none"],
        ["none", "none", 404, "none"],
        ["GET", "/search", 200, "none"],
        ["GET", "/watches/mail/<token>", 200, "none"],
        ["none", "none", 405, "none"],
        ["GET", "/shared/<token>", 503, "none"],
    ]
    assert lines[0]["request_id"] == "mine-1"
    assert lines[0]["key"] == "tracker"
    assert 0 < lines[0]["ms"] < 60_000
    acts = [(line["act"], line["who"], line["what"]) for line in lines if line["kind"] == "audit"]
    assert acts == [("key unknown", "127.0.0.1", ""), ("deleted", "key tracker", "conversation")]
    [fault] = [line for line in lines if line["kind"] == "fault"]
    assert (fault["error"], fault["route"]) == ("ServiceStoreError", "/shared/<token>")
    assert "service.db" in fault["said"]
    whole = (tmp_path / "log").read_text()
    for secret in (SECRET, SECRET.upper(), key, begun["conversation_id"]):
        assert secret not in whole


def formatted(error: BaseException) -> dict[str, Any]:
    """The line of a fault."""
    try:
        raise error
    except BaseException:
        record = logging.LogRecord(
            "web", logging.ERROR, "", 0, f"GET /{SECRET}", (), sys.exc_info()
        )
    return json.loads(JsonLines().format(record))  # type: ignore[no-any-return]


def test_an_unexpected_error_has_its_place_and_not_its_message() -> None:
    line = formatted(KeyError(SECRET))
    assert (line["kind"], line["level"], line["error"]) == ("fault", "error", "KeyError")
    assert line["at"][-1].endswith(" formatted")
    assert SECRET not in json.dumps(line)
    assert formatted(StoreError("It is full.", "Free some."))["said"] == "It is full. Free some."


@pytest.mark.parametrize(
    "text", ["two\nlines", 'a "quote"', "\x1b[2J", "\u2028", "\ud800", "£", "\x7f\x9b"]
)
def test_no_text_breaks_a_line_of_the_log(text: str) -> None:
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, "%s", (text,), None)
    line = JsonLines().format(record)
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    line.encode()
    assert json.loads(line)["said"] == text


@pytest.mark.parametrize("value", ["xml", "JSON", "syslog"])
def test_an_unknown_form_of_the_log_is_refused(value: str) -> None:
    with pytest.raises(BadRequest, match="text, json"):
        Settings.read({"QA_LOG": value})


# The audit


def test_the_deletions_of_people_are_recorded_without_what_was_deleted(mine: Settings) -> None:
    client = create_app(mine).test_client()
    key = client.post("/", data={"question": OWLS}).headers["Location"].split("/")[2]
    one = f"/conversations/{key.partition('#')[0]}"
    client.post(one, data={"action": "rename", "name": OWLS})
    assert not Audit(mine).last(9)
    gone = client.post(one, data={"action": "delete"}).headers["Location"]
    client.post("/conversations/undo", data={"deletion": gone.partition("=")[2]})
    client.post("/conversations/forget")
    client.post("/conversations/undo", data={"deletion": "guessed"})
    found = [(one.act, one.who, one.what, one.times) for one in Audit(mine).last(9)]
    assert sorted(found) == [
        ("deleted", "browser", "all conversations", 1),
        ("deleted", "browser", "conversation", 1),
        ("deletion undone", "browser", "conversations", 1),
    ]


def test_refused_keys_are_recorded_without_the_key(mine: Settings) -> None:
    client = create_app(mine.with_changes(access="keys")).test_client()
    for number in range(3):
        client.get(ASK, headers={"Authorization": f"Bearer qa_guess{number}"})
    [entry] = {(one.act, one.who, one.what) for one in Audit(mine).last(9)}
    assert entry == ("key unknown", "127.0.0.1", "")
    stored = b"".join(one.read_bytes() for one in mine.data_dir.glob("service.db*"))
    assert b"qa_guess" not in stored


def test_an_act_that_cannot_be_stored_is_logged_and_raises_nothing(
    mine: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    mine.service_path.write_bytes(b"not a database" * 999)
    with caplog.at_level(logging.INFO, "qa.audit"):
        Audit(mine).record("signed in", "ann\nforged: line", "x" * 5000)
    assert caplog.records[0].audit == {  # type: ignore[attr-defined]
        "act": "signed in",
        "who": "ann forged: line",
        "what": "x" * 200,
    }


@pytest.mark.parametrize(
    ("id", "name", "said"),
    [("ann", "ann", "person ann"), ("7f3", "Ann Smith", "person Ann Smith (7f3)")],
)
def test_a_person_who_is_signed_in_is_named(mine: Settings, id: str, name: str, said: str) -> None:
    with create_app(mine).test_request_context("/"):
        assert (logs.who(), logs.owner_kind()) == ("browser", "none")
        g.person = SimpleNamespace(id=id, name=name)
        assert (logs.who(), logs.owner_kind()) == (said, "person")


# Metrics, and files for machines


def scraped(client: FlaskClient, address: str, headers: dict[str, str]) -> int:
    environ = {"REMOTE_ADDR": address}
    return client.get("/metrics", headers=headers, environ_overrides=environ).status_code


@pytest.mark.parametrize("access", ["keys", "proxy", "open"])
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {"Host": "127.0.0.1:8000"}, 200),
        ("::1", {"Host": "[::1]:8000"}, 200),
        ("192.0.2.1", {"Host": "127.0.0.1:8000"}, 403),
        ("127.0.0.1", {"Host": "answers.example"}, 403),
        ("127.0.0.1", {"Host": "127.0.0.1", "X-Forwarded-For": "127.0.0.1"}, 403),
        ("127.0.0.1", {"Host": "127.0.0.1", "Forwarded": "for=127.0.0.1"}, 403),
        ("127.0.0.1", {"Host": "127.0.0.1", "Via": "1.1 proxy"}, 403),
    ],
)
def test_metrics_are_for_this_machine(
    mine: Settings, access: str, address: str, headers: dict[str, str], status: int
) -> None:
    client = create_app(mine.with_changes(access=access)).test_client()
    assert scraped(client, address, headers) == status
    everybody = create_app(mine.with_changes(access=access, metrics="all")).test_client()
    assert scraped(everybody, address, headers) == 200


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("desk@example.org", "mailto:desk@example.org"),
        (" mailto:desk@example.org ", "mailto:desk@example.org"),
        ("https://example.org/contact", "https://example.org/contact"),
        ("", None),
        ("The library desk", None),
        ("http://example.org", None),
        ("Desk <desk@example.org>", None),
        ("desk@example.org\nContact: mailto:evil@example.org", None),
        ("https://example.org\r\nPolicy: x", None),
        ("desk@localhost", None),
        ("@example.org", None),
    ],
)
def test_a_contact_that_is_an_address_is_named_for_weaknesses(
    mine: Settings, contact: str, address: str | None
) -> None:
    assert contact_address(contact) == address
    client = create_app(mine.with_changes(contact=contact)).test_client()
    file = client.get("/.well-known/security.txt")
    assert file.status_code == (200 if address else 404)
    if address:
        lines = file.text.splitlines()
        assert lines[0] == f"Contact: {address}"
        assert lines[1].startswith("Expires: 2")
        assert file.mimetype == "text/plain"


def test_crawlers_are_asked_to_stay_away(mine: Settings) -> None:
    assert create_app(mine).test_client().get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/nowhere", "no-store"), ("/about", "private, no-cache"), ("/privacy", "private, no-cache")],
)
def test_no_shared_cache_keeps_a_page(mine: Settings, path: str, kept: str) -> None:
    assert create_app(mine).test_client().get(path).headers["Cache-Control"] == kept
