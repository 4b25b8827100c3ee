"""The bytes of a file as UTF-8, though it is saved as UTF-16 or compressed by gzip."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from abc import abstractmethod
from pathlib import Path
from typing import BinaryIO

from qa.errors import Rejected

_GZIP = b"\x1f\x8b\x08"
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_ASCII_IN_UTF16 = {
    "utf-16-le": re.compile(rb"(?:[\t\n\r -~]\0){2}"),
    "utf-16-be": re.compile(rb"(?:\0[\t\n\r -~]){2}"),
}
_STATED = re.compile(r"""(<\?xml\b[^<>]*\bencoding\s*=\s*["'])utf-16(?:[lb]e)?(?=["'])""", re.I)
_MAX_EXPANSION = 200
"""How many times its size a compressed file may hold; answers compress to a sixth."""
_MIN_EXPANDED_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 256 * 1024


def open_utf8(path: Path) -> BinaryIO:
    """A file's content for reading: unpacked where it is gzip, and as UTF-8 where it is UTF-16.

    Bytes in any other encoding are given as they are. Invalid characters of UTF-16 become
    bytes that are not UTF-8, so that only their record is refused. Reading raises Rejected where
    what is compressed is damaged, or holds many times what answers do.
    """
    file: BinaryIO = path.open("rb")
    try:
        if _head(file).startswith(_GZIP):
            file = io.BufferedReader(_Unpacked(file, path), _CHUNK_BYTES)
        encoding = _utf16(_head(file))
    except BaseException:
        file.close()
        raise
    return io.BufferedReader(_Transcoded(file, encoding), _CHUNK_BYTES) if encoding else file


def _head(file: BinaryIO) -> bytes:
    try:
        return file.read(4)
    finally:
        file.seek(0)


def _utf16(head: bytes) -> str | None:
    """The encoding of a file that begins so, if it is UTF-16, by its mark or by its NULs."""
    if stated := _UTF16.get(head[:2]):
        return stated
    return next((name for name, sign in _ASCII_IN_UTF16.items() if sign.fullmatch(head)), None)


class _Stream(io.RawIOBase):
    """A stream made of another: `_more` returns its next bytes, and none at its end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._held = b""
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go back to the start, the only place that readers go back to."""
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation("seek")
        self._file.seek(0)
        self._held, self._at = b"", 0
        return 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typed as any buffer
        while not self._held and (more := self._more()) is not None:
            self._held = more
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        self._at += size
        return size

    def close(self) -> None:
        self._file.close()
        super().close()

    @abstractmethod
    def _more(self) -> bytes | None:
        """The next bytes; None at the end."""


class _Unpacked(_Stream):
    """The content of a gzip file."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        super().__init__(gzip.GzipFile(fileobj=file))  # type: ignore[arg-type]  # typed as a writer too
        self._packed, self._path = file, path
        self._room = max(path.stat().st_size * _MAX_EXPANSION, _MIN_EXPANDED_BYTES)

    def close(self) -> None:
        super().close()
        self._packed.close()

    def _more(self) -> bytes | None:
        try:
            more = self._file.read(_CHUNK_BYTES)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Rejected(
                f"{self._path} cannot be unpacked: {error}.",
                "Compress it again, or fetch it again.",
            ) from None
        if self._at > self._room:
            raise Rejected(
                f"{self._path} holds more than {self._room:,} bytes when unpacked.",
                "Unpack it, and ingest what it holds.",
            )
        return more or None


class _Transcoded(_Stream):
    """The content of a file of UTF-16, as UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        super().__init__(file)
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._decoder.reset()
        return super().seek(offset, whence)

    def _more(self) -> bytes | None:
        begins = self._at == 0
        chunk = self._file.read(_CHUNK_BYTES)
        if not chunk:
            left, _ = self._decoder.getstate()
            self._decoder.reset()
            return b"\xff" if left else None
        text = self._decoder.decode(chunk)
        if begins:
            text = _STATED.sub(r"\1utf-8", text.removeprefix("\ufeff"), count=1)
        return text.encode("utf-8", "surrogatepass")
