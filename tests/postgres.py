"""Find PostgreSQL's server for the tests, or unpack Debian's; print the folder of its programs.

Debian's package is not installed: that would start a server on port 5432. Where there is none an
empty line is printed, and the tests that need it are skipped, or fail with CI set.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg

NEWEST_FIRST = sorted(
    [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")], reverse=True
)
USER, PASSWORD = "qa", "a secret of the tests/@:"
QUICK = (
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=200",
)
"""A cluster of the tests outlives no machine."""
START_SECONDS = 60


def on_the_machine() -> str | None:
    """The folder of the programs of a server that is already here."""
    places = os.pathsep.join((os.environ.get("PATH", ""), *map(str, NEWEST_FIRST)))
    found = shutil.which("initdb", path=places)
    return os.environ.get("QA_POSTGRES") or (found and str(Path(found).resolve().parent))


def from_debian(folder: Path) -> str | None:
    """The folder of the programs of Debian's package, unpacked into a folder with all that it needs
    and this machine lacks, where it can be had."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return None
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    with tempfile.TemporaryDirectory() as aside:
        (Path(aside) / "partial").mkdir()
        fetch = ["install", "--download-only", "--yes", "--no-install-recommends", "postgresql"]
        for command in (["update"], [f"-o=Dir::Cache::archives={aside}", *fetch]):
            try:
                subprocess.run(
                    [*sudo, "apt-get", *command], stdout=sys.stderr, timeout=600, check=False
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                print(error, file=sys.stderr)
        for package in Path(aside).glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    programs = next((folder / "usr/lib/postgresql").glob("*/bin"), None)
    runs = programs and subprocess.run(
        [programs / "postgres", "--version"], stdout=sys.stderr, env=environment(programs)
    )
    return str(programs.absolute()) if programs and runs and runs.returncode == 0 else None


def environment(programs: Path) -> dict[str, str]:
    """The environment of the programs: libraries that were unpacked with them are found."""
    libraries = map(str, (programs.parents[3] / "lib").glob("*-linux-gnu*"))
    return os.environ | {"LD_LIBRARY_PATH": os.pathsep.join(libraries), "LC_ALL": "C", "TZ": "UTC"}


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


class Cluster:
    """A cluster of one PostgreSQL server on a free port of the loopback, for the tests.

    The server refuses to run as root, so there it runs as `nobody`, who cannot read the folders of
    pytest: its own is beside them.
    """

    def __init__(self, programs: Path, options: tuple[str, ...] = QUICK) -> None:
        self.port, self._options, self._schemas = free_port(), options, count(1)
        self._server: subprocess.Popen[bytes] | None = None
        self._as = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}
        self.folder = Path(tempfile.mkdtemp(prefix="qa-postgres-"))
        self._programs = self._reachable(programs)
        self._environment = environment(self._programs)
        password = self.folder / "password"
        password.write_text(PASSWORD)
        for path in (self.folder, password):
            if self._as:
                os.chown(path, self._as["user"], self._as["group"])
        facts = ("--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", f"--username={USER}")
        self._run("initdb", *facts, "--no-sync", f"--pwfile={password}", "-D", self.folder / "data")

    def url(self, database: str = "postgres", **parameters: str) -> str:
        """The address of a database of the cluster."""
        place = f"{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/{database}"
        return f"postgresql://{place}?{urlencode(parameters, quote_via=quote)}".rstrip("?")

    def empty_schema(self) -> str:
        """The address of a new schema, in which nothing is."""
        name = f"test_{next(self._schemas)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return self.url(options=f"-csearch_path={name}")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = [f"-c{one}" for one in ("listen_addresses=127.0.0.1", *self._options)]
        log = (self.folder / "log").open("ab")
        command = [self._programs / "postgres", "-D", self.folder / "data", f"-p{self.port}"]
        self._server = subprocess.Popen(
            [*command, "-k", "", *settings],
            stdout=log,
            stderr=log,
            cwd=self.folder,
            env=self._environment,
            **self._as,
        )
        log.close()
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            if self._server.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether the server takes a connection."""
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def kill(self) -> None:
        """End the server and all its processes at once, as a loss of power does."""
        pid = self._server.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            os.kill(one, signal.SIGKILL)
        self._server.wait()
        for one in children:
            while _runs(one):
                time.sleep(0.01)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server, which closes every connection."""
        if self._server and self._server.poll() is None:
            self._server.send_signal(how)
            self._server.wait(START_SECONDS)

    def remove(self) -> None:
        """Stop the server at once and remove all that it kept."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def program(self, name: str) -> tuple[list[str], dict[str, str]]:
        """The command that runs another of the programs, such as `pg_dump`, and its environment."""
        return [str(self._programs / name)], self._environment

    def _reachable(self, programs: Path) -> Path:
        """The programs where the server's user can run them, copied if need be."""
        try:
            subprocess.run([programs / "postgres", "-V"], stdout=subprocess.DEVNULL, **self._as)
        except PermissionError:
            root = programs.parents[3]
            shutil.copytree(root, self.folder / "programs", symlinks=True)
            return self.folder / "programs" / programs.relative_to(root)
        return programs

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [self._programs / program, *map(str, arguments)],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            **self._as,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)


def _runs(process: str) -> bool:
    """Whether a process runs; one that nobody has waited for has ended all the same."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    print(on_the_machine() or from_debian(Path(sys.argv[1]) / "debian-postgres") or "")
