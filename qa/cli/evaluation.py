"""Commands that run test sets, evaluate runs, and make test sets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal

import click

from qa.cli.command import Command, Group, with_settings
from qa.cli.progress import progress_bar
from qa.cli.terminal import print_lines
from qa.settings import Settings

PATH = click.Path(path_type=Path)


@click.command(
    cls=Command, epilog="Example: qa run topics.jsonl --output words.run --replies words.jsonl"
)
@click.argument("topics", type=click.Path(path_type=Path, exists=True))
@click.option("--output", type=PATH, required=True, help="Run file to write.")
@click.option("--replies", type=PATH, help="JSON Lines file of replies to write.")
@click.option("--hits", type=int, default=100, show_default=True, help="Lines for each topic.")
@click.option(
    "--unit",
    type=click.Choice(["answer", "passage"]),
    default="answer",
    show_default=True,
    help="What is ranked.",
)
@with_settings
def run(topics: Path, output: Path, settings: Settings, **asked: Any) -> None:
    """Ask every topic of a test set, and write a TREC run.

    A sidecar, RUN.json, records how the run was made. A topic that cannot be asked is
    named, and the others are run.
    """
    from qa.evaluation.running import run_topics
    from qa.evaluation.topics import read_topics
    from qa.service.service import Service

    read = read_topics(topics)
    with progress_bar() as progress:
        metadata = run_topics(
            read,
            Service(settings),
            output,
            threshold=settings.threshold,
            progress=progress,
            **asked,
        )
    click.echo(f"{len(metadata.topics):,} topics run on index {metadata.index_version}.")
    for topic in read:
        if topic.topic_id in metadata.refused:
            reason = metadata.refused[topic.topic_id]
            click.echo(f"Not run: {topic.where}, topic {topic.topic_id!r}: {reason}", err=True)
    sys.exit(1 if metadata.refused else 0)


@click.command(
    cls=Command,
    epilog="Example: qa evaluate --qrels qrels.txt old.run new.run --report report.html",
)
@click.argument("runs", nargs=-1, required=True, type=PATH)
@click.option("--qrels", type=PATH, required=True, help="Judgments: file or BEIR folder.")
@click.option(
    "-m",
    "--measure",
    "measures",
    multiple=True,
    help="Such as nDCG@10 or R(rel=2)@100; repeatable.",
)
@click.option(
    "--answer-grade",
    type=click.IntRange(1),
    help="Lowest grade that answers a topic.  [default: 2 if any grade is above 1, else 1]",
)
@click.option("--topics", type=PATH, help="Topics, to report by kind.")
@click.option("--report", type=PATH, help="HTML report to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the evaluation as JSON.")
@with_settings
def evaluate(
    runs: tuple[Path, ...],
    qrels: Path,
    measures: tuple[str, ...],
    answer_grade: int | None,
    topics: Path | None,
    report: Path | None,
    as_json: bool,
    settings: Settings,
) -> None:
    """Measure runs against judgments, and compare them."""
    from qa.cli.output import evaluation_lines
    from qa.evaluation.evaluation import evaluate as evaluate_runs
    from qa.evaluation.qrels import read_qrels
    from qa.evaluation.report import write_report
    from qa.evaluation.runs import read_run
    from qa.evaluation.topics import read_topics
    from qa.service.service import Service

    there = settings.opensearch_url or settings.store_path.exists()
    service = Service(settings) if there else None
    evaluation = evaluate_runs(
        read_qrels(qrels),
        [read_run(path) for path in runs],
        service,
        measures=measures,
        grade=answer_grade,
        topics=read_topics(topics) if topics else (),
    )
    for warning in evaluation.warnings:
        click.echo(f"Warning: {warning}", err=True)
    print_lines(evaluation_lines(evaluation), evaluation.as_json() if as_json else None)
    if report:
        write_report(evaluation, report, service)


@click.command(
    cls=Command,
    epilog="Example: qa collections justice=data/justice trade=data/trade --words-only",
)
@click.argument("collections", nargs=-1, required=True, metavar="COLLECTION[=DATA_DIR]...")
@click.option("--words-only", is_flag=True, help="Leave out vectors, where a store has them.")
@click.option("--json", "form", flag_value="json", help="Print the table as JSON.")
@click.option("--csv", "form", flag_value="csv", help="Print the table as CSV.")
@with_settings
def collections(
    collections: tuple[str, ...],
    words_only: bool,
    form: Literal["json", "csv"] | None,
    settings: Settings,
) -> None:
    """Measure several test collections in one table.

    COLLECTION is a folder with topics and judgments (topics.jsonl and qrels.txt, or BEIR's names),
    DATA_DIR the folder of the answers they are about, else that of --data-dir. Each is run by words
    and, if its store has vectors, with them. The table ends with the mean and the worst.
    """
    from qa.cli.collection_view import collection_csv, collection_view
    from qa.evaluation.collection_table import Collection, measure_collections

    pairs = [one.rpartition("=") if "=" in one else (one, "", "") for one in collections]
    named = [
        Collection(
            Path(folder),
            # Of the answers in the folder, whatever is published.
            settings.with_changes(data_dir=Path(data), opensearch_url="") if data else settings,
        )
        for folder, _, data in pairs
    ]
    with progress_bar() as progress:
        table = measure_collections(named, words_only=words_only, progress=progress)
    for warning in table.warnings():
        click.echo(f"Warning: {warning}", err=True)
    if form == "csv":
        click.echo(collection_csv(table), nl=False)
    else:
        print_lines(collection_view(table), table.as_json() if form else None)
    sys.exit(1 if any(row.refused for row in table.rows) else 0)


@click.group(cls=Group)
def testset() -> None:
    """Make test sets of the source questions, or of people's marks."""


@testset.command(epilog="Example: qa testset silver --output silver/")
@click.option("--output", type=PATH, required=True, help="Folder to write.")
@with_settings
def silver(output: Path, settings: Settings) -> None:
    """Make a test set of the source questions.

    Each is judged relevant to its own answer.
    """
    from qa.evaluation.testsets import write_silver

    click.echo(f"{write_silver(settings, output):,} topics written to {output}.")


@testset.command(epilog="Example: qa testset marks --output marks/")
@click.option("--output", type=PATH, required=True, help="Folder to write.")
@with_settings
def marks(output: Path, settings: Settings) -> None:
    """Make a test set of the marks that people gave."""
    from qa.evaluation.testsets import write_marks

    topics, contradictions = write_marks(settings, output)
    click.echo(f"{topics:,} topics written to {output}, with {contradictions:,} contradictions.")
