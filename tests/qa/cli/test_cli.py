"""The command line, as a person and as a script would use it."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from qa.cli import main
from tests.making import CORPUS, fact, lines

COMMANDS = sorted(main.commands)
GROUPS = {
    "testset": ("silver", "marks"),
    "keys": ("create", "list", "revoke"),
    "switch": ("off", "on", "show"),
    "watch": ("add", "list", "seen", "remove", "send"),
}
RUNNABLE = sorted(
    {*COMMANDS, *(f"{group} {name}" for group, names in GROUPS.items() for name in names)}
    - GROUPS.keys()
)


@pytest.fixture
def qa(monkeypatch, tmp_path):
    """Runs `qa` with these arguments, away from any data folder of the checkout."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    return lambda *arguments: CliRunner().invoke(main, list(map(str, arguments)))


def test_the_commands_of_the_contract_exist():
    assert {"ask", "check", "index", "ingest", "serve", "status"} <= set(COMMANDS)


@pytest.mark.parametrize("command", RUNNABLE)
def test_every_command_has_help_with_an_example_and_takes_a_data_dir(qa, command):
    shown = qa(*command.split(), "--help")
    assert shown.exit_code == 0
    assert f"Example: qa {command}" in shown.stdout
    assert "--data-dir" in shown.stdout


def test_the_version_is_that_of_the_package(qa):
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", qa("--version").stdout)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["ask"], 2, "QUESTION"),
        (["nonsense"], 2, "nonsense"),
        (["ask", "prison", "--hits", "many"], 2, "many"),
        (["ask", "prison", "--hits", "0"], 2, "1 to 100"),
        (["ask", "prison", "--from", "then"], 2, "2021-09-13"),
        (["ask", ""], 2, "empty"),
        (["similar"], 2, "QUESTION"),
        (["similar", " "], 2, "empty"),
        (["similar", "prison", "--hits", "0"], 2, "1<=x<=50"),
        (["similar", "prison", "--data-dir", "empty"], 1, "qa ingest"),
        (["ask", "prison", "--body", "Nobody"], 2, "qa status"),
        (["ingest"], 2, "PATHS"),
        (["ingest", "nowhere"], 1, "no file or folder"),
        (["ask", "prison", "--data-dir", "empty"], 1, "qa ingest"),
        (["index", "--data-dir", "empty"], 1, "qa ingest"),
        (["status", "--data-dir", "empty"], 1, "qa ingest"),
        (["check", "--data-dir", "empty"], 1, "qa ingest"),
    ],
)
def test_errors_say_what_to_do_on_standard_error(qa, arguments, status, words):
    qa("ingest", CORPUS)
    done = qa(*arguments)
    assert done.exit_code == status
    assert words in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_data_dir_is_the_option_else_the_variable_else_data(qa, tmp_path, monkeypatch):
    qa("ingest", CORPUS)
    assert (tmp_path / "data" / "answers.db").exists()
    monkeypatch.setenv("QA_DATA_DIR", str(tmp_path / "stated"))
    qa("ingest", CORPUS)
    assert (tmp_path / "stated" / "answers.db").exists()
    qa("ingest", "--data-dir", "option", CORPUS)
    assert (tmp_path / "option" / "answers.db").exists()


def test_ingest_reports_counts_that_add_up_and_exits_with_1_if_any_was_rejected(qa, tmp_path):
    done = qa("ingest", CORPUS)
    assert done.exit_code == 0
    first, *skipped = done.stdout.splitlines()
    read, *outcomes = map(int, re.findall(r"\d+", first))
    assert read == sum(outcomes) == 2
    assert skipped == [f"Skipped: {CORPUS / 'README.md'}: no reader knows its form."]
    again = qa("ingest", lines(tmp_path / "a", fact(), fact(uin="?")))
    assert again.exit_code == 1
    assert "2 read: 1 new" in again.stdout
    assert f"Rejected: {tmp_path / 'a'}, line 2: " in again.stderr


def test_ask_prints_passages_with_their_citation(qa):
    qa("ingest", CORPUS)
    done = qa("ask", "what is the government doing to get prison leavers into work?", "--hits", 1)
    assert done.exit_code == 0
    for words in ("New Futures Network", "13 September 2021", "3 September 2021", "UIN 41780"):
        assert words in done.stdout
    assert "https://questions-statements.parliament.uk/written-questions" in done.stdout


def test_similar_prints_what_a_question_repeats_and_in_what_it_differs(qa):
    qa("ingest", CORPUS)
    asked = (
        "statistics on alcohol and drug treatment in secure settings {}, published on 28 January "
        "2021, if he will make an assessment of the effect on reoffending levels of the finding "
        "that {} of adults with a substance misuse treatment need do not successfully engage in "
        "community-based structured treatment following release from prison"
    )
    done = qa("similar", f"with reference to {asked.format('2019 to 2020', '65.5%')}")
    assert done.exit_code == 0
    assert "The same question\n" in done.stdout
    assert "Offenders: Rehabilitation" in done.stdout
    other = qa("similar", f"with reference to {asked.format('2017 to 2018', '58.9%')}")
    assert "The same question with another number and about another period\n" in other.stdout
    fewer = qa("similar", f"with reference to {asked.format('2019 to 2020', '58.9%')}", "--json")
    prior = json.loads(fewer.stdout)
    assert [one["differs_in"] for one in prior["found"]] == [["number"]]
    assert prior["since"] == "2021-06-13"
    none = qa("similar", "how many buoys float off the coast of Fife?")
    assert (none.exit_code, none.stdout.count("\n")) == (0, 1)
    assert "No question here asks the same" in none.stdout


