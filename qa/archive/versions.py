"""Context: what belongs with one answer, what it said before and the answers it is linked to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa import store
from qa.archive import sources
from qa.model import Answer, Change, WrittenAnswer, json_types
from qa.model.history import Context
from qa.store.archive.audit import KeptVersion
from qa.text.difference import changes
from qa.text.markup import plain_text


def context(db: store.Database, answer: Answer) -> Context:
    """What belongs with an answer."""
    kept, records = _kept(db, answer)
    original = _original(answer, kept, records) if answer.status == "corrected" else None
    newest_first = [records[one.version] for one in reversed(kept)]
    return Context(
        next((one.date_holding for one in newest_first if one.date_holding), None),
        next((one.date_corrected for one in newest_first if one.date_corrected), None),
        original,
        () if original is None else tuple(changes(original, answer.text)),
        store.archive.links.of_answers(db, [answer])[answer.answer_id],
    )


def corrections(db: store.Database, answer: Answer) -> list[Change]:
    """The sentences that were corrected in a corrected answer, where a source tells them."""
    original = _original(answer, *_kept(db, answer))
    return [] if original is None else changes(original, answer.text)


def history(db: store.Database, answer: Answer) -> list[json_types.Version]:
    """What each source stated of an answer, version after version, first taken in first."""
    row = store.archive.answers.find(db, answer.answer_id)
    if row is None:
        return []
    moments = store.archive.changes.seen_at(db, row)
    versions: list[json_types.Version] = []
    for kept in store.archive.audit.versions(db, row):
        stated = sources.reread(kept.form, kept.published)
        versions.append(
            {
                "source": kept.form,
                "seen_at": moments[kept.version],
                "status": stated.status,
                "date_answered": stated.date_answered,
                "text": kept.text,
                "stands": kept.version == answer.version,
            }
        )
    return versions


def _kept(db: store.Database, answer: Answer) -> tuple[list[KeptVersion], dict[int, WrittenAnswer]]:
    """The versions of an answer, first taken in first, and what each one's source stated."""
    row = store.archive.answers.find(db, answer.answer_id)
    kept = [] if row is None else list(store.archive.audit.versions(db, row))
    return kept, {one.version: sources.reread(one.form, one.published) for one in kept}


def _original(
    answer: Answer, kept: Sequence[KeptVersion], records: Mapping[int, WrittenAnswer]
) -> str | None:
    """What a corrected answer said before: as its source states or marks it, else as once read."""
    standing = records.get(answer.version)
    if standing is not None and (stated := _stated(standing)) not in (None, answer.text):
        return stated
    earlier = (one.text for one in reversed(kept) if records[one.version].status == "answered")
    return next((text for text in earlier if text != answer.text), None)


def _stated(record: WrittenAnswer) -> str | None:
    """The original text that one source gives, apart or by its marks; null where it gives none."""
    told = record.answer if record.original is None else record.original
    return plain_text(told, record.markup, original=True)
