"""How passages are kept in OpenSearch: the fields of a document, and how a term is scored. Answers
are kept beside them, in the same index: see `qa/store/opensearch/fields.py`.

What BM25 gives a term in a passage before its weight (its impact) is computed here, exactly, and
kept as the frequency of the term. So the engine only adds weight times frequency: it needs no
statistics of its own, all shards score alike, and no length is rounded. Lucene would keep the
length of a passage in one byte.

Anh and Moffat, "Simplified Similarity Scoring Using Term Ranks", 2005, keep impacts in this way.
"""

from __future__ import annotations

from typing import Any

from qa.index.opensearch import knn
from qa.store.opensearch import fields as of_answers
from qa.store.opensearch.engine import MAX_RESULTS

LAYOUT = 3
"""The version of the fields; an index of another one is published again."""
IMPACT_SCALE = 2**17
"""What an impact of 1 is kept as: an impact is wrong by less than four millionths."""
MAX_TERM_CHARS = 8000
"""Longer terms are not published: Lucene refuses a term of more than 32,766 bytes."""
SEPARATOR = "|"
"""Between a term and its impact: no term has it."""

_KEYWORD = {"type": "keyword"}
_STORED = {"type": "keyword", "index": False, "doc_values": False}


def create_body(shards: int, knn_dimensions: int | None) -> dict[str, Any]:
    """Settings and fields of a new index without copies; its vectors are found by the k-NN plugin
    where their dimensions are given."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": 0,  # Files are copied once, when all is there.
            "refresh_interval": "-1",  # Refreshed once, when all is there.
            "max_result_window": MAX_RESULTS,
            **({"knn": True} if knn_dimensions else {}),
            "max_terms_count": 10_000_000,  # The answers to which a search can be limited.
            "similarity": {
                "impacts": {
                    "type": "scripted",
                    "script": {"source": f"return query.boost * doc.freq / {IMPACT_SCALE}.0;"},
                }
            },
            "analysis": {
                "tokenizer": {
                    "spaces": {"type": "whitespace", "max_token_length": 2 * MAX_TERM_CHARS}
                },
                "filter": {
                    "impacts": {"type": "delimited_term_freq", "delimiter": SEPARATOR},
                },
                "analyzer": {
                    "impacts": {"type": "custom", "tokenizer": "spaces", "filter": ["impacts"]},
                    "words": of_answers.ANALYZER,
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_routing": {"required": True},
            # What is found by is never read, and vectors from their own column, without the rest.
            "_source": {"excludes": ["signs", knn.FIELD, "vectors", *of_answers.NOT_STORED]},
            "properties": {
                "terms": {
                    "type": "text",
                    "analyzer": "impacts",
                    "similarity": "impacts",
                    "index_options": "freqs",
                    "norms": False,
                },
                "order": _KEYWORD,  # The order of ties: of the answer, then of its passages.
                "answer_order": _KEYWORD,
                "passage": {"type": "long"},  # Rows of the store.
                "answer": {"type": "long"},
                "n": {"type": "integer"},  # The number of the passage in its answer, from 0.
                "group": {"type": "long"},
                "day": {"type": "integer"},  # The date answered, else tabled, as an ordinal.
                "status": _KEYWORD,
                "kind": _KEYWORD,
                "house": _KEYWORD,
                "body": _KEYWORD,
                "uin": _KEYWORD,
                "cell": _KEYWORD,  # All that answers are counted by: see `cells`.
                # Two in 8 bits: of the source question, and of the passage's words.
                "vectors": {"type": "binary", "doc_values": True},
                "signs": {"type": "keyword", "doc_values": False},  # Of both: see there.
                **(knn.property_of(knn_dimensions) if knn_dimensions else {}),
                "part": _STORED,  # Of the vocabulary: see there.
                **of_answers.PROPERTIES,
            },
        },
    }
