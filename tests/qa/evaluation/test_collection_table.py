"""The collection table: the figures of each collection, as running and evaluating it gives them."""

import csv
import json
import os
import re
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from qa.archive.ingest import ingest
from qa.archive.update import bring_up_to_date
from qa.cli import main
from qa.evaluation.collection_table import FIGURES, Collection, mean, measure_collections, worst
from qa.index.embeddings import model
from qa.settings import Settings
from tests.making import REAL_ANSWERS, ROOT, fact, lines
from tests.terminals import on_terminal, plain

OFFICE = "2021-09-03/41780"
REHABILITATION = "2021-02-09/offenders-rehabilitation-93bdbb8c"


def write(folder, *topics):
    """A collection of topics: an id, a question, and the grades of its answers."""
    folder.mkdir()
    rows = [{"_id": name, "text": text} for name, text, _ in topics]
    (folder / "topics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    judged = [(name, one, grade) for name, _, grades in topics for one, grade in grades.items()]
    (folder / "qrels.txt").write_text("".join(f"{t} 0 {name} {g}\n" for t, name, g in judged))
    return folder


@pytest.fixture
def prisons(tmp_path):
    return write(
        tmp_path / "prison-leavers",
        ("a", "What is done to get prison leavers into work?", {OFFICE: 3, REHABILITATION: 0}),
        ("b", "adults who drop out of drug treatment", {REHABILITATION: 2}),
        ("c", "zoological quagga husbandry", {OFFICE: 0}),
    )


@pytest.fixture
def courts(tmp_path):
    facts = [fact(uin="1", question_text="How many courts?", answer_html="<p>Ten courts.</p>")]
    ingest([lines(tmp_path / "facts", *facts)], Settings(data_dir=tmp_path / "courts-data"))
    return write(tmp_path / "courts", ("d", "How many courts are there?", {"2015-03-02/1": 1}))


def run(*arguments):
    return CliRunner().invoke(main, [*map(str, arguments)])


def test_each_row_has_what_run_and_evaluate_give(
    prisons, courts, corpus_data, tmp_path, monkeypatch
):
    pairs = [(prisons, corpus_data), (courts, tmp_path / "courts-data")]
    done = run("collections", *(f"{folder}={data}" for folder, data in pairs), "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    table = json.loads(done.stdout)
    monkeypatch.setenv("QA_SEMANTIC", "no")
    by_words = [row for row in table["collections"] if row["ranking"] == "words"]
    assert [row["collection"] for row in by_words] == ["prison-leavers", "courts"]
    for row, (folder, data) in zip(by_words, pairs, strict=True):
        path = tmp_path / f"{folder.name}.run"
        run("run", folder, "--output", path, "--data-dir", data)
        shown = run("evaluate", path, "--qrels", folder, "--json", "--data-dir", data).stdout
        (found,) = json.loads(shown)["runs"]
        grade = row["answer_grade"]
        level = f"(rel={grade})" if grade > 1 else ""
        calibration = found["calibration"]
        balanced = calibration["balanced"]
        assert {name: figure["value"] for name, figure in row["figures"].items()} == {
            "nDCG@10": found["measures"]["nDCG@10"]["mean"],
            "Success@5": found["measures"][f"Success{level}@5"]["mean"],
            "AUROC": found["abstention"]["auroc"],
            "right_outcome": found["right_outcome"]["share"],
            "answerable_declined": found["answerable_declined"]["share"],
            "unanswerable_answered": (found["unanswerable_answered"] or {}).get("share"),
            "calibration_error": calibration["scores"]["error"],
            "balanced_calibration_error": balanced and balanced["error"],
            "brier": calibration["scores"]["brier"],
        }
        assert row["index_version"] == found["index_version"]
        assert row["threshold"] == found["threshold"] == 0.4
    topics = [(row["answerable_topics"], row["unanswerable_topics"]) for row in by_words]
    assert topics == [(2, 1), (1, 0)]


def test_mean_and_worst_are_over_the_collections_that_have_a_figure(
    prisons, courts, corpus_data, tmp_path
):
    named = [(prisons, corpus_data), (courts, tmp_path / "courts-data")]
    collections = [Collection(folder, Settings(data_dir=data)) for folder, data in named]
    rows = measure_collections(collections, words_only=True).rows
    one, other = (row.figures() for row in rows)
    assert list(mean(rows)) == list(one) == list(FIGURES)
    assert mean(rows)["Success@5"] == (one["Success@5"].value + other["Success@5"].value) / 2
    assert other["AUROC"].value is None
    assert mean(rows)["AUROC"] == worst(rows)["AUROC"] == one["AUROC"].value
    for name in ("nDCG@10", "right_outcome"):
        assert worst(rows)[name] == min(one[name].value, other[name].value)
    for name in ("answerable_declined", "brier", "calibration_error"):
        assert worst(rows)[name] == max(one[name].value, other[name].value)
    assert worst(rows[1:])["AUROC"] is None is mean(rows[1:])["AUROC"]


@pytest.mark.skipif(not find_spec("onnxruntime"), reason="the extra is not installed")
def test_a_store_with_vectors_is_measured_with_them_too(
    prisons, corpus_data, tmp_path, monkeypatch
):
    monkeypatch.setattr(model, "installed", lambda: True)
    settings = Settings(data_dir=tmp_path / "data")
    texts = ["Meals cost £2.02 a head each day.", "Handlers search every visitor."]
    facts = [
        fact(uin=str(n), question_text="Prisons.", answer_html=f"<p>{text}</p>")
        for n, text in enumerate(texts)
    ]
    ingest([lines(tmp_path / "facts", *facts)], settings)
    bring_up_to_date(settings)
    lay = write(
        tmp_path / "lay",
        ("a", "what do inmates eat and how expensive is it?", {"2015-03-02/0": 1}),
        ("b", "visitor", {"2015-03-02/1": 1}),
    )
    collections = [Collection(lay, settings), Collection(prisons, Settings(data_dir=corpus_data))]
    rows = measure_collections(collections).rows
    assert [(row.collection.name, row.ranking) for row in rows] == [
        ("lay", "words"), ("prison-leavers", "words"), ("lay", "vectors"),
    ]  # fmt: skip
    values = [row.figures()["nDCG@10"].value for row in rows]
    assert values[0] < values[2] == 1
    assert len(measure_collections(collections, words_only=True).rows) == 2


@pytest.mark.parametrize("columns", [80, 120])
def test_the_table_fits_a_terminal_and_has_each_collection_the_mean_and_the_worst(
    prisons, courts, corpus_data, tmp_path, columns
):
    pairs = [f"{prisons}={corpus_data}", f"{courts}={tmp_path / 'courts-data'}"]
    options = ["collections", *pairs, "--words-only"]
    shown = plain(on_terminal(*options, columns=columns)).rpartition("Collection ")[2]
    assert all(len(line) <= columns for line in shown.splitlines())
    rows = [line.split() for line in shown.splitlines()]
    assert rows[0] == "Topics nDCG@10 Success@5 AUROC Right Declined Answered".split()
    assert rows[1] == ["By", "words"]
    assert rows[2][:3] == ["prison", "leavers", "2+1"]
    assert rows[3][:2] == ["courts", "1+0"]
    assert rows[3][-1] == "-"
    assert [row[0] for row in rows[4:6]] == ["mean", "worst"]
    assert len(rows[4]) == len(rows[5]) == 7


def test_csv_has_a_line_for_each_row_with_the_figures_of_the_json(prisons, corpus_data):
    options = ["collections", prisons, "--words-only", "--data-dir", corpus_data]
    (row,) = csv.DictReader(run(*options, "--csv").stdout.splitlines())
    (expected,) = json.loads(run(*options, "--json").stdout)["collections"]
    for name, figure in expected.pop("figures").items():
        found = [row.pop(column) for column in (name, f"{name} low", f"{name} high")]
        assert found == ["" if end is None else str(end) for end in figure.values()]
    assert row == {name: str(value) for name, value in expected.items()}


def test_a_store_that_is_missing_is_named_before_any_topic_is_run(
    prisons, corpus_data, tmp_path, monkeypatch
):
    ran = []
    monkeypatch.setattr("qa.evaluation.collection_table.run_topics", ran.append)
    done = run("collections", f"{prisons}={corpus_data}", f"{prisons}={tmp_path / 'none'}")
    assert (done.exit_code, done.stdout, ran) == (1, "", [])
    assert str(tmp_path / "none") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_collection_without_topics_or_judgments_is_named(prisons, corpus_data, tmp_path):
    done = run("collections", tmp_path / "nowhere", "--data-dir", corpus_data)
    assert (done.exit_code, done.stdout) == (1, "")
    assert str(tmp_path / "nowhere") in done.stderr
    (prisons / "qrels.txt").unlink()
    done = run("collections", prisons, "--data-dir", corpus_data)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "qrels.txt" in done.stderr


def test_a_topic_that_cannot_be_asked_is_named_and_the_others_are_measured(corpus_data, tmp_path):
    folder = write(
        tmp_path / "bad",
        ("a", "prison leavers", {OFFICE: 2}),
        ("b", "word " * 2000, {OFFICE: 2}),
    )
    done = run("collections", folder, "--words-only", "--data-dir", corpus_data)
    assert done.exit_code == 1
    assert "Warning: bad by words: topic 'b' is not run: The question has" in done.stderr
    assert re.search(r"^bad +2\+0 +0\.5", done.stdout, re.MULTILINE)


@pytest.mark.skipif(not REAL_ANSWERS.is_dir(), reason="the real answers are not beside the clone")
@pytest.mark.skipif(not os.environ.get("QA_PROVE"), reason="at full size only, under QA_PROVE=1")
def test_the_real_collections_have_the_figures_of_the_document(tmp_path):
    settings = Settings(data_dir=tmp_path / "data", semantic=False)
    ingest([REAL_ANSWERS], settings)
    data = REAL_ANSWERS.parent
    folders = [data / "test-collection", data / "test-collections" / "ministry-of-justice"]
    rows = measure_collections([Collection(folder, settings) for folder in folders]).rows
    document = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    for name, row in zip(["development", "ministry of justice"], rows, strict=True):
        stated = re.search(rf"^\| {name} \|((?: \d\.\d+ \|){{6}})$", document, re.MULTILINE)
        figures = stated[1].replace("|", "").split()
        found = row.figures()
        assert figures[0] == f"{found['nDCG@10'].value:.3f}"
        assert figures[2] == f"{found['Success@5'].value:.2f}"
        assert figures[4] == f"{found['right_outcome'].value:.2f}"
