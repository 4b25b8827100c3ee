"""HTTP transport to Parliament's API: rate, retries, and bounds of time and memory."""

from __future__ import annotations

import email.utils
import json
import logging
import threading
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import TypeVar

import httpx2
import stamina
from stamina.instrumentation import set_on_retry_hooks

from qa.archive.sources.source import MAX_RECORD_BYTES
from qa.archive.sync.rate_limit import RateLimiter
from qa.errors import ApiDown, ApiError, BadRequest, printable
from qa.model.address import is_loopback, read_address

API_URL = "https://questions-statements-api.parliament.uk/api"
TIMEOUT_SECONDS = 60.0
"""Time that one reply may take."""
MAX_CONNECTIONS = 2
"""Requests sent at the same time, at most."""
RUN_AGAIN = "Run the same command again; it goes on from here."

_MAX_ATTEMPTS = 8
_MAX_ATTEMPTS_AT_FIRST = 4  # before any reply has come: a wrong address should show soon
_MAX_FAILURES = 5  # in a row, before the API is taken to be down
_MAX_RETRY_AFTER_SECONDS = 120.0
_MAX_REDIRECTS = 5
_LONG_WAIT_SECONDS = 4.0

_log = logging.getLogger(__name__)

T = TypeVar("T")
Parameter = tuple[str, str]
"""Name and value of one parameter in the query of a URL."""

set_on_retry_hooks([])  # The report names what failed; a log line for each attempt does not help.


class TransientError(Exception):
    """A reply that cannot be used; the same request may succeed on the next attempt."""


