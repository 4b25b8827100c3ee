"""The command that moves what people made into PostgreSQL."""

from __future__ import annotations

import click

from qa.cli.command import Command, with_settings
from qa.cli.operation import who
from qa.settings import Settings


@click.command(cls=Command, name="move-service", epilog="Example: qa move-service")
@with_settings
def move_service(settings: Settings) -> None:
    """Move what people made from service.db into PostgreSQL.

    QA_DATABASE_URL names the database, which must be empty. Stop the service first: what is made
    meanwhile is not moved. All is moved in one transaction, or nothing; service.db stays as it is.
    The address is not an argument, since every user of a machine can read those.
    """
    from qa.service.audit import Audit
    from qa.service.moving import move_records

    moved = move_records(settings)
    click.echo(f"{'':<20}{'service.db':>12}{'PostgreSQL':>12}")
    for table, (kept, found) in moved.items():
        click.echo(f"{table.replace('_', ' '):<20}{kept:>12,}{found:>12,}")
    Audit(settings).record("moved", who(), f"{settings.service_path} to PostgreSQL")
    click.echo(
        f"Moved. Start the service with QA_DATABASE_URL; {settings.service_path} is as it was, "
        "and yours to delete."
    )
