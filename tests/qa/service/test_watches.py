"""Watches report exactly what happened: checked against two full listings, by brute force."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from qa import store
from qa.archive.ingest import ingest
from qa.errors import BadRequest, NotFound
from qa.model import QUOTABLE, Answer, Filters, Passage, Request
from qa.service.drafts import Drafts, Typed
from qa.service.packs import Packs, quoted_passage
from qa.service.service import Service
from qa.service.watches import MAX_WATCHES, Watches, collections_of
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from tests.making import REAL_ANSWERS, fact, lines, parallel_page
from tests.parliament_records import question

ME, THEM = "page:me", "page:them"
ANALYZER = Analyzer()


JONES = {"id": 4002, "listAs": "Jones, Bob", "name": "Bob Jones"}


def owls(number: int, text: str = "Owls are counted by wardens.", **stated: Any) -> dict[str, Any]:
    """A question of Parliament's API about owls, answered on a day of March 2015."""
    day = f"2015-03-{number % 27 + 1:02}"
    return question(
        number,
        **{
            "heading": None,
            "questionText": f"To ask about matter {number}.",
            "dateTabled": day,
            "dateAnswered": day,
            "answerText": f"<p>{text}</p>",
        }
        | stated,
    )


def on(asked: str, day: str) -> dict[str, str]:
    return {"questionText": asked, "dateTabled": day, "dateAnswered": day}


def holding(uin: int) -> dict[str, Any]:
    day = f"2015-03-{uin % 27 + 1:02}"
    return owls(uin, "I will write about owls soon.", answerIsHolding=True, dateHoldingAnswer=day)


def corrected(
    uin: int, day: str = "2015-04-01", text: str = "Owls were counted by wardens."
) -> dict[str, Any]:
    return owls(uin, text, answerIsCorrection=True, dateAnswerCorrected=day)


def withdrawn(uin: int) -> dict[str, Any]:
    return owls(uin, isWithdrawn=True, answerText=None, dateAnswered=None)


def owls_id(uin: int) -> str:
    return f"2015-03-{uin % 27 + 1:02}/{uin}"


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


Cut = Callable[[Answer], list[Passage]]


def brute_force(
    before: dict[str, Answer], after: dict[str, Answer], words: list[str], cut: Cut
) -> set[tuple[str, str]]:
    """What is new, corrected, withdrawn or given in full of the answers with a passage that holds
    all words, from two whole listings; every text is read again."""
    terms = {term for word in words for term in ANALYZER.terms(word)}
    names: dict[str, list[str]] = {}
    for name, answer in after.items():
        names.setdefault(answer.answer_id, []).append(name)
    found = set()
    for answer_id, known in names.items():
        answer = after[answer_id]
        was = next((before[name] for name in known if name in before), None)
        if was and (was.status, was.text) == (answer.status, answer.text):
            continue
        happened = difference(was, answer)
        shown = was if was and happened == "withdrawn" else answer
        if happened and holds(shown, terms, cut(shown)):
            found.add((answer_id, happened))
    return found


def difference(was: Answer | None, answer: Answer) -> str | None:
    """What happened to an answer that a search without a filter by status is about."""
    if was is None:
        return "new" if answer.status in QUOTABLE else None
    if answer.status == "withdrawn":
        return "withdrawn" if was.status in QUOTABLE else None
    if answer.status == "corrected":
        return "corrected"
    if answer.status == "answered" and was.status in ("holding", "unanswered"):
        return "superseded"
    return "new" if answer.status in QUOTABLE and was.status not in QUOTABLE else None


def holds(answer: Answer, terms: set[str], passages: list[Passage]) -> bool:
    """Whether one passage, read with its heading, question and column heads, has every term."""
    for one in passages:
        head = one.header
        texts = (
            answer.heading or "",
            answer.source_question,
            answer.text[head.start : head.end] if head else "",
            answer.text[one.start : one.end],
        )
        if terms <= {term for text in texts for term in ANALYZER.passage_terms(text)}:
            return True
    return False


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
    assert desk.reported() == [
        brute_force(before, desk.listing(), ["owls", "wardens"], desk.service.cut)
    ]
    headline = desk.watches.headline(ME)
    assert headline
    assert headline.counts == dict.fromkeys(headline.counts, 1)


