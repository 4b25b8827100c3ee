"""The index of phrases: it follows every change of the texts, and its proof finds every fault."""

import pytest

from qa.archive.ingest import ingest
from qa.settings import Settings
from qa.store import archive
from qa.store.archive import phrases
from tests.making import fact, lines


@pytest.fixture
def path(tmp_path):
    """An archive of two answers."""
    settings = Settings(data_dir=tmp_path / "data")
    second = fact(uin="101", answer_html="<p>There are thirteen prisons.</p>", question_text="Q?")
    ingest([lines(tmp_path / "a", fact(), second)], settings)
    return settings.store_path


def texts(db, phrase):
    [digests] = phrases.holding(db, [phrase], 9)
    return len(digests)


def test_a_text_enters_and_leaves_in_the_transaction_of_its_row(path):
    def change_and_fail():
        with archive.writing(path) as db:
            db.execute("INSERT INTO texts (digest, text) VALUES ('x', 'No owl is held.')")
            assert texts(db, "owl is held") == 1
            db.execute("DELETE FROM texts WHERE text LIKE '%twelve%'")
            assert texts(db, "are twelve") == 0
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    with archive.reading(path) as db:
        assert (texts(db, "owl is held"), texts(db, "are twelve")) == (0, 1)


def test_the_proof_passes_and_leaves_the_reader_as_it_was(path):
    with archive.reading(path) as db:
        assert list(phrases.faults(db)) == []
        assert list(phrases.faults(db)) == []
        assert texts(db, "are thirteen prisons") == 1


@pytest.mark.parametrize(
    "damage",
    [
        "INSERT INTO phrases (phrases) VALUES ('delete-all')",
        "INSERT INTO phrases (rowid, text) VALUES (99, 'a text that is not there')",
        "UPDATE texts SET text = 'There are twelve owls.' WHERE id = 1",
        "DELETE FROM phrases_data WHERE id > 10",
    ],
)
def test_the_proof_finds_each_kind_of_damage(path, damage):
    with archive.writing(path) as db:
        db.execute(damage)
    with archive.reading(path) as db:
        assert len(list(phrases.faults(db))) == 1


def test_an_older_store_is_given_the_index_by_its_migration(tmp_path, path):
    with archive.writing(path) as db:
        db.executescript("""
            CREATE TABLE old (digest TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
            INSERT INTO old SELECT digest, text FROM texts;
            DROP TABLE texts; DROP TABLE phrases;
            ALTER TABLE old RENAME TO texts;
            DELETE FROM _sqlite_migrations WHERE name = 'm013_phrases';
        """)
    with archive.writing(path):
        pass
    with archive.reading(path) as db:
        assert texts(db, "are thirteen prisons") == 1
        assert list(phrases.faults(db)) == []
