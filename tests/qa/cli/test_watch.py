"""`qa watch` and the assistant's tool: one list, of the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from qa.cli import main
from tests.assisting import call_mcp
from tests.qa.service.test_watches import Desk, corrected, owls, owls_id


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.ingest(owls(1), owls(2))
    return made


def run(desk: Desk, *arguments: str) -> Result:
    command = ["watch", *arguments, "--data-dir", str(desk.settings.data_dir)]
    return CliRunner().invoke(main, command)


def test_a_question_and_an_answer_are_watched_and_looked_at(desk: Desk) -> None:
    assert "You watch nothing" in run(desk, "list").output
    key = run(desk, "add", "owls wardens", "--all-words").output.strip()
    assert run(desk, "add", owls_id(1)).exit_code == 0
    desk.ingest(owls(5), corrected(1))
    listed = run(desk, "list").output
    assert "Since you looked: 1 new, 1 corrected." in listed
    assert "A new answer. Written" in listed
    as_json = json.loads(run(desk, "list", "--json").output)
    assert [one["kind"] for one in as_json["watches"]] == ["answer", "search"]
    seen = listed.split()[-1]
    assert as_json["seen"] == seen
    desk.ingest(owls(6))
    assert run(desk, "seen", seen).output == "2 watches looked at.\n"
    assert "Since you looked: 1 new." in run(desk, "list").output
    assert run(desk, "remove", key).exit_code == 0
    assert "Since you looked: nothing." in run(desk, "list").output


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("add", "2015-03-02/999"), 1, "No written answer"),
        (("add", "the of"), 2, "no word that can be searched for"),
        (("add", "owls", "--body", "no such body"), 2, "No answer in the store is by"),
        (("seen", "x"), 2, "seen is of no list"),
        (("remove", "x"), 1, "There is no watch"),
        (("send",), 2, "No mail server is set"),
    ],
)
def test_what_is_refused_says_what_to_do(
    desk: Desk, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = run(desk, *arguments)
    assert done.exit_code == status
    assert said in done.output
    assert "Traceback" not in done.output


def test_an_assistant_lists_what_the_terminal_watches(desk: Desk) -> None:
    run(desk, "add", "owls", "--all-words")
    desk.ingest(owls(5))

    async def ask(session: Any) -> Any:
        return await session.call_tool("watches", {})

    found = json.loads(call_mcp(desk.settings.data_dir, ask).content[0].text)
    assert found["counts"]["new"] == 1
    assert found["watches"][0]["entries"][0]["text"] == "Owls are counted by wardens."
