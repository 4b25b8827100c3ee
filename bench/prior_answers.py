"""How often "Already answered" is right: `python -m bench.prior_answers DIR`.

DIR is a data folder with the 13,324 real answers. `bench/prior_answers.tsv` holds pairs of their
source questions, drawn at random from those that share at least seven tenths of their words, and
graded by reading both: 1 where the second asks the same as the first, if of other dates, in other
words or a little wider or narrower, so that its answer would be of use; 0 where it asks something
else, however similar. The first of each pair is asked as a draft.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from statistics import median
from time import process_time

from qa.search.browse.prior_answers import prior_answers
from qa.search.snapshot import SnapshotManager
from qa.settings import Settings

PAIRS = Path(__file__).with_suffix(".tsv")
MAX_FOUND = 60  # so that none of the pairs is left out for want of room


def main() -> None:
    """Ask each draft, and print what of its pair was found."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file, delimiter="\t"))
    named: list[bool] = []
    times: list[float] = []
    missed = 0
    with SnapshotManager(Settings(data_dir=Path(sys.argv[1]))).open() as snapshot:
        for pair in pairs:
            draft = snapshot.answers.answers([pair["draft"]])[pair["draft"]]
            began = process_time()
            prior = prior_answers(draft.source_question, snapshot, MAX_FOUND)
            times.append(process_time() - began)
            found = prior["found"] if prior else []
            if pair["prior"] in [one["answer_id"] for one in found]:
                named.append(pair["same"] == "1")
            else:
                missed += pair["same"] == "1"
    print(f"{len(pairs)} pairs: {len(named)} named; {sum(named)} of them ask the same")
    print(f"{missed} of the {missed + sum(named)} that ask the same are not named")
    print(f"{1000 * median(times):.1f} ms of the processor for a draft, the median")


if __name__ == "__main__":
    main()
