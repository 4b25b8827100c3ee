"""The suggestions of the question box, without a browser and in one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.making import fact, lines
from web import create_app


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("suggest")
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "a", fact(uin="41780", answering_member="Gyimah, Sam"))], settings)
    return create_app(settings)


def test_an_answer_has_its_address(small: Flask) -> None:
    response = small.test_client().post("/suggest", data={"q": "4178"})
    assert response.json is not None
    [one] = response.json["suggestions"]
    assert (one["kind"], one["address"]) == ("answer", "/answers/2015-03-02/41780")
    assert response.headers["Cache-Control"] == "no-store"


def test_own_questions_are_those_of_this_browser_alone(small: Flask) -> None:
    asking, other = small.test_client(), small.test_client()
    assert asking.post("/", data={"question": "How many zebras are there?"}).status_code == 303
    found = asking.post("/suggest", data={"q": "zeb"}).json
    assert found is not None
    assert [(one["kind"], one["value"], one["address"]) for one in found["suggestions"]] == [
        ("own question", "How many zebras are there?", None)
    ]
    assert other.post("/suggest", data={"q": "zeb"}).json == {"suggestions": []}


@pytest.mark.parametrize("data", [{}, {"q": ""}, {"q": "\x00"}, {"q": ["a", "b"]}])
def test_nothing_typed_suggests_nothing(small: Flask, data: dict[str, str]) -> None:
    assert small.test_client().post("/suggest", data=data).json == {"suggestions": []}


def test_another_site_gets_none(small: Flask) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    response = small.test_client().post("/suggest", data={"q": "4178"}, headers=headers)
    assert response.status_code == 403


def test_a_text_that_is_too_long_is_refused(small: Flask) -> None:
    response = small.test_client().post("/suggest", data={"q": "z" * 301})
    assert response.status_code in (400, 422)


Open = Callable[..., Page]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
}


def typed(open_page: Open, text: str, **options: object) -> Page:
    """A page on which a text was typed into the box."""
    page = open_page(**options)
    page.get_by_label("Your question").press_sequentially(text)
    return page


def suggested(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


@pytest.mark.browser
def test_a_uin_leads_to_its_answer(open_page: Open) -> None:
    page = typed(open_page, "HL8123")
    expect(suggested(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/answers/2016-05-04/HL8123")


@pytest.mark.browser
def test_the_keyboard_moves_through_the_list_and_the_text_stays(open_page: Open) -> None:
    page = typed(open_page, "faul")
    box = page.get_by_label("Your question")
    option = suggested(page)
    expect(option).to_have_count(1)
    said = page.get_by_role("status").filter(has_text="suggestion")
    expect(said).to_have_text("1 suggestion, arrow keys choose")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowUp")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(option).to_have_count(0)
    expect(box).to_be_focused()
    expect(box).to_have_value("faul")
    expect(said).to_have_count(0)
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()


@pytest.mark.browser
def test_a_minister_or_a_body_becomes_a_filter(open_page: Open) -> None:
    page = typed(open_page, "faul")
    suggested(page).click()
    expect(page.get_by_role("textbox", name="Minister")).to_have_value("Lord Faulks")
    box = page.get_by_label("Your question")
    expect(box).to_have_value("")
    box.press_sequentially("moj")
    suggested(page).click()
    expect(page.get_by_label("Answering body")).to_have_value("ministry-of-justice")


@pytest.mark.browser
def test_enter_asks_where_no_suggestion_is_chosen(open_page: Open) -> None:
    page = typed(open_page, "falconers employed")
    expect(suggested(page)).not_to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#turn-1")).to_be_visible()
    expect(suggested(page)).to_have_count(0)


@pytest.mark.browser
def test_a_question_of_parliament_fills_the_box(open_page: Open) -> None:
    page = typed(open_page, "falconers employed")
    suggested(page).first.click()
    box = page.get_by_label("Your question")
    expect(box).to_have_value("How many falconers were employed")
    expect(box).to_be_focused()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_the_list_moves_nothing_and_stays_on_the_screen(open_sized: Open, width: int) -> None:
    page = open_sized(viewport={"width": width, "height": 720})
    box = page.get_by_label("Your question")
    before = box.bounding_box()
    box.press_sequentially("falconers employed")
    expect(suggested(page).first).to_be_in_viewport()
    assert box.bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_without_suggestions_nothing_is_said(open_page: Open) -> None:
    page = open_page(expected="500")
    page.route("**/suggest", lambda route: route.fulfill(status=500))
    with page.expect_response("**/suggest"):
        page.get_by_label("Your question").press_sequentially("fa")
    page.keyboard.press("Enter")
    expect(page.locator("#turn-1")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_list(open_page: Open, scheme: str) -> None:
    page = typed(open_page, "falconers employed", color_scheme=scheme)
    expect(suggested(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [one["id"] for one in found] == []
