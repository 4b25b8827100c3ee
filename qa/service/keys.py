"""Keys: who may use the API from elsewhere, for what, and how often."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from qa.errors import BadRequest, NotFound
from qa.model.keys import SCOPES, ApiKey, ExpiredKey, KeyUse, Scope
from qa.settings import Settings
from qa.store.service import service_store, utc_now

KEY_NAME = re.compile(r"[\w.@ -]{1,100}")


class Keys:
    """The API keys of one data folder. A key itself is not stored, only its digest."""

    def __init__(self, settings: Settings) -> None:
        self._store = service_store(settings)

    def create(
        self, name: str, scopes: Iterable[Scope], rate: int, last_day: date | None = None
    ) -> str:
        """Make a key and return it; it cannot be shown again. `rate` is in requests a minute.

        Raises BadRequest where the name cannot be used, or a key has, or had, it already.
        """
        if not KEY_NAME.fullmatch(name):
            raise BadRequest(
                "name",
                f"The name {name[:40]!r} cannot be used.",
                "Give up to 100 letters or digits.",
            )
        allowed = set(scopes)
        with self._store.writing() as records:
            key = records.keys.create(
                name,
                tuple(s for s in SCOPES if s in allowed),
                rate,
                last_day.isoformat() if last_day else None,
            )
        if key is None:
            raise BadRequest(
                "name", f"There is, or was, a key named {name!r}.", "Give another name."
            )
        return key

    def all(self) -> Sequence[ApiKey]:
        """Every key, the revoked ones too, first to last."""
        with self._store.reading() as records:
            return records.keys.all()

    def revoke(self, name: str) -> None:
        """Revoke a key from its next use on; raises NotFound where no key in use has the name."""
        with self._store.writing() as records:
            revoked = records.keys.revoke(name)
        if not revoked:
            raise NotFound(f"No key in use is named {name[:100]!r}.", "`qa keys list` lists them.")

    def use(self, key: str, questions: int) -> KeyUse | ExpiredKey | None:
        """Count the questions of a use of a key; None where it is unknown or revoked."""
        with self._store.writing() as records:
            return records.keys.use(key, questions)


def last_day(stated: str, today: date) -> date:
    """The last day of a key: a date, or so many days from today; raises BadRequest for another."""
    try:
        day = today + timedelta(int(stated)) if stated.isdecimal() else date.fromisoformat(stated)
        if day >= today:
            return day
    except (ValueError, OverflowError):
        pass
    raise BadRequest(
        "expires",
        f"A key cannot expire {stated[:40]!r}.",
        "Give a day that is not past, such as 2027-01-01, or a number of days, such as 90.",
    )


def today() -> date:
    """The day on which a key that ends today can still be used."""
    return utc_now().date()


def state_of(key: ApiKey, day: date) -> str:
    """Whether a key can be used on a day, in words."""
    if key.revoked_at:
        return f"revoked {key.revoked_at}"
    if key.last_day is None:
        return "in use"
    return (
        f"{'in use until' if key.last_day >= day.isoformat() else 'expired after'} {key.last_day}"
    )
