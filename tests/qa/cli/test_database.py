"""The commands where QA_DATABASE_URL names a PostgreSQL database."""

import os
import tarfile

import pytest
from click.testing import CliRunner

from qa.cli import main
from qa.settings import Settings
from qa.store.service import service_store
from tests.conformance.service_store import SetClock, found_of, make_one_of_each
from tests.postgres import PASSWORD, free_port


@pytest.fixture
def run(own_data, postgres_url):
    """Run a command over the answers of the corpus: its exit code and what it printed."""

    def run(*command, url=postgres_url):
        arguments = [*command, "--data-dir", str(own_data)]
        done = CliRunner().invoke(main, arguments, env={"QA_DATABASE_URL": url})
        assert PASSWORD not in done.output
        assert not list(own_data.glob("service.db*"))
        return done.exit_code, done.output

    return run


@pytest.fixture
def away():
    """The address of a server that is away."""
    return f"postgresql://qa:x@127.0.0.1:{free_port()}/answers"


def test_keys_are_made_and_listed_in_the_database(run, away):
    code, key = run("keys", "create", "tracker")
    assert (code, key[:3]) == (0, "qa_")
    assert "tracker\tread" in run("keys", "list")[1]
    code, said = run("keys", "list", url=away)
    assert code == 1
    assert "The database answers at 127.0.0.1:" in said
    assert "Start its server" in said


def test_the_check_finds_a_database_that_is_away(run, away):
    assert run("check")[0] == 0
    code, said = run("check", url=away)
    assert code == 1
    assert "The database answers at 127.0.0.1" in said


def test_the_status_needs_no_database(run, away):
    assert run("status", url=away)[0] == 0


def test_everything_is_purged_from_the_database(run, postgres_url):
    store = service_store(Settings(database_url=postgres_url))
    made = make_one_of_each(store)
    code, said = run("purge", "--all")
    assert code == 2
    assert "made in the database of QA_DATABASE_URL" in said
    assert "Deleted nothing" in run("purge")[1]
    assert "1 conversations" in run("purge", "--all", "--yes")[1]
    assert found_of(store, made) == [False] * 4
    with store.reading() as records:
        assert [one.act for one in records.audit.last(9)] == ["purged", "purged"]
    store.close()


def test_what_has_expired_is_purged_behind_a_service(run, postgres_url, monkeypatch):
    lowered = []
    monkeypatch.setattr(os, "nice", lowered.append)
    store = service_store(Settings(database_url=postgres_url))
    clock = SetClock()
    clock.advance(days=-3650)
    store._clock = clock
    make_one_of_each(store)
    store.close()
    assert run("purge", "--behind")[0] == 0
    assert run("purge", "--behind") == (0, "")
    assert lowered == [19, 19]


def test_a_backup_has_the_answers_and_says_how_the_rest_is_backed_up(run, tmp_path, postgres_url):
    run("keys", "create", "tracker")
    file = tmp_path / "backup.tar"
    code, said = run("backup", str(file))
    assert code == 0
    assert "not in this file: back it up by `pg_dump`" in said
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["backup.json", "answers.db"]
    new = ["restore", str(file), "--data-dir", str(tmp_path / "new")]
    done = CliRunner().invoke(main, new, env={"QA_DATABASE_URL": postgres_url})
    assert done.exit_code == 0
    assert "restore it by `pg_restore`" in done.output
    assert "tracker\tread" in run("keys", "list")[1]


def test_a_service_is_not_started_for_what_is_no_address(run):
    code, said = run("serve", url="mysql://anna:hunter2@host/db")
    assert code == 2
    assert "postgresql://USER@HOST" in said
    assert "hunter2" not in said
