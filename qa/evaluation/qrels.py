"""Qrels: judgments in TREC form, in BEIR form, or by spans of an answer's text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa.errors import Rejected
from qa.evaluation.testset_files import first_file, line_error, numbered_lines

_GRADE = re.compile(r"(-?[0-9]{1,4})(\.0+)?")


@dataclass(frozen=True, slots=True)
class JudgedSpan:
    """A slice of an answer's text and its grade for a topic."""

    answer_id: str
    start: int
    end: int
    grade: int


@dataclass(frozen=True, slots=True)
class Qrels:
    """Grades by topic and id, whole numbers; what is not above 0 is not relevant.

    `lines` has the line on which each id is first judged. Judgments by spans are in `spans`, by
    topic; `grades` then has the best grade of each answer.
    """

    path: Path
    grades: dict[str, dict[str, int]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    spans: dict[str, list[JudgedSpan]] = field(default_factory=dict)

    def answer_grade(self) -> int:
        """The lowest grade that answers a topic: 2 if any grade is above 1, else 1."""
        highest = max((best_grade(graded) for graded in self.grades.values()), default=0)
        return 2 if highest > 1 else 1

    def ids(self) -> set[str]:
        """Every id that is judged."""
        return {name for graded in self.grades.values() for name in graded}

    def answerable(self, grade: int) -> list[str]:
        """The topics for which something has this grade or a higher one, in file order."""
        return [topic for topic, graded in self.grades.items() if best_grade(graded) >= grade]

    def named(self, rename: Callable[[str], str]) -> Qrels:
        """These judgments under other ids; of two that become one, the higher grade counts."""
        grades: dict[str, dict[str, int]] = {}
        for topic, graded in self.grades.items():
            grades[topic] = {}
            for name, grade in graded.items():
                known = grades[topic].get(rename(name), grade)
                grades[topic][rename(name)] = max(grade, known)
        spans = {
            topic: [replace(span, answer_id=rename(span.answer_id)) for span in judged]
            for topic, judged in self.spans.items()
        }
        return Qrels(self.path, grades, self.lines, spans)

    def of_passages(self, passages: Mapping[str, tuple[str, int, int]]) -> Qrels:
        """These judgments of spans as judgments of passages: id to answer, start and end.

        A passage has the grade of the span that it overlaps most, or the highest of several. A
        passage of a judged answer that overlaps no span is not relevant.
        """
        judged = {span.answer_id for spans in self.spans.values() for span in spans}
        chosen = {name: place for name, place in passages.items() if place[0] in judged}
        grades: dict[str, dict[str, int]] = {}
        for topic, spans in self.spans.items():
            grades[topic] = {name: _grade(spans, *place) for name, place in chosen.items()}
        return Qrels(self.path, grades, self.lines, self.spans)


def best_grade(graded: Mapping[str, int]) -> int:
    """The highest of the grades of a topic; 0 where it has none."""
    return max(graded.values(), default=0)


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
    (BEIR) or `topic answer_id start end grade` (spans; a topic that nothing answers has one line,
    with `-` for the id). Raises Rejected, naming file and line.
    """
    path = first_file(path, "qrels/test.tsv", "qrels.tsv", "qrels.txt", "spans.tsv")
    qrels = Qrels(path)
    for number, topic, name, span, grade in _rows(path):
        graded = qrels.grades.setdefault(topic, {})
        if span:
            qrels.spans.setdefault(topic, [])
            if name != "-":
                qrels.spans[topic].append(JudgedSpan(name, *span, grade))
            graded[name] = max(grade, graded.get(name, 0))
        elif name in graded:
            raise line_error(path, number, f"{name!r} is judged twice for {topic!r}", "Remove one.")
        else:
            graded[name] = grade
        qrels.lines.setdefault(name, number)
    if not qrels.grades:
        raise Rejected(f"{path} has no judgments.", "Give one judgment on each line.")
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
    for at, (number, line) in enumerate(numbered_lines(path)):
        fields = line.split("\t") if form != "trec" else line.split()
        if at == 0 and "\t" in line and not _GRADE.fullmatch(line.split("\t")[-1].strip()):
            form = {3: "beir", 5: "spans"}.get(len(line.split("\t")), "")
            if not form:
                raise line_error(path, number, "the header is of no known form", _cure("beir"))
            continue
        expected = {"trec": 4, "beir": 3, "spans": 5}[form]
        if len(fields) != expected:
            raise line_error(path, number, f"{len(fields)} fields, not {expected}", _cure(form))
        topic, grade = fields[0].strip(), fields[-1].strip()
        whole = _GRADE.fullmatch(grade)
        if not whole:
            raise line_error(
                path, number, f"the grade is {grade!r}", "Give a whole number, such as 2."
            )
        span = None
        if form == "spans":
            span = _span(path, number, fields[2], fields[3])
        name = fields[2] if form == "trec" else fields[1]
        yield number, topic, name.strip(), span, int(whole[1])


def _span(path: Path, number: int, start: str, end: str) -> tuple[int, int]:
    if not (start.isdecimal() and end.isdecimal() and int(start) <= int(end)):
        raise line_error(path, number, f"the span is {start!r} to {end!r}", "Give start and end.")
    return int(start), int(end)


def _cure(form: str) -> str:
    return {
        "trec": "Write: topic 0 id grade.",
        "beir": "Write, with tabs: topic, id, grade, under a header of three fields.",
        "spans": "Write, with tabs: topic, answer_id, start, end, grade.",
    }[form]
