"""How much one may ask in a minute without a key, counted in all processes together."""

import json
import os
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from qa.settings import Settings
from web import create_app
from web.limits import PLACES, ROWS, Counts, network

RATE = 3
ASK = "/api/v1/passages?q=prison+leavers"


@pytest.fixture(autouse=True)
def one_minute(monkeypatch):
    """A clock that is 20 s into a minute."""
    monkeypatch.setattr("web.limits.time.time", lambda: 6_000_020.0)


@pytest.fixture
def client(corpus_data):
    def make(access="open", rate=RATE):
        settings = Settings(data_dir=corpus_data, semantic=False, access=access, rate=rate)
        return create_app(settings).test_client()

    return make


def statuses(client, times, path=ASK, address="192.0.2.1", **headers):
    base = {"REMOTE_ADDR": address}
    return [client.get(path, environ_base=base, headers=headers).status_code for _ in range(times)]


def test_beyond_the_rate_an_address_is_refused_and_no_other(client):
    client = client()
    assert statuses(client, 5) == [200] * 3 + [429] * 2
    assert statuses(client, 1, address="192.0.2.2") == [200]
    assert statuses(client, 2, "/healthz") + statuses(client, 2, "/about") == [200] * 4


def test_the_response_says_it_in_plain_words_and_when_to_ask_again(client):
    client = client()
    statuses(client, RATE)
    refused = client.get(ASK, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert refused.headers["Retry-After"] == "40"
    assert refused.json["detail"] == (
        "You can ask 3 questions a minute here, and you have asked more; saving something counts "
        "as one. Ask again in 40 s."
    )
    page = client.get("/search?q=prison", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert page.status_code == 429
    assert "Too many requests" in page.text
    assert "Ask again in 40 s." in page.text


def test_the_next_minute_begins_again(client, monkeypatch):
    client = client()
    assert statuses(client, 4)[-1] == 429
    monkeypatch.setattr("web.limits.time.time", lambda: 6_000_060.0)
    assert statuses(client, 4) == [200] * 3 + [429]


def test_each_question_of_a_batch_counts_and_a_batch_beyond_the_rate_is_not_begun(client):
    client = client()
    base = {"REMOTE_ADDR": "192.0.2.1"}
    asked = [
        client.post(
            "/api/v1/searches", json={"questions": ["prison"] * number}, environ_base=base
        ).status_code
        for number in (2, 2, 1)
    ]
    assert asked == [200, 429, 429]


def test_saving_counts_and_typing_does_not(client):
    client = client()
    base = {"REMOTE_ADDR": "192.0.2.1"}
    for _ in range(10):
        assert client.post("/suggest", data={"q": "pri"}, environ_base=base).status_code == 200
    posted = [
        client.post("/pack", data={"passage_id": "x"}, environ_base=base).status_code
        for _ in range(4)
    ]
    assert posted[-1] == 429
    assert 429 not in posted[:3]


@pytest.mark.parametrize(("access", "rate"), [("", RATE), ("open", 0)])
def test_no_limit_at_this_machine_alone_nor_where_there_is_none(client, access, rate):
    assert set(statuses(client(access, rate), 10, address="127.0.0.1")) == {200}


def test_behind_a_proxy_the_last_address_that_it_states_is_counted(client):
    client = client("proxy")
    one = {"X-Forwarded-For": "203.0.113.9, 198.51.100.1"}
    other = {"X-Forwarded-For": "198.51.100.1, 198.51.100.2"}
    assert statuses(client, 4, **one) == [200] * 3 + [429]
    assert statuses(client, 1, **other) == [200]
    assert statuses(client, 9) == [200] * 9  # one that states none is not one person


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("", None),
        ("unknown", None),
        ("192.0.2.1:80", None),
    ],
)
def test_an_address_is_counted_with_its_network(address, counted):
    assert network(address) == counted


def test_counts_hold_across_processes_that_fork_and_many_names_stay_apart():
    counts = Counts()
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            for _ in range(250):
                counts.add("one", 1, 60.0)
            os._exit(0)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    assert counts.add("one", 0, 60.0) == 1000
    several = [counts.add(f"name {number}", 1, 60.0) for number in range(PLACES // ROWS)]
    assert sum(one > 1 for one in several) < len(several) / 100
    assert counts.add("one", 1, 120.0) == 1


def test_all_workers_of_a_server_count_together(corpus_data):
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--access", "open"]
    command += ["--data-dir", str(corpus_data)]
    environ = os.environ | {"QA_RATE": "20"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as process:
        address = process.stdout.readline().split()[2].rstrip(".")
        found = []
        for _ in range(60):
            try:
                with urlopen(Request(address + ASK)) as response:
                    assert json.load(response)["answerable"]
                    found.append(response.status)
            except HTTPError as refused:
                with refused:
                    found.append(refused.code)
        process.terminate()
        assert process.wait(30) == 0
    # It may have been two minutes: in each 20 are answered, from whichever worker.
    assert found.count(200) in (20, 40)
    assert found.count(429) == 60 - found.count(200)


def test_counting_is_quick():
    """A question takes milliseconds: counting it takes a hundredth of one."""
    counts, began = Counts(), time.process_time()
    for _ in range(2_000):
        counts.add("one", 1, 60.0)
    assert time.process_time() - began < 2_000 * 0.0002
