"""The client over a real server: records, pages, errors and retries."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import stamina

from qa.client import Client
from qa.errors import BadRequest, Expired, NotFound, QaError, ServiceError
from qa.model import Request
from qa.service.keys import Keys
from qa.service.service import Service
from qa.settings import Settings

LEAVERS = "what is the government doing to get prison leavers into work?"


@pytest.fixture
def asking(server: str) -> Iterator[Client]:
    with Client(server) as client:
        yield client


def test_a_reply_is_that_of_the_service(asking: Client, settings: Settings) -> None:
    assert (
        asking.reply(LEAVERS, hits=2) == Service(settings).reply(Request(LEAVERS, hits=2)).as_json()
    )


def test_filters_have_the_names_of_the_service(asking: Client) -> None:
    narrowed = asking.reply(
        "lighthouse keepers",
        date_from="2016-01-01",
        date_to="2016-12-31",
        body="MoJ",
        house="Lords",
        status=["answered", "corrected"],
        kind=["none"],
    )
    assert narrowed["query"]["from"] == "2016-01-01"
    assert narrowed["passages"][0]["answer_id"] == "2016-05-04/HL8123"


def test_pages_of_passages_make_one_ranking(asking: Client, settings: Settings) -> None:
    whole = Service(settings).reply(Request("beekeepers in prison", hits=100)).as_json()["passages"]
    assert len(whole) > 6
    assert list(asking.passages("beekeepers in prison", hits=2)) == whole
    assert list(asking.passages("beekeepers in prison")) == whole
    assert list(asking.passages("sourdough pizza")) == []


def test_an_answer_is_found_by_its_id_in_any_case(asking: Client) -> None:
    answer = asking.answer("2016-05-04/hl8123")
    assert answer["answer_id"] == "2016-05-04/HL8123"
    slices = asking.passages_of("2016-05-04/hl8123")
    assert [answer["text"][one["start"] : one["end"]] for one in slices["passages"]] == [
        one["text"] for one in slices["passages"]
    ]
    [version] = asking.history("2016-05-04/HL8123")["versions"]
    assert (version["text"], version["current"]) == (answer["text"], True)
    assert asking.similar("2016-05-04/HL8123", hits=1)["answer_id"] == "2016-05-04/HL8123"


def test_a_conversation_is_begun_kept_and_deleted(asking: Client) -> None:
    name = asking.begin()["conversation_id"]
    asking.ask(name, LEAVERS)
    turn = asking.ask(name, "and in Northumberland?")
    assert (turn["number"], turn["question"]) == (2, "and in Northumberland?")
    assert "leaver" in turn["reply"]["query"]["terms"]
    assert [one["question"] for one in asking.conversation(name)["turns"]] == [
        LEAVERS,
        "and in Northumberland?",
    ]
    asking.forget(name)
    with pytest.raises(NotFound, match="deleted or has expired"):
        asking.conversation(name)


def test_many_questions_are_sent_in_one_call(asking: Client) -> None:
    questions = [LEAVERS, "sourdough pizza", "lighthouse keepers"]
    assert asking.search(questions, hits=1) == [asking.reply(one, hits=1) for one in questions]


def test_a_test_set_is_run(asking: Client, settings: Settings) -> None:
    run = asking.run([{"topic_id": "one", "text": LEAVERS}], hits=3)
    service = Service(settings)
    ranking = service.ranking(service.reply(Request(LEAVERS)).query, 3, "answer")
    assert [one["id"] for one in run["hits"]] == [name for name, _ in ranking]
    assert [one["rank"] for one in run["hits"]] == list(range(1, len(ranking) + 1))


def test_a_passage_is_marked(asking: Client) -> None:
    shown = asking.reply(LEAVERS)["passages"][0]["passage_id"]
    asking.mark(LEAVERS, shown, "answers it")
    with pytest.raises(NotFound, match="shows no passage"):
        asking.mark(LEAVERS, "2016-05-04/HL8123#9", "related")


def test_coverage_is_that_of_the_service(asking: Client, settings: Settings) -> None:
    said = json.loads(json.dumps(Service(settings).coverage().as_json()))
    assert asking.coverage() == said


def test_errors_are_those_of_the_service(asking: Client) -> None:
    with pytest.raises(BadRequest, match="hits") as refused:
        asking.reply(LEAVERS, hits=101)
    assert refused.value.parameter == "hits"
    for answer_id in ("2016-05-04/1", "nothing", "", "../../../etc/passwd", "a/b/c"):
        with pytest.raises(NotFound):
            asking.answer(answer_id)
    with pytest.raises(Expired):
        list(asking.answers(cursor="0123456789abcdef.5"))


def test_a_key_is_sent_where_one_is_required(gunicorn: Callable[..., str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    key = Keys(Settings(data_dir=data)).create("client", ("read",), 600)
    address = gunicorn(data, "--access", "keys")
    with Client(address, key) as client:
        assert client.coverage()["answers"] == 2
        with pytest.raises(ServiceError, match="scope converse"):
            client.begin()
    with Client(address) as client, pytest.raises(ServiceError, match="Send a key"):
        client.coverage()


class Scripted(BaseHTTPRequestHandler):
    """Says what the test told it to, one thing after another."""

    script: list[tuple[int, dict[str, str], Any]]
    seen: list[str]

    def answer(self) -> None:
        self.seen.append(self.command)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, headers, body = self.script.pop(0) if self.script else (200, {}, {})
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(sent)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_POST = answer  # noqa: N815 - names that the base class asks for

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def scripted() -> Iterator[tuple[Client, type[Scripted]]]:
    handler = type("Handler", (Scripted,), {"script": [], "seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    stamina.set_testing(True, attempts=6)
    with Client(f"http://127.0.0.1:{server.server_port}") as client:
        yield client, handler
    stamina.set_testing(False)
    server.shutdown()
    server.server_close()
    thread.join()


BUSY = {"type": "/problems/unavailable", "title": "", "status": 503, "detail": "Try again."}


def test_a_passing_failure_is_retried(scripted: tuple[Client, type[Scripted]]) -> None:
    client, service = scripted
    service.script += [(503, {}, BUSY), (429, {"Retry-After": "0"}, BUSY), (502, {}, b"<html>")]
    service.script.append((200, {}, {"answers": 2}))
    assert client.coverage() == {"answers": 2}
    assert service.seen == ["GET"] * 4


def test_a_request_that_must_not_be_done_twice_is_sent_once(
    scripted: tuple[Client, type[Scripted]],
) -> None:
    client, service = scripted
    service.script.append((503, {}, BUSY))
    with pytest.raises(ServiceError, match="Try again"):
        client.ask("x", "y")
    assert service.seen == ["POST"]
    service.script.append((429, {}, BUSY))
    client.ask("x", "y")
    assert service.seen == ["POST"] * 3


def test_a_lasting_failure_is_raised_in_the_end(scripted: tuple[Client, type[Scripted]]) -> None:
    client, service = scripted
    service.script += [(503, {}, BUSY)] * 6
    with pytest.raises(ServiceError, match="Try again"):
        client.coverage()
    assert len(service.seen) == 6


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"detail"', b"\xff"])
def test_an_error_of_another_server_is_a_service_error(
    scripted: tuple[Client, type[Scripted]], body: bytes
) -> None:
    client, service = scripted
    service.script.append((404, {}, body))
    with pytest.raises(ServiceError, match="not a response of this service"):
        client.coverage()


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"3", b'{"a"', b"\xff", b"[" * 9999, b""])
def test_a_reply_of_another_server_is_a_service_error(
    scripted: tuple[Client, type[Scripted]], body: bytes
) -> None:
    client, service = scripted
    calls: list[Callable[[], object]] = [
        client.coverage, client.begin, lambda: client.answer("a/b"), lambda: client.reply("x"),
        lambda: list(client.passages("x")), lambda: list(client.answers()),
        lambda: client.search(["x"]), lambda: client.prior_answers("x"),
    ]  # fmt: skip
    for call in calls:
        service.script.append((200, {}, body))
        with pytest.raises(ServiceError, match="not a response of this service"):
            call()


def test_a_record_of_another_service_is_a_service_error(
    scripted: tuple[Client, type[Scripted]],
) -> None:
    client, _ = scripted
    for call in (lambda: list(client.passages("x")), lambda: list(client.answers())):
        with pytest.raises(ServiceError, match="not a response of this service"):
            call()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:8430", "localhost:8000", "localhost", "", " ", "http://", "http:///x", "//x",
        "ftp://example.org", "file:///etc/passwd", "http://[::1", "http://a b/", "http://x:99999",
        "http://x:port", "http://x\n", "http://x?y=1", "http://x#y", "http://\ud800/", "http://*/",
        "javascript:alert(1)", "x" * 99_999, None, 8000,
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_at_once(address: Any) -> None:
    with pytest.raises(BadRequest, match="Give one such as http") as refused:
        Client(address)
    assert refused.value.parameter == "url"
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("address", ["http://[::1]:80", "https://qa.example.org/a/", "http://é.uk"])
def test_an_address_with_a_path_or_a_name_in_any_script_is_one(address: str) -> None:
    Client(address).close()


@pytest.mark.parametrize("key", ["a\nb", "é", "a\x00", "\ud800"])
def test_a_key_that_is_none_is_refused_at_once(key: str) -> None:
    with pytest.raises(BadRequest, match="key"):
        Client(key=key)


def test_every_error_is_of_one_family(asking: Client) -> None:
    for call in (
        lambda: asking.reply("half \ud800 of a pair"),
        lambda: asking.search(["half \ud800 of a pair"]),
        lambda: asking.answer("\ud800/1"),
        lambda: asking.answer("190140"),
        lambda: asking.conversation("\ud800"),
        lambda: asking.reply("x", date_from="\x00"),
        lambda: asking.reply("x" * 200_000),
    ):
        with pytest.raises(QaError):
            call()
    with pytest.raises(NotFound, match="'190140'"):
        asking.answer("190140")
    asking.close()
    with pytest.raises(ServiceError, match="closed"):
        asking.coverage()


def test_a_retry_prints_nothing(scripted: tuple[Client, type[Scripted]]) -> None:
    client, service = scripted
    service.script += [(503, {}, BUSY)] * 2
    address = str(client._transport._http.base_url).removesuffix("/api/v1/")
    script = (
        "import stamina; stamina.set_testing(True, attempts=6); from qa.client import Client; "
        f"print(Client({address!r}).coverage())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("{}\n", "")
    assert service.seen == ["GET"] * 3


def test_an_address_without_a_server_is_a_service_error() -> None:
    stamina.set_testing(True, attempts=2)
    with Client("http://127.0.0.1:9") as client, pytest.raises(ServiceError, match="qa serve"):
        client.coverage()
    stamina.set_testing(False)


def test_the_client_watches_for_its_own_owner(server: str) -> None:
    with Client(server) as client:
        one = client.watch("lighthouse keepers", all_words=True, house="Lords")
        assert (one["kind"], one["name"]) == ("search", "lighthouse keepers")
        assert one["what"] == {"q": "lighthouse keepers", "house": "Lords"}
        assert client.watch(answer_id="2016-05-04/HL8123")["what"] == "2016-05-04/HL8123"
        mine = client.watches(hits=1)
        assert {"search", "answer"} <= {each["kind"] for each in mine["watches"]}
        client.looked(mine["seen"])
        for each in mine["watches"]:
            client.unwatch(each["watch_id"])
        assert client.watches()["watches"] == []
        with pytest.raises(NotFound, match="There is no watch"):
            client.unwatch("nosuch")
        with pytest.raises(BadRequest, match="seen is of no list"):
            client.looked("nosuch")
        with pytest.raises(BadRequest, match="beside answer_id"):
            client.watch("owls", answer_id="2016-05-04/HL8123")
