"""Texts that hold a run of words, and the answers that state them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qa.model.quote_checks import StatedText
from qa.store.archive.phrases import MAX_ANSWERS_OF_TEXT, newest_first
from qa.store.opensearch.engine import Engine, Json
from qa.store.opensearch.lookup import BATCH_ANSWERS, BY_ROW, RECORD, Lookup
from qa.store.opensearch.queries import all_of
from qa.store.opensearch.records import AnswerRecord, TextRecord
from qa.store.opensearch.words import words


def holding(engine: Engine, phrases: Sequence[str], limit: int) -> list[list[str]]:
    """For each phrase the digests of texts, current or former, that hold its words in a row.

    At most `limit` of each, the texts that were stored last first; case and marks are ignored.
    """
    looked_for = [words(phrase) for phrase in phrases]
    bodies: list[Json] = [
        {
            "query": all_of({"match_phrase": {"words": phrase}}),
            "collapse": {"field": "digest"},  # Several answers can have one text.
            "sort": [{"text_row": "desc"}],
            "size": limit,
            "_source": False,
            "docvalue_fields": ["digest"],
            "track_total_hits": False,
        }
        for phrase in looked_for
        if phrase
    ]
    found = iter(engine.searches(bodies))
    return [
        [hit["fields"]["digest"][0] for hit in next(found)["hits"]["hits"]] if phrase else []
        for phrase in looked_for
    ]


def stated_texts(engine: Engine, lookup: Lookup, digests: Iterable[str]) -> dict[str, StatedText]:
    """The texts with these digests, by digest, each with the answers that state it or once did.

    An unknown digest is left out.
    """
    asked = sorted(set(digests))
    bodies: list[Json] = [
        {
            "query": {"term": {"digest": digest}},
            "sort": [{"about": "desc"}],
            "size": MAX_ANSWERS_OF_TEXT,
            "track_total_hits": False,
            "_source": False,
            "docvalue_fields": ["document"],
        }
        for digest in asked
    ]
    stating = {
        digest: found["hits"]["hits"]
        for digest, found in zip(asked, engine.searches(bodies), strict=True)
        if found["hits"]["hits"]
    }
    rows = {hit["sort"][0] for hits in stating.values() for hit in hits}
    records = lookup.of_rows(rows)
    texts = _texts_of(engine, stating, records)
    return {
        digest: StatedText(
            digest,
            texts[digest],
            tuple(newest_first(records[hit["sort"][0]].answer for hit in hits)),
        )
        for digest, hits in stating.items()
    }


def _texts_of(
    engine: Engine, stating: Mapping[str, Sequence[Any]], records: Mapping[int, AnswerRecord]
) -> dict[str, str]:
    """The text with each digest, from one of the documents that have it."""
    found, others = {}, {}
    for digest, hits in stating.items():
        current = [hit for hit in hits if hit["fields"]["document"] == ["answer"]]
        if current:
            found[digest] = records[current[0]["sort"][0]].answer.text
        else:
            others[digest] = hits[0]["_id"]
    if others:
        query = {"ids": {"values": sorted(others.values())}}
        read = engine.hits(query, BY_ROW, RECORD, BATCH_ANSWERS)
        texts = {one["_id"]: TextRecord.of_json(one["_source"]["record"]).text for one in read}
        found |= {digest: texts[own] or "" for digest, own in others.items()}
    return found
