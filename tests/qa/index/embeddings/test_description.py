"""A sentence model is asked as the file beside it says; vectors of other settings never mix."""

import json
import re

import numpy as np
import pytest

from qa.errors import IndexUnusable
from qa.index.embeddings import model
from qa.index.embeddings.description import DEFAULT, Description, read_description
from qa.index.embeddings.model import Model
from tests.qa.index.embeddings.making import shipped_in

TEXT = "What do inmates eat?"


def described(folder, **fields):
    (folder / "sentence-model.json").write_text(json.dumps(fields))
    return opened(folder)


def opened(folder, sha256=""):
    return Model(folder / "model.onnx", folder / "tokenizer.json", sha256)


def test_without_a_file_the_defaults_hold(tmp_path):
    assert read_description(tmp_path) == DEFAULT == Description("mean", "", "", 256)


def test_a_part_that_is_not_stated_is_the_default(tmp_path):
    (tmp_path / "sentence-model.json").write_text('{"pooling": "cls", "max_tokens": 512}')
    assert read_description(tmp_path) == Description("cls", "", "", 512)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"pooling": "max"}, "pooling"),
        ({"pooling": ["mean"]}, "pooling"),
        ({"query_prefix": 1}, "query_prefix"),
        ({"passage_prefix": None}, "passage_prefix"),
        ({"max_tokens": "256"}, "max_tokens"),
        ({"max_tokens": True}, "max_tokens"),
        ({"max_tokens": 7}, "max_tokens"),
        ({"prefix": "query: "}, "prefix"),
    ],
)
def test_a_bad_field_is_named_with_its_file(tmp_path, content, field):
    file = tmp_path / "sentence-model.json"
    file.write_text(json.dumps(content))
    with pytest.raises(IndexUnusable, match=f"{re.escape(str(file))}: the field {field} ") as bad:
        read_description(tmp_path)
    assert bad.value.cure == "Correct it, or remove it for the default."


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]", b'"cls"'])
def test_what_is_no_object_is_refused(tmp_path, content):
    file = tmp_path / "sentence-model.json"
    file.write_bytes(content)
    with pytest.raises(IndexUnusable, match=re.escape(str(file))):
        read_description(tmp_path)


def sentence_transformers(folder, pooling=None, prompts=None, length=None):
    (folder / "1_Pooling").mkdir()
    for name, content in (
        ("1_Pooling/config.json", pooling),
        ("config_sentence_transformers.json", prompts),
        ("sentence_bert_config.json", length),
    ):
        if content is not None:
            (folder / name).write_text(json.dumps(content))


CLS = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
PROMPTS = {"prompts": {"query": "query: ", "document": "passage: "}}


def test_the_files_of_sentence_transformers_are_read(tmp_path):
    sentence_transformers(tmp_path, CLS, PROMPTS, {"max_seq_length": 512})
    assert read_description(tmp_path) == Description("cls", "query: ", "passage: ", 512)


def test_our_own_file_comes_before_them(tmp_path):
    sentence_transformers(tmp_path, CLS, PROMPTS)
    (tmp_path / "sentence-model.json").write_text("{}")
    assert read_description(tmp_path) == DEFAULT


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"pooling": {"pooling_mode_max_tokens": True}}, "pooling_mode_…"),
        ({"pooling": CLS | {"pooling_mode_mean_tokens": True}}, "pooling_mode_…"),
        ({"prompts": {"prompts": {"query": 1}}}, "prompts.query"),
        ({"prompts": {"prompts": "query: "}}, "prompts"),
        ({"length": {"max_seq_length": "512"}}, "max_seq_length"),
    ],
)
def test_what_they_say_and_we_cannot_do_is_refused(tmp_path, content, field):
    sentence_transformers(tmp_path, **content)
    with pytest.raises(IndexUnusable, match=f"the field {field} "):
        read_description(tmp_path)


needs_the_extra = pytest.mark.skipif(not model.installed(), reason="the extra is not installed")


@pytest.fixture
def folder(tmp_path):
    return shipped_in(tmp_path / "model")


@needs_the_extra
def test_a_prefix_comes_before_each_text(folder):
    plain = opened(folder)
    prefixed = described(folder, query_prefix="query: ", passage_prefix="passage: ")
    asked, answered = plain.passage_vectors([f"query: {TEXT}", f"passage: {TEXT}"])
    assert (prefixed.query_vector(TEXT) == asked).all()
    assert (prefixed.passage_vector(TEXT) == answered).all()
    assert (prefixed.passage_vectors([TEXT])[0] == answered).all()
    assert not (asked == answered).all()


@needs_the_extra
def test_a_vector_is_that_of_the_first_token_or_the_mean_over_all(folder):
    mean, first = opened(folder), described(folder, pooling="cls")
    tokens = first._tokenizer.encode(TEXT)
    columns = (tokens.ids, tokens.attention_mask, tokens.type_ids)
    names = ("input_ids", "attention_mask", "token_type_ids")
    given = {name: np.array([column]) for name, column in zip(names, columns, strict=True)}
    states = first._session.run(None, given)[0][0]
    for one, pooled in ((mean, states.mean(axis=0)), (first, states[0])):
        assert one.query_vector(TEXT) == pytest.approx(pooled / np.linalg.norm(pooled), abs=1e-6)


@needs_the_extra
def test_a_text_is_cut_after_so_many_tokens(folder):
    cut = described(folder, max_tokens=8)  # two of them mark the beginning and the end
    words = "what do inmates of prisons eat and drink".split()
    assert (cut.query_vector(" ".join(words)) == cut.query_vector(" ".join(words[:6]))).all()
    assert (cut.query_vector(" ".join(words)) != cut.query_vector(" ".join(words[:5]))).any()


@needs_the_extra
def test_more_tokens_than_the_model_was_made_for_are_refused(folder):
    with pytest.raises(IndexUnusable, match="embeds no text of 100000 tokens") as bad:
        described(folder, max_tokens=100_000)
    assert "Lower max_tokens" in bad.value.cure


@needs_the_extra
def test_the_description_is_part_of_the_name_unless_it_is_the_default(folder):
    plain = opened(folder)
    assert described(folder).name == plain.name
    names = {
        described(folder, **one).name
        for one in (
            {"pooling": "cls"},
            {"query_prefix": "q: "},
            {"passage_prefix": "q: "},
            {"max_tokens": 128},
        )
    }
    assert len(names | {plain.name}) == 5
    with pytest.raises(IndexUnusable, match="SHA-256"):
        opened(folder, model.SHIPPED_SHA256)
