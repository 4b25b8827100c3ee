"""Commands that ask one question, and that start the web app and the MCP server."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import click

from qa.cli.command import Command, with_settings
from qa.cli.progress import progress_bar
from qa.cli.terminal import Line, is_read_by_a_person, is_terminal, print_file, print_lines
from qa.errors import BadRequest
from qa.model import SORTS, Reply, Request, Sort
from qa.model.filters import read_filters
from qa.settings import ACCESS_MODES, Settings

if TYPE_CHECKING:
    from qa.service.packs import Form


@click.command(
    cls=Command, epilog='Example: qa ask "how many adults drop out of drug treatment?" --hits 3'
)
@click.argument("question", required=False)
@click.option("--json", "form", flag_value="json", help="Print the reply as JSON.")
@click.option("--csv", "form", flag_value="csv", help="Print the passages as a CSV table.")
@click.option("--markdown", "form", flag_value="md", help="Print the passages as Markdown.")
@click.option("--hits", type=int, help="Passages to show, 1 to 100.  [default: 5]")
@click.option("--from", "date_from", metavar="YYYY-MM-DD", help="Answered on or after this day.")
@click.option("--to", "date_to", metavar="YYYY-MM-DD", help="Answered on or before this day.")
@click.option("--body", help="Answering body: a name, short name or id.")
@click.option("--house", help="Commons or Lords.")
@click.option("--minister", help="Words of the name of the minister who answered.")
@click.option("--member", help="Words of the name of the member who asked.")
@click.option("--status", multiple=True, help="Status, such as holding; repeatable.")
@click.option("--kind", multiple=True, help="Kind of stub, or none; repeatable.")
@click.option(
    "--disable",
    "disabled",
    multiple=True,
    help="Interpretation to switch off, such as dates; `all` searches the words as typed.",
)
@click.option("--sort", type=click.Choice(SORTS), default="relevance", help="Order of passages.")
@click.option("--explain", is_flag=True, help="Show why each passage was found.")
@with_settings
def ask(
    question: str | None,
    form: Literal["json", "csv", "md"] | None,
    hits: int | None,
    disabled: tuple[str, ...],
    explain: bool,
    sort: Sort,
    settings: Settings,
    **asked: Any,
) -> None:
    """Ask a question: the passages that answer it, with citations.

    If nothing is found, it says so; the exit status is still 0. Without a question on a terminal,
    it asks for one after another: a follow-up is read with the questions before it.
    """
    from qa.service.service import Service

    service, filters = Service(settings), read_filters(**asked)

    def answer(question: str, history: tuple[str, ...] = ()) -> Reply:
        request = Request(
            question,
            filters,
            history,
            hits=hits,
            disabled=disabled,
            sort=sort,
            explain=explain,
            parts=form == "json" or (form is None and is_read_by_a_person()),
        )
        try:
            return service.reply(request)
        except BadRequest as error:
            if error.parameter != "body":
                raise
            said = f"No answer in the store is by {asked['body']!r}."  # as it was typed
            raise BadRequest("body", said, error.cure) from error

    if question is None:
        if form or not (sys.stdin.isatty() and is_terminal()):
            ctx = click.get_current_context()
            raise click.MissingParameter(ctx=ctx, param_hint="'QUESTION'", param_type="argument")
        from qa.cli.conversation import hold_conversation

        service.coverage()  # An empty folder is an error before the first question.
        hold_conversation(answer)
    elif form in ("csv", "md"):
        _print_file(answer(question), form, settings)
    else:
        reply = answer(question)
        print_lines(_lines(reply), reply.as_json() if form else None)


@click.command(
    cls=Command, epilog='Example: qa similar "how many prisoners were released in the last year?"'
)
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print the prior answers as JSON.")
@click.option(
    "--hits", type=click.IntRange(1, 50), default=5, show_default=True, help="Answers to show."
)
@with_settings
def similar(question: str, as_json: bool, hits: int, settings: Settings) -> None:
    """Find the answers that a question, or a draft, would repeat.

    A question is repeated in the same words or other ones, with another number, or about another
    period; each answer says which.
    """
    from qa.cli.replies import prior_answer_lines
    from qa.cli.reply_view import prior_answers_view
    from qa.service.service import Service

    prior = Service(settings).prior_answers(question, hits)
    lines = prior_answers_view(prior) if is_read_by_a_person() else prior_answer_lines(prior)
    print_lines(lines, prior if as_json else None)


@click.command(cls=Command, epilog="Example: qa serve --port 8080")
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [default: 8000]")
@click.option(
    "--access",
    type=click.Choice(ACCESS_MODES),
    help="Who may use it from other machines: programs with a key (see `qa keys`), people whom a "
    "proxy in front (proxy) or the service itself (oidc) signs in, or everybody.",
)
@with_settings
def serve(host: str | None, port: int | None, access: str | None, settings: Settings) -> None:
    """Start the web app: the chat page and the API.

    An empty data folder first ingests corpus/. A folder that was named has to be there. With
    --access keys the pages are closed, unless QA_PAGES=yes opens them to this machine.
    """
    from qa.service.archive import ingest_shipped
    from qa.service.folders import refuse_unusable_folders
    from qa.service.packs import own_template
    from web.server import refuse_unguarded, run

    settings = settings.with_changes(host=host, port=port, access=access)
    refuse_unguarded(settings)
    refuse_unusable_folders(settings)
    own_template(settings)  # a bad one is refused before an ingest, which may be long
    with progress_bar() as progress:
        ingest_shipped(settings, progress)
    run(settings)


@click.command(cls=Command, epilog="Example: qa mcp --data-dir data")
@with_settings
def mcp(settings: Settings) -> None:
    """Start an MCP server, for an assistant.

    With it an assistant searches and reads the answers. The assistant starts this command and talks
    to it over standard input and output.
    """
    try:
        from qa.cli.mcp_server import run_mcp_server
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"This needs {error.name}. Run `pip install 'written-answers-qa[mcp]'`."
        ) from error
    run_mcp_server(settings)


def _lines(reply: Reply) -> Iterable[Line]:
    """The reply as this output shows it."""
    if is_read_by_a_person():
        from qa.cli.reply_view import reply_view  # A pipe needs none of what it imports.

        return reply_view(reply)
    from qa.cli.replies import reply_lines

    return reply_lines(reply)


def _print_file(reply: Reply, form: Form, settings: Settings) -> None:
    """Print the passages of a reply as a file; that there are none is said on standard error."""
    from qa.cli.replies import before_passages
    from qa.service.packs import Exports, PackEntry

    passages = reply.as_json()["passages"]
    if not reply.answerable:
        click.echo(next(before_passages(reply)), err=True)
    entries = [PackEntry(place, passage, "", None) for place, passage in enumerate(passages)]
    print_file(Exports(settings).file(entries, form, reply.question))
