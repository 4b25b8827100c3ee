"""Facets: a line of bodies is one value, counted as its filter finds it."""

from qa.archive.ingest import ingest
from qa.model import Request
from qa.model.filters import read_filters
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

CULTURE = "Department for Culture, Media and Sport"
DIGITAL = "Department for Digital, Culture, Media and Sport"
TODAY = "department-for-culture-media-and-sport-2023"


def test_a_line_of_bodies_is_one_value(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    answered = [
        fact(uin="101", answering_body=CULTURE, date_answered="2016-05-04"),
        fact(uin="102", answering_body=DIGITAL, date_answered="2018-05-04"),
        fact(uin="103", answering_body="Home Office", date_answered="2018-05-04"),
    ]
    ingest([lines(tmp_path / "a.jsonl", *answered)], settings)
    service = Service(settings)
    page = service.search_page(Request("how many libraries are there?"))
    assert page.facets.counts["body"] == {TODAY: 2, "home-office": 1}
    assert service.all_counts()["body"] == page.facets.counts["body"]
    assert {row.body: row.answers for row in page.timeline.rows} == page.facets.counts["body"]
    for name in (TODAY, "DCMS", "217"):
        found = service.reply(Request("libraries", read_filters(body=name)))
        assert {one.answer.uin for one in found.passages} == {"101", "102"}
