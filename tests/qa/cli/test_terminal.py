"""What the commands show on a terminal, and what never reaches it."""

import io
import json
import subprocess
from contextlib import redirect_stdout

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.cli import terminal
from tests.making import CORPUS, fact, lines
from tests.terminals import QA, on_terminal, plain

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b5m\u202eabc\u2066"


class Tty(io.StringIO):
    """A standard output that is a terminal."""

    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    """No variable says how to print."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def printed(*parts):
    """What one line of these parts writes on a terminal."""
    with redirect_stdout(Tty()) as stream:
        terminal.print_lines([parts])
    return stream.getvalue()


@pytest.mark.parametrize("command", ["ingest", "index"])
def test_a_report_comes_after_the_progress_bar_is_finished(tmp_path, command):
    data = ("--data-dir", tmp_path)
    if command == "index":
        on_terminal("ingest", CORPUS, *data)
        shown, report = plain(on_terminal("index", *data)), " passages indexed, version "
    else:
        shown, report = plain(on_terminal("ingest", CORPUS, *data)), "2 read: 2 new, 0 changed"
    bars, _, after = shown.partition(report)
    assert "100%" in bars
    assert bars.rpartition("\n")[2].strip("0123456789") == ""
    assert "%" not in after


def test_a_part_is_styled_and_linked_on_a_terminal():
    shown = printed(terminal.Part("now", ("bold",), "https://x.uk/é"), terminal.Part("."))
    assert shown == ("\x1b]8;;https://x.uk/%C3%A9\x1b\\\x1b[1mnow\x1b[0m\x1b]8;;\x1b\\.\n")


@pytest.mark.parametrize(
    ("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb"), ("TERM", "linux")]
)
def test_what_a_terminal_cannot_or_shall_not_show_is_left_out(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    shown = printed(terminal.Part("now", ("bold",), "https://x.uk"))
    assert shown == ("\x1b[1mnow\x1b[0m\n" if value == "linux" else "now\n")


def test_colour_can_be_forced_into_a_pipe_and_no_colour_counts_more(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    part = terminal.Part("now", ("bold",), "https://x.uk")
    terminal.print_lines([(part,)])
    assert capsys.readouterr().out == "\x1b[1mnow\x1b[0m\n"
    monkeypatch.setenv("NO_COLOR", "1")
    terminal.print_lines([(part,)])
    assert capsys.readouterr().out == "now\n"


@given(st.text())
def test_no_text_writes_anything_but_itself_on_a_terminal(text):
    text = text.translate({ord('"'): None, ord("\\"): None})
    shown = terminal.safe(text)
    assert not any(ord(one) < 32 or 127 <= ord(one) < 160 for one in set(shown) - {"\t", "\n"})
    assert not set("\u2028\u202a\u202e\u2066\u2069") & set(shown)
    assert (
        json.loads(f'"{shown}"', strict=False) == text
    )  # an escape in JSON means what it replaces


@given(st.text(min_size=1))
def test_an_address_cannot_end_its_link(address):
    shown = printed(terminal.Part("x", (), address))
    assert shown.count("\x1b") == 4
    assert shown.isascii()
    assert "\x07" not in shown


def test_hostile_answers_reach_neither_a_terminal_nor_a_pipe(tmp_path):
    said = fact(
        answering_member=f"Jones{HOSTILE}, Bob",
        question_text=f"To ask how many {HOSTILE}libraries he has.",
        answer_html=f"<p>There are {HOSTILE}twelve libraries.</p>",
    )
    data = ("--data-dir", str(tmp_path / "data"))
    ingested = on_terminal("ingest", lines(tmp_path / f"a{HOSTILE[:4]}", said), tmp_path, *data)
    asked = ("ask", "how many libraries are there?", *data)
    shown = [ingested, on_terminal(*asked), on_terminal(*asked, "--json")]
    shown += [on_terminal("similar", "how many libraries he has", *data)]
    for one in shown:
        assert "\x1b]0" not in one
        assert not set("\x9b\x07\u202e\u2066") & set(one)
        assert "\x1b[2J" not in one
    for form in ((), ("--json",)):
        piped = subprocess.run([*QA, *asked, *form], capture_output=True, text=True).stdout
        assert "libraries" in piped
        assert not set(HOSTILE) & set(piped) - set("owned0;[2J5mabc]")
    reply = json.loads(piped)
    assert "\u202e" in reply["passages"][0]["text"]
