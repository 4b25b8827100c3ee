"""Client of Parliament's Written Questions API: lists of questions, and questions in detail."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qa.archive.sync.transport import (
    RUN_AGAIN,
    TIMEOUT_SECONDS,
    Parameter,
    TransientError,
    Transport,
)
from qa.errors import ApiError, ApiGone

_QUESTIONS = "/writtenquestions/questions"
_PAGE_ROWS = 100
_MAX_LIST_ROWS = 100_000  # a list that goes on after that has no end
_MAX_LISTINGS = 5  # of a list that changes while it is read


@dataclass(frozen=True, slots=True)
class ListRow:
    """A question as a list shows it, with the facts that lists state reliably.

    `date_answered` is a day; `date_corrected` is as the API writes it. `unanswered` means that the
    question is not answered, not withdrawn and has no holding answer.
    """

    id: int
    uin: str
    date_tabled: str
    date_answered: str | None
    date_corrected: str | None
    unanswered: bool


@dataclass(frozen=True, slots=True)
class QuestionDetail:
    """A question in detail: its id, the id of its answering body, and the API's reply verbatim."""

    id: int
    body: int
    published: str


class ApiClient:
    """The API at one address, with at most `rate` requests a second.

    Every method raises ApiError for what the API does not give, ApiDown where it gives nothing.
    """

    def __init__(self, api_url: str, rate: float, timeout: float = TIMEOUT_SECONDS) -> None:
        self._transport = Transport(api_url, rate, timeout)

    def close(self) -> None:
        """Send no more requests."""
        self._transport.close()

    def questions(self, filters: Iterable[Parameter], most: int = _MAX_LIST_ROWS) -> list[ListRow]:
        """Every question that the filters match, once, of all sessions, withdrawn ones too.

        Rows may move from page to page while the list is read. Where fewer come than the API
        announces, the list is read again in overlapping pages, until all have come or two
        listings bring nothing new. Raises ApiError for a list of more than `most`.
        """
        parameters = [("sessionStatus", "Any"), ("includeWithdrawn", "true"), *filters]
        found: dict[int, ListRow] = {}
        without_news = 0
        for listing in range(_MAX_LISTINGS):
            before = len(found)
            announced = self._add_listing(parameters, found, most, overlapping=listing > 0)
            without_news = without_news + 1 if listing and len(found) == before else 0
            if len(found) >= announced or without_news == 2:
                return list(found.values())
        raise ApiError(f"A list of {announced:,} questions keeps changing.", RUN_AGAIN)

    def question(self, id: int) -> QuestionDetail:
        """One question in detail, with its members' names; raises ApiGone where there is none."""

        def read(text: str, attempt: int) -> QuestionDetail:
            value = _object(text).get("value")
            if not isinstance(value, dict) or value.get("id") != id:
                raise TransientError(f"the reply is not question {id}")
            return QuestionDetail(id, _integer(value.get("answeringBodyId")), text)

        parameters = [("expandMember", "true"), ("sessionStatus", "Any")]
        return self._transport.get(f"{_QUESTIONS}/{id}", parameters, read, missing=ApiGone)

    def _add_listing(
        self,
        parameters: list[Parameter],
        found: dict[int, ListRow],
        most: int,
        *,
        overlapping: bool,
    ) -> int:
        """Add the rows of one whole listing to `found`; return the largest total announced."""
        skip = announced = 0
        while max(skip, announced) <= most:
            rows, total = self._page(parameters, skip)
            announced = max(announced, total)
            found.update((row.id, row) for row in rows)
            ended = len(rows) < _PAGE_ROWS and skip + len(rows) >= announced
            if not rows or (ended and not overlapping):
                return announced
            skip += max(1, len(rows) // 2) if overlapping else len(rows)
        raise ApiError(
            f"A list has {max(skip, announced):,} questions or more.",
            "Ask for fewer bodies at once.",
        )

    def _page(self, parameters: list[Parameter], skip: int) -> tuple[list[ListRow], int]:
        def read(text: str, attempt: int) -> tuple[list[ListRow], int]:
            page = _object(text)
            total, results = page.get("totalResults"), page.get("results", 0)
            if not isinstance(total, int) or not isinstance(results, list | None):
                raise TransientError("the reply holds no list of results")
            if results is None and (skip < total or attempt < 3):
                raise TransientError("the list of results is null")
            return [_list_row(item) for item in results or []], total

        paging = [("skip", str(skip)), ("take", str(_PAGE_ROWS))]
        return self._transport.get(_QUESTIONS, [*parameters, *paging], read)


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise TransientError("the reply is not JSON") from None
    if not isinstance(found, dict):
        raise TransientError("the reply is not a JSON object")
    return found


def _list_row(item: Any) -> ListRow:
    value = item.get("value") if isinstance(item, dict) else None
    if not isinstance(value, dict):
        raise TransientError("a row of the list holds no question")
    events = ("isWithdrawn", "dateAnswered", "answerIsHolding", "dateHoldingAnswer")
    return ListRow(
        _integer(value.get("id")),
        "".join(str(value.get("uin")).split()).upper(),
        str(value.get("dateTabled"))[:10],
        str(value["dateAnswered"])[:10] if value.get("dateAnswered") else None,
        value.get("dateAnswerCorrected"),
        not any(value.get(name) for name in events),
    )


def _integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TransientError("a question lacks its id or its answering body's")
    return value
