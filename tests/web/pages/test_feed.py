"""The Atom feed of a search: it conforms to RFC 4287, escapes any text, and is cheap to poll."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.making import fact, lines, parallel_page
from web import create_app

A = "{http://www.w3.org/2005/Atom}"
HOSTILE = "]]> <b>&amp;</b> \"owls\" 'of' \u202e the night \U0001f989"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store of three answers about owls, one without a UIN; to be added to."""
    settings = Settings(data_dir=tmp_path / "data")
    text = HOSTILE.replace("&", "&amp;").replace("<", "&lt;")
    facts = [
        fact(uin="101", answer_html=f"<p>Owls {text}</p>", date_answered="2015-03-09"),
        fact(uin="102", answer_html="<p>Owls by day.</p>", date_answered="2016-04-01"),
        fact(uin="103", answer_html="<p>Cats.</p>", date_answered="2017-04-01"),
    ]
    page = parallel_page(tmp_path / "p.txt", answer="Owls are counted.", question="How many owls?")
    assert not ingest([lines(tmp_path / "a.jsonl", *facts), page], settings).rejected
    return settings


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def feed(client: FlaskClient, **asked: str) -> ET.Element:
    response = client.get("/search.atom", query_string={"q": "owls"} | asked)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.data)


def told(element: ET.Element, name: str) -> str:
    found = element.find(f"{A}{name}")
    assert found is not None
    return found.text or ""


def conforms(root: ET.Element) -> None:
    """What RFC 4287 says must and must not stand in a feed (4.1.1, 4.1.2, 4.2.6, 3.3)."""
    assert root.tag == f"{A}feed"
    entries = root.findall(f"{A}entry")
    for element in (root, *entries):
        names = Counter(child.tag.removeprefix(A) for child in element)
        assert all(names[one] == 1 for one in ("id", "title", "updated"))
        assert all(names[one] <= 1 for one in ("rights", "subtitle", "content", "published"))
        assert names["author"] == 1
        for author in element.findall(f"{A}author"):
            assert told(author, "name")
        assert re.match(r"(https|urn):", told(element, "id"))
        kinds = [(link.get("rel"), link.get("type")) for link in element.findall(f"{A}link")]
        assert len(kinds) == len(set(kinds))
        assert ("alternate", "text/html") in kinds
        for moment in ("updated", "published"):
            for stated in element.findall(f"{A}{moment}"):
                assert datetime.fromisoformat(stated.text or "").tzinfo is not None
    ids = [told(entry, "id") for entry in entries]
    assert len(ids) == len(set(ids))
    assert [one.get("rel") for one in root.findall(f"{A}link")] == ["self", "alternate"]


def test_the_feed_conforms_to_rfc_4287(client: FlaskClient) -> None:
    root = feed(client)
    conforms(root)
    entries = root.findall(f"{A}entry")
    assert [told(entry, "updated") for entry in entries] == [
        "2016-04-01T00:00:00Z", "2015-03-09T00:00:00Z", "2015-03-09T00:00:00Z",
    ]  # fmt: skip
    assert told(root, "updated") == "2016-04-01T00:00:00Z"
    assert told(root, "title") == "Written answers: owls"
    first = entries[0]
    official = "https://questions-statements.parliament.uk/written-questions/detail/2015-03-02/102"
    assert told(first, "id") == official
    hrefs = {link.get("rel"): link.get("href") or "" for link in first.findall(f"{A}link")}
    assert hrefs["via"] == official
    assert hrefs["alternate"].startswith("http://localhost/answers/2015-03-02/102?")
    assert '<mark id="passage">Owls by day.' in client.get(hrefs["alternate"]).text
    assert told(first, "content") == "Owls by day."
    assert "how many libraries" in told(first, "summary")


def test_an_answer_without_a_uin_has_a_permanent_id(client: FlaskClient) -> None:
    named = [told(entry, "id") for entry in feed(client).findall(f"{A}entry")]
    (urn,) = [one for one in named if one.startswith("urn:uuid:")]
    elsewhere = client.get("/search.atom?q=owls", base_url="https://127.0.0.1:8001").data
    assert urn.encode() in elsewhere
    assert told(ET.fromstring(elsewhere), "id") == told(feed(client), "id")


def test_hostile_text_is_escaped_and_unchanged(client: FlaskClient) -> None:
    root = feed(client, q=f"owls {HOSTILE}")
    conforms(root)
    assert told(root, "title") == f"Written answers: owls {HOSTILE}"
    contents = [told(entry, "content") for entry in feed(client).findall(f"{A}entry")]
    assert f"Owls {HOSTILE}" in contents


def test_characters_that_xml_forbids_are_replaced(client: FlaskClient) -> None:
    assert (
        told(feed(client, q="owls \x0c \ufffe"), "title") == "Written answers: owls \ufffd \ufffd"
    )


def test_a_search_without_matches_has_an_empty_feed(client: FlaskClient) -> None:
    root = feed(client, q="zeppelins")
    conforms(root)
    assert root.find(f"{A}entry") is None


def test_the_feed_has_the_filters_and_its_own_order(client: FlaskClient) -> None:
    assert len(feed(client, **{"from": "2016-01-01"}).findall(f"{A}entry")) == 1
    assert feed(client, sort="oldest").find(f"{A}entry/{A}content").text == "Owls by day."  # type: ignore[union-attr]
    page = client.get("/search?q=owls&from=2015-01-01&sort=newest&page=1", follow_redirects=True)
    assert 'type="application/atom+xml" title=' in page.text
    assert page.text.count('href="/search.atom?q=owls&amp;from=2015-01-01"') == 2


def test_polling_is_cheap_and_misses_nothing(
    client: FlaskClient, settings: Settings, tmp_path: Path
) -> None:
    first = client.get("/search.atom?q=owls")
    told_so = {"If-None-Match": first.headers["ETag"]}
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    for headers in (told_so, since, told_so | since):
        again = client.get("/search.atom?q=owls", headers=headers)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get("/search.atom?q=cats", headers=told_so).status_code == 200
    mended = fact(
        uin="101",
        answer_html="<p>Owls by <ins class='ministerial'>dusk</ins>.</p>",
        date_answered="2015-03-09",
    )
    ingest([lines(tmp_path / "b.jsonl", mended)], settings)
    root = ET.fromstring(client.get("/search.atom?q=owls", headers=told_so).data)
    conforms(root)
    newest = root.findall(f"{A}entry")[0]
    assert told(newest, "title") == "Corrected: How many libraries he has"
    assert told(newest, "content") == "Owls by dusk."
    assert told(newest, "updated") > "2016-04-01"
    assert told(newest, "published") == "2015-03-09T00:00:00Z"
    assert newest.find(f"{A}category").get("term") == "corrected"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "asked",
    [{}, {"q": ""}, {"q": "owls", "house": "x"}, {"q": "owls", "from": "x"},
     {"q": ["owls", "bats"]}, {"q": "owls", "body": "nobody"}],
)  # fmt: skip
def test_a_bad_search_is_refused(client: FlaskClient, asked: dict[str, str]) -> None:
    response = client.get("/search.atom", query_string=asked)
    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("text/html")


def test_without_a_store_the_feed_is_unavailable(client: FlaskClient, settings: Settings) -> None:
    for file in settings.data_dir.glob("answers.db*"):
        file.unlink()
    assert client.get("/search.atom?q=owls").status_code == 503
