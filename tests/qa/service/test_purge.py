"""Purging: what is deleted is nowhere in the file, and what is not stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa.cli import main
from qa.model.marks import Mark
from qa.service.purge import purge_expired
from qa.settings import Settings
from qa.store.service import SqliteServiceStore, service_store
from tests.conformance.service_store import passage

SECRET = "zeppelins over Kent"
OLD = "2021-03-01"
ME = "page:me"


def made_on(settings: Settings, day: str, word: str, *, times: int = 1) -> str:
    """Something of every kind that has a word, made on a day; the key of the last conversation."""
    moment = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    store = SqliteServiceStore(settings.service_path, 3650, lambda: moment)
    with store.writing() as records:
        for number in range(times):
            # Short ones, and those that fill several pages of the file.
            long = f"{word} {number} " * (1 + number % 7 * 200)
            key = records.conversations.begin(ME, listed=True)
            records.conversations.add_turn(key, long, {"text": long}, None, ME)
            records.shares.add(key, "secret", ME)
            pack = records.packs.begin()
            records.packs.add(pack, passage(1) | {"text": long})
            (item,) = records.packs.items(pack)
            records.packs.set_note(pack, item.id, long)
            draft = records.drafts.begin(long, (), ME)
            records.drafts.set_minister(draft, word, ME)
            records.watches.add(ME, "search", f"q={word}+{number}", long, "a.1", 10_000)
            records.marks.add(Mark(long, {"terms": [word]}, "a#1", 1, "v", "answers it"))
        records.subscriptions.set_mail(ME, f"{word.replace(' ', '.')}@example.org", "a.1")
    return key


def holding(folder: Path, word: str) -> list[str]:
    """The files of a folder that hold a word, as it is or as part of an address."""
    words = [word.encode(), word.replace(" ", ".").encode()]
    files = [path for path in folder.iterdir() if path.is_file()]
    return [path.name for path in files if any(one in path.read_bytes() for one in words)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A folder where things were made in 2021, kept for ten years."""
    settings = Settings(data_dir=tmp_path, retention_days=3650, marks_days=3650)
    made_on(settings, OLD, SECRET, times=30)
    return settings


def run(settings: Settings, *arguments: str, days: int = 3650) -> str:
    done = CliRunner().invoke(
        main,
        ["purge", *arguments, "--data-dir", str(settings.data_dir)],
        env={"QA_RETENTION_DAYS": str(days), "QA_MARKS_DAYS": str(days)},
    )
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("arguments", [["--before", "2021-03-02"], ["--all", "--yes"], []])
def test_no_byte_of_what_is_purged_is_left(settings: Settings, arguments: list[str]) -> None:
    """Another process has the database open meanwhile, so that the files beside it stay."""
    with closing(sqlite3.connect(settings.service_path)) as other:
        other.execute("SELECT count(*) FROM turns").fetchone()
        assert holding(settings.data_dir, SECRET)
        said = run(settings, *arguments, days=3650 if arguments else 30)
        beside = {path.name for path in settings.data_dir.iterdir()}
        assert beside == {"service.db", "service.db-wal", "service.db-shm"}
        assert holding(settings.data_dir, SECRET) == []
    for kind in ("conversations", "turns", "shares", "packs", "drafts", "watches", "marks"):
        assert f"30 {kind}" in said, said
    assert "1 watch mails" in said


def test_what_expires_while_a_service_runs_leaves_no_byte_either(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.service_path)) as service:
        service.execute("SELECT count(*) FROM turns").fetchone()
        deleted = purge_expired(settings.with_changes(retention_days=30, marks_days=30))
        assert deleted["turns"] == 30
        assert holding(settings.data_dir, SECRET) == []


def test_what_is_younger_stays(settings: Settings) -> None:
    key = made_on(settings, "2026-01-01", "buoys", times=3)
    assert "30 conversations" in run(settings, "--before", "2025-12-31")
    assert holding(settings.data_dir, SECRET) == []
    with service_store(settings).reading() as records:
        assert len(records.conversations.listed(ME)) == 3
        assert records.conversations.turns(key, ME)
        assert len(records.marks.all()) == 3
    assert run(settings, "--before", "2025-12-31") == "Deleted nothing.\n"


def test_what_is_still_read_by_another_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.store.service.sqlite.home.COMMAND_WAIT_SECONDS", 0.1)
    with closing(sqlite3.connect(settings.service_path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM turns").fetchone()
        command = ["purge", "--all", "--yes", "--data-dir", str(settings.data_dir)]
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 1
        assert "another process is reading it. Run the command again." in done.stderr
    assert "nothing" in run(settings, "--all", "--yes")
    assert holding(settings.data_dir, SECRET) == []


def test_everything_is_deleted_only_when_confirmed(settings: Settings) -> None:
    done = CliRunner().invoke(main, ["purge", "--all", "--data-dir", str(settings.data_dir)])
    assert done.exit_code == 2
    assert "Add --yes to confirm." in done.stderr
    assert holding(settings.data_dir, SECRET)


def test_a_day_that_has_not_begun_is_refused(settings: Settings) -> None:
    later = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    command = ["purge", "--before", later, "--data-dir", str(settings.data_dir)]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2
    assert f"{later} has not begun. Give an earlier day, or --all." in done.stderr


def test_where_nobody_has_made_anything_nothing_is_made(tmp_path: Path) -> None:
    for arguments in (["--all", "--yes"], []):
        run(Settings(data_dir=tmp_path), *arguments)
    assert list(tmp_path.iterdir()) == []


def test_what_has_expired_is_shown_to_nobody_before_it_is_purged(settings: Settings) -> None:
    """All is still in the file, and the retention period is over."""
    with closing(sqlite3.connect(settings.service_path)) as db:
        counts = {
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("conversations", "drafts", "watches", "marks", "packs")
        }
    assert set(counts.values()) == {30}
    now = Settings(data_dir=settings.data_dir)
    with service_store(now).reading() as records:
        assert records.conversations.listed(ME) == []
        assert records.drafts.listed(ME) == []
        assert records.watches.of(ME) == []
        assert list(records.marks.all()) == []
        assert records.subscriptions.mail(ME) is None
    assert holding(settings.data_dir, SECRET)
