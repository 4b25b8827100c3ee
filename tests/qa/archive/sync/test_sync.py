"""What a sync stores, and which requests it sends."""

import re
from contextlib import closing
from datetime import date, timedelta
from itertools import product

import pytest

from qa.archive.integrity import verify_integrity
from qa.archive.sync import ApiClient, plan_sync, preview
from qa.archive.sync.body_ids import resolve_body_ids
from qa.archive.sync.day_lists import MAX_ROWS
from qa.errors import BadRequest
from qa.model.bodies import bodies
from qa.service.service import Service
from tests.fake_parliament import FakeParliament
from tests.parliament_records import NAMED, corrected, question
from tests.syncing import (
    FAST,
    SINCE,
    UNTIL,
    answer_id,
    by_id,
    counts,
    details,
    kept,
    lists,
    named,
    statuses,
    sync,
    windows,
)


def test_every_question_of_the_window_is_stored_as_its_detail_states_it(settings):
    with FakeParliament(named()) as fake:
        report = sync(settings, fake)
    assert report.missed == []
    assert counts(report) == {"new": 18, "corrected": 1, "holding": 1, "withdrawn": 1}
    service = Service(settings)

    def answer(name):
        return service.answer(answer_id(NAMED[name]))

    states = {name: answer(name).status for name in ("holding, then answered", "unanswered")}
    states |= {name: answer(name).status for name in ("holding", "corrected", "withdrawn", "table")}
    assert states == {
        "holding, then answered": "answered",
        "unanswered": "unanswered",
        "holding": "holding",
        "corrected": "corrected",
        "withdrawn": "withdrawn",
        "table": "answered",
    }
    assert len(answer("long question").source_question) == 307
    assert answer("answer of 256").text == "a" * 256
    assert answer("table").text == "| Year | Number |\n| 2015 | 9312 |"
    assert answer("notes").text == "About 1,200[1][2].\n\n[1] Rounded."
    assert answer("corrected").text == "There are 14 libraries."
    assert answer("beyond ASCII").text == "It cost £5 million, Her Majesty’s “own”."
    assert (answer("Lords").house, answer("Lords").asking_member) == ("Lords", "Baroness Brown")
    assert (answer("no heading").heading, answer("heading with a blank").heading) == (
        None,
        "MOD St Athan",
    )
    assert (answer("unanswered").date_answered, answer("unanswered").text) == (None, "")
    assert answer("plain").answering_member == "Bob Jones"
    assert answer("plain").url.endswith("/detail/2024-01-05/1")
    assert list(verify_integrity(settings)) == []


def test_the_same_uin_in_two_sessions_is_two_questions(settings):
    with FakeParliament(named()) as fake:
        sync(settings, fake)
        report = sync(settings, fake, since=date(2023, 2, 6), until=date(2023, 2, 7))
    assert counts(report) == {"new": 2, "unchanged": 1}
    service = Service(settings)
    assert service.answer("2023-02-06/7947").date_answered == "2023-02-13"
    assert service.answer("2024-01-05/7947").date_answered == "2024-01-12"
    names = {
        service.answer(answer_id(NAMED[name])).answering_body.name
        for name in ("renamed body", "after the renaming")
    }
    assert names == {
        "Department for Digital, Culture, Media and Sport",
        "Department for Culture, Media and Sport",
    }


FAR = {"dateTabled": "2023-06-01", "dateAnswered": "2023-06-08"}


@pytest.mark.parametrize(
    ("record", "inside"),
    [
        (question(1, **FAR | {"dateTabled": "2024-01-04"}), True),
        (question(1, **FAR | {"dateTabled": "2024-01-16"}), True),
        (question(1, **FAR | {"dateAnswered": "2024-01-04"}), True),
        (question(1, **FAR | {"dateAnswered": "2024-01-16"}), True),
        (corrected(1, **FAR | {"dateAnswerCorrected": "2024-01-04"}), True),
        (corrected(1, **FAR | {"dateAnswerCorrected": "2024-01-16"}), True),
        (question(1, **FAR), False),
        (question(1, **FAR | {"dateTabled": "2024-01-03"}), False),
        (question(1, **FAR | {"dateAnswered": "2024-01-17"}), False),
        (corrected(1, **FAR | {"dateAnswerCorrected": "2024-01-17"}), False),
        (question(1, **FAR | {"dateForAnswer": "2024-01-15"}), False),
    ],
)
def test_a_question_tabled_answered_or_corrected_in_the_window_is_fetched(settings, record, inside):
    with FakeParliament(by_id(record)) as fake:
        sync(settings, fake)
    assert len(kept(settings)[0]) == inside


def test_the_requests_to_the_api(settings):
    with FakeParliament(named()) as fake:
        sync(settings, fake, bodies=["54", "Home Office"])
    assert all(
        asked["sessionStatus"] == "Any" and asked["includeWithdrawn"] == "true"
        for asked in lists(fake)
    )
    bodies = {tuple(re.findall(r"answeringBodies=(\d+)", query)) for _, query, _ in fake.requests}
    assert bodies == {("1", "54"), ()}
    for event in ("tabled", "answered", "corrected"):
        assert windows(fake, event) == [("2024-01-04", "2024-01-16")]
    assert len(details(fake)) == len(set(details(fake))) == 20
    agents = {headers["User-Agent"] for _, _, headers in fake.requests}
    assert re.fullmatch(r"written-answers-qa/[\d.]+ \(.*qa sync.*\)", agents.pop())
    assert fake.most_at_once <= 2


