"""Evidence packs: passages collected for a brief or a draft, with notes, to take away as files."""

from qa.service.packs.exports import FORMS, Form, export
from qa.service.packs.pack import Entry, Packs

__all__ = ["FORMS", "Entry", "Form", "Packs", "export"]
