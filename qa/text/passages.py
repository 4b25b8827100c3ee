"""Passages: an answer's text split into slices of whole sentences and whole table rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from qa.model import Piece, Span
from qa.text.captions import is_caption
from qa.text.language import PunktParameters, PunktSentenceTokenizer
from qa.text.lines import (
    MAX_HEADING_WORDS,
    SENTENCE_END,
    cells,
    head_rows,
    introduces,
    is_list_item,
    is_row,
    points_to_table,
)

_LINE = re.compile(r"\S[^\n]*")
_MAY_BREAK = re.compile(r"[.?!].*\S", re.DOTALL)
_WORD = re.compile(r"\w+")
_WITHOUT_SPACE = re.compile(r"(?<![\w./@-])(?P<before>\w+)[%)]?[.?!](?=(?P<next>[A-Z][a-z]*) )")
_SENTENCE_WORD = re.compile(r"[a-z]{3,}")

SPLITTER_VERSION = "punkt-3"
"""Stored with every passage; change it with any rule that moves a boundary."""

MARKER_CHARS = 4
"""A stop so near the start of a sentence belongs to the number of a list item: "12.The"."""

MIN_PASSAGE_WORDS = 12
"""A passage with fewer words is joined to another, whatever the length aimed at."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never cut: a sentence, a table row or a line.

    `leads` binds it to the next unit unless a passage would be too long; `bound` does however long.
    """

    start: int
    end: int
    words: int
    block: int
    leads: bool
    header: Span | None
    bound: bool = False


def sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences and table rows in `text[start:end]`, in order, without white space around."""
    spans = []
    for line in _LINE.finditer(text, start, end):
        at = line.start()
        if is_row(line.group()):
            spans.append(Span(at, line.end()))
        elif not _MAY_BREAK.search(line.group()):
            # One sentence, as Punkt would find; it leaves out the white space at the end too.
            spans.append(Span(at, at + len(line.group().rstrip())))
        else:
            for a, b in _punkt().span_tokenize(line.group()):
                spans += _without_space(text, Span(at + a, at + b))
    return spans


def _without_space(text: str, span: Span) -> list[Span]:
    """A sentence of Punkt, cut where the white space between two is missing: "centrally.The".

    A name ("Gov.Uk"), a number and a short word end one only before a word that often begins one.
    """
    parameters = _punkt_parameters()
    starts = [span.start]
    for stop in _WITHOUT_SPACE.finditer(text, span.start, span.end):
        before, following = stop["before"], stop["next"].casefold()
        sure = following in parameters.sent_starters or _SENTENCE_WORD.fullmatch(before)
        is_marker = stop.end() - span.start < MARKER_CHARS
        if sure and not is_marker and before.casefold() not in parameters.abbrev_types:
            starts.append(stop.end())
    return [Span(*one) for one in pairwise([*starts, span.end])]


def split_passages(text: str, words: int) -> list[Piece]:
    """The passages of an answer's text, of about `words` words each, in order.

    A passage consists of whole sentences, rows and lines, and every word is in exactly one
    passage. A line that introduces the next one (a heading, "as follows:", the head of a table)
    never ends a passage, unless it ends the text or a row of them is too long for one; what is
    right above a table, its title and lead-in, never does. A passage of table rows comes with the
    head of its table.
    """
    chains = list(_chains(text, words))
    sizes = [_size(chain) for chain in chains]
    blocks = Counter[int]()
    for chain, size in zip(chains, sizes, strict=True):
        blocks[chain[-1].block] += size
    pieces: list[list[_Unit]] = []
    filled = 0  # the words of the last piece
    for chain, size in zip(chains, sizes, strict=True):
        block = chain[-1].block
        if not pieces:
            fits = False
        elif pieces[-1][-1].block == block:
            fits = filled + size / 2 <= words
        else:
            # Start a new passage rather than cut a paragraph to fill the one before.
            fits = filled + blocks[block] <= 1.25 * words
        if fits or (pieces and _is_small(filled, words)):
            pieces[-1] += chain
            filled += size
        else:
            pieces.append(chain)
            filled = size
    if len(pieces) > 1 and _is_small(filled, words):
        last = pieces.pop()
        pieces[-1] += last
    return [_piece(units) for units in pieces]


def _size(units: list[_Unit]) -> int:
    return sum(unit.words for unit in units)


