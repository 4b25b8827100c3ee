"""The command line: each command parses, calls the library, and prints what it says."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from qa.errors import BadRequest, QaError
from qa.settings import Settings

Command = Callable[..., Any]
_DAY = click.DateTime(["%Y-%m-%d"])


class _Command(click.Command):
    """A command whose errors are one plain message with its cure, on standard error."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # As published, or as near as can be.
        try:
            return super().invoke(ctx)
        except BadRequest as error:
            raise click.UsageError(str(error), ctx) from error
        except QaError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # Whoever was reading (head, less) has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None
        except OSError as error:
            raise click.ClickException(
                f"Something cannot be read or written: {error}. Check the disk and the path."
            ) from error


class _Group(click.Group):
    """Such commands."""

    command_class = _Command
    group_class = type


def _with_settings(command: Command) -> Command:
    """Give a command `--data-dir` and the settings in force."""

    def read(ctx: click.Context, param: click.Parameter, value: Path | None) -> Settings:
        return Settings.read(os.environ, data_dir=value)

    option = click.option(
        "--data-dir",
        "settings",
        type=click.Path(path_type=Path, file_okay=False),
        callback=read,
        help="Folder of the store and the index.  [default: $QA_DATA_DIR, else data]",
    )
    return option(command)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="written-answers-qa", message="%(version)s")
def main() -> None:
    """Ask what ministers told Parliament: passages word for word, dated and cited."""


@main.command(epilog='Example: qa ingest corpus/ "~/Downloads/question.txt"')
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@_with_settings
def ingest(paths: tuple[Path, ...], settings: Settings) -> None:
    """Read answers from files and folders, store them, and bring the index up to date.

    Forms are told by content, not by name. In a folder, files of no known form are skipped.
    """
    from qa.console import progress_bar, shown_report
    from qa.ingest import Report
    from qa.ingest import ingest as take_in

    def show(report: Report) -> None:
        for line in shown_report(report):
            click.echo(line)
        for refusal in report.rejected:
            click.echo(f"Rejected: {refusal.where}: {refusal.reason}", err=True)

    with progress_bar() as progress:
        report = take_in(paths, settings, progress, show)
    sys.exit(1 if report.rejected else 0)


@main.command(epilog='Example: qa sync --body 54 --body "Home Office" --since 2021-01-01')
@click.option(
    "--body",
    "bodies",
    multiple=True,
    help="Answering body, by id or name; repeatable.  [default: all]",
)
@click.option(
    "--since",
    type=_DAY,
    help="First day, as 2021-01-01.  [default: go on from the last run]",
)
@click.option("--until", type=_DAY, help="Last day, as 2021-12-31.  [default: today]")
@click.option("--api-url", metavar="URL", help="Address of the API.  [default: Parliament's]")
@click.option(
    "--rate", type=float, default=2, show_default=True, help="Requests a second, at most."
)
@click.option("--dry-run", is_flag=True, help="Say what would be fetched; store nothing.")
@_with_settings
def sync(
    bodies: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    api_url: str | None,
    rate: float,
    dry_run: bool,
    settings: Settings,
) -> None:
    """Bring the store up to date with Parliament's API.

    Takes in every question tabled, answered or corrected in the window. It can be stopped at any
    moment: run again, it goes on from there.
    """
    from qa.console import progress_bar, shown_sync
    from qa.sync import API_URL, Client, preview, synchronise, wanted

    begin = since.date() if since else None
    what = wanted(settings, bodies, begin, until.date() if until else date.today())
    with closing(Client(api_url or API_URL, rate)) as client, progress_bar() as progress:
        if dry_run:
            found = list(preview(settings, what, client, progress))
        else:
            report = synchronise(settings, what, client, progress)
    if dry_run:
        for name, count in found:
            click.echo(f"{count:>9,}  {name}")
        click.echo(f"{sum(count for _, count in found):>9,}  questions would be fetched")
        return
    for line in shown_sync(report):
        click.echo(line)
    for refusal in report.rejected:
        click.echo(f"Rejected: {refusal.where}: {refusal.reason}", err=True)
    for missed in report.missed:
        click.echo(f"Not fetched: {missed}", err=True)
    if report.missed or report.rejected:
        click.echo("Run the same command again to take up what is missing.", err=True)
        sys.exit(1)


@main.command(epilog="Example: qa index")
@_with_settings
def index(settings: Settings) -> None:
    """Rebuild the index from the store."""
    from qa.console import progress_bar
    from qa.index import rebuild

    with progress_bar() as progress:
        built = rebuild(settings, progress)
    click.echo(f"{len(built):,} passages indexed, version {built.version}.")


