"""Evidence packs: passages collected for a brief, with notes, and exported as files."""

from qa.service.packs.exports import FORMS, DocumentForm, Exports, Form, own_template
from qa.service.packs.pack import MAX_ITEMS, NOTE_CHARS, PackEntry, Packs
from qa.service.packs.quoted_passage import quoted_passage

__all__ = [
    "FORMS",
    "MAX_ITEMS",
    "NOTE_CHARS",
    "DocumentForm",
    "Exports",
    "Form",
    "PackEntry",
    "Packs",
    "own_template",
    "quoted_passage",
]
