"""Ranking: normalised BM25, and candidates in order."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Query
from qa.search.ranking.config import RankingConfig
from qa.search.ranking.fusion import bm25_bound, rank
from qa.search.snapshot import SnapshotManager
from qa.settings import Settings
from tests.making import fact, lines


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ranking")
    facts = [
        fact(uin="1", question_text="Owls.", answer_html="<p>Owls nest in the tower.</p>"),
        fact(uin="2", question_text="Towers.", answer_html="<p>The tower has a keeper.</p>"),
    ]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return SnapshotManager(settings)


def test_bm25_is_a_share_of_what_the_heaviest_terms_could_score(snapshots):
    with snapshots.open() as snapshot:
        idf = {term: snapshot.index.idf(term) for term in ("owl", "nest", "tower")}
        assert idf["owl"] == idf["nest"] > idf["tower"]
        two = RankingConfig(normaliser_terms=2)
        assert bm25_bound({"tower": idf["tower"]}, 2.5, two) == pytest.approx(2.5 * idf["tower"])
        assert bm25_bound(idf, 2.5, two) == pytest.approx(2.5 * 2 * idf["owl"])
        assert bm25_bound({}, 2.5, two) == 1


def test_a_ranking_is_the_same_however_deep(snapshots):
    query = Query(terms=("owl", "tower"), words={"owl": "owls", "tower": "tower"})
    with snapshots.open() as snapshot:
        whole = rank(query, snapshot, 10).candidates
        assert [one.hit.passage for one in whole] == [1, 2]
        assert rank(query, snapshot, 1).candidates[:1] == whole[:1]
        assert all(one.score == one.bm25 for one in whole)
