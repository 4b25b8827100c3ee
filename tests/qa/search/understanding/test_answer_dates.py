"""Dates in words: which days they mean, and when they date the answer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search.understanding.answer_dates import extract_answer_dates
from qa.search.understanding.context import QueryContext
from qa.search.understanding.periods import periods
from qa.text.analyzer import Analyzer

TODAY = date(2018, 9, 14)
CONTEXT = QueryContext(Analyzer(), TODAY)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("in 2016", "2016-01-01", "2016-12-31"),
        ("since March 2015", "2015-03-01", None),
        ("after March 2015", "2015-04-01", None),
        ("before 2017", None, "2016-12-31"),
        ("until 2017", None, "2017-12-31"),
        ("before the 2017 election", None, "2017-06-07"),
        ("since the 2015 general election", "2015-05-08", None),
        ("before the 2016 election", None, "2015-12-31"),
        ("before the election", None, "2017-06-07"),
        ("since the last general election", "2017-06-09", None),
        ("last autumn", "2017-09-01", "2017-11-30"),
        ("last summer", "2018-06-01", "2018-08-31"),
        ("last winter", "2017-12-01", "2018-02-28"),
        ("this spring", "2018-03-01", "2018-05-31"),
        ("last year", "2017-01-01", "2017-12-31"),
        ("last month", "2018-08-01", "2018-08-31"),
        ("last October", "2017-10-01", "2017-10-31"),
        ("between May and July 2014", "2014-05-01", "2014-07-31"),
        ("from March 2014 to June 2015", "2014-03-01", "2015-06-30"),
        ("between 2014 and 2016", "2014-01-01", "2016-12-31"),
        ("in January or February 2015", "2015-01-01", "2015-02-28"),
        ("two years ago", "2016-01-01", "2016-12-31"),
        ("a couple of months ago", "2018-07-01", "2018-07-31"),
        ("over the last 3 months", "2018-06-14", "2018-09-14"),
        ("at the start of 2017", "2017-01-01", "2017-03-31"),
        ("early in 2017", "2017-01-01", "2017-03-31"),
        ("late 2017", "2017-10-01", "2017-12-31"),
        ("at the end of 2017", "2017-10-01", "2017-12-31"),
        ("in the first quarter of 2015", "2015-01-01", "2015-03-31"),
        ("in the second half of 2015", "2015-07-01", "2015-12-31"),
        ("in spring 2016", "2016-03-01", "2016-05-31"),
        ("in the winter of 2015", "2015-12-01", "2016-02-29"),
        ("in 2016/17", "2016-04-01", "2017-03-31"),
        ("in the financial year 2016-17", "2016-04-01", "2017-03-31"),
        ("in the academic year 2016/17", "2016-09-01", "2017-08-31"),
        ("on 12 May 2015", "2015-05-12", "2015-05-12"),
        ("on 2015-05-12", "2015-05-12", "2015-05-12"),
        ("on 12/05/2015", "2015-05-12", "2015-05-12"),
        ("on 12.5.15", "2015-05-12", "2015-05-12"),
        ("on 12-05-2015", "2015-05-12", "2015-05-12"),
        ("on May 12, 2015", "2015-05-12", "2015-05-12"),
        ("on 12 May 15", "2015-05-12", "2015-05-12"),
        ("in May '15", "2015-05-01", "2015-05-31"),
        ("in Sept-15", "2015-09-01", "2015-09-30"),
        ("in 05/2015", "2015-05-01", "2015-05-31"),
        ("in 2015 Q3", "2015-07-01", "2015-09-30"),
        ("in FY2016-17", "2016-04-01", "2017-03-31"),
        ("in the tax year 2016-17", "2016-04-01", "2017-03-31"),
        ("between 1 and 15 November 2017", "2017-11-01", "2017-11-15"),
        ("in 2015, 2016 and 2017", "2015-01-01", "2017-12-31"),
        ("in May, June and July 2015", "2015-05-01", "2015-07-31"),
        ("yesterday", "2018-09-13", "2018-09-13"),
        ("this week", "2018-09-10", "2018-09-14"),
        ("last week", "2018-09-03", "2018-09-14"),
    ],
)
def test_words_are_read_as_days(words, first, last):
    question = f"What was said {words} about tagging?"
    found = extract_answer_dates(question, CONTEXT)
    assert found is not None
    assert (found.filters.date_from, found.filters.date_to) == (first, last)
    assert question[found.start : found.end].casefold() == words.casefold()


@pytest.mark.parametrize(
    "question",
    [
        "what was the government line on tagging at the start of 2017?",
        "In January 2015, what did ministers say about tagging?",
        "what did he tell the House in January 2015 about tagging?",
        "tagging: answers from January 2015",
        "as of January 2015, when was the contract expected to be signed?",
        "January 2015 - were tags working?",
        "what was claimed in January 2015?",
        "what ministers in January 2015 said of tags",
        "In January 2015, was the programme on track?",
    ],
)
def test_words_that_date_the_answer(question):
    assert extract_answer_dates(question, CONTEXT) is not None


@pytest.mark.parametrize(
    "question",
    [
        "staff leaving in late 2013",
        "the 2018 heritage year",
        "In 2016, how many prisoners escaped?",
        "as of January 2015, how many tags were worn?",
        "what was said about staff leaving in late 2013?",
        "how many escaped each year since 2009?",
        "To ask the Secretary of State, pursuant to the Answer of 9 March 2015, what he meant.",
        "what was said about the 2005 Act in the House?",
        "what was said in 31 February 2015",
        "rule 2016/1234 answers",
        "answers about 2,016 prisoners",
        "it may be said of March",
        "",
    ],
)
def test_words_that_belong_to_the_subject(question):
    assert extract_answer_dates(question, CONTEXT) is None


@given(st.text(alphabet="0123456789/-, aforinlsty19 2017may", max_size=60), st.dates())
def test_whatever_is_typed_is_read_in_order_or_not_at_all(text, today):
    for found in periods(text, today):
        assert 0 <= found.start < found.end <= len(text)
        assert found.first or found.last
        assert not (found.first and found.last) or found.first <= found.last


@pytest.mark.parametrize(
    "question",
    [
        "When will you respond to last summer's consultation on biocides?",
        "What did ministers say about last year’s budget?",
        "What was said in response to the March 2016 report?",
        "What did the Chancellor say in the 2016 Budget about pensions?",
        "What was announced at last month's conference?",
        "Which answers followed the 2015 review of prisons?",
    ],
)
def test_a_period_that_dates_a_thing_does_not_date_the_answer(question):
    assert extract_answer_dates(question, CONTEXT) is None


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What did last week's answers say about tagging?", "What did answers say about tagging?"),
        ("What was said in 2016 about tagging?", "What was said about tagging?"),
        ("What was said in the spring of 2016 about tags?", "What was said about tags?"),
    ],
)
def test_a_period_of_saying_is_cut_out_whole(question, rest):
    found = extract_answer_dates(question, CONTEXT)
    assert " ".join((question[: found.start] + " " + question[found.end :]).split()) == rest


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Any updates on tagging since March?", "2018-03-01", None),
        ("What have ministers said about tagging since the election?", "2017-06-09", None),
        ("What did we say about tagging before May 2016?", None, "2016-04-30"),
        ("Anything new on tagging since December?", "2017-12-01", None),
        ("What has changed on tagging since May 2016?", "2016-05-01", None),
        ("Is there any news on tagging after 3 June 2018", "2018-06-04", None),
        ("What was said in August about tagging?", "2018-08-01", "2018-08-31"),
        ("What was said in October about tagging?", "2017-10-01", "2017-10-31"),
        ("answers before June on tagging", None, "2018-05-31"),
    ],
)
def test_a_month_without_its_year_is_the_last_of_that_name(question, first, last):
    found = extract_answer_dates(question, CONTEXT)
    assert (found.filters.date_from, found.filters.date_to) == (first, last)


@pytest.mark.parametrize(
    "question",
    ["What may ministers say?", "answers on the march in London", "What happened in march past?"],
)
def test_a_word_that_is_also_a_month_is_no_date(question):
    assert extract_answer_dates(question, CONTEXT) is None


@pytest.mark.parametrize(
    "question",
    [
        "What was our line in summer 2016 on tagging?",
        "What was the position in June 2016 on beds in prisons?",
        "What were you telling Parliament in May 2016 about tags?",
        "In September 2016 how far had ministers got with tagging?",
        "In May 2016, what had the department done about tagging?",
    ],
)
def test_the_line_of_a_time_is_of_answers_of_that_time(question):
    assert extract_answer_dates(question, CONTEXT) is not None
