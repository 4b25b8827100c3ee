"""The command that checks what a text quotes of the answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from qa.cli.command import Command, with_settings
from qa.cli.terminal import Line, Part, print_lines
from qa.model.citation import day
from qa.model.quote_checks import (
    DIFFERENCE_LABELS,
    FINDING_LABELS,
    CheckedSentence,
    Finding,
    QuoteCheck,
    QuotedSource,
)
from qa.settings import Settings


@click.command(name="quote-check", cls=Command, epilog="Example: qa quote-check notice.docx")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the check as JSON.")
@with_settings
def quote_check(file: Path, as_json: bool, settings: Settings) -> None:
    """Check what a text quotes of the answers.

    FILE is a Word document, Markdown or plain text; `-` reads plain text from standard input. The
    exit status is 1 if a quotation is altered, cut, or in quotation marks and not found.
    """
    from qa.service.service import Service
    from qa.service.text_files import MAX_FILE_BYTES, read_text

    with click.open_file(str(file), "rb") as opened:
        text = read_text(str(file), opened.read(MAX_FILE_BYTES + 1))
    found = Service(settings).check_quotations(text)
    print_lines(_lines(found), found if as_json else None)
    sys.exit(1 if found["faults"] else 0)


def _lines(found: QuoteCheck) -> Iterator[Line]:
    """Each quotation with where it comes from; then how many there are of each kind."""
    own = 0
    for one in found["sentences"]:
        if one["finding"] == "not_found" and not one["fault"]:
            own += 1
            continue
        yield from _sentence(one)
        yield ""
    counts = [f"{n} {FINDING_LABELS[name].lower()}" for name, n in _counted(found, own)]
    yield f"{', '.join(counts) or 'No quotation of an answer'}; {own} in other words."


def _counted(found: QuoteCheck, own: int) -> Iterator[tuple[Finding, int]]:
    for name in FINDING_LABELS:
        count = found["counts"].get(name, 0) - (own if name == "not_found" else 0)
        if count:
            yield name, count


def _sentence(one: CheckedSentence) -> Iterator[Line]:
    differs = ", ".join(DIFFERENCE_LABELS[kind] for kind in one["differs_in"])
    label = FINDING_LABELS[one["finding"]] + (f" ({differs})" if differs else "")
    yield [Part(label, ("warning",) if one["fault"] else ("bold",))]
    if one["left_out"]:
        yield f"  left out here: {one['left_out']}"
    yield f"  text:   {_flat(one['text'])}"
    for source in one["sources"]:
        if one["differs_in"]:
            yield f"  answer: {_flat(source['text'])}"
        yield from _given(source)


def _given(source: QuotedSource) -> Iterator[Line]:
    """Who gave a quotation and when, its address, and what has become of it since."""
    given = [source["answering_member"] or "minister not stated"]
    given += [day(source["date_answered"])] if source["date_answered"] else []
    given += [f"UIN {source['uin']}"] if source["uin"] else []
    yield f"  {', '.join(given)}"
    yield f"  /quotations/{source['quotation_id']}"
    standing = source["standing"]
    if not standing["still_said"]:
        since = f" since {day(standing['changed_on'])}" if standing["changed_on"] else ""
        yield [Part(f"  The answer no longer says this{since} ({source['status']}).", ("warning",))]
        if standing["said_now"]:
            yield f"  now:    {_flat(standing['said_now'])}"
    for later in standing["later_answers"]:
        same = "the same" if later["says_the_same"] else "other words"
        yield f"  A later answer to the same question, in {same}: {later['answer_id']}"


def _flat(text: str) -> str:
    return " ".join(text.split())
