"""Conversations over the answers that ship: replayed, listed and deleted by their owner alone."""

import json
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from qa.errors import BadRequest, NotFound
from qa.model import Request
from qa.model.tokens import digest
from qa.service.conversations import Conversations, owner_of
from qa.service.service import Service
from qa.settings import Settings
from qa.store.service import service_store
from qa.store.service.sqlite.schema import migrations

DRUGS = "how many adults drop out of drug treatment after leaving prison?"
WORK = "what is the government doing to get prison leavers into work?"
ME, THEM = "page:me", "page:them"


@pytest.fixture
def settings(own_data):
    """A data folder of its own, with the answers of `corpus/`."""
    return Settings(data_dir=own_data)


@pytest.fixture
def service(settings):
    return Service(settings)


@pytest.fixture
def kept(service, settings):
    return Conversations(service, settings)


def rows(settings, table):
    with closing(Database(settings.service_path)) as db:
        return db[table].count if db[table].exists() else 0


def age(settings, key, days):
    """Make the last question of a conversation so many days old."""
    stamp = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    with closing(Database(settings.service_path)) as db:
        db.execute(
            "UPDATE conversations SET asked_at = ? WHERE token_digest = ?", [stamp, digest(key)]
        )


def test_a_conversation_replays_what_was_shown(kept, service):
    key, first = kept.ask(None, Request(DRUGS), ME)
    shown = [first] + [kept.ask(key, Request(question), ME)[1] for question in ("pizza", WORK)]
    assert [turn.number for turn in shown] == [1, 2, 3]
    assert kept.turns(key, ME) == shown
    assert kept.turn(key, 2, ME) == shown[1]
    assert first.reply == service.reply(Request(DRUGS)).as_json()


def test_a_question_asked_again_is_not_its_own_context(kept):
    key, first = kept.ask(None, Request("prison leavers?"), ME)
    assert kept.ask(key, Request("prison leavers?"), ME)[1].reply["query"] == first.reply["query"]


def test_the_five_questions_before_are_the_context_of_a_question(kept):
    key, _ = kept.ask(None, Request(WORK), ME)
    for number in range(4):
        kept.ask(key, Request(f"xyzzy {number}"), ME)
    follow_up = kept.ask(key, Request("and for women?"), ME)[1].reply["query"]
    assert "history" in follow_up["interpretations"]


@pytest.mark.parametrize("off", ["history", "all"])
def test_a_turn_asked_without_those_before_it_cuts_the_thread(kept, off):
    key, _ = kept.ask(None, Request(WORK), ME)
    kept.ask(key, Request("what about drug treatment?", disabled=(off,)), ME)
    query = kept.ask(key, Request("and for adults?"), ME)[1].reply["query"]
    assert query["interpretations"] == ["history"]
    assert query["terms"] == ["adult", "drug", "treatment"]


def test_a_declined_turn_offers_the_reading_with_those_before_it(kept):
    key, _ = kept.ask(None, Request(WORK), ME)
    declined = kept.ask(key, Request("how many lighthouses did Norway build in Bergen?"), ME)[1]
    assert not declined.reply["answerable"]
    assert declined.reply["query"]["interpretations"] == ["alone"]


def test_only_its_owner_finds_a_conversation(kept):
    key, _ = kept.ask(None, Request(DRUGS), ME)
    for wrong in (
        lambda: kept.turns(key, THEM),
        lambda: kept.turn(key, 1, THEM),
        lambda: kept.ask(key, Request(WORK), THEM),
        lambda: kept.rename(key, "mine", THEM),
        lambda: kept.turns("guessed", ME),
        lambda: kept.turn(key, 2, ME),
        lambda: kept.turn(key, 10**30, ME),
    ):
        with pytest.raises(NotFound, match="deleted or has expired"):
            wrong()
    kept.delete(key, THEM)
    assert kept.discard(key, THEM) is None
    assert kept.discard_all(THEM) is None
    assert kept.listed(THEM) == []
    assert [turn.question for turn in kept.turns(key, ME)] == [DRUGS]


def test_a_question_that_is_refused_begins_nothing(kept, settings):
    with pytest.raises(BadRequest):
        kept.ask(None, Request(" "), ME)
    assert rows(settings, "conversations") == 0


