"""What filters cost: `python -m bench.filters DATA_DIR [--store DATA_DIR]`, a made store's folder.

The ten best passages of the same questions of 24 words, without a filter and with each, in turn,
round after round; a question's time is the median of its rounds. Median and 99th percentile of the
processor's milliseconds, and how many answers match.
"""

from __future__ import annotations

import statistics
import time

import numpy as np

from bench.corpus import made_questions, sampled
from bench.made_store import BODIES
from bench.stated import stated
from qa.index import Where
from qa.model import Filters, Request
from qa.model.bodies import body_key
from qa.search.ranking.term_weights import term_weights
from qa.search.readings import query_of
from qa.search.snapshot import SnapshotManager

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
    settings, source = stated(__doc__)
    questions = made_questions(sampled(source), WORDS, ASKED)
    took: dict[str, list[list[float]]] = {name: [] for name in FILTERS}
    with SnapshotManager(settings).open() as snapshot:
        index = snapshot.index
        weights = [
            term_weights(query_of(Request(question), snapshot), index) for question in questions
        ]
        print(f"{'filter':<30}{'answers':>10}{'median':>9}{'p99':>9}")
        for _ in range(ROUNDS + 1):
            for name, filters in FILTERS.items():
                times = []
                for one in weights:
                    started = time.thread_time()
                    index.search(one, Where(filters), HITS)
                    times.append((time.thread_time() - started) * 1000)
                took[name].append(times)
        for name, filters in FILTERS.items():
            found = len(index.everything().narrow(Where(filters)))
            times = [statistics.median(each) for each in zip(*took[name][1:], strict=True)]
            print(f"{name:<30}{found:>10,}{np.median(times):>9.3f}{np.percentile(times, 99):>9.3f}")


if __name__ == "__main__":
    main()
