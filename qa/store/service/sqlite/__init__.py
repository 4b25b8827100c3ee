"""What people made, in a SQLite database of its own: one module for each kind of record."""

from qa.store.service.sqlite.home import SqliteServiceStore

__all__ = ["SqliteServiceStore"]
