"""The PostgreSQL home conforms to `ServiceStore`, on a real server, and says what is wrong."""

import os
import threading
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from qa.errors import BadRequest, ServiceStoreError
from qa.model.switches import Switches
from qa.settings import Settings
from qa.store.service import SqliteServiceStore, service_store
from qa.store.service.postgres import PostgresServiceStore, connections, home, schema
from tests.conformance.draft_records import DraftRecordsConformance
from tests.conformance.operation_records import AUDIT_DAYS, OperationConformance
from tests.conformance.service_store import (
    ME,
    REPLY,
    RETENTION_DAYS,
    ServiceStoreConformance,
    SetClock,
    begin,
    in_threads,
    make_one_of_each,
)
from tests.postgres import PASSWORD, Cluster, free_port, on_the_machine


class TestPostgresServiceStore(
    ServiceStoreConformance, DraftRecordsConformance, OperationConformance
):
    @pytest.fixture
    def store(self, clock, postgres_url):
        store = PostgresServiceStore(postgres_url, RETENTION_DAYS, clock, audit_days=AUDIT_DAYS)
        with closing(store):
            yield store


@pytest.fixture
def store(postgres_url):
    with closing(PostgresServiceStore(postgres_url, RETENTION_DAYS, SetClock())) as store:
        yield store


@pytest.fixture
def own_cluster(postgres_cluster):
    """A server that the test alone uses, and may kill."""
    cluster = Cluster(Path(on_the_machine()))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


def numbers_of(store, key):
    with store.reading() as records:
        return [turn.number for turn in records.conversations.turns(key, ME)]


def refusal(url):
    """What is said of a database that cannot be used; it never shows the password."""
    store = PostgresServiceStore(url, RETENTION_DAYS, SetClock())
    said = []
    for opening in (store.reading, store.writing):
        with pytest.raises(ServiceStoreError) as refused, opening():
            pass
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert PASSWORD not in said[0]
    assert store.switches() == Switches()
    return said[0]


def outcome(act, *args):
    try:
        return act(*args)
    except (ValueError, OverflowError) as error:
        return type(error)


@pytest.mark.parametrize("text", ["a\0b", "\0", "\x1a0\x1a1\0\x1a", "\\u0000", "\ud800", "🦉"])
def test_any_text_is_kept_or_refused_as_in_sqlite(store, tmp_path, text):
    other = SqliteServiceStore(tmp_path / "service.db", RETENTION_DAYS, SetClock())

    def kept_by(home):
        reply = REPLY | {"question": text, "query": {"disabled": ["dates"]}, "answerable": False}
        with home.writing() as records:
            kept, packs = records.conversations, records.packs
            key = kept.begin(text, listed=True)
            kept.add_turn(key, text, reply, {"prior_answers": text}, text, text)
            kept.rename(key, text, text)
            pack = packs.begin(text)
            packs.add(pack, {"passage_id": text, "answer_id": "1/2", "text": text})
            return (
                [(one.name, one.question) for one in kept.listed(text)],
                kept.turns(key, text),
                kept.questions(key, 9, text),
                kept.turn_of_attempt(text, text)[1],
                [one.passage for one in packs.items(pack)],
            )

    assert outcome(kept_by, store) == outcome(kept_by, other)


@pytest.mark.parametrize("item", [2**31, 2**63, -(2**70)])
def test_an_item_of_any_number_that_is_not_there_is_not_found(store, item):
    with store.writing() as records:
        pack, draft = records.packs.begin(), records.drafts.begin("one", (), ME)
        assert not records.packs.set_note(pack, item, "x")
        assert not records.drafts.set_note(draft, item, "x", ME)


def test_turns_of_many_writers_are_numbered_without_a_gap(store):
    key = begin(store)

    def add():
        for _ in range(5):
            with store.writing() as records:
                records.conversations.add_turn(key, "one", REPLY, None, ME)

    in_threads(8, add)
    assert numbers_of(store, key) == list(range(1, 41))


