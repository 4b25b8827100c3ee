"""`qa serve` embeds behind: a process of its own, over the real model."""

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.archive.model_copy import copy_model
from qa.index import embeddings
from qa.index.embeddings import choice, model, vectors
from qa.settings import Settings
from tests.making import fact, lines
from tests.qa.index.embeddings.tiny import tiny_model

pytestmark = pytest.mark.skipif(not model.installed(), reason="the extra is not installed")

QA = [sys.executable, "-m", "qa.cli"]
ALL = "Every passage has an embedding."
WAIT = 120
"""Seconds after which a service that says nothing more has failed."""


@pytest.fixture(autouse=True)
def with_the_extra(words_only, monkeypatch):
    monkeypatch.setattr(model, "installed", lambda: True)
    monkeypatch.setenv("QA_SEMANTIC", "yes")


@pytest.fixture
def settings(own_data):
    """A data folder of the shipped answers, none of whose passages has an embedding."""
    return Settings(data_dir=own_data)


@pytest.fixture
def many(tmp_path):
    """A folder of so many passages that embedding them takes seconds."""
    settings = Settings(data_dir=tmp_path / "data", semantic=False)
    said = (
        " ".join(f"{n * 97 + word} of them were seen." for word in range(14)) for n in range(500)
    )
    facts = [fact(uin=str(n), answer_html=f"<p>{one}</p>") for n, one in enumerate(said, start=1)]
    ingest([lines(tmp_path / "many.jsonl", *facts)], settings)
    return Settings(data_dir=settings.data_dir)


