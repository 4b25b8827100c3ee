"""The same question over the years, and what differs from one answer to the next."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Change
from qa.search.browse.answer_history import answer_history
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

ASKED = "To ask the Secretary of State for Justice, how many libraries there were in prisons in {}."


def answered(uin, day, text, **stated):
    asked = stated.pop("question_text", ASKED.format(day[:4]))
    return fact(
        uin=uin,
        date_tabled=day,
        date_answered=day,
        question_text=asked,
        answer_html="".join(f"<p>{one}</p>" for one in text.split("\n")),
        **stated,
    )


FACTS = [
    answered("1", "2014-03-02", "There are twelve libraries.\nAll are open."),
    answered("2", "2015-03-02", "There are thirteen libraries.\nAll are open."),
    answered("3", "2016-03-02", "There are thirteen libraries.\nAll are open."),
    answered("4", "2016-03-02", "There are thirteen libraries.\nAll are open."),
    answered("5", "2017-03-02", "I refer my hon. Friend to what was said in May."),
    answered("6", "2015-03-02", "Not ours.", answering_body="Home Office"),
    answered("7", "2015-03-02", "Two.", question_text="To ask how many boats float."),
    *(
        answered(f"9{n}", "2013-03-02", f"{n}.", question_text=f"To ask {n} boats.")
        for n in range(9)
    ),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lineage")
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return Service(settings)


def history(service, name):
    with service.snapshot() as snapshot:
        return answer_history(service.answer(name), snapshot)


def test_answers_come_oldest_first_each_with_what_differs_from_the_one_before(service):
    given = history(service, "2015-03-02/2")
    assert [one.answer.uin for one in given] == ["1", "2", "3", "5"]
    assert [[other.uin for other in one.also] for one in given] == [[], [], ["4"], []]
    assert [one.rewritten for one in given] == [False, False, False, True]
    assert [len(one.changes) for one in given] == [0, 1, 0, 1]
    assert given[1].changes == (
        Change("There are twelve libraries.", "There are thirteen libraries."),
    )


def test_it_is_the_same_from_whichever_of_them_it_is_asked(service):
    ids = {
        tuple(one.answer.uin for one in history(service, name))
        for name in ("2014-03-02/1", "2015-03-02/2", "2017-03-02/5")
    }
    assert ids == {("1", "2", "3", "5")}


def test_the_one_that_is_asked_about_stands_for_those_that_said_the_same(service):
    given = history(service, "2016-03-02/4")
    assert [one.answer.uin for one in given] == ["1", "2", "4", "5"]


def test_a_question_that_was_asked_once_has_one(service):
    (only,) = history(service, "2015-03-02/7")
    assert (only.answer.uin, only.changes, only.rewritten) == ("7", (), False)
