"""Dates that cannot be: answered before the question was tabled, or in the future."""

import json

import pytest

from qa.archive.ingest import ingest
from qa.settings import Settings
from tests.fake_parliament import envelope
from tests.making import (
    csv_export,
    fact,
    lines,
    official_html,
    official_page,
    parallel_html,
    parallel_page,
    xml_day,
)
from tests.parliament_records import question


def in_form(form, folder, tabled, answered):
    path = folder / "file"
    stated = fact(date_tabled=tabled, date_answered=answered)
    if form == "api":
        value = question(1, dateTabled=tabled, dateAnswered=answered)
        path.write_text(json.dumps(envelope(value)))
        return path
    if form in (lines, csv_export):
        return form(path, stated)
    if form is xml_day:
        return form(folder, stated)
    months = "x January February March April May June".split()

    def said(iso):
        year, month, day = map(int, iso.split("-"))
        ordinal = "th" if form in (parallel_page, parallel_html) else ""
        return f"{day}{ordinal} {months[month]} {year}"

    return form(path, tabled=said(tabled), answered=said(answered))


FORMS = [
    "api",
    lines,
    csv_export,
    xml_day,
    official_page,
    official_html,
    parallel_page,
    parallel_html,
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("tabled", "answered", "words"),
    [
        ("2015-03-05", "2015-03-04", "before it was tabled on 2015-03-05"),
        ("2015-03-05", "9998-03-04", "in the future"),
        ("9998-03-04", "9998-03-05", "in the future"),
        ("2015-03-05", "2015-03-05", None),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_its_place(tmp_path, form, tabled, answered, words):
    path = in_form(form, tmp_path, tabled, answered)
    report = ingest([path], Settings(data_dir=tmp_path / "data"))
    if words is None:
        assert report.counts == {"new": 1}
        return
    (rejected,) = report.rejected
    assert words in rejected.reason
    assert str(path) in rejected.where
