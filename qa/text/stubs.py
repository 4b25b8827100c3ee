"""Stubs: answers that do not answer, found by the rules in stubs.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from qa.model import Kind, Span
from qa.text.lines import is_row
from qa.text.passages import sentences

MAX_STUB_WORDS = 150
"""A longer answer is never a stub."""
MAX_OTHER_WORDS = 15
"""Words in sentences that no rule matches; an answer with more has substance."""

_MAX_STUB_CHARACTERS = 10_000
_WORD = re.compile(r"\w[\w'./:%-]*")
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_COURTESY = "courtesy"


def stub_kind(text: str) -> Kind:
    """The kind of stub that an answer's text is; `none` where the answer has substance.

    A stub has at most MAX_STUB_WORDS words and no table. The sentences that rules match have at
    least as many words as the others, and those have at most MAX_OTHER_WORDS. The first matched
    sentence decides the kind. So a long answer that says of one part that it is "not held
    centrally" is not a stub.
    """
    if len(text) > _MAX_STUB_CHARACTERS or len(_WORD.findall(text)) > MAX_STUB_WORDS:
        return "none"
    if any(map(is_row, text.split("\n"))):
        return "none"
    kind: Kind = "none"
    matched = others = 0
    for span in sentences(text, 0, len(text)):
        sentence = text[span.start : span.end]
        words = len(_WORD.findall(sentence))
        found = _sentence_kind(sentence)
        if found is None:
            others += words
            if others > MAX_OTHER_WORDS:
                return "none"
        elif found != _COURTESY:
            matched += words
            # A test checks that the kinds of stubs.toml are those of Kind.
            kind = found if kind == "none" else kind  # type: ignore[assignment]
    return kind if others <= matched else "none"


def grounds(text: str) -> Span | None:
    """The sentence of a stub that says why it does not answer: the first that a rule matches."""
    for span in sentences(text, 0, len(text)):
        if _sentence_kind(text[span.start : span.end]) not in (None, _COURTESY):
            return span
    return None


@cache
def rules() -> dict[str, Any]:
    """The content of stubs.toml: `version`, and under `rule` the kind and patterns of each rule."""
    return tomllib.loads(files("qa.text").joinpath("stubs.toml").read_text("utf-8"))


@cache
def _compiled() -> list[tuple[str, list[re.Pattern[str]]]]:
    """Each rule's kind and patterns; the first that matches decides."""
    return [
        (rule["kind"], [re.compile(one, re.IGNORECASE) for one in rule["patterns"]])
        for rule in rules()["rule"]
    ]


@lru_cache(maxsize=4096)  # a third of all answers have the text of another
def _sentence_kind(sentence: str) -> str | None:
    plain = " ".join(sentence.translate(_QUOTES).split())
    for kind, patterns in _compiled():
        if any(pattern.search(plain) for pattern in patterns):
            return kind
    return None
