"""The page of one answer: its changes, its linked answers, its tables."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.parliament_records import question
from web import create_app


def visible(page: str) -> str:
    """The words of a page without its tags, white space evened out."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_corrected_answer_shows_its_original_text(client: FlaskClient) -> None:
    answer = client.get("/api/v1/answers/2016-05-06/HL9001").json
    assert answer is not None
    assert answer["status"] == "corrected"
    assert answer["text"] == "A buoy is green. It floats."
    assert answer["original_text"] == "A buoy is <red>. It floats."
    assert answer["changes"] == [{"before": "A buoy is <red>.", "after": "A buoy is green."}]


def test_the_page_shows_hostile_changes_as_text(client: FlaskClient) -> None:
    page = client.get("/answers/2016-05-06/HL9001").text
    assert 'id="what-changed"' in page
    assert "A buoy is <del>&lt;red&gt;</del>." in page
    assert "A buoy is <ins>green</ins>." in page
    assert visible(page).count("It floats.") == 1


def test_a_card_of_a_corrected_answer_shows_what_changed(client: FlaskClient) -> None:
    page = client.post("/", data={"question": "what is a buoy?"}, follow_redirects=True).text
    assert "Corrected since it was first given" in page
    assert "A buoy is <del>&lt;red&gt;</del>." in page
    assert "A buoy is <ins>green</ins>." in page


def test_a_card_lists_the_linked_answers(client: FlaskClient) -> None:
    page = client.post("/", data={"question": "what is a buoy?"}, follow_redirects=True).text
    linked = page[page.index("Linked answers (1)") :]
    assert "Answers the question refers to" in linked
    assert 'href="/answers/2016-05-04/HL8123"' in linked


def test_links_go_both_ways(client: FlaskClient) -> None:
    later = client.get("/api/v1/answers/2016-05-06/HL9001").json
    earlier = client.get("/api/v1/answers/2016-05-04/HL8123").json
    assert later is not None
    assert earlier is not None
    assert later["pursuant_to"] == ["2016-05-04/HL8123"]
    assert earlier["referred_from"] == ["2016-05-06/HL9001"]
    assert later["refers_to"] == earlier["grouped_with"] == []
    assert 'href="/answers/2016-05-04/HL8123"' in client.get("/answers/2016-05-06/HL9001").text


def test_an_uncorrected_answer_has_no_section_of_changes(client: FlaskClient) -> None:
    assert "what-changed" not in client.get("/answers/2016-05-04/HL8123").text


def test_statuses_and_kinds_can_be_repeated(client: FlaskClient) -> None:
    url = "/api/v1/passages?q=what+is+a+buoy&status=corrected&status=holding&kind=none"
    reply = client.get(url).json
    assert reply is not None
    assert reply["query"]["status"] == ["corrected", "holding"]
    assert reply["query"]["kind"] == ["none"]
    assert [passage["uin"] for passage in reply["passages"]] == ["HL9001"]
    assert client.get("/api/v1/passages?q=buoy&status=lost").status_code == 400
    assert client.get("/api/v1/passages?q=buoy&kind=").status_code == 400


def test_a_whole_table_is_downloaded_from_any_of_its_passages(client: FlaskClient) -> None:
    question = "How many beekeepers has apiary 150?"
    page = client.post("/", data={"question": question}, follow_redirects=True).text
    address = re.findall(r'href="(/answers/[^"]*table.csv[^"]*)" download', page)[0]
    response = client.get(unescape(address))
    assert response.headers["Content-Type"] == "text/csv"
    lines = response.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Establishment,Beekeepers 2014,Hives 2015"
    assert len(lines) == 61


@pytest.mark.parametrize("at", ["", "?at=", "?at=-1", "?at=0", "?at=x", "?at=" + "9" * 400])
def test_an_offset_outside_any_table_has_no_file(client: FlaskClient, at: str) -> None:
    assert client.get(f"/answers/2016-05-06/HL9100/table.csv{at}").status_code == 404


def test_attachments_and_grouped_questions_are_shown_and_exported(tmp_path: Path) -> None:
    record = question(
        1,
        attachments=[{"url": "https://files.example/libraries.xlsx", "title": "<Libraries>"}],
        groupedQuestionsDates=[{"questionUin": "8160", "dateTabled": "2024-01-08T00:00:00"}],
    )
    saved = tmp_path / "reply.json"
    saved.write_text(json.dumps({"value": record, "links": []}), encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", semantic=False)
    assert not ingest([saved], settings).rejected
    client = create_app(settings).test_client()
    reply = client.get("/api/v1/passages?q=prison libraries").json
    assert reply is not None
    page = client.get(f"/answers/{reply['passages'][0]['answer_id']}").text
    card = client.post("/", data={"question": "prison libraries"}, follow_redirects=True).text
    for shown in (page, card):
        assert 'href="https://files.example/libraries.xlsx"' in shown
        assert ">&lt;Libraries&gt;</a>" in shown
    assert 'parliament.uk/written-questions/detail/2024-01-08/8160"' in page
    form = re.findall(r'<form method="post" action="/pack".*?</form>', card, re.DOTALL)[0]
    sent = re.findall(r'name="(\w+)" value="([^"]*)"', form)
    client.post("/pack", data={name: unescape(value) for name, value in sent})
    for form in ("md", "csv"):
        assert "https://files.example/libraries.xlsx" in client.get(f"/pack.{form}").text
