"""Building: an index brought up to date with its store, by what has changed or all anew."""

from __future__ import annotations

from qa import store
from qa.errors import IndexUnusable
from qa.index.file import opened, save
from qa.index.gathering import Progress, counted_before, gathered
from qa.index.index import Index
from qa.index.joining import built, joined
from qa.index.making import Making, making
from qa.index.reading import read_new_texts
from qa.records import Piece, Span
from qa.settings import Settings
from qa.text.passages import split

MOST_CHANGED = 4
"""An index is built anew where more than one answer in so many has changed."""

_EMPTY = Piece(Span(0, 0), None, ())


def bring_up_to_date(settings: Settings, progress: Progress | None = None) -> bool:
    """Bring the index up to date unless it already is current with its store; say whether it was.

    Current means: made by these settings, from the store as it is now. Of an index that is only
    behind, what has changed is taken out and put in; the outcome is that of building it anew.
    """
    try:
        index = opened(settings)
    except IndexUnusable:
        rebuild(settings, progress)
        return True
    with store.reading(settings.store_path) as db:
        if index.revision == store.ledger.revision(db):
            return False
    made = making(settings)
    while _follows(settings, index):
        _split_new_texts(settings, made, index.change, progress)
        with store.reading(settings.store_path) as db:
            followed = _followed(db, index, made, progress)
        if followed is None:
            break
        index = followed
        save(index, made, settings.index_dir)
        if _is_current(settings, index):
            return True
    rebuild(settings, progress)
    return True


def rebuild(settings: Settings, progress: Progress | None = None) -> Index:
    """Build the index from the store, save it aside and swap it in; again if the store has moved
    on meanwhile, so that of several that build at once the last to end leaves the newest."""
    made = making(settings)
    while True:
        _split_new_texts(settings, made, None, progress)
        with store.reading(settings.store_path) as db:
            change, revision = store.ledger.last_change(db), store.ledger.revision(db)
            index = built(gathered(db, made, None, progress), made, revision, change)
        save(index, made, settings.index_dir)
        if _is_current(settings, index):
            return index


def _is_current(settings: Settings, index: Index) -> bool:
    """Whether the store is still as an index has it."""
    with store.reading(settings.store_path) as db:
        return store.ledger.revision(db) == index.revision


def _follows(settings: Settings, index: Index) -> bool:
    """Whether an index is one of this store, near enough to follow what has changed."""
    with store.reading(settings.store_path) as db:
        try:
            index.refuse_other(store.ledger.revision(db))
        except IndexUnusable:
            return False
        changed = store.ledger.changed_since(db, index.change)
    return changed is not None and len(changed) * MOST_CHANGED <= len(index.answers)


def _followed(
    db: store.Database, index: Index, made: Making, progress: Progress | None
) -> Index | None:
    """The index with what has changed in the store; None where that is no longer all known."""
    change, revision = store.ledger.last_change(db), store.ledger.revision(db)
    changed = store.ledger.changed_since(db, index.change)
    if changed is None:
        return None
    known = set(index.answers.facts["number"].tolist())
    before = counted_before(db, made, [one for one in changed if one.answer in known])
    if before is None:
        return None
    new = gathered(db, made, index.change, progress)
    gone = [one.answer for one in changed]
    return joined(index, gone, new, before, made, revision, change)


def _split_new_texts(
    settings: Settings, made: Making, since: int | None, progress: Progress | None
) -> None:
    """Read and cut the texts that are new; the changes that an index in force has are forgotten."""
    with store.writing(settings.store_path) as db:
        if since is not None:
            store.ledger.forget_changes(db, since)
        read_new_texts(db, since, progress)
        texts = list(store.passages.unsplit(db, made.splitting, since))
        for done, (version, text) in enumerate(texts, start=1):
            pieces = split(text, made.passage_words) or [_EMPTY]
            store.passages.add(db, made.splitting, version, text, pieces)
            if progress:
                progress("Cutting passages", done, len(texts))
