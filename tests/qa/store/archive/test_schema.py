"""The schema brought up by several at once: each waits for the other, and all find the same."""

import subprocess
import sys

from qa import store
from qa.archive import merge_sources
from tests.making import fact, lines, read

OPENING = """
import sys
from pathlib import Path
from qa import store
from qa.archive import merge_sources
from tests.making import fact, lines, read
sys.stdin.readline()
with store.archive.writing(Path(sys.argv[1]), create=True) as db:
    store.archive.revision.advance(db)
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
    with store.archive.reading(path) as db:
        assert store.archive.revision.current(db).endswith(f".{len(opening)}")


def test_adding_an_answer_costs_the_same_however_many_there_are(tmp_path):
    steps = 0

    def count():
        nonlocal steps
        steps += 1

    costs = []
    with store.archive.writing(tmp_path / "answers.db", create=True) as db:
        for number in range(400):
            stated = fact(uin=str(1000 + number), question_text=f"How many are in town {number}?")
            record = next(read(lines(tmp_path / "one.jsonl", stated)))
            steps = 0
            db.conn.set_progress_handler(count, 10)  # called each ten steps of SQLite's machine
            merge_sources.upsert(db, record, f"There are {number} libraries.")
            costs.append(steps)
    # The most, since the index of phrases is merged once in a while.
    assert max(costs[-50:]) < 1.5 * max(costs[50:100])
