"""A `qa` command that runs behind a service, in a process that the master starts and ends."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

from qa.settings import Settings


class Child:
    """One command, run whenever `is_due`. Whatever ends it, questions are answered."""

    command: tuple[str, ...]
    """The words after `qa`."""
    fault: str
    """What is the case where it cannot run."""
    cure: str
    """What to do then."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def is_due(self) -> bool:
        """Whether to start it now, if it is not running."""
        raise NotImplementedError

    def manage(self) -> None:
        """Start the process if it is due and none is running."""
        if self._is_running() or not self.is_due():
            return
        folder = str(self._settings.data_dir)
        command = [sys.executable, "-P", "-m", "qa.cli", *self.command, "--data-dir", folder]
        try:
            self._process = subprocess.Popen(  # noqa: S603  # no part of it is from a client
                command,
                stdin=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},  # the same packages
                # A group of its own, which Ctrl+C does not reach. Not a session: Linux may share
                # out the processor by session, and then the low priority would count for nothing.
                process_group=0,
            )
        except OSError as error:
            say(f"{self.fault}: {error}. {self.cure}")

    def reap(self) -> None:
        """Say so if the process has been killed; what else stops it, it says itself."""
        if self._process and not self._is_running() and (status := self._process.returncode) < 0:
            self._process = None
            say(f"{self.fault}: signal {-status} ended the process. {self.cure}")

    def end(self) -> None:
        """End the process at once."""
        if self._process and self._is_running():
            self._process.kill()  # Waiting for its end could make a stop slower.
        self._process = None

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None


def say(line: str) -> None:
    """Write a line of the log."""
    logging.getLogger("qa").warning(line)  # Without a configuration, the line alone.
