"""Test sets made of the answers' source questions, and of the marks that people gave."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from qa.evaluation.qrels import write_qrels
from qa.evaluation.testset_files import write_error
from qa.evaluation.topics import Topic, write_topics
from qa.model.marks import Judgment
from qa.service.marks import Marks
from qa.service.service import Service
from qa.settings import Settings

OWN_GRADE, GROUPED_GRADE, REFERRED_GRADE = 3, 3, 2
"""Grades of a question's own answer, of the same text given to another question on the same day,
and of an answer that its own answer refers to."""

MARK_GRADES: dict[Judgment, int] = {"answers it": 3, "related": 1, "not relevant": 0}
"""The grade that each mark becomes."""


def write_silver(settings: Settings, folder: Path) -> int:
    """Make a test set of the source questions of a store; returns the number of topics.

    A question's own answer is relevant to it, and so are the answers grouped with it (the same
    text given by the same body on the same day) and those that its answer refers to. On an index
    that contains source questions such topics find themselves, so `qa run` refuses them there.
    """
    topics: list[Topic] = []
    grades: dict[str, dict[str, int]] = {}
    for answer, links in Service(settings).answers_with_links():
        name = answer.answer_id
        topics.append(Topic(name, answer.source_question, kind="silver", silver=True))
        grades[name] = {
            **{other.answer_id: REFERRED_GRADE for other in links.refers_to},
            **{other.answer_id: GROUPED_GRADE for other in links.grouped_with},
            name: OWN_GRADE,
        }
    _write(folder, topics, grades)
    return len(topics)


def write_marks(settings: Settings, folder: Path) -> tuple[int, int]:
    """Make topics and qrels of all marks; returns the numbers of topics and of contradictions.

    Marks of the same answer for the same question are pooled: the most frequent judgment counts, or
    the lowest of several. `contradictions.tsv` lists the answers whose marks disagree.
    """
    pooled: dict[str, dict[str, list[Judgment]]] = defaultdict(lambda: defaultdict(list))
    for mark in Marks(settings).all():
        question = " ".join(mark.question.split())
        pooled[question][mark.passage_id.split("#")[0]].append(mark.judgment)
    topics: list[Topic] = []
    grades: dict[str, dict[str, int]] = {}
    contradictions: list[str] = []
    for question, judged in pooled.items():
        topic = f"mark-{hashlib.sha256(question.encode()).hexdigest()[:12]}"
        topics.append(Topic(topic, question, kind="mark"))
        grades[topic] = {}
        for answer_id, judgments in judged.items():
            pooled_judgment = min(
                judgments, key=lambda one: (-judgments.count(one), MARK_GRADES[one])
            )
            grades[topic][answer_id] = MARK_GRADES[pooled_judgment]
            if len(set(judgments)) > 1:
                counts = ", ".join(
                    f"{judgments.count(one)} {one}" for one in sorted(set(judgments))
                )
                contradictions.append(f"{topic}\t{answer_id}\t{counts}\n")
    _write(folder, topics, grades)
    (folder / "contradictions.tsv").write_text("".join(contradictions), encoding="utf-8")
    return len(topics), len(contradictions)


def _write(folder: Path, topics: list[Topic], grades: dict[str, dict[str, int]]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_topics(folder, topics)
        write_qrels(folder, grades)
    except OSError as error:
        raise write_error(folder, error) from error
