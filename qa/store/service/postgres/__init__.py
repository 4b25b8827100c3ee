"""What people made, in a PostgreSQL database that any number of web machines share."""

from qa.store.service.postgres.home import PostgresServiceStore

__all__ = ["PostgresServiceStore"]
