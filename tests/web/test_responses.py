"""Responses: tags, compression, request ids; and the metrics of them."""

from __future__ import annotations

import gzip
import json
import logging
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa import store
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.settings import Settings
from tests.making import CORPUS, fact, lines
from web import create_app
from web.metrics import Metrics

ASK = "/api/v1/passages?q=prison+leavers"
GETS = [ASK, "/api/v1/answers", "/api/v1/answers/2021-09-03/41780", "/api/v1/openapi.json"]


@pytest.mark.parametrize("path", GETS)
def test_an_unchanged_response_is_304(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    other = client.get(path, headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.data) == (200, first.data)


def test_each_question_has_its_own_tag(client: FlaskClient) -> None:
    tags = {
        client.get(f"{ASK}{more}").headers["ETag"]
        for more in ("", "&hits=1", "&house=lords", "&disabled=all", "+parole")
    }
    assert len(tags) == 5


def test_a_tag_changes_with_the_answers(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    ingest([CORPUS], settings)
    client = create_app(settings).test_client()
    before = {path: client.get(path).headers["ETag"] for path in GETS[:2]}
    ingest([lines(tmp_path / "more", fact())], settings)
    for path, tag in before.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    corrected = fact(answer_html="<p>There are eleven.</p>")
    tags = {path: client.get(path).headers["ETag"] for path in GETS[:2]}
    ingest([lines(tmp_path / "corrected", corrected)], settings)
    for path, tag in tags.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", GETS)
def test_a_large_body_is_compressed_for_clients_that_accept_gzip(
    client: FlaskClient, path: str
) -> None:
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]
    tag = packed.headers["ETag"]
    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity"])
def test_a_body_is_not_compressed_for_other_clients(client: FlaskClient, accepted: str) -> None:
    response = client.get(ASK, headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response.headers


def test_a_small_body_is_not_compressed(client: FlaskClient) -> None:
    response = client.get("/healthz", headers={"Accept-Encoding": "gzip"})
    assert response.data == b'{"status":"alive"}\n'


@pytest.mark.parametrize("given", ["abc", "A-1_b.2", "x" * 64])
def test_a_valid_request_id_comes_back(client: FlaskClient, given: str) -> None:
    for path in (ASK, "/", "/api/v1/nothing"):
        response = client.get(path, headers={"X-Request-Id": given})
        assert response.headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "<b>", "é", "a;b", "a%0d%0ab:c"])
def test_an_invalid_request_id_is_replaced(client: FlaskClient, given: str) -> None:
    response = client.get(ASK, headers={"X-Request-Id": given})
    assert re.fullmatch("[0-9a-f]{32}", response.headers["X-Request-Id"])


def test_log_lines_have_the_request_id(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    client = create_app(Settings(data_dir=tmp_path)).test_client()
    with caplog.at_level(logging.ERROR):
        response = client.get(ASK, headers={"X-Request-Id": "mine"})
    assert response.status_code == 503
    assert str(tmp_path) not in response.text
    assert "[mine] GET /api/v1/passages" in caplog.text


def test_readiness_says_what_is_missing(tmp_path: Path, client: FlaskClient) -> None:
    assert client.get("/readyz").json == {
        "ready": True,
        "checks": {"folder": True, "store": True, "index": True, "service": True},
    }
    settings = Settings(data_dir=tmp_path / "data")
    empty = create_app(settings).test_client()
    assert empty.get("/healthz").status_code == 200
    response = empty.get("/readyz")
    assert response.status_code == 503
    assert response.json == {
        "ready": False,
        "checks": {"folder": False, "store": False, "index": False, "service": False},
    }
    assert empty.get("/metrics").status_code == 200
    ingest([CORPUS], settings)
    assert empty.get("/readyz").status_code == 200
    for path in settings.index_dir.iterdir():
        path.unlink()
    assert empty.get("/readyz").json == {
        "ready": False,
        "checks": {"folder": True, "store": True, "index": False, "service": True},
    }


def metrics(client: FlaskClient) -> dict[str, float]:
    text = client.get("/metrics").text
    rows = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in rows}


