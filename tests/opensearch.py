"""A real OpenSearch for the tests: fetched with Maven, one process a node, on loopback alone.

`python -m tests.opensearch install FOLDER` prints the folder of its jars. Where they cannot be had
it prints an empty line, and the tests that need them are skipped, or fail with CI set.
`python -m tests.opensearch run FOLDER --nodes 3` starts a cluster to try out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
DEBIAN = "apt-get update && apt-get install -y --no-install-recommends default-jdk-headless maven"
HEAP_MB = 512


def install(folder: Path) -> str | None:
    """The path of a folder with the jars of OpenSearch, fetched once, where they can be had."""
    jars = folder / "opensearch-jars"
    if not (shutil.which("mvn") and shutil.which("javac")):
        if not shutil.which("apt-get"):
            return None
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        subprocess.run([*sudo, "sh", "-c", DEBIAN], stdout=sys.stderr, timeout=1200)
    if not (jars / "whole").exists():
        command = ["mvn", "--batch-mode", "--quiet", "--file", str(HERE / "opensearch-pom.xml")]
        command += [f"{PLUGIN}:copy-dependencies", "-DincludeScope=runtime"]
        command += [f"-DoutputDirectory={jars.absolute()}"]
        try:
            done = subprocess.run(command, stdout=sys.stderr, timeout=1200)
        except OSError as error:
            print(error, file=sys.stderr)
            return None
        if done.returncode:
            return None
        (jars / "whole").touch()
    return str(jars.absolute())


@dataclass(frozen=True)
class Node:
    """A node that runs: its address, and its process."""

    url: str
    process: subprocess.Popen[str]


@contextmanager
def cluster(
    jars: str, data: Path, nodes: int = 1, heap_mb: int = HEAP_MB, http_ports: Sequence[int] = ()
) -> Iterator[list[Node]]:
    """Some nodes that form one cluster and keep their data in a folder; stopped on exit."""
    ports = free_ports(nodes)
    http_ports = http_ports or [0] * nodes
    names = [f"node-{number}" for number in range(1, nodes + 1)]
    joined = [f"cluster.initial_cluster_manager_nodes={','.join(names)}"]
    joined += [f"discovery.seed_hosts={','.join(f'127.0.0.1:{port}' for port in ports)}"]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                _process(
                    jars,
                    data / name,
                    heap_mb,
                    [
                        f"node.name={name}",
                        f"transport.port={port}",
                        f"http.port={http_port}",
                        *(joined if nodes > 1 else ["discovery.type=single-node"]),
                    ],
                )
            )
            for name, port, http_port in zip(names, ports, http_ports, strict=True)
        ]
        yield [Node(f"http://127.0.0.1:{_port(one, data)}", one) for one in processes]


@contextmanager
def _process(
    jars: str, home: Path, heap_mb: int, settings: list[str]
) -> Iterator[subprocess.Popen[str]]:
    home.mkdir(parents=True, exist_ok=True)
    common = ["http.type=netty4", "transport.type=netty4", "network.host=127.0.0.1"]
    # A laptop whose disk is nearly full would have read-only indexes.
    common += ["cluster.routing.allocation.disk.threshold_enabled=false"]
    command = ["java", f"-Xms{heap_mb}m", f"-Xmx{heap_mb}m", "-XX:+UseSerialGC", "-cp", f"{jars}/*"]
    command += [str(HERE / "OpenSearchNode.java"), f"path.home={home}", *common, *settings]
    with (
        (home / "log").open("w") as log,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def _port(process: subprocess.Popen[str], data: Path) -> int:
    """The port of a node, once it is ready."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("ready "):
            return int(line.split()[1])
    logs = "\n".join(log.read_text() for log in sorted(data.glob("*/log")))
    raise RuntimeError(f"OpenSearch did not start:\n{logs[-5000:]}")


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nothing listens on."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["install", "run"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--data", type=Path, help="where the nodes keep their data")
    given = parser.parse_args()
    jars = install(given.folder)
    if given.action == "install":
        print(jars or "")
        return
    if jars is None:
        sys.exit("OpenSearch cannot be had: it needs a JDK, Maven and a Maven repository.")
    with tempfile.TemporaryDirectory() as aside, ExitStack() as stack:
        data = given.data or Path(aside)
        nodes = stack.enter_context(cluster(jars, data, given.nodes))
        print(f"QA_OPENSEARCH_URL={','.join(node.url for node in nodes)}", flush=True)
        print("Stops with Ctrl-C.", file=sys.stderr)
        with suppress(KeyboardInterrupt):
            nodes[0].process.wait()


if __name__ == "__main__":
    main()
