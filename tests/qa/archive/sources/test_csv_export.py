"""CSV exports: each layout, repair of damage, and rows that would fill the memory."""

import json
import resource
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.archive.sources import Rejection, Repair, csv_export, open_source, reread
from qa.cli.output import ingest_lines
from qa.errors import Rejected
from qa.model import WrittenAnswer
from qa.settings import Settings
from tests.making import REAL_ANSWERS, fact, lines, read
from tests.making import csv_export as made_export

DAMAGED = REAL_ANSWERS.parent / "pq-tool-archive-damaged.csv"
NINE = (
    "Question_MP,Question_Text,Question_ID,MP_Constituency,Question_Date,Answer_Text,Answer_MP,"
    "Answer_Date,Party"
)
TRAINING = (
    '"",Document_Number,Question_ID,Question_Text,Answer_Text,Question_MP,MP_Party,'
    "MP_Constituency,Answer_MP,Date,Answer_Date,Topic,Topic_Keywords"
)
PAIRED = (
    '"",Question_MP.remote,Question_Text.remote,Question_ID,MP_Constituency.remote,'
    "Question_Date.remote,Answer_Text.remote,Answer_MP.remote,Answer_Date,Party.remote,"
    "Question_MP.local,Question_Text.local,MP_Constituency.local,Question_Date.local,"
    "Answer_Text.local,Answer_MP.local,Party.local"
)
GOOD = '"Smith, Ann",To ask how many.,7,Leeds,21/10/14,<p>Twelve.</p>,Bob Jones,04/11/14,Labour'


def export(folder, *rows, header=NINE, end="\n", encoding="utf-8"):
    path = Path(folder) / "export.csv"
    path.write_bytes(end.join([header, *rows, ""]).encode(encoding))
    return path


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_the_nine_columns_are_read_with_any_line_ends(tmp_path, end):
    lords = (
        f'Lord Low,"To ask ""why"",{end}indeed.",hl 8,NA,21/10/14,<p>No.</p>,NA,04/11/14,Not found'
    )
    one, two = read(export(tmp_path, GOOD, lords, end=end))
    assert (one.uin, one.house, one.date_tabled, one.date_answered) == (
        "7", "Commons", "2014-10-21", "2014-11-04")  # fmt: skip
    assert (one.asking_member, one.answering_member) == ("Smith, Ann", "Bob Jones")
    assert (one.answering_body, one.heading, one.url, one.status) == (None, None, None, "answered")
    assert (two.uin, two.house) == ("HL8", "Lords")
    assert two.source_question == 'To ask "why", indeed.'
    assert (two.asking_member, two.answering_member) == ("Lord Low", None)
    assert [reread(record.form, record.published) for record in (one, two)] == [one, two]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (TRAINING, "1,1,7,To ask how many.,<p>Twelve.</p>,Ann Smith,L,Leeds,Bob,2014-10-21,"
         "2014-11-04,3,books"),
        (PAIRED, '1,Ann Smith,To ask how many.,7,Leeds,21/10/14,<p>Twelve.</p>,Bob,04/11/14,L,'
         '"Else, One",To ask something else.,York,01/01/13,<p>Five.</p>,Ed,L'),
    ],
)  # fmt: skip
def test_the_wider_layouts_state_the_same(tmp_path, header, row):
    (record,) = read(export(tmp_path, row, header=header))
    assert (record.date_tabled, record.date_answered) == ("2014-10-21", "2014-11-04")
    assert record.uin == "7"
    assert (record.source_question, record.answer) == ("To ask how many.", "<p>Twelve.</p>")
    assert (record.asking_member, record.answering_member) == ("Ann Smith", "Bob")


def test_only_a_ministerial_change_makes_an_answer_corrected(tmp_path):
    marked = GOOD.replace("Twelve", "<ins class=ministerial>Twelve</ins>")
    plain = GOOD.replace("Twelve", "<ins>Twelve</ins>")
    assert [r.status for r in read(export(tmp_path, marked, plain))] == ["corrected", "answered"]


