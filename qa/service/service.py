"""The service: replies, lists and pages over one data folder. Every interface calls it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.errors import BadRequest, IndexUnusable, NotFound, ServiceStoreError, StoreError
from qa.index import use_compiled
from qa.model import Query, Reply, Request, Unit, json_types
from qa.model.browse import Facets, FeedEntry, FirstVisit, PriorAnswers, ReplyAnnotations, Timeline
from qa.model.drafts import DraftEvidence, DraftQuestion
from qa.model.quote_checks import PermanentQuotation, QuoteCheck
from qa.model.suggestions import Suggestion
from qa.search.answer_ranking import rank_answers, rank_passages
from qa.search.content_words import holds_every_word
from qa.search.parts import reply_with_parts
from qa.search.readings import query_of
from qa.search.reply import reply
from qa.service.catalogue import Catalogue
from qa.service.first_visit import first_visit
from qa.service.kept import Kept
from qa.settings import Settings
from qa.store.service import service_store

if TYPE_CHECKING:
    from qa.service.suggestions import KnownNames

__all__ = ["SearchPage", "Service", "passages_of", "shown", "use_compiled"]

KEPT_EVIDENCE = 32
"""A process keeps what was found for so many drafts: each change of a draft shows it again."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A reply with everything that its page shows, of one snapshot."""

    reply: Reply
    annotations: ReplyAnnotations
    facets: Facets
    timeline: Timeline


