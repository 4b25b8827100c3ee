"""How often "Already answered" is right: `python -m bench.precedents DIR`.

DIR is a data folder with the 13,324 real answers. `bench/precedents.tsv` holds pairs of their
source questions, drawn at random from those that share at least seven tenths of their words, and
graded by reading both: 1 where the second asks the same as the first, if of other dates, in other
words or a little wider or narrower, so that its answer would be of use; 0 where it asks something
else, however alike. The first of each pair is asked as a draft.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from statistics import median
from time import process_time

from qa import store
from qa.search.browse.prior_answers import precedents
from qa.search.snapshot import Library
from qa.settings import Settings

PAIRS = Path(__file__).with_suffix(".tsv")
MANY = 60  # precedents of one draft, so that none of the pairs is left out for want of room


def main() -> None:
    """Ask each draft, and say what of its pair was named."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file, delimiter="\t"))
    named: list[bool] = []
    times: list[float] = []
    missed = 0
    with Library(Settings(data_dir=Path(sys.argv[1]))).open() as holdings:
        for pair in pairs:
            draft = store.archive.answers.of_ids(holdings.db, [pair["draft"]])[pair["draft"]]
            began = process_time()
            told = precedents(draft.source_question, holdings, MANY)
            times.append(process_time() - began)
            found = told["found"] if told else []
            if pair["precedent"] in [one["answer_id"] for one in found]:
                named.append(pair["same"] == "1")
            else:
                missed += pair["same"] == "1"
    print(f"{len(pairs)} pairs: {len(named)} named, of which {sum(named)} ask the same")
    print(f"{missed} of the {missed + sum(named)} that ask the same are not named")
    print(f"{1000 * median(times):.1f} ms of the processor for a draft, the median")


if __name__ == "__main__":
    main()
