"""Drafts: a new question taken apart, with what was said of each part before."""

from __future__ import annotations

from qa.model.drafts import DraftEvidence
from web.api.endpoint import PREFIX, endpoint
from web.api.requests import DraftRequest
from web.browser import service


@endpoint("POST", f"{PREFIX}/drafts", takes=DraftRequest, returns={200: DraftEvidence})
def draft(given: DraftRequest) -> DraftEvidence:
    """A new question taken apart, and for each part the best past answers, the same question asked
    before, and refusals of questions like it. Nothing is stored."""
    return service().draft(given.question)
