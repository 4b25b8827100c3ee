"""The SQLite reader and a toy in-memory one conform to `AnswerReader`."""

import re
from collections import Counter
from hashlib import sha256

import pytest

from qa import store
from qa.model import QUOTABLE
from qa.model.changes import ChangesPage
from qa.model.identity import answer_id_of, lookup_form
from qa.model.members import name_words
from qa.model.quote_checks import StatedText
from qa.model.watches import ChangedAnswer
from qa.store.archive import history, open_reader
from tests.conformance.answer_reader import AnswerReaderConformance, archive, splitter

__all__ = ["archive"]


class TestSqliteAnswerReader(AnswerReaderConformance):
    @pytest.fixture
    def reader(self, archive):
        with open_reader(archive.store_path, splitter(archive)) as reader:
            yield reader


class MemoryAnswerReader:
    """An `AnswerReader` over dicts, filled once from an archive in SQLite."""

    def __init__(self, db, rules):
        with_rows = db.execute("SELECT id, answer_id FROM answers").fetchall()
        everything = list(store.archive.answers.newest_first(db))
        by_id = {one.answer_id: one for one in everything}
        aliases = db.execute(
            "SELECT alias, answer_id FROM aliases x JOIN answers a ON a.id = x.answer"
        ).fetchall()
        rows = [row for (row,) in db.execute("SELECT id FROM passages").fetchall()]
        self.revision = store.archive.revision.current(db)
        self._answers = by_id
        self._by_row = {row: by_id[name] for row, name in with_rows}
        self._names = {lookup_form(name): one for name, one in by_id.items()}
        self._names |= {lookup_form(alias): by_id[name] for alias, name in aliases}
        self._quoted = store.archive.passages.quoted(db, rows)
        self._links = store.archive.links.of_answers(db, everything)
        stated = {name: history.stated_of(db, one) for name, one in by_id.items()}
        self._history = {name: history.history_of(one, stated[name]) for name, one in by_id.items()}
        self._context = {
            name: history.context_of(one, stated[name], self._links[name])
            for name, one in by_id.items()
        }

        self._coverage = store.archive.coverage.count(db)
        self._changes = db.execute(
            "SELECT number, answer_id, changed_at FROM changes ORDER BY number"
        ).fetchall()
        states = db.execute(
            "SELECT s.number, s.answer_id, s.status, s.day, s.version, s.revision, s.at, "
            "v.text_digest FROM states s JOIN versions v ON v.id = s.version ORDER BY s.number"
        ).fetchall()
        self._states = [(number, lookup_form(name), *rest) for number, name, *rest in states]
        texts = db.execute("SELECT digest, text FROM texts ORDER BY id DESC").fetchall()
        self._texts = dict(texts)
        self._stating = {
            digest: {
                row
                for (row,) in db.execute(
                    "SELECT answer FROM versions WHERE text_digest = ?", [digest]
                ).fetchall()
            }
            for digest, _ in texts
        }
        self._versions = {
            name: [
                version
                for digest, _ in texts
                if (version := history.stated_version_of(one, stated[name], digest))
            ]
            for name, one in by_id.items()
        }

    def holding(self, phrases, limit):
        def words(text):
            return " ".join(["", *re.findall(r"\w+", text.casefold()), ""])

        return [
            [one for one, text in self._texts.items() if words(phrase) in words(text)][:limit]
            if words(phrase).strip()
            else []
            for phrase in phrases
        ]

    def stated_texts(self, digests):
        def newest_first(rows):
            found = sorted((self._by_row[row] for row in rows), key=lambda one: one.answer_id)
            return tuple(sorted(found, key=lambda one: one.date_answered or "", reverse=True))

        return {
            one: StatedText(one, self._texts[one], newest_first(self._stating[one]))
            for one in digests
            if one in self._texts
        }

    def stated_version(self, answer, beginning):
        before = self._context[answer.answer_id].original_text
        known = list(self._versions[answer.answer_id])
        known += [one | {"text": before, "current": False} for one in known[-1:] if before]
        return next(
            (
                one
                for one in known
                if sha256(one["text"].encode()).hexdigest().startswith(beginning)
            ),
            None,
        )

    def quoted(self, rows):
        return {row: self._quoted[row] for row in rows if row in self._quoted}

    def answers(self, ids):
        return {name: self._answers[name] for name in ids if name in self._answers}

    def find(self, answer_id):
        return self._names.get(lookup_form(answer_id))

    def find_all(self, ids):
        return {name: one for name in ids if (one := self.find(name))}

    def ids_today(self, ids):
        return {name: one.answer_id for name, one in self.find_all(ids).items()}

    def named(self, reference):
        if found := self.find(answer_id_of(reference)):
            return [found.answer_id]
        uin = re.sub(r"[\s-]", "", reference).upper()
        return [name for name, one in self._answers.items() if one.uin == uin]

    def current_passages(self):
        return (one for answer in self._answers.values() for one in self.passages_of(answer))

    def passages_then(self, version):
        found = [pair for pair in self._quoted.values() if pair[0].version == version]
        return sorted(found, key=lambda pair: pair[0].n)

    def follow(self, after, most, filters, changed_since):
        page = [
            one
            for one in self._changes
            if one[0] > after
            and one[2] >= (changed_since or "")
            and (one[1] not in self._answers or self._matches(self._answers[one[1]], filters))
        ]
        shown = page[:most]
        names = [name for _, name, _ in shown]
        return ChangesPage(
            tuple(self._answers[name] for name in names if name in self._answers),
            tuple((name, self.find(name).answer_id) for name in names if name not in self._answers),
            shown[-1][0] if shown else after,
            len(page) > most,
        )

    @staticmethod
    def _matches(answer, filters):
        return (
            (filters.house or answer.house) == answer.house
            and (filters.date_from or "") <= (answer.date_answered or "")
            and name_words(filters.minister or "") <= name_words(answer.answering_member or "")
            and name_words(filters.member or "") <= name_words(answer.asking_member or "")
        )

    def within(self, ids, filters):
        wanted = {*ids}
        return {
            row: one.answer_id
            for row, one in self._by_row.items()
            if one.answer_id in wanted and self._matches(one, filters)
        }

    def last_change(self, revision):
        number = int(revision.partition(".")[2])
        later = [state[0] for state in self._states if state[5] > number]
        return min(later) - 1 if later else self._changes[-1][0]

    def changed(self, after, until, ids=None):
        found = []
        for row, one in self._by_row.items():
            own = [state for state in self._states if self._names[state[1]] is one]
            now = [state for state in own if state[1] == lookup_form(one.answer_id)]
            now = [state for state in now if after < state[0] <= until]
            if not now or (ids is not None and one.answer_id not in ids):
                continue
            number, _, status, day, _, _, at, text = now[-1]
            before = [state for state in own if state[0] <= after]
            _, _, was, was_day, was_version, _, _, was_text = before[-1] if before else [None] * 8
            reworded = status == "corrected" and text != was_text
            if (was, was_day) != (status, day) or reworded:
                states = (status, day, was, was_day, was_version, reworded)
                found.append(ChangedAnswer(row, one.answer_id, number, at, *states))
        return sorted(found, key=lambda one: -one.number)

    last_sync_end = ""

    def coverage(self):
        return self._coverage

    def has_body(self, ids):
        return any(one.answering_body.id in ids for one in self._answers.values())

    def by_members(self, minister, member):
        return frozenset(
            row
            for row, one in self._by_row.items()
            if name_words(minister or "") <= name_words(one.answering_member or "")
            and name_words(member or "") <= name_words(one.asking_member or "")
        )

    def members(self, rows):
        found = (self._by_row[row] for row in rows)
        return [(one.answering_member, one.asking_member) for one in found]

    def people(self, role):
        at = ("minister", "member").index(role)
        named = Counter(pair[at] for pair in self.members(self._by_row))
        return {name: count for name, count in named.most_common() if name}

    def with_uin(self, beginning, limit):
        found = [one for one in self._answers.values() if (one.uin or "").startswith(beginning)]
        found.sort(key=lambda one: one.answer_id)
        found.sort(key=lambda one: one.date_answered or "", reverse=True)
        return sorted(found, key=lambda one: len(one.uin))[:limit]

    def links(self, about):
        return {one.answer_id: self._links[one.answer_id] for one in about}

    def history(self, answer):
        return self._history[answer.answer_id]

    def context(self, answer):
        return self._context[answer.answer_id]

    def quotable(self):
        return (one for one in self._answers.values() if one.status in QUOTABLE)

    def passages_of(self, answer):
        found = (one for one, _ in self._quoted.values() if one.version == answer.version)
        return sorted(found, key=lambda one: one.n)


class TestMemoryAnswerReader(AnswerReaderConformance):
    @pytest.fixture
    def reader(self, archive):
        with store.archive.reading(archive.store_path) as db:
            return MemoryAnswerReader(db, splitter(archive))
