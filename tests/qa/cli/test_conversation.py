"""`qa ask` without a question, typed at on a terminal."""

import os
import signal
import subprocess

import pytest

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.making import fact, lines
from tests.terminals import QA, Terminal, plain

PROMPT = "> \x1b[0m"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("talk")
    said = [
        fact(
            uin="1",
            question_text="To ask how many libraries there are in prisons in Wales.",
            answer_html="<p>There are twelve libraries in prisons in Wales.</p>",
        ),
        fact(
            uin="2",
            question_text="To ask how many libraries there are in prisons in England.",
            answer_html="<p>There are ninety libraries in prisons in England.</p>",
        ),
        fact(
            uin="3",
            question_text="To ask how many buoys there are in England.",
            answer_html="<p>There are four buoys in England.</p>",
        ),
    ]
    ingest([lines(folder / "a.jsonl", *said)], Settings(data_dir=folder / "data"))
    return ("--data-dir", str(folder / "data"))


@pytest.fixture
def talk(data):
    """A conversation that has begun, with one passage in each reply."""
    terminal = Terminal(*QA, "ask", "--hits", "1", *data)
    assert "Type a question." in terminal.until(PROMPT)
    yield terminal
    if terminal.process.poll() is None:
        terminal.process.kill()
    terminal.process.wait()


def asked(talk, question):
    talk.type(f"{question}\r")
    return plain(talk.until(PROMPT))


def test_a_follow_up_is_read_with_the_questions_before_it(talk):
    assert "twelve libraries in prisons in Wales" in asked(talk, "how many libraries in Wales?")
    followed = asked(talk, "and in England?")
    assert "Read as a follow-up." in followed
    assert "libraries in prisons" in followed


def test_new_begins_a_new_subject(talk):
    asked(talk, "how many libraries in Wales?")
    asked(talk, "new")
    assert "Read as a follow-up." not in asked(talk, "and in England?")


@pytest.mark.parametrize("keys", ["quit\r", "Exit \r", "\x04"])
def test_it_ends_with_a_word_or_a_key(talk, keys):
    asked(talk, "how many libraries in Wales?")
    talk.type(keys)
    shown = talk.end()
    assert talk.process.returncode == 0
    assert "Traceback" not in shown
    assert "Aborted" not in shown


def test_an_interrupt_ends_it_too(talk):
    talk.process.send_signal(signal.SIGINT)
    talk.type("\r")  # A signal that comes just before the line editor waits needs a key to wake it.
    assert "Aborted" not in talk.end()
    assert talk.process.returncode == 0


def test_what_is_refused_is_said_and_the_next_question_asked(talk):
    assert "Error: The question has 5,0" in asked(talk, "library " * 630)
    assert "twelve libraries" in asked(talk, "how many libraries in Wales?")


def test_an_empty_line_asks_nothing(talk):
    assert "Error" not in asked(talk, "")
    assert "Error" not in asked(talk, "   ")


def test_the_last_question_can_be_recalled_and_changed(talk):
    asked(talk, "how many libraries in Wales")
    talk.type("\x1b[A\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x0bEngland\r")
    assert "ninety libraries" in plain(talk.until(PROMPT))


def test_nothing_of_it_is_stored(talk, data):
    asked(talk, "how many libraries in Wales?")
    talk.type("quit\r")
    talk.end()
    assert "service.db" not in os.listdir(data[1])


def test_an_empty_folder_is_an_error_before_the_first_question(tmp_path):
    shown = Terminal(*QA, "ask", "--data-dir", str(tmp_path)).end()
    assert "qa ingest" in shown
    assert "Type a question." not in shown


@pytest.mark.parametrize("form", ["--json", "--csv", "--markdown"])
def test_a_form_for_programs_needs_a_question(data, form):
    shown = Terminal(*QA, "ask", form, *data).end()
    assert "Missing argument 'QUESTION'" in shown


def test_a_pipe_needs_a_question(data):
    done = subprocess.run([*QA, "ask", *data], input="libraries", capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.endswith("Error: Missing argument 'QUESTION'.\n")
