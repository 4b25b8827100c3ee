"""The state of an answer: what is shown, and what comes only when it is asked for."""

import json
import shutil

import pytest

from qa import store
from qa.archive import merge_sources, update
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.errors import BadRequest
from qa.model import STATUSES, Request, WrittenAnswer
from qa.model.filters import read_filters
from qa.service.service import Service
from qa.settings import Settings
from qa.text.markup import plain_text
from tests.making import REAL_ANSWERS, fact, lines, official_page

CORRECTED = (
    '<p>There are <del class="ministerial">12</del><ins class="ministerial">13</ins> libraries.</p>'
    "<p>All are open.</p>"
)


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


def entered(settings, **stated):
    """A record in the store, as a source that knows all states would give it."""
    text = stated.pop("text", "There are twelve libraries.")
    uin = stated.setdefault("uin", "100")
    record = WrittenAnswer(
        form="json-lines",
        published=json.dumps(fact(uin=uin)),
        answer=text,
        markup="text",
        source_question="To ask, how many libraries he has.",
        answering_body="Ministry of Justice",
        date_tabled="2015-03-02",
        date_answered="2015-03-09",
        **stated,
    )
    with store.archive.writing(settings.store_path, create=True) as db:
        merge_sources.upsert(db, record, plain_text(record.answer, record.markup))
        store.archive.revision.advance(db)


@pytest.fixture
def all_states(settings):
    """One record of each state; the one unanswered has no text."""
    for number, status in enumerate(STATUSES, start=1):
        text = "" if status == "unanswered" else "There are twelve libraries."
        entered(settings, uin=str(number), status=status, text=text)
    update.bring_up_to_date(settings)
    return Service(settings)


def found(reply):
    return sorted(quotation.answer.status for quotation in reply.passages)


def test_only_answers_that_are_answers_come_unasked(all_states):
    assert found(all_states.reply(Request("libraries"))) == ["answered", "corrected"]


@pytest.mark.parametrize("status", STATUSES)
def test_each_state_comes_when_it_is_asked_for(all_states, status):
    reply = all_states.reply(Request("libraries", read_filters(status=[status.upper()])))
    assert found(reply) == [status]
    assert reply.as_json()["query"]["status"] == [status]


@pytest.mark.parametrize("status", STATUSES)
def test_a_uin_finds_its_answer_in_whatever_state(settings, status):
    entered(settings, uin="41780", status=status)
    entered(settings, uin="41781", status="answered")
    update.bring_up_to_date(settings)
    service = Service(settings)
    ranking = service.ranking(service.reply(Request("UIN 41780")).query, 3, "answer")
    assert [name for name, _ in ranking] == ["2015-03-02/41780"]


def test_several_states_may_be_asked_for(all_states):
    reply = all_states.reply(
        Request("libraries", read_filters(status=["withdrawn", "holding", "holding"]))
    )
    assert found(reply) == ["holding", "withdrawn"]


def test_a_question_without_an_answer_is_found_by_its_words_and_quotes_none(all_states):
    (passage,) = all_states.reply(
        Request("libraries", read_filters(status=["unanswered"]))
    ).as_json()["passages"]
    assert (passage["text"], passage["start"], passage["end"], passage["best"]) == (
        "",
        0,
        0,
        [0, 0],
    )


@pytest.mark.parametrize("number", range(1, len(STATUSES) + 1))
def test_each_state_comes_by_its_name(all_states, number):
    assert all_states.answer(f"2015-03-02/{number}").status in STATUSES


@pytest.mark.parametrize("stated", [{"status": ["lost"]}, {"status": [""]}, {"kind": ["stub"]}])
def test_a_state_or_kind_that_is_not_known_is_refused(all_states, stated):
    with pytest.raises(BadRequest) as caught:
        all_states.reply(Request("libraries", read_filters(**stated)))
    assert caught.value.parameter in stated


def test_states_are_counted_by_body_and_year(all_states):
    rows = all_states.coverage().by_body_year_status
    assert rows == [
        {"body": "ministry-of-justice", "year": "2015", "status": status, "answers": 1}
        for status in sorted(STATUSES)
    ]


