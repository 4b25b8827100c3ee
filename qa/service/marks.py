"""Marks: people's judgments of passages, stored without anybody's name."""

from __future__ import annotations

from collections.abc import Sequence

from qa.errors import BadRequest
from qa.model import json_types
from qa.model.marks import JUDGMENTS, Mark
from qa.service.service import shown
from qa.settings import Settings
from qa.store.service import service_store


class Marks:
    """The marks of one data folder."""

    def __init__(self, settings: Settings) -> None:
        self._store = service_store(settings)

    def add(self, passage_id: str, judgment: str, reply: json_types.Reply) -> None:
        """Store a judgment of a passage that a reply, in its JSON form, shows.

        Raises BadRequest where there is no such judgment, NotFound where the reply does not show
        the passage.
        """
        if judgment not in JUDGMENTS:
            raise BadRequest(
                "judgment", f"judgment is {judgment[:40]!r}.", f"Give {', '.join(JUDGMENTS)}."
            )
        mark = Mark(
            question=reply["question"],
            query=reply["query"],
            passage_id=passage_id,
            rank=shown(reply, passage_id)["rank"],
            index_version=reply["index_version"],
            judgment=judgment,
        )
        with self._store.writing() as records:
            records.marks.add(mark)

    def all(self) -> Sequence[Mark]:
        """Every mark that has not expired, first to last."""
        with self._store.reading() as records:
            return records.marks.all()
