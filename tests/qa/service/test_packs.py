"""Evidence packs: passages are collected, ordered, given notes and deleted."""

from contextlib import closing

import pytest
from sqlite_utils import Database

from qa.archive.ingest import ingest
from qa.errors import BadRequest, NotFound
from qa.model import Request
from qa.service.packs import MAX_ITEMS, NOTE_CHARS, Packs, quoted_passage
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines


@pytest.fixture
def settings(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    answers = [
        fact(uin=str(n), answer_html=f"<p>There are {n} libraries.</p>") for n in (11, 12, 13)
    ]
    ingest([lines(tmp_path / "a.jsonl", *answers)], settings)
    return settings


@pytest.fixture
def packs(settings):
    return Packs(settings)


@pytest.fixture
def passages(settings):
    shown = Service(settings).reply(Request("how many libraries are there?")).as_json()["passages"]
    return {passage["uin"]: passage for passage in shown}


@pytest.fixture
def token(packs, passages):
    token = ""
    for uin in ("11", "12", "13"):
        token = packs.add(token, passages[uin])
    return token


def uins(packs, token):
    return [entry.passage["uin"] for entry in packs.entries(token)]


def item(packs, token, uin):
    return next(one.id for one in packs.entries(token) if one.passage["uin"] == uin)


def test_a_pack_has_its_passages_as_they_were_shown_in_the_order_collected(packs, token, passages):
    assert uins(packs, token) == ["11", "12", "13"]
    assert packs.entries(token)[0].passage == passages["11"]
    assert packs.passage_ids(token) == [passages[uin]["passage_id"] for uin in ("11", "12", "13")]
    assert packs.passage_ids("") == []


def test_a_passage_collected_twice_is_in_the_pack_once(packs, token, passages):
    assert packs.add(token, passages["12"] | {"text": "later"}) == token
    assert uins(packs, token) == ["11", "12", "13"]


@pytest.mark.parametrize(
    ("uin", "way", "after"),
    [
        ("13", "up", ["11", "13", "12"]),
        ("11", "down", ["12", "11", "13"]),
        ("11", "up", ["11", "12", "13"]),
        ("13", "down", ["11", "12", "13"]),
    ],
)
def test_a_passage_moves_one_place(packs, token, uin, way, after):
    packs.move(token, item(packs, token, uin), way, {})
    assert uins(packs, token) == after


def test_a_passage_is_removed_and_the_others_still_move(packs, token):
    packs.remove(token, item(packs, token, "12"), {})
    packs.move(token, item(packs, token, "13"), "up", {})
    assert uins(packs, token) == ["13", "11"]


@pytest.mark.parametrize("action", ["move", "remove", "clear", "restore"])
def test_every_action_saves_the_notes_that_come_with_it(packs, token, action):
    ids = {entry.passage["uin"]: entry.id for entry in packs.entries(token)}
    removal = packs.remove(token, ids["13"], {})
    notes = {ids["11"]: "one", ids["12"]: "two", 999: "of no passage", ids["13"]: "removed"}
    if action == "move":
        packs.move(token, ids["12"], "up", notes)
    elif action == "remove":
        packs.remove(token, ids["11"], notes)
    elif action == "clear":
        packs.restore(token, packs.clear(token, notes), {})
    else:
        assert packs.restore(token, removal, notes) == [ids["13"]]
    kept = {entry.id: entry.note for entry in packs.entries(token)}
    assert kept[ids["12"]] == "two"
    assert kept.get(ids["11"], "one") == "one"
    assert kept.get(ids["13"], "") == ""


def test_a_removal_is_undone_within_its_time(packs, token, settings):
    first = item(packs, token, "11")
    removal = packs.remove(token, first, {first: "kept"})
    assert (packs.removed(token, removal), packs.removed("guessed", removal)) == (1, 0)
    assert packs.restore(token, removal, {}) == [first]
    assert [entry.note for entry in packs.entries(token)] == ["kept", "", ""]
    removal = packs.clear(token, {})
    assert packs.entries(token) == []
    with closing(Database(settings.service_path)) as db:
        db.execute("UPDATE pack_items SET discarded_at = '2015-01-01T00:00:00+00:00'")
    for name in (removal, "guessed"):
        with pytest.raises(NotFound, match=r"nothing to undo.*60 minutes"):
            packs.restore(token, name, {})
    packs.save(token, {})
    with closing(Database(settings.service_path)) as db:
        assert db["pack_items"].count == 0


def test_a_removal_is_not_undone_where_the_pack_has_no_room(packs, token, passages):
    removal = packs.clear(token, {})
    for n in range(MAX_ITEMS):
        packs.add(token, passages["11"] | {"passage_id": f"2015-03-02/11#{n + 10}"})
    with pytest.raises(BadRequest, match="room for 200"):
        packs.restore(token, removal, {})
    assert (len(packs.entries(token)), packs.removed(token, removal)) == (MAX_ITEMS, 3)


def test_a_passage_taken_out_and_added_again_has_its_note(packs, token, passages):
    first = item(packs, token, "11")
    packs.save(token, {first: "kept"})
    passage_id = passages["11"]["passage_id"]
    assert packs.take_out(token, passage_id)
    assert packs.take_out(token, passage_id) is None
    assert packs.take_out("guessed", passages["12"]["passage_id"]) is None
    assert uins(packs, token) == ["12", "13"]
    assert packs.add(token, passages["11"]) == token
    assert [(one.passage["uin"], one.note) for one in packs.entries(token)][2] == ("11", "kept")


def test_a_passage_is_collected_by_its_id_as_its_answer_is_now(settings, passages):
    service = Service(settings)
    shown, now = passages["12"], quoted_passage(service, passages["12"]["passage_id"])
    same = shown.keys() - {"rank", "score", "best", "explain", "same_answer"}
    assert {name: now[name] for name in same} == {name: shown[name] for name in same}
    assert now["text"][slice(*now["best"])] == "There are 12 libraries."
    for wrong in ("2015-03-02/12", "2015-03-02/12#2", "2015-03-02/12#", "2015-03-02/99#1", "", "#"):
        with pytest.raises(NotFound):
            quoted_passage(service, wrong)


def test_a_note_is_replaced_by_the_next_one(packs, token):
    first = item(packs, token, "11")
    packs.save(token, {first: "use in the brief\r\nnot before May"})
    assert packs.entries(token)[0].note == "use in the brief\nnot before May"
    packs.save(token, {first: ""})
    assert packs.entries(token)[0].note == ""


def test_a_note_that_is_too_long_is_refused_and_the_old_one_is_kept(packs, token):
    first = item(packs, token, "11")
    packs.save(token, {first: "x" * NOTE_CHARS})
    with pytest.raises(BadRequest, match="2,001"):
        packs.remove(token, first, {first: "y" * (NOTE_CHARS + 1)})
    assert packs.entries(token)[0].note == "x" * NOTE_CHARS


def test_a_note_on_a_passage_that_is_gone_is_not_said_to_be_saved(packs, token):
    first, second = item(packs, token, "11"), item(packs, token, "12")
    packs.remove(token, first, {})
    with pytest.raises(NotFound, match="not in the pack"):
        packs.save(token, {first: "lost", second: "kept"})
    assert packs.entries(token)[0].note == "kept"


def test_only_its_token_reads_and_changes_a_pack(packs, token, passages):
    other = packs.add("guessed", passages["11"])
    theirs = item(packs, other, "11")
    assert other not in (token, "guessed")
    for change in (
        lambda: packs.remove(token, theirs, {}),
        lambda: packs.save(token, {theirs: "mine"}),
        lambda: packs.move(token, theirs, "down", {}),
    ):
        with pytest.raises(NotFound):
            change()
    assert uins(packs, other) == ["11"]
    assert packs.entries("guessed") == []


def test_a_full_pack_refuses_another_passage(packs, passages):
    token = ""
    for n in range(MAX_ITEMS):
        token = packs.add(token, passages["11"] | {"passage_id": f"2015-03-02/11#{n}"})
    with pytest.raises(BadRequest, match=str(MAX_ITEMS)):
        packs.add(token, passages["12"])


def test_a_pack_is_deleted_after_its_retention_period(packs, token, settings, passages):
    with closing(Database(settings.service_path)) as db:
        db.execute("UPDATE packs SET touched_at = '2015-01-01T00:00:00+00:00'")
    assert packs.entries(token) == []
    assert packs.add(token, passages["11"]) != token
    with closing(Database(settings.service_path)) as db:
        assert db["packs"].count == 1


def test_an_entry_says_how_its_answer_has_changed_since(packs, token, settings, tmp_path):
    now = fact(uin="12", answer_html="<p>There are 99 libraries.</p>", date_answered="2015-04-01")
    ingest([lines(tmp_path / "b.jsonl", now)], settings)
    said = {entry.passage["uin"]: entry.since for entry in packs.entries(token)}
    assert said == {
        "11": None,
        "12": "Since this was collected the text of the answer has changed.",
        "13": None,
    }
