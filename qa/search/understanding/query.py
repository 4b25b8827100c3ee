"""Query understanding: a request to a query. Every input is bounded and checked here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.errors import BadRequest
from qa.model import UNFILTERED, Query, Request, Sort
from qa.search.understanding.again import asks_again, asks_for_figures
from qa.search.understanding.answer_dates import offered_period
from qa.search.understanding.context import QueryContext, Typed
from qa.search.understanding.context_carryover import (
    Leaning,
    correction,
    leaning,
    moved_window,
)
from qa.search.understanding.continuation import carried_turns, continues, narrowed_turn
from qa.search.understanding.courtesy import without_courtesy
from qa.search.understanding.interpretations import ALL, Interpretations
from qa.search.understanding.listing import listing
from qa.search.understanding.mail import question_in_mail
from qa.search.understanding.more import asks_for_more, without_turns_for_more
from qa.search.understanding.moved_period import in_its_period
from qa.search.understanding.office_talk import is_office_talk
from qa.search.understanding.shorthand import written_out
from qa.search.understanding.small_talk import small_talk_reply
from qa.search.understanding.subject import YEAR
from qa.search.understanding.turn import UnderstoodTurn, filled, is_filter, read_turn
from qa.search.understanding.uins import extract_uins

HISTORY_WEIGHT = 0.85
"""The weight of a term of an earlier question beside one of the question itself."""

_READINGS: dict[Leaning, tuple[str, ...]] = {
    "draft": ("",),
    "new": ("", "history"),
    "short": ("alone", "history"),
    "either": ("history", "alone"),
    "leans": ("history",),
}
"""The readings of a question after others: with them, or alone; no name where none is in doubt."""

_QUOTED = re.compile('[“"]([^“”"]{2,300})[”"]')
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def understand(request: Request, context: QueryContext, max_chars: int) -> tuple[Query, ...]:
    """The queries that a request may mean, the likelier first: distinct terms in order, and what
    was understood beyond them.

    A question that leans on those before it ("and for women?") is searched with their words too,
    at HISTORY_WEIGHT; one that leans perhaps has both readings. Words that date the answer, name
    its body, minister or House become filters unless the request has that filter. UINs name
    answers, double quotes a phrase. Filters without a question list their answers. Raises
    BadRequest, naming the parameter, where the question is too long or not text, where there is
    neither question nor filter, or an interpretation is unknown.
    """
    if not request.question.strip() and request.filters != UNFILTERED:
        return (_of_filters(request),)
    _check(request.question, max_chars)
    accepted = Interpretations(request.disabled)
    off = accepted.disabled
    asked = without_surroundings(request.question, accepted)
    talk = next(filter(small_talk_reply, (request.question, asked)), None)
    if ALL not in off and talk is not None and not is_filter(asked, context):
        return (_no_terms(request, talk),)
    earlier = _questions_before(request)
    if earlier and YEAR.fullmatch(asked.strip(" ?.")):
        asked = f"in {asked}"  # A year by itself is a UIN only where nothing was asked before.
    uins, text = _uins(asked, context)
    depends = bool(earlier) and not uins and ALL not in off
    readings = _readings(text, off, context) if depends else ("",)
    named = uins, text
    return tuple(
        _read(request, asked, named, earlier, one, accepted.copy(), context) for one in readings
    )


def _readings(text: str, off: Sequence[str], context: QueryContext) -> tuple[str, ...]:
    """The interpretations by which a question after others is read, the likelier first."""
    if "alone" in off:
        return ("history",)
    how = "leans" if continues(text, context) else leaning(text, context.analyzer.terms)
    readings = _READINGS[how]
    if "history" in off:
        return ("" if "" in readings else "alone",)
    return readings


def _read(
    request: Request,
    asked: str,
    named: tuple[tuple[str, ...], str],
    earlier: Sequence[str],
    reading: str,
    interpretations: Interpretations,
    context: QueryContext,
) -> Query:
    """The query of what is asked, with the earlier questions where the reading is "history".

    `named` are the UINs of what is asked, and the rest of it."""
    uins, text = named
    carried: tuple[str, ...] = ()
    if reading:
        interpretations.accept(reading)
    pages_on = 0
    if reading == "history" and asks_again(text):
        text = ""
    elif reading == "history" and asks_for_figures(text):
        text = "how many"
    elif reading == "history" and asks_for_more(text):
        asking = without_turns_for_more(earlier)
        pages_on, earlier, text = 1 + len(earlier) - len(asking), asking, ""
    if reading == "history":
        corrected_to = None if narrowed_turn(text, context) else correction(text)
        carried = carried_turns(earlier, context, corrects=corrected_to is not None)
        text = text if corrected_to is None else corrected_to
        if carried and (moved := in_its_period(carried[0], text, context)):
            carried, text = (moved, *carried[1:]), ""
    if uins and not read_turn(text, context, interpretations.copy()).typed:
        text = ""  # "UIN 219050 (Ann Smith)" names the answer, and filters nothing.
    own = _read_turn(text, context, interpretations, leans=bool(carried))
    listed = None if carried or uins else listing(own, context, interpretations)
    own = listed or own
    words = _first_words(own.typed)
    own_terms = set(words)
    filters = filled(request.filters, own.filters)
    sort = own.sort if request.sort == "relevance" else request.sort
    corrected, expansions, rewritten = own.corrected, own.expansions, own.text
    excluded = own.excluded
    for at, before in reversed(list(enumerate(carried))):
        before = correction(before) or before
        if YEAR.search(text):  # "the same for 2015" replaces the year that was asked about.
            if not (at and YEAR.search(before) and narrowed_turn(before, context)):
                before = YEAR.sub(" ", before)
            elif not (filters.date_from or filters.date_to):
                continue
        before_uins, rest = _uins(before, context)
        if before_uins and not rest.strip():
            uins, before = before_uins, ""
        turn = _read_turn(before, context, interpretations, leans=at > 0)
        listed = listing(turn, context, interpretations)
        turn = listed or turn
        filters = filled(filters, moved_window(asked, turn.filters))
        sort = turn.sort if sort == "relevance" else sort
        corrected = turn.corrected | corrected
        expansions += turn.expansions
        excluded += tuple(
            one for one in turn.excluded if own_terms.isdisjoint(context.analyzer.terms(one))
        )
        rewritten = f"{turn.text} {rewritten}"
        words = _first_words([*words.items(), *turn.typed])
    is_listing = bool(listed) and not (words or uins) and interpretations.accept("order")
    if is_listing:
        interpretations.accepted.pop("latest", None)
        sort = "oldest" if sort == "oldest" else "newest"
    offered = {"dates", ALL}.isdisjoint(interpretations.disabled)
    dated = filters.date_from or filters.date_to
    return Query(
        terms=tuple(words),
        words=words,
        filters=filters,
        weights={term: HISTORY_WEIGHT for term in words if term not in own_terms},
        expansions=tuple(dict.fromkeys(expansions)),
        corrected=corrected,
        did_you_mean=own.did_you_mean,
        excluded=tuple(dict.fromkeys(excluded)),
        rewritten=rewritten,
        uins=uins,
        phrases=tuple(one for one in _QUOTED.findall(asked) if context.analyzer.terms(one)),
        interpretations=tuple(interpretations.accepted),
        disabled=interpretations.disabled,
        sort=sort,
        period_offer=offered_period(asked, context) if offered and not dated else None,
        is_listing=is_listing,
        pages_on=pages_on,
    )


def _uins(asked: str, context: QueryContext) -> tuple[tuple[str, ...], str]:
    """The UINs that are asked for, and what is asked beside them: nothing, where the rest only asks
    for the answers."""

    def is_uin(number: str) -> bool:
        if context.answers is None:
            return False
        known = any(one.uin == number for one in context.answers.with_uin(number, 1))
        return known or is_office_talk(asked.replace(number, " "))

    uins, text = extract_uins(asked, is_uin)
    return uins, "" if uins and is_office_talk(text) else text


def _read_turn(
    text: str, context: QueryContext, interpretations: Interpretations, *, leans: bool
) -> UnderstoodTurn:
    """A turn understood by itself; of one that only narrows another its filters alone."""
    narrows = narrowed_turn(text, context) if leans else None
    turn = read_turn(narrows or text, context, interpretations, leans=leans)
    return replace(turn, text="", typed=[], expansions=[]) if narrows else turn


def _check(question: str, max_chars: int) -> None:
    """Raise BadRequest where a question is empty, too long or no text."""
    if not question.isprintable() and _CONTROL.search(question):
        raise BadRequest(
            "q",
            "The question holds a control character or half of a surrogate pair.",
            "Type it as plain text.",
        )
    if not question.strip():
        raise BadRequest("q", "The question is empty.", "Type what you want to know.")
    if len(question) > max_chars:
        raise BadRequest(
            "q",
            f"The question has {len(question):,} characters.",
            f"Shorten it to {max_chars:,} or fewer.",
        )


def _questions_before(request: Request) -> list[str]:
    """The earlier turns that ask something, without what surrounds them."""
    interpretations = Interpretations(request.disabled)  # Their courtesy is not shown again.
    asked = (
        without_surroundings(one, interpretations)
        for one in request.history
        if not small_talk_reply(one)
    )
    repeats = small_talk_reply, asks_again, asks_for_figures
    return [one for one in asked if not any(known(one) for known in repeats)]


def _of_filters(request: Request) -> Query:
    """The query that lists the answers of the filters that are given without a question."""
    sort: Sort = "newest" if request.sort == "relevance" else request.sort
    return Query(terms=(), words={}, filters=request.filters, sort=sort, is_listing=True)


def _no_terms(request: Request, talk: str) -> Query:
    """The query of a turn that is small talk."""
    return Query(
        terms=(),
        words={},
        filters=request.filters,
        rewritten=talk,
        disabled=Interpretations(request.disabled).disabled,
        sort=request.sort,
    )


def without_surroundings(text: str, interpretations: Interpretations) -> str:
    """A question out of its mail, without courtesy, its hurried spellings written out."""
    if ALL not in interpretations.disabled:
        text = written_out(text)
    for name, read in (("mail", question_in_mail), ("courtesy", without_courtesy)):
        bare = read(text)
        if bare != text and interpretations.accept(name):
            text = bare
    return text


def _first_words(typed: Sequence[Typed]) -> dict[str, str]:
    """Each term once, with the first word that gave it."""
    words: dict[str, str] = {}
    for term, word in typed:
        words.setdefault(term, word)
    return words
