"""Files of any size are read in the memory of one record, and in time that grows with the size.

2 GB in each form and fields of 1 GB under QA_PROVE=1, a fiftieth of that otherwise.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fake_parliament import envelope
from tests.making import csv_export, fact, lines, xml_day
from tests.parliament_records import question

FULL_SIZE = bool(os.environ.get("QA_PROVE"))
FILE = 2_000_000_000 if FULL_SIZE else 40_000_000
FIELD = 1_000_000_000 if FULL_SIZE else 20_000_000
SECONDS = 900 if FULL_SIZE else 60
MEGABYTES = 160
"""Most memory. The program itself takes about 40 and the parsed record the rest; any of these
files, read as a whole, would take more."""

LONG = "<p>" + "Twelve libraries are open. " * 1500 + "</p>"

READ = """
import re, sys
from collections import Counter
from pathlib import Path
from qa.archive.sources import open_source

kinds, reasons = Counter(), Counter()
for item in open_source(Path(sys.argv[1])).records():
    kinds[type(item).__name__] += 1
    if hasattr(item, "reason"):
        reasons[item.reason] += 1
# Not ru_maxrss, which counts the parent process too.
peak = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(repr((dict(kinds), list(reasons), peak)))
"""


def read(path):
    """The items of a file by type, the reasons of its rejections, and its peak memory in MB."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    path.unlink()
    return eval(done.stdout)


def api(answer):
    return json.dumps(envelope(question(1, answerText=answer))).encode()


def parts(form, folder, answer):
    """The start, one record, the end and the path of a file of this form."""
    stated = fact(answer_html=answer)
    if form == "theyworkforyou":
        path = xml_day(folder, stated)
        begin, rest = path.read_bytes().split(b"\n<major", 1)
        record, end = rest.rsplit(b"\n</publicwhip>", 1)
        return begin, b"\n<major" + record, b"\n</publicwhip>" + end, path
    if form == "json-lines":
        path = lines(folder / "a.jsonl", stated)
        return b"", path.read_bytes(), b"", path
    if form == "csv":
        path = csv_export(folder / "a.csv", stated)
        header, row = path.read_bytes().split(b"\n", 1)
        return header + b"\n", row, b"", path
    row = api(answer)
    begin = b'{"results": [' + api("<p>Yes.</p>")
    return begin, b",\n" + row, b'], "totalResults": 9}', folder / "a.json"


pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the system does not show peak memory"
)
FORMS = ("theyworkforyou", "json-lines", "csv", "api-list")


@pytest.mark.parametrize("form", FORMS)
def test_a_huge_file_needs_the_memory_of_one_record(tmp_path, form):
    begin, record, end, path = parts(form, tmp_path, LONG)
    count = FILE // len(record)
    with path.open("wb") as file:
        file.write(begin)
        for _ in range(count):
            file.write(record)
        file.write(end)
    kinds, reasons, megabytes = read(path)
    assert (kinds, reasons) == ({"WrittenAnswer": count + (form == "api-list")}, [])
    assert megabytes < MEGABYTES


@pytest.mark.parametrize("form", FORMS)
def test_a_huge_field_is_rejected_and_the_rest_is_read(tmp_path, form):
    begin, record, end, path = parts(form, tmp_path, "<p>@</p>")
    before, after = record.split(b"@")
    megabyte = b"<p>word</p>" * 100_000
    with path.open("wb") as file:
        file.write(begin + record + before)
        for _ in range(FIELD // len(megabyte)):
            file.write(megabyte)
        file.write(after + record + end)
    kinds, (reason,), megabytes = read(path)
    # In a list reading cannot continue, so there both records come before the field.
    assert kinds == {"WrittenAnswer": 2, "Rejection": 1}
    if form == "theyworkforyou":
        assert "too long" in reason
    else:
        assert "longer than" in reason or "does not end" in reason
    assert megabytes < MEGABYTES
