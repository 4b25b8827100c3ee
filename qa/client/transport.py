"""Requests to a service, tried again where that may help, and its responses as records."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import Any

import httpx2
import stamina

from qa.errors import BadRequest, Expired, NotFound, ServiceError
from qa.model.address import is_loopback, read_address
from qa.model.documented import Json

LOCAL_URL = "http://127.0.0.1:8000"

BATCH_TIMEOUT_SECONDS = 900.0
"""Time limit of a call with many questions."""

_MAX_ATTEMPTS = 6
_RETRIED_STATUSES = (429, 502, 503, 504)

# A retry needs no message: the error says what failed. A program that configures logging sees it.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class _Retryable(Exception):
    """A response that a retry may improve; `wait` is its Retry-After in seconds, or None."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        stated = response.headers.get("Retry-After", "")
        self.wait = float(stated) if stated.isdecimal() else None


class Transport:
    """The connections to the service at one address.

    A broken connection and statuses 429 and 502 to 504 are retried with back-off, and never before
    Retry-After. A request that must not be done twice is retried after 429 only. Raises as `Client`
    says.
    """

    def __init__(self, url: str, key: str | None, timeout: float) -> None:
        headers = {"User-Agent": f"written-answers-qa/{version('written-answers-qa')}"}
        if key:
            if not (key.isascii() and key.isprintable()):
                raise BadRequest(
                    "key", "The key has a character that no key has.", "Copy it whole."
                )
            headers["Authorization"] = f"Bearer {key}"
        address = read_address("url", url, LOCAL_URL)
        self._http = httpx2.Client(
            base_url=f"{address}/api/v1/",
            headers=headers,
            timeout=timeout,
            follow_redirects=True,
            trust_env=not is_loopback(address),
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, params: dict[str, Any] | None = None) -> httpx2.Response:
        """The response of something to read."""
        return self.send("GET", path, repeatable=True, params=params)

    def post(self, path: str, body: Any = None) -> httpx2.Response:
        """The response of something to do, once."""
        return self.send("POST", path, json=body)

    def post_many(self, path: str, body: Any) -> httpx2.Response:
        """The response of something long to read, which is posted."""
        return self.send("POST", path, repeatable=True, json=body, timeout=BATCH_TIMEOUT_SECONDS)

    def send(
        self, method: str, path: str, repeatable: bool = False, **options: Any
    ) -> httpx2.Response:
        """A request's response, or the error it describes; `repeatable`: twice does no harm."""

        if self._http.is_closed:
            raise ServiceError("The client is closed.", "Make a new client.")

        def is_retried(error: Exception) -> bool | float:
            if isinstance(error, _Retryable):
                refused_unread = error.response.status_code == 429
                return (error.wait or True) if repeatable or refused_unread else False
            return repeatable and isinstance(error, httpx2.TransportError)

        try:
            for attempt in stamina.retry_context(
                on=is_retried, attempts=_MAX_ATTEMPTS, timeout=None
            ):
                with attempt:
                    response = self._http.request(method, path, **options)
                    if response.status_code in _RETRIED_STATUSES:
                        raise _Retryable(response)
        except _Retryable as error:
            response = error.response
        except UnicodeError as error:
            raise BadRequest("", f"The text cannot be sent: {error}.", "Type it again.") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ServiceError(
                f"{self._http.base_url} does not answer: {error or type(error).__name__}.",
                "Check the address, and that `qa serve` runs there.",
            ) from error
        _raise_for(response)
        return response


def _raise_for(response: httpx2.Response) -> None:
    """Raise the error that a problem response describes."""
    if response.is_success:
        return
    try:
        problem = response.json()
        detail = str(problem["detail"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _other_form(response) from None
    if response.status_code == 400:
        raise BadRequest(str(problem.get("parameter", "")), detail)
    known = {404: NotFound, 410: Expired}
    raise known.get(response.status_code, ServiceError)(detail)


def record_of(response: httpx2.Response, *names: str) -> Json:
    """The record of a response, which has these fields."""
    try:
        record = response.json()
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or not record.keys() >= set(names):
        raise _other_form(response)
    return record


def _other_form(response: httpx2.Response) -> ServiceError:
    return ServiceError(
        f"{response.url} returned {response.status_code}, not a response of this service.",
        "Check the address, and any proxy in front of the service.",
    )
