"""The base of every command: plain error messages, grouped help, and the settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from qa.cli.terminal import colour_asked
from qa.errors import BadRequest, QaError
from qa.settings import Settings

Decorated = Callable[..., Any]

_WHOLE = 1000
"""Longer than any summary in a help page, so that none is cut; a long one goes on in a new line."""


class _Refused(click.ClickException):
    """A request that cannot be served: one message, and the exit status of wrong usage.

    Its cure is more use than the usage screen that click prints for a wrong option.
    """

    exit_code = 2


class _HelpFormatter(click.HelpFormatter):
    """Help with bold headings and names, where a terminal shows them."""

    def write_heading(self, heading: str) -> None:
        super().write_heading(click.style(heading, bold=True))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().write_dl(
            [(click.style(name, bold=True), said) for name, said in rows], *args, **kwargs
        )


class _Context(click.Context):
    """A context whose help and errors have the styles that NO_COLOR or FORCE_COLOR asks for."""

    formatter_class = _HelpFormatter

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.color = colour_asked()


class Command(click.Command):
    """A command that prints each error as one message with its cure, on standard error."""

    context_class = _Context

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an expected error ends in a message instead of a traceback."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # Not every terminal is UTF-8.
        try:
            return super().invoke(ctx)
        except BadRequest as error:
            raise _Refused(str(error)) from error
        except QaError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # The reader, such as head or less, has closed the pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None
        except OSError as error:
            raise click.ClickException(
                f"A file cannot be read or written: {error}. Check the disk and the path."
            ) from error


class Group(click.Group):
    """A group of such commands, whose help lists them in sections with whole summaries."""

    command_class = Command
    group_class = type
    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections: dict[str, list[str]] = {}

    def add_section(self, title: str, *commands: click.Command) -> None:
        """Add commands that the help lists together, in this order."""
        for command in commands:
            self.add_command(command)
        self.sections[title] = [command.name or "" for command in commands]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by section; all under one heading in a group without sections."""
        sections = self.sections or {"Commands": self.list_commands(ctx)}
        width = max(len(name) for names in sections.values() for name in names)
        for title, names in sections.items():
            with formatter.section(title):
                formatter.write_dl(
                    [
                        (name.ljust(width), self.commands[name].get_short_help_str(_WHOLE))
                        for name in names
                    ]
                )


def with_settings(command: Decorated) -> Decorated:
    """Add `--data-dir` to a command and pass it the settings."""

    def read(ctx: click.Context, param: click.Parameter, value: Path | None) -> Settings:
        return Settings.read(os.environ, data_dir=value)

    option = click.option(
        "--data-dir",
        "settings",
        type=click.Path(path_type=Path, file_okay=False),
        callback=read,
        help="Folder of the answers and the index.  [default: $QA_DATA_DIR, else data]",
    )
    return option(command)
