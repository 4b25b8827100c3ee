"""Building an index: passages from texts, terms from passages, postings from terms."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from itertools import groupby

import numpy as np

from qa import store
from qa.errors import IndexUnusable
from qa.index.bm25 import BM25
from qa.index.file import Making, making, opened, save
from qa.index.index import Index
from qa.index.reading import read_new_texts
from qa.records import KINDS, STATUSES, Answer, Passage, Span
from qa.settings import Settings
from qa.text.acronyms import acronyms
from qa.text.analyzer import Analyzer
from qa.text.passages import split

LEAST_SPELT = 2
"""Answers that must spell a word or explain a short form alike before it is believed."""
SHORTEST_SHARED = 40
"""Words from which two answers with the same text are one answer given twice."""

_EMPTY: tuple[Span, Span | None] = (Span(0, 0), None)
_WORD = re.compile(r"[a-z]{4,40}")

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def bring_up_to_date(settings: Settings, progress: Progress | None = None) -> bool:
    """Build the index anew unless it already is current with its store; say whether it was built.

    Current means: made by these settings, from the store as it is now.
    """
    try:
        index = opened(settings)
        with store.reading(settings.store_path) as db:
            if index.revision == store.ledger.revision(db):
                return False
    except IndexUnusable:
        pass
    rebuild(settings, progress)
    return True


def rebuild(settings: Settings, progress: Progress | None = None) -> Index:
    """Build the index from the store, save it aside and swap it in; again if the store has moved
    on meanwhile, so that of several that build at once the last to end leaves the newest."""
    made = making(settings)
    while True:
        _split_new_texts(settings, made, progress)
        with store.reading(settings.store_path) as db:
            index = _index(db, made, progress)
        save(index, made, settings.index_dir)
        with store.reading(settings.store_path) as db:
            if store.ledger.revision(db) == index.revision:
                return index


def _split_new_texts(settings: Settings, made: Making, progress: Progress | None) -> None:
    with store.writing(settings.store_path) as db:
        read_new_texts(db, progress)
        texts = list(store.passages.unsplit(db, made.splitting))
        for done, (version, text) in enumerate(texts, start=1):
            pieces = [(piece.span, piece.header) for piece in split(text, made.passage_words)]
            store.passages.add(db, made.splitting, version, text, pieces or [_EMPTY])
            if progress:
                progress("Cutting passages", done, len(texts))


def _day(answer: Answer) -> int:
    """The date answered as a proleptic ordinal; where there is none yet, the date tabled."""
    return date.fromisoformat(
        answer.date_answered or answer.date_tabled or "0001-01-01"
    ).toordinal()


def _index(db: store.Database, made: Making, progress: Progress | None) -> Index:
    """Every standing passage of the store, analysed with its source question and heading."""
    analyzer = Analyzer()
    digest = hashlib.sha256(json.dumps(asdict(made)).encode())
    rows: list[int] = []
    answers: list[int] = []
    corpus: list[list[str]] = []
    groups: list[int] = []
    days: list[int] = []
    answer_ids: list[str] = []
    bodies: list[str] = []
    houses: list[str] = []
    statuses: list[int] = []
    kinds: list[int] = []
    alike: dict[str, int] = {}
    words: Counter[str] = Counter()
    spelt: Counter[tuple[str, str]] = Counter()
    total = store.coverage.count(db).answers
    for done, (answer, passages) in enumerate(_standing(db, made), start=1):
        question = f"{answer.heading or ''}\n{answer.source_question}" if made.context else ""
        question_terms = analyzer.terms(question)
        words.update(set(_WORD.findall(f"{question}\n{answer.text}".casefold())))
        spelt.update(set(acronyms(f"{answer.source_question}\n{answer.text}")))
        groups.append(alike.setdefault(_group(answer), len(alike)))
        days.append(_day(answer))
        answer_ids.append(answer.answer_id)
        bodies.append(answer.answering_body.id if answer.answering_body else "")
        houses.append(answer.house or "")
        statuses.append(STATUSES.index(answer.status))
        kinds.append(KINDS.index(answer.kind))
        for passage in passages:
            text = answer.text[passage.start : passage.end]
            header = passage.header
            head = answer.text[header.start : header.end] if header else ""
            corpus.append(question_terms + analyzer.terms(head) + analyzer.terms(text))
            rows.append(passage.row)
            answers.append(len(answer_ids) - 1)
            told = [days[-1], bodies[-1], houses[-1], answer.status, answer.kind]
            facts = [passage.passage_id, *told, question, head, text]
            digest.update(json.dumps(facts).encode())
        if progress:
            progress("Indexing", done, total)
    model = _model(corpus, made)
    vocabulary = {term: number for number, term in enumerate(sorted(model.idf))}
    numbers = np.fromiter(
        (vocabulary[term] for frequencies in model.doc_freqs for term in frequencies), np.int64
    )
    tfs = np.fromiter((tf for tfs in model.doc_freqs for tf in tfs.values()), np.int64)
    places = np.repeat(np.arange(len(rows)), [len(tfs) for tfs in model.doc_freqs])
    by_term = np.argsort(numbers, kind="stable")
    return Index(
        version=digest.hexdigest()[:16],
        revision=store.ledger.revision(db),
        k1=made.k1,
        b=made.b,
        avgdl=float(model.avgdl),
        vocabulary=vocabulary,
        idf=np.array([model.idf[term] for term in vocabulary], dtype=np.float64),
        offsets=np.searchsorted(numbers[by_term], np.arange(len(vocabulary) + 1)),
        posting_passages=places[by_term],
        posting_tfs=tfs[by_term],
        rows=np.array(rows, dtype=np.int64),
        lengths=np.array(model.doc_len, dtype=np.int64),
        answers=np.array(answers, dtype=np.int64),
        groups=np.array(groups, dtype=np.int64),
        days=np.array(days, dtype=np.int64),
        statuses=np.array(statuses, dtype=np.int64),
        kinds=np.array(kinds, dtype=np.int64),
        answer_ids=answer_ids,
        bodies=bodies,
        houses=houses,
        acronyms=_learnt(spelt),
        words=[
            word
            for word, count in sorted(words.items(), key=lambda item: (-item[1], item[0]))
            if count >= LEAST_SPELT
        ],
    )


def _learnt(spelt: Counter[tuple[str, str]]) -> list[str]:
    """The short forms to keep, one a line with its long form: those that two answers give alike,
    each with the long form that is given most, and with others that are given half as often."""
    forms: dict[str, Counter[str]] = {}
    for (short, long), count in sorted(spelt.items()):
        forms.setdefault(short, Counter())[" ".join(long.split())] += count
    kept = []
    for short, longs in sorted(forms.items()):
        most = max(longs.values())
        kept += [
            f"{short}\t{long}"
            for long, count in sorted(longs.items())
            if count >= max(LEAST_SPELT, most / 2)
        ]
    return kept


def _group(answer: Answer) -> str:
    """What answers of one group share: their text, where it is long enough to be one's own.

    "I will write to the hon. Member" is said to many questions that have nothing in common.
    """
    own = len(answer.text.split()) >= SHORTEST_SHARED
    return answer.text if own else answer.answer_id


def _standing(db: store.Database, made: Making) -> Iterator[tuple[Answer, Iterator[Passage]]]:
    """Each answer that has passages, with them; both come in the order that breaks ties."""
    by_version = groupby(store.passages.standing(db, made.splitting), lambda row: row.version)
    answers = store.answers.standing(db)
    for version, passages in by_version:
        yield next(answer for answer in answers if answer.version == version), passages


def _model(corpus: list[list[str]], made: Making) -> BM25:
    """The model over a corpus of terms; rank-bm25 divides by the corpus's size, so an empty one
    stands in as one passage without terms, which nothing matches."""
    model = BM25(corpus or [[]], k1=made.k1, b=made.b)
    if not corpus:
        model.doc_len, model.doc_freqs = [], []
    return model
