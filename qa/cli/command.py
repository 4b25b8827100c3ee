"""The base of every command: plain error messages, and the settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from qa.errors import BadRequest, QaError
from qa.settings import Settings

Decorated = Callable[..., Any]


class Command(click.Command):
    """A command that prints each error as one message with its cure, on standard error."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an expected error ends in a message instead of a traceback."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # Not every terminal is UTF-8.
        try:
            return super().invoke(ctx)
        except BadRequest as error:
            raise click.UsageError(str(error), ctx) from error
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
    """A group of such commands."""

    command_class = Command
    group_class = type


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
