"""The schema brought up by several at once: each waits for the other, and all find the same."""

import subprocess
import sys

from qa import store

OPENING = """
import sys
from pathlib import Path
from qa import store
sys.stdin.readline()
with store.writing(Path(sys.argv[1]), create=True) as db:
    store.ledger.advance(db)
"""


def test_a_store_that_several_begin_at_once_is_made_once(tmp_path):
    path = tmp_path / "answers.db"
    command = [sys.executable, "-c", OPENING, str(path)]
    opening = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    for process in opening:
        process.stdin.write("now\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in opening] == [""] * len(opening)
    with store.reading(path) as db:
        assert store.ledger.revision(db).endswith(f".{len(opening)}")
