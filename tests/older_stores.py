"""Stores as older programs made them: the tables of their time, and what they knew of a record."""

import hashlib
import json
from dataclasses import asdict, replace

from sqlite_utils import Database

from qa.archive import sources
from qa.store.archive import schema

MIGRATIONS = [migration.name for migration in schema.answers.pending(Database(memory=True))]

_LATER_FACTS = ("date_holding", "date_corrected", "original", "correcting_member")
"""Facts of a record that the first program did not know."""


def older_store(path, settings, stop_before):
    """A copy of a store with the tables from before a migration.

    Until texts had a table of their own, each version had its text, and its digest was of the facts
    that the first program knew.
    """
    old = Database(path)
    schema.answers.apply(old, stop_before=stop_before)
    old.execute("PRAGMA foreign_keys = OFF")
    old.execute("DELETE FROM revision")
    old.execute("ATTACH ? AS now", [str(settings.store_path)])
    derived = ("_", "sqlite_", "phrases")
    tables = [name for name in old.table_names() if not name.startswith(derived)]
    triggers = [trigger.sql for trigger in old.triggers]
    for trigger in old.triggers:
        old.execute(f"DROP TRIGGER {trigger.name}")
    with old.atomic():
        for table in tables:
            columns = [f'"{column.name}"' for column in old[table].columns]
            given, source = ", ".join(columns), f"now.{table}"
            if table == "versions" and '"text"' in columns:
                source = "(SELECT v.*, t.text FROM now.versions v JOIN now.texts t"
                source += " ON t.digest = v.text_digest)"
            old.execute(f"INSERT INTO main.{table} ({given}) SELECT {given} FROM {source}")
        if "texts" not in tables:
            for version, form, published, text in old.execute(
                "SELECT id, form, published, text FROM main.versions"
            ).fetchall():
                digest = first_digest(sources.reread(form, published), text)
                old.execute("UPDATE main.versions SET digest = ? WHERE id = ?", [digest, version])
    if "phrases" in old.table_names():
        old.execute("INSERT INTO phrases (phrases) VALUES ('rebuild')")
    for statement in triggers:
        old.execute(statement)
    old.close()


def first_digest(record, text):
    """The digest of a record as the first program made it."""
    facts = asdict(replace(record, published="", answer="")) | {"text": text}
    known = {name: fact for name, fact in facts.items() if name not in _LATER_FACTS}
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
