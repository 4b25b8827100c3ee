"""What confidence rests on, fitted and checked: `python -m bench.confidence COLLECTION=STORE ...`.

COLLECTION is a folder with topics.jsonl and qrels.txt, STORE a data folder of its answers. Prints,
for words only and with vectors, AUROC of each collection by the coefficients of the others, all of
them pooled, both errors at some thresholds, and the coefficients of all collections together.
"""

from __future__ import annotations

import sys
from dataclasses import astuple
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.stats import mannwhitneyu

from qa.evaluation.qrels import read_qrels
from qa.evaluation.topics import read_topics
from qa.model import Request
from qa.search.ranking.confidence import evidence
from qa.search.ranking.fusion import rank
from qa.search.readings import query_of
from qa.search.snapshot import SnapshotManager
from qa.settings import Settings

RIDGE = 0.3
DEPTH = 60
LOGIT = float(np.log(0.4 / 0.6))  # the threshold of the settings


def examples(folder: Path, store: Path, semantic: bool) -> tuple[np.ndarray, np.ndarray]:
    """The evidence of each topic, and whether it is answerable."""
    grades = read_qrels(folder / "qrels.txt").grades
    rows, labels = [], []
    with SnapshotManager(Settings(data_dir=store, semantic=semantic)).open() as snapshot:
        for topic in read_topics(folder / "topics.jsonl"):
            request = Request(topic.text, history=tuple(topic.history))
            ranking = rank(query_of(request, snapshot), snapshot, DEPTH)
            if ranking.candidates:
                rows.append(astuple(evidence(ranking, snapshot)))
                labels.append(max(grades.get(topic.topic_id, {}).values(), default=0) >= 2)
    return np.array(rows), np.array(labels)


def fit(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Intercept and coefficients of a logistic regression, each class weighing half."""
    mean, scale = rows.mean(0), rows.std(0) + 1e-9
    data = np.c_[np.ones(len(rows)), (rows - mean) / scale]
    weight = np.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    sign = np.where(labels, 1.0, -1.0)

    def loss(w):
        return (weight * np.logaddexp(0, -sign * (data @ w))).sum() + RIDGE * (w[1:] ** 2).sum()

    w = minimize(loss, np.zeros(data.shape[1])).x
    slopes = w[1:] / scale
    return np.r_[w[0] - slopes @ mean, slopes]


def auroc(scores: np.ndarray, labels: np.ndarray) -> float:
    """The probability that an answerable topic scores above another one."""
    positive, negative = scores[labels], scores[~labels]
    return float(mannwhitneyu(positive, negative).statistic / (len(positive) * len(negative)))


def main() -> None:
    """Measure the collections named."""
    pairs = [one.split("=") for one in sys.argv[1:]]
    for semantic in (False, True):
        sets = [examples(Path(folder), Path(store), semantic) for folder, store in pairs]
        pooled = []
        print("with vectors" if semantic else "words only")
        for at, (rows, labels) in enumerate(sets):
            others = [one for n, one in enumerate(sets) if n != at] or sets
            w = fit(np.concatenate([r for r, _ in others]), np.concatenate([y for _, y in others]))
            scores = w[0] + rows @ w[1:]
            pooled.append(scores)
            declined = int((scores[labels] < LOGIT).sum())
            answered = int((scores[~labels] >= LOGIT).sum())
            print(
                f"  {Path(pairs[at][0]).name:24} AUROC {auroc(scores, labels):.3f}  "
                f"declined {declined} of {labels.sum()}  answered {answered} of {(~labels).sum()}"
            )
        labels = np.concatenate([y for _, y in sets])
        scores = np.concatenate(pooled)
        print(f"  pooled AUROC {auroc(scores, labels):.3f}")
        for logit in (-0.9, -0.6, LOGIT, 0.0, 0.1, 0.3):
            print(
                f"    at {logit:+.2f}: declined {(scores[labels] < logit).mean():.3f}, "
                f"answered {(scores[~labels] >= logit).mean():.3f}"
            )
        whole = fit(np.concatenate([r for r, _ in sets]), labels)
        print("  coefficients", " ".join(f"{one:+.3f}" for one in whole))


if __name__ == "__main__":
    main()
