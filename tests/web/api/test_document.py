"""The document of the API is made from the code, and later versions only add to it."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from qa.settings import Settings
from tests.making import ROOT
from tests.web.additive import taken_away
from web import create_app
from web.api.documentation import document
from web.api.endpoint import ENDPOINTS
from web.errors import API_PROBLEMS

COMMITTED = ROOT / "docs" / "openapi.json"
CALLED = "/api/v1/passages"


def test_the_committed_document_is_what_the_code_says() -> None:
    assert json.loads(COMMITTED.read_text("utf-8")) == document(), "run `make document`"


def git(*arguments: str) -> str:
    shown = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    if shown.returncode:
        pytest.skip("this is no clone with a history of its own")
    return shown.stdout


def test_nothing_is_missing_that_was_committed_or_released() -> None:
    for version in ["HEAD", *git("tag").split()]:
        path = f"{version}:docs/openapi.json"
        if git("ls-tree", version, "docs/openapi.json"):
            assert taken_away(json.loads(git("show", path)), document()) == [], version


def of_passages(changed: dict[str, Any]) -> Any:
    return changed["paths"][CALLED]["get"]


WAYS: dict[str, Callable[[dict[str, Any]], object]] = {
    "GET /api/v1/passages is gone": lambda new: new["paths"].pop(CALLED),
    "GET /api/v1/passages lost the parameter q": lambda new: of_passages(new)["parameters"].pop(0),
    "GET /api/v1/passages now needs hits": lambda new: of_passages(new)["parameters"][1].update(
        required=True
    ),
    "GET /api/v1/passages hits has a lower maximum": lambda new: of_passages(new)["parameters"][1][
        "schema"
    ].update(maximum=50),
    "GET /api/v1/passages now needs colour": lambda new: of_passages(new)["parameters"].append(
        {"name": "colour", "in": "query", "required": True, "schema": {}}
    ),
    "GET /api/v1/passages no longer has 304": lambda new: of_passages(new)["responses"].pop("304"),
    "Passage lost best": lambda new: new["components"]["schemas"]["Passage"]["properties"].pop(
        "best"
    ),
    "Passage.rank has another form": lambda new: new["components"]["schemas"]["Passage"][
        "properties"
    ]["rank"].update(type="string"),
    "RunRequest.unit accepts less": lambda new: new["components"]["schemas"]["RunRequest"][
        "properties"
    ]["unit"].update(enum=["answer"]),
    "the schema Facts is gone": lambda new: new["components"]["schemas"].pop("Facts", None),
}


@pytest.mark.parametrize("said", WAYS)
def test_everything_that_was_taken_away_is_named(said: str) -> None:
    old = document()
    old["components"]["schemas"].setdefault("Facts", {"type": "object"})
    new = copy.deepcopy(old)
    WAYS[said](new)
    assert said in taken_away(old, new)


def test_what_is_added_takes_nothing_away() -> None:
    new = document()
    of_passages(new)["parameters"].append(
        {"name": "colour", "in": "query", "required": False, "schema": {"type": "string"}}
    )
    new["components"]["schemas"]["Passage"]["properties"]["colour"] = {"type": "string"}
    new["paths"]["/api/v1/colours"] = {"get": {}}
    assert taken_away(document(), new) == []


def test_every_route_of_the_api_is_described(client: FlaskClient) -> None:
    described = {(one.method, one.path) for one in ENDPOINTS}
    served = {
        (method, rule.rule)
        for rule in client.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("api.")
    }
    undescribed = {("GET", "/api/v1/openapi.json"), ("GET", "/api/v1/docs")}
    assert served - undescribed == described


def test_the_served_document_shows_the_limit_in_force(settings: Settings) -> None:
    shorter = create_app(settings.with_changes(question_chars=70))
    served = shorter.test_client().get("/api/v1/openapi.json").json
    assert served is not None
    [asked] = [one for one in of_passages(served)["parameters"] if one["name"] == "q"]
    assert asked["schema"]["maxLength"] == 70


def test_every_kind_of_problem_that_the_document_names_is_stable() -> None:
    text = COMMITTED.read_text("utf-8")
    assert [kind for status, (kind, _) in API_PROBLEMS.items() if kind not in text] == []


def test_the_page_of_the_document_names_every_endpoint(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs")
    assert page.mimetype == "text/html"
    for one in ENDPOINTS:
        assert f'id="{one.name}"' in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "http://" not in page.text.replace("http://localhost", "")


KNOWN = set(
    "$ref additionalProperties anyOf const default description enum example format items "
    "maxItems maxLength maximum minItems minLength minimum pattern properties required type".split()
)
"""Words of JSON Schema that clients understand."""


def schemas(found: Any) -> Iterator[dict[str, Any]]:
    """Every schema within a part of the document."""
    if isinstance(found, list):
        for one in found:
            yield from schemas(one)
    if isinstance(found, dict):
        if "schema" in found:
            yield found["schema"]
        for name, one in found.items():
            if name in ("items", "additionalProperties") and isinstance(one, dict):
                yield one
            yield from one.values() if name in ("properties", "schemas") else ()
            yield from schemas(one)


def test_every_limit_is_stated_in_words_of_json_schema() -> None:
    unknown = {word for one in schemas(document()) for word in one if word not in KNOWN}
    assert unknown == set()
    asked = {one["name"]: one["schema"] for one in of_passages(document())["parameters"]}
    assert (asked["hits"]["minimum"], asked["hits"]["maximum"]) == (1, 100)
    assert (asked["q"]["minLength"], asked["q"]["maxLength"]) == (1, 5000)
