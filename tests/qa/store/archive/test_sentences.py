"""Stores whose passages were cut before their sentences were kept: read as before, then made up."""

import sqlite3
from contextlib import closing

import pytest

from qa import store
from qa.archive.integrity import verify_integrity
from qa.archive.update import bring_up_to_date
from qa.model import Request
from qa.service.service import Service
from qa.settings import Settings

FORMER = """
ALTER TABLE passages DROP COLUMN sentences;
DELETE FROM _sqlite_migrations WHERE name = 'm009_sentences';
"""
QUESTIONS = ["How many prisoners are in work after release?", "community sentences", "owls"]


@pytest.fixture
def settings(own_data):
    """The answers of `corpus/` in a store from before, brought up by a command that writes."""
    settings = Settings(data_dir=own_data)
    with closing(sqlite3.connect(settings.store_path)) as old:
        old.executescript(FORMER)
    with store.archive.writing(settings.store_path):
        pass
    return settings


def replies(settings):
    return [Service(settings).reply(Request(question)).as_json() for question in QUESTIONS]


def kept(settings):
    with closing(sqlite3.connect(settings.store_path)) as db:
        return db.execute("SELECT * FROM passages ORDER BY id").fetchall()


def test_an_older_store_is_completed_in_place(settings, corpus_data):
    sound = Settings(data_dir=corpus_data)
    bring_up_to_date(settings)
    assert kept(settings) == kept(sound)
    assert all(row[-1] for row in kept(settings))
    assert replies(settings) == replies(sound)
    assert list(verify_integrity(settings)) == []


def test_until_then_it_is_read_as_it_was(settings, corpus_data):
    assert not any(row[-1] for row in kept(settings))
    assert replies(settings) == replies(Settings(data_dir=corpus_data))
    assert all("behind the store" in fault for fault in verify_integrity(settings))
    bring_up_to_date(settings)
    assert list(verify_integrity(settings)) == []


def test_what_is_broken_off_is_made_up_the_next_time(settings):
    def stopped(doing, done, of):
        if doing == "Cutting passages":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(settings, stopped)
    assert not any(row[-1] for row in kept(settings))
    bring_up_to_date(settings)
    assert all(row[-1] for row in kept(settings))


def test_passages_without_sentences_are_valid_and_quoted_the_same(settings, corpus_data):
    bring_up_to_date(settings)
    with closing(sqlite3.connect(settings.store_path)) as db:
        db.execute("UPDATE passages SET sentences = NULL")
        db.commit()
    assert list(verify_integrity(settings)) == []
    assert replies(settings) == replies(Settings(data_dir=corpus_data))
