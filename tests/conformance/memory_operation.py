"""The operator's records in memory: the audit, the switches and declined questions."""

from dataclasses import replace
from datetime import timedelta

from qa.model.audit import AuditEntry
from qa.model.declined import DeclinedQuestion
from qa.store.service.interface.audit import MOST_OF_AN_ACT
from qa.store.service.interface.declined import MOST_DECLINED
from tests.conformance.operation_records import AUDIT_DAYS


def stamp(moment):
    return moment.isoformat(timespec="seconds")


class MemoryAudit:
    def __init__(self, records):
        self.rows, self.now = records.state.audit, records.now

    def add(self, act, who, what):
        for at, row in enumerate(self.rows):
            if (row.act, row.who, row.what) == (act, who, what) and (
                row.at[:16] == stamp(self.now)[:16]
            ):
                self.rows.append(
                    replace(self.rows.pop(at), at=stamp(self.now), times=row.times + 1)
                )
                return
        self.rows.append(AuditEntry(stamp(self.now), act, who, what, 1))
        same = [row for row in self.rows if row.act == act]
        for row in same[:-MOST_OF_AN_ACT]:
            self.rows.remove(row)

    def last(self, most):
        oldest = stamp(self.now - timedelta(days=AUDIT_DAYS))
        return [row for row in self.rows[::-1] if row.at >= oldest][:most]


class MemorySwitches:
    def __init__(self, records):
        self.records = records

    def read(self):
        return self.records.state.switches

    def write(self, switches):
        self.records.state.switches = replace(switches, changed_at=stamp(self.records.now))


class MemoryDeclined:
    def __init__(self, records):
        self.rows, self.records = records.state.declined, records

    def add(self, question, asker):
        now = stamp(self.records.now)
        self.rows.append([words(question), question, asker, now, None, None])
        del self.rows[:-MOST_DECLINED]

    def ask_again(self, question, asker, other_words, *, answered):
        for row in self.rows[::-1]:
            if row[0] == words(question) and row[2] == asker:
                row[4:] = [other_words, answered]
                return

    def most_asked(self, most):
        groups = {}
        for place, row in enumerate(self.rows):
            if row[3] >= stamp(self.records.oldest):
                groups.setdefault(row[0], []).append((place, row))
        found = sorted(groups.values(), key=lambda group: (-len(group), -group[-1][0]))
        return [told([row for _, row in group]) for group in found[:most]]


def told(rows):
    again = [row for row in rows if row[4] is not None]
    return DeclinedQuestion(
        rows[-1][1],
        len(rows),
        len({row[2] for row in rows}),
        len(again),
        sum(bool(row[5]) for row in rows),
        again[-1][4] if again else None,
        rows[-1][3],
    )


def words(question):
    return " ".join(question.casefold().split())
