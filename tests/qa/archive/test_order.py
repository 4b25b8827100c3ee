"""Time goes forward: files read in any order make the same store."""

import hashlib
import itertools
import json
import os
import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from qa import store
from qa.archive import update
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.service.service import Service
from qa.settings import Settings
from qa.store.archive import history
from tests.making import ROOT, fact, lines, official_page, parallel_page, xml_question, xml_reply
from tests.parliament_records import corrected, question, unanswered

ORDERS = 10 if os.environ.get("QA_PROVE") else 3
SHARED = ROOT.parent / "shared" / "data"
ANSWER_ID = "2024-01-05/8159"
SEEN: set[str] = set()
"""The digests that any order of every form ended in."""


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


def reply(path, record):
    """One question in detail, as the API gives it."""
    path.write_text(json.dumps({"value": record, "links": []}), encoding="utf-8")
    return path


def stages(folder):
    """Saved copies of one question: before the answer, held, answered, corrected twice."""
    facts = {"uin": "8159", "dateTabled": "2024-01-05"}
    minister = {"id": 1, "name": "Second Minister", "listAs": "Minister, Second"}
    again = {"dateAnswerCorrected": "2024-02-02", "answerText": "<p>There are 15 libraries.</p>"}
    held = {
        "answerIsHolding": True,
        "dateHoldingAnswer": "2024-01-11",
        "answerText": "<p>Soon.</p>",
    }
    copies = [
        unanswered(1, **facts),
        question(1, **facts | held | {"dateAnswered": "2024-01-11"}),
        question(1, **facts, answerText="<p>There are 12 libraries.</p>"),
        corrected(1, **facts, correctingMember=minister),
        corrected(1, **facts | again, correctingMember=minister | {"name": "Third Minister"}),
    ]
    return [reply(folder / f"{number}.json", copy) for number, copy in enumerate(copies)]


def digest(settings):
    """A digest of all records: text, facts, dates and what was said before."""
    seen = hashlib.sha256()
    with store.archive.reading(settings.store_path) as db:
        answers = sorted(store.archive.answers.newest_first(db), key=lambda one: one.answer_id)
        for answer in answers:
            stated = history.stated_of(db, answer)
            links = store.archive.links.of_answers(db, [answer])[answer.answer_id]
            context = history.context_of(answer, stated, links)
            before = [context.date_holding, context.date_corrected, context.original_text]
            seen.update(json.dumps([answer.text, answer.facts(), *before]).encode())
    return seen.hexdigest()


@pytest.mark.parametrize("order", [(4, 0), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3), (1, 4, 0, 2, 3)])
@pytest.mark.parametrize("one_by_one", [True, False])
def test_an_older_saved_copy_takes_nothing_back(settings, tmp_path, order, one_by_one):
    copies = stages(tmp_path)
    chosen = [copies[number] for number in order]
    for paths in [[path] for path in chosen] if one_by_one else [chosen]:
        ingest(paths, settings)
    service = Service(settings)
    answer = service.answer(ANSWER_ID)
    assert (answer.status, answer.text) == ("corrected", "There are 15 libraries.")
    assert answer.correcting_member == "Third Minister"
    context = service.context(answer)
    assert context.date_corrected == "2024-02-02"
    assert context.original_text == "There are 12 libraries."
    assert list(verify_integrity(settings)) == []
    again = ingest(chosen, settings)
    assert dict(again.counts) == {"unchanged": len(chosen)}


@pytest.mark.parametrize(("newest", "status"), [(0, "unanswered"), (1, "holding"), (2, "answered")])
def test_each_state_waits_for_the_next(settings, tmp_path, newest, status):
    for path in reversed(stages(tmp_path)[: newest + 1]):
        ingest([path], settings)
    answer = Service(settings).answer(ANSWER_ID)
    assert answer.status == status


