"""TheyWorkForYou's XML: every numbered question gives a record, and no declaration has effect."""

import resource
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.archive.integrity import missing_word, verify_integrity
from qa.archive.sources import Rejection, Superseded, open_source, reread
from qa.errors import Rejected
from qa.model import WrittenAnswer
from qa.service.service import Service
from qa.settings import Settings
from qa.text.markup import plain_text
from tests.making import ROOT, fact, read, xml_day, xml_question, xml_reply

REAL_DAYS = ROOT.parent / "shared" / "data" / "theyworkforyou"

OLD = """<?xml version="1.0" encoding="ISO-8859-1"?>

<!DOCTYPE publicwhip
[
<!ENTITY pound   "&#163;" >
<!ENTITY mdash  "&#8212;">
]>

<publicwhip scrapeversion="b" latest="{latest}">
<gidredirect oldgid="uk.org.publicwhip/wrans/2009-11-03a.1.h" newgid="x" matchtype="altques"/>
{units}
</publicwhip>
"""
HEADS = """
<major-heading id="uk.org.publicwhip/wrans/2009-11-03b.1.mh" colnum="1W">
	JUSTICE
</major-heading>
<minor-heading id="uk.org.publicwhip/wrans/2009-11-03b.1.h" colnum="1W">
	Prisons &amp; Libraries
</minor-heading>
"""


def ques(paragraphs, place="1.q0", speaker="member/1", name="Ann Smith"):
    return (
        f'<ques id="uk.org.publicwhip/wrans/2009-11-03b.{place}" colnum="1W" speakerid='
        f'"uk.org.publicwhip/{speaker}" speakername="{name}" url="http://example.org/1#a">\n'
        f"\t{paragraphs}\n</ques>\n"
    )


def reply(content, place="1.r0"):
    return (
        f'<reply id="uk.org.publicwhip/wrans/2009-11-03b.{place}" colnum="1W" speakerid='
        f'"uk.org.publicwhip/member/2" speakername="Bob Jones">\n\t{content}\n</reply>\n'
    )


ONE = ques('<p pid="1" qnum="1">To ask how many.</p>')
TWELVE = reply("<p>Twelve.</p>")


def day(folder, units, latest="yes", name="answers2009-11-03b.xml", encoding="latin-1"):
    path = Path(folder) / name
    path.write_bytes(OLD.format(units=units, latest=latest).encode(encoding))
    return path


def text(record):
    return plain_text(record.answer, record.markup)


def test_each_part_of_a_numbered_question_is_a_record_that_shares_the_reply(tmp_path):
    paragraphs = (
        '<p pid="1">To ask the Secretary of State</p>\n'
        '\t<p class="numindent" qnum="11">(1)  how many <i> (a)</i> books he has;</p>\n'
        '\t<p class="numindent" qnum="12">(2)  what they cost.</p>'
    )
    other = ques('<p qnum="13">To ask which.</p>', "1.q1", name="Si\xf4n Simon")
    answer = '<p>There are &pound;5&mdash;and <I>more</I>.</p><p class="indent">A<sup>2</sup></p>'
    records = list(read(day(tmp_path, HEADS + ques(paragraphs) + other + reply(answer))))
    assert [record.uin for record in records] == ["11", "12", "13"]
    assert [record.source_question for record in records] == [
        "To ask the Secretary of State (1) how many (a) books he has;",
        "To ask the Secretary of State (2) what they cost.",
        "To ask which.",
    ]
    assert {text(record) for record in records} == {"There are £5—and more.\n\nA[2]"}
    assert records[2].asking_member == "Siôn Simon"
    first = records[0]
    assert (first.date_tabled, first.date_answered) == (None, "2009-11-03")
    assert (first.answering_body, first.heading) == ("JUSTICE", "Prisons & Libraries")
    assert (first.house, first.status) == ("Commons", "answered")
    assert (first.answering_member, first.url) == ("Bob Jones", "http://example.org/1#a")
    assert [reread(record.form, record.published) for record in records] == records


