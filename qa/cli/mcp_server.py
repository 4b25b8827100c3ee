"""The MCP server: tools with which an assistant searches and quotes the answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

import anyio
from anyio.to_thread import run_sync
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    TextContent,
    Tool,
    ToolAnnotations,
)

from qa.cli.mcp_arguments import Schema, checked, integer, text, words
from qa.errors import QaError
from qa.model import KINDS, MAX_HITS, SORTS, STATUSES, Request
from qa.model.filters import read_filters
from qa.service.over_time import over_time_of
from qa.service.service import Service
from qa.service.watches import TERMINAL, Watches
from qa.settings import Settings

INSTRUCTIONS = (
    "Written answers that UK ministers gave to Parliament. Quote passages word for word, and give "
    "with each its date answered, who answered, its status and its address. If a reply is not "
    "answerable, give its reason: no published answer here covers the question. Near misses are "
    "not answers."
)

MAX_RESULT_CHARS = 60_000
"""The size of a result, some 15,000 tokens; passages beyond it are left out, and counted."""

WATCH_ENTRIES = 5
"""The entries of one watch in a result."""

_FILTERS: Schema = {
    "from": text("Answered on this ISO date or after."),
    "to": text("Answered on this ISO date or before."),
    "body": text("An answering body, by name, short name or id."),
    "house": text("Commons or Lords."),
    "minister": text("Who answered: words of the name."),
    "member": text("Who asked: words of the name."),
    "status": words("Statuses of answers; answered and corrected where left out.", STATUSES),
    "kind": words("Kinds of stub, or none.", KINDS),
}


@dataclass(frozen=True, slots=True)
class _Tool:
    """A tool: its arguments (the first is required), and what it returns for them.

    `lists` names the lists of its result, the last of whose rows are left out of one that is too
    long.
    """

    name: str
    description: str
    arguments: Schema
    call: Callable[[dict[str, Any]], Mapping[str, Any]]
    lists: tuple[str, ...] = ()

    def listed(self) -> Tool:
        """The tool as the server lists it."""
        schema = {
            "type": "object",
            "properties": self.arguments,
            "required": list(self.arguments)[:1],
            "additionalProperties": False,
        }
        hints = ToolAnnotations(read_only_hint=True, open_world_hint=False)
        return Tool(
            name=self.name, description=self.description, input_schema=schema, annotations=hints
        )


def run_mcp_server(settings: Settings) -> None:
    """Serve the tools over one data folder on standard input and output, until the input ends."""
    service = Service(settings)
    tools = {tool.name: tool for tool in _tools(service, Watches(service, settings))}

    async def list_tools(*_: object) -> ListToolsResult:
        return ListToolsResult(tools=[tool.listed() for tool in tools.values()])

    async def call_tool(_: object, params: CallToolRequestParams) -> CallToolResult:
        return await run_sync(_called, tools, params.name, params.arguments or {})

    server: Server[Any] = Server(
        "written-answers",
        version=version("written-answers-qa"),
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )

    async def serve() -> None:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(serve)


def _tools(service: Service, watches: Watches) -> list[_Tool]:
    def search(given: dict[str, Any]) -> Mapping[str, Any]:
        question, hits, sort = given["question"], given.get("hits", 5), given.get("sort")
        typed = {_PYTHON_NAMES.get(name, name): given[name] for name in _FILTERS if name in given}
        request = Request(question, read_filters(**typed), hits=hits, parts=True)
        return service.reply(replace(request, sort=sort) if sort else request).as_json()

    def over_time(asked: str) -> Mapping[str, Any]:
        return over_time_of(service, asked).record

    question = text("A question, a subject, or the text of a parliamentary question.")
    reference = text("An id such as 2021-09-03/41780, a passage's id, a UIN, or an address.")
    return [
        _Tool(
            "search",
            "Search the answers: returns passages word for word with citations, or an honest no.",
            {
                "question": question,
                "hits": integer("Passages to return; 5 where left out.", MAX_HITS),
                **_FILTERS,
                "sort": text("The order of the best passages.", SORTS),
            },
            search,
            ("parts", "passages", "near_misses"),
        ),
        _Tool(
            "read_answer",
            "Read one whole answer, by anything that names it.",
            {"answer_id": reference},
            lambda given: service.named(given["answer_id"]).as_json(),
        ),
        _Tool(
            "prior_answers",
            "Find answers to questions that a question, or a draft of one, repeats. `differs_in` "
            "of each says in what its question differs: words, number, period, or nothing.",
            {"question": question, "hits": integer("Answers to return; 5 where left out.", 50)},
            lambda given: service.prior_answers(given["question"], given.get("hits", 5)),
            ("found",),
        ),
        _Tool(
            "check_quotations",
            "Check a text before it is published: each sentence that quotes an answer is verbatim, "
            "altered or not found, with the answer's own words. It is true where `faults` is 0.",
            {"text": text("The text, such as a press notice or a speech.")},
            lambda given: service.check_quotations(given["text"]),
            ("sentences",),
        ),
        _Tool(
            "over_time",
            "Show how the answer to a question or subject changed, year by year, and the figures "
            "that recur in it as series, each value with its source. Say each break of a series.",
            {"question": text("A question, a subject, or the id of an answer.")},
            lambda given: over_time(given["question"]),
            ("others", "answers", "digest", "series"),
        ),
        _Tool(
            "draft",
            "Take a new parliamentary question apart, alone or in its e-mail: for each part the "
            "best past answers, the same question asked before, refusals of questions like it with "
            "their grounds, and whether it was never answered. `changes` says which answers were "
            "overtaken by a later one.",
            {"question": text("The whole question, or the message with it.")},
            lambda given: service.draft(given["question"]),
            ("parts",),
        ),
        _Tool(
            "watches",
            "List what is watched from this terminal (`qa watch`), and which answers are new, "
            "corrected, withdrawn or superseded since its owner looked.",
            {},
            lambda given: watches.report(TERMINAL, entries=WATCH_ENTRIES).as_json(),
            ("watches",),
        ),
        _Tool(
            "coverage",
            "Return what is covered: how many answers, by body, year and status, and how new.",
            {},
            lambda given: service.coverage().as_json(),
        ),
    ]


_PYTHON_NAMES = {"from": "date_from", "to": "date_to"}


def _called(tools: Mapping[str, _Tool], name: str, arguments: dict[str, Any]) -> CallToolResult:
    """The result of a call, or its error in words that the assistant can act on."""
    try:
        if name not in tools:
            return _result(f"No tool {name[:100]!r}. The tools are {', '.join(tools)}.", True)
        tool = tools[name]
        found = tool.call(checked(name, tool.arguments, arguments))
    except QaError as error:
        return _result(str(error), True)
    return _result(_fitting(found, tool.lists))


def _result(shown: str, is_error: bool = False) -> CallToolResult:
    # A structured copy would double what the assistant reads.
    return CallToolResult(content=[TextContent(type="text", text=shown)], is_error=is_error)


def _fitting(record: Mapping[str, Any], lists: tuple[str, ...]) -> str:
    """A record as JSON, without the last rows of its lists where it is too long to read."""
    shown = _compact(record)
    cut = dict(record)
    for name in lists:
        rows = list(record[name])
        while len(rows) > 1 and len(shown) > MAX_RESULT_CHARS:
            rows.pop()
            cut |= {name: rows, "left_out": cut.get("left_out", 0) + 1}
            shown = _compact(cut)
    return shown


def _compact(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
