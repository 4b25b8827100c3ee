"""An index is published whole or not at all, and the engine's faults have their cures."""

import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

from qa.archive.ingest import ingest
from qa.archive.update import rebuild
from qa.errors import BadRequest, EngineDown, IndexUnusable
from qa.index import Where, open_index
from qa.index.opensearch import publish as publishing
from qa.index.opensearch.home import OpenSearchHome
from qa.index.opensearch.publish import publish
from qa.settings import Settings
from qa.store.opensearch.connection import READ_SECONDS
from tests.conformance.passage_index import PRISON, RECORDS, archive_of, record
from tests.making import ROOT, fact, lines
from tests.opensearch import cluster, free_ports
from tests.qa.index.opensearch.publishing import in_opensearch, published
from web import create_app


@pytest.fixture
def archive(tmp_path, opensearch_url):
    """Settings of a small archive with its home in OpenSearch, not published yet."""
    return in_opensearch(archive_of(tmp_path / "archive", RECORDS), opensearch_url)


def names(settings):
    """The names of the indexes that are kept for an archive."""
    with urlopen(f"{settings.opensearch_url}/_cat/indices?format=json") as response:
        found = [row["index"] for row in json.load(response)]
    return {name for name in found if name.startswith(f"{settings.opensearch_index}-")}


class Killed(BaseException):
    """Ends a publish at once, as a signal does."""


def kill(*_, **__):
    raise Killed


def test_an_index_is_published_once(archive):
    assert publish(archive, open_index(archive))
    assert not publish(archive, open_index(archive))
    assert len(names(archive)) == 1


def test_a_reader_keeps_its_revision_while_another_is_published(archive, tmp_path):
    publish(archive, open_index(archive))
    home = OpenSearchHome(archive)
    before = home.current()
    assert home.current() is before
    ingest([lines(tmp_path / "more.jsonl", fact(answer_html="<p>Prison.</p>"))], archive)
    after = home.current()
    assert (len(before), len(after)) == (9, 10)
    assert len(before.search({PRISON: 1.0}, Where(), 20)) == 4
    assert len(after.search({PRISON: 1.0}, Where(), 20)) == 5
    assert before.version != after.version


def test_an_ingest_and_a_rebuild_publish(archive, tmp_path):
    ingest([lines(tmp_path / "more.jsonl", fact())], archive)
    assert len(OpenSearchHome(archive).current()) == 10
    rebuild(archive)
    assert len(names(archive)) == 2


def test_only_the_index_that_is_served_and_the_one_before_are_kept(archive, tmp_path):
    for number in range(1, 4):
        ingest([lines(tmp_path / f"{number}.jsonl", fact(uin=str(number)))], archive)
    assert len(names(archive)) == 2


def test_a_publish_that_fails_leaves_the_index_before_and_nothing_else(
    archive, tmp_path, monkeypatch
):
    publish(archive, open_index(archive))
    home, plain = OpenSearchHome(archive), archive.with_changes(opensearch_url="")
    version = home.current().version
    ingest([lines(tmp_path / "more.jsonl", fact())], plain)
    for step in ("documents", "verify", "remove_unfinished"):
        with monkeypatch.context() as patch:
            patch.setattr(publishing, step, kill)
            with pytest.raises(Killed):
                publish(archive, open_index(archive))
        assert home.current().version == version
        assert len(names(archive)) == 1
    assert publish(archive, open_index(archive))
    assert len(home.current()) == 10
    assert len(names(archive)) == 2
    assert home.current().version == open_index(plain).version


KILLED_BETWEEN_BATCHES = """
import os, pickle, signal, sys
from qa.index import open_index
from qa.index.opensearch import publish

documents, publish.BATCH_DOCUMENTS = publish.documents, 2

def some(*given, **stated):
    for number, document in enumerate(documents(*given, **stated)):
        if number == 7:
            os.kill(os.getpid(), signal.SIGKILL)
        yield document

publish.documents = some
settings = pickle.loads(sys.stdin.buffer.read())
publish.publish(settings, open_index(settings))
"""


