"""Settings: defaults, overlaid by the environment, overlaid by the command line."""

from pathlib import Path

import pytest

from qa.errors import BadRequest
from qa.settings import Settings
from tests.making import settings_table


def test_without_variables_the_defaults_hold():
    assert Settings.read({}) == Settings()


def test_the_environment_overrides_the_defaults_and_the_command_line_overrides_both():
    environ = {"QA_PORT": "9000", "QA_HITS": "7", "QA_DATA_DIR": "/tmp/x", "PATH": "/bin"}
    read = Settings.read(environ, port=9001, host=None)
    assert (read.port, read.hits, read.data_dir, read.host) == (
        9001,
        7,
        Path("/tmp/x"),
        "127.0.0.1",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QA_PORT", "http"),
        ("QA_PORT", "-1"),
        ("QA_PORT", "65536"),
        ("QA_BM25_B", "1.5"),
        ("QA_BM25_B", "nan"),
        ("QA_TODAY", "yesterday"),
        ("QA_HITS", "0"),
        ("QA_HITS", "2.5"),
        ("QA_PASSAGE_WORDS", "3"),
        ("QA_THRESHOLD", "inf"),
        ("QA_SEMANTIC", "maybe"),
        ("QA_ACCESS", "nobody"),
        ("QA_HANDLING", "x" * 201),
        ("QA_HANDLING", "two\nlines"),
    ],
)
def test_an_error_names_the_setting_whose_value_is_of_the_wrong_type_or_out_of_bounds(name, value):
    with pytest.raises(BadRequest, match=name.removeprefix("QA_").lower()):
        Settings.read({name: value})


def test_changes_are_checked_too():
    assert Settings(port=9000).with_changes(port=None, host="::1").port == 9000
    with pytest.raises(BadRequest, match="port"):
        Settings().with_changes(port=70_000)


def test_every_setting_is_in_the_table_with_help():
    rows = settings_table()
    assert ("QA_PORT", 8000, "Port that `qa serve` listens on; 0: any free port") in rows
    assert all(name.startswith("QA_") and help for name, _, help in rows)
