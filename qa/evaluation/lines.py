"""Lines of a test set's files: read strictly, each error with file, line and cure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qa.errors import Rejected


def numbered(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that are not blank, with their numbers from 1.

    Raises Rejected where the file cannot be read or a line is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError as error:
                    raise wrong(
                        path, number, f"byte {error.start + 1} is not UTF-8", "Save it as UTF-8."
                    ) from None
                if text.strip():
                    yield number, text
    except OSError as error:
        raise Rejected(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error


def wrong(path: Path, number: int, what: str, cure: str) -> Rejected:
    """The error for one line."""
    return Rejected(f"{path}, line {number}: {what}.", cure)


def first_of(folder: Path, *names: str) -> Path:
    """The first of these files that a folder holds, or the path itself where it is a file."""
    if not folder.is_dir():
        return folder
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise Rejected(
        f"The folder {folder} holds none of {', '.join(names)}.", "Name the file itself."
    )
