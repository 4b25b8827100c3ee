"""A running service deletes what has expired, without anybody's making anything."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from qa.archive.ingest import ingest_shipped
from qa.settings import Settings
from tests.qa.service.test_purge import OLD, SECRET, holding, made_on
from web.purger import SECONDS, Purger

QA = [sys.executable, "-m", "qa.cli"]


def test_a_service_deletes_at_its_start_what_has_expired(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", semantic=False)
    ingest_shipped(settings)
    made_on(settings, OLD, SECRET, times=5)
    command = [*QA, "serve", "--port", "0", "--data-dir", str(settings.data_dir)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as service:
        said = service.stderr.readline()
        service.terminate()
        assert service.wait(30) == 0
    assert said.startswith("Deleted 5 conversations, 5 drafts, 5 marks, "), said
    assert holding(settings.data_dir, SECRET) == []


def test_it_is_due_at_the_start_and_each_hour_where_something_is_kept(tmp_path: Path) -> None:
    now = 100.0
    purger = Purger(Settings(data_dir=tmp_path), lambda: now)
    assert not purger.is_due()  # nothing is kept yet
    with closing(sqlite3.connect(tmp_path / "service.db")):
        pass
    due = []
    for seconds in (1, SECONDS - 2, 1, 1, SECONDS - 1, 1):
        now += seconds
        due.append(purger.is_due())
    assert due == [False, False, True, False, True, False]
