"""An MCP client that calls `qa mcp` over standard input and output."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


def call_mcp(data: Path, calls: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    """The result of calls to an MCP server that is started over a data folder."""

    async def whole() -> Any:
        command = ["-m", "qa.cli", "mcp", "--data-dir", str(data)]
        server = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))
        async with stdio_client(server) as streams, ClientSession(*streams) as session:
            await session.initialize()
            return await calls(session)

    with ThreadPoolExecutor(1) as thread:  # A browser test may have a loop in this thread.
        return thread.submit(anyio.run, whole).result()
