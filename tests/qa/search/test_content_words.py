"""Which answers hold every content word of a question."""

from types import SimpleNamespace

import pytest

from qa.model import Expansion, Filters, Query
from qa.search.content_words import holds_every_word
from qa.text.analyzer import Analyzer


@pytest.mark.parametrize(
    ("question", "holding"),
    [
        ("lighthouse keepers", 2),
        ("lighthouses", 3),
        ("keeper of a lighthouse in Kent", 1),
        ("LPA", 1),
        ("lighthouse zeppelins", 0),
    ],
)
def test_what_holds_every_content_word(question, holding):
    analyzer = Analyzer()
    asked = tuple(analyzer.terms(question))
    lpa = Expansion(("lpa",), "lighthouse paint", tuple(analyzer.terms("lighthouse paint")))
    query = Query(terms=asked, words={}, filters=Filters(), expansions=(lpa,))
    answers = [
        SimpleNamespace(heading=None, source_question="How many lighthouses?", text="Two keepers."),
        SimpleNamespace(heading="Kent", source_question="The lighthouse keeper?", text="One."),
        SimpleNamespace(heading="Lighthouses", source_question="What?", text="Paint is dear."),
        SimpleNamespace(heading=None, source_question="Owls?", text="None."),
    ]
    assert sum(holds_every_word(query, one, analyzer) for one in answers) == holding
