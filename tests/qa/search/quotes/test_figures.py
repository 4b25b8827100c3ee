"""How often the quote check is right, held: few quotations from made answers, and at full size the
real ones (docs/quote-check.md)."""

import os
import random

import pytest

from bench.drawn_quotations import WAYS
from bench.quotations import EACH_WAY, trial
from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.making import REAL_ANSWERS, fact, lines

SEED = 7
OTHER_YEARS, MONTHS = REAL_ANSWERS.parent / "written-answers-2023-2026", ("2024-01", "2025-01")
ALTERED_FOUND = 0.98
"""Where 99 % of all are found, at least so many of 200 drawn are in 19 of 20 draws."""
FOREIGN_CALLED_FOUND = 5
"""Of 200, the most: where 1 % of all are, 99 of 100 draws have no more. What is called found is a
stock sentence that an answer has with another word."""

WHO = (
    "The Department", "Each governor", "Our inspectorate", "The Secretary of State",
    "The Board", "My noble Friend", "The Prison Service", "A senior official", "The Agency",
)  # fmt: skip
DID = (
    "has reviewed", "will publish", "continues to support", "funds", "has asked for",
    "monitors", "is considering", "announced", "provides", "took account of", "inspects",
)  # fmt: skip
JUSTICE = (
    "libraries", "court rooms", "probation officers", "search dogs", "barristers",
    "coroners", "electronic tags", "legal advice centres", "community orders",
    "tribunal fees", "interpreters", "reoffending rates",
)  # fmt: skip
TRADE = (
    "export licences", "flood defences", "wind farms", "steel works", "customs forms",
    "patents", "smart meters", "small breweries", "satellites", "trade envoys",
    "apprentices", "post offices",
)  # fmt: skip
WHERE = (
    "in England and Wales", "across the estate", "in the north east", "at HMP Bedford",
    "abroad", "in rural areas", "in every region", "at ‘approved premises’", "in London",
)  # fmt: skip
WHEN = (
    "since {year}", "by March {year}", "in the year to June {year}",
    "at a cost of £{n} million", "for {n} of the {m} people concerned",
    "after the general election", "subject to the funds available",
    "as set out in the White Paper",
)  # fmt: skip


def prose(drawn, subjects):
    """One made sentence; two are alike in some words, as those of answers are."""
    year, n, m = drawn.randint(1998, 2018), drawn.randint(2, 90), drawn.randint(91, 4000)
    first, second = drawn.sample(subjects, 2)
    parts = [drawn.choice(WHO), drawn.choice(DID), str(n * m), first, drawn.choice(WHERE),
             drawn.choice(WHEN).format(year=year, n=n, m=m)]  # fmt: skip
    if drawn.random() < 0.6:
        parts += ["and", drawn.choice(DID), second, drawn.choice(WHERE),
                  drawn.choice(WHEN).format(year=year - 1, n=m, m=n * m)]  # fmt: skip
    return " ".join(parts) + "."


def made_store(folder, name, count, subjects):
    """A data folder with so many made answers of three to five sentences; some begin alike."""
    drawn = random.Random(name)
    stated = []
    for number in range(count):
        said = [prose(drawn, subjects) for _ in range(drawn.randint(3, 5))]
        if number % 5 == 0:
            said[0] = "I refer the hon. Member to the answer I gave on 3 March to Question 1234."
        html = f"<p>{' '.join(said[:3])}</p><p>{' '.join(said[3:])}</p>"
        asked = f"To ask the Secretary of State for Justice, {prose(drawn, subjects)}"
        stated.append(fact(uin=str(1000 + number), answer_html=html, question_text=asked))
    return real_store(folder, name, [lines(folder / f"{name}.jsonl", *stated)])


def real_store(folder, name, paths):
    """A data folder with the answers of some files."""
    settings = Settings(data_dir=folder / name, semantic=False)
    assert not ingest(paths, settings).rejected
    return settings.data_dir


def test_few_quotations_of_made_answers(tmp_path):
    own = made_store(tmp_path, "own", 80, JUSTICE)
    other = made_store(tmp_path, "other", 40, TRADE)
    found = trial(own, [other], SEED, each_way=6, whole=20)
    assert len(found.seconds) == 6 * len(WAYS) + 2 * 20
    assert len(found.missed) <= 1, found.missed
    assert (found.doubted, found.called) == ([], [])


@pytest.mark.skipif(not OTHER_YEARS.is_dir(), reason="the real answers are not beside the clone")
@pytest.mark.skipif(not os.environ.get("QA_PROVE"), reason="at full size only, under QA_PROVE=1")
def test_many_quotations_of_the_real_answers(tmp_path):
    own = real_store(tmp_path, "own", [REAL_ANSWERS])
    other = real_store(tmp_path, "other", [OTHER_YEARS / f"{one}.jsonl" for one in MONTHS])
    found = trial(own, [other], SEED)
    total = EACH_WAY * len(WAYS)
    assert total - len(found.missed) >= ALTERED_FOUND * total, found.missed
    assert found.doubted == []
    # Also those that an answer has with one word changed.
    assert len(found.called) + found.near[True] <= FOREIGN_CALLED_FOUND, found.called
