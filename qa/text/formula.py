"""The formula of parliamentary questions: set phrases that do not name the subject."""

from __future__ import annotations

import re

_MINISTER = r"(?:he|she|they|the (?:minister|secretary of state|government))"
_FORMULA = re.compile(
    rf"""
    ^\W*to[ ]ask[ ](?:(?:her|his)[ ]majesty's[ ]government
      |the[ ](?:(?:parliamentary[ ]under-)?secretary[ ]of[ ]state|minister)[ ](?:for|of)\b)?
  | \bpursuant[ ]to[ ](?:the|his|her|their)[ ](?:oral[ ]|written[ ])?(?:answers?|statements?)
    (?:[ ]given)?(?:[ ](?:of|on)[ ]\d\d?[ ]\w+(?:[ ]\d{{4}})?)?
    (?:,?[ ]official[ ]report,?[ ]col(?:umn)?s?\.?[ ][\dws-]+)?
    (?:,?[ ]to[ ](?:written[ ])?questions?[ ](?:hl)?[ ]?\d+)?
  | \bpursuant[ ]to[ ](?:written[ ])?questions?[ ](?:hl)?[ ]?\d+
  | \b(?:what[ ](?:recent[ ])?(?:assessment|estimate)[ ]{_MINISTER}[ ](?:has|have)[ ]made[ ](?:of)?)
  | \bif[ ]{_MINISTER}[ ]will[ ]make[ ]a[ ]statement\b | \band[ ]make[ ]a[ ]statement\b
  | \bplace\b[^;,.]{{0,60}}\bin[ ]the[ ]library(?:[ ]of[ ]the[ ]house)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_YEARS = re.compile(
    r"\b(?:(?:in|for|during|over) )?(?:each of )?the (?:last|past) \w+ "
    r"(?:(?:calendar|financial|academic) )?(?:years|months|weeks)\b",
    re.IGNORECASE,
)
_ADDRESSEE = re.compile(
    r"^\W*to ask the (?:(?:parliamentary under-)?secretary of state(?: for )?"
    r"|minister (?:for|of) )?(?P<name>.{0,83}?)"
    r"(?=,? (?:what|how|when|if|whether|which|who|whose|why|where|on|in|by|for|to|at|pursuant"
    r"|further|with)\b)",
    re.IGNORECASE,
)


def has_formula(text: str) -> bool:
    """Whether a text has set phrases of a parliamentary question, as a draft of one has."""
    return _FORMULA.search(text.replace("’", "'")) is not None


def addressee(text: str) -> str | None:
    """The department or minister that a question is addressed to: "justice", "attorney general".

    None where it names no one department, as in "Her Majesty's Government", or has no formula.
    """
    found = _ADDRESSEE.match(text)
    return found["name"].removeprefix("the ").casefold() or None if found else None


def without_addressee(text: str) -> str:
    """A question without whom it is addressed to."""
    return _ADDRESSEE.sub(" ", text)


def without_formula(text: str) -> str:
    """A question without its set phrases, but with the department; unchanged if no word is left."""
    rest = _FORMULA.sub(" ", text.replace("’", "'"))
    return rest if re.search(r"\w\w", rest) else text


def without_years(text: str) -> str:
    """A question without the years for which it asks for figures, as in "in each of the last five
    years": they do not name the subject. Unchanged if no word is left."""
    rest = _YEARS.sub(" ", text)
    return rest if re.search(r"\w\w", rest) else text
