"""Parliament's JSON, saved or just received: every question gives a record or a rejection."""

import copy
import json
import re
import resource
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from qa import store
from qa.archive import merge_sources, sources
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.archive.sources import Rejection, question_json
from qa.errors import Rejected
from qa.model import WrittenAnswer
from qa.service.service import Service
from qa.settings import Settings
from tests.fake_parliament import PATH, envelope, reply
from tests.making import fact, lines, xml_day, xml_reply
from tests.parliament_records import NAMED, corrected, question, unanswered

RECORDS = {record["id"]: record for record in NAMED.values()}


def detail(**stated):
    """A question in detail, as the API gives it."""
    return json.dumps(envelope(question(1, **stated)))


def listed(query="take=100&includeWithdrawn=true", records=RECORDS):
    return json.dumps(reply(records, PATH, query)[1])


def saved(tmp_path, *texts):
    path = tmp_path / "saved.json"
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def read(path):
    source = sources.open_source(path)
    assert source is not None
    return list(source.records())


def test_a_question_in_detail():
    published = json.dumps(reply(RECORDS, f"{PATH}/1700021", "expandMember=true")[1])
    assert sources.reread("api-detail", published) == WrittenAnswer(
        form="api-detail",
        published=published,
        answer="<p>It cost £5\u00a0million, Her Majesty’s “own”.</p>",
        markup="html",
        source_question="To ask the Secretary of State for Justice, what number 1700021 is.",
        answering_body="Ministry of Justice",
        date_tabled="2024-01-05",
        date_answered="2024-01-12",
        uin="21",
        heading="Prisons: Libraries",
        house="Commons",
        status="answered",
        asking_member="Ann Smith",
        answering_member="Bob Jones",
        url=None,
    )


@pytest.mark.parametrize(
    ("record", "status"),
    [
        (question(1), "answered"),
        (NAMED["holding, then answered"], "answered"),
        (unanswered(1), "unanswered"),
        (unanswered(1, answerIsHolding=False, answerIsCorrection=False), "unanswered"),
        (NAMED["holding"], "holding"),
        (unanswered(1, dateHoldingAnswer="2024-01-11"), "holding"),
        (unanswered(1, dateHoldingAnswer="2024-01-11", answerText="Soon."), "holding"),
        (question(1, dateHoldingAnswer="2024-01-11", answerText=""), "holding"),
        (question(1, answerIsHolding=True, answerIsCorrection=True), "holding"),
        (corrected(1), "corrected"),
        (corrected(1, answerIsCorrection=None), "corrected"),
        (corrected(1, dateAnswerCorrected=None), "corrected"),
        (question(1, answerText='<p>It is <ins class="ministerial">3</ins>.</p>'), "corrected"),
        (question(1, answerText="<p>It <ins>is</ins> 3.</p>"), "answered"),
        (question(1, isWithdrawn=True), "withdrawn"),
        (corrected(1, isWithdrawn=True), "withdrawn"),
        (unanswered(1, isWithdrawn=True, dateHoldingAnswer="2024-01-11"), "withdrawn"),
    ],
)
def test_the_status_of_a_question(record, status):
    assert sources.reread("api-detail", json.dumps(envelope(record))).status == status


@pytest.mark.parametrize(
    ("stated", "name", "value"),
    [
        ({"uin": " hl 2522 ", "house": "Lords"}, "uin", "HL2522"),
        (
            {"questionText": "To ask of <i>R v A</i>, 5 < 6."},
            "source_question",
            "To ask of R v A, 5 < 6.",
        ),
        ({"heading": " MOD St Athan"}, "heading", "MOD St Athan"),
        ({"heading": None}, "heading", None),
        ({"answeringBodyName": None}, "answering_body", None),
        ({"askingMember": {"listAs": "Smith, Ann", "name": None}}, "asking_member", "Smith, Ann"),
        ({"askingMember": {}}, "asking_member", None),
        ({"answerText": None}, "answer", ""),
        ({"dateTabled": "2024-02-29T00:00:00"}, "date_tabled", "2024-02-29"),
        ({"dateTabled": "2024-02-29"}, "date_tabled", "2024-02-29"),
        ({"dateTabled": "2024-02-29T23:59:59.9+01:00"}, "date_tabled", "2024-02-29"),
    ],
)
def test_each_field_of_a_record(stated, name, value):
    record = envelope(question(1) | stated)
    assert getattr(sources.reread("api-detail", json.dumps(record)), name) == value


