"""Store: where records are kept, in SQLite; the only package that touches it."""

from sqlite_utils import Database

from qa.store import archive, service
from qa.store.interface import AnswerReader

__all__ = ["AnswerReader", "Database", "archive", "service"]
