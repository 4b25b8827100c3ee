"""Confidence: the probability that the answers cover a question, from 0 to 1."""

from __future__ import annotations

import math
import re
from dataclasses import astuple, dataclass
from itertools import islice

from qa.index import Clause, Hit
from qa.model import Query
from qa.search.ranking.candidates import Candidate, Ranking
from qa.search.ranking.term_weights import clauses, idf
from qa.search.snapshot import Snapshot
from qa.text.formula import without_formula

CONFIDENCE_HITS = 10
"""The best passages that are looked at, one for each group of equal answers."""
MAX_SURPRISAL = 4.0
"""In nats: chance gives such a passage in one store of about 50. More says no more."""

_YEAR = re.compile(r"(?<![\d,.£])(?:19|20)\d\d(?![\d,])")
_PUNCTUATION = ".,;:?!()\"'’“”"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer and against one; each has the same meaning on every store.

    `coverage` is the share of the question's weight that the best passage holds with its source
    question. `missing_names` is the idf of the question's capitalised words that it lacks, in units
    of the rarest term's. `missing_year` is 1 where a year of the question is in none of the best,
    else 0. `cosine` is the highest of a source question or passage among them. By words alone,
    `surprisal` says how far it is from chance that a passage holds the terms of the best.
    """

    coverage: float
    missing_names: float
    missing_year: float
    surprisal: float
    cosine: float = 0.0


BY_WORDS = (-1.655, 2.678, -1.315, -5.452, 0.163, 0.0)
BY_MEANING = (-6.185, 3.095, -0.824, -6.142, 0.0, 9.558)
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
    return Evidence(
        index.coverage(clauses(query, ranking.weights), hits[:1])[0],
        _missing_names(query, hits[0], snapshot),
        float(_year_is_missing(query, hits, snapshot)),
        0.0 if cosine else _surprisal(query, hits[0], snapshot),
        cosine,
    )


def _surprisal(query: Query, best: Hit, snapshot: Snapshot) -> float:
    """The information in the terms of a question that the best passage holds (the sum of their
    idf), less what it takes to name one passage (the log of their number), in nats within bounds.
    Below 0, chance alone has some passage hold these terms. 0 for a question of one term.
    """
    index = snapshot.index
    weights = {term: idf(term, index) for term in query.terms}
    if len(weights) < 2:
        return 0.0
    held = index.coverage(clauses(query, weights), [best])[0] * sum(weights.values())
    return max(-MAX_SURPRISAL, min(held - math.log(len(index)), MAX_SURPRISAL))


def _missing_names(query: Query, best: Hit, snapshot: Snapshot) -> float:
    """The idf of the capitalised terms of a question that the best passage lacks."""
    index = snapshot.index
    names = set(snapshot.analyzer.terms(" ".join(_capitalised(query.rewritten))))
    weights = {term: idf(term, index) for term in query.terms if term in names}
    if not weights:
        return 0.0
    named = clauses(query, {term: weights.get(term, 0.0) for term in query.terms})
    return (1 - index.coverage(named, [best])[0]) * sum(weights.values()) / index.max_idf


def _capitalised(text: str) -> list[str]:
    """The words of a question that are written as names: with a capital, except the first word of
    a sentence unless it has two; none where everything is in capitals."""
    text = without_formula(text)
    if text.isupper():
        return []
    found = []
    starts = True
    for token in text.split():
        word = token.strip(_PUNCTUATION)
        capitals = sum(letter.isupper() for letter in word)
        if word[:1].isupper() and (capitals > 1 or not starts):
            found.append(word)
        starts = token[-1] in ".?!;:"
    return found


def _year_is_missing(query: Query, hits: list[Hit], snapshot: Snapshot) -> bool:
    """Whether a year that the question names is in none of the best passages, nor their date."""
    years = set(_YEAR.findall(query.rewritten))
    missing = [
        year
        for year in sorted(years)
        if not max(snapshot.index.coverage([Clause(1.0, ((year,),))], hits))
    ]
    if not missing:
        return False
    answers = [answer for _, answer in snapshot.answers.quoted([h.passage for h in hits]).values()]
    dates = {(one.date_tabled or "")[:4] for one in answers}
    dates |= {(one.date_answered or "")[:4] for one in answers}
    return not dates.issuperset(missing)


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
