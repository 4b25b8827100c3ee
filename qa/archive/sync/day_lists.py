"""Lists of a run of days: one request for what would else be many, where the days have little."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from qa.archive.sync.client import ApiClient
from qa.archive.sync.transport import Parameter
from qa.errors import ApiDown, ApiError
from qa.store.archive.sync_state import ALL_BODIES

MAX_ROWS = 500
"""The longest list that is read for several days at once: the API fails far into a long one."""

EVENTS = ("tabled", "answered")


def window_filter(event: str, first: date, last: date, bodies: Iterable[int]) -> list[Parameter]:
    """The parameters that select an event from one day to another, both included."""
    window = [(f"{event}WhenFrom", first.isoformat()), (f"{event}WhenTo", last.isoformat())]
    return window + [("answeringBodies", str(body)) for body in bodies if body != ALL_BODIES]


class DayLists:
    """The questions tabled or answered on each of some days of one month that follow each other.

    The lists of all the days are read when the first of them is asked for. Where one is longer than
    MAX_ROWS, or the API does not give it, each day is asked for by itself.
    """

    def __init__(self, client: ApiClient, days: Sequence[date], bodies: Iterable[int]) -> None:
        self._client, self._days, self._bodies = client, days, tuple(bodies)
        self._found: dict[str, set[int]] | None = None
        self._is_read = len(days) == 1

    def of(self, day: date) -> set[int]:
        """The ids of the questions tabled or answered on a day; raises ApiError."""
        if not self._is_read:
            self._found = self._together()
            self._is_read = True
        if self._found is not None:
            return self._found.get(day.isoformat(), set())
        return {
            row.id
            for event in EVENTS
            for row in self._client.questions(window_filter(event, day, day, self._bodies))
        }

    def _together(self) -> dict[str, set[int]] | None:
        """The ids of each day, from the lists of all days; None where those are of no use."""
        first, last = self._days[0], self._days[-1]
        found: dict[str, set[int]] = {}
        try:
            for event in EVENTS:
                for row in self._client.questions(
                    window_filter(event, first, last, self._bodies), MAX_ROWS
                ):
                    day = row.date_tabled if event == "tabled" else row.date_answered
                    # A row that states another day is of the first one, so that it is fetched.
                    inside = day is not None and first.isoformat() <= day <= last.isoformat()
                    found.setdefault(day if day and inside else first.isoformat(), set()).add(
                        row.id
                    )
        except ApiDown:
            raise
        except ApiError:
            return None
        return found
