"""The reader of answers in OpenSearch."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from qa.model import QUOTABLE, Answer, Filters, Passage, json_types
from qa.model.changes import ChangesPage
from qa.model.coverage import Coverage, SyncSummary
from qa.model.history import Context, Links
from qa.model.identity import answer_id_of, lookup_form
from qa.model.members import Role, count_by_name, name_words
from qa.model.quote_checks import StatedText
from qa.model.watches import ChangedAnswer
from qa.settings import Settings
from qa.store.archive.answers import uin_of_reference
from qa.store.archive.history import context_of, history_of, stated_version_of
from qa.store.archive.links import in_order
from qa.store.opensearch import texts
from qa.store.opensearch.engine import Engine, Json
from qa.store.opensearch.fields import FACTS_ID
from qa.store.opensearch.known import Known
from qa.store.opensearch.lookup import IDS, IN_ORDER, RECORD, Lookup, id_of
from qa.store.opensearch.queries import (
    NOTHING,
    all_of,
    answers_with,
    any_of,
    between,
    has,
    is_a,
    of_filters,
)
from qa.store.opensearch.states import changed_answer


class OpenSearchAnswerReader:
    """An `AnswerReader` over one published index: see there.

    `sync` is how far the sync is, which changes while an index is served. All else that was read is
    kept, since an index never changes. Safe to share between threads. Raises EngineDown where the
    engine cannot be asked.
    """

    def __init__(
        self, client: Any, name: str, settings: Settings, facts: Mapping[str, Any]
    ) -> None:
        self._engine = Engine(client, name, settings)
        self.revision: str = facts["revision"]
        self.sync: SyncSummary = facts["sync"]
        self._lookup = Lookup(self._engine)
        self._of_names: Known[tuple[str | None, str | None], frozenset[int]] = Known()

    def quoted(self, rows: Sequence[int]) -> dict[int, tuple[Passage, Answer]]:
        """The passages of these rows, each with its answer as of the text it is a slice of."""
        return self._lookup.quoted(rows)

    def answers(self, ids: Iterable[str]) -> dict[str, Answer]:
        """The answers whose `answer_id` is one of these, by their id."""
        names = {lookup_form(one) for one in ids}
        return {one.answer.answer_id: one.answer for one in self._lookup.with_names(names)}

    def find(self, answer_id: str) -> Answer | None:
        """The answer that an `answer_id` or an alias leads to, in any case."""
        return self.find_all([answer_id]).get(answer_id)

    def find_all(self, ids: Iterable[str]) -> dict[str, Answer]:
        """The answers that these ids or aliases lead to, by the id given."""
        leading = self._lookup.leading(ids)
        records = self._lookup.of_rows({row for row, _ in leading.values()})
        return {name: records[row].answer for name, (row, _) in leading.items()}

    def ids_today(self, ids: Iterable[str]) -> dict[str, str]:
        """The id today of the answer that each of these ids or aliases leads to."""
        return {name: today for name, (_, today) in self._lookup.leading(ids).items()}

    def named(self, reference: str) -> list[str]:
        """The ids of the answers that an id, a passage's id, a UIN or an address names."""
        name = answer_id_of(reference)
        if found := self.ids_today([name]):
            return [found[name]]
        uin = {"term": {"answer_uin": uin_of_reference(reference)}}
        address = {"term": {"address": reference.strip()}}
        hits = self._engine.hits(answers_with(any_of(uin, address)), IN_ORDER, IDS)
        return [id_of(hit) for hit in hits]

    def has_body(self, ids: frozenset[str]) -> bool:
        """Whether any answer is by an answering body with one of these ids."""
        return not ids.isdisjoint(self._facts["coverage"]["by_body"])

    def by_members(self, minister: str | None, member: str | None) -> frozenset[int]:
        """The answers that a minister gave and a member asked for, by words of their names."""
        known = self._of_names.get((minister, member))
        if known is None:
            named = self._of_members(minister, member)
            hits = [] if NOTHING in named else self._engine.hits(
                answers_with(*named), [{"about": "asc"}], {"_source": False}
            )  # fmt: skip
            known = frozenset(hit["sort"][0] for hit in hits)
            self._of_names.keep({(minister, member): (known, 40 * len(known))})
        return known

    def members(self, rows: Sequence[int]) -> list[tuple[str | None, str | None]]:
        """Who answered and who asked, a pair for each of these answers, in no order."""
        counts = self._engine.count(answers_with(has("about", rows)), ["minister", "member"])
        return [(pair[0], pair[1]) for pair, number in counts for _ in range(number)]

    def people(self, role: Role) -> dict[str, int]:
        """The number of answers that each person of a role gave or asked for, by name; most
        answers first."""
        found = count_by_name(self._people[role])
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def with_uin(self, beginning: str, limit: int) -> list[Answer]:
        """The answers whose UIN begins so, in upper case; the shortest UIN first, then newest."""
        query = answers_with({"prefix": {"answer_uin": beginning}})
        body = {"query": query, "size": limit, "sort": [{"uin_length": "asc"}, *IN_ORDER], **RECORD}
        return [one.answer for one in self._lookup.read(self._engine.search(body)["hits"]["hits"])]

    def links(self, about: Sequence[Answer]) -> dict[str, Links]:
        """The links of each of these answers, by its `answer_id`."""
        own = {one.answer.answer_id: one for one in self._lookup.of_answers(about)}
        found = {}
        for answer in about:
            record = own[answer.answer_id]
            now = record.answer.version == answer.version
            found[answer.answer_id] = {
                "refers_to": record.refers_to if now else (),
                "pursuant_to": record.pursuant_to if now else (),
                "referred_from": record.referred_from,
                "grouped_with": record.grouped_with if now else (),
            }
        linked = self._lookup.of_rows(
            {row for one in found.values() for rows in one.values() for row in rows}
        )
        return {
            name: Links(
                **{kind: in_order(linked[row].answer for row in rows) for kind, rows in one.items()}
            )
            for name, one in found.items()
        }

    def history(self, answer: Answer) -> list[json_types.Version]:
        """What each source stated of an answer, version after version, the oldest first."""
        return history_of(answer, self._lookup.of_answer(answer).stated)

    def context(self, answer: Answer) -> Context:
        """What belongs with an answer: what it said before, its dates and its links."""
        links = self.links([answer])[answer.answer_id]
        return context_of(answer, self._lookup.of_answer(answer).stated, links)

    def quotable(self) -> Iterator[Answer]:
        """Every answer that can be quoted, newest first, then by `answer_id`."""
        return (one.answer for one in self._lookup.everything() if one.answer.status in QUOTABLE)

    def holding(self, phrases: Sequence[str], limit: int) -> list[list[str]]:
        """For each phrase the digests of texts, current or former, that hold its words in a row."""
        return texts.holding(self._engine, phrases, limit)

    def stated_texts(self, digests: Iterable[str]) -> dict[str, StatedText]:
        """The texts with these digests, by digest, each with the answers that state it or did."""
        return texts.stated_texts(self._engine, self._lookup, digests)

    def stated_version(self, answer: Answer, beginning: str) -> json_types.Version | None:
        """The first version of an answer whose text has a digest that begins so; None without.

        What a source says that a corrected answer said before is a text of that answer too.
        """
        return stated_version_of(answer, self._lookup.of_answer(answer).stated, beginning)

    def passages_of(self, answer: Answer) -> list[Passage]:
        """The passages of an answer's text, in order, as the rules in force split it."""
        record = self._lookup.of_answer(answer)
        if record.answer.version == answer.version:
            return list(record.passages)
        return [passage for passage, _ in self.passages_then(answer.version)]

    def last_change(self, revision: str) -> int:
        """The number of the last change that a revision of the store has."""
        number = int(revision.partition(".")[2])
        later = (first for at, first in self._facts["first_states"] if at > number)
        return int(min(later, default=self._facts["last_change"] + 1)) - 1

    def changed(
        self, after: int, until: int, ids: Iterable[str] | None = None
    ) -> list[ChangedAnswer]:
        """The answers whose state at a change differs from that at an earlier one."""
        named = [] if ids is None else [has("name", {lookup_form(one) for one in ids})]
        query = answers_with(between("state", after + 1, until), *named)
        read = {"_source": ["states"], "docvalue_fields": ["answer_order"]}
        hits = self._engine.hits(query, [{"about": "asc"}], read)
        found = [
            changed_answer(hit["sort"][0], id_of(hit), hit["_source"]["states"], after, until)
            for hit in hits
        ]
        return sorted((one for one in found if one), key=lambda one: -one.number)

    def within(self, ids: Iterable[str], filters: Filters) -> dict[int, str]:
        """Those of these answers that the filters match, whatever their status, id by row."""
        names = {lookup_form(one) for one in ids}
        query = answers_with(has("name", names), *self._conditions(filters, with_status=False))
        hits = self._engine.hits(query, [{"about": "asc"}], IDS)
        return {hit["sort"][0]: id_of(hit) for hit in hits}

    def passages_then(self, version: int) -> list[tuple[Passage, Answer]]:
        """The passages of a text that an answer has now or had before, each with the answer as of
        that text."""
        return list(self._lookup.texts_of({"term": {"version": version}}))

    def current_passages(self) -> Iterator[Passage]:
        """Every passage of a current text, in the order that breaks ties."""
        return (passage for one in self._lookup.everything() for passage in one.passages)

    def follow(
        self, after: int, most: int, filters: Filters, changed_since: str | None
    ) -> ChangesPage:
        """At most `most` of the changes after a number, the oldest first."""
        either = any_of(is_a("replaced"), answers_with(*self._conditions(filters)))
        since = [between("changed_at", changed_since, None)] if changed_since else []
        query = all_of(between("change", after + 1, None), either, *since)
        body: Json = {"query": query, "sort": [{"change": "asc"}], "size": most + 1, **RECORD}
        hits = self._engine.search(body)["hits"]["hits"]
        shown = hits[:most]
        changed = [hit for hit in shown if hit["fields"]["document"] == ["answer"]]
        replaced = (
            json.loads(hit["_source"]["record"])
            for hit in shown
            if hit["fields"]["document"] == ["replaced"]
        )
        return ChangesPage(
            tuple(one.answer for one in self._lookup.read(changed)),
            tuple((name, by) for name, by in replaced),
            shown[-1]["sort"][0] if shown else after,
            len(hits) > most,
        )

    @property
    def last_sync_end(self) -> str:
        """The moment at which a sync last ended, whole or not."""
        failure = self.sync["last_sync_failure"]
        ends = self.sync["last_sync"], self.sync["last_corrections"], failure and failure["at"]
        return max(filter(None, ends), default="")

    def coverage(self) -> Coverage:
        """What is covered, without the index."""
        sync = {**self.sync, "sync_gaps": tuple(map(tuple, self.sync["sync_gaps"]))}
        return Coverage(**self._facts["coverage"] | sync)

    @cached_property
    def _facts(self) -> Json:
        """The facts of the whole."""
        query = {"ids": {"values": [FACTS_ID]}}
        [hit] = self._engine.search({"query": query, "_source": ["record"]})["hits"]["hits"]
        return dict(json.loads(hit["_source"]["record"]))

    @cached_property
    def _people(self) -> dict[Role, Counter[str]]:
        """How many answers each minister gave and each member asked for, by name."""
        roles: tuple[Role, Role] = ("minister", "member")
        return {
            role: Counter(
                {
                    key[0]: number
                    for key, number in self._engine.count(is_a("answer"), [role])
                    if key[0]
                }
            )
            for role in roles
        }

    def _conditions(self, filters: Filters, *, with_status: bool = True) -> list[Json]:
        return [
            *of_filters(filters, with_status=with_status),
            *self._of_members(filters.minister, filters.member),
        ]

    def _of_members(self, minister: str | None, member: str | None) -> list[Json]:
        """The conditions on who answered and who asked; NOTHING for a name that nobody has."""
        asked: dict[Role, str | None] = {"minister": minister, "member": member}
        found = []
        for role, typed in asked.items():
            if typed is not None:
                wanted = name_words(typed)
                names = [one for one in self._people[role] if wanted and wanted <= name_words(one)]
                found.append(has(role, names) if names else NOTHING)
        return found
