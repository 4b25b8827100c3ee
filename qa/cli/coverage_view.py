"""The coverage of a data folder as `qa status` prints it: figures, a table, what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from qa.cli.embedding import embedding_lines
from qa.cli.layout import GAP, Parts, Row, table, wrapped
from qa.cli.terminal import MAX_COLUMNS, Line, Part, Style, columns, is_terminal
from qa.model.citation import day
from qa.model.coverage import Coverage, VectorSearch

FOUND_BY: Mapping[VectorSearch, str] = {
    "signs": "found by their signs, then compared exactly",
    "k-NN": "found by the k-NN plugin of OpenSearch, then compared exactly",
}
ALL = "All"
TITLE = "Answers by body and year"


def coverage_view(
    coverage: Coverage, more_steps: Iterable[str] = (), engine: str = ""
) -> Iterator[Line]:
    """The figures, the answers by status, a table of them by body and year, and what to do next.

    `engine` is the address of the OpenSearch that all of it is read from, where one is set.
    """
    newest = coverage.newest_answer and day(coverage.newest_answer)
    oldest = coverage.oldest_answer and day(coverage.oldest_answer)
    yield _figure("Answers", f"{coverage.answers:,}")
    yield _figure("Passages", f"{coverage.passages:,}")
    yield _figure("Oldest answer", oldest or "none")
    yield _figure("Newest answer", newest or "none")
    yield _figure("Last sync", coverage.last_sync or "never")
    if failure := coverage.last_sync_failure:
        yield _figure("Sync failed", failure["at"])
    yield _figure("Corrections", coverage.last_corrections or "never fetched")
    for first, last in coverage.sync_gaps:
        yield _figure("Not fetched", f"{day(first)} to {day(last)}")
    yield _figure("Index", _index(coverage))
    if engine:
        yield _figure("Read from", f"OpenSearch at {engine}")
    yield _figure("Embeddings", _embeddings(coverage))
    if found_by := coverage.vector_search:
        yield _figure("", FOUND_BY[found_by])
    counts = (f"{count:,} {status}" for status, count in coverage.by_status.items())
    yield _figure("By status", ", ".join(counts) or "none")
    if coverage.by_body_year_status:
        yield ""
        yield from _by_body_and_year(coverage)
    steps = [*_next_steps(coverage), *more_steps]
    yield ""
    yield [Part("What to do next" if steps else "Everything is up to date.", ("bold",))]
    for step in steps:
        for line in wrapped([Part(step)], _width() - len(GAP)):
            yield [Part(GAP), *line]


def _width() -> int:
    return columns() if is_terminal() else MAX_COLUMNS


def _figure(name: str, value: str) -> Parts:
    return [Part(f"{name:<15}", ("dim",)), Part(value)]


def _index(coverage: Coverage) -> str:
    if coverage.index_version is None:
        return "missing or unusable"
    behind = "" if coverage.index_current else " (behind the store)"
    return f"{coverage.index_version}{behind}"


def _embeddings(coverage: Coverage) -> str:
    if coverage.vectors is None:
        return "no sentence model; words alone rank"
    return f"{coverage.vectors:,} of {coverage.passages:,} passages"


def _next_steps(coverage: Coverage) -> Iterator[str]:
    """What to do next, each in a sentence that names the command."""
    if coverage.index_version is None:
        yield "The index is missing or unusable. Run `qa index` to build it."
    elif not coverage.index_current:
        yield "The index is behind the store. Run `qa index` to bring it up to date."
    else:
        yield from embedding_lines(coverage)
    if failure := coverage.last_sync_failure:
        yield f"The last sync failed. {failure['reason']}"
    if coverage.sync_gaps:
        yield "Some days are not fetched. Run `qa sync` to fetch them."
    elif coverage.last_sync is None:
        since = coverage.newest_answer or "2024-01-01"
        yield (
            f"No sync has run. Run `qa sync --since {since}` to fetch newer answers, with --body "
            "for those of one department."
        )
    if coverage.last_sync and coverage.last_corrections is None:
        yield "Corrections were never fetched. Run `qa sync` to fetch them."


def _by_body_and_year(coverage: Coverage) -> Iterator[Parts]:
    """A table of bodies and years; the earliest years share a column where not all fit."""
    counts: dict[str, Counter[str]] = {}
    totals = Counter[str]()
    for one in coverage.by_body_year_status:
        year = one["year"] or "none"
        counts.setdefault(one["body"], Counter())[year] += one["answers"]
        totals[year] += one["answers"]
    bodies = sorted(counts, key=lambda body: (-counts[body].total(), body))
    names = {body: coverage.body_names.get(body, body) for body in bodies}
    longest = min(max(map(len, names.values())), _width() * 2 // 5)
    years = sorted(totals)
    shown = _fitting(years, totals, _width() - max(longest, len(TITLE)))
    earlier = years[: len(years) - len(shown)]

    def row(name: str, of: Mapping[str, int], *styles: Style) -> Sequence[Parts]:
        figures = [sum(of.get(year, 0) for year in earlier)] if earlier else []
        figures += [*(of.get(year, 0) for year in shown), sum(of.values())]
        cells = (name, *(f"{figure:,}" if figure else "-" for figure in figures))
        return [[Part(cell, styles)] for cell in cells]

    heads = (TITLE, *([f"to {earlier[-1]}"] if earlier else []), *shown, ALL)
    rows: list[Row] = [[[Part(head, ("bold",))] for head in heads]]
    rows += (row(names[body], counts[body]) for body in bodies)
    if len(bodies) > 1:
        rows.append(row(ALL, totals, "bold"))
    yield from table(rows, _width())


def _fitting(years: Sequence[str], totals: Mapping[str, int], room: int) -> Sequence[str]:
    """The latest years whose columns fit in a line, beside one for the earlier ones and one for
    all."""
    whole = len(GAP) + len(f"{sum(totals.values()):,}")
    if sum(len(GAP) + max(len(year), len(f"{totals[year]:,}")) for year in years) + whole <= room:
        return years
    room -= 2 * max(whole, len(GAP) + len("to 2000"))
    shown: list[str] = []
    for year in reversed(years):
        room -= len(GAP) + max(len(year), len(f"{totals[year]:,}"))
        if room < 0:
            break
        shown.insert(0, year)
    return shown
