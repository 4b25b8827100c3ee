"""The file of the local index: built, saved, opened, refused; its scores against rank-bm25."""

import json
import shutil
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from qa import index, store
from qa.archive import update
from qa.archive.ingest import ingest
from qa.errors import IndexUnusable, StoreError
from qa.index import LocalIndexHome, Where
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from tests.making import CORPUS, fact, lines


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


def search(settings, *terms, hits=10):
    """The hits for these terms, each weighing its idf."""
    current = LocalIndexHome(settings).current()
    weights = {term: current.idf(term) or current.max_idf for term in terms}
    return current.search(weights, Where(), hits)


def named(settings, hits):
    with store.archive.reading(settings.store_path) as db:
        passages = store.archive.passages.by_row(db, [hit.passage for hit in hits])
    return [passages[hit.passage].passage_id for hit in hits]


WORDS = ("library", "prison", "women", "cost", "court")
ANSWERS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=30),
        st.sampled_from(["2015-03-09", "2015-03-10", "2016-01-01"]),
    ),
    min_size=1,
    max_size=8,
)


@given(ANSWERS, st.lists(st.sampled_from([*WORDS, "unheard"]), min_size=1, max_size=4, unique=True))
@hypothesis_settings(max_examples=25, deadline=None)
def test_scores_and_ranking_are_those_of_rank_bm25_over_the_same_terms(
    tmp_path_factory, answers, words
):
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    facts = [
        fact(uin=str(n), date_answered=day, question_text="?", answer_html=" ".join(text))
        for n, (text, day) in enumerate(answers, start=1)
    ]
    ingest([lines(settings.data_dir / "a", *facts)], settings)
    analyzer = Analyzer()
    terms = [analyzer.terms(word)[0] for word in words]
    model = BM25Okapi([analyzer.terms(" ".join(text)) for text, _ in answers], b=0.5)
    opened = index.open_index(settings)
    model.idf = {term: opened.engine.idf[term] for term in opened.engine.idf}
    scores = model.get_scores(terms)
    order = sorted(range(len(facts)), key=lambda at: facts[at]["id"])
    order.sort(key=lambda at: facts[at]["date_answered"], reverse=True)
    order.sort(key=lambda at: -scores[at])
    hits = search(settings, *terms, hits=100)
    expected = [at for at in order if scores[at] > 0]
    assert named(settings, hits) == [f"{facts[at]['id']}#1" for at in expected]
    assert [hit.score for hit in hits] == pytest.approx([scores[at] for at in expected])


@pytest.fixture
def three(settings, tmp_path):
    """An index of three equal answers, of which two are of one day."""
    facts = [
        fact(uin="9", house="Commons", date_answered="2015-03-09"),
        fact(uin="10", date_answered="2015-03-09"),
        fact(uin="HL3", house="Lords", date_answered="2016-01-01", answering_body="Home Office"),
    ]
    ingest([lines(tmp_path / "a", *facts)], settings)
    return index.open_index(settings)


def test_the_source_question_and_heading_count_but_are_not_the_passage(settings):
    ingest([CORPUS], settings)
    with store.archive.reading(settings.store_path) as db:
        texts = {answer.text for answer in store.archive.answers.quotable(db)}
    assert not any("meta-analysis" in text for text in texts)
    assert search(settings, "meta")


def test_an_answer_without_terms_is_indexed(settings, tmp_path):
    ingest([lines(tmp_path / "a", fact(question_text="?", answer_html="<p>No.</p>"))], settings)
    assert len(index.open_index(settings)) == 1


def test_the_same_answers_make_the_same_version_in_any_order(tmp_path):
    facts = [fact(uin=str(n), answer_html=f"<p>Library {n}.</p>") for n in range(5)]
    versions = set()
    for number, order in enumerate((facts, facts[::-1])):
        settings = Settings(data_dir=tmp_path / str(number))
        for at, stated in enumerate(order):
            ingest([lines(tmp_path / f"{number}-{at}", stated)], settings)
        versions.add(index.open_index(settings).version)
    assert len(versions) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"answer_html": "<p>There are thirteen.</p>"},
        {"question_text": "To ask how many books there are."},
        {"date_answered": "2015-03-10"},
        {"answering_body": "Home Office"},
    ],
)
def test_the_version_changes_with_all_that_a_reply_depends_on(tmp_path, change):
    one, other = Settings(data_dir=tmp_path / "one"), Settings(data_dir=tmp_path / "other")
    ingest([lines(tmp_path / "a", fact())], one)
    ingest([lines(tmp_path / "b", fact(**change))], other)
    assert index.open_index(one).version != index.open_index(other).version


@pytest.mark.parametrize("change", [{"passage_words": 60}, {"bm25_k1": 1.2}, {"bm25_b": 0.4}])
def test_an_index_made_by_other_settings_is_refused_with_the_cure(settings, three, change):
    with pytest.raises(IndexUnusable, match=r"other settings.*qa index"):
        index.open_index(replace(settings, **change))
    update.rebuild(replace(settings, **change))
    assert index.open_index(replace(settings, **change)).version != three.version


def test_a_missing_index_is_refused_with_the_cure(settings):
    with pytest.raises(IndexUnusable, match=r"no index.*qa index"):
        index.open_index(settings)


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_an_index_cut_short_is_refused(settings, three, share):
    path = settings.index_dir / "passages.index"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(IndexUnusable, match=r"damaged.*qa index"):
        index.open_index(settings)


def test_any_flipped_byte_of_the_head_is_found_at_opening(settings, three):
    path = settings.index_dir / "passages.index"
    whole = path.read_bytes()
    for at in range(whole.index(b'"size"')):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        with pytest.raises(IndexUnusable, match=r"damaged|cannot be read.*qa index"):
            index.open_index(settings)


def test_any_flipped_byte_of_an_array_is_found_by_verifying(settings, three):
    path = settings.index_dir / "passages.index"
    whole = path.read_bytes()
    length = int.from_bytes(whole[32:40], "little")
    arrays = json.loads(whole[40 : 40 + length])["arrays"]
    for entry in arrays.values():
        if 0 in entry["shape"]:
            continue
        at = 40 + length + entry["at"]
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        with pytest.raises(IndexUnusable, match=r"damaged.*qa index"):
            index.verify_index(settings)
    path.write_bytes(whole)
    index.verify_index(settings)


def test_bring_up_to_date_builds_only_an_index_that_is_behind(settings, three, tmp_path):
    before = index.fingerprint(settings.index_dir)
    assert update.bring_up_to_date(settings) is False
    assert index.fingerprint(settings.index_dir) == before
    with store.archive.writing(settings.store_path) as db:
        store.archive.revision.advance(db)
    assert update.bring_up_to_date(settings) is True
    shutil.rmtree(settings.index_dir)
    assert update.bring_up_to_date(settings) is True
    assert index.open_index(settings).version == three.version


def test_an_index_of_another_store_is_replaced(settings, three, tmp_path):
    other = Settings(data_dir=tmp_path / "other")
    ingest([CORPUS], other)
    (settings.index_dir / "passages.index").replace(other.index_dir / "passages.index")
    assert update.bring_up_to_date(other) is True


def test_without_a_store_there_is_nothing_to_index(settings):
    with pytest.raises(StoreError, match="qa ingest"):
        update.rebuild(settings)
    assert not settings.store_path.exists()