def test_i_have_looked_marks_what_was_shown_and_nothing_later(desk: Desk) -> None:
    desk.watches.add_search(ME, Request("owls"))
    desk.ingest(owls(5))
    shown = desk.watches.report(ME)
    desk.ingest(owls(6), corrected(5))
    assert desk.watches.see(ME, shown.seen) == 1
    assert desk.happened() == {"5": "corrected", "6": "new"}
    assert desk.watches.see(ME, shown.seen) == 0
    desk.watches.see(ME, desk.watches.report(ME).seen)
    assert desk.reported() == [set()]


def test_another_ingest_of_the_same_reports_nothing(desk: Desk) -> None:
    desk.watches.add_search(ME, Request("owls"))
    desk.ingest(owls(1), owls(2), holding(3))
    assert desk.reported() == [set()]


def test_an_answer_corrected_again_is_reported_again(desk: Desk) -> None:
    desk.ingest(corrected(1))
    desk.watches.add_answer(ME, owls_id(1))
    desk.watches.add_search(ME, Request("owls"))
    desk.ingest(corrected(1, "2015-05-01", "Owls are counted by wardens, monthly."))
    assert desk.reported() == [{(owls_id(1), "corrected")}] * 2
    assert desk.watches.report(ME).watches[0].entries[0].said == "The answer was corrected again."


def test_an_answer_whose_record_is_merged_with_a_fuller_one_is_not_new(
    desk: Desk, tmp_path: Path
) -> None:
    asked = "To ask the Secretary of State for Justice, how many owls are kept."
    page = parallel_page(tmp_path / "poorer.txt", question=asked, answer="Twelve owls are kept.")
    assert not ingest([page], desk.settings).rejected
    desk.watches.add_search(ME, Request("owls kept"))
    before = desk.listing()
    full = fact(uin="77", question_text=asked, answer_html="<p>Twelve owls are kept.</p>")
    assert not ingest([lines(tmp_path / "fuller.jsonl", full)], desk.settings).rejected
    assert (
        desk.reported()
        == [set()]
        == [brute_force(before, desk.listing(), ["owls", "kept"], desk.service.cut)]
    )


def test_filters_hold_exactly(desk: Desk) -> None:
    desk.ingest(owls(11, answeringMember=JONES))
    desk.watches.add_search(ME, Request("owls", Filters(house="Lords")))
    desk.watches.add_search(ME, Request("owls", Filters(date_from="2015-03-20")))
    desk.watches.add_search(ME, Request("", Filters(body="home-office")))
    desk.watches.add_search(ME, Request("owls", Filters(status=("holding",))))
    desk.watches.add_search(ME, Request("owls", Filters(minister="Jones")))
    desk.ingest(
        owls(6, answeringBodyId=1, answeringBodyName="Home Office"),
        owls(7, uin="HL7", answeringMember=JONES),
        owls(25),
        holding(8),
    )
    lords, late, home, held, minister = [{one for one, _ in found} for found in desk.reported()]
    assert lords == {"2015-03-08/HL7"}
    assert late == {owls_id(25)}
    assert home == {owls_id(6)}
    assert held == {owls_id(8)}
    assert minister == {"2015-03-08/HL7"}


def test_a_listing_is_watched_for_all_answers_of_its_filters(desk: Desk) -> None:
    desk.ingest(owls(11, answeringMember=JONES))
    desk.watches.add_search(ME, Request("answers by Bob Jones"))
    desk.watches.add_search(ME, Request("Bob Jones"), whole=True)
    desk.ingest(owls(5), owls(6, "Swans are counted.", answeringMember=JONES))
    assert desk.reported() == [{(owls_id(6), "new")}] * 2


