"""The command `qa over-time`, and how a question over time looks on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import click

from qa.cli.command import Command, with_settings
from qa.cli.layout import Row, table
from qa.cli.terminal import Part, columns, print_file, print_lines
from qa.model.citation import day
from qa.model.over_time import LineSentence, OverTime, Series, said_period_kind
from qa.settings import Settings


@click.command(cls=Command, epilog='Example: qa over-time "assaults on prison staff" --csv')
@click.argument("question")
@click.option("--json", "form", flag_value="json", help="Print everything as JSON.")
@click.option("--csv", "form", flag_value="csv", help="Print the series as a CSV table.")
@with_settings
def over_time(question: str, form: Literal["json", "csv"] | None, settings: Settings) -> None:
    """Show how an answer changed, year by year.

    QUESTION is a question, a subject, or the id of an answer such as 2021-09-03/41780. Figures that
    recur in the answers are joined into series, each value with its source.
    """
    from qa.service.over_time import over_time_of, series_csv
    from qa.service.service import Service

    record = over_time_of(Service(settings), question).record
    if form == "csv":
        print_file(series_csv(record))
        return
    print_lines(_lines(record), record if form else None)


def _lines(record: OverTime) -> Iterator[str | list[Part]]:
    line = record["line"]
    if line is None:
        yield "No question in the answers matches. Try other words, or fewer of them."
        return
    yield [Part(line["source_question"], ("bold",))]
    times = "once" if line["answers"] == 1 else f"{line['answers']} times"
    days = dict.fromkeys(day(one) for one in (line["first"], line["last"]) if one)
    yield f"Asked {', '.join(filter(None, (times, ' to '.join(days))))}."
    for year in record["digest"]:
        yield ""
        yield [Part(year["year"], ("bold",))]
        for sentence in year["new"]:
            yield _said("+ ", sentence)
        for sentence in year["gone"]:
            yield _said("- ", sentence)
        if not year["new"] and not year["gone"]:
            yield "Nothing new near to the question."
    for one in record["series"]:
        yield ""
        yield from _series(one)
    if record["left_out"]:
        yield f"{record['left_out']} more series are left out."
    if record["others"]:
        yield ""
        yield "Other questions that match:"
        for other in record["others"]:
            times = "once" if other["answers"] == 1 else f"{other['answers']} times"
            asked = " ".join(other["source_question"].split())
            yield f"  {other['answer_id']}  asked {times}: {asked}"


def _said(mark: str, sentence: LineSentence) -> list[Part]:
    when = sentence["date_answered"]
    return [
        Part(mark + " ".join(sentence["text"].split())),
        Part(f" {day(when) if when else ''}, {sentence['answer_id']}", ("dim",)),
    ]


def _series(one: Series) -> Iterator[str | list[Part]]:
    yield [Part(one["title"], ("bold",))]
    unit = one["unit"] or "number"
    yield [Part(f"{unit}, {said_period_kind(one['period_kind'])}; {one['heading']}", ("dim",))]
    rows: list[Row] = [
        [[Part(name, ("dim",))] for name in ("Period", "Value", "Given on", "Break")]
    ]
    for value in one["values"]:
        first = value["statements"][0]
        given = ", ".join(
            (day(each["date_answered"]) if each["date_answered"] else "")
            + (f" as {each['stated']}" if each["stated"] != first["stated"] else "")
            for each in value["statements"]
        )
        said = " ".join(each["said"] for each in value["breaks"])
        rows.append([[Part(cell)] for cell in (value["period"], first["stated"], given, said)])
    yield from table(rows, columns())
    for remark in one["remarks"]:
        yield [Part(remark, ("dim",))]
