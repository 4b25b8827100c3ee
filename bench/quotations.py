"""How often the quote check is right: `python -m bench.quotations DIR --elsewhere DIR...`.

Of the answers in DIR it draws 200 sentences that it alters, 40 in each of five ways, and 200 that
it leaves as they are; and of the answers in the other folders 200 whose words no answer in DIR has.
Each is put into a notice: half of them in quotation marks after "The Minister said", half as a
sentence among others. Whether DIR has a run of words is looked up in all its texts by a plain
search, which shares nothing with the check. What is drawn depends on the seed alone.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from qa.evaluation.proportion import proportion
from qa.model.quote_checks import CheckedSentence, QuoteCheck
from qa.service.service import Service
from qa.settings import Settings
from qa.store.archive import answers, reading
from qa.text.difference import word_differences
from qa.text.passages import sentences

EACH_WAY, WHOLE = 40, 200
MIN_WORDS = 6
OWN_WORDS = (
    "Nobody at our press desk has ever typed precisely this little sentence before.",
    ("Journalists who ring at midnight deserve a kinder switchboard than ours."),
)
_WORD = re.compile(r"\w+")
_CAPITAL = re.compile(r"[A-Z]")


@dataclass(frozen=True, slots=True)
class Sample:
    """One quotation: the sentences as they are put into a notice, and as they are published."""

    way: str
    put: str
    published: tuple[str, ...]


class Corpus:
    """The prose of a store: its texts as sentences, and all its words in one text."""

    def __init__(self, data_dir: Path, random_: random.Random) -> None:
        self._random = random_
        with reading(Settings(data_dir=data_dir).store_path) as db:
            self._texts = sorted({one.text for one in answers.quotable(db)})
        self._words = "\n".join(map(_plain, self._texts))

    def has(self, sentence: str) -> bool:
        """Whether some text has exactly these words in a row."""
        return f" {_plain(sentence).strip()} " in self._words

    def text(self) -> list[str]:
        """The sentences of prose of a text drawn at random."""
        while True:
            text = self._random.choice(self._texts)
            spans = sentences(text, 0, len(text))
            found = [text[one.start : one.end] for one in spans]
            if any(map(_is_prose, found)):
                return found

    def sentence(self) -> str:
        """A sentence of prose drawn at random."""
        return self._random.choice([one for one in self.text() if _is_prose(one)])


def _plain(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _is_prose(sentence: str) -> bool:
    words = len(sentence.split())
    return bool(
        words >= MIN_WORDS and re.search(r"\w\.$", sentence) and not set(sentence) & set("|\t\n")
    )


def altered(corpus: Corpus, drawn: random.Random) -> Iterator[Sample]:
    """Sentences altered in each of five ways."""
    ways: dict[str, Callable[[], Sample | None]] = {
        "a word changed": lambda: _word_changed(corpus, drawn),
        "a figure changed": lambda: _figure_changed(corpus, drawn),
        "a sentence dropped": lambda: _sentence_dropped(corpus, drawn),
        "two answers spliced": lambda: _spliced(corpus, drawn),
        "case or quotation marks": lambda: _marks_changed(corpus, drawn),
    }
    for make in ways.values():
        made = 0
        while made < EACH_WAY:
            sample = make()
            if sample:
                made += 1
                yield sample


def _word_changed(corpus: Corpus, drawn: random.Random) -> Sample | None:
    sentence = corpus.sentence()
    words = list(re.finditer(r"[A-Za-z]{2,}", sentence))
    others = re.findall(r"[a-z]{2,}", corpus.sentence())
    if not words or not others:
        return None
    word, other = drawn.choice(words), drawn.choice(others)
    if _CAPITAL.match(word.group()):
        other = other.capitalize()
    put = sentence[: word.start()] + other + sentence[word.end() :]
    return None if corpus.has(put) else Sample("a word changed", put, (sentence,))


def _figure_changed(corpus: Corpus, drawn: random.Random) -> Sample | None:
    sentence = corpus.sentence()
    digits = [one.start() for one in re.finditer(r"(?<!\[)\d(?!\])", sentence) if one.start() > 4]
    if not digits or "http" in sentence:
        return None
    at = drawn.choice(digits)
    digit = drawn.choice([one for one in "123456789" if one != sentence[at]])
    put = sentence[:at] + digit + sentence[at + 1 :]
    return None if corpus.has(put) else Sample("a figure changed", put, (sentence,))


def _sentence_dropped(corpus: Corpus, drawn: random.Random) -> Sample | None:
    found = corpus.text()
    runs = [
        found[at : at + 3]
        for at in range(len(found) - 2)
        if all(map(_is_prose, found[at : at + 3]))
    ]
    if not runs:
        return None
    first, gone, last = drawn.choice(runs)
    put = f"{first} {last}"
    return None if corpus.has(put) else Sample("a sentence dropped", put, (first, gone, last))


def _spliced(corpus: Corpus, drawn: random.Random) -> Sample | None:
    one, other = corpus.sentence().split(), corpus.sentence().split()
    if min(len(one), len(other)) < 10:
        return None
    head, tail = one[: len(one) // 2], other[len(other) // 2 :]
    put = " ".join([*head, *tail])
    if corpus.has(put):
        return None
    return Sample("two answers spliced", put, (" ".join(head), " ".join(tail)))


def _marks_changed(corpus: Corpus, drawn: random.Random) -> Sample | None:
    sentence = corpus.sentence()
    words = list(re.finditer(r"(?<!\S)[A-Za-z]{3,}(?!\S)", sentence))[1:]
    if not words:
        return None
    word = drawn.choice(words)
    if drawn.random() < 0.5:
        other = word.group().swapcase() if word.group().islower() else word.group().lower()
        put = sentence[: word.start()] + other + sentence[word.end() :]
    elif set(sentence) & set("‘’“”"):
        put = sentence.translate(str.maketrans("‘’“”", "''\"\""))
    else:
        put = f"{sentence[: word.start()]}‘{word.group()}’{sentence[word.end() :]}"
    return Sample("case or quotation marks", put, (sentence,)) if put != sentence else None


def notice(put: str, in_marks: bool) -> str:
    """A notice that has the sentences, in quotation marks or among others."""
    if in_marks:
        marks = "“{}”" if '"' in put else '"{}"' if "“" in put or "”" in put else "“{}”"
        return f"{OWN_WORDS[0]}\n\nThe Minister said: {marks.format(put)}\n\n{OWN_WORDS[1]}"
    return f"{OWN_WORDS[0]} {put} {OWN_WORDS[1]}"


def _same_words(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


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
    drawn = random.Random(given.seed)
    corpus = Corpus(given.data_dir, drawn)
    service = Service(Settings(data_dir=given.data_dir, semantic=False))
    service.check_quotations("Nothing of this is in any answer.")  # opens the index
    seconds: list[tuple[float, float]] = []

    def checked(sample: Sample, number: int) -> QuoteCheck:
        began = perf_counter(), process_time()
        found = service.check_quotations(notice(sample.put, in_marks=number % 2 == 0))
        seconds.append((perf_counter() - began[0], process_time() - began[1]))
        if given.show:
            _show(sample, found)
        return found

    missed: dict[str, list[Sample]] = defaultdict(list)
    for number, sample in enumerate(altered(corpus, drawn)):
        if not is_found(sample, checked(sample, number)):
            missed[sample.way].append(sample)
    print(f"{'altered':<28}{'found and marked':>18}")
    ways = dict.fromkeys(["a word changed", "a figure changed", "a sentence dropped",
                          "two answers spliced", "case or quotation marks"])  # fmt: skip
    for way in ways:
        print(f"{way:<28}{EACH_WAY - len(missed[way]):>12} of {EACH_WAY}")
    lost = [one for several in missed.values() for one in several]
    _print_share("altered, found and marked", 5 * EACH_WAY - len(lost), 5 * EACH_WAY)
    true = [Sample("true", one, (one,)) for one in (corpus.sentence() for _ in range(WHOLE))]
    wrong = []
    for number, sample in enumerate(true):
        found = checked(sample, number)
        findings = [one["finding"] for one in found["sentences"]]
        if found["faults"] or findings.count("verbatim") != 1:
            wrong.append(sample)
    _print_share("true, called altered or not found", len(wrong), WHOLE)
    others = [Corpus(one, drawn) for one in given.elsewhere]
    called = []
    for number, sample in enumerate(_from_elsewhere(corpus, others)):
        findings = {one["finding"] for one in checked(sample, number)["sentences"]}
        if findings != {"not_found"}:
            called.append(sample)
    _print_share("from elsewhere, called found", len(called), WHOLE)
    for what, took in zip(("", " of the processor"), zip(*seconds, strict=True), strict=True):
        print(f"seconds{what} for a notice: {median(took):.3f} median, {max(took):.3f} the most")
    for title, samples in (("Missed", lost), ("Wrongly", wrong), ("Called found", called)):
        for sample in samples:
            print(f"{title}: {sample.way}: {sample.put!r}\n    {sample.published}")


def _from_elsewhere(corpus: Corpus, others: list[Corpus]) -> Iterator[Sample]:
    made = 0
    while made < WHOLE:
        sentence = others[made % len(others)].sentence()
        if not corpus.has(sentence):
            made += 1
            yield Sample("elsewhere", sentence, (sentence,))


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