def test_a_question_is_told_of_answers_in_other_words(desk: Desk) -> None:
    """The reply would give them, though they lack a word of the question."""
    question = "How are the owls of every forest counted by wardens?"
    desk.watches.add_search(ME, Request(question))
    desk.watches.add_search(ME, Request(question), whole=False)
    desk.ingest(owls(5, "In the forest owls are counted by wardens."), owls(6, "Cars are taxed."))
    words, answers = desk.reported()
    assert words == set()
    assert answers == {(owls_id(5), "new")}


def test_a_watched_answer_is_superseded_by_a_later_one_to_its_question(desk: Desk) -> None:
    asked = "To ask the Minister how many barn owls were ringed in each county of England in {}."
    desk.ingest(owls(30, **on(asked.format(2014), "2015-01-10")))
    desk.watches.add_answer(ME, desk.service.named("30").answer_id)
    desk.ingest(
        owls(31, **on(asked.format(2015), "2016-01-10")),
        owls(32, **on(asked.format(2013), "2014-01-10")),
        owls(33, questionText="To ask the Minister how many swans drowned in each county."),
    )
    [report] = desk.watches.report(ME).watches
    assert [(one.answer.uin, one.happened) for one in report.entries] == [("31", "superseded")]
    assert report.entries[0].about == desk.service.named("30").answer_id


def test_a_watched_holding_answer_is_superseded_by_its_full_answer(desk: Desk) -> None:
    desk.watches.add_answer(ME, owls_id(3))
    desk.ingest(owls(3), owls(9))
    [report] = desk.watches.report(ME).watches
    assert [(one.answer.uin, one.happened, one.about) for one in report.entries] == [
        ("3", "superseded", None)
    ]


def test_a_watched_pack_reports_its_answers_and_entries_say_what_they_touch(desk: Desk) -> None:
    packs = Packs(desk.settings)
    passage = quoted_passage(desk.service, f"{owls_id(1)}#1")
    token = packs.add("", passage)
    desk.watches.add_pack(ME, token)
    desk.watches.add_search(ME, Request("owls"))
    drafts = Drafts(desk.settings)
    asked = "How many owls are there?"
    draft = drafts.begin(asked, [{"label": "", "text": asked, "after": None}], ME)
    drafts.add(draft, 0, "quotation", passage, Typed({}), ME)
    desk.ingest(corrected(1), withdrawn(2))
    found = desk.watches.report(ME, collections_of(desk.settings, token, ME))
    assert desk.reported()[0] == {(owls_id(1), "corrected")}
    touched = {
        one.answer.uin: [each.name for each in one.touches] for one in found.watches[0].entries
    }
    named = ["your evidence pack", "your draft “How many owls are there?”"]
    assert touched == {"1": named, "2": []}
    paths = [("/pack", 1), (f"/drafts/{draft}", 1)]
    assert [(one.path, count) for one, count in found.touched] == paths
    assert [one.path for one in collections_of(desk.settings, token, THEM)] == ["/pack"]
    packs.clear(token, {})
    drafts.discard(draft, ME)
    assert desk.watches.report(ME).watches[1].problem == "This pack was deleted or has expired."
    assert collections_of(desk.settings, token, ME) == collections_of(desk.settings, "", ME) == ()
    with pytest.raises(NotFound, match="The pack is empty"):
        desk.watches.add_pack(THEM, token)


def test_a_store_that_was_replaced_is_said_and_all_that_matches_is_listed(
    desk: Desk, tmp_path: Path
) -> None:
    desk.watches.add_search(ME, Request("owls"))
    desk.watches.add_answer(ME, owls_id(1))
    for suffix in ("", "-wal", "-shm"):
        (desk.settings.data_dir / f"answers.db{suffix}").unlink(missing_ok=True)
    desk.ingest(owls(2), corrected(1), holding(3))
    answer, search = desk.watches.report(ME).watches
    assert answer.begins_again
    assert search.begins_again
    assert {one.answer.uin for one in search.entries} == {"1", "2"}
    assert [(one.answer.uin, one.happened) for one in answer.entries] == [("1", "corrected")]
    desk.watches.see(ME, desk.watches.report(ME).seen)
    assert not any(one.begins_again or one.total for one in desk.watches.report(ME).watches)


