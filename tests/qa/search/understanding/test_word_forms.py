"""Both forms of a word or number find the same answers, whichever the answers have."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.understanding.context import QueryContext
from qa.search.understanding.word_forms import in_one_form, in_one_spelling
from qa.service.service import Service
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from tests.making import fact, lines

PAIRS = """well-being of staff/wellbeing of staff
on-line safety/online safety
Ynys Môn/Ynys Mon
wi-fi on trains/wifi on trains
judgement of the court/judgment of the court
£20m for roads/£20M for roads
£30 million for rail/£30,000,000 for rail
£1.5m for schools/£1,500,000 for schools
1,000 nurses/1000 nurses
85k homes/85,000 homes
50% of farms/50 per cent of farms
five prisons/5 prisons
the last three years/the last 3 years
1st time buyers/first time buyers
organization of courts/organisation of courts
color of passports/colour of passports
follow-up of patients/followup of patients
child-care costs/childcare costs
co-operation with France/cooperation with France
re-offending by women/reoffending by women
Citroën vans/Citroen vans
licence for drones/license for drones
enrolment of pupils/enrollment of pupils
defense of the realm/defence of the realm
pediatric wards/paediatric wards
travelling families/traveling families
off-shore wind/offshore wind
week-end working/weekend working
twenty-five ships/25 ships"""
FORMS = [tuple(line.split("/")) for line in PAIRS.split("\n")]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms")
    texts = [f"This is about {form}." for pair in FORMS for form in pair]
    texts += [f"Farm {number} grows oats." for number in range(101, 140)]
    facts = [fact(uin=str(n), answer_html=f"<p>{text}</p>") for n, text in enumerate(texts, 1)]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Service(settings)


@pytest.mark.parametrize(("one", "other"), FORMS)
def test_both_forms_find_both(service, one, other):
    found = [
        [passage.answer.uin for passage in (reply.passages or reply.near_misses)[:2]]
        for reply in (service.reply(Request(form)) for form in (one, other))
    ]
    place = 2 * FORMS.index((one, other)) + 1
    assert {*found[0]} == {*found[1]} == {str(place), str(place + 1)}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1st time buyers", "first time buyers"),
        ("the 10th report", "the tenth report"),
        ("5 prisons closed", "five prisons closed"),
        ("in the last 3 years", "in the last three years"),
        ("20 courts", "twenty courts"),
        ("re-\noffending", "re-offending"),
        ("re-\n  offending", "re-offending"),
    ],
)
def test_a_count_and_an_ordinal_are_words(text, form):
    assert in_one_form(text) == form


@pytest.mark.parametrize(
    "text",
    [
        "1st May 2015",
        "on the 1st of May",
        "section 5 offences",
        "Article 8 rights",
        "Category 2 calls",
        "under 5 mortality",
        "5 May 2015",
        "5 per cent of farms",
        "2015 prisons",
        "£5 million",
        "1.5 degrees",
        "21st century",
        "5-year plan",
        "5",
        "A lists - \n of things",
        "",
    ],
)
def test_another_figure_stays(text):
    assert in_one_form(text) == text


def test_a_form_that_neither_english_nor_the_answers_join_stays_in_parts(service):
    assert service.reply(Request("an oats-farm")).query.terms == ("oat", "farm")
    assert service.reply(Request("an all-party group")).query.terms == ("parti", "group")


@pytest.fixture(scope="module")
def acronyms(tmp_path_factory):
    """One PCC, and a GP as well as GPS, which is not its plural."""
    folder = tmp_path_factory.mktemp("acronyms")
    texts = ["Each PCC is elected.", "A GP sees patients.", "A tag uses GPS.", "Oats grow."]
    facts = [fact(uin=str(n), answer_html=f"<p>{text}</p>") for n, text in enumerate(texts, 1)]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Service(settings)


@pytest.mark.parametrize("typed", ["pccs", "PCCs", "pcc", "PCC"])
def test_an_acronym_is_found_by_its_plural_in_small_letters(acronyms, typed):
    reply = acronyms.reply(Request(f"{typed} elected"))
    assert [one.answer.uin for one in reply.passages] == ["1"]
    assert not reply.unmatched


def test_a_plural_that_may_be_another_acronym_finds_both(acronyms):
    found = acronyms.reply(Request("gps")).passages
    assert {one.answer.uin for one in found} == {"2", "3"}


def test_no_singular_is_made_of_a_word_that_no_answer_has(acronyms):
    assert acronyms.reply(Request("hgvs and oats")).unmatched == ("hgvs",)


def test_with_everything_switched_off_a_number_is_as_typed(service):
    assert service.reply(Request("five prisons", disabled=("all",))).query.expansions == ()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("on-line safety", "online safety"),
        ("judgement of the color scheme", "judgment of the colour scheme"),
        ("re-offending in Judgement", "re-offending in Judgement"),
        ("well-known organization", "well-known organisation"),
    ],
)
def test_the_sentence_model_reads_one_spelling(typed, read):
    assert in_one_spelling(typed, QueryContext(Analyzer())) == read
