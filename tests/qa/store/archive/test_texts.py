"""A text is kept once, however many questions it answers, and stores from before are kept whole."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from qa import store
from qa.archive import update
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.model import Request
from qa.service.service import Service
from qa.settings import Settings
from tests.making import REAL_ANSWERS, fact, lines
from tests.older_stores import older_store

SHARED = "<p>There are twelve libraries, and all of them are open.</p>"


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


def group(*uins, answer=SHARED):
    return [
        fact(uin=uin, question_text=f"To ask, question {uin}.", answer_html=answer) for uin in uins
    ]


def counted(settings, what):
    with store.archive.reading(settings.store_path) as db:
        return db.execute(f"SELECT count({what}) FROM texts").fetchone()[0]


def older(path, settings):
    """The same store under the schema before this one, its bodies known by other keys."""
    older_store(path, settings, "m004_texts")
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("UPDATE answers SET body = 'as-it-was-known-then' WHERE body IS NOT NULL")


def replies(settings):
    return [
        Service(settings).reply(Request("libraries that are open")).as_json(),
        Service(settings).reply(Request("prison")).as_json(),
    ]


def test_questions_answered_together_keep_one_text_and_link_to_each_other(settings, tmp_path):
    ingest([lines(tmp_path / "a", *group("1", "2", "3"))], settings)
    assert counted(settings, "*") == 1
    service = Service(settings)
    for uin in "123":
        answer = service.answer(f"2015-03-02/{uin}")
        assert answer.text == "There are twelve libraries, and all of them are open."
        linked = [other.uin for other in service.context(answer).links.grouped_with]
        assert linked == [other for other in "123" if other != uin]
    assert list(verify_integrity(settings)) == []


def test_one_of_them_corrected_leaves_the_others_their_text(settings, tmp_path):
    ingest([lines(tmp_path / "a", *group("1", "2"))], settings)
    ingest([lines(tmp_path / "b", *group("1", answer="<p>Thirteen.</p>"))], settings)
    assert counted(settings, "*") == 2
    with store.archive.reading(settings.store_path) as db:
        texts = {answer.uin: answer.text for answer in store.archive.answers.newest_first(db)}
    assert texts == {"1": "Thirteen.", "2": "There are twelve libraries, and all of them are open."}
    assert list(verify_integrity(settings)) == []


@pytest.mark.parametrize("others", [[], ["2"]], ids=["alone", "shared"])
def test_what_a_later_record_of_the_same_file_replaces_takes_only_its_own_text(
    settings, tmp_path, others
):
    facts = [*group(*others), *group("1"), *group("1", answer="<p>Thirteen.</p>")]
    ingest([lines(tmp_path / "a", *facts)], settings)
    assert counted(settings, "*") == 1 + len(others)
    assert list(verify_integrity(settings)) == []


def test_a_store_of_the_schema_before_gives_the_same_replies(own_data, tmp_path):
    now = Settings(data_dir=own_data)
    ingest([lines(tmp_path / "a", *group("1", "2", "3"))], now)
    was = Settings(data_dir=shutil.copytree(now.data_dir, tmp_path / "was"))
    was.store_path.unlink()
    older(was.store_path, now)
    with store.archive.writing(was.store_path):
        pass
    assert any("behind the store" in fault for fault in verify_integrity(was))
    update.bring_up_to_date(was)
    assert counted(was, "*") == counted(now, "*")
    assert list(verify_integrity(was)) == []
    assert replies(was) == replies(now)
    assert ingest([tmp_path / "a"], was).counts == {"unchanged": 3}


@pytest.mark.skipif(not REAL_ANSWERS.exists(), reason="the real answers are not beside this clone")
def test_the_groups_of_a_real_body_keep_one_text_each(settings):
    ingest([REAL_ANSWERS / "church-commissioners.jsonl"], settings)
    with store.archive.reading(settings.store_path) as db:
        texts = {answer.text for answer in store.archive.answers.newest_first(db)}
        total = store.archive.coverage.count(db).answers
    assert counted(settings, "DISTINCT text") == counted(settings, "*") == len(texts) < total
