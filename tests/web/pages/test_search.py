"""A search with everything in its address: pages, counts, timeline, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.making import fact, lines
from web import create_app

WORK = "what is the government doing to get prison leavers into work?"
WORDS = "amber birch cedar delta ember flint grove heath inlet jetty knoll larch".split()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over 24 answers about owls: two a month, every third of the Home Office's."""
    folder = tmp_path_factory.mktemp("search")
    facts = [
        fact(
            uin=str(100 + n),
            question_text=f"To ask about {WORDS[n % 12]} number {n}.",
            answer_html=f"<p>It was said that owls of {WORDS[n // 2]} are {n + 40}.</p>",
            date_answered=f"2016-{n // 2 + 1:02}-{n % 2 + 10}",
            answering_body="Home Office" if n % 3 == 0 else "Ministry of Justice",
            answering_member="Fox, Eve" if n % 3 == 0 else "Jones, Bob",
        )
        for n in range(24)
    ]
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *facts)], settings).rejected
    return create_app(settings)


@pytest.fixture
def owls(many: Flask) -> FlaskClient:
    return many.test_client()


def visible(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def links(page: str, text: str) -> list[str]:
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return [unescape(href) for href, said in found if text in visible(said)]


def uins(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"UIN (\d+) \(tabled", page)))


def test_the_empty_page_says_what_a_search_is_for(client: FlaskClient) -> None:
    page = client.get("/search")
    assert page.status_code == 200
    assert "The server keeps nothing of a search" in visible(page.text)
    assert "<article" not in page.text
    assert "application/atom+xml" not in page.text
    assert links(client.get("/").text, "Search") == ["/search"]


def test_a_search_shows_the_reply_of_the_api(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": WORK})
    reply = client.get("/api/v1/passages", query_string={"q": WORK, "hits": 10}).json
    assert reply is not None
    assert page.status_code == 200
    shown = re.findall('<div class="passage"', page.text)
    assert len(shown) == len(reply["passages"])
    assert "New Futures Network" in page.text
    assert client.get("/search", query_string={"q": WORK}).data == page.data
    assert "no-store" not in page.headers["Cache-Control"]
    assert "Set-Cookie" not in page.headers


def test_a_search_shows_the_annotations_of_its_passages(client: FlaskClient) -> None:
    page = client.get("/search?q=what+a+buoy+is").text
    assert "A buoy is <del>&lt;red&gt;</del>." in page
    assert "Linked answers (1)" in visible(page)


def test_a_search_stores_nothing(many: Flask, owls: FlaskClient) -> None:
    owls.get("/search?q=owls")
    owls.get("/search.atom?q=owls")
    assert not Path(many.config["SETTINGS"].service_path).exists()


def test_empty_fields_are_not_in_the_address(owls: FlaskClient) -> None:
    sent = "/search?q=owls&from=&to=&body=home-office&house=&status=&sort=relevance&page=1&x=1"
    response = owls.get(sent)
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/search?q=owls&body=home-office",
    )


@pytest.mark.parametrize("name", ["_scheme", "_external", "_anchor", "_method", "endpoint"])
def test_unknown_parameters_are_removed_from_the_address(owls: FlaskClient, name: str) -> None:
    response = owls.get("/search", query_string={"q": "owls", name: "javascript"})
    assert (response.status_code, response.headers["Location"]) == (302, "/search?q=owls")


def test_pages_follow_each_other_to_the_end(owls: FlaskClient) -> None:
    seen, at = [], "/search?q=owls"
    for _ in range(3):
        page = owls.get(at).text
        seen += uins(page)
        assert "24 answers match" in visible(page)
        at = next(iter(links(page, "Next page")), "")
    assert at == ""
    assert sorted(seen) == [str(100 + n) for n in range(24)]
    assert links(owls.get("/search?q=owls&page=2").text, "Previous page") == [
        "/search?q=owls&page=1"
    ]
    assert owls.get("/search?q=owls&page=4").status_code == 400


