"""Client: the lists and the questions of Parliament's Written Questions API."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qa.archive.sync.transport import AGAIN, TIMEOUT, Filter, Passing, Transport
from qa.errors import ApiError, ApiGone

_QUESTIONS = "/writtenquestions/questions"
_PAGE = 100
_FARTHEST = 100_000  # rows into a list; a list that goes on after that has no end
_LISTINGS = 5  # of a list that does not hold still


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: which question it is, and what a list can be trusted with.

    `date_corrected` is as the API writes it; `unanswered` says that nothing has happened yet.
    """

    id: int
    uin: str
    date_tabled: str
    date_corrected: str | None
    unanswered: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """A question in detail: its id, that of its answering body, and the reply word for word."""

    id: int
    body: int
    published: str


class Client:
    """Questions of the API at one address, asked for at most `rate` times a second.

    Every method raises ApiError for what the API does not give, ApiDown where it gives nothing.
    """

    def __init__(self, api_url: str, rate: float, timeout: float = TIMEOUT) -> None:
        self._transport = Transport(api_url, rate, timeout)

    def close(self) -> None:
        """Ask nothing more."""
        self._transport.close()

    def questions(self, filters: Iterable[Filter]) -> list[Row]:
        """Every question that a search finds, each once, of all sessions, withdrawn ones too.

        Rows may move from page to page while they are read: where fewer came than were announced,
        they are listed again, in pages that overlap, until all came or twice nothing new did.
        """
        asked = [("sessionStatus", "Any"), ("includeWithdrawn", "true"), *filters]
        found: dict[int, Row] = {}
        quiet = 0
        for listing in range(_LISTINGS):
            before = len(found)
            announced = self._list(asked, found, overlapping=listing > 0)
            quiet = quiet + 1 if listing and len(found) == before else 0
            if len(found) >= announced or quiet == 2:
                return list(found.values())
        raise ApiError(f"A list of {announced:,} questions does not hold still.", AGAIN)

    def question(self, id: int) -> Detail:
        """One question in detail, with its members' names; raises ApiGone where there is none."""

        def read(text: str, attempt: int) -> Detail:
            value = _object(text).get("value")
            if not isinstance(value, dict) or value.get("id") != id:
                raise Passing(f"the reply is not question {id}")
            return Detail(id, _whole(value.get("answeringBodyId")), text)

        asked = [("expandMember", "true"), ("sessionStatus", "Any")]
        return self._transport.get(f"{_QUESTIONS}/{id}", asked, read, missing=ApiGone)

    def _list(self, asked: list[Filter], found: dict[int, Row], *, overlapping: bool) -> int:
        """Add one whole listing to what was found; gives the largest total that it announced."""
        skip = announced = 0
        while skip < _FARTHEST:
            rows, total = self._page(asked, skip)
            announced = max(announced, total)
            found.update((row.id, row) for row in rows)
            ended = len(rows) < _PAGE and skip + len(rows) >= announced
            if not rows or (ended and not overlapping):
                return announced
            skip += max(1, len(rows) // 2) if overlapping else len(rows)
        raise ApiError(f"A list goes on after {skip:,} questions.", "Ask for fewer bodies at once.")

    def _page(self, asked: list[Filter], skip: int) -> tuple[list[Row], int]:
        def read(text: str, attempt: int) -> tuple[list[Row], int]:
            page = _object(text)
            total, results = page.get("totalResults"), page.get("results", 0)
            if not isinstance(total, int) or not isinstance(results, list | None):
                raise Passing("the reply holds no list of results")
            if results is None and (skip < total or attempt < 3):
                raise Passing("the list of results is null")
            return [_row(item) for item in results or []], total

        place = [("skip", str(skip)), ("take", str(_PAGE))]
        return self._transport.get(_QUESTIONS, [*asked, *place], read)


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Passing("the reply is not JSON") from None
    if not isinstance(found, dict):
        raise Passing("the reply is not a JSON object")
    return found


def _row(item: Any) -> Row:
    value = item.get("value") if isinstance(item, dict) else None
    if not isinstance(value, dict):
        raise Passing("a row of the list holds no question")
    done = ("isWithdrawn", "dateAnswered", "answerIsHolding", "dateHoldingAnswer")
    return Row(
        _whole(value.get("id")),
        "".join(str(value.get("uin")).split()).upper(),
        str(value.get("dateTabled"))[:10],
        value.get("dateAnswerCorrected"),
        not any(value.get(name) for name in done),
    )


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Passing("a question is without its numbers")
    return value
