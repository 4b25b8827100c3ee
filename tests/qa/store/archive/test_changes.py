"""Changes are numbered by the store itself, whatever writes to it, and for stores from before."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from qa import store
from qa.archive.ingest import ingest
from qa.model import UNFILTERED
from qa.settings import Settings
from qa.store.archive.changes import ChangesPage
from tests.making import fact, lines, parallel_page

QUESTION = "How many owls are kept?"


@pytest.fixture
def data(tmp_path: Path) -> Settings:
    """A store with an answer, and one that has absorbed another."""
    made = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "one", fact(uin="1"))], made)
    ingest([parallel_page(tmp_path / "poorer.txt", question=QUESTION)], made)
    ingest([lines(tmp_path / "fuller", fact(uin="2", question_text=QUESTION))], made)
    return made


def followed(data: Settings, after: int = 0, most: int = 100) -> ChangesPage:
    with store.archive.reading(data.store_path) as db:
        return store.archive.changes.follow(db, after, most, UNFILTERED, None)


def test_each_change_has_a_number_of_its_own_and_a_moment(data: Settings) -> None:
    with store.archive.reading(data.store_path) as db:
        rows = db.execute("SELECT number, changed_at FROM changes ORDER BY number").fetchall()
    assert len({number for number, _ in rows}) == len(rows) == 3
    moments = [moment for _, moment in rows]
    assert all(moment.startswith("20") for moment in moments)
    assert moments == sorted(moments)


def test_a_store_from_before_lists_all_it_holds(data: Settings) -> None:
    before = followed(data)
    with closing(Database(data.store_path)) as old:
        for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            old.execute(f"DROP TRIGGER {name}")
        old["changes"].drop()
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'm005_changes'")
        old.conn.commit()
    with store.archive.writing(data.store_path):
        pass
    after = followed(data)
    assert {one.answer_id for one in after.answers} == {one.answer_id for one in before.answers}
    assert after.replaced == before.replaced
    with store.archive.reading(data.store_path) as db:
        moments = db.execute("SELECT changed_at FROM changes").fetchall()
    assert all(moment.startswith("20") for (moment,) in moments)


def test_what_is_undone_is_no_change(data: Settings) -> None:
    last = followed(data).last
    with suppress(KeyboardInterrupt), store.archive.writing(data.store_path) as db:
        db.execute("UPDATE answers SET heading = 'Other'")
        raise KeyboardInterrupt
    assert followed(data, last) == ChangesPage((), (), last, more=False)


def test_an_absorbed_answer_leads_to_the_one_that_has_it(data: Settings) -> None:
    [(poorer, fuller)] = followed(data).replaced
    assert poorer.startswith("2015-03-02/libraries-")
    assert fuller == "2015-03-02/2"


def test_what_is_gone_without_a_trace_is_said_to_be(data: Settings) -> None:
    last = followed(data).last
    with store.archive.writing(data.store_path) as db:
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("DELETE FROM mentions")
        db.execute("DELETE FROM readings")
        db.execute("DELETE FROM passages")
        db.execute("DELETE FROM versions WHERE identity = '2015-03-02/1'")
        db.execute("DELETE FROM answers WHERE answer_id = '2015-03-02/1'")
    assert followed(data, last).replaced == (("2015-03-02/1", None),)


@settings(max_examples=20)
@given(most=st.integers(1, 5))
def test_pages_of_any_size_hold_the_same(made: Settings, most: int) -> None:
    whole = followed(made)
    found: list[str] = []
    after, more = 0, True
    while more:
        page = followed(made, after, most)
        assert len(page.answers) + len(page.replaced) <= most
        found += [one.answer_id for one in page.answers]
        after, more = page.last, page.more
    assert found == [one.answer_id for one in whole.answers]
    assert after == whole.last


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("changes")
    several = Settings(data_dir=folder / "data")
    ingest([lines(folder / "some", *[fact(uin=str(n)) for n in range(7)])], several)
    return several
