"""Tables: a judgement as lines of text, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from qa.evaluation.judging import Judgement
from qa.evaluation.silence import Silence


def shown_judgement(judgement: Judgement) -> Iterator[str]:
    """Figures by topic, then the means with their 95 % intervals, silence, and comparisons."""
    for one in judgement.runs:
        yield f"{one.run.path}, by topic"
        width = max([5, *(len(topic) for topic in judgement.qrels.grades)])
        names = [figures.measure for figures in one.figures]
        yield "  ".join(["topic".ljust(width), *names])
        for topic in one.figures[0].by_topic if one.figures else ():
            values = (f"{row.by_topic[topic]:.4f}".rjust(len(row.measure)) for row in one.figures)
            yield "  ".join([topic.ljust(width), *values])
        yield ""
    answerable = len(judgement.qrels.answerable(judgement.grade))
    for one in judgement.runs:
        yield f"{one.run.path}: means over {answerable} answerable topics, 95 % intervals"
        for row in one.figures:
            yield f"{row.measure:<16} {row.mean:.4f}  [{row.low:.4f}, {row.high:.4f}]"
        yield from _shown_silence(one.silence)
        yield ""
    if judgement.comparisons:
        yield f"Beside {judgement.runs[0].run.path} (p by Holm's correction over all lines)"
        yield "run  measure  difference  p(randomisation)  p(t)  better/equal/worse"
    for compared in judgement.comparisons:
        yield (
            f"{compared.run}  {compared.measure}  {compared.difference:+.4f}"
            f"  {compared.p_randomisation:.4f}  {compared.p_t:.4f}"
            f"  {compared.wins}/{compared.ties}/{compared.losses}"
        )
        if compared.moved:
            yield "  moved most: " + ", ".join(f"{name} {by:+.3f}" for name, by in compared.moved)


def judgement_json(judgement: Judgement) -> dict[str, Any]:
    """The same figures for a program."""
    return {
        "qrels": str(judgement.qrels.path),
        "answer_grade": judgement.grade,
        "answerable_topics": len(judgement.qrels.answerable(judgement.grade)),
        "runs": [
            {
                "run": str(one.run.path),
                "measures": {row.measure: asdict(row) for row in one.figures},
                "silence": one.silence and asdict(one.silence),
                "index_version": one.run.beside and one.run.beside.index_version,
            }
            for one in judgement.runs
        ],
        "comparisons": [asdict(row) for row in judgement.comparisons],
        "warnings": judgement.warnings,
    }


def _shown_silence(said: Silence | None) -> Iterator[str]:
    if said is None:
        yield "Silence: not measured, as nothing that `qa run` keeps is beside this run."
        return
    auroc = "undefined" if said.auroc is None else f"{said.auroc:.4f}"
    yield f"{'AUROC':<16} {auroc}  (confidence, answerable beside unanswerable)"
    yield (
        f"Declined: {said.rightly_declined} of {said.unanswerable} unanswerable (rightly), "
        f"{said.wrongly_declined} of {said.answerable} answerable (wrongly)"
    )
