"""Prepare new texts for indexing: annotate each once, and cut it into passages."""

from contextlib import suppress

from qa.archive import sources
from qa.archive.merge_sources import merge_again, original_text, stated_digest, upsert
from qa.errors import Rejected
from qa.index.config import ANNOTATIONS, IndexConfig
from qa.model import Piece, Progress, Reference, Span
from qa.store import Database
from qa.store.archive import annotations, passages, versions
from qa.text import references
from qa.text.markup import plain_text
from qa.text.passages import split_passages
from qa.text.stubs import stub_kind

BATCH = 500
"""Versions that are read at a time."""

_EMPTY = Piece(Span(0, 0), None, ())


def prepare_new_texts(
    db: Database, config: IndexConfig, since: int | None, progress: Progress | None
) -> None:
    """Annotate and split the current texts new to these rules, or those changed after `since`."""
    complete_old_versions(db, progress)
    read_again(db, progress)
    annotate_new_texts(db, since, progress)
    texts = list(passages.unsplit(db, config.splitting, since))
    for done, (version, text) in enumerate(texts, start=1):
        pieces = split_passages(text, config.passage_words) or [_EMPTY]
        passages.add(db, config.splitting, version, text, pieces)
        if progress:
            progress("Cutting passages", done, len(texts))


def complete_old_versions(db: Database, progress: Progress | None = None) -> None:
    """Save what each version states that an older program added without it; merge its record again.

    A version whose published form is damaged stays as it is; `qa check` names it.
    """
    total = versions.count_unprepared(db)
    last = done = 0
    completed: set[int] = set()
    while batch := versions.unprepared(db, last, BATCH):
        for last, answer, form, published, text in batch:
            with suppress(Rejected):
                record = sources.reread(form, published)
                original = original_text(record, text)
                versions.save_stated(db, last, record, original)
                completed.add(answer)
            done += 1
            if progress:
                progress("Reading versions", done, total)
    for answer in sorted(completed):
        merge_again(db, answer)


def read_again(db: Database, progress: Progress | None) -> None:
    """Read again what older readers read: what is read otherwise now becomes a new version.

    A version that cannot be read stays as it is; `qa check` names it.
    """
    total = versions.count_read_by_older(db, sources.READER)
    last = done = 0
    unchanged: set[int] = set()
    while batch := versions.read_by_older(db, sources.READER, last, BATCH):
        for old in batch:
            last = old.version
            with suppress(Rejected):
                record = sources.reread(old.form, old.published)
                text = plain_text(record.answer, record.markup)
                versions.save_stated(db, last, record, original_text(record, text))
                if stated_digest(record, text) == old.digest:
                    versions.save_reader(db, last, sources.READER)
                    unchanged.add(old.answer)
                else:
                    upsert(db, record, text)
            done += 1
            if progress:
                progress("Reading again", done, total)
    for answer in sorted(unchanged):
        merge_again(db, answer)


def annotate_new_texts(db: Database, since: int | None, progress: Progress | None) -> None:
    """Save the kind of stub and the references of every current text not yet annotated."""
    unread = list(annotations.texts_to_annotate(db, ANNOTATIONS, since))
    for done, (version, question, text, day) in enumerate(unread, start=1):
        named: list[tuple[annotations.Place, Reference]] = [
            ("question", one) for one in references.references(question, day)
        ]
        named += [("answer", one) for one in references.references(text, day)]
        annotations.save(db, version, ANNOTATIONS, stub_kind(text), named)
        if progress:
            progress("Reading texts", done, len(unread))