@pytest.mark.parametrize("query", ["q=&body=home-office", "q=Home+Office", "q=answers+by+Eve+Fox"])
def test_filters_alone_list_their_answers_with_counts(owls: FlaskClient, query: str) -> None:
    page = owls.get(f"/search?{query}").text
    assert uins(page) == ["121", "118", "115", "112", "109", "106", "103", "100"]
    assert "8 answers" in visible(page)


@pytest.mark.parametrize(("sort", "first"), [("newest", "123"), ("oldest", "100")])
def test_the_order_is_in_the_address(owls: FlaskClient, sort: str, first: str) -> None:
    page = owls.get(f"/search?q=owls&sort={sort}").text
    assert uins(page)[0] == first
    assert links(page, "Best first") == ["/search?q=owls"]
    assert f"/search?q=owls&sort={sort}&page=2" in links(page, "Next page")


def test_each_count_links_to_that_number_of_answers(owls: FlaskClient) -> None:
    page = owls.get("/search?q=owls").text
    (home,) = links(page, "Home Office 8")
    assert home == "/search?q=owls&body=home-office"
    chosen = owls.get(home).text
    assert "8 answers match" in visible(chosen)
    assert links(chosen, "Home Office 8 answers, chosen")[0] == "/search?q=owls"
    assert links(chosen, "Ministry of Justice 16") == ["/search?q=owls&body=ministry-of-justice"]
    assert links(page, "Eve Fox 8") == ["/search?q=owls&minister=Eve+Fox"]
    assert "Home Office (8)" in page


def test_a_bar_links_to_its_answers(owls: FlaskClient) -> None:
    page = owls.get("/search?q=owls").text
    assert page.count("<svg") == page.count("<title id=") == page.count("<desc") == 3
    assert " style=" not in page
    (march,) = links(page, "March 2016: 2 answers, All answering bodies")
    assert march == "/search?q=owls&from=2016-03-01&to=2016-03-31#when"
    assert "2 answers match" in visible(owls.get(march).text)
    (home,) = links(page, "April 2016: 1 answer, Home Office")
    kept = owls.get(home).text
    assert sorted(parse_qs(urlsplit(home).query)) == ["body", "from", "q", "to"]
    assert uins(kept) == ["106"]
    assert "We count answers that contain all your words." in visible(page)
    (how,) = set(links(page, "How we count"))
    assert "contains every word of the question" in visible(owls.get(how).text)
    figures = re.findall(
        r'<th scope="row">(.*?)</th><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td>', page
    )
    assert figures[0] == ("January 2016", "2", "1", "1")
    assert figures[-1] == ("All", "24", "16", "8")


def test_a_link_removes_each_interpretation(owls: FlaskClient) -> None:
    page = owls.get("/search?q=what+was+said+in+March+2016+of+owls&house=Commons").text
    assert "2 answers match" in visible(page)
    removed = re.findall(r'<a href="([^"]*)" aria-label="Remove: (.*?)"', page)
    found = {said: unescape(href) for href, said in removed}
    assert "house" not in found["House of Commons"]
    dates = next(href for said, href in found.items() if said.startswith("answered"))
    assert parse_qs(urlsplit(dates).query)["disabled"] == ["dates"]
    again = owls.get(dates).text
    assert 'name="disabled" value="dates"' in again


def test_an_honest_no_has_no_timeline(owls: FlaskClient) -> None:
    page = owls.get("/search?q=best+recipe+for+sourdough+pizza").text
    assert '<h2 id="results">No published answer holds any of the words' in page
    assert "<svg" not in page
    assert 'class="narrow"' not in page


def test_dates_that_are_not_covered_are_said_in_the_heading(owls: FlaskClient) -> None:
    page = owls.get("/search?q=owls&from=2020-01-01").text
    assert '<h2 id="results">The answers here are from 10 January 2016 to' in page
    assert "they cannot say what was answered since 1 January 2020." in page
    assert "No published answer" not in page


