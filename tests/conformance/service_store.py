"""What every home of `ServiceStore` does: inherit `ServiceStoreConformance`."""

import threading
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from qa.model.conversations import EarlierQuestion, Turn
from qa.model.keys import ApiKey, ExpiredKey
from qa.model.marks import Mark
from qa.model.packs import PackItem
from qa.store.service.interface import UNDO_PERIOD
from tests.conformance.watch_records import WatchConformance

RETENTION_DAYS = 30
ME, THEM = "page:me", "page:them"
REPLY = {
    "question": "How many buoys?",
    "query": {"disabled": []},
    "passages": [],
    "near_misses": [],
}
ANNOTATIONS = {"prior_answers": None, "passages": {"2021-09-03/41780#1": {"caption": "£ – “é”"}}}
TEXT = "Λ £ – “quoted” \u2028 \n\t'; DROP TABLE turns; --"


class SetClock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def advance(self, **by):
        self.now += timedelta(**by)


def passage(number):
    return {"passage_id": f"2021-09-03/41780#{number}", "text": TEXT, "start": 0, "end": number}


def add_turn(store, key, question, owner=ME, **more):
    with store.writing() as records:
        return records.conversations.add_turn(key, question, REPLY, None, owner, **more)


def questions(records, key, most):
    """The last questions of a conversation of mine."""
    return [one.question for one in records.conversations.questions(key, most, ME)]


def make_one_of_each(store):
    """A conversation, a pack, a draft and a watch with a mark; what each is found by."""
    with store.writing() as records:
        conversation = records.conversations.begin(ME, listed=True)
        records.conversations.add_turn(conversation, "one", REPLY, None, ME)
        pack = records.packs.begin()
        records.packs.add(pack, passage(1))
        draft = records.drafts.begin("one", (), ME)
        watch = records.watches.add(ME, "search", str(conversation), "one", "a.1", 99)
        records.marks.add(Mark("one", {}, "2021-09-03/41780#1", 1, "v1", "answers it"))
    return conversation, pack, draft, watch


def found_of(store, made):
    """Whether each of them is found."""
    conversation, pack, draft, watch = made
    with store.reading() as records:
        return [
            records.conversations.turns(conversation, ME) is not None,
            bool(records.packs.items(pack)),
            records.drafts.draft(draft, ME) is not None,
            watch in [one.key for one in records.watches.of(ME)],
        ]


def begin(store, *questions, owner=ME, listed=True):
    """A new conversation in which these questions were asked."""
    with store.writing() as records:
        key = records.conversations.begin(owner, listed=listed)
    for question in questions:
        add_turn(store, key, question, owner)
    return key


def shown(packs, token):
    """The passages of a pack."""
    return [item.passage for item in packs.items(token)]


