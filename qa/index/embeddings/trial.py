"""A trial of sentence models on a sample of the store's own answers: how fast, and how good."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import sqrt
from statistics import fmean, median, stdev

import numpy as np
import numpy.typing as npt

from qa import store
from qa.index.embeddings.embed import passage_text
from qa.index.embeddings.model import Model, Vector
from qa.index.embeddings.vectors import quantise_int8, record_dtype
from qa.model import QUOTABLE, Answer, Passage, Progress
from qa.settings import Settings
from qa.text.plain_question import plain_question

TOPICS, POOL_PASSAGES, ANSWERS_READ = 200, 2000, 20_000
"""The topics and the passages of a sample, at most, and the answers in which topics are sought."""
NDCG_CUTOFF, SUCCESS_CUTOFF = 10, 5

SENTENCE = "How many people were released from prison last year?"
PARAPHRASE = "The number of prisoners set free in the past twelve months was 54,000."
UNRELATED = "Quotas for herring in the North Sea are set every December."

_BATCH, _CHUNK = 64, 500


@dataclass(frozen=True, slots=True)
class Sample:
    """Topics, each with the places of the passages that answer it, in a pool of texts.

    `asked_chars` are the characters of the source questions of the pool, each once.
    """

    topics: tuple[str, ...]
    targets: tuple[frozenset[int], ...]
    pool: tuple[str, ...]
    asked_chars: int

    def part(self, topics: int, passages: int) -> Sample:
        """The first topics that the first passages of the pool answer, and those passages."""
        drawn = list(zip(self.topics, self.targets, strict=True))[:topics]
        kept = [(topic, right) for topic, right in drawn if max(right) < passages]
        return Sample(
            tuple(topic for topic, _ in kept),
            tuple(right for _, right in kept),
            self.pool[:passages],
            self.asked_chars,
        )


@dataclass(frozen=True, slots=True)
class Tried:
    """What one model did with a sample; `ranks` has the place of the first right passage of each
    topic, from 1. The mean cosines of topics with it, and with all other passages."""

    question_ms: float
    passages_a_second: float
    ranks: tuple[int, ...]
    right_cosine: float
    other_cosine: float

    @property
    def ndcg(self) -> float:
        """The mean nDCG@10 with one right passage a topic."""
        return fmean(map(_ndcg, self.ranks))

    @property
    def success(self) -> float:
        """The share of topics with a right passage among the first five."""
        return fmean(rank <= SUCCESS_CUTOFF for rank in self.ranks)


def cosines(model: Model) -> tuple[float, float]:
    """A model's own cosines of a question with a paraphrase and with another subject."""
    return model.own_cosine(SENTENCE, PARAPHRASE), model.own_cosine(SENTENCE, UNRELATED)


