"""One question is one record, whatever it came from and in whichever order."""

import itertools
import json

import pytest

from qa import store
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines, official_page, parallel_page


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


def take(settings, *paths):
    """Ingest files one after the other; the outcomes that were counted, in order."""
    outcomes = []
    for path in paths:
        counts = ingest([path], settings).counts
        outcomes.append({name: count for name, count in counts.items() if count})
    return outcomes


def records(settings):
    with store.archive.reading(settings.store_path) as db:
        return sorted(store.archive.answers.quotable(db), key=lambda answer: answer.answer_id)


def test_unchanged_is_untouched(settings, tmp_path):
    path = lines(tmp_path / "a", fact())
    assert take(settings, path, path) == [{"new": 1}, {"unchanged": 1}]
    with store.archive.reading(settings.store_path) as db:
        assert db.execute("SELECT count(*) FROM versions").fetchone() == (1,)
        assert store.archive.revision.current(db).endswith(".1")


def test_a_changed_text_adds_a_version_which_becomes_current(settings, tmp_path):
    first = lines(tmp_path / "a", fact())
    second = lines(tmp_path / "b", fact(answer_html="<p>There are thirteen libraries.</p>"))
    assert take(settings, first, second) == [{"new": 1}, {"changed": 1}]
    assert [answer.text for answer in records(settings)] == ["There are thirteen libraries."]
    with store.archive.reading(settings.store_path) as db:
        kept = db.execute(
            "SELECT text, seen_at FROM versions v JOIN texts t ON t.digest = text_digest "
            "ORDER BY v.id"
        ).fetchall()
    assert [text for text, _ in kept] == [
        "There are twelve libraries.",
        "There are thirteen libraries.",
    ]
    assert all(seen for _, seen in kept)


def test_a_changed_fact_is_a_change_too(settings, tmp_path):
    first = lines(tmp_path / "a", fact())
    second = lines(tmp_path / "b", fact(answering_member="Brown, Cay"))
    assert take(settings, first, second) == [{"new": 1}, {"changed": 1}]
    assert records(settings)[0].answering_member == "Cay Brown"


def test_another_wording_of_the_same_published_record_is_no_change(settings, tmp_path):
    first = lines(tmp_path / "a", fact())
    spaced = tmp_path / "b"
    spaced.write_text(json.dumps(fact(), separators=(", ", " : ")), encoding="utf-8")
    assert take(settings, first, spaced) == [{"new": 1}, {"unchanged": 1}]


def test_two_forms_of_one_question_are_one_record_with_the_facts_of_both(settings, tmp_path):
    export, page = lines(tmp_path / "a", fact()), official_page(tmp_path / "b")
    assert take(settings, export, page) == [{"new": 1}, {"merged": 1}]
    (answer,) = records(settings)
    assert (answer.heading, answer.asking_member) == ("Libraries", "Ann Smith")


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_in_which_sources_come_makes_no_difference(settings, tmp_path, order):
    sources = [
        lines(tmp_path / "a", fact()),
        official_page(tmp_path / "b"),
        parallel_page(tmp_path / "c"),
    ]
    outcomes = take(settings, *(sources[number] for number in order))
    assert outcomes == [{"new": 1}, {"merged": 1}, {"merged": 1}]
    (answer,) = records(settings)
    assert answer.answer_id == "2015-03-02/100"
    assert answer.answering_member == "Bob Jones"
    assert (answer.heading, answer.uin, answer.house) == ("Libraries", "100", "Commons")
    assert list(verify_integrity(settings)) == []
    again = [{"unchanged": 1}] * 3
    assert take(settings, *sources) == again


