"""Vectors that the k-NN plugin of OpenSearch finds, where every node has it: by a graph of
neighbours that Lucene keeps (HNSW).

A passage is as near as the weighted mean of two cosines: with its source question, and with its
words. That is one product with the weighted sum of its two vectors, each of length 1, so the graph
has that sum alone. It finds a shortlist, whose exact cosines are computed from the two.

Malkov and Yashunin, "Efficient and Robust Approximate Nearest Neighbor Search Using Hierarchical
Navigable Small World Graphs", 2018.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from qa.index.embeddings.vectors import SIDE_WEIGHTS, Int8s

PLUGIN = "org.opensearch.knn.plugin.KNNPlugin"
FIELD = "weighted_vector"
SCALE = 254
"""What a component of 1 is kept as, in 8 bits: components above a half are cut to it."""


def has_plugin(client: Any) -> bool:
    """Whether every node of the engine has the plugin."""
    nodes = client.nodes.info(metric="plugins", params={"filter_path": "nodes.*.plugins.classname"})
    return all(
        any(plugin["classname"] == PLUGIN for plugin in node.get("plugins", ()))
        for node in nodes["nodes"].values()
    )


def property_of(dimensions: int) -> dict[str, Any]:
    """The field of the weighted sums, by the product of two vectors."""
    method = {"name": "hnsw", "engine": "lucene", "space_type": "innerproduct"}
    kind = {"type": "knn_vector", "data_type": "byte", "dimension": dimensions}
    return {FIELD: kind | {"method": method}}


def weighted_sum(both: Int8s) -> list[int]:
    """The weighted sum of the two vectors of a passage, on one scale for all passages."""
    sides = both.astype(np.float64)
    sides /= np.maximum(np.linalg.norm(sides, axis=1, keepdims=True), 1e-12)
    scaled = np.rint(SCALE * (np.array(SIDE_WEIGHTS) @ sides)).clip(-127, 127)
    return [int(one) for one in scaled]


def nearest_query(vector: Int8s, size: int, filters: list[dict[str, Any]]) -> dict[str, Any]:
    """The query for the `size` passages of each shard whose sums are nearest to a vector."""
    wanted = {"vector": vector.tolist(), "k": size, "filter": {"bool": {"filter": filters}}}
    return {"knn": {FIELD: wanted}}
