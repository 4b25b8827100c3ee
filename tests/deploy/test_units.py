"""The units of systemd and the environment file that ship, checked by systemd's own tools."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner

from qa.cli import main
from qa.settings import Settings
from tests.fake_parliament import FakeParliament
from tests.making import ROOT, settings_table
from tests.syncing import named
from web import create_app

DEPLOY = ROOT / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))
ENVIRONMENT = DEPLOY / "written-answers.env"
QA = "/opt/written-answers/current/bin/qa"
"""Settings of retention and limits, which may not be here yet."""
MOST_EXPOSED = 15
"""Tenths, of systemd's ten for a service without any protection."""


def directives(unit):
    """The directives of a unit, the last of each name."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match("[A-Z]", line))


def analyze(*arguments):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed here")
    return subprocess.run(
        ["systemd-analyze", *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("unit", SERVICES + TIMERS, ids=lambda unit: unit.name)
def test_systemd_accepts_the_unit(unit, tmp_path):
    for other in SERVICES + TIMERS:
        text = other.read_text(encoding="utf-8").replace(QA, shutil.which("true"))
        (tmp_path / other.name).write_text(text)
    done = analyze("verify", "--man=no", tmp_path / unit.name)
    ours = [line for line in done.stderr.splitlines() if "written-answers" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_systemd_finds_the_unit_protected(unit):
    done = analyze("security", "--offline=yes", "--no-pager", f"--threshold={MOST_EXPOSED}", unit)
    assert done.returncode == 0, done.stdout


def test_systemd_accepts_the_times():
    for timer in TIMERS:
        assert analyze("calendar", directives(timer)["OnCalendar"]).returncode == 0


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_writes_its_own_folder_alone_as_a_user_of_its_own(unit):
    stated = directives(unit)
    assert stated["User"] == "written-answers"
    assert stated["ProtectSystem"] == "strict"
    assert stated["NoNewPrivileges"] == "yes"
    assert stated["CapabilityBoundingSet"] == ""
    assert stated["StateDirectory"] == "written-answers"
    written = stated.get("ReadWritePaths", "").split()
    assert written == (["/var/backups/written-answers"] if "backup" in unit.name else [])
    assert stated["SystemCallFilter"] == "~@privileged"
    assert "SystemCallFilter=@system-service" in unit.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch("[0-9]+G", stated["MemoryMax"])


def test_each_timer_has_its_unit():
    named = {timer.stem for timer in TIMERS}
    assert named == {unit.stem for unit in SERVICES} - {"written-answers"}


def exec_start(unit, **variables):
    """The words of the command of a unit, as systemd makes them."""
    command = directives(unit)["ExecStart"].replace("%%", "%").replace(QA, "qa")
    words = []
    for word in shlex.split(command):
        name = re.fullmatch(r"\$([A-Z_]+)", word)
        words += shlex.split(variables[name[1]]) if name else [word.replace("$$", "$")]
    return words


def environment():
    """The variables of the environment file, as a shell reads them."""
    script = 'before=$(env); set -a; . "$0"; env'
    done = subprocess.run(
        ["sh", "-ec", script, ENVIRONMENT], env={}, capture_output=True, text=True, check=True
    )
    return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)


def test_the_environment_file_has_settings_alone_with_values_that_are_allowed():
    text = ENVIRONMENT.read_text(encoding="utf-8")
    known = {name for name, _, _ in settings_table()}
    assert set(re.findall(r"^#?(QA_\w+)=", text, re.MULTILINE)) <= known
    settings = Settings.read(environment())
    assert settings.access == "proxy"
    assert settings.host == "127.0.0.1"
    # systemd reads a value in double quotes as sh does, unless it has one of these.
    for line in re.findall(r"^\w+=(.*)$", text, re.MULTILINE):
        assert not re.search(r"[\\$`']", line), line
        assert " " not in line or re.fullmatch('"[^"]*"', line), line


def test_the_sync_unit_runs_the_sync_of_the_environment_file(tmp_path):
    command, *arguments = exec_start(DEPLOY / "written-answers-sync.service", **environment())
    assert command == "qa"
    with FakeParliament(named()) as fake:
        more = ("--dry-run", "--until", "2021-01-02", "--api-url", fake.url)
        done = CliRunner().invoke(main, [*arguments, *more, "--data-dir", str(tmp_path)])
    assert done.exit_code == 0
    assert "0  2021-01-01" in done.stdout


def test_the_backup_unit_writes_the_file_of_the_day(corpus_data, tmp_path):
    command = exec_start(DEPLOY / "written-answers-backup.service")
    assert command[:2] == ["/bin/sh", "-c"]
    folder = tmp_path / "backups"
    folder.mkdir()
    qa = shlex.join([sys.executable, "-m", "qa.cli"])
    script = command[2].replace("/var/backups/written-answers", str(folder))
    known = os.environ | {"QA_DATA_DIR": str(corpus_data)}
    subprocess.run(
        ["sh", "-c", script.replace("qa ", f"{qa} ", 1)], check=True, cwd=ROOT, env=known
    )
    (made,) = folder.iterdir()
    assert re.fullmatch("answers-[1-7].tar", made.name)


def test_the_service_says_to_systemd_that_it_is_ready(corpus_data, tmp_path):
    assert directives(DEPLOY / "written-answers.service")["Type"] == "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(60)
        command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0"]
        known = os.environ | {
            "QA_DATA_DIR": str(corpus_data),
            "NOTIFY_SOCKET": str(tmp_path / "notify"),
        }
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT, env=known) as process:
            try:
                assert listener.recv(1000).startswith(b"READY=1\n")
            finally:
                process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0


def test_the_command_of_the_operator_has_the_settings_of_the_service(tmp_path):
    script = (DEPLOY / "qa").read_text(encoding="utf-8")
    for path in ("/etc/written-answers.env", "/var/lib/written-answers", QA):
        assert path in script
    (tmp_path / "runuser").write_text('#!/bin/sh\nshift 3; echo "$QA_CONTACT|$*|$(umask)"\n')
    (tmp_path / "runuser").chmod(0o755)
    here = script.replace("/etc/written-answers.env", str(ENVIRONMENT))
    done = subprocess.run(
        ["sh", "-c", here.replace("cd /var/lib/written-answers", "cd /"), "qa", "keys", "a b"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    contact = "Parliamentary team, parliament.team@dept.example"
    assert done.stdout == f"{contact}|{QA} keys a b|0077\n"


def test_each_metric_of_a_rule_is_one_that_the_service_has(corpus_data):
    rules = (DEPLOY / "prometheus-rules.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bqa_[a-z_]+", "".join(re.findall("expr: .*", rules))))
    client = create_app(Settings(data_dir=corpus_data)).test_client()
    client.get("/about")
    known = set(re.findall(r"^(qa_\w+)", client.get("/metrics").text, re.MULTILINE))
    assert asked - known == {"qa_last_sync_seconds"}  # shown after a first sync
    assert "qa_last_sync_seconds" in (ROOT / "web" / "metrics.py").read_text(encoding="utf-8")