@pytest.mark.parametrize(
    ("record", "before"),
    [
        (corrected(1), "There are 12 libraries."),
        (corrected(1, originalAnswerText=""), "There are 12 libraries."),
        (corrected(1, originalAnswerText=None, comparableAnswerText="Thereare14"), None),
        (corrected(1, originalAnswerText=" ", comparableAnswerText=None), None),
        (corrected(1, originalAnswerText="<p>There are 14 libraries.</p>"), None),
    ],
)
def test_a_correction_keeps_the_original_that_the_api_gives(tmp_path, record, before):
    settings = Settings(data_dir=tmp_path / "data")
    ingest([saved(tmp_path, json.dumps(envelope(record)))], settings)
    service = Service(settings)
    answer = service.answer(f"2024-01-05/{record['uin']}")
    context = service.context(answer)
    assert (answer.status, answer.text) == ("corrected", "There are 14 libraries.")
    assert (answer.date_answered, context.date_corrected) == ("2024-01-12", "2024-01-23")
    assert context.original_text == before
    changed = [(one.before, one.after) for one in context.changes]
    assert changed == ([(before, answer.text)] if before else [])
    assert list(verify_integrity(settings)) == []


@pytest.mark.parametrize("first", ["api", "xml"])
def test_a_correction_keeps_the_date_answered_whatever_other_sources_say(tmp_path, first):
    """TheyWorkForYou's file of the day of a correction states no date but that day."""
    record = corrected(1)
    stated = fact(
        uin=record["uin"],
        question_text=record["questionText"],
        date_tabled="2024-01-05",
        date_answered="2024-01-23",
        answer_html="<p>There are 14 of them.</p>",
    )
    day = xml_day(tmp_path, stated)
    again = xml_reply(stated, 1)
    day.write_text(day.read_text().replace("</publicwhip>", f"{again}</publicwhip>"))
    api = saved(tmp_path, json.dumps(envelope(record)))
    settings = Settings(data_dir=tmp_path / "data")
    for path in [api, day] if first == "api" else [day, api]:
        ingest([path], settings)
    answer = Service(settings).answer(f"2024-01-05/{record['uin']}")
    assert (answer.status, answer.date_answered) == ("corrected", "2024-01-12")
    assert answer.text == "There are 14 libraries."
    assert list(verify_integrity(settings)) == []


