import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.sources import Rejection, open_source, reread
from qa.archive.sources.source import MAX_RECORD_BYTES
from qa.errors import Rejected
from qa.model import WrittenAnswer
from tests.making import fact, lines, read

REAL = Path(__file__).parents[5] / "shared" / "data" / "written-answers"

RECORD: dict[str, Any] = {
    "id": "2023-02-20/HL5773",
    "uin": "HL5773",
    "house": "Lords",
    "answering_body": "Ministry of Justice",
    "date_tabled": "2023-02-20",
    "date_answered": "2023-03-06",
    "asking_member": "Lord Example",
    "asking_member_constituency": None,
    "asking_member_party": "Crossbench",
    "answering_member": "Lord Sample",
    "question_text": " To ask His Majesty's Government how many. ",
    "answer_html": "<p>Five.</p>",
    "url": "https://example.org/5773",
    "extra": {"of": ["no", "interest"]},
}


def line(**changes: Any) -> str:
    record = RECORD | changes
    return json.dumps({key: value for key, value in record.items() if value is not ...})


def write(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "named-like-nothing.bin"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_every_field_of_a_record_is_read(tmp_path: Path) -> None:
    published = line()
    expected = WrittenAnswer(
        form="json-lines",
        published=published,
        answer="<p>Five.</p>",
        markup="html",
        source_question="To ask His Majesty's Government how many.",
        answering_body="Ministry of Justice",
        date_tabled="2023-02-20",
        date_answered="2023-03-06",
        uin="HL5773",
        heading=None,
        house="Lords",
        status="answered",
        asking_member="Lord Example",
        answering_member="Lord Sample",
        url="https://example.org/5773",
    )
    path = write(tmp_path, f"\ufeff{published}\r\n\n")
    source = open_source(path)
    assert source is not None
    assert (source.form, source.position, source.size) == ("json-lines", 0, path.stat().st_size)
    assert list(source.records()) == [expected]
    assert source.position == source.size
    assert reread("json-lines", published) == expected


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"uin": " hl 5773 "}, "uin", "HL5773"),
        ({"uin": "177", "house": None, "id": None}, "house", "Commons"),
        ({"date_tabled": None, "id": None}, "date_tabled", None),
        ({"date_tabled": ..., "id": "2023-03-06/HL5773"}, "date_tabled", None),
        ({"date_answered": "2023-02-01"}, "date_answered", "2023-02-01"),
        ({"answer_html": ""}, "answer", ""),
        ({"answering_body": "  "}, "answering_body", None),
        ({"asking_member": ...}, "asking_member", None),
        ({"url": None}, "url", None),
        ({"answer_html": '<p>a<ins class="ministerial">b</ins></p>'}, "status", "corrected"),
        ({"answer_html": '<del title="x" class="ministerial">b</del>'}, "status", "corrected"),
        ({"answer_html": "<p>a<ins>b</ins> ministerial</p>"}, "status", "answered"),
    ],
)
def test_other_forms_of_a_valid_record_are_read(
    changes: dict[str, Any], field: str, value: object
) -> None:
    assert getattr(reread("json-lines", line(**changes)), field) == value


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("[1, 2]", "not an object"),
        ('"text"', "not an object"),
        ("null", "not an object"),
        ("{", "not JSON"),
        (line()[:-1], "not JSON"),
        (line() + line(), "not JSON"),
        ("[" * 200_000, "nested too deep"),
        ('{"n": ' + "9" * 5000 + "}", "thousands of digits"),
        ('{"uin": "1\u0001"}', "not JSON"),
        ("{}", "field uin is missing"),
        (line(uin=...), "field uin is missing"),
        (line(uin=5773), "field uin is not text"),
        (line(uin=" "), "field uin is missing"),
        (line(uin="HL"), "field uin is 'HL'"),
        (line(uin="LH5773"), "field uin is"),
        (line(uin="57.73"), "field uin is"),
        (line(uin="\u0665\u0667\u0667"), "field uin is"),
        (line(uin="9" * 10), "field uin is"),
        (line(house="Commons"), "of the Lords"),
        (line(house="Senate"), "of the Lords"),
        (line(date_answered=None), "no date answered"),
        (line(date_answered=...), "no date answered"),
        (line(date_answered="06/03/2023"), "field date_answered"),
        (line(date_answered="2023-03-06T00:00:00"), "field date_answered"),
        (line(date_answered="2023-02-30"), "field date_answered"),
        (line(date_tabled="20 February 2023"), "field date_tabled"),
        (line(date_tabled=20230220), "field date_tabled is not text"),
        (line(question_text=None), "field question_text is missing"),
        (line(question_text=" "), "field question_text is missing"),
        (line(question_text=["a"]), "field question_text is not text"),
        (line(answer_html=None), "field answer_html is missing"),
        (line(answer_html=...), "field answer_html is missing"),
        (line(answer_html="a\0b"), "NUL"),
        (line(answer_html="\ud800"), "surrogate"),
        (line(question_text="\udfff?"), "surrogate"),
        (line(answering_body={"name": "x"}), "field answering_body is not text"),
        (line(id="2023-02-21/HL5773"), "field id"),
        (line(id="5773"), "field id"),
        (line(url="javascript:alert(1)"), "field url"),
        (line(url="https://a.uk/ b"), "field url"),
        (line(url="//a.uk"), "field url"),
    ],
)
def test_a_bad_line_is_rejected_and_the_rest_is_read(tmp_path: Path, bad: str, reason: str) -> None:
    path = write(tmp_path, f"{line()}\n\n{bad}\n{line(uin='HL1', id=None)}")
    good, rejected, last = read(path)
    assert isinstance(good, WrittenAnswer)
    assert isinstance(rejected, Rejection)
    assert rejected.where == f"{path}, line 3"
    assert reason in rejected.reason
    assert isinstance(last, WrittenAnswer)
    assert last.uin == "HL1"
    with pytest.raises(Rejected) as caught:
        reread("json-lines", bad)
    assert caught.value.cure
    assert str(caught.value) == rejected.reason


