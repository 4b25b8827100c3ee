"""The judged series of real answers: what was read is what is still found."""

import json
import os
from collections import Counter

import pytest

from bench.over_time import (
    SAMPLES,
    joined,
    judgments,
    own_series,
    series_digest,
    statements,
    unsourced,
)
from qa.archive.ingest import ingest
from qa.search.over_time.comparable import comparable_questions
from qa.search.over_time.over_time import figures_of
from qa.search.over_time.series import join
from qa.search.snapshot import SnapshotManager
from qa.settings import Settings
from tests.making import REAL_ANSWERS

FOLDERS = {
    "moj": "written-answers",
    "bus": "written-answers-2016-2018",
    "all": "written-answers-2023-2026",
}


def test_the_questions_are_judged_and_none_has_a_wrong_or_unlike_value():
    rows = judgments()
    assert len({(row["store"], row["answer_id"]) for row in rows}) == len(rows)
    assert Counter(row["sample"] for row in rows) == SAMPLES
    for row in rows:
        assert (row["wrong"], row["unlike"]) == ("0", "0")
        assert int(row["missed"]) >= 0
        assert row["store"] in FOLDERS
        assert bool(row["sources"]) == (int(row["series"]) > 0 or row["sample"] == "one answer")


def test_no_answer_of_the_unseen_questions_is_a_source_of_those_seen():
    rows = judgments()
    seen, unseen = (
        {
            name
            for row in rows
            if (row["sample"] == "seen") is is_seen
            for name in (row["answer_id"], *row["sources"].split())
        }
        for is_seen in (True, False)
    )
    assert not seen & unseen


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A store of the real answers that the judged series are of."""
    if not os.environ.get("QA_PROVE"):
        pytest.skip("at full size only")
    if not REAL_ANSWERS.exists():
        pytest.skip("the real answers are not beside the clone")
    folder = tmp_path_factory.mktemp("judged")
    wanted = {name for row in judgments() for name in row["sources"].split()}
    kept = folder / "kept.jsonl"
    with kept.open("wb") as file:
        for name in FOLDERS.values():
            for path in sorted((REAL_ANSWERS.parent / name).glob("*.jsonl")):
                for line in path.read_bytes().splitlines(keepends=True):
                    if json.loads(line)["id"] in wanted:
                        file.write(line)
    settings = Settings(data_dir=folder / "data")
    ingest([kept], settings)
    with SnapshotManager(settings).open() as snapshot:
        yield snapshot


def test_the_judged_series_are_found_again_each_value_at_its_place(real):
    for row in judgments():
        answers = real.answers.answers(row["sources"].split())
        assert len(answers) == len(row["sources"].split())
        figures = figures_of(list(answers.values()), real.analyzer)
        series = joined(join(figures, comparable_questions(real)))
        if row["sample"] == "one answer":
            series = own_series(answers[row["answer_id"]], real)
        assert unsourced(series, {name: one.text for name, one in answers.items()}) == 0
        assert (len(series), len(statements(series))) == (int(row["series"]), int(row["values"]))
        assert series_digest(series) == row["digest"], row["answer_id"]
