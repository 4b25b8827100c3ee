"""A toy home of `DraftRecords`, in memory."""

from dataclasses import dataclass, field, replace

from qa.model.drafts import Draft, DraftItem, DraftShare, ListedDraft
from qa.model.tokens import derived_token, short_key


@dataclass
class Kept:
    key: str
    owner: str
    draft: Draft
    changed_at: object
    order: int = 0
    link: tuple = ()
    discarded: tuple = ()
    removed: list = field(default_factory=list)


def identity(item):
    return item.part, item.kind, item.passage and item.passage["passage_id"]


class MemoryDrafts:
    def __init__(self, records):
        self.records, self.state, self.now = records, records.state, records.now

    def begin(self, question, parts, owner):
        key = short_key()
        kept = Kept(key, owner, Draft(question, tuple(parts), ()), self.now, self._number())
        self.state.drafts.append(kept)
        return key

    def _number(self):
        self.state.draft_items += 1
        return self.state.draft_items

    def _of(self, owner):
        kept = [one for one in self.state.drafts if one.changed_at >= self.records.oldest]
        return [one for one in kept if owner in (None, one.owner)]

    def _find(self, key, owner):
        found = [one for one in self._of(owner) if one.key == key and not one.discarded]
        return found[0] if found else None

    def _touched(self, key, owner):
        found = self._find(key, owner)
        if found:
            found.changed_at = self.now
        return found

    def draft(self, key, owner):
        found = self._find(key, owner)
        return found and self._shown(found)

    def _shown(self, found):
        items = sorted(found.draft.items, key=lambda one: one.part)
        return replace(found.draft, items=tuple(items))

    def listed(self, owner):
        found = [one for one in self._of(owner) if not one.discarded]
        found.sort(key=lambda one: (one.changed_at, one.order), reverse=True)
        return [
            ListedDraft(
                one.key,
                one.draft.question,
                one.changed_at.isoformat(timespec="seconds"),
                len(one.draft.items),
            )
            for one in found
        ]

    def add(self, key, part, kind, passage, owner):
        found = self._touched(key, owner)
        if not found:
            return None
        new = DraftItem(self._number(), part, kind, passage, "")
        for one in found.draft.items:
            if identity(one) == identity(new):
                return one.id
        for row in found.removed:
            if identity(row[3]) == identity(new):
                found.removed.remove(row)
                new = replace(row[3], passage=passage)
                break
        found.draft = replace(found.draft, items=(*found.draft.items, new))
        return new.id

    def _at(self, key, item, owner):
        found = self._touched(key, owner)
        ids = [one.id for one in found.draft.items] if found else []
        return (found, list(found.draft.items), ids.index(item)) if item in ids else None

    def set_note(self, key, item, note, owner):
        if at := self._at(key, item, owner):
            found, items, place = at
            items[place] = replace(items[place], note=note)
            found.draft = replace(found.draft, items=tuple(items))
        return at is not None

    def set_minister(self, key, minister, owner):
        found = self._touched(key, owner)
        if found:
            found.draft = replace(found.draft, minister=minister)
        return found is not None

    def move(self, key, item, direction, owner):
        if at := self._at(key, item, owner):
            found, items, place = at
            others = [n for n, one in enumerate(items) if one.part == items[place].part]
            here = others.index(place) + (-1 if direction == "up" else 1)
            if 0 <= here < len(others):
                items[place], items[others[here]] = items[others[here]], items[place]
            found.draft = replace(found.draft, items=tuple(items))
        return at is not None

    def discard_item(self, key, item, owner):
        at = self._at(key, item, owner)
        if at is None:
            return None
        found, items, place = at
        name = short_key()
        found.removed.append((name, self.now, place, items.pop(place)))
        found.draft = replace(found.draft, items=tuple(items))
        return name

    def _restorable(self, key, name, owner):
        found = self._find(key, owner)
        rows = found.removed if found else []
        return [row for row in rows if row[0] == name and row[1] >= self.records.restorable]

    def restore_items(self, key, name, owner):
        rows = self._restorable(key, name, owner)
        for row in rows:
            found = self._touched(key, owner)
            found.removed.remove(row)
            items = list(found.draft.items)
            items.insert(row[2], row[3])
            found.draft = replace(found.draft, items=tuple(items))
        return [row[3].id for row in rows]

    def discarded_items(self, key, name, owner):
        return len(self._restorable(key, name, owner))

    def discard(self, key, owner):
        found = self._find(key, owner)
        if not found:
            return None
        found.discarded = (short_key(), self.now)
        return found.discarded[0]

    def _discarded(self, owner, name):
        found = [one for one in self._of(owner) if one.discarded]
        found = [one for one in found if one.discarded[1] >= self.records.restorable]
        return [one for one in found if name in (None, one.discarded[0])]

    def discarded(self, owner, name=None):
        return len(self._discarded(owner, name))

    def restore(self, name, owner):
        found = self._discarded(owner, name)
        for one in found:
            one.discarded = ()
        return len(found)

    def share(self, key, secret, owner):
        found = self._find(key, owner)
        if found and not found.link:
            salt = short_key()
            found.link = (derived_token(secret, salt), salt, self.now)
        return found is not None

    def link(self, key, secret, owner):
        found = self._find(key, owner)
        if not found or not found.link:
            return None
        _, salt, made = found.link
        return DraftShare(derived_token(secret, salt), made.isoformat(timespec="seconds"))

    def end_share(self, key, owner):
        if found := self._find(key, owner):
            found.link = ()

    def shared(self, token):
        for one in self._of(None):
            if one.link and one.link[0] == token and not one.discarded:
                return self._shown(one)
        return None
