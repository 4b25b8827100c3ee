"""A folder that is not there is an error; it is never replaced by an empty one."""

import json
import signal
import subprocess
import sys
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from qa.cli import main
from web.errors import FRAGMENT

QA = [sys.executable, "-m", "qa.cli"]


@pytest.mark.parametrize(
    ("variable", "option"), [("QA_DATA_DIR", "--data-dir"), ("QA_SERVICE_DIR", "QA_SERVICE_DIR")]
)
def test_a_folder_that_was_named_and_is_not_there_is_not_served(
    corpus_data, tmp_path, variable, option
):
    places = {"QA_DATA_DIR": str(corpus_data), variable: str(tmp_path / "typo")}
    done = CliRunner().invoke(main, ["serve", "--port", "0"], env=places)
    assert done.exit_code == 2
    assert f"There is no folder {tmp_path}/typo. Make it, or name another with {option}." in (
        done.stderr
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["keys create tracker", "keys list", "purge", "index", "check"])
def test_no_other_command_makes_it(tmp_path, command):
    done = CliRunner().invoke(main, [*command.split(), "--data-dir", str(tmp_path / "typo")])
    assert command == "purge" or done.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_the_default_folder_is_made(tmp_path):
    with subprocess.Popen([*QA, "serve", "--port", "0"], cwd=tmp_path, stdout=-1) as process:
        assert process.stdout.readline().startswith(b"Serving at")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert (tmp_path / "data" / "answers.db").exists()


@pytest.fixture
def served(own_data):
    """A service and its folder."""
    command = [*QA, "serve", "--port", "0", "--data-dir", str(own_data)]
    with subprocess.Popen(command, stdout=-1, stderr=subprocess.DEVNULL, text=True) as process:
        yield process.stdout.readline().split()[2].rstrip("."), own_data
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def response(address, form=None):
    try:
        with urlopen(
            Request(address, form and urlencode(form).encode(), {"Accept": FRAGMENT})
        ) as found:
            return found.status, found.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


@pytest.mark.parametrize("emptied", [False, True])
def test_a_folder_that_is_moved_away_is_not_replaced_and_comes_back(served, tmp_path, emptied):
    """Also where an empty folder is in its place, as where a disk is no longer mounted."""
    address, data = served
    question = {"question": "prison leavers"}
    assert response(f"{address}/", question)[0] == 200
    data.rename(tmp_path / "away")
    if emptied:
        data.mkdir()
    for _ in range(6):  # each worker
        for path, form in (("/", question), ("/api/v1/passages?q=prison", None), ("/about", None)):
            status, body = response(f"{address}{path}", form)
            assert status == 503
            assert emptied or "A folder of this service is not there" in body
        status, body = response(f"{address}/readyz")
        checks = json.loads(body)["checks"]
        assert (status, checks["folder"]) == (503, emptied)
        assert not checks["store"]
        assert not checks["service"]
    assert (list(data.iterdir()) == []) if emptied else not data.exists()
    if emptied:
        data.rmdir()
    (tmp_path / "away").rename(data)
    assert json.loads(response(f"{address}/readyz")[1])["ready"]
    assert response(f"{address}/", question)[0] == 200
