"""How often the quote check is right: `python -m bench.quotations DIR --elsewhere DIR...`.

Of the answers in DIR it draws 200 sentences that it alters, 40 in each of five ways, and 200 that
it leaves as they are; and of the answers in the other folders 200 whose words no answer in DIR has,
even with one word changed: those that one has so are counted apart.
Each is put into a notice: half of them in quotation marks after "The Minister said", half as a
sentence among others.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bench.drawn_quotations import (
    ONE_WORD_CHANGED,
    OWN_WORDS,
    WAYS,
    Corpus,
    Sample,
    altered,
    from_elsewhere,
    notice,
    plain,
    true,
)
from qa.evaluation.proportion import proportion
from qa.model.quote_checks import CheckedSentence, QuoteCheck
from qa.service.service import Service
from qa.settings import Settings
from qa.text.difference import word_differences

EACH_WAY, WHOLE = 40, 200


@dataclass(slots=True)
class Trial:
    """What the check said of the quotations drawn: those it was wrong about, and its times."""

    each_way: int
    whole: int
    missed: list[Sample] = field(default_factory=list)
    """Altered, and not found and marked."""
    doubted: list[Sample] = field(default_factory=list)
    """True, and called altered or not found."""
    called: list[Sample] = field(default_factory=list)
    """From elsewhere, and called found."""
    near: Counter[bool] = field(default_factory=Counter)
    """From elsewhere, and here with a word changed: those called found, and those not."""
    seconds: list[tuple[float, float]] = field(default_factory=list)
    """For each notice: by the clock, and of the processor."""


def trial(
    data_dir: Path,
    elsewhere: Sequence[Path],
    seed: int,
    each_way: int = EACH_WAY,
    whole: int = WHOLE,
    show: bool = False,
) -> Trial:
    """Draw so many quotations from the store of a data folder and from others, and check them."""
    drawn = random.Random(seed)
    corpus = Corpus(data_dir, drawn)
    service = Service(Settings(data_dir=data_dir, semantic=False))
    service.check_quotations("Nothing of this is in any answer.")  # opens the index
    found = Trial(each_way, whole)

    def checked(samples: Iterable[Sample]) -> Iterable[tuple[Sample, QuoteCheck]]:
        for number, sample in enumerate(samples):
            began = perf_counter(), process_time()
            said = service.check_quotations(notice(sample.put, in_marks=number % 2 == 0))
            found.seconds.append((perf_counter() - began[0], process_time() - began[1]))
            if show:
                _show(sample, said)
            yield sample, said

    for sample, said in checked(altered(corpus, drawn, each_way)):
        if not is_found(sample, said):
            found.missed.append(sample)
    for sample, said in checked(list(true(corpus, whole))):
        findings = [one["finding"] for one in said["sentences"]]
        if said["faults"] or findings.count("verbatim") != 1:
            found.doubted.append(sample)
    others = [Corpus(one, drawn) for one in elsewhere]
    for sample, said in checked(from_elsewhere(corpus, others, whole)):
        is_called = {one["finding"] for one in said["sentences"]} != {"not_found"}
        if sample.way == ONE_WORD_CHANGED:
            found.near[is_called] += 1
        elif is_called:
            found.called.append(sample)
    return found


def _same_words(one: str, other: str) -> bool:
    return plain(one) == plain(other)


def is_found(sample: Sample, found: QuoteCheck) -> bool:
    """Whether the check finds what was altered, and marks it."""
    hits = [one for one in found["sentences"] if one["finding"] != "not_found"]
    if sample.way == "a sentence dropped":
        gone = sample.published[1]
        return any(one["left_out"] and _same_words(one["left_out"], gone) for one in hits)
    if sample.way == "two answers spliced":
        # Both answers are named; or one, with what is not its own marked.
        return any(
            one["finding"] == "altered" and (len(one["sources"]) == 2 or _marks(one))
            for one in hits
        )
    if sample.way == "case or quotation marks":
        return any(
            one["finding"] == "same_words" and {"case", "quotation_marks"} & set(one["differs_in"])
            for one in hits
        )
    return any(one["finding"] == "altered" and _is_marked(sample, one) for one in hits)


def _is_marked(sample: Sample, one: CheckedSentence) -> bool:
    """Whether the sentence as published is shown, and what differs from it is marked."""
    return _marks(one) and _same_words(one["sources"][0]["text"], sample.published[0])


def _marks(one: CheckedSentence) -> bool:
    marked, _ = word_differences(one["text"], one["sources"][0]["text"])
    return any(stretch.changed for stretch in marked)


def main() -> None:
    """Draw, check and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--elsewhere", type=Path, nargs="+", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print every result, to be read")
    given = parser.parse_args()
    found = trial(given.data_dir, given.elsewhere, given.seed, show=given.show)
    missed = Counter(sample.way for sample in found.missed)
    print(f"{'altered':<28}{'found and marked':>18}")
    for way in WAYS:
        print(f"{way:<28}{EACH_WAY - missed[way]:>12} of {EACH_WAY}")
    total = len(WAYS) * EACH_WAY
    _print_share("altered, found and marked", total - len(found.missed), total)
    _print_share("true, called altered or not found", len(found.doubted), WHOLE)
    _print_share("from elsewhere, called found", len(found.called), WHOLE)
    _print_share("here with a word changed, called found", found.near[True], found.near.total())
    for what, took in zip(("", " of the processor"), zip(*found.seconds, strict=True), strict=True):
        print(f"seconds{what} for a notice: {median(took):.3f} median, {max(took):.3f} the most")
    lists = (("Missed", found.missed), ("Wrongly", found.doubted), ("Called found", found.called))
    for title, samples in lists:
        for sample in samples:
            print(f"{title}: {sample.way}: {sample.put!r}\n    {sample.published}")


def _print_share(what: str, count: int, total: int) -> None:
    share = proportion(count, total)
    if share:
        interval = f"{100 * share.low:.1f} to {100 * share.high:.1f} %"
        print(f"{what:<34}{count:>5} of {total}: {100 * share.share:.1f} % ({interval})")


def _show(sample: Sample, found: QuoteCheck) -> None:
    print(f"\n[{sample.way}] {sample.put}")
    for one in found["sentences"]:
        if one["text"] not in OWN_WORDS:
            print(f"  {one['finding']} {one['differs_in']} others {one['others']}: {one['text']}")
            for source in one["sources"]:
                print(f"    = {source['quotation_id']}: {source['text']}")
            if one["left_out"]:
                print(f"    left out: {one['left_out']}")


if __name__ == "__main__":
    main()
