"""`qa serve` as it is really run: a process of its own, on a port of its own."""

import json
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.making import fact, lines

QA = [sys.executable, "-m", "qa.cli"]


@pytest.fixture
def process(tmp_path):
    """A server over an empty data folder, started."""
    (tmp_path / "data").mkdir()
    command = [*QA, "serve", "--port", "0", "--data-dir", str(tmp_path / "data")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


@pytest.fixture
def served(process, tmp_path):
    """The address of that server, and its folder."""
    return process.stdout.readline().split()[2].rstrip("."), tmp_path / "data"


def parted(address):
    """Host and port of an address."""
    url = urlsplit(address)
    return url.hostname, url.port


def test_a_question_of_the_longest_length_is_accepted(served):
    address, _ = served
    assert asked(address, "é" * 5000)["answerable"] is False
    with pytest.raises(HTTPError) as refused:
        asked(address, "é" * 5001)
    with refused.value as response:
        assert response.code == 400
        assert response.headers["Content-Type"] == "application/problem+json"
        assert json.load(response)["parameter"] == "q"


def test_a_body_in_bad_chunks_is_a_bad_request(served):
    address, _ = served
    with socket.create_connection(parted(address), 30) as connection:
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\nzz\r\nquestion=x\r\n0\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def workers(process):
    """The processes that the server has started, as Linux lists them."""
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not path.exists():
        pytest.skip("this system does not tell which processes a server has started")
    return set(path.read_text().split())


def test_after_a_reload_new_processes_serve(served, process):
    address, _ = served
    asked(address, "prison leavers")
    before = workers(process)
    process.send_signal(signal.SIGHUP)
    while workers(process) & before:
        assert asked(address, "prison leavers")["answerable"]
    assert asked(address, "prison leavers")["answerable"]


def asked(address, question):
    with urlopen(f"{address}/api/v1/passages?q={quote(question)}") as response:
        return json.load(response)


def test_an_empty_data_folder_gets_the_answers_that_ship(served):
    address, _ = served
    reply = asked(address, "what is the government doing to get prison leavers into work?")
    assert "New Futures Network" in reply["passages"][0]["text"]
    with urlopen(address) as page:
        assert "2 answers, newest 13 September 2021" in page.read().decode()


def test_every_worker_uses_a_new_index(served, tmp_path):
    address, data = served
    assert asked(address, "how many libraries?")["answerable"] is False
    ingest([lines(tmp_path / "a", fact())], Settings(data_dir=data))
    assert all(asked(address, "how many libraries?")["answerable"] for _ in range(12))


def test_many_questions_at_once_get_the_same_reply(served):
    address, _ = served
    replies = []
    threads = [
        threading.Thread(target=lambda: replies.append(asked(address, "prison leavers")))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 16
    assert all(reply == replies[0] for reply in replies)


def test_a_port_in_use_is_refused_at_once(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [*QA, "serve", "--port", port, "--data-dir", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


STOPPED_AT_ONCE = """
import os, signal, sys
from pathlib import Path
from qa.settings import Settings
from web import create_app, server

class Stopped(server._Server):
    def load_config(self):
        super().load_config()
        self.cfg.set("post_fork", lambda arbiter, worker: os.kill(os.getpid(), signal.SIGTERM))
        self.cfg.set("child_exit", lambda arbiter, worker: os.kill(os.getpid(), signal.SIGTERM))

server._Server = Stopped
settings = Settings(data_dir=Path(sys.argv[1]), port=0, semantic=False)
server.serve(create_app(settings), settings)
"""


def test_a_worker_that_is_stopped_before_it_has_begun_stops(tmp_path):
    """The first worker is stopped right after its fork; when it has ended, so does the server."""
    (tmp_path / "data").mkdir()
    command = [sys.executable, "-c", STOPPED_AT_ONCE, str(tmp_path / "data")]
    assert subprocess.run(command, timeout=25, stdout=subprocess.PIPE).returncode == 0
