"""The MCP tools, called by the official client over standard input and output."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession

from qa.model import Request
from qa.service.service import Service
from qa.settings import Settings
from tests.assisting import call_mcp

LEAVERS = "what is the government doing to get prison leavers into work?"
DRAFT = (
    "To ask the Secretary of State for Justice, with reference to the paper entitled Effectiveness "
    "of psychological interventions in prison to reduce recidivism: a systematic review and "
    "meta-analysis of randomised controlled trials, published by Lancet Psychiatry in July 2020, "
    "what progress has been made with Her Majesty's Prison and Probation Service impact "
    "evaluations of accredited offender behaviour programmes."
)
"""The question of 2021-09-03/41780 about another month."""


def test_an_assistant_searches_reads_and_sees_what_is_covered(corpus_data: Path) -> None:
    async def calls(session: ClientSession) -> Any:
        return [
            await session.list_tools(),
            await session.call_tool("search", {"question": LEAVERS, "hits": 2}),
            await session.call_tool("read_answer", {"answer_id": "2021-09-03/41780"}),
            await session.call_tool("coverage", {}),
            await session.call_tool("read_answer", {"answer_id": "2021-09-03/1"}),
            await session.call_tool("search", {"question": "x", "date_from": "soon"}),
            await session.call_tool("search", {"question": "x", "hits": 1000}),
            await session.call_tool("prior_answers", {"question": DRAFT}),
            await session.call_tool("prior_answers", {"question": " "}),
        ]

    tools, found, answer, covered, missing, refused, beyond, prior, empty = call_mcp(
        corpus_data, calls
    )
    service = Service(Settings(data_dir=corpus_data))
    assert {tool.name for tool in tools.tools} == {
        "search", "prior_answers", "read_answer", "coverage"
    }  # fmt: skip
    assert all(tool.description for tool in tools.tools)
    assert found.structured_content == service.reply(Request(LEAVERS, hits=2)).as_json()
    assert answer.structured_content["text"] == service.answer("2021-09-03/41780").text
    assert covered.structured_content == json.loads(json.dumps(service.coverage().as_json()))
    [repeated] = prior.structured_content["found"]
    assert (repeated["answer_id"], repeated["differs_in"]) == ("2021-09-03/41780", ["period"])
    for wrong, said in (
        (missing, "2021-09-03/1"), (refused, "2021-09-13"), (beyond, "100"), (empty, "empty"),
    ):  # fmt: skip
        assert wrong.is_error
        assert said in wrong.content[0].text
        assert "Traceback" not in wrong.content[0].text


def test_an_honest_no_reaches_the_assistant(corpus_data: Path) -> None:
    async def calls(session: ClientSession) -> Any:
        return await session.call_tool("search", {"question": "best sourdough pizza"})

    reply = call_mcp(corpus_data, calls).structured_content
    assert (reply["answerable"], reply["passages"]) == (False, [])


def test_without_the_extra_the_error_names_what_to_install(
    corpus_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from qa.cli import main

    monkeypatch.setitem(sys.modules, "qa.cli.mcp_server", None)
    done = CliRunner().invoke(main, ["mcp", "--data-dir", str(corpus_data)])
    assert done.exit_code == 1
    assert "[mcp]" in done.output
