"""Every command that writes, killed at any moment: nothing that it said is lost, nothing is half.

After each kill the store opens, and `qa check` finds nothing, or only what `qa index` mends.
"""

import os
import random
import re
import shutil
from datetime import timedelta

import pytest

from qa.index.embeddings import model
from qa.model.conversations import Turn
from qa.service.keys import Keys
from qa.service.service import Service
from qa.settings import Settings
from qa.store.service import service_store
from tests.fake_parliament import FakeParliament
from tests.forking import Forked
from tests.making import CORPUS, fact, lines
from tests.parliament_records import many
from tests.qa.index.embeddings.tiny import tiny_model
from tests.syncing import SINCE

KILLS = 1_000 if os.environ.get("QA_PROVE") else 40
KILLED = -9
OLD = "2021-03-01"
ME = "page:me"


class World:
    """A data folder, what was acknowledged in it, and the commands that change it."""

    def __init__(self, folder, forked, fake, chance):
        self.folder, self.forked, self.fake, self.chance = folder, forked, fake, chance
        self.settings = Settings(data_dir=folder / "data", semantic=False)
        self.took, self.number, self.kills = {}, 0, 0
        self.keys, self.watched, self.ids = set(), set(), set()
        self.backup = folder / "backup.tar"
        assert self.qa("ingest", CORPUS)[0] == 0
        with service_store(self.settings).writing() as records:
            self.conversation = records.conversations.begin(ME, listed=True)
            records.conversations.add_turn(self.conversation, "one", {}, None, ME)
        assert self.qa("backup", self.backup)[0] == 0

    def qa(self, *arguments, data=None, **more):
        return self.forked.run(*arguments, "--data-dir", data or self.settings.data_dir, **more)

    def killed(self, name, *arguments, **more):
        """Run a command that is killed at a moment of the time that it takes; whether it ended
        well before, and what it said."""
        if name not in self.took:
            self.took[name] = 0.1
        after = self.chance.random() * self.took[name]
        status, said, took = self.qa(*arguments, kill_after=after, **more)
        assert status in (0, KILLED), (name, status, said)
        self.kills += status == KILLED
        if status == 0:
            self.took[name] = took
        else:
            self.took[name] = max(self.took[name], after)
        return status == 0, said

    def answers(self):
        return Service(self.settings).coverage().answers

    # Each command, and what has to be so after it.

    def ingest(self):
        self.number += 1
        uins = [str(self.number * 10 + n) for n in range(3)]
        file = lines(self.folder / "more", *(fact(uin=uin) for uin in uins))
        before = self.answers()
        ended, said = self.killed("ingest", "ingest", file)
        added = self.answers() - before
        assert added in ((3,) if ended or "3 new" in said else (0, 3))

    def index(self):
        before = self.answers()
        self.killed("index", "index")
        assert self.answers() == before

    def sync(self):
        before = self.answers()
        until = SINCE + timedelta(days=self.chance.randrange(1, 20))
        arguments = ["--since", SINCE, "--until", until, "--rate", 10_000, "--api-url"]
        self.killed("sync", "sync", *arguments, self.fake.url)
        assert self.answers() >= before

    def back_up(self):
        before = self.backup.read_bytes()
        ended, said = self.killed("backup", "backup", self.backup)
        if ended or "verified" in said or self.backup.read_bytes() != before:
            self.restored(self.backup)

    def restore(self):
        new = self.folder / "restored"
        ended, _ = self.killed("restore", "restore", self.backup, data=new)
        if not ended and not (new / "answers.db").exists():
            status, said, _ = self.qa("restore", self.backup, data=new)
            assert status == 0, said
        self.mended(new)
        shutil.rmtree(new)

    def restored(self, backup):
        new = self.folder / "new"
        status, said, _ = self.qa("restore", backup, data=new)
        assert status == 0, said
        assert self.qa("check", data=new)[0] == 0
        shutil.rmtree(new)

    def key(self):
        self.number += 1
        name = f"key{self.number}"
        ended, said = self.killed("keys", "keys", "create", name)
        if ended or said.startswith("qa_"):
            self.keys.add(name)
        made = {one.name for one in Keys(self.settings).all()}
        assert self.keys <= made <= self.keys | {name}
        self.keys = made

    def watch(self):
        self.number += 1
        ended, said = self.killed("watch", "watch", "add", f"prison {self.number}")
        _, listed, _ = self.qa("watch", "list")
        assert all(f"prison {one}" in listed for one in self.watched), listed
        if ended or re.search(r"\w", said):
            assert f"prison {self.number}" in listed
            self.watched.add(self.number)
        if len(self.watched) > 20:
            self.qa("purge", "--all", "--yes")
            self.watched.clear()

    def draft(self):
        self.killed("draft", "draft", "how many prison leavers are in work?")

    def purge(self):
        """What is older than a day is gone, or it is all there; what is younger stays."""
        store = service_store(self.settings)
        with store.reading() as records:
            before = records.conversations.turns(self.conversation, ME)
        self.killed("purge", "purge", "--before", OLD)
        with store.reading() as records:
            assert records.conversations.turns(self.conversation, ME) == before

    def purge_all(self):
        """All of it goes, or none."""
        store = service_store(self.settings)
        with store.writing() as records:
            key = records.conversations.begin(ME, listed=True)
            for n in range(5):
                records.conversations.add_turn(key, f"{n}", {}, None, ME)
            draft = records.drafts.begin("one", (), ME)
        ended, said = self.killed("purge all", "purge", "--all", "--yes")
        with store.reading() as records:
            found = [records.conversations.turns(key, ME), records.drafts.draft(draft, ME)]
        there = [one is not None for one in found]
        assert there == ([False] * 2 if ended or "Deleted" in said else [there[0]] * 2)
        assert not found[0] or [one.number for one in found[0]] == [1, 2, 3, 4, 5]
        self.watched.clear() if not there[0] else None
        with store.writing() as records:
            self.conversation = records.conversations.begin(ME, listed=True)
            turn = records.conversations.add_turn(self.conversation, "one", {}, None, ME)
            assert isinstance(turn, Turn)

    def mended(self, data=None):
        """The store opens; `qa check` finds nothing, or what `qa index` mends."""
        status, said, _ = self.qa("check", data=data)
        if status:
            assert "Run `qa index`." in said, said
            assert self.qa("index", data=data)[0] == 0
            status, said, _ = self.qa("check", data=data)
        assert status == 0, said


