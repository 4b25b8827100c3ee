"""The command that embeds passages, alone or behind a service, and what others say of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import click

from qa.cli.command import Command, with_settings
from qa.cli.progress import progress_bar
from qa.model.coverage import MIN_VECTOR_SHARE, Coverage, ranks_by_meaning
from qa.settings import Settings

LOWEST_PRIORITY = 19
LINES_OF_PROGRESS = 10
"""The lines that show the progress behind a service: its log must stay short."""


@click.command(cls=Command, epilog="Example: qa embed")
@click.option(
    "--behind",
    is_flag=True,
    help="At the lowest priority, with ten lines of progress, for as long as the process that "
    "started it runs: so `qa serve` starts it.",
)
@with_settings
def embed(behind: bool, settings: Settings) -> None:
    """Compute the embeddings that are missing.

    They rank passages by meaning, once four in five passages have one. You can stop it at any time
    and run it again: it continues where it was.
    """
    from qa.service import archive

    if not archive.has_model(settings):
        raise click.ClickException(
            "There is no sentence model. Run `pip install 'written-answers-qa[semantic]'`, and "
            "leave QA_SEMANTIC as it is or set it to yes."
        )
    if behind:
        _embed_behind(settings)
        return
    with progress_bar() as progress:
        archive.bring_up_to_date(settings, progress)
    click.echo("Every passage has an embedding.")


def embedding_lines(coverage: Coverage) -> Iterator[str]:
    """How many passages have an embedding, and what computes the others; nothing where all have
    one, or where there is no sentence model."""
    if coverage.vectors is not None and coverage.vectors < coverage.passages:
        meaning = ranks_by_meaning(coverage.vectors, coverage.passages)
        yield (
            f"{coverage.vectors:,} of {coverage.passages:,} passages have an embedding; "
            + (
                "the others are ranked by their words. "
                if meaning
                else f"until {MIN_VECTOR_SHARE:.0%} have one, words alone rank. "
            )
            + "Run `qa embed`, or leave it to a running `qa serve`."
        )


def _embed_behind(settings: Settings) -> None:
    from qa.service import archive

    os.nice(LOWEST_PRIORITY)
    parent, shown = os.getppid(), -1

    def show(stage: str, done: int, total: int) -> None:
        nonlocal shown
        if os.getppid() != parent:  # It was killed, and could not end this process.
            sys.exit()
        if (part := done * LINES_OF_PROGRESS // total) != shown:
            shown = part
            click.echo(f"{done:,} of {total:,} new passages are embedded.", err=True)

    archive.embed_in_turns(settings, show)
    click.echo("Every passage has an embedding.", err=True)