def test_the_id_of_a_merged_record_leads_to_the_fuller_one_for_ever(settings, tmp_path):
    take(settings, parallel_page(tmp_path / "a"))
    (poorer,) = records(settings)
    take(settings, lines(tmp_path / "b", fact()))
    service = Service(settings)
    assert service.answer(poorer.answer_id.upper()).answer_id == "2015-03-02/100"
    take(settings, lines(tmp_path / "c", fact(answer_html="<p>Changed since.</p>")))
    assert service.answer(poorer.answer_id).text == "Changed since."


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_of_several_fuller_records_the_one_with_the_same_text_absorbs(settings, tmp_path, order):
    sources = [
        lines(tmp_path / "a", fact(uin="9", answer_html="<p>Another text.</p>")),
        lines(tmp_path / "b", fact(uin="10000")),
        lines(tmp_path / "c", fact(uin="9999")),
        parallel_page(tmp_path / "d"),
    ]
    take(settings, *(sources[number] for number in order))
    headings = {answer.uin: answer.heading for answer in records(settings)}
    assert headings == {"9": None, "9999": "Libraries", "10000": None}
    assert list(verify_integrity(settings)) == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_with_no_text_in_common_the_lowest_uin_absorbs(settings, tmp_path, order):
    sources = [
        lines(tmp_path / "a", fact(uin="10000", answer_html="<p>One.</p>")),
        lines(tmp_path / "b", fact(uin="9999", answer_html="<p>Two.</p>")),
        parallel_page(tmp_path / "c"),
    ]
    take(settings, *(sources[number] for number in order))
    headings = {answer.uin: answer.heading for answer in records(settings)}
    assert headings == {"9999": "Libraries", "10000": None}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_three_degrees_of_identity_end_in_one_record(settings, tmp_path, order):
    sources = [
        lines(tmp_path / "a", fact()),
        lines(tmp_path / "b", fact(date_tabled=None, id=None, answer_html="<p>Another text.</p>")),
        parallel_page(tmp_path / "c", answer="A third text."),
    ]
    take(settings, *(sources[number] for number in order))
    (answer,) = records(settings)
    assert answer.answer_id == "2015-03-02/100"
    assert answer.text == "There are twelve libraries."
    service = Service(settings)
    assert service.answer("2015-03-09/100").answer_id == "2015-03-02/100"
    assert list(verify_integrity(settings)) == []


def test_of_two_lines_for_one_answer_the_later_counts_and_a_second_time_changes_nothing(
    settings, tmp_path
):
    twice = lines(tmp_path / "a", fact(answer_html="<p>Twelve.</p>"), fact())
    assert take(settings, twice) == [{"superseded": 1, "new": 1}]
    assert [answer.text for answer in records(settings)] == ["There are twelve libraries."]
    with store.archive.reading(settings.store_path) as db:
        before = store.archive.revision.current(db)
    assert take(settings, twice, twice) == [{"superseded": 1, "unchanged": 1}] * 2
    with store.archive.reading(settings.store_path) as db:
        assert store.archive.revision.current(db) == before
        assert db.execute("SELECT count(*) FROM versions").fetchone() == (1,)
    assert list(verify_integrity(settings)) == []


def test_many_answers_to_questions_in_the_same_words_take_no_longer_each(settings, tmp_path):
    path = lines(tmp_path / "a", *(fact(uin=str(n)) for n in range(1, 801)))
    assert take(settings, path) == [{"new": 800}]


def test_the_same_uin_in_two_sessions_is_two_records(settings, tmp_path):
    path = lines(tmp_path / "a", fact(), fact(date_tabled="2016-03-02", date_answered="2016-03-09"))
    assert take(settings, path) == [{"new": 2}]
    assert [answer.date_tabled for answer in records(settings)] == ["2015-03-02", "2016-03-02"]


def test_a_corrected_source_has_precedence_over_one_that_is_not(settings, tmp_path):
    corrected = (
        '<p>There are <del class="ministerial">12</del><ins class="ministerial">13</ins>.</p>'
    )
    page = official_page(tmp_path / "a", answer="There are 12.")
    export = lines(tmp_path / "b", fact(answer_html=corrected))
    take(settings, export, page)
    (answer,) = records(settings)
    assert (answer.text, answer.status) == ("There are 13.", "corrected")
