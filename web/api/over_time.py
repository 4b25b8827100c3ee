"""Over time: a question, or an answer's question, as a digest by year and series of figures."""

from __future__ import annotations

from qa.errors import BadRequest
from qa.model.over_time import OverTime
from web.api.endpoint import PREFIX, endpoint
from web.api.requests import OverTimeRequest
from web.browser import service


@endpoint("GET", f"{PREFIX}/over-time", takes=OverTimeRequest, returns={200: OverTime})
def over_time(given: OverTimeRequest) -> OverTime:
    """How the answer to a question changed, year by year, and the figures that recur in it.

    Give `q`, a question or a subject, or `answer_id`. Sentences and values are word for word, with
    their place in the answer. Figures are joined into a series only where words, unit and kind of
    period are the same; where a series breaks, `breaks` says why.
    """
    if (given.q is None) == (given.answer_id is None):
        raise BadRequest("q", "Either q or answer_id is needed.", "Give one of them.")
    if given.answer_id is not None:
        return service().answer_over_time(service().answer(given.answer_id)).record
    return service().question_over_time(given.q or "").record
