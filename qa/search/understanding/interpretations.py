"""Parts: what was understood of a question beyond its words, each of which can be taken away."""

from __future__ import annotations

from collections.abc import Iterable

from qa.errors import BadRequest

PLAIN = ("dates", "body", "minister", "house", "formula", "limbs", "earlier")
"""Parts of which a question has one at most: words that date the answer; the answering body, the
minister and the House it keeps to; set phrases of parliamentary questions; the several things it
asks; the questions before."""
NAMED = ("also", "corrected")
"""Parts that name what they are about: `also:electronic monitoring`, `corrected:jial`."""

MOST = 100
"""How many parts may be taken away at once."""


class Parts:
    """The parts of one question, gathered in `understood` as they are met, but for those left out.

    `without` names what is left out, in any case; where `expand` is no, that is everything.
    Raises BadRequest for a name that no part can have.
    """

    def __init__(self, *, expand: bool = True, without: Iterable[str] = ()) -> None:
        self.without = tuple(dict.fromkeys(" ".join(name.split()).casefold() for name in without))
        self.understood: dict[str, None] = {}
        self._expand = expand
        if len(self.without) > MOST:
            raise BadRequest("without", f"{len(self.without)} parts are named.", f"Name {MOST}.")
        for name in self.without:
            kind, _, about = name.partition(":")
            if not (name in PLAIN or (kind in NAMED and about)):
                raise BadRequest(
                    "without",
                    f"without is {name[:40]!r}.",
                    f"Give {', '.join(PLAIN)}, also:<words> or corrected:<word>.",
                )

    def takes(self, name: str) -> bool:
        """Whether a part that was met is to be understood, and so is one of the query's."""
        taken = self._expand and name.casefold() not in self.without
        if taken:
            self.understood[name] = None
        return taken
