"""Commands that store answers, show what is covered, and check it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa.cli.command import Command, with_settings
from qa.cli.embedding import embedding_lines
from qa.cli.progress import progress_bar
from qa.cli.terminal import print_lines
from qa.errors import printable
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.service.archive import Report

DAY = click.DateTime(["%Y-%m-%d"])


@click.command(cls=Command, epilog='Example: qa ingest corpus/ "~/Downloads/question.txt"')
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@with_settings
def ingest(paths: tuple[Path, ...], settings: Settings) -> None:
    """Read answers from files and folders, and store them.

    The index is brought up to date too, then the embeddings. The form of a file is read from its
    content, not from its name. In a folder, files whose form no reader knows are skipped.
    """
    from qa.cli.output import ingest_lines
    from qa.service import archive
    from qa.service.service import Service

    stored: list[archive.IngestReport] = []
    try:
        with progress_bar() as progress:
            archive.ingest(paths, settings, progress, stored.append)
    finally:  # What is stored stays so, even where the index then cannot be written.
        for report in stored:
            print_lines(ingest_lines(report))
            print_lines(embedding_lines(Service(settings).coverage()))  # if it was stopped
            _show_rejections(report)
    sys.exit(1 if any(report.rejected for report in stored) else 0)


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
    "--since", type=DAY, help="First day, as 2021-01-01.  [default: continue the last run]"
)
@click.option("--until", type=DAY, help="Last day, as 2021-12-31.  [default: today]")
@click.option("--api-url", metavar="URL", help="Address of the API.  [default: Parliament's]")
@click.option(
    "--rate", type=float, default=2, show_default=True, help="Requests a second, at most."
)
@click.option("--dry-run", is_flag=True, help="Show what would be fetched; store nothing.")
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
    """Fetch what is new from Parliament's API.

    Fetches every question tabled, answered or corrected in the window. You can stop it at any time
    and run it again: it continues where it was.
    """
    from qa.cli.output import sync_lines
    from qa.service import archive

    first = since.date() if since else None
    last = until.date() if until else date.today()
    with progress_bar() as progress:
        given: dict[str, Any] = {"api_url": api_url, "rate": rate, "progress": progress}
        if dry_run:
            found = archive.preview_sync(settings, bodies, first, last, **given)
        else:
            report = archive.sync(settings, bodies, first, last, **given)
    if dry_run:
        for name, count in found:
            click.echo(f"{count:>9,}  {name}")
        click.echo(f"{sum(count for _, count in found):>9,}  questions would be fetched")
        return
    print_lines(sync_lines(report))
    _show_rejections(report)
    for missed in report.missed:
        click.echo(f"Not fetched: {missed}", err=True)
    if report.missed or report.rejected:
        click.echo("Run the same command again to fetch what is missing.", err=True)
        sys.exit(1)


@click.command(cls=Command, epilog="Example: qa index")
@with_settings
def index(settings: Settings) -> None:
    """Rebuild the index from the store.

    Embeddings that are missing or damaged are computed too.
    """
    from qa.service.archive import rebuild
    from qa.service.service import Service

    with progress_bar() as progress:
        rebuild(settings, progress)
    coverage = Service(settings).coverage()
    click.echo(f"{coverage.passages:,} passages indexed, version {coverage.index_version}.")


@click.command(cls=Command, epilog="Example: qa status --json")
@click.option("--json", "as_json", is_flag=True, help="Print the coverage as JSON.")
@with_settings
def status(as_json: bool, settings: Settings) -> None:
    """Show what is covered, and what to do next."""
    from qa.cli.coverage_view import coverage_view
    from qa.service.service import Service

    coverage = Service(settings).coverage()
    if as_json:
        print_lines((), coverage.as_json())
    else:
        print_lines(coverage_view(coverage, _next_steps(settings), settings.opensearch_url))


def _next_steps(settings: Settings) -> Sequence[str]:
    """What the sentence models need; nothing on a machine that reads what another has published."""
    from qa.service.models import models_of

    if settings.opensearch_url and not settings.store_path.exists():
        return ()
    return tuple(models_of(settings).next_steps())


@click.command(cls=Command, epilog="Example: qa check --data-dir data")
@with_settings
def check(settings: Settings) -> None:
    """Check every text, passage and index entry.

    Derives each from the published form again, and compares it with what is stored.
    """
    from qa.service.archive import verify_integrity

    with progress_bar() as progress:
        faults = list(verify_integrity(settings, progress))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        only_index = all(fault.startswith("The index") for fault in faults)
        cure = "Run `qa index`." if only_index else (
            "Restore the data folder from a backup, or move it away and ingest again."
        )  # fmt: skip
        raise click.ClickException(f"{len(faults):,} fault(s) found. {cure}")
    click.echo("All is as it was published.")


def _show_rejections(report: Report) -> None:
    for rejection in report.rejected:
        click.echo(printable(f"Rejected: {rejection.where}: {rejection.reason}"), err=True)
