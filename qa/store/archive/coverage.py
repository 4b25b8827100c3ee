"""Coverage: counts of what the store has."""

from __future__ import annotations

from sqlite_utils import Database

from qa.model.coverage import Coverage
from qa.store.archive import sync_state
from qa.store.archive.passages import QUOTABLE_STATUSES


def count(db: Database) -> Coverage:
    """The coverage of the store, without the index."""
    answers, oldest, newest = db.execute(
        "SELECT count(*), min(date_answered) FILTER (WHERE quotable), "
        "max(date_answered) FILTER (WHERE quotable) "
        f"FROM (SELECT date_answered, status IN ({QUOTABLE_STATUSES}) AS quotable FROM answers)"
    ).fetchone()
    by_body_year_status = list(
        db.query(
            "SELECT coalesce(body, 'not stated') AS body, "
            "substr(coalesce(nullif(date_answered, ''), date_tabled), 1, 4) AS year, status, "
            "count(*) AS answers FROM answers GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
    )
    return Coverage(
        answers,
        0,
        _by(db, "status"),
        _by(db, "body"),
        {
            body: name
            for body, name, _ in db.execute(
                "SELECT body, body_name, max(coalesce(date_answered, date_tabled)) FROM answers "
                "WHERE body IS NOT NULL GROUP BY body ORDER BY body"
            ).fetchall()
        },
        oldest,
        newest,
        by_body_year_status,
        sync_state.last_completed_run(db, "sync"),
        sync_state.last_completed_run(db, "corrections"),
        sync_state.last_failure(db),
        tuple(sync_state.gaps(db)),
        index_version=None,
        index_current=False,
        vectors=None,
        vector_search=None,
    )


def _by(db: Database, column: str) -> dict[str, int]:
    rows = db.execute(
        f"SELECT coalesce({column}, 'not stated'), count(*) FROM answers GROUP BY 1 ORDER BY 1"
    )
    return dict(rows.fetchall())
