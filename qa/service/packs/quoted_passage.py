"""A passage by its id, outside any reply: what a search or an answer page collects."""

from __future__ import annotations

from qa.errors import NotFound
from qa.model import Quotation, Span, json_types
from qa.service.catalogue import Catalogue
from qa.service.text_blocks import cut_tables


def quoted_passage(catalogue: Catalogue, passage_id: str) -> json_types.Passage:
    """The passage in its JSON form, of its answer as it is now; raises NotFound without it.

    Its score is 0 and its best sentence the first, since no question was asked.
    """
    answer_id, _, number = passage_id.rpartition("#")
    answer = catalogue.answer(answer_id or passage_id)
    for passage in catalogue.cut(answer):
        if str(passage.n) == number:
            best = (passage.sentences or (Span(passage.start, passage.end),))[0]
            tables = cut_tables(answer.text, passage.start, passage.end)
            quotation = Quotation(1, 0.0, passage, answer, best, cut_tables=tuple(tables))
            return quotation.as_json()
    raise NotFound(
        f"The answer {answer.answer_id} has no passage {number[:40]!r}.",
        "Open the answer again, then add a passage of it.",
    )
