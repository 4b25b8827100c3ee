"""A data folder of any size to measure with: `python -m bench.made_store FOLDER PASSAGES`.

Each answer has one made passage (bench/corpus.py) and a real source question; they are spread over
ten years and eight answering bodies. What takes the time of an ingest and is not measured here
(markup, identities, kinds) is not done: the answers are written to the store as they are.
"""

from __future__ import annotations

import argparse
import html
import json
from datetime import date, timedelta
from pathlib import Path

from bench.corpus import made_passages, sampled
from qa import store
from qa.archive.merge_sources import stated_digest
from qa.archive.sources import READER
from qa.archive.update import bring_up_to_date
from qa.index import index_config
from qa.index.config import ANNOTATIONS
from qa.model import Piece, Span, WrittenAnswer
from qa.model.identity import identity
from qa.settings import Settings
from qa.store.archive.versions import MergedRecord
from qa.text.passages import sentences

BODIES = (
    "Ministry of Justice",
    "Home Office",
    "Cabinet Office",
    "Department of Health",
    "Department for Education",
    "Ministry of Defence",
    "Department for Transport",
    "HM Treasury",
)
FIRST, DAYS = date(2014, 1, 6), 3650


def record(number: int, of: int, question: str, text: str) -> WrittenAnswer:
    """One of so many answers, in the form of the JSON lines that would state it."""
    day = FIRST + timedelta(days=number * DAYS // of)
    lords = number % 10 == 0
    facts = {
        "uin": f"{'HL' if lords else ''}{number}",
        "house": "Lords" if lords else "Commons",
        "answering_body": BODIES[number % 7 * number % 8],
        "date_tabled": day.isoformat(),
        "date_answered": (day + timedelta(days=7)).isoformat(),
        "question_text": question,
        "answer_html": f"<p>{html.escape(text, quote=False)}</p>",
    }
    return WrittenAnswer(
        form="json-lines",
        published=json.dumps(facts),
        answer=facts["answer_html"],
        markup="html",
        source_question=question,
        answering_body=facts["answering_body"],
        date_tabled=facts["date_tabled"],
        date_answered=facts["date_answered"],
        uin=facts["uin"],
        house="Lords" if lords else "Commons",
    )


def make(folder: Path, size: int, source: Path | None) -> None:
    """Fill a new data folder with so many passages, and build its index."""
    settings = Settings(data_dir=folder, semantic=False)
    sample = sampled(source)
    questions = [" ".join(words) for words in sample.questions]
    splitting = index_config(settings).splitting
    with store.archive.writing(settings.store_path, create=True) as db:
        db.execute("PRAGMA cache_size = -4000000")  # 4 GB: all is written in one transaction.
        for number, text in enumerate(made_passages(sample, size)):
            made = record(number, size, questions[number * 7919 % len(questions)], text)
            bearer = identity(made)
            answer = store.archive.versions.add_answer(db, bearer.answer_id)
            stated = stated_digest(made, text)
            version = store.archive.versions.add_version(
                db, answer, bearer, made, stated, text, None, READER
            )
            merged = MergedRecord(bearer.answer_id, version, bearer.body, made)
            store.archive.versions.save_merged(db, answer, merged)
            whole = Piece(Span(0, len(text)), None, tuple(sentences(text, 0, len(text))))
            store.archive.passages.add(db, splitting, version, text, [whole])
            store.archive.annotations.save(db, version, ANNOTATIONS, "none", ())
        store.archive.revision.advance(db)
    bring_up_to_date(settings)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("passages", type=int)
    parser.add_argument("--store", type=Path, help="data folder to take words from, not corpus/")
    stated = parser.parse_args()
    make(stated.folder, stated.passages, stated.store)
