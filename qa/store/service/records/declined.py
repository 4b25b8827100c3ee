"""Declined questions, in SQL."""

from __future__ import annotations

from qa.model.declined import DeclinedQuestion
from qa.store.service.interface.declined import MOST_DECLINED
from qa.store.service.records.base import Expiry, Records


class StoredDeclined(Records):
    """`DeclinedRecords` in SQL."""

    expiries = (Expiry("declined", "asked_at"),)

    def add(self, question: str, asker: str) -> None:
        """Add a question that was declined."""
        self._db.execute(
            "INSERT INTO declined (words, question, asker, asked_at) VALUES (?, ?, ?, ?)",
            [_words(question), question, asker, self._now],
        )
        self._db.execute(
            "DELETE FROM declined WHERE id <= (SELECT max(id) FROM declined) - ?", [MOST_DECLINED]
        )

    def ask_again(self, question: str, asker: str, other_words: str, *, answered: bool) -> None:
        """Note in which other words an asker went on after this question, if it is kept."""
        self._db.execute(
            "UPDATE declined SET other_words = ?, then_answered = ? WHERE id = "
            "(SELECT max(id) FROM declined WHERE words = ? AND asker = ?)",
            [other_words, int(answered), _words(question), asker],
        )

    def most_asked(self, most: int) -> list[DeclinedQuestion]:
        """The questions declined most often, then last."""
        rows = self._db.execute(
            "SELECT (SELECT question FROM declined l WHERE l.words = d.words "
            "ORDER BY id DESC LIMIT 1), count(*), "
            "count(DISTINCT asker), count(other_words), coalesce(sum(then_answered), 0), "
            "(SELECT other_words FROM declined l WHERE l.words = d.words "
            "AND other_words IS NOT NULL ORDER BY id DESC LIMIT 1), max(asked_at) "
            "FROM declined d WHERE asked_at >= ? GROUP BY words "
            "ORDER BY 2 DESC, max(id) DESC LIMIT ?",
            [self._oldest, most],
        )
        return [DeclinedQuestion(*row) for row in rows]


def _words(question: str) -> str:
    return " ".join(question.casefold().split())