def test_the_original_is_part_of_the_stored_digest(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    for original in ("", "<p>There are 11 libraries.</p>"):
        record = corrected(1, originalAnswerText=original, comparableAnswerText="")
        report = ingest([saved(tmp_path, json.dumps(envelope(record)))], settings)
    assert report.counts == {"changed": 1}
    service = Service(settings)
    (answer,) = [service.answer("2024-01-05/1")]
    assert service.context(answer).original_text == "There are 11 libraries."


def test_records_stored_before_these_facts_were_read_are_sound(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    path = saved(tmp_path, json.dumps(envelope(corrected(1, dateHoldingAnswer="2024-01-11"))))
    ingest([path], settings)
    with store.archive.writing(settings.store_path) as db:
        (kept,) = store.archive.audit.versions(db, 1)
        record = sources.reread(kept.form, kept.published)
        former = replace(record, date_holding=None, date_corrected=None, original=None)
        db.execute(
            "UPDATE versions SET reader = 0, digest = ?",
            [merge_sources.stated_digest(former, kept.text)],
        )
    assert list(verify_integrity(settings)) == []
    assert ingest([path], settings).counts == {"changed": 1}
    assert ingest([path], settings).counts == {"unchanged": 1}
    assert list(verify_integrity(settings)) == []


def test_an_answer_keeps_the_date_of_its_holding_answer(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    ingest([saved(tmp_path, json.dumps(envelope(NAMED["holding, then answered"])))], settings)
    service = Service(settings)
    uin = NAMED["holding, then answered"]["uin"]
    context = service.context(service.answer(f"2024-01-05/{uin}"))
    assert (context.date_holding, context.original_text) == ("2024-01-11", None)


@pytest.mark.parametrize(
    ("published", "words"),
    [
        (json.dumps(envelope(corrected(1, originalAnswerText=5))), "originalAnswerText"),
        (json.dumps(envelope(corrected(1, dateHoldingAnswer="soon"))), "dateHoldingAnswer"),
        ("", "JSON"),
        ("[]", "not an object"),
        ("{}", "value"),
        ('{"value": null}', "value"),
        ('{"value": [1]}', "value"),
        ('{"status": 500, "title": "Internal Server Error"}', "value"),
        ('{"value": ' + "[" * 100_000, "nested"),
        (detail(uin=""), "uin"),
        (detail(uin="-5"), "uin"),
        (json.dumps(envelope(question(1) | {"uin": 5})), "uin"),
        (json.dumps(envelope(question(1) | {"dateTabled": None})), "dateTabled"),
        (json.dumps(envelope(question(1) | {"dateTabled": "05/01/2024"})), "dateTabled"),
        (json.dumps(envelope(question(1) | {"dateTabled": "2024-02-30T00:00:00"})), "dateTabled"),
        (json.dumps(envelope(question(1) | {"dateAnswered": "2024-01-05T"})), "dateAnswered"),
        (json.dumps(envelope(question(1) | {"dateAnswered": 5})), "dateAnswered"),
        (detail(questionText=None), "questionText"),
        (detail(questionText=" "), "questionText"),
        (detail(answerText=5), "answerText"),
        (detail(answerText="\0"), "answerText"),
        (detail(heading="\ud800"), "heading"),
        (detail(house="Lords"), "house"),
        (detail(askingMember={"name": 5}), "name"),
    ],
)
def test_a_wrong_field_is_named_in_the_rejection(published, words):
    with pytest.raises(Rejected, match=words):
        sources.reread("api-detail", published)


def test_an_unanswered_question_needs_no_text():
    record = sources.reread("api-detail", json.dumps(envelope(unanswered(1, questionText=None))))
    assert (record.source_question, record.answer, record.date_answered) == ("", "", None)


def test_a_list_is_read_row_by_row(tmp_path):
    records = read(saved(tmp_path, listed()))
    assert len(records) == len(NAMED)
    assert {record.form for record in records} == {"api-list"}
    by_uin = {(record.date_tabled, record.uin): record for record in records}
    table = by_uin["2024-01-05", "5"]
    assert (table.answer, table.markup) == ("YearNumber20159312", "text")
    assert json.loads(table.published)["value"]["id"] == 1700005
    assert table == sources.reread("api-list", table.published)


def test_a_list_with_tags_in_it_is_read_as_html(tmp_path):
    text = '{"totalResults": 1, "results": [' + detail(answerText="<p>Yes &amp; no</p>") + "]}"
    (record,) = read(saved(tmp_path, text))
    assert record.markup == "html"
    (plain,) = read(saved(tmp_path, text.replace("<p>", "").replace("</p>", "")))
    assert (plain.answer, plain.markup) == ("Yes &amp; no", "text")


FORMS = {
    "one": (1, detail()),
    "indented": (1, json.dumps(json.loads(detail()), indent=4)),
    "with a byte order mark": (1, "\ufeff" + detail()),
    "one a line": (3, detail(), detail(uin="2"), detail(uin="3")),
    "two lists": (10, listed("take=5"), listed("skip=5&take=5")),
    "a list, indented": (5, json.dumps(json.loads(listed("take=5")), indent=2)),
    "results first": (1, '{"results": [' + detail() + '],\n "totalResults": 1}'),
    "a list and a detail": (6, listed("take=5"), detail()),
    "an empty list": (0, '{"totalResults": 0, "results": []}'),
    "a blank end": (1, detail(), "  \n\n"),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_file_is_read_however_it_was_saved(tmp_path, name):
    count, *texts = FORMS[name]
    path = saved(tmp_path, *texts)
    records = read(path)
    assert all(isinstance(record, WrittenAnswer) for record in records)
    assert len(records) == count
    source = sources.open_source(path)
    list(source.records())
    assert source.position == source.size


@pytest.mark.parametrize(
    ("text", "good", "words"),
    [
        (detail()[:-20], 0, "not JSON"),
        (detail() + detail()[:-20], 1, "not JSON"),
        (listed("take=3")[:-2], 3, "no end"),
        (listed("take=3")[:-40], 2, "not JSON"),
        (listed("take=3").replace('"dateTabled": "', '"dateTabled": "x', 1), 2, "dateTabled"),
        (detail() + "[" * 100_000, 1, "nested"),
        (detail() + '{"value": ' + "9" * 5000 + "}", 1, "number"),
        (detail() + "nonsense", 1, "not JSON"),
        (detail() + " 5 " + detail(uin="2"), 2, "not an object"),
    ],
)
def test_a_broken_question_is_rejected_and_the_rest_is_read(tmp_path, text, good, words):
    records = read(saved(tmp_path, text))
    rejected = [record for record in records if isinstance(record, Rejection)]
    assert len(records) - len(rejected) == good
    assert len(rejected) == 1
    assert words in rejected[0].reason
    assert "saved.json" in rejected[0].where


def test_bytes_that_are_not_utf8_are_rejected(tmp_path):
    path = tmp_path / "saved.json"
    path.write_bytes(detail().encode() + b'{"value": "\xff"}')
    assert "UTF-8" in read(path)[-1].reason


@pytest.mark.parametrize(
    "text", ['{"totalResults": 3}', '{"value": 1}', '{"results": 5}', "[1]", '{"uin": "1"}']
)
def test_other_json_is_of_no_known_form(tmp_path, text):
    assert sources.open_source(saved(tmp_path, text)) is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(question(1))), VALUES, max_size=6))
def test_any_values_give_a_record_or_a_rejection(changes):
    published = json.dumps(envelope(question(1) | changes))
    try:
        record = sources.reread("api-detail", published)
    except Rejected:
        return
    assert record.published == published
    assert record.date_tabled
    assert record.date_answered or record.status not in ("answered", "corrected")


@hypothesis_settings(deadline=None)  # it writes files
@given(st.data())
def test_any_damage_gives_records_or_rejections(tmp_path_factory, data):
    text = data.draw(st.sampled_from([listed("take=3"), detail() + "\n" + detail(uin="2")]))
    at = data.draw(st.integers(0, len(text)))
    end = at + data.draw(st.integers(0, 30))
    path = tmp_path_factory.mktemp("damage") / "saved.json"
    path.write_text(text[:at] + data.draw(st.text(max_size=8)) + text[end:], "utf-8", "replace")
    source = sources.open_source(path)
    records = [] if source is None else list(source.records())
    assert all(isinstance(record, WrittenAnswer | Rejection) for record in records)


def test_detail_takes_precedence_over_every_other_source_and_a_list_over_none(tmp_path):
    stated = {"uin": "100", "dateTabled": "2015-03-02", "dateAnswered": "2015-03-09"}
    record = question(1, answerText="<p>There are twelve libraries in all.</p>", **stated)
    forms = {
        "api-detail": saved(tmp_path, json.dumps(envelope(record))).rename(tmp_path / "detail"),
        "json-lines": lines(tmp_path / "lines", fact()),
        "api-list": saved(tmp_path, listed("take=1", {1: record})),
    }
    for order in (list(forms), list(forms)[::-1]):
        settings = Settings(data_dir=tmp_path / "-".join(order))
        for form in order:
            ingest([forms[form]], settings)
        service = Service(settings)
        assert service.answer("2015-03-02/100").text == "There are twelve libraries in all."
        assert service.coverage().answers == 1
        assert list(verify_integrity(settings)) == []


def test_a_huge_file_is_read_in_little_memory(tmp_path):
    path = tmp_path / "saved.json"
    one = detail(answerText="<p>" + "x" * 200_000 + "</p>").encode()
    with path.open("wb") as file:
        file.write(b'{"totalResults": 500, "results": [' + b",".join([one] * 500) + b"]}")
    program = (
        "import sys; from pathlib import Path; from qa.archive import sources\n"
        "print(sum(1 for _ in sources.open_source(Path(sys.argv[1])).records()))"
    )

    def bounded():
        resource.setrlimit(resource.RLIMIT_DATA, (80_000_000, 80_000_000))

    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        preexec_fn=bounded,
    )
    assert (done.stdout, done.stderr) == ("500\n", "")


