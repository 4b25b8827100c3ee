"""What belongs with one answer: what it said before, and the answers it is linked to."""

from __future__ import annotations

from dataclasses import dataclass

from qa.model.answers import Answer, Change


@dataclass(frozen=True, slots=True)
class Links:
    """The answers that one answer is linked to, by date and then by the number of their UIN.

    `refers_to` are the answers that its text names, `pursuant_to` those that its question names,
    `referred_from` those that name it, and `grouped_with` those that gave the same text on the
    same day for the same body.
    """

    refers_to: tuple[Answer, ...] = ()
    pursuant_to: tuple[Answer, ...] = ()
    referred_from: tuple[Answer, ...] = ()
    grouped_with: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What belongs with an answer, as the archive knows it now.

    `date_holding` is the ISO date of the holding answer that came before, `date_corrected` that of
    the correction; each is null where no source states it. `original_text` is what a corrected
    answer said before, null where no source states it; `changes` are the sentences that differ.
    """

    date_holding: str | None
    date_corrected: str | None
    original_text: str | None
    changes: tuple[Change, ...]
    links: Links
