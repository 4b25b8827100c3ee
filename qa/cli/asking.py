"""Asking: one question at the terminal, or a server for all of them."""

from __future__ import annotations

import json
from typing import Any

import click

from qa.cli.command import Command, with_settings
from qa.model import SORTS, Request, Sort
from qa.model.filters import read_filters
from qa.settings import ACCESS_MODES, Settings


@click.command(
    cls=Command, epilog='Example: qa ask "how many adults drop out of drug treatment?" --hits 3'
)
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print the reply as JSON.")
@click.option("--hits", type=int, help="Passages to show, 1 to 100.  [default: 5]")
@click.option("--from", "date_from", metavar="DATE", help="Answered on or after, as 2021-01-31.")
@click.option("--to", "date_to", metavar="DATE", help="Answered on or before, as 2021-12-31.")
@click.option("--body", help="Answering body, by name, short name or id.")
@click.option("--house", help="Commons or Lords.")
@click.option("--minister", help="Who answered, by words of the name.")
@click.option("--member", help="Who asked, by words of the name.")
@click.option("--status", multiple=True, help="State, such as holding; may be given several times.")
@click.option("--kind", multiple=True, help="Kind of stub, or none; may be given several times.")
@click.option(
    "--disable",
    "disabled",
    multiple=True,
    help="Interpretation to switch off, such as dates; `all` searches the words as typed.",
)
@click.option("--sort", type=click.Choice(SORTS), default="relevance", help="Order of the best.")
@click.option("--explain", is_flag=True, help="Say why each passage was found.")
@with_settings
def ask(
    question: str,
    as_json: bool,
    hits: int | None,
    disabled: tuple[str, ...],
    explain: bool,
    sort: Sort,
    settings: Settings,
    **asked: Any,
) -> None:
    """Ask one question; get passages with citations, or an honest no."""
    from qa.service.service import Service

    request = Request(
        question, read_filters(**asked), hits=hits, disabled=disabled, explain=explain, sort=sort
    )
    reply = Service(settings).reply(request)
    if as_json:
        click.echo(json.dumps(reply.as_json(), ensure_ascii=False, indent=2))
        return
    from qa.cli.output import shown_reply

    for line in shown_reply(reply):
        click.echo(line)


@click.command(cls=Command, epilog="Example: qa serve --port 8080")
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [default: 8000]")
@click.option(
    "--access",
    type=click.Choice(ACCESS_MODES),
    help="Who is let in; needed off this machine: programs with a key (see `qa keys`), whoever a "
    "proxy in front lets in, or everybody.",
)
@with_settings
def serve(host: str | None, port: int | None, access: str | None, settings: Settings) -> None:
    """Serve the chat page and the API; an empty data folder first takes in corpus/.

    With keys, the page is shown at this machine alone.
    """
    from qa.cli.output import progress_bar
    from qa.service.archive import ingest_shipped
    from web.server import refuse_unguarded, run

    settings = settings.with_changes(host=host, port=port, access=access)
    refuse_unguarded(settings)
    with progress_bar() as progress:
        ingest_shipped(settings, progress)
    run(settings)


@click.command(cls=Command, epilog="Example: qa mcp --data-dir data")
@with_settings
def mcp(settings: Settings) -> None:
    """Serve an assistant on this machine over MCP: tools to search, to read, to see coverage.

    The assistant starts it and talks to it over standard input and output.
    """
    try:
        from qa.cli.mcp_server import serve
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"This needs {error.name}. Run `pip install 'written-answers-qa[mcp]'`."
        ) from error
    serve(settings)
