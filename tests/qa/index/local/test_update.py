"""An index that is updated is the one that a rebuild makes, after any changes of the store."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from qa import index, store
from qa.archive import update
from qa.archive.ingest import ingest
from qa.model import Filters, Request
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

WORDS = "library prison women cost court probation (LP) Legal Panel".split()
STATED = st.fixed_dictionaries(
    {
        "uin": st.sampled_from(["1", "2", "3", "4", "HL5", "HL6"]),
        "answer_html": st.lists(st.sampled_from(WORDS), max_size=50).map(" ".join),
        "question_text": st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
        "date_answered": st.sampled_from(["2015-03-09", "2015-12-31", "2016-01-01"]),
        "answering_body": st.sampled_from(["Ministry of Justice", "Home Office", "Cabinet Office"]),
        "house": st.sampled_from(["Commons", "Lords"]),
    }
)
BEFORE = [
    fact(uin=f"9{n}", date_answered=f"2015-03-{n + 3:02}", answer_html=f"{WORDS[n % 6]} {n}")
    for n in range(20)
]
"""Answers that stay as they are: an index is updated where few of its answers have changed."""


def arrays(settings):
    """The head and the arrays of the index file, without what only names the store."""
    whole = (settings.index_dir / "passages.index").read_bytes()
    length = int.from_bytes(whole[32:40], "little")
    head = json.loads(whole[40 : 40 + length])
    facts = {name: head["facts"][name] for name in ("version", "bodies", "houses")}
    return facts, head["making"], head["arrays"]


@pytest.fixture
def settings(tmp_path):
    made = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "before", *BEFORE)], made)
    return made


@pytest.fixture
def never_rebuilt(monkeypatch):
    """An index that is rebuilt fails the test."""

    def refuse(*_):
        raise AssertionError("The index is rebuilt.")

    monkeypatch.setattr(update, "_rebuild_index", refuse)


@given(st.lists(st.lists(STATED, min_size=1, max_size=3), min_size=1, max_size=3))
@hypothesis_settings(max_examples=20)
def test_after_any_changes_the_file_is_that_of_a_rebuilt_index(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("update")
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "before", *BEFORE)], settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(update, "_rebuild_index", None)
        for at, stated in enumerate(steps):
            ingest([lines(folder / str(at), *(fact(**one) for one in stated))], settings)
    assert arrays(settings) == _rebuilt(settings)


def test_a_new_answer_is_found_after_an_update(settings, tmp_path, never_rebuilt):
    new = fact(uin="77", date_answered="2024-05-05", answer_html="<p>Quokkas in libraries.</p>")
    ingest([lines(tmp_path / "new", new)], settings)
    reply = Service(settings).reply(Request("quokkas"))
    assert [one.answer.uin for one in reply.passages] == ["77"]
    assert reply.passages[0].rank == 1


def test_a_replaced_text_is_not_found_after_an_update(settings, tmp_path, never_rebuilt):
    for text in ("Quokkas.", "Wombats."):
        ingest([lines(tmp_path / text, fact(uin="77", answer_html=f"<p>{text}</p>"))], settings)
    service = Service(settings)
    assert not service.reply(Request("quokkas")).near_misses
    assert service.reply(Request("quokkas")).unmatched == ("quokkas",)
    assert service.reply(Request("wombats")).answerable


def test_an_update_takes_over_a_changed_status(settings, tmp_path, never_rebuilt):
    with store.archive.writing(settings.store_path) as db:
        db.execute("UPDATE answers SET status = 'withdrawn' WHERE uin = '90'")
        store.archive.revision.advance(db)
    update.bring_up_to_date(settings)
    found = Service(settings).reply(Request("library", Filters(status=("withdrawn",))))
    assert [one.answer.uin for one in (*found.passages, *found.near_misses)] == ["90"]
    assert arrays(settings) == _rebuilt(settings)


def test_an_update_drops_a_deleted_answer(settings, never_rebuilt):
    with store.archive.writing(settings.store_path) as db:
        (row,) = db.execute("SELECT id FROM answers WHERE uin = '93'").fetchone()
        db.execute("UPDATE versions SET answer = 1 WHERE answer = ?", [row])
        db.execute("DELETE FROM answers WHERE id = ?", [row])
        store.archive.revision.advance(db)
    update.bring_up_to_date(settings)
    assert arrays(settings) == _rebuilt(settings)


def test_changes_are_forgotten_once_they_are_indexed(settings, tmp_path):
    for n in range(3):
        ingest([lines(tmp_path / str(n), fact(uin=f"8{n}"))], settings)
    with store.archive.reading(settings.store_path) as db:
        (kept,) = db.execute("SELECT count(DISTINCT answer) FROM former_answers").fetchone()
    assert kept == 1


def test_an_index_older_than_the_recorded_changes_is_rebuilt(settings, tmp_path):
    path = settings.index_dir / "passages.index"
    old = path.read_bytes()
    for n in range(3):
        ingest([lines(tmp_path / str(n), fact(uin=f"8{n}"))], settings)
    newest = arrays(settings)
    path.write_bytes(old)
    assert update.bring_up_to_date(settings) is True
    assert arrays(settings) == newest


def test_other_splitting_rules_rebuild_the_index(settings, tmp_path):
    other = replace(settings, passage_words=60)
    ingest([lines(tmp_path / "new", fact(uin="77"))], other)
    assert len(index.open_index(other)) == len(BEFORE) + 1


def test_a_reader_keeps_its_index_while_another_is_swapped_in(settings, tmp_path):
    before = index.open_index(settings)
    version = before.version
    ingest([lines(tmp_path / "new", fact(uin="77", answer_html="<p>Quokkas.</p>"))], settings)
    assert "quokka" not in before.engine.idf
    assert "quokka" in index.open_index(settings).engine.idf
    assert before.version == version != index.open_index(settings).version


def _rebuilt(settings):
    """The arrays of an index that is built from the store as it is."""
    made = index.index_config(settings)
    with store.archive.reading(settings.store_path) as db:
        fresh = index.build(db, made)
    index.save_index(fresh, made, settings.index_dir)
    return arrays(settings)
