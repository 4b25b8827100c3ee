"""Ingest: read files, store their answers, and bring the index up to date."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from qa import index as indexes
from qa.archive import merge_sources, sources
from qa.archive.prepare import complete_old_versions
from qa.archive.report import IngestReport
from qa.archive.sources import Item, Rejection, Repair, Superseded
from qa.archive.update import bring_up_to_date, update_index
from qa.errors import EngineDown, Rejected
from qa.model import Progress
from qa.model.identity import identity
from qa.settings import Settings
from qa.store import Database, foreign_tables
from qa.store.archive import coverage, revision, writing
from qa.store.files import is_writable
from qa.text.markup import plain_text


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    progress: Progress | None = None,
    stored: Callable[[IngestReport], None] | None = None,
) -> IngestReport:
    """Store the answers in files and folders, all in one transaction, then update the index.

    A rejected record is reported and the rest is stored. If anything else goes wrong, or the
    process is killed, the store is as it was before. `stored` is called with the report when all
    is stored, before the index is brought up to date. Raises Rejected for a path that does not
    exist, StoreError where the store cannot be written, IndexUnusable where the index cannot.
    """
    for path in paths:
        _refuse_missing(path)
    report = IngestReport()
    files = list(_files(paths, report))
    databases = {path for path, _, _ in files if foreign_tables.is_database(path)}
    files.sort(key=lambda file: file[0] in databases)  # after the lists that their texts complete
    texts = sources.FullTexts(sorted(databases), foreign_tables.places)
    total = sum(size for _, _, size in files)
    with writing(settings.store_path, create=True) as db:
        complete_old_versions(db, progress)
        done = 0
        for path, named, size in files:
            for position in _ingest_file(db, path, named, report, texts):
                if progress:
                    progress("Reading answers", done + min(position, size), total)
            done += size
            if progress:
                progress("Reading answers", done, total)
        if any(outcome != "unchanged" for outcome in report.outcomes.values()):
            revision.advance(db)
    if stored:
        stored(report)
    bring_up_to_date(settings, progress)
    return report


def ingest_shipped(settings: Settings, progress: Progress | None = None) -> None:
    """Ingest the answers that ship if the store is empty; bring the index up to date.

    A store that can only be read is left as it is. Where an OpenSearch is set that serves answers,
    or cannot say so now, nothing is ingested, and no folder is made.
    """
    served = _are_served(settings)
    if served and not settings.store_path.exists():
        return
    if settings.store_path.exists() and not is_writable(settings.store_path):
        return  # What is there is served as it is.
    with writing(settings.store_path, create=True) as db:
        empty = coverage.count(db).answers == 0
    if empty and served:
        return
    if empty:
        ingest([shipped_corpus()], settings, progress)
    else:
        update_index(settings, progress)


def _are_served(settings: Settings) -> bool:
    """Whether an OpenSearch is set that serves answers, or that may."""
    try:
        return indexes.is_published(settings)
    except EngineDown:
        return True  # The service starts, and replies once the engine is there.


def shipped_corpus() -> Path:
    """The folder of the answers that ship: in the installed package, else beside it in a clone."""
    package = Path(__file__).parents[1]
    installed = package / "corpus"
    return installed if installed.is_dir() else package.parent / "corpus"


def _refuse_missing(path: Path) -> None:
    try:
        path.stat()
    except FileNotFoundError:
        raise Rejected(f"There is no file or folder {path}.", "Check the path.") from None
    except OSError as error:
        raise Rejected(f"{path} cannot be read: {error.strerror}.", "Check the path.") from None


def _files(paths: Iterable[Path], report: IngestReport) -> Iterator[tuple[Path, bool, int]]:
    """Every file, whether it is one of `paths`, and its size in bytes; folders in sorted order.

    Hidden files are left out. A folder that cannot be read is rejected; in a folder, anything that
    is not a regular file is skipped.
    """

    def unreadable(error: OSError) -> None:
        report.reject(Rejection(str(error.filename), f"It cannot be read: {error.strerror}."))

    for path in paths:
        if not path.is_dir():
            yield path, True, _size(path) or 0
            continue
        for folder, folders, names in os.walk(path, onerror=unreadable):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            report.skipped += (
                Path(folder, name) for name in folders if Path(folder, name).is_symlink()
            )
            for name in sorted(name for name in names if not name.startswith(".")):
                size = _size(Path(folder, name))
                if size is None:
                    report.skipped.append(Path(folder, name))
                else:
                    yield Path(folder, name), False, size


def _size(path: Path) -> int | None:
    """The size of a regular file in bytes; None for a pipe, a device or a broken link."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _ingest_file(
    db: Database, path: Path, named: bool, report: IngestReport, texts: sources.FullTexts
) -> Iterator[int]:
    """Store the records of one file; yield after each how many bytes have been read."""
    try:
        if _size(path) is None:
            raise Rejected("It is not a file.", "Name a file or a folder.")
        source = sources.open_source(path, texts)
        if source is None and not named:
            report.skipped.append(path)
        elif source is None:
            raise Rejected("The file has no known form.", "docs/sources.md lists the forms.")
        else:
            empty = True
            for record in source.records():
                empty = False
                _store_record(db, record, source.where, report)
                yield source.position
            if empty and named and path not in texts.used:
                raise Rejected("It holds no written question.", "docs/sources.md lists the forms.")
    except Rejected as error:
        report.reject(Rejection(str(path), str(error)))


def _store_record(db: Database, record: Item, where: str, report: IngestReport) -> None:
    """Store one record, or reject it.

    Of two records with one identity, form and state the later one counts and the earlier is
    superseded, so that ingesting the same files again changes nothing.
    """
    if isinstance(record, Rejection):
        report.reject(record)
        return
    if isinstance(record, Superseded):
        report.counts["superseded"] += 1
        return
    if isinstance(record, Repair):
        report.repaired.append(record)
        return
    try:
        text = plain_text(record.answer, record.markup)
    except Rejected as error:
        report.reject(Rejection(where, str(error)))
        return
    key = (identity(record).answer_id, record.form, record.status, record.last_day)
    if earlier := report.outcomes.get(key):
        report.counts[earlier] -= 1
        report.counts["superseded"] += 1
        if earlier != "unchanged":
            merge_sources.undo_version(db, record)
    outcome = merge_sources.upsert(db, record, text)
    report.outcomes[key] = outcome
    report.counts[outcome] += 1
