"""How right the series of figures over time are: `python -m bench.over_time NAME=DIR ...`.

Each DIR is a data folder with the real answers of one store: `moj` (13,324 answers), `bus` (4,554)
and `all` (46,343). `bench/over_time.tsv` holds 30 questions that were asked again, each with a
judgment made by reading every value of its series beside the answers: how many statements of values
there are, how many are wrong, how many are joined though they are not alike, and how many a careful
reader would have joined besides. They were chosen by hand from what `--find` listed while the
rules were written: 20 with a series of two answers or more, 10 whose answers on several days have
figures and no series. So the rules have seen them.

23 more were drawn afterwards, by a digest of the id, and no answer of theirs is among the sources
of the 30: the other questions found with a series of two answers ("unseen"), and of `moj` and of
`all` 10 answers each with a series of its own ("one answer"), and that series was read.

A judgment holds for the series that were read: a digest of values, periods, sources and breaks.
Where the series are others today, the question is printed to be judged again. A value without its
source is counted each time: one whose slice of the answer's text is not as stated.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import median
from time import process_time
from typing import Any

from qa.model import Answer
from qa.model.over_time import Series
from qa.search.browse.answer_history import answer_history
from qa.search.over_time.comparable import comparable_questions
from qa.search.over_time.over_time import answer_over_time, figures_of, question_over_time
from qa.search.over_time.series import MIN_PERIODS, join
from qa.search.snapshot import Snapshot, SnapshotManager
from qa.settings import Settings

JUDGED = Path(__file__).with_suffix(".tsv")
SAMPLES = {"seen": 30, "unseen": 3, "one answer": 20}
"""How many questions of each sample are judged."""
TIMED, SEED = 40, 7
SUBJECTS = (
    "prison population", "NHS dentist waiting times", "asylum hotels",
    "state pension underpayments", "driving test waiting times",
    "electric vehicle charging points", "school breakfast clubs", "vaccine damage payment claims",
    "universal credit sanctions", "flood defences spending", "knife crime sentences",
    "special educational needs tribunals", "personal independence payment decisions",
    "veterans housing", "court backlog crown court", "rail delays compensation",
    "small boats crossings", "housing completions", "ambulance response times",
    "apprenticeship starts",
)  # fmt: skip


def judgments() -> list[dict[str, str]]:
    """The judged questions, as the rows of the file."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def joined(series: Iterable[Series]) -> list[Series]:
    """The series that several answers state."""
    return [one for one in series if one["answers"] > 1]


def own_series(answer: Answer, snapshot: Snapshot) -> list[Series]:
    """The series that an answer states alone."""
    return join(figures_of([answer], snapshot.analyzer), comparable_questions(snapshot))


def series_digest(series: Iterable[Series]) -> str:
    """A digest of what was judged: of each value its period, sources and breaks."""
    stated = [
        [
            one["unit"],
            one["period_kind"],
            [
                [
                    value["period"],
                    value["joined"],
                    [each["kind"] for each in value["breaks"]],
                    [
                        [each["answer_id"], each["start"], each["stated"]]
                        for each in value["statements"]
                    ],
                ]
                for value in one["values"]
            ],
        ]
        for one in series
    ]
    return sha256(json.dumps(sorted(stated)).encode()).hexdigest()[:16]


def statements(series: Iterable[Series]) -> list[dict[str, Any]]:
    """Every statement of a value."""
    return [dict(each) for one in series for v in one["values"] for each in v["statements"]]


def unsourced(series: Iterable[Series], texts: dict[str, str]) -> int:
    """The statements whose slice of the answer's text is not the value as stated."""
    return sum(
        texts[one["answer_id"]][one["start"] : one["end"]] != one["stated"]
        or one["stated"] not in one["quotation"]
        for one in statements(series)
    )


