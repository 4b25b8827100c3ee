"""Commands that are forked from a process that has imported everything, and killed at any moment.

A command so takes milliseconds to start. The process has one thread, since a lock that another
thread holds would stay locked in a child.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]


class Forked:
    """The process that forks commands."""

    def __init__(self, **environ):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forking"],
            cwd=ROOT,
            env=os.environ | environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def run(self, *arguments, kill_after=None):
        """The status of a command, what it said, and how long it took; killed after seconds.

        A command that ended before has its own status.
        """
        asked = {"arguments": list(map(str, arguments)), "kill_after": kill_after}
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())


def _serve():
    from qa.cli import main

    answers = sys.stdout
    for line in sys.stdin:
        asked = json.loads(line)
        with TemporaryDirectory() as folder:
            said = Path(folder) / "said"
            began = time.monotonic()
            child = os.fork()
            if not child:
                _become(main, asked["arguments"], said)
            pid, status = 0, 0
            if asked["kill_after"] is not None:
                time.sleep(asked["kill_after"])
                pid, status = os.waitpid(child, os.WNOHANG)
                if not pid:
                    os.kill(child, signal.SIGKILL)
            if not pid:
                _, status = os.waitpid(child, 0)
            took = time.monotonic() - began
            text = said.read_text() if said.exists() else ""
        answer = [os.waitstatus_to_exitcode(status), text, took]
        print(json.dumps(answer), file=answers, flush=True)


def _become(main, arguments, said):
    """Run a command as a process of its own would, then end."""
    code = 1
    try:
        out = os.open(said, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(out, 1)
        os.dup2(out, 2)
        main.main(arguments, prog_name="qa")
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else bool(ended.code)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _warm():
    """Import what the commands import when they are called."""
    from click.testing import CliRunner

    from qa.cli import main
    from tests.making import CORPUS

    with TemporaryDirectory() as folder, redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        data, backup = f"{folder}/data", f"{folder}/backup.tar"
        for command in (
            ["ingest", str(CORPUS)], ["check"], ["keys", "list"], ["watch", "list"], ["purge"],
            ["backup", backup], ["draft", "how many prison leavers work?"], ["sync"],
        ):  # fmt: skip
            CliRunner().invoke(main, [*command, "--data-dir", data])


if __name__ == "__main__":
    _warm()
    _serve()