def test_an_honest_no_exits_with_0(qa):
    qa("ingest", CORPUS)
    done = qa("ask", "best recipe for sourdough pizza")
    assert done.exit_code == 0
    assert "No published answer covers this" in done.stdout
    assert "recipe, sourdough, pizza" in done.stdout
    assert "Near misses" in done.stdout


def test_json_has_the_fields_of_the_contract(qa):
    qa("ingest", CORPUS)
    reply = json.loads(qa("ask", "prison leavers", "--json", "--hits", 2).stdout)
    assert list(reply) == [
        "question", "query", "answerable", "confidence", "reason", "unmatched", "unmentioned",
        "digest", "passages", "near_misses", "parts", "index_version",
    ]  # fmt: skip
    assert list(reply["passages"][0]) == [
        "passage_id", "answer_id", "rank", "score", "text", "start", "end", "best", "heading",
        "source_question", "date_tabled", "date_answered", "answering_body", "house", "uin",
        "status", "asking_member", "answering_member", "correcting_member", "url",
        "attachments", "grouped_questions", "header",
        "cut_tables", "same_answer",
    ]  # fmt: skip
    assert [passage["rank"] for passage in reply["passages"]] == [1, 2]
    status = json.loads(qa("status", "--json").stdout)
    assert status["index_version"] == reply["index_version"]
    assert {"answers", "passages", "by_status", "by_body", "newest_answer", "last_sync"} <= set(
        status
    )


def test_a_cut_table_is_named_as_cut_on_both_pieces(qa, tmp_path):
    rows = "".join(f"<tr><td>HMP {n} in the county</td><td>{n} hives</td></tr>" for n in range(60))
    table = f"<table><tr><td>Prison</td><td>Beehives</td></tr>{rows}</table>"
    said = fact(question_text="To ask how many beehives there are.", answer_html=table)
    qa("ingest", lines(tmp_path / "a.jsonl", said))
    shown = qa("ask", "beehives", "--hits", 100).stdout
    assert "   Rows 1 to " in shown
    assert " of the 60 in this table, which goes on in the next passage.\n" in shown
    assert "to 60 of the 60 in this table, which begins in a passage before.\n" in shown
    parts = [
        part
        for passage in json.loads(qa("ask", "beehives", "--hits", 100, "--json").stdout)["passages"]
        for part in passage["cut_tables"]
    ]
    assert sorted(row for one in parts for row in range(one["first"], one["last"] + 1)) == [
        *range(1, 61)
    ]


def test_index_rebuilds_what_is_missing_and_check_confirms_it(qa, tmp_path):
    qa("ingest", CORPUS)
    (tmp_path / "data" / "index" / "passages.index").unlink()
    assert qa("check").exit_code == 1
    assert "Run `qa index`" in qa("status").stdout
    assert qa("index").exit_code == 0
    assert qa("check").stdout == "All is as it was published.\n"


def test_progress_is_shown_on_a_terminal_only(tmp_path):
    command = [sys.executable, "-m", "qa.cli", "ingest", str(CORPUS), "--data-dir", str(tmp_path)]
    silent = subprocess.run(command, capture_output=True)
    assert silent.stderr == b""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stderr=theirs, stdout=subprocess.DEVNULL) as process:
        os.close(theirs)
        shown = b""
        while select.select([ours], [], [], 30)[0]:
            try:
                shown += os.read(ours, 65536)
            except OSError:
                break
    os.close(ours)
    assert process.returncode == 0
    assert b"Reading answers" in shown
    assert b"100%" in shown


def test_a_closed_pipe_is_not_an_error(tmp_path):
    data = ["--data-dir", str(tmp_path)]
    qa = [sys.executable, "-m", "qa.cli"]
    subprocess.run([*qa, "ingest", str(CORPUS), *data], check=True, stdout=subprocess.DEVNULL)
    asked = subprocess.Popen(
        [*qa, "ask", "prison", "--json", "--hits", "100", *data],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    asked.stdout.close()
    _, said = asked.communicate()
    assert b"Traceback" not in said


def test_asking_a_question_does_not_import_libraries_that_it_does_not_need(tmp_path):
    data = ["--data-dir", str(tmp_path)]
    program = "import sys\nfrom qa.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    program += (
        "print(sorted({'scipy', 'flask', 'ir_measures', 'httpx2', 'pydantic'} & set(sys.modules)))"
    )
    run = [sys.executable, "-c", program]
    subprocess.run([*run, "ingest", str(CORPUS), *data], check=True, stdout=subprocess.DEVNULL)
    asked = subprocess.run([*run, "ask", "prison", *data], capture_output=True, text=True)
    assert asked.stdout.splitlines()[-1] == "[]"


def test_the_library_runs_without_flask():
    modules = "qa.service.service, qa.archive.ingest, qa.archive.integrity"
    program = f"import sys, {modules}; print('flask' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "False\n"


def test_every_parameter_has_help():
    for command in main.commands.values():
        for parameter in command.params:
            assert isinstance(parameter, click.Argument) or parameter.help


def test_only_help_and_version_precede_the_command():
    assert {name for parameter in main.params for name in parameter.opts} == {"--version"}
    assert Path(sys.executable).with_name("qa").exists()
