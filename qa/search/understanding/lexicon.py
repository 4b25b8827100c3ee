"""Query expansion: other words for those typed: acronyms, lay words, renamed bodies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

from qa.model import Expansion
from qa.text.analyzer import Analyzer
from qa.text.english import english_words

Rule = tuple[str, str]
"""The words typed, and the words searched beside them."""


class Lexicon:
    """Rules from a run of terms to other words; `learnt` are those that answers explain."""

    def __init__(
        self, rules: Iterable[Rule], analyzer: Analyzer, learnt: Iterable[Rule] = ()
    ) -> None:
        self._by_first: dict[str, list[tuple[str, Expansion]]] = {}
        marked = (*((rule, False) for rule in rules), *((rule, True) for rule in learnt))
        for (typed, phrase), is_learnt in marked:
            of, terms = tuple(analyzer.terms(typed)), tuple(analyzer.terms(phrase))
            if of and terms and of != terms:
                known = self._by_first.setdefault(of[0], [])
                in_words = len(of) == 1 and " " in _spaced(typed)  # "by race", "race and"
                if in_words or all((of, terms) != (one.of, one.terms) for _, one in known):
                    known.append((typed, Expansion(of, phrase, terms, is_learnt)))

    def has(self, term: str) -> bool:
        """Whether a term begins the left side of a rule."""
        return term in self._by_first

    def expand(self, typed: Sequence[tuple[str, str]], text: str = "") -> Iterator[Expansion]:
        """The expansions of each run of a question's terms, given with their words, in order.

        Where the words of a rule have one term, the others are stop words: `further education` is
        not `education`, nor `break-in` a break. Such a rule needs its words in the text of the
        question.
        """
        text = _spaced(text)
        terms = tuple(term for term, _ in typed)
        for at, (term, word) in enumerate(typed):
            for rule, one in self._by_first.get(term, ()):
                shortest = 3 if one.is_learnt else 2
                if terms[at : at + len(one.of)] != one.of or not _is_typed(rule, word, shortest):
                    continue
                words = _spaced(rule)
                if " " not in words or len(one.of) > 1 or words in text:
                    yield one


def _spaced(text: str) -> str:
    """A text in small letters, with a space for each hyphen."""
    return text.casefold().replace("-", " ")


def _is_typed(rule: str, word: str, shortest: int) -> bool:
    """Whether a word that has the term of a rule's left side is what the rule says.

    An acronym is one where it is typed as one, with a plural s or without: in its capitals, or in
    small letters, `shortest` and more, that are not English words. `ETS` is not a plural of `ET`.
    """
    if " " in rule or sum(letter.isupper() for letter in rule) < 2:
        return True
    if word == rule:
        return True
    if word[-1:] == "s" and word[:-1].isupper():
        return word[:-1] == rule
    small, short = word.casefold(), rule.casefold()
    if small != short and (word.isupper() or small != f"{short}s"):
        return False
    return sum(map(str.isupper, word)) > 1 or (
        len(short) >= shortest and small not in english_words()
    )


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