def in_threads(count, run):
    """Run a function in several threads at once and return what it returned, in no order."""
    results = []
    threads = [threading.Thread(target=lambda: results.append(run())) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == count
    return results


class ServiceStoreConformance(WatchConformance, ABC):
    """Inherit this and give the fixture `store`, which keeps records for `RETENTION_DAYS`."""

    @pytest.fixture
    def clock(self):
        return SetClock()

    @pytest.fixture
    @abstractmethod
    def store(self, clock):
        """An empty store that reads this clock."""

    # People

    def test_the_secret_of_a_store_stays_and_is_long(self, store):
        with store.reading() as records:
            first = records.people.secret()
        with store.writing() as records:
            assert records.people.secret() == first
        assert len(first) >= 43

    def test_a_pack_begins_empty_with_the_token_that_is_given(self, store):
        with store.writing() as records:
            assert records.packs.begin("anna") == "anna"
            assert records.packs.add("anna", passage(1))
        with store.writing() as records:
            assert shown(records.packs, "anna") == [passage(1)]
            assert records.packs.begin("anna") == "anna"
            assert shown(records.packs, "anna") == []

    def test_a_session_is_known_by_its_token_until_it_is_ended(self, store):
        with store.writing() as records:
            token = records.people.begin_session("a1", TEXT)
            other = records.people.begin_session("b2", "Bob")
            assert records.people.session(token) == ("a1", TEXT, False)
            assert records.people.session("nothing") is None
            records.people.end_session(token)
            records.people.end_session("nothing")
        with store.reading() as records:
            assert records.people.session(token) is None
            assert records.people.session(other) == ("b2", "Bob", False)

    def test_a_session_ends_when_it_is_idle_and_in_any_case_after_a_week(self, store, clock):
        with store.writing() as records:
            idle, used = (records.people.begin_session("a1", name) for name in ("idle", "used"))
        for _ in range(14):
            clock.advance(hours=12)
            with store.writing() as records:
                assert records.people.session(used) == ("a1", "used", True)
                records.people.use_session(used)
                assert records.people.session(used) == ("a1", "used", False)
        with store.reading() as records:
            assert records.people.session(idle) is None
        clock.advance(seconds=1)
        with store.reading() as records:
            assert records.people.session(used) is None

    # Units of work

    def test_a_unit_of_work_that_raises_writes_nothing(self, store):
        key = begin(store, "one")
        with suppress(KeyboardInterrupt), store.writing() as records:
            records.conversations.add_turn(key, "two", REPLY, None, ME)
            records.keys.create("tracker", ("read",), 60)
            raise KeyboardInterrupt
        with store.reading() as records:
            assert questions(records, key, 9) == ["one"]
            assert not records.keys.all()

    def test_a_reader_keeps_its_snapshot_while_others_write(self, store):
        key = begin(store, "one")
        with store.reading() as records:
            assert questions(records, key, 9) == ["one"]
            add_turn(store, key, "two")
            assert questions(records, key, 9) == ["one"]
        with store.reading() as records:
            assert questions(records, key, 9) == ["one", "two"]

    def test_a_reader_does_not_wait_for_a_writer(self, store):
        key = begin(store, "one")
        with store.writing() as writer:
            writer.conversations.add_turn(key, "two", REPLY, None, ME)
            with store.reading() as reader:
                assert questions(reader, key, 9) == ["one"]

    def test_one_unit_of_work_reads_what_it_wrote(self, store):
        with store.writing() as records:
            key = records.conversations.begin(ME)
            records.conversations.add_turn(key, "one", REPLY, None, ME)
            assert questions(records, key, 9) == ["one"]

    # Conversations

    def test_turns_are_returned_as_they_were_added(self, store):
        key = begin(store)
        with store.writing() as records:
            added = [
                records.conversations.add_turn(key, TEXT, REPLY, ANNOTATIONS, ME),
                records.conversations.add_turn(key, "", REPLY, None, ME),
            ]
        assert added == [Turn(1, TEXT, REPLY, ANNOTATIONS), Turn(2, "", REPLY, None)]
        with store.reading() as records:
            assert records.conversations.turns(key, ME) == added
            assert records.conversations.turn(key, 2, ME) == added[1]

    def test_the_last_questions_are_returned_first_to_last(self, store):
        key = begin(store, "one", "two", "three")
        with store.reading() as records:
            assert questions(records, key, 2) == ["two", "three"]

    def test_a_turn_is_replaced_in_its_place(self, store):
        key = begin(store, "one", "two", "three")
        with store.writing() as records:
            turn = records.conversations.replace_turn(key, 2, TEXT, REPLY, ANNOTATIONS, ME)
        assert turn == Turn(2, TEXT, REPLY, ANNOTATIONS)
        with store.reading() as records:
            assert questions(records, key, 5) == ["one", TEXT, "three"]
            assert records.conversations.turn(key, 2, ME) == turn

    @pytest.mark.parametrize("number", [0, -1, 4, 2**63, 2**70])
    def test_a_turn_that_is_not_there_is_not_replaced(self, store, number):
        key = begin(store, "one", "two", "three")
        with store.writing() as records:
            replace = records.conversations.replace_turn
            assert replace(key, number, "x", REPLY, None, ME) is None
            assert replace(key, 1, "x", REPLY, None, THEM) is None
            assert replace("unknown", 1, "x", REPLY, None, ME) is None
            assert questions(records, key, 5) == ["one", "two", "three"]

    def test_a_turn_that_a_link_shows_is_not_replaced(self, store):
        key = begin(store, "one", "two")
        with store.writing() as records:
            assert records.shares.add(key, "secret", ME)
        add_turn(store, key, "three")
        with store.writing() as records:
            replace = records.conversations.replace_turn
            assert [replace(key, n, "x", REPLY, None, ME) is None for n in (1, 2, 3)] == [
                True,
                True,
                False,
            ]
            assert questions(records, key, 5) == ["one", "two", "x"]

    @pytest.mark.parametrize(
        ("before", "found"),
        [(1, []), (3, ["one", "two"]), (9, ["two", "three"]), (2**70, ["two", "three"])],
    )
    def test_the_questions_before_a_turn_are_those_of_the_turns_above_it(
        self, store, before, found
    ):
        key = begin(store, "one", "two", "three")
        with store.reading() as records:
            asked = records.conversations.questions(key, 2, ME, before)
            assert [one.question for one in asked] == found

    def test_a_question_is_kept_with_the_interpretations_that_were_off(self, store):
        key, alone = begin(store, "one"), REPLY | {"query": {"disabled": ["history", "dates"]}}
        with store.writing() as records:
            records.conversations.add_turn(key, "two", alone, None, ME)
            assert records.conversations.questions(key, 9, ME) == [
                EarlierQuestion("one"),
                EarlierQuestion("two", ("history", "dates")),
            ]

    @pytest.mark.parametrize(
        ("key", "owner"), [(None, THEM), ("guessed", ME), ("", ME), (TEXT, ME), (None, "")]
    )
    def test_only_the_owner_finds_a_conversation(self, store, key, owner):
        real = begin(store, "one")
        key = real if key is None else key
        with store.writing() as records:
            kept = records.conversations
            assert kept.turns(key, owner) is None
            assert kept.turn(key, 1, owner) is None
            assert kept.questions(key, 9, owner) is None
            assert kept.add_turn(key, "two", REPLY, None, owner) is None
            assert not kept.rename(key, "mine", owner)
            kept.delete(key, owner)
            assert kept.discard(key, owner) is None
            if owner != ME:
                assert kept.discard_all(owner) is None
                assert kept.listed(owner) == []
            assert [(one.key, one.name, one.turns) for one in kept.listed(ME)] == [(real, None, 1)]

    @pytest.mark.parametrize("number", [0, -1, 2, 2**31, 2**63, -(2**63) - 1, 10**30])
    def test_a_turn_that_is_not_there_is_none(self, store, number):
        key = begin(store, "one")
        with store.reading() as records:
            assert records.conversations.turn(key, number, ME) is None

    def test_listed_conversations_are_those_with_a_turn_the_last_asked_in_first(self, store, clock):
        first, second = begin(store, "one"), begin(store, "two", "three")
        begin(store)
        begin(store, "not listed", listed=False)
        begin(store, "theirs", owner=THEM)
        clock.advance(minutes=1)
        add_turn(store, first, "four")
        with store.reading() as records:
            listed = records.conversations.listed(ME)
        assert [(one.key, one.question, one.turns) for one in listed] == [
            (first, "one", 2),
            (second, "two", 2),
        ]
        assert listed[0].asked_at == "2026-03-02T09:01:00+00:00"

    def test_a_conversation_is_named_and_the_name_removed(self, store):
        key = begin(store, "one")
        for name in (TEXT, None):
            with store.writing() as records:
                assert records.conversations.rename(key, name, ME)
            with store.reading() as records:
                assert [one.name for one in records.conversations.listed(ME)] == [name]

    def test_a_deleted_conversation_is_gone_with_its_links(self, store):
        keys = [begin(store, "one"), begin(store, "two"), begin(store, "three", listed=False)]
        with store.writing() as records:
            for key in keys:
                records.shares.add(key, "secret", ME)
            tokens = [records.shares.links(key, "secret", ME)[0].token for key in keys]
            records.conversations.delete(keys[0], ME)
            assert [one.key for one in records.conversations.listed(ME)] == [keys[1]]
            assert records.shares.shared(tokens[0]) is None
            assert records.shares.shared(tokens[1])
            assert records.conversations.discarded(ME) == 0

    # Discarding

    def test_a_discarded_conversation_is_gone_and_restored_with_its_links(self, store):
        keys = [begin(store, "one"), begin(store, "two"), begin(store, "three", listed=False)]
        add_turn(store, keys[0], "four", attempt="a")
        with store.writing() as records:
            kept, shares = records.conversations, records.shares
            for key in keys:
                shares.add(key, "secret", ME)
            links = [shares.links(key, "secret", ME) for key in keys]
            turns = [kept.turns(key, ME) for key in keys]
            name = kept.discard(keys[0], ME)
            assert [one.key for one in kept.listed(ME)] == [keys[1]]
            assert kept.turns(keys[0], ME) is None
            assert kept.turn(keys[0], 1, ME) is None
            assert kept.questions(keys[0], 9, ME) is None
            assert kept.turn_of_attempt("a", ME) is None
            assert kept.add_turn(keys[0], "five", REPLY, None, ME) is None
            assert not kept.rename(keys[0], "mine", ME)
            assert kept.discard(keys[0], ME) is None
            assert not shares.add(keys[0], "secret", ME)
            assert shares.links(keys[0], "secret", ME) == []
            shares.revoke(keys[0], links[0][0].token, ME)
            assert shares.shared(links[0][0].token) is None
            assert (kept.discarded(ME, name), kept.discarded(ME)) == (1, 1)
            assert kept.restore(name, ME) == 1
            assert kept.restore(name, ME) == 0
            assert kept.discarded(ME) == 0
            assert [kept.turns(key, ME) for key in keys] == turns
            assert [shares.links(key, "secret", ME) for key in keys] == links
            assert shares.shared(links[0][0].token).turns == turns[0]

    def test_what_one_action_discarded_is_restored_alone(self, store):
        keys = [begin(store, str(n), listed=n < 3) for n in range(4)]
        with store.writing() as records:
            kept = records.conversations
            first, others = kept.discard(keys[0], ME), kept.discard_all(ME)
            assert kept.discard_all(ME) is None
            assert [kept.discarded(ME, name) for name in (first, others, None)] == [1, 3, 4]
            assert kept.restore(others, ME) == 3
            assert [kept.turns(key, ME) is None for key in keys] == [True, False, False, False]

    @pytest.mark.parametrize("wrong", ["guessed", "", TEXT, None])
    def test_only_the_owner_restores_a_conversation(self, store, wrong):
        key = begin(store, "one")
        with store.writing() as records:
            kept = records.conversations
            name = kept.discard(key, ME)
            assert kept.discarded(THEM, name) == kept.discarded(THEM) == 0
            assert kept.restore(name, THEM) == 0
            if wrong is not None:
                assert kept.discarded(ME, wrong) == kept.restore(wrong, ME) == 0
            assert kept.turns(key, ME) is None
            kept.delete(key, ME)
            assert kept.restore(name, ME) == 0

    def test_a_conversation_is_restored_within_the_period_and_not_after_it(self, store, clock):
        keys = [begin(store, "one"), begin(store, "two")]
        with store.writing() as records:
            names = [records.conversations.discard(key, ME) for key in keys]
        clock.advance(seconds=UNDO_PERIOD.total_seconds())
        with store.writing() as records:
            assert records.conversations.restore(names[0], ME) == 1
        clock.advance(seconds=1)
        with store.writing() as records:
            assert records.conversations.discarded(ME, names[1]) == 0
            assert records.conversations.restore(names[1], ME) == 0
            assert [one.key for one in records.conversations.listed(ME)] == [keys[0]]

    def test_a_discarded_conversation_is_not_restored_after_its_retention_period(
        self, store, clock
    ):
        key = begin(store, "one")
        clock.advance(days=RETENTION_DAYS)
        with store.writing() as records:
            name = records.conversations.discard(key, ME)
        clock.advance(seconds=1)
        with store.writing() as records:
            assert records.conversations.restore(name, ME) == 0

    def test_an_item_is_restored_in_its_place_with_its_note(self, store):
        with store.writing() as records:
            packs, token = records.packs, records.packs.begin()
            for number in (1, 2, 3):
                packs.add(token, passage(number))
            items = packs.items(token)
            packs.set_note(token, items[1].id, TEXT)
            name = packs.discard(token, items[1].id)
            assert packs.items(token) == [items[0], items[2]]
            assert packs.passage_ids(token) == [one["passage_id"] for one in map(passage, (1, 3))]
            assert not packs.set_note(token, items[1].id, "lost")
            assert not packs.move(token, items[1].id, "up")
            assert packs.discard(token, items[1].id) is None
            assert packs.discarded(token, name) == 1
            assert packs.restore(token, name) == [items[1].id]
            assert packs.restore(token, name) == []
            assert packs.discarded(token, name) == 0
            assert packs.items(token) == [items[0], replace(items[1], note=TEXT), items[2]]

    def test_all_items_are_discarded_and_restored_in_their_order(self, store):
        with store.writing() as records:
            packs, token = records.packs, records.packs.begin()
            assert packs.discard_all(token) is None
            for number in (1, 2, 3):
                packs.add(token, passage(number))
            packs.move(token, packs.items(token)[2].id, "up")
            items = packs.items(token)
            first, others = packs.discard(token, items[0].id), packs.discard_all(token)
            assert packs.items(token) == packs.passage_ids(token) == []
            assert [packs.discarded(token, name) for name in (first, others)] == [1, 2]
            packs.add(token, passage(4))
            assert packs.restore(token, others) == [items[1].id, items[2].id]
            assert [one["end"] for one in shown(packs, token)] == [3, 2, 4]

    def test_a_discarded_passage_added_again_is_last_and_has_its_note(self, store):
        with store.writing() as records:
            packs, token = records.packs, records.packs.begin()
            for number in (1, 2):
                packs.add(token, passage(number))
            item = packs.items(token)[0].id
            packs.set_note(token, item, "note")
            name = packs.discard(token, item)
            later = passage(1) | {"text": "later"}
            assert packs.add(token, later)
            assert packs.items(token)[1:] == [PackItem(item, later, "note")]
            assert packs.discarded(token, name) == 0
            assert packs.restore(token, name) == []
            assert len(packs.items(token)) == 2

    def test_only_its_own_token_restores_an_item_within_the_period(self, store, clock):
        with store.writing() as records:
            token, other = records.packs.begin(), records.packs.begin()
            for number in (1, 2):
                records.packs.add(token, passage(number))
            items = records.packs.items(token)
            names = [records.packs.discard(token, item.id) for item in items]
            for wrong in (other, "guessed"):
                assert records.packs.discarded(wrong, names[0]) == 0
                assert records.packs.restore(wrong, names[0]) == []
            assert records.packs.discarded(token, "guessed") == 0
            assert records.packs.restore(token, "guessed") == []
        clock.advance(seconds=UNDO_PERIOD.total_seconds())
        with store.writing() as records:
            assert records.packs.restore(token, names[0]) == [items[0].id]
        clock.advance(seconds=1)
        with store.writing() as records:
            assert records.packs.discarded(token, names[1]) == 0
            assert records.packs.restore(token, names[1]) == []
            assert records.packs.add(token, passage(2))
            assert [one.note for one in records.packs.items(token)] == ["", ""]

    def test_keys_are_short_where_they_are_listed_and_long_where_not(self, store):
        keys = {begin(store, listed=True) for _ in range(20)}
        assert len(keys) == 20
        assert all(len(key) == 12 for key in keys)
        assert len(begin(store, listed=False)) >= 40

    def test_turns_added_at_once_have_numbers_without_a_gap(self, store):
        key = begin(store)
        added = in_threads(8, lambda: add_turn(store, key, "again").number)
        assert sorted(added) == list(range(1, 9))

    # Attempts

    def test_an_attempt_finds_the_turn_that_it_made(self, store):
        key = begin(store, "one")
        turn = add_turn(store, key, "two", attempt="a")
        with store.reading() as records:
            find = records.conversations.turn_of_attempt
            assert find("a", ME) == (key, turn)
            assert find("b", ME) is None
            assert find("a", THEM) is None

    def test_an_attempt_finds_no_turn_that_is_deleted_or_not_listed(self, store):
        add_turn(store, begin(store, listed=False), "one", attempt="a")
        key = begin(store)
        add_turn(store, key, "one", attempt="b")
        with store.writing() as records:
            records.conversations.delete(key, ME)
            assert records.conversations.turn_of_attempt("a", ME) is None
            assert records.conversations.turn_of_attempt("b", ME) is None

    def test_one_attempt_made_by_several_at_once_makes_one_turn(self, store):
        def ask():
            with store.writing() as records:
                if made := records.conversations.turn_of_attempt("a", ME):
                    return made[0]
                key = records.conversations.begin(ME, listed=True)
                records.conversations.add_turn(key, "one", REPLY, None, ME, "a")
                return key

        assert len(set(in_threads(6, ask))) == 1
        with store.reading() as records:
            assert [one.turns for one in records.conversations.listed(ME)] == [1]

    # Retention

    def test_a_conversation_is_gone_when_nothing_was_asked_for_the_retention_period(
        self, store, clock
    ):
        old, kept = begin(store), begin(store, "two")
        add_turn(store, old, "one", attempt="a")
        with store.writing() as records:
            records.shares.add(old, "secret", ME)
            (link,) = records.shares.links(old, "secret", ME)
        clock.advance(days=RETENTION_DAYS)
        add_turn(store, kept, "three")
        with store.reading() as records:
            assert questions(records, old, 9) == ["one"]
        clock.advance(seconds=1)
        with store.reading() as records:
            assert records.conversations.turns(old, ME) is None
            assert records.conversations.turn_of_attempt("a", ME) is None
            assert [one.key for one in records.conversations.listed(ME)] == [kept]
            assert records.shares.links(old, "secret", ME) == []
            assert records.shares.shared(link.token) is None
        assert add_turn(store, old, "four") is None

    def test_a_pack_is_gone_when_nothing_was_changed_for_the_retention_period(self, store, clock):
        with store.writing() as records:
            old, kept = records.packs.begin(), records.packs.begin()
            for token in (old, kept):
                records.packs.add(token, passage(1))
        clock.advance(days=RETENTION_DAYS)
        with store.writing() as records:
            (item,) = records.packs.items(kept)
            records.packs.set_note(kept, item.id, "note")
        clock.advance(seconds=1)
        with store.writing() as records:
            assert records.packs.items(old) == []
            assert not records.packs.add(old, passage(2))
            assert [one.note for one in records.packs.items(kept)] == ["note"]

    # Shares

    def test_a_link_shows_the_turns_at_the_moment_it_was_made(self, store, clock):
        key = begin(store, "one", "two")
        with store.writing() as records:
            assert records.shares.add(key, "secret", ME)
        clock.advance(minutes=1)
        add_turn(store, key, "three")
        with store.writing() as records:
            assert records.shares.add(key, "secret", ME)
            assert records.shares.add(key, "secret", ME)
            links = records.shares.links(key, "secret", ME)
            shown = [records.shares.shared(link.token) for link in links]
        assert [(link.turns, link.shared_at) for link in links] == [
            (3, "2026-03-02T09:01:00+00:00"),
            (2, "2026-03-02T09:00:00+00:00"),
        ]
        assert [[turn.question for turn in one.turns] for one in shown] == [
            ["one", "two", "three"],
            ["one", "two"],
        ]
        assert [one.shared_at for one in shown] == [link.shared_at for link in links]

    def test_a_link_is_made_of_its_owners_secret(self, store):
        key = begin(store, "one")
        with store.writing() as records:
            records.shares.add(key, "secret", ME)
            assert records.shares.links(key, "secret", ME) == records.shares.links(
                key, "secret", ME
            )
            (other,) = records.shares.links(key, "guessed", ME)
            assert records.shares.shared(other.token) is None

    def test_only_the_owner_of_a_conversation_makes_sees_and_ends_its_links(self, store):
        key = begin(store, "one")
        with store.writing() as records:
            assert not records.shares.add(key, "secret", THEM)
            assert not records.shares.add("guessed", "secret", ME)
            empty = records.conversations.begin(ME, listed=True)
            assert not records.shares.add(empty, "secret", ME)
            records.shares.add(key, "secret", ME)
            (link,) = records.shares.links(key, "secret", ME)
            assert records.shares.links(key, "secret", THEM) == []
            records.shares.revoke(key, link.token, THEM)
            records.shares.revoke("guessed", link.token, ME)
            records.shares.revoke(key, "guessed", ME)
            assert records.shares.shared(link.token)
            records.shares.revoke(key, link.token, ME)
            assert records.shares.shared(link.token) is None
            assert records.shares.links(key, "secret", ME) == []
            records.shares.add(key, "secret", ME)
            assert records.shares.links(key, "secret", ME)[0].token != link.token

    # Packs

    def test_a_pack_keeps_passages_as_they_were_added_each_once(self, store):
        with store.writing() as records:
            token = records.packs.begin()
            for number in (1, 2, 1):
                assert records.packs.add(token, passage(number))
            items = records.packs.items(token)
        assert [item.passage for item in items] == [passage(1), passage(2)]
        assert [item.note for item in items] == ["", ""]

    @pytest.mark.parametrize(
        ("item", "direction", "order"),
        [
            (2, "up", [1, 3, 2]),
            (0, "down", [2, 1, 3]),
            (0, "up", [1, 2, 3]),
            (2, "down", [1, 2, 3]),
        ],
    )
    def test_an_item_moves_one_place(self, store, item, direction, order):
        with store.writing() as records:
            token = records.packs.begin()
            for number in (1, 2, 3):
                records.packs.add(token, passage(number))
            assert records.packs.move(token, records.packs.items(token)[item].id, direction)
            assert [one.passage["end"] for one in records.packs.items(token)] == order

    def test_an_item_is_discarded_and_the_others_still_move(self, store):
        with store.writing() as records:
            token = records.packs.begin()
            for number in (1, 2, 3):
                records.packs.add(token, passage(number))
            first, second, third = (one.id for one in records.packs.items(token))
            assert records.packs.discard(token, second)
            assert records.packs.move(token, third, "up")
            assert [one.id for one in records.packs.items(token)] == [third, first]

    def test_a_note_is_replaced(self, store):
        with store.writing() as records:
            token = records.packs.begin()
            records.packs.add(token, passage(1))
            (item,) = records.packs.items(token)
            for note in (TEXT, ""):
                assert records.packs.set_note(token, item.id, note)
                assert [one.note for one in records.packs.items(token)] == [note]

    def test_a_pack_changes_only_by_its_own_token(self, store):
        with store.writing() as records:
            token, other = records.packs.begin(), records.packs.begin()
            records.packs.add(token, passage(1))
            (item,) = records.packs.items(token)
            for wrong in (other, "guessed"):
                assert not records.packs.set_note(wrong, item.id, "mine")
                assert not records.packs.move(wrong, item.id, "up")
                assert records.packs.discard(wrong, item.id) is None
                assert records.packs.discard_all(wrong) is None
                assert records.packs.items(wrong) == records.packs.passage_ids(wrong) == []
            assert not records.packs.add("guessed", passage(2))
            assert records.packs.items(token) == [item]

    # Marks

    def test_marks_are_returned_in_the_order_added(self, store, clock):
        marks = [
            Mark(TEXT, {"terms": [TEXT]}, "2021-09-03/41780#1", 1, "v1", "answers it"),
            Mark("two", {}, "2021-09-03/41780#2", 2, "v1", "not relevant"),
        ]
        with store.writing() as records:
            for mark in marks:
                records.marks.add(mark)
        for seconds, kept in ((0, marks), (1, [])):
            clock.advance(days=RETENTION_DAYS * (1 - seconds), seconds=seconds)
            with store.reading() as records:
                assert list(records.marks.all()) == kept

    # Purging

    def test_what_has_expired_is_purged_and_nothing_else(self, store, clock):
        old, _ = make_one_of_each(store), clock.advance(days=RETENTION_DAYS, seconds=1)
        new = make_one_of_each(store)
        store.purge()  # a writer may have done so already
        assert store.purge() == {}
        assert found_of(store, old) == [False] * 4
        assert found_of(store, new) == [True] * 4
        clock.advance(days=RETENTION_DAYS)
        assert store.purge() == {}
        clock.advance(seconds=1)
        assert found_of(store, new) == [False] * 4
        deleted = store.purge()
        assert set(deleted.values()) == {1}
        assert {"conversations", "packs", "drafts", "watches", "marks"} <= set(deleted)
        assert store.purge() == {}

    def test_what_is_older_than_a_moment_is_purged_and_nothing_later(self, store, clock):
        old = make_one_of_each(store)
        clock.advance(seconds=1)
        moment, new = clock.now, make_one_of_each(store)
        assert store.purge(moment - timedelta(seconds=1)) == {}
        assert store.purge(moment, rewrite=True)["conversations"] == 1
        assert (found_of(store, old), found_of(store, new)) == ([False] * 4, [True] * 4)

    def test_keys_are_never_purged(self, store, clock):
        with store.writing() as records:
            key = records.keys.create("tracker", ("read",), 2)
        clock.advance(days=1000)
        store.purge(clock.now)
        with store.writing() as records:
            assert records.keys.use(key, 1)

    # Keys

    def test_keys_are_listed_in_the_order_made_and_revoked_for_good(self, store, clock):
        with store.writing() as records:
            assert records.keys.create("tracker", ("read", "converse"), 60)
            assert records.keys.create("board", ("evaluate",), 600)
        clock.advance(days=10 * RETENTION_DAYS)
        with store.writing() as records:
            assert records.keys.revoke("tracker")
            assert not records.keys.revoke("tracker")
            assert not records.keys.revoke("unknown")
            made, now = "2026-03-02T09:00:00+00:00", clock.now.isoformat()
            assert list(records.keys.all()) == [
                ApiKey("tracker", ("read", "converse"), 60, made, now),
                ApiKey("board", ("evaluate",), 600, made, None),
            ]

    def test_a_name_is_used_once_even_if_its_key_is_revoked(self, store):
        with store.writing() as records:
            records.keys.create("tracker", ("read",), 60)
            assert records.keys.create("tracker", ("read",), 60) is None
            records.keys.revoke("tracker")
            assert records.keys.create("tracker", ("read",), 60) is None
            assert records.keys.create("other", ("read",), 60)

    def test_a_key_has_an_owner_of_its_own_and_its_scopes(self, store):
        with store.writing() as records:
            first = records.keys.create("first", ("read",), 60)
            second = records.keys.create("second", ("read", "evaluate"), 600)
            uses = [records.keys.use(key, 1) for key in (first, second, first)]
            assert first.startswith("qa_")
            assert [(use.scopes, use.rate) for use in uses[:2]] == [
                (("read",), 60),
                (("read", "evaluate"), 600),
            ]
            assert uses[0].owner == uses[2].owner != uses[1].owner
            records.keys.revoke("first")
            for wrong in (first, "guessed", "", TEXT, first.removeprefix("qa_")):
                assert records.keys.use(wrong, 1) is None

    def test_uses_are_counted_by_the_minute_of_the_clock(self, store, clock):
        with store.writing() as records:
            key = records.keys.create("tracker", ("read",), 2)
        uses = []
        for seconds in (0, 1.5, 57.5, 1):
            clock.advance(seconds=seconds)
            with store.writing() as records:
                uses.append(records.keys.use(key, 1))
        assert [(use.remaining, use.reset) for use in uses] == [(1, 60), (0, 58), (-1, 1), (1, 60)]

    def test_a_key_is_of_no_use_after_its_last_day(self, store, clock):
        with store.writing() as records:
            key = records.keys.create("tracker", ("read",), 60, "2026-03-03")
        clock.now = datetime(2026, 3, 3, 23, 59, 59, tzinfo=UTC)
        with store.writing() as records:
            assert records.keys.use(key, 1).name == "tracker"
        clock.advance(seconds=1)
        with store.writing() as records:
            assert records.keys.use(key, 1) == ExpiredKey("tracker", "2026-03-03")
            [listed] = records.keys.all()
            assert listed.last_day == "2026-03-03"
            assert listed.last_used_at == "2026-03-03T23:59+00:00"
            records.keys.revoke("tracker")
            assert records.keys.use(key, 1) is None

    def test_the_last_use_is_the_minute_of_one_that_was_counted(self, store, clock):
        with store.writing() as records:
            key = records.keys.create("tracker", ("read",), 60)
            assert records.keys.all()[0].last_used_at is None
        clock.advance(seconds=90)
        with store.writing() as records:
            records.keys.use(key, 5)
            records.keys.use("guessed", 1)
            assert records.keys.all()[0].last_used_at == "2026-03-02T09:01+00:00"

    def test_uses_at_once_are_all_counted(self, store):
        with store.writing() as records:
            key = records.keys.create("tracker", ("read",), 8)

        def use():
            with store.writing() as records:
                return records.keys.use(key, 1).remaining

        assert sorted(in_threads(8, use)) == list(range(8))
