"""Files of a test set, read strictly: each error gives file, line and cure."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from qa.errors import Rejected

MAX_BYTES = 1_000_000_000
"""The largest file that is read, after decompression."""

_GZIP = b"\x1f\x8b"


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, numbered from 1, of a text file or of one that gzip compressed.

    A line ends with LF, CR or both. Raises Rejected where a file or line cannot be read.
    """
    for number, line in enumerate(_content(path).splitlines(), start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise line_error(
                path, number, f"byte {error.start + 1} is not UTF-8", "Save it as UTF-8."
            ) from None
        if text.strip():
            yield number, text


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            compressed = file.read(2) == _GZIP
            file.seek(0)
            content = (gzip.GzipFile(fileobj=file) if compressed else file).read(MAX_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Rejected(f"{path} is a damaged gzip file: {error}.", "Compress it again.") from error
    except OSError as error:
        raise Rejected(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    if len(content) > MAX_BYTES:
        raise Rejected(f"{path} has more than {MAX_BYTES:,} bytes.", "Divide it.")
    return content


def line_error(path: Path, number: int, problem: str, cure: str) -> Rejected:
    """The error for one line of a file."""
    return Rejected(f"{path}, line {number}: {problem}.", cure)


def first_file(path: Path, *names: str) -> Path:
    """The path of a file, or of the first of these in a folder; raises Rejected without one."""
    if not path.is_dir():
        return path
    for name in names:
        if (path / name).is_file():
            return path / name
    raise Rejected(f"The folder {path} has none of {', '.join(names)}.", "Name the file itself.")


def write_error(path: Path, error: OSError) -> Rejected:
    """The error for a file or folder that cannot be written."""
    return Rejected(
        f"{path} cannot be written: {error.strerror}.", "Name another path, or free some space."
    )
