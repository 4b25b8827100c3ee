"""A day's changes are published by themselves, and what is served then equals a whole publish."""

import os
import pickle
import random
import shutil
import signal
import subprocess
import sys

import pytest
from opensearchpy import Urllib3HttpConnection
from opensearchpy.helpers import scan

from qa import store
from qa.archive import update as archive_update
from qa.archive.ingest import ingest
from qa.archive.model_copy import copy_model
from qa.archive.update import bring_up_to_date, rebuild, update_index
from qa.errors import EngineDown, IndexUnusable
from qa.index import Clause, LocalIndexHome, Where, embeddings, index_config, open_index
from qa.index.embeddings import choice, model
from qa.index.opensearch import publish as publishing
from qa.index.opensearch import update as updating
from qa.index.opensearch import verify as verifying
from qa.index.opensearch.alias import served_facts
from qa.index.opensearch.documents import documents
from qa.index.opensearch.home import OpenSearchHome
from qa.index.opensearch.publish import publish
from qa.model import STATUSES, Filters
from qa.settings import Settings
from qa.store.opensearch.connection import connect
from qa.store.opensearch.documents import answer_documents, facts_document
from tests.conformance.passage_index import FORTY_WORDS, PRISON, archive_of, record
from tests.making import ROOT, fact, lines
from tests.opensearch import cluster
from tests.parliament_records import unanswered
from tests.qa.index.embeddings.tiny import tiny_model
from tests.qa.index.opensearch.publishing import in_opensearch, plain, published, store_changed
from tests.qa.index.opensearch.test_publish import names

PROVE = os.environ.get("QA_PROVE")
WORDS = "prison library court owl bread school nurse ship tax road".split()
TEXTS = [f"Bread. {FORTY_WORDS}", f"Ships. {FORTY_WORDS}", "I will write to the hon. Member."]
BODIES = [(17, "Department of Health"), (1, "Home Office"), (54, "Ministry of Justice")]
FACETS = ("body", "year", "house", "status", "kind")
PARTS = 2
"""Documents that each publish replaces: one of the vocabulary, one of the answers' digests."""
FACTS = 1
"""The document that each publish writes over: the facts of the whole."""
BOTH = 2
"""The documents of an answer with one passage and one text."""


def drawn(draw, number):
    """An answer with a text of some words, or with one that others have too."""
    uin, day = str(number), f"201{draw.randint(4, 6)}-0{draw.randint(1, 3)}-11"
    body, name = draw.choice(BODIES)
    stated = {"answeringBodyId": body, "answeringBodyName": name}
    stated["heading"] = draw.choice(WORDS).capitalize()
    if draw.random() < 0.1:
        return unanswered(10_000 + number, uin=uin, dateTabled="2014-01-01", **stated)
    if draw.random() < 0.4:
        return record(uin, draw.choice(TEXTS), day, **stated)
    text = ". ".join(" ".join(draw.choices(WORDS, k=9)) for _ in range(draw.randint(1, 30)))
    return record(uin, f"{text}.", day, **stated, isWithdrawn=draw.random() < 0.1)


def delete_answer(settings, uin):
    """Merge an answer into another, as a fuller record absorbs one."""
    with store.archive.writing(settings.store_path) as db:
        [(row,)] = db.execute("SELECT id FROM answers WHERE uin = ?", [uin]).fetchall()
        [(other,)] = db.execute("SELECT min(id) FROM answers WHERE uin != ?", [uin]).fetchall()
        [(name,)] = db.execute("SELECT answer_id FROM answers WHERE id = ?", [row]).fetchall()
        db.execute("UPDATE versions SET answer = ? WHERE answer = ?", [other, row])
        db.execute("DELETE FROM answers WHERE id = ?", [row])
        db.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", [name, other])
        store.archive.revision.advance(db)
    update_index(settings)


def client_of(settings):
    return connect(settings)


def cloned_from(settings):
    """The name of the index that the served one is a clone of; None where it was sent whole."""
    client = client_of(settings)
    name = served_facts(client, settings.opensearch_index)[0]
    index = client.indices.get_settings(index=name)[name]["settings"]["index"]
    return index.get("resize", {}).get("source", {}).get("name")


def operations(settings):
    """How many documents were sent to the served index, and how many deleted from it."""
    client = client_of(settings)
    name = served_facts(client, settings.opensearch_index)[0]
    done = client.indices.stats(index=name, metric="indexing")["_all"]["primaries"]["indexing"]
    return done["index_total"], done["delete_total"]


