"""Limbs: what a question asks, thing by thing, as far as its form tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search.understanding.subquestions import MOST, limbs


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "how many (a) men, (b) women and (c) children were held?",
            ("how many men", "how many women", "how many children were held"),
        ),
        (
            "what the cost was in (i) 2012 and (ii) 2013;",
            ("what the cost was in 2012", "what the cost was in 2013"),
        ),
        (
            "what the cost is of owls; and whether he plans to buy more.",
            ("what the cost is of owls", "whether he plans to buy more"),
        ),
        (
            "To ask the Minister, what owls cost, for what purposes they are kept, "
            "and if he will sell them.",
            ("what owls cost", "for what purposes they are kept", "if he will sell them"),
        ),
        (
            "Does it control what the unit does and who it sells to?",
            ("Does it control what the unit does", "who it sells to"),
        ),
        ("What help is there for owls, mice and voles?", ()),
        ("In late 2017, when did ministers say the paper would be out?", ()),
        ("owls; mice; voles", ()),
        ("section 3(a) of the Act", ()),
        ("what one; what two; what three; what four; what five", ()),
        ("", ()),
    ],
)
def test_each_thing_asked_is_told(question, told):
    assert limbs(question) == told


@given(st.text(max_size=200))
def test_whatever_is_typed_there_are_none_or_a_few(text):
    assert len(limbs(text)) in {0, *range(2, MOST + 1)}
