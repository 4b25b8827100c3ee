"""Commands that make, list and revoke the keys of the API."""

from __future__ import annotations

import click

from qa.cli.command import Group, with_settings
from qa.cli.operation import who
from qa.model.keys import SCOPES, Scope
from qa.settings import Settings

MAX_RATE = 1_000_000
"""In requests a minute."""


@click.group(cls=Group)
def keys() -> None:
    """Make, list and revoke the keys of the API.

    They are for `qa serve --access keys`.
    """


@keys.command(epilog="Example: qa keys create tracker --scope read --rate 600")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    default=["read"],
    show_default=True,
    help="What the key allows; may be given several times.",
)
@click.option(
    "--rate",
    type=click.IntRange(1, MAX_RATE),
    default=600,
    show_default=True,
    help="Requests a minute.",
)
@click.option(
    "--expires",
    metavar="DAY",
    help="Last day of its use, in UTC: as 2027-01-01, or in so many days, as 90.  [default: none]",
)
@with_settings
def create(
    name: str, scopes: tuple[Scope, ...], rate: int, expires: str | None, settings: Settings
) -> None:
    """Make a key and print it. Only its digest is stored: it cannot be shown again."""
    from qa.service.audit import Audit
    from qa.service.keys import Keys, last_day, today

    day = last_day(expires, today()) if expires is not None else None
    key = Keys(settings).create(name, scopes, rate, day)
    Audit(settings).record("key made", who(), name)
    click.echo(key)


@keys.command(name="list", epilog="Example: qa keys list")
@with_settings
def list_(settings: Settings) -> None:
    """List every key.

    Shows its name, scopes and requests a minute, when it was made and last used, and whether it is
    in use, until when, or was revoked.
    """
    from qa.service.keys import Keys, state_of, today

    day = today()
    for key in Keys(settings).all():
        used = f"last used {key.last_used_at}" if key.last_used_at else "never used"
        facts = (key.name, ",".join(key.scopes), f"{key.rate}/min", f"made {key.created_at}", used)
        click.echo("\t".join((*facts, state_of(key, day))))


@keys.command(epilog="Example: qa keys revoke tracker")
@click.argument("name")
@with_settings
def revoke(name: str, settings: Settings) -> None:
    """Revoke a key for good, from its next request on."""
    from qa.service.audit import Audit
    from qa.service.keys import Keys

    Keys(settings).revoke(name)
    Audit(settings).record("key revoked", who(), name)
