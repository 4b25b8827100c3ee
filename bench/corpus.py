"""A corpus of any size with the statistics of real answers, and questions to put to it."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise, product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa import store
from qa.archive.ingest import ingest, shipped_corpus
from qa.index import index_config
from qa.settings import Settings
from qa.text.formula import without_formula

OWN = 0.5
"""The share of a made passage's words that are those of the real passage it is made from."""
WORDS = 400_000
"""Words in all: the real ones by frequency, then made-up ones along Zipf's law."""
TAIL = 1.1
"""How steeply the made-up words thin out: the exponent of Zipf's law in the tail."""
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Sample:
    """What real answers say: their passages and source questions, as words."""

    passages: list[list[str]]
    questions: list[list[str]]


def sampled(data_dir: Path | None) -> Sample:
    """The passages and source questions of a store; without one, those of `corpus/`."""
    if data_dir is None:
        with tempfile.TemporaryDirectory() as folder:
            ingest([shipped_corpus()], Settings(data_dir=Path(folder), semantic=False))
            return sampled(Path(folder))
    settings = Settings(data_dir=data_dir)
    with store.archive.reading(settings.store_path) as db:
        answers = {answer.version: answer for answer in store.archive.answers.quotable(db)}
        passages = [
            answers[passage.version].text[passage.start : passage.end].split()
            for passage in store.archive.passages.current(db, index_config(settings).splitting)
            if passage.version in answers
        ]
    questions = sorted({answer.source_question for answer in answers.values()})
    asked = (without_formula(question).split() for question in questions)
    return Sample([one for one in passages if one], [one for one in asked if len(one) > 2])


def made_passages(sample: Sample, size: int) -> Iterator[str]:
    """Texts of as many passages as asked for, the same ones each time.

    Each has the length of a real passage, drawn at random, and half of its words in their places;
    the other half is drawn from all words by their frequency, most of them made up and rare, as
    names and figures are. So terms are Zipfian, passages of a subject share its words, and the
    vocabulary grows with the corpus.
    """
    counts = Counter(chain.from_iterable(sample.passages))
    real = [word for word, _ in counts.most_common()]
    number = {word: at for at, word in enumerate(real)}
    words = np.array([*real, *_made_up(WORDS - len(real))], dtype=object)
    occurrences = np.fromiter((number[word] for one in sample.passages for word in one), np.int64)
    starts = np.cumsum([0, *map(len, sample.passages)])
    cumulated = np.cumsum(_frequencies(np.array([counts[word] for word in real]), len(words)))
    random = np.random.default_rng(7)
    for first in range(0, size, BATCH):
        drawn = random.integers(len(sample.passages), size=min(BATCH, size - first))
        lengths = starts[drawn + 1] - starts[drawn]
        ends = np.cumsum(lengths)
        within = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
        numbers = occurrences[np.repeat(starts[drawn], lengths) + within]
        other = np.flatnonzero(random.random(len(numbers)) >= OWN)
        numbers[other] = np.searchsorted(cumulated, random.random(len(other)) * cumulated[-1])
        drawn_words = words[numbers].tolist()
        for start, end in pairwise([0, *ends.tolist()]):
            yield " ".join(drawn_words[start:end])


def made_questions(sample: Sample, words: int, count: int) -> list[str]:
    """Questions of so many words each, run out of real source questions.

    Each begins in a question drawn at random and, where that ends too soon, goes on in another.
    """
    random = np.random.default_rng(words)
    asked = []
    for _ in range(count):
        first = sample.questions[random.integers(len(sample.questions))]
        start = int(random.integers(max(1, len(first) - words + 1)))
        run = first[start : start + words]
        while len(run) < words:
            run = run + sample.questions[random.integers(len(sample.questions))]
        asked.append(" ".join(run[:words]))
    return asked


def _made_up(count: int) -> Iterator[str]:
    """Words that no language has, each another and none a figure."""
    syllables = ["".join(one) for one in product("bdfgklmnprstvz", "aeiou", "xqw")]
    made = ("".join(one) for one in product(syllables, repeat=3))
    return (word for _, word in zip(range(count), made, strict=False))


def _frequencies(real: npt.NDArray[np.int64], words: int) -> npt.NDArray[np.float64]:
    """The frequency of each word: as counted, then falling by Zipf's law from the rarest."""
    ranks = np.arange(len(real) + 1, words + 1)
    return np.concatenate([real, real[-1] * (len(real) / ranks) ** TAIL])
