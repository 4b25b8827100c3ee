"""The process that embeds passages behind a service, whose master starts and ends it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

from qa.service import archive
from qa.settings import Settings


class Embedder:
    """Runs `qa embed --behind` whenever passages without vectors can have been added.

    A process of its own: embedding fills every core for minutes, so it has the lowest priority;
    and whatever ends it, questions are answered by words. Killed, it loses at most its last 64
    passages.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen: object = None
        self._process: subprocess.Popen[bytes] | None = None

    def manage(self) -> None:
        """Start the process if there can be something to embed and none is running."""
        if self._is_running():
            return
        state = archive.embedding_state(self._settings)
        if state is None or state == self._seen:
            return
        self._seen = state
        folder = str(self._settings.data_dir)
        command = [sys.executable, "-P", "-m", "qa.cli", "embed", "--behind", "--data-dir", folder]
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
            _say(
                f"Passages cannot be embedded: {error}. Run `qa embed` to compute what is missing."
            )

    def reap(self) -> None:
        """Say so if the process has been killed; what else stops it, it says itself."""
        if self._process and not self._is_running() and (status := self._process.returncode) < 0:
            self._process = None
            _say(
                f"Signal {-status} ended the process that embeds passages. Run `qa embed` to "
                "compute what is missing."
            )

    def end(self) -> None:
        """End the process at once."""
        if self._process and self._is_running():
            self._process.kill()  # Waiting for its end could make a stop slower.
        self._process = None

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None


def _say(line: str) -> None:
    logging.getLogger("qa").warning(line)  # Without a configuration, the line alone.
