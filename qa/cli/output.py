"""The lines that commands print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.evaluation.abstention import Abstention
    from qa.evaluation.evaluation import EvaluatedRun, Evaluation
    from qa.service.archive import IngestReport, SyncReport


def ingest_lines(report: IngestReport) -> Iterator[str]:
    """The report of an ingest; the counts add up to the records read."""
    parts = ", ".join(f"{count:,} {outcome}" for outcome, count in report.by_outcome.items())
    yield f"{report.total:,} read: {parts}."
    for note in report.repaired:
        yield f"Repair: {note.records:,} records of {note.where}: {note.how}"
    for path in report.skipped:
        yield f"Skipped: {path}: no reader knows its form."


def sync_lines(report: SyncReport) -> Iterator[str]:
    """The report of a sync; the counts add up to the questions fetched."""
    yield f"Fetched  {report.total:>9,}"
    for outcome, count in report.by_outcome.items():
        yield f"  {count:>9,}  {outcome}"


def evaluation_lines(evaluation: Evaluation) -> Iterator[str]:
    """Outcomes; values by topic; then means with their 95 % intervals, precision in date order,
    abstention, and comparisons."""
    for one in evaluation.runs:
        yield from _outcome_lines(one)
        yield ""
    for one in evaluation.runs:
        yield f"{one.run.path}, by topic"
        width = max([5, *(len(topic) for topic in evaluation.qrels.grades)])
        yield "  ".join(["topic".ljust(width), *(row.measure for row in one.measures)])
        for topic in one.measures[0].by_topic:
            values = (f"{row.by_topic[topic]:.4f}".rjust(len(row.measure)) for row in one.measures)
            yield "  ".join([topic.ljust(width), *values])
        yield ""
    topics = f"{evaluation.answerable} answerable topics"
    for one in evaluation.runs:
        yield f"{one.run.path}: means over {topics}, 95 % intervals"
        for row in one.measures:
            yield f"{row.measure:<16} {row.mean:.4f}  [{row.low:.4f}, {row.high:.4f}]"
        if one.date_order:
            yield (
                f"{'P@25 by date':<16} {one.date_order.mean:.4f}  (of the first 25, with every "
                f"content word; {one.date_order.topics} answered topics)"
            )
        yield from _abstention_lines(one.abstention)
        yield ""
    if evaluation.comparisons:
        yield f"Compared with {evaluation.runs[0].run.path} (p by Holm's correction over all lines)"
        yield "run  measure  difference  p(randomisation)  p(t)  better/equal/worse"
    for compared in evaluation.comparisons:
        yield (
            f"{compared.run}  {compared.measure}  {compared.difference:+.4f}"
            f"  {compared.p_randomisation:.4f}  {compared.p_t:.4f}"
            f"  {compared.wins}/{compared.ties}/{compared.losses}"
        )
        if compared.moved:
            yield "  moved most: " + ", ".join(f"{name} {by:+.3f}" for name, by in compared.moved)


def _outcome_lines(one: EvaluatedRun) -> Iterator[str]:
    found, path = one.outcomes, one.run.path
    if found is None:
        yield f"{path}: right outcome not measured; run the topics again with `qa run`."
        return
    yield (
        f"{path}: right outcome {found.right / max(1, found.topics):.4f}  "
        f"({found.right} of {found.topics} topics)"
    )
    answerable = found.answered_rightly + found.answered_beside + found.answerable_declined
    unanswerable = found.rightly_declined + found.unanswerable_answered
    yield (
        f"Answerable {answerable}: {found.answered_rightly} answered by a passage shown, "
        f"{found.answered_beside} answered by others, {found.answerable_declined} declined. "
        f"Unanswerable {unanswerable}: {found.rightly_declined} declined, "
        f"{found.unanswerable_answered} answered."
    )


def _abstention_lines(abstention: Abstention | None) -> Iterator[str]:
    if abstention is None:
        yield "Abstention: not measured, because this run has no sidecar, which `qa run` writes."
        return
    auroc = "undefined" if abstention.auroc is None else f"{abstention.auroc:.4f}"
    yield f"{'AUROC':<16} {auroc}  (of confidence: answerable against unanswerable topics)"
    yield (
        f"Declined: {abstention.rightly_declined} of {abstention.unanswerable} unanswerable "
        f"(rightly), {abstention.wrongly_declined} of {abstention.answerable} answerable (wrongly)"
    )
