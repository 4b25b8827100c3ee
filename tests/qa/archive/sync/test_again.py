"""A second sync continues where the first one ended."""

from datetime import date

import pytest
import stamina

from qa.archive.sync import plan_sync
from qa.archive.sync.window import OVERLAP_DAYS
from qa.errors import BadRequest
from qa.service.service import Service
from tests.fake_parliament import FakeParliament
from tests.parliament_records import corrected, question, unanswered
from tests.syncing import (
    SINCE,
    UNTIL,
    answer_id,
    by_id,
    counts,
    details,
    kept,
    named,
    statuses,
    sync,
    windows,
)


def test_a_second_run_continues_from_the_first_with_an_overlap(settings):
    with FakeParliament(named()) as fake:
        sync(settings, fake)
        before, fake.requests = kept(settings), []
        fake.records[5] = question(5, dateTabled="2024-01-14", dateAnswered="2024-02-20")
        report = sync(settings, fake, since=None, until=date(2024, 1, 20))
    assert counts(report) == {"new": 1, "unchanged": 1}
    assert sorted(windows(fake, "tabled")) == [
        ("2024-01-01", "2024-01-31"),
        ("2024-01-14", "2024-01-20"),
    ]
    assert len(kept(settings)[0]) == len(before[0]) + 1
    assert len(kept(settings)[2]) == 17


def test_a_run_that_finds_no_change_changes_nothing(settings):
    with FakeParliament(named()) as fake:
        sync(settings, fake)
        before, version = kept(settings), Service(settings).coverage().index_version
        assert counts(sync(settings, fake)) == {"unchanged": 1}
    assert kept(settings) == before
    assert Service(settings).coverage().index_version == version


LATER = {
    "holding": question(
        1700008, dateHoldingAnswer="2024-01-11", dateAnswered="2024-01-22", answerText="<p>Yes.</p>"
    ),
    "unanswered": question(1700012, dateAnswered="2024-01-15", answerText="<p>Yes.</p>"),
    "withdrawn since": unanswered(1700012, isWithdrawn=True),
    "held since": question(1700012, answerIsHolding=True, dateHoldingAnswer="2024-01-12"),
    "corrected since": corrected(1700001, dateAnswerCorrected="2024-01-13"),
    "corrected twice": corrected(1700010, dateAnswerCorrected="2024-01-15", answerText="15"),
}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("holding", "answered"),
        ("unanswered", "answered"),
        ("withdrawn since", "withdrawn"),
        ("held since", "holding"),
        ("corrected since", "corrected"),
        ("corrected twice", "corrected"),
    ],
)
def test_a_change_is_found_however_long_ago_its_day_was_fetched(settings, change, status):
    record = LATER[change]
    with FakeParliament(named()) as fake:
        fake.records[1700010] = corrected(1700010, dateAnswerCorrected="2024-01-13")
        sync(settings, fake)
        fake.records[record["id"]] = record
        fake.requests = []
        report = sync(settings, fake)
        assert record["id"] in details(fake)
    assert report.total - report.counts["unchanged"] == 1
    assert Service(settings).answer(answer_id(record)).status == status


def test_since_may_be_left_out_only_after_an_earlier_run(settings):
    with pytest.raises(BadRequest, match="--since"):
        plan_sync(settings, [], None, UNTIL)
    with FakeParliament({}) as fake:
        sync(settings, fake, bodies=["54"])
    with pytest.raises(BadRequest, match="--since"):
        plan_sync(settings, ["60"], None, UNTIL)
    assert plan_sync(settings, ["54"], None, UNTIL).since == SINCE
    with pytest.raises(BadRequest, match="begins on"):
        plan_sync(settings, [], UNTIL, SINCE)


def test_a_day_fetched_for_every_body_is_fetched_for_each(settings):
    with FakeParliament({}) as fake:
        sync(settings, fake)
    assert len(plan_sync(settings, ["54"], SINCE, UNTIL).due) == OVERLAP_DAYS
    assert len(plan_sync(settings, [], SINCE, UNTIL).due) == OVERLAP_DAYS


@pytest.mark.parametrize("status", ["holding", "unanswered"])
def test_an_open_question_that_the_api_no_longer_has_is_reported_once_and_kept(settings, status):
    record = {"holding": held(1), "unanswered": unanswered(1)}[status]
    with FakeParliament({1: record}) as fake:
        sync(settings, fake)
        del fake.records[1]
        report = sync(settings, fake)
        assert [("gives 404" in line) for line in report.missed] == [True]
        again = sync(settings, fake)
        assert (again.missed, again.total) == ([], 0)
        fake.records[1] = question(1, dateAnswered="2024-01-16")
        assert counts(sync(settings, fake)) == {"changed": 1}
    assert statuses(settings) == {answer_id(record): "answered"}


def test_an_open_question_that_fails_once_stays_open(settings):
    stamina.set_testing(True, attempts=2)
    with FakeParliament({1: held(1)}) as fake:
        sync(settings, fake)
        fake.fault = lambda number, path: "502 in HTML" if path.endswith("/1") else None
        assert len(sync(settings, fake).missed) == 1
        fake.fault = lambda number, path: None
        fake.records[1] = question(1, dateAnswered="2024-02-20")
        assert counts(sync(settings, fake)) == {"changed": 1}


def test_the_newest_answer_is_an_answered_question(settings):
    later = {"uin": "2", "dateAnswered": "2024-01-16"}
    records = [question(1), held(2, **later), question(3, uin="3", isWithdrawn=True)]
    with FakeParliament(by_id(*records)) as fake:
        sync(settings, fake)
    coverage = Service(settings).coverage()
    assert (coverage.oldest_answer, coverage.newest_answer) == ("2024-01-12", "2024-01-12")


def held(id, **stated):
    """A question with a holding answer from before the days that are fetched again."""
    return question(
        id,
        **{"answerIsHolding": True, "dateHoldingAnswer": "2024-01-06", "dateAnswered": "2024-01-06"}
        | stated,
    )
