"""Answering bodies: names, short names, Parliament's ids and successors."""

import pytest

from qa.archive.ingest import ingest
from qa.errors import BadRequest
from qa.model import Request
from qa.model.bodies import (
    bodies,
    body_key,
    body_label,
    body_of_filter,
    current_body,
    with_predecessors,
)
from qa.model.filters import read_filters
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

DCMS_2023 = "department-for-culture-media-and-sport-2023"
MHCLG_2024 = "ministry-of-housing-communities-and-local-government-2024"


@pytest.mark.parametrize(
    ("name", "day", "key"),
    [
        (
            "Department for Culture, Media and Sport",
            "2017-06-30",
            "department-for-culture-media-and-sport",
        ),
        (
            "Department for Culture, Media & Sport",
            "2017-07-20",
            "department-for-culture-media-and-sport",
        ),
        ("Department for Culture, Media and Sport", "2023-02-07", DCMS_2023),
        ("Ministry of Housing, Communities and Local Government", "2018-03-01", MHCLG_2024[:-5]),
        ("Ministry of Housing, Communities and Local Government", "2024-09-01", MHCLG_2024),
        ("Ministry of Justice", "1990-01-01", "ministry-of-justice"),
        ("Justice", "2009-10-26", "ministry-of-justice"),
        ("HM Treasury", "2009-10-26", "treasury"),
        ("DEPUTY PRIME MINISTER", "2003-05-01", "office-of-the-deputy-prime-minister"),
        ("DEPUTY PRIME MINISTER", "2007-02-01", "deputy-prime-minister-2006"),
        ("DEPUTY PRIME MINISTER", "2012-02-01", "deputy-prime-minister"),
        ("Attorney General’s Office", None, "attorney-general"),
        ("Ministry of Magic", "2009-10-26", "ministry-of-magic"),
    ],
)
def test_name_and_date_together_decide(name, day, key):
    assert body_key(name, day) == key


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("54", "ministry-of-justice"),
        (" MoJ ", "ministry-of-justice"),
        ("the Ministry of Justice", "ministry-of-justice"),
        ("Ministry-of-Justice", "ministry-of-justice"),
        ("7", MHCLG_2024),
        ("MHCLG", MHCLG_2024),
        ("10", "department-for-digital-culture-media-and-sport"),
        ("DCMS", DCMS_2023),
        ("Department for Culture, Media and Sport", DCMS_2023),
        ("department-for-culture-media-and-sport", "department-for-culture-media-and-sport"),
        ("99999", "99999"),
        ("Ministry of Magic", "ministry-of-magic"),
    ],
)
def test_a_filter_names_a_body_by_any_id_or_name(words, key):
    assert body_of_filter(words) == key


@pytest.mark.parametrize(
    ("today", "yesterday"),
    [
        (MHCLG_2024, "department-for-communities-and-local-government"),
        (DCMS_2023, "department-for-culture-media-and-sport"),
        ("department-for-energy-security-and-net-zero", "department-of-energy-and-climate-change"),
        ("department-for-business-and-trade", "department-for-international-trade"),
        (
            "department-for-science-innovation-and-technology",
            "department-for-digital-culture-media-and-sport",
        ),
        ("foreign-commonwealth-and-development-office", "department-for-international-development"),
        ("department-of-health-and-social-care", "department-of-health"),
        ("ministry-of-justice", "lord-chancellors-department"),
    ],
)
def test_a_body_includes_its_predecessors_but_not_its_successors(today, yesterday):
    assert yesterday in with_predecessors(today)
    assert today not in with_predecessors(yesterday)


