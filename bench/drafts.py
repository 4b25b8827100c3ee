"""How well the draft desk works on real questions: `python -m bench.drafts DATA DIR`.

DATA is the folder with the real answers in JSON lines, DIR one for the stores that this makes: of
each collection without the answers to the questions that are asked, and without every answer with
the text of one. `bench/drafts.tsv` names the questions, drawn from those with the marks of several
parts in the order of a digest of their ids, and holds what a person judged who read each: the right
split, and the past answers that answer a part.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from qa.archive.ingest import ingest
from qa.model.drafts import DraftEvidence, DraftQuestion
from qa.search.browse.draft_evidence import draft_evidence, draft_questions
from qa.search.snapshot import Snapshot, SnapshotManager
from qa.settings import Settings

JUDGED = Path(__file__).with_suffix(".tsv")
COLLECTIONS = {"2014-2018": "written-answers", "2023-2026": "written-answers-2023-2026"}
SETS = {"develop": (0, 30), "report": (30, 45)}
"""Of each collection: 60 questions to develop on, and 30 that were not read until all was done."""
FIRST = 3
READ = 10
"""The past answers that were read, at least, of a part for which none was accepted."""
_SEVERAL = re.compile(
    r";|\((?:a|i|1)\).*\((?:b|ii|2)\)"
    r"|,? and (?:what|how|whether|when|why|if (?:he|she|they) will)\b(?! to)",
    re.IGNORECASE | re.DOTALL,
)


def questions(data: Path, collection: str) -> list[dict[str, str]]:
    """The questions of several parts that are asked of a collection, in the order drawn."""
    found = [
        record
        for record in records(data, collection)
        if _SEVERAL.search(record["question_text"]) and record["answer_html"]
    ]
    found.sort(key=lambda one: hashlib.sha256(one["id"].encode()).hexdigest())
    return found[: max(end for _, end in SETS.values())]


def records(data: Path, collection: str) -> Iterator[dict[str, str]]:
    """The records of a collection."""
    for path in sorted((data / COLLECTIONS[collection]).glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def store(data: Path, folder: Path, collection: str) -> Settings:
    """A store of a collection without the answers to the questions that are asked; made once."""
    settings = Settings(data_dir=folder / collection, semantic=False)  # by words alone
    if settings.store_path.exists():
        return settings
    asked = questions(data, collection)
    ids = {one["id"] for one in asked}
    said = {_plain(one["answer_html"]) for one in asked}
    texts = {" ".join(one["question_text"].split()).casefold() for one in asked}
    kept = folder / f"{collection}.jsonl"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.open("w", encoding="utf-8") as file:
        for one in records(data, collection):
            question = " ".join(one["question_text"].split()).casefold()
            if one["id"] in ids or question in texts or _plain(one["answer_html"]) in said:
                continue
            file.write(json.dumps(one, ensure_ascii=False) + "\n")
    ingest([kept], settings)
    return settings


def _plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split()).casefold()


def split_digest(parts: Sequence[DraftQuestion]) -> str:
    """What names a split: a digest of the labels and texts of its parts."""
    said = "\n".join(f"{one['label']} {one['text']}" for one in parts)
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def by_words(text: str, snapshot: Snapshot) -> list[str]:
    """The answers that hold most of the words of a part, by BM25 alone."""
    from qa.index import Where
    from qa.search.ranking.term_weights import idf
    from qa.text.formula import without_addressee, without_formula

    terms = set(snapshot.analyzer.terms(without_formula(without_addressee(text))))
    weights = {term: idf(term, snapshot.index) for term in sorted(terms)}
    hits = snapshot.index.search(weights, Where(), 4 * READ) if weights else []
    quoted = snapshot.answers.quoted([hit.passage for hit in hits])
    return list(dict.fromkeys(quoted[hit.passage][1].answer_id for hit in hits))[:READ]


def first_answers(evidence: DraftEvidence, part: int) -> list[str]:
    """The past answers that the desk shows first of a part, those to the same question included."""
    found = evidence["parts"][part]
    shown = [one["passage"] for one in found["asked_before"]] + found["passages"]
    return list(dict.fromkeys(one["answer_id"] for one in shown))[:FIRST]


def main() -> None:
    """Ask each question, and print how many are split right, and whose parts are answered."""
    data, folder = Path(sys.argv[1]), Path(sys.argv[2])
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for name in SETS:
        judged = [row for row in rows if row["set"] == name]
        shown: list[bool] = []
        near: list[bool] = []
        times: list[float] = []
        right = changed = asked = 0
        for collection in COLLECTIONS:
            texts = {one["id"]: one["question_text"] for one in questions(data, collection)}
            of = {row["id"]: row for row in judged if row["collection"] == collection}
            for answer_id, row in of.items():
                _, parts = draft_questions(texts[answer_id])
                same = split_digest(parts) == row["split"]
                asked, changed = asked + 1, changed + (not same)
                right += same and row["right"] == "1"
            read = [row for row in judged if row["collection"] == collection and row["accepted"]]
            if not read:
                continue
            with SnapshotManager(store(data, folder, collection)).open() as snapshot:
                for answer_id in dict.fromkeys(row["id"] for row in read):
                    question, parts = draft_questions(texts[answer_id])
                    began = perf_counter()
                    evidence = draft_evidence(question, parts, snapshot)
                    times.append(perf_counter() - began)
                    for row in read:
                        if row["id"] == answer_id:
                            accepted = set(row["accepted"].split())
                            place = int(row["part"])
                            found = first_answers(evidence, place)
                            shown.append(bool(accepted.intersection(found)))
                            nearest = [
                                one["answer_id"] for one in evidence["parts"][place]["near_misses"]
                            ]
                            near.append(bool(accepted.intersection(found or nearest)))
        print(f"{name}: {right} of {asked} questions split right; {changed} to be read again")
        if shown:
            print(
                f"  {sum(shown)} of {len(shown)} parts that have an accepted past answer show one"
            )
            print(
                f"  among the first {FIRST}; {sum(near)} with near misses, which the desk shows too"
            )
            print(f"  {median(times):.2f} s for a question, the median")


if __name__ == "__main__":
    main()