@main.command(epilog='Example: qa ask "how many adults drop out of drug treatment?" --hits 3')
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print the reply as JSON.")
@click.option("--hits", type=int, help="Passages to show, 1 to 100.  [default: 5]")
@click.option("--from", "date_from", metavar="DATE", help="Answered on or after, as 2021-01-31.")
@click.option("--to", "date_to", metavar="DATE", help="Answered on or before, as 2021-12-31.")
@click.option("--body", help="Answering body, by name, short name or id.")
@click.option("--house", help="Commons or Lords.")
@click.option("--status", multiple=True, help="State, such as holding; may be given several times.")
@click.option("--kind", multiple=True, help="Kind of stub, or none; may be given several times.")
@_with_settings
def ask(question: str, as_json: bool, settings: Settings, **asked: Any) -> None:
    """Ask one question; get passages with citations, or an honest no."""
    from qa.conversation import Service

    reply = Service(settings).reply(question, **asked)
    if as_json:
        click.echo(json.dumps(reply.as_json(), ensure_ascii=False, indent=2))
        return
    from qa.console import shown_reply

    for line in shown_reply(reply):
        click.echo(line)


@main.command(epilog="Example: qa serve --port 8080")
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [default: 8000]")
@_with_settings
def serve(host: str | None, port: int | None, settings: Settings) -> None:
    """Serve the chat page and the API; an empty data folder first takes in corpus/."""
    from qa.console import progress_bar
    from qa.ingest import ingest_shipped
    from web.server import run

    settings = settings.with_changes(host=host, port=port)
    with progress_bar() as progress:
        ingest_shipped(settings, progress)
    run(settings)


@main.command(epilog="Example: qa status --json")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@_with_settings
def status(as_json: bool, settings: Settings) -> None:
    """Show what is covered, and whether the index has caught up with the store."""
    from qa.conversation import Service

    coverage = Service(settings).coverage()
    if as_json:
        click.echo(json.dumps(coverage.as_json(), ensure_ascii=False, indent=2))
        return
    from qa.console import shown_coverage

    for line in shown_coverage(coverage):
        click.echo(line)


@main.command(epilog="Example: qa check --data-dir data")
@_with_settings
def check(settings: Settings) -> None:
    """Prove that every text, passage and index entry is what was published."""
    from qa.console import progress_bar
    from qa.proof import check as prove

    with progress_bar() as progress:
        faults = list(prove(settings, progress))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        only_index = all(fault.startswith("The index") for fault in faults)
        cure = "Run `qa index`." if only_index else (
            "Put the data folder back from a copy, or move it away and ingest again."
        )  # fmt: skip
        raise click.ClickException(f"{len(faults):,} fault(s) found. {cure}")
    click.echo("All is as it was published.")


@main.command(epilog="Example: qa run topics.jsonl --output words.run --replies words.jsonl")
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
@_with_settings
def run(topics: Path, output: Path, settings: Settings, **asked: Any) -> None:
    """Put a test set to the service and write a TREC run, its facts beside it."""
    from qa.console import progress_bar
    from qa.conversation import Service
    from qa.evaluation.running import run_topics
    from qa.evaluation.topics import read_topics

    with progress_bar() as progress:
        facts = run_topics(
            read_topics(topics), Service(settings), output, progress=progress, **asked
        )
    click.echo(f"{len(facts.topics):,} topics run on index {facts.index_version}.")


@main.command(epilog="Example: qa evaluate --qrels qrels.txt old.run new.run --report report.html")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--qrels", type=click.Path(path_type=Path), required=True, help="Judgments.")
@click.option("-m", "--measure", "measures", multiple=True, help="As nDCG@10 or R(rel=2)@100.")
@click.option("--answer-grade", type=click.IntRange(1), help="Grade that answers a topic.")
@click.option("--topics", type=click.Path(path_type=Path), help="Test set, for kinds of topic.")
@click.option("--report", type=click.Path(path_type=Path), help="HTML page to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@_with_settings
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
    from qa.conversation import Service
    from qa.evaluation.judging import judge
    from qa.evaluation.report import write_report
    from qa.evaluation.table import judgement_json, shown_judgement

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


@main.group()
def testset() -> None:
    """Make test sets out of what is there."""


@testset.command(epilog="Example: qa testset silver --output silver/")
@click.option("--output", type=click.Path(path_type=Path), required=True, help="Folder to make.")
@_with_settings
def silver(output: Path, settings: Settings) -> None:
    """Make topics of the source questions: each one's own answer is relevant to it."""
    from qa.evaluation.testsets import write_silver

    click.echo(f"{write_silver(settings, output):,} topics written to {output}.")


@testset.command(epilog="Example: qa testset marks --output marks/")
@click.option("--output", type=click.Path(path_type=Path), required=True, help="Folder to make.")
@_with_settings
def marks(output: Path, settings: Settings) -> None:
    """Make topics and judgments of the marks that people gave."""
    from qa.evaluation.testsets import write_marks

    topics, contradictions = write_marks(settings, output)
    click.echo(f"{topics:,} topics written to {output}, {contradictions:,} contradictions listed.")


if __name__ == "__main__":
    main()
