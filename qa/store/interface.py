"""The read side of the archive: all that a reply and a page read of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from qa.model import Answer, Filters, Passage, json_types
from qa.model.changes import ChangesPage
from qa.model.coverage import Coverage
from qa.model.history import Context, Links
from qa.model.members import Role
from qa.model.quote_checks import StatedText
from qa.model.watches import ChangedAnswer


class AnswerReader(Protocol):
    """One revision of the archive, for as long as the reader is open.

    An int names a row: of a passage in `quoted`, of an answer in `by_members` and `members`. An
    index uses the same numbers.
    """

    @property
    def revision(self) -> str:
        """The store and the number of its last change, as `<store>.<number>`."""

    def quoted(self, rows: Sequence[int]) -> Mapping[int, tuple[Passage, Answer]]:
        """The passages of these rows, each with its answer as of the text it is a slice of.

        A row that the archive does not have is left out.
        """

    def answers(self, ids: Iterable[str]) -> Mapping[str, Answer]:
        """The answers whose `answer_id` is one of these, by their id; aliases are not followed."""

    def find(self, answer_id: str) -> Answer | None:
        """The answer that an `answer_id` or an alias leads to, in any case."""

    def find_all(self, ids: Iterable[str]) -> Mapping[str, Answer]:
        """The answers that these ids or aliases lead to, by the id given; the others are left
        out."""

    def ids_today(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The id today of the answer that each of these ids or aliases leads to, by the id given.

        Those that lead to none are left out.
        """

    def named(self, reference: str) -> Sequence[str]:
        """The ids of the answers that an id, a passage's id, a UIN or an address names, newest
        first."""

    def has_body(self, ids: frozenset[str]) -> bool:
        """Whether any answer is by an answering body with one of these ids."""

    def by_members(self, minister: str | None, member: str | None) -> frozenset[int]:
        """The answers that a minister gave and a member asked for, by words of their names.

        Each word must be in the name, in any order and case, with or without its accents; titles
        count for nothing, and a short first name is the long one. At least one of the two is given.
        """

    def members(self, rows: Sequence[int]) -> Sequence[tuple[str | None, str | None]]:
        """Who answered and who asked, a pair for each of these answers, in no order."""

    def people(self, role: Role) -> Mapping[str, int]:
        """The number of answers that each person of a role gave or asked for, by name; most
        answers first."""

    def with_uin(self, beginning: str, limit: int) -> Sequence[Answer]:
        """The answers whose UIN begins so, in upper case; the shortest UIN first, then newest."""

    def links(self, about: Sequence[Answer]) -> Mapping[str, Links]:
        """The links of each of these answers, by its `answer_id`."""

    def history(self, answer: Answer) -> Sequence[json_types.Version]:
        """What each source stated of an answer, version after version, the oldest first."""

    def context(self, answer: Answer) -> Context:
        """What belongs with an answer: what it said before, its dates and its links."""

    def quotable(self) -> Iterator[Answer]:
        """Every answer that can be quoted, newest first, then by `answer_id`."""

    def holding(self, phrases: Sequence[str], limit: int) -> Sequence[Sequence[str]]:
        """For each phrase the digests of texts, current or former, that hold its words in a row.

        At most `limit` of each, the texts that were stored last first; case and marks are ignored.
        """

    def stated_texts(self, digests: Iterable[str]) -> Mapping[str, StatedText]:
        """The texts with these digests, by digest, each with the answers that state it or once did.

        An unknown digest is left out.
        """

    def stated_version(self, answer: Answer, beginning: str) -> json_types.Version | None:
        """The first version of an answer whose text has a digest that begins so; None without.

        What a source says that a corrected answer said before is a text of that answer too.
        """

    def passages_of(self, answer: Answer) -> Sequence[Passage]:
        """The passages of an answer's text, in order, as the rules in force split it."""

    def last_change(self, revision: str) -> int:
        """The number of the last change that a revision of the store has; 0 where there is none.

        An index has a revision, which may be behind the store's.
        """

    def changed(
        self, after: int, until: int, ids: Iterable[str] | None = None
    ) -> Sequence[ChangedAnswer]:
        """The answers, or those of these ids, whose state at a change differs from that at an
        earlier one.

        The last change comes first. A state is a status with the day answered or, where that is
        later, corrected. An answer that was stored before under another id has the state that it
        had under that id.
        """

    def within(self, ids: Iterable[str], filters: Filters) -> Mapping[int, str]:
        """Those of these answers that the filters match, whatever their status, id by row."""

    def passages_then(self, version: int) -> Sequence[tuple[Passage, Answer]]:
        """The passages of a text that an answer has now or had before, each with the answer as of
        that text."""

    def current_passages(self) -> Iterator[Passage]:
        """Every passage of a current text, by the rules in force, in the order that breaks ties;
        its sentences may be left out."""

    def follow(
        self, after: int, most: int, filters: Filters, changed_since: str | None
    ) -> ChangesPage:
        """At most `most` of the changes after a number, the oldest first.

        `changed_since` is an ISO moment in UTC before which nothing is listed. Filters apply to
        answers, never to ids that were replaced.
        """

    @property
    def last_sync_end(self) -> str:
        """The moment at which a sync last ended, whole or not, in UTC; empty where none did."""

    def coverage(self) -> Coverage:
        """What is covered, without the index."""