def test_an_older_copy_is_counted_as_superseded_and_kept_in_the_history(settings, tmp_path):
    copies = stages(tmp_path)
    ingest([copies[3]], settings)
    report = ingest([copies[2]], settings)
    assert dict(report.counts) == {"superseded": 1}
    service = Service(settings)
    history = service.history(service.answer(ANSWER_ID))
    assert [(one["status"], one["current"]) for one in history] == [
        ("corrected", True),
        ("answered", False),
    ]


@limits(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(range(8)))
def test_any_order_of_every_form_ends_in_the_same_store(tmp_path_factory, order):
    folder = tmp_path_factory.mktemp("order")
    stated = {"uin": "8159", "date_tabled": "2024-01-05", "date_answered": "2024-01-12"}
    twelve = fact(**stated, answer_html="<p>There are 12 libraries.</p>")
    page = {"uin": "8159", "tabled": "5 January 2024", "answered": "12 January 2024"}
    paths = [
        *stages(folder),
        lines(folder / "5.jsonl", twelve),
        official_page(folder / "6.txt", **page, answer="There are 12 libraries."),
        xml_file(folder, "2024-02-02", "There are 15 libraries."),
    ]
    chosen = Settings(data_dir=folder / "data")
    for number in order:
        ingest([paths[number]], chosen)
    answer = Service(chosen).answer(ANSWER_ID)
    assert (answer.status, answer.text) == ("corrected", "There are 15 libraries.")
    assert answer.date_answered == "2024-01-12"
    SEEN.add(digest(chosen))
    assert len(SEEN) == 1
    assert list(verify_integrity(chosen)) == []


def xml_file(folder, day, *replies, minister="Bob Jones"):
    """A day of TheyWorkForYou with one question, and a reply for each text."""
    stated = {"uin": "8159", "date_tabled": "2024-01-05", "answering_member": minister}
    units = xml_question(fact(**stated))
    for number, text in enumerate(replies):
        units += xml_reply(fact(**stated, answer_html=f"<p>{text}</p>"), number)
    path = Path(folder) / f"answers{day}.xml"
    path.write_text(f"<publicwhip>{units}</publicwhip>", encoding="utf-8")
    return path


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
@pytest.mark.parametrize("together", [True, False])
def test_a_later_day_is_the_correction_of_an_earlier_one(settings, tmp_path, order, together):
    days = [
        xml_file(tmp_path, "2024-01-12", "There are 12."),
        xml_file(tmp_path, "2024-01-23", "There are 14.", minister="Cay Brown"),
    ]
    chosen = [days[number] for number in order]
    for paths in [chosen] if together else [[path] for path in chosen]:
        ingest(paths, settings)
    service = Service(settings)
    answer = service.answer(ANSWER_ID)
    assert (answer.status, answer.text) == ("corrected", "There are 14.")
    assert (answer.date_answered, answer.date_tabled) == ("2024-01-12", "2024-01-05")
    assert (answer.answering_member, answer.correcting_member) == ("Bob Jones", "Cay Brown")
    context = service.context(answer)
    assert (context.date_corrected, context.original_text) == ("2024-01-23", "There are 12.")
    assert list(verify_integrity(settings)) == []


def test_the_same_words_on_a_later_day_are_no_correction(settings, tmp_path):
    for day, text in (("2024-01-23", "There are  12."), ("2024-01-12", "There are 12.")):
        ingest([xml_file(tmp_path, day, text)], settings)
    answer = Service(settings).answer(ANSWER_ID)
    assert (answer.status, answer.date_answered) == ("answered", "2024-01-12")
    assert answer.correcting_member is None
    assert list(verify_integrity(settings)) == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_three_days_are_one_answer_corrected_twice(settings, tmp_path, order):
    days = [
        xml_file(tmp_path, day, f"There are {number}.")
        for day, number in (("2024-01-12", 12), ("2024-01-23", 14), ("2024-02-02", 15))
    ]
    for number in order:
        ingest([days[number]], settings)
    service = Service(settings)
    answer = service.answer(ANSWER_ID)
    assert (answer.text, answer.date_answered) == ("There are 15.", "2024-01-12")
    context = service.context(answer)
    assert (context.date_corrected, context.original_text) == ("2024-02-02", "There are 14.")
    assert list(verify_integrity(settings)) == []


