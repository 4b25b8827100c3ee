"""How an answer's state at one change differs from that at an earlier one, by its kept states."""

from __future__ import annotations

from qa.model.watches import ChangedAnswer
from qa.store.opensearch.records import states_of_json


def changed_answer(
    row: int, answer_id: str, kept: str, after: int, until: int
) -> ChangedAnswer | None:
    """The change of an answer after a change and up to another; None where its state is the same.

    The state before is that under any of its ids.
    """
    states = states_of_json(kept)
    own = [one for one in states if one.own and after < one.number <= until]
    if not own:
        return None
    now = own[-1]
    before = next((one for one in reversed(states) if one.number <= after), None)
    digest = before.digest if before else None
    reworded = now.status == "corrected" and now.digest != digest
    was, was_day = (before.status, before.day) if before else (None, None)
    if (was, was_day) == (now.status, now.day) and not reworded:
        return None
    return ChangedAnswer(
        row,
        answer_id,
        now.number,
        now.at,
        now.status,
        now.day,
        was,
        was_day,
        before.version if before else None,
        reworded,
    )