def test_the_rejection_names_the_byte_that_is_not_utf8(tmp_path: Path) -> None:
    bad = line(extra="é").encode().replace(b"\\u00e9", b"\xe9")
    rejected, good = read(write(tmp_path, bad + b"\n" + line().encode()))
    assert isinstance(rejected, Rejection)
    assert f"Byte {bad.index(0xE9) + 1} of the line is not UTF-8" in rejected.reason
    assert isinstance(good, WrittenAnswer)


@pytest.mark.parametrize("first", [b'{"uin": "1", "answer_html": "', b"x"])
def test_a_line_of_50_megabytes_is_rejected_and_the_rest_is_read(
    tmp_path: Path, first: bytes
) -> None:
    path = write(tmp_path, first + b"a" * 50_000_000 + b"\n" + line().encode())
    source = open_source(path)
    assert source is not None
    rejected, good = source.records()
    assert isinstance(rejected, Rejection)
    assert rejected.where == f"{path}, line 1"
    assert "longer than 8,388,608 bytes" in rejected.reason
    assert isinstance(good, WrittenAnswer)
    assert source.position == source.size


@pytest.mark.parametrize(("spare", "taken"), [(0, True), (1, False)])
def test_the_longest_line_is_read_and_one_byte_more_is_rejected(
    tmp_path: Path, spare: int, taken: bool
) -> None:
    published = line(answer_html="")
    filled = "a" * (MAX_RECORD_BYTES - len(published) + spare)
    (record,) = read(write(tmp_path, line(answer_html=filled)))
    assert isinstance(record, WrittenAnswer) == taken


def test_the_position_follows_the_records(tmp_path: Path) -> None:
    source = open_source(write(tmp_path, f"{line()}\n" * 3))
    assert source is not None
    positions = [source.position for _ in source.records()]
    assert positions == [len(line()) + 1, 2 * len(line()) + 2, source.size]


def test_records_after_a_preface_are_recognised(tmp_path: Path) -> None:
    preface = "\n" * 5 + "x\n" * 14
    assert open_source(write(tmp_path, preface + line())) is not None
    assert open_source(write(tmp_path, preface + "x\n" + line())) is None


@given(st.dictionaries(st.sampled_from(sorted(RECORD)), st.none() | st.text() | st.integers()))
def test_any_values_give_a_record_or_a_rejection(changes: dict[str, Any]) -> None:
    published = line(**changes)
    try:
        assert reread("json-lines", published).published == published
    except Rejected as error:
        assert error.cure  # noqa: PT017 - it may also be read


@pytest.mark.skipif(not REAL.is_dir(), reason="the real answers are not beside this checkout")
def test_no_real_record_is_rejected() -> None:
    total = 0
    for file in sorted(REAL.glob("*.jsonl")):
        source = open_source(file)
        assert source is not None
        for total, record in enumerate(source.records(), total + 1):  # noqa: B020 - counts on
            assert isinstance(record, WrittenAnswer), record
            assert record.answer.strip()
            if os.environ.get("QA_PROVE") == "1" or total % 26 == 0:
                assert reread(record.form, record.published) == record
    assert total == 13_324


def test_a_question_is_plain_text(tmp_path):
    (record,) = read(lines(tmp_path / "a", fact(question_text="To ask of <i>R v A</I>, 5 < 6.")))
    assert record.source_question == "To ask of R v A, 5 < 6."
    assert "<i>" in record.published
