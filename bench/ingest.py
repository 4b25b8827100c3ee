"""How long an ingest takes, stage by stage: `python -m bench.ingest FOLDER`.

The folder's answers are ingested into a new data folder, by words alone; seconds are wall time and
processor time.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from qa.archive.ingest import ingest
from qa.settings import Settings


class Stages:
    """The time between one thing being done and the next, added up by its name."""

    def __init__(self) -> None:
        self.took: dict[str, tuple[float, float]] = {}
        self._last = time.perf_counter(), time.process_time()

    def __call__(self, doing: str, done: int, of: int) -> None:
        """Add the time since the last call to a stage."""
        now = time.perf_counter(), time.process_time()
        wall, processor = self.took.get(doing, (0.0, 0.0))
        self.took[doing] = wall + now[0] - self._last[0], processor + now[1] - self._last[1]
        self._last = now


def main() -> None:
    """Ingest a folder and print what each stage took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    stated = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        stages = Stages()
        report = ingest([stated.folder], Settings(data_dir=Path(data), semantic=False), stages)
        stages("Writing the index", 1, 1)
    wall = sum(seconds for seconds, _ in stages.took.values())
    print(f"{report.total:,} answers in {wall:.1f} s, {report.total / wall:,.0f} a second")
    for name, (seconds, processor) in stages.took.items():
        print(f"  {name:<20}{seconds:>8.2f} s, of the processor's {processor:>8.2f} s")


if __name__ == "__main__":
    main()
