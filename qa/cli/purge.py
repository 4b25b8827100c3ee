"""The command that deletes what people made."""

from __future__ import annotations

import os
from datetime import datetime

import click

from qa.cli.archive import DAY
from qa.cli.command import Command, with_settings
from qa.cli.embedding import LOWEST_PRIORITY
from qa.cli.operation import who
from qa.settings import Settings


@click.command(cls=Command, epilog="Example: qa purge --before 2026-01-01")
@click.option("--before", type=DAY, help="Also what nobody has used since before this day.")
@click.option("--all", "everything", is_flag=True, help="Everything that people made.")
@click.option("--yes", is_flag=True, help="Confirm --all.")
@click.option(
    "--behind",
    is_flag=True,
    help="What has expired alone, at the lowest priority, without making the file smaller: so "
    "`qa serve` runs it.",
)
@with_settings
def purge(
    before: datetime | None, everything: bool, yes: bool, behind: bool, settings: Settings
) -> None:
    """Delete for good what has expired of what people made.

    That is conversations, packs, drafts, watches, marks and their links. A running service does so
    each hour. Answers and keys stay. No byte of what is deleted is left in service.db, or in the
    tables of QA_DATABASE_URL; backups, logs and other copies of it are yours to delete.
    """
    from qa.service.audit import Audit
    from qa.service.purge import has_records, purge, purge_expired, records_home

    if everything and not yes:
        raise click.UsageError(
            f"This deletes everything that people made in {records_home(settings)}. "
            "Add --yes to confirm."
        )
    if behind:
        os.nice(LOWEST_PRIORITY)
        deleted = purge_expired(settings)
        if not deleted:
            return
    else:
        deleted = purge(settings, before.date() if before else None, everything=everything)
        what = "everything" if everything else f"before {before:%Y-%m-%d}" if before else "expired"
        if has_records(settings):
            Audit(settings).record("purged", who(), what)
    said = ", ".join(f"{number:,} {kind}" for kind, number in deleted.items())
    click.echo(f"Deleted {said or 'nothing'}.", err=behind)
