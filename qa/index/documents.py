"""Read answers from the store in the form in which an index is built from them."""

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
from qa.index.local.doc_table import FACTS_DTYPE, hash64, uin_of
from qa.index.local.postings import Postings
from qa.index.local.postings_builder import PostingsBuilder
from qa.index.local.word_counts import acronym_lines, words
from qa.model import KINDS, STATUSES, Answer, Passage, Progress
from qa.store.archive.passages import IndexSortKey
from qa.text.analyzer import Analyzer

MIN_GROUP_WORDS = 40
"""Words from which answers with the same text are one group.

"I will write to the hon. Member" answers many questions that have nothing in common.
"""
READ_BATCH = 500
"""Answers that are read at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class DocumentBatch:
    """Answers in the order of the engine numbers of their passages.

    `facts` lacks body and house: `bodies` and `houses` have an entry for each answer. `rows` are
    the passages' rows in the store, and `postings` is of those passages, in the same order.
    """

    facts: npt.NDArray[np.void]
    ids: list[str]
    bodies: list[str]
    houses: list[str]
    rows: npt.NDArray[np.int64]
    postings: Postings
    words: Counter[str]
    acronyms: Counter[str]


def read_documents(
    db: store.Database, config: IndexConfig, since: int | None, progress: Progress | None
) -> DocumentBatch:
    """Every answer with passages, or those changed after the change `since`, with all that is
    indexed of them."""
    analyzer, builder = Analyzer(), PostingsBuilder()
    keys = store.archive.passages.sort_keys(db, config.splitting, since)
    keys.sort(key=_engine_order)
    facts = np.zeros(len(keys), dtype=FACTS_DTYPE)
    ids: list[str] = []
    bodies: list[str] = []
    houses: list[str] = []
    rows: list[int] = []
    word_counts, acronym_counts = Counter[str](), Counter[str]()
    for done, (row, answer, passages) in enumerate(_read(db, config, keys)):
        context = _context(config, answer.heading, answer.source_question)
        context_terms = analyzer.passage_terms(context)
        word_counts.update(words(f"{context}\n{answer.text}"))
        acronym_counts.update(acronym_lines(f"{answer.source_question}\n{answer.text}"))
        ids.append(answer.answer_id)
        bodies.append(answer.answering_body.id if answer.answering_body else "")
        houses.append(answer.house or "")
        shown = [_day(answer), bodies[-1], houses[-1], answer.status, answer.kind]
        digest = hashlib.blake2b(digest_size=16)
        for passage in passages:
            text = answer.text[passage.start : passage.end]
            header = passage.header
            head = answer.text[header.start : header.end] if header else ""
            terms = analyzer.passage_terms(head) + analyzer.passage_terms(text)
            builder.add(context_terms + terms)
            rows.append(passage.row)
            digest.update(json.dumps([passage.passage_id, *shown, context, head, text]).encode())
        fact = facts[done]
        fact["number"], fact["size"] = row, len(passages)
        fact["answered"] = _ordinal(answer.date_answered)
        fact["day"] = _day(answer)
        fact["status"] = STATUSES.index(answer.status)
        fact["kind"] = KINDS.index(answer.kind)
        fact["group"] = hash64(_group(answer))
        fact["uin"] = hash64(uin_of(answer.answer_id))
        fact["digest"] = digest.digest()
        if progress:
            progress("Indexing", done + 1, len(keys))
    return DocumentBatch(
        facts,
        ids,
        bodies,
        houses,
        np.array(rows, dtype=np.int64),
        builder.build(),
        word_counts,
        acronym_counts,
    )


def counts_to_retract(
    db: store.Database,
    config: IndexConfig,
    previous: Iterable[store.archive.revision.PreviousVersion],
) -> tuple[Counter[str], Counter[str]] | None:
    """The counts of words and acronyms in previous versions of answers, to subtract on an update;
    None where a text of theirs is no longer stored."""
    word_counts, acronym_counts = Counter[str](), Counter[str]()
    by_version = {one.version: one for one in previous if one.version is not None}
    texts = store.archive.answers.of_versions(db, by_version)
    if texts.keys() != by_version.keys():
        return None
    for version, one in by_version.items():
        question, text = one.source_question or "", texts[version].text
        word_counts.update(words(f"{_context(config, one.heading, question)}\n{text}"))
        acronym_counts.update(acronym_lines(f"{question}\n{text}"))
    return word_counts, acronym_counts


def _read(
    db: store.Database, config: IndexConfig, keys: Sequence[IndexSortKey]
) -> Iterator[tuple[int, Answer, list[Passage]]]:
    """Each answer with its row in the store and its passages, in the order given."""
    remaining = iter(keys)
    while batch := list(islice(remaining, READ_BATCH)):
        answers = store.archive.answers.of_rows(db, [one.row for one in batch])
        by_version = {answer.version: answer for answer in answers}
        passages = store.archive.passages.of_versions(db, config.splitting, by_version)
        for one in batch:
            yield one.row, by_version[one.version], passages[one.version]


def _engine_order(key: IndexSortKey) -> tuple[int, int, str, str, int, bytes]:
    """The sort key of `DocTable.index_sort`, from what the store says of an answer."""
    day = key.date_answered or key.date_tabled or "0001-01-01"
    return (
        STATUSES.index(key.status),
        -int(day[:4]),
        key.body or "",
        key.house or "",
        -_ordinal(key.date_answered),
        key.answer_id.encode(),
    )


def _context(config: IndexConfig, heading: str | None, source_question: str) -> str:
    """The text with which a passage is scored beside its own."""
    return f"{heading or ''}\n{source_question}" if config.context else ""


def _day(answer: Answer) -> int:
    """The date answered as a proleptic ordinal; where there is none yet, the date tabled."""
    return _ordinal(answer.date_answered or answer.date_tabled or "0001-01-01")


def _ordinal(day: str | None) -> int:
    return date.fromisoformat(day).toordinal() if day else 0


def _group(answer: Answer) -> str:
    """The text that the answers of one group share; an id of its own for a short one."""
    long = len(answer.text.split()) >= MIN_GROUP_WORDS
    return answer.text if long else answer.answer_id
