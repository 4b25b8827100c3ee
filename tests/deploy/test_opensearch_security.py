"""OpenSearch with its security plugin: TLS, users, and the roles that `deploy/` has for them."""

import shutil
import ssl
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from qa.errors import EngineDown
from qa.index import open_index
from qa.index.opensearch.home import OpenSearchHome
from qa.index.opensearch.publish import publish
from qa.model import Request
from qa.service.service import Service
from tests.conformance.passage_index import RECORDS, archive_of, record
from tests.deploy.test_nginx import certificate
from tests.making import ROOT
from tests.opensearch import cluster
from tests.qa.index.opensearch.publishing import plain, store_changed

NAME = "localhost"
ROLES = ROOT / "deploy" / "opensearch-roles.yml"
META = '_meta: {type: "%s", config_version: 2}\n'
# Each has its name as its password; the plugin's own tool made the hashes.
USERS = """
gather: {hash: "$2y$12$0stj129hfT3MdWPuqfoEFu3r0GstgXapTtOW6jmGrQNPcCQ72tLR."}
read: {hash: "$2y$12$zgFJTbiY.sqMTxuokKXqPO9KxbptjI5AlS7Q8svZMdRZ8G.A5jgte"}
"""
MAPPING = """
written_answers_gatherer: {users: [gather]}
written_answers_reader: {users: [read]}
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """The certificate of an authority and its key."""
    return certificate(tmp_path_factory.mktemp("authority"), "authority")


@pytest.fixture(scope="module")
def address(opensearch_jars, authority, tmp_path_factory):
    """The address of a node that knows two users, with a certificate of the authority."""
    data = tmp_path_factory.mktemp("secured")
    config = data / "node-1" / "config"
    shutil.copytree(Path(opensearch_jars) / "security" / "config", config / "opensearch-security")
    for kind, name, content in (
        ("roles", "roles", ROLES.read_text()),
        ("internalusers", "internal_users", USERS),
        ("rolesmapping", "roles_mapping", MAPPING),
    ):
        (config / "opensearch-security" / f"{name}.yml").write_text(META % kind + content)
    shutil.copy(authority[0], config / "authority.pem")
    certificate(config, NAME, *authority)
    files = {
        "pemcert_filepath": f"{NAME}.pem",
        "pemkey_filepath": f"{NAME}.key",
        "pemtrustedcas_filepath": "authority.pem",
    }
    settings = [
        f"plugins.security.ssl.{layer}.{setting}={file}"
        for layer in ("transport", "http")
        for setting, file in files.items()
    ]
    settings += [
        "plugins.security.ssl.http.enabled=true",
        "plugins.security.allow_default_init_securityindex=true",
    ]
    with cluster(
        opensearch_jars, data, settings=settings, plugins=["security"], scheme="https"
    ) as [node]:
        url = node.url.replace("127.0.0.1", NAME)
        trusting = ssl.create_default_context(cafile=str(authority[0]))
        while not _knows_its_users(url, trusting):
            time.sleep(0.1)
        yield url


def _knows_its_users(url, trusting):
    """Whether the plugin has read its files: until then a node that is there has the state 503."""
    try:
        with urlopen(f"{url}/_plugins/_security/health", context=trusting, timeout=10):
            return True
    except HTTPError as error:
        if error.code != 503:
            raise
        return False


@pytest.fixture
def signed_in(tmp_path, address, authority):
    """Settings of a small archive for a user of that node."""
    archive = archive_of(tmp_path / "archive", RECORDS)

    def settings(user, **changes):
        password = tmp_path / f"{user}.password"
        password.write_text(f"{user}\n")
        own = {
            "opensearch_url": address,
            "opensearch_ca": str(authority[0]),
            "opensearch_user": user,
            "opensearch_password_file": str(password),
            "opensearch_replicas": 0,
        }
        return archive.with_changes(**own | changes)

    return settings


def test_one_user_publishes_and_the_other_reads(signed_in, tmp_path):
    gather, read = signed_in("gather"), signed_in("read", data_dir=tmp_path / "none")
    assert publish(gather, open_index(gather))
    embedded, there = Service(plain(gather)), Service(read)
    asked = Request("prison library")
    texts = [one.text for one in embedded.reply(asked).passages]
    assert texts
    assert [one.text for one in there.reply(asked).passages] == texts
    assert there.coverage().answers == len(RECORDS)
    store_changed(gather, tmp_path / "new.json", [record("900", "A quokka is a marsupial.")])
    assert publish(gather, open_index(gather))
    assert there.coverage().answers == len(RECORDS) + 1


def test_who_reads_cannot_publish(signed_in, tmp_path):
    gather, read = signed_in("gather"), signed_in("read")
    publish(gather, open_index(gather))
    served = OpenSearchHome(read).current().revision
    store_changed(read, tmp_path / "new.json", [record("900", "A quokka is a marsupial.")])
    with pytest.raises(EngineDown, match="refuses this user") as error:
        publish(read, open_index(read))
    assert "what that user may do" in error.value.cure
    assert OpenSearchHome(read).current().revision == served


def test_a_wrong_password_is_named_and_not_shown(signed_in):
    stranger = signed_in("hunter2")
    with pytest.raises(EngineDown, match="refuses this user") as error:
        OpenSearchHome(stranger).current()
    assert "QA_OPENSEARCH_PASSWORD_FILE" in error.value.cure
    assert "hunter2" not in f"{error.value} {error.value.cure}"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"opensearch_ca": ""}, id="of an authority that nobody knows"),
        pytest.param({"host": "127.0.0.1"}, id="of another name"),
    ],
)
def test_a_certificate_that_is_not_trusted_is_refused(signed_in, address, changes):
    changes = dict(changes)
    if host := changes.pop("host", None):
        changes["opensearch_url"] = address.replace(NAME, host)
    with pytest.raises(EngineDown, match="is not trusted") as error:
        OpenSearchHome(signed_in("read", **changes)).current()
    assert "QA_OPENSEARCH_CA" in error.value.cure
