"""Settings: one table of name, default and help, read once at the edge and passed down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from qa.errors import BadRequest

ACCESS = ("keys", "proxy", "open")
"""Programs that have a key; whoever something in front lets in; everybody."""

_YES = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_KINDS: dict[type, tuple[Callable[[Any], Any], str]] = {
    bool: (lambda value: _YES[str(value).casefold()], "yes or no"),
    int: (int, "a whole number"),
    float: (float, "a number"),
    str: (str, "text"),
}


def _setting(default: Any, help: str, low: float | None = None, high: float | None = None) -> Any:
    return field(default=default, metadata={"help": help, "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting in force; each is read from `QA_<NAME>` in the environment."""

    data_dir: Path = _setting(Path("data"), "Folder of the answers, the index and conversations")
    passage_words: int = _setting(120, "Target length of a passage, in words", 20, 1000)
    index_context: bool = _setting(True, "Index a passage with its source question and heading")
    bm25_k1: float = _setting(1.5, "BM25 k1: how much repeated terms count", 0, 10)
    bm25_b: float = _setting(0.5, "BM25 b: how much long passages are penalised", 0, 1)
    semantic: bool = _setting(True, "Rank by embeddings too, if the extra `semantic` is installed")
    model: str = _setting("", "ONNX sentence model beside its tokenizer.json; empty: ours")
    model_sha256: str = _setting("", "SHA-256 that model and tokenizer together must have")
    hits: int = _setting(5, "Passages in a reply", 1, 100)
    threshold: float = _setting(0.4, "Lowest confidence at which a question is answered", 0, 1)
    today: str = _setting("", "Day that `last year` counts from; empty: the newest answer's")
    question_chars: int = _setting(5000, "Longest question accepted, in characters", 1, 100_000)
    retention_days: int = _setting(30, "Days a conversation is kept", 1, 3650)
    contact: str = _setting("", "Who runs this service: an address or a name, shown on its pages")
    host: str = _setting("127.0.0.1", "Address that `qa serve` listens on")
    port: int = _setting(8000, "Port that `qa serve` listens on; 0: any free port", 0, 65535)
    access: str = _setting("", "Who may use it from other machines: `keys`, `proxy` or `open`")
    workers: int = _setting(2, "Server processes", 1, 64)
    threads: int = _setting(2, "Threads in each server process", 1, 64)

    @classmethod
    def read(cls, environ: Mapping[str, str], **overrides: Any) -> Settings:
        """The defaults, overlaid by `QA_*` variables, overlaid by what is not None in `overrides`.

        Raises BadRequest, naming the setting, where a value is of the wrong kind or out of bounds.
        """
        stated: dict[str, Any] = {
            row.name: environ[f"QA_{row.name.upper()}"]
            for row in fields(cls)
            if environ.get(f"QA_{row.name.upper()}")
        }
        stated |= {name: value for name, value in overrides.items() if value is not None}
        return replace(cls(), **{row.name: _value(row, stated) for row in fields(cls)})

    def with_changes(self, **changes: Any) -> Settings:
        """These settings, but for what is not None in `changes`; checked like any other."""
        return type(self).read(
            {},
            **{row.name: getattr(self, row.name) for row in fields(self)}
            | {name: value for name, value in changes.items() if value is not None},
        )

    @property
    def store_path(self) -> Path:
        """The database of answers."""
        return self.data_dir / "answers.db"

    @property
    def index_dir(self) -> Path:
        """The folder of the index, which can be thrown away and rebuilt."""
        return self.data_dir / "index"

    @property
    def embeddings_dir(self) -> Path:
        """The folder of the vectors, which go with the index."""
        return self.index_dir / "embeddings"

    @property
    def service_path(self) -> Path:
        """The database of what people made: conversations."""
        return self.data_dir / "service.db"


def _value(row: Any, stated: Mapping[str, Any]) -> Any:
    """One setting's value, as the kind its default has, within its bounds."""
    if row.name not in stated:
        return row.default
    value, kind = stated[row.name], type(row.default)
    read, form = _KINDS.get(kind, (Path, "a path"))
    try:
        value = read(value)
    except (ValueError, KeyError):
        raise BadRequest(
            row.name, f"The setting {row.name} is {value!r}.", f"Give it as {form}."
        ) from None
    if row.name == "today" and value:
        _day(value)
    if row.name == "access" and value not in ("", *ACCESS):
        raise BadRequest(
            "access", f"The setting access is {value[:40]!r}.", f"Give {', '.join(ACCESS)}."
        )
    low, high = row.metadata["low"], row.metadata["high"]
    if low is not None and not low <= value <= high:
        raise BadRequest(
            row.name,
            f"The setting {row.name} is {value}.",
            f"It must lie between {low} and {high}.",
        )
    return value


def _day(value: str) -> None:
    """Raise BadRequest unless a setting is an ISO date."""
    try:
        date.fromisoformat(value)
    except ValueError:
        raise BadRequest(
            "today", f"The setting today is {value[:40]!r}.", "Give a date such as 2021-09-13."
        ) from None


def settings_table() -> list[tuple[str, Any, str]]:
    """Name of the variable, default and help of each setting, as the README prints it."""
    return [
        (f"QA_{row.name.upper()}", row.default, row.metadata["help"]) for row in fields(Settings)
    ]
