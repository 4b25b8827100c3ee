"""The sentence models that `qa model` copied into a data folder, and which of them is chosen."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qa.errors import IndexUnusable
from qa.settings import Settings

MODEL, TOKENIZER, RECORD = "model.onnx", "tokenizer.json", "installed.json"
CHOSEN = "chosen"
"""The file that holds the name of the chosen model's folder; without it the default is chosen."""
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Installed:
    """A sentence model in a data folder; `sha256` is that of model, tokenizer and description."""

    folder: Path
    title: str
    sha256: str
    dimensions: int

    @property
    def model(self) -> Path:
        """Its ONNX file."""
        return self.folder / MODEL

    @property
    def tokenizer(self) -> Path:
        """Its tokenizer."""
        return self.folder / TOKENIZER


def installed_models(settings: Settings) -> list[Installed]:
    """The models of a data folder whose record can be read, by the name of their folder."""
    return list(_readable(sorted(settings.models_dir.glob(f"*/{RECORD}"))))


def chosen_model(settings: Settings) -> Installed | None:
    """The model that is chosen; None where the default is.

    Raises IndexUnusable, with the cure, where the choice names no model.
    """
    file = settings.models_dir / CHOSEN
    try:
        name = file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IndexUnusable(
            f"The choice of the sentence model, {file}, cannot be read: {error}.",
            "Make it readable, or run `qa model --default`.",
        ) from error
    if _FOLDER.fullmatch(name):
        for found in _readable([settings.models_dir / name / RECORD]):
            return found
    raise IndexUnusable(
        f"{file} names the sentence model {name[:100]!r}, which is not in {settings.models_dir}.",
        "Put its folder back, copy it again with `qa model PATH --use`, or run `qa model "
        "--default`.",
    )


def choose(settings: Settings, chosen: Installed | None) -> None:
    """Make a model the chosen one, or with None the default; every process sees it at once."""
    file = settings.models_dir / CHOSEN
    if chosen is None:
        file.unlink(missing_ok=True)
        return
    aside = file.with_suffix(".aside")
    write_synced(aside, f"{chosen.folder.name}\n")
    aside.replace(file)


def write_record(folder: Path, title: str, sha256: str, dimensions: int) -> None:
    """Write the record of a model into its folder."""
    record = {"title": title, "sha256": sha256, "dimensions": dimensions}
    write_synced(folder / RECORD, json.dumps(record, ensure_ascii=False, indent=2) + "\n")


def write_synced(file: Path, text: str) -> None:
    """Write a small file, and sync it to disk."""
    with file.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _readable(records: list[Path]) -> Iterator[Installed]:
    """The models of these records; one that is damaged is as one that was removed."""
    for file in records:
        with suppress(OSError, ValueError, KeyError, TypeError):
            stated = json.loads(file.read_text(encoding="utf-8"))
            yield Installed(
                file.parent, str(stated["title"]), str(stated["sha256"]), int(stated["dimensions"])
            )
