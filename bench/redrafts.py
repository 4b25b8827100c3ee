"""How many redrafts "Already answered" finds: `python -m bench.redrafts DATA_DIR ... [--asked N]`.

A redraft is a source question of the store with one thing changed: a number, a year, one word for
another of `bench/synonyms.tsv`, the order of two words, a set phrase. It is found where the prior
answers name its answer, or one to the same question. Then as many source questions as they are,
their own answers left out: how many are said to be answered already. Words only and with vectors.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from qa.model import Answer
from qa.search.browse.prior_answers import MAX_PRIOR_ANSWERS, repeated
from qa.search.snapshot import Snapshot, SnapshotManager
from qa.settings import Settings

NUMBERS = "two three four five six seven eight nine ten twelve fifteen twenty".split()
SYNONYMS = [
    line.split("\t")
    for line in Path(__file__).with_name("synonyms.tsv").read_text(encoding="utf-8").splitlines()
]
PHRASES = (
    (r"^To ask [^,]{3,80}?, ", "To ask the Secretary of State, "),
    (r"\bwhat steps (?:he|she|they) (?:is|are) taking to\b", "what steps they have taken to"),
    (r"\bhow many\b", "what number of"),
    (r"$", " And if she will make a statement."),
)
MONTH = r"(?:Jan|Febr|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)"
NUMBER = re.compile(
    r"(?<!ection )(?<!ections )(?<!rticle )(?<!rticles )(?<!chedule )(?<!tage )(?<!hase )(?<!evel )"
    rf"(?<![\w£$.,/(-])(?:{'|'.join(NUMBERS)}|[1-9]\d?)\b(?![\w.,/-]*\d|-| {MONTH})"
)
YEAR = re.compile(r"(?<!Act )(?<!Bill )(?<!Order )(?<![-/])\b20[012]\d\b(?![-/–])")
PAIR = re.compile(r"\b([a-z]{4,}) and ((?!what|when|how|if|the|which|whether)[a-z]{4,})\b")


def other_number(question: str, draw: int) -> str:
    """The question with one number changed."""
    return _changed(question, NUMBER, draw, lambda one: _next_number(one[0], draw))


def other_year(question: str, draw: int) -> str:
    """The question with one year changed."""
    return _changed(question, YEAR, draw, lambda one: str(int(one[0]) - 1 - draw % 3))


def other_word(question: str, draw: int) -> str:
    """The question with one word replaced by another for the same."""
    known = [pair for pair in SYNONYMS if re.search(rf"\b{pair[0]}\b", question)]
    if not known:
        return question
    word, other = known[draw % len(known)]
    return re.sub(rf"\b{word}\b", other, question, count=1)


def other_order(question: str, draw: int) -> str:
    """The question with two words of a list in the other order."""
    return _changed(question, PAIR, draw, lambda one: f"{one[2]} and {one[1]}")


def other_formula(question: str, draw: int) -> str:
    """The question with one set phrase changed."""
    known = [(old, new) for old, new in PHRASES if re.search(old, question)]
    old, new = known[draw % len(known)]
    return re.sub(old, new, question, count=1)


REDRAFTS: dict[str, Callable[[str, int], str]] = {
    "another number": other_number,
    "another year": other_year,
    "one word replaced": other_word,
    "another order": other_order,
    "another set phrase": other_formula,
}


def redrafts(answers: list[Answer], kind: str, most: int) -> Iterator[tuple[Answer, str]]:
    """The first redrafts of a kind, each with the answer that it is made of."""
    made = 0
    for answer in sorted(answers, key=lambda one: _draw(kind, one)):
        redraft = REDRAFTS[kind](answer.source_question, _draw(kind, answer))
        if redraft != answer.source_question:
            yield answer, redraft
            made += 1
            if made == most:
                return


def found(answer: Answer, redraft: str, snapshot: Snapshot) -> bool:
    """Whether a redraft names the answer that it is made of, or one to the same question."""
    named = [one for one, _ in repeated(redraft, snapshot)[:MAX_PRIOR_ANSWERS]]
    return any(
        one.answer_id == answer.answer_id or one.source_question == answer.source_question
        for one in named
    )


def others_found(answer: Answer, snapshot: Snapshot) -> bool:
    """Whether a source question without its own answer, or its like, is said to be answered."""
    return any(
        one.answer_id != answer.answer_id and one.source_question != answer.source_question
        for one, _ in repeated(answer.source_question, snapshot)
    )


def _changed(
    question: str, pattern: re.Pattern[str], draw: int, new: Callable[[re.Match[str]], str]
) -> str:
    places = list(pattern.finditer(question))
    if not places:
        return question
    one = places[draw % len(places)]
    return question[: one.start()] + new(one) + question[one.end() :]


def _next_number(number: str, draw: int) -> str:
    if number.isdecimal():
        return str(int(number) + 1 + draw % 4)
    return NUMBERS[(NUMBERS.index(number) + 1 + draw % (len(NUMBERS) - 1)) % len(NUMBERS)]


def _draw(kind: str, answer: Answer) -> int:
    return int.from_bytes(sha256(f"{kind} {answer.answer_id}".encode()).digest()[:6])


def main() -> None:
    """Redraft the questions of each store, and print a row of each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dirs", type=Path, nargs="+")
    parser.add_argument("--asked", type=int, default=100, help="redrafts of each kind")
    given = parser.parse_args()
    for folder in given.data_dirs:
        for semantic in (False, True):
            with SnapshotManager(Settings(data_dir=folder, semantic=semantic)).open() as snapshot:
                answers = list(snapshot.answers.quotable())
                print(f"{folder.name}, {'with vectors' if semantic else 'words only'}")
                asked: Counter[str] = Counter()
                right: Counter[str] = Counter()
                for kind in REDRAFTS:
                    for answer, redraft in redrafts(answers, kind, given.asked):
                        asked[kind] += 1
                        right[kind] += found(answer, redraft, snapshot)
                    print(f"  {kind:<22}{right[kind]:>4} of {asked[kind]} found")
                some = sorted(answers, key=lambda one: _draw("own", one))[: asked.total()]
                named = sum(others_found(one, snapshot) for one in some)
                print(f"  {'own answer left out':<22}{named:>4} of {len(some)} found elsewhere")


if __name__ == "__main__":
    main()