@pytest.mark.parametrize(
    ("heading", "day", "today"),
    [
        ("AGRICULTURE, FISHERIES AND FOOD", "2001-05-01", "13"),
        ("ATTORNEY-GENERAL", "2003-05-01", "88"),
        ("BUSINESS, ENTERPRISE AND REGULATORY REFORM", "2008-05-01", "214"),
        ("BUSINESS, INNOVATION AND SKILLS", "2009-10-28", "214"),
        ("CABINET OFFICE", "2009-10-28", "53"),
        ("CHANCELLOR OF THE EXCHEQUER", "2002-05-01", "14"),
        ("CHILDREN, SCHOOLS AND FAMILIES", "2009-10-28", "60"),
        ("CHURCH COMMISSIONERS", "2009-10-28", "9"),
        ("COMMUNITIES AND LOCAL GOVERNMENT", "2009-10-28", "7"),
        ("CONSTITUTIONAL AFFAIRS", "2005-05-01", "54"),
        ("CULTURE MEDIA AND SPORT", "2009-10-28", "217"),
        ("DEFENCE", "2009-10-28", "11"),
        ("DEPUTY PRIME MINISTER", "2005-02-01", "7"),
        ("DEPUTY PRIME MINISTER", "2012-02-01", "53"),
        ("EDUCATION", "2012-02-01", "60"),
        ("EDUCATION AND EMPLOYMENT", "2001-05-01", "60"),
        ("EDUCATION AND SKILLS", "2005-05-01", "60"),
        (
            "ELECTORAL COMMISSION COMMITTEE",
            "2009-10-27",
            "Speaker's Committee on the Electoral Commission",
        ),
        ("ENERGY AND CLIMATE CHANGE", "2009-10-28", "215"),
        ("ENVIRONMENT FOOD AND RURAL AFFAIRS", "2009-10-28", "13"),
        ("ENVIRONMENT, TRANSPORT AND THE REGIONS", "2001-05-01", "27"),
        ("FOREIGN AND COMMONWEALTH AFFAIRS", "2009-10-28", "208"),
        ("HEALTH", "2009-10-28", "17"),
        ("HOME DEPARTMENT", "2009-10-28", "1"),
        ("HOUSE OF COMMONS COMMISSION", "2009-10-28", "18"),
        ("INNOVATION, UNIVERSITIES AND SKILLS", "2008-05-01", "214"),
        ("INTERNATIONAL DEVELOPMENT", "2009-10-28", "208"),
        ("JUSTICE", "2009-10-28", "54"),
        ("LAW OFFICERS", "2009-10-28", "88"),
        ("LEADER OF THE HOUSE", "2009-10-28", "34"),
        ("LORD CHANCELLOR'S DEPARTMENT", "2002-05-01", "54"),
        ("MINISTER FOR WOMEN", "2005-05-01", "31"),
        ("NORTHERN IRELAND", "2009-10-28", "21"),
        ("OFFICE OF THE DEPUTY PRIME MINISTER", "2005-02-01", "7"),
        ("PRIME MINISTER", "2009-10-28", "23"),
        ("SCOTLAND", "2009-10-28", "2"),
        ("SOCIAL SECURITY", "2001-05-01", "29"),
        ("SOLICITOR-GENERAL", "2009-10-28", "88"),
        ("TRADE AND INDUSTRY", "2005-05-01", "214"),
        ("TRANSPORT", "2009-10-28", "27"),
        ("TRANSPORT, LOCAL GOVERNMENT AND THE REGIONS", "2002-05-01", "27"),
        ("TRANSPORT, LOCAL GOVERNMENT AND THE REGIONS", "2002-05-01", "7"),
        ("TREASURY", "2009-10-28", "14"),
        ("WALES", "2009-10-28", "28"),
        ("WOMEN AND EQUALITY", "2009-10-28", "31"),
        ("WORK AND PENSIONS", "2009-10-28", "29"),
    ],
)
def test_a_filter_by_todays_body_finds_the_headings_of_the_printed_record(heading, day, today):
    assert body_key(heading, day) in with_predecessors(body_of_filter(today))


def test_one_body_may_have_several_successors():
    beis = "department-for-business-energy-and-industrial-strategy"
    heirs = {body.id for body in bodies() if beis in with_predecessors(body.id)}
    assert len(heirs) == 4


def test_an_unknown_body_has_no_predecessors():
    assert with_predecessors("ministry-of-magic") == {"ministry-of-magic"}
    assert current_body("ministry-of-magic") == "ministry-of-magic"
    assert body_label("ministry-of-magic") is None


@pytest.mark.parametrize(
    ("body", "today"),
    [
        ("department-for-culture-media-and-sport", DCMS_2023),
        ("department-for-digital-culture-media-and-sport", DCMS_2023),
        (DCMS_2023, DCMS_2023),
        ("department-for-communities-and-local-government", MHCLG_2024),
        ("department-of-health", "department-of-health-and-social-care"),
        (
            "department-for-business-energy-and-industrial-strategy",
            "department-for-business-and-trade",
        ),
        ("home-office", "home-office"),
        ("", ""),
    ],
)
def test_the_line_of_a_body_leads_to_the_body_of_today(body, today):
    assert current_body(body) == today
    assert body in with_predecessors(today)


def test_a_body_that_ended_says_when():
    assert body_label("department-of-health") == "Department of Health, until 2018"
    assert body_label(DCMS_2023) == "Department for Culture, Media and Sport"


def test_the_entries_are_consistent():
    ids = [body.id for body in bodies()]
    assert len(ids) == len(set(ids))
    numbers = [body.parliament for body in bodies() if body.parliament]
    assert len(numbers) == len(set(numbers))
    for body in bodies():
        assert set(body.successors) <= set(ids)
        assert bool(body.successors) == bool(body.until), body.id
        assert not (body.since and body.until) or body.since < body.until
        for heir in (other for other in bodies() if other.id in body.successors):
            assert heir.since is None or heir.since <= body.until


@pytest.fixture
def service(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    dclg = fact(uin="1", answering_body="Department for Communities and Local Government")
    dcms = fact(uin="2", answering_body="Department for Culture, Media and Sport")
    ingest([lines(tmp_path / "a", dclg, dcms)], settings)
    return Service(settings)


@pytest.mark.parametrize(
    ("body", "uin"),
    [
        ("Ministry of Housing, Communities and Local Government", "1"),
        ("DCLG", "1"),
        ("7", "1"),
        ("Department for Culture, Media and Sport", "2"),
        ("department-for-culture-media-and-sport", "2"),
        ("217", "2"),
    ],
)
def test_a_filter_by_todays_name_finds_yesterdays_answers(service, body, uin):
    reply = service.reply(Request("libraries", read_filters(body=body)))
    assert [quotation.answer.uin for quotation in reply.passages] == [uin]


def test_a_body_without_answers_is_refused(service):
    with pytest.raises(BadRequest, match="ministry-of-magic"):
        service.reply(Request("libraries", read_filters(body="Ministry of Magic")))
