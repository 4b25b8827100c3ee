"""What `docs/cluster.md` says of PostgreSQL is done, with a real server and its own programs."""

import os
import re
import subprocess
from contextlib import closing

import psycopg
import pytest

from qa.errors import ServiceStoreError
from qa.settings import Settings
from qa.store.service import service_store
from qa.store.service.postgres import schema
from tests.conformance.service_store import found_of, make_one_of_each
from tests.deploy.test_nginx import certificate
from tests.making import ROOT
from tests.postgres import PASSWORD, QUICK, Cluster

PAGE = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")


def store_at(url):
    return closing(service_store(Settings(database_url=url)))


def test_a_role_and_a_database_that_are_made_as_the_page_says_are_enough(postgres_cluster):
    [statements] = re.findall("```sql\n(.*?)```", PAGE, re.DOTALL)
    with psycopg.connect(postgres_cluster.url(), autocommit=True) as connection:
        for statement in statements.strip().split(";")[:-1]:
            connection.execute(statement)
    url = postgres_cluster.url("written_answers").split("@")[1]
    url = f"postgresql://written_answers:change-this@{url}"
    with store_at(url) as store:
        assert found_of(store, make_one_of_each(store)) == [True] * 4
        assert store.purge(rewrite=True) == {}


def test_a_password_can_be_in_a_file(postgres_cluster, tmp_path):
    file = tmp_path / "pgpass"
    escaped = PASSWORD.replace("\\", r"\\").replace(":", r"\:")
    file.write_text(f"*:*:*:*:{escaped}\n")
    file.chmod(0o600)
    place = postgres_cluster.empty_schema()
    without = f"{re.sub(':[^/].*?@', '@', place)}&passfile={file}"
    with store_at(without) as store, store.reading() as records:
        assert records.keys.all() == []


def test_a_dump_that_is_restored_has_all_that_people_made(postgres_cluster, tmp_path):
    file = tmp_path / "made.dump"
    with psycopg.connect(postgres_cluster.url(), autocommit=True) as connection:
        for name in ("dumped", "restored"):
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    old, new = (postgres_cluster.url(name) for name in ("dumped", "restored"))
    with store_at(old) as store:
        made = make_one_of_each(store)
        options = ("--format=custom", f"--file={file}", f"--dbname={old}")
        run(postgres_cluster, "pg_dump", *options)
    run(postgres_cluster, "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={new}", file)
    with store_at(new) as store:
        assert found_of(store, made) == [True] * 4
        make_one_of_each(store)
    with psycopg.connect(new) as connection:
        assert schema.row_counts(connection)["turns"] == 2


def run(cluster, program, *arguments):
    command, environment = cluster.program(program)
    done = subprocess.run(
        [*command, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def over_tls(postgres_programs, tmp_path):
    """A server that has a certificate of `localhost`; the certificate's file."""
    own, key = certificate(tmp_path, "localhost")
    cluster = Cluster(postgres_programs, (*QUICK, "ssl=on"))
    try:
        for name, file in (("server.crt", own), ("server.key", key)):
            place = cluster.folder / "data" / name
            place.write_bytes(file.read_bytes())
            place.chmod(0o600)
            owner = (cluster.folder / "data").stat()
            os.chown(place, owner.st_uid, owner.st_gid)
        cluster.start()
        yield cluster, own
    finally:
        cluster.remove()


def test_a_server_is_verified_in_full(over_tls, tmp_path):
    cluster, own = over_tls
    other, _ = certificate(tmp_path, "other")
    named = f"{cluster.empty_schema()}&sslmode=verify-full&sslrootcert={own}"
    local = named.replace("@127.0.0.1", "@localhost")
    with store_at(local) as store, store.reading() as records:
        assert records.keys.all() == []
    for wrong in (named, local.replace(str(own), str(other))):
        with (
            pytest.raises(ServiceStoreError, match="Correct sslrootcert") as refused,
            store_at(wrong) as store,
            store.reading(),
        ):
            pass
        assert PASSWORD not in str(refused.value)
