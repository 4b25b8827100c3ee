"""The operator's pages: how the service is used and how it is, its switches and its banner."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, cast

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from qa.errors import BadRequest, QaError, StoreError
from qa.model.coverage import Coverage
from qa.model.switches import NOTICE_CHARS
from qa.service.keys import Keys, state_of, today
from qa.service.switchboard import PARTS
from web import audited, errors, logs, metrics
from web.browser import declined, marks, no_store, same_site, service
from web.identity import is_operator
from web.load import load
from web.switched import switchboard

blueprint = Blueprint("operator", __name__, url_prefix="/operator")

LISTED = 50
"""The entries of the audit, and the questions, that the page lists."""


@blueprint.before_request
def _for_the_operator() -> None:
    """Hide the pages from all others: to them there is nothing here."""
    if not is_operator():
        abort(404)


blueprint.before_request(same_site)


@blueprint.get("")
def page() -> Response:
    """All of it on one page, which shows what can be read where a part cannot."""
    return _page()


@blueprint.post("")
def change() -> Response:
    """Turn parts off or on, or set or remove the banner."""
    form, board = request.form, switchboard()
    action = form.get("action", "")
    who = f"operator's page, {logs.who()}"
    try:
        if action == "off":
            parts = tuple(part for part in PARTS if part in form.getlist("part"))
            if not parts:
                raise BadRequest("part", "Neither pages nor API are chosen.", "Choose one or both.")
            board.turn_off(parts, form.get("message", ""), who)
        elif action == "on":
            board.turn_on(PARTS, who)
        elif action == "banner":
            board.set_banner(form.get("banner", ""), who)
        elif action == "no-banner":
            board.set_banner("", who)
        else:
            raise BadRequest(
                "action", f"action is {action[:40]!r}.", "Give off, on, banner or no-banner."
            )
    except BadRequest as error:
        return _page(error)
    return redirect(url_for(".page", done=action), 303)


def _page(error: BadRequest | None = None) -> Response:
    shown: dict[str, Any] = {"coverage": None, "index_made_at": None}
    with suppress(QaError):
        shown["coverage"] = service().coverage()
        shown["bodies"] = _by_body(shown["coverage"])
        if made := service().index_made_at():
            shown["index_made_at"] = datetime.fromtimestamp(int(made), UTC).isoformat()
    page = render_template(
        "operator.html",
        error=error,
        done=request.args.get("done"),
        now=datetime.now(UTC).isoformat(timespec="seconds"),
        load=load(metrics.counted()),
        switches=switchboard().now(),
        notice_chars=NOTICE_CHARS,
        **shown,
        **_records(),
    )
    return no_store(make_response(page, errors.status_of(error) if error else 200))


def _records() -> dict[str, Any]:
    """What people made, in numbers, or that it cannot be read."""
    keys = cast(Keys, current_app.extensions["keys"])
    try:
        return {
            "keys": [(key, state_of(key, today())) for key in keys.all()],
            "marks": Counter(mark.judgment for mark in marks().all()),
            "declined": declined().most_asked(LISTED),
            "audit": audited.audit().last(LISTED),
            "records": True,
        }
    except StoreError:
        return {"records": False}


def _by_body(coverage: Coverage) -> list[tuple[str, int, str]]:
    """Each body with its answers and the years it has none in, between its first and its last."""
    years: dict[str, set[int]] = {}
    for one in coverage.by_body_year_status:
        if one["year"]:
            years.setdefault(one["body"], set()).add(int(one["year"]))
    rows = []
    for body, count in coverage.by_body.items():
        had = years.get(body, set())
        missing = sorted(set(range(min(had), max(had))) - had) if had else []
        rows.append(
            (coverage.body_names.get(body, body), count, ", ".join(map(str, missing)) or "none")
        )
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def init_app(app: Flask) -> None:
    """Register the pages, and the link to them that the operator has on every page."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["is_operator"] = is_operator
