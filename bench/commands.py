"""How long each command takes over a folder of answers: `python bench/commands.py FOLDER`.

Each command runs as a process of its own, start included, in a data folder made for it. Wall time
is the median of the runs; memory is the largest resident size of the process.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

QUESTIONS = (
    "how many prisoners were released in error?",
    "what is the cost of maintaining historic buildings?",
    "how many libraries have closed and what has been done to keep the others open?",
)


def run(*arguments: str) -> tuple[float, float]:
    """Wall seconds and peak megabytes of one `qa` command; its output is thrown away."""
    started = time.perf_counter()
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "qa.cli", *arguments],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"qa {' '.join(arguments)} failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> None:
    """Time the commands in the order in which a person meets them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=5, help="runs of each question")
    stated = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {stated.folder}")
    print(f"{'command':<28} {'seconds':>8} {'MB':>6}")
    with tempfile.TemporaryDirectory() as data:
        at = ["--data-dir", data]
        steps = [("ingest, all new", ["ingest", str(stated.folder)])]
        steps += [("ingest, all unchanged", ["ingest", str(stated.folder)])]
        steps += [("index", ["index"]), ("check", ["check"]), ("status", ["status"])]
        for name, arguments in steps:
            seconds, megabytes = run(*arguments, *at)
            print(f"{name:<28} {seconds:>8.2f} {megabytes:>6.0f}")
        asked = [run("ask", question, *at) for _ in range(stated.runs) for question in QUESTIONS]
        seconds = statistics.median(second for second, _ in asked)
        print(f"{'ask, median':<28} {seconds:>8.2f} {max(size for _, size in asked):>6.0f}")


if __name__ == "__main__":
    main()
