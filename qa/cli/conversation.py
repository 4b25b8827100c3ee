"""A conversation on a terminal: questions one after another, each read with those before it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import TextIOWrapper

import click

from qa.cli.layout import Parts, wrapped
from qa.cli.reply_view import reply_view
from qa.cli.terminal import Part, columns, is_styled, print_lines
from qa.errors import BadRequest
from qa.model import Reply
from qa.service.conversations import CONTEXT_TURNS

NEW = "new"
QUIT = ("quit", "exit")
PROMPT = "> "


def hold_conversation(answer: Callable[[str, tuple[str, ...]], Reply]) -> None:
    """Ask for questions and print the replies of `answer`, which gets the questions before too.

    Ends with `quit`, Ctrl-D or Ctrl-C. Nothing of it is stored.
    """
    print_lines(_dim(f"Type a question. “{NEW}” begins a new subject; “{QUIT[0]}” or Ctrl-D ends."))
    asked: list[str] = []
    for question in _typed():
        if question == NEW:
            asked.clear()
            continue
        history = tuple(one for one in asked[-CONTEXT_TURNS:] if one != question)
        try:
            reply = answer(question, history)
        except BadRequest as error:
            click.echo(f"Error: {error}", err=True)
            continue
        asked.append(question)
        click.echo()
        if "history" in reply.query.interpretations:
            print_lines(_dim(f"Read as a follow-up. Type “{NEW}” to begin a new subject."))
        print_lines(reply_view(reply))


def _typed() -> Iterator[str]:
    """Each question that is typed, until the person ends the conversation."""
    with suppress(ImportError):
        import readline  # noqa: F401  # Lets `input` edit the line, and recall those before it.
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # Not every terminal sends UTF-8.
    # The marks keep the codes out of the width of the prompt.
    prompt = f"\x01\x1b[1m\x02{PROMPT}\x01\x1b[0m\x02" if is_styled() else PROMPT
    while True:
        click.echo()
        try:
            typed = " ".join(input(prompt).split())
            if typed.casefold() in QUIT:
                return
            if typed:
                yield NEW if typed.casefold() == NEW else typed
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return


def _dim(text: str) -> Iterator[Parts]:
    return wrapped([Part(text, ("dim",))], columns())
