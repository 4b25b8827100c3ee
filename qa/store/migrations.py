"""Run the SQL of a migration."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database


def run(db: Database, statements: str) -> None:
    """Execute SQL statements, each of which ends with `;` at the end of a line.

    They stay in the migration's transaction, which `executescript` would commit.
    """
    statement = ""
    for line in statements.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""
    if statement.strip():
        raise ValueError(f"The statement {statement.strip()[:80]!r} does not end with a semicolon.")
