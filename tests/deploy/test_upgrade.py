"""A data folder of the last release is served, sound and whole: the way of docs/operating.md.

`release-0.1.0.tar.xz` is what its `qa backup` wrote of the two answers that ship, a conversation
and a key.
"""

import json
import lzma
import os
import signal
import subprocess
import sys
import tarfile
from urllib.request import Request, urlopen

import pytest

from qa.service.conversations import Conversations, owner_of
from qa.service.service import Service
from qa.settings import Settings
from tests.making import ROOT

RELEASE = ROOT / "tests" / "deploy" / "release-0.1.0.tar.xz"
KEY = "qa_qtLiTK-ATxiv8JuUgtLSkauxj9A3qnTZbwdXscApUI4"
BROWSER = "ydn1xErUfL1TN9o2fSUVBG7uWwskI-zkQLAIiZQjZM4"
CONVERSATION = "pwll4eupn2js"
YEARS = "3650"
"""Days for which the conversation is kept, so that no day of the tests is after its end."""


def qa(*arguments):
    command = [sys.executable, "-m", "qa.cli", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"QA_RETENTION_DAYS": YEARS},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def backup(tmp_path):
    """The backup of the last release, as its operator has it."""
    file = tmp_path / "release.tar"
    file.write_bytes(lzma.decompress(RELEASE.read_bytes()))
    return file


@pytest.fixture
def data(tmp_path, backup):
    """The data folder of the last release, without its index, as a folder that was copied has."""
    folder = tmp_path / "data"
    with tarfile.open(backup) as tar:
        tar.extractall(folder, [tar.getmember(name) for name in ("answers.db", "service.db")])
    return folder


def assert_whole(data):
    settings = Settings(data_dir=data, semantic=False, retention_days=int(YEARS))
    turn = Conversations(Service(settings), settings).turn(CONVERSATION, 1, owner_of(BROWSER))
    assert turn.question == "How are prison leavers helped into work?"
    assert turn.reply["near_misses"][0]["answer_id"] == "2021-09-03/41780"
    done = qa("check", "--data-dir", data)
    assert (done.returncode, done.stdout) == (0, "All is as it was published.\n")


def test_the_service_opens_a_folder_of_the_last_release(data):
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--access", "keys"]
    known = os.environ | {"QA_DATA_DIR": str(data), "QA_RETENTION_DAYS": YEARS}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=known
    ) as process:
        try:
            address = process.stdout.readline().split()[2].rstrip(".")
            asked = f"{address}/api/v1/passages?q=prison+leavers+into+work"
            with urlopen(Request(asked, headers={"Authorization": f"Bearer {KEY}"})) as response:
                assert "New Futures Network" in json.load(response)["passages"][0]["text"]
            with urlopen(f"{address}/readyz") as response:
                assert json.load(response)["ready"]
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert_whole(data)


def test_a_backup_of_the_last_release_is_restored(backup, tmp_path):
    data = tmp_path / "restored"
    done = qa("restore", backup, "--data-dir", data)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Restored 2 answers to ")
    assert_whole(data)
