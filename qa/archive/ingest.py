"""Ingest: files in, store and index brought up to date."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from qa import store
from qa.archive import merge_sources, sources
from qa.archive.sources import Item, Rejection, Repair, Superseded
from qa.archive.update import bring_up_to_date
from qa.errors import Rejected
from qa.model import Progress
from qa.model.identity import identity
from qa.settings import Settings
from qa.text.markup import plain_text

Outcome = Literal["new", "changed", "unchanged", "merged", "superseded", "rejected"]
OUTCOMES: tuple[Outcome, ...] = (
    "new",
    "changed",
    "unchanged",
    "merged",
    "superseded",
    "rejected",
)


@dataclass(slots=True)
class Report:
    """What an ingest did; the counts add up: `read` is the sum of all outcomes.

    `rejected` lists what was refused, with where and why; `skipped` what stands in a folder and is
    no file that a reader knows. `entered` is the outcome of each identity and form met so far;
    `repaired` the files whose damaged characters were put right.
    """

    counts: Counter[Outcome] = field(default_factory=Counter)
    rejected: list[Rejection] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)
    entered: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    repaired: list[Repair] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many records were read, the rejected ones included."""
        return self.counts.total()

    def refuse(self, refusal: Rejection) -> None:
        """Count and keep a refusal."""
        self.counts["rejected"] += 1
        self.rejected.append(refusal)


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    progress: Progress | None = None,
    stored: Callable[[Report], None] | None = None,
) -> Report:
    """Store the answers in files and folders, all in one transaction, then update the index.

    A record that is refused is reported and the rest is stored. If anything else goes wrong, or
    the process is killed, the store is as it was before. `stored` is told of the report as soon as
    all is stored, before the index is brought up to date. Raises Rejected for a path that is not
    there, StoreError where the store cannot be written, IndexUnusable where the index cannot.
    """
    for path in paths:
        _refuse_missing(path)
    report = Report()
    files = list(_files(paths, report))
    whole = sum(size for _, _, size in files)
    with store.archive.writing(settings.store_path, create=True) as db:
        done = 0
        for path, named, size in files:
            for position in _ingest_file(db, path, named, report):
                if progress:
                    progress("Reading answers", done + position, whole)
            done += size
            if progress:
                progress("Reading answers", done, whole)
        if any(report.counts[outcome] for outcome in ("new", "changed", "merged")):
            store.archive.versions.advance(db)
    if stored:
        stored(report)
    bring_up_to_date(settings, progress)
    return report


def ingest_shipped(settings: Settings, progress: Progress | None = None) -> None:
    """Take in the answers that ship, unless the data folder holds some; bring the index up."""
    with store.archive.writing(settings.store_path, create=True) as db:
        empty = store.archive.coverage.count(db).answers == 0
    if empty:
        ingest([shipped_corpus()], settings, progress)
    else:
        bring_up_to_date(settings, progress)


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


def _files(paths: Iterable[Path], report: Report) -> Iterator[tuple[Path, bool, int]]:
    """Every file with whether it was named itself and its size; folders in order, without hidden
    files. What cannot be looked into is refused, what is no file is skipped."""

    def unreadable(error: OSError) -> None:
        report.refuse(Rejection(str(error.filename), f"It cannot be read: {error.strerror}."))

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
    """The size of a regular file; None for what is none: a pipe, a device, a broken link."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _ingest_file(db: store.Database, path: Path, named: bool, report: Report) -> Iterator[int]:
    """Take in one file; yields how many bytes of it have been read."""
    try:
        if _size(path) is None:
            raise Rejected("It is not a file.", "Name a file or a folder.")
        source = sources.open_source(path)
        if source is None and not named:
            report.skipped.append(path)
        elif source is None:
            raise Rejected(
                "The file is in no form that is known here.",
                "docs/sources.md lists the forms.",
            )
        else:
            for record in source.records():
                _take(db, record, source.where, report)
                yield source.position
    except Rejected as error:
        report.refuse(Rejection(str(path), str(error)))


def _take(db: store.Database, record: Item, where: str, report: Report) -> None:
    """Store one record, or count it as refused, where its markup cannot be trusted too.

    Of two records of one identity and form the later one counts, the earlier is superseded: so
    that the same files, taken in again, change nothing.
    """
    if isinstance(record, Rejection):
        report.refuse(record)
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
        report.refuse(Rejection(where, str(error)))
        return
    borne = identity(record)
    key = (borne.answer_id, record.form)
    if earlier := report.entered.get(key):
        report.counts[earlier] -= 1
        report.counts["superseded"] += 1
        if earlier != "unchanged":
            merge_sources.undo_version(db, borne, record.form)
    outcome = merge_sources.upsert(db, record, text)
    report.entered[key] = outcome
    report.counts[outcome] += 1
