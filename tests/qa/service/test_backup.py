"""Backups: one file with everything, of one moment; restored whole or not at all."""

from __future__ import annotations

import io
import json
import os
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.archive.ingest import ingest, ingest_shipped
from qa.archive.integrity import verify_integrity
from qa.errors import Rejected, StoreError
from qa.model import Request
from qa.service.backup import MANIFEST, RESTORING, make_backup, restore_backup
from qa.service.conversations import MAX_CONVERSATIONS, Conversations
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

MOMENTS = 100 if os.environ.get("QA_PROVE") else 3
QUESTION = "what is the government doing to get prison leavers into work?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The answers that ship, by words alone."""
    settings = Settings(data_dir=tmp_path / "data", semantic=False)
    ingest_shipped(settings)
    return settings


@pytest.fixture
def backup(settings: Settings, tmp_path: Path) -> Path:
    make_backup(settings, tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


@pytest.fixture
def new(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "new" / "folder", semantic=False)


def listed(settings: Settings, owner: str) -> set[str]:
    conversations = Conversations(Service(settings), settings)
    return {one.key for one in conversations.listed(owner)}


def test_a_restored_folder_gives_the_same_replies(
    settings: Settings, backup: Path, new: Settings
) -> None:
    restore_backup(new, backup)
    asked = Request(QUESTION)
    assert Service(new).reply(asked).as_json() == Service(settings).reply(asked).as_json()
    assert list(verify_integrity(new)) == []
    made = {path.name.partition("-")[0] for path in new.data_dir.iterdir()}
    assert made == {"answers.db", "index"}


def test_vectors_and_models_come_back_byte_by_byte(
    settings: Settings, tmp_path: Path, new: Settings
) -> None:
    files = {"index/embeddings/a-384.vectors": b"\x00\xff" * 999, "models/b/model.onnx": b"onnx"}
    for name, content in files.items():
        (settings.data_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (settings.data_dir / name).write_bytes(content)
    make_backup(settings, tmp_path / "file")
    restore_backup(new, tmp_path / "file")
    assert {name: (new.data_dir / name).read_bytes() for name in files} == files


def test_every_saved_conversation_is_in_a_backup_made_while_others_are_saved(
    settings: Settings, tmp_path: Path
) -> None:
    """At each of these moments conversations and answers are being saved; what was saved before
    the backup began is in it."""
    saved: list[tuple[str, str]] = []
    over, begun = threading.Event(), threading.Event()

    def save() -> None:
        conversations = Conversations(Service(settings), settings)
        while not over.is_set():
            owner = f"person {len(saved) // MAX_CONVERSATIONS}"
            key, _ = conversations.ask(None, Request(QUESTION), owner)
            saved.append((owner, key))
            begun.set()

    def store() -> None:
        for number in range(1_000):
            if over.is_set():
                return
            one = fact(uin=str(70_000 + number), id=f"2015-06-02/{70_000 + number}")
            ingest([lines(tmp_path / "more", one)], settings)

    threads = [threading.Thread(target=save), threading.Thread(target=store)]
    for thread in threads:
        thread.start()
    assert begun.wait(60)
    try:
        for number in range(MOMENTS):
            before = set(saved)
            make_backup(settings, tmp_path / "backup.tar")
            new = Settings(data_dir=tmp_path / str(number), semantic=False)
            restore_backup(new, tmp_path / "backup.tar")
            owners = {owner for owner, _ in before}
            assert before <= {(owner, key) for owner in owners for key in listed(new, owner)}
            assert list(verify_integrity(new)) == []
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_a_folder_without_answers_is_not_backed_up(new: Settings, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        make_backup(new, tmp_path / "backup.tar")
    assert not (tmp_path / "backup.tar").exists()


def test_a_backup_that_fails_leaves_the_one_before(settings: Settings, backup: Path) -> None:
    before = backup.read_bytes()
    settings.store_path.write_bytes(b"\0" * 8192)
    with pytest.raises(StoreError):
        make_backup(settings, backup)
    assert backup.read_bytes() == before
    assert {path.name for path in backup.parent.iterdir()} == {"backup.tar", "data"}


def test_what_a_killed_backup_left_is_removed_by_the_next(settings: Settings, backup: Path) -> None:
    (backup.parent / ".backup.tar-killed").mkdir()
    make_backup(settings, backup)
    assert {path.name for path in backup.parent.iterdir()} == {"backup.tar", "data"}


def test_a_restore_that_was_killed_can_be_done_again(
    settings: Settings, tmp_path: Path, new: Settings
) -> None:
    Conversations(Service(settings), settings).begin("me")
    make_backup(settings, tmp_path / "backup.tar")
    (new.data_dir / f"{RESTORING}killed").mkdir(parents=True)
    new.service_path.write_bytes(b"all but the answers was there")
    restore_backup(new, tmp_path / "backup.tar")
    assert list(verify_integrity(new)) == []
    with pytest.raises(StoreError, match="is there already"):
        restore_backup(new, tmp_path / "backup.tar")


@pytest.mark.parametrize("name", ["answers.db", "service.db"])
def test_a_folder_in_use_is_not_restored_into(new: Settings, backup: Path, name: str) -> None:
    new.data_dir.mkdir(parents=True)
    (new.data_dir / name).write_bytes(b"mine")
    with pytest.raises(StoreError, match="is there already"):
        restore_backup(new, backup)
    assert (new.data_dir / name).read_bytes() == b"mine"


def manifest(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    """A backup whose manifest is changed."""

    def damage(path: Path) -> None:
        with tarfile.open(path) as tar:
            files = {one.name: tar.extractfile(one).read() for one in tar if one.isfile()}
        stated = json.loads(files[MANIFEST])
        changed = change(stated)
        files[MANIFEST] = json.dumps(stated if changed is None else changed).encode()
        write(path, files)

    return damage


def write(path: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(path, "w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def link(path: Path) -> None:
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo(MANIFEST)
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)


def flip(at: float) -> Callable[[Path], None]:
    """A backup with one byte flipped, at a share of its length."""

    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[int(at * len(content))] ^= 0xFF
        path.write_bytes(content)

    return damage


DAMAGE: dict[str, Callable[[Path], object]] = {
    "nothing in it": lambda path: path.write_bytes(b""),
    "no tar": lambda path: path.write_bytes(b"answers" * 1000),
    "another tar": lambda path: write(path, {"answers.db": b""}),
    "its first half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "a byte flipped early": flip(0.3),
    "a byte flipped late": flip(0.7),
    "a manifest that is no JSON": lambda path: write(path, {MANIFEST: b"{"}),
    "a manifest that is a list": manifest(lambda stated: []),
    "a manifest that is a link": link,
    "a manifest nested too deep": lambda path: write(path, {MANIFEST: b"[" * 100_000}),
    "no format": manifest(lambda stated: stated.pop("format") and None),
    "a later format": manifest(lambda stated: stated.update(format=2)),
    "no answers": manifest(lambda stated: stated.update(files={})),
    "files as a number": manifest(lambda stated: stated.update(files=7)),
    "facts that are none": manifest(lambda stated: stated.update(files={"answers.db": 7})),
    "a file that is not in it": manifest(lambda stated: stated["files"].update(a="")),
    "a file above the folder": manifest(lambda stated: stated["files"].update({"../a": ""})),
    "a file of the system": manifest(lambda stated: stated["files"].update({"/etc/a": ""})),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_backup_is_refused_and_nothing_is_written(
    backup: Path, new: Settings, damage: Callable[[Path], object]
) -> None:
    damage(backup)
    with pytest.raises(Rejected):
        restore_backup(new, backup)
    assert list(new.data_dir.iterdir()) == []


def test_a_backup_that_is_not_there_is_said(new: Settings, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"none\.tar cannot be used: No such file"):
        restore_backup(new, tmp_path / "none.tar")
