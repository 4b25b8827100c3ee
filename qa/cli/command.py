"""A command of the roof: its errors in plain words, its settings read once."""

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
    """A command whose errors are one plain message with its cure, on standard error."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; what goes wrong ends in one message, never in a traceback."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # As published, or as near as can be.
        try:
            return super().invoke(ctx)
        except BadRequest as error:
            raise click.UsageError(str(error), ctx) from error
        except QaError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # Whoever was reading (head, less) has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None
        except OSError as error:
            raise click.ClickException(
                f"Something cannot be read or written: {error}. Check the disk and the path."
            ) from error


class Group(click.Group):
    """Such commands."""

    command_class = Command
    group_class = type


def with_settings(command: Decorated) -> Decorated:
    """Give a command `--data-dir` and the settings in force."""

    def read(ctx: click.Context, param: click.Parameter, value: Path | None) -> Settings:
        return Settings.read(os.environ, data_dir=value)

    option = click.option(
        "--data-dir",
        "settings",
        type=click.Path(path_type=Path, file_okay=False),
        callback=read,
        help="Folder of the store and the index.  [default: $QA_DATA_DIR, else data]",
    )
    return option(command)
