"""The MCP server: tools with which an assistant searches and quotes the answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from qa.errors import QaError
from qa.model import MAX_HITS, Request
from qa.model.filters import read_filters
from qa.service.service import Service
from qa.settings import Settings

INSTRUCTIONS = (
    "Written answers that UK ministers gave to Parliament. Quote passages word for word, and give "
    "with each its date answered, who answered, its status and its address. If a reply is not "
    "answerable, say that no published answer covers the question. Near misses are not answers."
)

Value = Annotated[str | None, Field(max_length=200)]
Values = Annotated[list[str], Field(max_length=20)]


def mcp_server(settings: Settings) -> MCPServer[Any]:
    """A server with the tools, over one data folder."""
    service = Service(settings)
    server: MCPServer[Any] = MCPServer(
        "written-answers", instructions=INSTRUCTIONS, log_level="WARNING"
    )

    @server.tool(structured_output=True)
    def search(
        question: str,
        hits: Annotated[int, Field(ge=1, le=MAX_HITS)] = 5,
        date_from: Value = None,
        date_to: Value = None,
        body: Value = None,
        house: Value = None,
        status: Values = [],  # noqa: B006 - the schema of the tool shows the default
        kind: Values = [],  # noqa: B006 - likewise
    ) -> dict[str, Any]:
        """Search the answers: returns passages word for word with citations, or an honest no.

        Dates are ISO and mean the date answered. `body` is a department, `house` is Commons or
        Lords. `status` and `kind` filter by the status of an answer and by kind of stub.
        """
        with _tool_errors():
            filters = read_filters(
                date_from=date_from,
                date_to=date_to,
                body=body,
                house=house,
                status=status,
                kind=kind,
            )
            return dict(service.reply(Request(question, filters, hits=hits)).as_json())

    @server.tool(structured_output=True)
    def read_answer(answer_id: Annotated[str, Field(max_length=300)]) -> dict[str, Any]:
        """Read one whole answer by its id, such as 2021-09-03/41780."""
        with _tool_errors():
            return dict(service.answer(answer_id).as_json())

    @server.tool(structured_output=True)
    def prior_answers(
        question: str, hits: Annotated[int, Field(ge=1, le=50)] = 5
    ) -> dict[str, Any]:
        """Find answers to questions that a question, or a draft of one, repeats.

        `differs_in` of each says in what its question differs: words, number, period, or nothing.
        """
        with _tool_errors():
            return dict(service.prior_answers(question, hits))

    @server.tool(structured_output=True)
    def coverage() -> dict[str, Any]:
        """Return what is covered: how many answers, by body, year and status, and how new."""
        with _tool_errors():
            return service.coverage().as_json()

    return server


@contextmanager
def _tool_errors() -> Iterator[None]:
    """Turn an error into one that the assistant can read."""
    try:
        yield
    except QaError as error:
        raise ToolError(str(error)) from error
