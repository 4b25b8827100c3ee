"""`qa serve` ends soon, whenever it is stopped in its first seconds, also on a busy machine."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack

import pytest

STARTS = 200 if os.environ.get("QA_PROVE") else 8
SECONDS = 3
"""Within which each ends."""
STOPS = STARTS // 4
CLIENTS = 8
ASK = b"GET /api/v1/passages?q=prison HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
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


def test_nobody_who_has_connected_is_dropped(corpus_data):
    """Who comes while it stops is answered or refused; a proxy sends a refused one elsewhere."""
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0"]
    command += ["--data-dir", str(corpus_data)]
    answered, dropped = [], []
    for _ in range(STOPS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            port = int(process.stdout.readline().split()[2].rstrip(".").rsplit(":", 1)[1])
            enough = threading.Semaphore(0)

            def ask(port=port, enough=enough):
                while True:
                    try:
                        connection = socket.create_connection(("127.0.0.1", port))
                    except ConnectionRefusedError:
                        return
                    with connection:
                        try:
                            connection.sendall(ASK)
                            said = connection.recv(12)
                        except ConnectionResetError:
                            said = b""
                    (answered if said == b"HTTP/1.1 200" else dropped).append(said)
                    enough.release()

            clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            for _ in range(3 * CLIENTS):
                enough.acquire()
            process.send_signal(signal.SIGTERM)
            for client in clients:
                client.join()
    assert len(answered) >= 3 * CLIENTS * STOPS
    assert dropped == []