def served_documents(settings):
    """Each document of passages and answers that is served, as it was sent, by its id."""
    client = client_of(settings)
    name = served_facts(client, settings.opensearch_index)[0]
    return {
        one["_id"]: (one["_routing"], one["_source"])
        for one in scan(client, index=name)
        if "part" not in one["_source"]
    }


def expected_documents(settings):
    """The same of index and store here, by the mean length that the served index states."""
    client = client_of(settings)
    facts = served_facts(client, settings.opensearch_index)[1]
    with store.archive.reading(settings.store_path) as db:
        sent = [
            *documents(open_index(settings), None, facts["mean_length"]),
            *answer_documents(db, index_config(settings).splitting),
            facts_document(db),
        ]
    for one in sent:
        one["_source"].pop("words", None)  # Searched alone: it is not kept as it was sent.
    return {one["_id"]: (one["routing"], one["_source"]) for one in sent}


def assert_alike(settings):
    """What is served is what the local index has: documents, hits, counts, texts, vocabulary."""
    assert served_documents(settings) == expected_documents(settings)
    local, there = LocalIndexHome(settings).current(), OpenSearchHome(settings).current()
    assert (there.version, there.revision) == (local.version, local.revision)
    assert (len(there), there.newest, there.max_idf) == (len(local), local.newest, local.max_idf)
    assert list(there.words()) == list(local.words())
    everyone = Where(Filters(status=STATUSES))
    for word in WORDS:
        assert there.idf(word) == local.idf(word)
        hits = [home.search({word: 1.5}, everyone, 500) for home in (there, local)]
        assert [(one.passage, one.group[1]) for one in hits[0]] == [
            (one.passage, one.group[1]) for one in hits[1]
        ]
        assert [one.score for one in hits[0]] == pytest.approx(
            [one.score for one in hits[1]], rel=1e-5
        )
        clauses = [Clause(1.0, ((word,),))]
        sets = [home.matching(clauses, 0.5) for home in (there, local)]
        assert sets[0].answers() == sets[1].answers()
        assert all(sets[0].count(facet) == sets[1].count(facet) for facet in FACETS)
        for one, other in zip(hits[0][:5], hits[1][:5], strict=True):
            assert there.same_text(one, everyone) == local.same_text(other, everyone)
    every = there.everything(), local.everything()
    assert every[0].answers() == every[1].answers()
    assert every[0].months() == every[1].months()


class Killed(BaseException):
    """Ends a publish at once, as a signal does."""


@pytest.fixture(autouse=True)
def of_any_length(monkeypatch):
    """One answer changes the mean length of so few passages by more than one of many does."""
    monkeypatch.setattr(updating, "MAX_MEAN_DRIFT", 1.0)


@pytest.fixture
def archive(tmp_path, opensearch_url):
    """Settings of forty published answers, whose scores do not depend on the mean length."""
    draw = random.Random(3)
    made = archive_of(tmp_path / "archive", [drawn(draw, number) for number in range(1, 41)])
    return published(made, opensearch_url)


@pytest.fixture
def never_rebuilt(monkeypatch):
    """A local index that is rebuilt fails the test."""
    monkeypatch.setattr(archive_update, "_rebuild_index", None)


@pytest.mark.parametrize("seed", range(12 if PROVE else 2))
def test_after_any_changes_all_is_as_in_the_local_index(
    tmp_path, opensearch_url, never_rebuilt, monkeypatch, seed
):
    for limit in ("MAX_CHANGED_SHARE", "MAX_DELETED_SHARE"):  # Of forty, few are many.
        monkeypatch.setattr(updating, limit, 1.0)
    draw = random.Random(seed)
    numbers = list(range(1, 41))
    made = archive_of_updates(tmp_path, [drawn(draw, number) for number in numbers])
    settings = published(made, opensearch_url, opensearch_shards=2)
    for step in range(8 if PROVE else 4):
        before, _ = served_facts(client_of(settings), settings.opensearch_index)
        changed = {draw.choice(numbers) for _ in range(draw.randint(1, 3))}
        new = {max(numbers) + 1 + at for at in range(draw.randint(0, 2))}
        records = [drawn(draw, number) for number in sorted(changed | new)]
        store_changed(settings, tmp_path / f"{step}.json", records)
        numbers = sorted({*numbers, *new})
        if draw.random() < 0.5:
            gone = draw.choice(numbers[1:])
            numbers.remove(gone)
            delete_answer(settings, str(gone))
        assert publish(settings, open_index(settings))
        assert cloned_from(settings) == before
        assert_alike(settings)


