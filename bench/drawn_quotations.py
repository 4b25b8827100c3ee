"""Quotations drawn from a store to try the quote check with: altered, true, and from elsewhere.

What is drawn depends on the texts and the seed alone. Whether a store has a run of words is looked
up in all its texts by a plain search, which shares nothing with the check.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from qa.settings import Settings
from qa.store.archive import answers, reading
from qa.text.passages import sentences

WAYS = (
    "a word changed",
    "a figure changed",
    "a sentence dropped",
    "two answers spliced",
    "case or quotation marks",
)
ONE_WORD_CHANGED = "elsewhere, and here with a word changed"
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
        self._words = "\n".join(map(plain, self._texts))

    def has(self, sentence: str) -> bool:
        """Whether some text has exactly these words in a row."""
        return f" {plain(sentence).strip()} " in self._words

    def has_with_a_word_changed(self, sentence: str) -> bool:
        """Whether some text has these words in a row with at most one replaced, added or left out.

        One half of the sentence is then whole, so the halves are looked up.
        """
        words = plain(sentence).split()
        begin, end = words[: len(words) // 2], words[len(words) // 2 :]
        room = 2 * len(sentence)
        followed = (self._words[at : at + room] for _, at in self._places(begin))
        preceded = (self._words[max(0, at - room) : at] for at, _ in self._places(end))
        return any(
            _at_most_one_apart(end, text.partition("\n")[0].split()) for text in followed
        ) or any(
            _at_most_one_apart(begin[::-1], text.rpartition("\n")[2].split()[::-1])
            for text in preceded
        )

    def _places(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The start and the end of each place with these words in a row."""
        found = re.finditer(re.escape(f" {' '.join(words)} "), self._words)
        return (one.span() for one in found)

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


def plain(text: str) -> str:
    """The words of a text in small letters, with a space before and after each."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _at_most_one_apart(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether others begin with the words, with at most one replaced, added or left out."""
    lengths = (len(words) - 1, len(words), len(words) + 1)
    return any(Levenshtein.distance(words, others[:length]) <= 1 for length in lengths)


def _is_prose(sentence: str) -> bool:
    words = len(sentence.split())
    return bool(
        words >= MIN_WORDS and re.search(r"\w\.$", sentence) and not set(sentence) & set("|\t\n")
    )


def altered(corpus: Corpus, drawn: random.Random, each_way: int) -> Iterator[Sample]:
    """Sentences altered in each of the five ways, so many in each."""
    make: dict[str, Callable[[Corpus, random.Random], Sample | None]] = {
        "a word changed": _word_changed,
        "a figure changed": _figure_changed,
        "a sentence dropped": _sentence_dropped,
        "two answers spliced": _spliced,
        "case or quotation marks": _marks_changed,
    }
    for way in WAYS:
        made = 0
        while made < each_way:
            sample = make[way](corpus, drawn)
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


def true(corpus: Corpus, count: int) -> Iterator[Sample]:
    """So many sentences as they are published."""
    for _ in range(count):
        sentence = corpus.sentence()
        yield Sample("true", sentence, (sentence,))


def from_elsewhere(corpus: Corpus, others: Sequence[Corpus], count: int) -> Iterator[Sample]:
    """So many sentences of other stores in turn, whose words no text of this one has.

    What a text has with one word changed is another kind: nothing tells it from "a word changed".
    """
    made = 0
    while made < count:
        sentence = others[made % len(others)].sentence()
        if corpus.has(sentence):
            continue
        if corpus.has_with_a_word_changed(sentence):
            yield Sample(ONE_WORD_CHANGED, sentence, (sentence,))
        else:
            made += 1
            yield Sample("elsewhere", sentence, (sentence,))


def notice(put: str, in_marks: bool) -> str:
    """A notice that has the sentences, in quotation marks or among others."""
    if in_marks:
        marks = "“{}”" if '"' in put else '"{}"' if "“" in put or "”" in put else "“{}”"
        return f"{OWN_WORDS[0]}\n\nThe Minister said: {marks.format(put)}\n\n{OWN_WORDS[1]}"
    return f"{OWN_WORDS[0]} {put} {OWN_WORDS[1]}"
