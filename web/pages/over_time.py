"""Over time: a question, a subject or an answer, as a digest by year and series of figures."""

from __future__ import annotations

import re

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model import Answer
from qa.model.over_time import QuestionOverTime
from qa.service.over_time import series_csv
from web import errors
from web.browser import service
from web.pages.exporting import attachment
from web.plots import plot

blueprint = Blueprint("over_time", __name__)

ANSWER, QUESTION = "answer_id", "q"


@blueprint.get("/over-time")
def page() -> Response:
    """A typed question or subject over time; without one the form for it."""
    _refuse_repeated()
    if ANSWER in request.args:
        answer_id = service().answer(request.args[ANSWER]).answer_id
        return redirect(url_for("answers.over_time", answer_id=answer_id), 302)
    question = request.args.get(QUESTION)
    if question is None:
        return _rendered("", None)
    try:
        return _rendered(question, service().question_over_time(question))
    except BadRequest as error:
        return _rendered(question, None, error)


@blueprint.get("/over-time.csv")
def sheet() -> Response:
    """The series of a question, or of an answer's, as CSV."""
    _refuse_repeated()
    if ANSWER in request.args:
        found = service().answer_over_time(service().answer(request.args[ANSWER]))
    else:
        found = service().question_over_time(request.args.get(QUESTION, ""))
    line = found.record["line"]
    name = re.sub("[^A-Za-z0-9-]", "-", line["answer_id"]) if line else "nothing"
    sheet = series_csv(found.record)
    return attachment(sheet, f"over-time-{name}.csv", "text/csv; charset=utf-8")


def answer_page(answer: Answer) -> Response:
    """The page of an answer's question over time."""
    return _rendered("", service().answer_over_time(answer), answer=answer)


def _rendered(
    question: str,
    found: QuestionOverTime | None,
    error: BadRequest | None = None,
    answer: Answer | None = None,
) -> Response:
    record = found.record if found else None
    shown = answer or (_opened(found) if found else None)
    html = render_template(
        "over-time.html",
        question=question,
        record=record,
        revisions=found.revisions if found else (),
        answer=shown,
        of_answer=answer is not None,
        asked=len(record["answers"]) if record else 0,
        plots=[plot(one) for one in record["series"]] if record else [],
        error=error,
    )
    response = make_response(html, errors.status_of(error) if error else 200)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _opened(found: QuestionOverTime) -> Answer | None:
    """The answer that the line is opened with."""
    line = found.record["line"]
    given = [one for each in found.revisions for one in (each.answer, *each.also)]
    return next((one for one in given if line and one.answer_id == line["answer_id"]), None)


def _refuse_repeated() -> None:
    for name, values in request.args.lists():
        if name in (QUESTION, ANSWER) and len(values) > 1:
            raise BadRequest(name, f"{name} is given {len(values)} times.", "Give it once.")
