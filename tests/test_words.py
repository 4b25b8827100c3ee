"""The project is written in the field's words and in plain English: these are not used."""

import re
import subprocess

import pytest

from tests.making import ROOT

NOT_USED = [
    r"told(?! Parliament| the House)",
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
    "Makefile",
]
SUFFIXES = {".py", ".html", ".js", ".css", ".md", ".toml", ""}
WORDS = re.compile(rf"\b(?:{'|'.join(NOT_USED)})\b", re.IGNORECASE)


def texts():
    listed = subprocess.run(
        ["git", "ls-files", *PLACES], cwd=ROOT, capture_output=True, text=True, check=False
    )
    for name in listed.stdout.split() or [str(p) for place in PLACES for p in ROOT.glob(place)]:
        path = ROOT / name
        if path.suffix in SUFFIXES and path.is_file() and not EXEMPT & {name, *path.parts}:
            yield name, path.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", PLACES)
def test_the_old_dialect_is_not_used(place):
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in texts()
        if name == place or name.startswith(f"{place}/")
        for match in WORDS.finditer(text)
    ]
    assert found == []
