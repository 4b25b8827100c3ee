"""Files of every form are read when saved as UTF-16 or compressed."""

import gzip
import json

import pytest

from qa.archive.ingest import ingest
from qa.archive.sources import Rejection, open_source
from qa.archive.sources.encoding import _MIN_EXPANDED_BYTES
from qa.settings import Settings
from tests.fake_parliament import envelope
from tests.making import OFFICIAL_PAGE, csv_export, fact, lines, official_html, xml_day
from tests.parliament_records import question

LONG = "<p>It cost £5 million, Her Majesty’s 𝄞. " + "Twelve libraries. " * 40_000 + "</p>"


def in_forms(folder):
    """One answer longer than any buffer, in each form that a file can have."""
    stated = fact(answer_html=LONG)
    json_file = folder / "reply.json"
    value = envelope(question(1, answerText=LONG))
    json_file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return {
        "json-lines": lines(folder / "lines.jsonl", stated),
        "csv": csv_export(folder / "export.csv", stated),
        "theyworkforyou": xml_day(folder, stated),
        "official-html": official_html(folder / "page.html", answer=LONG),
        "official-page": OFFICIAL_PAGE,
        "api-detail": json_file,
    }


FORMS = ["json-lines", "csv", "theyworkforyou", "official-html", "official-page", "api-detail"]
SAVED = {
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16, no mark": lambda text: text.encode("utf-16-le"),
    "utf-16, big-endian": lambda text: text.encode("utf-16-be"),
    "utf-16, marked, big-endian": lambda text: ("\ufeff" + text).encode("utf-16-be"),
    "gzip": lambda text: gzip.compress(text.encode()),
    "gzip of utf-16": lambda text: gzip.compress(text.encode("utf-16")),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("saved", SAVED)
def test_the_record_is_the_same_however_its_file_is_saved(tmp_path, form, saved):
    plain = in_forms(tmp_path)[form]
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / plain.name
    other.write_bytes(SAVED[saved](plain.read_text(encoding="utf-8")))
    (expected,) = open_source(plain).records()
    (record,) = open_source(other).records()
    assert record == expected
    assert record.form == form


def test_xml_that_states_its_encoding_is_read_in_it(tmp_path):
    path = xml_day(tmp_path, fact())
    text = '<?xml version="1.0" encoding="UTF-16"?>\n' + path.read_text()
    path.write_bytes(text.encode("utf-16"))
    (record,) = open_source(path).records()
    assert record.uin == "100"


@pytest.mark.parametrize(
    "content", [b"\x1f\x8b", b"\x1f\x8b\x08\x00", gzip.compress(b"x" * 99, mtime=0)]
)
def test_a_compressed_file_of_nothing_known_is_refused_by_name(tmp_path, content):
    path = tmp_path / "answers.gz"
    path.write_bytes(content)
    report = ingest([path], Settings(data_dir=tmp_path / "data"))
    (rejected,) = report.rejected
    assert "answers.gz" in rejected.where


def test_what_comes_before_the_end_of_a_damaged_file_is_stored(tmp_path):
    path = lines(tmp_path / "lines", *(fact(uin=str(n), answer_html=LONG) for n in range(9)))
    packed = gzip.compress(path.read_bytes())
    path.write_bytes(packed[: len(packed) * 2 // 3])
    report = ingest([path], Settings(data_dir=tmp_path / "data"))
    assert 3 <= report.counts["new"] < 9
    (rejected,) = report.rejected
    assert "unpacked" in rejected.reason


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(tmp_path):
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb") as file:
        file.write((json.dumps(fact()) + "\n").encode())
        for _ in range(_MIN_EXPANDED_BYTES // 1_000_000 + 2):
            file.write(b" " * 999_999 + b"\n")
    report = ingest([path], Settings(data_dir=tmp_path / "data"))
    assert report.counts["new"] == 1
    assert "when unpacked" in report.rejected[0].reason


def test_half_a_surrogate_pair_loses_only_its_record(tmp_path):
    path = lines(tmp_path / "lines", fact(uin="1"), fact(uin="2"), fact(uin="3"))
    text = path.read_text().encode("utf-16-le")
    at = text.index("twelve".encode("utf-16-le"), len(text) // 2 - 200)
    path.write_bytes(text[:at] + b"\x00\xd8" + text[at + 2 :])
    first, second, third = open_source(path).records()
    assert isinstance(second, Rejection)
    assert "UTF-8" in second.reason
    assert (first.uin, third.uin) == ("1", "3")