def draw_sample(settings: Settings, splitting: str) -> Sample | None:
    """A sample of the store, the same each time; None where no answer makes a topic.

    A topic is a source question as a person would type it. The passages of its own answer are
    right; a text that several answers have is in the pool once, and right for each of them.
    """
    with store.archive.reading(settings.store_path) as db:
        of_answer: dict[str, list[Passage]] = {}
        for passage in store.archive.passages.current(db, splitting):
            of_answer.setdefault(passage.answer_id, []).append(passage)
        ids = sorted(of_answer, key=lambda name: hashlib.sha256(name.encode()).digest())
        read: dict[str, Answer] = {}
        topics: dict[str, str] = {}
        for start in range(0, min(len(ids), ANSWERS_READ), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            found = store.archive.answers.of_ids(db, chunk)
            read |= {name: found[name] for name in chunk}
            topics |= {name: text for name in chunk if (text := _topic(found[name]))}
            if len(topics) >= TOPICS and sum(len(of_answer[one]) for one in read) >= POOL_PASSAGES:
                break
    topics = dict(islice(topics.items(), TOPICS))
    place: dict[str, int] = {}
    targets: dict[str, frozenset[int]] = {}
    asked = set()
    for name in dict.fromkeys([*topics, *read]):
        if len(place) >= POOL_PASSAGES:
            break
        texts = [passage_text(read[name], one) for one in of_answer[name]]
        targets[name] = frozenset(place.setdefault(text, len(place)) for text in texts if text)
        asked.add(read[name].source_question)
    drawn = {name: text for name, text in topics.items() if targets.get(name)}
    if not drawn:
        return None
    return Sample(
        tuple(drawn.values()),
        tuple(targets[name] for name in drawn),
        tuple(place),
        sum(map(len, asked)),
    )


def try_model(model: Model, sample: Sample, stage: str, progress: Progress | None) -> Tried:
    """Embed a sample by a model, and rank its pool for each topic by the cosine alone."""
    began = time.perf_counter()
    pool = [vector for batch in _embedded(model, sample.pool, stage, progress) for vector in batch]
    seconds = time.perf_counter() - began
    took = []
    asked = []
    for topic in sample.topics:
        began = time.perf_counter()
        asked.append(model.query_vector(topic))
        took.append(time.perf_counter() - began)
    # The source question of a passage is embedded too; time goes by the length of a text.
    answered_chars = sum(map(len, sample.pool))
    share = answered_chars / max(1, answered_chars + sample.asked_chars)
    scores = _as_served(asked) @ _as_served(pool).T
    judged = list(zip(scores, sample.targets, strict=True))
    return Tried(
        1000 * median(took),
        len(sample.pool) / seconds * share,
        tuple(_rank(row, right) for row, right in judged),
        fmean(float(row[sorted(right)].max()) for row, right in judged),
        fmean(float(np.delete(row, sorted(right)).mean()) for row, right in judged)
        if len(sample.pool) > max(map(len, sample.targets))
        else 0.0,
    )


def difference(old: Tried, new: Tried) -> tuple[float, float]:
    """How much higher the nDCG of the second is, and half the width of its 95 % interval."""
    by_topic = [_ndcg(b) - _ndcg(a) for a, b in zip(old.ranks, new.ranks, strict=True)]
    spread = stdev(by_topic) if len(by_topic) > 1 else 0.0
    return fmean(by_topic), 1.96 * spread / sqrt(len(by_topic))


def vectors_bytes(dimensions: int, passages: int) -> int:
    """The bytes that the vectors of so many passages take."""
    return record_dtype(dimensions).itemsize * passages


def _topic(answer: Answer) -> str | None:
    """What a person would type to find an answer; None where it says nothing of its own."""
    if answer.status not in QUOTABLE or answer.kind != "none":
        return None
    return plain_question(answer.source_question)


def _embedded(
    model: Model, texts: Sequence[str], stage: str, progress: Progress | None
) -> Iterator[list[Vector]]:
    for start in range(0, len(texts), _BATCH):
        yield model.passage_vectors(texts[start : start + _BATCH])
        if progress:
            progress(stage, min(start + _BATCH, len(texts)), len(texts))


def _as_served(vectors: Sequence[Vector]) -> npt.NDArray[np.float64]:
    """Vectors in 8 bits, as they are kept, at length 1."""
    kept = np.stack([quantise_int8(one) for one in vectors]).astype(np.float64)
    unit: npt.NDArray[np.float64] = kept / np.maximum(
        np.linalg.norm(kept, axis=1, keepdims=True), 1e-12
    )
    return unit


def _rank(scores: npt.NDArray[np.float64], right: frozenset[int]) -> int:
    """The place of the first right passage; one with the same score comes before it."""
    at = sorted(right)
    return 1 + int((scores >= scores[at].max()).sum()) - int((scores[at] >= scores[at].max()).sum())


def _ndcg(rank: int) -> float:
    return 1 / float(np.log2(1 + rank)) if rank <= NDCG_CUTOFF else 0.0
