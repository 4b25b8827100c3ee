"""Gathering: answers read from the store as an index keeps them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import numpy as np
import numpy.typing as npt

from qa import store
from qa.index.config import IndexConfig
from qa.index.local.doc_table import FACTS, key, uin_of
from qa.index.local.postings import Postings
from qa.index.local.postings_builder import Collector
from qa.index.local.word_counts import short_forms, words
from qa.model import KINDS, STATUSES, Answer, Passage, Progress
from qa.text.analyzer import Analyzer

SHORTEST_SHARED = 40
"""Words from which two answers with the same text are one answer given twice."""
BATCH = 500
"""Answers that are read at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Answers in the order in which an index numbers their passages.

    `facts` has no body and house yet: those stand in `bodies` and `houses`, an entry an answer.
    `rows` are the passages' rows in the store, and `postings` theirs, in the same order.
    """

    facts: npt.NDArray[np.void]
    ids: list[str]
    bodies: list[str]
    houses: list[str]
    rows: npt.NDArray[np.int64]
    postings: Postings
    words: Counter[str]
    short_forms: Counter[str]


def gathered(
    db: store.Database, made: IndexConfig, since: int | None, progress: Progress | None
) -> Gathered:
    """Every answer with passages, or those changed since a change, with all that is indexed."""
    analyzer, collector = Analyzer(), Collector()
    filed = sorted(store.archive.passages.sort_keys(db, made.splitting, since), key=_place)
    facts = np.zeros(len(filed), dtype=FACTS)
    ids: list[str] = []
    bodies: list[str] = []
    houses: list[str] = []
    rows: list[int] = []
    spelt, forms = Counter[str](), Counter[str]()
    for done, (number, answer, passages) in enumerate(_read(db, made, filed)):
        question = _question(made, answer.heading, answer.source_question)
        question_terms = analyzer.terms(question)
        spelt.update(words(f"{question}\n{answer.text}"))
        forms.update(short_forms(f"{answer.source_question}\n{answer.text}"))
        ids.append(answer.answer_id)
        bodies.append(answer.answering_body.id if answer.answering_body else "")
        houses.append(answer.house or "")
        told = [_day(answer), bodies[-1], houses[-1], answer.status, answer.kind]
        digest = hashlib.blake2b(digest_size=16)
        for passage in passages:
            text = answer.text[passage.start : passage.end]
            header = passage.header
            head = answer.text[header.start : header.end] if header else ""
            collector.add(question_terms + analyzer.terms(head) + analyzer.terms(text))
            rows.append(passage.row)
            stated = [passage.passage_id, *told, question, head, text]
            digest.update(json.dumps(stated).encode())
        fact = facts[done]
        fact["number"], fact["size"] = number, len(passages)
        fact["answered"] = _ordinal(answer.date_answered)
        fact["day"] = _day(answer)
        fact["status"] = STATUSES.index(answer.status)
        fact["kind"] = KINDS.index(answer.kind)
        fact["group"] = key(_group(answer))
        fact["uin"] = key(uin_of(answer.answer_id))
        fact["digest"] = digest.digest()
        if progress:
            progress("Indexing", done + 1, len(filed))
    return Gathered(
        facts,
        ids,
        bodies,
        houses,
        np.array(rows, dtype=np.int64),
        collector.collected(),
        spelt,
        forms,
    )


def counted_before(
    db: store.Database, made: IndexConfig, formers: Iterable[store.archive.revision.PreviousVersion]
) -> tuple[Counter[str], Counter[str]] | None:
    """The words and short forms of answers as they were; None where a text of theirs is gone."""
    spelt, forms = Counter[str](), Counter[str]()
    former = {one.version: one for one in formers if one.version is not None}
    texts = store.archive.answers.of_versions(db, former)
    if texts.keys() != former.keys():
        return None
    for version, was in former.items():
        asked, text = was.source_question or "", texts[version].text
        spelt.update(words(f"{_question(made, was.heading, asked)}\n{text}"))
        forms.update(short_forms(f"{asked}\n{text}"))
    return spelt, forms


def _read(
    db: store.Database, made: IndexConfig, filed: Sequence[store.archive.passages.IndexSortKey]
) -> Iterator[tuple[int, Answer, list[Passage]]]:
    """Each answer with its row in the store and its passages, in the order given."""
    waiting = iter(filed)
    while batch := list(islice(waiting, BATCH)):
        answers = store.archive.answers.of_rows(db, [one.row for one in batch])
        by_version = {answer.version: answer for answer in answers}
        passages = store.archive.passages.of_versions(db, made.splitting, by_version)
        for one in batch:
            yield one.row, by_version[one.version], passages[one.version]


def _place(filed: store.archive.passages.IndexSortKey) -> tuple[int, int, str, str, int, bytes]:
    """What decides where the passages of an answer are numbered; see `Answers.filed`."""
    day = filed.date_answered or filed.date_tabled or "0001-01-01"
    return (
        STATUSES.index(filed.status),
        -int(day[:4]),
        filed.body or "",
        filed.house or "",
        -_ordinal(filed.date_answered),
        filed.answer_id.encode(),
    )


def _question(made: IndexConfig, heading: str | None, source_question: str) -> str:
    """What a passage is scored with beside its own text."""
    return f"{heading or ''}\n{source_question}" if made.context else ""


def _day(answer: Answer) -> int:
    """The date answered as a proleptic ordinal; where there is none yet, the date tabled."""
    return _ordinal(answer.date_answered or answer.date_tabled or "0001-01-01")


def _ordinal(day: str | None) -> int:
    return date.fromisoformat(day).toordinal() if day else 0


def _group(answer: Answer) -> str:
    """What answers of one group share: their text, where it is long enough to be one's own.

    "I will write to the hon. Member" is said to many questions that have nothing in common.
    """
    own = len(answer.text.split()) >= SHORTEST_SHARED
    return answer.text if own else answer.answer_id
