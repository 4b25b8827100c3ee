"""The pages about the service."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from qa.settings import Settings
from web import create_app
from web.pages.about import PAGES

WORK = "what is the government doing to get prison leavers into work?"


def visible(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("name", PAGES)
def test_every_page_links_to_each_page(client: FlaskClient, name: str) -> None:
    assert f'href="/{name}"' in client.get("/").text
    page = client.get(f"/{name}")
    assert page.status_code == 200
    assert "<h1" in page.text


def test_the_page_says_what_is_covered(client: FlaskClient) -> None:
    page = visible(client.get("/about").text)
    assert "7 written answers, the oldest of" in page
    assert "the newest of 13 September 2021." in page
    assert "last update" not in page


def test_the_retention_and_the_contact_are_those_of_the_settings(settings: Settings) -> None:
    mine = settings.with_changes(retention_days=7, contact="Library desk <desk@example.org>")
    page = create_app(mine).test_client().get("/privacy").text
    assert visible(page).count("for 7 days after") == 3
    assert "Library desk &lt;desk@example.org&gt;" in page


def test_the_privacy_page_names_every_cookie(client: FlaskClient) -> None:
    page = client.post("/", data={"question": WORK}, follow_redirects=True).text
    form = re.findall(r'<form method="post" action="/pack".*?</form>', page, re.DOTALL)[0]
    client.post("/pack", data=dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)))
    told = re.findall(r"<code>(\w+)</code>", client.get("/privacy").text)
    assert all(client.get_cookie(name) for name in told)
    assert sorted(told) == ["conversation", "pack"]
