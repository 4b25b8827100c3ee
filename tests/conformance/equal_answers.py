"""What two homes of answers are asked, so that their answers can be compared."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from qa.model import STATUSES, Answer, Filters
from qa.model.members import Role
from qa.store import AnswerReader

SAMPLE = 200
PHRASE_WORDS = (1, 3, 6)
ROLES: tuple[Role, ...] = ("minister", "member")


def readings(
    reader: AnswerReader,
    sample: Sequence[Answer],
    aliases: Sequence[str],
    passages: Sequence[int],
    versions: Sequence[int],
) -> Iterator[tuple[str, Any]]:
    """Each question that is asked of a reader, with what it replies.

    About the answers of a sample, their former ids, rows of passages and of texts, some of which
    no reader has.
    """
    ids = [one.answer_id for one in sample]
    yield "revision", reader.revision
    yield "answers", reader.answers([*ids, *aliases, "2015-01-01/none"])
    yield "find_all", reader.find_all([*ids, *map(str.upper, aliases), "2015-01-01/none"])
    yield "ids_today", reader.ids_today([*ids, *aliases, "2015-01-01/none"])
    yield "find", [reader.find(one) for one in (*ids[:20], *aliases[:20])]
    yield "quoted", reader.quoted([*passages, 10**12])
    yield "passages_then", [list(reader.passages_then(one)) for one in (*versions, 10**12)]
    yield "links", reader.links(sample)
    yield "history", [list(reader.history(one)) for one in sample]
    yield "context", [reader.context(one) for one in sample]
    yield "passages_of", [list(reader.passages_of(one)) for one in sample]
    yield "coverage", reader.coverage()
    for one in sample[:40]:
        names = [one.uin or "", *([one.source_url] if one.source_url else []), f"{one.answer_id}#1"]
        yield f"named {names}", [list(reader.named(name)) for name in names]
    for beginning in ("1", "2", "HL", "HL1", "9", "nothing"):
        yield f"with_uin {beginning}", list(reader.with_uin(beginning, 9))
    yield (
        "has_body",
        [
            reader.has_body(frozenset({name}))
            for name in ("ministry-of-justice", "home-office", "none")
        ],
    )
    for role in ROLES:
        yield f"people {role}", list(reader.people(role).items())
    yield from _of_members(reader, sample)
    yield from _of_changes(reader, sample)
    yield from _of_texts(reader, sample)
    yield "quotable", [one.answer_id for one in reader.quotable()]
    yield "current_passages", [replace(one, sentences=None) for one in reader.current_passages()]


def _of_members(reader: AnswerReader, sample: Sequence[Answer]) -> Iterator[tuple[str, Any]]:
    names = sorted({one.answering_member or "" for one in sample})[:10]
    for name in ("nobody at all", "!", *filter(None, names)):
        rows = reader.by_members(name, None)
        yield f"by_members {name}", rows
        yield f"members {name}", sorted(reader.members(sorted(rows)), key=str)
    asking = sample[0].asking_member
    yield "by both", reader.by_members(sample[0].answering_member, asking)


def _of_changes(reader: AnswerReader, sample: Sequence[Answer]) -> Iterator[tuple[str, Any]]:
    store, _, now = reader.revision.partition(".")
    for number in (*range(min(int(now), 12)), int(now)):
        yield f"last_change {number}", reader.last_change(f"{store}.{number}")
    last = reader.last_change(reader.revision)
    ids = [one.answer_id for one in sample[::3]]
    for after in (0, 1, 2, last // 3, last // 2, last - 2, last):
        for until in (last // 2, last):
            yield f"changed {after} {until}", list(reader.changed(after, until))
            yield f"changed {after} {until} of", list(reader.changed(after, until, ids))
    house, body = sample[0].house, sample[0].answering_body
    for filters in (
        Filters(),
        Filters(status=STATUSES[:1], house=house),
        Filters(date_from="2015-03-05", date_to="2017-01-01"),
        Filters(body=body.id if body else None, kind=("none",)),
        Filters(minister=sample[0].answering_member),
        Filters(minister="nobody at all"),
    ):
        yield f"within {filters}", dict(reader.within(ids, filters))
        after = 0
        for _ in range(5):
            page = reader.follow(after, 7, filters, None)
            yield f"follow {filters} {after}", page
            after = page.last
    yield "follow late", reader.follow(0, 9, Filters(), "2100-01-01")


def _of_texts(reader: AnswerReader, sample: Sequence[Answer]) -> Iterator[tuple[str, Any]]:
    draw = random.Random(3)
    phrases = ["", "…", "not_a__phrase", "No such words in any text"]
    for one in sample[:60]:
        found = one.text.split()
        for count in PHRASE_WORDS:
            at = draw.randrange(max(1, len(found) - count))
            phrases.append(" ".join(found[at : at + count]))
    for limit in (1, 5, 60):
        digests = [list(one) for one in reader.holding(phrases, limit)]
        yield f"holding {limit}", dict(zip(phrases, digests, strict=True))
    every = {digest for one in digests for digest in one[:3]}
    stated = reader.stated_texts([*every, "0" * 64])
    yield "stated_texts", stated
    for digest in sorted(every)[:60]:
        for answer in stated[digest].answers[:3]:
            yield f"stated_version {digest}", reader.stated_version(answer, digest[:12])