def _is_small(size: int, words: int) -> bool:
    """Whether a passage of so many words is too short to be one of its own."""
    return size < max(words // 4, MIN_PASSAGE_WORDS)


def _piece(units: list[_Unit]) -> Piece:
    start, end = units[0].start, units[-1].end
    header = next((unit.header for unit in units if unit.header), None)
    return Piece(
        Span(start, end),
        header if header and header.start < start else None,
        tuple(Span(unit.start, unit.end) for unit in units),
    )


def _chains(text: str, words: int) -> Iterator[list[_Unit]]:
    """Runs of units that are bound together, in order; one too long for a passage is broken."""
    chain: list[_Unit] = []
    size = 0
    for unit in _units(text):
        chain.append(unit)
        size += unit.words
        if not unit.leads or (size > words and not unit.bound):
            yield chain
            chain, size = [], 0
    if chain:
        yield chain


def _units(text: str) -> Iterator[_Unit]:
    block = 0
    above: list[_Unit] = []  # the prose since the last table
    for table, lines in _groups(text):
        if table:
            yield from _bound(above, text)
            above = []
            block += 1
            yield from _rows(text, lines, block)
            continue
        for start, end in lines:
            block += text[max(0, start - 2) : start] == "\n\n"
            above += _prose(text, start, end, block)
    yield from above


def _groups(text: str) -> Iterator[tuple[bool, list[tuple[int, int]]]]:
    """The lines of a text in groups: the rows of one table, or the lines between tables."""
    group: list[tuple[int, int]] = []
    in_table = False
    for match in _LINE.finditer(text):
        start, end = match.span()
        table = is_row(match.group())
        # An empty line ends a table.
        if group and (table != in_table or (table and group[-1][1] + 1 < start)):
            yield in_table, group
            group = []
        in_table = table
        group.append((start, end))
    if group:
        yield in_table, group


def _bound(above: list[_Unit], text: str) -> list[_Unit]:
    """The units above a table: its lead-in, or its title and the lead-in above that, are bound."""
    bound = list(above)
    for at in range(len(above) - 1, max(len(above) - 3, -1), -1):
        line = text[above[at].start : above[at].end]
        title = is_caption(line)
        if title or introduces(line) or points_to_table(line):
            bound[at] = replace(above[at], leads=True, bound=True)
        if not title:
            break
    return bound


def _prose(text: str, start: int, end: int, block: int) -> Iterator[_Unit]:
    """The sentences of one line; a heading, or a line that ends with a colon, leads to the next."""
    line = text[start:end]
    found = sentences(text, start, end)
    # Asked once a line, not once a sentence: a line can be as long as the answer.
    open_end = not (is_list_item(line) or SENTENCE_END.search(line) or "://" in line)
    for number, sentence in enumerate(found, start=1):
        words = len(_WORD.findall(text, sentence.start, sentence.end))
        heading = open_end and words <= MAX_HEADING_WORDS
        leads = words <= 1 or (number == len(found) and (line.endswith(":") or heading))
        yield _Unit(sentence.start, sentence.end, words, block, leads, None)


def _rows(text: str, rows: list[tuple[int, int]], block: int) -> Iterator[_Unit]:
    """The rows of one table; its head leads to the first row and is given to the others."""
    head = head_rows([cells(text[start:end]) for start, end in rows])
    header = Span(rows[0][0], rows[head - 1][1]) if head else None
    for number, (start, end) in enumerate(rows):
        words = len(_WORD.findall(text, start, end))
        yield _Unit(start, end, words, block, number < head, header)


@cache
def _punkt_parameters() -> PunktParameters:
    """This domain's abbreviations, and the words that begin a sentence after one."""
    parameters = PunktParameters()
    words = parameters.abbrev_types
    for line in files("qa.text").joinpath("abbreviations.txt").read_text("utf-8").splitlines():
        if line.startswith("# After"):
            words = parameters.sent_starters
        if not line.startswith("#"):
            words.update(line.split())
    return parameters


@cache
def _punkt() -> PunktSentenceTokenizer:
    """NLTK's Punkt for this domain.

    Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection", 2006.
    """
    tokenizer = PunktSentenceTokenizer(_punkt_parameters())
    # A sentence break depends only on the words around it, which are often the same.
    cached = lru_cache(maxsize=2**16)(tokenizer.text_contains_sentbreak)
    tokenizer.text_contains_sentbreak = cached
    return tokenizer
