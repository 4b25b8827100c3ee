"""`qa serve` as it is really run: a process of its own, on a port of its own."""

import json
import signal
import socket
import subprocess
import sys
import threading
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from qa.ingest import ingest
from qa.settings import Settings
from tests.making import fact, lines

QA = [sys.executable, "-m", "qa.cli"]


@pytest.fixture
def served(tmp_path):
    """The address of a server over an empty data folder, and that folder."""
    command = [*QA, "serve", "--port", "0", "--data-dir", str(tmp_path / "data")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        yield line.split()[2].rstrip("."), tmp_path / "data"
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def asked(address, question):
    with urlopen(f"{address}/api/v1/passages?q={quote(question)}") as response:
        return json.load(response)


def test_an_empty_data_folder_is_filled_with_the_answers_that_ship(served):
    address, _ = served
    reply = asked(address, "what is the government doing to get prison leavers into work?")
    assert "New Futures Network" in reply["passages"][0]["text"]
    with urlopen(address) as page:
        assert "2 answers, newest 13 September 2021" in page.read().decode()


def test_every_worker_takes_up_a_new_index(served, tmp_path):
    address, data = served
    assert asked(address, "how many libraries?")["answerable"] is False
    ingest([lines(tmp_path / "a", fact())], Settings(data_dir=data))
    assert all(asked(address, "how many libraries?")["answerable"] for _ in range(12))


def test_many_at_once_are_all_answered_alike(served):
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


def test_a_port_that_is_taken_is_said_at_once(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [*QA, "serve", "--port", port, "--data-dir", str(tmp_path / "data")]
        done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
