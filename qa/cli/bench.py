"""The bench: test sets run, measured, and made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from qa.cli.command import Command, Group, with_settings
from qa.settings import Settings


@click.command(
    cls=Command, epilog="Example: qa run topics.jsonl --output words.run --replies words.jsonl"
)
@click.argument("topics", type=click.Path(path_type=Path, exists=True))
@click.option("--output", type=click.Path(path_type=Path), required=True, help="Run file to write.")
@click.option("--replies", type=click.Path(path_type=Path), help="File for one Reply a line.")
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
    """Put a test set to the service and write a TREC run, its facts beside it."""
    from qa.cli.output import progress_bar
    from qa.evaluation.running import run_topics
    from qa.evaluation.topics import read_topics
    from qa.service.service import Service

    with progress_bar() as progress:
        facts = run_topics(
            read_topics(topics), Service(settings), output, progress=progress, **asked
        )
    click.echo(f"{len(facts.topics):,} topics run on index {facts.index_version}.")


@click.command(
    cls=Command,
    epilog="Example: qa evaluate --qrels qrels.txt old.run new.run --report report.html",
)
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--qrels", type=click.Path(path_type=Path), required=True, help="Judgments.")
@click.option("-m", "--measure", "measures", multiple=True, help="As nDCG@10 or R(rel=2)@100.")
@click.option("--answer-grade", type=click.IntRange(1), help="Grade that answers a topic.")
@click.option("--topics", type=click.Path(path_type=Path), help="Test set, for kinds of topic.")
@click.option("--report", type=click.Path(path_type=Path), help="HTML page to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
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
    """Measure runs against judgments; two or more are compared with the first."""
    from qa.evaluation.judging import judge
    from qa.evaluation.report import write_report
    from qa.evaluation.table import judgement_json, shown_judgement
    from qa.service.service import Service

    service = Service(settings) if settings.store_path.exists() else None
    judgement = judge(
        qrels, runs, service, measures=measures, grade=answer_grade, topics_path=topics
    )
    for warning in judgement.warnings:
        click.echo(f"Warning: {warning}", err=True)
    if as_json:
        click.echo(json.dumps(judgement_json(judgement), ensure_ascii=False, indent=2))
    else:
        for line in shown_judgement(judgement):
            click.echo(line)
    if report:
        write_report(judgement, report, service)


@click.group(cls=Group)
def testset() -> None:
    """Make test sets out of what is there."""


@testset.command(epilog="Example: qa testset silver --output silver/")
@click.option("--output", type=click.Path(path_type=Path), required=True, help="Folder to make.")
@with_settings
def silver(output: Path, settings: Settings) -> None:
    """Make topics of the source questions: each one's own answer is relevant to it."""
    from qa.evaluation.testsets import write_silver

    click.echo(f"{write_silver(settings, output):,} topics written to {output}.")


@testset.command(epilog="Example: qa testset marks --output marks/")
@click.option("--output", type=click.Path(path_type=Path), required=True, help="Folder to make.")
@with_settings
def marks(output: Path, settings: Settings) -> None:
    """Make topics and judgments of the marks that people gave."""
    from qa.evaluation.testsets import write_marks

    topics, contradictions = write_marks(settings, output)
    click.echo(f"{topics:,} topics written to {output}, {contradictions:,} contradictions listed.")
