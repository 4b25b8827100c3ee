"""What a day changes in a published index: found by digests, and applied to a clone of it.

A clone has hard links to the files of the index that it is made from, which stays as it is. Its
deleted documents are merged away by the engine, as those of any index.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qa.errors import IndexUnusable
from qa.index.opensearch.answer_digests import AnswerDigests
from qa.index.opensearch.parts import addresses, read_parts
from qa.settings import Settings
from qa.store import Database
from qa.store.opensearch.changes import changed_since
from qa.store.opensearch.documents import replaced_id, text_id

MAX_CHANGED_SHARE = 1 / 4
"""The share of changed answers above which everything is sent."""
MAX_MEAN_DRIFT = 1 / 400
"""How far the mean length of passages may be from that of the last whole publish, by which impacts
were computed: a score is wrong by less than that share."""
MAX_DELETED_SHARE = 1 / 3
"""The share of deleted documents that the engine has not merged away above which everything is
sent."""
AT_ONCE = 5000
"""The answers whose documents are looked for in one search."""
COPIES_SECONDS = 1800
"""How long the shards of an index, or their copies, may take to come."""
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Update:
    """What is to be done to the index of a name: `rows` are those of the answers that are changed,
    new or gone, `replaced` the documents of ids that may name an answer again, `mean_length` that
    of the last whole publish."""

    of: str
    rows: Sequence[int]
    replaced: Sequence[str]
    mean_length: float


def find_update(
    client: Any,
    served: str,
    before: dict[str, Any],
    facts: dict[str, Any],
    digests: AnswerDigests,
    mean_length: float,
    settings: Settings,
    db: Database,
) -> Update | None:
    """What changes the served index with the facts `before` into one with those facts; None where
    everything has to be sent."""
    if any(before.get(one) != facts[one] for one in ("layout", "making", "knn")):
        return None
    stores = (one["revision"].rpartition(".")[0] for one in (before, facts))
    if len(set(stores)) > 1:  # The numbers of changes are those of one store.
        return None
    own = client.indices.get_settings(index=served)[served]["settings"]["index"]
    made = int(own["number_of_shards"]), int(own["number_of_replicas"])
    if made != (settings.opensearch_shards, settings.opensearch_replicas):
        return None
    pinned: float = before["mean_length"]
    if abs(mean_length - pinned) > MAX_MEAN_DRIFT * pinned:
        return None
    docs = client.indices.stats(index=served, metric="docs")["_all"]["primaries"]["docs"]
    if docs["deleted"] > MAX_DELETED_SHARE * (docs["count"] + docs["deleted"]):
        return None
    parts = read_parts(client, served, AnswerDigests.KIND, before["parts"][AnswerDigests.KIND])
    changed = changed_since(db, **before["changes"])
    rows = sorted(
        changed.rows.union(
            digests.changed(AnswerDigests.of_parts(parts)),
            _rows_of(client, served, "name", changed.gone),
            # A version can have been another answer's.
            _rows_of(client, served, "_id", list(map(text_id, changed.versions))),
        )
    )
    if len(rows) > MAX_CHANGED_SHARE * facts["answers"]:
        return None
    return Update(served, rows, list(map(replaced_id, changed.ids)), pinned)


def clone_without_changed(
    client: Any, name: str, update: Update, before: dict[str, Any], settings: Settings
) -> None:
    """Make an index of that name that has all of the served one but the documents of the changed
    answers and the parts that are read whole."""
    # A clone takes all other settings over.
    own = {"index.blocks.write": None, "index.number_of_replicas": 0}
    client.indices.clone(index=update.of, target=name, body={"settings": own})
    _wait_for(client, name, settings.opensearch_shards)  # They come after the reply.
    client.indices.put_mapping(index=name, body={"_meta": {}})  # Its facts were those of the other.
    gone = [one for kind, count in before["parts"].items() for one in addresses(kind, count)]
    for field in ("answer", "about"):
        gone += _found(client, name, field, update.rows)
    gone += _found(client, name, "_id", update.replaced)
    # One can be found by two fields.
    _delete(client, name, list({(one["_id"], one["routing"]): one for one in gone}.values()))


def _rows_of(client: Any, name: str, field: str, values: Sequence[int | str]) -> set[int]:
    """The rows of the answers whose documents have one of these values in a field."""
    found = _documents_with(client, name, field, values, {"docvalue_fields": ["about"]})
    return {one["fields"]["about"][0] for one in found}


def _found(client: Any, name: str, field: str, values: Sequence[int | str]) -> list[dict[str, str]]:
    """The id and routing of each document that has one of these values in a field."""
    found = _documents_with(client, name, field, values, {})
    return [{"_id": one["_id"], "routing": one["_routing"]} for one in found]


def _documents_with(
    client: Any, name: str, field: str, values: Sequence[int | str], read: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    from opensearchpy.helpers import scan

    for start in range(0, len(values), AT_ONCE):
        query = {"terms": {field: values[start : start + AT_ONCE]}}
        yield from scan(client, index=name, query={"query": query, "_source": False, **read})


def _delete(client: Any, name: str, documents: Sequence[dict[str, str]]) -> None:
    # By their ids: deleting by a query needs a module that no other call needs.
    from opensearchpy.helpers import bulk

    bulk(client, ({"_op_type": "delete", "_index": name, **one} for one in documents))


def make_copies(client: Any, name: str, settings: Settings) -> None:
    """Have the shards of an index copied to other nodes, and wait until that is done: their files
    are copied once, which takes less than indexing each document once more for each copy.

    No more copies are waited for than there are nodes for. Raises IndexUnusable, with the cure,
    where they do not come.
    """
    wanted = {"index.number_of_replicas": settings.opensearch_replicas}
    client.indices.put_settings(index=name, body=wanted)
    nodes = client.cluster.health()["number_of_data_nodes"]
    _wait_for(
        client, name, settings.opensearch_shards * min(1 + settings.opensearch_replicas, nodes)
    )


def _wait_for(client: Any, name: str, wanted: int) -> None:
    until = time.monotonic() + COPIES_SECONDS
    while copies(client, name) < wanted:
        if time.monotonic() > until:
            raise IndexUnusable(
                "OpenSearch does not make the shards of a new index, or their copies.",
                "Look into its log and at its disks; the index before is still served.",
            )
        time.sleep(LOOK_SECONDS)


def copies(client: Any, name: str) -> int:
    """The number of copies of an index's shards that can be read; of a new index none may be."""
    stats = client.indices.stats(index=name, metric="docs", level="shards")["indices"]
    shards = stats[name]["shards"].values() if name in stats else ()
    return sum(one["routing"]["state"] == "STARTED" for shard in shards for one in shard)
