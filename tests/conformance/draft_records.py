"""What every home of `DraftRecords` does: inherit `DraftRecordsConformance`."""

from datetime import timedelta

import pytest

from qa.model.drafts import Draft, DraftItem, ListedDraft
from qa.store.service.interface import UNDO_PERIOD
from tests.conformance.service_store import ME, RETENTION_DAYS, THEM, passage

QUESTION = "To ask what is kept; and Λ £ – “quoted” \u2028 '; DROP TABLE drafts; --"
PARTS = (
    {"label": "1", "text": "what is kept", "after": None},
    {"label": "2", "text": "and why", "after": "what is kept"},
)


def begin(store, owner=ME):
    with store.writing() as records:
        return records.drafts.begin(QUESTION, PARTS, owner)


def filled(store, key, *parts):
    """A draft with a passage in each of these parts: the ids of its items."""
    with store.writing() as records:
        return [
            records.drafts.add(key, part, "quotation", passage(n), ME)
            for n, part in enumerate(parts)
        ]


def order(store, key):
    with store.reading() as records:
        return [one.id for one in records.drafts.draft(key, ME).items]


class DraftRecordsConformance:
    """Inherited beside `ServiceStoreConformance`, which gives the store and the clock."""

    def test_a_draft_is_returned_as_it_was_made(self, store):
        key = begin(store)
        with store.writing() as records:
            drafts = records.drafts
            assert drafts.draft(key, ME) == Draft(QUESTION, PARTS, ())
            first = drafts.add(key, 1, "quotation", passage(1), ME)
            other = drafts.add(key, 0, "referral", passage(1), ME)
            gap = drafts.add(key, 0, "gap", None, ME)
            assert drafts.set_note(key, gap, "ask\nthem", ME)
            assert drafts.set_minister(key, "Sam Gyimah", ME)
        with store.reading() as records:
            assert records.drafts.draft(key, ME) == Draft(
                QUESTION,
                PARTS,
                (
                    DraftItem(other, 0, "referral", passage(1), ""),
                    DraftItem(gap, 0, "gap", None, "ask\nthem"),
                    DraftItem(first, 1, "quotation", passage(1), ""),
                ),
                "Sam Gyimah",
            )

    def test_what_a_part_has_already_is_not_added_again(self, store):
        key = begin(store)
        with store.writing() as records:
            drafts = records.drafts
            for kind, one in (("quotation", passage(1)), ("gap", None)):
                assert drafts.add(key, 0, kind, one, ME) == drafts.add(key, 0, kind, one, ME)
            assert len(drafts.draft(key, ME).items) == 2
            assert drafts.add(key, 1, "quotation", passage(1), ME)
            assert len(drafts.draft(key, ME).items) == 3

    def test_drafts_are_listed_the_last_changed_first(self, store, clock):
        old, new = begin(store), begin(store)
        clock.advance(hours=1)
        filled(store, old, 0, 0)
        with store.reading() as records:
            assert records.drafts.listed(ME) == [
                ListedDraft(old, QUESTION, "2026-03-02T10:00:00+00:00", 2),
                ListedDraft(new, QUESTION, "2026-03-02T09:00:00+00:00", 0),
            ]
            assert records.drafts.listed(THEM) == []

    @pytest.mark.parametrize(
        ("item", "direction", "expected"),
        [
            (0, "up", [0, 1, 2, 3]),
            (0, "down", [1, 0, 2, 3]),
            (1, "up", [1, 0, 2, 3]),
            (1, "down", [0, 2, 1, 3]),
            (2, "down", [0, 1, 2, 3]),
            (3, "up", [0, 1, 2, 3]),
        ],
    )
    def test_an_item_moves_within_its_part(self, store, item, direction, expected):
        key = begin(store)
        ids = filled(store, key, 0, 0, 0, 1)
        with store.writing() as records:
            assert records.drafts.move(key, ids[item], direction, ME)
        assert order(store, key) == [ids[one] for one in expected]

    def test_an_item_is_restored_in_its_place_with_its_note(self, store):
        key = begin(store)
        ids = filled(store, key, 0, 0, 0)
        with store.writing() as records:
            records.drafts.set_note(key, ids[1], "mine", ME)
            name = records.drafts.discard_item(key, ids[1], ME)
            assert records.drafts.discard_item(key, ids[1], ME) is None
            assert records.drafts.discarded_items(key, name, ME) == 1
        assert order(store, key) == [ids[0], ids[2]]
        with store.writing() as records:
            assert records.drafts.restore_items(key, name, ME) == [ids[1]]
            assert records.drafts.restore_items(key, name, ME) == []
            assert records.drafts.draft(key, ME).items[1].note == "mine"
        assert order(store, key) == ids

    def test_an_item_that_was_discarded_and_is_added_again_has_its_note(self, store):
        key = begin(store)
        ids = filled(store, key, 0, 0)
        with store.writing() as records:
            records.drafts.set_note(key, ids[0], "mine", ME)
            records.drafts.discard_item(key, ids[0], ME)
            again = records.drafts.add(key, 0, "quotation", passage(0), ME)
            items = records.drafts.draft(key, ME).items
        assert [(one.id, one.note) for one in items] == [(ids[1], ""), (again, "mine")]

    def test_an_item_is_restored_within_the_period_and_not_after_it(self, store, clock):
        key = begin(store)
        (item,) = filled(store, key, 0)
        with store.writing() as records:
            name = records.drafts.discard_item(key, item, ME)
        clock.advance(seconds=UNDO_PERIOD.total_seconds() + 1)
        with store.writing() as records:
            assert records.drafts.discarded_items(key, name, ME) == 0
            assert records.drafts.restore_items(key, name, ME) == []

    @pytest.mark.parametrize("wrong", ["owner", "key"])
    def test_only_the_owner_reads_and_changes_a_draft(self, store, wrong):
        key = begin(store)
        (item,) = filled(store, key, 0)
        of = ("nothing" if wrong == "key" else key, THEM if wrong == "owner" else ME)
        with store.writing() as records:
            drafts = records.drafts
            name = drafts.discard_item(key, item, ME)
            assert drafts.restore_items(of[0], name, of[1]) == []
            assert drafts.discarded_items(of[0], name, of[1]) == 0
            assert drafts.restore_items(key, name, ME) == [item]
            assert drafts.draft(*of) is None
            assert drafts.add(of[0], 0, "gap", None, of[1]) is None
            assert not drafts.set_note(of[0], item, "x", of[1])
            assert not drafts.set_minister(of[0], "x", of[1])
            assert not drafts.move(of[0], item, "up", of[1])
            assert drafts.discard_item(of[0], item, of[1]) is None
            assert drafts.discard(*of) is None
            assert not drafts.share(of[0], "secret", of[1])
            drafts.share(key, "secret", ME)
            assert drafts.link(of[0], "secret", of[1]) is None
            drafts.end_share(*of)
            assert drafts.link(key, "secret", ME)
            assert drafts.draft(key, ME) == Draft(
                QUESTION, PARTS, (DraftItem(item, 0, "quotation", passage(0), ""),)
            )

    def test_a_discarded_draft_is_gone_and_restored_with_its_link(self, store, clock):
        key, other = begin(store), begin(store)
        (item,) = filled(store, key, 0)
        with store.writing() as records:
            drafts = records.drafts
            drafts.share(key, "secret", ME)
            token = drafts.link(key, "secret", ME).token
            name = drafts.discard(key, ME)
            assert drafts.draft(key, ME) is None
            assert drafts.shared(token) is None
            assert [one.key for one in drafts.listed(ME)] == [other]
            assert (drafts.discarded(ME), drafts.discarded(ME, name)) == (1, 1)
            assert (drafts.discarded(THEM), drafts.restore(name, THEM)) == (0, 0)
            assert drafts.discarded(ME, "nothing") == 0
        clock.advance(seconds=UNDO_PERIOD.total_seconds())
        with store.writing() as records:
            assert records.drafts.restore(name, ME) == 1
            assert records.drafts.shared(token) == records.drafts.draft(key, ME)
        assert order(store, key) == [item]

    def test_a_discarded_draft_is_not_restored_after_the_period(self, store, clock):
        key = begin(store)
        with store.writing() as records:
            name = records.drafts.discard(key, ME)
        clock.advance(seconds=UNDO_PERIOD.total_seconds() + 1)
        with store.writing() as records:
            assert (records.drafts.discarded(ME), records.drafts.restore(name, ME)) == (0, 0)

    def test_a_draft_is_gone_when_nothing_was_changed_for_the_retention_period(self, store, clock):
        key = begin(store)
        with store.writing() as records:
            records.drafts.share(key, "secret", ME)
            token = records.drafts.link(key, "secret", ME).token
        clock.advance(days=RETENTION_DAYS)
        filled(store, key, 0)
        clock.advance(days=RETENTION_DAYS)
        assert order(store, key)
        clock.now += timedelta(seconds=1)
        with store.writing() as records:
            assert records.drafts.draft(key, ME) is None
            assert records.drafts.shared(token) is None
            assert records.drafts.listed(ME) == []

    def test_a_link_shows_the_draft_as_it_is_until_it_is_ended(self, store, clock):
        key = begin(store)
        with store.writing() as records:
            assert records.drafts.link(key, "secret", ME) is None
            assert records.drafts.share(key, "secret", ME)
        clock.advance(minutes=5)
        filled(store, key, 0)
        with store.writing() as records:
            drafts = records.drafts
            assert drafts.share(key, "secret", ME)
            link = drafts.link(key, "secret", ME)
            assert link.shared_at == "2026-03-02T09:00:00+00:00"
            assert drafts.link(key, "other", ME).token != link.token
            assert drafts.shared(link.token) == drafts.draft(key, ME)
            assert drafts.shared("nothing") is None
            drafts.end_share(key, ME)
            assert drafts.shared(link.token) is None
            drafts.share(key, "secret", ME)
            assert drafts.link(key, "secret", ME).token != link.token
