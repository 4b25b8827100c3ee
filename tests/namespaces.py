"""Nodes in network namespaces of their own, whose links can be cut, and disks that can be filled.

Both need root, and `ip` of iproute2. Nothing leaves this machine: the links are virtual.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.opensearch import Place

MISSING = "Links and disks of nodes can be made by root alone, with `ip` of iproute2."


def possible() -> bool:
    """Whether this user may make links and disks."""
    return os.geteuid() == 0 and shutil.which("ip") is not None


def _ip(command: str) -> None:
    subprocess.run(["ip", *command.split()], check=True)


class Links:
    """Two links of each node: to the other nodes, and to their clients.

    One that is cut swallows what is sent, as a broken switch does; nobody is told.
    """

    def __init__(self, nodes: int) -> None:
        self._nodes, own = nodes, os.getpid() % 10_000
        self._bridges = {"n": f"qa{own}n", "c": f"qa{own}c"}
        self._net = {"n": f"10.231.{own % 250}", "c": f"10.232.{own % 250}"}
        self._spaces = [f"qa{own}-{number}" for number in range(nodes)]
        self.places = [
            Place(
                f"{self._net['n']}.{number + 1}",
                f"{self._net['c']}.{number + 1}",
                ("ip", "netns", "exec", space),
            )
            for number, space in enumerate(self._spaces)
        ]

    def make(self) -> None:
        """Make the namespaces and their links."""
        for bridge in self._bridges.values():
            _ip(f"link add {bridge} type bridge")
            _ip(f"link set {bridge} up")
        _ip(f"addr add {self._net['c']}.254/24 dev {self._bridges['c']}")
        for number, space in enumerate(self._spaces):
            _ip(f"netns add {space}")
            _ip(f"-n {space} link set lo up")
            for kind, bridge in self._bridges.items():
                outside = f"{bridge}{number}"
                _ip(f"link add {outside} type veth peer name {kind} netns {space}")
                _ip(f"-n {space} link set dev {kind} address {self._hardware(kind, number)} up")
                _ip(f"-n {space} addr add {self._net[kind]}.{number + 1}/24 dev {kind}")
                _ip(f"link set {outside} master {bridge} up")
        # Where every address is known already, a cut link is silent: nothing is unreachable.
        for number in range(self._nodes):
            there = f"lladdr {self._hardware('c', number)} nud permanent"
            _ip(f"neigh replace {self._net['c']}.{number + 1} {there} dev {self._bridges['c']}")
            for space in self._spaces:
                there = f"lladdr {self._hardware('n', number)} nud permanent"
                _ip(f"-n {space} neigh replace {self._net['n']}.{number + 1} {there} dev n")

    def cut(self, number: int, kinds: str) -> None:
        """Cut links of a node: `n` is the one to the other nodes, `c` that to clients."""
        for kind in kinds:
            _ip(f"link set {self._bridges[kind]}{number} nomaster")

    def mend(self, number: int) -> None:
        """Join both links of a node again."""
        for bridge in self._bridges.values():
            _ip(f"link set {bridge}{number} master {bridge}")

    def remove(self) -> None:
        """Remove all that was made."""
        for space in self._spaces:
            subprocess.run(["ip", "netns", "del", space])
        for bridge in self._bridges.values():
            subprocess.run(["ip", "link", "del", bridge])

    def _hardware(self, kind: str, number: int) -> str:
        return f"02:00:00:00:0{'nc'.index(kind)}:0{number + 1}"


@contextmanager
def links(nodes: int) -> Iterator[Links]:
    """The links of some nodes, removed at the end."""
    made = Links(nodes)
    try:
        made.make()
        yield made
    finally:
        made.remove()


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own at a folder; a file in it that fills it is made and removed by tests."""
    folder.mkdir(parents=True)
    options = ["-o", f"size={megabytes}m", "-t", "tmpfs", "tmpfs"]
    subprocess.run(["mount", *options, folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    """Fill the disk of a folder to the last byte, by one file."""
    file = folder / "filler"
    with file.open("wb", buffering=0) as filler:
        for size in (2**20, 2**12, 1):
            try:
                while True:
                    filler.write(b"\0" * size)
            except OSError:
                pass
    return file
