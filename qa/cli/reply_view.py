"""A reply as a person reads it on a terminal; a pipe has the lines of `replies` instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qa.cli import terminal
from qa.cli.layout import Parts, Row, table, wrapped
from qa.cli.replies import after_quotation, before_passages
from qa.cli.terminal import Part, Style
from qa.model import Quotation, Reply
from qa.model.browse import PriorAnswers, said_difference
from qa.model.citation import KIND_LABELS, cite, day, link, link_at_words
from qa.model.title import question_title
from qa.service.best_lines import best_lines
from qa.service.text_blocks import Block, Cell, blocks

INDENT = "   "
BULLET = " - "
BARS = ("│ ", "┃ ")
"""Before a line of the passage: the second where it holds words of the best sentence."""
PLAIN_BARS = ("> ", "* ")
"""The same for a terminal that does not show every character."""


def reply_view(reply: Reply) -> Iterator[Parts]:
    """The reply: of each passage what was asked, who answered and when, the link, and
    the passage with its best sentence marked and the words asked for in bold."""
    room = terminal.columns()
    for number, line in enumerate(before_passages(reply)):
        styles: tuple[Style, ...] = () if number or reply.answerable else ("bold",)
        yield from wrapped([Part(line, styles)], room)
    if not reply.answerable and not reply.near_misses:
        yield from wrapped([Part("Try other words, or fewer of them.", ("dim",))], room)
    said = any(True for _ in before_passages(reply))
    # A digest of one sentence is marked in its passage.
    above = ([_digest] if len(reply.digest) > 1 else []) + ([_part_by_part] if reply.parts else [])
    for section in above:
        if said:
            yield []
        yield from section(reply, room)
        said = True
    for number, quotation in enumerate(reply.passages or reply.near_misses):
        if number or said:
            yield []
        yield from _quotation(quotation, reply.query.terms, room)


def _digest(reply: Reply, room: int) -> Iterator[Parts]:
    """The best sentence of each answer, with the number of its passage, who said it and when."""
    passages = {one.passage.passage_id: one for one in reply.passages}
    yield [Part("In short", ("bold",))]
    for sentence in reply.digest:
        quotation = passages[sentence.passage_id]
        said = _said(sentence.text, quotation, f"[{quotation.rank}]")
        yield from _indented(said, room, first=BULLET)


def _part_by_part(reply: Reply, room: int) -> Iterator[Parts]:
    """The parts of the question, each with the best sentence of its best answer, if it has one."""
    yield [Part("Part by part", ("bold",))]
    for one in reply.parts:
        title = Part(f"{one.label} {question_title(one.text)}", ("bold",))
        yield from _indented([title], room, first=BULLET)
        if one.passages:
            first = one.passages[0]
            *above, best = best_lines(first.as_json())
            for line in above:
                yield from _indented([Part(line)], room)
            yield from _indented(_said(best, first, f"UIN {first.answer.uin or 'none'}:"), room)
        else:
            yield from _indented([Part(one.reason or "", ("dim",))], room)


def _said(sentence: str, quotation: Quotation, name: str) -> Parts:
    """A sentence, and who said it and when, which links to the answer."""
    answer = quotation.answer
    when = answer.date_answered and day(answer.date_answered)
    facts = ", ".join(filter(None, (answer.answering_member, when)))
    target = link_at_words(quotation.as_json())
    return [
        Part(f"{' '.join(sentence.split())} "),
        Part(f"{name} {facts}", ("dim",), target),
    ]


def prior_answers_view(prior: PriorAnswers) -> Iterator[Parts]:
    """Prior answers, each with what its question differs in and the link."""
    room = terminal.columns()
    if not prior["found"]:
        yield from wrapped([Part("No question here asks the same, or nearly the same.")], room)
    for number, one in enumerate(prior["found"], start=1):
        if number > 1:
            yield []
        title = Part(question_title(one["source_question"]), ("bold",))
        yield from _indented([title], room, first=f"{number}. ")
        yield from _indented([Part(said_difference(one["differs_in"]), ("warning",))], room)
        yield from _facts(one, link(one), room)


def _quotation(quotation: Quotation, terms: Sequence[str], room: int) -> Iterator[Parts]:
    passage = quotation.as_json()
    title = Part(question_title(passage["source_question"]), ("bold",))
    yield from _indented([title], room, first=f"{passage['rank']}. ")
    yield from _facts(passage, link_at_words(passage), room)
    if quotation.answer.kind != "none":
        yield from _indented([Part(KIND_LABELS[quotation.answer.kind], ("warning",))], room)
    yield from _passage(quotation, terms, room)
    for line in after_quotation(quotation):
        yield from _indented([Part(line, ("dim",))], room)


def _facts(record: Mapping[str, Any], target: str | None, room: int) -> Iterator[Parts]:
    """The citation, and its address on a line of its own, which links to the target."""
    url = link(record)
    yield from _indented([Part(cite(record).removesuffix(f": {url}"), ("dim",))], room)
    if url:
        shown = _fitting(Part(url, ("dim",), target), room - len(INDENT))
        yield [Part(INDENT), shown]


def _passage(quotation: Quotation, terms: Sequence[str], room: int) -> Iterator[Parts]:
    """The passage behind a bar, its tables with aligned columns."""
    bars = BARS if terminal.shows(BARS[0]) else PLAIN_BARS
    room -= len(INDENT) + len(bars[0])
    best = (quotation.best.start, quotation.best.end)
    laid = blocks(quotation.text, quotation.passage.start, best, terms=terms)
    heads = blocks(quotation.header or "")
    for number, block in enumerate(laid):
        if number:
            yield [Part(INDENT), Part(bars[0].rstrip(), ("dim",))]
        for line in _block(block, heads if number == 0 else (), room):
            marked = any("mark" in part.styles for part in line)
            bar = Part(bars[marked], ("bold",) if marked else ("dim",))
            yield [Part(INDENT), bar, *line]


def _block(block: Block, heads: Sequence[Block], room: int) -> Iterator[Parts]:
    """The lines of a block; `heads` are the rows above it that name the columns of its table."""
    if block.caption:
        yield from wrapped(_parts(block.caption, ("bold",)), room)
    if block.kind != "table":
        for row in block.rows:
            parts = [_fitting(part, room - len("().")) for part in _parts(row[0])]
            yield from wrapped(parts, room)
        return
    above = [row for one in heads for row in one.rows]
    rows: list[Row] = [[_parts(cell, ("dim",)) for cell in row] for row in above]
    heading = block.titles + 1 if block.head else 0
    for number, row in enumerate(block.rows):
        rows.append([_parts(cell, ("bold",) if number < heading else ()) for cell in row])
    yield from table(rows, room)


def _parts(cell: Cell, styles: tuple[Style, ...] = ()) -> list[Part]:
    """The runs of a cell: the best sentence marked, words asked for in bold, addresses linked."""
    parts: list[Part] = []
    for run in cell:
        if run.href and parts and parts[-1].link == run.href:  # A word asked for may split it.
            parts[-1] = parts[-1]._replace(text=parts[-1].text + run.text)
            continue
        marked: tuple[Style, ...] = ("mark",) if run.marked else ()
        bold: tuple[Style, ...] = ("bold",) if run.asked else ()
        parts.append(Part(run.text, (*styles, *marked, *bold), run.href or None))
    return parts


def _indented(parts: Parts, room: int, first: str = INDENT) -> Iterator[Parts]:
    """Parts wrapped behind an indent; the first line has `first` instead."""
    before = Part(first, parts[0].styles if first.strip() else ())
    for line in wrapped(parts, room - max(len(first), len(INDENT))):
        yield [before, *line]
        before = Part(INDENT)


def _fitting(part: Part, room: int) -> Part:
    """An address, shortened where it is longer than a line and the link holds it whole."""
    shortened = part.link and terminal.shows_links()
    return part._replace(text=_shortened(part.text, room)) if shortened else part


def _shortened(url: str, room: int) -> str:
    """An address that fits in one line; its end, which names the answer, is kept."""
    if len(url) <= room:
        return url
    bare = url.removeprefix("https://")
    end = room * 3 // 5
    return bare if len(bare) <= room else f"{bare[: room - end - 1]}…{bare[-end:]}"