class Served:
    """A service over a data folder, in processes of its own."""

    def __init__(self, settings):
        # Not buffered: what waits to be read is seen by `select`.
        self.process = subprocess.Popen(
            [*QA, "serve", "--port", "0", "--data-dir", str(settings.data_dir)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        self.address = self.process.stdout.readline().decode().split()[2].rstrip(".")

    def until(self, words):
        """Wait until a line of the log has these words; the line."""
        while words not in (line := self.line()):
            assert line, f"the service has ended without saying {words!r}"
        return line

    def line(self):
        """The next line of the log; empty once every process that could write one has ended."""
        assert select.select([self.process.stderr], [], [], WAIT)[0], "nothing more is said"
        return self.process.stderr.readline().decode()

    def get(self, path):
        with urlopen(f"{self.address}{path}") as response:
            return response.read().decode()

    def json(self, path):
        return json.loads(self.get(f"/api/v1/{path}"))

    def asked(self, question):
        return self.json(f"passages?q={quote(question)}")

    def embedded(self):
        """How many passages have an embedding, and how many there are."""
        covered = self.json("coverage")
        return covered["vectors"], covered["passages"]

    def embedder(self):
        """The process that embeds behind the service."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        if not path.exists():
            pytest.skip("this system does not tell which processes a server has started")
        for _ in range(10_000):
            for pid in path.read_text().split():
                if b"\0embed\0" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return int(pid)
            self.get("/healthz")
        raise AssertionError("no process embeds")

    def stop(self, by=signal.SIGTERM):
        self.process.send_signal(by)
        return self.process.wait(30)


@pytest.fixture
def serve():
    """Start a service over a data folder; it is stopped when the test is over."""
    with ExitStack() as started:

        def start(settings):
            one = Served(settings)
            started.enter_context(one.process)
            started.callback(lambda: one.process.poll() is None and one.stop())
            return one

        yield start


def file_of(settings):
    return embeddings.vectors_path(settings.embeddings_dir, embeddings.open_model(settings))


def records(settings):
    """How many vectors of passages were written, each that was written twice counted twice."""
    file = file_of(settings)
    return len(vectors.mapped(file, embeddings.open_model(settings).dimensions))


def test_questions_are_answered_by_words_until_passages_are_embedded(serve, settings):
    with vectors.locked(file_of(settings)):
        service = serve(settings)
        by_words = service.asked("prison leavers")
        assert by_words["answerable"]
        none, passages = service.embedded()
        assert none == 0
        assert "qa_embedded_passages 0.0" in service.get("/metrics")
        assert f"so far it has read 0 of {passages}" in service.get("/about")
    assert f"{passages} of {passages} new passages are embedded" in service.line()
    assert ALL in service.line()
    assert service.embedded() == (passages, passages)
    assert service.asked("prison leavers")["index_version"] != by_words["index_version"]
    assert f"qa_embedded_passages {passages}.0" in service.get("/metrics")
    assert "so far it has read" not in service.get("/about")
    assert service.stop() == 0
    assert list(verify_integrity(settings)) == []


def test_what_is_ingested_while_it_runs_is_embedded_too(serve, settings, tmp_path):
    service = serve(settings)
    service.until(ALL)
    _, before = service.embedded()
    file = lines(tmp_path / "more.jsonl", fact(question_text="Food.", answer_html="<p>Bread.</p>"))
    command = [*QA, "ingest", str(file), "--data-dir", str(settings.data_dir)]
    subprocess.run(command, env=os.environ | {"QA_SEMANTIC": "no"}, check=True)  # by words alone
    service.until(ALL)
    assert service.embedded() == (before + 1, before + 1)


def test_a_model_that_is_chosen_while_it_runs_embeds_and_then_ranks(serve, settings, tmp_path):
    service = serve(settings)
    service.until(ALL)
    by_ours = service.asked("prison leavers")["index_version"]
    copied = copy_model(settings, tiny_model(tmp_path / "tiny"))
    choice.choose(settings, copied)
    service.until(ALL)
    by_chosen = service.asked("prison leavers")["index_version"].partition("+")[2]
    assert by_chosen.startswith(copied.sha256[:12])
    assert not by_ours.endswith(by_chosen)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_a_service_that_ends_ends_the_embedding_and_leaves_what_it_has(serve, many, by):
    service = serve(many)
    service.until("64 of 500")
    assert service.stop(by) == (0 if by != signal.SIGKILL else -by)
    while service.line():  # until no process of the service is left that could write one
        pass
    done = records(many)
    assert 64 <= done < 500
    assert list(verify_integrity(many)) == [
        f"The index lacks the vectors of {500 - done} passage(s)."
    ]


def test_a_service_that_is_stopped_ends_an_embedding_that_waits_for_another(serve, settings):
    with vectors.locked(file_of(settings)):
        service = serve(settings)
        assert service.embedder()
        assert service.stop() == 0
        assert service.line() == ""  # No process is left that could write one.


def test_two_services_over_one_folder_embed_each_passage_once(serve, settings):
    with vectors.locked(file_of(settings)):
        both = [serve(settings), serve(settings)]
        assert all(service.embedder() for service in both)
    for service in both:
        service.until(ALL)
        passages = service.embedded()[1]
        assert service.embedded() == (passages, passages)
    assert records(settings) == passages


def test_a_model_that_cannot_be_used_is_said_and_words_rank(serve, settings, monkeypatch, tmp_path):
    monkeypatch.setenv("QA_MODEL", str(tmp_path / "nowhere.onnx"))
    service = serve(settings)
    assert "nowhere.onnx cannot be read" in (said := service.line())
    assert "it ranks by words alone" in said
    assert service.asked("prison leavers")["answerable"]
    assert service.embedded()[0] is None


def test_a_fault_of_the_embedding_is_said_and_words_rank(serve, settings):
    file_of(settings).with_suffix(".lock").mkdir(parents=True)
    service = serve(settings)
    assert "A file cannot be read or written" in service.line()
    assert service.asked("prison leavers")["answerable"]
    assert service.embedded()[0] == 0


def test_that_the_embedding_was_killed_is_said_with_the_cure(serve, settings):
    with vectors.locked(file_of(settings)):
        service = serve(settings)
        os.kill(service.embedder(), signal.SIGKILL)
        assert "be embedded: signal 9 ended the process. Run `qa embed`" in service.line()
        assert service.asked("prison leavers")["answerable"]
    done = subprocess.run(
        [*QA, "embed", "--data-dir", str(settings.data_dir)], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{ALL}\n", "")
    passages = service.embedded()[1]
    assert service.embedded() == (passages, passages)
