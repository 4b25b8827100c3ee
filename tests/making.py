"""Records made up for the tests, in the forms that are really published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.records import WrittenAnswer
from qa.sources import Refusal, open_source

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
OFFICIAL_PAGE = next(CORPUS.glob("2021-09-03_41780_*.txt"))
PARALLEL_PAGE = next(CORPUS.glob("2021-02-09_no-uin_*.txt"))
REAL_ANSWERS = ROOT.parent / "shared" / "data" / "written-answers"
"""13,324 real answers, where they stand beside the clone."""


def read(path: Path) -> Iterator[WrittenAnswer | Refusal]:
    """The records of a file in a known form."""
    source = open_source(path)
    assert source is not None
    yield from source.records()


def fact(**stated: Any) -> dict[str, Any]:
    """One object of the JSON-lines export, whole but for what is stated otherwise."""
    facts = {
        "uin": "100",
        "house": "Commons",
        "answering_body": "Ministry of Justice",
        "date_tabled": "2015-03-02",
        "date_answered": "2015-03-09",
        "asking_member": "Smith, Ann",
        "asking_member_constituency": "Anywhere",
        "asking_member_party": "Independent",
        "answering_member": "Jones, Bob",
        "question_text": "To ask the Secretary of State for Justice, how many libraries he has.",
        "answer_html": "<p>There are twelve libraries.</p>",
        "url": None,
    } | stated
    if "id" not in facts:
        facts["id"] = f"{facts['date_tabled']}/{facts['uin']}"
    return facts


def lines(path: Path, *facts: dict[str, Any]) -> Path:
    """A JSON-lines file of these objects."""
    text = "".join(json.dumps(stated, ensure_ascii=False) + "\n" for stated in facts)
    path.write_text(text, encoding="utf-8")
    return path


def parallel_page(
    path: Path,
    *,
    question: str = "To ask the Secretary of State for Justice, how many libraries he has.",
    body: str = "Ministry of Justice",
    heading: str = "Libraries",
    tabled: str = "2nd March 2015",
    answered: str = "9th March 2015",
    answer: str = "There are twelve libraries.",
    minister: str = "Bob Jones",
) -> Path:
    """A page of the layout that bears no UIN."""
    path.write_text(
        f"{heading}\n\n(asked on {tabled}) - View Source\n\nQuestion to the {body}:\n\n{question}\n"
        f"\n\nAnswered by\n{minister} Portrait\n{minister}\nMinister of State\n"
        f"This question was answered on {answered}\n\n{answer}\n\nReticulating Splines",
        encoding="utf-8",
    )
    return path


def official_page(
    path: Path,
    *,
    uin: str = "100",
    question: str = "To ask the Secretary of State for Justice, how many libraries he has.",
    body: str = "Ministry of Justice",
    heading: str = "Libraries",
    tabled: str = "2 March 2015",
    answered: str = "9 March 2015",
    answer: str = "There are twelve libraries.",
) -> Path:
    """A page of Parliament's own layout."""
    path.write_text(
        f"Skip to main content\n\n{heading}\n\nQuestion for {body}\n\n"
        f"UIN {uin}, tabled on {tabled}\n\n{question}\n\nAnswered on\n\n{answered}\n\n{answer}",
        encoding="utf-8",
    )
    return path