def archive_of_updates(folder, records):
    """An archive, though nothing may be rebuilt after it is made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive_update, "_rebuild_index", REBUILD)
        return archive_of(folder / "archive", records)


REBUILD = archive_update._rebuild_index


def test_only_what_has_changed_is_sent(archive, tmp_path):
    more = [record("900", "A quokka."), record("901", "Two wombats.")]
    store_changed(archive, tmp_path / "new.json", more)
    publish(archive, open_index(archive))
    assert operations(archive) == (2 * BOTH + FACTS + PARTS, PARTS)
    store_changed(archive, tmp_path / "other.json", [record("900", "A numbat.")])
    publish(archive, open_index(archive))
    former = 1  # The text that it had has a document of its own.
    assert operations(archive) == (BOTH + former + FACTS + PARTS, BOTH + PARTS)
    delete_answer(archive, "901")
    publish(archive, open_index(archive))
    fuller = 3  # The answer that it is merged into has two passages.
    replaced = 1  # Its id leads there now.
    assert operations(archive) == (
        fuller + former + replaced + FACTS + PARTS,
        BOTH + fuller + PARTS,
    )
    assert not publish(archive, open_index(archive))


def test_a_replaced_text_is_gone_at_once_from_a_running_reader(archive, tmp_path):
    home = OpenSearchHome(archive)
    for word, other in (("quokka", "wombat"), ("wombat", "quokka")):
        ingest([lines(tmp_path / f"{word}.jsonl", fact(answer_html=f"<p>{word}</p>"))], archive)
        assert cloned_from(archive)
        index = home.current()
        assert len(index.search({word: 1.0}, Where(), 5)) == 1
        assert index.search({other: 1.0}, Where(), 5) == []
        assert index.idf(other) is None
    assert_alike(archive)


def test_an_answer_that_is_withdrawn_is_found_only_as_that(archive, tmp_path):
    for withdrawn in (False, True):
        changed = [record("900", "A quokka.", isWithdrawn=withdrawn)]
        store_changed(archive, tmp_path / "changed.json", changed)
        publish(archive, open_index(archive))
        there = OpenSearchHome(archive).current()
        assert len(there.search({"quokka": 1.0}, Where(), 5)) == (not withdrawn)
    everyone = Where(Filters(status=("withdrawn",)))
    assert len(there.search({"quokka": 1.0}, everyone, 5)) == 1


def test_answers_come_to_share_a_text_and_cease_to(archive, tmp_path):
    shared = f"Quokkas. {FORTY_WORDS}"
    first = record("900", shared, "2015-01-02")
    store_changed(archive, tmp_path / "1.json", [first])
    publish(archive, open_index(archive))
    for text, same in ((shared, ["2014-01-01/900", "2014-01-01/901"]), ("No.", ["2014-01-01/900"])):
        store_changed(archive, tmp_path / "2.json", [record("901", text, "2014-02-03")])
        publish(archive, open_index(archive))
        assert cloned_from(archive)
        there = OpenSearchHome(archive).current()
        [hit] = there.named(["900"], Where())
        assert [answer for answer, _ in there.same_text(hit, Where())] == same


class TestEverythingIsSent:
    def test_where_many_answers_have_changed(self, archive, tmp_path):
        more = [record(str(900 + at), f"Quokka {at}.") for at in range(20)]
        store_changed(archive, tmp_path / "new.json", more)
        publish(archive, open_index(archive))
        assert cloned_from(archive) is None

    def test_where_the_same_answers_are_of_another_store(self, archive, tmp_path):
        draw = random.Random(3)
        made = archive_of(tmp_path / "again", [drawn(draw, number) for number in range(1, 41)])
        again = archive.with_changes(data_dir=made.data_dir)
        assert open_index(again).version == open_index(archive).version
        publish(again, open_index(again))
        assert cloned_from(again) is None
        assert_alike(again)

    def test_where_shards_or_copies_are_others(self, archive, tmp_path):
        for changes in ({"opensearch_shards": 2}, {"opensearch_replicas": 1}):
            other = archive.with_changes(**changes)
            file = tmp_path / f"{min(changes)}.json"
            store_changed(archive, file, [record("900", f"Quokka {changes}.")])
            publish(other, open_index(other))
            assert cloned_from(other) is None
            assert_alike(other)

    def test_where_the_mean_length_is_another(self, archive, tmp_path, monkeypatch):
        monkeypatch.setattr(updating, "MAX_MEAN_DRIFT", 0.1)
        client = client_of(archive)
        mean = open_index(archive).engine.avgdl
        store_changed(archive, tmp_path / "1.json", [record("900", "Quokka.")])
        publish(archive, open_index(archive))
        kept = served_facts(client, archive.opensearch_index)[1]
        assert kept["mean_length"] == mean != open_index(archive).engine.avgdl
        words = " ".join(f"word{number}" for number in range(118))
        long = [record(str(910 + at), f"{words}.") for at in range(5)]
        store_changed(archive, tmp_path / "2.json", long)
        mean = open_index(archive).engine.avgdl
        assert mean > kept["mean_length"] * (1 + updating.MAX_MEAN_DRIFT)
        publish(archive, open_index(archive))
        assert cloned_from(archive) is None
        kept = served_facts(client, archive.opensearch_index)[1]
        assert kept["mean_length"] == mean

    def test_where_many_documents_are_deleted(self, archive, tmp_path, monkeypatch):
        monkeypatch.setattr(updating, "MAX_DELETED_SHARE", 0.0)
        for text, cloned in (("Quokka.", True), ("Wombat.", False)):
            store_changed(archive, tmp_path / "1.json", [record("900", text)])
            publish(archive, open_index(archive))
            assert (cloned_from(archive) is not None) == cloned

    def test_by_a_rebuild_after_updates(self, archive, tmp_path):
        store_changed(archive, tmp_path / "1.json", [record("900", "Quokka.")])
        publish(archive, open_index(archive))
        rebuild(archive)
        assert cloned_from(archive) is None
        rebuilt = names(archive)
        rebuild(archive)  # Also where all of it is served already.
        assert len(names(archive) - rebuilt) == 1


def killed_at(patch, request, sent):
    """End the process's work at the request of that number to the engine; it is `sent`, or not.

    None is sent after it."""
    perform, done = Urllib3HttpConnection.perform_request, 0

    def killed(*given, **named):
        nonlocal done
        done += 1
        if done > request or (done == request and not sent):
            raise Killed
        answer = perform(*given, **named)
        if done == request:
            raise Killed
        return answer

    patch.setattr(Urllib3HttpConnection, "perform_request", killed)


def consistent(settings):
    """The version that is served, all of whose passages are there, and no more."""
    there = OpenSearchHome(settings).current()
    served = [at for at, one in served_documents(settings).values() if "passage" in one]
    assert len(served) == len(there)
    assert len(there.everything()) == len(set(served))
    return there.version


@pytest.mark.parametrize("when", [[False], [True]] if PROVE else [[False, True]])
def test_an_update_that_is_killed_at_any_request_leaves_the_index_before(archive, tmp_path, when):
    draw = random.Random(9)  # Whether the last request is sent, or not any more.
    before = consistent(archive)
    changed = [record("900", "A quokka."), record("7", "Another text."), record("8", "Owl.")]
    store_changed(archive, tmp_path / "changed.json", changed)
    after = open_index(archive).version
    seen = []
    for request in range(1, 100):
        with pytest.MonkeyPatch.context() as patch:
            killed_at(patch, request, draw.choice(when))
            try:
                done = publish(archive, open_index(archive))
            except Killed:
                done = None
        seen.append(consistent(archive))
        assert len(names(archive)) <= 3
        if done is not None:
            break
    assert {*seen} == {before, after}
    assert seen == sorted(seen, key=[before, after].index)
    assert request > 12
    assert_alike(archive)
    store_changed(archive, tmp_path / "more.json", [record("901", "A wombat.")])
    publish(archive, open_index(archive))
    assert len(names(archive)) == 2
    assert_alike(archive)


KILLED_AT_A_REQUEST = """
import os, pickle, signal, sys
from opensearchpy import Urllib3HttpConnection
from qa.index import open_index
from qa.index.opensearch import update
from qa.index.opensearch.publish import publish

