"""The documents of OpenSearch: one for each passage of a local index."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import numpy as np

from qa.index.embeddings import Vectors
from qa.index.local.doc_table import ranges, uin_of
from qa.index.local.index import Index
from qa.index.local.postings import WINDOW_PASSAGES, Ints, impact_table
from qa.index.opensearch import knn as by_knn
from qa.index.opensearch.cells import Cell
from qa.index.opensearch.mapping import IMPACT_SCALE, MAX_TERM_CHARS, SEPARATOR
from qa.index.opensearch.signs import sign_terms
from qa.model import KINDS, STATUSES
from qa.store.opensearch.documents import LAST_ORDINAL

BATCH_DOCUMENTS = 500
"""The documents that are sent, or compared, at once."""


def documents(
    index: Index,
    vectors: Vectors | None,
    mean_length: float,
    of_answers: Collection[int] | None = None,
    *,
    knn: bool = False,
) -> Iterator[dict[str, Any]]:
    """Each passage of a local index as a document, with its vectors, in the order of the engine
    numbers; of the answers of these rows alone, where they are given. Vectors are found by the
    k-NN plugin with `knn`, else by their signs.

    `mean_length` of a passage, in terms, is that by which its impacts are computed. All passages of
    an answer have the same routing, so that one shard has them all.
    """
    facts_of, answers = index.answers.facts, index.answers
    numbers = _numbers(index, of_answers)
    for number, terms in zip(numbers.tolist(), _terms(index, numbers, mean_length), strict=True):
        docid = int(index.docids[number])
        at = int(index.answer_of[docid])
        fact, answer_id = facts_of[at], answers.ids[at]
        row, n = int(fact["number"]), docid - int(answers.firsts[at])
        passage, day = int(index.rows[docid]), int(fact["day"])
        order = f"{LAST_ORDINAL - int(fact['answered']):07d}\t{answer_id}\t{row}"
        cell = Cell(
            date.fromordinal(max(day, 1)),
            answers.bodies[fact["body"]],
            answers.houses[fact["house"]],
            STATUSES[fact["status"]],
            KINDS[fact["kind"]],
        )
        saved = vectors.saved(docid) if vectors else None
        yield {
            "_id": str(passage),
            "routing": str(row),
            "_source": {
                "terms": terms,
                "order": f"{order}\t{n:07d}",
                "answer_order": order,
                "passage": passage,
                "answer": row,
                "n": n,
                "group": int(fact["group"].astype(np.int64)),
                "day": day,
                "status": cell.status,
                "kind": cell.kind,
                "house": cell.house,
                "body": cell.body,
                "uin": uin_of(answer_id),
                "cell": cell.key(),
            }
            | (_of_vectors(saved, knn) if saved else {}),
        }


def _of_vectors(saved: bytes, knn: bool) -> dict[str, Any]:
    """The two vectors of a passage, and what they are found by."""
    both = np.frombuffer(saved, dtype=np.int8).reshape(2, -1)
    found_by = {by_knn.FIELD: by_knn.weighted_sum(both)} if knn else {"signs": sign_terms(both)}
    return {"vectors": base64.b64encode(saved).decode(), **found_by}


def answer_of_order(order: str) -> tuple[str, int]:
    """The `answer_id` and the row of the answer in a value of `order` or `answer_order`."""
    _, answer_id, row, *_ = order.split("\t")
    return answer_id, int(row)


def date_answered(order: str) -> date | None:
    """The date answered in a value of `order`; None where there is none."""
    ordinal = LAST_ORDINAL - int(order.partition("\t")[0])
    return date.fromordinal(ordinal) if ordinal else None


def _numbers(index: Index, of_answers: Collection[int] | None) -> Ints:
    """The engine numbers of the passages of some answers, ascending."""
    if of_answers is None:
        return np.arange(len(index))
    facts = index.answers.facts
    at = np.flatnonzero(np.isin(facts["number"], list(of_answers)))
    docids = ranges(index.answers.firsts[at], facts["size"][at])
    return np.sort(index.engine_numbers[docids].astype(np.int64))


def _terms(index: Index, numbers: Ints, mean_length: float) -> Iterator[str]:
    """The terms of some passages with their impacts, in the order of the engine numbers."""
    engine, postings = index.engine, index.engine.postings
    spellings = postings.vocabulary.spellings.to_list()
    impacts = impact_table(postings.pairs, engine.k1, engine.b, mean_length)
    scaled = np.maximum(np.rint(impacts * IMPACT_SCALE), 1).astype(np.int64)
    starts_of_terms = postings.terms.astype(np.int64)
    block_counts: Ints = starts_of_terms[1:] - starts_of_terms[:-1]
    term_of_block = np.repeat(np.arange(len(spellings)), block_counts)
    by_window = np.argsort(postings.windows, kind="stable")
    windows = -(-len(postings) // WINDOW_PASSAGES)
    ends = np.searchsorted(postings.windows[by_window], np.arange(windows + 1))
    firsts_of_windows = np.searchsorted(numbers, np.arange(windows + 1) * WINDOW_PASSAGES)
    for window in range(windows):
        own = numbers[firsts_of_windows[window] : firsts_of_windows[window + 1]]
        own = own - window * WINDOW_PASSAGES
        if not len(own):
            continue
        blocks = by_window[ends[window] : ends[window + 1]]
        firsts = postings.blocks[blocks].astype(np.int64)
        sizes: Ints = postings.blocks[blocks + 1].astype(np.int64) - firsts
        at, term_ids = ranges(firsts, sizes), np.repeat(term_of_block[blocks], sizes)
        wanted = np.zeros(WINDOW_PASSAGES, dtype=bool)
        wanted[own] = True
        kept = wanted[postings.within[at]]
        at, term_ids = at[kept], term_ids[kept]
        within = postings.within[at]
        order = np.argsort(within, kind="stable")
        terms = term_ids[order].tolist()
        values = scaled[postings.codes[at][order]].tolist()
        starts, stops = (
            np.searchsorted(within[order], own, side=side).tolist() for side in ("left", "right")
        )
        for first, end in zip(starts, stops, strict=True):
            yield " ".join(
                f"{spelling}{SEPARATOR}{value}"
                for term, value in zip(terms[first:end], values[first:end], strict=True)
                if len(spelling := spellings[term]) <= MAX_TERM_CHARS
            )
