"""A sentence model is copied from a folder, a file or an archive: whole and running, or not."""

import json
import os
import re
import resource
import shutil
import struct
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from qa.archive import model_source
from qa.archive.ingest import ingest
from qa.archive.model_copy import copy_model
from qa.errors import Rejected
from qa.index import embeddings
from qa.index.embeddings import model
from qa.index.embeddings.choice import installed_models
from qa.index.embeddings.model import Model
from qa.settings import Settings
from tests.making import fact, lines
from tests.qa.index.embeddings.tiny import described, tiny_model, zipped

pytestmark = pytest.mark.skipif(not model.installed(), reason="the extra is not installed")

COPYING = (
    "import sys; from pathlib import Path; from qa.archive.model_copy import copy_model;"
    "from qa.settings import Settings;"
    "copy_model(Settings(data_dir=Path(sys.argv[1])), Path(sys.argv[2]))"
)


@pytest.fixture(autouse=True)
def with_the_extra(words_only, monkeypatch):
    monkeypatch.setattr(embeddings, "installed", lambda: True)


@pytest.fixture
def folder(tmp_path):
    return tiny_model(tmp_path / "tiny")


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


def left(settings):
    """What is in the folder of the models, except the lock."""
    found = settings.models_dir.rglob("*")
    return sorted(str(one.relative_to(settings.models_dir)) for one in found
                  if one.name != "models.lock")  # fmt: skip


def refused(settings, source, match, **given):
    with pytest.raises(Rejected, match=match) as error:
        copy_model(settings, source, **given)
    assert str(source) in error.value.message
    assert error.value.cure
    assert str(settings.data_dir) not in error.value.message.replace(str(source), "")
    assert left(settings) == []


@pytest.mark.parametrize("form", ["folder", "file", "jar"])
def test_each_form_gives_the_same_model(folder, settings, form, tmp_path):
    source = {
        "folder": folder,
        "file": folder / "model.onnx",
        "jar": zipped(tmp_path / "tiny.jar", folder),
    }[form]
    copied = copy_model(settings, source)
    assert (copied.title, copied.dimensions) == ("tiny", 64 + 384)
    assert copied.folder.name == f"tiny-{copied.sha256[:12]}"
    assert left(settings) == sorted(
        [copied.folder.name]
        + [f"{copied.folder.name}/{name}" for name in (
            "installed.json", "model.onnx", "sentence-model.json", "tokenizer.json")]
    )  # fmt: skip
    for name in ("model.onnx", "tokenizer.json"):
        assert (copied.folder / name).read_bytes() == (folder / name).read_bytes()
    assert installed_models(settings) == [copied]
    opened = model.Model(copied.model, copied.tokenizer, copied.sha256)
    assert opened.sha256 == copied.sha256


