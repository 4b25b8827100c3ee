"""A reply is downloaded as Word, Markdown or CSV, by its owner only."""

import csv
import io

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient

WORK = "what is the government doing to get prison leavers into work?"


def asked(client: FlaskClient, question: str = WORK) -> str:
    """The address of a new conversation with one turn."""
    location = client.post("/", data={"question": question}).headers["Location"]
    return location.partition("#")[0]


@pytest.mark.parametrize(
    ("form", "kind"), [("docx", "application/vnd."), ("md", "text/markdown"), ("csv", "text/csv")]
)
def test_a_reply_is_downloaded_as_a_file(client: FlaskClient, form: str, kind: str) -> None:
    response = client.get(f"{asked(client)}/reply-1.{form}")
    assert response.status_code == 200
    assert response.content_type.startswith(kind)
    assert response.headers["Content-Disposition"] == f'attachment; filename="reply-1.{form}"'
    assert response.headers["Cache-Control"] == "no-store"


def test_the_file_has_the_question_and_the_passages_of_the_reply(client: FlaskClient) -> None:
    address = asked(client, f"{WORK}\n*now*")
    query = {"q": f"{WORK}\n*now*"}
    shown = client.get("/api/v1/passages", query_string=query).json["passages"]
    sheet = client.get(f"{address}/reply-1.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet, newline="")))
    assert [row["passage_id"] for row in rows] == [one["passage_id"] for one in shown]
    document = Document(io.BytesIO(client.get(f"{address}/reply-1.docx").data))
    said = [paragraph.text for paragraph in document.paragraphs]
    count = len(rows)
    passages = "passage" if count == 1 else "passages"
    reply = f"{count} {passages} of written answers, word for word, in reply to: {WORK}\n*now*"
    assert said[1] == reply
    headings = [one for one in document.paragraphs if one.style and one.style.name == "Heading 1"]
    assert len(headings) == count > 0
    text = client.get(f"{address}/reply-1.md").text
    assert f"in reply to: {WORK}\\\n\\*now\\*\n" in text


@pytest.mark.parametrize("name", ["reply-2.docx", "reply-1.pdf", "reply-1", "reply-x.md"])
def test_what_is_no_export_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"{asked(client)}/{name}").status_code == 404


def test_an_honest_no_is_no_file(client: FlaskClient) -> None:
    response = client.get(f"{asked(client, 'flurble wibble zzzqq')}/reply-1.docx")
    assert response.status_code == 404
    assert "This reply has no passages." in response.text


def test_another_browser_cannot_download_a_reply(app: Flask) -> None:
    mine, other = app.test_client(), app.test_client()
    assert other.get(f"{asked(mine)}/reply-1.docx").status_code == 404
