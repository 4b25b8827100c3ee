"""Both homes of answers give the same replies to all that they are asked."""

import json
import os
import random
from itertools import zip_longest

import pytest

from qa import store
from qa.archive.ingest import ingest
from qa.index import index_config, open_home
from qa.settings import Settings
from qa.store.archive import open_reader
from tests.conformance.answer_reader import CORRECTED, GROUPED
from tests.conformance.equal_answers import readings
from tests.making import REAL_ANSWERS, fact, lines, parallel_page
from tests.qa.index.opensearch.publishing import published
from tests.qa.service.test_watches import corrected, holding, owls, withdrawn

PROVE = os.environ.get("QA_PROVE")
SAMPLE = 300


def made_archive(folder):
    """Settings of answers that were corrected twice, withdrawn, superseded, named by others,
    grouped with others and absorbed, each in an ingest of its own."""
    settings = Settings(data_dir=folder / "data", semantic=False)
    names = [{"answering_member": "Brân Morris"}, {"asking_member": None}, {}]
    days = [
        [parallel_page(folder / "page.html")],
        [
            lines(
                folder / "first.jsonl",
                *(
                    fact(
                        uin=str(uin),
                        question_text=f"How many in {uin}?",
                        answer_html=f"<p>I refer to the answer to Question {uin + 7}. "
                        f"Straße {uin}_a café cost £{uin}.</p>" * (1 + uin % 3),
                        date_answered=f"2015-03-{uin % 20 + 9:02}",
                        url=f"https://example.org/{uin}",
                        **names[uin % 3],
                    )
                    for uin in range(101, 140)
                ),
            )
        ],
        [[owls(1), owls(2), holding(3), holding(4), owls(5)]],
        [
            lines(folder / "again.jsonl", fact(), fact(uin="110", answer_html=CORRECTED)),
            [corrected(1), owls(3), withdrawn(5)],
        ],
        [
            lines(
                folder / "grouped.jsonl",
                *(
                    fact(uin=uin, question_text=f"And {uin}?", answer_html=GROUPED)
                    for uin in ("201", "202", "203")
                ),
            ),
            [corrected(1, "2015-04-08", "Owls were counted again."), withdrawn(2), owls(900)],
        ],
    ]
    for number, day in enumerate(days):
        paths = []
        for at, one in enumerate(day):
            if isinstance(one, list):
                (folder / f"{number}-{at}.json").write_text(json.dumps(one), encoding="utf-8")
                one = folder / f"{number}-{at}.json"
            paths.append(one)
        assert not ingest(paths, settings).rejected
    return settings


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Settings of the made answers or, at full size, of the real ones."""
    folder = tmp_path_factory.mktemp("archive")
    if not PROVE:
        return made_archive(folder)
    if not REAL_ANSWERS.exists():
        pytest.skip("The real answers are not beside the clone.")
    settings = Settings(data_dir=folder / "data", semantic=False)
    ingest([REAL_ANSWERS], settings)
    return settings


def test_both_read_the_same_of_every_answer(archive, opensearch_url):
    there = published(archive, opensearch_url, opensearch_shards=3)
    with store.archive.reading(archive.store_path) as db:

        def column(asked):
            return [value for (value,) in db.execute(asked).fetchall()]

        aliases = column("SELECT alias FROM aliases LIMIT 200")
        passages = column(f"SELECT id FROM passages ORDER BY id % 97, id LIMIT {SAMPLE}")
        versions = column(f"SELECT id FROM versions ORDER BY id % 97, id LIMIT {SAMPLE}")
        every = list(store.archive.answers.newest_first(db))
    sample = random.Random(21).sample(every, min(SAMPLE, len(every)))
    if not PROVE:
        assert {one.status for one in every} == {"answered", "corrected", "withdrawn", "holding"}
        assert aliases
    given = sample, aliases, passages, versions
    with (
        open_reader(archive.store_path, index_config(archive).splitting) as here,
        open_home(there).answers() as away,
    ):
        for ours, theirs in zip_longest(readings(here, *given), readings(away, *given)):
            assert theirs == ours
