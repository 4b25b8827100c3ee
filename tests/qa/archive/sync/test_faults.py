"""Whatever the API replies, what is stored is right and what is missing is reported."""

import re
from contextlib import closing
from datetime import date, timedelta

import pytest
import stamina

from qa.archive.integrity import verify_integrity
from qa.archive.sync import ApiClient
from qa.service.service import Service
from tests.fake_parliament import FAULTS, FakeParliament, some
from tests.parliament_records import question
from tests.syncing import FAST, SINCE, by_id, counts, crowded, kept, statuses, sync


@pytest.mark.parametrize("fault", FAULTS)
def test_a_transient_fault_changes_nothing(settings, undisturbed, fault):
    with FakeParliament(crowded(), some(0.3, 7, [fault])) as fake:
        fake.retry_after = "0"
        report = sync(settings, fake)
    assert report.missed == []
    assert kept(settings) == undisturbed


def test_all_faults_at_once_change_nothing(settings, undisturbed):
    with FakeParliament(crowded(), some(0.4, 8)) as fake:
        fake.retry_after = "0"
        report = sync(settings, fake)
    assert report.missed == []
    assert kept(settings) == undisturbed
    assert list(verify_integrity(settings)) == []


def test_faults_at_the_very_first_requests_change_nothing(settings, undisturbed):
    stamina.set_testing(True, attempts=40, cap=True)  # the real number
    first = ["429", "502 in HTML", "reset", "500 without results", "results null", "reset", "429"]
    with FakeParliament(crowded(), lambda number, _: dict(enumerate(first)).get(number)) as fake:
        fake.retry_after = "0"
        report = sync(settings, fake)
    assert report.missed == []
    assert kept(settings) == undisturbed


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("500 without results", "answers 500"),
        ("502 in HTML", "answers 502"),
        ("429", "answers 429"),
        ("results null", "results is null"),
        ("reset", "could not be fetched"),
    ],
)
def test_a_day_that_always_fails_stays_due_and_the_rest_is_stored(settings, fault, reason):
    records = by_id(
        question(1, dateTabled="2024-01-05"),
        question(2, dateTabled="2024-01-06"),
        question(3, dateTabled="2024-01-07"),
    )
    stamina.set_testing(True, attempts=3)

    # A connection that is reset before any reply has come ends the run.
    event = "answered" if fault == "reset" else "tabled"

    def bad_day(number, path):
        query = fake.requests[number][1]
        window = re.search(event + r"WhenFrom=(\S{10})&\w+WhenTo=(\S{10})", query)
        return fault if window and window[1] <= "2024-01-06" <= window[2] else None

    with FakeParliament(records, bad_day) as fake:
        report = sync(settings, fake, until=date(2024, 1, 10))
        assert [line[:10] for line in report.missed] == ["2024-01-06"]
        assert reason in report.missed[0]
        assert set(statuses(settings)) == {"2024-01-05/1", "2024-01-07/3"}
        assert Service(settings).coverage().sync_gaps == (("2024-01-06", "2024-01-06"),)
        fake.fault, before = lambda number, path: None, len(fake.requests)
        again = sync(settings, fake, until=date(2024, 1, 10))
    assert (counts(again), again.missed) == ({"new": 1}, [])
    assert len(fake.requests) - before == 2 + 1 + 1
    coverage = Service(settings).coverage()
    assert coverage.sync_gaps == ()
    assert coverage.last_sync
    assert coverage.last_corrections


def test_a_question_that_always_fails_keeps_its_day_due(settings):
    records = by_id(question(1), question(2), question(3))
    stamina.set_testing(True, attempts=3)
    gone = {2}

    def fault(number, path):
        return "500 without results" if path.endswith(tuple(f"/{id}" for id in gone)) else None

    with FakeParliament(records, fault) as fake:
        report = sync(settings, fake)
        assert report.missed[0].startswith("2024-01-05: 1 of 3 questions; the first: ")
        assert [line[:10] for line in report.missed] == ["2024-01-05", "2024-01-12"]
        assert set(statuses(settings)) == {"2024-01-05/1", "2024-01-05/3"}
        gone.clear()
        assert counts(sync(settings, fake)) == {"new": 1, "unchanged": 2}
        assert kept(settings)[2] == [(0, day, 0) for day in window()]


def window():
    return [(SINCE + timedelta(days=n)).isoformat() for n in range(13)]


