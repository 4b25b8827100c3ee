"""People: the token of each, by which what they made is found again, and their sessions."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property

from qa.errors import ServiceStoreError
from qa.model.people import Person
from qa.model.tokens import derived_token
from qa.settings import Settings
from qa.store.service import service_store


class People:
    """The people of one data folder."""

    def __init__(self, settings: Settings) -> None:
        self._store = service_store(settings)
        self._source = settings.oidc_issuer if settings.access == "oidc" else "proxy"

    def token(self, person: Person) -> str:
        """The token that what a person makes belongs to; nobody is sent it."""
        return person.token(self._secret, self._source)

    def begin_session(self, person: str, name: str, earlier: str) -> str:
        """Begin a session of a person's id and name, in place of an earlier one of the same
        browser, and return its token."""
        with self._store.writing() as records:
            records.people.end_session(earlier)
            return records.people.begin_session(person, name)

    def session(self, token: str) -> tuple[str, str] | None:
        """The id and name of the person of a session; None where there is none, or it is over."""
        if not token:
            return None
        with self._store.reading() as records:
            found = records.people.session(token)
        if found is None:
            return None
        person, name, is_stale = found
        if is_stale:
            # Another writer may keep it waiting; the next request keeps the use.
            with suppress(ServiceStoreError), self._store.writing() as records:
                records.people.use_session(token)
        return person, name

    def end_session(self, token: str) -> None:
        """End a session."""
        with self._store.writing() as records:
            records.people.end_session(token)

    def signing_secret(self) -> str:
        """The secret by which the service recognises a sign-in that it began."""
        return derived_token(self._secret, "sign-in")

    @cached_property
    def _secret(self) -> str:
        with self._store.reading() as records:
            return records.people.secret()
