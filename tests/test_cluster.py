"""The cluster to try out: started as `make cluster` does, and used by the commands of its page."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest

from tests.conftest import CORPUS

ROOT = Path(__file__).parents[1]
QUESTION = "What is the government doing to help prison leavers into work?"


@pytest.fixture
def environment(
    opensearch_jars: str, postgres_programs: Path, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """The environment with the settings that the command writes."""
    written = tmp_path / "cluster.env"
    command = [sys.executable, "-m", "tests.cluster", opensearch_jars]
    command += [str(postgres_programs), str(written)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert str(written) in process.stdout.readline()
            shell = f". {written} && env -0"
            found = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True)
            yield dict(one.split("=", 1) for one in found.stdout.split("\0") if one)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                assert process.wait(60) == 0
            finally:
                process.kill()
    assert not written.exists()


def test_the_page_and_the_reply_are_those_of_the_data_folder(
    environment: dict[str, str], own_data: Path, tmp_path: Path
) -> None:
    data = ["--data-dir", str(tmp_path / "web")]
    qa = [sys.executable, "-m", "qa.cli"]
    subprocess.run(
        [*qa, "ingest", str(CORPUS), *data], check=True, env=environment, capture_output=True
    )
    ask = [*qa, "ask", "--json", QUESTION, "--data-dir"]
    embedded = subprocess.run([*ask, str(own_data)], capture_output=True, check=True)
    serve = [*qa, "serve", "--port", "0", *data]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[2].rstrip(".")
            query = urlencode({"q": QUESTION})
            with urlopen(f"{address}/api/v1/passages?{query}") as response:
                found = json.load(response)
            form = urlencode({"question": QUESTION}).encode()
            with build_opener(HTTPCookieProcessor()).open(f"{address}/", form) as page:
                assert QUESTION in page.read().decode()
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
    expected = json.loads(embedded.stdout)
    assert found["answerable"]
    assert [one["text"] for one in found["passages"]] == [
        one["text"] for one in expected["passages"]
    ]
    assert not (tmp_path / "web" / "service.db").exists()
