"""Every answer that can be quoted, with the answers that it is linked to."""

from __future__ import annotations

from qa import store
from qa.model import Answer
from qa.model.history import Links
from qa.settings import Settings


def answers_with_links(settings: Settings) -> list[tuple[Answer, Links]]:
    """Every answer that can be quoted and has a text, with its links to others."""
    with store.archive.reading(settings.store_path) as db:
        answers = [answer for answer in store.archive.answers.quotable(db) if answer.text]
        links = store.archive.links.of_answers(db, answers)
    return [(answer, links[answer.answer_id]) for answer in answers]
