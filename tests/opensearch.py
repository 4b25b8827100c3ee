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
NEEDED = HERE / "opensearch-pom.xml"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
DEBIAN = "apt-get update && apt-get install -y --no-install-recommends default-jdk-headless maven"
PLUGINS = {
    "knn": "org.opensearch.knn.plugin.KNNPlugin",
    "security": "org.opensearch.security.OpenSearchSecurityPlugin",
}
"""Those that a node can have, by the folder of their jars."""
HEAP_MB = 512
QUICK = ("-XX:TieredStopAtLevel=1",)
"""Options of Java with which a node starts in half of the processor's time, and then is slower."""


def install(folder: Path) -> str | None:
    """The path of a folder with the jars of OpenSearch, fetched once, where they can be had."""
    jars = folder / "opensearch-jars"
    if not (shutil.which("mvn") and shutil.which("javac")):
        if not shutil.which("apt-get"):
            return None
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        subprocess.run([*sudo, "sh", "-c", DEBIAN], stdout=sys.stderr, timeout=1200)
    whole = jars / "whole"
    if not whole.exists() or whole.stat().st_mtime < NEEDED.stat().st_mtime:
        command = ["mvn", "--batch-mode", "--quiet", "--file", str(NEEDED)]
        command += [f"{PLUGIN}:copy-dependencies", "-DincludeScope=runtime"]
        command += [f"-DoutputDirectory={jars.absolute()}"]
        try:
            done = subprocess.run(command, stdout=sys.stderr, timeout=1200)
        except OSError as error:
            print(error, file=sys.stderr)
            return None
        if done.returncode:
            return None
        for plugin in PLUGINS:
            for archive in jars.glob(f"opensearch-{plugin}-*.zip"):
                shutil.unpack_archive(archive, jars / plugin)
        whole.touch()
    return str(jars.absolute())


class Node:
    """A node: its address and its process, which can be killed, and started again where it was."""

    def __init__(self, command: list[str], home: Path, url: str) -> None:
        self.home, self.url, self._command = home, url, command
        self.home.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Start the process."""
        with (self.home / "log").open("a") as log:
            self.process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def await_ready(self) -> None:
        """Return once it answers; raises RuntimeError, with its log, where it does not start."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("ready "):
                return
        log = (self.home / "log").read_text()
        raise RuntimeError(f"OpenSearch did not start:\n{log[-5000:]}")

    def kill(self) -> None:
        """End it at once, as a loss of power does."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


@dataclass(frozen=True)
class Place:
    """Where a node runs: its addresses for the other nodes and for clients, and the command that
    runs another one there."""

    transport: str = "127.0.0.1"
    http: str = "127.0.0.1"
    within: tuple[str, ...] = ()


@contextmanager
def cluster(
    jars: str,
    data: Path,
    nodes: int = 1,
    heap_mb: int = HEAP_MB,
    http_ports: Sequence[int] = (),
    places: Sequence[Place] = (),
    settings: Sequence[str] = (),
    options: Sequence[str] = QUICK,
    plugins: Sequence[str] = (),
    scheme: str = "http",
) -> Iterator[list[Node]]:
    """Some nodes that form one cluster and keep their data in a folder; stopped on exit."""
    ports = free_ports(2 * nodes)
    http_ports = http_ports or ports[nodes:]
    places = places or [Place()] * nodes
    names = [f"node-{number}" for number in range(1, nodes + 1)]
    seeds = (f"{place.transport}:{port}" for place, port in zip(places, ports, strict=False))
    joined = [f"cluster.initial_cluster_manager_nodes={','.join(names)}"]
    joined += [f"discovery.seed_hosts={','.join(seeds)}"]
    running = [
        Node(
            [
                *place.within,
                *_java(jars, heap_mb, options, plugins),
                f"path.home={data / name}",
                f"node.name={name}",
                f"transport.host={place.transport}",
                f"transport.port={port}",
                f"http.host={place.http}",
                f"http.port={http_port}",
                *(joined if nodes > 1 else ["discovery.type=single-node"]),
                *settings,
            ],
            data / name,
            f"{scheme}://{place.http}:{http_port}",
        )
        for name, port, http_port, place in zip(names, ports, http_ports, places, strict=False)
    ]
    with ExitStack() as stack:
        for node in running:
            node.start()
            stack.callback(node.kill)
        for node in running:
            node.await_ready()
        yield running


def _java(jars: str, heap_mb: int, options: Sequence[str], plugins: Sequence[str]) -> list[str]:
    """The command that runs a node, but for most of its settings."""
    command = ["java", f"-Xms{heap_mb}m", f"-Xmx{heap_mb}m", "-XX:+UseSerialGC", *options]
    command += [
        "-cp",
        os.pathsep.join([f"{jars}/*", *(f"{jars}/{plugin}/*" for plugin in plugins)]),
        str(HERE / "OpenSearchNode.java"),
        *(f"plugin={PLUGINS[plugin]}" for plugin in plugins),
    ]
    if "security" not in plugins:  # It has connections of its own.
        command += ["http.type=netty4", "transport.type=netty4"]
    # A laptop whose disk is nearly full would have read-only indexes.
    return [*command, "cluster.routing.allocation.disk.threshold_enabled=false"]


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
