"""The page of a question over time, its sheet, and the same by every other interface."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from mcp import ClientSession
from playwright.sync_api import Page, expect

from qa.archive.ingest import ingest
from qa.cli import main
from qa.client import Client
from qa.errors import BadRequest, NotFound
from qa.settings import Settings
from tests.assisting import call_mcp
from tests.making import fact, lines
from tests.over_time_answers import FACTS, FERRIES, KEEPERS
from tests.web.conftest import serving
from web import create_app

HOSTILE = fact(
    uin="66",
    question_text="To ask about <script>alert(1)</script> dirigibles.",
    answer_html="<p>In 2014, 45 &lt;b&gt; dirigibles of <i>x</i> flew over prisons.</p>",
)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("over-time")
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *FACTS, HOSTILE)], settings).rejected
    return settings


@pytest.fixture(scope="module")
def app(settings: Settings) -> Flask:
    return create_app(settings)


@pytest.fixture(scope="module")
def server(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def visible(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_without_a_question_the_page_has_the_form(client: FlaskClient) -> None:
    page = client.get("/over-time")
    assert page.status_code == 200
    assert 'name="q"' in page.text
    assert "There is a problem" not in page.text


def test_a_question_and_an_answer_lead_to_the_same_sections(client: FlaskClient) -> None:
    by_question = client.get("/over-time", query_string={"q": KEEPERS.format(2018)}).text
    by_answer = client.get("/answers/2018-06-09/5/over-time").text
    for part in ('class="by-year"', 'class="figures"', 'class="revisions"'):
        start = by_question.index(part)
        end = by_question.index("</section>", start)
        assert by_question[start:end] in by_answer
    assert (
        client.get("/over-time?answer_id=2018-06-09/5")
        .headers["Location"]
        .endswith("/answers/2018-06-09/5/over-time")
    )


def test_a_value_links_to_its_place_in_its_answer(client: FlaskClient) -> None:
    page = client.get("/answers/2016-03-02/12/over-time").text
    links = re.findall(r'href="(/answers/2016-03-02/12\?[^"#]*is=[^"#]*)', page)
    assert links
    for link in map(unescape, links):
        answer = client.get(link).text
        assert 'id="passage"' in answer
        assert "has changed since" not in answer


def test_breaks_are_said_in_words_and_marked_in_the_plot(client: FlaskClient) -> None:
    page = client.get("/answers/2016-03-02/12/over-time").text
    assert "Given as 541 on 2 March 2015 and as 549 on 2 March 2016." in visible(page)
    assert "No number is given: “fewer than five”." in visible(page)
    assert 'class="break"' in page
    assert "<title" in page[page.index("<svg") :]
    assert "style=" not in page


def test_a_question_asked_twice_on_one_day_says_the_day_once(
    client: FlaskClient, settings: Settings
) -> None:
    page = visible(client.get("/answers/2017-07-06/41/over-time").text)
    assert "of this body or its predecessors, on 6 July 2017 ." in page
    data = ["--data-dir", str(settings.data_dir)]
    shown = CliRunner().invoke(main, ["over-time", "2017-07-06/41", *data])
    assert "Asked 2 times, 6 July 2017." in shown.stdout


def test_other_lines_are_offered_and_a_subject_without_one_says_so(client: FlaskClient) -> None:
    assert "No question in the answers matches" in client.get("/over-time?q=zeppelin").text
    page = client.get("/over-time?q=keepers").text
    assert "Asked 5 times" in visible(page)


@pytest.mark.parametrize("query", ["q=", "q=%20", "q=" + "x" * 20_001])
def test_what_is_no_question_is_said_above_the_form(client: FlaskClient, query: str) -> None:
    page = client.get(f"/over-time?{query}")
    assert page.status_code == 400
    assert 'href="#q"' in page.text


@pytest.mark.parametrize("path", ["/over-time?q=a&q=b", "/over-time.csv?q=a&q=b", "/over-time.csv"])
def test_a_repeated_or_missing_parameter_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("path", ["/over-time", "/over-time.csv"])
def test_an_unknown_answer_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}?answer_id=2015-01-01/9").status_code == 404


def test_hostile_text_stays_text(client: FlaskClient) -> None:
    for path in ("/over-time?q=<script>alert(1)</script>", "/answers/2015-03-02/66/over-time"):
        assert "<script>alert" not in client.get(path).text


def test_the_sheet_is_a_file(client: FlaskClient) -> None:
    sheet = client.get("/over-time.csv?answer_id=2016-03-02/12")
    assert sheet.mimetype == "text/csv"
    assert 'filename="over-time-2016-03-02-12.csv"' in sheet.headers["Content-Disposition"]
    assert sheet.data.decode("utf-8-sig").startswith("series,title,period,value as stated")


def test_search_cards_and_answers_lead_to_it(client: FlaskClient) -> None:
    assert 'href="/over-time?q=ferries"' in client.get("/search?q=ferries").text
    assert 'href="/answers/2016-03-02/12/over-time"' in client.get("/answers/2016-03-02/12").text
    assert '<a href="/over-time">Over time</a>' in client.get("/").text


def test_every_interface_gives_the_same(settings: Settings, server: str) -> None:
    with Client(server) as client:
        by_client = client.over_time(FERRIES)
        assert client.over_time(answer_id="2016-03-02/12")["series"] == by_client["series"]
        with pytest.raises(BadRequest):
            client.over_time()
        with pytest.raises(BadRequest):
            client.over_time("ferries", answer_id="2016-03-02/12")
        with pytest.raises(NotFound):
            client.over_time(answer_id="2015-01-01/9")
    data = ["--data-dir", str(settings.data_dir)]
    done = CliRunner().invoke(main, ["over-time", FERRIES, "--json", *data])
    assert json.loads(done.stdout) == by_client

    async def asked(session: ClientSession) -> Any:
        return await session.call_tool("over_time", {"question": FERRIES})

    assert json.loads(call_mcp(settings.data_dir, asked).content[0].text) == by_client
    assert by_client["series"]


def test_the_terminal_shows_series_as_tables_and_says_breaks(settings: Settings) -> None:
    data = ["--data-dir", str(settings.data_dir)]
    shown = CliRunner().invoke(main, ["over-time", "2016-03-02/12", *data])
    assert shown.exit_code == 0
    assert "+ " not in shown.stdout.splitlines()[0]
    for part in ("Asked ", "2013", "549", "Given as 541", "North"):
        assert part in shown.stdout
    sheet = CliRunner().invoke(main, ["over-time", "ferries", "--csv", *data])
    assert sheet.stdout_bytes.decode("utf-8-sig").startswith("series,title")
    nothing = CliRunner().invoke(main, ["over-time", "zeppelin", *data])
    assert "No question in the answers matches" in nothing.stdout
    assert CliRunner().invoke(main, ["over-time", "", *data]).exit_code != 0
    assert CliRunner().invoke(main, ["over-time", "2015-01-01/9", *data]).exit_code != 0


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_it_is_reached_and_read_by_keyboard(
    open_sized: Callable[..., Page], scripts: bool, tmp_path: Path
) -> None:
    page = open_sized("/over-time", viewport={"width": 320, "height": 720},
                      java_script_enabled=scripts)  # fmt: skip
    page.keyboard.press("Tab")
    for _ in range(12):
        if page.locator("#q:focus").count():
            break
        page.keyboard.press("Tab")
    page.keyboard.type("ferries")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Figures")).to_be_visible()
    expect(page.get_by_role("img", name="North").first).to_be_visible()
    page.locator("a[href='#figures']").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#figures")
    table = page.get_by_role("group", name="North, as a table").first
    table.focus()
    expect(table).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#passage")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
@pytest.mark.parametrize("path", ["/over-time?q=ferries", "/answers/2015-06-09/2/over-time"])
def test_axe_finds_nothing_and_it_fits(
    open_sized: Callable[..., Page], path: str, scheme: str, width: int
) -> None:
    page = open_sized(path, color_scheme=scheme, viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()
