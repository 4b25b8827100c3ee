"""Evidence packs: passages collected for a brief, with notes, and exported as files."""

from qa.service.packs.exports import FORMS, Exports, Form
from qa.service.packs.pack import PackEntry, Packs

__all__ = ["FORMS", "Exports", "Form", "PackEntry", "Packs"]
