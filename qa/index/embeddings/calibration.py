"""Calibration: the cosines of another sentence model on the scale of the one that ships."""

from __future__ import annotations

from qa.errors import IndexUnusable
from qa.index.embeddings.model import Model
from qa.index.embeddings.trial import Sample, Tried, try_model
from qa.model import Progress

MIN_TOPICS = 20
"""The topics that a sample has, at least, for calibration: the mean of fewer says little."""
MAX_TOPICS, MAX_PASSAGES = 100, 500
"""Those of a sample that are read."""
MIN_DISTANCE = 0.02
"""How much nearer a model puts a topic to its own answer than to others."""


def calibrate(
    model: Model, shipped: Model, sample: Sample | None, progress: Progress | None = None
) -> tuple[float, float]:
    """The scale and the offset that give a model's cosines the means of the shipped model's.

    Models differ in how near they put texts; the weight of a cosine and the confidence in a reply
    are fitted to the shipped one. Two means become its own: of topics with their right passage, and
    with all others. Without a sample of `MIN_TOPICS`, and where the shipped model itself does not
    tell the two apart, they are 1 and 0. Raises IndexUnusable for a model that puts topics no
    nearer to their answers than to others.
    """
    part = sample.part(MAX_TOPICS, MAX_PASSAGES) if sample else None
    if part is None or len(part.topics) < MIN_TOPICS:
        return 1.0, 0.0
    theirs, ours = (try_model(one, part, "Calibrating", progress) for one in (model, shipped))
    if _distance(ours) < MIN_DISTANCE:
        return 1.0, 0.0
    if _distance(theirs) < MIN_DISTANCE:
        raise IndexUnusable(
            "The sentence model puts a question as near to any answer as to its own.",
            "Check its pooling, its prefixes and its tokenizer, or name another model.",
        )
    scale = round(_distance(ours) / _distance(theirs), 2)
    return scale, round(ours.other_cosine - scale * theirs.other_cosine, 3)


def _distance(tried: Tried) -> float:
    return tried.right_cosine - tried.other_cosine