def test_a_question_is_plain_text_and_an_answer_keeps_its_markup(tmp_path):
    row = GOOD.replace("how many", "<i>how</i> many &amp; why")
    (record,) = read(export(tmp_path, row))
    assert record.source_question == "To ask how many & why."
    assert record.answer == "<p>Twelve.</p>"


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        (b"\xce\xa3", "£"),
        (b"\x8a\x97\xc8", "’"),
        (b"\x8a\x97\x96", "–"),
        (b"\x8a\x97\x85", "‘"),
        (b"\x8a\x97\x93", "“"),
        (b"\x8a\x97\x9d", "”"),
        (b"\xce\xe0", "·"),
        (b"\x8a\x97\xa2", "•"),
        (b"\x8a\x97\x94", "—"),
        (b"\x92\xa9", "é"),
        (b"\x8a\xe4\x8c", "€"),
        (b"\xce_", "\N{NO-BREAK SPACE}"),
        (b"\xce\xe0\xce_", "·\N{NO-BREAK SPACE}"),
        (b"\xce_\xce_\x8a\x97\x93", "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}“"),
        (b"\xce\xa3\xce\xe0", "£·"),
    ],
)
def test_damage_is_repaired_byte_for_byte_and_reported(tmp_path, damaged, right):
    path = export(tmp_path, GOOD, GOOD.replace("Twelve", "1@2 \N{POUND SIGN}3"))
    content = path.read_bytes().replace("£".encode(), b"\xce\xa3").replace(b"@", damaged)
    path.write_bytes(content)
    first, second, note = read(path)
    assert first.answer == "<p>Twelve.</p>"
    assert second.answer == f"<p>1{right}2 £3.</p>"
    assert isinstance(note, Repair)
    assert note.records == 1
    report = ingest([path], Settings(data_dir=tmp_path / "data"))
    (line,) = list(ingest_lines(report))[1:]
    assert line.startswith(f"Repair: 1 records of {path}: bytes that a wrong code page")


@pytest.mark.parametrize("whole_first", [True, False])
def test_intact_rows_of_a_damaged_file_are_not_changed(tmp_path, whole_first):
    text = "£5 – “é” € · ŵ…"
    rows = [GOOD.replace("Twelve", text), GOOD.replace("Twelve", "ŵ@s: it@s $5")]
    path = export(tmp_path, *(rows if whole_first else rows[::-1]))
    content = path.read_bytes().replace(b"@", b"\x8a\x97\xc8").replace(b"$", b"\xce\xa3")
    path.write_bytes(content)
    *records, note = read(path)
    assert {record.answer for record in records} == {f"<p>{text}.</p>", "<p>ŵ’s: it’s £5.</p>"}
    assert note.records == 1


@pytest.mark.parametrize("before", range(6))
def test_damage_is_recognised_across_chunks(tmp_path, monkeypatch, before):
    monkeypatch.setattr(csv_export, "_CHUNK_BYTES", 5)
    path = export(tmp_path, GOOD.replace("Twelve", "x" * before + "⊗@"))
    path.write_bytes(path.read_bytes().replace(b"@", b" \xce\xa3 \x8a\x97\xc8"))
    record, _ = read(path)
    assert record.answer == f"<p>{'x' * before}⊗ £ ’.</p>"
    whole = export(tmp_path, GOOD.replace("Twelve", "x" * before + "⊗ £"))
    assert [record.answer for record in read(whole)] == [f"<p>{'x' * before}⊗ £.</p>"]


