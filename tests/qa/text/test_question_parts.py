"""A draft is split into the parts that it asks; a question of one part is left whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.question_parts import MAX_PARTS, question_parts

ASK = "To ask the Secretary of State for Rural Affairs, "

# The draft, and each label with the text of its part, in the shapes that members use.
DRAFTS = [
    ("what discussions (a) he, (b) keepers in his barn and (c) officials have had with Kent",
     {"(a)": "what discussions he have had with Kent",
      "(b)": "what discussions keepers in his barn have had with Kent",
      "(c)": "what discussions officials have had with Kent"}),
    ("for what reason the (a) cost per owl and (b) spend per barn has increased since 2010",
     {"(a)": "for what reason the cost per owl has increased since 2010",
      "(b)": "for what reason the spend per barn has increased since 2010"}),
    ("how many owls have (i) been denied and (ii) lost a ring due to age in the last five years",
     {"(i)": "how many owls have been denied a ring due to age in the last five years",
      "(ii)": "how many owls have lost a ring due to age in the last five years"}),
    ("how many keepers were (a) charged and (b) sentenced to custody following a raid",
     {"(a)": "how many keepers were charged following a raid",
      "(b)": "how many keepers were sentenced to custody following a raid"}),
    ("whether owls are not (a) mislabelled and (b) wrongly ringed.",
     {"(a)": "whether owls are not mislabelled", "(b)": "whether owls are not wrongly ringed."}),
    ("how many questions were on (a) any form of wing-enabled and (b) night flight.",
     {"(a)": "how many questions were on any form of wing-enabled flight.",
      "(b)": "how many questions were on night flight."}),
    ("how he supports the (a) capacity and (b) good order of the Kent Owl Trust",
     {"(a)": "how he supports the capacity of the Kent Owl Trust",
      "(b)": "how he supports the good order of the Kent Owl Trust"}),
    ("how many owls were (a) treated with care and (b) given food by keepers in South Kent "
     "constituency",
     {"(a)": "how many owls were treated with care in South Kent constituency",
      "(b)": "how many owls were given food by keepers in South Kent constituency"}),
    ("how i) barn owls and ii) tawny owls will be counted",
     {"(i)": "how barn owls will be counted", "(ii)": "how tawny owls will be counted"}),
    ("how many owls (a) nested and (b) hatched in 2016",
     {"(a)": "how many owls nested in 2016", "(b)": "how many owls hatched in 2016"}),
    ("what proportion of the (a) barn and (b) tawny owls in Kent is ringed.",
     {"(a)": "what proportion of the barn owls in Kent is ringed.",
      "(b)": "what proportion of the tawny owls in Kent is ringed."}),
    ("how many owls there are in (a) Dartford and (b) Kent.",
     {"(a)": "how many owls there are in Dartford",
      "(b)": "how many owls there are in Kent."}),
    ("how much the (a) Barn Owl Fund, (b) Owl Trust and (c) Ministry of Owls has spent since 2014",
     {"(a)": "how much the Barn Owl Fund has spent since 2014",
      "(b)": "how much the Owl Trust has spent since 2014",
      "(c)": "how much the Ministry of Owls has spent since 2014"}),
    ("what the effect of tree felling is on (a) the number of nests in Kent, (b) owls and (c) the "
     "price of timber",
     {"(a)": "what the effect of tree felling is on the number of nests in Kent",
      "(b)": "what the effect of tree felling is on owls",
      "(c)": "what the effect of tree felling is on the price of timber"}),
    ("if he will take steps to (a) close the old barns and (b) ensure that new ones are built",
     {"(a)": "if he will take steps to close the old barns",
      "(b)": "if he will take steps to ensure that new ones are built"}),
    ("what the (a) cost of and (b) date for the repair of the barn is",
     {"(a)": "what the cost of the repair of the barn is",
      "(b)": "what the date for the repair of the barn is"}),
    ("what assessment she has made of (a) cost, (b) safety and (c) value for money",
     {"(a)": "what assessment she has made of cost",
      "(b)": "what assessment she has made of safety",
      "(c)": "what assessment she has made of value for money"}),
    ("how many owls were counted (a) in the year 2022 and (b) from 1 January to 31 October 2023",
     {"(a)": "how many owls were counted in the year 2022",
      "(b)": "how many owls were counted from 1 January to 31 October 2023"}),
    # A second series belongs to each item of the first.
    ("how many (a) owls and (b) listed barns have been lost in (i) Kent and (ii) Essex",
     {"(a)": "how many owls have been lost in (i) Kent and (ii) Essex",
      "(b)": "how many listed barns have been lost in (i) Kent and (ii) Essex"}),
    ("what effect this has on (a) the (i) health and (ii) food of owls and (b) farmers",
     {"(a)": "what effect this has on the (i) health and (ii) food of owls",
      "(b)": "what effect this has on farmers"}),
    # Other signs.
    ("how many owls a) nested and b) hatched in 2016",
     {"(a)": "how many owls nested in 2016", "(b)": "how many owls hatched in 2016"}),
    ("whether he will (1) count the owls, and (2) publish the count",
     {"(1)": "whether he will count the owls", "(2)": "whether he will publish the count"}),
    # Clauses.
    ("how many owls nested; how many of those hatched; and what steps he is taking to count them",
     {"1": "how many owls nested", "2": "how many of those hatched",
      "3": "what steps he is taking to count them"}),
    ("how many owls nested; and if he will make a statement.", {}),
    ("how many owls nested; how many hatched in Kent; and if he will make a statement.",
     {"1": "how many owls nested", "2": "how many hatched in Kent"}),
    ("what owls cost in (a) 2014 and (b) 2015; and who paid for them",
     {"1 (a)": "what owls cost in 2014", "1 (b)": "what owls cost in 2015",
      "2": "who paid for them"}),
    ("what owls cost; and how many (a) nested and (b) hatched in Kent",
     {"1": "what owls cost", "2 (a)": "how many nested in Kent",
      "2 (b)": "how many hatched in Kent"}),
    ("what the remit of the owl board is, and what staff have been put in place to assist it",
     {"1": "what the remit of the owl board is",
      "2": "what staff have been put in place to assist it"}),
    ("what the remit of the owl board is, how many staff it has, and whether it will be closed",
     {"1": "what the remit of the owl board is", "2": "how many staff it has",
      "3": "whether it will be closed"}),
]  # fmt: skip

TYPED = [
    ("How many owls nested? How many of them hatched?",
     {"1": "How many owls nested?", "2": "How many of them hatched?"}),
    ("what is an owl pellet and how is it dissected", {"1": "what is an owl pellet",
                                                       "2": "how is it dissected"}),
    ("When did the count begin and what have farmers gained?",
     {"1": "When did the count begin", "2": "what have farmers gained?"}),
]  # fmt: skip

SINGLE = [
    "owls",
    "",
    "how many owls were counted in Kent and Essex in each of the last five years?",
    ASK + "how many and what proportion of owls in Kent were ringed.",
    ASK + "when and where the owl board last met.",
    ASK + "what recent discussions she has had with farmers and landowners on owls.",
    ASK + "what steps she is taking to ensure that people who count owls, and who do not hold a "
    "licence, are trained.",
    ASK + "what guidance he has given on what to feed an owl and how to ring it.",
    ASK + "what research shows what owls eat and how they find it.",
    ASK + "pursuant to the Answer of 5 March to Question 33841 on Owls, what owls cost.",
    ASK + "under section 4 (a) and (b) of the Owls Act, how many owls were ringed.",
    ASK + "with reference to paragraph 2(a) of his letter, if he will publish (a) list of owls.",
    ASK + "whether owls are protected; and if he will make a statement.",
    "I am writing a brief on owls. How many were counted? Thanks",
    "owls; barns; nests",
    "What is the average age (years) of owls; barns excluded?",
]


@pytest.mark.parametrize(("draft", "expected"), DRAFTS, ids=[draft for draft, _ in DRAFTS])
def test_a_draft_is_split_with_what_its_limbs_share(draft, expected):
    found = question_parts(ASK + draft)
    assert {one.label: one.text.removeprefix(ASK) for one in found} == expected
    for one in found:
        shares = one.label.startswith(("1", "("))
        assert one.text.startswith(ASK) is shares
        assert (one.after is None) is shares


@pytest.mark.parametrize(("typed", "expected"), TYPED, ids=[typed for typed, _ in TYPED])
def test_questions_as_people_type_them_are_split(typed, expected):
    assert {one.label: one.text for one in question_parts(typed)} == expected


def test_a_clause_that_follows_comes_with_the_first():
    first, second = question_parts(ASK + "how many owls nested; and how many hatched in Kent.")
    assert second.after == first.text == ASK + "how many owls nested"


def test_an_item_that_asks_follows_the_first_as_a_clause_does():
    first, second, third = question_parts(
        ASK + "(a) how many owls nested in Kent, (b) how many hatched and (c) what the cost was."
    )
    assert first.text == ASK + "how many owls nested in Kent"
    assert (second.text, third.text) == ("how many hatched", "what the cost was.")
    assert (first.after, second.after, third.after) == (None, first.text, first.text)


@pytest.mark.parametrize(
    "series",
    [
        "how many (a) barn owls and (b) tawny owls nested in Kent",
        "if he will publish (a) how many owls nested and (b) how many hatched",
        "(a) how many owls and (b) bats nested in Kent",
    ],
)
def test_an_item_that_needs_what_is_before_the_series_has_it(series):
    assert [one.after for one in question_parts(ASK + series)] == [None, None]
    assert all(one.text.startswith(ASK) for one in question_parts(ASK + series))


@pytest.mark.parametrize("to", ["", "To ask Her Majesty's Government ", ASK + "further to his "
                                "Answer of 5 March on Owls, "])  # fmt: skip
def test_before_a_series_of_questions_only_whom_it_is_put_to_is_shared(to):
    first, second = question_parts(to + "(i) whether owls nested, and (ii) how many hatched.")
    assert (first.text, first.after) == (to + "whether owls nested", None)
    assert (second.text, second.after) == ("how many hatched.", first.text)


def test_the_reference_of_a_draft_belongs_to_its_series():
    draft = ASK + "pursuant to the Answer of 5 March on Owls, what (a) barn and (b) tawny owls cost"
    assert [one.text for one in question_parts(draft)] == [
        ASK + "pursuant to the Answer of 5 March on Owls, what barn owls cost",
        ASK + "pursuant to the Answer of 5 March on Owls, what tawny owls cost",
    ]


@pytest.mark.parametrize("question", SINGLE)
def test_a_question_of_one_limb_is_left_whole(question):
    assert question_parts(question) == ()


def test_a_draft_has_a_bounded_number_of_limbs():
    series = ", ".join(f"({letter}) owl{letter}" for letter in "abcdefghijkl")
    assert len(question_parts(ASK + "what the cost is of " + series)) == MAX_PARTS
    clauses = "; ".join(f"how many owls nested in 20{year}" for year in range(10, 30))
    assert len(question_parts(ASK + clauses)) == MAX_PARTS
    both = "what (a) barn and (b) tawny owls cost; " * 6
    assert [one.label for one in question_parts(ASK + both)] == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("cut", ["median, (b) mean and (c) bonus pay by (i) grade and (ii)"])
def test_a_question_that_is_cut_after_a_marker_is_read(cut):
    assert [one.text for one in question_parts(cut)][-1] == "median, (b) mean and (c) bonus pay by"


TOKENS = ["To ask", "what", "how many", "whether", "and", "owls", "in", "mean", "treated", "for",
          "(a)", "(b)", "(i)", "(ii)", "a)", ";", "?", ",", "12", "is",
          "if she will make a statement"]  # fmt: skip


@given(st.lists(st.sampled_from(TOKENS), max_size=40).map(" ".join) | st.text(max_size=200))
def test_any_text_has_bounded_parts_of_its_own_words(text):
    found = question_parts(text)
    assert len(found) <= MAX_PARTS
    assert len(found) != 1
    asked = set(re.findall(r"\w+", text))
    for one in found:
        assert one.text.strip()
        assert set(re.findall(r"\w+", one.text)) <= asked