def test_stubs_are_filtered_in_and_out(settings, tmp_path):
    stub = fact(uin="2", answer_html="<p>The information on libraries is not held centrally.</p>")
    ingest([lines(tmp_path / "a", fact(uin="1"), stub)], settings)
    service = Service(settings)

    def uins(**asked):
        return sorted(
            hit.answer.uin
            for hit in service.reply(Request("libraries", read_filters(**asked))).passages
        )

    assert uins() == ["1", "2"]
    assert uins(kind=["none"]) == ["1"]
    assert uins(kind=["not-held"]) == ["2"]
    assert uins(kind=["none", "not_held"]) == ["1", "2"]
    assert service.answer("2015-03-02/2").kind == "not_held"
    assert list(verify_integrity(settings)) == []


def test_a_corrected_answer_shows_what_it_said_before(settings, tmp_path):
    ingest([lines(tmp_path / "a", fact(answer_html=CORRECTED))], settings)
    service = Service(settings)
    context = service.context(service.answer("2015-03-02/100"))
    assert context.original_text == "There are 12 libraries.\n\nAll are open."
    (change,) = context.changes
    assert (change.before, change.after) == ("There are 12 libraries.", "There are 13 libraries.")


def test_an_answer_that_was_not_corrected_has_no_original(settings, tmp_path):
    ingest([lines(tmp_path / "a", fact())], settings)
    service = Service(settings)
    context = service.context(service.answer("2015-03-02/100"))
    assert (context.original_text, context.changes) == (None, ())


def test_without_marks_the_original_is_what_was_read_before_the_correction(settings, tmp_path):
    bare = '<p>There are <ins class="ministerial"></ins>13 libraries.</p>'
    ingest([official_page(tmp_path / "a", answer="There are 12 libraries.")], settings)
    ingest([lines(tmp_path / "b", fact(answer_html=bare))], settings)
    service = Service(settings)
    answer = service.answer("2015-03-02/100")
    assert (answer.status, answer.text) == ("corrected", "There are 13 libraries.")
    assert service.context(answer).original_text == "There are 12 libraries."


def test_an_original_text_that_no_source_states_is_null(settings, tmp_path):
    bare = '<p>There are <ins class="ministerial"></ins>13 libraries.</p>'
    ingest([lines(tmp_path / "a", fact(answer_html=bare))], settings)
    service = Service(settings)
    context = service.context(service.answer("2015-03-02/100"))
    assert (context.original_text, context.changes) == (None, ())


def test_versions_of_an_older_store_are_completed_with_what_they_state(settings, tmp_path):
    ingest([lines(tmp_path / "a", fact(answer_html=CORRECTED), fact(uin="101"))], settings)
    service = Service(settings)
    answer = service.answer("2015-03-02/100")
    context, history = service.context(answer), service.history(answer)
    with store.archive.writing(settings.store_path) as db:
        db.execute("UPDATE versions SET status = NULL, date_answered = NULL, original_text = NULL")
        store.archive.revision.advance(db)
    assert service.context(answer).original_text is None
    update.bring_up_to_date(settings)
    assert (service.context(answer), service.history(answer)) == (context, history)
    assert list(verify_integrity(settings)) == []


def test_texts_are_read_again_by_new_rules(settings, tmp_path, monkeypatch):
    stub = fact(answer_html="<p>The information is not held centrally.</p>")
    ingest([lines(tmp_path / "a", stub)], settings)
    with store.archive.writing(settings.store_path) as db:
        db.execute("UPDATE readings SET rules = 'older', kind = 'none'")
    shutil.rmtree(settings.index_dir)
    update.bring_up_to_date(settings)
    assert Service(settings).answer("2015-03-02/100").kind == "not_held"


@pytest.mark.skipif(not REAL_ANSWERS.exists(), reason="the real answers are not beside the clone")
def test_every_corrected_real_answer_shows_what_changed(settings, tmp_path):
    corrected = [
        json.loads(line)
        for path in sorted(REAL_ANSWERS.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        if "ministerial" in line
    ]
    ingest([lines(tmp_path / "a", *corrected)], settings)
    service = Service(settings)
    answers = [service.answer(stated["id"]) for stated in corrected]
    marked = [answer for answer in answers if answer.status == "corrected"]
    assert len(marked) == 63
    assert all(service.context(answer).changes for answer in marked)
