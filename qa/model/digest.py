"""The digest of a reply: its best sentences, word for word."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from qa.model.answers import AnswerId
from qa.model.documented import Doc, Json


@dataclass(frozen=True, slots=True)
class DigestSentence:
    """One sentence of a reply's digest: `text` is the answer's text from `start` to `end`."""

    passage_id: Annotated[str, Doc("The passage of the reply that holds it.")]
    answer_id: AnswerId
    start: Annotated[int, Doc("Where it begins, in code points of the answer's text.")]
    end: Annotated[int, Doc("Where it ends, in code points of the answer's text.")]
    text: Annotated[str, Doc("The sentence, word for word.")]

    def as_json(self) -> Json:
        """The sentence in its public JSON form."""
        return asdict(self)