def test_a_process_that_is_killed_between_batches_leaves_the_index_before(archive, tmp_path):
    publish(archive, open_index(archive))
    before = OpenSearchHome(archive).current()
    plain = archive.with_changes(opensearch_url="")
    ingest([lines(tmp_path / "more.jsonl", fact())], plain)
    command = [sys.executable, "-c", KILLED_BETWEEN_BATCHES]
    done = subprocess.run(command, input=pickle.dumps(archive), cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    assert len(names(archive)) == 2
    assert OpenSearchHome(archive).current().version == before.version
    assert publish(archive, open_index(archive))
    assert len(OpenSearchHome(archive).current().everything()) == 10
    assert len(names(archive)) == 2


def test_an_index_of_another_with_a_name_that_begins_alike_is_left_alone(archive, tmp_path):
    other = archive.with_changes(opensearch_index=f"{archive.opensearch_index}-other")
    publish(other, open_index(other))
    for number in range(1, 4):
        ingest([lines(tmp_path / f"{number}.jsonl", fact(uin=str(number)))], archive)
    assert len(OpenSearchHome(other).current()) == 9


def test_an_index_that_lacks_passages_is_not_served(archive, monkeypatch):
    documents = publishing.documents
    monkeypatch.setattr(
        publishing, "documents", lambda *given, **stated: list(documents(*given, **stated))[1:]
    )
    with pytest.raises(IndexUnusable, match="8 of 9 passages"):
        publish(archive, open_index(archive))
    with pytest.raises(IndexUnusable, match="No index is published"):
        OpenSearchHome(archive).current()


def test_an_index_of_other_settings_is_refused_with_the_cure(archive):
    publish(archive, open_index(archive))
    other = archive.with_changes(bm25_b=0.75)
    with pytest.raises(IndexUnusable, match=r"other settings.*qa index"):
        OpenSearchHome(other).current()


def test_terms_of_any_length_are_published(tmp_path, opensearch_url):
    longest = "x" * 40_000
    settings = archive_of(tmp_path / "long", [record("1", f"Prison {longest} &amp; ç|5 owl.")])
    index = OpenSearchHome(published(settings, opensearch_url)).current()
    [hit] = index.search({PRISON: 1.0}, Where(), 5)
    assert index.score({PRISON: 1.0, "owl": 2.0}, [hit]) == pytest.approx([3.0])


class TestFaults:
    @pytest.fixture
    def away(self, corpus_data, tmp_path):
        """Settings that name an OpenSearch that is not there."""
        password = tmp_path / "password"
        password.write_text("hunter2\n")
        return Settings(
            data_dir=corpus_data,
            semantic=False,
            opensearch_url=f"http://127.0.0.1:{free_ports(1)[0]}",
            opensearch_replicas=0,
            opensearch_user="reader",
            opensearch_password_file=str(password),
        )

    def test_an_engine_that_is_away_is_an_error_with_its_cure(self, away):
        with pytest.raises(EngineDown, match="cannot be reached") as error:
            OpenSearchHome(away).current()
        assert "QA_OPENSEARCH_URL" in error.value.cure
        assert "hunter2" not in str(error.value)

    def test_a_command_prints_the_error_and_nothing_else(self, away):
        named = {"QA_OPENSEARCH_URL": away.opensearch_url, "QA_SEMANTIC": "no"}
        done = subprocess.run(
            [sys.executable, "-m", "qa.cli", "ask", "--data-dir", away.data_dir, "owls"],
            env=os.environ | named,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        [line] = done.stderr.splitlines()
        assert "cannot be reached" in line

    def test_the_service_answers_503_while_the_engine_is_away(self, away):
        client = create_app(away).test_client()
        response = client.get("/api/v1/passages?q=rehabilitation")
        assert response.status_code == 503
        assert "try again in a minute" in response.json["detail"]
        assert "127.0.0.1" not in response.text

    def test_the_service_goes_on_by_itself_once_the_engine_is_back(
        self, away, opensearch_jars, tmp_path
    ):
        home = OpenSearchHome(away)
        port = int(away.opensearch_url.rpartition(":")[2])
        for whole in (False, True):
            with pytest.raises(EngineDown, match="cannot be reached"):
                home.current()
            with cluster(opensearch_jars, tmp_path, http_ports=[port]):
                if not whole:
                    publish(away, open_index(away))
                health = f"{away.opensearch_url}/_cluster/health?wait_for_status=green"
                urlopen(health).close()
                assert len(home.current().everything()) == 2

    def test_a_node_that_takes_no_connection_is_given_up_soon(self, away):
        with socket.create_server(("127.0.0.1", 0), backlog=0) as silent:
            host, port = silent.getsockname()
            cut_off = away.with_changes(opensearch_url=f"http://{host}:{port}")
            began = time.monotonic()
            first = socket.create_connection((host, port))  # Its queue is full with this one.
            with first, pytest.raises(EngineDown, match="cannot be reached"):
                OpenSearchHome(cut_off).current()
            assert time.monotonic() - began < READ_SECONDS

    @pytest.mark.parametrize(
        "url",
        ["localhost:9200", "http://", "ftp://x", "https://user:hunter2@search.example"],
    )
    def test_an_address_that_cannot_be_used_is_refused(self, away, url):
        with pytest.raises(BadRequest, match="QA_OPENSEARCH_URL") as error:
            OpenSearchHome(away.with_changes(opensearch_url=url)).current()
        assert "hunter2" not in str(error.value)

    @pytest.mark.parametrize("name", ["*", "_all", "Answers", "a,b", "a*", ""])
    def test_a_name_that_could_mean_other_indexes_is_refused(self, away, name):
        with pytest.raises(BadRequest, match="QA_OPENSEARCH_INDEX"):
            OpenSearchHome(away.with_changes(opensearch_index=name)).current()

    def test_a_file_that_is_missing_is_named(self, away):
        with pytest.raises(BadRequest, match="QA_OPENSEARCH_PASSWORD_FILE"):
            OpenSearchHome(away.with_changes(opensearch_password_file="/nowhere")).current()
        tls = {"opensearch_url": "https://127.0.0.1:9", "opensearch_ca": "/nowhere"}
        with pytest.raises(BadRequest, match="QA_OPENSEARCH_CA"):
            OpenSearchHome(away.with_changes(**tls)).current()
