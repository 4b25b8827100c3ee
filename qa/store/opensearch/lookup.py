"""Looks up the records of answers in a published index, and keeps those that were read last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from qa.errors import NotFound
from qa.model import Answer, Passage
from qa.model.identity import lookup_form
from qa.store.opensearch.engine import Engine, Json
from qa.store.opensearch.known import Known
from qa.store.opensearch.queries import all_of, answers_with, any_of, has, is_a, with_id
from qa.store.opensearch.records import AnswerRecord, TextRecord

BATCH_ANSWERS = 1000
"""The records that are read in one call where many are."""
IN_ORDER = [{"answer_order": "asc"}]
BY_ROW = [{"about": "asc"}, {"version": "asc"}]
RECORD: Json = {"_source": ["record"], "docvalue_fields": ["about", "document"]}
IDS: Json = {"_source": False, "docvalue_fields": ["about", "answer_order", "name", "alias"]}


class Lookup:
    """The records of one published index. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._records: Known[int, AnswerRecord] = Known()
        self._rows: Known[str, int] = Known()
        self._quotes: Known[int, tuple[Passage, Answer]] = Known()

    def quoted(self, rows: Sequence[int]) -> dict[int, tuple[Passage, Answer]]:
        """The passages of these rows, each with its answer as of the text it is a slice of."""
        kept = {row: self._quotes.get(row) for row in rows}
        if missing := [row for row, one in kept.items() if one is None]:
            wanted = set(missing)
            kept |= {
                passage.row: (passage, answer)
                for passage, answer in self.texts_of(has("passages", wanted))
                if passage.row in wanted
            }
        return {row: one for row, one in kept.items() if one is not None}

    def leading(self, ids: Iterable[str]) -> dict[str, tuple[int, str]]:
        """The row and the id today of the answer that each id leads to."""
        given = {one: lookup_form(one) for one in ids}
        known: dict[str, tuple[int, str]] = {}
        former: dict[str, tuple[int, str]] = {}
        for batch in _batches(set(given.values())):
            for hit in self._engine.hits(answers_with(with_id(batch)), [{"about": "asc"}], IDS):
                row = hit["sort"][0], id_of(hit)
                known[hit["fields"]["name"][0]] = row
                former |= dict.fromkeys(hit["fields"].get("alias", ()), row)
        known = former | known
        return {one: known[name] for one, name in given.items() if name in known}

    def of_answer(self, answer: Answer) -> AnswerRecord:
        """The record of an answer, as it is today."""
        return self.of_answers([answer])[0]

    def of_answers(self, about: Sequence[Answer]) -> list[AnswerRecord]:
        """The records of these answers, as they are today.

        One of an earlier revision can have another id today. Raises NotFound where it is gone.
        """
        names = [lookup_form(one.answer_id) for one in about]
        found = {lookup_form(one.answer.answer_id): one for one in self.with_names(set(names))}
        if former := set(names) - found.keys():
            rows = {name: row for name, (row, _) in self.leading(former).items()}
            records = self.of_rows(set(rows.values()))
            found |= {name: records[row] for name, row in rows.items()}
        if gone := [one.answer_id for one in about if lookup_form(one.answer_id) not in found]:
            raise NotFound(
                f"The written answer {gone[0]!r} is no longer in the store.", "Ask again."
            )
        return [found[name] for name in names]

    def with_names(self, names: set[str]) -> list[AnswerRecord]:
        """The records of the answers with these names."""
        known = {name: self._rows.get(name) for name in names}
        missing = {name for name, row in known.items() if row is None}
        records = self.of_rows({row for row in known.values() if row is not None})
        found = [*records.values()]
        for batch in _batches(missing):
            found += self._found(answers_with(has("name", batch)))
        return found

    def of_rows(self, rows: set[int]) -> dict[int, AnswerRecord]:
        """The records of the answers of these rows, by row."""
        known = {row: self._records.get(row) for row in rows}
        found = {row: one for row, one in known.items() if one is not None}
        for batch in _batches(rows - found.keys()):
            found |= {one.row: one for one in self._found(answers_with(has("about", batch)))}
        return found

    def everything(self) -> Iterator[AnswerRecord]:
        """Every record in the order that breaks ties; none is kept."""
        hits = self._engine.hits(is_a("answer"), IN_ORDER, RECORD, BATCH_ANSWERS)
        return (AnswerRecord.of_json(hit["_source"]["record"]) for hit in hits)

    def read(self, hits: Sequence[Any]) -> list[AnswerRecord]:
        """The records of these documents of answers, which are kept."""
        found, read = [], {}
        for hit in hits:
            [row] = hit["fields"]["about"]
            record = self._records.get(row)
            if record is None:
                kept = hit["_source"]["record"]
                record = AnswerRecord.of_json(kept)
                read[row] = record, len(kept)
            found.append(record)
        if read:
            self._records.keep(read)
            fresh = [record for record, _ in read.values()]
            names = {lookup_form(one.answer.answer_id): (one.row, 100) for one in fresh}
            self._rows.keep(names)
        return found

    def texts_of(self, query: Json) -> Iterator[tuple[Passage, Answer]]:
        """The passages of the texts that a query finds, each with its answer as of that text."""
        kinds = any_of(is_a("answer"), is_a("text"))
        hits = list(self._engine.hits(all_of(query, kinds), BY_ROW, RECORD, BATCH_ANSWERS))
        current = [hit for hit in hits if hit["fields"]["document"] == ["answer"]]
        others = [hit for hit in hits if hit["fields"]["document"] == ["text"]]
        found = [(passage, one.answer) for one in self.read(current) for passage in one.passages]
        today = self.of_rows({hit["sort"][0] for hit in others})
        for hit in others:
            text = TextRecord.of_json(hit["_source"]["record"])
            answer = text.answer_then(today[hit["sort"][0]].answer)
            found += [(passage, answer) for passage in text.passages]
        self._quotes.keep({one.row: ((one, answer), len(answer.text)) for one, answer in found})
        return iter(found)

    def _found(self, query: Json) -> list[AnswerRecord]:
        hits = self._engine.hits(query, [{"about": "asc"}], RECORD, BATCH_ANSWERS)
        return self.read(list(hits))


def id_of(hit: Any) -> str:
    """The answer's id, as it is written, of a document with its place in the order of ties."""
    return str(hit["fields"]["answer_order"][0].split("\t")[1])


def _batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), BATCH_ANSWERS):
        yield ordered[start : start + BATCH_ANSWERS]
