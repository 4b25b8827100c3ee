"""Names are the same whatever their order, case, accents, titles and short forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.members import count_by_name, member_name, name_words


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
        ("The Earl of Courtown", "Courtown, Earl of"),
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


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("Selous, Andrew", "Andrew Selous"),
        ("Andrew Selous", "Andrew Selous"),
        ("Heald,  Sir Oliver", "Sir Oliver Heald"),
        ("Fox, Dr Liam", "Dr Liam Fox"),
        ("Saville Roberts, Liz", "Liz Saville Roberts"),
        ("Blackman-Woods, Dr Roberta", "Dr Roberta Blackman-Woods"),
        ("de Cordova, Marsha", "Marsha de Cordova"),
        ("Cordova, Marsha De", "Marsha De Cordova"),
        ("Davies, David T. C.", "David T. C. Davies"),
        ("Smith, John, KC", "John Smith KC"),
        ("Faulks, Lord", "Lord Faulks"),
        ("Wallace of Saltaire, Lord", "Lord Wallace of Saltaire"),
        ("Kings Heath, Lord Hunt of", "Lord Hunt of Kings Heath"),
        ("Howe, Earl", "Earl Howe"),
        ("Courtown, Earl of", "The Earl of Courtown"),
        ("Lothian, Marquess of", "The Marquess of Lothian"),
        ("St Albans, Lord Bishop of", "The Lord Bishop of St Albans"),
    ],
)
def test_a_name_has_its_first_name_first(stated: str, name: str) -> None:
    assert member_name(stated) == name


@pytest.mark.parametrize(
    "stated",
    [
        "Earl Howe",
        "The Marquess of Lothian",
        "Baroness Smith of Basildon",
        "Nick de Bois",
        "Jones, MP",
        "Ann Jones, Minister of State",
        "Lee, Ann, Bob",
        "Lee, Ann, Bob, Cay",
        "Hunt of Kings Heath, L.",
        "Someone who has a long and unusual name, Ann",
        "Selous,",
        ", Andrew",
        "",
    ],
)
def test_a_name_in_an_unknown_order_is_left_alone(stated: str) -> None:
    assert member_name(stated) == stated


@given(st.text(alphabet="aB ,.éof", max_size=30))
def test_a_name_put_in_order_stays_as_it_is(stated: str) -> None:
    assert member_name(member_name(stated)) == member_name(stated)


def test_one_person_is_counted_once_under_the_commonest_name() -> None:
    assert count_by_name({"Dr Liam Fox": 2, "Liam Fox": 7, "Eve Fox": 1}) == {
        "Liam Fox": 9,
        "Eve Fox": 1,
    }
