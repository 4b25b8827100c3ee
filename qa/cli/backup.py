"""Commands that back up a data folder, and restore it."""

from __future__ import annotations

from pathlib import Path

import click

from qa.cli.command import Command, with_settings
from qa.cli.operation import who
from qa.cli.progress import progress_bar
from qa.settings import Settings

FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command(cls=Command, epilog="Example: qa backup answers-2021-09-13.tar")
@FILE
@with_settings
def backup(file: Path, settings: Settings) -> None:
    """Write everything into one file, while the service runs.

    The file has the answers, what people made, vectors and sentence models, each verified. A file
    of this name is replaced once the new one is whole. What people made in PostgreSQL is not in it:
    that is backed up by `pg_dump`.
    """
    from qa.service.backup import make_backup

    size = make_backup(settings, file)
    click.echo(f"Backed up {settings.data_dir} to {file}: {size:,} bytes, verified.")
    if settings.database_url:
        click.echo("What people made is in PostgreSQL, not in this file: back it up by `pg_dump`.")


@click.command(cls=Command, epilog="Example: qa restore answers-2021-09-13.tar --data-dir new")
@FILE
@with_settings
def restore(file: Path, settings: Settings) -> None:
    """Restore a backup into an empty folder, and index it.

    Nothing is written unless the backup is whole.
    """
    from qa.service.audit import Audit
    from qa.service.backup import restore_backup
    from qa.service.service import Service

    with progress_bar() as progress:
        restore_backup(settings, file, progress)
    Audit(settings).record("restored", who(), file.name)
    coverage = Service(settings).coverage()
    click.echo(
        f"Restored {coverage.answers:,} answers to {settings.data_dir}; "
        f"{coverage.passages:,} passages indexed."
    )
    if settings.database_url:
        click.echo("What people made is in PostgreSQL: restore it by `pg_restore`.")
