"""The address of a PostgreSQL database; no message shows its user or password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from qa.errors import BadRequest

CONNECT_SECONDS = 3
"""How long a page waits for a server that does not answer."""
DEFAULTS = {
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 30,
    "target_session_attrs": "read-write",
    "application_name": "written-answers-qa",
}
"""Parameters of libpq, where the address does not state them: a server that is gone is noticed
within seconds, and of several servers the one that can be written is used."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is: the parameters to connect with, and the name that messages show."""

    parameters: Mapping[str, Any] = field(repr=False)
    name: str


def read_address(url: str) -> Address:
    """The address that a URL states; raises BadRequest where it is not one of PostgreSQL."""
    try:
        stated = conninfo_to_dict(url) if url.startswith(("postgresql://", "postgres://")) else {}
    except psycopg.Error:  # Its message quotes the URL, which may hold a password.
        stated = {}
    if not stated or not f"0{stated.get('port', '')}".replace(",", "").isdecimal():
        raise BadRequest(
            "database_url",
            "QA_DATABASE_URL is not the address of a PostgreSQL database.",
            "Give one as postgresql://USER@HOST:5432/DATABASE; percent-encode what is special.",
        )
    host = stated.get("host") or stated.get("hostaddr") or "this machine"
    port = f":{stated['port']}" if stated.get("port") else ""
    return Address(
        DEFAULTS | stated | {"client_encoding": "UTF8"},
        f"{stated.get('dbname') or 'of its user'} at {host}{port}",
    )
