"""Helpers of the sync tests: run a sync, and read what it did."""

import copy
from contextlib import closing
from datetime import date
from urllib.parse import parse_qsl

from qa import store
from qa.archive.sync import ApiClient, plan_sync, synchronise
from tests.fake_parliament import PATH
from tests.parliament_records import NAMED, question

FAST = 10_000
SINCE, UNTIL = date(2024, 1, 4), date(2024, 1, 16)


def by_id(*records):
    return {record["id"]: record for record in records}


def named():
    return copy.deepcopy(by_id(*NAMED.values()))


def sync(settings, fake, since=SINCE, until=UNTIL, bodies=(), **limits):
    with closing(ApiClient(fake.url, FAST, **limits)) as client:
        return synchronise(settings, plan_sync(settings, bodies, since, until), client)


def counts(report):
    assert report.total == sum(report.counts[outcome] for outcome in report.OUTCOMES)
    return {outcome: count for outcome, count in report.counts.items() if count}


def kept(settings):
    """All that is known of every question, and what is noted as fetched or open."""
    with store.archive.reading(settings.store_path) as db:
        answers = db.execute(
            "SELECT a.answer_id, a.status, a.date_tabled, a.date_answered, a.body, a.house, "
            "a.source_question, a.heading, a.asking_member, a.answering_member, t.text, v.published"
            " FROM answers a JOIN versions v ON v.id = a.version "
            "JOIN texts t ON t.digest = v.text_digest ORDER BY a.answer_id"
        ).fetchall()
        versions = db.execute("SELECT identity, form, digest FROM versions ORDER BY 1, 3")
        days = db.execute("SELECT body, day, fetched_at IS NULL FROM sync_days").fetchall()
        return answers, versions.fetchall(), days, store.archive.sync_state.open_questions(db, [0])


def statuses(settings):
    return {answer_id: status for answer_id, status, *_ in kept(settings)[0]}


def answer_id(record):
    return f"{record['dateTabled'][:10]}/{record['uin']}"


def lists(fake):
    return [dict(parse_qsl(query)) for path, query, _ in fake.requests if path == PATH]


def windows(fake, event):
    """The first and last day of each list of an event that was asked for, once for each page."""
    asked = [row for row in lists(fake) if f"{event}WhenFrom" in row]
    return [(row[f"{event}WhenFrom"], row[f"{event}WhenTo"]) for row in asked]


def details(fake):
    return [int(path.rsplit("/", 1)[1]) for path, _, _ in fake.requests if path != PATH]


def crowded():
    """The named questions, and more tabled on one day than two pages hold."""
    return named() | by_id(*(question(2_000_000 + n, uin=30_000 + n) for n in range(230)))
