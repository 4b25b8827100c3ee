"""The lines that commands print."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.model import Explanation, Quotation, Reply
from qa.model.browse import PriorAnswers, said_difference
from qa.model.citation import KIND_LABELS, attachment_lines, cite, cut_table_note, day
from qa.model.coverage import Coverage

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


def reply_lines(reply: Reply) -> Iterator[str]:
    """A reply: its passages with citations, or a no with the near misses."""
    if not reply.answerable:
        yield f"No published answer covers this. {reply.reason}"
    if reply.unmatched:
        yield f"Not found in any answer: {', '.join(reply.unmatched)}."
    for word, near in reply.query.did_you_mean.items():
        yield f"Did you mean {near}, not {word}? The words are searched as typed."
    if reply.near_misses:
        yield "Near misses, which may not answer the question:"
    for number, quotation in enumerate(reply.passages or reply.near_misses):
        if number or reply.unmatched or reply.near_misses:
            yield ""
        yield from _quotation_lines(quotation)


def prior_answer_lines(prior: PriorAnswers) -> Iterator[str]:
    """Prior answers, each with what its question differs in."""
    if not prior["found"]:
        yield "No question here asks the same, or nearly the same."
    for number, one in enumerate(prior["found"], start=1):
        yield from _wrapped(cite(one), "   ", first=f"{number}. ")
        yield f"   {said_difference(one['differs_in'])}"
        yield from _wrapped(f"Q: {one['source_question']}", "   ")


def coverage_lines(coverage: Coverage) -> Iterator[str]:
    """The coverage of a data folder, as `qa status` prints it."""
    newest = coverage.newest_answer and day(coverage.newest_answer)
    oldest = coverage.oldest_answer and day(coverage.oldest_answer)
    yield f"Answers        {coverage.answers:,}"
    yield f"Passages       {coverage.passages:,}"
    yield f"Oldest answer  {oldest or 'none'}"
    yield f"Newest answer  {newest or 'none'}"
    yield f"Last sync      {coverage.last_sync or 'never'}"
    yield f"Corrections    {coverage.last_corrections or 'never fetched'}"
    for first, last in coverage.sync_gaps:
        yield f"Not fetched    {day(first)} to {day(last)} (run `qa sync`)"
    if coverage.index_version is None:
        yield "Index          missing or unusable. Run `qa index` to build it."
    else:
        behind = "" if coverage.index_current else " (behind the store; run `qa index`)"
        yield f"Index          {coverage.index_version}{behind}"
    if coverage.vectors is not None:
        missing = coverage.passages - coverage.vectors
        cure = f" ({missing:,} are missing; run `qa index`)" if missing else ""
        yield f"Embeddings     {coverage.vectors:,}{cure}"
    for title, counts in (("By status", coverage.by_status), ("By body", coverage.by_body)):
        yield title
        for name, count in counts.items():
            yield f"  {count:>9,}  {name}"
    yield "By body, year and status"
    for row in coverage.by_body_year_status:
        yield f"  {row['answers']:>9,}  {row['body']}, {row['year']}, {row['status']}"


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


def _quotation_lines(quotation: Quotation) -> Iterator[str]:
    passage = quotation.as_json()
    yield from _wrapped(cite(passage), "   ", first=f"{passage['rank']}. ")
    if quotation.answer.kind != "none":
        yield f"   {KIND_LABELS[quotation.answer.kind]}"
    yield from _wrapped(f"Q: {quotation.answer.source_question}", "   ")
    for line in quotation.text.split("\n"):
        yield from _wrapped(line, "   > ")
    for part in passage["cut_tables"]:
        yield from _wrapped(cut_table_note(part), "   ")
    for line in attachment_lines(passage):
        yield from _wrapped(line, "   ")
    if quotation.same:
        count = len(quotation.same.answer_ids)
        yield f"   The same answer to {count} questions, latest {day(quotation.same.latest)}"
    if quotation.why:
        yield from _wrapped(f"Why: {_explanation(quotation.why)}", "   ")


def _explanation(why: Explanation) -> str:
    """The parts of a passage's score, each with its share."""
    parts: dict[str, float] = {}
    for one in why.terms:
        where = ", ".join(one.fields).replace("_", " ")
        named = f"{one.word or one.expansion} ({where})"
        parts[named] = parts.get(named, 0.0) + one.score
    parts |= {"embedding": why.dense, "words in common with the best passages": why.feedback}
    whole = sum(parts.values()) or 1.0
    return ", ".join(f"{named} {part / whole:.0%}" for named, part in parts.items() if part)


def _wrapped(line: str, indent: str, first: str = "") -> list[str]:
    """A line wrapped to the width of the terminal; whole if the output is not a terminal."""
    first = first or indent
    if not (sys.stdout and sys.stdout.isatty()):
        return [first + line]
    width = min(100, shutil.get_terminal_size().columns)
    return textwrap.wrap(
        line,
        width,
        initial_indent=first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    ) or [first]
