"""Two web machines with folders of their own share what people made, in one PostgreSQL."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import closing
from itertools import pairwise
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from qa.service.keys import Keys
from qa.service.people import People
from qa.service.switchboard import Switchboard
from qa.settings import Settings
from qa.store.service import service_store
from tests.postgres import Cluster
from web import create_app

PATIENCE = 60
"""Seconds that a test waits for what must come: a busy machine is no fault."""
ASK = "/api/v1/passages?q=prison+leavers"


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Machine:
    """One `qa serve`, with a data folder of its own."""

    def __init__(self, data, url, port=0, **settings):
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qa.cli", "serve", "--port", str(port), "--data-dir", str(data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            env=os.environ | {"QA_DATABASE_URL": url, "QA_WORKERS": "1"} | settings,
        )
        self.address = self.process.stdout.readline().split()[2].rstrip(".")

    def send(self, path, body=None, form=None, **headers):
        """The status, the text and the headers of the response."""
        data = None if body is None else json.dumps(body).encode()
        if data:
            headers["Content-Type"] = "application/json"
        if form:
            data = urlencode(form).encode()
        request = Request(self.address + path, data, headers)
        try:
            with build_opener(NoRedirect).open(request, timeout=PATIENCE) as response:
                return response.status, response.read().decode(), response.headers
        except HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode(), refused.headers

    def kill(self):
        """End all its processes at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
            self.process.stdout.close()


def wait_until(condition):
    pause = threading.Event()
    for _ in range(PATIENCE * 50):
        if condition():
            return
        pause.wait(0.02)
    pytest.fail("what was waited for did not come")


@pytest.fixture
def start(corpus_data, tmp_path, postgres_url):
    """Start a machine over a copy of the same answers."""
    started = []

    def start(url=postgres_url, **settings):
        folder = tmp_path / f"machine {len(started) + 1}"
        made = shutil.ignore_patterns("service.db*")
        machine = Machine(shutil.copytree(corpus_data, folder, ignore=made), url, **settings)
        started.append(machine)
        return machine

    yield start
    for machine in started:
        machine.stop()


def test_a_conversation_a_key_and_the_switches_are_those_of_both_machines(start, postgres_url):
    one, two = (start(QA_ACCESS="keys", QA_PAGES="yes") for _ in range(2))
    shared = Settings(data_dir=one.data, database_url=postgres_url)
    key = {"Authorization": f"Bearer {Keys(shared).create('tracker', ('read', 'converse'), 60)}"}

    # Begun on one, with a key that was made after both had started.
    status, begun, _ = one.send("/api/v1/conversations", {}, **key)
    conversation = f"/api/v1/conversations/{json.loads(begun)['conversation_id']}"
    assert status == 201
    asked = one.send(f"{conversation}/turns", {"question": "prison leavers"}, **key)
    assert (asked[0], json.loads(asked[1])["number"]) == (201, 1)
    status, _, headers = one.send("/", form={"question": "prison leavers"})
    cookie = headers["Set-Cookie"].partition(";")[0]
    page = re.sub("^https?://[^/]*", "", headers["Location"])
    assert status == 303

    # Gone on with on the other, once the first is lost.
    one.kill()
    asked = two.send(f"{conversation}/turns", {"question": "and in 2021?"}, **key)
    assert (asked[0], json.loads(asked[1])["number"]) == (201, 2)
    turns = json.loads(two.send(conversation, **key)[1])["turns"]
    assert [turn["question"] for turn in turns] == ["prison leavers", "and in 2021?"]
    status, shown, _ = two.send(page.partition("#")[0], Cookie=cookie)
    assert status == 200
    assert "prison leavers" in shown
    assert two.send(page.partition("#")[0])[0] == 404

    # The rate of a key is one on all machines, and so are the switches.
    again = start(QA_ACCESS="keys", QA_PAGES="yes")
    sent = [machine.send(ASK, **key)[2] for _ in range(3) for machine in (again, two)]
    left = [int(re.search("r=([0-9]+)", headers["RateLimit"])[1]) for headers in sent]
    fallen = [after == before - 1 for before, after in pairwise(left)]
    assert fallen.count(True) >= 4  # A minute may have ended once.
    Switchboard(shared).turn_off(("pages", "API"), "Closed until noon.", "test")
    for machine in (again, two):
        wait_until(lambda machine=machine: machine.send("/")[0] == 503)
        assert "Closed until noon." in machine.send("/")[1]
        assert machine.send(ASK)[0] == 503
    Switchboard(shared).turn_on(("pages", "API"), "test")
    for machine in (again, two):
        wait_until(lambda machine=machine: machine.send("/")[0] == 200)
    assert [one for one in again.data.iterdir() if one.name.startswith("service.db")] == []