def test_lords_questions_have_no_department_and_each_its_own_text(tmp_path):
    paragraphs = '<p qnum="HL5">To ask one.</p>\n<p qnum="hl 6">To ask two.</p>'
    heading = '<minor-heading id="x" colnum="1">\nFlight Paths\n</minor-heading>'
    records = list(read(day(tmp_path, heading + ques(paragraphs, "1.2", "lord/9") + TWELVE)))
    assert [(r.uin, r.house, r.answering_body, r.source_question) for r in records] == [
        ("HL5", "Lords", None, "To ask one."),
        ("HL6", "Lords", None, "To ask two."),
    ]


@pytest.mark.parametrize(
    ("furniture", "holding"),
    [
        (
            '<p class="holdinganswer">holding answer <phrase class="date" code="2009-10-22">'
            "22 October 2009</phrase></p>",
            "2009-10-22",
        ),
        ('<p class="holdinganswer">[holding answer 9 September 2009]:</p>', "2009-09-09"),
        ('<p class="holdinganswer">h olding answer 27 October 2009</p>', "2009-10-27"),
        ("<p>h olding answer 27 October 2009</p>", "2009-10-27"),
        ("<p>hold ing ans wer\n 27 October 2009</p>", "2009-10-27"),
        ('<p>h olding <phrase code="2009-10-27">27 October</phrase></p>', "2009-10-27"),
        (
            '<p class="holdinganswer">holding answers 12 and 14 October 2009</p>',
            "2009-10-14",
        ),
        ('<p class="askedtoreply">I have been asked to reply</p>', None),
        (
            '<p class="askedtoreply">I have been asked to reply on behalf of my right hon. Friend'
            " the Prime Minister.</p>",
            None,
        ),
    ],
)
def test_paragraphs_that_are_no_part_of_an_answer_are_left_out(tmp_path, furniture, holding):
    (record,) = read(day(tmp_path, ONE + reply(f"{furniture}<p>Twelve.</p>")))
    assert (text(record), record.date_holding, record.status) == ("Twelve.", holding, "answered")


@pytest.mark.parametrize(
    ("paragraph", "kept"),
    [
        (
            '<p class="askedtoreply">I have been asked to reply. There are five.</p>',
            "I have been asked to reply. There are five.",
        ),
        (
            '<p class="holdinganswer">holding answer 9 September 2009: There are five.</p>',
            "holding answer 9 September 2009: There are five.",
        ),
        ('<p class="holdinganswer">holding answer soon</p>', "holding answer soon"),
        ("<p>I have been asked to reply.</p>", "I have been asked to reply."),
    ],
)
def test_such_a_paragraph_with_more_in_it_is_kept(tmp_path, paragraph, kept):
    (record,) = read(day(tmp_path, ONE + reply(f"{paragraph}<p>Twelve.</p>")))
    assert text(record) == f"{kept}\n\nTwelve."


def test_a_superseded_version_is_counted_and_stores_nothing(tmp_path):
    paragraphs = '<p>To ask</p><p qnum="11">(1) one;</p><p qnum="12">(2) two.</p>'
    old = day(tmp_path, ques(paragraphs) + TWELVE, latest="no", name="answers2009-11-03a.xml")
    new = day(tmp_path, ques('<p qnum="11">To ask one.</p>') + TWELVE)
    assert [type(item) for item in read(old)] == [Superseded, Superseded]
    report = ingest([old, new], Settings(data_dir=tmp_path / "data"))
    assert dict(report.counts) == {"superseded": 2, "new": 1}
    assert report.total == 3


def test_the_newer_form_states_both_dates_and_may_have_a_stray_ampersand(tmp_path):
    facts = [fact(answering_body="Culture & Sport", answer_html="<p>At &pound;5 &c.</p>")]
    (record,) = read(xml_day(tmp_path, *facts))
    assert (record.date_tabled, record.date_answered) == ("2015-03-02", "2015-03-09")
    assert (record.uin, record.answering_body) == ("100", "Culture & Sport")
    assert (text(record), record.heading) == ("At £5 &c.", "Libraries")
    assert reread(record.form, record.published) == record


