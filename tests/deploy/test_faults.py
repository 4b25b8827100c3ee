"""What is killed, filled or cut off under load: no reply is wrong, nothing acknowledged is lost.

Three nodes of OpenSearch, a PostgreSQL and two web machines behind nginx. Each test prints what a
fault did. Without QA_PROVE=1 one node and one web machine are killed.
"""

import json
import os
import time
from contextlib import ExitStack, closing, suppress
from urllib.request import urlopen

import pytest

from qa.archive.ingest import ingest
from qa.errors import EngineDown
from qa.index import open_index
from qa.index.opensearch.publish import publish
from qa.service.service import Service
from tests import namespaces
from tests.conformance.passage_index import archive_of
from tests.deploy.test_nginx import NAME, certificate, in_front, nginx  # noqa: F401  # a fixture
from tests.faults import Client, Expected, Load, Report, lost, wrong
from tests.opensearch import cluster, free_ports
from tests.postgres import Cluster
from tests.qa.index.opensearch.publishing import published
from tests.qa.index.opensearch.test_equal_homes import WORDS, made_records
from tests.web.test_two_machines import Machine

PROVE = os.environ.get("QA_PROVE")
proved = pytest.mark.skipif(not PROVE, reason="every fault, under QA_PROVE=1 only")
QUESTIONS = [f"{one} {other}" for one in WORDS[:7] for other in WORDS[7:]][:: 2 if PROVE else 5]
NODES = 3
DISK_MB = 64
DOWN_SECONDS = 10
MORE = 30


class Site:
    """The whole of it, and the load that is upon it."""

    def __init__(self, stack, folder, programs, nginx, nodes):  # noqa: F811  # its value
        self.nodes, self.taken_in = nodes, 0
        self.local = archive_of(folder / "archive", list(made_records(300)), index_context=True)
        urls = ",".join(node.url for node in nodes)
        self.there = published(self.local, urls, opensearch_shards=3, opensearch_replicas=1)
        self.database = Cluster(programs)
        stack.callback(self.database.remove)
        self.database.start()
        self._url, self._ports = self.database.empty_schema(), free_ports(2)
        self.machines = [self.machine(number) for number in (0, 1)]
        stack.callback(lambda: [one.stop() for one in self.machines])
        self._own = certificate(folder, NAME)
        lines = "".join(f"server 127.0.0.1:{port} fail_timeout=1s;\n" for port in self._ports)
        both = {"server 127.0.0.1:8000 fail_timeout=1s;": lines, "rate=20r/s": "rate=10000r/s"}
        _, self._tls = stack.enter_context(in_front(nginx, folder, self._own, 8000, **both))
        self.revisions = [Expected.of(Service(self.local), QUESTIONS)]
        self.await_green()

    def machine(self, number):
        """Start a web machine at its port."""
        return Machine(
            self.local.data_dir,  # Answers are still read from the folder.
            self._url,
            self._ports[number],
            QA_OPENSEARCH_URL=self.there.opensearch_url,
            QA_OPENSEARCH_INDEX=self.there.opensearch_index,
            QA_INDEX_CONTEXT="yes",
            QA_BM25_B="0",
            QA_ACCESS="proxy",
            QA_TRUSTED_PROXIES="127.0.0.1",
            QA_HOSTS=NAME,
            QA_RATE="0",
            QA_THREADS="4",
        )

    def publish_more(self):
        """Take in more answers, and publish them; what the service says from then on is known."""
        self.taken_in += MORE
        more = self.local.data_dir.parent / "more.json"
        records = list(made_records(300 + self.taken_in))[-MORE:]
        more.write_text(json.dumps({"results": [{"value": one} for one in records]}))
        began = time.monotonic()
        try:
            assert not ingest([more], self.there).rejected
            print(f"published in {time.monotonic() - began:.1f} s")
        finally:
            self.revisions.append(Expected.of(Service(self.local), QUESTIONS))

    def client(self):
        """A client of the proxy."""
        return Client(self._tls, NAME, str(self._own[0]))

    def state(self, wanted="", through=0):
        """The health of the cluster, as a node says, once it is as wanted."""
        url = f"{self.nodes[through].url}/_cluster/health?timeout=120s&{wanted}"
        with urlopen(url) as response:
            return json.load(response)

    def await_green(self):
        """Return once every node is there and every shard has its copies."""
        state = self.state(f"wait_for_status=green&wait_for_nodes={NODES}")
        assert (state["status"], state["number_of_nodes"]) == ("green", NODES)

    def suffers(self, name, fault, cure, failures=frozenset()):
        """The report of a fault under load, after which all goes on by itself.

        `failures` are the statuses, beside 503 with its cure, that a request may fail with."""
        load = Load(self.client, QUESTIONS)
        load.start()
        try:
            load.await_right(2)
            at = load.now()
            fault()
            load.await_more()
            if PROVE:
                load.wait(lambda: load.now() - at > DOWN_SECONDS)
            mended = load.now()
            cure()
            load.await_right()
            self.await_green()
            green = load.now() - mended
            load.await_right(2)
        finally:
            load.stop()
        report = Report.of(load.seen, at, load.now())
        print(f"{name}: {report}; all was there {green:.1f} s after the cure")
        assert wrong(load.seen, self.revisions) == []
        with closing(self.client()) as client:
            assert lost(load.acknowledged, client) == []
        assert set(report.broken) <= set(failures)
        return report


