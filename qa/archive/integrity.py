"""Integrity: check a store and its index against the published forms."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from qa import index as indexes
from qa.archive import sources
from qa.archive.merge_sources import (
    merged_record,
    original_text,
    stated_by_sources,
    stated_digest,
)
from qa.errors import IndexUnusable, QaError, StoreError
from qa.index import embeddings
from qa.model import Piece, Progress, Span
from qa.model.identity import identity
from qa.settings import Settings
from qa.store import Database
from qa.store.archive import audit, coverage, passages, reading, revision, versions
from qa.store.service import verify_records
from qa.text.markup import plain_text
from qa.text.passages import split_passages

_MARK = re.compile(
    r"""<(?:!\[CDATA\[|!(?:--)?\[[^<>\]]{0,100}\](?:--)?>|[!?][a-z][^<>]*>"""
    r"""|(?P<closing>/?)(?P<name>[a-z][^\s/<>]*)"""
    r"""(?P<rest>(?:[^<>=]|=(?!\s*["'])|=\s*"[^"]*"|=\s*'[^']*')*+)>)""",
    re.IGNORECASE,
)
_RAW_TEXT_END = {
    name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE) for name in ("script", "style")
}
_WITHIN_WORDS = frozenset(
    "abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark phrase q samp"
    " small span strong time tt u var wbr".split()
)
_LONG_REFERENCE = re.compile("&#[xX]?[0-9a-fA-F]{16,};?")
LOOKAHEAD = 60
"""The words of a text, more than an address has, in which the whole of a word is looked for."""
_SEAM, _LINK_SEAM = "\x1f", "\x1e"
_WORD = re.compile(rf"([{_SEAM}{_LINK_SEAM}]?)(\w+)")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]+")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1b\x7f\x81\x8d\x8f\x90\x9d]")  # nobody wrote these
_WINDOWS_1252 = re.compile("[\x80-\x9f]")


def verify_integrity(settings: Settings, progress: Progress | None = None) -> Iterator[str]:
    """Every fault of the store and its index, in a sentence each; nothing where there is none.

    Checked: each text has its stored digest; unless an older reader made it, it is derived again
    from its published form, and every word of the published answer, found by an extraction that
    shares no code with the reader, is in it in order; each passage is the slice that was stored;
    nothing is orphaned; the index is current and has exactly the current passages, each with its
    vector where the semantic extra is installed, and where an OpenSearch is set it serves the same
    documents. The database of what people made is whole, or
    can be used where PostgreSQL keeps it.
    """
    with reading(settings.store_path) as db:
        yield from audit.faults(db)
        total = coverage.count(db).answers
        for done, (row, answer_id) in enumerate(audit.answers(db), start=1):
            yield from (f"{answer_id}: {fault}" for fault in _answer_faults(db, row, settings))
            if progress:
                progress("Checking answers", done, total)
        yield from _passage_faults(db)
        yield from _index_faults(db, settings)
    try:
        yield from embeddings.faults(settings, indexes.index_config(settings).splitting)
    except IndexUnusable as error:
        yield f"The index has no vectors of the chosen sentence model: {error}"
    try:
        verify_records(settings)
    except StoreError as error:
        yield error.message


def missing_word(published: str, text: str) -> str | None:
    """The first word of an answer's HTML that is not in its place in the text, or None.

    The text may have more words (addresses of links, cells repeated along the rows they span). Two
    published words may be joined only where a superscript, a subscript or a link separates them
    (`12<sup>th</sup>`), and two figures never.
    """
    words = _words(_visible(published))
    tokens = [token for _, token in _words(text)]
    at = 0
    for number, token in enumerate(tokens):
        end, joined = at, ""
        while end < len(words):
            seam, word = words[end]
            parted = not seam or (seam == _SEAM and joined[-1:].isdigit() and word[0].isdigit())
            if not token.startswith(joined + word) or (joined and parted):
                break
            end, joined = end + 1, joined + word
        coming = tokens[number + 1 : number + 1 + LOOKAHEAD]
        if joined == token and not _follows_whole(words[end : end + 1], joined, coming):
            at = end
    return words[at][1] if at < len(words) else None


def _follows_whole(rest: list[tuple[str, str]], part: str, tokens: list[str]) -> bool:
    """Whether a token is only like the first part of a word, which soon follows as a whole: the 10
    in the address of a link before `10<sup>th</sup>`."""
    if not rest or rest[0][0] != _SEAM or (tokens[:1] and tokens[0].startswith(rest[0][1])):
        return False
    return any(token.startswith(part + rest[0][1]) for token in tokens)


def _visible(published: str) -> str:
    """What an answer's HTML shows, with seams where tags part a word; what is deleted is left out.

    A comment, a script or a deletion that is not closed stays.
    """
    parts: list[str] = []
    deletions: list[int] = []
    unclosed: set[str] = set()
    last_comment_end = published.rfind("-->")
    done = at = 0
    while (at := published.find("<", at)) >= 0:
        if published.startswith("<!--", at) and last_comment_end >= at + 2:
            end, mark = published.find("-->", at + 2) + 3, None
        elif mark := _MARK.match(published, at):
            end = mark.end()
        else:
            at += 1
            continue
        parts.append(_unescaped(published[done:at]))
        name = ((mark and mark["name"]) or "").lower()
        opening = bool(mark and name and not mark["closing"] and not mark["rest"].endswith("/"))
        if name == "del" and opening:
            deletions.append(len(parts))
        elif name == "del" and mark and mark["closing"] and deletions:
            del parts[deletions.pop() :]
        elif name in _RAW_TEXT_END and opening and name not in unclosed:
            closed = _RAW_TEXT_END[name].search(published, end)
            end = closed.end() if closed else end
            unclosed |= set() if closed else {name}
        parts.append(_seam(name))
        done = at = end
    return "".join([*parts, _unescaped(published[done:])])


def _seam(name: str) -> str:
    """What a tag of this name, or a mark without one, puts between the words around it."""
    if name in ("sup", "sub"):
        return _SEAM
    return _LINK_SEAM if name == "a" else " " if name and name not in _WITHIN_WORDS else ""


def _unescaped(text: str) -> str:
    return html.unescape(_LONG_REFERENCE.sub("\N{REPLACEMENT CHARACTER}", text))


def _words(text: str) -> list[tuple[str, str]]:
    """The words of a text, each after the seam before it, if there is one."""
    text = _WINDOWS_1252.sub(
        lambda found: found.group().encode("latin-1").decode("cp1252"), _CONTROL.sub("", text)
    )
    text = re.sub(rf"\s+{_SEAM}", _SEAM, text)
    spaced = _RAISED.sub(lambda raised: f"{_SEAM}{raised.group()}{_SEAM}", text)
    found: list[tuple[str, str]] = _WORD.findall(unicodedata.normalize("NFKC", spaced))
    return found


def _answer_faults(db: Database, row: int, settings: Settings) -> Iterator[str]:
    for stored in audit.versions(db, row):
        for fault in _version_faults(stored):
            yield f"version {stored.version} ({stored.form}): {fault}"
    older = any(source.reader < sources.READER for source in versions.sources(db, row))
    stated = {} if older else stated_by_sources(db, row)
    if stated and not versions.is_saved_as(db, row, merged_record(stated)):
        yield "the record is not what its sources state."
    yield from _cutting_faults(db, row, settings)


def _cutting_faults(db: Database, row: int, settings: Settings) -> Iterator[str]:
    """Whether the passages of each text are exactly those that the current rules split."""
    made = indexes.index_config(settings)
    for text, stored in audit.splits(db, row, made.splitting):
        pieces = split_passages(text, made.passage_words) or [Piece(Span(0, 0), None, ())]
        older = [replace(piece, sentences=None) for piece in pieces]
        if stored and stored not in (pieces, older):
            yield "its passages are not all that its text is split into."


def _version_faults(stored: audit.StoredVersion) -> Iterator[str]:
    if passages.digest(stored.text) != stored.text_digest:
        yield "its text is not the one that was stored."
    if stored.reader < sources.READER:
        return  # Readers of today may make another text of it.
    try:
        record = sources.reread(stored.form, stored.published)
        text = plain_text(record.answer, record.markup)
    except QaError as error:
        yield f"its published form is damaged: {error}"
        return
    if text != stored.text:
        yield "its text does not follow from its published form."
    digest = stated_digest(record, stored.text)
    if stored.digest != digest or identity(record).answer_id != stored.identity:
        yield "its published form does not state what was stored."
    stated = versions.stated_columns(record, original_text(record, stored.text))
    if stored.stated != stated:
        yield "its status, its dates or its text before a correction are not those published."
    words = record.answer if record.markup == "html" else html.escape(record.answer)
    word = missing_word(words, stored.text)
    if word is not None:
        yield f"the published word {word!r} is missing from its text, or out of order."


def _passage_faults(db: Database) -> Iterator[str]:
    for row, text, digest in audit.passages(db):
        if passages.digest(text) != digest:
            yield f"Passage row {row} is not the slice that was stored."


def _index_faults(db: Database, settings: Settings) -> Iterator[str]:
    try:
        index = indexes.open_index(settings)
        indexes.verify_index(settings)
    except IndexUnusable as error:
        yield str(error)
        return
    if index.revision != revision.current(db):
        yield "The index is behind the store. Run `qa index` to build it."
        return
    splitting = indexes.index_config(settings).splitting
    current = [passage.row for passage in passages.current(db, splitting)]
    if current != index.rows.tolist():
        yield "The index does not have exactly the current passages. Run `qa index` to build it."
        return
    try:
        yield from indexes.published_faults(settings, index)
    except IndexUnusable as error:
        yield str(error)
