"""A quotation by its permanent address, derived from the versions that the store never changes."""

from __future__ import annotations

import re

from qa.errors import NotFound
from qa.model import Answer
from qa.model.quote_checks import PermanentQuotation
from qa.search.quotes.standing import standing
from qa.search.snapshot import Snapshot
from qa.text.compared_words import ComparedText

_VERSION = re.compile("[0-9a-f]{12,64}")


def permanent_quotation(
    answer: Answer, version: str, start: int, end: int, snapshot: Snapshot
) -> PermanentQuotation:
    """The slice of the version of an answer whose text has a digest that begins so, and what has
    become of it since; raises NotFound where the answer has no such version or slice."""
    stated = None
    if _VERSION.fullmatch(version):
        stated = snapshot.answers.stated_version(answer, version)
    if stated is None or not 0 <= start < end <= len(stated["text"]):
        raise NotFound(
            f"The answer {answer.answer_id} never had this quotation.",
            "Check the address: it is copied from a quote check as a whole.",
        )
    quoted = stated["text"][start:end]
    before, after = _around(stated["text"], start, end)
    return {
        "quotation_id": f"{answer.answer_id}/{version}/{start}-{end}",
        "answer_id": answer.answer_id,
        "text": quoted,
        "before": before,
        "after": after,
        "start": start,
        "end": end,
        "date_answered": stated["date_answered"],
        "seen_at": stated["seen_at"],
        "standing": dict(standing(quoted, answer, snapshot)),
        "answer": dict(answer.facts()),
    }


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The rest of the sentence that a slice is in, before and after it."""
    compared = ComparedText(text)
    inside = [at for at, word in enumerate(compared.starts) if start <= word < end]
    if not inside:
        return "", ""
    first, last = compared.whole_sentences(inside[0], inside[-1] + 1)
    span = compared.span(first, last, whole=True)
    return text[span.start : start], text[end : max(end, span.end)]