def test_an_endless_field_is_rejected_in_little_memory(tmp_path):
    path = tmp_path / "saved.json"
    with path.open("wb") as file:
        file.write(detail().encode() + b'{"value": {"questionText": "')
        file.truncate(300_000_000)
    records = read(path)
    assert isinstance(records[0], WrittenAnswer)
    assert len(records) == 2
    assert re.search("rest is not read|does not end", records[1].reason)


def test_the_date_of_a_correction_is_returned_as_published():
    published = json.dumps(envelope(copy.deepcopy(NAMED["corrected"])))
    assert question_json.date_corrected(published) == "2024-01-23T00:00:00"
    assert question_json.date_corrected(detail()) is None


def bare(**stated):
    """What is in `value`, alone."""
    return json.dumps(question(1, **stated))


BARE_FORMS = {
    "a bare list of replies": (2, "api-detail", f"[{detail()}, {detail(uin='2')}]"),
    "a bare list of rows": (5, "api-list", json.dumps(json.loads(listed("take=5"))["results"])),
    "a bare list of lists": (10, "api-list", f"[{listed('take=5')},{listed('skip=5&take=5')}]"),
    "bare questions, one a line": (2, "api-detail", bare() + "\n" + bare(uin="2")),
    "a bare list of bare questions": (2, "api-detail", f"[{bare()},\n{bare(uin='2')}]"),
    "more keys after": (1, "api-list", f'{{"results": [{detail()}], "links": [{{"a": "]"}}]}}'),
    "more keys before": (1, "api-list", f'{{"page": {{"size": [1]}}, "results": [{detail()}]}}'),
    "links before the value": (1, "api-detail", '{"links": [], ' + detail()[1:]),
    "no results": (0, None, '{"totalResults": 0, "results": null, "links": []}'),
    "an empty list with more keys": (0, None, '{"totalResults": 0, "results": [], "links": []}'),
}


