"""Transport: one reply of Parliament's API at a time, politely, in bounded time and memory."""

from __future__ import annotations

import email.utils
import json
import threading
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import TypeVar

import httpx2
import stamina
from stamina.instrumentation import set_on_retry_hooks

from qa.archive.sources.source import LONGEST_RECORD
from qa.archive.sync.rate_limit import Pace
from qa.errors import ApiDown, ApiError, BadRequest

API_URL = "https://questions-statements-api.parliament.uk/api"
TIMEOUT = 60.0
"""Seconds that one reply may take."""
AT_ONCE = 2
"""Requests under way at the same time, at most."""
AGAIN = "Run the same command again; it goes on from here."

_ATTEMPTS, _FIRST_ATTEMPTS = 8, 4  # a wrong address should be told soon
_FAILURES = 5  # one after another, before the whole API is taken to be down
_LONGEST_WAIT = 120.0  # seconds that a Retry-After may ask for
_HOPS = 5

T = TypeVar("T")
Filter = tuple[str, str]

set_on_retry_hooks([])  # What failed is said at the end; a log line for each try would not help.


class Passing(Exception):
    """What is wrong with one reply, and may be right with the next."""


class Transport:
    """The API at one address, asked at most `rate` times a second.

    Each reply has `timeout` seconds and `LONGEST_RECORD` bytes. What may pass (408, 429, 5xx, a
    broken connection, a reply that is not what was asked for) is tried again with back-off, not
    before the moment that a Retry-After names. Safe to share between `AT_ONCE` threads.
    """

    def __init__(self, api_url: str, rate: float, timeout: float = TIMEOUT) -> None:
        self._base = _address(api_url, rate)
        self._pace = Pace(rate)
        self._timeout = timeout
        self._lock = threading.Lock()
        self._failures, self._reached = 0, False
        self._down: ApiDown | None = None
        self._http = httpx2.Client(
            headers={"User-Agent": _user_agent(), "Accept": "application/json"},
            timeout=httpx2.Timeout(timeout, connect=min(timeout, 10.0)),
            limits=httpx2.Limits(max_connections=AT_ONCE),
            trust_env=not _is_loopback(self._base),  # No proxy stands before one's own machine.
        )

    def close(self) -> None:
        """Ask nothing more; whoever still waits for its turn is sent away."""
        self._pace.stop()
        self._http.close()

    def get(
        self,
        path: str,
        asked: list[Filter],
        read: Callable[[str, int], T],
        missing: type[ApiError] = ApiDown,
    ) -> T:
        """What `read` makes of the reply and of the number of the attempt.

        `read` raises Passing for a reply that is to be asked for again. Raises `missing` where
        the API knows nothing there, ApiError or ApiDown where it does not reply to any use.
        """
        if self._down:
            raise self._down
        url = self._base.copy_with(path=self._base.path.rstrip("/") + path, params=asked)
        retrying = stamina.retry_context(
            on=_may_pass,
            attempts=_ATTEMPTS,
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
                    except httpx2.TransportError as error:
                        if attempt.num < _FIRST_ATTEMPTS or self._reached:
                            raise
                        raise self._failed(url, error) from error
        except ApiDown as error:
            self._down = error
            raise
        except (Passing, httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._failed(url, error) from error
        self._failures = 0
        return got

    def _failed(self, url: httpx2.URL, error: Exception) -> ApiError:
        """The error for what failed after all attempts; the API is down when that goes on."""
        why = str(error) or type(error).__name__
        with self._lock:
            self._failures += 1
            if self._failures < _FAILURES and self._reached:
                return ApiError(f"{url} could not be fetched: {why}.", AGAIN)
            cure = AGAIN if self._reached else "Check --api-url and the network."
            self._down = ApiDown(f"{url} could not be fetched: {why}.", cure)
            return self._down

    def _reply(self, url: httpx2.URL, missing: type[ApiError]) -> str:
        """The body of a good reply, after redirects within the site."""
        for _ in range(_HOPS):
            self._pace.wait()
            deadline = time.monotonic() + self._timeout
            with self._http.stream("GET", url) as response:
                if response.has_redirect_location:
                    url = _next(response)
                    continue
                body = _body(response, deadline)
            self._reached = True
            if response.is_success:
                return _decoded(body)
            self._refuse(response, body, missing)
        raise Passing(f"it redirects {_HOPS} times over")

    def _refuse(self, response: httpx2.Response, body: bytes, missing: type[ApiError]) -> None:
        """Raise what an error status means, after holding back as long as it asks."""
        status = response.status_code
        if status in (408, 429) or status >= 500:
            seconds = _retry_after(response.headers.get("Retry-After", ""))
            if seconds > _LONGEST_WAIT:
                raise ApiDown(f"The API asks to be left alone for {seconds:,.0f} seconds.", AGAIN)
            self._pace.hold(seconds)
            raise Passing(f"the API answers {status}")
        error = missing if status in (400, 404, 410) else ApiDown
        raise error(
            f"{response.url} gives {status}: {_problem(body)}", "Check --api-url, or run it later."
        )


def _address(api_url: str, rate: float) -> httpx2.URL:
    try:
        url = httpx2.URL(api_url.rstrip("/"))
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment:
        raise BadRequest(
            "api-url", f"The API's address is {api_url[:200]!r}.", f"Give one such as {API_URL}."
        )
    most = 100_000 if _is_loopback(url) else 10
    if not 0.01 <= rate <= most:
        raise BadRequest(
            "rate",
            f"The rate is {rate:g}.",
            f"Give 0.01 to {most:,} requests a second; 2 is usual.",
        )
    return url


def _is_loopback(url: httpx2.URL) -> bool:
    return url.host in ("localhost", "127.0.0.1", "::1")


def _user_agent() -> str:
    return (
        f"written-answers-qa/{version('written-answers-qa')} (qa sync; a local archive of answers)"
    )


def _next(response: httpx2.Response) -> httpx2.URL:
    """Where a redirect leads, if that is the same site.

    The same is the same scheme, host and port; and on the standard port any host of
    parliament.uk, for the API has moved from one of them to another.
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
    """The whole body, as long as it comes in time and in bounds."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > LONGEST_RECORD:
            raise Passing(f"the reply is longer than {LONGEST_RECORD:,} bytes")
        if time.monotonic() > deadline:
            raise Passing("the reply does not come to an end in time")
    return bytes(body)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Passing("the reply is not UTF-8") from None


def _may_pass(error: Exception) -> bool:
    return isinstance(error, Passing | httpx2.TransportError | httpx2.DecodingError)


def _retry_after(stated: str) -> float:
    """The seconds that a Retry-After asks for, as a number or as a date; 0 where it is neither."""
    try:
        return max(0.0, float(stated))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(stated).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0


def _problem(body: bytes) -> str:
    """What an error says of itself, in one line."""
    try:
        problem = json.loads(body)
        said = [problem.get("title"), problem.get("detail"), *(problem.get("errors") or {})]
    except (ValueError, RecursionError, AttributeError, TypeError):
        return "no reason is given."
    return "; ".join(str(part) for part in said if part)[:300] or "no reason is given."
