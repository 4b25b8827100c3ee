"""The archive: commands that bring answers in, show what is covered, and prove it."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import click

from qa.cli.command import Command, with_settings
from qa.settings import Settings

DAY = click.DateTime(["%Y-%m-%d"])


@click.command(cls=Command, epilog='Example: qa ingest corpus/ "~/Downloads/question.txt"')
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@with_settings
def ingest(paths: tuple[Path, ...], settings: Settings) -> None:
    """Read answers from files and folders, store them, and bring the index up to date.

    Forms are told by content, not by name. In a folder, files of no known form are skipped.
    """
    from qa.archive.ingest import Report
    from qa.archive.ingest import ingest as take_in
    from qa.cli.output import progress_bar, shown_report

    def show(report: Report) -> None:
        for line in shown_report(report):
            click.echo(line)
        for refusal in report.rejected:
            click.echo(f"Rejected: {refusal.where}: {refusal.reason}", err=True)

    with progress_bar() as progress:
        report = take_in(paths, settings, progress, show)
    sys.exit(1 if report.rejected else 0)


@click.command(
    cls=Command, epilog='Example: qa sync --body 54 --body "Home Office" --since 2021-01-01'
)
@click.option(
    "--body",
    "bodies",
    multiple=True,
    help="Answering body, by id or name; repeatable.  [default: all]",
)
@click.option(
    "--since",
    type=DAY,
    help="First day, as 2021-01-01.  [default: go on from the last run]",
)
@click.option("--until", type=DAY, help="Last day, as 2021-12-31.  [default: today]")
@click.option("--api-url", metavar="URL", help="Address of the API.  [default: Parliament's]")
@click.option(
    "--rate", type=float, default=2, show_default=True, help="Requests a second, at most."
)
@click.option("--dry-run", is_flag=True, help="Say what would be fetched; store nothing.")
@with_settings
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
    from qa.archive.sync import API_URL, ApiClient, plan_sync, preview, synchronise
    from qa.cli.output import progress_bar, shown_sync

    begin = since.date() if since else None
    plan = plan_sync(settings, bodies, begin, until.date() if until else date.today())
    with closing(ApiClient(api_url or API_URL, rate)) as client, progress_bar() as progress:
        if dry_run:
            found = list(preview(settings, plan, client, progress))
        else:
            report = synchronise(settings, plan, client, progress)
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


@click.command(cls=Command, epilog="Example: qa index")
@with_settings
def index(settings: Settings) -> None:
    """Rebuild the index from the store."""
    from qa.archive.update import rebuild
    from qa.cli.output import progress_bar
    from qa.search.snapshot import Library

    with progress_bar() as progress:
        built = rebuild(settings, progress)
    with Library(settings).open() as holdings:
        click.echo(f"{len(built):,} passages indexed, version {holdings.version}.")


@click.command(cls=Command, epilog="Example: qa status --json")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@with_settings
def status(as_json: bool, settings: Settings) -> None:
    """Show what is covered, and whether the index has caught up with the store."""
    from qa.service.service import Service

    coverage = Service(settings).coverage()
    if as_json:
        click.echo(json.dumps(coverage.as_json(), ensure_ascii=False, indent=2))
        return
    from qa.cli.output import shown_coverage

    for line in shown_coverage(coverage):
        click.echo(line)


@click.command(cls=Command, epilog="Example: qa check --data-dir data")
@with_settings
def check(settings: Settings) -> None:
    """Prove that every text, passage and index entry is what was published."""
    from qa.archive.integrity import verify_integrity
    from qa.cli.output import progress_bar

    with progress_bar() as progress:
        faults = list(verify_integrity(settings, progress))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        only_index = all(fault.startswith("The index") for fault in faults)
        cure = "Run `qa index`." if only_index else (
            "Put the data folder back from a copy, or move it away and ingest again."
        )  # fmt: skip
        raise click.ClickException(f"{len(faults):,} fault(s) found. {cure}")
    click.echo("All is as it was published.")
