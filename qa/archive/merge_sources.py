"""Merge sources: store each record under its identity, so that one question is one record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Literal

from qa.archive import sources
from qa.errors import Rejected
from qa.model import FACTS, WrittenAnswer
from qa.model.bodies import body_key
from qa.model.identity import Identity, identity, uin_order
from qa.store import Database
from qa.store.archive import answers, versions
from qa.store.archive.versions import MergedRecord, Source
from qa.text.markup import plain_text

_FORM_PRECEDENCE = (
    "api-detail",
    "json-lines",
    "official-html",
    "official-page",
    "theyworkforyou",
    "parallel-html",
    "parallel-page",
    "csv",
    "api-list",
)
"""The published forms, the one that states most first."""

_STATUS_PRECEDENCE = ("withdrawn", "corrected", "answered", "holding", "unanswered")
"""The statuses, the one that a question reaches last first."""

_FACTS_OF_FIRST = {"source_question", "date_answered", "status"}
"""The facts that are those of the source with the highest precedence; others it may not state."""


def undo_version(db: Database, answer_id: str, form: str) -> None:
    """Delete the last version stored for this identity and form."""
    last = versions.latest(db, answer_id, form)
    if last is None:
        return
    versions.remove_version(db, last.version, last.answer)
    _save_merged(db, last.answer, {})


def upsert(
    db: Database, record: WrittenAnswer, text: str
) -> Literal["new", "changed", "unchanged", "merged"]:
    """Store what a source states, with its text; return what that changed.

    `unchanged`: nothing. `changed`: the same form stated something else before, and a version was
    added. `merged`: the record was begun by another form or under another identity.
    """
    own, stated = identity(record), stated_digest(record, text)
    before = versions.latest(db, own.answer_id, record.form)
    if before and before.digest == stated:
        return "unchanged"
    found = answers.find(db, own.answer_id)
    row = versions.add_answer(db, own.answer_id) if found is None else found
    version = versions.add_version(db, row, own, record, stated, text, original_text(record, text))
    joined = _join(db, own.question_key)
    for answer in sorted({row} | joined):
        _save_merged(db, answer, {version: record})
    if before:
        return "changed"
    return "merged" if joined or found is not None else "new"


def original_text(record: WrittenAnswer, text: str) -> str | None:
    """What a corrected answer said before, as its source states or marks it; `text` is its own.

    None where the source states no other text, or one that cannot be read.
    """
    if record.status != "corrected":
        return None
    published = record.answer if record.original is None else record.original
    try:
        original = plain_text(published, record.markup, original=True)
    except Rejected:
        return None
    return None if original == text else original


def stated_digest(record: WrittenAnswer, text: str) -> str:
    """A digest of all that a source states, not of how its published form words it."""
    facts = asdict(replace(record, published="", answer="")) | {"text": text}
    for later in ("date_corrected", "original"):  # Records without them have an older digest.
        if facts[later] is None:
            del facts[later]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _join(db: Database, question_key: str) -> set[int]:
    """Merge poorer records of a question into fuller ones; return the rows that took part.

    Every source with this question is compared again, so the order in which they were stored makes
    no difference.
    """
    if versions.equally_full(db, question_key):
        return set()
    same = versions.sources_of_question(db, question_key)
    own = {
        source.version: identity(sources.reread(source.form, source.published)) for source in same
    }
    joined: set[int] = set()
    for poorer in same:
        fuller = [
            source
            for source in same
            if own[source.version].fullness > own[poorer.version].fullness
            and own[source.version].same_question(own[poorer.version])
        ]
        if not fuller:
            continue
        owner = min(fuller, key=lambda other: _preference(other, own[other.version], poorer))
        old = answers.find(db, poorer.identity)
        new = answers.find(db, owner.identity)
        if old is not None and new is not None and old != new:
            versions.merge_into(db, poorer.identity, old, new)
            joined |= {old, new}
    return joined


def _preference(fuller: Source, own: Identity, poorer: Source) -> tuple[object, ...]:
    """Sort key of fuller records: the fullest, then one with the same text, then the lowest UIN."""
    return (-own.fullness, fuller.text != poorer.text, uin_order(own.uin))


def merged_record(stated: Mapping[int, WrittenAnswer]) -> MergedRecord:
    """The record merged from the latest version of each of its sources, by version row.

    Text and facts are those of the source with the highest precedence: by status, then the later
    date answered or corrected, then the fuller form. What it does not state, the next one does.
    """
    order = sorted(stated, key=lambda version: _source_precedence(stated[version]))
    records = [stated[version] for version in order]
    facts: dict[str, Any] = {
        fact: next(filter(None, (getattr(record, fact) for record in records)), None)
        for fact in FACTS
        if fact not in _FACTS_OF_FIRST
    }
    named = max(map(identity, records), key=lambda own: own.fullness)
    record = replace(records[0], published="", answer="", **facts)
    day = record.date_answered or record.date_tabled
    body = body_key(record.answering_body, day) if record.answering_body else None
    return MergedRecord(named.answer_id, order[0], body, record)


def _save_merged(db: Database, answer: int, read: Mapping[int, WrittenAnswer]) -> None:
    """Merge the sources of a record and save it; `read` has records already read, by version."""
    stated = {
        source.version: read.get(source.version) or sources.reread(source.form, source.published)
        for source in versions.sources(db, answer)
    }
    if stated:
        versions.save_merged(db, answer, merged_record(stated))


def _source_precedence(record: WrittenAnswer) -> tuple[int, int, int, int, str]:
    """Sort key of source precedence, a total order."""
    last = max(record.date_answered or "", record.date_corrected or "")
    day = date.fromisoformat(last).toordinal() if last else 0
    own = identity(record)
    form = _FORM_PRECEDENCE.index(record.form)
    return (_STATUS_PRECEDENCE.index(record.status), -day, form, -own.fullness, own.answer_id)
