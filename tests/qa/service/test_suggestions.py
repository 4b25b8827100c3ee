"""What a text that is still being typed may lead to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.errors import BadRequest
from qa.model.suggestions import MAX_SUGGESTIONS, SUGGESTION_CHARS
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

CULTURE = "Department for Culture, Media and Sport"
DIGITAL = "Department for Digital, Culture, Media and Sport"
TODAY = "department-for-culture-media-and-sport-2023"
OWLS = "To ask the Secretary of State for Justice, how many owls live in prison libraries."


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suggestions")
    settings = Settings(data_dir=folder / "data")
    facts = [
        fact(uin="101", answering_member="Gyimah, Sam", question_text=OWLS),
        fact(uin="1012", answering_member="Mr Sam Gyimah", question_text=OWLS.lower()),
        fact(uin="HL7", house="Lords", answering_member="Lord Brân", answering_body=CULTURE),
        fact(uin="108", answering_member="Zoë Smith", answering_body=DIGITAL),
    ]
    ingest([lines(folder / "a.jsonl", *facts)], settings)
    return Service(settings)


def found(service, text, own=()):
    return [(one.kind, one.value, one.note) for one in service.suggest(text, own)]


def test_a_uin_or_its_beginning_leads_to_its_answers(service):
    dated = "Ministry of Justice, 9 March 2015"
    one, two = ("answer", "2015-03-02/101", dated), ("answer", "2015-03-02/1012", dated)
    assert found(service, "101") == found(service, "UIN 101") == [one, two]
    assert found(service, "1012") == [two]
    assert [value for _, value, _ in found(service, "hl 7")] == []  # one digit is no UIN yet
    assert found(service, "99") == []
    [first, _] = service.suggest("101")
    assert first.label == "101: How many owls live in prison libraries"


@pytest.mark.parametrize("text", ["dcms", "DCMS", "cult", "Department for Culture", "digital, cu"])
def test_a_body_is_suggested_by_the_beginning_of_any_name_of_its_line(service, text):
    assert found(service, text) == [("body", TODAY, "2 answers")]


@pytest.mark.parametrize("text", ["gyi", "sam g", "Gyimah, Sam", "SAM"])
def test_a_minister_is_suggested_once_by_any_part_of_the_name(service, text):
    assert found(service, text) == [("minister", "Mr Sam Gyimah", "2 answers")]


def test_accents_need_not_be_typed(service):
    assert found(service, "bran") == [("minister", "Lord Brân", "1 answer")]
    assert found(service, "zoe") == [("minister", "Zoë Smith", "1 answer")]


def test_own_questions_come_before_those_of_parliament(service):
    own = ["Owls in prisons?", "owls in  PRISONS?", "Are there cats?", "prison owls"]
    assert found(service, "prison owls", own) == [
        ("own question", "Owls in prisons?", None),
        ("source question", "How many owls live in prison libraries",
         "Ministry of Justice, 9 March 2015"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "g", "?!", "zzzz", "\x00", "%", "owls"])
def test_too_little_or_nothing_known_suggests_nothing(service, text):
    assert found(service, text, ["A question about nothing"]) == []


def test_a_text_that_is_too_long_is_refused(service):
    assert found(service, "z" * SUGGESTION_CHARS) == []
    with pytest.raises(BadRequest) as caught:
        service.suggest("z" * (SUGGESTION_CHARS + 1))
    assert caught.value.parameter == "q"


@given(st.text(max_size=SUGGESTION_CHARS))
def test_any_text_suggests_a_few_things_or_none(service, text):
    suggested = service.suggest(text, [text, f"{text} owls"] * 9)
    assert len(suggested) <= MAX_SUGGESTIONS
    assert all(one.label.strip() and one.value.strip() for one in suggested)
    assert text not in [one.value for one in suggested if one.kind == "own question"]
