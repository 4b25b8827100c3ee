"""The documents of answers: all that a reader of answers reads, for all of them or some."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from sqlite_utils import Database

from qa.model import Answer, Kind, Passage
from qa.model.identity import lookup_form
from qa.store.archive import answers, coverage, history, links, passages
from qa.store.opensearch.fields import FACTS_ID, REPLACED_ROUTING
from qa.store.opensearch.records import AnswerRecord, State, TextRecord, states_to_json
from qa.store.opensearch.words import words

BATCH_ANSWERS = 500
"""The answers that are read at a time."""
LAST_ORDINAL = 9_999_999
"""More than the ordinal of any date: the newest sorts first."""

Json = dict[str, Any]


class _Text(NamedTuple):
    """A text that a version of an answer has."""

    version: int
    digest: str
    row: int
    text: str
    kind: Kind


def answer_documents(
    db: Database, splitter: str, rows: Iterable[int] | None = None
) -> Iterator[Json]:
    """The documents of all answers, or of those of some rows, in the order of the rows.

    Every document has the row of its answer in `about`, except those of ids that no answer
    replaced, which always come. A row that the archive does not have gives no document.
    """
    for batch in _batches(db, rows):
        yield from _of_batch(db, splitter, batch)
    yield from _replaced(db, rows)


def facts_document(db: Database) -> Json:
    """The document with the facts of the whole: what is covered, and the changes by revision."""
    first_states = db.execute(
        "SELECT revision, min(number) FROM states WHERE revision IS NOT NULL GROUP BY revision"
    ).fetchall()
    facts = {
        "coverage": asdict(coverage.count(db)),
        "last_change": db.execute("SELECT max(number) FROM changes").fetchone()[0] or 0,
        "first_states": first_states,
    }
    kept = {"record": json.dumps(facts, ensure_ascii=False)}
    return {"_id": FACTS_ID, "routing": FACTS_ID, "_source": kept}


def text_id(version: int) -> str:
    """The id of the document of a version that is not in force."""
    return f"text-{version}"


def replaced_id(name: str) -> str:
    """The id of the document of an id that no longer names an answer."""
    return f"replaced-{sha256(name.encode()).hexdigest()[:32]}"


def order_of(day: str | None, answer_id: str, row: int) -> str:
    """The place of an answer in the order of ties: the newest first, then by id."""
    answered = date.fromisoformat(day).toordinal() if day else 0
    return f"{LAST_ORDINAL - answered:07d}\t{answer_id}\t{row}"


def _batches(db: Database, rows: Iterable[int] | None) -> Iterator[list[int]]:
    """The rows of these answers that are there, in order, without reading all of them at once."""
    of_these = "" if rows is None else "AND id IN (SELECT value FROM json_each(:rows))"
    named = {} if rows is None else {"rows": json.dumps(sorted(set(rows)))}
    last = -1
    while True:
        found = db.execute(
            f"SELECT id FROM answers WHERE id > :last {of_these} ORDER BY id LIMIT :most",
            {"last": last, "most": BATCH_ANSWERS} | named,
        ).fetchall()
        if not found:
            return
        last = found[-1][0]
        yield [row for (row,) in found]


def _of_batch(db: Database, splitter: str, rows: Sequence[int]) -> Iterator[Json]:
    named = json.dumps(rows)
    ids = dict(_select(db, "SELECT answer_id, id FROM answers WHERE id {}", named))
    by_row = {ids[one.answer_id]: one for one in answers.of_rows(db, rows)}
    linked = links.rows_of_answers(db, list(by_row.values()))
    stated = history.stated(db, rows)
    texts = _grouped(
        _select(
            db,
            "SELECT v.answer, v.id, v.text_digest, t.id, t.text, coalesce(r.kind, 'none') "
            "FROM versions v JOIN texts t ON t.digest = v.text_digest "
            "LEFT JOIN readings r ON r.version = v.id WHERE v.answer {} ORDER BY v.id",
            named,
        )
    )
    versions = [version for of_one in texts.values() for version, *_ in of_one]
    cut = passages.of_versions(db, splitter, versions, sentences=True)
    states = _states(db, named)
    aliases = _grouped(_select(db, "SELECT answer, alias FROM aliases WHERE answer {}", named))
    changes = _grouped(
        _select(
            db,
            "SELECT a.id, c.number, c.changed_at FROM answers a "
            "JOIN changes c ON c.answer_id = a.answer_id WHERE a.id {}",
            named,
        )
    )
    for row in rows:
        answer = by_row[row]
        named_texts = [_Text(*one) for one in texts[row]]
        current = next(one for one in named_texts if one.version == answer.version)
        record = AnswerRecord(
            row,
            answer,
            tuple(cut.get(answer.version, ())),
            **{
                kind: tuple(linked[answer.answer_id].get(kind, ()))
                for kind in ("refers_to", "pursuant_to", "referred_from", "grouped_with")
            },
            stated=tuple(stated.get(row, ())),
        )
        yield _document(
            "answer",
            f"answer-{row}",
            row,
            _facts(answer, row)
            | _of_text(current, record.passages)
            | _of_states(states.get(row, []))
            | {
                "alias": [lookup_form(alias) for (alias,) in aliases.get(row, ())],
                "record": record.to_json(),
            }
            | {
                name: value
                for number, moment in changes.get(row, ())
                for name, value in (("change", number), ("changed_at", moment))
            },
        )
        yield from _other_texts(row, answer, current, named_texts, cut)


def _facts(answer: Answer, row: int) -> Json:
    """The fields by which an answer is found, filtered and sorted, without those that it lacks."""
    said_on = answer.date_answered or answer.date_tabled
    found = {
        "name": lookup_form(answer.answer_id),
        "answer_order": order_of(answer.date_answered, answer.answer_id, row),
        "answer_uin": answer.uin,
        "uin_length": answer.uin and len(answer.uin),
        "address": answer.source_url,
        "minister": answer.answering_member,
        "member": answer.asking_member,
        "day": said_on and date.fromisoformat(said_on).toordinal(),
        "status": answer.status,
        "kind": answer.kind,
        "house": answer.house,
        "body": answer.answering_body and answer.answering_body.id,
    }
    return {name: value for name, value in found.items() if value is not None}


def _of_text(text: _Text, own: Sequence[Passage]) -> Json:
    return {
        "version": text.version,
        "digest": text.digest,
        "text_row": text.row,
        "words": words(text.text),
        "passages": [one.row for one in own],
    }


def _other_texts(
    row: int,
    answer: Answer,
    current: _Text,
    texts: Sequence[_Text],
    cut: dict[int, list[Passage]],
) -> Iterator[Json]:
    """The documents of the versions that are not in force: one with passages, or with words that no
    version before it has."""
    known = {current.digest}
    for one in texts:
        own = tuple(cut.get(one.version, ()))
        if one.version == answer.version or not (own or one.digest not in known):
            continue
        fields = _of_text(one, own)
        if one.digest in known:  # Found by its words already.
            del fields["words"], fields["digest"], fields["text_row"]
        known.add(one.digest)
        text = None if one.digest == current.digest else one.text
        record = TextRecord(one.version, one.kind, text, own)
        yield _document("text", text_id(one.version), row, fields | {"record": record.to_json()})


def _states(db: Database, rows: str) -> dict[int, list[State]]:
    """The states of each of these answers, under any of its ids, in order."""
    asked = (
        "SELECT n.id, s.number, s.status, s.day, s.version, s.at, v.text_digest, n.own FROM "
        "(SELECT id, answer_id AS name, 1 AS own FROM answers WHERE id {} "
        "UNION ALL SELECT answer, alias, 0 FROM aliases WHERE answer {}) n "
        "JOIN states s ON s.answer_id = n.name JOIN versions v ON v.id = s.version "
        "ORDER BY s.number"
    )
    found = _grouped(_select(db, asked, rows))
    return {
        row: [State._make([*facts, bool(own)]) for *facts, own in of_one]
        for row, of_one in found.items()
    }


def _of_states(states: Sequence[State]) -> Json:
    own = [one.number for one in states if one.own]
    return {"state": own, "states": states_to_json(list(states))}


def _replaced(db: Database, rows: Iterable[int] | None) -> Iterator[Json]:
    """The ids that no longer name an answer: all, or those of some answers and of none."""
    wanted = None if rows is None else set(rows)
    for number, name, moment, row, by in db.execute(
        "SELECT c.number, c.answer_id, c.changed_at, t.id, t.answer_id FROM changes c "
        "LEFT JOIN answers a ON a.answer_id = c.answer_id "
        "LEFT JOIN aliases x ON x.alias = c.answer_id LEFT JOIN answers t ON t.id = x.answer "
        "WHERE a.id IS NULL ORDER BY c.number"
    ):
        if wanted is not None and row is not None and row not in wanted:
            continue
        record = json.dumps([name, by], ensure_ascii=False)
        fields = {"change": number, "changed_at": moment, "record": record}
        found = _document("replaced", replaced_id(name), row, fields)
        yield found | {"routing": REPLACED_ROUTING}  # With or without an answer, in one place.


def _document(kind: str, own: str, row: int | None, fields: Json) -> Json:
    about = {} if row is None else {"about": row}
    return {
        "_id": own,
        "routing": str(row),
        "_source": {"document": kind} | about | fields,
    }


def _select(db: Database, asked: str, rows: str) -> list[tuple[Any, ...]]:
    """The rows of a statement, in which {} is the condition that a row is one of some."""
    of_these = "IN (SELECT value FROM json_each(:rows))"
    return db.execute(asked.replace("{}", of_these), {"rows": rows}).fetchall()


def _grouped(found: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """What belongs to each row, which comes first."""
    by_row: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row, *rest in found:
        by_row[row].append(tuple(rest))
    return by_row
