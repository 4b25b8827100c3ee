"""Register: each source's record entered under its identity, so that one question is one record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Literal

from qa import store
from qa.archive import sources
from qa.errors import Rejected
from qa.model import WrittenAnswer
from qa.model.bodies import body_key
from qa.model.identity import Identity, identity, uin_order
from qa.store.archive.versions import MergedRecord, Source
from qa.text.markup import plain_text

_FORMS = (
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
"""Of sources that differ in nothing else, the earlier in this list is the fuller one."""

_STATES = ("withdrawn", "corrected", "answered", "holding", "unanswered")
"""Of sources that differ in state, the one whose state stands earlier here is the later one."""

_MERGED = (
    "heading",
    "answering_body",
    "date_tabled",
    "uin",
    "house",
    "asking_member",
    "answering_member",
    "url",
)


def undo_version(db: store.Database, borne: Identity, form: str) -> None:
    """Take back the version entered last for one identity and form, as if it had never come."""
    last = store.archive.versions.latest(db, borne.answer_id, form)
    if last is None:
        return
    store.archive.versions.remove_version(db, last.version, last.answer)
    _save_merged(db, last.answer, {})


def upsert(
    db: store.Database, record: WrittenAnswer, text: str
) -> Literal["new", "changed", "unchanged", "merged"]:
    """Enter what a source states, with its text, and say what that did to the store.

    Unchanged is untouched; changed adds a version to what the same form of source stated before;
    merged joins a record that another form of source, or another identity, had begun.
    """
    borne, stated = identity(record), stated_digest(record, text)
    before = store.archive.versions.latest(db, borne.answer_id, record.form)
    if before and before.digest == stated:
        return "unchanged"
    found = store.archive.answers.find(db, borne.answer_id)
    row = store.archive.versions.add_answer(db, borne.answer_id) if found is None else found
    version = store.archive.versions.add_version(
        db, row, borne, record, stated, text, original_text(record, text)
    )
    joined = _join(db, borne.question_key)
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
    """A digest over all that a source states, whatever the wording of its published form."""
    facts = asdict(replace(record, published="", answer="")) | {"text": text}
    for later in ("date_corrected", "original"):  # records without them keep their digest
        if facts[later] is None:
            del facts[later]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _join(db: store.Database, question_key: str) -> set[int]:
    """Let fuller records of a question absorb the poorer; says which rows took part.

    Every source that words its question so is looked at again, so that the order in which they
    came makes no difference.
    """
    if store.archive.versions.equally_full(db, question_key):
        return set()
    alike = store.archive.versions.sources_of_question(db, question_key)
    borne = {source.version: identity(sources.reread(source.form, source.published))
             for source in alike}  # fmt: skip
    joined: set[int] = set()
    for poorer in alike:
        fuller = [
            source
            for source in alike
            if borne[source.version].fullness > borne[poorer.version].fullness
            and borne[source.version].same_question(borne[poorer.version])
        ]
        if not fuller:
            continue
        owner = min(fuller, key=lambda other: _preference(other, borne[other.version], poorer))
        old = store.archive.answers.find(db, poorer.identity)
        new = store.archive.answers.find(db, owner.identity)
        if old is not None and new is not None and old != new:
            store.archive.versions.merge_into(db, poorer.identity, old, new)
            joined |= {old, new}
    return joined


def _preference(fuller: Source, borne: Identity, poorer: Source) -> tuple[object, ...]:
    """Of several fuller records: the fullest, then the one with the same text, the lowest UIN."""
    return (-borne.fullness, fuller.text != poorer.text, uin_order(borne.uin))


def merged_record(stated: Mapping[int, WrittenAnswer]) -> MergedRecord:
    """What a record is, from the latest version of each of its sources, by version row.

    The text and every fact are those of the first source in the order of belief (state, then the
    later date answered or corrected, then the fuller form); what it does not state, the next does.
    """
    order = sorted(stated, key=lambda version: source_precedence(stated[version]))
    records = [stated[version] for version in order]
    facts: dict[str, Any] = {
        fact: next(filter(None, (getattr(record, fact) for record in records)), None)
        for fact in _MERGED
    }
    named = max(map(identity, records), key=lambda borne: borne.fullness)
    record = replace(records[0], published="", answer="", **facts)
    day = record.date_answered or record.date_tabled
    body = body_key(record.answering_body, day) if record.answering_body else None
    return MergedRecord(named.answer_id, order[0], body, record)


def _save_merged(db: store.Database, answer: int, read: Mapping[int, WrittenAnswer]) -> None:
    """Write what a record is now; `read` holds what was read a moment ago, by version."""
    stated = {
        source.version: read.get(source.version) or sources.reread(source.form, source.published)
        for source in store.archive.versions.sources(db, answer)
    }
    if stated:
        store.archive.versions.save_merged(db, answer, merged_record(stated))


def source_precedence(record: WrittenAnswer) -> tuple[int, int, int, int, str]:
    """What a record's place in the order of belief follows from, nothing left to chance."""
    said = max(record.date_answered or "", record.date_corrected or "")
    day = date.fromisoformat(said).toordinal() if said else 0
    borne = identity(record)
    form = _FORMS.index(record.form)
    return (_STATES.index(record.status), -day, form, -borne.fullness, borne.answer_id)
