"""Evidence packs: passages collected for a brief, with notes, and exported as files."""

from qa.service.packs.exports import FORMS, Form, export
from qa.service.packs.pack import PackEntry, Packs

__all__ = ["FORMS", "Form", "PackEntry", "Packs", "export"]
