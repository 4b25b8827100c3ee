"""Confidence: the probability that the answers cover a question, from 0 to 1."""

from __future__ import annotations

import math
import re
from dataclasses import astuple, dataclass
from itertools import islice

from qa.index import Clause, Hit
from qa.model import Query
from qa.search.acronyms import with_spelt_out_acronyms
from qa.search.names import names
from qa.search.quotations import Found, read_passages
from qa.search.ranking.candidates import Candidate, Ranking
from qa.search.ranking.term_weights import clauses, idf
from qa.search.snapshot import Snapshot
from qa.text.amounts import amounts, asks_amount, has_figure

CONFIDENCE_HITS = 10
"""The best passages that are looked at, one for each group of equal answers."""
READ_HITS = 5
"""Those whose text and answer are read."""

_YEAR = re.compile(r"(?<![\d,.£])(?:19|20)\d\d(?![\d,])")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer and against one; each has the same meaning on every store.

    `coverage` is the share of the question's weight that the best passage holds with its source
    question. `missing_names` is the idf of the question's names that it lacks, in units of the
    rarest term's. `missing_year` is 1 where a year of the question is in none of the best, else 0;
    `missing_amount` where an amount is asked for and the best has no figure. `other_bodies` is the
    share of the best few that another body than that of the first answers. `cosine` is the highest
    of a source question or passage among them. By words alone, `held` says how many terms of the
    question the best passage holds: the logarithm of one more.
    """

    coverage: float
    missing_names: float
    missing_year: float
    missing_amount: float
    other_bodies: float
    held: float
    cosine: float = 0.0


BY_WORDS = (-3.140, 1.976, -1.815, -6.059, -0.844, -0.958, 1.792, 0.0)
BY_MEANING = (-5.153, 3.350, -1.098, -6.323, -1.144, -1.506, 0.0, 8.485)
"""Intercepts, then the coefficients of `Evidence`: logistic regressions over the topics of four
collections, each class weighing half. `python -m bench.confidence` fits and checks them, each
collection by the others. By words the intercept is 0.6 lower: docs/quality.md says why."""


def confidence(ranking: Ranking, snapshot: Snapshot) -> float:
    """The probability that the best candidates answer the query.

    A question that names an answer by its UIN is certain.
    """
    best = _best(ranking)
    if not best:
        return 0.0
    if best[0].pinned:
        return 1.0
    found = evidence(ranking, snapshot)
    return _logistic(BY_MEANING if found.cosine else BY_WORDS, found)


def evidence(ranking: Ranking, snapshot: Snapshot) -> Evidence:
    """The evidence of a ranking that has candidates."""
    query, index = ranking.query, snapshot.index
    hits = [one.hit for one in _best(ranking)]
    pairs = index.cosines(query.rewritten, hits) if index.has_vectors and query.terms else []
    cosine = max((max(pair) for pair in pairs if pair), default=0.0)
    read = read_passages(hits[:READ_HITS], snapshot)
    query = with_spelt_out_acronyms(query, read[0], snapshot)
    return Evidence(
        index.coverage(clauses(query, ranking.weights), hits[:1])[0],
        _missing_names(query, hits[0], snapshot),
        float(_year_is_missing(query, hits, read, snapshot)),
        float(_amount_is_missing(query, read[0])),
        _other_bodies(read),
        0.0 if cosine else _held(query, hits[0], snapshot),
        cosine,
    )


def _held(query: Query, best: Hit, snapshot: Snapshot) -> float:
    """The logarithm of one more than the number of the question's terms that a passage holds; the
    only term counts as two, since there is no other to hold."""
    alike = clauses(query, dict.fromkeys(query.terms, 1.0))
    held = snapshot.index.coverage(alike, [best])[0] * len(alike)
    return math.log1p(held if len(alike) > 1 else 2 * held)


def _missing_names(query: Query, best: Hit, snapshot: Snapshot) -> float:
    """The idf of the names of a question that the best passage lacks."""
    index = snapshot.index
    named_terms = set(snapshot.analyzer.terms(" ".join(names(query.rewritten, snapshot.spelling))))
    weights = {term: idf(term, index) for term in query.terms if term in named_terms}
    if not weights:
        return 0.0
    named = clauses(query, {term: weights.get(term, 0.0) for term in query.terms})
    return (1 - index.coverage(named, [best])[0]) * sum(weights.values()) / index.max_idf


def _year_is_missing(query: Query, hits: list[Hit], read: list[Found], snapshot: Snapshot) -> bool:
    """Whether a year that the question names is in none of the best passages, nor their date."""
    years = set(_YEAR.findall(query.rewritten))
    missing = [
        year
        for year in sorted(years)
        if not max(snapshot.index.coverage([Clause(1.0, ((year,),))], hits))
    ]
    dates = {(answer.date_tabled or "")[:4] for _, answer in read}
    dates |= {(answer.date_answered or "")[:4] for _, answer in read}
    return not dates.issuperset(missing)


def _amount_is_missing(query: Query, best: Found) -> bool:
    """Whether a question asks how many or how much, and the best passage has no figure."""
    passage, answer = best
    if not asks_amount(query.rewritten) or answer.kind != "none":
        return False
    text = answer.text[passage.start : passage.end]
    # "One" is a pronoun as often as a number.
    return not has_figure(text) and all(one.number == 1 for one in amounts(text))


def _other_bodies(read: list[Found]) -> float:
    """The share of some answers that another body than that of the first gave."""
    bodies = [answer.answering_body and answer.answering_body.id for _, answer in read]
    return sum(body != bodies[0] for body in bodies) / len(bodies)


def _best(ranking: Ranking) -> list[Candidate]:
    """The best candidates, one for each group of answers with the same text."""
    first: dict[int, Candidate] = {}
    for one in ranking.candidates:
        first.setdefault(one.hit.group[0], one)
        if len(first) == CONFIDENCE_HITS:
            break
    return list(islice(first.values(), CONFIDENCE_HITS))


def _logistic(coefficients: tuple[float, ...], found: Evidence) -> float:
    intercept, *slopes = coefficients
    total = sum(slope * value for slope, value in zip(slopes, astuple(found), strict=True))
    return 1 / (1 + math.exp(-intercept - total))
