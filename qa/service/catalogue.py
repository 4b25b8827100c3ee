"""Catalogue: answers looked up, followed and counted, where no question is asked."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import UTC, datetime

from qa import index as indexes
from qa.errors import EngineDown, Expired, IndexUnusable, NotFound, StoreError
from qa.index import IndexConfig
from qa.model import Answer, Filters, Passage, json_types
from qa.model.browse import Counts
from qa.model.changes import ChangesPage
from qa.model.coverage import Coverage
from qa.model.history import Context, Links
from qa.model.over_time import QuestionOverTime
from qa.search.browse.facets import all_counts
from qa.search.snapshot import Snapshot, SnapshotManager
from qa.service.kept import Kept
from qa.settings import Settings


class Catalogue:
    """The answers of one home as they are now; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._snapshots = SnapshotManager(settings)
        self._counted: Kept[Coverage] = Kept()
        self._all_counts: Kept[Counts] = Kept()
        self._stated = str(settings)  # For each question: not put together again.

    @property
    def settings(self) -> Settings:
        """The settings of the data folder."""
        return self._settings

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """A snapshot for a part of the service that reads several things of one revision."""
        return self._snapshots.open()

    def index_config(self) -> IndexConfig:
        """How the index in force was made."""
        return indexes.index_config(self._settings)

    def answer(self, answer_id: str) -> Answer:
        """The answer of an `answer_id`, today's or a former one, in any case; raises NotFound."""
        with self._snapshots.answers() as answers:
            found = answers.find(answer_id)
        if found is None:
            raise NotFound(
                f"No written answer {answer_id[:100]!r} is in the store.",
                "An answer is named by its date tabled and UIN, such as 2021-09-03/41780.",
            )
        return found

    def named(self, reference: str) -> Answer:
        """The answer that an id, a passage's id, a UIN or an address names; raises NotFound."""
        with self._snapshots.answers() as answers:
            ids = answers.named(reference)
        if len(ids) > 1:
            several = ", ".join(ids[:5]) + (" ..." if len(ids) > 5 else "")
            raise NotFound(
                f"{reference[:100]!r} names {len(ids)} written answers: {several}.",
                "Give the id of one.",
            )
        return self.answer(ids[0] if ids else reference)

    def ids_today(self, ids: Iterable[str]) -> dict[str, str]:
        """The id that an answer has today, for each of these ids that names one in the store."""
        with self._snapshots.answers() as answers:
            return dict(answers.ids_today(ids))

    def passages(self) -> dict[str, tuple[str, int, int]]:
        """Every passage of the index, as its answer and the slice of that answer's text."""
        with self._snapshots.answers() as answers:
            return {
                passage.passage_id: (passage.answer_id, passage.start, passage.end)
                for passage in answers.current_passages()
            }

    def cut(self, answer: Answer) -> list[Passage]:
        """The passages of an answer, as the index has them."""
        with self._snapshots.answers() as answers:
            return list(answers.passages_of(answer))

    def history(self, answer: Answer) -> list[json_types.Version]:
        """What each source stated of an answer, first taken in first."""
        with self._snapshots.answers() as answers:
            return list(answers.history(answer))

    def similar(self, answer: Answer, limit: int) -> list[tuple[Answer, float]]:
        """Answers whose questions ask nearly the same as this one's, with how similar they are."""
        from qa.search.browse.similar_questions import similar_answers

        with self._snapshots.open() as snapshot:
            return similar_answers(answer, snapshot, limit)

    def answer_over_time(self, answer: Answer) -> QuestionOverTime:
        """The question of an answer over time: digest by year, figures, and the answers."""
        from qa.search.over_time.over_time import answer_over_time

        with self._snapshots.open() as snapshot:
            return answer_over_time(answer, snapshot)

    def question_over_time(self, question: str) -> QuestionOverTime:
        """A question or subject over time, and other lines that it may mean; raises as `reply`."""
        from qa.search.over_time.over_time import question_over_time

        with self._snapshots.open() as snapshot:
            return question_over_time(question, snapshot)

    def follow(
        self, cursor: str | None, most: int, filters: Filters, changed_since: str | None
    ) -> tuple[ChangesPage, str]:
        """What has changed after a cursor, and the next; raises Expired for another store's."""
        with self._snapshots.answers() as answers:
            named = answers.revision.partition(".")[0]
            of, _, number = (cursor or f"{named}.0").partition(".")
            if of != named:
                raise Expired(
                    "The cursor belongs to a store that has been replaced.",
                    "Begin again without a cursor, and delete answers that are not listed again.",
                )
            found = answers.follow(int(number), most, filters, changed_since)
        return found, f"{named}.{found.last}"

    def state(self) -> str:
        """What changes whenever a reply could: index, answers, settings."""
        return f"{self._snapshots.state()} {self._stated}"

    def context(self, answer: Answer) -> Context:
        """What belongs with an answer: what it said before, and the answers it is linked to."""
        with self._snapshots.answers() as answers:
            return answers.context(answer)

    def answers_with_links(self) -> list[tuple[Answer, Links]]:
        """Every answer that can be quoted and has a text, with its links to others."""
        with self._snapshots.answers() as answers:
            quotable = [answer for answer in answers.quotable() if answer.text]
            links = answers.links(quotable)
        return [(answer, links[answer.answer_id]) for answer in quotable]

    def all_counts(self) -> Counts:
        """The facets of all answers, without the names of members; nothing without an index."""
        try:
            index = self._snapshots.index()
            return self._all_counts.of(index.version, lambda: all_counts(index))
        except (IndexUnusable, StoreError):
            return {}

    def changed_at(self) -> datetime:
        """When index or answers last changed, to the second, in UTC."""
        return datetime.fromtimestamp(int(self._snapshots.changed_at() or 0), UTC)

    def index_made_at(self) -> float | None:
        """When the index was last replaced, in seconds since the epoch; None without an index."""
        with suppress(EngineDown):
            return self._snapshots.made_at()
        return None

    def coverage(self) -> Coverage:
        """What is covered, and whether the index has caught up with the store."""
        with self._snapshots.answers() as answers:
            revision = answers.revision
            as_of = f"{revision} {answers.last_sync_end}"
            counted = self._counted.of(as_of, answers.coverage)
        try:
            with self._snapshots.open() as snapshot:
                return replace(
                    counted,
                    passages=len(snapshot.index),
                    index_version=snapshot.version,
                    index_current=snapshot.index.revision == revision
                    and indexes.has_every_change(self._settings, revision),
                    vectors=snapshot.index.vector_count,
                    vector_search=snapshot.index.vector_search,
                )
        except IndexUnusable:
            return counted