def test_what_the_index_has_not_yet_is_neither_shown_nor_swallowed(desk: Desk) -> None:
    """An ingest stores answers before its index has them; a page may be read in between."""
    desk.watches.add_search(ME, Request("owls"))
    behind = desk.folder / "behind"
    shutil.copytree(desk.settings.data_dir / "index", behind)
    desk.ingest(owls(5))
    current = desk.folder / "current"
    shutil.copytree(desk.settings.data_dir / "index", current)
    index = desk.settings.data_dir / "index"
    shutil.rmtree(index)
    shutil.copytree(behind, index)
    early = Watches(Service(desk.settings), desk.settings)
    seen = early.report(ME)
    assert seen.total == 0
    early.see(ME, seen.seen)
    late = early.add_search(ME, Request("owls wardens"))
    shutil.rmtree(index)
    shutil.copytree(current, index)
    reports = Watches(Service(desk.settings), desk.settings).report(ME).watches
    assert [one.counts["new"] for one in reports] == [1, 1]
    assert reports[0].watch.key == late


def test_an_owner_has_room_for_so_many_and_each_watch_once(desk: Desk) -> None:
    first = desk.watches.add_search(ME, Request("owls"))
    assert desk.watches.add_search(ME, Request("  owls ")) == first
    for n in range(MAX_WATCHES - 1):
        desk.watches.add_search(ME, Request(f"owls {n}"))
    with pytest.raises(BadRequest, match="There is room for 100 watches"):
        desk.watches.add_search(ME, Request("swans"))
    assert len(desk.watches.of(ME)) == MAX_WATCHES


@pytest.mark.parametrize(
    ("request_", "whole", "said"),
    [
        (Request(""), True, "The question is empty"),
        (Request(" "), False, "The question is empty"),
        (Request("", Filters(house="Lords")), False, "The question is empty"),
        (Request("the of and"), True, "no word that can be searched for"),
        (Request("owls", Filters(body="nowhere")), True, "No answer in the store is by"),
        (Request("owls", Filters(minister="Nobody")), True, "No minister matches"),
        (Request("owl " * 2000), True, "5,000"),
    ],
)
def test_what_can_never_match_is_refused(
    desk: Desk, request_: Request, whole: bool, said: str
) -> None:
    with pytest.raises(BadRequest, match=said):
        desk.watches.add_search(ME, request_, whole=whole)
    assert desk.watches.of(ME) == []


@pytest.mark.parametrize("seen", ["", "1", "x.1", "abc.", f"abc.{'9' * 19}", "abc.1\n", "…"])
def test_a_mark_of_no_list_is_refused(desk: Desk, seen: str) -> None:
    with pytest.raises(BadRequest, match="seen is of no list"):
        desk.watches.see(ME, seen)
    later = f"{desk.watches.seen().partition('.')[0]}.999999"
    with pytest.raises(BadRequest, match="later than the last change"):
        desk.watches.see(ME, later)
    with pytest.raises(NotFound, match="There is no watch"):
        desk.watches.see(ME, desk.watches.seen(), "nosuch")


