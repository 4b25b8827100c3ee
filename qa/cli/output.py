"""The lines that commands print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.evaluation.calibration import Calibration
    from qa.evaluation.evaluation import EvaluatedRun, Evaluation
    from qa.evaluation.proportion import Proportion
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
    confidence, and comparisons."""
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
        yield from _confidence_lines(one)
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
    """The right outcome, and each way to a wrong one."""
    declined, found, made = one.abstention, one.outcomes, one.run.sidecar
    if found is None:
        yield f"Right outcome not measured: run the topics of {one.run.path} again with `qa run`."
    else:
        yield _proportion_line("Right outcome", found.right, f"topics of {one.run.path}")
    if declined is not None:
        at = "" if made is None or made.threshold is None else f", below {made.threshold:g}"
        yield _proportion_line(
            "Answerable declined", declined.answerable_declined, f"answerable{at}"
        )
        yield _proportion_line(
            "Unanswerable answered", declined.unanswerable_answered, "unanswerable"
        )
    if found is not None:
        yield _proportion_line("Answered beside", found.beside, "answerable, by others")


def _proportion_line(name: str, found: Proportion | None, of: str) -> str:
    if found is None:
        return f"{name:<21} -       of no {of}"
    interval = f"[{found.low:.4f}, {found.high:.4f}]"
    return f"{name:<21} {found.share:.4f}  {interval}  {found.count} of {found.total} {of}"


def _confidence_lines(one: EvaluatedRun) -> Iterator[str]:
    if one.abstention is None or one.calibration is None:
        yield "Confidence: not measured, because this run has no sidecar, which `qa run` writes."
        return
    auroc = "undefined" if one.abstention.auroc is None else f"{one.abstention.auroc:.4f}"
    yield f"{'AUROC':<16} {auroc}  (of confidence: answerable against unanswerable topics)"
    yield from _calibration_lines(one.calibration)


def _calibration_lines(found: Calibration) -> Iterator[str]:
    error = brier = constant = ""
    if found.balanced:
        error = f"balanced {found.balanced.error:.4f}; "
        brier = f"balanced {found.balanced.brier:.4f}; "
        constant = f", {found.balanced.constant_brier:.4f}"
    constant = f"constant {found.scores.constant_brier:.4f}{constant}"
    yield f"{'ECE':<16} {found.scores.error:.4f}  ({error}calibration error, Naeini 2015)"
    yield f"{'Brier':<16} {found.scores.brier:.4f}  ({brier}{constant}; Brier 1950)"
