"""`qa serve` ends soon, whenever it is stopped in its first seconds, also on a busy machine."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest

STARTS = 200 if os.environ.get("QA_PROVE") else 8
SECONDS = 3
"""Within which each ends."""
BUSY = "while True: pass"


@pytest.fixture
def busy():
    """Both cores, or as many as there are, have something else to do."""
    with ExitStack() as started:
        for _ in range(os.cpu_count() or 1):
            process = started.enter_context(subprocess.Popen([sys.executable, "-c", BUSY]))
            started.callback(process.kill)
        yield


def test_it_ends_whenever_it_is_stopped(busy, corpus_data):
    """Half are stopped within two seconds of their start, half as soon as they serve."""
    chance = random.Random(20)
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0"]
    command += ["--data-dir", str(corpus_data)]
    took = []
    for number in range(STARTS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
            if number % 2:
                time.sleep(2 * chance.random())
            else:
                assert process.stdout.readline().startswith(b"Serving")
                time.sleep(0.5 * chance.random())
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            try:
                assert process.wait(SECONDS) in (0, -signal.SIGTERM)
            finally:
                process.kill()
            took.append(time.monotonic() - began)
            with pytest.raises(ProcessLookupError):  # nor is a worker left
                os.killpg(process.pid, 0)
    print(f"the slowest of {STARTS} took {max(took):.2f} s")
