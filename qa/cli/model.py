"""The command that shows the sentence model that serves, and copies, tries and chooses another."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from qa.cli.command import Command, with_settings
from qa.cli.progress import progress_bar
from qa.cli.terminal import print_lines
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.service.models import Installed, Models, ModelState, Trial

_MEASURED = (
    "Measured on {topics:,} source questions of this store, as a person would type them: each has "
    "one right answer, its own, among {pool:,} passages ranked by the cosine with the passage "
    "alone. Nobody judged them; the words, which rank too, are left out."
)


@click.command(
    cls=Command,
    epilog="Example: qa model bge-small-en-v15-q.jar --pooling cls --query-prefix "
    "'Represent this sentence for searching relevant passages: '",
)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--use", "use_it", is_flag=True, help="Choose the model without asking.")
@click.option("--default", "back", is_flag=True, help="Choose the model that ships again.")
@click.option("--pooling", type=click.Choice(["mean", "cls"]), help="How token vectors are pooled.")
@click.option("--query-prefix", metavar="TEXT", help="Text before each question.")
@click.option("--passage-prefix", metavar="TEXT", help="Text before each passage.")
@click.option("--max-tokens", type=int, help="Tokens of a text that are read.")
@click.option(
    "--shipped-share",
    type=click.FloatRange(0, 1, max_open=True),
    help="Share in a cosine of the model that ships, 0 for none; 0.5 where none is stated.",
)
@click.option("--sha256", metavar="HEX", default="", help="SHA-256 that the model must have.")
@with_settings
def model(
    path: Path | None,
    use_it: bool,
    back: bool,
    sha256: str,
    settings: Settings,
    **described: Any,
) -> None:
    """Show, try or choose the sentence model.

    PATH is a folder, an .onnx file, or a .jar or .zip that holds a model and its tokenizer. It is
    copied into the data folder and tried on the store's own answers. What the options leave out is
    read from sentence-model.json or the files of sentence-transformers beside it.
    """
    from qa.service import models

    if path is None:
        if use_it or sha256 or any(value is not None for value in described.values()):
            raise click.UsageError("Name the PATH of a model.")
        if back:
            models.use(settings, None)
        print_lines(_state_lines(models.models_of(settings)))
        return
    if back:
        raise click.UsageError("Give --default without a PATH.")
    with progress_bar() as progress:
        copied = models.copy_model(settings, path, sha256, described, progress)
        trial = models.try_out(settings, copied, progress)
    print_lines(_trial_lines(copied, trial))
    if trial.near <= trial.far:
        click.echo(
            "Warning: it puts a sentence on another subject nearer to a question than a paraphrase "
            "of it. Check --pooling and the prefixes.",
            err=True,
        )
    if not use_it and not (sys.stdin.isatty() and click.confirm("Use this model?")):
        click.echo(
            f"It is not chosen. Run `qa model {quote(str(copied.folder))} --use` to choose it."
        )
        return
    models.use(settings, copied)
    click.echo(
        "It is chosen. Run `qa embed`, or leave it to a running `qa serve`; the model before "
        "serves until every passage is embedded."
    )
    if settings.model:
        click.echo("QA_MODEL is set and has precedence: unset it for this choice to count.")


def _state_lines(found: Models) -> Iterator[str]:
    if found.off:
        yield found.off
    serves = found.serving
    for one in sorted(found.models, key=lambda one: one is not serves):
        role = "Serves" if one.serves else "Chosen" if one.chosen else "Also here"
        yield _figure(role, one.title)
        yield from _facts(one, found.passages)
        yield ""
    yield from found.next_steps()


def _facts(one: ModelState, passages: int) -> Iterator[str]:
    yield _figure("File", str(one.file))
    if one.description is None or one.dimensions is None:
        yield _figure("Fault", one.fault)
        return
    yield _figure("SHA-256", one.sha256)
    yield _figure("Dimensions", f"{one.dimensions:,}")
    yield _figure("Pooling", one.description.pooling)
    yield _figure("Before question", repr(one.description.query_prefix))
    yield _figure("Before passage", repr(one.description.passage_prefix))
    yield _figure("Tokens", f"{one.description.max_tokens:,}")
    if one.description.shipped_share:
        yield _figure("Shipped model", f"{one.description.shipped_share:.0%} of a cosine")
    yield _figure("Embedded", f"{one.embedded:,} of {passages:,} passages")
    yield _figure("Disk", f"{_mb(one.model_bytes)}, and vectors of {_mb(one.vectors_bytes)}")


def _trial_lines(copied: Installed, trial: Trial) -> Iterator[str]:
    yield _figure("Copied", f"{copied.title} to {copied.folder}")
    yield _figure("SHA-256", copied.sha256)
    yield _figure("Dimensions", f"{copied.dimensions:,}")
    yield _figure("It runs", f"paraphrase {trial.near:.2f}, another subject {trial.far:.2f}")
    new, old = trial.new, trial.old
    if new is None:
        yield "The store has no answers to try it on. Ingest some, then try again."
        return
    minutes = trial.passages / new.passages_a_second / 60
    yield _figure(
        "This store", f"{trial.passages:,} passages: {minutes:,.1f} min, {_mb(trial.vectors_bytes)}"
    )
    yield ""
    tried = [new, *([old] if old else [])]
    figures: dict[str, list[str]] = {
        "A question, ms": [f"{one.question_ms:.1f}" for one in tried],
        "Passages a s": [f"{one.passages_a_second:.1f}" for one in tried],
        "Cosine, right": [f"{one.right_cosine:.2f}" for one in tried],
        "Cosine, others": [f"{one.other_cosine:.2f}" for one in tried],
        "nDCG@10": [f"{one.ndcg:.3f}" for one in tried],
        "Success@5": [f"{one.success:.3f}" for one in tried],
    }
    width = max(len(copied.title), 6)
    yield f"{'':<16}{copied.title:>{width}}  {trial.old_title}".rstrip()
    for name, (own, *other) in figures.items():
        yield f"{name:<16}{own:>{width}}  {''.join(other)}".rstrip()
    if trial.gain:
        gain, half = trial.gain
        yield _figure("Difference", f"{gain:+.3f} nDCG@10, ± {half:.3f} at 95 %")
    yield _MEASURED.format(topics=trial.topics, pool=trial.pool)


def _figure(name: str, value: str) -> str:
    return f"{name:<15} {value}"


def _mb(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
