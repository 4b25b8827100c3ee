"""Analyzer: text to terms, the same way for passages and for questions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from importlib.resources import files
from itertools import chain

from qa.text.language import EnglishStemmer

NOTE_MARKER = re.compile(r"\[\d{1,2}\]")
"""A footnote's number, which is no figure of the text: `1,200[2]` is 1,200."""

MOST_KNOWN = 2**18
"""Words whose terms are remembered: more than a million passages have but for the rarest."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_QUOTES = re.compile("[‘’‛ʼ`´＇]")
_DASHES = re.compile("[‐‑‒–−]")
_PER_CENT = re.compile(r"(?<=\d)\s*(?:%|per\s?cent\b|percent\b)", re.IGNORECASE)
_WORD = re.compile(
    r"""
    (?P<years>(?<![\d,./])(?:19|20)\d\d[-/](?:(?:19|20)\d\d|\d\d)(?!\d|[-/]\d\d(?!\d)))
  | (?P<figure>(?<![^\W\d_])\d+(?:,\d{3})*(?:\.\d+)?)(?:(?P<unit>bn|m|k)|st|nd|rd|th|s)?(?![^\W_])
  | (?P<initials>(?:[^\W\d_]\.){2,}(?!\w)|(?:[^\W\d_]\.){2,}(?=[^\W\d_]\b))
  | (?P<word>[^\W_]+(?:['&-][^\W_]+)*)
    """,
    re.VERBOSE,
)
_PLURAL_CAPITALS = re.compile(r"^([A-Z][A-Z0-9]+)s$")
_PLURAL_FIGURE = re.compile(r"(?<=-)(\d+)s$")
_UNITS = {"bn": "billion", "m": "million", "k": "thousand"}
_SOLID_PREFIXES = frozenset("anti co de e pre re sub".split())


def _stop_words() -> frozenset[str]:
    """The words of stopwords.txt beside this module."""
    lines = files("qa.text").joinpath("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Analyzer:
    """Text to terms: words lower-cased, without stop words, stemmed; figures made alike.

    Terms that a reader holds for one are one: `Majesty’s`, `Majesty's` and `majesty`;
    `re-offending` and `reoffending`; `£1.5m` and `£1.5 million`; `65.5%` and `65.5 per cent`;
    `2019-20` and `2019 to 2020`; `1,200` and `1200`; `U.K.` and `UK`; `CSTRs` and `CSTR`.
    A word written in capitals (`IT`, `WHO`) is never a stop word. `name` is kept with the index:
    whatever changes a term changes the name.
    """

    name = "english-2"

    def __init__(self) -> None:
        self._stop_words = _stop_words()
        # More types than a million passages have, and a bound on what strange questions can fill.
        self._stem = lru_cache(maxsize=2**18)(EnglishStemmer().stem)
        # No rule of `_WORD` looks past white space: what stands between is always read alike.
        self._spoken, self._shouted = (
            _Known(partial(self._terms_between_spaces, shouted)) for shouted in (False, True)
        )
        self._asked = lru_cache(maxsize=2**14)(self._read_between_spaces)

    def terms(self, text: str) -> list[str]:
        """The terms of a text, in order, repeats included."""
        known = self._shouted if text.isupper() else self._spoken
        return list(chain.from_iterable(map(known.__getitem__, _plain(text).split())))

    def terms_and_words(self, text: str) -> Iterator[tuple[str, str]]:
        """The terms of a text, in order, each with the word it came from as it was written."""
        shouted = text.isupper()
        return chain.from_iterable(self._asked(part, shouted) for part in _plain(text).split())

    def _terms_between_spaces(self, shouted: bool, part: str) -> tuple[str, ...]:
        word = part.rstrip(".,;:")
        if word.isascii() and word.isalpha() and (word.islower() or word.istitle()):
            # As most are: `_WORD` finds it whole, and no rule does more with it.
            word = word.lower()
            return () if word in self._stop_words else (self._stem(word),)
        return tuple(term for term, _ in self._read(part, shouted))

    def _read_between_spaces(self, part: str, shouted: bool) -> tuple[tuple[str, str], ...]:
        return tuple(self._read(part, shouted))

    def _read(self, plain: str, shouted: bool) -> Iterator[tuple[str, str]]:
        for match in _WORD.finditer(plain):
            written = match.group()
            for word in _split(match):
                kept = len(word) > 1 and word.isupper() and not shouted
                if word[-1:] == "s" and (plural := _PLURAL_CAPITALS.match(word)):
                    word = plural[1]
                word = word.casefold()
                if kept or word not in self._stop_words:
                    yield self._stem(word), written


class _Known(dict[str, tuple[str, ...]]):
    """The terms of what stands between two spaces, read where it is met for the first time.

    Forgotten all at once where it would grow too large: to keep an order of use, as `lru_cache`
    does, touches several times the memory for each word, which is what a word costs.
    """

    def __init__(self, read: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, part: str) -> tuple[str, ...]:
        terms = self._read(part)
        if len(self) >= MOST_KNOWN:
            self.clear()
        self[part] = terms
        return terms


def _plain(text: str) -> str:
    """The text with each sign in its plain form, so that one rule reads all spellings."""
    if "[" in text:
        text = NOTE_MARKER.sub(" ", text)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
        text = _QUOTES.sub("'", _DASHES.sub("-", text))
    elif "`" in text:
        text = text.replace("`", "'")
    return _PER_CENT.sub(" ", text) if "%" in text or "cent" in text.lower() else text


def _split(match: re.Match[str]) -> Iterator[str]:
    """The words that one match stands for."""
    if years := match["years"]:
        first, last = int(years[:4]), int(years[5:])
        if last < 100:
            last += first - first % 100
        yield from (str(first), str(last if last >= first else last + 100))
    elif figure := match["figure"]:
        yield figure.replace(",", "")
        if match["unit"]:
            yield _UNITS[match["unit"]]
    elif initials := match["initials"]:
        yield initials.replace(".", "")
    else:
        yield from _compound(match["word"])


def _compound(word: str) -> Iterator[str]:
    """A word's parts at its hyphens; one with a prefix that is often written solid stays whole."""
    prefix, hyphen, rest = word.partition("-")
    if hyphen and prefix.casefold() in _SOLID_PREFIXES and rest[:1].isalpha():
        word = prefix + rest
    parts = _PLURAL_FIGURE.sub(r"\1", word).split("-") if "-" in word else [word]
    for part in parts:
        stem, apostrophe, ending = part.partition("'")
        possessive = apostrophe and ending.casefold() == "s"
        yield stem if possessive else part.replace("'", "")
