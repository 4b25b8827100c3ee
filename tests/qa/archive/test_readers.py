"""A version says which readers made it: older ones are no faults, and are read again once."""

import pytest

from qa import store
from qa.archive import update
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.archive.merge_sources import stated_digest
from qa.archive.sources import READER, reread
from qa.service.service import Service
from qa.settings import Settings
from qa.store.archive import history
from qa.store.archive.passages import digest
from tests.making import fact, lines

FORMULA = "<p>It saved 5 t of CO<sub>2</sub> in 2020, as was stated.</p>"


@pytest.fixture
def settings(tmp_path):
    """A store of two answers, of which an older reader read both, and one otherwise."""
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "lines", fact(uin="1"), fact(uin="2", answer_html=FORMULA))], settings)
    with store.archive.writing(settings.store_path) as db:
        (old,) = store.archive.audit.versions(db, 2)
        text = old.text.replace("CO₂", "CO2")
        db.execute("INSERT INTO texts (digest, text) VALUES (?, ?)", [digest(text), text])
        db.execute(
            "UPDATE versions SET text_digest = ?, digest = ? WHERE id = ?",
            [digest(text), stated_digest(reread(old.form, old.published), text), old.version],
        )
        db.execute("DELETE FROM texts WHERE digest = ?", [old.text_digest])
        db.execute("UPDATE versions SET reader = 0")
        db.execute("DELETE FROM passages WHERE version = ?", [old.version])
        store.archive.revision.advance(db)
    return settings


def faults(settings):
    return [fault for fault in verify_integrity(settings) if "ndex" not in fault]


def test_what_an_older_reader_made_is_no_fault(settings):
    assert faults(settings) == []


def test_what_an_older_reader_made_is_still_checked_against_its_digest(settings):
    with store.archive.writing(settings.store_path) as db:
        db.execute("UPDATE texts SET text = replace(text, '5 t', '6 t')")
    assert any("not the one that was stored" in fault for fault in faults(settings))


def test_the_next_update_reads_it_again_once(settings):
    update.bring_up_to_date(settings)
    service = Service(settings)
    answer = service.answer("2015-03-02/2")
    assert answer.text == "It saved 5 t of CO₂ in 2020, as was stated."
    assert list(verify_integrity(settings)) == []
    with store.archive.reading(settings.store_path) as db:
        readers = db.execute("SELECT answer, reader FROM versions ORDER BY id").fetchall()
        assert readers == [(1, READER), (2, 0), (2, READER)]
        stated = history.stated_of(db, answer)
        assert [one["text"] for one in history.history_of(answer, stated)] == [answer.text]
    with store.archive.writing(settings.store_path) as db:
        store.archive.revision.advance(db)
    update.bring_up_to_date(settings)
    with store.archive.reading(settings.store_path) as db:
        assert db.execute("SELECT count(*) FROM versions").fetchone() == (3,)


def test_what_is_ingested_again_first_is_not_taken_for_what_an_older_reader_made(tmp_path):
    """An older reader took this answer for one that was not corrected."""
    settings = Settings(data_dir=tmp_path / "data")
    path = lines(tmp_path / "lines", fact(answer_html="<p>There are <del>12</del>21.</p>"))
    ingest([path], settings)
    with store.archive.writing(settings.store_path) as db:
        (made,) = store.archive.audit.versions(db, 1)
        text = "There are 1221."
        db.execute("INSERT INTO texts (digest, text) VALUES (?, ?)", [digest(text), text])
        db.execute(
            "UPDATE versions SET text_digest = ?, digest = 'older', reader = 0, "
            "status = 'answered', original_text = NULL",
            [digest(text)],
        )
        db.execute("DELETE FROM passages")
        db.execute("DELETE FROM texts WHERE digest = ?", [made.text_digest])
        store.archive.revision.advance(db)
    ingest([path], settings)
    answer = Service(settings).answer("2015-03-02/100")
    assert (answer.status, answer.text) == ("corrected", "There are 21.")
    assert list(verify_integrity(settings)) == []
