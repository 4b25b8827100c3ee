"""Test sets made out of what is there: the answers themselves, and the marks people gave."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from qa import store
from qa.errors import Rejected
from qa.evaluation.qrels import write_qrels
from qa.evaluation.topics import Topic, write_topics
from qa.model.marks import Judgment
from qa.service.marks import Marks
from qa.settings import Settings

OWN, GROUPED, REFERRED = 3, 3, 2
"""Grades of a question's own answer, of the same text given to others that day, and of an answer
that its own names."""

GRADES: dict[Judgment, int] = {"answers it": 3, "related": 1, "not relevant": 0}
"""What a mark is worth as a judgment."""


def write_silver(settings: Settings, folder: Path) -> int:
    """Make a test collection of a store's own source questions; says how many topics.

    A question's own answer is relevant to it, and so are the answers grouped with it (the same
    text given by the same body on the same day) and those that its answer refers to. Such topics
    find themselves on an index that holds source questions: `qa run` refuses them there.
    """
    topics: list[Topic] = []
    grades: dict[str, dict[str, int]] = {}
    with store.archive.reading(settings.store_path) as db:
        asked = [answer for answer in store.archive.answers.quotable(db) if answer.text]
        links = store.archive.links.of_answers(db, asked)
        for answer in asked:
            name = answer.answer_id
            topics.append(Topic(name, answer.source_question, kind="silver", silver=True))
            grades[name] = {
                **{other.answer_id: REFERRED for other in links[name].refers_to},
                **{other.answer_id: GROUPED for other in links[name].grouped_with},
                name: OWN,
            }
    _write(folder, topics, grades)
    return len(topics)


def write_marks(settings: Settings, folder: Path) -> tuple[int, int]:
    """Make topics and qrels of all marks, pooled; says how many topics and contradictions.

    Marks on the same answer for the same question are pooled: the judgment given most often
    stands, of equals the more cautious one. Where they disagree, `contradictions.tsv` says so.
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
            stands = min(judgments, key=lambda one: (-judgments.count(one), GRADES[one]))
            grades[topic][answer_id] = GRADES[stands]
            if len(set(judgments)) > 1:
                said = ", ".join(f"{judgments.count(one)} {one}" for one in sorted(set(judgments)))
                contradictions.append(f"{topic}\t{answer_id}\t{said}\n")
    _write(folder, topics, grades)
    (folder / "contradictions.tsv").write_text("".join(contradictions), encoding="utf-8")
    return len(topics), len(contradictions)


def _write(folder: Path, topics: list[Topic], grades: dict[str, dict[str, int]]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_topics(folder, topics)
        write_qrels(folder, grades)
    except OSError as error:
        raise Rejected(
            f"{folder} cannot be written: {error.strerror}.", "Name another folder, or make room."
        ) from error
