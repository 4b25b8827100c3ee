"""Processes that can only read a folder, also where the tests run as root."""

import ctypes
import os
import subprocess
import sys
from contextlib import contextmanager

QA = [sys.executable, "-m", "qa.cli"]
_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE = 24, 1


@contextmanager
def only_readable(folder):
    """A folder whose files nobody may write, not even their owner."""
    found = [folder, *folder.rglob("*")]
    before = {path: path.stat().st_mode for path in found}
    for path, mode in before.items():
        path.chmod(mode & ~0o222)
    yield
    for path, mode in before.items():
        if path.exists():
            path.chmod(mode)


def bound():
    """Called in a child before its program: root, too, is then bound by the modes of files."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "the capability cannot be dropped")


def started(*arguments, **more):
    """A command of a user who is bound by the modes of files."""
    return subprocess.Popen([*QA, *arguments], preexec_fn=bound, text=True, **more)


def run(*arguments, **more):
    """The same, ended: its exit status and all that it said."""
    process = started(
        *map(str, arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more
    )
    said, _ = process.communicate(timeout=60)
    return process.returncode, said
