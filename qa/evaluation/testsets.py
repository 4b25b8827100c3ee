"""Test sets made out of what is there: the answers themselves, and the marks people gave."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from qa import store
from qa.errors import Rejected
from qa.evaluation.qrels import write_qrels
from qa.evaluation.topics import Topic, write_topics
from qa.records import Answer
from qa.settings import Settings
from qa.store.marks import Judgment

OWN, GROUPED = 3, 3
"""Grades of a question's own answer, and of the same text given to other questions that day."""

GRADES: dict[Judgment, int] = {"answers it": 3, "related": 1, "not relevant": 0}
"""What a mark is worth as a judgment."""


def write_silver(settings: Settings, folder: Path) -> int:
    """Make a test collection of a store's own source questions; says how many topics.

    A question's own answer is relevant to it, and so are the answers grouped with it (the same
    text given by the same body on the same day). Such topics find themselves on an index that
    holds source questions: `qa run` refuses them there.
    """
    topics: list[Topic] = []
    grades: dict[str, dict[str, int]] = {}
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    with store.reading(settings.store_path) as db:
        answers = [answer for answer in store.answers.quotable(db) if answer.text]
    for answer in answers:
        groups[_group(answer)].append(answer.answer_id)
    for answer in answers:
        topics.append(Topic(answer.answer_id, answer.source_question, kind="silver", silver=True))
        grades[answer.answer_id] = {
            **dict.fromkeys(groups[_group(answer)], GROUPED),
            answer.answer_id: OWN,
        }
    _write(folder, topics, grades)
    return len(topics)


def write_marks(settings: Settings, folder: Path) -> tuple[int, int]:
    """Make topics and qrels of all marks, pooled; says how many topics and contradictions.

    Marks on the same answer for the same question are pooled: the judgment given most often
    stands, of equals the more cautious one. Where they disagree, `contradictions.tsv` says so.
    """
    pooled: dict[str, dict[str, list[Judgment]]] = defaultdict(lambda: defaultdict(list))
    with store.service(settings.service_path) as db:
        for mark in store.marks.every(db):
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
            stands = min(judgments, key=lambda one: (-judgments.count(one), GRADES[one]))
            grades[topic][answer_id] = GRADES[stands]
            if len(set(judgments)) > 1:
                said = ", ".join(f"{judgments.count(one)} {one}" for one in sorted(set(judgments)))
                contradictions.append(f"{topic}\t{answer_id}\t{said}\n")
    _write(folder, topics, grades)
    (folder / "contradictions.tsv").write_text("".join(contradictions), encoding="utf-8")
    return len(topics), len(contradictions)


def _group(answer: Answer) -> tuple[object, ...]:
    return answer.text, answer.date_answered, answer.answering_body


def _write(folder: Path, topics: list[Topic], grades: dict[str, dict[str, int]]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_topics(folder, topics)
        write_qrels(folder, grades)
    except OSError as error:
        raise Rejected(
            f"{folder} cannot be written: {error.strerror}.", "Name another folder, or make room."
        ) from error
