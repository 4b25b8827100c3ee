"""Coverage: what the store holds, counted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from qa.model import QUOTABLE
from qa.store.archive import sync_state

_QUOTABLE = ", ".join(repr(status) for status in QUOTABLE)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is covered; dates are ISO, `last_sync` is null until answers were ever synchronised.

    `oldest_answer` and `newest_answer` are of answers that can be quoted.
    `body_names` has the name that each body's newest answer gives it.
    `by_body_year_status` has an entry for each body, year (of the date answered, else tabled) and
    status that has answers: `body`, `year`, `status`, `answers`. `passages` counts what the index
    holds, `index_version` names it (null where there is none), and `index_current` says whether
    it has caught up with the store; `vectors` counts the passages that are found by meaning too,
    null where words alone count.
    `sync_gaps` are first and last day of each stretch of days that a sync was to fetch and has
    not, for some body.
    """

    answers: int
    passages: int
    by_status: dict[str, int]
    by_body: dict[str, int]
    body_names: dict[str, str]
    oldest_answer: str | None
    newest_answer: str | None
    by_body_year_status: list[dict[str, Any]]
    last_sync: str | None = None
    last_corrections: str | None = None
    sync_gaps: tuple[tuple[str, str], ...] = ()
    index_version: str | None = None
    index_current: bool = False
    vectors: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The figures as `qa status --json` prints them."""
        return asdict(self)


def count(db: Database) -> Coverage:
    """What the store holds, without the index."""
    answers, oldest, newest = db.execute(
        "SELECT count(*), min(date_answered) FILTER (WHERE quotable), "
        "max(date_answered) FILTER (WHERE quotable) "
        f"FROM (SELECT date_answered, status IN ({_QUOTABLE}) AS quotable FROM answers)"
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
        sync_state.last_pass(db, "sync"),
        sync_state.last_pass(db, "corrections"),
        tuple(sync_state.gaps(db)),
    )


def _by(db: Database, column: str) -> dict[str, int]:
    rows = db.execute(
        f"SELECT coalesce({column}, 'not stated'), count(*) FROM answers GROUP BY 1 ORDER BY 1"
    )
    return dict(rows.fetchall())