COMMANDS = [
    World.ingest, World.index, World.sync, World.back_up, World.restore, World.key, World.watch,
    World.draft, World.purge, World.purge_all,
]  # fmt: skip


def test_every_command_that_writes_can_be_killed_at_any_moment(tmp_path):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with FakeParliament(many(60, 20, 1, SINCE)) as fake, Forked(QA_SEMANTIC="no") as forked:
        fake.retry_after = "0"
        world = World(tmp_path, forked, fake, chance)
        for number in range(KILLS):
            COMMANDS[number % len(COMMANDS)](world)
            world.mended()
        print(f"{world.kills} of {KILLS} were killed before they ended")
        assert world.kills >= KILLS / 3


@pytest.mark.skipif(not model.installed(), reason="the extra is not installed")
def test_a_model_and_its_vectors_survive_a_kill(tmp_path, monkeypatch):
    monkeypatch.setattr(model, "installed", lambda: True)
    chance = random.Random(7)
    models = [tiny_model(tmp_path / f"tiny{n}", seed=n) for n in range(3)]
    with Forked(QA_SEMANTIC="yes") as forked:
        world = World.__new__(World)
        world.forked, world.chance, world.took, world.kills = forked, chance, {}, 0
        world.settings = Settings(data_dir=tmp_path / "data")
        facts = [fact(uin=str(n), answer_html=f"<p>{n} dogs.</p>") for n in range(20)]
        assert world.qa("ingest", lines(tmp_path / "facts", *facts))[0] == 0
        for number in range(max(4, KILLS // 5)):
            world.killed("model", "model", models[number % 3])
            world.killed("embed", "embed")
            assert Service(world.settings).coverage().answers == 20
            world.mended()
