"""The commands of the documents work against a real server."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.search.browse.similar_questions import MIN_JACCARD
from tests.making import ROOT
from web.api import requests
from web.errors import API_PROBLEMS, MAX_BODY_BYTES

SHOWN = "http://127.0.0.1:8000"
DOCUMENTS = [ROOT / "README.md", ROOT / "docs" / "api.md"]


def commands(path: Path) -> list[str]:
    """The curl commands of a document, with continued lines joined."""
    text = path.read_text("utf-8").replace("\\\n", " ")
    return [" ".join(line.split()) for line in re.findall(r"^    (curl .+)$", text, re.MULTILINE)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_curl_command_works(document: Path, gunicorn: Callable[..., str]) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed here")
    address = gunicorn()
    shown = commands(document)
    assert len(shown) > 3
    for command in shown:
        typed = shlex.split(command.replace(SHOWN, address))
        done = subprocess.run([*typed, "--silent", "--fail-with-body"], capture_output=True)
        assert done.returncode == 0, (command, done.stdout)
        assert isinstance(json.loads(done.stdout), dict), command


def test_the_page_for_clients_names_every_kind_of_problem() -> None:
    text = DOCUMENTS[1].read_text("utf-8")
    assert [kind for kind, _ in API_PROBLEMS.values() if f"`{kind}`" not in text] == []


def test_the_page_for_clients_states_the_limits_in_force() -> None:
    text = DOCUMENTS[1].read_text("utf-8")
    for said in (
        f"at most {requests.QUESTION_CHARS:,} characters",
        f"the first {requests.MAX_PAGED_PASSAGES:,} passages",
        f"Up to {requests.MAX_QUESTIONS:,} questions",
        f"up to {requests.MAX_TOPICS:,} topics",
        f"at most {MAX_BODY_BYTES // 2**20} MiB",
        f"({MIN_JACCARD} to 1)",
    ):
        assert said in text


def test_the_client_of_the_readme_works(gunicorn: Callable[..., str]) -> None:
    [shown] = re.findall(r"```python\n(.*?)```", DOCUMENTS[0].read_text("utf-8"), re.DOTALL)
    names: dict[str, dict[str, object]] = {}
    exec(shown.replace(SHOWN, gunicorn()), names)
    assert set(names["copy"]) == {
        "2021-09-03/41780",
        "2021-02-09/offenders-rehabilitation-93bdbb8c",
    }
