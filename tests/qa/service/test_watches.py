"""Watches report exactly what happened: checked against two full listings, by brute force."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from qa import store
from qa.archive.ingest import ingest
from qa.model import QUOTABLE, Answer, Request
from qa.service.service import Service
from qa.service.watches import Watches
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from tests.parliament_records import question

ME, THEM = "page:me", "page:them"


def owls(uin: int, text: str = "Owls are counted by wardens.", **stated: Any) -> dict[str, Any]:
    """A question of Parliament's API about owls, answered on a day of March 2015."""
    day = f"2015-03-{uin % 27 + 1:02}"
    return question(
        uin,
        dateTabled=day,
        questionText=f"To ask about matter {uin}.",
        heading=None,
        **{"dateAnswered": day, "answerText": f"<p>{text}</p>"} | stated,
    )


def holding(uin: int) -> dict[str, Any]:
    day = f"2015-03-{uin % 27 + 1:02}"
    return owls(uin, "I will write soon.", answerIsHolding=True, dateHoldingAnswer=day)


def corrected(uin: int, day: str = "2015-04-01", text: str = "Owls were counted by wardens."):
    return owls(uin, text, answerIsCorrection=True, dateAnswerCorrected=day)


def withdrawn(uin: int) -> dict[str, Any]:
    return owls(uin, isWithdrawn=True, answerText=None, dateAnswered=None)


class Desk:
    """One data folder that answers are ingested into while it is watched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(data_dir=folder / "data", semantic=False)
        self.files = itertools.count()

    def ingest(self, *facts: dict[str, Any]) -> None:
        path = self.folder / f"{next(self.files)}.json"
        path.write_text(json.dumps(facts), encoding="utf-8")
        assert not ingest([path], self.settings).rejected
        self.service = Service(self.settings)
        self.watches = Watches(self.service, self.settings)

    def listing(self) -> dict[str, Answer]:
        """Every answer, by each of its ids."""
        with store.archive.reading(self.settings.store_path) as db:
            found = {one.answer_id: one for one in store.archive.answers.newest_first(db)}
            aliases = db.execute(
                "SELECT x.alias, a.answer_id FROM aliases x JOIN answers a ON a.id = x.answer"
            ).fetchall()
        return found | {alias: found[name] for alias, name in aliases}

    def reported(self, owner: str = ME) -> list[set[tuple[str, str]]]:
        """What each watch reports, the first added first: pairs of an id and what happened."""
        found = self.watches.report(owner, entries=10_000)
        assert all(one.total == len(one.entries) for one in found.watches)
        return [
            {(entry.answer.answer_id, entry.happened) for entry in one.entries}
            for one in reversed(found.watches)
        ]

    def happened(self, owner: str = ME) -> dict[str, str]:
        """What happened to each answer, by its UIN, of all watches."""
        found = self.watches.report(owner).watches
        return {entry.answer.uin or "": entry.happened for one in found for entry in one.entries}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.ingest(owls(1), owls(2), holding(3), owls(4, "Badgers are not."))
    return made


def brute_force(
    before: dict[str, Answer], after: dict[str, Answer], words: list[str]
) -> set[tuple[str, str]]:
    """What is new, corrected, withdrawn or given in full, of answers that hold all words, from two
    whole listings; every text is read again."""
    terms = {term for word in words for term in Analyzer().terms(word)}
    found = set()
    for answer in {one.answer_id: one for one in after.values()}.values():
        names = [name for name, one in after.items() if one.answer_id == answer.answer_id]
        was = next((before[name] for name in names if name in before), None)
        text = was.text if was and answer.status == "withdrawn" else answer.text
        texts = (answer.heading or "", answer.source_question, text)
        if not terms <= {term for one in texts for term in Analyzer().passage_terms(one)}:
            continue
        if was is None and answer.status in QUOTABLE:
            found.add((answer.answer_id, "new"))
        elif was and was.status != answer.status:
            if answer.status in ("corrected", "withdrawn") and (
                was.status in QUOTABLE or answer.status in QUOTABLE
            ):
                found.add((answer.answer_id, answer.status))
            elif answer.status == "answered" and was.status == "holding":
                found.add((answer.answer_id, "superseded"))
    return found


def test_nothing_has_happened_to_a_watch_that_was_just_made(desk: Desk) -> None:
    desk.watches.add_search(ME, Request("owls"))
    assert desk.reported() == [set()]
    assert desk.watches.headline(THEM) is None


def test_new_corrected_withdrawn_and_given_in_full_are_reported(desk: Desk) -> None:
    desk.watches.add_search(ME, Request("owls wardens"))
    before = desk.listing()
    desk.ingest(owls(5), owls(6, "Swans are counted."), corrected(1), withdrawn(2), owls(3))
    assert desk.happened() == {
        "5": "new",
        "1": "corrected",
        "2": "withdrawn",
        "3": "superseded",
    }
    assert desk.reported() == [brute_force(before, desk.listing(), ["owls", "wardens"])]
    headline = desk.watches.headline(ME)
    assert headline
    assert headline.counts == dict.fromkeys(headline.counts, 1)
