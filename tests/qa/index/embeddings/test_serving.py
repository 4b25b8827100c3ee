"""Of the sentence models there are, the one with vectors of most passages serves."""

import shutil
from dataclasses import replace

import pytest

from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.archive.model_copy import copy_model
from qa.archive.update import bring_up_to_date
from qa.errors import IndexUnusable
from qa.index import LocalIndexHome, embeddings
from qa.index.embeddings import choice, model
from qa.index.embeddings.vectors import record_dtype, vectors_path
from qa.model import Request
from qa.service.models import models_of
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines
from tests.qa.index.embeddings.tiny import tiny_model

pytestmark = pytest.mark.skipif(not model.installed(), reason="the extra is not installed")

FACTS = [
    fact(uin="1", question_text="Food.", answer_html="<p>Meals cost £2.02 a head each day.</p>"),
    fact(uin="2", question_text="Dogs.", answer_html="<p>Handlers search every visitor.</p>"),
    fact(uin="3", question_text="Doctors.", answer_html="<p>Nurses see all new arrivals.</p>"),
]
SHIPPED = model.SHIPPED_SHA256[:12]


@pytest.fixture(autouse=True)
def with_the_extra(words_only, monkeypatch):
    monkeypatch.setattr(model, "installed", lambda: True)
    monkeypatch.setattr(embeddings, "installed", lambda: True)


@pytest.fixture(scope="module")
def read(tmp_path_factory, words_only):
    """A data folder whose passages the model that ships has embedded, beside two tiny models."""
    folder = tmp_path_factory.mktemp("read")
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *FACTS)], settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "installed", lambda: True)
        patch.setattr(embeddings, "installed", lambda: True)
        bring_up_to_date(settings)
        for seed, name in enumerate(("first", "second")):
            copy_model(settings, tiny_model(folder / name, seed=seed))
    return settings


@pytest.fixture
def settings(read, tmp_path):
    shutil.copytree(read.data_dir, tmp_path / "data")
    return replace(read, data_dir=tmp_path / "data")


def tiny(settings, title="first"):
    return next(one for one in choice.installed_models(settings) if one.title == title)


def serves(service):
    """The name of the model whose vectors a service ranks by."""
    return service.reply(Request("inmates food")).index_version.partition("+")[2].split(".")[0]


def cut_to(settings, passages):
    """Leave the vectors that the chosen model computed first."""
    opened = embeddings.open_model(settings)
    file = vectors_path(settings.embeddings_dir, opened)
    file.write_bytes(file.read_bytes()[: passages * record_dtype(opened.dimensions).itemsize])


def test_without_a_choice_the_model_that_ships_serves(settings):
    assert serves(Service(settings)) == SHIPPED


def test_the_model_before_serves_until_the_chosen_one_has_as_many_passages(settings):
    service = Service(settings)
    choice.choose(settings, tiny(settings))
    assert serves(service) == SHIPPED
    bring_up_to_date(settings)
    whole = vectors_path(settings.embeddings_dir, embeddings.open_model(settings)).read_bytes()
    cut_to(settings, 2)
    assert serves(service) == SHIPPED
    assert service.coverage().vectors == 3
    vectors_path(settings.embeddings_dir, embeddings.open_model(settings)).write_bytes(whole)
    assert serves(service) == tiny(settings).sha256[:12]


def test_while_another_model_embeds_the_one_that_serves_is_not_opened_again(settings):
    home = LocalIndexHome(settings)
    choice.choose(settings, tiny(settings))
    serving = home.current()
    bring_up_to_date(settings)
    cut_to(settings, 1)
    assert home.current() is serving
    bring_up_to_date(settings)
    assert home.current() is not serving
    assert home.current() is home.current()


def test_a_chosen_model_that_is_behind_is_in_what_to_do_next(settings):
    choice.choose(settings, tiny(settings))
    bring_up_to_date(settings)
    assert list(models_of(settings).next_steps()) == []
    cut_to(settings, 2)
    assert list(models_of(settings).next_steps()) == [
        "The chosen sentence model first has embedded 2 of 3 passages; all-MiniLM-L6-v2 serves "
        "until it has as many. Run `qa embed`, or leave it to a running `qa serve`."
    ]
    assert list(verify_integrity(settings)) == ["The index lacks the vectors of 1 passage(s)."]


