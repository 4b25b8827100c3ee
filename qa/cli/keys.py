"""Keys: who may ask the API from elsewhere, made, listed and revoked."""

from __future__ import annotations

import re

import click

from qa.cli.command import Group, with_settings
from qa.errors import BadRequest
from qa.model.keys import SCOPES
from qa.settings import Settings

MOST_A_MINUTE = 1_000_000
SCOPE = click.Choice(SCOPES)


@click.group(cls=Group)
def keys() -> None:
    """Make, list and revoke the keys of the API, for `qa serve --access keys`."""


@keys.command(epilog="Example: qa keys create tracker --scope read --rate 600")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=SCOPE,
    default=["read"],
    show_default=True,
    help="What it allows; may be given several times.",
)
@click.option(
    "--rate",
    type=click.IntRange(1, MOST_A_MINUTE),
    default=600,
    show_default=True,
    help="Requests a minute.",
)
@with_settings
def create(name: str, scopes: tuple[str, ...], rate: int, settings: Settings) -> None:
    """Make a key and print it. It is kept as a digest: it cannot be shown again."""
    from qa import store

    if not re.fullmatch(r"[\w.@ -]{1,100}", name):
        raise BadRequest(
            "name", f"The name {name[:40]!r} cannot be used.", "Give up to 100 letters or digits."
        )
    allowed = tuple(one for one in SCOPES if one in scopes)
    with store.service.opened(settings.service_path) as db:
        click.echo(store.service.keys.create(db, name, allowed, rate))


@keys.command(name="list", epilog="Example: qa keys list")
@with_settings
def list_(settings: Settings) -> None:
    """List every key ever made: name, scopes, requests a minute, since when, until when."""
    from qa import store

    with store.service.opened(settings.service_path) as db:
        for key in store.service.keys.every(db):
            until = f"revoked {key.revoked_at}" if key.revoked_at else "in use"
            scopes = ",".join(key.scopes)
            click.echo(f"{key.name}\t{scopes}\t{key.rate}/min\tmade {key.created_at}\t{until}")


@keys.command(epilog="Example: qa keys revoke tracker")
@click.argument("name")
@with_settings
def revoke(name: str, settings: Settings) -> None:
    """Make a key useless from its next request on."""
    from qa import store

    with store.service.opened(settings.service_path) as db:
        store.service.keys.revoke(db, name)
