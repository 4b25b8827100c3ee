"""The operator's commands: the switches, the banner, the audit, and keys in it."""

import json
import re

import pytest
from click.testing import CliRunner

from qa.cli import main
from qa.service.audit import Audit
from qa.settings import Settings

ON = "Pages: on\nAPI: on\nBanner: none\n"


@pytest.fixture
def qa(tmp_path):
    """Runs `qa` over a folder of its own."""
    return lambda *typed: CliRunner().invoke(main, [*typed, "--data-dir", str(tmp_path)])


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ((), "Pages: off\nAPI: off\nBanner: none\n"),
        (("--pages",), "Pages: off\nAPI: on\nBanner: none\n"),
        (("--api",), "Pages: on\nAPI: off\nBanner: none\n"),
        (("--pages", "--api"), "Pages: off\nAPI: off\nBanner: none\n"),
        (
            ("--api", "--message", " Back\n at  14:00. "),
            "Pages: on\nAPI: off\nMessage: Back at 14:00.\nBanner: none\n",
        ),
    ],
)
def test_what_is_named_is_turned_off_and_on(qa, typed, shown):
    assert qa("switch", "show").stdout == ON
    assert qa("switch", "off", *typed).stdout == shown
    assert qa("switch", "show").stdout == shown
    assert qa("switch", "on").stdout == ON


def test_a_part_is_turned_on_alone(qa):
    qa("switch", "off", "--message", "Soon.")
    assert qa("switch", "on", "--api").stdout == (
        "Pages: off\nAPI: on\nMessage: Soon.\nBanner: none\n"
    )


def test_a_banner_is_set_and_removed(qa):
    assert qa("banner", "<b>Closed</b> on Friday").stdout.endswith(
        "Banner: <b>Closed</b> on Friday\n"
    )
    assert qa("banner", "--remove").stdout == ON


@pytest.mark.parametrize(
    "typed",
    [
        ("banner",),
        ("banner", ""),
        ("banner", "  "),
        ("banner", "text", "--remove"),
        ("banner", "x" * 301),
        ("banner", "\x1b[2J"),
        ("switch", "off", "--message", "x" * 301),
        ("switch", "off", "--message", "\u202eabc"),
        ("switch", "off", "everything"),
        ("switch", "on", "--message", "hello"),
        ("switch", "half"),
        ("audit", "--last", "0"),
        ("audit", "--last", "many"),
    ],
)
def test_wrong_input_is_refused_and_changes_nothing(qa, typed):
    refused = qa(*typed)
    assert refused.exit_code == 2
    assert refused.stderr
    assert "Traceback" not in refused.stderr
    assert qa("switch", "show").stdout == ON
    assert qa("audit").stdout == ""


def test_a_store_that_cannot_be_read_is_an_error(qa, tmp_path):
    (tmp_path / "service.db").write_bytes(b"My thesis. " * 100)
    for typed in (("switch", "show"), ("switch", "off"), ("banner", "x"), ("audit",)):
        failed = qa(*typed)
        assert (failed.exit_code, "service.db" in failed.stderr) == (1, True)


def test_each_act_is_in_the_audit_newest_first(qa):
    qa("keys", "create", "tracker")
    qa("keys", "create", "tracker")  # refused: the name is used
    qa("keys", "revoke", "tracker")
    qa("keys", "revoke", "tracker")  # refused: it is revoked
    qa("switch", "off", "--api", "--message", "Soon.")
    qa("switch", "on")
    qa("banner", "Hello")
    qa("banner", "--remove")
    entries = json.loads(qa("audit", "--json").stdout)
    assert [(one["act"], one["what"], one["times"]) for one in entries] == [
        ("banner removed", "", 1),
        ("banner set", "Hello", 1),
        ("switched on", "pages and API", 1),
        ("switched off", "API: Soon.", 1),
        ("key revoked", "tracker", 1),
        ("key made", "tracker", 1),
    ]
    assert {one["who"].partition(",")[0] for one in entries} == {"command line"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\+00:00", one["at"]) for one in entries)
    lines = qa("audit", "--last", "2").stdout.splitlines()
    assert [line.split("\t")[1] for line in lines] == ["banner removed", "banner set"]


def test_an_entry_is_one_line_whatever_it_holds(qa, tmp_path):
    for _ in range(2):
        Audit(Settings(data_dir=tmp_path)).record("signed in", "ann\tx\nforged\t\x1b[2J", "\u202e")
    [line] = qa("audit").stdout.splitlines()
    assert line.split("\t")[1:3] == ["signed in", "ann x forged \\x1b[2J"]
    assert line.isprintable() or line.replace("\t", "").isprintable()


def test_a_restore_is_in_the_audit_of_what_it_restored(tmp_path, own_data):
    file = str(tmp_path / "old.tar")
    new = ("--data-dir", str(tmp_path / "new"))
    assert CliRunner().invoke(main, ["backup", file, "--data-dir", str(own_data)]).exit_code == 0
    assert CliRunner().invoke(main, ["restore", file, *new]).exit_code == 0
    [entry] = json.loads(CliRunner().invoke(main, ["audit", "--json", *new]).stdout)
    assert (entry["act"], entry["what"]) == ("restored", "old.tar")
