"""A store that can only be read: it is served, and what writes says that it cannot."""

import json
import os
import signal
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pytest

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.making import fact, lines
from tests.qa.index.embeddings.tiny import tiny_model
from tests.reading import only_readable, run, started
from web.errors import FRAGMENT


@pytest.fixture
def data(own_data):
    """A data folder of the shipped answers, which nobody has open."""
    with closing(sqlite3.connect(own_data / "answers.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not (own_data / "answers.db-wal").exists()
    return own_data


def state(folder):
    """Every file of a folder, with its size and when it was written."""
    found = {path: path.stat() for path in sorted(folder.rglob("*"))}
    return [(str(path), one.st_size, one.st_mtime_ns) for path, one in found.items()]


@contextmanager
def served(data, service):
    """The address of a service over a folder, with another for what people make."""
    process = started(
        "serve", "--port", "0", "--data-dir", str(data),
        stdout=subprocess.PIPE, env=os.environ | {"QA_SERVICE_DIR": str(service)},
    )  # fmt: skip
    with process:
        try:
            yield process.stdout.readline().split()[2].rstrip(".")
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0


def got(address):
    with urlopen(address) as response:
        return json.load(response)


def asked(address, question):
    return got(f"{address}/api/v1/passages?q={quote(question)}")


def test_it_is_served_with_conversations_elsewhere(data, tmp_path):
    service = tmp_path / "service"
    service.mkdir()
    before = state(data)
    with only_readable(data), served(data, service) as address:
        assert asked(address, "prison leavers")["answerable"]
        assert got(f"{address}/readyz")["ready"]
        form = urlencode({"question": "prison leavers"}).encode()
        with urlopen(Request(f"{address}/", form, {"Accept": FRAGMENT})) as turn:
            assert "prison leavers" in turn.read().decode()
    assert state(data) == before
    assert {path.name.partition("-")[0] for path in service.iterdir()} == {"service.db"}


def test_what_its_owner_ingests_meanwhile_is_found_at_once(data, tmp_path):
    """The owner writes beside the log and the files that SQLite makes for it."""
    service = tmp_path / "service"
    service.mkdir()
    with only_readable(data), served(data, service) as address:
        for number in range(3):
            word = f"buoys{number}"
            assert asked(address, f"how many {word}?")["answerable"] is False
            owner = fact(uin=str(number), answer_html=f"<p>There are twelve {word}.</p>")
            for path in (data, data / "index", *data.glob("*.db*"), *data.glob("index/*")):
                path.chmod(path.stat().st_mode | 0o200)
            ingest([lines(tmp_path / "more", owner)], Settings(data_dir=data, semantic=False))
            for path in (data, data / "index", *data.glob("*.db*"), *data.glob("index/*")):
                path.chmod(path.stat().st_mode & ~0o222)
            found = asked(address, f"how many {word}?")["passages"]
            assert word in found[0]["text"]


def test_without_another_folder_it_is_not_served_and_the_cure_is_said(data):
    with only_readable(data):
        status, said = run("serve", "--port", "0", "--data-dir", data)
    assert status == 2
    assert "service.db cannot be written, where conversations and keys are kept" in said
    assert "Set QA_SERVICE_DIR" in said


@pytest.mark.parametrize(
    "command",
    [
        "ask prison",
        "status",
        "check",
        "similar prison",
        "backup {elsewhere}/backup.tar",
        "purge --all --yes",
    ],
)
def test_what_reads_works(data, tmp_path, command):
    before = state(data)
    with only_readable(data):
        status, said = run(*command.format(elsewhere=tmp_path).split(), "--data-dir", data)
    assert status == 0, said
    assert state(data) == before


@pytest.mark.parametrize(
    "command",
    [
        "ingest {file}",
        "index",
        "keys create tracker",
        "model {model}",
        "purge --before 2020-01-01",
        "restore {backup}",
        "watch add prison",
    ],
)
def test_what_writes_says_that_it_cannot(data, tmp_path, command):
    places = {
        "file": lines(tmp_path / "more", fact()),
        "model": tiny_model(tmp_path / "tiny"),
        "backup": tmp_path / "backup.tar",
    }
    assert run("backup", places["backup"], "--data-dir", data)[0] == 0
    assert run("keys", "create", "board", "--data-dir", data)[0] == 0
    before = state(data)
    environ = os.environ | {"QA_SEMANTIC": "yes" if "model" in command else "no"}
    with only_readable(data):
        words = command.format(**places).split()
        status, said = run(*words, "--data-dir", data, env=environ)
    assert status in (1, 2)
    assert "Traceback" not in said
    assert "cannot be" in said or "is there already" in said, said
    assert "writ" in said or "there already" in said, said
    assert state(data) == before


def test_a_log_of_a_writer_without_its_index_is_said(data):
    """A folder that was copied while it was written to."""
    with closing(sqlite3.connect(data / "answers.db")) as db:
        db.execute("CREATE TABLE written (late)")
        db.commit()
        log = (data / "answers.db-wal").read_bytes()
    (data / "answers.db-wal").write_bytes(log)
    with only_readable(data):
        status, said = run("ask", "prison", "--data-dir", data)
    assert status == 1
    assert "cannot be used" in said
    assert "Make the folder" in said