@pytest.mark.parametrize(
    "markup",
    ["One.<br>Two.", "One.<BR >Two.", "One.<br/>Two.", "One.<br></br>Two.", "One.<br />Two."],
)
def test_a_line_break_need_not_be_closed(tmp_path, markup):
    (record,) = read(xml_day(tmp_path, fact(answer_html=f"<p>{markup}</p>")))
    assert text(record).split() == ["One.", "Two."]


@pytest.mark.parametrize("number", ["12", "12 [R]", "[12]", " 12[n] "])
def test_marks_around_a_number_are_left_out(tmp_path, number):
    (record,) = read(day(tmp_path, ques(f'<p qnum="{number}">To ask.</p>') + TWELVE))
    assert record.uin == "12"


def test_grouped_questions_of_the_newer_form_have_their_own_dates(tmp_path):
    first, second = fact(uin="9"), fact(uin="10", date_tabled="2015-03-03")
    units = xml_question(first) + xml_question(second, 1) + xml_reply(first)
    path = tmp_path / "answers2015-03-09.xml"
    path.write_text(f"<publicwhip>{units}</publicwhip>", encoding="utf-8")
    stated = [(record.uin, record.date_tabled) for record in read(path)]
    assert stated == [("9", "2015-03-02"), ("10", "2015-03-03")]


def test_a_second_reply_of_the_newer_form_is_the_correction(tmp_path):
    before, after = fact(answer_html="<p>Ten.</p>"), fact(answer_html="<p>Twelve.</p>")
    units = xml_question(before) + xml_reply(before) + xml_reply(after, 1)
    path = tmp_path / "answers2015-03-09.xml"
    path.write_text(f"<publicwhip>{units}</publicwhip>", encoding="utf-8")
    (record,) = read(path)
    assert (text(record), record.status) == ("Twelve.", "corrected")
    assert record.original == "<p>Ten.</p>"
    chosen = Settings(data_dir=tmp_path / "data")
    ingest([path], chosen)
    service = Service(chosen)
    (change,) = service.context(service.answer("2015-03-02/100")).changes
    assert (change.before, change.after) == ("Ten.", "Twelve.")
    assert list(verify_integrity(chosen)) == []


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    "preface",
    [
        "An error has been identified in the written answer given on 10 March 2015.",
        "A mistake was made in the answer given on 10 March 2015. The correct answer is:",
        "The correct answer should have been, in place of that given on 10 March 2015:",
    ],
)
def test_the_reply_that_says_an_error_was_identified_is_the_correction(tmp_path, preface, order):
    before = fact(date_tabled="2015-03-02", answer_html="<p>There were 620.</p>")
    after = before | {
        "answer_html": f"<p>{preface}</p><p>There were 260.</p>",
        "answering_member": "Brown, Cay",
    }
    replies = [xml_reply(before), xml_reply(after, 1)][::order]
    path = tmp_path / "answers2015-03-20.xml"
    path.write_text(f"<publicwhip>{xml_question(before)}{''.join(replies)}</publicwhip>")
    (record,) = read(path)
    assert text(record).endswith("There were 260.")
    assert (record.status, record.original) == ("corrected", "<p>There were 620.</p>")
    assert (record.date_answered, record.date_corrected) == ("2015-03-10", "2015-03-20")
    assert (record.answering_member, record.correcting_member) == ("Jones, Bob", "Brown, Cay")
    assert reread(record.form, record.published) == record


def test_one_reply_may_say_that_it_is_a_correction(tmp_path):
    words = "An error has been identified in the written answer given on 9 March 2015. It is 260."
    stated = fact(date_answered="2015-03-20", answer_html=f"<p>{words}</p>")
    (record,) = read(xml_day(tmp_path, stated))
    assert (record.status, text(record)) == ("corrected", words)
    assert (record.date_answered, record.date_corrected) == ("2015-03-09", "2015-03-20")
    assert record.correcting_member is None


