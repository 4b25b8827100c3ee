"""Both homes find the same passages with the same scores, and count the same answers."""

import os
import random

import pytest

from qa.archive.ingest import ingest
from qa.index import Clause, LocalIndexHome, Where
from qa.index.opensearch.home import OpenSearchHome
from qa.model import STATUSES, Filters, Request
from qa.service.service import Service
from qa.settings import Settings
from tests.conformance.passage_index import archive_of, record
from tests.making import REAL_ANSWERS
from tests.qa.index.opensearch.publishing import published

PROVE = os.environ.get("QA_PROVE")
WORDS = "prison library court owl bread school nurse ship tax road flood visa farm grant".split()
QUERIES = 200 if PROVE else 40
SCORE_ERROR = 2e-5
"""An impact is kept in steps of 2**-17, and the engine adds in single precision."""


def made_records(count):
    """Answers of 1 to 400 words, so that lengths differ, on few days, so that many tie."""
    draw = random.Random(21)
    bodies = [(17, "Department of Health"), (1, "Home Office"), (54, "Ministry of Justice")]
    for number in range(count):
        words = draw.choices(WORDS, k=int(10 ** draw.uniform(0, 2.6)))
        if number % 10 == 9:
            words = [WORDS[number % 3]] * 60  # Three texts that many answers have.
        text = ". ".join(" ".join(words[at : at + 12]).capitalize() for at in range(0, 400, 12))
        body, name = draw.choice(bodies)
        yield record(
            str(number + 1),
            text.strip(". ") + ".",
            f"201{draw.randint(4, 9)}-0{draw.randint(1, 9)}-11",
            answeringBodyId=body,
            answeringBodyName=name,
            heading=draw.choice(WORDS).capitalize(),
            isWithdrawn=draw.random() < 0.1,
        )


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Settings of many made answers or, at full size, of the real ones."""
    folder = tmp_path_factory.mktemp("archive")
    if not PROVE:
        plain = Settings()
        return archive_of(
            folder,
            list(made_records(300)),
            index_context=True,
            bm25_k1=plain.bm25_k1,
            bm25_b=plain.bm25_b,
        )
    if not REAL_ANSWERS.exists():
        pytest.skip("The real answers are not beside the clone.")
    settings = Settings(data_dir=folder / "data", semantic=False)
    ingest([REAL_ANSWERS], settings)
    return settings


@pytest.fixture(scope="module")
def homes(archive, opensearch_url):
    """Both homes of the archive, the one in OpenSearch with three shards."""
    there = published(archive, opensearch_url, opensearch_shards=3)
    return LocalIndexHome(archive).current(), OpenSearchHome(there).current()


@pytest.fixture(scope="module")
def queries(archive, homes):
    """Weights of terms, with filters, drawn from what the answers have."""
    draw, local = random.Random(7), homes[0]
    terms = [word for word in local.words()[:2000] if local.idf(word)]
    filters = [
        Filters(),
        Filters(),
        Filters(house="Commons", date_from="2015-02-01"),
        Filters(body="ministry-of-justice"),
        Filters(status=("withdrawn", "answered"), date_to="2016-12-31"),
    ]
    return [
        (
            {term: local.idf(term) or 1.0 for term in draw.choices(terms, k=draw.randint(1, 8))},
            Where(draw.choice(filters)),
        )
        for _ in range(QUERIES)
    ]


def test_both_rank_the_same_passages_with_the_same_scores(homes, queries):
    local, there = homes
    for weights, where in queries:
        ours, theirs = (home.search(weights, where, 50) for home in (local, there))
        assert [hit.score for hit in theirs] == pytest.approx(
            [hit.score for hit in ours], rel=SCORE_ERROR
        )
        # Where two scores are closer than the error, their passages may change places.
        place = {hit.passage: hit.score for hit in local.search(weights, where, len(local))}
        for one, other in zip(ours, theirs, strict=True):
            if one.passage != other.passage:
                assert place[other.passage] == pytest.approx(one.score, rel=SCORE_ERROR)
            else:
                assert (one.answer, one.group[1]) == (other.answer, other.group[1])


def test_equal_scores_are_in_the_same_order(homes, queries):
    local = homes[0]
    for weights, where in queries[:20]:
        flat = {next(iter(weights)): 1.0}
        ours, theirs = (home.search(flat, where, len(local)) for home in homes)
        ties = {}
        for hit in ours:
            ties.setdefault(hit.score, []).append(hit.passage)
        rank = {hit.passage: number for number, hit in enumerate(theirs)}
        for passages in ties.values():
            assert [rank[one] for one in passages] == sorted(rank[one] for one in passages)


def test_both_score_cover_and_explain_a_passage_alike(homes, queries):
    local, there = homes
    for weights, where in queries[:20]:
        hits = {hit.passage: hit for hit in there.search(weights, where, 20)}
        own = [hit for hit in local.search(weights, where, 20) if hit.passage in hits]
        same = [hits[hit.passage] for hit in own]
        clauses = [Clause(weight, ((term,),)) for term, weight in weights.items()]
        assert there.score(weights, same) == pytest.approx(local.score(weights, own), rel=1e-5)
        assert there.coverage(clauses, same) == pytest.approx(local.coverage(clauses, own))
        for one, other in zip(own, same, strict=True):
            parts, expected = there.explain(weights, other), local.explain(weights, one)
            assert parts == pytest.approx(expected, rel=1e-5)
            assert sum(parts.values()) == pytest.approx(other.score, rel=1e-6)


def test_both_match_and_count_the_same_answers(homes, queries):
    facets = ("body", "year", "house", "status", "kind")
    for weights, where in queries[:30]:
        clauses = [Clause(weight, ((term,),)) for term, weight in weights.items()]
        for least in (0.0, 0.5, 1.0):
            ours, theirs = (home.matching(clauses, least, ["12"]).narrow(where) for home in homes)
            assert len(theirs) == len(ours)
            assert theirs.answers() == ours.answers()
            assert theirs.months() == ours.months()
            assert all(theirs.count(facet) == ours.count(facet) for facet in facets)
            for oldest_first in (False, True):
                dated = [x.by_date(7, oldest_first=oldest_first) for x in (ours, theirs)]
                assert [hit.passage for hit in dated[1]] == [hit.passage for hit in dated[0]]
    every = [home.everything() for home in homes]
    assert every[1].answers() == every[0].answers()
    assert all(every[1].count(facet) == every[0].count(facet) for facet in facets)
    assert every[1].months() == every[0].months()


def test_both_have_one_vocabulary_and_one_version(homes):
    local, there = homes
    assert (there.version, there.revision, len(there)) == (
        local.version,
        local.revision,
        len(local),
    )
    assert list(there.words()) == list(local.words())
    assert list(there.acronyms()) == list(local.acronyms())
    assert (there.max_idf, there.saturation, there.newest) == (
        local.max_idf,
        local.saturation,
        local.newest,
    )
    for word in local.words()[:200]:
        assert there.idf(word) == local.idf(word)


def test_every_state_of_an_answer_is_found_in_both(homes):
    uins = [str(number) for number in range(1, 40)]
    local, there = homes
    everyone = Where(Filters(status=STATUSES))
    assert [hit.passage for hit in there.named(uins, everyone)] == [
        hit.passage for hit in local.named(uins, everyone)
    ]


def test_a_service_gives_the_same_reply_from_both(corpus_data, opensearch_url):
    settings = Settings(data_dir=corpus_data, semantic=False)
    there = published(settings, opensearch_url)
    for question in ("What is done for the rehabilitation of offenders?", "Who owns the moon?"):
        ours, theirs = (Service(one).reply(Request(question)) for one in (settings, there))
        assert theirs.index_version == ours.index_version
        assert theirs.answerable == ours.answerable
        assert [one.text for one in theirs.passages] == [one.text for one in ours.passages]
        assert theirs.confidence == pytest.approx(ours.confidence, rel=1e-5)


def test_both_name_the_same_answers_with_the_same_text(homes, queries):
    local, there = homes
    for weights, where in queries[:20]:
        hits = {hit.passage: hit for hit in there.search(weights, where, 30)}
        for hit in local.search(weights, where, 30):
            if hit.passage in hits:
                assert there.same_text(hits[hit.passage], where) == local.same_text(hit, where)