def test_the_layout_of_model_hubs_is_read(folder, settings, tmp_path):
    hub = tmp_path / "hub"
    for name in ("onnx", "1_Pooling"):
        (hub / name).mkdir(parents=True)
    (folder / "model.onnx").rename(hub / "onnx" / "model.onnx")
    shutil.copy(hub / "onnx" / "model.onnx", hub / "onnx" / "model_quantized.onnx")
    (folder / "tokenizer.json").rename(hub / "tokenizer.json")
    (hub / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    for source in (hub, hub / "onnx" / "model_quantized.onnx", zipped(tmp_path / "hub.zip", hub, {
        "onnx/model.onnx": "h/onnx/model.onnx", "tokenizer.json": "h/tokenizer.json",
        "1_Pooling/config.json": "h/1_Pooling/config.json",
    })):  # fmt: skip
        copied = copy_model(settings, source)
        said = json.loads((copied.folder / "sentence-model.json").read_text())
        assert said["pooling"] == "cls"


def test_options_come_before_the_description_and_both_are_written_down(folder, settings):
    described(folder, pooling="cls", query_prefix="q: ", max_tokens=32)
    copied = copy_model(settings, folder, described={"query_prefix": "ask: ", "pooling": None})
    stated = json.loads((copied.folder / "sentence-model.json").read_text())
    assert stated == {
        "pooling": "cls", "query_prefix": "ask: ", "passage_prefix": "", "max_tokens": 32,
        "cosine_scale": 1, "cosine_offset": 0, "shipped_share": 0.5,
    }  # fmt: skip


def test_it_is_calibrated_on_the_answers_of_the_store_where_there_are_enough(
    folder, settings, tmp_path
):
    questions = [
        f"To ask the Secretary of State, how many {one} were released in the {{}} of 2015."
        for one in ("prisoners", "doctors", "dogs")
    ]
    months = "January March April June July August September October".split()
    facts = [
        fact(
            uin=str(100 * at + number),
            question_text=question.format(month),
            answer_html=f"<p>{'Inmates Nurses Handlers'.split()[at]} set free in {month}.</p>",
        )
        for at, question in enumerate(questions)
        for number, month in enumerate(months)
    ]
    ingest([lines(tmp_path / "few.jsonl", *facts[:10])], settings)
    few = copy_model(settings, folder)
    assert Model(few.model, few.tokenizer).description.comparison == (1, 0)
    ingest([lines(tmp_path / "all.jsonl", *facts)], settings)
    copied = copy_model(settings, folder)
    scale, offset = Model(copied.model, copied.tokenizer).description.comparison
    assert scale != 1
    assert offset != 0
    ingest([lines(tmp_path / "more.jsonl", fact(uin="900", question_text=questions[0]))], settings)
    assert copy_model(settings, copied.folder) == copied  # so that its vectors stay


@pytest.mark.parametrize("share", [0, 0.25])
def test_the_share_of_the_model_that_ships_is_that_which_is_stated(folder, settings, share):
    by_option = copy_model(settings, folder, described={"shipped_share": share})
    described(folder, shipped_share=share)
    assert copy_model(settings, folder).sha256 == by_option.sha256
    assert by_option.dimensions == (64 + 384 if share else 64)


def test_without_the_model_that_ships_another_is_alone(folder, settings, monkeypatch):
    monkeypatch.setattr("qa.archive.model_copy.shipped_files", lambda: None)
    assert copy_model(settings, folder).dimensions == 64


def test_copied_again_it_is_there_once_and_a_damaged_copy_is_replaced(folder, settings):
    first = copy_model(settings, folder)
    first.tokenizer.write_text("damaged")
    assert copy_model(settings, folder) == first
    assert copy_model(settings, first.folder) == first
    assert first.tokenizer.read_bytes() == (folder / "tokenizer.json").read_bytes()
    assert installed_models(settings) == [first]


def test_what_a_killed_process_left_is_removed(folder, settings):
    remains = settings.models_dir / ".aside-killed" / "source"
    remains.mkdir(parents=True)
    copied = copy_model(settings, folder)
    assert {one.split("/")[0] for one in left(settings)} == {copied.folder.name}


def test_the_hash_is_that_which_is_asked_for(folder, settings):
    refused(settings, folder, "has the SHA-256", sha256="0" * 64)
    right = copy_model(settings, folder).sha256
    assert copy_model(settings, folder, right.upper()).sha256 == right


def test_an_uncommon_name_makes_a_plain_folder(folder, settings):
    odd = folder.rename(folder.with_name("..ünï côdé $(x)\n"))
    (odd / "model.onnx").rename(odd / os.fsdecode(b"a b;c\xff\x1b[2J.onnx"))
    copied = copy_model(settings, odd)
    assert re.fullmatch(r"a-b-c-udcff-x1b-2J-[0-9a-f]{12}", copied.folder.name)
    assert copied.title.isprintable()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda at: shutil.rmtree(at), "Nothing is at"),
        (lambda at: (at / "model.onnx").unlink(), "holds no .onnx file"),
        (lambda at: (at / "tokenizer.json").unlink(), "has no tokenizer beside model.onnx"),
        (lambda at: (at / "tokenizer.json").write_text("{}"), "not a sentence model"),
        (lambda at: (at / "tokenizer.json").write_bytes(b"\xff"), "not a sentence model"),
        (lambda at: (at / "model.onnx").write_bytes(b""), "not a sentence model"),
        (lambda at: (at / "model.onnx").write_bytes(b"<html>" * 99), "not a sentence model"),
        (lambda at: tiny_model(at, dimensions=100), "100 dimensions, not a multiple of 64"),
        (lambda at: tiny_model(at, dimensions=2), "2 dimensions"),
        (lambda at: tiny_model(at, table=np.full((30, 64), np.nan)), "not numbers"),
        (lambda at: tiny_model(at, table=np.ones((1, 64))), "cannot embed a sentence"),
        (lambda at: described(at, pooling="max"), "sentence-model.json: the field pooling"),
        (lambda at: described(at, max_tokens=1), "the field max_tokens"),
        (lambda at: (at / "sentence-model.json").write_text("["), "cannot be read as JSON"),
        (
            lambda at: (at / "model.onnx").rename(at / "a.onnx") and (at / "b.onnx").touch(),
            "holds 2 models: a.onnx, b.onnx",
        ),
        (
            lambda at: (
                (at / "tokenizer.json").rename(at / "a-tokenizer.json")
                and (at / "b-tokenizer.json").touch()
            ),
            "has 2 tokenizers beside model.onnx",
        ),
        (lambda at: (at / "model.onnx").unlink() or os.mkfifo(at / "model.onnx"), "no .onnx"),
        (
            lambda at: (
                (at / "model.onnx").unlink() or (at / "model.onnx").symlink_to(at / "model.onnx")
            ),
            "holds no .onnx file",
        ),
    ],
)
def test_a_folder_without_a_whole_model_is_refused(folder, settings, change, match):
    change(folder)
    refused(settings, folder, match)