def test_a_removed_watch_comes_back_with_what_happened(desk: Desk) -> None:
    key = desk.watches.add_search(ME, Request("owls"))
    desk.ingest(owls(5))
    removal = desk.watches.remove(ME, key)
    assert desk.watches.report(ME).watches == ()
    assert desk.watches.removed(ME, removal) == "owls"
    desk.watches.restore(ME, removal)
    assert desk.happened() == {"5": "new"}
    with pytest.raises(NotFound, match="nothing to undo"):
        desk.watches.restore(ME, removal)
    with pytest.raises(NotFound, match="There is no watch"):
        desk.watches.remove(THEM, key)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["answered", "holding", "corrected", "corrected later", "withdrawn"]),
        st.integers(1, 6),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@hypothesis_settings(
    max_examples=60 if os.environ.get("QA_PROVE") else 6,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(st.lists(STEPS, min_size=2, max_size=2))
def test_any_course_of_events_is_reported_as_two_listings_show_it(
    tmp_path_factory: pytest.TempPathFactory, courses: list[list[tuple[str, int, bool]]]
) -> None:
    """Whatever is ingested before and after a watch begins, the report is the difference."""
    desk = Desk(tmp_path_factory.mktemp("course"))
    desk.ingest(owls(20), owls(21, "Badgers are not."), *map(record, courses[0]))
    desk.watches.add_search(ME, Request("owls wardens"))
    before = desk.listing()
    for step in courses[1]:
        desk.ingest(record(step))
    assert desk.reported() == [
        brute_force(before, desk.listing(), ["owls", "wardens"], desk.service.cut)
    ]


def record(step: tuple[str, int, bool]) -> dict[str, Any]:
    """A record of Parliament's API, about owls or not."""
    state, uin, about_owls = step
    text = "Owls are counted by wardens." if about_owls else "Badgers are not counted."
    if state == "holding":
        return holding(uin)
    if state == "withdrawn":
        return withdrawn(uin)
    if state == "answered":
        return owls(uin, text)
    return corrected(uin, "2015-05-01" if "later" in state else "2015-04-01", text)


REAL_MONTHS = REAL_ANSWERS.parent / "written-answers-2023-2026"


@pytest.mark.skipif(
    not (os.environ.get("QA_PROVE") and REAL_MONTHS.exists()),
    reason="at full size only, where the real answers are",
)
def test_a_real_month_of_answers_is_reported_exactly(tmp_path: Path) -> None:
    """All months but the last two are ingested, then those, with corrections and withdrawals."""
    months = sorted(REAL_MONTHS.glob("*.jsonl"))
    earlier, last = months[:-2], months[-2:]  # The last has two answers.
    desk = Desk(tmp_path)
    assert not ingest(earlier, desk.settings).rejected
    desk.service = Service(desk.settings)
    desk.watches = Watches(desk.service, desk.settings)
    searches = ["prison", "flood defences", "special educational needs", "schools", "housing"]
    for one in searches:
        desk.watches.add_search(ME, Request(one, disabled=("all",)))
    before = desk.listing()
    assert not ingest([*last, *changed_records(tmp_path, earlier[-1])], desk.settings).rejected
    after = desk.listing()
    reported = Watches(Service(desk.settings), desk.settings).report(ME, entries=10**6).watches
    for one, words in zip(reversed(reported), searches, strict=True):
        found = {(entry.answer.answer_id, entry.happened) for entry in one.entries}
        assert found == brute_force(before, after, words.split(), desk.service.cut)
        assert found


def changed_records(folder: Path, month: Path) -> list[Path]:
    """Of a month's answers every hundredth corrected and every hundred and first withdrawn."""
    records = []
    for number, line in enumerate(month.read_text("utf-8").splitlines()):
        stated = json.loads(line)
        facts = {
            "uin": stated["uin"],
            "dateTabled": stated["date_tabled"],
            "questionText": stated["question_text"],
            "answeringBodyName": stated["answering_body"],
            "heading": stated.get("heading"),
        }
        if number % 100 == 0:
            day = {"dateAnswered": stated["date_answered"], "dateAnswerCorrected": "2026-07-30"}
            text = f"{stated['answer_html']}<p>This was corrected.</p>"
            records.append(
                question(number, **facts, **day, answerText=text, answerIsCorrection=True)
            )
        elif number % 101 == 0:
            records.append(
                question(number, **facts, dateAnswered=None, answerText=None, isWithdrawn=True)
            )
    path = folder / "changed.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    return [path]
