"""Errors of PostgreSQL, said plainly, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from qa.errors import ServiceStoreError

_BUSY = "Another process is writing; ask again."
_FULL = "Free some space on the database's disk; it goes on by itself."
_RIGHTS = "Make the user of QA_DATABASE_URL the owner of its schema."
_CURES_BY_STATE = {
    "55P03": _BUSY,
    "57014": _BUSY,
    "25P03": _BUSY,
    "53100": _FULL,
    "42501": _RIGHTS,
    "3F000": "Make the schema that QA_DATABASE_URL names, or leave it out.",
    "53300": "Allow the server more connections (`max_connections`), or run fewer processes.",
}
_CURES = (
    ("password", "Correct the user and the password in QA_DATABASE_URL, or its password file."),
    ("authentication", "Allow this user to connect from this machine in the server's pg_hba.conf."),
    ("no pg_hba.conf entry", "Allow this user to connect from this machine in its pg_hba.conf."),
    ("role", "Make the user, or correct its name in QA_DATABASE_URL."),
    ("does not exist", "Make the database, or correct its name in QA_DATABASE_URL."),
    ("too many", _CURES_BY_STATE["53300"]),
    ("certificate", "Correct sslrootcert and the host's name in QA_DATABASE_URL."),
    ("read-only", "Name the primary server too in QA_DATABASE_URL, as HOST,HOST: only it writes."),
)
_AWAY = "Start its server, or correct its address in QA_DATABASE_URL; then it goes on by itself."


@contextmanager
def plain_errors(name: str) -> Iterator[None]:
    """Raise errors of PostgreSQL as ServiceStoreErrors that name the database and the cure."""
    try:
        yield
    except psycopg.Error as error:
        raise ServiceStoreError(
            f"The database {name} cannot be used: {_reason(error)}.", _cure(error)
        ) from error


def _reason(error: psycopg.Error) -> str:
    """What PostgreSQL says, without the statement and its values."""
    said = error.diag.message_primary or next(iter(str(error).splitlines()), "")
    return said.strip().rstrip(".") or type(error).__name__


def _cure(error: psycopg.Error) -> str:
    if error.sqlstate in _CURES_BY_STATE:
        return _CURES_BY_STATE[error.sqlstate]
    if not isinstance(error, psycopg.OperationalError):
        return "Look at the server's log, and run `qa check`."
    said = str(error)
    return next((cure for sign, cure in _CURES if sign in said), _AWAY)