update.MAX_MEAN_DRIFT = 1.0
settings, last = pickle.loads(sys.stdin.buffer.read())
perform, done = Urllib3HttpConnection.perform_request, 0

def counted(*given, **named):
    global done
    done += 1
    if done == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return perform(*given, **named)

Urllib3HttpConnection.perform_request = counted
publish(settings, open_index(settings))
"""


def test_a_process_that_is_killed_at_a_request_leaves_the_index_before(archive, tmp_path):
    before = consistent(archive)
    store_changed(archive, tmp_path / "changed.json", [record("900", "Quokka."), record("7", "X.")])
    for last in range(3, 22) if PROVE else random.Random(5).sample(range(7, 22), 2):
        command = [sys.executable, "-c", KILLED_AT_A_REQUEST]
        given = pickle.dumps((archive, last))
        done = subprocess.run(command, input=given, cwd=ROOT)
        assert done.returncode == -signal.SIGKILL
        assert consistent(archive) == before
    assert publish(archive, open_index(archive))
    assert_alike(archive)
    assert len(names(archive)) == 2


@pytest.mark.skipif(not PROVE, reason="three nodes, under QA_PROVE=1 only")
def test_an_index_has_its_copies_before_it_is_served(opensearch_jars, tmp_path):
    made = archive_of(tmp_path / "archive", [record(str(at), f"Owl {at}.") for at in range(1, 41)])
    with cluster(opensearch_jars, tmp_path / "nodes", 3, heap_mb=256) as nodes:
        urls = ",".join(node.url for node in nodes)
        settings = published(made, urls, opensearch_shards=3, opensearch_replicas=1)
        client = client_of(settings)
        whole = served_facts(client, settings.opensearch_index)[0]
        assert updating.copies(client, whole) == 6
        store_changed(settings, tmp_path / "new.json", [record("900", "Quokka.")])
        publish(settings, open_index(settings))
        assert cloned_from(settings)
        name = served_facts(client, settings.opensearch_index)[0]
        assert updating.copies(client, name) == 6
        assert_alike(settings)


class TestTwoMachines:
    @pytest.fixture
    def other(self, archive, tmp_path):
        """Settings of another machine with a copy of the store and its index."""
        shutil.copytree(archive.data_dir, tmp_path / "other" / "data")
        return archive.with_changes(data_dir=tmp_path / "other" / "data")

    def test_the_later_of_two_at_the_same_time_is_refused(
        self, archive, other, tmp_path, monkeypatch
    ):
        store_changed(archive, tmp_path / "one.json", [record("900", "Quokka.")])
        store_changed(other, tmp_path / "two.json", [record("900", "Wombat.")])
        self.refused(archive, other, monkeypatch)

    def test_so_it_is_where_none_was_published(
        self, archive, other, tmp_path, monkeypatch, opensearch_url
    ):
        first = in_opensearch(plain(archive), opensearch_url)
        second = other.with_changes(opensearch_index=first.opensearch_index)
        store_changed(second, tmp_path / "two.json", [record("900", "Wombat.")])
        self.refused(first, second, monkeypatch)

    def refused(self, first, second, monkeypatch):
        """The second publishes just before the first would be served."""
        swap = publishing.swap

        def meanwhile(*given):
            monkeypatch.setattr(publishing, "swap", swap)
            publish(second, open_index(second))
            swap(*given)

        monkeypatch.setattr(publishing, "swap", meanwhile)
        with pytest.raises(IndexUnusable, match="Another machine has published meanwhile"):
            publish(first, open_index(first))
        assert consistent(second) == open_index(second).version
        assert publish(first, open_index(first), whole=True)
        assert_alike(first)
        assert len(names(first)) == 2

    def test_an_earlier_state_is_published_only_by_qa_index(self, archive, other, tmp_path):
        store_changed(archive, tmp_path / "new.json", [record("900", "Quokka.")])
        publish(archive, open_index(archive))
        with pytest.raises(IndexUnusable, match="later state") as error:
            publish(other, open_index(other))
        assert "qa index" in error.value.cure
        assert consistent(archive) == open_index(archive).version
        rebuild(other)
        assert consistent(archive) == open_index(other).version

    @pytest.mark.parametrize("step", ["_send", "verify"])
    def test_an_index_that_another_removed_meanwhile_is_not_served(
        self, archive, tmp_path, monkeypatch, step
    ):
        before = consistent(archive)
        store_changed(archive, tmp_path / "new.json", [record("900", "Quokka.")])
        do = getattr(publishing, step)

        def removed(client, name, *given):
            client.indices.delete(index=name)
            return do(client, name, *given)

        monkeypatch.setattr(publishing, step, removed)
        for whole in (False, True):
            with pytest.raises((EngineDown, IndexUnusable)):
                publish(archive, open_index(archive), whole=whole)
            assert consistent(archive) == before


def test_an_index_that_no_node_has_yet_has_no_copies(opensearch_url):
    client = connect(Settings(opensearch_url=opensearch_url))
    nowhere = {"index.routing.allocation.require._name": "nobody"}
    client.indices.create(
        index="nowhere", body={"settings": nowhere}, params={"wait_for_active_shards": "0"}
    )
    try:
        assert updating.copies(client, "nowhere") == 0
    finally:
        client.indices.delete(index="nowhere")


def test_other_passages_than_were_sent_are_not_served(archive, tmp_path, monkeypatch):
    before = consistent(archive)
    store_changed(archive, tmp_path / "new.json", [record("7", "Quokka.")])
    monkeypatch.setattr(updating, "_found", lambda *_: [])
    monkeypatch.setattr(verifying, "_refuse_missing", lambda *_: None)
    with pytest.raises(IndexUnusable, match="other passages"):
        publish(archive, open_index(archive))
    assert consistent(archive) == before


def test_a_change_that_the_log_of_the_store_has_forgotten_is_published(archive, tmp_path):
    for number in range(3):  # Each update of the local index forgets what the one before had.
        store_changed(archive, tmp_path / "new.json", [record(str(900 + number), "Quokka.")])
    publish(archive, open_index(archive))
    assert operations(archive) == (3 * BOTH + FACTS + PARTS, PARTS)
    assert_alike(archive)


@pytest.mark.skipif(not model.installed(), reason="the extra is not installed")
def test_vectors_that_are_computed_later_are_published(
    tmp_path, opensearch_url, words_only, monkeypatch
):
    monkeypatch.setattr(model, "installed", lambda: True)
    monkeypatch.setattr(embeddings, "installed", lambda: True)
    settings = Settings(data_dir=tmp_path / "data")
    facts = [fact(uin=str(at), answer_html=f"<p>Bread, and {at} meals.</p>") for at in range(12)]
    ingest([lines(tmp_path / "1.jsonl", *facts)], settings.with_changes(semantic=False))
    copy_model(settings, tiny_model(tmp_path / "tiny"))
    choice.choose(settings, *choice.installed_models(settings))
    bring_up_to_date(settings)
    there = published(settings, opensearch_url)
    new = fact(uin="900", answer_html="<p>Handlers eat food.</p>")
    ingest([lines(tmp_path / "2.jsonl", new)], plain(settings).with_changes(semantic=False))
    for count in (12, 13):
        assert publish(there, open_index(there))
        assert cloned_from(there)
        homes = [LocalIndexHome(there).current(), OpenSearchHome(there).current()]
        assert [home.vector_count for home in homes] == [count, count]
        assert homes[0].version == homes[1].version
        nearest = [home.nearest("food", Where(), 20) for home in homes]
        assert [hit.passage for hit in nearest[1]] == [hit.passage for hit in nearest[0]]
        bring_up_to_date(plain(there))
    assert operations(there) == (BOTH + FACTS + PARTS, BOTH + PARTS)


def test_scores_by_a_mean_that_is_kept_differ_by_less_than_it_does(tmp_path, opensearch_url):
    draw = random.Random(11)
    records = [drawn(draw, number) for number in range(1, 81)]
    made = archive_of(tmp_path / "archive", records, bm25_b=0.75, index_context=True)
    settings = published(made, opensearch_url)
    store_changed(settings, tmp_path / "new.json", [record("900", f"{'owl ' * 60}.")])
    publish(settings, open_index(settings))
    assert cloned_from(settings)
    index, client = open_index(settings), client_of(settings)
    facts = served_facts(client, settings.opensearch_index)[1]
    drift = abs(index.engine.avgdl / facts["mean_length"] - 1)
    assert 1e-4 < drift < updating.MAX_MEAN_DRIFT
    local, there = LocalIndexHome(settings).current(), OpenSearchHome(settings).current()
    scores = [
        {hit.passage: hit.score for hit in home.search({PRISON: 1.0}, Where(), 500)}
        for home in (local, there)
    ]
    assert scores[1] == pytest.approx(scores[0], rel=drift)
    assert scores[1] != pytest.approx(scores[0], rel=1e-5)