def test_of_several_models_in_a_folder_a_file_is_named(folder, settings):
    (folder / "model.onnx").rename(folder / "a.onnx")
    (folder / "tokenizer.json").rename(folder / "a-tokenizer.json")
    (folder / "b.onnx").touch()
    (folder / "b-tokenizer.json").touch()
    assert copy_model(settings, folder / "a.onnx").title == "a"


def test_what_is_neither_is_refused(folder, settings, tmp_path):
    (tmp_path / "page.html").write_text("<html>")
    refused(settings, tmp_path / "page.html", "is not a sentence model")
    (tmp_path / "empty.jar").touch()
    refused(settings, tmp_path / "empty.jar", "is not a sentence model")


def written(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../tiny.onnx", "/tiny.onnx", "a/../../tiny.onnx", "..", "a/..", "..\\tiny.onnx",
        "//tiny.onnx", "a\\..\\b", "C:\\tiny.onnx", "../../../../etc/cron.d/x",
    ],
)  # fmt: skip
def test_an_archive_with_a_name_that_leads_out_is_refused(folder, settings, tmp_path, name):
    rules = (folder / "tokenizer.json").read_bytes()
    content = (folder / "model.onnx").read_bytes()
    members = [("tiny.onnx", content), ("tokenizer.json", rules), (name, b"x")]
    bad = written(tmp_path / "bad.jar", *members)
    before = sorted(tmp_path.rglob("*"))
    refused(settings, bad, "leads out of it")
    made = set(tmp_path.rglob("*")) - set(before)
    assert {one.relative_to(settings.data_dir).parts[:1] for one in made} <= {(), ("models",)}


@pytest.mark.parametrize(
    ("members", "match"),
    [
        ([], "holds no .onnx file"),
        ([("readme.txt", b"x")], "holds no .onnx file"),
        ([("a.onnx", b"x"), ("b.onnx", b"x")], "holds 2 models"),
        ([("a.onnx", b"x"), ("b/a.onnx", b"x"), ("tokenizer.json", b"{}")], "holds 2 models"),
        ([("a.onnx", b"x")], "no tokenizer beside a.onnx"),
        ([("x/a.onnx", b"x"), ("tokenizer.json", b"{}")], "no tokenizer beside x/a.onnx"),
        ([("a.onnx", b"x"), ("tokenizer.json", b"{}")], "not a sentence model"),
        ([("a.onnx/", b""), ("tokenizer.json", b"{}")], "holds no .onnx file"),
    ],
)
def test_an_archive_without_one_model_is_refused(settings, tmp_path, members, match):
    refused(settings, written(tmp_path / "bad.zip", *members), match)


@pytest.mark.parametrize("limit", ["MAX_MODEL_BYTES", "MAX_TOKENIZER_BYTES"])
def test_more_than_a_model_has_is_not_unpacked(folder, settings, tmp_path, monkeypatch, limit):
    monkeypatch.setattr(model_source, limit, 1 << 20)
    monkeypatch.setattr(model_source, "_BLOCK", 1 << 10)
    bomb = {"MAX_MODEL_BYTES": "model.onnx", "MAX_TOKENIZER_BYTES": "tokenizer.json"}[limit]
    (folder / bomb).write_bytes(bytes(3 << 20))
    packed = zipped(tmp_path / "bomb.jar", folder)
    assert packed.stat().st_size < 20_000
    for source in (packed, folder):
        refused(settings, source, "is larger than 1 MB")


def test_a_description_of_any_size_is_not_read(folder, settings):
    (folder / "sentence-model.json").write_bytes(b" " * (2 << 20))
    refused(settings, folder, "sentence-model.json of .* is larger than 1 MB")


def test_a_size_that_an_archive_states_is_not_believed(folder, settings, tmp_path):
    good = zipped(tmp_path / "good.jar", folder).read_bytes()
    at = good.index(b"PK\x01\x02") + 24
    bad = tmp_path / "bad.jar"
    bad.write_bytes(good[:at] + struct.pack("<I", 1) + good[at + 4 :])
    refused(settings, bad, "damaged")
    bad.write_bytes(good[:at] + struct.pack("<I", 1 << 31) + good[at + 4 :])
    assert copy_model(settings, bad) == copy_model(settings, folder)


