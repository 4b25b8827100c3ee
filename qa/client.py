"""The Python client of a service's API; it returns the JSON records of `qa.model.json_types`."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any, Literal, cast
from urllib.parse import parse_qs, quote, urlsplit

import httpx2
import stamina
from typing_extensions import TypedDict, Unpack

from qa.errors import BadRequest, Expired, NotFound, ServiceError
from qa.model import House, Kind, Status
from qa.model.address import is_loopback, read_address
from qa.model.browse import PriorAnswers
from qa.model.documented import Json
from qa.model.drafts import DraftEvidence
from qa.model.json_types import (  # fmt: skip
    Answer,
    Conversation,
    History,
    Page,
    Passage,
    Reply,
    Run,
    Similar,
    Slices,
    Turn,
)
from qa.model.over_time import OverTime
from qa.model.quote_checks import QuoteCheck
from qa.model.suggestions import Suggestions
from qa.model.watches import WatchesRecord, WatchRecord

LOCAL_URL = "http://127.0.0.1:8000"

BATCH_TIMEOUT_SECONDS = 900.0
"""Time limit of a call with many questions."""

_MAX_ATTEMPTS = 6
_RETRIED_STATUSES = (429, 502, 503, 504)

# A retry needs no message: the error says what failed. A program that configures logging sees it.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class FilterParameters(TypedDict, total=False):
    """Filters; dates are ISO and mean the date answered, both included."""

    date_from: str
    date_to: str
    body: str
    house: House
    status: Sequence[Status]
    kind: Sequence[Kind]


class QuestionParameters(FilterParameters, total=False):
    """Filters and how a question is understood.

    `disabled` names interpretations to switch off, or `all`; `explain` adds to each passage why it
    was found (not for a mark).
    """

    disabled: Sequence[str]
    explain: bool


class Topic(TypedDict, total=False):
    """One question of a test set; `history` has the earlier questions, oldest first."""

    topic_id: str
    text: str
    history: list[str]


class _Retryable(Exception):
    """A response that a retry may improve; `wait` is its Retry-After in seconds, or None."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        stated = response.headers.get("Retry-After", "")
        self.wait = float(stated) if stated.isdecimal() else None