def test_the_database_is_killed_under_load_and_nothing_acknowledged_is_lost(
    start, postgres_programs
):
    cluster = Cluster(postgres_programs)
    try:
        cluster.start()
        loaded(start(cluster.empty_schema()), cluster)
    finally:
        cluster.remove()


def loaded(machine, cluster):
    """Three clients converse while the database is killed and started again."""
    begun = [json.loads(machine.send("/api/v1/conversations", {})[1]) for _ in range(3)]
    paths = [f"/api/v1/conversations/{one['conversation_id']}" for one in begun]
    done, added, refused = threading.Event(), dict.fromkeys(paths, 0), []

    def converse(path):
        while not done.is_set():
            status, text, _ = machine.send(f"{path}/turns", {"question": "prison leavers"})
            if status == 201:
                added[path] = json.loads(text)["number"]
            else:
                refused.append((status, json.loads(text)["detail"]))

    threads = [threading.Thread(target=converse, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: all(added.values()))
        cluster.kill()
        wait_until(lambda: len(refused) > 6)
        status, readiness, _ = machine.send("/readyz")
        assert (status, json.loads(readiness)["checks"]["service"]) == (503, False)
        assert machine.send(ASK)[0] == 200
        assert machine.send("/")[0] == 200
        cluster.start()
        before = dict(added)
        wait_until(lambda: all(added[path] > before[path] for path in paths))
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert {status for status, _ in refused} == {503}
    assert all("cannot be read or saved at the moment" in said for _, said in refused)
    assert machine.send("/readyz")[0] == 200
    for path in paths:
        turns = json.loads(machine.send(path)[1])["turns"]
        assert [turn["number"] for turn in turns] == list(range(1, len(turns) + 1))
        assert added[path] <= len(turns)


def apps(corpus_data, url, **settings):
    """The apps of two machines, each with counts of its own."""
    made = Settings(data_dir=corpus_data, semantic=False, database_url=url, **settings)
    return [create_app(made) for _ in range(2)]


def test_the_rate_of_an_address_is_one_on_all_machines(corpus_data, postgres_url, monkeypatch):
    monkeypatch.setattr("web.limits.time.time", lambda: 6_000_020.0)
    one, two = (app.test_client() for app in apps(corpus_data, postgres_url, access="open", rate=3))
    base = {"REMOTE_ADDR": "192.0.2.1"}
    found = [client.get(ASK, environ_base=base).status_code for client in (one, two) * 3]
    assert found == [200, 200, 200, 429, 429, 429]
    assert two.get(ASK, environ_base={"REMOTE_ADDR": "192.0.2.2"}).status_code == 200
    monkeypatch.setattr("web.limits.time.time", lambda: 6_000_060.0)
    assert one.get(ASK, environ_base=base).status_code == 200


def test_while_the_database_is_away_each_machine_counts_for_itself(corpus_data, monkeypatch):
    monkeypatch.setattr("web.limits.time.time", lambda: 6_000_020.0)
    url = "postgresql://qa@127.0.0.1:9/answers"
    one, two = (app.test_client() for app in apps(corpus_data, url, access="open", rate=2))
    base = {"REMOTE_ADDR": "192.0.2.1"}
    assert [one.get(ASK, environ_base=base).status_code for _ in range(3)] == [200, 200, 429]
    assert two.get(ASK, environ_base=base).status_code == 200


def test_a_session_that_one_machine_began_is_known_on_another(corpus_data, postgres_url):
    settings = Settings(data_dir=corpus_data, database_url=postgres_url)
    one, two = People(settings), People(settings)
    token = one.begin_session("a1", "Anna", "")
    assert two.session(token) == one.session(token)
    assert one.signing_secret() == two.signing_secret()
    two.end_session(token)
    assert one.session(token) is None
    with closing(service_store(settings)):
        pass


def test_the_operators_page_names_the_database_that_is_away(corpus_data):
    one, _ = apps(corpus_data, "postgresql://qa:hunter2@127.0.0.1:9/answers")
    page = one.test_client().get("/operator")
    assert page.status_code == 200
    assert "The database of QA_DATABASE_URL cannot be read." in page.text
    assert "hunter2" not in page.text
