"""Files in, store and index brought up to date: and whatever goes wrong, nothing lost."""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys

import pytest

from qa import index, store
from qa.archive import update
from qa.archive.ingest import ingest, ingest_shipped
from qa.archive.integrity import verify_integrity
from qa.errors import IndexUnusable, Rejected, StoreError
from qa.model import Request
from qa.service.service import Service
from qa.settings import Settings
from tests.making import CORPUS, OFFICIAL_PAGE, REAL_ANSWERS, fact, lines, official_page

FULL_SIZE = bool(os.environ.get("QA_PROVE"))


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


def counts(report):
    assert report.total == sum(report.counts[outcome] for outcome in report.OUTCOMES)
    return {outcome: count for outcome, count in report.counts.items() if count}


def state(settings):
    """All that the store holds, and the version of its index."""
    connection = sqlite3.connect(settings.store_path)
    dump = list(connection.iterdump())
    connection.close()
    return dump, index.open_index(settings).version


def test_the_shipped_pages_become_two_whole_records(settings):
    assert counts(ingest([CORPUS], settings)) == {"new": 2}
    service = Service(settings)
    official = service.answer("2021-09-03/41780")
    assert official.heading == "Prisoners: Rehabilitation"
    assert official.answering_body.name == "Ministry of Justice"
    assert official.answering_body.id == "ministry-of-justice"
    assert official.date_tabled == "2021-09-03"
    assert official.date_answered == "2021-09-13"
    assert official.status == "answered"
    assert (official.uin, official.house) == ("41780", "Commons")
    assert (official.answering_member, official.asking_member) == (None, None)
    assert official.source_question.startswith("To ask the Secretary of State for Justice, with")
    assert official.source_question.endswith("accredited offender behaviour programmes.")
    assert official.text.startswith("Her Majesty’s Prison and Probation Service (HMPPS) keeps")
    assert official.text.endswith("under review using the best evidence.")
    assert official.url == (
        "https://questions-statements.parliament.uk/written-questions/detail/2021-09-03/41780"
    )
    with store.archive.reading(settings.store_path) as db:
        (other,) = (answer for answer in store.archive.answers.quotable(db) if answer.uin is None)
    assert other.heading == "Offenders: Rehabilitation"
    assert (other.date_tabled, other.date_answered) == ("2021-02-09", "2021-02-17")
    assert (other.answering_member, other.house, other.url) == ("Lucy Frazer", "Commons", None)
    assert "65.5% of adults" in other.source_question
    assert "a joint MoJ and PHE study[1] found" in other.text
    assert "\n\n[1] Ministry of Justice, Public health England (2017)." in other.text
    for boilerplate in ("Splines", "Portrait", "Skip to main", "Culture, Media", "View Source"):
        assert boilerplate not in other.text + official.text


def test_a_folder_with_one_bad_file_and_a_readme_among_many_good_ones(settings, tmp_path):
    folder = tmp_path / "many"
    (folder / "deeper").mkdir(parents=True)
    many = 1000 if FULL_SIZE else 60
    for number in range(many):
        official_page(
            folder / "deeper" / f"{number}.txt", uin=str(number), answer=f"It is {number}."
        )
    (folder / "README.md").write_text("# Pages\n\nAs they were published.\n", encoding="utf-8")
    bad = official_page(folder / "bad.txt", tabled="31 February 2015")
    report = ingest([folder], settings)
    assert counts(report) == {"new": many, "rejected": 1}
    assert report.skipped == [folder / "README.md"]
    assert str(bad) in report.rejected[0].where
    assert "31 February 2015" in report.rejected[0].reason
    assert list(verify_integrity(settings)) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02\xff\xfe" * 50,
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"<html><body><h1>Another site</h1><p>Asked on some day.</p></body></html>",
        b"Just some prose about prisons.\n",
        b"[1, 2, 3]\n",
        b'"a string"\n',
        b'{"name": "another-package", "version": "1.0"}\n',
    ],
)
def test_a_file_of_no_known_form_is_skipped_in_a_folder_and_rejected_by_name(
    settings, tmp_path, content
):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_bytes(content)
    official_page(folder / "good.txt")
    in_folder = ingest([folder], settings)
    assert (counts(in_folder), in_folder.skipped) == ({"new": 1}, [folder / "file"])
    by_name = ingest([folder / "file", folder / "good.txt"], settings)
    assert counts(by_name) == {"rejected": 1, "unchanged": 1}
    assert "known" in by_name.rejected[0].reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[1, 2, 3]", "object"),
        (b'"a string"', "object"),
        (b"null", "object"),
        (b'{"uin": "1", "date_tabled"', "JSON"),
        (b"[" * 100_000, "JSON|nested|deep"),
        (json.dumps(fact(date_answered="09/03/2015")).encode(), "09/03/2015"),
        (json.dumps(fact(date_answered="2015-02-30")).encode(), "2015-02-30"),
        (json.dumps(fact(date_answered=None)).encode(), "date"),
        (json.dumps(fact(uin="12; DROP")).encode(), "uin|UIN"),
        (json.dumps(fact()).encode().replace(b"twelve", b"twelv\xff"), "UTF-8"),
        (json.dumps(fact()).encode().replace(b"twelve", b"\\ud800"), "surrogate"),
    ],
)
def test_a_bad_line_is_rejected_with_file_line_and_reason_and_the_rest_is_stored(
    settings, tmp_path, line, reason
):
    path = tmp_path / "export"
    good = [json.dumps(fact(uin=str(n))).encode() for n in (1, 2)]
    path.write_bytes(b"\n".join([good[0], line, good[1]]) + b"\n")
    report = ingest([path], settings)
    assert counts(report) == {"new": 2, "rejected": 1}
    (refusal,) = report.rejected
    assert str(path) in refusal.where
    assert "line 2" in refusal.where
    assert any(word in refusal.reason for word in reason.split("|"))


