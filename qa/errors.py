"""One family of errors: each says what was wrong, where, and what to do.

QaError
├── Rejected          a source or a record that no reader can vouch for
├── StoreError        the store cannot be opened, read or written
├── IndexUnusable     the index is missing, damaged or made by other settings
├── BadRequest        something a person or a client typed is out of bounds
├── NotFound          nothing stands under that name
├── Expired           what a client was given to go on from no longer leads on
├── ServiceError      a service elsewhere that a client asks does not answer as it should
└── ApiError          Parliament's API does not give what it was asked for
    └── ApiDown       nor will it give anything else for now
"""


class QaError(Exception):
    """Something went wrong that the person at the keyboard can put right.

    `message` says what and where; `cure` says what to do, as an instruction.
    """

    def __init__(self, message: str, cure: str = "") -> None:
        self.message = message
        self.cure = cure
        super().__init__(f"{message} {cure}".strip())


class Rejected(QaError):
    """A source, or one record of it, that is refused as a whole; nothing of it is stored."""


class StoreError(QaError):
    """The store cannot be opened, read or written."""


class IndexUnusable(QaError):
    """The index is missing, damaged, or was made by other settings than those in force."""


class BadRequest(QaError):
    """A question or a parameter is out of bounds; `parameter` names it."""

    def __init__(self, parameter: str, message: str, cure: str = "") -> None:
        self.parameter = parameter
        super().__init__(message, cure)


class NotFound(QaError):
    """Nothing stands under the name that was asked for."""


class Expired(QaError):
    """What a client was given to go on from is of an index or a store that is no more."""


class ServiceError(QaError):
    """A service elsewhere, asked through its API, does not answer, or refuses."""


class ApiError(QaError):
    """Parliament's API, however often it was asked, did not give what it was asked for."""


class ApiGone(ApiError):
    """Parliament's API knows nothing of one thing that was asked for by its number."""


class ApiDown(ApiError):
    """Parliament's API cannot be used for now, or at this address; nothing more is asked of it."""