def test_a_question_that_is_listed_but_missing_is_reported(settings):
    with FakeParliament(by_id(question(1), question(2))) as fake:
        whole = fake.records

        class Gone(dict):
            def __contains__(self, id):
                return id != 2 and id in whole

        fake.records = Gone(whole)
        report = sync(settings, fake)
    assert "gives 404: Not Found" in report.missed[0]
    assert counts(report) == {"new": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"uin": "A1"},
        {"dateTabled": "yesterday"},
        {"answerText": ["<p>a list</p>"]},
        {"questionText": None},
        {"house": "Bicameral"},
        {"heading": "half \ud800"},
        {"answerText": "a NUL \0"},
        {"askingMember": {"name": 5}},
    ],
)
def test_a_question_that_cannot_be_read_is_rejected_and_its_day_stays_due(settings, change):
    def damaged(path, body):
        return body | {"value": body["value"] | change} if path.endswith("/2") else body

    with FakeParliament(by_id(question(1), question(2))) as fake:
        fake.spoil = damaged
        report = sync(settings, fake)
    assert counts(report) == {"new": 1, "rejected": 1}
    assert report.rejected[0].where == "question 2"
    gaps = Service(settings).coverage().sync_gaps
    assert gaps == (("2024-01-05", "2024-01-05"), ("2024-01-12", "2024-01-12"))


@pytest.mark.parametrize(
    "body",
    [
        {"status": 500, "title": "Internal Server Error"},
        {"totalResults": "3", "results": []},
        {"totalResults": 1, "results": {}},
        {"totalResults": 1, "results": [{"links": []}]},
        {"totalResults": 1, "results": [{"value": {"id": "1"}}]},
        {"totalResults": 1, "results": None},
        [],
        "not JSON",
        "[" * 100_000,
        "",
        "<html></html>",
    ],
)
def test_a_reply_that_is_no_list_is_retried_and_then_given_up(settings, body):
    stamina.set_testing(True, attempts=3)
    with FakeParliament(by_id(question(1))) as fake:
        fake.spoil = lambda path, good: body
        report = sync(settings, fake)
    assert len(fake.requests) == 3 * 5
    assert "and all that was to follow" in report.missed[-1]
    assert Service(settings).coverage().last_sync is None


def test_a_null_list_counts_as_empty_after_retries(settings):
    with FakeParliament({}) as fake:
        fake.spoil = lambda path, good: {"totalResults": 0, "results": None}
        assert sync(settings, fake, until=SINCE).missed == []
    assert len(fake.requests) == 3 * 3


def test_a_reply_with_another_question_is_not_stored(settings):
    stamina.set_testing(True, attempts=3)
    with FakeParliament(
        by_id(question(1), question(2, dateTabled="2023-06-01", dateAnswered="2023-06-08"))
    ) as fake:
        fake.spoil = lambda path, body: (
            {"value": question(2), "links": []} if path.endswith("/1") else body
        )
        report = sync(settings, fake)
    assert "not question 1" in report.missed[0]
    assert statuses(settings) == {}


@pytest.mark.parametrize("lost", [0, 99, 100, 149, 200, 229])
def test_a_row_that_moves_between_pages_is_found_by_listing_again(settings, lost):
    pages = []

    def slipping(path, body):
        """Leave one row out of the first listing of each kind, whatever its page."""
        if "results" in body and body["totalResults"] == 230:
            rows = body["results"]
            pages.append(rows)
            if len(pages) <= 3:
                body["results"] = [row for row in rows if row["value"]["id"] != 2_000_000 + lost]
        return body

    records = by_id(
        *(question(2_000_000 + n, uin=30_000 + n, dateAnswered="2024-02-20") for n in range(230))
    )
    with FakeParliament(records) as fake:
        fake.spoil = slipping
        assert sync(settings, fake).missed == []
    assert len(statuses(settings)) == 230


def test_rows_that_move_often_are_all_found(settings):
    records = by_id(
        *(question(2_000_000 + n, uin=30_000 + n, dateAnswered="2024-02-20") for n in range(230))
    )
    with FakeParliament(records) as fake:
        client = ApiClient(fake.url, FAST)
        with closing(client):
            for seed in range(40):
                fake.fault = some(0.3, seed, ["row twice"])
                found = client.questions([("tabledWhenFrom", "2024-01-05")])
                assert len(found) == 230, seed