def found_questions(snapshot: Snapshot) -> Iterator[tuple[str, list[Series]]]:
    """The questions of a store whose answers repeat figures: one answer of each, with its series.

    Those with a series of several answers come first, then those whose answers to the same question
    on several days state figures.
    """
    keys: dict[object, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for answer in snapshot.answers.quotable():
        body = answer.answering_body.id if answer.answering_body else ""
        for one in figures_of([answer], snapshot.analyzer):
            for heading in ((), one.heading):
                key = (body, one.source, one.words, heading, one.unit, one.period.kind)
                keys[key][answer.answer_id].add(one.period.label)
    seeds = sorted(
        {
            max(by_answer)
            for by_answer in keys.values()
            if len(by_answer) > 1 and len(set().union(*by_answer.values())) >= MIN_PERIODS
        }
    )
    seen: set[str] = set()
    without: list[str] = []
    for seed, answer in sorted(snapshot.answers.answers(seeds).items()):
        series = joined(answer_over_time(answer, snapshot).record["series"])
        digest = series_digest(series)
        if series and digest not in seen:
            seen.add(digest)
            yield seed, series
        elif not series:
            without.append(seed)
    for seed in without:
        answer = snapshot.answers.answers([seed])[seed]
        given = [one.answer for one in answer_history(answer, snapshot)]
        stating = {one.answer.date_answered for one in figures_of(given, snapshot.analyzer)}
        if len(stating) > 1:
            yield seed, []


def print_times(snapshot: Snapshot) -> None:
    """Print the time for answers drawn at random, for subjects, and for the questions of
    half of the answers."""
    names = sorted(one.answer_id for one in snapshot.answers.quotable())
    drawn = list(snapshot.answers.answers(Random(SEED).sample(names, TIMED)).values())
    for subject in SUBJECTS[:3]:
        question_over_time(subject, snapshot)
    asked = [one.source_question for one in drawn[: TIMED // 2]]
    for what, given in (("answer", drawn), ("subject", SUBJECTS), ("question", asked)):
        times = []
        for one in given:
            began = process_time()
            if isinstance(one, str):
                question_over_time(one, snapshot)
            else:
                answer_over_time(one, snapshot)
            times.append(1000 * (process_time() - began))
        print(f"{what}: {median(times):.0f} ms, the median; at most {max(times):.0f}")


def main() -> None:
    """Check each judged question; with `--find` list the questions of each store, with `--time`
    print the processor's time."""
    stores = dict(one.split("=", 1) for one in sys.argv[1:] if "=" in one)
    rows = judgments() if JUDGED.exists() else []
    samples: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    times: list[float] = []
    for name, folder in stores.items():
        with SnapshotManager(Settings(data_dir=Path(folder))).open() as snapshot:
            if "--time" in sys.argv:
                print_times(snapshot)
                continue
            if "--find" in sys.argv:
                for seed, series in found_questions(snapshot):
                    sources = sorted({one["answer_id"] for one in statements(series)})
                    print(name, seed, len(series), len(statements(series)), series_digest(series),
                          " ".join(sources), sep="\t")  # fmt: skip
                continue
            for row in (one for one in rows if one["store"] == name):
                answer = snapshot.answers.answers([row["answer_id"]])[row["answer_id"]]
                counts = samples[row["sample"]]
                began = process_time()
                record = answer_over_time(answer, snapshot).record
                times.append(process_time() - began)
                series = joined(record["series"])
                if row["sample"] == "one answer":
                    series = own_series(answer, snapshot)
                counts["questions"] += 1
                counts["series"] += len(series)
                counts["values"] += len(statements(series))
                ids = {one["answer_id"] for one in statements(series)}
                texts = {k: one.text for k, one in snapshot.answers.answers(ids).items()}
                counts["without a source"] += unsourced(series, texts)
                if series_digest(series) != row["digest"]:
                    counts["to be judged again"] += 1
                    print(f"Judge again: {name} {row['answer_id']}")
                    continue
                for verdict in ("wrong", "unlike", "missed"):
                    counts[verdict] += int(row[verdict])
    for sample, counts in samples.items():
        print(f"{sample}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    if times:
        print(f"{1000 * median(times):.0f} ms of the processor for an answer, the median")


if __name__ == "__main__":
    main()
