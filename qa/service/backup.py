"""Backup: one file with all that cannot be computed again, made while the service runs.

It is a tar file without compression: a manifest (`backup.json`: the name and SHA-256 of each
other file), the databases, each of one moment, the vectors of the passages and the sentence models
that were chosen. The index is left out, since the store gives it again.
"""

from __future__ import annotations

import errno
import glob
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO

from qa.archive.update import bring_up_to_date
from qa.errors import Rejected, StoreError
from qa.model import Progress
from qa.settings import Settings
from qa.store.copies import copy_database, verify_database

MANIFEST = "backup.json"
FORMAT = 1
"""Of the manifest; a program refuses a later one."""
PIECE_BYTES = 2**20
RESTORING = ".restoring-"
"""Of the folder that is there while a restore is not finished."""


def make_backup(settings: Settings, file: Path) -> int:
    """Write a backup and return its size in bytes; once it is whole it replaces a file of its name.

    A conversation, pack or answer that was saved before the call is in it; what people made is not
    where PostgreSQL keeps it. Raises StoreError where
    there are no answers, or the file cannot be written.
    """
    parent, prefix = file.absolute().parent, f".{file.name}-"
    _remove(parent, prefix)
    with _disk_errors(file), tempfile.TemporaryDirectory(dir=parent, prefix=prefix) as folder:
        aside = Path(folder)
        # Vectors first: each then belongs to a passage of the copied database.
        files = _copied(settings, aside)
        kept_here = settings.service_path.exists() and not settings.database_url
        for path in (*([settings.service_path] if kept_here else ()), settings.store_path):
            copy_database(path, aside / path.name)
            files.append(path.name)
        stated = {name: _sha256(aside / name) for name in files}
        manifest = {"format": FORMAT, "version": version("written-answers-qa"), "files": stated}
        whole = aside / "whole"
        with tarfile.open(whole, "w") as tar:
            _add(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
            for name in files:
                tar.add(aside / name, name, recursive=False)
        with whole.open("rb") as written:
            os.fsync(written.fileno())
        with _opened(whole) as tar:
            _verify(tar, _manifest(tar, file), file)
        whole.replace(file)
        return file.stat().st_size


def restore_backup(settings: Settings, file: Path, progress: Progress | None = None) -> None:
    """Restore a backup into the data folder, and build the index.

    Nothing is written unless the backup is whole. One that was killed is done again. Raises
    StoreError where the folder has answers or conversations already, Rejected where the file is not
    a backup, or damaged.
    """
    killed = not settings.store_path.exists() and any(settings.data_dir.glob(f"{RESTORING}*"))
    for path in (settings.store_path, settings.service_path):
        if path.exists() and not killed:
            raise StoreError(
                f"{path} is there already.",
                "Restore into a new folder with --data-dir, or move this one away.",
            )
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    _remove(settings.data_dir, RESTORING)
    with (
        _disk_errors(file),
        tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=RESTORING) as folder,
    ):
        aside = Path(folder)
        with _opened(file) as tar:
            stated = _manifest(tar, file)
            _verify(tar, stated, file, aside)
        for path in (settings.store_path, settings.service_path):
            if path.name in stated:
                verify_database(aside / path.name)
        # The answers last: without them the folder counts as empty.
        for name in sorted(stated, key=settings.store_path.name.__eq__):
            target = settings.data_dir / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name == settings.service_path.name:
                target = settings.service_path
            _move(aside / name, target)
    bring_up_to_date(settings, progress)


def _remove(folder: Path, prefix: str) -> None:
    """Remove what a process that was killed left: copies of what people made."""
    for left in folder.glob(f"{glob.escape(prefix)}*"):
        shutil.rmtree(left, ignore_errors=True)


def _move(file: Path, target: Path) -> None:
    """Move a file, to another disk too, where it appears once it is whole."""
    try:
        file.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copyfile(file, beside)
        beside.replace(target)


def _copied(settings: Settings, aside: Path) -> list[str]:
    """The names, below the data folder, of the vectors and models, once they are copied."""
    names = []
    for folder in (settings.embeddings_dir, settings.models_dir):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".lock":
                name = path.relative_to(settings.data_dir).as_posix()
                (aside / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, aside / name)
                names.append(name)
    return names


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return _digest(stream)


def _digest(stream: IO[bytes], copy: IO[bytes] | None = None) -> str:
    """The SHA-256 of a stream, which is written to `copy` too."""
    digest = hashlib.sha256()
    while piece := stream.read(PIECE_BYTES):
        digest.update(piece)
        if copy:
            copy.write(piece)
    return digest.hexdigest()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _manifest(tar: tarfile.TarFile, file: Path) -> dict[str, object]:
    """The files that a backup states, by name; raises Rejected where it is not a backup."""
    try:
        member = tar.extractfile(MANIFEST)
        stated = json.load(member) if member else {}
        found, files = int(stated["format"]), dict(stated["files"])
        names = [PurePosixPath(name) for name in files]
    except (KeyError, TypeError, ValueError, UnicodeError, RecursionError, tarfile.TarError):
        raise _no_backup(file) from None
    if found > FORMAT:
        raise Rejected(
            f"{file} was made by version {stated.get('version')} of this program.",
            "Upgrade written-answers-qa.",
        )
    if "answers.db" not in files:
        raise _no_backup(file)
    if any(name.is_absolute() or ".." in name.parts for name in names):
        raise Rejected(f"{file} names a file outside the data folder.", "Give another backup.")
    return files


def _verify(
    tar: tarfile.TarFile, stated: dict[str, object], file: Path, target: Path | None = None
) -> None:
    """Raise Rejected unless every file is as the manifest states; write each below `target`."""
    for name, sha256 in stated.items():
        try:
            stream = tar.extractfile(name)
        except (KeyError, tarfile.TarError):
            stream = None
        digest = None
        if stream and target:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            with (target / name).open("wb") as copy:
                digest = _digest(stream, copy)
        elif stream:
            digest = _digest(stream)
        if digest is None or digest != sha256:
            raise Rejected(
                f"{file} is damaged: {name} is not as it was written.", "Give another backup."
            )


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    with ExitStack() as opened:
        try:
            tar = opened.enter_context(tarfile.open(file, "r:"))
        except tarfile.TarError:
            raise _no_backup(file) from None
        yield tar


def _no_backup(file: Path) -> Rejected:
    return Rejected(f"{file} is not a backup.", "Give a file that `qa backup` wrote.")


@contextmanager
def _disk_errors(file: Path) -> Iterator[None]:
    """Raise errors of the disk as StoreErrors that name the file and the cure."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{error.filename or file} cannot be used: {error.strerror}.",
            "Free some space, or name another file; nothing else has changed.",
        ) from error