class Transport:
    """The API at one address, with at most `rate` requests a second.

    A reply may take `timeout` seconds and MAX_RECORD_BYTES. Failures that may be transient (408,
    429, 5xx, a broken connection, an unexpected reply) are retried with back-off, and not before
    the time that a Retry-After names. Safe to share between MAX_CONNECTIONS threads.
    """

    def __init__(self, api_url: str, rate: float, timeout: float = TIMEOUT_SECONDS) -> None:
        self._base = _address(api_url, rate)
        self._limiter = RateLimiter(rate)
        self._timeout = timeout
        self._lock = threading.Lock()
        self._failures, self._reached = 0, False
        self._down: ApiDown | None = None
        self._http = httpx2.Client(
            headers={"User-Agent": _user_agent(), "Accept": "application/json"},
            timeout=httpx2.Timeout(timeout, connect=min(timeout, 10.0)),
            limits=httpx2.Limits(max_connections=MAX_CONNECTIONS),
            trust_env=not is_loopback(self._base),
        )

    def close(self) -> None:
        """Send no more requests; threads that wait for their turn get ApiDown."""
        self._limiter.stop()
        self._http.close()

    def get(
        self,
        path: str,
        parameters: list[Parameter],
        read: Callable[[str, int], T],
        missing: type[ApiError] = ApiDown,
    ) -> T:
        """What `read` returns for the text of the reply and the number of the attempt, from 1.

        `read` raises TransientError to have the request sent again. Raises `missing` where the API
        has nothing under the path, ApiError or ApiDown where it gives no usable reply.
        """
        if self._down:
            raise self._down
        url = self._base.copy_with(path=self._base.path.rstrip("/") + path, params=parameters)
        retrying = stamina.retry_context(
            on=_is_transient,
            attempts=_MAX_ATTEMPTS,
            timeout=None,
            wait_initial=0.5,
            wait_max=30,
            wait_jitter=0.5,
        )
        try:
            for attempt in retrying:
                with attempt:
                    try:
                        got = read(self._reply(url, missing), attempt.num)
                    except (TransientError, httpx2.TransportError) as error:
                        lost = isinstance(error, httpx2.TransportError) and not self._reached
                        if lost and attempt.num >= _MAX_ATTEMPTS_AT_FIRST:
                            raise self._failure(url, error) from error
                        if attempt.num < _MAX_ATTEMPTS:
                            _say_wait(attempt.next_wait, str(error) or type(error).__name__)
                        raise
        except ApiDown as error:
            self._down = error
            raise
        except (TransientError, httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._failure(url, error) from error
        self._failures = 0
        return got

    def _failure(self, url: httpx2.URL, error: Exception) -> ApiError:
        """The error after the last attempt: ApiDown at first contact or after several in a row."""
        message = f"{url} could not be fetched: {str(error) or type(error).__name__}."
        with self._lock:
            self._failures += 1
            if self._failures < _MAX_FAILURES and self._reached:
                return ApiError(message, RUN_AGAIN)
            cure = RUN_AGAIN if self._reached else "Check --api-url and the network."
            self._down = ApiDown(message, cure)
            return self._down

    def _reply(self, url: httpx2.URL, missing: type[ApiError]) -> str:
        """The text of a successful reply, after redirects within the site."""
        for _ in range(_MAX_REDIRECTS):
            self._limiter.wait()
            deadline = time.monotonic() + self._timeout
            with self._http.stream("GET", url) as response:
                if response.has_redirect_location:
                    url = _redirect_target(response)
                    continue
                body = _body(response, deadline)
            self._reached = True
            if response.is_success:
                return _decoded(body)
            self._raise_for_status(response, body, missing)
        raise TransientError(f"it redirects {_MAX_REDIRECTS} times in a row")

    def _raise_for_status(
        self, response: httpx2.Response, body: bytes, missing: type[ApiError]
    ) -> None:
        """Raise the error that a status means, after pausing as long as it asks."""
        status = response.status_code
        if status in (408, 429) or status >= 500:
            seconds = _retry_after(response.headers.get("Retry-After", ""))
            if seconds > _MAX_RETRY_AFTER_SECONDS:
                raise ApiDown(f"The API asks for a pause of {seconds:,.0f} seconds.", RUN_AGAIN)
            _say_wait(seconds, f"the API answers {status} and asks for this pause")
            self._limiter.pause(seconds)
            raise TransientError(f"the API answers {status}")
        error = missing if status in (400, 404, 410) else ApiDown
        raise error(
            f"{response.url} gives {status}: {_problem(body)}", "Check --api-url, or run it later."
        )


def _address(api_url: str, rate: float) -> httpx2.URL:
    url = read_address("api-url", api_url, API_URL)
    most = 100_000 if is_loopback(url) else 10
    if not 0.01 <= rate <= most:
        raise BadRequest(
            "rate",
            f"The rate is {rate:g}.",
            f"Give 0.01 to {most:,} requests a second; 2 is usual.",
        )
    return url


def _say_wait(seconds: float, reason: str) -> None:
    """Say what a long wait is for."""
    if seconds >= _LONG_WAIT_SECONDS:
        _log.warning("Waiting %.0f seconds: %s.", seconds, printable(reason))


def _user_agent() -> str:
    return (
        f"written-answers-qa/{version('written-answers-qa')} (qa sync; a local archive of answers)"
    )


def _redirect_target(response: httpx2.Response) -> httpx2.URL:
    """The URL that a redirect leads to; raises ApiDown where it is on another site.

    A site is one scheme, host and port. On the standard port of https all hosts of parliament.uk
    are one site, because the API has moved from one of them to another.
    """
    here, there = response.url, response.url.join(response.headers["Location"])
    official = all(
        url.scheme == "https" and url.port is None and f".{url.host}".endswith(".parliament.uk")
        for url in (here, there)
    )
    if not official and (here.scheme, here.netloc) != (there.scheme, there.netloc):
        raise ApiDown(
            f"{here} redirects to another site, {str(there)[:200]}, which is not followed.",
            "Check --api-url; if the API has moved, give its new address.",
        )
    return there


def _body(response: httpx2.Response, deadline: float) -> bytes:
    """The whole body; raises TransientError where it is too long or too slow."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > MAX_RECORD_BYTES:
            raise TransientError(f"the reply is longer than {MAX_RECORD_BYTES:,} bytes")
        if time.monotonic() > deadline:
            raise TransientError("the reply does not end in time")
    return bytes(body)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TransientError("the reply is not UTF-8") from None


def _is_transient(error: Exception) -> bool:
    return isinstance(error, TransientError | httpx2.TransportError | httpx2.DecodingError)


def _retry_after(stated: str) -> float:
    """Seconds to wait by a Retry-After header, a number or a date; 0 where it is neither."""
    try:
        return max(0.0, float(stated))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(stated).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0


def _problem(body: bytes) -> str:
    """The reason that an error reply states, in one line."""
    try:
        problem = json.loads(body)
        stated = [problem.get("title"), problem.get("detail"), *(problem.get("errors") or {})]
    except (ValueError, RecursionError, AttributeError, TypeError):
        return "no reason is given."
    return "; ".join(str(part) for part in stated if part)[:300] or "no reason is given."
