"""An assistant's own client, talking to `qa mcp` over standard input and output."""

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


def called(data: Path, calls: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    """What comes of these calls of a server of its own over a data folder."""

    async def whole() -> Any:
        command = ["-m", "qa.cli", "mcp", "--data-dir", str(data)]
        server = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))
        async with stdio_client(server) as streams, ClientSession(*streams) as session:
            await session.initialize()
            return await calls(session)

    with ThreadPoolExecutor(1) as thread:  # The browser of other tests has a loop in this one.
        return thread.submit(anyio.run, whole).result()
