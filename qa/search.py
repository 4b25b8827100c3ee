"""Search: a query to ranked quotations, each with the sentence in it that matches best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from qa import store
from qa.errors import StoreError
from qa.holdings import Holdings
from qa.index import Ranking
from qa.ranking import ranked
from qa.records import Answer, Hit, Passage, Query, Quotation, Span
from qa.text.analyzer import Analyzer
from qa.text.passages import sentences

PHRASE_DEPTH = 2000
"""How many of the best passages are read in search of a phrase."""


def search(query: Query, holdings: Holdings, hits: int, ranking: Ranking) -> list[Quotation]:
    """The best passages of a query's ranking, at most `hits`, quoted from the texts that were
    scored.

    A phrase must stand in the passage, its source question or its heading, in any case; it is
    looked for in the best PHRASE_DEPTH passages.
    """
    index, db = holdings.index, holdings.db
    depth = PHRASE_DEPTH if query.phrases else hits
    matches = index.match(query, depth, ranking)
    passages = store.passages.by_row(db, [match.row for match in matches])
    answers = store.answers.of_versions(db, [passage.version for passage in passages.values()])
    if len(passages) < len(matches) or {one.version for one in passages.values()} - answers.keys():
        raise StoreError("The store lacks passages that its index names.", "Run `qa check`.")
    asked = index.asked(query)
    quotations: list[Quotation] = []
    for match in matches:
        passage = passages[match.row]
        answer = answers[passage.version]
        if len(quotations) == hits:
            break
        if query.phrases and not _holds(query.phrases, answer, passage):
            continue
        hit = Hit(match.row, len(quotations) + 1, match.score, match.covered)
        best = _best_sentence(asked, holdings.analyzer, answer, passage)
        quotations.append(Quotation(hit, passage, answer, best))
    return quotations


def saying(query: Query, holdings: Holdings, *, by_answer: bool) -> dict[str, float]:
    """The ids of answers, or passages, in which a query's phrases stand, best first, scored."""
    scores: dict[str, float] = {}
    for one in search(query, holdings, PHRASE_DEPTH, ranked(query, holdings)):
        name = one.passage.answer_id if by_answer else one.passage.passage_id
        scores.setdefault(name, one.hit.score)
    return scores


def _holds(phrases: Iterable[str], answer: Answer, passage: Passage) -> bool:
    """Whether every phrase stands in a passage or its context, but for case, spaces and quotes."""
    text = answer.text[passage.start : passage.end]
    said = (_level(one) for one in (text, answer.source_question, answer.heading or ""))
    told = "\n".join(said)
    return all(re.search(rf"(?<!\w){re.escape(_level(one))}(?!\w)", told) for one in phrases)


def _level(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").replace("‘", "'").split())


def _best_sentence(
    asked: Mapping[str, float], analyzer: Analyzer, answer: Answer, passage: Passage
) -> Span:
    """The sentence or row that holds most of the question's weight; of equals the first."""

    def weight(span: Span) -> float:
        held = asked.keys() & analyzer.terms(answer.text[span.start : span.end])
        return sum(asked[term] for term in sorted(held))

    whole = Span(passage.start, passage.end)
    return max(sentences(answer.text, whole.start, whole.end), key=weight, default=whole)
