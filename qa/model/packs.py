"""Evidence packs: passages that somebody collected, in an order of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa.model import json_types

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class PackItem:
    """A passage of a pack, in its JSON form, with its owner's note."""

    id: int
    passage: json_types.Passage
    note: str
