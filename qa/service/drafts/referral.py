"""Referral: the line with which a reply refers to an answer already given.

Parliament's usual wording: "I refer the hon. Member to the answer I gave on 3 March 2016 to
Question 28201", and in the Lords "I refer the noble Lord to the Written Answer given by Lord Faulks
on 3 March 2016 (HL6142)".
"""

from __future__ import annotations

import re

from qa.model import House
from qa.model.citation import Record, day, title_of
from qa.model.members import member_name, name_words

_OF_THE_LORDS = re.compile(
    r"\W*to ask (?:h(?:is|er) majesty['’]s government|hmg\b|the (?:senior deputy speaker"
    r"|chair(?:man)? of committees|leader of the house of lords))",
    re.IGNORECASE,
)
_OF_THE_COMMONS = re.compile(r"\W*to ask the\b", re.IGNORECASE)


def house_of(question: str) -> House | None:
    """The House in which a question is asked, as its address says; None where that is unclear."""
    if _OF_THE_LORDS.match(question):
        return "Lords"
    return "Commons" if _OF_THE_COMMONS.match(question) else None


def referral(record: Record, house: House | None, minister: str = "") -> str:
    """The line that refers a member of a House to an answer; "I gave" where the same minister gave
    it, else who did.

    Without a House it is that of the answer. An answer of the other House is named as one. A
    correction is said, and so is an answer that cannot be referred to.
    """
    if not record["date_answered"] or record["status"] not in ("answered", "corrected"):
        return f"[The answer to {_named(record)} cannot be referred to: {record['status']}.]"
    house = house or record["house"] or "Commons"
    member = "the noble Lord" if house == "Lords" else "the hon. Member"
    other = record["house"] not in (None, house)
    within = f" in the House of {record['house']}" if other else ""
    given = f"{_by(record, minister)}{within} on {day(record['date_answered'])}"
    since = ", which has since been corrected" if record["status"] == "corrected" else ""
    return f"I refer {member} to the answer {given}{_to(record, house)}{since}."


def _by(record: Record, minister: str) -> str:
    stated = record["answering_member"]
    if not stated:
        return "given"
    own, other = name_words(minister), name_words(stated)
    if own and (own <= other or other <= own):
        return "I gave"
    return f"given by {member_name(stated)}" if minister else "given"


def _to(record: Record, house: House) -> str:
    uin = record["uin"]
    if not uin:
        return f" on “{title_of(record)}”"
    lords = record["house"] == "Lords" or (record["house"] is None and house == "Lords")
    return f" ({uin})" if lords else f" to Question {uin}"


def _named(record: Record) -> str:
    return f"Question {record['uin']}" if record["uin"] else f"“{title_of(record)}”"
