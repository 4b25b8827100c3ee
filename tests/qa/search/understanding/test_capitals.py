"""A stop word in capitals is an acronym only where it is one."""

import pytest

from qa.model import Request
from qa.search.understanding.context import QueryContext
from qa.search.understanding.query import understand
from qa.text.analyzer import Analyzer

ANALYZER = Analyzer()


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("HOW MANY prisoners are in HMP Leeds", "prison hmp leed"),
        ("prison OR jail -women", "prison jail women"),
        ("legal aid NOT immigration", "legal aid immigr"),
        ("WHAT IS IT about prisons", "prison"),
        ("advice of the WHO on vaccines", "advic who vaccin"),
        ("US AND UK steel", "us uk steel"),
        ("IT contracts", "it contract"),
        ("WHO funding for IT", "who fund it"),
    ],
)
def test_stop_words_in_capitals(question, terms):
    query = understand(Request(question), QueryContext(ANALYZER), 5000)[0]
    assert list(query.terms) == terms.split()
