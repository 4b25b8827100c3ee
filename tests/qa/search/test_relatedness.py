"""A short turn narrows the subject before it where passages on that subject share its words: over
sixty answers, ten on cladding, of which four speak of leaseholders, and fifty on birds."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

BIRDS = ("owls", "herons", "ravens", "puffins", "larks")


def answer(number, question, text):
    return fact(
        uin=str(number),
        question_text=f"To ask the Secretary of State, {question}.",
        answer_html=f"<p>{text}</p>",
        heading=None,
    )


def on_cladding(number):
    who = "leaseholders" if number < 4 else "councils"
    where = "in Kent" if number == 9 else "in towns"
    return answer(
        500 + number,
        f"what has been spent on the remediation of cladding {where}, case {number}",
        f"The owner of building {number} pays for remediation of its cladding, not {who}.",
    )


def on_birds(number):
    bird = BIRDS[number % 5]
    return answer(
        600 + number,
        f"how many {bird} nest in towns, case {number}",
        f"Wardens saw {number + 20} {bird} nest, and councils were asked about nest boxes.",
    )


@pytest.fixture(scope="module")
def service(tmp_path_factory, words_only):
    folder = tmp_path_factory.mktemp("relatedness")
    facts = [*map(on_cladding, range(10)), *map(on_birds, range(50))]
    settings = Settings(data_dir=folder / "data", semantic=False, threshold=0.1)
    assert not ingest([lines(folder / "a.jsonl", *facts)], settings).rejected
    return Service(settings)


def reading(service, *turns):
    understood = service.reply(Request(turns[-1], history=turns[:-1])).query.interpretations
    return "history" if "history" in understood else "alone"


@pytest.mark.parametrize(
    ("before", "turn", "expected"),
    [
        ("cladding remediation", "leaseholders", "history"),  # 4 of 10 passages, 4 of 60 at large
        ("cladding remediation", "leaseholders' buildings", "history"),
        ("cladding remediation", "councils", "alone"),  # 6 of 10, but 56 of 60 at large
        ("cladding remediation", "owls", "alone"),  # in none of them
        ("owls nesting", "leaseholders", "alone"),
        ("owls nesting", "cladding", "alone"),
        ("cladding remediation", "leaseholders and ravens", "alone"),
    ],
)
def test_the_subject_before_decides(service, before, turn, expected):
    assert reading(service, before, turn) == expected


def test_one_passage_in_common_is_not_enough(service):
    # With a capital in a longer turn it would be a place.
    assert reading(service, "cladding remediation", "kent") == "alone"


def test_a_narrowing_turn_is_part_of_the_subject_of_the_next(service):
    turns = ("cladding remediation", "leaseholders", "and their costs?")
    query = service.reply(Request(turns[-1], history=turns[:-1])).query
    assert {"leasehold", "clad", "remedi"} <= set(query.terms)


def test_either_reading_can_be_chosen(service):
    asked = Request("leaseholders", history=("cladding remediation",), disabled=("history",))
    assert service.reply(asked).query.terms == ("leasehold",)
