"""Values that a fact of an answer can have, and the type of a progress report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

House = Literal["Commons", "Lords"]
Status = Literal["answered", "corrected", "holding", "unanswered", "withdrawn"]
STATUSES: tuple[Status, ...] = get_args(Status)
QUOTABLE: tuple[Status, ...] = ("answered", "corrected")
"""The statuses in which an answer can be quoted: what the index covers."""

Kind = Literal[
    "none",
    "not_held",
    "disproportionate_cost",
    "will_write",
    "transferred",
    "referred",
    "published_elsewhere",
    "not_reached",
]
"""Why an answer does not answer; `none` where it does."""
KINDS: tuple[Kind, ...] = get_args(Kind)

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, the steps done and the steps in all."""
