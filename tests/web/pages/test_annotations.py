"""Annotations of cards and answers: prior answers, footnotes, and the same question over time."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from qa.archive.ingest import ingest
from qa.model import Request
from qa.settings import Settings
from tests.making import fact, lines
from web import create_app

ASKED = (
    "To ask the Secretary of State for Justice, how many libraries, chapels, kitchens, gyms and "
    "gardens there were in open prisons in {}."
)
HOSTILE = "<script>alert(1)</script> \"'&"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("around")
    rows = "".join(f"<tr><td>Shelf {n}</td><td>{n} lighthouses</td></tr>" for n in range(90))
    facts = [
        fact(
            uin="1",
            date_tabled="2014-03-02",
            date_answered="2014-03-09",
            question_text=ASKED.format(2014),
            answer_html="<p>There are 12 libraries &lt;b&gt;.</p><p>All are open.</p>",
        ),
        fact(
            uin="2",
            question_text=ASKED.format(2015),
            answer_html="<p>There are 13 libraries &lt;b&gt;.</p><p>All are open.</p>",
        ),
        fact(
            uin="3",
            question_text="To ask how many lighthouses stand on shelves.",
            answer_html="<p>Lighthouses<sup>1</sup> on shelves are few &lt;i&gt;.</p>"
            f"<p>Table 1: Lighthouses &lt;a&gt;</p><table>{rows}</table>"
            "<p>[1] Not counting &lt;u&gt; buoys.</p>",
        ),
        fact(uin="4", question_text=f"To ask of {HOSTILE} zeppelins in prisons of 2015."),
    ]
    settings = Settings(data_dir=folder / "data", threshold=0.05)
    assert not ingest([lines(folder / "a.jsonl", *facts)], settings).rejected
    return create_app(settings).test_client()


def visible(page: str) -> str:
    """The words of a page without its tags, white space evened out."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def ask(client: FlaskClient, question: str) -> str:
    return client.post("/", data={"question": question}, follow_redirects=True).text


def test_a_reply_to_a_draft_begins_with_its_prior_answers(client: FlaskClient) -> None:
    page = ask(client, ASKED.format(2015))
    block = page[page.index('class="already"') : page.index('<ol class="cards"')]
    uins = re.findall(r'<a href="/answers/([^"]+)"', block)
    assert uins == ["2015-03-02/2", "2014-03-02/1"]
    assert "in open prisons in <em>2014</em>." in block
    recent, old = block.split("</li>")[:2]
    assert "within three months" in recent
    assert "I refer the hon. Member to the answer given on 9 March 2015 to Question 2." in recent
    assert "I refer" not in old
    assert "within three months" not in old


def test_only_a_draft_without_prior_answers_says_that_there_are_none(client: FlaskClient) -> None:
    assert "No question here asks the same" in ask(client, "To ask how many boats he has.")
    assert 'class="already"' not in ask(client, "libraries in prisons")


def test_a_marker_links_to_its_footnote_below_the_passage_and_back(client: FlaskClient) -> None:
    page = ask(client, "lighthouses on shelves are few")
    ids, led = set(re.findall(r' id="([^"]+)"', page)), re.findall(r'href="#([^"]+)"', page)
    notes = [name for name in led if "-note-" in name or "-marker-" in name]
    assert {name.rpartition("-")[0].rpartition("-")[2] for name in notes} == {"note", "marker"}
    assert set(notes) <= ids
    assert "</a> Not counting &lt;u&gt; buoys.</p>" in page


def test_a_table_has_its_title_as_its_caption(client: FlaskClient) -> None:
    page = client.get("/answers/2015-03-02/3").text
    caption = page[page.index("<caption>") : page.index("</caption>")]
    assert "<span>Table 1: Lighthouses &lt;a&gt;</span>" in caption
    assert visible(page).count("Table 1: Lighthouses") == 1


def test_in_the_whole_answer_markers_and_footnotes_link_to_each_other(client: FlaskClient) -> None:
    page = client.get("/answers/2015-03-02/3").text
    assert '<a id="marker-1" href="#note-1" role="doc-noteref"' in page
    assert '<a id="note-1" href="#marker-1" role="doc-backlink"' in page


def test_the_same_question_over_time(client: FlaskClient) -> None:
    page = client.get("/answers/2015-03-02/2/over-time").text
    assert "2 times" in page
    assert page.index("9 March 2014") < page.index("9 March 2015")
    assert "There are <del>12</del> libraries &lt;b&gt;." in page
    assert "There are <ins>13</ins> libraries &lt;b&gt;." in page
    assert (
        '<a class="action" href="/answers/2015-03-02/2/over-time">'
        in client.get("/answers/2015-03-02/2").text
    )


def test_a_question_asked_once_has_nothing_to_compare(client: FlaskClient) -> None:
    page = client.get("/answers/2015-03-02/4/over-time").text
    assert "Asked once, so there is nothing to compare" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_unknown_answer_has_no_history(client: FlaskClient) -> None:
    assert client.get("/answers/2015-03-02/999/over-time").status_code == 404


def test_a_hostile_draft_stays_text(client: FlaskClient) -> None:
    page = ask(client, f"To ask of {HOSTILE} zeppelins in prisons of 2014.")
    assert "<script>alert" not in page
    assert 'class="already"' in page


def test_a_turn_kept_without_annotations_is_shown_without_them(client: FlaskClient) -> None:
    service, kept = client.application.extensions["qa"], "what is said of lighthouses on shelves?"
    said = service.reply(Request(kept)).as_json()
    template = client.application.jinja_env.get_template("_card.html")
    with client.application.test_request_context():
        shown = template.module.card(  # type: ignore[attr-defined]
            [(1, said["passages"][0])], 1, "card", 4, {"annotations": {}, "terms": ()}
        )
    assert "Lighthouses[1]" in shown
    assert "doc-noteref" not in shown
