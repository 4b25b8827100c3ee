"""What every home does with the operator's records: the audit, switches, declined questions."""

from contextlib import suppress
from dataclasses import replace

from qa.model.audit import AuditEntry
from qa.model.declined import DeclinedQuestion
from qa.model.switches import Switches

AUDIT_DAYS = 180
TEXT = "Λ £ – “quoted” \u2028 \n\t'; DROP TABLE audit; --"


def record(store, *entries):
    with store.writing() as records:
        for entry in entries:
            records.audit.add(*entry)


def recorded(store, most=100):
    with store.reading() as records:
        return list(records.audit.last(most))


class OperationConformance:
    """Inherit this with a fixture `store`; it keeps records for 30 days, the audit for 180."""

    # The audit

    def test_the_audit_lists_the_last_acts_first(self, store, clock):
        record(store, ("key made", "command line, root", "tracker"))
        clock.advance(minutes=1)
        record(store, ("signed in", "ann", TEXT), ("deleted", "browser", "pack"))
        assert recorded(store) == [
            AuditEntry("2026-03-02T09:01:00+00:00", "deleted", "browser", "pack", 1),
            AuditEntry("2026-03-02T09:01:00+00:00", "signed in", "ann", TEXT, 1),
            AuditEntry("2026-03-02T09:00:00+00:00", "key made", "command line, root", "tracker", 1),
        ]
        assert [one.act for one in recorded(store, 1)] == ["deleted"]

    def test_the_same_act_within_a_minute_is_one_entry(self, store, clock):
        for seconds in (0, 59, 1, 0):
            clock.advance(seconds=seconds)
            record(store, ("key unknown", "192.0.2.1", ""))
        record(store, ("key unknown", "192.0.2.2", ""))
        assert [(one.at[11:19], one.who, one.times) for one in recorded(store)] == [
            ("09:01:00", "192.0.2.2", 1),
            ("09:01:00", "192.0.2.1", 2),
            ("09:00:59", "192.0.2.1", 2),
        ]

    def test_the_audit_is_kept_for_its_own_time(self, store, clock):
        record(store, ("key made", "root", "old"))
        clock.advance(days=AUDIT_DAYS)
        record(store, ("key made", "root", "new"))
        assert [one.what for one in recorded(store)] == ["new", "old"]
        clock.advance(seconds=1)
        assert [one.what for one in recorded(store)] == ["new"]

    def test_a_flood_of_one_act_removes_no_other(self, store, monkeypatch):
        for home in ("qa.store.service.records.audit", "tests.conformance.memory_operation"):
            monkeypatch.setattr(f"{home}.MOST_OF_AN_ACT", 3)
        record(store, ("key made", "root", "tracker"))
        record(store, *(("key unknown", f"192.0.2.{n}", "") for n in range(9)))
        assert [one.who for one in recorded(store)] == [
            "192.0.2.8",
            "192.0.2.7",
            "192.0.2.6",
            "root",
        ]

    # Switches

    def test_all_is_on_until_something_is_turned_off(self, store):
        assert store.switches() == Switches()
        with store.reading() as records:
            assert records.switches.read() == Switches()

    def test_switches_are_read_as_they_were_written(self, store, clock):
        for written in (
            Switches(True, False, TEXT, ""),
            Switches(False, True, "", "Back <b>soon</b>"),
            Switches(),
        ):
            clock.advance(hours=1)
            with store.writing() as records:
                records.switches.write(written)
            found = replace(written, changed_at=clock.now.isoformat(timespec="seconds"))
            assert store.switches() == found
            assert store.switches() == found
            with store.reading() as records:
                assert records.switches.read() == found

    def test_switches_that_are_not_committed_are_not_followed(self, store):
        with suppress(KeyboardInterrupt), store.writing() as records:
            records.switches.write(Switches(True, True))
            assert store.switches() == Switches()
            raise KeyboardInterrupt
        assert store.switches() == Switches()

    # Declined questions

    def test_declined_questions_are_counted_by_their_words(self, store, clock):
        with store.writing() as records:
            records.declined.add("How many unicorns?", "ann 1")
            records.declined.add("Zeppelins?", "bob 2")
        clock.advance(hours=1)
        with store.writing() as records:
            records.declined.add("how many  UNICORNS?", "ann 1")
            records.declined.add("How many unicorns?", "bob 1")
            records.declined.add(TEXT, "bob 3")
            found = list(records.declined.most_asked(9))
            assert records.declined.most_asked(1) == found[:1]
        now, before = "2026-03-02T10:00:00+00:00", "2026-03-02T09:00:00+00:00"
        assert found == [
            DeclinedQuestion("How many unicorns?", 3, 2, 0, 0, None, now),
            DeclinedQuestion(TEXT, 1, 1, 0, 0, None, now),
            DeclinedQuestion("Zeppelins?", 1, 1, 0, 0, None, before),
        ]

    def test_the_last_asking_of_an_asker_is_noted_as_asked_again(self, store):
        with store.writing() as records:
            for asker in ("ann", "bob", "cyd"):
                records.declined.add("How many unicorns?", asker)
            records.declined.ask_again("how many unicorns?", "ann", "Unicorns?", answered=False)
            records.declined.ask_again("How many unicorns?", "bob", "Horses?", answered=True)
            records.declined.ask_again("How many unicorns?", "eve", "Owls?", answered=True)
            records.declined.ask_again("Never declined", "bob", "Owls?", answered=True)
            [found] = records.declined.most_asked(9)
        assert (found.times, found.asked_again, found.then_answered) == (3, 2, 1)
        assert found.other_words == "Horses?"

    def test_declined_questions_are_kept_for_the_retention_period(self, store, clock):
        with store.writing() as records:
            records.declined.add("Unicorns?", "ann")
        clock.advance(days=30)
        with store.reading() as records:
            assert len(records.declined.most_asked(9)) == 1
        clock.advance(seconds=1)
        with store.reading() as records:
            assert not records.declined.most_asked(9)

    def test_the_oldest_declined_questions_make_room(self, store, monkeypatch):
        for home in ("qa.store.service.records.declined", "tests.conformance.memory_operation"):
            monkeypatch.setattr(f"{home}.MOST_DECLINED", 2)
        with store.writing() as records:
            for name in ("one", "two", "three"):
                records.declined.add(name, "ann")
            assert {one.question for one in records.declined.most_asked(9)} == {"two", "three"}