class Service(Catalogue):
    """Asks the answers of one data folder.

    A new index is used from the next question on; each reply and each page reads one snapshot. Safe
    to share between threads.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._first_visit: Kept[FirstVisit] = Kept()
        self._known_names: Kept[KnownNames] = Kept()
        self._evidence: dict[tuple[str, str, str], DraftEvidence] = {}

    def reply(self, request: Request) -> Reply:
        """The reply to one request.

        Raises BadRequest, naming the parameter, for a request that cannot be served; IndexUnusable
        or StoreError, with the cure, where there is nothing to search.
        """
        with self._snapshots.open() as snapshot:
            return reply_with_parts(request, snapshot)

    def annotated_reply(self, request: Request) -> tuple[Reply, ReplyAnnotations]:
        """The reply with the annotations of its passages, as a page shows it."""
        from qa.search.browse.annotations import annotate  # only pages need it

        with self._snapshots.open() as snapshot:
            found = reply_with_parts(request, snapshot)
            return found, annotate(found, snapshot)

    def prior_answers(self, question: str, limit: int) -> PriorAnswers:
        """The answered questions that a question repeats, at most `limit`; raises as `reply`."""
        from qa.search.browse.prior_answers import prior_answers

        with self._snapshots.open() as snapshot:
            query_of(Request(question), snapshot)  # refuses what is not a question
            return prior_answers(question, snapshot, limit)

    def check_quotations(self, text: str) -> QuoteCheck:
        """What a text quotes of the answers, sentence by sentence; raises BadRequest for one that
        is empty or too long, else as `reply`."""
        from qa.search.quotes.check import check

        with self._snapshots.open() as snapshot:
            return check(text, snapshot)

    def quotation(self, answer_id: str, version: str, start: int, end: int) -> PermanentQuotation:
        """The quotation at a permanent address; raises NotFound where nothing was ever said so."""
        from qa.search.quotes.permanent import permanent_quotation

        answer = self.answer(answer_id)
        with self._snapshots.open() as snapshot:
            return permanent_quotation(answer, version, start, end, snapshot)

    def draft_questions(self, text: str) -> tuple[str, tuple[DraftQuestion, ...]]:
        """The question within a text, perhaps an e-mail, and its parts; raises as `reply`."""
        from qa.search.browse.draft_evidence import draft_questions

        with self._snapshots.open() as snapshot:
            query = query_of(Request(text), snapshot)  # refuses what is not a question
        if not (query.terms or query.uins):
            raise BadRequest(
                "question",
                "The text holds no question that can be searched for.",
                "Paste the whole question.",
            )
        return draft_questions(text)

    def draft_evidence(self, question: str, parts: Sequence[DraftQuestion]) -> DraftEvidence:
        """What published answers say to each part of a question, as they are now.

        What was found for the last questions is kept until a reply could change. Raises as `reply`.
        """
        from qa.search.browse.draft_evidence import draft_evidence

        asked = json.dumps([question, *parts])
        with self._snapshots.open() as snapshot:
            of = (snapshot.version, snapshot.answers.revision, asked)
            found = self._evidence.get(of)
            if found is None:
                found = draft_evidence(question, parts, snapshot)
                self._evidence = {of: found} | dict(
                    list(self._evidence.items())[: KEPT_EVIDENCE - 1]
                )
        return found

    def draft(self, text: str) -> DraftEvidence:
        """A new question, perhaps in its e-mail, taken apart, with what was found for each part."""
        return self.draft_evidence(*self.draft_questions(text))

    def search_page(self, request: Request) -> SearchPage:
        """The reply with its annotations, facets and timeline; the match set is worked out once."""
        from qa.search.browse.annotations import annotate
        from qa.search.browse.facets import facets
        from qa.search.browse.timeline import timeline
        from qa.search.matches import filtered, match_set

        with self._snapshots.open() as snapshot:
            found = reply(request, snapshot)
            matches = match_set(found.query, snapshot)
            return SearchPage(
                found,
                annotate(found, snapshot),
                facets(found.query, matches, snapshot),
                timeline(filtered(found.query, matches)),
            )

    def suggest(self, text: str, owner_questions: Sequence[str] = ()) -> list[Suggestion]:
        """What a text that is still being typed may lead to.

        `owner_questions` are the person's own, the newest first. Raises BadRequest for a text that
        is too long, else as `reply`.
        """
        from qa.service.suggestions import known_names, suggestions

        with self._snapshots.open() as snapshot:
            known = self._known_names.of(
                snapshot.version, lambda: known_names(snapshot, self.coverage().body_names)
            )
            return suggestions(text, owner_questions, snapshot, known)

    def feed(self, request: Request, limit: int) -> list[FeedEntry]:
        """The matching answers last given or corrected, newest first."""
        from qa.search.browse.feed import latest
        from qa.search.matches import match_set

        with self._snapshots.open() as snapshot:
            query = query_of(request, snapshot)
            return latest(query, match_set(query, snapshot), limit, snapshot)

    def ranking(self, query: Query, hits: int, unit: Unit) -> list[tuple[str, float]]:
        """The ids of the best answers, or passages, for a query with their scores, best first.

        A query with phrases ranks what holds them, if anything does.
        """
        with self._snapshots.open() as snapshot:
            ranked = rank_passages if unit == "passage" else rank_answers
            return ranked(query, snapshot, hits)

    def holding(self, reply: Reply) -> int:
        """Of how many passages of a reply the answer holds every content word of the question."""
        with self._snapshots.open() as snapshot:
            return sum(
                holds_every_word(reply.query, one.answer, snapshot.analyzer)
                for one in reply.passages
            )

    def explained_words(self, reply: Reply) -> dict[str, float]:
        """The words of a question that its first hit holds, each with its share of their score."""
        quotation = next(iter((*reply.passages, *reply.near_misses)), None)
        if quotation is None or quotation.why is None:
            return {}
        shares: dict[str, float] = {}
        total = sum(term.score for term in quotation.why.terms)
        for term in quotation.why.terms:
            word = term.word or term.expansion or term.term
            shares[word] = shares.get(word, 0.0) + term.score / total
        return shares

    def keeps_records(self) -> bool:
        """Whether what people make can be read: conversations, packs, keys."""
        try:
            with service_store(self._settings).reading() as records:
                records.keys.all()
        except ServiceStoreError:
            return False
        return True

    def first_visit(self) -> FirstVisit:
        """What the page shows before the first question; nothing where there is no index."""
        try:
            with self._snapshots.open() as snapshot:
                version = f"{snapshot.version} {snapshot.answers.revision}"
                return self._first_visit.of(version, lambda: first_visit(snapshot))
        except (IndexUnusable, StoreError):
            return FirstVisit((), (), small=True)

    def warm_up(self) -> None:
        """Work out now what the first page needs, so that nobody waits for it."""
        with suppress(StoreError):
            self.coverage()
        self.all_counts()
        self.first_visit()


def shown(reply: json_types.Reply, passage_id: str) -> json_types.Passage:
    """The passage of that id that a reply, in its public form, shows; raises NotFound without."""
    for passage in passages_of(reply):
        if passage["passage_id"] == passage_id:
            return passage
    raise NotFound(f"The reply shows no passage {passage_id[:100]!r}.", "Name one that it shows.")


def passages_of(reply: json_types.Reply) -> Iterator[json_types.Passage]:
    """Every passage that a reply, in its public form, shows, those of its parts last.

    A reply that was stored before replies had parts has none.
    """
    yield from reply["passages"]
    yield from reply["near_misses"]
    for part in reply.get("parts", ()):
        yield from part["passages"]
