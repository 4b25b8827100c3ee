"""`qa model`: which sentence model serves, and another one tried and chosen."""

import re

import numpy as np
import pytest
from click.testing import CliRunner

from qa.archive.ingest import ingest
from qa.archive.update import bring_up_to_date
from qa.cli import main
from qa.index import embeddings
from qa.index.embeddings import choice, model
from qa.settings import Settings
from tests.making import fact, lines
from tests.qa.index.embeddings.tiny import tiny_model
from tests.terminals import QA, Terminal

pytestmark = pytest.mark.skipif(not model.installed(), reason="the extra is not installed")

ASKED = "To ask the Secretary of State for Justice, how many {} in 2014."
FACTS = [
    fact(
        uin="1",
        question_text=ASKED.format("people were released from prison"),
        answer_html="<p>Prisoners set free.</p>",
    ),
    fact(
        uin="2",
        question_text=ASKED.format("dogs were bought for prisons"),
        answer_html="<p>Handlers search all.</p>",
    ),
    fact(
        uin="3",
        question_text=ASKED.format("doctors were employed in prisons"),
        answer_html="<p>Nurses see all.</p>",
    ),
    fact(uin="4", question_text="Locks.", answer_html="<p>Each gate has two.</p>"),
]


@pytest.fixture(autouse=True)
def with_the_extra(words_only, monkeypatch):
    monkeypatch.setattr(model, "installed", lambda: True)
    monkeypatch.setattr(embeddings, "installed", lambda: True)
    monkeypatch.setenv("QA_SEMANTIC", "yes")