@pytest.mark.parametrize("name", BARE_FORMS)
def test_questions_are_read_in_whatever_list_they_are(tmp_path, name):
    count, form, text = BARE_FORMS[name]
    records = read(saved(tmp_path, text, text))
    assert [record.form for record in records] == [form] * 2 * count
    for record in records:
        assert sources.reread(record.form, record.published) == record


@pytest.mark.parametrize(
    ("uin", "stated", "house"),
    [("5", 1, "Commons"), ("5", "1", "Commons"), ("HL5", 2, "Lords"), ("HL5", "lords", "Lords")],
)
def test_a_house_may_be_a_number(uin, stated, house):
    record = json.dumps(envelope(question(1, uin=uin) | {"house": stated}))
    assert sources.reread("api-detail", record).house == house


@pytest.mark.parametrize(
    ("uin", "stated"), [("5", 2), ("HL5", 1), ("5", 3), ("5", True), ("5", 1.5), ("5", [1])]
)
def test_a_number_of_another_house_or_of_none_is_refused(uin, stated):
    record = json.dumps(envelope(question(1, uin=uin) | {"house": stated}))
    with pytest.raises(Rejected, match="house"):
        sources.reread("api-detail", record)


@pytest.mark.parametrize(
    ("text", "good", "words"),
    [
        (f"[{detail()}, 5, {detail(uin='2')}]", 2, "not an object"),
        (f"[{detail()}, {{}}]", 1, "value"),
        (f"[{detail()}", 1, "no end"),
        (f'{{"results": [{detail()}], "links": [', 1, "not JSON"),
        (f'{{"results": [{detail()}], "links"', 1, "no end"),
        (f"[[[[[[[{detail()}]]]]]]]", 0, "nested"),
        (f"[{detail()}, {bare(dateTabled=None)}]", 1, "dateTabled"),
    ],
)
def test_a_broken_list_is_refused_where_it_breaks(tmp_path, text, good, words):
    records = read(saved(tmp_path, text))
    *read_before, rejected = sorted(records, key=lambda record: isinstance(record, Rejection))
    assert len(read_before) == good
    assert words in rejected.reason


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ([], ()),
        (None, ()),
        ([{"url": "https://a.uk/x.xlsx", "title": " Libraries "}], (("Libraries", "x.xlsx"),)),
        ([{"url": "https://a.uk/a%20b.pdf?c=1", "title": None}], (("a b.pdf", "a%20b.pdf?c=1"),)),
        ([{"url": "https://a.uk/", "title": ""}], (("https://a.uk/", ""),)),
        ([{"url": None, "title": "x"}, {"url": "javascript:x()", "title": "y"}], ()),
        (
            [{"url": "https://a.uk/1", "title": "x"}, {"url": "https://a.uk/2", "title": "x"}],
            (("x", "1"), ("x", "2")),
        ),
    ],
)
def test_attachments_are_kept_with_title_and_address(stated, kept):
    record = sources.reread("api-detail", detail(attachments=stated))
    assert [(one.title, one.url) for one in record.attachments] == [
        (title, f"https://a.uk/{name}") for title, name in kept
    ]


