"""`qa move-service` moves all that people made into PostgreSQL, or nothing."""

import os
import subprocess
import sys
import threading
from contextlib import closing

import psycopg
import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from qa.cli import main
from qa.model.switches import Switches
from qa.settings import Settings
from qa.store.service import service_store
from qa.store.service.postgres import schema
from tests.conformance.service_store import ANNOTATIONS, ME, REPLY, make_one_of_each
from tests.postgres import PASSWORD

ODD = "a\0b \x1a0 £ 🦉 \\ \t\n"


@pytest.fixture
def embedded(tmp_path):
    """A data folder in which people made one of each kind; what it is found by."""
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir()
    store = service_store(settings)
    made = make_one_of_each(store)
    with store.writing() as records:
        key = made[0]
        records.conversations.add_turn(key, ODD, REPLY, ANNOTATIONS, ME, "attempt")
        records.shares.add(key, "secret", ME)
        records.drafts.add(made[2], 0, "passage", {"passage_id": "2021-09-03/4#1"}, ME)
        records.drafts.share(made[2], "secret", ME)
        records.subscriptions.open_feed(ME, "secret")
        records.subscriptions.set_mail(ME, "anna@example.gov.uk", "a.1")
        records.subscriptions.asked(ME)
        mail = records.subscriptions.new_mail_token(ME)
        records.subscriptions.confirm_mail(ME)
        api_key = records.keys.create("tracker", ("read",), 60)
        session = records.people.begin_session("anna", "Anna")
        records.switches.write(Switches(banner="Back soon."))
        records.declined.add("Unicorns?", "anna")
        records.declined.ask_again("Unicorns?", "anna", "Horses?", answered=True)
        records.audit.add("key made", "root", "tracker")
    return settings, (key, made[2], mail, api_key, session)


def move(settings, url):
    """The command's exit code and what it printed, in this process."""
    done = CliRunner().invoke(
        main,
        ["move-service", "--data-dir", str(settings.data_dir)],
        env={"QA_DATABASE_URL": url},
    )
    assert PASSWORD not in done.output
    return done.exit_code, done.output


def found_in(store, keys):
    """What a store has of what was made."""
    key, draft, mail, api_key, session = keys
    with closing(store) if hasattr(store, "close") else threading.Lock(), store.writing() as kept:
        return (
            kept.conversations.turns(key, ME),
            kept.conversations.turn_of_attempt("attempt", ME),
            kept.conversations.listed(ME),
            kept.shares.links(key, "secret", ME),
            kept.drafts.draft(draft, ME),
            kept.drafts.link(draft, "secret", ME),
            kept.marks.all(),
            kept.watches.of(ME),
            kept.subscriptions.feed(ME, "secret"),
            kept.subscriptions.mail_of_token(mail),
            kept.subscriptions.mails_to_ask(),
            kept.keys.use(api_key, 1).name,
            kept.people.session(session),
            kept.people.secret(),
            kept.switches.read(),
            kept.declined.most_asked(9),
            kept.audit.last(9)[-1],
        )


def is_empty(url):
    """Whether nobody has made anything in a database."""
    with psycopg.connect(url) as connection:
        rows = schema.row_counts(connection)
    return {table for table, number in rows.items() if number} == {"secrets"}


def test_all_is_moved_and_counted_and_the_file_is_as_it_was(embedded, postgres_url):
    settings, keys = embedded
    before = settings.service_path.read_bytes()
    code, printed = move(settings, postgres_url)
    assert code == 0, printed
    rows = [line.split() for line in printed.splitlines()[1:-1]]
    assert [row[-1] for row in rows] == [row[-2] for row in rows]
    assert [*rows[1]] == ["turns", "2", "2"]
    assert len(rows) == len(schema.TABLES)
    assert all(int(row[-1]) for row in rows)
    assert settings.service_path.read_bytes() == before
    assert not list(settings.data_dir.glob(".moving*"))
    moved = Settings(data_dir=settings.data_dir, database_url=postgres_url)
    assert found_in(service_store(moved), keys) == found_in(service_store(settings), keys)


def test_what_is_made_after_the_move_has_a_number_of_its_own(embedded, postgres_url):
    settings, _ = embedded
    assert move(settings, postgres_url)[0] == 0
    store = service_store(Settings(database_url=postgres_url))
    with closing(store):
        make_one_of_each(store)
        with store.writing() as records:
            assert len(records.conversations.listed(ME)) == 2
            assert records.keys.create("second", ("read",), 60)


def test_a_database_in_which_something_is_is_refused(embedded, postgres_url):
    settings, _ = embedded
    assert move(settings, postgres_url)[0] == 0
    code, said = move(settings, postgres_url)
    assert code == 1
    assert "is not empty: 1 conversations, 2 turns" in said
    assert "Name an empty one" in said


def test_a_move_that_is_killed_leaves_the_database_empty(embedded, postgres_url):
    """The last table is locked by another, so that the command is killed while it waits for it."""
    settings, _ = embedded
    other = Settings(database_url=postgres_url)
    with closing(service_store(other)) as store, store.reading():
        pass
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'declined'::regclass"
    with psycopg.connect(postgres_url) as holder:
        holder.execute("LOCK TABLE declined")
        command = [sys.executable, "-m", "qa.cli", "move-service"]
        with subprocess.Popen(
            [*command, "--data-dir", settings.data_dir],
            env=os.environ | {"QA_DATABASE_URL": postgres_url},
        ) as moving:
            while holder.execute(waiting).fetchone() == (0,):
                assert moving.poll() is None
            moving.kill()
    assert is_empty(postgres_url)
    assert move(settings, postgres_url)[0] == 0


@pytest.mark.parametrize(
    ("url", "code", "cure"),
    [
        ("", 2, "Set it to the address of an empty PostgreSQL database"),
        ("mysql://host/db", 2, "postgresql://USER@HOST"),
        ("postgresql://qa:x@127.0.0.1:9/qa", 1, "Start its server"),
    ],
)
def test_a_wrong_address_is_named_its_cure(embedded, url, code, cure):
    found, said = move(embedded[0], url)
    assert found == code
    assert cure in said


def test_without_a_file_nothing_is_moved(tmp_path, postgres_url):
    code, said = move(Settings(data_dir=tmp_path), postgres_url)
    assert code == 1
    assert "nobody has made anything here" in said


def test_a_file_of_an_older_version_is_moved_and_stays_what_it_was(
    embedded, postgres_url, monkeypatch
):
    settings, _ = embedded
    with closing(Database(settings.service_path)) as db:
        db.execute("DROP INDEX marks_by_age")
        db["_sqlite_migrations"].delete_where("name = 'm017_marks_by_age'")
        db.conn.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = settings.service_path.read_bytes()
    assert move(settings, postgres_url)[0] == 0
    assert settings.service_path.read_bytes() == before
