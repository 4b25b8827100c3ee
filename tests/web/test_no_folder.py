"""A web machine of the cluster: OpenSearch and PostgreSQL are set, and there is no data folder."""

import json
import os
import re
import subprocess
import sys
from urllib.parse import quote

import pytest

from qa.settings import Settings
from tests.qa.index.opensearch.publishing import published
from tests.web.test_two_machines import Machine

QUESTION = "How are prison leavers with drug problems supported?"


@pytest.fixture(scope="module")
def answers(corpus_data, opensearch_url):
    """The variables that lead a machine to the answers of `corpus/`, which are published."""
    there = published(Settings(data_dir=corpus_data, semantic=False), opensearch_url)
    return {
        "QA_OPENSEARCH_URL": there.opensearch_url,
        "QA_OPENSEARCH_INDEX": there.opensearch_index,
    }


@pytest.fixture
def machine(answers, tmp_path, postgres_url):
    """A machine that serves from both engines, with a folder that is not there."""
    started = Machine(tmp_path / "nothing", postgres_url, **answers)
    yield started
    started.stop()
    assert not (tmp_path / "nothing").exists()


def command(*words, answers, folder, url):
    """What a command prints."""
    env = os.environ | answers | {"QA_DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-m", "qa.cli", *words, "--data-dir", str(folder)],
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not folder.exists()
    return done.stdout


def test_every_page_and_call_needs_no_folder(machine):
    def get(path, **headers):
        status, text, _ = machine.send(path, **headers)
        assert status == 200, (path, text)
        return text

    reply = json.loads(get(f"/api/v1/passages?q={quote(QUESTION)}"))
    assert reply["answerable"]
    first = reply["passages"][0]
    answer_id = first["answer_id"]

    # The pages.
    status, _, headers = machine.send("/", form={"question": QUESTION})
    assert status == 303
    cookie = headers["Set-Cookie"].partition(";")[0]
    conversation = re.sub("^https?://[^/]*", "", headers["Location"]).partition("#")[0]
    assert first["text"].split(".")[0] in get(conversation, Cookie=cookie)
    assert QUESTION in get(f"/search?q={quote(QUESTION)}")
    assert "<entry>" in get("/search.atom?q=prison")
    assert first["text"].split(".")[0] in get(f"/answers/{answer_id}")
    for page in ("/", "/search", "/quote-check", "/drafts", "/watches", "/pack", "/operator"):
        get(page, Cookie=cookie)
    assert "Over time" in get(f"/over-time?q={quote(QUESTION)}")
    get(f"/answers/{answer_id}/over-time")

    # The API.
    assert json.loads(get(f"/api/v1/answers/{answer_id}"))["answer_id"] == answer_id
    for part in ("passages", "history", "similar"):
        assert json.loads(get(f"/api/v1/answers/{answer_id}/{part}"))["answer_id"] == answer_id
    listed = json.loads(get("/api/v1/answers"))
    assert answer_id in {one["answer_id"] for one in listed["answers"]}
    assert json.loads(get(f"/api/v1/answers?cursor={listed['cursor']}"))["answers"] == []
    covered = json.loads(get("/api/v1/coverage"))
    assert (covered["answers"], covered["index_current"]) == (len(listed["answers"]), True)
    sentence = first["text"].split(". ")[0] + "."
    status, text, _ = machine.send("/api/v1/quote-checks", {"text": sentence})
    assert (status, json.loads(text)["counts"]["verbatim"]) == (200, 1)
    quotation = json.loads(text)["sentences"][0]["sources"][0]["quotation_id"]
    assert sentence in get(f"/quotations/{quotation}")
    status, text, _ = machine.send("/api/v1/drafts", {"question": QUESTION})
    assert status == 200
    assert answer_id in text
    assert json.loads(get("/readyz"))["ready"]
    assert "qa_answers" in get("/metrics")


def test_the_commands_need_no_folder(answers, tmp_path, postgres_url):
    given = {"answers": answers, "folder": tmp_path / "nothing", "url": postgres_url}
    answered = json.loads(command("ask", QUESTION, "--json", **given))
    assert answered["passages"]
    status = command("status", **given)
    assert "OpenSearch" in status
    topics = tmp_path / "topics.jsonl"
    topics.write_text(json.dumps({"_id": "1", "text": QUESTION}) + "\n", encoding="utf-8")
    command("run", str(topics), "--output", str(tmp_path / "one.run"), **given)
    assert answered["passages"][0]["answer_id"] in (tmp_path / "one.run").read_text()
    assert answered["passages"][0]["text"][:40] in command("ask", QUESTION, "--csv", **given)


def test_a_machine_that_starts_while_the_engine_is_away_ingests_nothing(tmp_path, postgres_url):
    folder = tmp_path / "nothing"
    machine = Machine(folder, postgres_url, QA_OPENSEARCH_URL="http://127.0.0.1:9")
    try:
        status, text, _ = machine.send("/readyz")
        assert (status, json.loads(text)["checks"]["index"]) == (503, False)
        assert machine.send("/api/v1/passages?q=prison")[0] == 503
    finally:
        machine.stop()
    assert not folder.exists()
