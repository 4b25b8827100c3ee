"""Marks: what people thought of passages, without anybody's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from qa.model.queries import QueryRecord

Judgment = Literal["answers it", "related", "not relevant"]
JUDGMENTS: tuple[Judgment, ...] = get_args(Judgment)


@dataclass(frozen=True, slots=True)
class Mark:
    """One judgment of one passage, with the question and query that found it, and its rank."""

    question: str
    query: QueryRecord
    passage_id: str
    rank: int
    index_version: str
    judgment: Judgment
