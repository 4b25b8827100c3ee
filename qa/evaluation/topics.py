"""Topics: the questions of a test set, in TREC form or BEIR form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa.errors import Rejected
from qa.evaluation.testset_files import first_file, line_error, numbered_lines

_JSON_START = re.compile(r'\s*\{(\s*["}]|\{|$)')
_HEADER = re.compile(
    r"((q|_|query[-_]?|topic[-_]?)?(id|number)|num|topic)\t *(query|question|text|title|topic) *",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One question of a test set; `history` has the earlier turns, oldest first.

    `kind` groups topics in reports; a `silver` topic is the source question of an answer. All other
    metadata is ignored, because the service that is measured must not see it. `where` names the
    file and line.
    """

    topic_id: str
    text: str
    history: tuple[str, ...] = ()
    kind: str | None = None
    silver: bool = False
    where: str = field(default="", compare=False)


def read_topics(path: Path) -> list[Topic]:
    """The topics of a file or BEIR folder, in file order; raises Rejected, naming file and line.

    A header above `id, tab, question` is not a topic.
    """
    path = first_file(path, "queries.jsonl", "topics.jsonl", "topics.tsv", "topics.txt")
    topics: dict[str, Topic] = {}
    for at, (number, line) in enumerate(numbered_lines(path)):
        if _JSON_START.match(line):
            topic = _beir(path, number, line)
        elif at == 0 and _HEADER.fullmatch(line):
            continue
        else:
            topic = _trec(path, number, line)
        if topic.topic_id in topics:
            raise line_error(
                path, number, f"topic {topic.topic_id!r} is there twice", "Remove one."
            )
        topics[topic.topic_id] = topic
    if not topics:
        raise Rejected(f"{path} has no topics.", "Give one topic on each line.")
    return list(topics.values())


def write_topics(folder: Path, topics: Iterable[Topic]) -> None:
    """Write topics in both forms: `queries.jsonl` and `topics.tsv`."""
    topics = list(topics)
    with (folder / "queries.jsonl").open("w", encoding="utf-8") as file:
        for topic in topics:
            metadata: dict[str, Any] = {"type": topic.kind, "history": list(topic.history)}
            if topic.silver:
                metadata["silver"] = True
            row = {"_id": topic.topic_id, "text": topic.text, "metadata": metadata}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    with (folder / "topics.tsv").open("w", encoding="utf-8") as file:
        for topic in topics:
            file.write(f"{topic.topic_id}\t{' '.join(topic.text.split())}\n")


def _trec(path: Path, number: int, line: str) -> Topic:
    cure = "Write an id without spaces, a tab, the question."
    name, *rest = line.split("\t")
    text = "".join(rest).strip()
    if not text or not _is_id(name):
        markup = line.lstrip().startswith("<")
        problem = "TREC's XML and SGML are not read" if markup else "not a topic"
        raise line_error(path, number, problem, cure)
    if len(rest) > 1:
        raise line_error(path, number, f"{len(rest) + 1} fields, not 2", cure)
    return Topic(name, text, where=f"{path}, line {number}")


def _beir(path: Path, number: int, line: str) -> Topic:
    cure = 'Write an object with "_id", "text" and, optionally, "metadata".'
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise line_error(path, number, "not a JSON object", cure) from None
    name, text, metadata = row.get("_id"), row.get("text"), row.get("metadata") or {}
    if type(name) is int:
        name = str(name)
    if not isinstance(name, str) or not _is_id(name):
        raise line_error(path, number, f"_id is {name!r}", "Give text without spaces.")
    if not isinstance(text, str) or not text.strip():
        raise line_error(path, number, f"the text of {name!r} is missing", cure)
    if not isinstance(metadata, dict):
        raise line_error(path, number, "metadata is not an object", cure)
    history, kind = metadata.get("history") or [], metadata.get("type")
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise line_error(path, number, "metadata.history is not a list of questions", cure)
    kind = kind if isinstance(kind, str) else None
    silver, where = metadata.get("silver") is True, f"{path}, line {number}"
    return Topic(name, text, tuple(history), kind, silver, where)


def _is_id(name: str) -> bool:
    return bool(name) and len(name.split()) == 1 and name.strip() == name