@pytest.mark.parametrize(
    "words",
    [
        "No error has been found on 9 March 2015 in the accounts given on 9 March 2015 either.",
        "The correct information is held by the Office for National Statistics.",
        "An error was made by the contractor in 2013.",
    ],
)
def test_an_answer_about_errors_is_no_correction(tmp_path, words):
    (record,) = read(xml_day(tmp_path, fact(answer_html=f"<p>There are 5.</p><p>{words}</p>")))
    assert (record.status, record.date_answered) == ("answered", "2015-03-09")


def generation(folder, tabled, name, attributes, kind="wrans", number="7"):
    """A day of one question, in the markup of its time."""
    place = f"uk.org.publicwhip/{kind}/{tabled}.{number}"
    path = folder / name
    path.write_text(
        f'<publicwhip><ques id="{place}.q0" {attributes} speakername="Ann Smith">'
        f'<p qnum="{number}">To ask how many.</p></ques>'
        f'<reply id="{place}.r0" {attributes} speakername="Bob Jones"><p>Twelve.</p></reply>'
        "</publicwhip>"
    )
    return path


MEMBER = 'speakerid="uk.org.publicwhip/member/40289"'
PERSON = 'person_id="uk.org.publicwhip/person/10001"'


@pytest.mark.parametrize(
    ("day", "name", "attributes", "tabled", "answered"),
    [
        ("2003-06-12", "answers2003-06-12.xml", f'{MEMBER} colnum="12W"', None, "2003-06-12"),
        ("2001-11-05", "answers2001-11-05.xml", MEMBER, None, "2001-11-05"),
        ("2009-10-27c", "answers2009-10-27c.xml", f'{PERSON} colnum="12W"', None, "2009-10-27"),
        ("2015-01-20a", "lordswrans2015-01-20a.xml", f'{MEMBER} colnum="1"', None, "2015-01-20"),
        ("2014-10-13", "answers2014-10-20.xml", MEMBER, "2014-10-13", "2014-10-20"),
        ("2016-03-01", "answers2016-03-10.xml", PERSON, "2016-03-01", "2016-03-10"),
    ],
)
def test_an_id_has_the_date_that_it_had_at_its_time(
    tmp_path, day, name, attributes, tabled, answered
):
    (record,) = read(generation(tmp_path, day, name, attributes))
    assert (record.date_tabled, record.date_answered) == (tabled, answered)


@pytest.mark.parametrize(
    ("kind", "number", "body"),
    [
        ("spwa", "S3W-28374", "Scottish Parliament"),
        ("spwa", "28374", "Scottish Parliament"),
        ("spor", "1", "Scottish Parliament"),
        ("ni", "AQW1234/09", "Northern Ireland Assembly"),
        ("ni", "1234", "Northern Ireland Assembly"),
        ("senedd/en", "WQ80001", "Senedd"),
        ("senedd/cy", "80001", "Senedd"),
        ("wms", "1", "not of a written answer"),
        ("debate", "1", "not of a written answer"),
    ],
)
def test_a_record_of_another_parliament_is_refused_by_name(tmp_path, kind, number, body):
    path = generation(tmp_path, "2016-03-01", "answers2016-03-10.xml", PERSON, kind, number)
    (rejection,) = read(path)
    assert isinstance(rejection, Rejection)
    assert body in rejection.reason


@pytest.mark.parametrize(
    "content", ["", "<speech id='x'><p>A plan.</p></speech>", "<gidredirect/>"]
)
def test_a_named_file_without_a_written_question_is_refused(tmp_path, content):
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "ministerial2024-02-01.xml"
    path.write_text(f"<publicwhip>{content}</publicwhip>")
    chosen = Settings(data_dir=tmp_path / "data")
    (rejection,) = ingest([path], chosen).rejected
    assert rejection.where == str(path)
    assert "no written question" in rejection.reason
    assert ingest([folder], chosen).rejected == []


def test_a_newer_file_whose_name_states_no_date_is_rejected(tmp_path):
    path = xml_day(tmp_path, fact()).rename(tmp_path / "answers.xml")
    (rejection,) = read(path)
    assert "states none" in rejection.reason
    assert rejection.where == f"{path}, line 10"


