"""The parts of a question: what a draft asks that can be answered apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.text.series import items

MAX_PARTS = 8
MIN_CLAUSE_WORDS = 3
"""A clause with fewer words is not a question of its own ("when and where")."""


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One part: its label ("(a)", "2", "2 (a)"), and its text with what it shares with the others.

    `after` is the question that it follows and may lean on ("and how many of those ..."): the first
    clause, or the first item of a series of questions. None for another part of the first clause,
    whose text has all that it shares.
    """

    label: str
    text: str
    after: str | None = None


_ASKING = (
    r"(?:(?:and|but|or),? )?(?:(?:for|in|of) each [^,;]{1,40}, )?"
    r"(?:(?:against|at|by|for|from|in|of|on|over|to|under|with) )?"
    r"(?:how|if|what|when|where|whether|which|who|whose|why)\b"
)
_BEGINS_ASKING = re.compile(
    rf"\s*(?:{_ASKING}|(?:and )?(?:are|can|could|did|do|does|has|have|is|was|were|will|would)\b)",
    re.IGNORECASE,
)
_FIRST_LABEL = r"(?:\([ai1]\)|[ai]\)) ?"
_SERIES_OF_QUESTIONS = re.compile(_FIRST_LABEL + _ASKING, re.IGNORECASE)
_STEM = re.compile(rf"\W*to ask\b.*?(?:,|\b(?:government|of state|minister)\b)\s*"
                   rf"(?=(?:{_FIRST_LABEL})?{_ASKING})"
                   rf"|\W*to ask\b[^,]*,\s*(?=(?:pursuant|further|with reference)\b)",
                   re.IGNORECASE | re.DOTALL)  # fmt: skip
_REFERENCE = re.compile(
    r"\W*(?:further to|pursuant to|with reference to|following)\b.*?,\s*"
    rf"(?=(?:{_FIRST_LABEL})?{_ASKING})",
    re.IGNORECASE | re.DOTALL,
)
_BREAK = re.compile(
    r"(?P<end>;)\s*(?:and,? )?|(?P<mark>\?)\s+(?:and,? )?|(?<=[.])\s+(?=(?:how|what|when|why)\b)"
    # Without a semicolon, only what is not a relative clause ("and who do not hold a passport").
    r"|(?P<and>,? and )(?=(?:(?:at|by|for|from|in|on|to|under) what|how(?! to\b)|what|when|whether"
    r"|why|if (?:he|she|they|the (?:government|minister|secretary of state)) will)\b)"
    r"|(?P<comma>, )(?=(?:how (?:many|much)|what|whether|when|why)\b"
    r".+, and (?:how|what|whether|when|why)\b)",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(r"\b(?:how|if|what|when|where|whether|which|who|why)\b", re.IGNORECASE)
_STATEMENT = re.compile(
    r"\W*(?:and )?if (?:he|she|they|the \w+(?: of state)?) will (?:make a statement"
    r"(?: on (?:the|this|that) \w+)?|place .{0,80} in the library(?: of the house)?)\W*",
    re.IGNORECASE,
)


def question_parts(question: str) -> tuple[QuestionPart, ...]:
    """The parts of a question, in order, at most MAX_PARTS; none where it has only one.

    A question is cut into clauses after a semicolon or a question mark, and at an "and" before a
    question word; a clause with "(a) ... (b) ..." into one for each. What is before and after
    the series belongs to each of them. An item that asks by itself is like a clause.
    """
    text = " ".join(question.split())
    found = _STEM.match(text)
    stem = found.group() if found else ""
    reference = _REFERENCE.match(text, len(stem))
    shared = text[: reference.end()] if reference else stem
    clauses = _clauses(text[len(shared) :])
    split = [list(items(clause)) for clause in clauses]
    if len(clauses) > 1 and sum(map(len, split)) > MAX_PARTS:
        split = [[("", clause)] for clause in clauses]
    asked_apart = bool(clauses and _SERIES_OF_QUESTIONS.match(clauses[0]))
    made: list[QuestionPart] = []
    for number, part in enumerate(split, start=1):
        for place, (marker, words) in enumerate(part):
            after = shared + clauses[0] if number > 1 else None
            if number == 1 and place and asked_apart and _BEGINS_ASKING.match(words):
                after = made[0].text
            own = words if after else shared + words
            made.append(QuestionPart(_label(number, marker, len(clauses)), own, after))
    return tuple(made[:MAX_PARTS]) if len(made) > 1 else ()


def _label(number: int, marker: str, clauses: int) -> str:
    return " ".join(filter(None, (str(number) if clauses > 1 else "", marker)))


def _clauses(text: str) -> list[str]:
    """The clauses of a text that ask something, without the request for a statement."""
    clauses: list[str] = []
    start = 0
    for found in [*_BREAK.finditer(text), None]:
        end = len(text) if found is None else found.end("mark") if found["mark"] else found.start()
        if found is not None and not _breaks(text, start, found):
            continue
        clause = text[start:end].strip(" ,;")
        if clause and not _STATEMENT.fullmatch(clause):
            clauses.append(clause)
        start = len(text) if found is None else found.end()
    return clauses


def _breaks(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether a clause ends at a break: another question follows, and one went before."""
    before, after = text[start : found.start()], text[found.end() :]
    if len(after.split()) < MIN_CLAUSE_WORDS or not _BEGINS_ASKING.match(after):
        return False
    if found["and"] is None and found["comma"] is None:
        return bool(_QUESTION_WORD.search(before) or _BEGINS_ASKING.match(before))
    asked = [one.start() for one in _QUESTION_WORD.finditer(before)]
    if not asked or len(before[asked[-1] :].split()) <= MIN_CLAUSE_WORDS:
        return False  # "how many and what proportion"
    # "steps to learn what works and how it spreads" asks one thing.
    own = _BEGINS_ASKING.match(before)
    return found.group().startswith(",") or own is None or asked[-1] < own.end()
