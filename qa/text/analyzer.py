"""Analyzer: text to terms, in the same way for passages and for questions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from importlib.resources import files
from itertools import chain

from qa.text.language import EnglishStemmer
from qa.text.spelling_variants import FIGURES, one_spelling

NOTE_MARKER = re.compile(r"\[\d{1,2}\]")
"""A footnote marker, which is not part of a figure: `1,200[2]` is 1,200."""

KNOWN_TEXTS = 2**14
"""The sentences and titles whose distinct terms are kept: about 20 MB."""
MAX_CACHED_WORDS = 2**18
"""Words whose terms are cached; only the rarest words of a million passages are not."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_QUOTES = re.compile("[‘’‛ʼ`´＇]")
_DASHES = re.compile("[‐‑‒–−]")
_PER_CENT = re.compile(r"(?<=\d)\s*(?:%|per\s?cent\b|percent\b)", re.IGNORECASE)
_WORD = re.compile(
    r"""
    (?P<years>(?<![\d,./])(?:19|20)\d\d[-/](?:(?:19|20)\d\d|\d\d)(?!\d|[-/]\d\d(?!\d)))
  | (?P<figure>(?<![^\W\d_])\d+(?:,\d{3})*(?:\.\d+)?)
    (?:(?P<unit>(?i:bn|mn|m|k))|st|nd|rd|th|s)?(?![^\W_])
  | (?P<initials>(?:[^\W\d_]\.){2,}(?!\w)|(?:[^\W\d_]\.){2,}(?=[^\W\d_]\b))
  | (?P<word>[^\W_]+(?:['&-][^\W_]+)*)
    """,
    re.VERBOSE,
)
_PLURAL_CAPITALS = re.compile(r"^([A-Z][A-Z0-9]+)s$")
_TWO_PARTS = re.compile(r"[^\W\d_]{2,}-[^\W\d_]{2,}")
_PLURAL_FIGURE = re.compile(r"(?<=-)(\d+)s$")
_UNITS = {"bn": "billion", "mn": "million", "m": "million"}
_ACCENT = re.compile("[\u0300-\u036f]")
_MONEY = re.compile(r"([£€]\d[\d,.]*)\s+(?=(?:bn|mn|m|k)\b)", re.IGNORECASE)
_ROUND_BILLION, _ROUND_MILLION = 10**7, 10**4
"""A figure from a billion, or a million, that is a multiple of this is written with the word."""
_SOLID_PREFIXES = frozenset("anti co de e pre re sub".split())


def _stop_words() -> frozenset[str]:
    """The words of stopwords.txt beside this module."""
    lines = files("qa.text").joinpath("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Analyzer:
    """Text to terms: words in lower case, without stop words, stemmed; figures in one form.

    Spellings that mean the same give the same terms: `Majesty’s`, `Majesty's` and `majesty`;
    `re-offending` and `reoffending`; `£1.5m` and `£1.5 million`; `65.5%` and `65.5 per cent`;
    `2019-20` and `2019 to 2020`; `1,200` and `1200`; `U.K.` and `UK`; `CSTRs` and `CSTR`;
    `£1,500,000` and `£1.5M`; `85k` and `85,000`; `organize` and `organise`; `Môn` and `Mon`.
    A word in capitals (`IT`, `WHO`) is never a stop word. `name` is stored with the index; change
    it with any rule that changes a term.
    """

    name = "english-3"

    def __init__(self) -> None:
        self._stop_words = _stop_words()
        # More than the word types of a million passages; bounded, as questions can hold anything.
        stem = EnglishStemmer().stem
        self._stem = lru_cache(maxsize=2**18)(lambda word: stem(one_spelling(word)))
        # No rule of `_WORD` looks past white space, so the tokens between can be cached.
        self._caches = {
            (joined, all_upper): _TermCache(partial(self._terms_of_token, joined, all_upper))
            for joined in (False, True)
            for all_upper in (False, True)
        }
        self._term_sets = lru_cache(maxsize=KNOWN_TEXTS)(
            lambda text: frozenset(self.passage_terms(text))
        )
        self._question_tokens = lru_cache(maxsize=2**14)(self._terms_and_words_of_token)

    def terms(self, text: str) -> list[str]:
        """The terms of a text, in order, repeats included."""
        return self._terms(text, joined=False)

    def passage_terms(self, text: str) -> list[str]:
        """The terms of an answer's text: those of `terms`, and after the parts of a word of two
        parts the whole, so that `wellbeing` finds `well-being`."""
        return self._terms(text, joined=True)

    def passage_term_set(self, text: str) -> frozenset[str]:
        """The distinct `passage_terms` of a sentence or a title, kept: the same are read often."""
        return self._term_sets(text)

    def _terms(self, text: str, *, joined: bool) -> list[str]:
        cache = self._caches[joined, text.isupper()]
        return list(chain.from_iterable(map(cache.__getitem__, _plain(text).split())))

    def terms_and_words(self, text: str) -> Iterator[tuple[str, str]]:
        """The terms of a text, in order, each with the word as written that it comes from."""
        all_upper = text.isupper()
        tokens = _plain(text).split()
        return chain.from_iterable(self._question_tokens(token, all_upper) for token in tokens)

    def _terms_of_token(self, joined: bool, all_upper: bool, token: str) -> tuple[str, ...]:
        word = token.rstrip(".,;:")
        if word.isascii() and word.isalpha() and (word.islower() or word.istitle()):
            # Most words: `_WORD` matches the whole, and no other rule applies.
            word = word.lower()
            return () if word in self._stop_words else (self._stem(word),)
        return tuple(term for term, _ in self._read(token, all_upper, joined=joined))

    def _terms_and_words_of_token(self, token: str, all_upper: bool) -> tuple[tuple[str, str], ...]:
        return tuple(self._read(token, all_upper))

    def _read(
        self, plain: str, all_upper: bool, *, joined: bool = False
    ) -> Iterator[tuple[str, str]]:
        for match in _WORD.finditer(plain):
            written = match.group()
            for word in _split(match):
                in_capitals = len(word) > 1 and word.isupper() and not all_upper
                if word[-1:] == "s" and (plural := _PLURAL_CAPITALS.match(word)):
                    word = plural[1]
                word = word.casefold()
                if in_capitals or word not in self._stop_words:
                    yield self._stem(word), written
            if joined and (whole := solid(written)):
                yield self._stem(whole), written


def solid(word: str) -> str | None:
    """A word of two parts written as one, in small letters: wellbeing for well-being; None for
    another word, a number, and one that is a single term as it is, such as re-offending."""
    if not _TWO_PARTS.fullmatch(word):
        return None
    first, _, last = word.casefold().partition("-")
    if first in _SOLID_PREFIXES or first in FIGURES or last in FIGURES:
        return None
    return first + last


class _TermCache(dict[str, tuple[str, ...]]):
    """The terms of each token, read when it first occurs.

    Emptied at once when it is full. `lru_cache` keeps an order of use, which touches several times
    the memory for each word, and that is most of what a word costs.
    """

    def __init__(self, read: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, token: str) -> tuple[str, ...]:
        terms = self._read(token)
        if len(self) >= MAX_CACHED_WORDS:
            self.clear()
        self[token] = terms
        return terms


def _plain(text: str) -> str:
    """The text with quotation marks, dashes, accents, money and per cent in one form, without note
    markers."""
    if "[" in text:
        text = NOTE_MARKER.sub(" ", text)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
        text = _QUOTES.sub("'", _DASHES.sub("-", text))
        text = _ACCENT.sub("", unicodedata.normalize("NFKD", text))
        text = _MONEY.sub(r"\1", text)
    elif "`" in text:
        text = text.replace("`", "'")
    return _PER_CENT.sub(" ", text) if "%" in text or "cent" in text.lower() else text


def _split(match: re.Match[str]) -> Iterator[str]:
    """The words that one match means, as 2019 and 2020 for 2019-20."""
    if years := match["years"]:
        first, last = int(years[:4]), int(years[5:])
        if last < 100:
            last += first - first % 100
        yield from (str(first), str(last if last >= first else last + 100))
    elif figure := match["figure"]:
        yield from _figure(figure.replace(",", ""), (match["unit"] or "").casefold())
    elif initials := match["initials"]:
        yield initials.replace(".", "")
    else:
        yield from _compound(match["word"])


def _figure(figure: str, unit: str) -> Iterator[str]:
    """The words of a figure: 1.5 and million for 1500000, 85000 for 85k."""
    if unit in _UNITS:
        yield from (figure, _UNITS[unit])
        return
    if unit == "k":
        figure = f"{float(figure) * 1000:.0f}"
    whole = int(figure) if figure.isdecimal() and len(figure) < 16 else 0
    if whole >= 10**9 and whole % _ROUND_BILLION == 0:
        yield from (f"{whole / 10**9:g}", "billion")
    elif 10**6 <= whole < 10**9 and whole % _ROUND_MILLION == 0:
        yield from (f"{whole / 10**6:g}", "million")
    else:
        yield figure


def _compound(word: str) -> Iterator[str]:
    """A word's parts between hyphens; one with a prefix such as re- or co- stays whole."""
    prefix, hyphen, rest = word.partition("-")
    if hyphen and prefix.casefold() in _SOLID_PREFIXES and rest[:1].isalpha():
        word = prefix + rest
    parts = _PLURAL_FIGURE.sub(r"\1", word).split("-") if "-" in word else [word]
    if len(parts) == 2 and (ten := FIGURES.get(parts[0].casefold(), "")).endswith("0"):
        unit = FIGURES.get(parts[1].casefold(), "1" if parts[1].casefold() == "one" else "")
        if len(ten) == 2 and len(unit) == 1 and ten != "10":
            parts = [ten[0] + unit]  # twenty-five
    for part in parts:
        stem, apostrophe, ending = part.partition("'")
        possessive = apostrophe and ending.casefold() == "s"
        yield stem if possessive else part.replace("'", "")
