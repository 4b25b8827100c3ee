"""Commands of the operator: the switches, the banner and the audit."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from qa.cli.command import Command, Group, with_settings
from qa.cli.terminal import print_lines
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.model.switches import Switches
    from qa.service.switchboard import Part

PAGES = click.option("--pages", is_flag=True, help="The pages alone.")
API = click.option("--api", is_flag=True, help="The API alone.")


def who() -> str:
    """Who gives commands, for the audit."""
    try:
        return f"command line, {getpass.getuser()}"
    except (OSError, KeyError):
        return "command line"


@click.group(cls=Group)
def switch() -> None:
    """Turn the pages, the API or both off and on, with a message.

    A running `qa serve` follows from its next request. Health checks go on.
    """


@switch.command(epilog='Example: qa switch off --message "Back at 14:00."')
@PAGES
@API
@click.option("--message", default="", help="What those who ask are shown.")
@with_settings
def off(pages: bool, api: bool, message: str, settings: Settings) -> None:
    """Turn off the pages and the API, or one of them."""
    from qa.service.switchboard import Switchboard

    _show(Switchboard(settings).turn_off(_parts(pages, api), message, who()))


@switch.command(epilog="Example: qa switch on")
@PAGES
@API
@with_settings
def on(pages: bool, api: bool, settings: Settings) -> None:
    """Turn on the pages and the API, or one of them."""
    from qa.service.switchboard import Switchboard

    _show(Switchboard(settings).turn_on(_parts(pages, api), who()))


@switch.command(epilog="Example: qa switch show")
@with_settings
def show(settings: Settings) -> None:
    """Show what is off, and the banner."""
    from qa.service.switchboard import Switchboard

    _show(Switchboard(settings).read())


@click.command(cls=Command, epilog='Example: qa banner "Closed for maintenance on Friday."')
@click.argument("text", required=False)
@click.option("--remove", is_flag=True, help="Show no banner any longer.")
@with_settings
def banner(text: str | None, remove: bool, settings: Settings) -> None:
    """Show a line of plain text on every page."""
    from qa.service.switchboard import Switchboard

    if bool(text and text.strip()) == remove:
        raise click.UsageError("Give the text of the banner, or --remove.")
    _show(Switchboard(settings).set_banner("" if remove else text or "", who()))


@click.command(cls=Command, epilog="Example: qa audit --last 20")
@click.option("--json", "as_json", is_flag=True, help="Print the entries as JSON.")
@click.option(
    "--last", "most", type=click.IntRange(1, 100_000), default=100, show_default=True,
    help="Entries to show.",
)  # fmt: skip
@with_settings
def audit(as_json: bool, most: int, settings: Settings) -> None:
    """List who did what: keys, sign-ins, deletions, operator's acts.

    The newest comes first. No entry has a question.
    """
    from qa.service.audit import Audit

    entries = Audit(settings).last(most)
    lines = (
        "\t".join(
            [one.at, one.act, one.who, one.what, f"{one.times:,} ×" if one.times > 1 else ""]
        ).rstrip()
        for one in entries
    )
    print_lines(lines, [asdict(one) for one in entries] if as_json else None)


def _parts(pages: bool, api: bool) -> tuple[Part, ...]:
    """The parts that are named, or both where none is."""
    from qa.service.switchboard import PARTS

    named = dict(zip(PARTS, (pages, api), strict=True))
    return tuple(part for part in PARTS if named[part]) or PARTS


def _show(switches: Switches) -> None:
    click.echo(f"Pages: {'off' if switches.pages_off else 'on'}")
    click.echo(f"API: {'off' if switches.api_off else 'on'}")
    if switches.message:
        click.echo(f"Message: {switches.message}")
    click.echo(f"Banner: {switches.banner or 'none'}")
