"""The errors of the service: each says what is wrong, where, and what to do.

QaError
├── Rejected          an input file, or a record of it, is refused
├── StoreError        the store cannot be opened, read or written
│   └── ServiceStoreError  that of what people made cannot; answers can
├── IndexUnusable     the index is missing, damaged, or built with other settings
│   └── EngineDown    the search engine that has it cannot be used for now
├── BadRequest        a question, parameter or setting is not allowed
├── NotFound          nothing has that id
├── Expired           a cursor or page link is of an earlier index or store
├── MailError         the operator's mail server cannot be used
├── ProviderDown      the provider that signs people in cannot be asked
├── SignInRefused     a sign-in did not succeed
├── ServiceError      a service that the Python client calls does not answer as it should
└── ApiError          Parliament's API does not return what was asked for
    ├── ApiGone       it does not know an id
    └── ApiDown       it cannot be used for now, or at this address
"""

MAX_CHARS = 2_000
"""Of a message: what a server, file or person sent can make it any length."""


def printable(text: str) -> str:
    """A text for a terminal or log: on one line, cut, and every invisible character escaped.

    Nothing in it can move the cursor, change the direction of writing or begin a line of a log.
    """
    shown = text if len(text) <= MAX_CHARS else f"{text[:MAX_CHARS]}…"
    if shown.isprintable():
        return shown
    spaced = (" " if one in "\t\n\r\xa0" else one for one in shown)
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in spaced
    )


class QaError(Exception):
    """An error that can be corrected: `message` says what is wrong and where, `cure` what to do.

    Both are `printable`.
    """

    def __init__(self, message: str, cure: str = "") -> None:
        self.message = printable(message)
        self.cure = printable(cure)
        super().__init__(f"{self.message} {self.cure}".strip())


class Rejected(QaError):
    """An input file, or one record of it, is refused; nothing of it is stored."""


class StoreError(QaError):
    """The store cannot be opened, read or written."""


class ServiceStoreError(StoreError):
    """The store of what people made cannot be opened, read or written; answers can."""


class IndexUnusable(QaError):
    """The index is missing, damaged, or built with other settings than today's."""


class EngineDown(IndexUnusable):
    """The search engine that has the index cannot be used for now, or refuses this service."""


class BadRequest(QaError):
    """A question, parameter or setting is not allowed; `parameter` names it."""

    def __init__(self, parameter: str, message: str, cure: str = "") -> None:
        self.parameter = parameter
        super().__init__(message, cure)


class NotFound(QaError):
    """Nothing has the id that was asked for."""


class Expired(QaError):
    """A cursor or page link is of an earlier index or store."""


class MailError(QaError):
    """The operator's mail server cannot be used."""


class ServiceError(QaError):
    """A service that the Python client calls does not answer, or refuses."""


class ApiError(QaError):
    """Parliament's API did not return what was asked for, after every retry."""


class ApiGone(ApiError):
    """Parliament's API does not know an id."""


class ApiDown(ApiError):
    """Parliament's API cannot be used for now, or at this address; the sync stops."""


class ProviderDown(QaError):
    """The provider that signs people in cannot be asked."""


class SignInRefused(QaError):
    """A sign-in did not succeed: it was not begun here, or the provider refused it."""