def test_a_later_day_corrects_what_another_form_states(settings, tmp_path):
    stated = {"uin": "8159", "date_tabled": "2024-01-05", "date_answered": "2024-01-12"}
    ingest([xml_file(tmp_path, "2024-01-23", "There are 14.")], settings)
    ingest([lines(tmp_path / "a", fact(**stated, answer_html="<p>There are 12.</p>"))], settings)
    answer = Service(settings).answer(ANSWER_ID)
    assert (answer.status, answer.text) == ("corrected", "There are 14.")
    assert (answer.date_answered, answer.answering_member) == ("2024-01-12", "Bob Jones")


def test_a_row_of_a_list_that_was_cut_is_no_other_answer(settings, tmp_path):
    words = "There are 12 libraries, and each of them is open. " * 8
    row = question(
        1,
        uin="8159",
        dateTabled="2024-01-05",
        dateAnswered="2024-01-12",
        answerText=words[:255] + "...",
    )
    listed = tmp_path / "list.json"
    listed.write_text(json.dumps({"totalResults": 1, "results": [{"value": row, "links": []}]}))
    ingest([listed, xml_file(tmp_path, "2024-01-23", words)], settings)
    answer = Service(settings).answer(ANSWER_ID)
    assert (answer.status, answer.date_answered) == ("answered", "2024-01-12")
    assert answer.text == words.strip()


def test_a_store_that_an_older_copy_took_back_is_put_right_by_the_next_ingest(settings, tmp_path):
    """As an older program left it: the last copy to arrive is current, and counts as prepared."""
    copies = stages(tmp_path)
    for number in (3, 2):
        ingest([copies[number]], settings)
    with store.archive.writing(settings.store_path) as db:
        db.execute("UPDATE answers SET version = 2, status = 'answered', correcting_member = NULL")
        db.execute("ALTER TABLE answers DROP COLUMN correcting_member")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm011_corrections'")
        store.archive.revision.advance(db)
    ingest([parallel_page(tmp_path / "other.txt")], settings)
    answer = Service(settings).answer(ANSWER_ID)
    assert (answer.status, answer.text) == ("corrected", "There are 14 libraries.")
    assert answer.correcting_member == "Second Minister"
    assert list(verify_integrity(settings)) == []


def test_a_store_that_was_taken_back_is_put_right_when_its_index_is_brought_up_to_date(
    settings, tmp_path
):
    copies = stages(tmp_path)
    ingest([copies[3], copies[2]], settings)
    with store.archive.writing(settings.store_path) as db:
        db.execute("UPDATE answers SET version = 2, status = 'answered'")
        db.execute("UPDATE versions SET status = NULL")
        store.archive.revision.advance(db)
    update.bring_up_to_date(settings)
    assert Service(settings).answer(ANSWER_ID).status == "corrected"
    assert list(verify_integrity(settings)) == []


class Stored(Exception):
    """Everything is stored; the index, which an order cannot change, is not built."""


def stop_when_stored(report):
    raise Stored


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real answers are not beside the clone")
def test_real_files_in_any_order_end_in_the_same_store(tmp_path):
    """All files under QA_PROVE, else the small ones; the first order's store is checked."""
    paths = [path for path in sorted(SHARED.rglob("*")) if path.is_file()]
    if not os.environ.get("QA_PROVE"):
        paths = [path for path in paths if path.stat().st_size < 300_000]
    digests = set()
    for order in range(ORDERS):
        settings = Settings(data_dir=tmp_path / str(order))
        random.Random(order).shuffle(paths)
        with suppress(Stored):
            ingest(paths, settings, stored=stop_when_stored if order else None)
        digests.add(digest(settings))
        if not order:
            assert list(verify_integrity(settings)) == []
    assert len(digests) == 1
