"""Names are the same whatever their order, case, accents, titles and short forms."""

import pytest

from qa.model.members import name_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Matt Hancock", "Hancock, Matthew"),
        ("matt hancock", "HANCOCK, MATT"),
        ("Dr Liam Fox", "Fox, Liam"),
        ("Sir Philip Davies MP", "Davies, Phil"),
        ("Rt Hon Jo Johnson", "Johnson, Joseph"),
        ("Zoë Smith", "Smith, Zoe"),
        ("Lady Neville-Rolfe", "Baroness Neville-Rolfe"),
        ("Steve Baker", "Baker, Stephen"),
        ("Liz Truss", "Truss, Elizabeth"),
        ("Dame Maggie Hodge", "Hodge, Margaret"),
        ("Ed Miliband", "Miliband, Edward"),
    ],
)
def test_the_same_name(one, other):
    assert name_words(one) == name_words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Matt Hancock", "Mike Hancock"),
        ("Rory Stewart", "Rory Stuart"),
        ("Lord Smith", "Mr Smith"),
        ("Liam Fox", "William Fox"),
        ("Angela Eagle", "Maria Eagle"),
    ],
)
def test_other_names(one, other):
    assert name_words(one) != name_words(other)


def test_a_title_alone_names_nobody():
    assert name_words("Sir") == frozenset()
