"""Judged ids: the name that the judgments have for an answer which a run names otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set

from qa.model.identity import lookup_form


class JudgedIds:
    """The ids of the judgments, found as the store finds an answer: in any case, by former ids too.

    `today` has the id that an answer has today for each id that the store knows. Ids of other
    collections that differ in case alone, in the judgments or in a run of `ranked`, are compared
    letter by letter.
    """

    def __init__(
        self, judged: Set[str], ranked: Iterable[Set[str]], today: Mapping[str, str]
    ) -> None:
        self._today = today
        self._exact = {self._id_today(name): name for name in sorted(judged, reverse=True)}
        self._folded = {lookup_form(today): name for today, name in self._exact.items()}
        for names in (judged, *ranked):
            forms = Counter(map(lookup_form, {self._id_today(name) for name in names}))
            for form in [form for form, spellings in forms.items() if spellings > 1]:
                self._folded.pop(form, None)

    def find(self, name: str) -> str:
        """The judged id of the answer or passage that a name means; the name where none is."""
        answer_id, mark, number = name.rpartition("#")
        if (found := self._judged(name)) or not mark:
            return found or name
        return f"{self._judged(answer_id) or answer_id}#{number}"

    def _judged(self, name: str) -> str | None:
        today = self._id_today(name)
        return self._exact.get(today) or self._folded.get(lookup_form(today))

    def _id_today(self, name: str) -> str:
        answer_id, mark, number = name.rpartition("#")
        if name in self._today or not mark:
            return self._today.get(name, name)
        return f"{self._today.get(answer_id, answer_id)}#{number}"
