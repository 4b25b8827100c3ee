"""Commands that make, list and revoke the keys of the API."""

from __future__ import annotations

import click

from qa.cli.command import Group, with_settings
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
@with_settings
def create(name: str, scopes: tuple[Scope, ...], rate: int, settings: Settings) -> None:
    """Make a key and print it. Only its digest is stored: it cannot be shown again."""
    from qa.service.keys import Keys

    click.echo(Keys(settings).create(name, scopes, rate))


@keys.command(name="list", epilog="Example: qa keys list")
@with_settings
def list_(settings: Settings) -> None:
    """List every key.

    Shows its name, scopes and requests a minute, and when it was made and revoked.
    """
    from qa.service.keys import Keys

    for key in Keys(settings).all():
        until = f"revoked {key.revoked_at}" if key.revoked_at else "in use"
        scopes = ",".join(key.scopes)
        click.echo(f"{key.name}\t{scopes}\t{key.rate}/min\tmade {key.created_at}\t{until}")


@keys.command(epilog="Example: qa keys revoke tracker")
@click.argument("name")
@with_settings
def revoke(name: str, settings: Settings) -> None:
    """Revoke a key for good, from its next request on."""
    from qa.service.keys import Keys

    Keys(settings).revoke(name)
