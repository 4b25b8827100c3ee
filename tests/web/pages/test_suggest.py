"""The suggestions of the question box, without a browser and in one."""

from pathlib import Path

import pytest
from flask import Flask

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.making import fact, lines
from web import create_app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("suggest")
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "a", fact(uin="41780", answering_member="Gyimah, Sam"))], settings)
    return create_app(settings)


def test_an_answer_has_its_address(app: Flask) -> None:
    response = app.test_client().get("/suggest?q=4178")
    assert response.json is not None
    [one] = response.json["suggestions"]
    assert (one["kind"], one["address"]) == ("answer", "/answers/2015-03-02/41780")
    assert response.headers["Cache-Control"] == "no-store"


def test_own_questions_are_those_of_this_browser_alone(app: Flask) -> None:
    asking, other = app.test_client(), app.test_client()
    assert asking.post("/", data={"question": "How many zebras are there?"}).status_code == 303
    found = asking.get("/suggest?q=zeb").json
    assert found is not None
    assert [(one["kind"], one["value"], one["address"]) for one in found["suggestions"]] == [
        ("own question", "How many zebras are there?", None)
    ]
    assert other.get("/suggest?q=zeb").json == {"suggestions": []}


@pytest.mark.parametrize("query", ["", "?q=", "?q=%00", "?q=a&q=b"])
def test_nothing_typed_suggests_nothing(app: Flask, query: str) -> None:
    assert app.test_client().get(f"/suggest{query}").json == {"suggestions": []}


def test_a_text_that_is_too_long_is_refused(app: Flask) -> None:
    assert app.test_client().get(f"/suggest?q={'z' * 301}").status_code == 400
