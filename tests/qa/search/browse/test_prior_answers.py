"""Which answered questions a draft repeats, and which of them are recent."""

from datetime import date

import pytest

from qa.archive.ingest import ingest
from qa.model.browse import said_difference
from qa.search.browse.prior_answers import months_before, offered_prior_answers, repeated
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
        return offered_prior_answers(question, snapshot)


def told(settings, question, **changes):
    said = found(settings, question, **changes)
    return said and [(one["uin"], one["recent"]) for one in said["found"]]


def test_a_draft_names_those_that_asked_the_same_then_other_periods(settings):
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


REDRAFTED = [
    "how many prisoners were released from open prisons in each of the last three years.",
    "what steps the Department is taking to reduce the number of deaths in custody in Wales.",
    "what funding was provided to councils for flood defences in 2015.",
    "how many patients waited more than four hours in accident and emergency departments.",
    "what plans there are to extend superfast broadband to rural businesses in Cumbria.",
    "how many apprenticeships were started by people over 25 in Leeds in 2014-15.",
    "what discussions were held with the Scottish Government on fishing quotas for mackerel.",
    "how many asylum seekers were housed in hotels in March 2016.",
    "what the cost was of consultants employed on the smart meter programme.",
    "how many teachers left the profession within five years of qualifying.",
    "what guidance is issued to schools on teaching children with dyslexia under section 33.",
    "how many people were convicted of offences under the Fraud Act 2006 in Kent.",
]
"""Questions of several departments; each redraft below names the one it is made of."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("redrafts")
    settings = Settings(data_dir=folder / "data")
    facts = [
        answered(str(n), "2016-05-01", f"To ask the Secretary of State, {question}")
        for n, question in enumerate(REDRAFTED)
    ]
    assert not ingest([lines(folder / "a.jsonl", *facts)], settings).rejected
    with SnapshotManager(settings).open() as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("of", "old", "new", "differs"),
    [
        (0, "", "", ()),
        (0, "three", "five", ("number",)),
        (0, "three", "3", ()),
        (0, "three", "ten", ("number",)),
        (0, "last three years", "last six months", ("number", "period")),
        (0, "last three years", "years since 2010", ("number", "period")),
        (0, "prisoners", "inmates", ("words",)),
        (0, "open prisons", "open jails", ("words",)),
        (3, "how many patients", "what number of patients", ("words",)),
        (1, "Wales", "Wales in 2015", ("period",)),
        (1, "deaths", "fatalities", ("words",)),
        (1, "reduce", "cut", ("words",)),
        (1, "the Department is", "he is", ("words",)),
        (2, "2015", "2016", ("period",)),
        (2, "2015", "2014-15", ("period",)),
        (2, "funding", "money", ("words",)),
        (2, "councils", "authorities", ("words",)),
        (2, "flood defences", "flood protection", ("words",)),
        (3, "four", "twelve", ("number",)),
        (3, "four hours", "12 hours", ("number",)),
        (3, "accident and emergency", "emergency and accident", ()),
        (3, "patients", "people", ("words",)),
        (4, "businesses", "firms", ("words",)),
        (4, "extend", "expand", ("words",)),
        (4, "Cumbria", "Cumbria in each of the last two years", ("number", "period")),
        (5, "25", "19", ("number",)),
        (5, "2014-15", "2016-17", ("period",)),
        (5, "apprenticeships", "traineeships", ("words",)),
        (6, "discussions", "talks", ("words",)),
        (6, "fishing quotas for mackerel", "mackerel fishing quotas", ()),
        (7, "March 2016", "June 2015", ("period",)),
        (7, "March 2016", "the last month", ("period",)),
        (7, "hotels", "hostels", ("words",)),
        (8, "consultants", "advisers", ("words",)),
        (8, "programme", "scheme", ("words",)),
        (9, "five", "three", ("number",)),
        (9, "teachers", "schoolteachers", ("words",)),
        (9, "five years", "five months", ("period",)),
        (10, "children", "youngsters", ("words",)),
        (10, "guidance", "advice", ("words",)),
        (11, "convicted", "found guilty", ("words",)),
    ],
)
def test_a_redraft_names_the_question_and_what_differs(asked, of, old, new, differs):
    draft = f"To ask the Minister, {REDRAFTED[of].replace(old, new)}"
    [(answer, found)] = repeated(draft, asked)
    assert (answer.uin, found) == (str(of), differs)


@pytest.mark.parametrize(
    ("of", "old", "new"),
    [
        (0, "open", "closed"),
        (0, "released from open prisons", "moved to secure hospitals"),
        (1, "Wales", "Scotland"),
        (1, "deaths", "births"),
        (2, "flood defences", "libraries and museums"),
        (4, "Cumbria", "Norfolk"),
        (4, "rural", "urban"),
        (5, "Leeds", "Hull"),
        (6, "Scottish", "Welsh"),
        (6, "fishing quotas for mackerel", "grants to harbours in Whitby"),
        (9, "teachers left", "nurses joined"),
        (10, "children", "adults"),
        (10, "section 33", "section 41"),
        (11, "2006", "2010"),
        (11, "Kent", "Essex"),
        (11, "people", "women"),
    ],
)
def test_another_name_a_contrary_or_another_subject_is_another_question(asked, of, old, new):
    assert old in REDRAFTED[of]
    assert repeated(f"To ask the Minister, {REDRAFTED[of].replace(old, new)}", asked) == []


def test_a_question_in_its_mail_is_compared_without_it(asked):
    mail = f"Hi team,\n\nNew PQ below.\n\nTo ask the Minister, {REDRAFTED[7]}\n\nThanks,\nSam"
    assert [(answer.uin, found) for answer, found in repeated(mail, asked)] == [("7", ())]


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ([], "The same question"),
        (["words"], "Nearly the same question"),
        (["number"], "The same question with another number"),
        (["period"], "The same question about another period"),
        (["number", "period"], "The same question with another number and about another period"),
        (["words", "period"], "Nearly the same question about another period"),
    ],
)
def test_what_differs_in_words(differs, said):
    assert said_difference(differs) == said
