"""`qa sync` as a person and as a script would use it."""

import json
import re
import subprocess
import sys
from contextlib import closing

import pytest
import stamina
from click.testing import CliRunner

from qa.archive.report import SyncReport
from qa.archive.sync import ApiClient, plan_sync, preview
from qa.cli import main
from tests.fake_parliament import FakeParliament
from tests.parliament_records import NAMED, unanswered
from tests.syncing import FAST, SINCE, UNTIL, by_id, details, kept, named, sync


@pytest.fixture
def qa(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QA_DATA_DIR", raising=False)
    return lambda *arguments: CliRunner().invoke(main, list(map(str, arguments)))


WINDOW = ("--since", SINCE, "--until", UNTIL, "--rate", FAST)


def test_the_table_adds_up_and_status_shows_the_sync(qa):
    with FakeParliament(named()) as fake:
        done = qa("sync", *WINDOW, "--api-url", fake.url)
    assert (done.exit_code, done.stderr) == (0, "")
    rows = re.findall(r"^ +(\d+)  (\w+)$", done.stdout, re.MULTILINE)
    table = {name: int(number) for number, name in rows}
    assert list(table) == list(SyncReport.OUTCOMES)
    assert f"Fetched  {sum(table.values()):>9}" in done.stdout
    assert (table["new"], table["corrected"], table["holding"], table["withdrawn"]) == (18, 1, 1, 1)
    status = json.loads(qa("status", "--json").stdout)
    assert status["by_status"] == {
        "answered": 17, "corrected": 1, "holding": 1, "unanswered": 1, "withdrawn": 1,
    }  # fmt: skip
    assert status["last_sync"].startswith("20")
    assert status["last_corrections"]
    assert status["sync_gaps"] == []
    asked = qa("ask", "how many libraries are there?")
    assert "UIN" in asked.stdout


def test_questions_that_are_never_quoted_are_not_found(qa):
    kinds = ("holding", "unanswered", "withdrawn")
    with FakeParliament(by_id(*(NAMED[kind] for kind in kinds))) as fake:
        qa("sync", *WINDOW, "--api-url", fake.url)
    reply = json.loads(qa("ask", "what number is it? time available", "--json").stdout)
    assert (reply["passages"], reply["near_misses"]) == ([], [])


def test_a_dry_run_reads_lists_and_stores_nothing(qa, tmp_path):
    with FakeParliament(named()) as fake:
        done = qa("sync", *WINDOW, "--api-url", fake.url, "--dry-run")
        assert details(fake) == []
    assert done.exit_code == 0
    assert "21  questions would be fetched" in done.stdout
    assert "20  2024-01-05" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_counts_changes_too(settings):
    with FakeParliament(named()) as fake:
        sync(settings, fake)
        fake.records[1700012] = unanswered(1700012, isWithdrawn=True)
        before = kept(settings)
        with closing(ApiClient(fake.url, FAST)) as client:
            said = dict(preview(settings, plan_sync(settings, [], SINCE, UNTIL), client))
    assert {name: count for name, count in said.items() if count} == {
        "holding answers": 1,
        "questions open since January 2024": 1,
    }
    assert kept(settings) == before


def test_what_was_not_fetched_is_on_standard_error_with_the_cure(qa):
    stamina.set_testing(True, attempts=2)
    with FakeParliament(named(), lambda number, path: "502 in HTML") as fake:
        done = qa("sync", *WINDOW, "--api-url", fake.url)
    assert done.exit_code == 1
    assert "Not fetched: 2024-01-04" in done.stderr
    assert "Run the same command again" in done.stderr
    assert "Fetched          0" in done.stdout
    assert "4 January 2024 to 16 January 2024" in qa("status").stdout


def test_status_says_that_and_why_the_last_sync_failed_until_one_succeeds(qa):
    stamina.set_testing(True, attempts=2)
    with FakeParliament(named(), lambda number, path: "502 in HTML") as fake:
        qa("sync", *WINDOW, "--api-url", fake.url)
        failed = json.loads(qa("status", "--json").stdout)
        assert failed["last_sync"] is None
        assert failed["last_sync_failure"]["at"].endswith("+00:00")
        reason = failed["last_sync_failure"]["reason"]
        assert reason.startswith("Not fetched: 2024-01-04: http://127.0.0.1:")
        assert "the API answers 502." in reason
        assert reason.endswith(" And 3 more.")
        shown = qa("status").stdout
        assert f"Sync failed    {failed['last_sync_failure']['at']}" in shown
        assert "The last sync failed. Not fetched: 2024-01-04" in shown
        fake.fault = lambda number, path: None
        assert qa("sync", *WINDOW, "--api-url", fake.url).exit_code == 0
    assert json.loads(qa("status", "--json").stdout)["last_sync_failure"] is None
    assert "Sync failed" not in qa("status").stdout


def test_a_sync_that_reads_all_but_one_question_has_failed(qa):
    def damaged(path, body):
        bad = path.endswith("/1700012")
        return body | {"value": body["value"] | {"uin": "A1"}} if bad else body

    with FakeParliament(named()) as fake:
        fake.spoil = damaged
        assert qa("sync", *WINDOW, "--api-url", fake.url).exit_code == 1
    status = json.loads(qa("status", "--json").stdout)
    assert status["last_sync"]
    assert status["last_sync_failure"]["reason"].startswith("Rejected: question 1700012: ")


def test_a_sync_whose_index_cannot_be_written_has_failed(qa, tmp_path):
    with FakeParliament(named()) as fake:
        qa("sync", *WINDOW, "--api-url", fake.url)
        (tmp_path / "data" / "index").rename(tmp_path / "gone")
        (tmp_path / "data" / "index").write_text("not a folder")
        assert qa("sync", *WINDOW, "--api-url", fake.url).exit_code == 1
    (tmp_path / "data" / "index").unlink()
    failure = json.loads(qa("status", "--json").stdout)["last_sync_failure"]
    assert failure["reason"] == "The store or the index cannot be written. Its log says why."


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--since", "2024-13-01"], "2024-13-01"),
        (["--since", "then"], "then"),
        (["--since", "2024-01-02", "--until", "2024-01-01"], "--until"),
        ([], "--since"),
        (["--since", "2024-01-01", "--body", "Nobody"], "Nobody"),
        (["--since", "2024-01-01", "--rate", "0"], "rate"),
        (["--since", "2024-01-01", "--rate", "50"], "rate"),
        (["--since", "2024-01-01", "--api-url", "nowhere"], "address"),
    ],
)
def test_a_wrong_option_is_reported_before_any_request(qa, tmp_path, arguments, words):
    done = qa("sync", *arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_asking_does_not_load_the_client():
    program = (
        "import sys, qa.cli, qa.service.service; print({'httpx2', 'stamina'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "set()\n"
