"""Exports: passages as a Word document, as Markdown, or as a CSV table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

from qa.model import LICENCE
from qa.model.citation import attachment_lines, cite, link
from qa.service.packs.markdown import markdown
from qa.service.packs.pack import PackEntry
from qa.service.packs.sections import Chapter, section
from qa.service.packs.surroundings import surroundings
from qa.settings import Settings
from qa.text.csv_sheet import csv_sheet

DocumentForm = Literal["docx", "md"]
Form = Literal[DocumentForm, "csv"]
FORMS: tuple[Form, ...] = get_args(Form)

TITLE = "Written answers: evidence"
_COLUMNS = (
    "passage_id text source_question heading date_answered date_tabled answering_body "
    "answering_member correcting_member house uin status url citation attachments note since "
    "licence"
).split()


class Exports:
    """Exports of passages, in the department's Word template where the settings name one."""

    def __init__(self, settings: Settings) -> None:
        """Read the template; raises BadRequest where it cannot be used."""
        self._settings = settings
        self._template = own_template(settings)

    def file(self, entries: Sequence[PackEntry], form: Form, asked: str = "") -> bytes:
        """Passages as a file: word for word, with citations, statuses, notes and the licence.

        `asked` is the question that they reply to, if they are a reply.
        """
        if form == "csv":
            return _csv(entries)
        around = surroundings(self._settings, [entry.passage for entry in entries])
        chapters = [
            section(number, entry, outside)
            for number, (entry, outside) in enumerate(zip(entries, around, strict=True), start=1)
        ]
        count = len(chapters)
        intro = f"{count} passage{'' if count == 1 else 's'} of written answers, word for word"
        intro += f", in reply to: {asked}" if asked else "."
        return self.document(TITLE, intro, chapters, form)

    def document(
        self, title: str, intro: str, chapters: Sequence[Chapter], form: DocumentForm
    ) -> bytes:
        """Chapters as a document, with the licence at its end."""
        if form == "md":
            return markdown(title, intro, chapters)

        from qa.service.packs.word import word
        from qa.service.packs.word_template import default_template

        return word(title, intro, chapters, self._template or default_template())


def own_template(settings: Settings) -> bytes | None:
    """The department's Word template, or None; raises BadRequest where it cannot be used."""
    if not settings.word_template:
        return None
    from qa.service.packs.word_template import read_template  # here, since it is slow to import

    return read_template(settings.word_template)


def _csv(entries: Sequence[PackEntry]) -> bytes:
    """Passages as CSV, one a row."""
    rows: list[Sequence[str]] = [_COLUMNS]
    for entry in entries:
        passage = entry.passage
        body = passage["answering_body"]
        columns: dict[str, Any] = {
            **passage,
            "text": "\n".join(filter(None, [passage.get("header"), passage["text"]])),
            "answering_body": body and body["name"],
            "url": link(passage),
            "citation": cite(passage),
            "attachments": "\n".join(attachment_lines(passage)),
            "note": entry.note,
            "since": entry.since,
            "licence": LICENCE,
        }
        # A passage collected by an older program lacks the facts that came later.
        rows.append([columns.get(name) or "" for name in _COLUMNS])
    return csv_sheet(rows)
