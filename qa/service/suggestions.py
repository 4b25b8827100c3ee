"""Suggestions for a text that is still being typed, of each kind a few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from qa.errors import BadRequest
from qa.model import Answer
from qa.model.bodies import body_label
from qa.model.citation import day
from qa.model.suggestions import MAX_SUGGESTIONS, SUGGESTION_CHARS, Suggestion
from qa.model.title import question_title
from qa.search.browse.facets import all_counts
from qa.search.browse.suggestions import (
    bodies_begun,
    near_questions,
    own_begun,
    people_begun,
    uin_begun,
)
from qa.search.snapshot import Snapshot

MAX_OF_A_NAME = 3
"""The most bodies, ministers and own questions, each."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names of one snapshot: `bodies` and `ministers` with their numbers of answers, and the
    names of bodies by id."""

    bodies: Mapping[str, int]
    body_names: Mapping[str, str]
    ministers: Mapping[str, int]


def known_names(snapshot: Snapshot, body_names: Mapping[str, str]) -> KnownNames:
    """The names of a snapshot; counting them takes longer than to suggest."""
    bodies = {body: count for body, count in all_counts(snapshot.index)["body"].items() if body}
    return KnownNames(bodies, body_names, snapshot.answers.people("minister"))


def suggestions(
    text: str, owner_questions: Sequence[str], snapshot: Snapshot, known: KnownNames
) -> list[Suggestion]:
    """At most MAX_SUGGESTIONS: answers by UIN, bodies, ministers, own questions, source questions.

    `known` are the names of the snapshot. Raises BadRequest for a text that is too long.
    """
    if len(text) > SUGGESTION_CHARS:
        raise BadRequest(
            "q",
            f"q has {len(text):,} characters.",
            f"Suggestions are for at most {SUGGESTION_CHARS}.",
        )
    found = _each(text, owner_questions, snapshot, known)
    return list(islice(found, MAX_SUGGESTIONS))


def _each(
    text: str, owner_questions: Sequence[str], snapshot: Snapshot, known: KnownNames
) -> Iterator[Suggestion]:
    if uin := uin_begun(text):
        for answer in snapshot.answers.with_uin(uin, MAX_SUGGESTIONS):
            label = f"{answer.uin}: {question_title(answer.source_question)}"
            yield Suggestion("answer", label, answer.answer_id, _facts(answer))
        return
    for body in bodies_begun(text, known.bodies)[:MAX_OF_A_NAME]:
        label = known.body_names.get(body) or body_label(body) or body
        yield Suggestion("body", label, body, _counted(known.bodies[body]))
    for name in people_begun(text, known.ministers)[:MAX_OF_A_NAME]:
        yield Suggestion("minister", name, name, _counted(known.ministers[name]))
    for question in own_begun(text, owner_questions, MAX_OF_A_NAME):
        yield Suggestion("own question", question, question, None)
    for answer in near_questions(text, snapshot, MAX_SUGGESTIONS):
        title = question_title(answer.source_question)
        yield Suggestion("source question", title, title, _facts(answer))


def _facts(answer: Answer) -> str | None:
    """The date and the body that distinguish an answer."""
    known = [answer.answering_body.name] if answer.answering_body else []
    known += [day(answer.date_answered)] if answer.date_answered else []
    return ", ".join(known) or None


def _counted(answers: int) -> str:
    return f"{answers:,} answer{'' if answers == 1 else 's'}"