def test_an_empty_database_is_made_once_whoever_comes_first(postgres_url):
    with closing(PostgresServiceStore(postgres_url, RETENTION_DAYS, SetClock())) as store:

        def secret():
            with store.reading() as records:
                return records.people.secret()

        assert len(set(in_threads(8, secret))) == 1


def test_processes_that_fork_have_connections_of_their_own(store):
    key = begin(store, "one")
    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            try:
                for _ in range(5):
                    with store.writing() as records:
                        records.conversations.add_turn(key, "two", REPLY, None, ME)
                store.close()
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    for _ in range(20):
        numbers_of(store, key)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert numbers_of(store, key) == list(range(1, 17))


def test_a_writer_waits_for_another_no_longer_than_a_page_may(store, monkeypatch):
    session = connections.SESSION.replace("lock_timeout = '3s'", "lock_timeout = '50ms'")
    monkeypatch.setattr(connections, "SESSION", session)
    with store.writing():
        with (
            pytest.raises(ServiceStoreError, match="Another process is writing; ask again"),
            store.writing(),
        ):
            pass
        with store.reading() as records:
            assert records.keys.all() == []
    begin(store, "one")


def test_a_writer_that_is_lost_makes_others_wait_for_a_time_alone(store, monkeypatch):
    monkeypatch.setattr(home, "_PAGE", "SET LOCAL idle_in_transaction_session_timeout = '50ms'")

    def be_lost():
        with store.writing() as records:
            records.keys.create("lost", ("read",), 60)
            begin(store, "one")  # It waits until the server has ended the transaction around it.

    with pytest.raises(ServiceStoreError, match="cannot be used"):
        be_lost()
    with store.reading() as records:
        assert records.keys.all() == []
        assert len(records.conversations.listed(ME)) == 1


@pytest.mark.parametrize(
    "url",
    [
        "mysql://anna:hunter2@host/db",
        "postgresql://anna:hunter2@host:port/db",
        "postgresql://anna:hunter2@host/db?colour=red",
        "anna:hunter2",
        "host=localhost password=hunter2",
    ],
)
def test_what_is_no_address_is_refused_without_its_password(url):
    settings = Settings(database_url=url)
    with pytest.raises(BadRequest, match="postgresql://USER@HOST") as refused:
        service_store(settings)
    assert "hunter2" not in f"{refused.value}{settings}"


def test_a_wrong_password_user_or_database_is_named_with_its_cure(postgres_cluster):
    url = postgres_cluster.url()
    assert "Correct the user and the password" in refusal(url.replace("secret", "guess"))
    assert "Correct the user and the password" in refusal(url.replace("//qa:", "//bob:"))
    said = refusal(postgres_cluster.url("nowhere"))
    assert 'database "nowhere" does not exist' in said
    assert "nowhere at 127.0.0.1:" in said
    assert "Make the database" in said


def test_a_server_that_is_away_is_named_with_its_cure():
    said = refusal(f"postgresql://qa:x@127.0.0.1:{free_port()}/answers")
    assert "Connection refused" in said
    assert "Start its server" in said


def test_a_database_that_cannot_be_written_is_named_with_its_cure(postgres_cluster):
    only_read = postgres_cluster.url(options="-cdefault_transaction_read_only=on")
    assert "Name the primary server too" in refusal(only_read)


