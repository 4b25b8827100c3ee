"""The states of answers are kept by the store itself, for stores from before too."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from qa import store
from qa.model import Filters
from tests.qa.service.test_watches import Desk, corrected, holding, owls, owls_id, withdrawn


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.ingest(owls(1), holding(2))
    return made


def changed(desk: Desk, after: int, until: int) -> list[tuple[str, str | None, str]]:
    with store.archive.reading(desk.settings.store_path) as db:
        found = store.archive.states.changed(db, after, until)
    return [(one.answer_id, one.was, one.status) for one in found]


def last(desk: Desk) -> int:
    with store.archive.reading(desk.settings.store_path) as db:
        revision = int(store.archive.revision.current(db).partition(".")[2])
        return store.archive.states.last_number(db, revision)


def test_each_state_has_a_number_a_moment_and_a_revision(desk: Desk) -> None:
    begun = last(desk)
    desk.ingest(corrected(1), owls(2))
    desk.ingest(withdrawn(1))
    end = last(desk)
    assert changed(desk, end, end) == []
    assert changed(desk, begun, end) == [
        (owls_id(1), "answered", "withdrawn"),
        (owls_id(2), "holding", "answered"),
    ]
    with store.archive.reading(desk.settings.store_path) as db:
        rows = db.execute("SELECT at, revision FROM states ORDER BY number").fetchall()
    assert all(at.startswith("20") for at, _ in rows)
    assert [revision for _, revision in rows] == sorted(revision for _, revision in rows)


def test_the_state_at_an_earlier_change_is_known(desk: Desk) -> None:
    begun = last(desk)
    desk.ingest(corrected(1))
    middle = last(desk)
    desk.ingest(withdrawn(1))
    assert changed(desk, begun, middle) == [(owls_id(1), "answered", "corrected")]
    assert changed(desk, middle, last(desk)) == [(owls_id(1), "corrected", "withdrawn")]
    assert changed(desk, 0, begun) == [
        (owls_id(2), None, "holding"),
        (owls_id(1), None, "answered"),
    ]


def test_filters_are_those_of_an_answer_whatever_its_status(desk: Desk) -> None:
    with store.archive.reading(desk.settings.store_path) as db:
        ids = [owls_id(1), owls_id(2)]
        lords = store.archive.states.within(db, ids, Filters(house="Lords"))
        late = store.archive.states.within(
            db, ids, Filters(date_from="2015-03-03", status=("withdrawn",))
        )
    assert lords == {}
    assert list(late.values()) == [owls_id(2)]


def test_a_store_from_before_begins_with_the_states_of_today(desk: Desk) -> None:
    with closing(Database(desk.settings.store_path)) as old:
        old.execute("DROP TRIGGER state_changed")
        old.execute("DROP INDEX aliases_by_answer")
        old["states"].drop()
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'm014_states'")
        old.conn.commit()
    with store.archive.writing(desk.settings.store_path):
        pass
    begun = last(desk)
    assert {one[0] for one in changed(desk, 0, begun)} == {owls_id(1), owls_id(2)}
    desk.ingest(corrected(1))
    assert changed(desk, begun, last(desk)) == [(owls_id(1), "answered", "corrected")]
