"""Other words for what was typed: acronyms both ways, lay words, renamed bodies."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.ranking.term_weights import term_weights
from qa.search.understanding import lexicon
from qa.search.understanding.lexicon import Lexicon
from qa.service.service import Service
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from tests.making import fact, lines

ANALYZER = Analyzer()
LEXICON = Lexicon(lexicon.shipped_rules(), ANALYZER)
LEARNT = Lexicon(
    [],
    ANALYZER,
    lexicon.acronym_rules(
        f"{short}\t{long}"
        for short, long in {
            "CARS": "Croydon Area Remodelling Scheme",
            "ET": "employment tribunal",
            "ETS": "Emissions Trading Scheme",
            "APP": "authorised push payment",
            "MaPS": "Money and Pensions Service",
            "CPS": "Crown Prosecution Service",
            "RoTL": "release on temporary licence",
            "IT": "information technology",
            "GP": "general practitioner",
            "MUP": "minimum unit price",
        }.items()
    ),
)


def also(question, lexicon=LEXICON):
    return [one.phrase for one in lexicon.expand([*ANALYZER.terms_and_words(question)], question)]


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("tagging costs", "electronic monitoring"),
        ("electronic monitoring costs", "tagging"),
        ("who is on ROTL?", "release on temporary licence"),
        ("release on temporary licence", "ROTL"),
        ("jails", "prison"),
        ("what did noms say", "HMPPS"),
        ("SEND pupils", "special educational needs and disability"),
        ("a tv in each cell", "television"),
        ("gp surgeries", "general practitioner"),
        ("arrests by race", "ethnicity"),
        ("race and sentencing", "ethnicity"),
        ("ethnicity of arrested people", "race"),
        ("break-ins at shops", "burglary"),
        ("how many shop break ins", "burglary"),
    ],
)
def test_other_words_are_found_for_what_is_typed(question, phrase):
    assert phrase in also(question)


@pytest.mark.parametrize(
    "question",
    [
        "will he send pupils home",
        "monitoring of electronic mail",
        "horse racing levy",
        "race to net zero",
        "break clause in leases",
        "",
    ],
)
def test_no_other_words_are_found_where_none_are_meant(question):
    wrong = {"special educational needs and disability", "tagging", "ethnicity", "burglary"}
    assert not wrong & set(also(question))


def test_each_line_of_the_lexicon_says_what_it_is_for():
    rules = lexicon.shipped_rules()
    assert len(rules) == len(set(rules)) > 200
    for typed, phrase in rules:
        assert ANALYZER.terms(typed), phrase
        assert ANALYZER.terms(phrase), typed


@pytest.fixture
def service(tmp_path):
    facts = [
        fact(uin="1", answer_html="<p>The Widget Quality Board (WQB) met.</p>"),
        fact(uin="2", answer_html="<p>The Widget Quality Board (WQB) was closed.</p>"),
        fact(uin="3", answer_html="<p>The WQB costs too much.</p>"),
        fact(uin="4", answer_html="<p>Electronic monitoring is used for curfews.</p>"),
        *(
            fact(uin=str(n), answer_html=f"<p>Farm number {n} grows oats.</p>")
            for n in range(5, 12)
        ),
    ]
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    return Service(settings)


def test_a_short_form_that_two_answers_explain_is_searched_both_ways(service):
    long = service.reply(Request("costs of the widget quality board", hits=10))
    assert "2015-03-02/3" in [one.answer.answer_id for one in long.passages]
    assert "WQB" in long.as_json()["query"]["expansions"]
    assert (
        service.reply(Request("is the WQB closed?")).passages[0].answer.answer_id == "2015-03-02/2"
    )


def test_other_words_count_for_the_word_that_was_typed(service):
    reply = service.reply(Request("tagging curfews", explain=True))
    assert reply.passages[0].answer.answer_id == "2015-03-02/4"
    as_answered = service.reply(Request("monitoring curfews"))
    assert reply.confidence == pytest.approx(as_answered.confidence)
    assert reply.confidence > service.reply(Request("wombats curfews")).confidence
    assert reply.unmatched == ("tagging",)
    assert sum(service.explained_words(reply).values()) == pytest.approx(1.0)


def test_other_words_weigh_less_than_those_typed(service):
    index = service._snapshots.index()
    query = service.reply(Request("the WQB")).query
    weights = term_weights(query, index)
    assert sum(weights[term] for term in ANALYZER.terms("widget quality board")) < weights["wqb"]


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("CARS works", "Croydon Area Remodelling Scheme"),
        ("ET claims", "employment tribunal"),
        ("ETs backlog", "employment tribunal"),
        ("UK ETS", "Emissions Trading Scheme"),
        ("APP fraud", "authorised push payment"),
        ("MaPS guidance", "Money and Pensions Service"),
        ("cps charging", "Crown Prosecution Service"),
        ("CPS charging", "Crown Prosecution Service"),
        ("rotl", "release on temporary licence"),
        ("ROTL", "release on temporary licence"),
        ("GPs", "general practitioner"),
        ("mup in wales", "minimum unit price"),
        ("employment tribunals", "ET"),
    ],
)
def test_an_acronym_is_read_where_it_is_typed_as_one(question, phrase):
    assert [one.phrase for one in LEARNT.expand(list(ANALYZER.terms_and_words(question)))] == [
        phrase
    ]


@pytest.mark.parametrize(
    "question",
    ["electric cars", "Cars", "a car", "us tariffs", "does it work", "the app", "Apps", "a map",
     "maps", "it", "gp", "cop", "et al"],
)  # fmt: skip
def test_another_word_is_no_acronym(question):
    assert list(LEARNT.expand(list(ANALYZER.terms_and_words(question)))) == []


FURTHER = Lexicon([("on the run", "unlawfully at large")], ANALYZER,
                  lexicon.acronym_rules(["FE\tfurther education"]))  # fmt: skip


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("further education", ["FE"]),
        ("Further Education colleges", ["FE"]),
        ("To ask the Secretary of State for Education", []),
        ("education further away", []),
        ("prisoners on the run", ["unlawfully at large"]),
        ("who runs the prison", []),
        ("how long does it run", []),
    ],
)
def test_a_rule_of_one_term_and_stop_words_needs_them_all(question, phrases):
    assert also(question, FURTHER) == phrases


def test_a_rule_that_is_shipped_is_not_learnt_again():
    both = Lexicon([("CPS", "Crown Prosecution Service")], ANALYZER,
                   [("CPS", "crown prosecution services")])  # fmt: skip
    (one,) = both.expand([("cps", "CPS")])
    assert not one.is_learnt


def test_a_learnt_meaning_is_searched_where_it_fits_and_all_that_fit(tmp_path):
    texts = [
        "The Incident Parking Community (IPC) runs a code.",
        "Drivers and the Incident Parking Community (IPC).",
        "The Integrated Phase Classification (IPC) tells of famine.",
        "Famine in Gaza by the Integrated Phase Classification (IPC).",
        *(f"Farm {n} grows oats." for n in range(9)),
    ]
    facts = [fact(uin=str(n), answer_html=f"<p>{text}</p>") for n, text in enumerate(texts, 1)]
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    service = Service(settings)

    def meanings(question):
        found = service.reply(Request(question)).as_json()["query"]["expansions"]
        return {parking, famine} & set(found)

    parking, famine = "Incident Parking Community", "Integrated Phase Classification"
    assert meanings("IPC") == {parking, famine}
    assert meanings("IPC famine") == {famine}
    assert meanings("IPC code for drivers") == {parking}
    assert meanings("IPC oats") == set()
    assert f"expansion:{parking}" not in service.reply(Request("IPC famine")).query.interpretations
