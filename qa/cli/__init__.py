"""The command line: each command parses its arguments, calls the service and prints."""

from __future__ import annotations

import click

from qa.cli.archive import check, index, ingest, status, sync
from qa.cli.asking import ask, mcp, serve, similar
from qa.cli.backup import backup, restore
from qa.cli.command import Group
from qa.cli.drafts import draft
from qa.cli.embedding import embed
from qa.cli.evaluation import collections, evaluate, run, testset
from qa.cli.keys import keys
from qa.cli.model import model
from qa.cli.moving import move_service
from qa.cli.operation import audit, banner, switch
from qa.cli.over_time import over_time
from qa.cli.purge import purge
from qa.cli.quote_check import quote_check
from qa.cli.watch import watch


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Each command has --help with an example.",
)
@click.version_option(package_name="written-answers-qa", message="%(version)s")
def main() -> None:
    """Ask what ministers answered in Parliament: passages word for word, dated and cited."""


main.add_section("Daily", ask, similar, sync, status)
main.add_section("Drafting", draft, quote_check, over_time, watch)
main.add_section("Archive", ingest, index, embed, model, check, backup, restore)
main.add_section("Serving", serve, keys, purge, move_service, mcp, switch, banner, audit)
main.add_section("Evaluation", run, evaluate, collections, testset)