@pytest.mark.parametrize("text", ["£5 – “é” €", "Σ of £5", "x_ ⊗ “y”"])
def test_an_intact_file_is_not_changed(tmp_path, text):
    (record,) = read(export(tmp_path, GOOD.replace("Twelve", text)))
    assert record.answer == f"<p>{text}.</p>"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("21/10/14", "31/02/14", "31/02/14"),
        ("21/10/14", "NA", "'NA'"),
        ("04/11/14", "2014-13-01", "2014-13-01"),
        (",7,", ",seven,", "SEVEN"),
        ("To ask how many.", "NA", "lacks"),
        ("<p>Twelve.</p>", "NA", "lacks"),
        (",Labour", "", "8"),
        (",Labour", ",Labour,more", "10"),
        ('"Smith, Ann"', '"Smith" Ann', "not CSV"),
        ("Twelve", "Twe\0lve", "NUL"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_the_rest_is_read(tmp_path, old, new, reason):
    path = export(tmp_path, GOOD, GOOD.replace(old, new), GOOD)
    items = list(read(path))
    assert [type(item) for item in items] == [WrittenAnswer, Rejection, WrittenAnswer]
    assert reason in items[1].reason
    assert items[1].where == f"{path}, line 3"


def test_bytes_of_an_unknown_code_page_reject_one_row(tmp_path):
    path = export(tmp_path, GOOD, GOOD.replace("Twelve", "\xa35 a day"), GOOD, encoding="latin-1")
    items = list(read(path))
    assert [type(item) for item in items] == [WrittenAnswer, Rejection, WrittenAnswer]
    assert "neither UTF-8" in items[1].reason


def test_a_file_cut_within_a_row_rejects_that_row(tmp_path):
    path = export(tmp_path, GOOD, '"Smith, Ann",To ask')
    path.write_bytes(path.read_bytes()[:-1])
    assert [type(item) for item in read(path)] == [WrittenAnswer, Rejection]


@pytest.mark.parametrize("header", ["Question_ID,Answer_Text", "a,b,c", "Question_ID"])
def test_other_columns_are_of_no_known_form(tmp_path, header):
    assert open_source(export(tmp_path, "1,2", header=header)) is None


@pytest.mark.parametrize("endless", ["x", "\n", '""', "a,b\n"])
def test_an_endless_field_is_rejected_in_little_memory_and_time(tmp_path, endless):
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f'{NINE}\n{GOOD}\n"')
        for _ in range(20):
            file.write(endless * (1024 * 1024 // len(endless)))
        file.write(f'",b,c\n{GOOD}\n')
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    items = list(read(path))
    assert [type(item) for item in items] == [WrittenAnswer, Rejection, WrittenAnswer]
    assert "longer than" in items[1].reason
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024
    assert time.process_time() - begun < 60


def test_an_export_made_for_the_tests_is_read(tmp_path):
    (record,) = read(made_export(tmp_path / "a", fact(question_text='A "b",\nc.')))
    assert record.source_question == 'A "b", c.'


@given(st.text(), st.text())
def test_any_row_gives_a_record_or_a_rejection(question, answer):
    quoted = [f'"{value.replace(chr(34), chr(34) * 2)}"' for value in (question, answer)]
    published = f"{NINE}\nA,{quoted[0]},7,B,21/10/14,{quoted[1]},C,04/11/14,D"
    try:
        record = reread("csv", published)
    except Rejected:
        return
    assert record.source_question
    assert reread("csv", record.published) == record


@given(st.text())
def test_any_text_gives_a_record_or_a_rejection(published):
    with pytest.raises(Rejected):
        reread("csv", published)


@pytest.mark.skipif(not DAMAGED.is_file(), reason="the real export is not beside the clone")
def test_the_real_export_is_repaired_and_merges_with_the_same_answers(tmp_path):
    chosen = Settings(data_dir=tmp_path / "data")
    twin = REAL_ANSWERS / "ministry-of-justice.jsonl"
    items = list(read(DAMAGED))
    records = [item for item in items if isinstance(item, WrittenAnswer)]
    assert (len(records), len(items)) == (999, 1000)
    assert sum(f"{r.source_question}{r.answer}".count("£") for r in records) == 1113
    assert sum(f"{r.source_question}{r.answer}".count("’") for r in records) == 826
    same = {(record.date_tabled, record.uin): record.answer for record in records}
    stated = {(r.date_tabled, r.uin): r.answer for r in read(twin)}
    assert {key: stated[key] for key in same} == same
    keys = {f"{record.date_tabled}/{record.uin}" for record in records}
    with twin.open(encoding="utf-8") as file:
        facts = [stated for stated in map(json.loads, file) if stated["id"] in keys]
    report = ingest([DAMAGED, lines(tmp_path / "twin.jsonl", *facts)], chosen)
    assert dict(report.counts) == {"new": 999, "merged": 999}
    assert [note.records for note in report.repaired] == [570]
    assert list(verify_integrity(chosen)) == []
