"""Words as they are compared: what makes no difference, what does, and where each word is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.compared_words import ComparedText

ALIKE = [
    ("The Prisons Act", "the prisons act"),
    ("prisoners' rights", "prisoners’ rights"),
    ("the governor's", "the governor’s"),
    ("2015-16", "2015–16"),
    ("long-term", "long‑term"),
    ("in custody[1] was", "in custody was"),
    ("custody¹ was", "custody was"),
    ("one  two\nthree", "one two three"),
    ("co\xadoperate now", "cooperate now"),
    ("“It is so,” he said", "It is so he said"),
]
UNLIKE = [
    ("1,234", "1234"),
    ("1.5 million", "15 million"),
    ("£5", "5"),
    ("5%", "5"),
    ("was -5 degrees", "was 5 degrees"),
    ("10 m²", "10 m"),
    ("not held", "held"),
    ("12:30", "12.30"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_these_have_the_same_words(one, other):
    assert ComparedText(one).forms == ComparedText(other).forms


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_these_have_other_words(one, other):
    assert ComparedText(one).forms != ComparedText(other).forms


@given(st.text())
def test_each_word_is_a_slice_of_the_text_in_order(text):
    compared = ComparedText(text)
    bounds = [at for pair in zip(compared.starts, compared.ends, strict=True) for at in pair]
    assert bounds == sorted(bounds)
    assert all(0 <= at <= len(text) for at in bounds)
    assert len(compared.forms) == len(compared.starts)


@given(st.lists(st.sampled_from(["a", "b", "ab", "B", "1"]), max_size=12), st.data())
def test_occurrences_are_all_runs_with_the_forms(words, data):
    compared = ComparedText(" ".join(words))
    size = data.draw(st.integers(1, 3))
    wanted = data.draw(
        st.lists(st.sampled_from(["a", "b", "ab", "1"]), min_size=size, max_size=size)
    )
    expected = [at for at in range(len(words)) if compared.forms[at : at + size] == wanted]
    assert compared.occurrences(wanted) == expected


def test_a_run_is_made_longer_to_whole_sentences():
    compared = ComparedText("It is so. There were twelve libraries in all. No more.")
    assert compared.whole_sentences(4, 6) == (3, 9)
    span = compared.span(3, 9, whole=True)
    assert compared.text[span.start : span.end] == "There were twelve libraries in all."
    span = compared.span(4, 6, whole=False)
    assert compared.text[span.start : span.end] == "were twelve"


def test_the_mark_of_a_list_item_is_not_a_part_of_its_sentence():
    compared = ComparedText("They are:\n1. to reduce reoffending;\n• to protect the public.")
    shown = [compared.span(a, b, whole=True) for a, b in compared.sentences]
    assert [compared.text[one.start : one.end] for one in shown] == [
        "They are:",
        "to reduce reoffending;",
        "to protect the public.",
    ]
