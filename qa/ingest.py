"""Ingest: files in, store and index brought up to date."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from qa import index, register, sources, store
from qa.errors import Rejected
from qa.records import WrittenAnswer
from qa.settings import Settings
from qa.sources import Refusal
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
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Report:
    """What an ingest did; the counts add up: `read` is the sum of all outcomes.

    `rejected` lists what was refused, with where and why; `skipped` the files in a folder that no
    reader knows.
    """

    counts: Counter[Outcome] = field(default_factory=Counter)
    rejected: list[Refusal] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many records were read, the rejected ones included."""
        return self.counts.total()

    def refuse(self, refusal: Refusal) -> None:
        """Count and keep a refusal."""
        self.counts["rejected"] += 1
        self.rejected.append(refusal)


def ingest(paths: Sequence[Path], settings: Settings, progress: Progress | None = None) -> Report:
    """Store the answers in files and folders, all in one transaction, then update the index.

    A record that is refused is reported and the rest is stored. If anything else goes wrong, or
    the process is killed, the store is as it was before. Raises Rejected for a path that is not
    there, StoreError where the store cannot be written.
    """
    for path in paths:
        if not path.exists():
            raise Rejected(f"There is no file or folder {path}.", "Check the path.")
    report = Report()
    files = list(_files(paths))
    sizes = [path.stat().st_size for path, _ in files]
    with store.writing(settings.store_path, create=True) as db:
        done, whole = 0, sum(sizes)
        for (path, named), size in zip(files, sizes, strict=True):
            for position in _ingest_file(db, path, named, report):
                if progress:
                    progress("Reading answers", done + position, whole)
            done += size
            if progress:
                progress("Reading answers", done, whole)
        if report.counts.keys() & {"new", "changed", "merged"}:
            store.ledger.advance(db)
    index.bring_up_to_date(settings, progress)
    return report


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Every file, with whether it was named itself; folders in order, without hidden files."""
    for path in paths:
        if not path.is_dir():
            yield path, True
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                file = Path(folder, name)
                if not name.startswith(".") and file.is_file():
                    yield file, False


def _ingest_file(db: store.Database, path: Path, named: bool, report: Report) -> Iterator[int]:
    """Take in one file; yields how many bytes of it have been read."""
    try:
        source = sources.open_source(path)
        if source is None and not named:
            report.skipped.append(path)
        elif source is None:
            raise Rejected("The file is in no form that is known here.", "See corpus/README.md.")
        else:
            for record in source.records():
                _take(db, record, source.where, report)
                yield source.position
    except Rejected as error:
        report.refuse(Refusal(str(path), str(error)))


def _take(db: store.Database, record: WrittenAnswer | Refusal, where: str, report: Report) -> None:
    """Store one record, or count it as refused, where its markup cannot be trusted too."""
    if isinstance(record, Refusal):
        report.refuse(record)
        return
    try:
        text = plain_text(record.answer, record.markup)
    except Rejected as error:
        report.refuse(Refusal(where, str(error)))
    else:
        report.counts[register.enter(db, record, text)] += 1


def shipped_corpus() -> Path:
    """The folder of the answers that ship: in the installed package, else beside it in a clone."""
    package = Path(__file__).parent
    installed = package / "corpus"
    return installed if installed.is_dir() else package.parent / "corpus"
