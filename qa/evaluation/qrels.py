"""Qrels: judgments, in TREC's form, BEIR's, or by spans of an answer's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qa.errors import Rejected
from qa.evaluation.lines import first_of, numbered, wrong

_GRADE = re.compile(r"-?[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class JudgedSpan:
    """A slice of an answer's text and its grade for a topic."""

    answer_id: str
    start: int
    end: int
    grade: int


@dataclass(frozen=True, slots=True)
class Qrels:
    """Grades by topic and id, whole numbers from 0; `lines` says where each id was first judged.

    Judgments by spans are in `spans`, by topic; `grades` then has the best grade of each answer.
    """

    path: Path
    grades: dict[str, dict[str, int]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    spans: dict[str, list[JudgedSpan]] = field(default_factory=dict)

    def answer_grade(self) -> int:
        """The grade from which something answers its topic: 2 where grades go past 1, else 1."""
        highest = max((max(graded.values()) for graded in self.grades.values()), default=0)
        return 2 if highest > 1 else 1

    def answerable(self, grade: int) -> list[str]:
        """The topics for which something is graded so or above, in order."""
        return [topic for topic, graded in self.grades.items() if max(graded.values()) >= grade]

    def of_passages(self, passages: Mapping[str, tuple[str, int, int]]) -> Qrels:
        """These judgments of spans as judgments of passages, given each one's answer and slice.

        A passage has the grade of the span that it overlaps most, of equals the highest; one of a
        judged answer that overlaps no span is not relevant.
        """
        judged = {span.answer_id for spans in self.spans.values() for span in spans}
        chosen = {name: slice for name, slice in passages.items() if slice[0] in judged}
        grades: dict[str, dict[str, int]] = {}
        for topic, spans in self.spans.items():
            grades[topic] = {name: _grade(spans, *slice) for name, slice in chosen.items()}
        return Qrels(self.path, grades, {}, self.spans)


def _grade(spans: list[JudgedSpan], answer_id: str, start: int, end: int) -> int:
    """The grade of a passage by the spans judged for a topic."""
    overlaps = [
        (min(end, span.end) - max(start, span.start), span.grade)
        for span in spans
        if span.answer_id == answer_id
    ]
    overlap, grade = max(overlaps, default=(0, 0))
    return grade if overlap > 0 else 0


def read_qrels(path: Path) -> Qrels:
    """The judgments of a file, or of a BEIR folder.

    Known forms: `topic 0 id grade` (TREC); tab-separated with a header `query-id corpus-id score`
    (BEIR) or `topic answer_id start end grade` (spans; a topic that nothing answers has a line of
    its own with `-` for the id). Raises Rejected, naming file and line.
    """
    path = first_of(path, "qrels/test.tsv", "qrels.tsv", "qrels.txt", "spans.tsv")
    qrels = Qrels(path)
    rows = _rows(path)
    for number, topic, name, span, grade in rows:
        graded = qrels.grades.setdefault(topic, {})
        if span:
            qrels.spans.setdefault(topic, [])
            if name != "-":
                qrels.spans[topic].append(JudgedSpan(name, *span, grade))
            graded[name] = max(grade, graded.get(name, 0))
        elif name in graded:
            raise wrong(path, number, f"{name!r} is judged twice for {topic!r}", "Remove one.")
        else:
            graded[name] = grade
        qrels.lines.setdefault(name, number)
    if not qrels.grades:
        raise Rejected(f"{path} holds no judgments.", "Give one judgment on each line.")
    return qrels


def write_qrels(folder: Path, grades: Mapping[str, Mapping[str, int]]) -> None:
    """Write judgments in both forms: `qrels/test.tsv` and `qrels.txt`."""
    (folder / "qrels").mkdir(exist_ok=True)
    judged = [(topic, name, grade) for topic in grades for name, grade in grades[topic].items()]
    with (folder / "qrels" / "test.tsv").open("w", encoding="utf-8") as file:
        file.write("query-id\tcorpus-id\tscore\n")
        file.writelines(f"{topic}\t{name}\t{grade}\n" for topic, name, grade in judged)
    with (folder / "qrels.txt").open("w", encoding="utf-8") as file:
        file.writelines(f"{topic} 0 {name} {grade}\n" for topic, name, grade in judged)


def _rows(path: Path) -> Iterator[tuple[int, str, str, tuple[int, int] | None, int]]:
    """Line, topic, id, span and grade of each judgment."""
    form = "trec"
    for number, line in numbered(path):
        fields = line.split("\t") if form != "trec" else line.split()
        if number == 1 and "\t" in line and not _GRADE.fullmatch(line.split("\t")[-1].strip()):
            form = {3: "beir", 5: "spans"}.get(len(line.split("\t")), "")
            if not form:
                raise wrong(path, number, "a header of no known form", _cure("beir"))
            continue
        wanted = {"trec": 4, "beir": 3, "spans": 5}[form]
        if len(fields) != wanted:
            raise wrong(path, number, f"{len(fields)} fields, not {wanted}", _cure(form))
        topic, grade = fields[0].strip(), fields[-1].strip()
        if not _GRADE.fullmatch(grade):
            raise wrong(path, number, f"the grade is {grade!r}", "Give a whole number, such as 2.")
        span = None
        if form == "spans":
            span = _span(path, number, fields[2], fields[3])
        name = fields[2] if form == "trec" else fields[1]
        # A negative grade says "known to be bad" in some sets; here it is not relevant.
        yield number, topic, name.strip(), span, max(int(grade), 0)


def _span(path: Path, number: int, start: str, end: str) -> tuple[int, int]:
    if not (start.isdecimal() and end.isdecimal() and int(start) <= int(end)):
        raise wrong(path, number, f"the span is {start!r} to {end!r}", "Give start and end.")
    return int(start), int(end)


def _cure(form: str) -> str:
    return {
        "trec": "Write: topic 0 id grade.",
        "beir": "Write, with tabs: topic, id, grade, under a header of three fields.",
        "spans": "Write, with tabs: topic, answer_id, start, end, grade.",
    }[form]
