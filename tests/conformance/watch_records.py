"""What every home does with watches; `ServiceStoreConformance` has all of it."""

from qa.model.tokens import digest
from qa.store.service.interface import ASK_AGAIN, UNDO_PERIOD

RETENTION_DAYS = 30
ME, THEM = "page:me", "page:them"
SEEN = "abc.5"
NAME = "Λ £ – “quoted” \n'; DROP TABLE watches; --"


def add(records, what="2021-09-03/41780", owner=ME, seen=SEEN, kind="answer", most=50):
    return records.watches.add(owner, kind, what, NAME, seen, most)


class WatchConformance:
    def test_a_watch_is_its_owners_alone(self, store, clock):
        with store.writing() as records:
            key = add(records)
            assert add(records, owner=THEM) != key
        with store.reading() as records:
            [watch] = records.watches.of(ME)
            assert (watch.key, watch.kind, watch.what) == (key, "answer", "2021-09-03/41780")
            assert (watch.name, watch.seen) == (NAME, SEEN)
            assert watch.created_at == watch.looked_at == clock.now.isoformat(timespec="seconds")
        with store.writing() as records:
            assert records.watches.discard(THEM, key) is None
            assert records.watches.see(THEM, "abc.9", key) == 0
            assert [one.seen for one in records.watches.of(ME)] == [SEEN]

    def test_the_last_added_is_first_and_the_same_is_watched_once(self, store):
        with store.writing() as records:
            first, second = add(records, "one"), add(records, "two")
            assert add(records, "one", seen="abc.9") == first
            assert add(records, "one", kind="pack") not in (first, second)
            assert [one.what for one in records.watches.of(ME)] == ["one", "two", "one"]
            assert [one.seen for one in records.watches.of(ME)] == [SEEN] * 3

    def test_an_owner_has_room_for_so_many(self, store):
        with store.writing() as records:
            key = add(records, "one", most=1)
            assert add(records, "two", most=1) is None
            assert add(records, "one", most=1) == key
            assert add(records, "two", most=1, owner=THEM)
            records.watches.discard(ME, key)
            assert add(records, "two", most=1)

    def test_what_was_seen_never_goes_back_in_a_store(self, store):
        with store.writing() as records:
            first, second = add(records, "one"), add(records, "two", seen="abc.7")
            assert records.watches.see(ME, "abc.4") == 0
            assert records.watches.see(ME, "abc.6") == 1
            assert [one.seen for one in records.watches.of(ME)] == ["abc.7", "abc.6"]
            assert records.watches.see(ME, "abc.10", second) == 1
            assert records.watches.see(ME, "def.1", first) == 1
            assert [one.seen for one in records.watches.of(ME)] == ["abc.10", "def.1"]

    def test_a_removed_watch_can_be_restored_for_a_time(self, store, clock):
        with store.writing() as records:
            key = add(records)
            name = records.watches.discard(ME, key)
            assert records.watches.of(ME) == []
            assert records.watches.see(ME, "abc.9") == 0
            assert records.watches.discarded(ME, name) == NAME
            assert records.watches.discarded(THEM, name) is None
            assert not records.watches.restore(THEM, name)
            assert records.watches.restore(ME, name)
            assert [one.seen for one in records.watches.of(ME)] == [SEEN]
            again = records.watches.discard(ME, key)
        clock.advance(seconds=UNDO_PERIOD.total_seconds() + 1)
        with store.writing() as records:
            assert records.watches.discarded(ME, again) is None
            assert not records.watches.restore(ME, again)

    def test_watching_again_makes_an_earlier_removal_final(self, store):
        with store.writing() as records:
            name = records.watches.discard(ME, add(records))
            add(records, seen="abc.8")
            assert not records.watches.restore(ME, name)
            assert [one.seen for one in records.watches.of(ME)] == ["abc.8"]

    def test_a_watch_is_kept_as_long_as_its_owner_looks(self, store, clock):
        with store.writing() as records:
            add(records)
            add(records, owner=THEM)
            records.subscriptions.open_feed(ME, "secret")
            records.subscriptions.set_mail(ME, "me@example.org", SEEN)
            token = records.subscriptions.feed(ME, "secret")
        clock.advance(days=RETENTION_DAYS - 1)
        with store.writing() as records:
            assert records.watches.look_is_due(ME)
            records.watches.look(ME)
            assert not records.watches.look_is_due(ME)
        clock.advance(days=RETENTION_DAYS - 1)
        with store.reading() as records:
            assert len(records.watches.of(ME)) == 1
            assert records.watches.of(THEM) == []
            assert not records.watches.look_is_due(THEM)
            assert records.subscriptions.feed_owner(token) == ME
            assert records.subscriptions.mail(ME)
        clock.advance(days=2)
        with store.writing() as records:
            assert records.watches.of(ME) == []
            assert records.subscriptions.feed_owner(token) is None
            assert records.subscriptions.mail(ME) is None
            assert not records.watches.look_is_due(ME)
            add(records)
            records.subscriptions.open_feed(ME, "secret")
            assert records.subscriptions.feed(ME, "secret") not in (None, token)

    def test_a_feed_is_found_by_its_token_until_it_is_ended(self, store):
        with store.writing() as records:
            feeds = records.subscriptions
            assert feeds.feed(ME, "secret") is None
            feeds.open_feed(ME, "secret")
            token = feeds.feed(ME, "secret")
            feeds.open_feed(ME, "secret")
            assert feeds.feed(ME, "secret") == token
            assert feeds.feed(ME, "another") is None
            assert feeds.feed(THEM, "secret") is None
            assert feeds.feed_owner(token) == ME
            assert feeds.feed_owner("") is None
            feeds.end_feed(THEM)
            assert feeds.feed_owner(token) == ME
            feeds.end_feed(ME)
            assert feeds.feed_owner(token) is None

    def test_an_address_is_confirmed_before_anything_is_due(self, store):
        with store.writing() as records:
            mails = records.subscriptions
            add(records)
            mails.set_mail(ME, "me@example.org", SEEN)
            assert mails.confirmed_mails() == []
            assert [one.address for one in mails.mails_to_ask()] == ["me@example.org"]
            token = mails.new_mail_token(ME)
            mails.asked(ME)
            assert mails.mails_to_ask() == []
            assert mails.mail_of_token(token).owner == ME
            mails.confirm_mail(ME)
            mails.mail_sent(ME, "abc.9")
            [mail] = mails.confirmed_mails()
            assert (mail.owner, mail.confirmed, mail.sent) == (ME, True, "abc.9")
            records.watches.discard(ME, records.watches.of(ME)[0].key)
            assert mails.confirmed_mails() == []

    def test_another_address_is_confirmed_anew_and_ends_the_tokens(self, store):
        with store.writing() as records:
            mails = records.subscriptions
            mails.set_mail(ME, "me@example.org", SEEN)
            token = mails.new_mail_token(ME)
            mails.confirm_mail(ME)
            mails.set_mail(ME, "other@example.org", SEEN)
            assert not mails.mail(ME).confirmed
            assert mails.mail_of_token(token) is None
            mails.end_mail(ME)
            assert mails.mail(ME) is None
            assert mails.new_mail_token(ME) is None

    def test_an_address_is_not_asked_again_for_a_day_whoever_gives_it(self, store, clock):
        with store.writing() as records:
            mails = records.subscriptions
            mails.set_mail(ME, "me@example.org", SEEN)
            mails.set_mail(THEM, "ME@example.org", SEEN)
            assert len(mails.mails_to_ask()) == 1
            mails.asked(ME)
            assert mails.mails_to_ask() == []
        clock.advance(seconds=ASK_AGAIN.total_seconds() + 1)
        with store.writing() as records:
            assert [one.owner for one in records.subscriptions.mails_to_ask()] == [THEM]

    def test_a_token_of_a_message_expires(self, store, clock):
        with store.writing() as records:
            records.subscriptions.set_mail(ME, "me@example.org", SEEN)
            add(records)
            token = records.subscriptions.new_mail_token(ME)
        for days in (RETENTION_DAYS - 1, 2):
            clock.advance(days=days)
            with store.writing() as records:
                found = records.subscriptions.mail_of_token(token)
                assert (found is None) is (days == 2)
                records.watches.look(ME)

    def test_the_answers_of_a_pack_are_found_by_the_digest_of_its_token(self, store):
        with store.writing() as records:
            token = records.packs.begin()
            for n in (2, 1):
                records.packs.add(
                    token, {"passage_id": f"2021-09-03/4#{n}", "answer_id": "2021-09-03/4"}
                )
            records.packs.add(token, {"passage_id": "2021-09-03/5#1", "answer_id": "2021-09-03/5"})
            found = records.packs.answer_ids(digest(token))
            assert found == ["2021-09-03/4", "2021-09-03/5"]
            assert records.packs.answer_ids(digest("another")) == []
