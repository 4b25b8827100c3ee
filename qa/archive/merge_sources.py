"""Merge sources: store each record under its identity, so that one question is one record."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from qa.archive import sources
from qa.archive.sources import question_json, question_xml
from qa.errors import Rejected
from qa.model import FACTS, QUOTABLE, WrittenAnswer
from qa.model.bodies import body_key
from qa.model.identity import Identity, identity, uin_order
from qa.store import Database
from qa.store.archive import answers, versions
from qa.store.archive.versions import MergedRecord, Source
from qa.text.markup import plain_text

Outcome = Literal["new", "changed", "unchanged", "merged", "superseded"]
"""What storing one record changed."""

_FORM_PRECEDENCE = (
    "api-detail",
    "api-archive",
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


def undo_version(db: Database, record: WrittenAnswer) -> None:
    """Delete the last version stored with this record's identity, form and state."""
    last = versions.in_state(db, identity(record).answer_id, record)
    if last is None:
        return
    versions.remove_version(db, last.version, last.answer)
    merge_again(db, last.answer)


def upsert(db: Database, record: WrittenAnswer, text: str) -> Outcome:
    """Store what a source states, with its text; return what that changed.

    `unchanged`: nothing. `changed`: the same form stated something else before, and a version was
    added. `superseded`: so it was, but a newer or fuller source leaves the record as before.
    `merged`: the record was begun by another form or under another identity.
    """
    own, stated = identity(record), stated_digest(record, text)
    before = versions.in_state(db, own.answer_id, record)
    if before and before.digest == stated:
        return "unchanged"
    known = versions.latest(db, own.answer_id, record.form) is not None
    found = answers.find(db, own.answer_id)
    row = versions.add_answer(db, own.answer_id) if found is None else found
    original = original_text(record, text)
    version = versions.add_version(db, row, own, record, stated, text, original, sources.READER)
    joined = _join(db, own.question_key)
    changed = [merge_again(db, answer, {version: record}) for answer in sorted({row} | joined)]
    if known:
        return "changed" if before or any(changed) else "superseded"
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
    # Records without them have an older digest.
    later_facts = ("date_corrected", "original", "correcting_member")
    for later in (*later_facts, "attachments", "grouped_questions"):
        if not facts[later]:
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
    """The record merged from what its sources state, by version row.

    Text and facts are those of the source with the highest precedence: by status, then the later
    date answered or corrected, then the fuller form. What it does not state, the next one does.
    """
    order = sorted(stated, key=lambda version: (*_source_precedence(stated[version]), -version))
    records = [stated[version] for version in order]
    records[0] = _with_first_answer(records[0], records[1:])
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


def stated_by_sources(
    db: Database, answer: int, read: Mapping[int, WrittenAnswer] = MappingProxyType({})
) -> dict[int, WrittenAnswer]:
    """What the sources of a record state, by version row; `read` has records already read.

    A version whose published form is damaged is left out; `qa check` names it.
    """
    stated: dict[int, WrittenAnswer] = {}
    for source in versions.sources(db, answer):
        with suppress(Rejected):
            known = read.get(source.version)
            stated[source.version] = known or sources.reread(source.form, source.published)
    return stated


def merge_again(
    db: Database, answer: int, read: Mapping[int, WrittenAnswer] = MappingProxyType({})
) -> bool:
    """Merge the sources of a record and save it; say whether that changed it.

    `read` has records already read, by version.
    """
    stated = stated_by_sources(db, answer, read)
    return bool(stated) and versions.save_merged(db, answer, merged_record(stated))


def _with_first_answer(record: WrittenAnswer, others: Sequence[WrittenAnswer]) -> WrittenAnswer:
    """The record of a TheyWorkForYou day, as a correction where a source is of an earlier day.

    Such a day states when a question was answered or when its answer was corrected, not which.
    """
    day = record.date_answered
    earlier = [
        other
        for other in others
        if other.status in QUOTABLE and day and other.date_answered and other.date_answered < day
    ]
    if record.form != question_xml.FORM or record.status not in QUOTABLE or not earlier:
        return record
    first = min(earlier, key=lambda other: (other.date_answered, _source_precedence(other)))
    record = replace(record, date_answered=first.date_answered)
    if record.correcting_member or _same_words(record, first):
        return record
    return replace(
        record,
        status="corrected",
        answering_member=first.answering_member,
        correcting_member=record.answering_member,
    )


def _same_words(one: WrittenAnswer, other: WrittenAnswer) -> bool:
    """Whether two answers have the same words. Layout does not count; a list's row is cut short."""
    first, second = (
        re.sub(r"\W+", "", plain_text(record.answer, record.markup)) for record in (one, other)
    )
    return first == second or (other.form == question_json.ROW and first.startswith(second))


def _source_precedence(record: WrittenAnswer) -> tuple[int, int, int, int, str]:
    """Sort key of source precedence: total, except for versions of one state of one source."""
    day = date.fromisoformat(record.last_day).toordinal() if record.last_day else 0
    own = identity(record)
    form = _FORM_PRECEDENCE.index(record.form)
    return (_STATUS_PRECEDENCE.index(record.status), -day, form, -own.fullness, own.answer_id)