def test_requests_and_replies_are_counted(settings: Settings) -> None:
    client = create_app(settings).test_client()
    client.get(ASK)
    client.get(ASK)
    client.get("/api/v1/passages?q=sourdough+pizza")
    client.get("/api/v1/passages")
    client.post("/api/v1/searches", json={"questions": ["prison leavers", "sourdough pizza"]})
    found = metrics(client)
    labels = 'endpoint="api.passages"'
    assert found[f'qa_requests_total{{{labels},status="2xx"}}'] == 3
    assert found[f'qa_requests_total{{{labels},status="4xx"}}'] == 1
    assert found[f"qa_request_seconds_count{{{labels}}}"] == 4
    assert found[f'qa_request_seconds_bucket{{{labels},le="+Inf"}}'] == 4
    assert 0 < found[f"qa_request_seconds_sum{{{labels}}}"] < 40
    assert found['qa_replies_total{kind="answered"}'] == 3
    assert found['qa_replies_total{kind="declined"}'] == 2
    assert found["qa_answers"] == 7
    assert found["qa_newest_answer_seconds"] == 1631491200  # 13 September 2021
    assert found["qa_index_age_seconds"] >= 0
    assert found["qa_last_sync_failed"] == 0
    assert "qa_last_sync_seconds" not in found
    assert any(name.startswith('qa_index_info{version="') for name in found)


def test_the_last_sync_and_its_failure_are_metrics(own_data: Path) -> None:
    settings = Settings(data_dir=own_data)
    client = create_app(settings).test_client()
    with store.archive.writing(settings.store_path) as db:
        db.execute("INSERT INTO sync_passes VALUES ('sync', '2021-09-13T00:00:00+00:00', NULL)")
        store.archive.sync_state.record_failure(db, "Not fetched: 2021-09-14.")
    found = metrics(client)
    assert found["qa_last_sync_seconds"] == 1631491200
    assert found["qa_last_sync_failed"] == 1


def test_a_bucket_counts_all_faster_requests() -> None:
    counted = Metrics()
    for seconds in (0.001, 0.004, 0.2, 60.0):
        counted.count_response("a", 200, seconds)
    value = counted.registry.get_sample_value
    buckets = {
        bound: value("qa_request_seconds_bucket", {"endpoint": "a", "le": bound})
        for bound in ("0.005", "0.1", "0.25", "10.0", "+Inf")
    }
    assert buckets == {"0.005": 2, "0.1": 2, "0.25": 3, "10.0": 3, "+Inf": 4}


def test_an_unknown_address_is_counted_under_none(app: Flask) -> None:
    client = app.test_client()
    client.get("/api/v1/" + "x" * 100)
    text = client.get("/metrics").text
    assert 'endpoint="none",status="4xx"' in text
    assert "x" * 100 not in text


def test_json_is_utf_8_without_escapes(client: FlaskClient) -> None:
    raw = client.get("/api/v1/answers").data
    assert json.loads(raw)
    assert b"\\u" not in raw


def test_json_is_written_as_the_standard_library_writes_it(client: FlaskClient) -> None:
    for asked in ("prison “work”", "owls 🦉 \\ /", 'a "b" \u2028'):
        response = client.get("/api/v1/passages", query_string={"q": asked})
        written = json.dumps(response.json, ensure_ascii=False, separators=(",", ":"))
        assert response.text == f"{written}\n"


@pytest.mark.parametrize("damage", [b"\0" * 4096, b"not a database" * 999])
def test_where_conversations_cannot_be_read_checks_and_pages_say_so(
    tmp_path: Path, damage: bytes
) -> None:
    settings = Settings(data_dir=tmp_path / "data", semantic=False)
    ingest([CORPUS], settings)
    client = create_app(settings).test_client()
    client.post("/", data={"question": "prison leavers"})
    settings.service_path.write_bytes(damage)
    for ending in ("-wal", "-shm"):
        Path(f"{settings.service_path}{ending}").unlink(missing_ok=True)
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["checks"]) == (
        503,
        {"folder": True, "store": True, "index": True, "service": False},
    )
    assert any("service.db" in fault for fault in verify_integrity(settings))
    assert client.get("/").status_code == 200
    assert client.get("/search?q=prison+leavers").status_code == 200
    refused = client.post("/", data={"question": "prison leavers"})
    assert refused.status_code == 503
    assert "Conversations, packs and keys cannot be read" in refused.text


@pytest.mark.parametrize("path", ["/shared/SECRET", "/conversations/SECRET/share"])
def test_the_log_has_no_token(tmp_path: Path, caplog: pytest.LogCaptureFixture, path: str) -> None:
    settings = Settings(data_dir=tmp_path / "data", semantic=False)
    client = create_app(settings).test_client()
    settings.service_path.parent.mkdir(exist_ok=True)
    settings.service_path.write_bytes(b"not a database" * 999)
    with caplog.at_level(logging.DEBUG):
        assert client.get(path).status_code == 503
    assert "…" in caplog.text
    assert "SECRET" not in caplog.text
