"""Proof: the invariants of a store and its index, each shown anew from the published form."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from qa import index as indexes
from qa import store
from qa.archive import sources
from qa.archive.merge_sources import merged_record, original_text, stated_digest
from qa.errors import IndexUnusable, QaError
from qa.index import embeddings
from qa.model import Piece, Progress, Span
from qa.model.identity import identity
from qa.settings import Settings
from qa.text.markup import plain_text
from qa.text.passages import split

_GONE = (
    (re.compile("<!--"), re.compile("-->"), ""),
    (re.compile(r"<script\b", re.IGNORECASE), re.compile(r"</script\s*>", re.IGNORECASE), " "),
    (re.compile(r"<style\b", re.IGNORECASE), re.compile(r"</style\s*>", re.IGNORECASE), " "),
    (
        re.compile(
            r"""<del\b[^>]*\bclass\s*=\s*["']?[^"'>]*\bministerial\b[^>]*>""", re.IGNORECASE
        ),
        re.compile(r"</del\s*>", re.IGNORECASE),
        "",
    ),
)
_JOINING = re.compile(
    r"</?(?:abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|phrase|q"
    r"|samp|small|span|strong|time|tt|u|var|wbr)\b[^>]*>",
    re.IGNORECASE,
)
_RAISING = re.compile(r"\s*</?(?:sup|sub)\b[^>]*>", re.IGNORECASE)
_LINKING = re.compile(r"</?a\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"""<[a-z/!?](?:[^>"']|"[^"]*"|'[^']*')*>|<[a-z/!?][^>]*>""", re.IGNORECASE)
_SEAM, _LINK_SEAM = "\x1f", "\x1e"
_WORD = re.compile(rf"([{_SEAM}{_LINK_SEAM}]?)(\w+)")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def verify_integrity(settings: Settings, progress: Progress | None = None) -> Iterator[str]:
    """Every fault of the store and its index, in a sentence each; nothing where all is well.

    Proved: each text follows anew from its published form and has the digest kept with it; every
    word of the published answer, found by an extraction that shares no code with the reader,
    stands in the text in order; each passage is the very slice it was; nothing is orphaned; the
    index is current, and holds exactly the passages that stand, each with its vectors where the
    extra is installed.
    """
    with store.archive.reading(settings.store_path) as db:
        yield from store.archive.audit.faults(db)
        total = store.archive.coverage.count(db).answers
        for done, (row, answer_id) in enumerate(store.archive.audit.answers(db), start=1):
            yield from (f"{answer_id}: {fault}" for fault in _answer_faults(db, row, settings))
            if progress:
                progress("Checking answers", done, total)
        yield from _passage_faults(db)
        yield from _index_faults(db, settings)
    yield from embeddings.faults(settings, indexes.making(settings).splitting)


def missing_word(published: str, text: str) -> str | None:
    """The first word of an answer's HTML that does not stand in the text in its place, or None.

    The text may hold more (addresses of links, cells repeated along the rows they span), but no two
    published words run together, except where only raising or a link parted them
    (`12<sup>th</sup>`); and raising never makes one figure of two.
    """
    for opening, closing, instead in _GONE:
        published = _without(published, opening, closing, instead)
    inline = _JOINING.sub("", published)
    seamed = _LINKING.sub(_LINK_SEAM, _RAISING.sub(_SEAM, inline))
    words = _words(html.unescape(_TAG.sub(" ", seamed)))
    at = 0
    for _, token in _words(text):
        end, joined = at, ""
        while end < len(words):
            seam, word = words[end]
            parted = not seam or (seam == _SEAM and joined[-1:].isdigit() and word[0].isdigit())
            if not token.startswith(joined + word) or (joined and parted):
                break
            end, joined = end + 1, joined + word
        if joined == token:
            at = end
    return words[at][1] if at < len(words) else None


def _without(text: str, opening: re.Pattern[str], closing: re.Pattern[str], instead: str) -> str:
    """A text without what stands from each opening to its closing; one never closed is kept."""
    kept, at = [], 0
    while (begins := opening.search(text, at)) and (ends := closing.search(text, begins.end())):
        kept += [text[at : begins.start()], instead]
        at = ends.end()
    return "".join([*kept, text[at:]])


def _words(text: str) -> list[tuple[str, str]]:
    """The words of a text, each with the seam before it, if there is one."""
    spaced = _RAISED.sub(lambda raised: f"{_SEAM}{raised.group()}{_SEAM}", text)
    found: list[tuple[str, str]] = _WORD.findall(unicodedata.normalize("NFKC", spaced))
    return found


def _answer_faults(db: store.Database, row: int, settings: Settings) -> Iterator[str]:
    for kept in store.archive.audit.versions(db, row):
        for fault in _version_faults(kept):
            yield f"version {kept.version} ({kept.form}): {fault}"
    try:
        stated = {
            source.version: sources.reread(source.form, source.published)
            for source in store.archive.versions.sources(db, row)
        }
    except QaError:
        return  # Said above, with its version.
    if stated and not store.archive.versions.is_saved_as(db, row, merged_record(stated)):
        yield "the record is not what its sources state."
    yield from _cutting_faults(db, row, settings)


def _cutting_faults(db: store.Database, row: int, settings: Settings) -> Iterator[str]:
    """Whether the passages of a text are those that the rules in force cut, one and all."""
    made = indexes.making(settings)
    for text, kept in store.archive.audit.splits(db, row, made.splitting):
        cut = split(text, made.passage_words) or [Piece(Span(0, 0), None, ())]
        former = [replace(piece, sentences=None) for piece in cut]
        if kept and kept not in (cut, former):
            yield "its passages are not all that its text is cut into."


def _version_faults(kept: store.archive.audit.StoredVersion) -> Iterator[str]:
    if store.archive.passages.digest(kept.text) != kept.text_digest:
        yield "its text is not the one that was stored."
    try:
        record = sources.reread(kept.form, kept.published)
        text = plain_text(record.answer, record.markup)
    except QaError as error:
        yield f"its published form is damaged: {error}"
        return
    if text != kept.text:
        yield "its text does not follow from its published form."
    # What was synchronised before the API's reader took note of these was kept without them.
    former = replace(record, date_holding=None, date_corrected=None, original=None)
    digests = {stated_digest(one, kept.text) for one in (record, former)}
    if kept.digest not in digests or identity(record).answer_id != kept.identity:
        yield "its published form states something else than what was stored."
    stated = store.archive.versions.stated_columns(record, original_text(record, kept.text))
    if kept.stated != stated:
        yield "its state, its dates or its text before a correction are not those published."
    words = record.answer if record.markup == "html" else html.escape(record.answer)
    word = missing_word(words, kept.text)
    if word is not None:
        yield f"the published word {word!r} is missing from its text, or out of order."


def _passage_faults(db: store.Database) -> Iterator[str]:
    for row, text, digest in store.archive.audit.passages(db):
        if store.archive.passages.digest(text) != digest:
            yield f"Passage row {row} is no longer the slice it was."


def _index_faults(db: store.Database, settings: Settings) -> Iterator[str]:
    try:
        index = indexes.opened(settings)
        indexes.verify(settings)
    except IndexUnusable as error:
        yield str(error)
        return
    if index.revision != store.archive.versions.revision(db):
        yield "The index is behind the store. Run `qa index` to build it."
        return
    splitting = indexes.making(settings).splitting
    standing = [passage.row for passage in store.archive.passages.current(db, splitting)]
    if standing != index.rows.tolist():
        yield "The index does not hold the passages that stand. Run `qa index` to build it."