def test_a_line_of_50_megabytes_is_rejected_in_little_memory(tmp_path):
    path = tmp_path / "export"
    with path.open("wb") as file:
        file.write(json.dumps(fact(uin="1")).encode() + b"\n")
        file.write(json.dumps(fact(uin="2")).encode()[:-2])
        for _ in range(50):
            file.write(b"x" * 1024 * 1024)
        file.write(b'"}\n' + json.dumps(fact(uin="3")).encode() + b"\n")
    settings = Settings(data_dir=tmp_path / "data")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = ingest([path], settings)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert counts(report) == {"new": 2, "rejected": 1}
    assert "line 2" in report.rejected[0].where
    assert grown < 40 * 1024


def test_a_page_cut_in_half_is_rejected_and_the_store_is_as_before(settings, tmp_path):
    ingest([CORPUS], settings)
    before = state(settings)
    whole = OFFICIAL_PAGE.read_bytes()
    half = tmp_path / "half.txt"
    half.write_bytes(whole[: len(whole) // 2])
    assert counts(ingest([half], settings)) == {"rejected": 1}
    assert state(settings) == before


def test_an_answer_without_words_is_stored_and_has_no_passages(settings, tmp_path):
    report = ingest([lines(tmp_path / "a", fact(answer_html="<p> </p>"))], settings)
    assert counts(report) == {"new": 1}
    coverage = Service(settings).coverage()
    assert (coverage.answers, coverage.passages) == (1, 0)
    assert list(verify_integrity(settings)) == []


def test_an_answer_beyond_all_measure_is_rejected_and_the_rest_is_stored(settings, tmp_path):
    endless = fact(uin="1", answer_html="word " * 900_000)
    report = ingest([lines(tmp_path / "a", endless, fact(uin="2"))], settings)
    assert counts(report) == {"new": 1, "rejected": 1}
    assert "line 1" in report.rejected[0].where


def test_a_file_that_cannot_be_read_is_rejected_and_the_rest_is_stored(settings, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    official_page(folder / "good.txt")
    gone = folder / "also.txt"
    gone.symlink_to("/proc/self/mem")  # A file that opens, and fails when it is read.
    report = ingest([folder], settings)
    assert counts(report) == {"new": 1, "rejected": 1}
    assert "cannot be read" in report.rejected[0].reason


def test_what_is_no_file_is_skipped_in_a_folder_and_rejected_by_name(settings, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    official_page(folder / "good.txt")
    os.mkfifo(folder / "pipe")
    (folder / "broken").symlink_to("nowhere")
    (folder / "around").symlink_to(folder)
    report = ingest([folder], settings)
    assert counts(report) == {"new": 1}
    assert {path.name for path in report.skipped} == {"pipe", "broken", "around"}
    assert counts(ingest([folder / "pipe"], settings)) == {"rejected": 1}


@pytest.mark.parametrize("name", ["x" * 300, "a\udcff" * 200])
def test_a_path_that_cannot_be_is_an_error(settings, name):
    with pytest.raises(Rejected, match="Check the path"):
        ingest([CORPUS / name], settings)


def test_the_report_comes_before_the_error_of_an_index_that_cannot_be_written(settings, tmp_path):
    ingest([CORPUS], settings)
    (settings.index_dir / "passages.index").unlink()
    settings.index_dir.rmdir()
    settings.index_dir.write_text("in the way")
    reports = []
    with pytest.raises(IndexUnusable, match="qa index"):
        ingest([lines(tmp_path / "a", fact())], settings, stored=reports.append)
    assert counts(reports[0]) == {"new": 1}


def test_answers_that_ship_are_ingested_after_a_first_ingest_stored_nothing(settings, tmp_path):
    nothing = tmp_path / "nothing"
    nothing.write_text("No answer.")
    ingest([nothing], settings)
    ingest_shipped(settings)
    assert Service(settings).coverage().answers == 2
    ingest_shipped(settings)
    assert Service(settings).coverage().answers == 2


def test_a_path_that_is_not_there_is_an_error_and_makes_no_store(settings, tmp_path):
    with pytest.raises(Rejected, match="no file or folder"):
        ingest([tmp_path / "nowhere"], settings)
    assert not settings.store_path.exists()


def test_a_database_of_a_newer_version_is_left_alone(settings):
    ingest([CORPUS], settings)
    connection = sqlite3.connect(settings.store_path)
    connection.execute("CREATE TABLE later (id INTEGER)")
    connection.execute("UPDATE _sqlite_migrations SET name = 'm999_later' WHERE id = 1")
    connection.commit()
    connection.close()
    before = settings.store_path.read_bytes()
    for doing in (lambda: ingest([CORPUS], settings), lambda: Service(settings).coverage()):
        with pytest.raises(StoreError, match=r"newer version.*Upgrade"):
            doing()
    assert settings.store_path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(settings):
    settings.data_dir.mkdir()
    settings.store_path.write_bytes(b"My thesis. " * 100)
    with pytest.raises(StoreError, match="not a database"):
        ingest([CORPUS], settings)
    assert settings.store_path.read_bytes() == b"My thesis. " * 100


LIMITED = """
import resource, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from qa.cli import main
main()
"""


@pytest.mark.parametrize("kilobytes", [1, 8, 30, 100, 150, 200, 300, 500])
def test_a_disk_that_fills_up_leaves_everything_as_it_was(settings, tmp_path, kilobytes):
    ingest([CORPUS], settings)
    before = state(settings)
    text = " ".join(f"Library {number} is open." for number in range(400))
    path = lines(tmp_path / "a", *(fact(uin=str(n), answer_html=text) for n in range(60)))
    command = [sys.executable, "-c", LIMITED, str(kilobytes * 1024), "ingest", str(path)]
    done = subprocess.run(
        [*command, "--data-dir", str(settings.data_dir)], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Error:" in done.stderr
    assert "Traceback" not in done.stderr
    dump, version = state(settings)
    assert version == before[1]
    if dump != before[0]:  # The store was whole before the index found no room.
        assert "qa index" in done.stderr
    assert counts(ingest([path], settings)) in ({"new": 60}, {"unchanged": 60})
    assert list(verify_integrity(settings)) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from qa.archive.ingest import ingest
from qa.settings import Settings

def die(doing, done, total):
    if doing == sys.argv[1] and done * 10 >= total * int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

ingest([Path(sys.argv[3])], Settings(data_dir=Path(sys.argv[4])), die)
"""


@pytest.mark.parametrize(
    ("doing", "tenths"),
    [
        ("Reading answers", 1),
        ("Reading answers", 10),
        ("Cutting passages", 5),
        ("Cutting passages", 10),
        ("Indexing", 1),
        ("Indexing", 10),
    ],
)
def test_an_ingest_that_is_killed_leaves_a_whole_store_and_the_old_index(
    settings, tmp_path, doing, tenths
):
    ingest([CORPUS], settings)
    before = state(settings)
    path = lines(tmp_path / "a", *(fact(uin=str(n)) for n in range(200)))
    command = [sys.executable, "-c", KILLED, doing, str(tenths), str(path), settings.data_dir]
    done = subprocess.run(list(map(str, command)), capture_output=True)
    assert done.returncode == -signal.SIGKILL
    dump, version = state(settings)
    assert version == before[1]
    if doing == "Reading answers":
        assert dump == before[0]
    assert Service(settings).reply(Request("New Futures Network")).answerable
    ingest([path], settings)
    assert list(verify_integrity(settings)) == []
    assert Service(settings).coverage().answers == 202


def test_two_ingests_at_once_both_arrive(settings, tmp_path):
    paths = [
        lines(tmp_path / name, *(fact(uin=f"{at}{n}") for n in range(50)))
        for at, name in enumerate("abc", start=1)
    ]
    command = [sys.executable, "-m", "qa.cli", "ingest", "--data-dir", str(settings.data_dir)]
    running = [subprocess.Popen([*command, str(path)], stdout=subprocess.PIPE) for path in paths]
    for process in running:
        process.communicate()
        assert process.returncode == 0
    assert Service(settings).coverage().answers == 150
    update.bring_up_to_date(settings)
    assert list(verify_integrity(settings)) == []


@pytest.mark.skipif(not REAL_ANSWERS.is_dir(), reason="the real answers are not beside the clone")
def test_the_real_answers_are_ingested_twice_and_checked(settings):
    chosen = sorted(REAL_ANSWERS.glob("*.jsonl"))
    paths = [REAL_ANSWERS] if FULL_SIZE else [chosen[2], chosen[4]]
    first = ingest(paths, settings)
    assert counts(first) == {"new": 13_324 if FULL_SIZE else 508}
    assert counts(ingest(paths, settings)) == {"unchanged": first.total}
    assert list(verify_integrity(settings)) == []