def test_questions_asked_at_once_in_one_conversation_are_all_kept(kept):
    key, _ = kept.ask(None, Request(WORK), ME)
    numbers: dict[str, int] = {}

    def ask(question):
        numbers[question] = kept.ask(key, Request(question), ME)[1].number

    threads = [threading.Thread(target=ask, args=[f"prison {n}"]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers.values()) == list(range(2, 10))
    assert {turn.question: turn.number for turn in kept.turns(key, ME)} == {WORK: 1, **numbers}


def test_an_attempt_made_again_gives_the_turn_that_it_made(kept):
    key, first = kept.ask(None, Request(WORK), ME, attempt="a")
    assert kept.ask(None, Request(WORK), ME, attempt="a") == (key, first)
    assert [one.turns for one in kept.listed(ME)] == [1]
    _, second = kept.ask(key, Request(WORK), ME, attempt="b")
    kept.ask(key, Request(DRUGS), ME, attempt="c")
    assert kept.ask(key, Request(WORK), ME, attempt="b") == (key, second)
    assert [turn.number for turn in kept.turns(key, ME)] == [1, 2, 3]
    other, _ = kept.ask(None, Request(WORK), THEM, attempt="a")
    assert other != key
    kept.delete(key, ME)
    assert kept.ask(None, Request(WORK), ME, attempt="a")[0] != key


def test_one_form_sent_several_times_at_once_makes_one_turn(kept):
    made = []
    threads = [
        threading.Thread(target=lambda: made.append(kept.ask(None, Request(WORK), ME, attempt="a")))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert len({key for key, _ in made}) == 1
    assert [one.turns for one in kept.listed(ME)] == [1]


def test_a_long_conversation_costs_no_more_for_each_question(kept, settings, monkeypatch):
    key, first = kept.ask(None, Request(WORK), ME)
    with service_store(settings).writing() as records:
        for number in range(2, 50):
            records.conversations.add_turn(key, f"prison {number}", first.reply, None, ME)
    read, loads = [], json.loads
    monkeypatch.setattr("json.loads", lambda text: read.append(str(text)) or loads(text))
    assert kept.ask(key, Request(DRUGS), ME)[1].number == 50
    assert not [text for text in read if '"passages"' in text]
    kept.turns(key, ME)
    assert [text for text in read if '"passages"' in text]


def test_an_owners_conversations_are_listed_newest_first_with_their_first_question(kept, settings):
    work, _ = kept.ask(None, Request(WORK), ME)
    drugs, _ = kept.ask(None, Request(DRUGS), ME)
    kept.ask(None, Request("pizza"), THEM)
    kept.begin(ME)
    age(settings, drugs, 2)
    kept.ask(work, Request("and for women?"), ME)
    listed = [(one.key, one.name, one.question, one.turns) for one in kept.listed(ME)]
    assert listed == [(work, None, WORK, 2), (drugs, None, DRUGS, 1)]


def test_a_conversation_is_named_and_the_name_removed(kept):
    key, _ = kept.ask(None, Request(WORK), ME)
    kept.rename(key, "  Leavers\n and  work ", ME)
    assert kept.listed(ME)[0].name == "Leavers and work"
    with pytest.raises(BadRequest, match="121 characters"):
        kept.rename(key, "x" * 121, ME)
    kept.rename(key, " ", ME)
    assert kept.listed(ME)[0].name is None


def test_a_deleted_conversation_is_really_gone(kept, settings):
    key, _ = kept.ask(None, Request("a question about sourdough"), ME)
    other, _ = kept.ask(None, Request(DRUGS), ME)
    kept.delete(key, ME)
    with pytest.raises(NotFound):
        kept.ask(key, Request("again"), ME)
    assert [one.key for one in kept.listed(ME)] == [other]
    assert (rows(settings, "conversations"), rows(settings, "turns")) == (1, 1)


def test_a_deletion_is_undone_by_its_owner_within_its_time(kept, settings):
    keys = [kept.ask(None, Request(question), ME)[0] for question in (DRUGS, WORK)]
    turns = kept.turns(keys[0], ME)
    deletion = kept.discard(keys[0], ME)
    with pytest.raises(NotFound, match="deleted or has expired"):
        kept.ask(keys[0], Request("again"), ME)
    for wrong in ((deletion, THEM), ("guessed", ME)):
        with pytest.raises(NotFound, match=r"nothing to undo.*60 minutes"):
            kept.restore(*wrong)
    assert (kept.discarded(ME, deletion), kept.discarded(THEM, deletion)) == (1, 0)
    kept.restore(deletion, ME)
    assert kept.turns(keys[0], ME) == turns
    deletion = kept.discard_all(ME)
    assert (kept.listed(ME), kept.discarded(ME, deletion)) == ([], 2)
    with closing(Database(settings.service_path)) as db:
        db.execute("UPDATE conversations SET discarded_at = '2015-01-01T00:00:00+00:00'")
    assert kept.discarded(ME, deletion) == 0
    with pytest.raises(NotFound, match="nothing to undo"):
        kept.restore(deletion, ME)
    kept.begin(THEM)
    assert (rows(settings, "conversations"), rows(settings, "turns")) == (1, 0)


def test_a_browser_is_known_while_it_can_undo(kept):
    token = kept.browser_token("")
    kept.ask(None, Request(WORK), owner_of(token))
    deletion = kept.discard_all(owner_of(token))
    assert kept.browser_token(token) == token
    kept.restore(deletion, owner_of(token))
    kept.delete(kept.listed(owner_of(token))[0].key, owner_of(token))
    assert kept.browser_token(token) != token


def test_the_database_contains_no_token(kept, settings):
    token, key = kept.browser_token(""), kept.begin("api")
    kept.ask(None, Request(WORK), owner_of(token))
    assert kept.browser_token(token) == token
    assert kept.browser_token("made up") != "made up"
    held = b"".join(path.read_bytes() for path in settings.data_dir.glob("service.db*"))
    assert token.encode() not in held
    assert key.encode() not in held


def test_conversations_end_after_their_retention_period(kept, settings):
    (old, _), (new, _) = kept.ask(None, Request(DRUGS), ME), kept.ask(None, Request(DRUGS), ME)
    age(settings, old, 31)
    assert [one.key for one in kept.listed(ME)] == [new]
    for wrong in (lambda: kept.turns(old, ME), lambda: kept.ask(old, Request(DRUGS), ME)):
        with pytest.raises(NotFound):
            wrong()
    assert len(kept.turns(new, ME)) == 1
    kept.ask(new, Request(WORK), ME)
    assert rows(settings, "conversations") == 1


def test_the_one_conversation_of_a_browser_in_an_old_database_is_kept(kept, settings):
    with closing(sqlite3.connect(settings.service_path)) as connection, connection:
        db = Database(connection)
        migrations.apply(db, stop_before="m005_histories")
        stamp = datetime.now(UTC).isoformat(timespec="seconds")
        for owner in ("page", "api"):
            db.execute(
                "INSERT INTO conversations (token_digest, begun_at, asked_at, owner) "
                "VALUES (?, ?, ?, ?)",
                [digest(f"of {owner}"), stamp, stamp, owner],
            )
        db.execute("INSERT INTO turns SELECT id, 1, 'what is a buoy?', '{}' FROM conversations")
    [old] = kept.listed(owner_of("of page"))
    assert (old.question, old.turns) == ("what is a buoy?", 1)
    assert kept.turns(old.key, owner_of("of page"))[0].question == "what is a buoy?"
    assert kept.turns("of api", "api")[0].question == "what is a buoy?"
    assert kept.listed("api") == []


def test_a_turn_asked_anew_replaces_the_one_it_names_with_its_own_context(kept):
    key, _ = kept.ask(None, Request(WORK), ME)
    follow_up = kept.ask(key, Request("and for women?"), ME)[1]
    assert "history" in follow_up.reply["query"]["interpretations"]
    alone = Request("and for women?", disabled=("history",))
    again = kept.ask(key, alone, ME, replace_turn=2)[1]
    assert (again.number, again.reply["query"]["disabled"]) == (2, ["history"])
    back = kept.ask(key, Request("and for women?"), ME, replace_turn=2)[1]
    assert back == follow_up
    assert [turn.question for turn in kept.turns(key, ME)] == [WORK, "and for women?"]


def test_an_owner_has_room_for_so_many_conversations(kept, monkeypatch):
    monkeypatch.setattr("qa.service.conversations.MAX_CONVERSATIONS", 2)
    keys = [kept.ask(None, Request(DRUGS), ME)[0] for _ in range(2)]
    with pytest.raises(BadRequest, match=r"room for 2 conversations\. Delete some"):
        kept.ask(None, Request(DRUGS), ME)
    kept.ask(keys[0], Request(WORK), ME)
    kept.discard(keys[1], ME)
    kept.ask(None, Request(DRUGS), ME)
