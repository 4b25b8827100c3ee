"""Records made up for the tests, in the forms that are really published."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from qa.archive.sources import Item, open_source
from qa.settings import Settings

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
OFFICIAL_PAGE = next(CORPUS.glob("2021-09-03_41780_*.txt"))
PARALLEL_PAGE = next(CORPUS.glob("2021-02-09_no-uin_*.txt"))
REAL_ANSWERS = ROOT.parent / "shared" / "data" / "written-answers"
"""13,324 real answers, where they stand beside the clone."""


def read(path: Path) -> Iterator[Item]:
    """The records of a file in a known form."""
    source = open_source(path)
    assert source is not None
    yield from source.records()


def settings_table() -> list[tuple[str, Any, str]]:
    """Variable, default and help of each setting, as the README prints them."""
    return [
        (f"QA_{one.name.upper()}", one.default, one.metadata["help"]) for one in fields(Settings)
    ]


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


def official_html(path: Path, **stated: str) -> Path:
    """A page of Parliament's own layout as a browser saves it; `answer` is markup."""
    facts = {
        "uin": "100",
        "question": "To ask the Secretary of State for Justice, how many libraries he has.",
        "body": "Ministry of Justice",
        "heading": "Libraries",
        "tabled": "2 March 2015",
        "answered": "9 March 2015",
        "answer": "<p>There are twelve libraries.</p>",
        "asking": "Ann Smith",
        "answering": "Bob Jones",
    } | stated
    question = html.escape(facts["question"], quote=False)
    path.write_text(
        f"""<!DOCTYPE html>
<!-- saved from url=(0078)https://questions-statements.parliament.uk/written-questions/ -->
<html lang="en"><head><title>Written questions</title><script>var a = "<p>UIN 1";</script></head>
<body><a href="#main-content">Skip to main content</a><header><nav><p>Menu</p></nav></header>
<main id="main-content"><div class="hero"><h1>{facts["heading"]}</h1>
<h2>Question for {html.escape(facts["body"])}</h2>
<p>UIN {facts["uin"]}, tabled on {facts["tabled"]}</p>
</div><a class="card"><div class="primary-info">{facts["asking"]}</div>
<div class="tertiary-info">Independent</div></a>
<div id="collapse-details"><p>{question}</p></div>
<a class="card"><div class="primary-info">{facts["answering"]}</div></a>
<div class="row"><div class="col-lg-12"><h3>Answered on</h3><p>{facts["answered"]}</p>
{facts["answer"]}</div></div></main><footer><p>Cookies</p></footer></body></html>
""",
        encoding="utf-8",
    )
    return path


def parallel_html(path: Path, **stated: str) -> Path:
    """A page of the layout that bears no UIN as a browser saves it; `answer` is markup."""
    facts = {
        "question": "To ask the Secretary of State for Justice, how many libraries he has.",
        "body": "Ministry of Justice",
        "heading": "Libraries",
        "tabled": "2nd March 2015",
        "answered": "9th March 2015",
        "answer": "<p>There are twelve libraries.</p>",
        "minister": "Bob Jones",
        "source": "#",
    } | stated
    question = html.escape(facts["question"], quote=False)
    path.write_text(
        f"""<!doctype html>
<html><head><title>{facts["heading"]} - Parallel Parliament</title></head><body>
<nav><ul><li>Home<li>Bills</ul></nav><div class="container"><h1>{facts["heading"]}</h1>
<p>(asked on {facts["tabled"]}) - <a href="{facts["source"]}">View Source</a></p>
<h4>Question to the {html.escape(facts["body"])}:</h4><p>{question}</p>
<div class="answer"><div>Answered by</div><img src="a.jpg" alt="{facts["minister"]} Portrait">
<div><b>{facts["minister"]}</b><br>Minister of State</div>
<div>This question was answered on {facts["answered"]}</div><div>{facts["answer"]}</div></div></div>
<div id="loading">Reticulating Splines</div><footer>About</footer></body></html>
""",
        encoding="utf-8",
    )
    return path


def csv_export(path: Path, *facts: dict[str, Any]) -> Path:
    """An export with the nine columns of the pq-tool, of these objects."""
    names = "Question_MP,Question_Text,Question_ID,MP_Constituency,Question_Date,Answer_Text,"
    names += "Answer_MP,Answer_Date,Party"
    keys = "asking_member question_text uin asking_member_constituency date_tabled answer_html"
    keys += " answering_member date_answered asking_member_party"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(names.split(","))
        rows.writerows([stated[key] or "NA" for key in keys.split()] for stated in facts)
    return path


def xml_question(stated: dict[str, Any], number: int = 0) -> str:
    """A `ques` of TheyWorkForYou's newer XML, of one object."""
    place = f"{stated['date_tabled']}.{stated['uin']}.q{number}"
    question = html.escape(stated["question_text"], quote=False)
    return f"""
<ques id="uk.org.publicwhip/wrans/{place}" person_id="uk.org.publicwhip/person/10001"
 speakername="{stated["asking_member"]}" url="https://questions-statements.parliament.uk/x">
    <p qnum="{stated["uin"]}">{question}</p>
</ques>
"""


def xml_reply(stated: dict[str, Any], number: int = 0) -> str:
    """A `reply` of TheyWorkForYou's newer XML, of one object."""
    place = f"{stated['date_tabled']}.{stated['uin']}.r{number}"
    return f"""
<reply id="uk.org.publicwhip/wrans/{place}" person_id="uk.org.publicwhip/person/10002"
 speakername="{stated["answering_member"]}">
    {stated["answer_html"]}
</reply>
"""


def xml_day(folder: Path, *facts: dict[str, Any]) -> Path:
    """A day of TheyWorkForYou's newer XML; all of its questions answered on the first one's date.

    Its departments stand unescaped, as they are published.
    """
    parts = [
        f"""
<major-heading id="uk.org.publicwhip/wrans/x.mh" nospeaker="true">
    {stated["answering_body"]}
</major-heading>
<minor-heading id="uk.org.publicwhip/wrans/x.h" nospeaker="true">
    Libraries
</minor-heading>
{xml_question(stated)}{xml_reply(stated)}"""
        for stated in facts
    ]
    path = folder / f"answers{facts[0]['date_answered']}.xml"
    path.write_text(f"<publicwhip>\n{''.join(parts)}\n</publicwhip>\n", encoding="utf-8")
    return path
