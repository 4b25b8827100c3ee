"""Commands that watch questions and answers, and that send the e-mail of watches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from qa.cli.command import Group, with_settings
from qa.cli.terminal import print_lines
from qa.errors import NotFound
from qa.model import Request
from qa.model.citation import cite
from qa.model.filters import read_filters
from qa.model.watches import in_words
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.service.watches import Report, Watches

LISTED = 10
"""The answers of one watch that are printed."""


@click.group(cls=Group)
def watch() -> None:
    """See what is new or corrected of what you watch."""


@watch.command(epilog='Example: qa watch add "prison education" --all-words')
@click.argument("what")
@click.option("--all-words", is_flag=True, help="Only answers that hold all words.")
@click.option("--body", help="Answering body: a name, short name or id.")
@click.option("--house", help="Commons or Lords.")
@click.option("--minister", help="Words of the name of the minister who answered.")
@click.option("--member", help="Words of the name of the member who asked.")
@with_settings
def add(what: str, all_words: bool, settings: Settings, **asked: Any) -> None:
    """Watch a question, or an answer by its id, UIN or address, from now on."""
    watches = _watches(settings)
    from qa.service.watches import TERMINAL

    filters = read_filters(**asked)
    key = None if all_words or any(asked.values()) else _answer(watches, what)
    key = key or watches.add_search(TERMINAL, Request(what, filters), whole=all_words)
    click.echo(key)


@watch.command(name="list", epilog="Example: qa watch list --json")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@with_settings
def list_(as_json: bool, settings: Settings) -> None:
    """List your watches with what happened since you looked."""
    from qa.service.watches import TERMINAL

    watches = _watches(settings)
    watches.look(TERMINAL)
    report = watches.report(TERMINAL) if as_json else watches.report(TERMINAL, entries=LISTED)
    print_lines(_lines(report), report.as_json() if as_json else None)


@watch.command(epilog="Example: qa watch seen 07b125d05ed97261.15706")
@click.argument("seen")
@with_settings
def seen(seen: str, settings: Settings) -> None:
    """Say that you have looked at a list; SEEN is what `qa watch list` printed last."""
    from qa.service.watches import TERMINAL

    changed = _watches(settings).see(TERMINAL, seen)
    click.echo(f"{changed} watch{'' if changed == 1 else 'es'} looked at.")


@watch.command(epilog="Example: qa watch remove 43wxy7laqqhx")
@click.argument("key")
@with_settings
def remove(key: str, settings: Settings) -> None:
    """Remove a watch, by the key that `qa watch add` printed."""
    from qa.service.watches import TERMINAL

    _watches(settings).remove(TERMINAL, key)


@watch.command(epilog="Example: qa watch send")
@with_settings
def send(settings: Settings) -> None:
    """Send the e-mail that is due, for a timer. Needs QA_MAIL_SERVER.

    New addresses are asked to confirm; confirmed ones get what happened since the last message.
    """
    from qa.service.watches import Letters

    sent = Letters(_watches(settings), settings).send()
    for address, problem in sent.failed:
        click.echo(f"{address}: {problem}", err=True)
    click.echo(f"{sent.messages} sent, {sent.asked} asked to confirm, {len(sent.failed)} failed.")
    if sent.failed:
        raise click.exceptions.Exit(1)


def _watches(settings: Settings) -> Watches:
    from qa.service.service import Service
    from qa.service.watches import Watches

    return Watches(Service(settings), settings)


def _answer(watches: Watches, what: str) -> str | None:
    """The key of a watch on the answer that a text names; None where it names none."""
    from qa.service.watches import TERMINAL

    try:
        return watches.add_answer(TERMINAL, what)
    except NotFound:
        if " " not in what.strip() and any(letter.isdigit() for letter in what):
            raise
        return None


def _lines(report: Report) -> Iterator[str]:
    """The list as plain lines."""
    if not report.watches:
        yield "You watch nothing. Begin with `qa watch add`."
        return
    yield f"Since you looked: {in_words(report.counts) or 'nothing'}."
    for one in report.watches:
        yield ""
        yield f"{one.watch.key}  {one.watch.name}: {in_words(one.counts) or 'nothing'}"
        if one.begins_again:
            yield "  The store was replaced: all that matches is listed."
        if one.problem:
            yield f"  {one.problem}"
        for entry in one.entries:
            yield f"  {entry.said} {cite(entry.answer.facts())}"
        if one.total > len(one.entries):
            yield f"  and {one.total - len(one.entries):,} more"
    yield ""
    yield f"Once you have looked: qa watch seen {report.seen}"
