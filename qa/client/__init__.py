"""The Python client of a service's API; it returns the JSON records of `qa.model.json_types`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, cast
from urllib.parse import parse_qs, quote, urlsplit

from typing_extensions import TypedDict, Unpack

from qa.client.transport import LOCAL_URL, Transport, record_of
from qa.errors import NotFound
from qa.model import House, Kind, Status
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


class Client:
    """A client of the service at one address; `key` is sent if given.

    Requests are tried again as `Transport` says. Raises BadRequest, NotFound or Expired as the
    service does, ServiceError for anything else; BadRequest at once for an address or key that
    cannot be one.
    """

    def __init__(self, url: str = LOCAL_URL, key: str | None = None, timeout: float = 60.0) -> None:
        self._transport = Transport(url, key, timeout)

    def __enter__(self) -> Client:
        """Return the client, for a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def reply(
        self, question: str, *, hits: int | None = None, **parameters: Unpack[QuestionParameters]
    ) -> Reply:
        """The reply to one question."""
        given = _parameters(parameters, q=question, hits=hits)
        return cast(Reply, record_of(self._transport.get("passages", given)))

    def passages(
        self, question: str, *, hits: int = 100, **parameters: Unpack[QuestionParameters]
    ) -> Iterator[Passage]:
        """The passages of the reply to a question, best first, fetched in pages of `hits`.

        There are none if the reply is an honest no. Raises Expired if the index changes between two
        pages.
        """
        params = _parameters(parameters, q=question, hits=hits)
        while True:
            response = self._transport.get("passages", params)
            yield from record_of(response, "passages")["passages"]
            next_url = response.links.get("next", {}).get("url")
            if next_url is None:
                return
            params = parse_qs(urlsplit(next_url).query)

    def answer(self, answer_id: str) -> Answer:
        """One whole answer, by its id today or an earlier one."""
        return cast(Answer, record_of(self._transport.get(_path(answer_id))))

    def passages_of(self, answer_id: str) -> Slices:
        """The passages of one answer, in their order."""
        return cast(Slices, record_of(self._transport.get(f"{_path(answer_id)}/passages")))

    def history(self, answer_id: str) -> History:
        """The versions of one answer."""
        return cast(History, record_of(self._transport.get(f"{_path(answer_id)}/history")))

    def similar(self, answer_id: str, hits: int = 10) -> Similar:
        """Answers to similar questions."""
        return cast(
            Similar, record_of(self._transport.get(f"{_path(answer_id)}/similar", {"hits": hits}))
        )

    def prior_answers(self, question: str, hits: int = 5) -> PriorAnswers:
        """The answers to questions that a question, or a draft of one, repeats."""
        given = {"q": question, "hits": hits}
        return cast(PriorAnswers, record_of(self._transport.get("prior-answers", given)))

    def check_quotations(self, text: str) -> QuoteCheck:
        """What a text quotes of the answers, sentence by sentence; true where `faults` is 0."""
        response = self._transport.send(
            "POST", "quote-checks", repeatable=True, json={"text": text}
        )
        return cast(QuoteCheck, record_of(response, "sentences", "faults"))

    def over_time(self, question: str | None = None, *, answer_id: str | None = None) -> OverTime:
        """A question or a subject, or an answer's question, over time; give one of them."""
        given = _parameters({}, q=question, answer_id=answer_id)
        return cast(OverTime, record_of(self._transport.get("over-time", given)))

    def draft(self, question: str) -> DraftEvidence:
        """A new question taken apart, with what published answers say to each part."""
        return cast(
            DraftEvidence, record_of(self._transport.post_many("drafts", {"question": question}))
        )

    def suggestions(self, text: str) -> Suggestions:
        """What a text that is still being typed may lead to."""
        return cast(Suggestions, record_of(self._transport.get("suggestions", {"q": text})))

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
            page = cast(Page, record_of(self._transport.get("answers", params), "more", "cursor"))
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
        replies = record_of(self._transport.post_many("searches", body), "replies")["replies"]
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
        return cast(Run, record_of(self._transport.post_many("runs", body)))

    def begin(self) -> Conversation:
        """Begin a conversation."""
        return cast(Conversation, record_of(self._transport.post("conversations")))

    def ask(self, conversation_id: str, question: str) -> Turn:
        """Ask the next question of a conversation."""
        body = {"question": question}
        return cast(
            Turn,
            record_of(self._transport.post(f"conversations/{_part(conversation_id)}/turns", body)),
        )

    def conversation(self, conversation_id: str) -> Conversation:
        """A conversation with its turns."""
        return cast(
            Conversation, record_of(self._transport.get(f"conversations/{_part(conversation_id)}"))
        )

    def forget(self, conversation_id: str) -> None:
        """Delete a conversation."""
        self._transport.send("DELETE", f"conversations/{_part(conversation_id)}")

    def mark(
        self,
        question: str,
        passage_id: str,
        judgment: Literal["answers it", "related", "not relevant"],
        **parameters: Unpack[QuestionParameters],
    ) -> None:
        """Store a judgment of a passage that the reply to a question shows."""
        body = _parameters(parameters, q=question, passage_id=passage_id, judgment=judgment)
        self._transport.post("marks", body)

    def watches(self, hits: int = 50) -> WatchesRecord:
        """Your watches with what happened since you looked, at most `hits` answers of each."""
        return cast(
            WatchesRecord, record_of(self._transport.get("watches", {"hits": hits}), "seen")
        )

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
        return cast(WatchRecord, record_of(self._transport.post("watches", body), "watch_id"))

    def looked(self, seen: str) -> None:
        """Say that you have looked at all of a list, by its `seen`."""
        self._transport.post(f"watches/seen/{_part(seen)}")

    def unwatch(self, watch_id: str) -> None:
        """Remove a watch."""
        self._transport.send("DELETE", f"watches/{_part(watch_id)}")

    def coverage(self) -> Json:
        """What is covered."""
        return record_of(self._transport.get("coverage"))


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
