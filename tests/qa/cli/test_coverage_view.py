"""`qa status`: figures, a table by body and year, and what to do next."""

import json
import re

import pytest
from click.testing import CliRunner

from qa.archive.ingest import ingest
from qa.cli import main
from qa.cli.coverage_view import coverage_view
from qa.cli.layout import text_of
from qa.model.coverage import Coverage
from qa.settings import Settings
from tests.making import fact, lines
from tests.terminals import on_terminal, plain


def coverage(**stated):
    """A coverage that is up to date but for what is stated otherwise."""
    return Coverage(
        **{
            "answers": 3,
            "passages": 4,
            "by_status": {"answered": 3},
            "by_body": {"ministry-of-justice": 3},
            "body_names": {"ministry-of-justice": "Ministry of Justice"},
            "oldest_answer": "2015-03-09",
            "newest_answer": "2016-03-09",
            "by_body_year_status": [],
            "last_sync": "2016-03-10T09:00:00Z",
            "last_corrections": "2016-03-10T09:00:00Z",
            "last_sync_failure": None,
            "sync_gaps": (),
            "index_version": "b0ea8d9ef3d60225",
            "index_current": True,
            "vectors": None,
            "vector_search": None,
        }
        | stated
    )


def shown(covered):
    return [line if isinstance(line, str) else text_of(line) for line in coverage_view(covered)]


def rows(*counted):
    """Rows of body, year and answers, as the store counts them."""
    named = ("body", "year", "answers")
    return [dict(zip(named, one, strict=True)) | {"status": "answered"} for one in counted]


@pytest.mark.parametrize(
    ("stated", "step"),
    [
        ({"index_version": None}, "The index is missing or unusable. Run `qa index` to build it."),
        ({"index_current": False}, "The index is behind the store. Run `qa index` to bring it up"),
        (
            {"vectors": 1},
            "1 of 4 passages have an embedding; until 80% have one, words alone rank.",
        ),
        (
            {"vectors": 9, "passages": 10},
            "9 of 10 passages have an embedding; the others are ranked by their words.",
        ),
        ({"last_sync": None}, "No sync has run. Run `qa sync --since 2016-03-09` to fetch newer"),
        ({"last_sync": None, "newest_answer": None}, "Run `qa sync --since 2024-01-01` to fetch"),
        (
            {"last_sync": None, "sync_gaps": (("2016-01-04", "2016-01-05"),)},
            "Some days are not fetched. Run `qa sync` to fetch them.",
        ),
        ({"last_corrections": None}, "Corrections were never fetched. Run `qa sync` to fetch"),
    ],
)
def test_what_is_missing_is_said_with_the_command_that_brings_it(stated, step):
    said = shown(coverage(**stated))
    steps = said[said.index("What to do next") + 1 :]
    assert len(re.findall(r"Run `", " ".join(steps))) == 1
    assert step in " ".join(line.strip() for line in steps)


@pytest.mark.parametrize("stated", [{}, {"vectors": 4}])
def test_nothing_is_to_do_where_all_is_up_to_date(stated):
    assert shown(coverage(**stated))[-1] == "Everything is up to date."


@pytest.mark.parametrize(
    ("vectors", "said"),
    [(None, "no sentence model; words alone rank"), (0, "0 of 4 passages"), (3, "3 of 4 passages")],
)
def test_it_shows_how_many_passages_have_an_embedding(vectors, said):
    assert f"Embeddings     {said}" in shown(coverage(vectors=vectors))


@pytest.mark.parametrize(
    ("search", "said"), [("signs", "by their signs"), ("k-NN", "by the k-NN plugin of OpenSearch")]
)
def test_it_says_what_finds_the_vectors(search, said):
    lines = shown(coverage(vectors=4, vector_search=search))
    assert f"{'':15}found {said}, then compared exactly" in lines


def test_bodies_come_by_size_with_a_column_for_each_year_and_sums():
    counted = rows(
        ("ministry-of-justice", "2015", 2),
        ("home-office", "2015", 1200),
        ("home-office", "2016", 9),
    )
    said = shown(coverage(by_body_year_status=counted))
    table = said[said.index("Answers by body and year   2015  2016    All") :]
    assert table[:4] == [
        "Answers by body and year   2015  2016    All",
        "home-office               1,200     9  1,209",
        "Ministry of Justice           2     -      2",
        "All                       1,202     9  1,211",
    ]


def test_the_first_years_share_a_column_where_not_all_fit():
    counted = rows(*(("home-office", str(year), 1) for year in range(1990, 2020)))
    said = shown(coverage(by_body_year_status=counted))
    head = next(line for line in said if line.startswith("Answers by body"))
    figures = said[said.index(head) + 1].split()
    first = re.search(r"to (\d{4})", head)[1]
    assert head.endswith("2018  2019  All")
    assert max(map(len, said)) <= 100
    assert figures[:2] == ["home-office", str(int(first) - 1989)]
    assert figures[-1] == "30"
    assert sum(map(int, figures[1:-1])) == 30


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("status")
    long = "Department for Business, Energy, Enterprise, Innovation, Skills and Industrial Strategy"
    said = [
        fact(uin=str(year), date_answered=f"{year}-03-09", answering_body=long)
        for year in range(2016, 2024)
    ]
    ingest([lines(folder / "a.jsonl", fact(), *said)], Settings(data_dir=folder / "data"))
    return ("--data-dir", folder / "data")


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_the_status_fits_the_terminal(data, columns):
    styled = on_terminal("status", *data, columns=columns)
    assert "\x1b[1mAnswers by body and year\x1b[0m" in styled
    assert max(map(len, plain(styled).split("\n"))) <= columns
    assert re.search(r"^  No sync has run\. Run `qa sync --since 2023", plain(styled), re.MULTILINE)


def test_json_has_each_body_year_and_status(data):
    done = CliRunner().invoke(main, ["status", "--json", *map(str, data)])
    status = json.loads(done.stdout)
    assert len(status["by_body_year_status"]) == 9
    assert sum(row["answers"] for row in status["by_body_year_status"]) == status["answers"] == 9
