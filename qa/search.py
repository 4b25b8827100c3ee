"""Search: a query to ranked quotations, each with the sentence in it that matches best."""

from __future__ import annotations

from qa import store
from qa.errors import StoreError
from qa.index import Index
from qa.records import Answer, Hit, Passage, Query, Quotation, Span
from qa.text.analyzer import Analyzer
from qa.text.passages import sentences


def search(
    query: Query, index: Index, db: store.Database, analyzer: Analyzer, hits: int
) -> list[Quotation]:
    """The best passages for a query, at most `hits`, quoted from the texts that were scored."""
    matches = index.match(query, hits)
    passages = store.passages.by_row(db, [match.row for match in matches])
    answers = store.answers.of_versions(db, [passage.version for passage in passages.values()])
    if len(passages) < len(matches) or {one.version for one in passages.values()} - answers.keys():
        raise StoreError("The store lacks passages that its index names.", "Run `qa check`.")
    quotations = []
    for rank, match in enumerate(matches, start=1):
        passage = passages[match.row]
        answer = answers[passage.version]
        hit = Hit(match.row, rank, match.score, match.covered)
        best = _best_sentence(query, index, analyzer, answer, passage)
        quotations.append(Quotation(hit, passage, answer, best))
    return quotations


def _best_sentence(
    query: Query, index: Index, analyzer: Analyzer, answer: Answer, passage: Passage
) -> Span:
    """The sentence or row that holds most of the question's weight; of equals the first."""
    asked = index.asked(query)

    def weight(span: Span) -> float:
        held = asked.keys() & analyzer.terms(answer.text[span.start : span.end])
        return sum(asked[term] for term in sorted(held))

    whole = Span(passage.start, passage.end)
    return max(sentences(answer.text, whole.start, whole.end), key=weight, default=whole)
