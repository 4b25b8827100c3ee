"""English words, to tell a word that no answer has from one that is spelt wrong."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

_VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """About 83,000 words and their forms, in small letters: SymSpell's list, which is SCOWL's
    words that Google Books has, without its abbreviations. It has few names. Read when it is
    first needed."""
    listed = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    lines = listed.read_text(encoding="utf-8-sig").splitlines()
    words = (line.partition(" ")[0] for line in lines)
    return frozenset(word for word in words if not _VOWELS.isdisjoint(word))
