"""A stop word in capitals is an acronym only where it is one."""

import pytest

from qa.model import Request
from qa.search.understanding.capitals import is_shouted
from qa.search.understanding.context import QueryContext
from qa.search.understanding.query import understand
from qa.text.analyzer import Analyzer

ANALYZER = Analyzer()


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("HOW MANY prisoners are in HMP Leeds", "prison hmp leed"),
        ("prison OR jail -women", "prison jail"),
        ("legal aid NOT immigration", "legal aid"),
        ("WHAT IS IT about prisons", "prison"),
        ("advice of the WHO on vaccines", "advic who vaccin"),
        ("US AND UK steel", "us uk steel"),
        ("IT contracts", "it contract"),
        ("WHO funding for IT", "who fund it"),
        ("HOW MANY PRISONERS ARE IN HMP LEEDS", "prison hmp leed"),
        ("WHAT HAVE WE SAID ABOUT IT", "said"),
        ("CARE HOMES AND HOSPITALS OR SCHOOLS", "care home hospit school"),
    ],
)
def test_stop_words_in_capitals(question, terms):
    query = understand(Request(question), QueryContext(ANALYZER), 5000)[0]
    assert list(query.terms) == terms.split()


@pytest.mark.parametrize(
    "question", ["HOW MANY PRISONERS", "KNIFE CRIME IN LONDON", "SEND FUNDING", "Q4 COSTS?"]
)
def test_capitals_that_are_locked(question):
    assert is_shouted(question)


@pytest.mark.parametrize("question", ["NHS", "NHS PIP", "HMP BELMARSH", "Knife crime", "HMPPS", ""])
def test_capitals_that_are_acronyms_or_names(question):
    assert not is_shouted(question)
