"""Requests and queries: the request as a person or program sends it, and the query made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

from typing_extensions import TypedDict

from qa.model.documented import Doc
from qa.model.values import House, Kind, Status

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = get_args(Sort)
"""The orders in which the passages of a reply can come."""

Unit = Literal["answer", "passage"]
"""What a run ranks."""

FILTERS_FROM_WORDS = {
    "dates": ("from", "to"),
    "body": ("body",),
    "house": ("house",),
    "minister": ("minister",),
    "member": ("member",),
    "order": ("sort",),
}
"""The filters that each interpretation of a question's own words can set."""

MAX_HITS = 100
"""The most passages that one reply holds."""
MAX_DISABLED = 100
"""The most interpretations that one request switches off."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Other words searched beside the typed terms `of`: `phrase`, whose terms are `terms`.

    `is_learnt` where the answers themselves explain the one by the other.
    """

    of: tuple[str, ...]
    phrase: str
    terms: tuple[str, ...]
    is_learnt: bool = False


FilterRecord = TypedDict(
    "FilterRecord",
    {
        "from": Annotated[str | None, Doc("Answered on this ISO date or after.")],
        "to": Annotated[str | None, Doc("Answered on this ISO date or before.")],
        "body": Annotated[str | None, Doc("The key of the answering body.")],
        "house": Annotated[House | None, Doc("The House.")],
        "status": Annotated[list[Status] | None, Doc("Null for `answered` and `corrected`.")],
        "kind": Annotated[list[Kind] | None, Doc("Kinds of stub, or `none`.")],
        "minister": Annotated[str | None, Doc("Words of the name of who answered.")],
        "member": Annotated[str | None, Doc("Words of the name of who asked.")],
    },
)
FilterRecord.__doc__ = "Which answers are searched; null does not filter."


PeriodRecord = TypedDict(
    "PeriodRecord",
    {
        "from": Annotated[str | None, Doc("Its first ISO date; null where it has none.")],
        "to": Annotated[str | None, Doc("Its last ISO date; null where it has none.")],
        "words": Annotated[str, Doc("The words of the question that name it: `in 2016`.")],
    },
)
PeriodRecord.__doc__ = "A period that a question names."


class QueryRecord(FilterRecord):
    """A question as understood."""

    terms: Annotated[list[str], Doc("The terms that are searched, as they are indexed.")]
    uins: Annotated[list[str], Doc("UINs of answers that rank first.")]
    phrases: Annotated[list[str], Doc("Quoted phrases, which every passage must contain.")]
    corrected: Annotated[dict[str, str], Doc("Each misspelt word, with the word searched instead.")]
    excluded: Annotated[list[str], Doc("Words that no answer found may have.")]
    did_you_mean: Annotated[
        dict[str, str], Doc("Words searched as typed, each with a near word that answers have.")
    ]
    expansions: Annotated[list[str], Doc("Other words searched beside those typed.")]
    interpretations: Annotated[
        list[str],
        Doc(
            "What was understood beyond the words; `disabled` can switch each off, but an `order`"
            " that was not asked for in words."
        ),
    ]
    disabled: Annotated[list[str], Doc("The interpretations that were switched off.")]
    sort: Annotated[
        Sort,
        Doc(
            "The order of the passages: `relevance` too where no answer is in the order asked for."
        ),
    ]
    period_offer: Annotated[
        PeriodRecord | None,
        Doc(
            "A period that the question names but that does not filter; as a filter it is the days"
            " answered. Null without one."
        ),
    ]


@dataclass(frozen=True, slots=True)
class PeriodOffer:
    """A period that a question names and that can become a filter by the date answered; `words`
    name it, dates are ISO, None is open."""

    date_from: str | None
    date_to: str | None
    words: str

    def as_json(self) -> PeriodRecord:
        """The period in its public JSON form."""
        return {"from": self.date_from, "to": self.date_to, "words": self.words}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which answers are searched; an unset field does not filter.

    Dates are ISO and mean the date answered, both included. `body` is the key of an answering body;
    `minister` and `member` are words of the names of who answered and who asked. No `status` means
    answered or corrected, no `kind` means any.
    """

    date_from: str | None = None
    date_to: str | None = None
    body: str | None = None
    house: House | None = None
    status: tuple[Status, ...] = ()
    kind: tuple[Kind, ...] = ()
    minister: str | None = None
    member: str | None = None

    def as_json(self) -> FilterRecord:
        """The filters in their public JSON form."""
        return {
            "from": self.date_from,
            "to": self.date_to,
            "body": self.body,
            "house": self.house,
            "status": list(self.status) or None,
            "kind": list(self.kind) or None,
            "minister": self.minister,
            "member": self.member,
        }


UNFILTERED = Filters()


@dataclass(frozen=True, slots=True)
class Request:
    """One question with all that goes with it, the same from every interface.

    `history` holds the earlier questions of the conversation, oldest first. `hits` is the number of
    passages wanted (None: the setting), after the first `offset`. `disabled` names interpretations
    to switch off, `all` for every one. `explain` adds to each passage why it was found, `parts`
    the reply to each part of a question that has several.
    """

    question: str
    filters: Filters = UNFILTERED
    history: tuple[str, ...] = ()
    hits: int | None = None
    offset: int = 0
    disabled: tuple[str, ...] = ()
    sort: Sort = "relevance"
    explain: bool = False
    parts: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question once understood.

    `words` gives for each of the `terms` the word as typed; `weights` a factor where it is not 1.
    `corrected` gives for each misspelt word the word searched in its place, `did_you_mean` for a
    word searched as typed one that may be meant. No answer found has one of the words `excluded`.
    `rewritten` is the
    question as the sentence model reads it: corrected, after the questions it depends on, without
    what became a filter. `uins` name answers that rank first; `phrases` must be in what is found.
    `interpretations` names what was understood beyond the words, `disabled` what was switched off.
    `period_offer` is a period that is named and no filter.
    `allowed_answers` are the rows of the only answers that a name or an exclusion leaves, where one
    is given. `is_listing` says that the question asks for all answers of its filters, by date;
    `pages_on` how many pages after the first are asked for in words ("show me more").
    """

    terms: tuple[str, ...]
    words: Mapping[str, str]
    filters: Filters = UNFILTERED
    weights: Mapping[str, float] = field(default_factory=dict)
    expansions: tuple[Expansion, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)
    did_you_mean: Mapping[str, str] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()
    rewritten: str = ""
    uins: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    interpretations: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()
    sort: Sort = "relevance"
    period_offer: PeriodOffer | None = None
    allowed_answers: frozenset[int] | None = None
    is_listing: bool = False
    pages_on: int = 0

    def as_json(self) -> QueryRecord:
        """The query in its public JSON form."""
        return {
            "terms": list(self.terms),
            **self.filters.as_json(),
            "uins": list(self.uins),
            "phrases": list(self.phrases),
            "corrected": dict(self.corrected),
            "excluded": list(self.excluded),
            "did_you_mean": dict(self.did_you_mean),
            "expansions": list(dict.fromkeys(one.phrase for one in self.expansions)),
            "interpretations": list(self.interpretations),
            "disabled": list(self.disabled),
            "sort": self.sort,
            "period_offer": self.period_offer.as_json() if self.period_offer else None,
        }
