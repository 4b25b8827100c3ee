"""A cluster to try out: three nodes of OpenSearch and a PostgreSQL on loopback, until Ctrl+C.

`make cluster` starts it: `python -m tests.cluster JARS PROGRAMS ENVIRONMENT`. The file ENVIRONMENT
has the settings that lead a service to it, for a shell, and is removed at the end.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests import opensearch, postgres

NODES = 3


@contextmanager
def engines(jars: str, programs: Path, nodes: int = NODES) -> Iterator[dict[str, str]]:
    """The settings that lead a service to nodes of OpenSearch and a PostgreSQL, which run."""
    database = postgres.Cluster(programs)
    try:
        database.start()
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data,
            opensearch.cluster(jars, Path(data), nodes) as running,
        ):
            yield {
                "QA_OPENSEARCH_URL": ",".join(node.url for node in running),
                "QA_DATABASE_URL": database.url(),
            }
    finally:
        database.remove()


def main() -> None:
    """Start the engines, write the file, and wait."""
    for number in (signal.SIGINT, signal.SIGTERM):  # A shell's background job ignores the first.
        signal.signal(number, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jars")
    parser.add_argument("programs", type=Path)
    parser.add_argument("environment", type=Path)
    stated = parser.parse_args()
    with engines(stated.jars, stated.programs) as settings:
        lines = (f"export {name}='{value}'\n" for name, value in settings.items())
        stated.environment.write_text("".join(lines), encoding="utf-8")
        try:
            print(f"The cluster runs. In another terminal: . {stated.environment}", flush=True)
            print("Stop with Ctrl+C: what it keeps is removed.", file=sys.stderr)
            with suppress(KeyboardInterrupt):
                signal.pause()
        finally:
            stated.environment.unlink()


if __name__ == "__main__":
    main()