@pytest.mark.parametrize("name", ["attachments", "groupedQuestionsDates"])
@pytest.mark.parametrize("stated", [5, "x", {"url": "x"}, ["x"], [None]])
def test_a_list_of_something_else_is_refused(name, stated):
    with pytest.raises(Rejected, match=name):
        sources.reread("api-detail", json.dumps(envelope(question(1) | {name: stated})))


def test_grouped_questions_are_kept_as_links():
    record = sources.reread("api-detail", json.dumps(envelope(NAMED["one of a group"])))
    (other,) = record.grouped_questions
    assert (other.uin, other.date_tabled) == ("8160", "2024-01-08")
    assert other.url.endswith("/written-questions/detail/2024-01-08/8160")


def test_an_answer_keeps_attachments_and_group_whatever_other_forms_say(tmp_path):
    record = NAMED["attachment"] | {
        "groupedQuestionsDates": NAMED["one of a group"]["groupedQuestionsDates"]
    }
    stated = fact(
        uin=record["uin"],
        question_text=record["questionText"],
        date_tabled="2024-01-05",
        date_answered="2024-01-12",
    )
    paths = [saved(tmp_path, json.dumps(envelope(record))), lines(tmp_path / "lines", stated)]
    for order in (paths, paths[::-1]):
        settings = Settings(data_dir=tmp_path / f"data-{order[0].name}")
        ingest(order, settings)
        answer = Service(settings).answer(f"2024-01-05/{record['uin']}")
        assert answer.as_json()["attachments"] == [
            {"title": "Libraries by prison", "url": "https://files.example/libraries.xlsx"}
        ]
        assert [one["uin"] for one in answer.facts()["grouped_questions"]] == ["8160"]
        assert list(verify_integrity(settings)) == []