def test_with_passages_that_neither_has_the_one_with_more_serves(settings, tmp_path):
    choice.choose(settings, tiny(settings))
    bring_up_to_date(settings)
    service = Service(settings)
    assert serves(service) == tiny(settings).sha256[:12]
    more = fact(uin="9", question_text="Bread.", answer_html="<p>It is baked there.</p>")
    ingest([lines(tmp_path / "more.jsonl", more)], settings)
    bring_up_to_date(settings)
    choice.choose(settings, None)
    assert serves(service) == tiny(settings).sha256[:12]  # of four passages the other has three
    bring_up_to_date(settings)
    assert serves(service) == SHIPPED


def test_of_two_copied_models_the_one_before_serves_too(settings):
    service = Service(settings)
    choice.choose(settings, tiny(settings))
    bring_up_to_date(settings)
    for file in settings.embeddings_dir.glob(f"{SHIPPED}-*"):
        file.unlink()
    choice.choose(settings, tiny(settings, "second"))
    assert serves(service) == tiny(settings).sha256[:12]
    bring_up_to_date(settings)
    assert serves(service) == tiny(settings, "second").sha256[:12]


def test_vectors_of_passages_that_are_no_longer_current_count_nothing(settings):
    choice.choose(settings, tiny(settings))
    bring_up_to_date(settings)
    file = vectors_path(settings.embeddings_dir, embeddings.open_model(settings))
    size = record_dtype(64).itemsize
    file.write_bytes(file.read_bytes()[: 2 * size] * 4)  # more records, of two passages
    assert serves(Service(settings)) == SHIPPED


@pytest.mark.parametrize("gone", ["model.onnx", "tokenizer.json", "installed.json", ""])
def test_another_serves_while_the_chosen_model_cannot_be_used(settings, gone, tmp_path):
    chosen = tiny(settings)
    choice.choose(settings, chosen)
    bring_up_to_date(settings)
    aside = tmp_path / "aside"
    (chosen.folder / gone).rename(aside)
    model.open_files.cache_clear()  # as in a process that starts now
    service = Service(settings)
    assert serves(service) == SHIPPED
    (step,) = models_of(settings).next_steps()
    assert str(settings.models_dir) in step
    assert "`qa model --default`" in step
    assert "Meanwhile all-MiniLM-L6-v2 serves." in step
    (fault,) = verify_integrity(settings)
    assert fault.startswith("The index has no vectors of the chosen sentence model: ")
    with pytest.raises(IndexUnusable):
        bring_up_to_date(settings)
    aside.rename(chosen.folder / gone)
    assert serves(service) == chosen.sha256[:12]  # put back, without a restart
    assert list(models_of(settings).next_steps()) == []


def test_a_model_that_was_changed_is_not_used(settings):
    chosen = tiny(settings)
    choice.choose(settings, chosen)
    bring_up_to_date(settings)
    tiny_model(chosen.folder, seed=7)
    model.open_files.cache_clear()
    assert serves(Service(settings)) == SHIPPED
    (step,) = models_of(settings).next_steps()
    assert "has the SHA-256" in step


@pytest.mark.parametrize("name", ["", "../data/models", "nowhere", ".", "x" * 300, "\x00"])
def test_a_choice_that_names_no_model_is_a_fault(settings, name):
    (settings.models_dir / "chosen").write_text(name)
    assert serves(Service(settings)) == SHIPPED
    with pytest.raises(IndexUnusable, match="names the sentence model"):
        embeddings.open_model(settings)
    (step,) = models_of(settings).next_steps()
    assert "`qa model --default`" in step


def test_without_vectors_of_another_a_model_that_cannot_be_used_is_an_error(settings):
    choice.choose(settings, tiny(settings))
    for file in settings.embeddings_dir.iterdir():
        file.unlink()
    tiny(settings).tokenizer.unlink()
    model.open_files.cache_clear()
    with pytest.raises(IndexUnusable, match=r"tokenizer\.json cannot be read"):
        Service(settings).reply(Request("inmates food"))
    (step,) = models_of(settings).next_steps()
    assert "tokenizer.json cannot be read" in step


def test_the_setting_has_precedence_over_the_choice(settings, tmp_path):
    choice.choose(settings, tiny(settings))
    own = tiny_model(tmp_path / "own", seed=3)
    named = replace(settings, model=str(own / "model.onnx"))
    opened = embeddings.open_model(named)
    assert opened.name == model.Model(own / "model.onnx", own / "tokenizer.json").name
    bring_up_to_date(named)
    assert serves(Service(named)) == opened.name
    assert serves(Service(settings)) == SHIPPED
