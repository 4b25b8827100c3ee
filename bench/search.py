"""Engines side by side over a made corpus: `python -m bench.search [--store DATA_DIR]`.

Each engine has a process of its own for each size, is given the same terms, and answers the same
questions in turn with the others, round after round, one question at a time; a question's time is
the median of its rounds. Where two engines have the same formula their ten best scores must agree.
Written as a table, as JSON and as a plot.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from array import array
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np

from bench.corpus import Sample, made_passages, made_questions, sampled
from bench.engines import ENGINES, Found, serve
from qa.text.analyzer import Analyzer

WORDS = (3, 6, 12, 24, 60)
"""Words of a question, stop words included."""
SAME_FORMULA = ("ours (numpy)", "bm25s (numba)", "bm25s (numpy)", "rank-bm25")
"""Engines whose scores must be those of the first."""
BEARABLE = {"rank-bm25": 100_000}
"""The largest corpus of an engine that scans every passage."""
FEWER = {"rank-bm25": 5, "SQLite FTS5": 10}
"""Questions of each length for an engine that takes long over each."""


@dataclass(frozen=True, slots=True)
class Running:
    """An engine in a process of its own, and what building it took."""

    name: str
    process: BaseProcess
    line: Connection
    facts: dict[str, Any]


def main() -> None:
    """Measure every engine at every size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="data folder to take words from, not corpus/")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=100, help="questions of each length")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--output", type=Path, default=Path("build/bench"))
    stated = parser.parse_args()
    sample = sampled(stated.store)
    analyzer = Analyzer()
    questions = {
        words: [
            list(dict.fromkeys(analyzer.terms(text))) or ["t"]
            for text in made_questions(sample, words, stated.questions)
        ]
        for words in WORDS
    }
    results: dict[str, Any] = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}",
        "source": str(stated.store or "corpus/"),
        "sizes": {},
    }
    for size in stated.sizes:
        results["sizes"][size] = _measured(sample, size, questions, stated)
        _show(size, results["sizes"][size])
    stated.output.mkdir(parents=True, exist_ok=True)
    (stated.output / "search.json").write_text(json.dumps(results, indent=1))
    _plot(results, stated.output / "search.png")
    print(f"\nWritten to {stated.output}/search.json and search.png")


def _measured(
    sample: Sample, size: int, questions: dict[int, list[list[str]]], stated: argparse.Namespace
) -> dict[str, Any]:
    """What each engine does at one size."""
    with tempfile.TemporaryDirectory() as work:
        corpus = Path(work, "corpus")
        facts = _written(sample, size, corpus, questions)
        names = [name for name in stated.engines if size <= BEARABLE.get(name, size)]
        running = [
            _started(name, corpus, Path(work, f"engine{names.index(name)}")) for name in names
        ]
        facts["engines"] = {one.name: one.facts for one in running}
        for words, asked in questions.items():
            _ask_all(running, words, asked, stated.rounds)
        facts["load"] = os.getloadavg()[0]
        for one in running:
            one.line.send([])
            one.process.join()
        return facts


def _written(
    sample: Sample, size: int, folder: Path, questions: dict[int, list[list[str]]]
) -> dict[str, Any]:
    """Make the corpus, analyse it once for all engines, and write its terms down."""
    folder.mkdir()
    texts = list(made_passages(sample, size))
    analyzer = Analyzer()
    numbers: dict[str, int] = {}
    term_ids, ends = array("I"), array("Q", [0])
    started = time.perf_counter()
    for text in texts:
        term_ids.extend([numbers.setdefault(term, len(numbers)) for term in analyzer.terms(text)])
        ends.append(len(term_ids))
    seconds = time.perf_counter() - started
    np.save(folder / "term_ids.npy", np.array(term_ids, dtype=np.uint32))
    np.save(folder / "ends.npy", np.array(ends, dtype=np.uint64))
    (folder / "terms.txt").write_text("\n".join(numbers))
    passage = np.repeat(np.arange(size, dtype=np.uint64), np.diff(np.array(ends)).astype(np.int64))
    postings = np.unique(passage << np.uint64(32) | np.array(term_ids, dtype=np.uint64))
    df = np.bincount((postings & np.uint64(0xFFFFFFFF)).astype(np.int64), minlength=len(numbers))
    return {
        "words": sum(len(text.split()) for text in texts) / size,
        "terms": len(term_ids) / size,
        "vocabulary": len(numbers),
        "analysis_seconds": seconds,
        "postings_touched": {
            words: statistics.mean(
                sum(int(df[numbers[term]]) for term in question if term in numbers)
                for question in asked
            )
            for words, asked in questions.items()
        },
    }