def test_a_small_body_is_asked_for_by_months(settings):
    records = by_id(
        *(
            question(
                n, uin=n, dateTabled=f"{year}-{month:02}-03", dateAnswered=f"{year}-{month:02}-28"
            )
            for n, (year, month) in enumerate(product(range(2014, 2024), range(1, 13)), start=1)
        )
    )
    with FakeParliament(records) as fake:
        report = sync(
            settings, fake, since=date(2014, 1, 1), until=date(2023, 12, 31), bodies=["54"]
        )
    assert (report.total, report.missed) == (120, [])
    assert len(lists(fake)) == 3 * 120  # tabled, answered, corrected
    assert windows(fake, "tabled")[1] == ("2014-02-01", "2014-02-28")
    assert len(kept(settings)[2]) == (date(2024, 1, 1) - date(2014, 1, 1)).days
    assert Service(settings).coverage().sync_gaps == ()


@pytest.mark.parametrize("event", ["tabled", "answered"])
def test_a_month_of_more_than_the_api_can_page_is_asked_for_by_days(settings, event):
    dates = {"dateTabled": "2023-12-01", "dateAnswered": "2024-03-01"}
    field = {"tabled": "dateTabled", "answered": "dateAnswered"}[event]
    records = by_id(
        *(
            question(n, uin=n, **dates | {field: f"2024-01-{5 + n % 9:02}"})
            for n in range(1, MAX_ROWS + 2)
        )
    )
    with FakeParliament(records) as fake:
        with closing(ApiClient(fake.url, FAST)) as client:
            found = dict(preview(settings, plan_sync(settings, [], SINCE, UNTIL), client))
        skipped = [int(asked["skip"]) for asked in lists(fake)]
    assert sum(found.values()) == MAX_ROWS + 1
    assert found["2024-01-05"] == MAX_ROWS // 9
    assert max(skipped) == 0
    assert len([one for one in windows(fake, event) if one[0] == one[1]]) == 13
    del records[1]
    with FakeParliament(records) as fake, closing(ApiClient(fake.url, FAST)) as client:
        found = dict(preview(settings, plan_sync(settings, [], SINCE, UNTIL), client))
    assert sum(found.values()) == MAX_ROWS
    assert {one[0] for one in windows(fake, event)} == {"2024-01-04"}


def test_a_row_that_states_no_day_of_its_list_is_fetched_all_the_same(settings):
    def elsewhere(path, body):
        for row in body.get("results") or []:
            row["value"] |= {"dateTabled": "2020-01-01", "dateAnswered": None}
        return body

    with FakeParliament(named()) as fake:
        fake.spoil = elsewhere
        with closing(ApiClient(fake.url, FAST)) as client:
            found = dict(preview(settings, plan_sync(settings, [], SINCE, UNTIL), client))
    assert sum(found.values()) == found["2024-01-04"] == 21


def test_days_are_listed_together_only_where_they_follow_each_other_for_the_same_bodies(settings):
    with FakeParliament({}) as fake:
        sync(settings, fake, since=date(2023, 12, 1), until=date(2023, 12, 10), bodies=["54"])
        fake.requests = []
        sync(settings, fake, since=date(2023, 11, 29), until=date(2023, 12, 12), bodies=["54", "1"])
    assert windows(fake, "tabled") == [
        ("2023-11-29", "2023-11-30"),
        ("2023-12-01", "2023-12-07"),
        ("2023-12-08", "2023-12-12"),
    ]


@pytest.mark.parametrize("days", [1, 2, 40_000])
def test_a_window_that_ends_after_today_is_refused(settings, days, monkeypatch):
    class Today(date):
        @classmethod
        def today(cls):
            return cls(2024, 1, 10)

    monkeypatch.setattr("qa.archive.sync.plan.date", Today)
    with pytest.raises(BadRequest, match="in the future") as refused:
        plan_sync(settings, [], SINCE, date(2024, 1, 10) + timedelta(days=days))
    assert refused.value.parameter == "until"
    assert plan_sync(settings, [], SINCE, date(2024, 1, 10)).until == date(2024, 1, 10)


@pytest.mark.parametrize(
    ("bodies", "stored"),
    [
        (["54"], {1}),
        (["ministry of justice"], {1}),
        (["The Home Office", "60"], {2, 3}),
        (["60", "54", "54"], {1, 3}),
        ([], {1, 2, 3}),
        (["4"], set()),
    ],
)
def test_bodies_are_given_by_id_or_name_and_none_means_all(settings, bodies, stored):
    records = by_id(question(1), question(2, answeringBodyId=1), question(3, answeringBodyId=60))
    with FakeParliament(records) as fake:
        sync(settings, fake, bodies=bodies)
    assert {int(name.split("/")[1]) for name in statuses(settings)} == stored


def test_a_name_that_the_api_has_given_is_known_on_the_next_run(settings):
    with pytest.raises(BadRequest, match=r"'Office of Tests'.*id.*54"):
        plan_sync(settings, ["Office of Tests"], SINCE, UNTIL)
    record = question(1, answeringBodyId=999, answeringBodyName="Office of Tests")
    with FakeParliament(by_id(record)) as fake:
        sync(settings, fake)
    assert plan_sync(settings, ["office of tests"], SINCE, UNTIL).bodies == (999,)


@pytest.mark.parametrize("body", ["", "0", "-54", "54.0", "2147483648", "MoJ; DROP", "x" * 5000])
def test_an_unknown_body_is_an_error(body):
    with pytest.raises(BadRequest) as refused:
        resolve_body_ids([body], [])
    assert len(str(refused.value)) < 2000


def test_every_body_with_an_id_is_found_by_each_of_its_names():
    for body in bodies():
        for name in body.names if body.parliament else ():
            assert body.parliament in resolve_body_ids([name], [])
