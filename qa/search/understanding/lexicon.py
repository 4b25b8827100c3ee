"""Query expansion: other words for those typed: acronyms, lay words, renamed bodies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

from qa.model import Expansion
from qa.text.analyzer import Analyzer

Rule = tuple[str, str]
"""The words typed, and the words searched beside them."""

_ALSO_WORDS = frozenset(
    "ace act aid aids bit bis can care cop era fit gap led mace mars mod nice pac pet pip role "
    "safe send spad star tag who".split()
)
"""Acronyms that are words as well: read as the acronym only where typed in capitals."""


class Lexicon:
    """Rules from a run of terms to other words."""

    def __init__(self, rules: Iterable[Rule], analyzer: Analyzer) -> None:
        self._by_first: dict[str, list[tuple[bool, Expansion]]] = {}
        for typed, phrase in rules:
            of, terms = tuple(analyzer.terms(typed)), tuple(analyzer.terms(phrase))
            if of and terms and of != terms:
                short = typed.isupper() and (len(typed) < 3 or typed.casefold() in _ALSO_WORDS)
                rule = short, Expansion(of, phrase, terms)
                self._by_first.setdefault(of[0], []).append(rule)

    def has(self, term: str) -> bool:
        """Whether a term begins the left side of a rule."""
        return term in self._by_first

    def expand(self, typed: Sequence[tuple[str, str]]) -> Iterator[Expansion]:
        """The expansions of each run of a question's terms, given with their words, in order."""
        terms = tuple(term for term, _ in typed)
        for at, (term, word) in enumerate(typed):
            for short, one in self._by_first.get(term, ()):
                if terms[at : at + len(one.of)] == one.of and (_capitals(word) or not short):
                    yield one


def _capitals(word: str) -> bool:
    """Whether more than one letter is a capital."""
    return sum(letter.isupper() for letter in word) > 1


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[Rule, ...]:
    """The rules of lexicon.tsv beside this module; one that holds both ways is given twice."""
    rules = []
    for line in (
        files("qa.search.understanding")
        .joinpath("lexicon.tsv")
        .read_text(encoding="utf-8")
        .splitlines()
    ):
        if line and not line.startswith("#"):
            typed, way, phrase, _ = line.split("\t")
            rules.append((typed, phrase))
            if way == "=":
                rules.append((phrase, typed))
    return tuple(rules)


def acronym_rules(acronyms: Iterable[str]) -> Iterator[Rule]:
    """The rules, both ways, of acronyms as an index keeps them: `CPS<TAB>long form`."""
    for line in acronyms:
        short, long = line.split("\t")
        yield short, long
        yield long, short
