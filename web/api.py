"""The API, version 1: the same replies and answers as the pages, as JSON."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.filters import read_filters
from web.citation import as_record
from web.visitor import service

api = Blueprint("api", __name__)

PASSAGES = {
    "q": "question",
    "hits": "hits",
    "from": "date_from",
    "to": "date_to",
    "body": "body",
    "house": "house",
    "status": "status",
    "kind": "kind",
}
"""Parameters of `/passages`, and the names the library has for them."""
REPEATED = ("status", "kind")
"""Parameters that may be given several times."""


@api.get("/passages")
def passages() -> Response:
    """The passages that answer a question, or an honest no: a Reply."""
    asked: dict[str, Any] = {PASSAGES[name]: value for name, value in _parameters(*PASSAGES)}
    asked |= {name: request.args.getlist(name) for name in REPEATED}
    if "hits" in asked:
        asked["hits"] = _whole_number("hits", asked["hits"])
    question, hits = asked.pop("question", ""), asked.pop("hits", None)
    return jsonify(service().reply(question, read_filters(**asked), hits=hits).as_json())


@api.get("/answers/<date>/<uin>")
def answer(date: str, uin: str) -> Response:
    """One whole answer; an older name of it leads to its own address."""
    _parameters()
    found = service().answer(f"{date}/{uin}")
    if found.answer_id != f"{date}/{uin}":
        date, uin = found.answer_id.split("/", 1)
        return redirect(url_for(".answer", date=date, uin=uin), 301)
    return jsonify(as_record(found, service().context(found)))


def _parameters(*known: str) -> list[tuple[str, str]]:
    """What was asked, each name known and given once; raises BadRequest otherwise."""
    for name, values in request.args.lists():
        if name not in known:
            listed = ", ".join(known) or "none"
            raise BadRequest(name, f"There is no parameter {name!r}.", f"Known here: {listed}.")
        if len(values) > 1 and name not in REPEATED:
            raise BadRequest(name, f"{name} is given {len(values)} times.", "Give it once.")
    return list(request.args.items())


def _whole_number(name: str, value: str) -> int:
    if not re.fullmatch("-?[0-9]{1,9}", value):
        raise BadRequest(name, f"{name} is {value[:40]!r}.", "Give a whole number, such as 5.")
    return int(value)