@pytest.fixture
def settings(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", *FACTS)], settings)
    bring_up_to_date(settings)
    return settings


@pytest.fixture
def folder(tmp_path):
    return tiny_model(tmp_path / "tiny")


def qa(settings, *words, typed=None):
    return CliRunner().invoke(
        main, [*map(str, words), "--data-dir", str(settings.data_dir)], input=typed
    )


def shown(settings, *words):
    done = qa(settings, *words)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def test_without_a_path_it_shows_the_model_that_serves(settings):
    said = shown(settings, "model")
    assert said.startswith("Serves          all-MiniLM-L6-v2\n")
    for line in (
        f"SHA-256         {model.SHIPPED_SHA256}",
        "Dimensions      384",
        "Pooling         mean",
        "Before question ''",
        "Tokens          256",
        "Embedded        4 of 4 passages",
    ):
        assert line in said.splitlines()


def test_a_model_is_tried_chosen_embedded_and_left_again(settings, folder):
    said = shown(settings, "model", folder, "--use", "--query-prefix", "ask: ")
    assert re.search(r"^Dimensions +448$", said, re.MULTILINE)
    assert re.search(r"^This store +4 passages: [\d.]+ min, 0.0 MB$", said, re.MULTILINE)
    assert re.search(r"^ +tiny +all-MiniLM-L6-v2$", said, re.MULTILINE)
    assert re.search(r"^nDCG@10 +[01]\.\d{3}  [01]\.\d{3}$", said, re.MULTILINE)
    assert "Measured on 3 source questions" in said
    assert "among 4 passages" in said
    assert "It is chosen. Run `qa embed`" in said
    said = shown(settings, "model")
    assert "Serves          all-MiniLM-L6-v2" in said
    assert "Chosen          tiny" in said
    assert "Before question 'ask: '" in said
    assert "Shipped model   50% of a cosine" in said
    step = "tiny has embedded 0 of 4 passages; all-MiniLM-L6-v2 serves until it has as many."
    assert step in said
    assert step in " ".join(shown(settings, "status").split())
    shown(settings, "index")
    said = shown(settings, "model")
    assert said.startswith("Serves          tiny\n")
    assert "Also here       all-MiniLM-L6-v2" in said
    assert "Embedded        4 of 4 passages" in said
    assert step not in shown(settings, "status")
    assert shown(settings, "model", "--default").startswith("Serves          all-MiniLM-L6-v2\n")


def test_without_use_and_a_terminal_nothing_is_chosen(settings, folder):
    said = shown(settings, "model", folder)
    (copied,) = choice.installed_models(settings)
    assert f"It is not chosen. Run `qa model {copied.folder} --use`" in said
    assert choice.chosen_model(settings) is None
    shown(settings, "model", copied.folder, "--use")
    assert choice.chosen_model(settings) == copied


@pytest.mark.parametrize("answered", [True, False])
def test_on_a_terminal_it_asks(settings, folder, answered):
    command = (*QA, "model", str(folder), "--data-dir", str(settings.data_dir))
    terminal = Terminal(*command, env={"QA_SEMANTIC": "yes"})
    terminal.until("Use this model? [y/N]")
    terminal.type("y\n" if answered else "\n")
    assert ("It is chosen." if answered else "It is not chosen.") in terminal.end()
    assert (choice.chosen_model(settings) is not None) is answered


def test_the_trial_finds_the_answers_by_meaning(settings, folder):
    """The words of these answers are not those of their questions."""
    said = shown(settings, "model", folder, "--shipped-share", "0")
    assert re.search(r"^nDCG@10 +1\.000 ", said, re.MULTILINE)
    assert re.search(r"^Success@5 +1\.000 ", said, re.MULTILINE)


def test_the_sample_is_the_same_each_time(settings, folder):
    def measured():
        return re.findall(r"^(?:nDCG|Success|Difference|Measured).*$",
                          shown(settings, "model", folder), re.MULTILINE)  # fmt: skip

    assert measured() == measured()
    assert len(measured()) == 4


def test_without_answers_it_is_copied_and_not_tried(folder, tmp_path):
    said = shown(Settings(data_dir=tmp_path / "empty"), "model", folder, "--use")
    assert "no answers to try it on" in said
    assert "It is chosen." in said


def test_a_model_without_sense_is_warned_of(settings, tmp_path):
    alike = tiny_model(tmp_path / "alike", table=np.random.default_rng(0).standard_normal((30, 64)))
    done = qa(settings, "model", alike)
    assert done.exit_code == 0
    assert done.stderr.startswith("Warning: it puts a sentence on another subject nearer")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--use"], "Name the PATH of a model."),
        (["--pooling", "cls"], "Name the PATH of a model."),
        (["tiny", "--default"], "Give --default without a PATH."),
        (["tiny", "--pooling", "max"], "Invalid value for '--pooling'"),
        (["tiny", "--shipped-share", "1"], "Invalid value for '--shipped-share'"),
    ],
)
def test_options_that_do_not_go_together_are_refused(settings, words, said):
    done = qa(settings, "model", *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_what_is_refused_is_one_sentence_with_its_cure(settings, tmp_path):
    done = qa(settings, "model", tmp_path / "nowhere")
    assert done.exit_code == 1
    assert done.stderr == f"Error: Nothing is at {tmp_path / 'nowhere'}. Correct the path.\n"


def test_where_vectors_are_off_it_says_so(settings, monkeypatch):
    monkeypatch.setenv("QA_SEMANTIC", "no")
    assert shown(settings, "model").startswith("QA_SEMANTIC=no: passages are ranked by words")


def test_without_the_extra_it_says_how_to_install_it(settings, folder, monkeypatch):
    monkeypatch.setattr(embeddings, "installed", lambda: False)
    assert "pip install 'written-answers-qa[semantic]'" in shown(settings, "model")
    done = qa(settings, "model", folder)
    assert done.exit_code == 2
    assert "pip install 'written-answers-qa[semantic]'" in done.stderr


def test_the_setting_that_has_precedence_is_named(settings, folder, monkeypatch):
    monkeypatch.setenv("QA_MODEL", str(folder / "model.onnx"))
    assert "QA_MODEL is set and has precedence" in shown(settings, "model", folder, "--use")
    assert f"Chosen          {folder / 'model.onnx'}" in shown(settings, "model")
