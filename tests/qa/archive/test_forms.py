"""The same questions in every published form: one record each, whichever came first."""

import json
import random

import pytest

from qa import store
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.settings import Settings
from tests.fake_parliament import envelope, list_view
from tests.making import (
    csv_export,
    fact,
    lines,
    official_html,
    official_page,
    parallel_html,
    parallel_page,
    xml_day,
)
from tests.parliament_records import question

SUBJECTS = "books chairs lamps desks shelves windows doors clocks maps radiators".split()


def fifty():
    """Fifty questions of two Houses, two bodies and ten days, some with markup that matters."""
    for number in range(50):
        subject, day = SUBJECTS[number % 10], number // 5 + 1
        lords = number % 5 == 0
        asked = (
            "To ask Her Majesty's Government" if lords else "To ask the Secretary of State for Law,"
        )
        yield fact(
            uin=f"HL{100 + number}" if lords else str(9_990 + number),
            house="Lords" if lords else "Commons",
            answering_body="Ministry of Law & Order" if number % 2 else "Ministry of Justice",
            date_tabled=f"2015-03-{day:02}",
            date_answered=f"2015-04-{day:02}",
            question_text=f"{asked} how many {subject} there were in wing {number} of “HMP Leeds”.",
            answer_html=f"<p>There were {number + 3} {subject}, at £{number}.</p>"
            "<table><tr><td>Year</td><td>Number</td></tr><tr><td>2014</td><td>1,200<sup>2</sup>"
            f"</td></tr></table><p>Wing {number} is looked after.</p>",
        )


def day_of(iso, ordinal=False):
    year, month, day = map(int, iso.split("-"))
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(day, "th") if ordinal else ""
    return f"{day}{suffix} {('', '', '', 'March', 'April')[month]} {year}"


def from_the_api(folder, facts):
    """The same as Parliament's API gives them: each in detail, and all as rows of a list."""
    values = [
        question(
            1_000_000 + number,
            uin=stated["uin"],
            dateTabled=stated["date_tabled"],
            dateAnswered=stated["date_answered"],
            questionText=stated["question_text"],
            answerText=stated["answer_html"],
            answeringBodyName=stated["answering_body"],
        )
        for number, stated in enumerate(facts)
    ]
    rows = [envelope(list_view(value, {})) for value in values]
    contents = {f"{value['id']}.json": envelope(value) for value in values}
    contents["list.json"] = {"totalResults": len(rows), "results": rows}
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return [folder / name for name in contents]


def in_every_form(folder):
    """The fifty in nine forms; a list of the files."""
    facts = list(fifty())
    files = [lines(folder / "export.jsonl", *facts), csv_export(folder / "export.csv", *facts)]
    files += from_the_api(folder, facts)
    for date in sorted({stated["date_answered"] for stated in facts}):
        files.append(xml_day(folder, *(f for f in facts if f["date_answered"] == date)))
    for number, stated in enumerate(facts):
        same = {"question": stated["question_text"], "body": stated["answering_body"]}
        plain = dict(same, answer=f"There were {number + 3}.")
        rich = dict(same, answer=stated["answer_html"])
        for ordinal, text, markup in (
            (False, official_page, official_html),
            (True, parallel_page, parallel_html),
        ):
            dates = {
                "tabled": day_of(stated["date_tabled"], ordinal),
                "answered": day_of(stated["date_answered"], ordinal),
            }
            named = {} if ordinal else {"uin": stated["uin"]}
            files.append(text(folder / f"{text.__name__}-{number}", **plain, **dates, **named))
            files.append(markup(folder / f"{markup.__name__}-{number}", **rich, **dates, **named))
    return files


@pytest.mark.parametrize("seed", range(3))
def test_fifty_questions_in_every_form_and_any_order_are_fifty_records(tmp_path, seed):
    folder = tmp_path / "answers"
    folder.mkdir()
    files = in_every_form(folder)
    random.Random(seed).shuffle(files)
    settings = Settings(data_dir=tmp_path / "data")
    report = ingest(files, settings)
    assert report.rejected == []
    assert (report.total, report.counts["new"] + report.counts["merged"]) == (450, 450)
    with store.archive.reading(settings.store_path) as db:
        answers = {answer.answer_id: answer for answer in store.archive.answers.quotable(db)}
        sources = [
            {source.form for source in store.archive.versions.sources(db, row)}
            for row, _ in store.archive.audit.answers(db)
        ]
    assert sorted(answers) == sorted(f"{f['date_tabled']}/{f['uin']}" for f in fifty())
    assert {len(forms) for forms in sources} == {9}
    for stated in fifty():
        answer = answers[f"{stated['date_tabled']}/{stated['uin']}"]
        assert answer.source_question == stated["question_text"]
        assert answer.answering_body.name == stated["answering_body"]
        assert "| 2014 | 1,200[2] |" in answer.text
    assert list(verify_integrity(settings)) == []
