"""The documents say what the code does."""

import re
import subprocess
import tomllib

import pytest

from qa.cli import main
from qa.errors import QaError
from tests.making import CORPUS, ROOT, settings_table

README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_setting_as_it_is():
    rows = re.findall(r"^\| `(QA_\w+)` \| `(.*?)` \| (.*?) \|$", README, re.MULTILINE)
    assert rows == [(name, str(default), help) for name, default, help in settings_table()]


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_readme_lists_every_command(command):
    assert f"| `qa {command}" in README


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")))
def test_every_link_within_the_project_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?://)([^)#\s]+)", text):
        assert (path.parent / link).exists(), link


def test_the_architecture_names_every_part_of_the_house():
    parts = {path.name for path in (ROOT / "qa").iterdir() if not path.name.startswith("_")}
    for part in parts - {"py.typed", "__pycache__"}:
        assert f"qa/{part.removesuffix('.py')}" in ARCHITECTURE, part


def test_few_entries_are_directly_in_the_house():
    entries = {path.name for path in (ROOT / "qa").iterdir()} - {"__pycache__"}
    assert len(entries) <= 14


def test_every_public_error_says_what_it_is_for():
    for error in QaError.__subclasses__():
        assert error.__doc__
        assert error.__name__ in (__import__("qa.errors").errors.__doc__ or "")


def test_the_pages_that_ship_are_the_only_ones_and_travel_in_the_wheel():
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]["corpus"]
    names = {path.name for path in CORPUS.iterdir()}
    assert names == {
        "README.md",
        "2021-02-09_no-uin_offenders-rehabilitation.txt",
        "2021-09-03_41780_prisoners-rehabilitation.txt",
    }


def test_the_pages_are_kept_byte_for_byte():
    shown = subprocess.run(
        ["git", "check-attr", "text", *map(str, CORPUS.glob("*.txt"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if shown.returncode == 0:
        assert shown.stdout.count("text: unset") == 2
