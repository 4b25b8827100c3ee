"""The store of what people made: conversations, shares, packs, drafts, marks, keys and watches.

Every home implements `ServiceStore` and passes its conformance suite
(`tests/conformance/service_store.py`). A home has a retention period and a clock: a conversation, a
pack or a draft that nobody has added to for that long is gone, and so are watches that nobody has
looked at. Marks have a period of their own. What was discarded is gone too, but during
`UNDO_PERIOD` its owner can restore it. No call finds what is gone. Once it cannot be restored,
`purge` deletes it for good, and so does the next write. A home keeps digests of tokens, never a
token.

To discard gives a name to what one action discarded. Only the owner's own call restores by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from qa.model.switches import Switches
from qa.store.service.interface.audit import AuditRecords
from qa.store.service.interface.conversations import ConversationRecords, ShareRecords
from qa.store.service.interface.declined import DeclinedRecords
from qa.store.service.interface.drafts import DraftRecords
from qa.store.service.interface.keys import KeyRecords
from qa.store.service.interface.marks import MarkRecords
from qa.store.service.interface.packs import PackRecords
from qa.store.service.interface.people import PersonRecords
from qa.store.service.interface.switches import SwitchRecords
from qa.store.service.interface.watches import SubscriptionRecords, WatchRecords

Clock = Callable[[], datetime]
"""Returns the present moment, in UTC."""

UNDO_PERIOD = timedelta(hours=1)
"""How long what was discarded can be restored."""
ASK_AGAIN = timedelta(days=1)
"""How long an e-mail address that was asked whether it may be used is not asked again."""


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """All records, within one transaction and at one moment of the clock."""

    conversations: ConversationRecords
    shares: ShareRecords
    packs: PackRecords
    drafts: DraftRecords
    marks: MarkRecords
    keys: KeyRecords
    watches: WatchRecords
    subscriptions: SubscriptionRecords
    people: PersonRecords
    audit: AuditRecords
    switches: SwitchRecords
    declined: DeclinedRecords


class ServiceStore(Protocol):
    """Opens units of work, in any thread or process; raises ServiceStoreError if not usable."""

    def reading(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work that only reads, in one snapshot; it never waits for a writer."""

    def writing(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work that writes: all of it, or nothing where its block raises."""

    def switches(self) -> Switches:
        """The operator's switches, quickly; as they last were where they cannot be read.

        What this process has set is followed at once, what another has within a second.
        """

    def purge(self, before: datetime | None = None, *, rewrite: bool = False) -> Mapping[str, int]:
        """Delete for good what is gone, and what is older than `before`; its number by kind.

        `rewrite` leaves no byte of it where the records are kept; writers wait meanwhile. Keys of
        the API stay.
        """
