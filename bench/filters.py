"""What filters cost: `python -m bench.filters DATA_DIR [--store DATA_DIR]`, a made store's folder.

The ten best passages of the same questions of 24 words, without a filter and with each, in turn,
round after round; a question's time is the median of its rounds. Median and 99th percentile of the
processor's milliseconds, and how many passages are let through.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import numpy as np

from bench.corpus import made_questions, sampled
from bench.made_store import BODIES
from qa.bodies import body_key
from qa.holdings import Library
from qa.index import use_compiled
from qa.questions import Understanding, understand
from qa.records import Filters
from qa.settings import Settings

WORDS, ASKED, ROUNDS, HITS = 24, 100, 5, 10
BODY = body_key(BODIES[1])
FILTERS = {
    "none": Filters(),
    "one of eight bodies": Filters(body=BODY),
    "the Lords": Filters(house="Lords"),
    "one year": Filters(date_from="2016-01-01", date_to="2016-12-31"),
    "two years, cut within years": Filters(date_from="2016-04-01", date_to="2018-03-31"),
    "a body in one year": Filters(date_from="2016-01-01", date_to="2016-12-31", body=BODY),
    "a state that no answer has": Filters(status=("withdrawn",)),
}


def main() -> None:
    """Time every filter, and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--store", type=Path, help="data folder to take questions from")
    parser.add_argument("--numpy", action="store_true", help="without compiled loops")
    stated = parser.parse_args()
    if not stated.numpy:
        use_compiled()
    settings = Settings(data_dir=stated.data_dir, meaning=False)
    questions = made_questions(sampled(stated.store), WORDS, ASKED)
    took: dict[str, list[list[float]]] = {name: [] for name in FILTERS}
    with Library(settings).open() as open_:
        by = Understanding(open_.analyzer, open_.index.newest, open_.lexicon, open_.spelling)
        print(f"{'filter':<30}{'passages':>10}{'median':>9}{'p99':>9}")
        for _ in range(ROUNDS + 1):
            for name, filters in FILTERS.items():
                times = []
                for question in questions:
                    query = understand(question, settings, by, filters=filters)
                    started = time.thread_time()
                    open_.index.ranked(query, HITS)
                    times.append((time.thread_time() - started) * 1000)
                took[name].append(times)
        for name, filters in FILTERS.items():
            query = understand(questions[0], settings, by, filters=filters)
            let = int(open_.index.let_through(query).sum())
            times = [statistics.median(each) for each in zip(*took[name][1:], strict=True)]
            print(f"{name:<30}{let:>10,}{np.median(times):>9.3f}{np.percentile(times, 99):>9.3f}")


if __name__ == "__main__":
    main()
