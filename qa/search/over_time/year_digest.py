"""The digest by year: the sentences that each answer adds to the one before, and those it drops."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from qa.model import Answer, Span
from qa.model.browse import AnswerRevision
from qa.model.over_time import LineSentence, LineYear
from qa.search.best_sentence import is_commonplace
from qa.search.digest import reads_alone
from qa.search.ranking.term_weights import idf
from qa.search.snapshot import Snapshot
from qa.text.amounts import has_figure
from qa.text.formula import without_formula
from qa.text.lines import is_row, points_to_table
from qa.text.passages import sentences

MAX_NEW, MAX_GONE = 4, 3
"""The sentences of a year that are shown, at most, for each of its answers."""
FIGURE_WEIGHT = 2.0
"""What a figure adds to the weight of the question's words in a sentence."""


def year_digest(revisions: Sequence[AnswerRevision], snapshot: Snapshot) -> list[LineYear]:
    """The digest of a line, oldest year first: sentences word for word, in the order of the text.

    An answer is compared with the one before that says something; a stub, which only refers
    elsewhere, adds and drops nothing.
    """
    years: dict[str, LineYear] = {}
    before: Answer | None = None
    for revision in revisions:
        answer = revision.answer
        year = (answer.date_answered or "")[:4]
        if not year:
            continue
        entry = years.setdefault(
            year, {"year": year, "answers": [], "new": [], "gone": [], "same": True}
        )
        entry["answers"] += [one.answer_id for one in (answer, *revision.also)]
        if answer.kind != "none":
            continue
        known = _texts(before) if before else {}
        own = _texts(answer)
        if own.keys() != known.keys():
            entry["same"] = False
        new = [span for text, span in own.items() if text not in known]
        entry["new"] += _chosen(answer, new, MAX_NEW, snapshot)
        if before:
            gone = [span for text, span in known.items() if text not in own]
            entry["gone"] += _chosen(before, gone, MAX_GONE, snapshot)
        before = answer
    return list(years.values())


def _texts(answer: Answer) -> dict[str, Span]:
    """The sentences of an answer by their words, whatever spaces and case."""
    spans = sentences(answer.text, 0, len(answer.text))
    found: dict[str, Span] = {}
    for span in spans:
        line = answer.text[span.start : span.end]
        if not is_row(line):
            found.setdefault(" ".join(line.casefold().split()), span)
    return found


def _chosen(
    answer: Answer, spans: Sequence[Span], limit: int, snapshot: Snapshot
) -> list[LineSentence]:
    """The sentences that hold most of what was asked, in the order of the text."""
    terms = snapshot.analyzer.passage_terms
    asked = set(terms(without_formula(answer.source_question)))
    weighed: list[tuple[float, int, Span]] = []
    for number, span in enumerate(spans):
        line = answer.text[span.start : span.end]
        if not reads_alone(line) or is_commonplace(line):
            continue
        if points_to_table(line) and not has_figure(line):
            continue
        held = sorted(asked & set(terms(line)))
        weight = fsum(idf(term, snapshot.index) for term in held)
        weight += FIGURE_WEIGHT * has_figure(line)
        if weight:
            weighed.append((-weight, number, span))
    best = sorted(weighed)[:limit]
    return [
        {
            "answer_id": answer.answer_id,
            "date_answered": answer.date_answered,
            "start": span.start,
            "end": span.end,
            "text": answer.text[span.start : span.end],
        }
        for _, _, span in sorted(best, key=lambda one: one[1])
    ]
