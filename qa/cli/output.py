"""Console: how the command line shows progress, replies and figures to a person."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from qa.model import Explanation, Progress, Quotation, Reply
from qa.model.coverage import Coverage

if TYPE_CHECKING:
    from qa.service.archive import IngestReport, SyncReport


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A bar for each thing that is being done, on a terminal; elsewhere nothing at all."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description:<18}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bars:
        tasks = {}

        def show(doing: str, done: int, total: int) -> None:
            if doing not in tasks:
                tasks[doing] = bars.add_task(doing, total=total)
            bars.update(tasks[doing], completed=done)

        yield show


def shown_report(report: IngestReport) -> Iterator[str]:
    """What an ingest did, in lines that add up."""
    parts = ", ".join(f"{count:,} {outcome}" for outcome, count in report.by_outcome.items())
    yield f"{report.read:,} read: {parts}."
    for note in report.repaired:
        yield f"Repair: {note.records:,} records of {note.where}: {note.how}"
    for path in report.skipped:
        yield f"Skipped: {path}: no reader knows its form."


def shown_sync(report: SyncReport) -> Iterator[str]:
    """What a sync did, in a table that adds up."""
    yield f"Fetched  {report.fetched:>9,}"
    for outcome, count in report.by_outcome.items():
        yield f"  {count:>9,}  {outcome}"


def shown_reply(reply: Reply) -> Iterator[str]:
    """A reply as a person reads it in a terminal."""
    if not reply.answerable:
        yield f"No published answer covers this. {reply.reason}"
    if reply.unmatched:
        yield f"Found nowhere: {', '.join(reply.unmatched)}."
    if reply.near_misses:
        yield "Near misses, which may not answer the question:"
    for number, quotation in enumerate(reply.passages or reply.near_misses):
        if number or reply.unmatched or reply.near_misses:
            yield ""
        yield from _shown_quotation(quotation)


def shown_coverage(coverage: Coverage) -> Iterator[str]:
    """The figures of `qa status`, in aligned lines."""
    newest = coverage.newest_answer and _day(coverage.newest_answer)
    oldest = coverage.oldest_answer and _day(coverage.oldest_answer)
    yield f"Answers        {coverage.answers:,}"
    yield f"Passages       {coverage.passages:,}"
    yield f"Oldest answer  {oldest or 'none'}"
    yield f"Newest answer  {newest or 'none'}"
    yield f"Last sync      {coverage.last_sync or 'never'}"
    yield f"Corrections    {coverage.last_corrections or 'never looked for'}"
    for first, last in coverage.sync_gaps:
        yield f"Not fetched    {_day(first)} to {_day(last)} (run `qa sync`)"
    if coverage.index_version is None:
        yield "Index          missing or unusable. Run `qa index` to build it."
    else:
        behind = "" if coverage.index_current else " (behind the store; run `qa index`)"
        yield f"Index          {coverage.index_version}{behind}"
    if coverage.vectors is not None:
        lack = coverage.passages - coverage.vectors
        unread = f" ({lack:,} not read yet; run `qa index`)" if lack else ""
        yield f"Vectors        {coverage.vectors:,}{unread}"
    for title, counts in (("By status", coverage.by_status), ("By body", coverage.by_body)):
        yield title
        for name, count in counts.items():
            yield f"  {count:>9,}  {name}"
    yield "By body, year and status"
    for row in coverage.by_body_year_status:
        yield f"  {row['answers']:>9,}  {row['body']}, {row['year']}, {row['status']}"


def _shown_quotation(quotation: Quotation) -> Iterator[str]:
    answer = quotation.answer
    body = answer.answering_body.name if answer.answering_body else "Answering body not stated"
    uin = f"UIN {answer.uin}" if answer.uin else "no UIN"
    answered = f"answered {_day(answer.date_answered)}" if answer.date_answered else "not answered"
    tabled = f", asked {_day(answer.date_tabled)}" if answer.date_tabled else ""
    yield f"{quotation.rank}. {answer.heading or body}"
    stub = "" if answer.kind == "none" else f" ({answer.kind.replace('_', ' ')})"
    yield f"   {body}, {answered}{tabled}, {uin}, {answer.status}{stub}"
    yield from _wrapped(f"Q: {answer.source_question}", "   ")
    for line in quotation.text.split("\n"):
        yield from _wrapped(line, "   > ")
    if quotation.same:
        count = len(quotation.same.answer_ids)
        yield f"   Said to {count} questions, latest {_day(quotation.same.latest)}"
    if quotation.why:
        yield from _wrapped(f"Why: {_why(quotation.why)}", "   ")
    yield f"   {answer.url or 'No official address: the source bears no UIN.'}"


def _why(why: Explanation) -> str:
    """What a passage was found by, each with its share of the score."""
    parts: dict[str, float] = {}
    for one in why.terms:
        where = ", ".join(one.fields).replace("_", " ")
        named = f"{one.word or one.expansion} ({where})"
        parts[named] = parts.get(named, 0.0) + one.score
    parts |= {"meaning": why.dense, "words in common with the best": why.feedback}
    whole = sum(parts.values()) or 1.0
    return ", ".join(f"{named} {part / whole:.0%}" for named, part in parts.items() if part)


def _wrapped(line: str, indent: str) -> list[str]:
    """A line broken to the width of the terminal; whole where something else reads it."""
    if not (sys.stdout and sys.stdout.isatty()):
        return [indent + line]
    width = min(100, shutil.get_terminal_size().columns)
    return textwrap.wrap(
        line,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    ) or [indent]


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B} {day.year}"