@pytest.fixture(scope="module")
def links():
    """The links of the nodes, where they have some of their own."""
    if not (PROVE and namespaces.possible()):
        yield None
        return
    with namespaces.links(NODES) as made:
        yield made


@pytest.fixture(scope="module")
def site(opensearch_jars, postgres_programs, nginx, links, tmp_path_factory):  # noqa: F811  # the fixture
    folder = tmp_path_factory.mktemp("site")
    with ExitStack() as stack:
        if links:
            stack.enter_context(namespaces.disk(folder / "nodes" / f"node-{NODES}", DISK_MB))
        places = links.places if links else ()
        running = cluster(opensearch_jars, folder / "nodes", NODES, heap_mb=256, places=places)
        nodes = stack.enter_context(running)
        yield Site(stack, folder, postgres_programs, nginx, nodes)


def start(node):
    node.start()
    node.await_ready()


@pytest.mark.parametrize("number", range(NODES) if PROVE else [0])
def test_a_node_is_killed(site, number):
    node = site.nodes[number]
    site.suffers(f"node {number + 1} killed", node.kill, lambda: start(node))


@proved
def test_the_database_is_killed(site):
    report = site.suffers("PostgreSQL killed", site.database.kill, site.database.start)
    assert report.refused


@pytest.mark.parametrize("number", [0, 1] if PROVE else [0])
def test_a_web_machine_is_killed_and_a_conversation_goes_on(site, number):
    with closing(site.client()) as client:
        _, begun = client.send("POST", "/api/v1/conversations", {})
        path = f"/api/v1/conversations/{json.loads(begun)['conversation_id']}"
        assert client.send("POST", f"{path}/turns", {"question": QUESTIONS[0]})[0] == 201

    def start_again():
        with closing(site.client()) as client:
            status, turn = client.send("POST", f"{path}/turns", {"question": QUESTIONS[1]})
        assert (status, json.loads(turn)["number"]) == (201, 2)
        site.machines[number] = site.machine(number)

    # What the machine was working on may have been done: the proxy does not send it again.
    kill = site.machines[number].kill
    site.suffers(f"web machine {number + 1} killed", kill, start_again, {502})


def test_a_rolling_restart_loses_no_request(site):
    def restart(number):
        site.machines[number].stop()
        site.machines[number] = site.machine(number)

    report = site.suffers("rolling restart", lambda: restart(0), lambda: restart(1))
    assert report.refused == 0


@pytest.fixture
def own_links(links):
    if not PROVE:
        pytest.skip("every fault, under QA_PROVE=1 only")
    if links is None:
        if os.environ.get("CI"):
            pytest.fail(namespaces.MISSING)
        pytest.skip(namespaces.MISSING)
    return links


@pytest.mark.parametrize("kinds", ["n", "nc"])
def test_a_node_is_cut_off(site, own_links, kinds):
    """From the other nodes, or from everything, in silence; meanwhile answers are published."""
    name = {"n": "a node cut off from the others", "nc": "a node cut off from everything"}[kinds]

    def mend():
        try:
            site.publish_more()
        finally:
            own_links.mend(NODES - 1)

    site.suffers(name, lambda: own_links.cut(NODES - 1, kinds), mend)


def test_the_disk_of_a_node_is_full(site, own_links):
    """A publish meanwhile can fail, with its cure: the index before is served."""
    disk = site.nodes[-1].home

    def empty():
        with suppress(EngineDown):
            site.publish_more()
        (disk / "filler").unlink()

    site.suffers("the disk of a node full", lambda: namespaces.fill(disk), empty)
    publish(site.there, open_index(site.there))
    site.suffers("published again", lambda: None, lambda: None)
