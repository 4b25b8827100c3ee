"""What a person sees first: example questions that are answered, and the newest answers."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from qa.index import Where
from qa.model import Answer, Filters, Request
from qa.model.bodies import with_predecessors
from qa.model.browse import FirstVisit
from qa.search.browse.facets import all_counts
from qa.search.quotations import read_passages
from qa.search.reply import reply
from qa.search.snapshot import Snapshot
from qa.text.plain_question import plain_question

EXAMPLES = 3
NEWEST = 3
SMALL_STORE = 50
"""A store with fewer answers has little but the pages that ship."""
BODIES_TRIED = 6
ANSWERS_READ = 300
"""The newest answers of a body whose questions are looked at."""
QUESTIONS_ASKED = 6
"""The questions of a body that are asked, at most, to find one that is answered."""

SHIPPED = (
    "What is the government doing to help prison leavers into work?",
    "How many adults drop out of drug treatment after leaving prison?",
    "What funding is there for drug treatment?",
)
"""Questions that the answers that ship answer, for a store that has few others."""

_UNWELCOMING = re.compile(
    r"\b(?:abus\w+|deaths?|die[ds]?|killed|murder\w*|rape\w*|self-harm|sex\w*|suicid\w*)\b",
    re.IGNORECASE,
)
"""Subjects that a page does not open with."""
_NAMES = re.compile(r"\b[A-Z0-9]")


def sync_command(today: date) -> str:
    """The command that brings in a department's answers of the year before a day."""
    return f'qa sync --body "Ministry of Justice" --since {today - timedelta(days=365)}'


def first_visit(snapshot: Snapshot) -> FirstVisit:
    """What the page shows before the first question."""
    newest = _newest(Filters(kind=("none",)), NEWEST, snapshot)
    small = len(snapshot.index.everything()) < SMALL_STORE
    return FirstVisit(example_questions(snapshot), tuple(newest), small)


def example_questions(snapshot: Snapshot) -> tuple[str, ...]:
    """Whole questions, at most EXAMPLES, that this store answers.

    They are taken from the newest answers of the bodies with most answers, from different bodies
    where there are. The same store gives the same questions.
    """
    found: list[str] = []
    waiting = deque(_answered(body, found, snapshot) for body in _commonest_bodies(snapshot))
    while waiting and len(found) < EXAMPLES:
        body = waiting.popleft()
        if question := next(body, None):
            found.append(question)
            waiting.append(body)
    spare = (one for one in SHIPPED if reply(Request(one, hits=1), snapshot).answerable)
    return (*found, *islice(spare, EXAMPLES - len(found)))


def _commonest_bodies(snapshot: Snapshot) -> list[str]:
    """The keys of the answering bodies with most answers, a body and its predecessors once."""
    chosen: list[str] = []
    counts = all_counts(snapshot.index)["body"]
    for body in filter(None, counts):
        if not any(body in with_predecessors(one) for one in chosen):
            chosen.append(body)
    return chosen[:BODIES_TRIED]


def _answered(body: str, found: list[str], snapshot: Snapshot) -> Iterator[str]:
    """Questions of a body that find the answer they were taken from first.

    Those that ask in another way than the questions already `found` come first, then those with
    few names and figures, then the short ones.
    """
    candidates: dict[str, str] = {}
    for answer in _newest(Filters(body=body, kind=("none",)), ANSWERS_READ, snapshot):
        question = plain_question(answer.source_question)
        if question and not _UNWELCOMING.search(question):
            candidates.setdefault(question, answer.answer_id)
    openings = {question.split()[0] for question in found}
    ordered = sorted(
        candidates,
        key=lambda one: (one.split()[0] in openings, len(_NAMES.findall(one)), len(one), one),
    )
    for question in ordered[:QUESTIONS_ASKED]:
        passages = reply(Request(question, hits=1), snapshot).passages
        if passages and passages[0].answer.answer_id == candidates[question]:
            yield question


def _newest(filters: Filters, limit: int, snapshot: Snapshot) -> list[Answer]:
    """The newest answers that the filters match."""
    found = snapshot.index.everything().narrow(Where(filters)).by_date(limit)
    return [answer for _, answer in read_passages(found, snapshot)]
