"""The reader of the archive in SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from qa.model import Answer, Filters, Passage, json_types
from qa.model.changes import ChangesPage
from qa.model.coverage import Coverage
from qa.model.history import Context, Links
from qa.model.members import Role, member_name
from qa.model.quote_checks import StatedText
from qa.model.watches import ChangedAnswer
from qa.store.archive import (
    answers,
    changes,
    coverage,
    history,
    links,
    passages,
    revision,
    schema,
    states,
    sync_state,
)
from qa.store.archive import phrases as phrase_index
from qa.store.database import readable
from qa.store.interface import AnswerReader


class SqliteAnswerReader:
    """An `AnswerReader` over one snapshot in SQLite; `splitter` names the rules of splitting."""

    def __init__(self, db: Database, splitter: str) -> None:
        self._db = db
        self._splitter = splitter
        self.revision = revision.current(db)

    def quoted(self, rows: Sequence[int]) -> dict[int, tuple[Passage, Answer]]:
        """The passages of these rows, each with its answer as of the text it is a slice of."""
        return passages.quoted(self._db, rows)

    def answers(self, ids: Iterable[str]) -> dict[str, Answer]:
        """The answers whose `answer_id` is one of these, by their id."""
        return answers.of_ids(self._db, ids)

    def find(self, answer_id: str) -> Answer | None:
        """The answer that an `answer_id` or an alias leads to, in any case."""
        return answers.get(self._db, answer_id)

    def find_all(self, ids: Iterable[str]) -> dict[str, Answer]:
        """The answers that these ids or aliases lead to, by the id given."""
        found = ((name, answers.get(self._db, name)) for name in dict.fromkeys(ids))
        return {name: answer for name, answer in found if answer}

    def ids_today(self, ids: Iterable[str]) -> dict[str, str]:
        """The id today of the answer that each of these ids or aliases leads to."""
        found = ((name, answers.id_today(self._db, name)) for name in ids)
        return {name: today for name, today in found if today}

    def named(self, reference: str) -> list[str]:
        """The ids of the answers that an id, a passage's id, a UIN or an address names."""
        return answers.named(self._db, reference)

    def has_body(self, ids: frozenset[str]) -> bool:
        """Whether any answer is by an answering body with one of these ids."""
        asked = "SELECT 1 FROM answers WHERE body = ? LIMIT 1"
        return any(self._db.execute(asked, [body]).fetchone() for body in ids)

    def by_members(self, minister: str | None, member: str | None) -> frozenset[int]:
        """The answers that a minister gave and a member asked for, by words of their names."""
        return answers.by_members(self._db, minister, member)

    def members(self, rows: Sequence[int]) -> list[tuple[str | None, str | None]]:
        """Who answered and who asked, a pair for each of these answers, in no order."""
        pairs = self._db.execute(
            "SELECT answering_member, asking_member FROM answers "
            "WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(rows))],
        ).fetchall()
        return [
            (minister and member_name(minister), member and member_name(member))
            for minister, member in pairs
        ]

    def people(self, role: Role) -> dict[str, int]:
        """The number of answers that each person of a role gave or asked for, by name; most
        answers first."""
        return answers.people(self._db, role)

    def with_uin(self, beginning: str, limit: int) -> list[Answer]:
        """The answers whose UIN begins so, in upper case; the shortest UIN first, then newest."""
        return answers.with_uin(self._db, beginning, limit)

    def links(self, about: Sequence[Answer]) -> dict[str, Links]:
        """The links of each of these answers, by its `answer_id`."""
        return links.of_answers(self._db, about)

    def history(self, answer: Answer) -> list[json_types.Version]:
        """What each source stated of an answer, version after version, the oldest first."""
        return history.history_of(answer, history.stated_of(self._db, answer))

    def context(self, answer: Answer) -> Context:
        """What belongs with an answer: what it said before, its dates and its links."""
        linked = links.of_answers(self._db, [answer])[answer.answer_id]
        return history.context_of(answer, history.stated_of(self._db, answer), linked)

    def quotable(self) -> Iterator[Answer]:
        """Every answer that can be quoted, newest first, then by `answer_id`."""
        return answers.quotable(self._db)

    def holding(self, phrases: Sequence[str], limit: int) -> list[list[str]]:
        """For each phrase the digests of texts, current or former, that hold its words in a row.

        At most `limit` of each, the texts that were stored last first; case and marks are ignored.
        """
        return phrase_index.holding(self._db, phrases, limit)

    def stated_texts(self, digests: Iterable[str]) -> dict[str, StatedText]:
        """The texts with these digests, by digest, each with the answers that state it or once did.

        An unknown digest is left out.
        """
        return phrase_index.stated_texts(self._db, digests)

    def stated_version(self, answer: Answer, beginning: str) -> json_types.Version | None:
        """The first version of an answer whose text has a digest that begins so; None without.

        What a source says that a corrected answer said before is a text of that answer too.
        """
        stated = history.stated_of(self._db, answer)
        return history.stated_version_of(answer, stated, beginning)

    def passages_of(self, answer: Answer) -> list[Passage]:
        """The passages of an answer's text, in order, as the rules in force split it."""
        return passages.of_version(self._db, self._splitter, answer.version)

    def last_change(self, revision: str) -> int:
        """The number of the last change that a revision of the store has."""
        return states.last_number(self._db, int(revision.partition(".")[2]))

    def changed(
        self, after: int, until: int, ids: Iterable[str] | None = None
    ) -> list[ChangedAnswer]:
        """The answers whose state at a change differs from that at an earlier one."""
        return states.changed(self._db, after, until, ids)

    def within(self, ids: Iterable[str], filters: Filters) -> dict[int, str]:
        """Those of these answers that the filters match, whatever their status, id by row."""
        return states.within(self._db, ids, filters)

    def passages_then(self, version: int) -> list[tuple[Passage, Answer]]:
        """The passages of a text that an answer has now or had before, each with the answer as of
        that text."""
        return passages.quoted_of_version(self._db, self._splitter, version)

    def current_passages(self) -> Iterator[Passage]:
        """Every passage of a current text, in the order that breaks ties."""
        return passages.current(self._db, self._splitter)

    def follow(
        self, after: int, most: int, filters: Filters, changed_since: str | None
    ) -> ChangesPage:
        """At most `most` of the changes after a number, the oldest first."""
        return changes.follow(self._db, after, most, filters, changed_since)

    @property
    def last_sync_end(self) -> str:
        """The moment at which a sync last ended, whole or not."""
        return sync_state.last_end(self._db)

    def coverage(self) -> Coverage:
        """What is covered, without the index."""
        return coverage.count(self._db)


@contextmanager
def open_reader(path: Path, splitter: str) -> Iterator[AnswerReader]:
    """A reader of the archive at `path`, over one snapshot; raises StoreError as `readable`."""
    with readable(path, schema.answers) as db:
        yield SqliteAnswerReader(db, splitter)
