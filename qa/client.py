"""Client: a service elsewhere asked through its API, with the same records as everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any, Literal
from urllib.parse import parse_qs, quote, urlsplit

import httpx2
import stamina
from typing_extensions import TypedDict, Unpack

from qa.errors import BadRequest, Expired, NotFound, ServiceError
from qa.model import House, Kind, Status
from qa.model.documented import Json
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

LOCAL = "http://127.0.0.1:8000"

MANY_SECONDS = 900.0
"""How long a call of many questions may take."""

_ATTEMPTS = 6
_PASSING = (429, 502, 503, 504)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Narrowing(TypedDict, total=False):
    """Which answers are asked of; dates are ISO and mean the date answered, both included."""

    date_from: str
    date_to: str
    body: str
    house: House
    status: Sequence[Status]
    kind: Sequence[Kind]


class Asking(Narrowing, total=False):
    """How a question is understood, too: `without` names parts of it to leave out; `explain` has
    each passage say why it was found (a mark knows no such thing)."""

    expand: bool
    without: Sequence[str]
    explain: bool


class Topic(TypedDict, total=False):
    """One question of a test set; `history` holds those before it, oldest first."""

    topic_id: str
    text: str
    history: list[str]


class _Passing(Exception):
    """A response that may be another one soon; `wait` is in seconds, where that was said."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        stated = response.headers.get("Retry-After", "")
        self.wait = float(stated) if stated.isdecimal() else None


