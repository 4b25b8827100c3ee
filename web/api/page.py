"""The page for developers: a quick start, then every call with a sample, by use."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request

from qa.errors import BadRequest
from web.api import samples
from web.api.documentation import grouped, served_document
from web.api.endpoint import blueprint
from web.errors import API_PROBLEMS, DOCS

_ROOT = re.compile(r"https?://[\w.:\[\]/~-]+")
"""An address that a shell command can hold: nothing in it has a meaning of its own there."""


@dataclass(frozen=True, slots=True)
class ShownCall:
    """One call on the page: its operation in the document, and its sample."""

    method: str
    path: str
    operation: dict[str, Any]
    curl: str
    code: str
    response: str


@blueprint.get(DOCS)
def docs() -> str:
    """A page of the document, for people, with samples for the address it is asked at."""
    whole = served_document(current_app.config["SETTINGS"].question_chars)
    root = request.url_root.rstrip("/")
    if not _ROOT.fullmatch(root):
        raise BadRequest("Host", "The Host header is malformed.", "Use this service's address.")
    return render_template(
        "docs.html",
        descriptions={one["name"]: one["description"] for one in whole["tags"]},
        schemas=whole["components"]["schemas"],
        statuses=whole["components"]["responses"],
        groups=_shown_groups(whole, root),
        quick_start=samples.quick_start(root),
        refused=f"curl '{root}{samples.REFUSED_PATH}'",
        refusal=_pretty(samples.responses()[samples.REFUSED]),
        root=root,
        problems=API_PROBLEMS,
        rows=_rows,
    )


def _shown_groups(whole: dict[str, Any], root: str) -> dict[str, list[ShownCall]]:
    """The calls of the page by their group."""
    groups: dict[str, list[ShownCall]] = {}
    for group, one in grouped():
        path = re.sub(r"<(\w+)>", r"{\1}", one.path)
        response = samples.responses().get(one.name)
        shown = ShownCall(
            one.method,
            path,
            whole["paths"][path][one.method.lower()],
            samples.curl(one, root),
            samples.SAMPLES[one.name].code,
            _pretty(response) if response else "",
        )
        groups.setdefault(group, []).append(shown)
    return groups


def _pretty(response: Any) -> str:
    return json.dumps(response, ensure_ascii=False, indent=2)


def _rows(named: dict[str, Any] | list[dict[str, Any]]) -> list[tuple[str, bool, str, Any]]:
    """Of a schema's fields, or of parameters: name, whether required, description and schema."""
    if isinstance(named, list):
        return [(one["name"], one["required"], one["description"], one["schema"]) for one in named]
    required = named.get("required", []) if named.get("additionalProperties") is False else []
    return [
        (name, name in required, one.get("description", ""), one)
        for name, one in named["properties"].items()
    ]
