"""The documents of answers: those of some answers are a part of those of all."""

import json

import pytest

from qa import store
from qa.archive.ingest import ingest
from qa.index import index_config
from qa.store.opensearch.changes import affected_rows
from qa.store.opensearch.documents import answer_documents, facts_document
from qa.store.opensearch.words import words
from tests.making import fact, lines
from tests.qa.service.test_watches import corrected, owls, withdrawn
from tests.qa.store.opensearch.test_equal_answers import made_archive


@pytest.fixture
def archive(tmp_path):
    return made_archive(tmp_path)


def documents(settings, rows=None):
    """The documents of answers, by their id."""
    with store.archive.reading(settings.store_path) as db:
        found = list(answer_documents(db, index_config(settings).splitting, rows))
    by_id = {one["_id"]: one for one in found}
    assert len(by_id) == len(found)
    return by_id


def test_the_documents_of_some_answers_are_those_of_all_that_belong_to_them(archive):
    every = documents(archive)
    rows = {one["_source"]["about"] for one in every.values() if "about" in one["_source"]}
    some = set(sorted(rows)[::3])
    wanted = {name: one for name, one in every.items() if one["_source"].get("about") in some}
    assert documents(archive, some) == wanted
    assert documents(archive, []) == {}
    assert documents(archive, [10**9]) == {}


def test_the_documents_of_an_answer_are_in_one_shard(archive):
    for one in documents(archive).values():
        if one["_source"]["document"] != "replaced":
            assert one["routing"] == str(one["_source"]["about"])


def test_what_a_day_changes_is_among_the_affected_rows(archive, tmp_path):
    before = documents(archive)
    with store.archive.reading(archive.store_path) as db:
        [(last,)] = db.execute("SELECT max(number) FROM changes").fetchall()
    (tmp_path / "day.json").write_text(
        json.dumps([corrected(3), withdrawn(900), owls(4), owls(77)]), encoding="utf-8"
    )
    refers = "<p>I refer to the answer to Question 105 on 9 March 2015.</p>"
    day = lines(
        tmp_path / "day.jsonl",
        fact(uin="108", date_tabled="2014-03-02", question_text="Earlier?"),
        fact(uin="202", question_text="And 202?", answer_html=refers),
        fact(uin="888", question_text="New?", answer_html=refers),
    )
    assert not ingest([tmp_path / "day.json", day], archive).rejected
    after = documents(archive)
    with store.archive.reading(archive.store_path) as db:
        changed = [
            row
            for (row,) in db.execute(
                "SELECT a.id FROM answers a JOIN changes c ON c.answer_id = a.answer_id "
                "WHERE c.number > ?",
                [last],
            ).fetchall()
        ]
        affected = affected_rows(db, changed)
        every = db["answers"].count
    different = {
        one["_source"]["about"]
        for name in before.keys() | after.keys()
        for one in [after.get(name) or before[name]]
        if before.get(name) != after.get(name)
    }
    assert different > set(changed)  # An answer that is named now has another link.
    assert different <= affected
    assert len(affected) < every / 2


def test_the_facts_of_the_whole_are_one_small_document(archive):
    with store.archive.reading(archive.store_path) as db:
        facts = json.loads(facts_document(db)["_source"]["record"])
    assert facts["coverage"]["answers"] == 49
    assert facts["first_states"] == sorted(facts["first_states"])


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("There, are (twelve)!", "there are twelve"),
        ("snake_case and 1,234.5", "snake case and 1 234 5"),
        ("STRASSE Straße ÉCOLE e\u0301cole", "strasse straße école e\u0301cole"),
        ("…", ""),
    ],
)
def test_words_are_cut_as_the_store_cuts_them(text, cut):
    assert words(text) == cut