@pytest.mark.parametrize(
    ("unit", "reason"),
    [
        (ques('<p qnum="2">To ask <b>this.</p>') + TWELVE, "well formed"),
        (ques('<p qnum="2">To ask.</p>').replace("</ques>", "") + TWELVE, "not closed"),
        (ques('<p qnum="two">To ask.</p>') + TWELVE, "'two'"),
        (ques('<p qnum="2">To ask.</p>'), "no reply"),
        (ques('<p qnum="2"> </p>') + TWELVE, "no words"),
        (ques('<p qnum="2">To ask.</p>').replace("2009-11-03", "2009-13-03") + TWELVE, "no date"),
        (ques('<p qnum="2">To ask.</p>') + reply("<b>" * 100_000 + "x" + "</b>" * 100_000), "deep"),
        (ques('<p qnum="2">To ask.</p>') + reply("<b/>" * 200_000), "elements"),
        (ques('<p qnum="2">To \x01ask.</p>') + TWELVE, "well formed"),
    ],
)
def test_a_bad_question_is_rejected_with_its_line_and_the_others_are_read(tmp_path, unit, reason):
    heading = '<minor-heading id="x">H</minor-heading>'
    items = list(read(day(tmp_path, ONE + TWELVE + heading + unit + heading + ONE + TWELVE)))
    assert [type(item) for item in items] == [WrittenAnswer, Rejection, WrittenAnswer]
    assert reason in items[1].reason
    assert "line " in items[1].where


BOMB = "\n".join(
    ['<!ENTITY lol0 "lol">'] + [f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 30)]
)


@pytest.mark.parametrize(
    "doctype",
    [
        f"<!DOCTYPE publicwhip [{BOMB}]>",
        f'<!DOCTYPE publicwhip [<!ENTITY a "{"x" * 60_000}">]>',
        '<!DOCTYPE publicwhip [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE publicwhip [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;]>',
        '<!DOCTYPE publicwhip SYSTEM "http://127.0.0.1/a.dtd">',
        '<!DOCTYPE publicwhip PUBLIC "a" "http://127.0.0.1/a.dtd" []>',
        "<!DOCTYPE publicwhip [<!ELEMENT p ANY>]>",
        "<!DOCTYPE publicwhip [" + "<!-- x -->" * 20_000 + "]>",
    ],
    ids=["bomb", "long", "file", "parameter", "system", "public", "element", "endless"],
)
def test_a_declaration_of_more_than_a_character_is_rejected(tmp_path, doctype):
    path = tmp_path / "answers2009-11-03.xml"
    path.write_text(f"<?xml version='1.0'?>\n{doctype}\n<publicwhip>{ONE}{TWELVE}</publicwhip>")
    begun = time.process_time()
    with pytest.raises(Rejected):
        list(read(path))
    assert time.process_time() - begun < 15


def test_an_undeclared_entity_is_plain_text(tmp_path):
    (record,) = read(day(tmp_path, ONE + reply("<p>A &lol9; &LT;b&GT; &#60;i&#62; &#150;</p>")))
    assert text(record) == "A &lol9; <b> <i> –"


def test_a_declaration_within_the_file_has_no_effect(tmp_path):
    inner = reply('<!DOCTYPE a [<!ENTITY b "c">]><p>&b;</p>')
    (rejection,) = read(day(tmp_path, ONE + inner))
    assert "well formed" in rejection.reason


def test_a_question_in_a_comment_is_not_read(tmp_path):
    assert [r.uin for r in read(day(tmp_path, f"<!-- {ONE}{TWELVE} -->{ONE}{TWELVE}"))] == ["1"]


def test_a_file_cut_short_gives_its_whole_questions_and_a_rejection(tmp_path):
    path = day(tmp_path, ONE + TWELVE + ONE + TWELVE)
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"Twelve")])
    report = ingest([path], Settings(data_dir=tmp_path / "data"))
    assert dict(report.counts) == {"new": 1, "rejected": 2}
    assert "cut short" in report.rejected[1].reason


