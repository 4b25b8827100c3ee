"""Kinds: answers that do not answer, told by rules that are data (kinds.toml beside this)."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from qa.model import Kind
from qa.text.passages import is_row, sentences

LONGEST = 150
"""Words beyond which an answer is never a stub."""
MOST_BESIDES = 15
"""Words that a stub may say besides: more is taken for substance."""

_LONGEST_CHARACTERS = 10_000
_WORD = re.compile(r"\w[\w'./:%-]*")
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_COURTESY = "courtesy"


def stub_kind(text: str) -> Kind:
    """The kind of stub that an answer's text is, or `none` where it says something of substance.

    A stub has at most `LONGEST` words and no table; the sentences that rules know hold at least as
    many words as the others, and those at most `MOST_BESIDES`. Its kind is that of the first
    sentence that a rule knows. A long answer that only says of one part that it is "not held
    centrally" is therefore none.
    """
    if len(text) > _LONGEST_CHARACTERS or len(_WORD.findall(text)) > LONGEST:
        return "none"
    if any(map(is_row, text.split("\n"))):
        return "none"
    kind: Kind = "none"
    known = besides = 0
    for span in sentences(text, 0, len(text)):
        sentence = text[span.start : span.end]
        words = len(_WORD.findall(sentence))
        found = _kind_of_sentence(sentence)
        if found is None:
            besides += words
            if besides > MOST_BESIDES:
                return "none"
        elif found != _COURTESY:
            known += words
            # The words of the rules' file are those of Kind: a test holds them together.
            kind = found if kind == "none" else kind  # type: ignore[assignment]
    return kind if besides <= known else "none"


@cache
def rules() -> dict[str, Any]:
    """The rules as they are stated: `version`, and under `rule` each with its kind and reason."""
    return tomllib.loads(files("qa.text").joinpath("stubs.toml").read_text("utf-8"))


@cache
def _compiled() -> list[tuple[str, list[re.Pattern[str]]]]:
    """Each rule's kind and patterns, in the order that decides."""
    return [
        (rule["kind"], [re.compile(one, re.IGNORECASE) for one in rule["patterns"]])
        for rule in rules()["rule"]
    ]


@lru_cache(maxsize=4096)  # a third of all answers share a text with another
def _kind_of_sentence(sentence: str) -> str | None:
    plain = " ".join(sentence.translate(_QUOTES).split())
    for kind, patterns in _compiled():
        if any(pattern.search(plain) for pattern in patterns):
            return kind
    return None