def test_an_archive_with_a_list_of_files_without_end_is_refused(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(model_source, "MAX_DIRECTORY_BYTES", 10_000)
    many = [(f"{number}.class", b"") for number in range(500)]
    refused(settings, written(tmp_path / "many.jar", *many), "lists more files")


def test_a_long_list_behind_a_short_one_is_refused(folder, settings, tmp_path):
    packed = zipped(tmp_path / "long.zip", folder)
    content = packed.read_bytes()
    at = content.rindex(b"PK\x05\x06")
    short = content[at : at + 12] + bytes(10)
    within = content[at : at + 12] + b"PK\x05\x06" + bytes(6)  # the size is itself such a mark
    for end in (
        b"PK\x06\x06" + bytes(52) + content[at:],
        content[at : at + 12] + b"\xff\xff\xff\x7f" + bytes(6) + short,
        within,
    ):
        packed.write_bytes(content[:at] + end)
        refused(settings, packed, "lists more files")


def cut(content, tmp_path):
    return content[: len(content) // 2]


def flipped(content, tmp_path):
    at = content.index(b"tiny.onnx") + 100
    return content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]


def locked(content, tmp_path):
    out = bytearray(content)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), content):
            out[found.start() + flags] |= 1
    return bytes(out)


def unknown_compression(content, tmp_path):
    out = bytearray(content)
    for mark, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        for found in re.finditer(re.escape(mark), content):
            out[found.start() + method] = 97
    return bytes(out)


def moved(content, tmp_path):
    """The list of files names a place that is not a file."""
    out = bytearray(content)
    struct.pack_into("<I", out, content.index(b"PK\x01\x02") + 42, 11)
    return bytes(out)


def twice(content, tmp_path):
    path = tmp_path / "twice.zip"
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("tiny.onnx", b"another")
    return path.read_bytes()


@pytest.mark.parametrize("damage", [cut, flipped, locked, unknown_compression, moved, twice])
def test_a_damaged_archive_is_refused(folder, settings, tmp_path, damage):
    good = zipped(tmp_path / "good.jar", folder).read_bytes()
    (tmp_path / "bad.jar").write_bytes(damage(good, tmp_path))
    refused(settings, tmp_path / "bad.jar", "damaged|two files of one name|not a sentence model")


def test_with_any_byte_changed_an_archive_is_refused_or_right(folder, settings, tmp_path):
    right = copy_model(settings, folder)
    good = zipped(tmp_path / "good.jar", folder).read_bytes()
    draw = np.random.default_rng(5)
    bad = tmp_path / "bad.jar"
    outcomes = set()
    for at in draw.integers(0, len(good), 40):
        bad.write_bytes(good[:at] + bytes([good[at] ^ int(draw.integers(1, 256))]) + good[at + 1 :])
        try:
            outcomes.add(copy_model(settings, bad).sha256)
        except Rejected:
            outcomes.add("refused")
    assert outcomes <= {"refused", right.sha256}
    assert {one.sha256 for one in installed_models(settings)} == {right.sha256}


def test_a_link_within_an_archive_is_not_followed(folder, settings, tmp_path):
    link = zipfile.ZipInfo("tokenizer.json")
    link.external_attr = 0o120777 << 16
    bad = tmp_path / "link.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.write(folder / "model.onnx", "model.onnx")
        archive.writestr(link, str(folder / "tokenizer.json"))
    refused(settings, bad, "not a sentence model")


def test_copied_by_several_processes_at_once_it_is_there_once(folder, settings):
    command = [sys.executable, "-c", COPYING, str(settings.data_dir), str(folder)]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [one.wait() for one in processes] == [0, 0, 0]
    (copied,) = installed_models(settings)
    assert {one.split("/")[0] for one in left(settings)} == {copied.folder.name}


def test_where_the_disk_is_full_nothing_is_left(folder, settings):
    """A limit on the size of a file has the same effect as a full disk, and needs none."""
    limit = (folder / "model.onnx").stat().st_size - 1
    done = subprocess.run(
        [sys.executable, "-c", COPYING, str(settings.data_dir), str(folder)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
    )
    assert f"The sentence model {folder} cannot be copied to" in done.stderr
    assert "Free some space, then try again." in done.stderr
    assert left(settings) == []


def test_where_the_folder_cannot_be_made_it_is_said(folder, settings):
    settings.data_dir.write_text("a file")
    with pytest.raises(Rejected, match="cannot be copied to"):
        copy_model(settings, folder)
