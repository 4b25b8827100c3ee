"""`qa ask` as a CSV table and as Markdown."""

import csv
import io
import json
import subprocess

import pytest
from click.testing import CliRunner

from qa.archive.ingest import ingest
from qa.cli import main
from qa.settings import Settings
from tests.making import fact, lines
from tests.terminals import QA, on_terminal

ASKED = ("ask", "how many libraries are there?")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms")
    said = [
        fact(answer_html="<p>There are twelve libraries, in all prisons.</p>"),
        fact(uin="7", answer_html="<p>=HYPERLINK(&quot;x&quot;) leads to \u202e31m libraries.</p>"),
    ]
    ingest([lines(folder / "a.jsonl", *said)], Settings(data_dir=folder / "data"))
    return ("--data-dir", str(folder / "data"))


def asked(*arguments):
    return CliRunner().invoke(main, list(arguments))


def test_csv_has_the_passages_of_the_json_one_a_row(data):
    done = asked(*ASKED, "--csv", *data)
    rows = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"), newline="")))
    reply = json.loads(asked(*ASKED, "--json", *data).stdout)
    assert [row["passage_id"] for row in rows] == [one["passage_id"] for one in reply["passages"]]
    assert {row["text"] for row in rows} == {
        "There are twelve libraries, in all prisons.",
        '\'=HYPERLINK("x") leads to \u202e31m libraries.',
    }
    assert {row["date_answered"] for row in rows} == {"2015-03-09"}
    assert (done.exit_code, done.stderr) == (0, "")


def test_csv_is_written_as_bytes_for_a_spreadsheet(data):
    written = subprocess.run([*QA, *ASKED, "--csv", *data], capture_output=True).stdout
    assert written.startswith(b"\xef\xbb\xbfpassage_id,")
    assert written.count(b"\r\n") == 3


def test_markdown_has_headings_quotations_and_citations(data):
    shown = asked(*ASKED, "--markdown", *data).stdout
    assert shown.startswith("# ")
    assert "in reply to: how many libraries are there?" in shown
    assert "> There are twelve libraries, in all prisons.\n" in shown
    assert "https://questions-statements.parliament.uk/written-questions/detail/2015-03-02" in shown


@pytest.mark.parametrize("form", ["--csv", "--markdown"])
def test_nothing_found_is_said_beside_the_file(data, form):
    done = asked("ask", "sourdough pizza", form, *data)
    assert done.exit_code == 0
    assert done.stderr.startswith("No published answer holds any of the words")
    assert "libraries" not in done.stdout


@pytest.mark.parametrize("form", ["--csv", "--markdown"])
def test_a_terminal_gets_no_control_character(data, form):
    shown = on_terminal(*ASKED, form, *data)
    assert "twelve libraries" in shown
    assert not {"\u202e", "\x1b", "\ufeff"} & set(shown)
