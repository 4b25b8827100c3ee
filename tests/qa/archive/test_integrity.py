"""`qa check` finds damage; a second, independent extraction checks the first."""

import shutil
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive import update
from qa.archive.ingest import ingest
from qa.archive.integrity import missing_word, verify_integrity
from qa.settings import Settings
from qa.text.markup import plain_text
from tests.making import fact, lines


@pytest.fixture
def settings(own_data, tmp_path):
    """The answers of `corpus/` and one in HTML, in a data folder of one's own."""
    settings = Settings(data_dir=own_data)
    ingest([lines(tmp_path / "a", fact())], settings)
    return settings


def damage(settings, statement):
    connection = sqlite3.connect(settings.store_path)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_sound_store_has_no_faults(settings):
    assert list(verify_integrity(settings)) == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE texts SET text = text || ' Not so.' WHERE rowid = 1", "not the one that was"),
        ("DELETE FROM texts WHERE rowid = 1", "have lost their text"),
        ("INSERT INTO texts (digest, text) VALUES ('x', 'Nobody said so.')", "are of no version"),
        ("UPDATE texts SET text = replace(text, '34%', '43%')", "does not follow"),
        ("UPDATE versions SET published = replace(published, '34%', '43%')", "does not follow"),
        ("UPDATE versions SET published = replace(published, 'twelve', 'two')", "does not follow"),
        ("UPDATE versions SET published = 'x' WHERE id = 1", "published form is damaged"),
        ("UPDATE versions SET published = replace(published, '17th', '18th')", "does not state"),
        ("UPDATE versions SET status = 'holding'", "not those published"),
        ("UPDATE versions SET original_text = 'Not said.' WHERE id = 1", "not those published"),
        ("UPDATE answers SET date_answered = '2021-02-18'", "not what its sources state"),
        ("UPDATE answers SET status = 'corrected'", "not what its sources state"),
        ("UPDATE answers SET uin = '41781' WHERE uin = '41780'", "not what its sources state"),
        ("UPDATE answers SET heading = 'Another'", "not what its sources state"),
        ('UPDATE passages SET "end" = "end" - 1 WHERE id = 1', "not the slice"),
        ("UPDATE passages SET start = start + 1 WHERE id = 2", "not the slice"),
        ("DELETE FROM passages WHERE id = 1", "exactly the current passages"),
        ("DELETE FROM passages WHERE id = 2", "not all that its text is split into"),
        ("UPDATE passages SET header_start = 0, header_end = 5", "not all that its text"),
        ("UPDATE passages SET sentences = '[0, 5]' WHERE id = 2", "not all that its text"),
        ("DELETE FROM versions WHERE id = 1", "not there"),
        ("UPDATE answers SET version = 2 WHERE version = 1", "no version of their own"),
        ("UPDATE revision SET number = number + 1", "behind the store"),
        ("INSERT INTO aliases VALUES ('2021-09-03/41780', 1)", "also the id of a record"),
        ("INSERT INTO aliases VALUES ('2021-09-03/9', 99)", "not there"),
    ],
)
def test_each_kind_of_damage_is_found(settings, statement, fault):
    damage(settings, statement)
    assert any(fault in found for found in verify_integrity(settings))


def test_a_missing_or_foreign_index_is_found(settings, tmp_path):
    shutil.rmtree(settings.index_dir)
    assert any("no index" in fault for fault in verify_integrity(settings))
    update.rebuild(Settings(data_dir=settings.data_dir, passage_words=40))
    assert any("other settings" in fault for fault in verify_integrity(settings))


@pytest.mark.parametrize(
    ("published", "text", "word"),
    [
        ("<p>One two.</p><p>Three.</p>", "One two.\n\nThree.", None),
        ("<p>One two.</p>", "One.", "two"),
        ("<p>One two.</p>", "two. One", "two"),
        ("<td>1,200<sup>2</sup></td><td>5</td>", "| 1,200[2] | 5 |", None),
        ("<td>1,200<sup>2</sup></td>", "| 1,2002 |", "200"),
        ("<td>12</td><td>5</td>", "| 125 |", "12"),
        ("31<sup>st</sup> March", "31st March", None),
        ('<del class="ministerial">12</del><ins class="ministerial">13</ins>', "13", None),
        ('<del class="ministerial">12</del>13', "12", "13"),
        ("<del>12</del> 13", "13", None),
        ("<del>12</del> 13", "12 13", None),
        ("<del>12 13", "13", "12"),
        ("<del>1<del>2</del>3</del> 4", "4", None),
        ("<del>1<del>2</del>3 4", "4", "13"),
        ('<a href="https://x.y">here</a>', "here (https://x.y)", None),
        ("R&amp;D &pound;5", "R&D £5", None),
        ("<script>alert(1)</script>Yes", "Yes", None),
        ("<strong>Pri</strong>son", "Prison", None),
        ('<del title="x" class="note ministerial">12</del>13', "13", None),
        ('<p title="a > b">One</p>', "One", None),
        ("<!--" * 20_000 + "One", "One", None),
        ("<script" * 20_000, "script " * 20_000, None),
    ],
)
def test_the_second_extraction_finds_a_word_that_is_not_in_its_place(published, text, word):
    assert missing_word(published, text) == word


FRAGMENTS = st.sampled_from(
    "<p> </p> <td> </td> <tr> </tr> <table> </table> <ul> <ol> <li> </li> </ul> </ol> <br> <h2>"
    " <sup>2</sup> <sup>(1)(2)</sup> <sup>th</sup> <sup>a</sup> <sub>2</sub> <strong> </strong>"
    " <ins> </ins> <em>i</em> <blockquote> </blockquote> <a/href='https://x.y/z'> </a>"
    " 12 1,200 km Alpha word £5m &amp; . : |".split()
)


def test_a_figure_in_an_address_is_not_taken_for_a_part_of_a_word() -> None:
    published = '<p><a href="https://a.uk/2025-03-10/x">Statement</a> 10<sup>th</sup> March</p>'
    text = plain_text(published, "html")
    assert text == "Statement (https://a.uk/2025-03-10/x) 10th March"
    assert missing_word(published, text) is None
    assert missing_word(published, text.replace("10th", "10")) == "th"


@given(st.lists(st.one_of(FRAGMENTS, st.just(" ")), max_size=14))
def test_the_two_extractions_agree_on_any_markup(fragments):
    published = "".join(fragments).replace("<a/", "<a ")
    assert missing_word(published, plain_text(published, "html")) is None
