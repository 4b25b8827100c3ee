"""A question over time over real answers in a real index: digest, series, breaks, lines."""

import csv
import io
from dataclasses import replace

import pytest

from qa.archive.ingest import ingest
from qa.errors import BadRequest
from qa.search.over_time.series import join
from qa.search.over_time.table_figures import table_figures
from qa.service.over_time import COLUMNS, is_answer_id, series_csv
from qa.service.service import Service
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from qa.text.footnotes import footnotes
from tests.making import lines
from tests.over_time_answers import (
    BEACHES,
    FACTS,
    FERRIES,
    KEEPERS,
    KITES,
    OLD_SLEDGES,
    SAID,
    SILK,
    SLEDGES,
)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("over-time")
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return Service(settings)


def over_time(service, answer_id):
    return service.answer_over_time(service.answer(answer_id)).record


def shown(series):
    return [
        (one["period"], one["statements"][0]["stated"], one["joined"]) for one in series["values"]
    ]


def said(series):
    return [each["said"] for one in series["values"] for each in one["breaks"]]


def test_a_figure_that_recurs_in_sentences_is_one_series_with_its_gap_said(service):
    record = over_time(service, "2015-06-09/2")
    (series,) = [one for one in record["series"] if one["source"] == "sentence"]
    assert series["title"] == "In the …, … keepers trained at lighthouses in England"
    assert shown(series) == [
        ("Year to March 2014", "1,140", False),
        ("Year to March 2015", "1,200", True),
        ("Year to March 2017", "1,300", False),
    ]
    assert said(series) == ["No value between Year to March 2015 and Year to March 2017."]


def test_each_value_is_a_slice_of_its_answer(service):
    for answer_id in ("2015-06-09/2", "2015-03-02/11", "2015-04-02/21"):
        for series in over_time(service, answer_id)["series"]:
            for value in series["values"]:
                for one in value["statements"]:
                    text = service.answer(one["answer_id"]).text
                    assert text[one["start"] : one["end"]] == one["stated"]
                    at = one["quotation_start"]
                    assert text[at : at + len(one["quotation"])] == one["quotation"]
                    assert at <= one["start"] < one["end"] <= at + len(one["quotation"])


def test_rows_of_tables_are_joined_and_a_revision_is_said(service):
    joined = [s for s in over_time(service, "2016-03-02/12")["series"] if s["answers"] > 1]
    north, south = sorted(joined, key=lambda one: one["title"])
    assert (north["title"], south["title"]) == ("North", "South")
    assert shown(north) == [
        ("2012", "512", False),
        ("2013", "530", True),
        ("2014", "549", False),
        ("2016", "560", False),
    ]
    assert said(north)[0] == "Given as 541 on 2 March 2015 and as 549 on 2 March 2016."
    assert "No value between 2014 and 2016." in said(north)


def test_what_is_no_number_is_shown_as_stated_and_not_drawn(service):
    (south,) = [s for s in over_time(service, "2016-03-02/12")["series"] if s["title"] == "South"]
    last = south["values"][-1]
    assert (last["statements"][0]["stated"], last["number"]) == ("fewer than five", None)
    assert "No number is given: “fewer than five”." in said(south)


def test_other_words_above_a_table_are_not_joined_and_it_is_said(service):
    series = over_time(service, "2016-03-02/12")["series"]
    assert not any(
        one["answer_id"] == "2017-03-02/13"
        for each in series
        if each["answers"] > 1
        for value in each["values"]
        for one in value["statements"]
    )
    (north,) = [one for one in series if one["title"] == "North" and one["answers"] > 1]
    assert north["remarks"][0].startswith("Not joined to values given on 2 March 2017: the words")


def test_another_unit_is_another_series(service):
    record = over_time(service, "2015-04-02/21")
    (coins,) = [one for one in record["series"] if one["answers"] > 1]
    assert (coins["title"], coins["unit"]) == ("Coins (thousands)", "thousand")
    assert [one["period"] for one in coins["values"]] == ["2012-13", "2013-14", "2014-15"]
    assert said(coins) == []
    assert not any("Cost" in one["title"] for one in record["series"])


