"""The page before the first question."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from qa.settings import Settings
from web import create_app


def test_it_has_examples_the_newest_answers_and_the_command_for_more(client: FlaskClient) -> None:
    text = unescape(client.get("/").text)
    examples = re.findall(r'name="question" value="(.+?)"', text)
    assert len(examples) == 3
    assert all(one.endswith("?") and one[0].isupper() for one in examples)
    newest = text.split("Newest answers")[1]
    assert newest.count('href="/answers/') == 3
    assert "13 September 2021" in newest
    assert "has only 7 answers" in text
    assert re.search(r'<code>qa sync --body "Ministry of Justice" --since \d{4}-\d\d-\d\d<', text)


def test_each_example_is_answered(client: FlaskClient) -> None:
    for example in re.findall(r'name="question" value="(.+?)"', client.get("/").text):
        reply = client.get("/api/v1/passages", query_string={"q": unescape(example)}).json
        assert reply is not None
        assert reply["answerable"], example


def test_after_the_first_question_it_is_gone(client: FlaskClient) -> None:
    asked = client.post("/", data={"question": "prison leavers"}, follow_redirects=True)
    assert "Newest answers" not in asked.text


def test_templates_know_the_line_on_handling(settings: Settings) -> None:
    app = create_app(settings.with_changes(handling="Up to OFFICIAL only."))
    assert app.jinja_env.globals["handling"] == "Up to OFFICIAL only."


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (320, 640)])
def test_the_question_box_is_on_the_first_screen(
    open_sized: Callable[..., Page], width: int, height: int
) -> None:
    page = open_sized(viewport={"width": width, "height": height})
    box = page.get_by_label("Your question").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < box["y"] + box["height"] <= height
    assert page.evaluate("document.documentElement.scrollWidth") == width
    expect(page.get_by_role("heading", name="Newest answers")).to_be_attached()