class Client:
    """A client of the service at one address; `key` is sent if given.

    A broken connection and statuses 429 and 502 to 504 are retried with back-off, and never before
    Retry-After. A request that must not be done twice is retried after 429 only. Raises BadRequest,
    NotFound or Expired as the service does, ServiceError for anything else; BadRequest at once for
    an address or key that cannot be one.
    """

    def __init__(self, url: str = LOCAL_URL, key: str | None = None, timeout: float = 60.0) -> None:
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

    def __enter__(self) -> Client:
        """Return the client, for a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def reply(
        self, question: str, *, hits: int | None = None, **parameters: Unpack[QuestionParameters]
    ) -> Reply:
        """The reply to one question."""
        given = _parameters(parameters, q=question, hits=hits)
        return cast(Reply, _record(self._get("passages", given)))

    def passages(
        self, question: str, *, hits: int = 100, **parameters: Unpack[QuestionParameters]
    ) -> Iterator[Passage]:
        """The passages of the reply to a question, best first, fetched in pages of `hits`.

        There are none if the reply is an honest no. Raises Expired if the index changes between two
        pages.
        """
        params = _parameters(parameters, q=question, hits=hits)
        while True:
            response = self._get("passages", params)
            yield from _record(response, "passages")["passages"]
            next_url = response.links.get("next", {}).get("url")
            if next_url is None:
                return
            params = parse_qs(urlsplit(next_url).query)

    def answer(self, answer_id: str) -> Answer:
        """One whole answer, by its id today or an earlier one."""
        return cast(Answer, _record(self._get(_path(answer_id))))

    def passages_of(self, answer_id: str) -> Slices:
        """The passages of one answer, in their order."""
        return cast(Slices, _record(self._get(f"{_path(answer_id)}/passages")))

    def history(self, answer_id: str) -> History:
        """The versions of one answer."""
        return cast(History, _record(self._get(f"{_path(answer_id)}/history")))

    def similar(self, answer_id: str, hits: int = 10) -> Similar:
        """Answers to similar questions."""
        return cast(Similar, _record(self._get(f"{_path(answer_id)}/similar", {"hits": hits})))

    def prior_answers(self, question: str, hits: int = 5) -> PriorAnswers:
        """The answers to questions that a question, or a draft of one, repeats."""
        given = {"q": question, "hits": hits}
        return cast(PriorAnswers, _record(self._get("prior-answers", given)))

    def check_quotations(self, text: str) -> QuoteCheck:
        """What a text quotes of the answers, sentence by sentence; true where `faults` is 0."""
        response = self._send("POST", "quote-checks", repeatable=True, json={"text": text})
        return cast(QuoteCheck, _record(response, "sentences", "faults"))

    def over_time(self, question: str | None = None, *, answer_id: str | None = None) -> OverTime:
        """A question or a subject, or an answer's question, over time; give one of them."""
        given = _parameters({}, q=question, answer_id=answer_id)
        return cast(OverTime, _record(self._get("over-time", given)))

    def draft(self, question: str) -> DraftEvidence:
        """A new question taken apart, with what published answers say to each part."""
        return cast(DraftEvidence, _record(self._post_many("drafts", {"question": question})))

    def suggestions(self, text: str) -> Suggestions:
        """What a text that is still being typed may lead to."""
        return cast(Suggestions, _record(self._get("suggestions", {"q": text})))

    def answers(
        self,
        *,
        cursor: str | None = None,
        changed_since: str | None = None,
        hits: int = 500,
        **filters: Unpack[FilterParameters],
    ) -> Iterator[Page]:
        """All pages of answers, in the order of their last change.

        Keep the `cursor` of the last page: given here later, it returns what has changed since.
        """
        params = _parameters(filters, cursor=cursor, changed_since=changed_since, hits=hits)
        while True:
            page = cast(Page, _record(self._get("answers", params), "more", "cursor"))
            yield page
            if not page["more"]:
                return
            params["cursor"] = page["cursor"]

    def search(
        self,
        questions: Sequence[str],
        *,
        hits: int | None = None,
        **parameters: Unpack[QuestionParameters],
    ) -> list[Reply]:
        """The replies to up to 1,000 questions, in their order."""
        body = _parameters(parameters, questions=list(questions), hits=hits)
        replies = _record(self._post_many("searches", body), "replies")["replies"]
        return cast(list[Reply], replies)

    def run(
        self,
        topics: Iterable[Topic],
        *,
        hits: int = 100,
        unit: Literal["answer", "passage"] = "answer",
    ) -> Run:
        """The ranking of a test set of up to 1,000 topics."""
        body = {"topics": list(topics), "hits": hits, "unit": unit}
        return cast(Run, _record(self._post_many("runs", body)))

    def begin(self) -> Conversation:
        """Begin a conversation."""
        return cast(Conversation, _record(self._post("conversations")))

    def ask(self, conversation_id: str, question: str) -> Turn:
        """Ask the next question of a conversation."""
        body = {"question": question}
        return cast(
            Turn, _record(self._post(f"conversations/{_part(conversation_id)}/turns", body))
        )

    def conversation(self, conversation_id: str) -> Conversation:
        """A conversation with its turns."""
        return cast(Conversation, _record(self._get(f"conversations/{_part(conversation_id)}")))

    def forget(self, conversation_id: str) -> None:
        """Delete a conversation."""
        self._send("DELETE", f"conversations/{_part(conversation_id)}")

    def mark(
        self,
        question: str,
        passage_id: str,
        judgment: Literal["answers it", "related", "not relevant"],
        **parameters: Unpack[QuestionParameters],
    ) -> None:
        """Store a judgment of a passage that the reply to a question shows."""
        body = _parameters(parameters, q=question, passage_id=passage_id, judgment=judgment)
        self._post("marks", body)

    def watches(self, hits: int = 50) -> WatchesRecord:
        """Your watches with what happened since you looked, at most `hits` answers of each."""
        return cast(WatchesRecord, _record(self._get("watches", {"hits": hits}), "seen"))

    def watch(
        self,
        question: str = "",
        *,
        answer_id: str | None = None,
        all_words: bool = False,
        **filters: Unpack[FilterParameters],
    ) -> WatchRecord:
        """Watch an answer, or a question; with `all_words` only answers that hold all of them."""
        watch = None if answer_id else "search" if all_words else "question"
        body = _parameters(filters, q=question or None, answer_id=answer_id, watch=watch)
        return cast(WatchRecord, _record(self._post("watches", body), "watch_id"))

    def looked(self, seen: str) -> None:
        """Say that you have looked at all of a list, by its `seen`."""
        self._post(f"watches/seen/{_part(seen)}")

    def unwatch(self, watch_id: str) -> None:
        """Remove a watch."""
        self._send("DELETE", f"watches/{_part(watch_id)}")

    def coverage(self) -> Json:
        """What is covered."""
        return _record(self._get("coverage"))

    def _get(self, path: str, params: dict[str, Any] | None = None) -> httpx2.Response:
        return self._send("GET", path, repeatable=True, params=params)

    def _post(self, path: str, body: Any = None) -> httpx2.Response:
        return self._send("POST", path, json=body)

    def _post_many(self, path: str, body: Any) -> httpx2.Response:
        return self._send("POST", path, repeatable=True, json=body, timeout=BATCH_TIMEOUT_SECONDS)

    def _send(
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


def _record(response: httpx2.Response, *names: str) -> Json:
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


def _parameters(given: FilterParameters | QuestionParameters, **more: Any) -> dict[str, Any]:
    """Parameters under their names in the API, without those that are None."""
    names = {"date_from": "from", "date_to": "to"}
    named = {names.get(name, name): value for name, value in {**given, **more}.items()}
    return {name: value for name, value in named.items() if value is not None}


def _path(answer_id: str) -> str:
    date, slash, uin = answer_id.partition("/")
    if not slash:
        raise NotFound(
            f"No written answer is named {answer_id[:100]!r}.",
            "An answer is named by its date tabled and UIN, such as 2021-09-03/41780.",
        )
    return f"answers/{_part(date)}/{_part(uin)}"


def _part(text: str) -> str:
    return quote(text, safe="", errors="replace") or "-"
