"""What a text that is still being typed names or repeats: answers, bodies, people, questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from qa.index import Where
from qa.model import Answer
from qa.model.bodies import bodies, slug, with_predecessors
from qa.model.members import plain_words
from qa.model.title import question_title
from qa.search.ranking.term_weights import idf
from qa.search.snapshot import Snapshot
from qa.text.formula import without_formula

MIN_CHARS = 2
"""The shortest text that suggests a name."""
MIN_TERMS = 2
"""The terms from which a text suggests source questions."""
MAX_TERMS = 12
"""The rarest terms of a text: with more, a search takes longer and finds the same."""
READ_PASSAGES = 40
"""The best passages whose questions are compared."""
MIN_SHARE = 0.5
"""The share of a text's terms that a source question has where it is suggested."""
_UIN = re.compile(r"\W*(?:uin\s*)?(?P<uin>(?:hl\s*)?\d{2,7})\W*", re.IGNORECASE)


def uin_begun(text: str) -> str | None:
    """The UIN, or its beginning, that a text is; None for any other text."""
    found = _UIN.fullmatch(text)
    return re.sub(r"\s", "", found["uin"]).upper() if found else None


def begins(text: str, words: Iterable[str]) -> bool:
    """Whether each word of a text begins one of these words, in any case and without accents."""
    typed, known = plain_words(text), tuple(words)
    return bool(typed) and all(any(one.startswith(word) for one in known) for word in typed)


def bodies_begun(text: str, counts: Mapping[str, int]) -> list[str]:
    """The bodies with a name, a word of a name or a short name that a text begins, most answers
    first; each body is today's of its line."""
    typed = slug(text)
    if len(typed) < MIN_CHARS:
        return []
    names: dict[str, set[str]] = {body: {body} for body in counts}
    for one in bodies():
        for body in counts:
            if one.id in with_predecessors(body):
                names[body] |= one.names
    found = [body for body in counts if any(f"-{typed}" in f"-{name}" for name in names[body])]
    return sorted(found, key=lambda body: (-counts[body], body))


def people_begun(text: str, counts: Mapping[str, int]) -> list[str]:
    """The people of whose names a text begins some words, most answers first."""
    if len(text.strip()) < MIN_CHARS:
        return []
    found = [name for name in counts if begins(text, plain_words(name))]
    return sorted(found, key=lambda name: (-counts[name], name))


def near_questions(text: str, snapshot: Snapshot, limit: int) -> list[Answer]:
    """Answers to source questions that have at least half of a text's terms, those with most first;
    found by the words of the index alone."""
    analyzer, index = snapshot.analyzer, snapshot.index
    typed = {
        term: idf(term, index)
        for term in analyzer.terms(without_formula(text))
        if index.idf(term) is not None
    }
    rarest = dict(sorted(typed.items(), key=lambda item: (-item[1], item[0]))[:MAX_TERMS])
    if len(rarest) < MIN_TERMS:
        return []
    hits = index.search(rarest, Where(), READ_PASSAGES)
    quoted = snapshot.answers.quoted([hit.passage for hit in hits])
    found: dict[str, tuple[float, Answer]] = {}
    for hit in hits:
        _, answer = quoted[hit.passage]
        title = question_title(answer.source_question)
        if title not in found:
            own = {*analyzer.terms(answer.source_question)}
            found[title] = sum(term in own for term in rarest) / len(rarest), answer
    near = [pair for pair in found.values() if pair[0] >= MIN_SHARE]
    near.sort(key=lambda pair: -pair[0])  # Equal ones stay in the order of the index.
    return [answer for _, answer in near[:limit]]


def own_begun(text: str, questions: Sequence[str], limit: int) -> list[str]:
    """A person's earlier questions with words that a text begins, each once, in their order."""
    if len(text.strip()) < MIN_CHARS:
        return []
    same = " ".join(text.split()).casefold()
    found: dict[str, str] = {}
    for question in questions:
        shown = " ".join(question.split())
        if shown.casefold() != same and begins(text, plain_words(shown)):
            found.setdefault(shown.casefold(), shown)
        if len(found) == limit:
            break
    return list(found.values())
