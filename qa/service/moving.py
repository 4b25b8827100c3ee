"""Moving what people made into PostgreSQL."""

from qa.store.service import move_records

__all__ = ["move_records"]
