"""A reply on the page: its best sentences first, its parts, and the numbers that join them."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.making import fact, lines
from web import create_app

COUNTS = {1: "twelve", 2: "ninety", 3: "four", 4: "seven", 5: "thirty"}
PLACES = {1: "Wales", 2: "England", 3: "Kent", 4: "Fife", 5: "Leeds"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service over five answers about prison libraries, each of one sentence of its own."""
    folder: Path = tmp_path_factory.mktemp("libraries")
    said = [
        fact(
            uin=str(n),
            question_text=f"To ask how many libraries there are in prisons in {PLACES[n]}.",
            answer_html=f"<p>There are {COUNTS[n]} libraries in prisons in {PLACES[n]} & <i>.</p>",
        )
        for n in COUNTS
    ]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "a.jsonl", *said)], settings)
    return create_app(settings).test_client()


def ask(client: FlaskClient, question: str) -> str:
    return client.post("/", data={"question": question}, follow_redirects=True).text


def test_the_best_sentences_come_first_and_lead_to_their_cards(client: FlaskClient) -> None:
    page = ask(client, "how many libraries are there in prisons?")
    digest = page[page.index('<section class="digest"') : page.index('<ol class="cards"')]
    sentences = [unescape(one) for one in re.findall(r'<q dir="auto">(.*?)</q>', digest)]
    led = re.findall(r'href="#(turn-1-passage-\d+)" class="number" aria-label="(\d+): ', digest)
    assert 2 <= len(sentences) == len(led) <= 4
    assert len(set(sentences)) == len(sentences)
    for sentence, (card, number) in zip(sentences, led, strict=True):
        assert re.fullmatch(r"There are \w+ libraries in prisons in \w+ & \.", sentence)
        title = re.search(
            rf'id="{card}"><span class="number">{number}</span> <a [^>]*>(.*?)</a>', page
        )
        assert title is not None
        assert title[1].split()[-1] in sentence


def test_a_question_of_parts_is_answered_part_by_part(client: FlaskClient) -> None:
    page = ask(
        client,
        "To ask how many libraries there are in prisons in (a) Wales and (b) zeppelins on zurgs.",
    )
    parts = re.findall(r'<section class="part".*?</section>', page, re.DOTALL)
    assert [re.findall(r'class="label">Part (.*?)<', part) for part in parts] == [["(a)"], ["(b)"]]
    assert "twelve libraries" in parts[0]
    assert "<blockquote>" not in parts[1]
    assert '<p class="intro">' in parts[1]
    assert "1 of 2 parts covered" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_reply_can_be_downloaded_in_each_form(client: FlaskClient) -> None:
    page = ask(client, "how many libraries are there in prisons?")
    files = re.findall(r'<a href="(/conversations/\w+/reply-1\.(\w+))" download>', page)
    assert [form for _, form in files] == ["docx", "md", "csv"]
    assert all(client.get(path).status_code == 200 for path, _ in files)


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("thanks!", "You are welcome."),
        ("UIN 999999", "No published answer has"),
        ("zeppelins", "No published answer holds any of the words asked about."),
        ("what did ministers say in 2031 about libraries", "they cannot say what was answered in"),
    ],
)
def test_a_reason_without_near_misses_is_the_heading(
    client: FlaskClient, said: str, reply: str
) -> None:
    page = ask(client, said)
    heading = re.search(r'<h3 id="turn-1-reply">(.*?)</h3>', page, re.DOTALL)
    assert heading is not None
    assert reply in heading[1]
    assert "No published answer covers this" not in page
    assert page.count(reply) == 2  # the heading, and what a screen reader hears
