"""The command of the draft desk: a new question taken apart, and a skeleton of the reply."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import click

from qa.cli import terminal
from qa.cli.command import Command, with_settings
from qa.cli.layout import Parts, wrapped
from qa.cli.terminal import Part, Style, print_file, print_lines
from qa.errors import BadRequest
from qa.model import json_types
from qa.model.browse import said_difference
from qa.model.citation import KIND_LABELS, cite, day
from qa.model.drafts import DraftEvidence, DraftPart
from qa.model.title import question_title
from qa.service.best_lines import best_lines
from qa.settings import Settings

MAX_FILE_BYTES = 2**20
"""A longer file is refused."""
INDENT = "   "


@click.command(
    cls=Command,
    epilog='Example: qa draft "To ask the Secretary of State for Justice, how many (a) men and (b) '
    'women were released; and what support they had." --markdown',
)
@click.argument("question")
@click.option("--json", "form", flag_value="json", help="Print what was found as JSON.")
@click.option(
    "--markdown", "form", flag_value="md", help="Print a skeleton of the best of each part."
)
@with_settings
def draft(question: str, form: Literal["json", "md"] | None, settings: Settings) -> None:
    """Take a new question apart: what was said of each part before.

    QUESTION is the question, alone or in its e-mail, or the name of a text file that holds it. For
    each part it prints the best past answers, the same question asked before, and refusals.
    """
    from qa.service.drafts import best_of_each_part, skeleton
    from qa.service.packs import Exports
    from qa.service.service import Service

    evidence = Service(settings).draft(_read(question))
    if form == "md":
        print_file(skeleton(settings, Exports(settings), best_of_each_part(evidence), "md"))
        return
    print_lines(draft_lines(evidence, terminal.columns()), evidence if form else None)


def draft_lines(evidence: DraftEvidence, room: int) -> Iterator[Parts]:
    """What was found, part by part, in lines of at most `room` characters."""
    for number, part in enumerate(evidence["parts"]):
        if number:
            yield []
        label = f"Part {part['label']}: " if part["label"] else ""
        yield from wrapped([Part(f"{label}{question_title(part['text'])}", ("bold",))], room)
        yield from _part(part, evidence, room)


def _part(part: DraftPart, evidence: DraftEvidence, room: int) -> Iterator[Parts]:
    def shown(title: str, passage: json_types.Passage, said: list[str]) -> Iterator[Parts]:
        yield from _indented(title, room, ("warning",))
        for line in said:
            yield from _indented(" ".join(line.split()), room)
        yield from _indented(cite(passage), room, ("dim",))
        if overtaken := _overtaken(passage, evidence):
            yield from _indented(overtaken, room, ("warning",))

    if part["never_answered"]:
        never = "Never answered. " if part["near_misses"] else ""
        yield from _indented(f"{never}{part['reason'] or ''}", room, ("warning",))
    for before in part["asked_before"]:
        passage = before["passage"]
        yield from shown(said_difference(before["differs_in"]), passage, best_lines(passage))
    for number, passage in enumerate(part["passages"], start=1):
        yield from shown(f"Past answer {number}", passage, best_lines(passage))
    for refusal in part["refusals"]:
        title = f"Refused before. {KIND_LABELS[refusal['kind']]}"
        yield from shown(title, refusal["passage"], [refusal["grounds"]])


def _overtaken(passage: json_types.Passage, evidence: DraftEvidence) -> str | None:
    changes = evidence["changes"].get(passage["answer_id"])
    if passage["status"] == "withdrawn":
        return "This answer was withdrawn."
    if not changes or not changes["later"]:
        return None
    later = changes["later"]
    said = "The same was answered again" if later["same_text"] else "A later answer was given"
    return f"{said} on {day(later['date_answered'])}: {later['answer_id']}."


def _indented(text: str, room: int, styles: tuple[Style, ...] = ()) -> Iterator[Parts]:
    for line in wrapped([Part(text, styles)], room - len(INDENT)):
        yield [Part(INDENT), *line]


def _read(question: str) -> str:
    """The text of a file of that name, if there is one, else the question itself."""
    try:
        path = Path(question)
        if not path.is_file():
            return question
    except (OSError, ValueError):  # A question is too long for a name, or holds no name at all.
        return question
    if path.stat().st_size > MAX_FILE_BYTES:
        raise BadRequest("question", f"{path} is larger than 1 MiB.", "Give the question alone.")
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise BadRequest(
            "question", f"{path} is not text in UTF-8.", "Save the question as plain text."
        ) from None