class Client:
    """A service at one address, asked with a key where it wants one.

    What may pass (a broken connection, 429, 502 to 504) is tried again with back-off, not before
    the moment that a Retry-After names; what would be done twice is sent once. Raises BadRequest,
    NotFound or Expired as the library itself does, ServiceError for anything else.
    """

    def __init__(self, url: str = LOCAL, key: str | None = None, timeout: float = 60.0) -> None:
        headers = {"User-Agent": f"written-answers-qa/{version('written-answers-qa')}"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx2.Client(
            base_url=f"{url.rstrip('/')}/api/v1/",
            headers=headers,
            timeout=timeout,
            follow_redirects=True,
            # No proxy stands before one's own machine.
            trust_env=urlsplit(url).hostname not in _LOOPBACK,
        )

    def __enter__(self) -> Client:
        """Use it in a `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the connections."""
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def reply(self, question: str, *, hits: int | None = None, **asking: Unpack[Asking]) -> Reply:
        """The reply to one question."""
        reply: Reply = self._get("passages", _asked(asking, q=question, hits=hits)).json()
        return reply

    def passages(
        self, question: str, *, hits: int = 100, **asking: Unpack[Asking]
    ) -> Iterator[Passage]:
        """The passages that answer a question, best first, page after page of `hits` each.

        There are none where the reply is an honest no. Raises Expired where the index changes
        between two pages.
        """
        asked = _asked(asking, q=question, hits=hits)
        while True:
            response = self._get("passages", asked)
            yield from response.json()["passages"]
            following = response.links.get("next", {}).get("url")
            if following is None:
                return
            asked = parse_qs(urlsplit(following).query)

    def answer(self, answer_id: str) -> Answer:
        """One whole answer, by any name it ever had."""
        answer: Answer = self._get(_path(answer_id)).json()
        return answer

    def passages_of(self, answer_id: str) -> Slices:
        """The passages of one answer, in their order."""
        slices: Slices = self._get(f"{_path(answer_id)}/passages").json()
        return slices

    def history(self, answer_id: str) -> History:
        """The versions of one answer."""
        history: History = self._get(f"{_path(answer_id)}/history").json()
        return history

    def similar(self, answer_id: str, hits: int = 10) -> Similar:
        """Answers to questions that ask nearly the same."""
        similar: Similar = self._get(f"{_path(answer_id)}/similar", {"hits": hits}).json()
        return similar

    def answers(
        self,
        *,
        cursor: str | None = None,
        changed_since: str | None = None,
        hits: int = 500,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[Page]:
        """Pages of answers in the order of their last change, until there are no more.

        Keep the last page's `cursor`: given here later, it brings what has changed since.
        """
        asked = _asked(narrowing, cursor=cursor, changed_since=changed_since, hits=hits)
        while True:
            page: Page = self._get("answers", asked).json()
            yield page
            if not page["more"]:
                return
            asked["cursor"] = page["cursor"]

    def search(
        self, questions: Sequence[str], *, hits: int | None = None, **asking: Unpack[Asking]
    ) -> list[Reply]:
        """The replies to up to 1,000 questions, in their order."""
        asked = _asked(asking, questions=list(questions), hits=hits)
        replies: list[Reply] = self._post_many("searches", asked).json()["replies"]
        return replies

    def run(
        self,
        topics: Iterable[Topic],
        *,
        hits: int = 100,
        unit: Literal["answer", "passage"] = "answer",
    ) -> Run:
        """A test set of up to 1,000 topics ranked."""
        asked = {"topics": list(topics), "hits": hits, "unit": unit}
        run: Run = self._post_many("runs", asked).json()
        return run

    def begin(self) -> Conversation:
        """Begin a conversation."""
        conversation: Conversation = self._post("conversations").json()
        return conversation

    def ask(self, conversation_id: str, question: str) -> Turn:
        """Ask the next question of a conversation."""
        asked = {"question": question}
        turn: Turn = self._post(f"conversations/{_part(conversation_id)}/turns", asked).json()
        return turn

    def conversation(self, conversation_id: str) -> Conversation:
        """A conversation as it stands."""
        kept: Conversation = self._get(f"conversations/{_part(conversation_id)}").json()
        return kept

    def forget(self, conversation_id: str) -> None:
        """Delete a conversation."""
        self._send("DELETE", f"conversations/{_part(conversation_id)}")

    def mark(
        self,
        question: str,
        passage_id: str,
        judgment: Literal["answers it", "related", "not relevant"],
        **asking: Unpack[Asking],
    ) -> None:
        """Keep a judgment of a passage that the reply to a question shows."""
        asked = _asked(asking, q=question, passage_id=passage_id, judgment=judgment)
        self._post("marks", asked)

    def coverage(self) -> Json:
        """What is covered."""
        coverage: Json = self._get("coverage").json()
        return coverage

    def _get(self, path: str, asked: dict[str, Any] | None = None) -> httpx2.Response:
        return self._send("GET", path, again=True, params=asked)

    def _post(self, path: str, asked: Any = None) -> httpx2.Response:
        return self._send("POST", path, json=asked)

    def _post_many(self, path: str, asked: Any) -> httpx2.Response:
        return self._send("POST", path, again=True, json=asked, timeout=MANY_SECONDS)

    def _send(self, method: str, path: str, again: bool = False, **sent: Any) -> httpx2.Response:
        """The response, where it is a good one; sent `again` where that does nothing twice."""

        def may_pass(error: Exception) -> bool | float:
            if isinstance(error, _Passing):
                refused_unread = error.response.status_code == 429
                return (error.wait or True) if again or refused_unread else False
            return again and isinstance(error, httpx2.TransportError)

        try:
            for attempt in stamina.retry_context(on=may_pass, attempts=_ATTEMPTS, timeout=None):
                with attempt:
                    response = self._http.request(method, path, **sent)
                    if response.status_code in _PASSING:
                        raise _Passing(response)
        except _Passing as error:
            response = error.response
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ServiceError(
                f"{self._http.base_url} does not answer: {error or type(error).__name__}.",
                "Check the address, and that `qa serve` runs there.",
            ) from error
        _raise_for(response)
        return response


def _raise_for(response: httpx2.Response) -> None:
    """Raise the library's own error for what a problem says."""
    if response.is_success:
        return
    try:
        problem = response.json()
        detail = str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        raise ServiceError(
            f"{response.url} said {response.status_code}, not as this service would.",
            "Check the address, and what stands before the service.",
        ) from None
    if response.status_code == 400:
        raise BadRequest(str(problem.get("parameter", "")), detail)
    known = {404: NotFound, 410: Expired}
    raise known.get(response.status_code, ServiceError)(detail)


def _asked(narrowing: Narrowing | Asking, **more: Any) -> dict[str, Any]:
    """Parameters under the names that the API has for them, without those left out."""
    names = {"date_from": "from", "date_to": "to"}
    asked = {names.get(name, name): value for name, value in {**narrowing, **more}.items()}
    return {name: value for name, value in asked.items() if value is not None}


def _path(answer_id: str) -> str:
    date, _, uin = answer_id.partition("/")
    return f"answers/{_part(date)}/{_part(uin)}"


def _part(text: str) -> str:
    return quote(text, safe="") or "-"
