"""Every interface gives the same passages in the same order to the same question, in both homes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from click.testing import CliRunner
from flask import Flask
from mcp import ClientSession

from qa.cli import main
from qa.client import Client
from qa.settings import Settings
from tests.assisting import call_mcp
from tests.postgres import Cluster
from tests.qa.index.opensearch.publishing import published
from tests.web.conftest import serving
from web import create_app

SUBJECTS = [
    "prison leavers",
    "drug treatment",
    "lighthouse keepers",
    "beekeepers in each prison",
    "falconers in Kent",
    "zeppelins",
    "a buoy",
    "reoffending",
    "employment of offenders",
    "sourdough pizza",
]
FORMS = [
    "{}",
    "how many {} were there in 2015?",
    "what is the government doing about {}?",
    "{} and rehabilitation, from 2014 to 2021",
    "why are there {} in custody?",
]
QUESTIONS = [form.format(subject) for subject in SUBJECTS for form in FORMS]

Place = tuple[str, int, int]
"""A passage, as the answer and the slice of it that a page leads to."""


def places(reply: dict[str, Any]) -> list[Place]:
    shown = [*reply["passages"], *reply["near_misses"]]
    return [(one["answer_id"], one["start"], one["end"]) for one in shown]


def by_card(found: list[Place]) -> list[Place]:
    """The passages as a page orders them: those of one answer follow its best."""
    answers = list(dict.fromkeys(answer_id for answer_id, _, _ in found))
    return sorted(found, key=lambda place: answers.index(place[0]))


def by_page(app: Flask, question: str) -> list[Place]:
    browser = app.test_client()
    page = browser.post("/", data={"question": question}, follow_redirects=True).text
    found = []
    for link in re.findall(r'href="([^"]+)" data-whole data-key', page):
        url = urlsplit(unescape(link))
        asked = parse_qs(url.query)
        answer_id = unquote(url.path.removeprefix("/answers/"))
        found.append((answer_id, int(asked["start"][0]), int(asked["end"][0])))
    return found


def by_command(settings: Settings, question: str) -> list[Place]:
    done = CliRunner().invoke(
        main, ["ask", question, "--json", "--data-dir", str(settings.data_dir)]
    )
    assert done.exit_code == 0
    return places(json.loads(done.stdout))


def by_assistant(settings: Settings) -> list[list[Place]]:
    async def asked(session: ClientSession) -> list[list[Place]]:
        replies: list[Any] = [
            await session.call_tool("search", {"question": question}) for question in QUESTIONS
        ]
        return [places(json.loads(one.content[0].text)) for one in replies]

    found: list[list[Place]] = call_mcp(settings.data_dir, asked)
    return found


@pytest.fixture(scope="module", params=["embedded", "cluster"])
def settings(
    request: pytest.FixtureRequest, folder: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """The same answers in both homes, in the cluster without a folder; the commands that a test
    starts find them too."""
    if request.param == "embedded":
        yield folder
        return
    database: Cluster = request.getfixturevalue("postgres_cluster")
    in_cluster = published(
        folder,
        request.getfixturevalue("opensearch_url"),
        database_url=database.empty_schema(),
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in ("opensearch_url", "opensearch_index", "database_url"):
            patch.setenv(f"QA_{name.upper()}", getattr(in_cluster, name))
        yield in_cluster.with_changes(data_dir=tmp_path_factory.mktemp("cluster") / "none")


@pytest.fixture(scope="module")
def app(settings: Settings) -> Flask:
    return create_app(settings)


@pytest.fixture(scope="module")
def server(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


@pytest.fixture(scope="module")
def by_api(server: str) -> list[list[Place]]:
    with Client(server) as client:
        return [places(dict(client.reply(question))) for question in QUESTIONS]


def test_they_are_fifty_questions_of_both_kinds(by_api: list[list[Place]]) -> None:
    assert len(set(QUESTIONS)) == 50
    assert any(len(found) > 3 for found in by_api)


def test_the_page_gives_the_same(app: Flask, by_api: list[list[Place]]) -> None:
    assert [by_page(app, question) for question in QUESTIONS] == [by_card(one) for one in by_api]


def test_the_command_line_gives_the_same(settings: Settings, by_api: list[list[Place]]) -> None:
    assert [by_command(settings, question) for question in QUESTIONS] == by_api


def test_the_address_and_one_call_of_many_give_the_same(
    app: Flask, server: str, by_api: list[list[Place]]
) -> None:
    plain = app.test_client()
    asked = [
        plain.get("/api/v1/passages", query_string={"q": question}).json for question in QUESTIONS
    ]
    assert [places(reply) for reply in asked if reply] == by_api
    with Client(server) as client:
        assert [places(dict(reply)) for reply in client.search(QUESTIONS)] == by_api


def test_an_assistant_gets_the_same(settings: Settings, by_api: list[list[Place]]) -> None:
    assert by_assistant(settings) == by_api


def test_prior_answers_are_the_same_in_every_interface(
    app: Flask, settings: Settings, server: str
) -> None:
    draft = "To ask the Secretary of State, how many beekeepers worked in each prison in 2016."
    with Client(server) as client:
        by_api = client.prior_answers(draft)
    done = CliRunner().invoke(
        main, ["similar", draft, "--json", "--data-dir", str(settings.data_dir)]
    )
    assert json.loads(done.stdout) == by_api

    async def asked(session: ClientSession) -> Any:
        return await session.call_tool("prior_answers", {"question": draft})

    assert json.loads(call_mcp(settings.data_dir, asked).content[0].text) == by_api
    page = app.test_client().post("/", data={"question": draft}, follow_redirects=True).text
    for one in by_api["found"]:
        assert f"/answers/{one['answer_id']}" in page
    assert by_api["found"]


def replies_of_a_run(settings: Settings, topics: Path) -> list[dict[str, Any]]:
    replies = topics.with_name("replies.jsonl")
    environ = {"QA_OPENSEARCH_URL": settings.opensearch_url}
    command = ["run", str(topics), "--output", str(topics.with_name("run.txt"))]
    command += ["--replies", str(replies), "--data-dir", str(settings.data_dir)]
    done = CliRunner().invoke(main, command, env=environ)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in replies.read_text("utf-8").splitlines()]


def test_a_test_set_gives_the_replies_of_the_data_folder(
    settings: Settings, folder: Settings, by_api: list[list[Place]], tmp_path: Path
) -> None:
    topics = tmp_path / "topics.tsv"
    lines = (f"{number}\t{question}\n" for number, question in enumerate(QUESTIONS))
    topics.write_text("".join(lines), "utf-8")
    replies = replies_of_a_run(settings, topics)
    assert [places(one) for one in replies] == by_api
    embedded = replies_of_a_run(folder, topics)
    for reply, expected in zip(replies, embedded, strict=True):
        for one, other in zip(reply["passages"], expected["passages"], strict=True):
            assert one.pop("score") == pytest.approx(other.pop("score"), rel=1e-4)
        assert reply["passages"] == expected["passages"]
        assert reply["confidence"] == pytest.approx(expected["confidence"], abs=1e-3)


def test_asking_in_a_terminal_imports_no_web_library(folder: Settings) -> None:
    told = (
        "import sys; from qa.cli import main; main(['ask', 'prison leavers', '--data-dir', "
        f"{str(folder.data_dir)!r}], standalone_mode=False); "
        "print([name for name in ('flask', 'pydantic', 'httpx2', 'mcp') if name in sys.modules])"
    )
    embedded = os.environ | {"QA_OPENSEARCH_URL": "", "QA_DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, env=embedded
    )
    assert done.stdout.splitlines()[-1] == "[]"