def test_a_file_in_utf32_is_of_no_known_form(tmp_path):
    assert open_source(day(tmp_path, ONE + TWELVE, encoding="utf-32")) is None


def test_an_unknown_encoding_is_rejected(tmp_path):
    path = day(tmp_path, ONE + TWELVE)
    path.write_bytes(path.read_bytes().replace(b"ISO-8859-1", b"EBCDIC-CP-BE"))
    with pytest.raises(Rejected, match="ebcdic"):
        list(read(path))


def test_bytes_outside_the_stated_encoding_reject_one_question(tmp_path):
    path = day(tmp_path, ONE + reply("<p>\xa35</p>") + ONE + TWELVE)
    path.write_bytes(path.read_bytes().replace(b"ISO-8859-1", b"UTF-8"))
    assert [type(item) for item in read(path)] == [Rejection, WrittenAnswer]


def test_a_thousand_questions_with_one_huge_reply_are_rejected_quickly(tmp_path):
    numbered = "".join(f'<p qnum="{number}">To ask.</p>' for number in range(1000))
    begun = time.process_time()
    with pytest.raises(Rejected, match="many times longer"):
        list(read(day(tmp_path, ques(numbered) + reply("<p>word</p>" * 50_000))))
    assert time.process_time() - begun < 15


def test_an_unclosed_heading_rejects_its_questions_only(tmp_path):
    broken = HEADS.replace("</minor-heading>", "")
    items = list(read(day(tmp_path, broken + ONE + TWELVE + HEADS + ONE + TWELVE)))
    assert [type(item) for item in items] == [Rejection, WrittenAnswer]


@pytest.mark.parametrize("endless", ["<p>word</p>\n", "<ques ", "<!-- ", "x", "&", "<publicwhip "])
def test_an_endless_reply_needs_little_memory_and_time(tmp_path, endless):
    path = tmp_path / "answers2009-11-03.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write(f"<publicwhip>{ONE}<reply id='x'>")
        for _ in range(10):
            file.write(endless * (1024 * 1024 // len(endless)))
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    report = ingest([path], Settings(data_dir=tmp_path / "data"))
    assert set(report.counts) == {"rejected"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024
    assert time.process_time() - begun < 60


PIECES = [*'<>/&;"', "<p>", "</p>", "<p qnum='1'>", "<ques", "</ques>", "<reply>", "</reply>"]
PIECES += ["<!--", "-->", "&pound;", "&#0;", "<![CDATA[", "]]>", ONE, TWELVE, "\x00", "é"]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_any_pieces_give_records_or_rejections(tmp_path_factory, pieces):
    path = day(tmp_path_factory.mktemp("day"), "".join(pieces), encoding="utf-8")
    try:
        for item in read(path):
            if isinstance(item, WrittenAnswer):
                assert reread(item.form, item.published) == item
                text(item)
    except Rejected:
        pass


@pytest.mark.skipif(not REAL_DAYS.is_dir(), reason="the real days are not beside the clone")
def test_the_real_days_are_read_completely(tmp_path):
    chosen = Settings(data_dir=tmp_path / "data")
    report = ingest([REAL_DAYS], chosen)
    assert dict(report.counts) == {"new": 500 + 328 + 36 + 45, "superseded": 1 + 4 + 112 + 3}
    assert report.skipped == []
    assert list(verify_integrity(chosen)) == []
    found = Counter()
    holding = 0
    for path in sorted(REAL_DAYS.rglob("*.xml")):
        for record in read(path):
            if isinstance(record, WrittenAnswer):
                found[record.date_answered, record.house] += 1
                holding += record.date_holding is not None
                assert "holding answer <phrase" not in record.answer
                assert missing_word(record.answer, text(record)) is None
    assert found == {
        ("2009-10-26", "Commons"): 500,
        ("2009-10-27", "Commons"): 328,
        ("2009-10-26", "Lords"): 36,
        ("2009-10-27", "Lords"): 45,
    }
    assert holding == 31 + 39