def _started(name: str, corpus: Path, folder: Path) -> Running:
    """Build an engine in a process of its own; it then waits for questions."""
    folder.mkdir()
    print(f"building {name} …", file=sys.stderr)
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(name, corpus, folder, theirs))
    process.start()
    theirs.close()
    try:
        return Running(name, process, ours, ours.recv() | {"questions": {}})
    except EOFError:
        shutil.rmtree(corpus)
        sys.exit(f"{name} failed: is the extra installed? pip install '.[bench]'")


def _ask_all(running: list[Running], words: int, asked: list[list[str]], rounds: int) -> None:
    """Put the questions to each engine in turn, round after round; note times and agreement."""
    seconds: dict[str, list[list[float]]] = {one.name: [] for one in running}
    found: dict[str, list[Found]] = {}
    for number in range(rounds + 1):
        for one in running:
            one.line.send(asked[: FEWER.get(one.name, len(asked))])
            took, found[one.name] = one.line.recv()
            if number:  # The first round only warms up.
                seconds[one.name].append(took)
    first = found[running[0].name]
    for one in running:
        times = np.median(np.array(seconds[one.name]), axis=0) * 1000
        facts: dict[str, Any] = {
            f"p{share}_ms": float(np.percentile(times, share)) for share in (50, 95, 99)
        }
        facts["agreement"] = _agreement(first, found[one.name])
        if one.name in SAME_FORMULA:
            _refuse_other_scores(one.name, first, found[one.name])
        one.facts["questions"][words] = facts


def _refuse_other_scores(name: str, first: list[Found], other: list[Found]) -> None:
    """Stop unless the ten best scores are the same; passages may differ where scores are equal."""
    for mine, theirs in zip(first, other, strict=False):
        ours, others = [score for _, score in mine], [score for _, score in theirs]
        if len(ours) != len(others) or not np.allclose(ours, others, rtol=1e-4):
            sys.exit(f"{name} has other scores: {mine} against {theirs}")


def _agreement(first: list[Found], other: list[Found]) -> float:
    """The mean share of one engine's hits that another has too."""
    shares = [
        len({at for at, _ in mine} & {at for at, _ in theirs}) / len(mine)
        for mine, theirs in zip(first, other, strict=False)
        if mine
    ]
    return statistics.mean(shares) if shares else 1.0


def _show(size: int, facts: dict[str, Any]) -> None:
    """The figures of one size as a table; in brackets the ratio to the first engine's."""
    engines = facts["engines"]
    own = next(iter(engines.values()))
    print(
        f"\n{size:,} passages, {facts['words']:.0f} words each, {facts['vocabulary']:,} terms; "
        f"analysis {facts['analysis_seconds']:.1f} s; load {facts['load']:.1f}"
    )
    print(f"{'engine':<15}{'build s':>16}{'peak MB':>16}{'disk MB':>15}")
    for name, one in engines.items():
        cells = [
            f"{one[key] / unit:,.1f} ({one[key] / max(own[key], 1e-9):.2f})"
            for key, unit in (("build_seconds", 1), ("peak_bytes", 1e6), ("disk_bytes", 1e6))
        ]
        print(f"{name:<15}{cells[0]:>16}{cells[1]:>16}{cells[2]:>15}")
    for words, touched in facts["postings_touched"].items():
        print(f"{words} words, {touched:,.0f} postings touched on average (4 bytes each)")
        for name, one in engines.items():
            times, mine = one["questions"][words], own["questions"][words]
            cells = [
                f"{times[key]:.3f} ({times[key] / mine[key]:.2f})"
                for key in ("p50_ms", "p95_ms", "p99_ms")
            ]
            print(
                f"  {name:<15} median {cells[0]:>16}  p95 {cells[1]:>16}  p99 {cells[2]:>16} ms"
                f"  same hits {times['agreement']:.0%}"
            )


def _plot(results: dict[str, Any], path: Path) -> None:
    """Median and 99th percentile over the size of the corpus, for short and long questions."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(11, 4.5), sharey=True)
    for axis, words in zip(axes, (3, 24), strict=True):
        for name in ENGINES:
            points = [
                (size, one["engines"][name]["questions"][words])
                for size, one in results["sizes"].items()
                if name in one["engines"]
            ]
            sizes = [size for size, _ in points]
            line = axis.plot(sizes, [at["p50_ms"] for _, at in points], marker="o", label=name)
            colour = line[0].get_color()
            axis.plot(sizes, [at["p99_ms"] for _, at in points], linestyle=":", color=colour)
        axis.set(xscale="log", yscale="log", xlabel="passages", title=f"{words} words")
    axes[0].set_ylabel("ms a question: median, dotted the 99th percentile")
    axes[0].legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
