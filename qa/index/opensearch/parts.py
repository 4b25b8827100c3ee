"""What is read whole of a published index, kept in documents of fixed ids beside the passages."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

PART_CHARS = 2**20
"""The length of one document."""


def to_parts(arrays: Mapping[str, npt.NDArray[Any]]) -> list[str]:
    """Named arrays in pieces of text."""
    file = io.BytesIO()
    np.savez_compressed(file, **dict[str, Any](arrays))
    text = base64.b64encode(file.getvalue()).decode()
    return [text[start : start + PART_CHARS] for start in range(0, len(text), PART_CHARS)]


def of_parts(parts: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """The arrays of these pieces, by name."""
    file = io.BytesIO(base64.b64decode("".join(parts)))
    with np.load(file, allow_pickle=False) as arrays:
        return dict(arrays)


def addresses(kind: str, count: int) -> list[dict[str, str]]:
    """The id and routing of each document of a kind."""
    return [{"_id": one, "routing": one} for one in (f"{kind}-{at}" for at in range(count))]


def part_documents(kind: str, parts: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The documents of these pieces."""
    for address, part in zip(addresses(kind, len(parts)), parts, strict=True):
        yield {**address, "_source": {"part": part}}


def read_parts(client: Any, name: str, kind: str, count: int) -> list[str]:
    """The pieces of a kind that an index has."""
    found = client.mget(index=name, body={"docs": addresses(kind, count)})["docs"]
    return [one["_source"]["part"] for one in found]
