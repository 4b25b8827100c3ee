"""The Containerfile, its steps run in a plain folder: no engine is needed, and none is tested.

Here the packages of the lock file are those that the tests run with; at full size they are
installed from their index. The steps that make a user and a folder of it are not run.
"""

import fnmatch
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.making import ROOT

LINES = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8").splitlines()
STEPS = [tuple(line.split(maxsplit=1)) for line in LINES if re.match("[A-Z]", line)]
SECOND = max(place for place, (word, _) in enumerate(STEPS) if word == "FROM")
OF_A_USER = ("useradd ", "install -d -o ")


def stated(word):
    """What the instructions of a kind state, in order."""
    return [rest for kind, rest in STEPS if kind == word]


def copied():
    """The sources of each COPY from the project."""
    for rest in stated("COPY"):
        if not rest.startswith("--from="):
            yield from rest.split()[:-1]


def test_every_source_is_in_the_project_and_in_the_context():
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    assert ignored[0] == "*"
    kept = {line[1:] for line in ignored if line.startswith("!")}
    assert kept == set(copied())
    for source in copied():
        assert (ROOT / source).exists(), source
    assert any(fnmatch.fnmatch("qa/__pycache__", line) for line in ignored)


def test_the_image_runs_as_a_user_of_its_own_and_writes_one_volume():
    assert set(stated("FROM")) == {
        "docker.io/library/python:3.11-slim AS build",
        "docker.io/library/python:3.11-slim",
    }
    assert stated("USER") == ["10001:10001"]
    assert any("--uid 10001 " in rest for rest in stated("RUN"))
    assert stated("VOLUME") == ["/data"]
    assert "QA_DATA_DIR=/data" in stated("ENV")
    assert not any("QA_ACCESS" in rest for rest in stated("ENV"))
    # A service that stops is stopped as the master expects it.
    assert stated("STOPSIGNAL") == ["SIGTERM"]
    assert all("--no-cache-dir" in rest for rest in stated("RUN") if "pip install" in rest)
    assert any("--require-hashes" in rest for rest in stated("RUN"))


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The folder that is the root of the image, after its steps."""
    root = tmp_path_factory.mktemp("image")
    site = root / "opt/written-answers/lib" / f"python{sysconfig.get_python_version()}"
    folder = root
    for word, rest in STEPS[:SECOND]:
        if word == "WORKDIR":
            folder = root / rest.lstrip("/")
            folder.mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            *sources, target = rest.split()
            for source in sources:
                copy(ROOT / source, folder / target / ("" if target != "./" else source))
        elif word == "RUN" and ("--require-hashes" not in rest or os.environ.get("QA_PROVE")):
            here = rest.replace("/opt/", f"{root}/opt/").replace("python -m venv", "$0 -m venv")
            subprocess.run(["sh", "-ec", here, sys.executable], cwd=folder, check=True)
        elif word == "RUN":
            packages = sysconfig.get_path("purelib")
            (site / "site-packages" / "of_the_tests.pth").write_text(packages)
    (root / "data").mkdir()
    return root


def copy(source, target):
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def written(folder):
    """Each file of a folder with its size and the time it was written."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


def test_what_the_steps_make_serves_is_healthy_and_writes_its_volume_alone(image, tmp_path):
    variables = dict(rest.split("=", 1) for rest in stated("ENV"))
    variables = {name: rest.replace("/opt/", f"{image}/opt/") for name, rest in variables.items()}
    here = {
        "QA_DATA_DIR": str(image / "data"),
        "QA_HOST": "127.0.0.1",
        "QA_PORT": "0",
        "QA_ACCESS": "open",
        "QA_SEMANTIC": "no",
        "TMPDIR": str(tmp_path),
        "NUMBA_DISABLE_JIT": "1",  # The tests have an extra that the image has not.
    }
    (command,) = (json.loads(rest) for rest in stated("CMD"))
    before = written(image / "opt")
    assert any(path.name == "service.py" for path in before)
    assert any(path.suffix == ".pyc" and "/qa/" in str(path) for path in before)
    with subprocess.Popen(
        ["sh", "-c", f"exec {shlex.join(command)}"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=image / "data",
        env=variables | here,
    ) as process:
        try:
            address = process.stdout.readline().split()[2].rstrip(".")
            with urlopen(f"{address}/api/v1/passages?q=prison+leavers") as response:
                assert json.load(response)["answerable"]
            (check,) = stated("HEALTHCHECK")
            tested = json.loads(
                check.partition("CMD ")[2].replace("http://127.0.0.1:8000", address)
            )
            assert tested[0] == "python"
            interpreter = str(Path(image / "opt/written-answers/bin/python"))
            subprocess.run([interpreter, *tested[1:]], check=True)
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert subprocess.run([interpreter, *tested[1:]], stderr=subprocess.DEVNULL).returncode
    assert {file for file in written(image / "opt").items() if file not in before.items()} == set()
    assert (image / "data" / "answers.db").exists()
