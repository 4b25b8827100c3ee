"""Which answered questions a draft repeats, and which of them are recent."""

from datetime import date

import pytest

from qa.archive.ingest import ingest
from qa.search.browse.prior_answers import months_before, prior_answers
from qa.search.snapshot import SnapshotManager
from qa.settings import Settings
from qa.text.formula import addressee, has_formula
from tests.making import fact, lines

ASKED = "To ask the Secretary of State for Justice, how many libraries there are in open prisons."


def answered(uin, day, question, **stated):
    return fact(uin=uin, date_tabled=day, date_answered=day, question_text=question, **stated)


FACTS = [
    answered("1", "2015-03-02", ASKED),
    answered("2", "2015-01-31", ASKED.replace("there are", "there were")),
    answered("3", "2014-11-29", f"{ASKED} in 2014"),
    answered("4", "2015-03-02", ASKED.replace("open", "closed")),
    answered("5", "2015-03-02", ASKED.replace("Justice", "Health"), answering_body="Health"),
    answered("6", "2015-03-02", "To ask Her Majesty's Government how many buoys float."),
    *(
        answered(f"9{n}", "2014-03-02", f"To ask of {word} in prisons.")
        for n, word in enumerate(["closed wings", "gardens", "cooks", "chapels", "health"])
    ),
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prior")
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return settings


def found(settings, question, **changes):
    with SnapshotManager(settings.with_changes(**changes)).open() as snapshot:
        return prior_answers(question, snapshot)


def told(settings, question, **changes):
    said = found(settings, question, **changes)
    return said and [(one["uin"], one["recent"]) for one in said["found"]]


def test_a_draft_names_those_that_asked_the_same_newest_first(settings):
    assert told(settings, ASKED) == [("1", True), ("2", True), ("3", False)]


def test_the_months_are_counted_from_the_setting_where_there_is_one(settings):
    assert found(settings, ASKED)["since"] == "2014-12-02"
    assert told(settings, ASKED, today="2015-05-01") == [("1", True), ("2", False), ("3", False)]
    assert told(settings, ASKED, today="2015-02-28") == [("1", True), ("2", True), ("3", True)]


def test_a_draft_that_repeats_none_is_told_so(settings):
    assert told(settings, "To ask the Secretary of State for Justice, how many boats he has.") == []


def test_a_question_as_good_as_a_draft_is_taken_for_one(settings):
    assert told(settings, "how many libraries are there in open prisons for justice")[0] == (
        "1",
        True,
    )


@pytest.mark.parametrize("question", ["libraries", "what is said of boats and bridges?", "", "?"])
def test_another_question_has_no_precedents(settings, question):
    assert found(settings, question) is None


def test_hostile_text_is_a_text(settings):
    assert told(settings, "To ask the " * 400) == []
    assert found(settings, "<script>alert('x')</script> \x00 | ' \" --") is None


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2015-03-02", "2014-12-02"),
        ("2015-05-31", "2015-02-28"),
        ("2016-05-31", "2016-02-29"),
        ("2015-01-01", "2014-10-01"),
    ],
)
def test_three_months_before(day, before):
    assert months_before(date.fromisoformat(day), 3) == date.fromisoformat(before)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        (ASKED, "justice"),
        (
            "To ask the Secretary of State for Culture, Media and Sport, if she will meet them.",
            "culture, media and sport",
        ),
        ("To ask the Minister for the Cabinet Office, what it cost.", "cabinet office"),
        ("To ask the Attorney General, pursuant to the Answer of 2 May", "attorney general"),
        ("To ask Her Majesty’s Government what they know.", None),
        ("what did the Secretary of State for Justice say", None),
    ],
)
def test_whom_a_question_is_put_to(question, name):
    assert addressee(question) == name


def test_a_draft_is_known_by_its_set_phrases():
    assert has_formula(ASKED)
    assert has_formula("what assessment he has made of libraries; and if he will make a statement")
    assert not has_formula("how many libraries are there?")