def test_a_corrected_answer_breaks_a_series(service):
    answers = [service.answer(name) for name in ("2015-04-02/21", "2016-04-02/22")]
    answers[1] = replace(answers[1], status="corrected")
    found = [
        one for each in answers for one in table_figures(each, footnotes(each.text), Analyzer())
    ]
    (coins,) = [one for one in join(found, lambda *_: True) if one["answers"] > 1]
    assert said(coins) == ["The answer of 2 April 2016 has been corrected since."]
    assert [one["joined"] for one in coins["values"]] == [False, True, False]


def test_the_digest_has_what_is_new_and_what_is_gone_word_for_word(service):
    record = over_time(service, "2015-06-09/2")
    years = {one["year"]: one for one in record["digest"]}
    assert [each["text"] for each in years["2014"]["new"]] == [SAID.format(2014, "1,140")]
    assert [each["text"] for each in years["2015"]["new"]] == [SAID.format(2015, "1,200")]
    assert [each["text"] for each in years["2015"]["gone"]] == [SAID.format(2014, "1,140")]
    assert years["2016"] == {
        "year": "2016", "answers": ["2016-06-09/4"], "new": [], "gone": [], "same": True,
    }  # fmt: skip
    for one in record["digest"]:
        for each in (*one["new"], *one["gone"]):
            text = service.answer(each["answer_id"]).text
            assert text[each["start"] : each["end"]] == each["text"]


def test_a_question_opens_its_own_line_and_a_subject_the_one_asked_most(service):
    found = service.question_over_time(KEEPERS.format(2015)).record
    assert found["line"]["answers"] == 5
    assert (found["line"]["first"], found["line"]["last"]) == ("2014-06-09", "2018-06-09")
    subject = service.question_over_time("ferries").record
    assert subject["line"]["source_question"] == FERRIES
    assert subject["others"] == []


@pytest.mark.parametrize(
    ("subject", "asked_again", "asked_on_one_day"),
    [("kites", [KITES], {SILK, BEACHES}), ("sledges", [], {SLEDGES, OLD_SLEDGES})],
)
def test_questions_asked_on_one_day_are_offered_below_those_asked_again(
    service, subject, asked_again, asked_on_one_day
):
    found = service.question_over_time(subject).record
    offered = [one["source_question"] for one in (found["line"], *found["others"])]
    assert offered[: len(asked_again)] == asked_again
    assert set(offered[len(asked_again) :]) == asked_on_one_day
    assert len(offered) == len(asked_again) + len(asked_on_one_day)


def test_an_answer_and_its_question_lead_to_the_same(service):
    by_answer = over_time(service, "2018-06-09/5")
    by_question = service.question_over_time(KEEPERS.format(2018)).record
    assert by_question | {"question": ""} == by_answer


def test_where_nothing_matches_there_is_no_line(service):
    found = service.question_over_time("zeppelin")
    assert (found.record["line"], found.record["series"], found.revisions) == (None, [], ())


@pytest.mark.parametrize("question", ["", " ", "x" * 20_001])
def test_what_is_no_question_is_refused(service, question):
    with pytest.raises(BadRequest):
        service.question_over_time(question)


def test_the_sheet_has_a_row_for_each_statement_and_runs_no_formula(service):
    record = over_time(service, "2016-03-02/12")
    record["series"][0]["title"] = "=1+1"
    rows = list(csv.reader(io.StringIO(series_csv(record).decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    statements = sum(len(v["statements"]) for s in record["series"] for v in s["values"])
    assert len(rows) == 1 + statements
    assert rows[1][1] == "'=1+1"
    assert all(row[8] and row[9] and row[3].strip("'") in row[9] for row in rows[1:])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2021-09-03/41780", True), (" 2023-02-20/HL5773 ", True), ("41780", False), ("a/b", False)],
)
def test_an_id_is_not_a_question(text, expected):
    assert is_answer_id(text) is expected
