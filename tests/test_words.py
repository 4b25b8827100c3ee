"""The project is written in the field's words and in plain English: these are not used."""

import re
import subprocess

import pytest

from tests.making import ROOT

NOT_USED = [
    r"told(?!\sParliament|\sthe House)",
    r"befall(?:en|s)?|befell",
    r"lets? through",
    r"put forward|puts forward",
    r"anew",
    r"whoever|whatever somebody",
    r"every door|all doors",
    r"stands? behind",
    r"aftermath",
    r"apparatus",
    r"holdings",
    r"limbs?",
    r"lineage",
    r"precedents?",
    r"nearness",
    r"resemblance",
    r"kept to|keeps to",
    r"had back",
    r"of the inside",
    # Words of another century, or of a translation.
    r"stands?",
    r"hence(?:forth)?|thereby|therein|thereof|whereby|wherein|likewise|unto",
    r"nay|amid|albeit|forthwith|heretofore|withal",
    r"manners|on the wire|by heart|bears?|gone on with",
    r"tells? of",
    r"takes? up|taken up",
    r"puts? right|put in form",
    r"falls? short",
    r"comes? only|came only",
    r"counts? too",
    r"no news",
    # Clauses that begin before their subject, or take a thing for its absence.
    r"of which",
    r"by whom",
    r"but for|nothing but|save for",
    r"(?<!here\s)is no (?!longer|more|fewer|less|better)[a-z]+",
    r"(?:that|it|which) is (?-i:none)",
    r"as good as",
]
"""Words of an older dialect, that a newcomer reads twice."""

EXEMPT = {"notes", "qa/search/understanding/entities.py"}
"""Notes of what was tried; verbs that a question may hold."""
PLACES = [
    "qa",
    "web",
    "docs",
    "bench",
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGES.md",
    "corpus",
    "Makefile",
]
SUFFIXES = {".py", ".html", ".js", ".css", ".md", ".toml", ""}
BETWEEN_WORDS = r"[\s#]+"
"""A phrase may go on in the next line, of a comment too."""
WORDS = re.compile(
    rf"\b(?:{'|'.join(NOT_USED)})\b".replace(" ", BETWEEN_WORDS),
    re.IGNORECASE,
)


def texts():
    listed = subprocess.run(
        ["git", "ls-files", *PLACES], cwd=ROOT, capture_output=True, text=True, check=False
    )
    for name in listed.stdout.split() or [str(p) for place in PLACES for p in ROOT.glob(place)]:
        path = ROOT / name
        if path.suffix in SUFFIXES and path.is_file() and not EXEMPT & {name, *path.parts}:
            yield name, path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "sentence",
    [
        "Nothing stands at this address.",
        "A word that is no\nEnglish word.",
        "All of it,\n    # but for one.",
        "They cannot be had back.",
    ],
)
def test_the_dialect_is_found_across_lines(sentence):
    assert WORDS.search(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "There is no answer.",
        "It is no longer kept.",
        "I understand. What ministers told Parliament.",
    ],
)
def test_plain_sentences_are_left_alone(sentence):
    assert not WORDS.search(sentence)


@pytest.mark.parametrize("place", PLACES)
def test_the_old_dialect_is_not_used(place):
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in texts()
        if name == place or name.startswith(f"{place}/")
        for match in WORDS.finditer(text)
    ]
    assert found == []
