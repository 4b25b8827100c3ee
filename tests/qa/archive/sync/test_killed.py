"""A sync that is killed at any moment loses nothing."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import date, timedelta

import stamina

from qa.archive.integrity import verify_integrity
from qa.settings import Settings
from tests.fake_parliament import FakeParliament, some
from tests.parliament_records import many
from tests.syncing import FAST, SINCE, answer_id, details, kept, sync

FULL_SIZE = bool(os.environ.get("QA_PROVE"))


DRIVER = "import stamina, qa.cli; stamina.set_testing(True, attempts=40, cap=False); qa.cli.main()"


def striking(timer, at, faults):
    """Faults, and the timer that starts with the request of this number."""

    def fault(number, path):
        if number == at:
            timer.start()
        return faults(number, path)

    return fault


def start(fake, data, until):
    arguments = ["sync", "--since", str(SINCE), "--until", until, "--rate", str(FAST)]
    arguments += ["--api-url", fake.url, "--data-dir", str(data)]
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def test_a_sync_killed_at_any_moment_and_run_again_ends_as_if_undisturbed(tmp_path):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    count, days, kills = (2_000, 90, 20) if FULL_SIZE else (120, 10, 4)
    until = (SINCE + timedelta(days=days + 25)).isoformat()
    records = many(count, days, seed, SINCE)
    undisturbed = Settings(data_dir=tmp_path / "undisturbed")
    with FakeParliament(records) as fake:
        assert sync(undisturbed, fake, until=date.fromisoformat(until)).missed == []
        requests = len(fake.requests)
    killed = Settings(data_dir=tmp_path / "killed")
    faults = some(0.1, seed)
    with FakeParliament(records) as fake:
        fake.retry_after = "0"
        for _ in range(kills):
            process = start(fake, killed.data_dir, until)
            at = len(fake.requests) + chance.randrange(1, requests * 2 // kills)
            timer = threading.Timer(chance.random() * 0.05, process.send_signal, [signal.SIGKILL])
            fake.fault = striking(timer, at, faults)
            process.communicate(timeout=600)
            assert process.returncode in (-signal.SIGKILL, 0)
            assert_nothing_was_passed_over(killed, records)
        fake.fault = faults
        process = start(fake, killed.data_dir, until)
        _, said = process.communicate(timeout=600)
        assert (process.returncode, said) == (0, b"")
    assert kept(killed) == kept(undisturbed)
    assert len(kept(killed)[0]) == count
    assert list(verify_integrity(killed)) == []


def assert_nothing_was_passed_over(settings, records):
    """Every event of a day recorded as fetched is in the store."""
    if not settings.store_path.exists():
        return
    connection = sqlite3.connect(settings.store_path)
    with closing(connection):
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "sync_days" not in tables:
            return
        days = connection.execute("SELECT day FROM sync_days WHERE fetched_at IS NOT NULL")
        fetched = {day for (day,) in days}
        stored = {name for (name,) in connection.execute("SELECT answer_id FROM answers")}
    for record in records.values():
        if {(record[name] or "")[:10] for name in ("dateTabled", "dateAnswered")} & fetched:
            assert answer_id(record) in stored


def test_a_run_after_a_kill_repeats_little(settings):
    # Half of the answers remain, in whatever order the replies come.
    records = many(200, 40, 1, SINCE)
    until = date(2024, 2, 15)
    with FakeParliament(records) as fake:
        stamina.set_testing(True, attempts=1)
        fake.fault = lambda number, path: "500 without results" if number > 100 else None
        assert "all that was to follow" in sync(settings, fake, until=until).missed[-1]
        fake.fault, first = lambda number, path: None, len(set(details(fake)))
        fake.requests = []
        assert sync(settings, fake, until=until).missed == []
        again = len(details(fake))
    assert first + again < 1.3 * len(kept(settings)[0])