def test_a_database_that_does_not_hold_all_of_unicode_is_refused(postgres_cluster):
    with psycopg.connect(postgres_cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    assert "ENCODING 'UTF8'" in refusal(postgres_cluster.url("latin"))


def test_a_user_without_the_right_to_make_tables_is_named_the_cure(postgres_cluster, postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE USER guest PASSWORD 'x'")
        [schema_name] = connection.execute("SELECT current_schema()").fetchone()
        connection.execute(f"GRANT USAGE ON SCHEMA {schema_name} TO guest")
    guest = postgres_url.replace(postgres_url.split("@")[0], "postgresql://guest:x")
    assert "Make the user of QA_DATABASE_URL the owner" in refusal(guest)


def test_a_database_of_a_newer_version_is_refused(store, postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        begin(store, "one")
        connection.execute("INSERT INTO migrations VALUES ('m999_teleports', now())")
    assert "made by a newer version" in refusal_of_new_connection(store)


def refusal_of_new_connection(store):
    store.close()
    with pytest.raises(ServiceStoreError) as refused, store.reading():
        pass
    return str(refused.value)


def test_the_tables_are_those_that_the_schema_names(store, postgres_url):
    begin(store)
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchall()
    assert {name for (name,) in found} == {*schema.TABLES, "migrations", "rates"}


def test_everything_is_purged_and_written_again(store, postgres_url):
    make_one_of_each(store)
    with psycopg.connect(postgres_url) as connection:
        file = "SELECT pg_relation_filenode('turns')"
        before = connection.execute(file).fetchone()
        connection.rollback()
        deleted = store.purge(SetClock().now.replace(year=2999), rewrite=True)
        assert connection.execute(file).fetchone() != before
    assert deleted == {
        "conversations": 1,
        "drafts": 1,
        "marks": 1,
        "pack items": 1,
        "packs": 1,
        "turns": 1,
        "watches": 1,
    }


def test_what_has_expired_is_deleted_by_the_next_writer(store, postgres_url):
    begin(store, "one")
    store._clock.advance(days=RETENTION_DAYS + 1)
    begin(store, "two")
    with psycopg.connect(postgres_url) as connection:
        counted = connection.execute("SELECT count(*) FROM turns").fetchone()
    assert counted == (1,)


def test_switches_of_another_machine_are_followed_within_a_second(store, postgres_url, monkeypatch):
    with closing(PostgresServiceStore(f"{postgres_url}&", RETENTION_DAYS, SetClock())) as other:
        assert other.switches() == Switches()
        with store.writing() as records:
            records.switches.write(Switches(True, True, "Back soon."))
        until = other._switches._until
        assert other.switches() == Switches()
        monkeypatch.setattr("time.monotonic", lambda: until)
        assert other.switches().message == "Back soon."


def test_what_was_acknowledged_outlives_a_kill_and_the_store_recovers_by_itself(own_cluster):
    """Four writers add turns, each to its own conversation, while the server is killed twice."""
    store = PostgresServiceStore(own_cluster.empty_schema(), RETENTION_DAYS, SetClock())
    keys = [begin(store) for _ in range(4)]
    done, added, refused = threading.Event(), dict.fromkeys(keys, 0), []

    def add(key):
        while not done.is_set():
            try:
                with store.writing() as records:
                    turn = records.conversations.add_turn(key, "one", REPLY, None, ME)
            except ServiceStoreError as error:
                refused.append(str(error))
                continue
            added[key] = turn.number

    threads = [threading.Thread(target=add, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2):
            before = dict(added)
            wait_until(lambda before=before: all(added[key] > before[key] for key in keys))
            own_cluster.kill()
            failures = len(refused)
            wait_until(lambda failures=failures: len(refused) > failures + 4)
            own_cluster.start()
        before = dict(added)
        wait_until(lambda: all(added[key] > before[key] for key in keys))
    finally:
        done.set()
        for thread in threads:
            thread.join()
    for key in keys:
        found = numbers_of(store, key)
        assert found == list(range(1, len(found) + 1))
        assert added[key] <= len(found)
    assert all("cannot be used" in said for said in refused)
    assert any("Start its server" in said for said in refused)
    store.close()


def wait_until(condition):
    until = threading.Event()
    for _ in range(6000):
        if condition():
            return
        until.wait(0.01)
    pytest.fail("what was waited for did not come")


def test_after_a_restart_of_the_server_nobody_notices(own_cluster):
    with closing(
        PostgresServiceStore(own_cluster.empty_schema(), RETENTION_DAYS, SetClock())
    ) as store:
        in_threads(4, lambda: begin(store, "one"))
        own_cluster.stop()
        own_cluster.start()
        in_threads(4, lambda: begin(store, "two"))
        with store.reading() as records:
            assert len(records.conversations.listed(ME)) == 8
