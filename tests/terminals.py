"""A terminal for the tests: a pseudo-terminal of a stated size, and what a command writes on it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping

QA = (sys.executable, "-m", "qa.cli")
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;;[^\x1b\x07]*\x1b\\")
WAIT = 60
"""Seconds after which a command that shows nothing more has failed."""


class Terminal:
    """A command that runs on a pseudo-terminal, which a person could read and type on."""

    def __init__(
        self, *command: str, columns: int = 80, env: Mapping[str, str] | None = None, **streams: int
    ) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        left = {name: value for name, value in os.environ.items() if name not in _ASKED}
        self.process = subprocess.Popen(
            command,
            **{"stdin": theirs, "stdout": theirs, "stderr": theirs} | streams,
            env=left | {"TERM": "xterm-256color"} | (env or {}),
            start_new_session=True,
            preexec_fn=_heed_interrupts,
        )
        os.close(theirs)
        self.shown = ""

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._ours, keys.encode())

    def until(self, words: str) -> str:
        """What is shown up to these words, since the last call."""
        before = len(self.shown)
        while words not in self.shown[before:]:
            assert self._read(), f"{words!r} is not shown: {self.shown[before:]!r}"
        return self.shown[before:]

    def end(self) -> str:
        """All that the command has shown, when it has ended."""
        while self._read():
            pass
        os.close(self._ours)
        self.process.wait(WAIT)
        return self.shown

    def _read(self) -> bool:
        assert select.select([self._ours], [], [], WAIT)[0], f"Nothing more: {self.shown!r}"
        try:
            new = os.read(self._ours, 65536)
        except OSError:  # Linux says so when the other end is closed.
            return False
        self.shown += new.decode(errors="surrogateescape").replace("\r\n", "\n")
        return bool(new)


def on_terminal(*arguments: object, **given: object) -> str:
    """What `qa` with these arguments shows on a terminal."""
    return Terminal(*QA, *map(str, arguments), **given).end()


def plain(shown: str) -> str:
    """What a person reads: without the codes for styles and links."""
    return _CODES.sub("", shown)


def _heed_interrupts() -> None:
    """Heed Ctrl-C, though a test run in a shell's background ignores it, and all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


_ASKED = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "QA_DATA_DIR")
