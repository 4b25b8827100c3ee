"""Access: keys with their scopes and rates; with keys, pages on this machine only."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa.archive.ingest import ingest_shipped
from qa.errors import BadRequest
from qa.model.keys import SCOPES
from qa.service.keys import Keys, last_day
from qa.settings import Settings
from web import create_app
from web.access import is_loopback

QA = [sys.executable, "-m", "qa.cli"]
ASK = "/api/v1/passages?q=prison+leavers"


@pytest.fixture
def guarded(tmp_path: Path) -> Settings:
    """The settings of a service with keys over the answers that ship."""
    settings = Settings(data_dir=tmp_path / "data", access="keys", pages=True)
    ingest_shipped(settings)
    return settings


@pytest.fixture
def app(guarded: Settings) -> Flask:
    return create_app(guarded)


def key(settings: Settings, name: str = "tracker", scopes: Any = SCOPES, rate: int = 600) -> str:
    return Keys(settings).create(name, scopes, rate)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_request_with_a_key_is_accepted(app: Flask, guarded: Settings) -> None:
    reply = app.test_client().get(ASK, headers=bearer(key(guarded)))
    assert (reply.status_code, json.loads(reply.data)["answerable"]) == (200, True)


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer qa_"},
        {"Authorization": "Bearer ' OR 1=1 --"},
        {"Authorization": "Basic dXNlcjpwYXNz"},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Authorization": "Bearer é"},
    ],
)
def test_a_request_without_a_known_key_is_refused(
    client: FlaskClient, header: dict[str, str]
) -> None:
    response = client.get(ASK, headers=header)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert json.loads(response.data)["type"] == "/problems/no-key"


def test_a_request_with_a_revoked_key_is_refused(client: FlaskClient, guarded: Settings) -> None:
    revoked = key(guarded)
    Keys(guarded).revoke("tracker")
    assert client.get(ASK, headers=bearer(revoked)).status_code == 401


def test_a_request_with_an_expired_key_is_refused_and_says_so(
    client: FlaskClient, guarded: Settings
) -> None:
    expired = Keys(guarded).create("old", SCOPES, 600, date(2021, 9, 13))
    lasting = Keys(guarded).create("new", SCOPES, 600, date(9999, 12, 31))
    refused = client.get(ASK, headers=bearer(expired))
    assert refused.status_code == 401
    assert "13 September 2021" in refused.json["detail"]
    assert "error=invalid_token" in refused.headers["WWW-Authenticate"]
    assert "RateLimit" not in refused.headers
    assert client.get(ASK, headers=bearer(lasting)).status_code == 200


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("0", date(2026, 3, 2)),
        ("1", date(2026, 3, 3)),
        ("365", date(2027, 3, 2)),
        ("2026-03-02", date(2026, 3, 2)),
        ("2027-01-01", date(2027, 1, 1)),
    ],
)
def test_the_last_day_of_a_key_is_a_date_or_in_so_many_days(stated: str, day: date) -> None:
    assert last_day(stated, date(2026, 3, 2)) == day


@pytest.mark.parametrize(
    "stated",
    ["", "-1", "2026-03-01", "2026-02-30", "01/01/2027", "9" * 30, "4000000", "1.5", "²", "never"],
)
def test_another_last_day_is_refused(stated: str) -> None:
    with pytest.raises(BadRequest, match="such as 2027-01-01"):
        last_day(stated, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("scope", "method", "path", "body"),
    [
        ("read", "GET", ASK, None),
        ("read", "GET", "/api/v1/answers", None),
        ("read", "GET", "/api/v1/coverage", None),
        ("read", "POST", "/api/v1/searches", {"questions": ["prison leavers"]}),
        ("converse", "POST", "/api/v1/conversations", None),
        ("evaluate", "POST", "/api/v1/runs", {"topics": [{"topic_id": "1", "text": "prison"}]}),
    ],
)
def test_each_endpoint_needs_its_scope_and_no_other(
    client: FlaskClient, guarded: Settings, scope: str, method: str, path: str, body: Any
) -> None:
    others = tuple(one for one in SCOPES if one != scope)
    allowed, refused = key(guarded, "with", (scope,)), key(guarded, "without", others)
    asked = client.open(path, method=method, json=body, headers=bearer(allowed))
    assert asked.status_code in (200, 201)
    response = client.open(path, method=method, json=body, headers=bearer(refused))
    assert response.status_code == 403
    assert json.loads(response.data)["type"] == "/problems/out-of-scope"
    assert scope in json.loads(response.data)["detail"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/api/v1/openapi.json"])
def test_health_and_document_need_no_key(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_responses_state_the_rate_of_a_key_and_requests_beyond_it_are_refused(
    client: FlaskClient, guarded: Settings
) -> None:
    limited = key(guarded, rate=3)
    responses = [client.get(ASK, headers=bearer(limited)) for _ in range(8)]
    served = [one for one in responses if one.status_code == 200]
    # Eight requests meet one minute, or the end of one and the beginning of the next.
    assert len(served) in (3, 4, 5, 6)
    refused = next(one for one in responses if one.status_code == 429)
    assert served[0].headers["RateLimit-Policy"] == '"minute";q=3;w=60'
    assert refused.headers["RateLimit"].startswith('"minute";r=0;t=')
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "3 requests a minute" in refused.json["detail"]


def test_the_database_contains_no_key(guarded: Settings) -> None:
    made = key(guarded)
    kept = b"".join(path.read_bytes() for path in guarded.data_dir.glob("service.db*"))
    assert b"tracker" in kept
    assert made.encode() not in kept
    assert made.removeprefix("qa_").encode() not in kept


def test_only_its_own_key_finds_a_conversation(client: FlaskClient, guarded: Settings) -> None:
    mine, other = bearer(key(guarded, "mine")), bearer(key(guarded, "other"))
    begun = client.post("/api/v1/conversations", headers=mine).json
    assert begun is not None
    path = f"/api/v1/conversations/{begun['conversation_id']}"
    turn = {"question": "prison leavers"}
    assert client.post(f"{path}/turns", json=turn, headers=mine).status_code == 201
    assert client.get(path, headers=other).status_code == 404
    assert client.post(f"{path}/turns", json=turn, headers=other).status_code == 404
    assert client.delete(path, headers=other).status_code == 404
    kept = client.get(path, headers=mine).json
    assert kept is not None
    assert [one["question"] for one in kept["turns"]] == ["prison leavers"]
    assert client.delete(path, headers=mine).status_code == 204
    assert client.get(path, headers=mine).status_code == 404


def test_a_program_does_not_find_a_conversation_of_a_browser(guarded: Settings) -> None:
    client = create_app(replace(guarded, access="")).test_client()
    client.post("/", data={"question": "prison leavers"})
    cookie = client.get_cookie("conversation")
    assert cookie is not None
    assert client.get(f"/api/v1/conversations/{cookie.value}").status_code == 404
    begun = client.post("/api/v1/conversations").json
    assert begun is not None
    client.set_cookie("conversation", begun["conversation_id"])
    client.post(
        f"/api/v1/conversations/{begun['conversation_id']}/turns", json={"question": "libraries?"}
    )
    assert "libraries?" not in client.get("/").text


def test_with_keys_this_machine_can_open_the_pages(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "localhost:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "127.0.0.1"}).status_code == 200
    assert client.get("/", headers={"Host": "[::1]:8000"}).status_code == 200


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.0.2.1", {}),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.1"}),
        ("127.0.0.1", {"X-Forwarded-Proto": "https"}),
        ("127.0.0.1", {"X-Forwarded-Server": "front"}),
        ("127.0.0.1", {"X-Forwarded-Port": "443"}),
        ("127.0.0.1", {"X-Forwarded": "for=192.0.2.1"}),
        ("127.0.0.1", {"X-Real-IP": "192.0.2.1"}),
        ("127.0.0.1", {"X-Original-URL": "/"}),
        ("127.0.0.1", {"X-Client-IP": "192.0.2.1"}),
        ("127.0.0.1", {"X-Cluster-Client-IP": "192.0.2.1"}),
        ("127.0.0.1", {"X-Envoy-External-Address": "192.0.2.1"}),
        ("127.0.0.1", {"CF-Connecting-IP": "192.0.2.1"}),
        ("127.0.0.1", {"True-Client-IP": "192.0.2.1"}),
        ("127.0.0.1", {"Fastly-Client-IP": "192.0.2.1"}),
        ("127.0.0.1", {"VIA": "1.1 front"}),
        ("127.0.0.1", {"Host": "answers.example"}),
        ("127.0.0.1", {"Host": "127.0.0.1.example"}),
    ],
)
def test_with_keys_no_other_machine_can_open_the_pages(
    client: FlaskClient, address: str, headers: dict[str, str]
) -> None:
    for path in ("/", "/answers/2021-09-03/41780", "/static/style.css", "/api/v1/docs"):
        page = client.get(path, headers=headers, environ_overrides={"REMOTE_ADDR": address})
        assert page.status_code == 403
        assert "New Futures" not in page.text


def test_with_keys_pages_need_the_operator_to_say_that_no_proxy_is_in_front(
    guarded: Settings,
) -> None:
    silent = create_app(guarded.with_changes(pages=False)).test_client()
    for path in ("/", "/answers/2021-09-03/41780", "/static/style.css", "/api/v1/docs", "/drafts"):
        page = silent.get(path, headers={"Host": "127.0.0.1:8000"})
        assert (page.status_code, "QA_PAGES" in page.text) == (403, True)
    assert silent.post("/", data={"question": "prison"}).status_code == 403
    assert silent.get(ASK, headers=bearer(key(guarded))).status_code == 200
    assert silent.get("/healthz").status_code == 200


def test_what_a_trusted_proxy_says_opens_no_page(guarded: Settings) -> None:
    client = create_app(guarded.with_changes(trusted_proxies="127.0.0.1")).test_client()
    for name, value in (("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Host", "localhost")):
        assert client.get("/", headers={name: value}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1", "[::1]"])
def test_loopback_addresses_are_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "", "example", "127.0.0.1.example"])
def test_other_addresses_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_serving_other_machines_needs_an_access_setting(host: str, tmp_path: Path) -> None:
    command = [*QA, "serve", "--host", host, "--data-dir", str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "--access" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("value", ["everyone", "Keys", " open"])
def test_an_unknown_access_setting_is_refused(value: str) -> None:
    with pytest.raises(BadRequest, match="keys, proxy, oidc, open"):
        Settings.read({"QA_ACCESS": value})


def qa(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*QA, *arguments], capture_output=True, text=True)


def test_keys_are_made_listed_and_revoked(tmp_path: Path) -> None:
    data = ["--data-dir", str(tmp_path)]
    made = qa("keys", "create", "tracker", "--scope", "read", "--rate", "5", *data)
    assert made.returncode == 0
    assert made.stdout.startswith("qa_")
    again = qa("keys", "create", "tracker", *data)
    assert (again.returncode, "another name" in again.stderr) == (2, True)
    assert qa("keys", "create", "a\nb", *data).returncode == 2
    listed = qa("keys", "list", *data).stdout
    assert "tracker\tread\t5/min" in listed
    assert "in use" in listed
    assert "never used" in listed
    until = qa("keys", "create", "board", "--expires", "9999-12-31", *data)
    assert "in use until 9999-12-31" in qa("keys", "list", *data).stdout
    assert until.returncode == 0
    refused = qa("keys", "create", "late", "--expires", "yesterday", *data)
    assert (refused.returncode, "2027-01-01" in refused.stderr) == (2, True)
    assert made.stdout.strip() not in listed
    assert qa("keys", "revoke", "tracker", *data).returncode == 0
    assert "revoked" in qa("keys", "list", *data).stdout
    gone = qa("keys", "revoke", "tracker", *data)
    assert (gone.returncode, "qa keys list" in gone.stderr) == (1, True)


def test_the_rate_holds_across_the_processes_of_a_server(guarded: Settings) -> None:
    made = key(guarded, rate=20)
    command = [*QA, "serve", "--port", "0", "--access", "keys"]
    with subprocess.Popen(
        [*command, "--data-dir", str(guarded.data_dir)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[2].rstrip(".")

        def status(_: int) -> int:
            try:
                with urlopen(
                    Request(address + "/api/v1/coverage", headers=bearer(made))
                ) as response:
                    assert json.load(response)["answers"] == 2
                    return int(response.status)
            except HTTPError as error:
                with error:
                    return error.code

        with ThreadPoolExecutor(8) as threads:
            statuses = list(threads.map(status, range(60)))
        with urlopen(address + "/metrics") as response:
            figures = response.read().decode()
        process.send_signal(signal.SIGTERM)
    assert set(statuses) == {200, 429}
    assert 20 <= statuses.count(200) <= 40  # Of one minute, or of two.
    counted = 'qa_requests_total{endpoint="api.coverage",status="2xx"} '
    assert f"{counted}{statuses.count(200)}.0\n" in figures


def test_a_batch_counts_as_its_questions(client: FlaskClient, guarded: Settings) -> None:
    batch = {"questions": ["prison leavers"] * 3}
    limited = bearer(key(guarded, rate=2))
    refused = client.post("/api/v1/searches", json=batch, headers=limited)
    assert refused.status_code == 429
    assert "each question of a batch counts as one" in refused.json["detail"]
    many = bearer(key(guarded, "many", rate=100))
    served = client.post("/api/v1/searches", json=batch, headers=many)
    assert (served.status_code, len(served.json["replies"])) == (200, 3)
    assert served.headers["RateLimit"].startswith('"minute";r=97;t=')


LOOPBACK = ["localhost", "localhost:8000", "LOCALHOST", "127.0.0.1:8000", "[::1]:8000"]


@pytest.mark.parametrize("path", ["/", ASK, "/search?q=x", "/healthz", "/static/style.css", "/x"])
@pytest.mark.parametrize("host", ["rebound.example", "127.0.0.1.rebound.example", "10.0.0.7:8000"])
def test_on_loopback_another_name_is_refused(guarded: Settings, path: str, host: str) -> None:
    client = create_app(guarded.with_changes(access="")).test_client()
    refused = client.get(path, headers={"Host": host})
    assert refused.status_code == 421
    assert "QA_HOSTS" in refused.text


@pytest.mark.parametrize("host", LOOPBACK)
def test_on_loopback_the_names_of_this_machine_are_served(guarded: Settings, host: str) -> None:
    client = create_app(guarded.with_changes(access="")).test_client()
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("answers.dept.example", 200),
        ("ANSWERS.dept.example:443", 200),
        ("press.dept.example", 200),
        ("localhost:8000", 200),
        ("dept.example", 421),
        ("evil.answers.dept.example", 421),
        ("answers.dept.example.evil.example", 421),
    ],
)
def test_with_hosts_set_only_they_and_this_machine_are_served(
    guarded: Settings, host: str, status: int
) -> None:
    named = "answers.dept.example, Press.dept.example"
    client = create_app(guarded.with_changes(access="open", hosts=named)).test_client()
    assert client.get("/", headers={"Host": host}).status_code == status
