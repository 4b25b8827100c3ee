"""The help and the errors, as they are read on a terminal."""

import re
import socket
import subprocess

import pytest
from click.testing import CliRunner

from qa.cli import main
from tests.terminals import QA, on_terminal, plain


def test_the_help_lists_every_command_once_in_its_section():
    shown = CliRunner().invoke(main, ["--help"]).stdout
    listed = re.findall(r"^  (\w[\w-]*)  +[A-Z]", shown, re.MULTILINE)
    assert sorted(listed) == sorted(main.commands)
    assert re.findall(r"^(\w+):$", shown, re.MULTILINE) == [
        "Options", "Daily", "Drafting", "Archive", "Serving", "Evaluation",
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["", "keys", "testset"])
def test_no_summary_is_cut_and_each_is_on_one_line_of_80_columns(command):
    shown = plain(on_terminal(*command.split(), "--help"))
    assert "..." not in shown.partition("\n")[2]  # "Usage: qa COMMAND [ARGS]..."
    assert "…" not in shown
    group = main.commands[command] if command else main
    for name, one in group.commands.items():
        summary = one.get_short_help_str(1000)
        assert re.search(rf"^  {name} +{re.escape(summary)}$", shown, re.MULTILINE), name


def test_headings_are_bold_on_a_terminal_only():
    assert "\x1b[1mDaily\x1b[0m:" in on_terminal("--help")
    assert "\x1b" not in on_terminal("--help", env={"NO_COLOR": "1"})
    assert b"\x1b" not in subprocess.run([*QA, "--help"], capture_output=True).stdout


def test_a_port_in_use_is_one_sentence_with_its_cure(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*QA, "serve", "--port", str(port), "--data-dir", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == (
        f"Error: Cannot serve at 127.0.0.1 port {port}: Address already in use. "
        "Stop the program that uses it, or choose another with --host and --port.\n"
    )


@pytest.mark.parametrize("typed", ["MoJX", "Ministry of Jam"])
def test_a_body_that_is_not_known_is_named_as_it_was_typed(corpus_data, typed):
    done = CliRunner().invoke(
        main, ["ask", "prison", "--body", typed, "--data-dir", str(corpus_data)]
    )
    assert done.exit_code == 2
    assert done.stderr == (
        f"Error: No answer in the store is by '{typed}'. "
        "`qa status` lists the answering bodies that are covered.\n"
    )


def test_a_wrong_option_still_names_the_help():
    done = CliRunner().invoke(main, ["ask", "prison", "--hits", "many"])
    assert done.exit_code == 2
    assert "Try 'qa ask --help' for help." in done.stderr.replace("'main ask", "'qa ask")