@pytest.mark.parametrize(
    ("asked", "cure"),
    [
        ({"q": ""}, "Type what you want to know."),
        ({"q": "x" * 5001}, "Shorten it to 5,000 or fewer."),
        ({"q": "a\x00b"}, "Type it as plain text."),
        ({"from": "2016-02-30"}, "Give a date such as 2021-09-13."),
        ({"to": "yesterday"}, "Give a date such as 2021-09-13."),
        ({"from": "2017-01-01", "to": "2016-01-01"}, "Swap them."),
        ({"body": "Ministry of Silly Walks"}, "qa status"),
        ({"body": "???"}, "Give an answering body"),
        ({"house": "Parliament"}, "Give Commons or Lords."),
        ({"minister": "Nobody Atall"}, "Give words of the name,"),
        ({"member": "%"}, "Give words of a name"),
        ({"status": "true"}, "Give one of answered"),
        ({"kind": "<script>"}, "Give one of none"),
        ({"sort": "best"}, "Give relevance, newest, oldest."),
        ({"page": "0"}, "Give a whole number from 1 to 100."),
        ({"page": "101"}, "Give a whole number from 1 to 100."),
        ({"page": "٣"}, "Give a whole number from 1 to 100."),
        ({"page": "9" * 400}, "Give a whole number from 1 to 100."),
        ({"page": "9"}, "Begin at the first page."),
        ({"q": ["owls", "bats"]}, "Give it once."),
        ({"house": ["Commons", "Lords"]}, "Give it once."),
        ({"disabled": "everything"}, ""),
    ],
)
def test_each_bad_value_is_refused_with_its_cure(
    owls: FlaskClient, asked: dict[str, str], cure: str
) -> None:
    response = owls.get("/search", query_string={"q": "owls"} | asked)
    assert response.status_code == 400
    assert "There is a problem" in response.text
    assert "<title>Error: " in response.text
    assert cure in visible(response.text)
    assert '<form method="get" action="/search"' in response.text
    assert "<script>" not in response.text


def test_bytes_that_are_not_utf_8_are_refused(owls: FlaskClient) -> None:
    assert owls.get("/search?q=%ff").status_code == 400


def test_hostile_text_stays_text(client: FlaskClient) -> None:
    asked = "\"><script>alert(1)</script> zeppelins ' onclick=alert(1) & <svg onload=alert(1)>"
    page = client.get("/search", query_string={"q": asked, "minister": ""}, follow_redirects=True)
    assert "<script>" not in page.text
    assert "<svg onload" not in page.text
    assert "Zeppelins &lt;script&gt;" in page.text


def test_with_keys_only_this_machine_sees_the_search_page(settings: Settings) -> None:
    client = create_app(settings.with_changes(access="keys", pages=True)).test_client()
    for path in ("/search?q=prison", "/search.atom?q=prison"):
        assert client.get(path).status_code == 200
        assert client.get(path, headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 403
        assert client.get(path, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 403


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_search_narrow_and_follow_by_keyboard(
    open_sized: Callable[..., Page], script: bool
) -> None:
    page = open_sized("/search", java_script_enabled=script, viewport={"width": 320, "height": 900})
    page.get_by_label("What to look for").fill("lighthouse keepers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).not_to_have_count(0)
    page.locator("details.when > summary").press("Enter")
    bar = page.get_by_role("link", name=re.compile("May 2016")).first
    bar.press("Enter")
    expect(page).to_have_url(re.compile("from=2016-05-01"))
    expect(page.locator(".strips")).to_be_visible()
    page.wait_for_load_state()  # Until then it may stand there without its style.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    expect(page.locator(".printed")).to_have_text("lighthouse keepers")
    expect(page.locator(".printed")).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.locator(".printed")).to_be_hidden()
    expect(page.locator(".understood")).to_contain_text("answered 1 May 2016")
    page.go_back()
    expect(page.get_by_label("What to look for")).to_have_value("lighthouse keepers")
