"""The connection to OpenSearch: its addresses, sign-in and time-outs, and its errors with cures."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from qa.errors import BadRequest, EngineDown, IndexUnusable
from qa.settings import Settings

READ_SECONDS = 10
"""How long a question waits for the engine, each time; it asks once more at another node."""
STEP_SECONDS = 120
"""How long a batch of documents, or a step of a publish, may take."""
CONNECT_SECONDS = 2
"""How long it waits for a node to take a connection: one that is cut off takes none."""
RETRIES = 1
BLOCKED = "block_exception"
"""The end of what the engine calls it where its disks are nearly full, or it may not write."""
_INDEX_NAME = re.compile("[a-z][a-z0-9_-]{0,99}")
CONNECTIONS = 16
"""Connections to each node that are kept open: more than a process has threads."""


def connect(settings: Settings, seconds: float = READ_SECONDS) -> Any:
    """A client of the engine that the settings name; it connects with the first call, and waits so
    long for each answer.

    Raises BadRequest where a setting is wrong, IndexUnusable where the extra is not installed.
    """
    try:
        from opensearchpy import OpenSearch
        from urllib3 import Timeout
    except ImportError as error:
        raise IndexUnusable(
            "The client of OpenSearch is not installed.",
            "Install the extra: `pip install 'written-answers-qa[cluster]'`.",
        ) from error
    # What fails is raised; without this, the client prints it too, with a traceback.
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)
    hosts = addresses(settings)
    if not _INDEX_NAME.fullmatch(settings.opensearch_index):
        raise BadRequest(
            "opensearch_index",
            f"QA_OPENSEARCH_INDEX is {settings.opensearch_index[:40]!r}.",
            "Give a name of small letters, digits, - and _ that begins with a letter.",
        )
    options: dict[str, Any] = {}
    if settings.opensearch_user:
        options["http_auth"] = (settings.opensearch_user, _password(settings))
    if any(host.startswith("https:") for host in hosts):
        options["verify_certs"] = True
        if settings.opensearch_ca:
            if not Path(settings.opensearch_ca).is_file():
                raise BadRequest(
                    "opensearch_ca",
                    f"QA_OPENSEARCH_CA names no file: {settings.opensearch_ca}.",
                    "Name the file of the certificate, in PEM.",
                )
            options["ca_certs"] = settings.opensearch_ca
    return OpenSearch(
        hosts,
        timeout=Timeout(connect=CONNECT_SECONDS, read=seconds),
        max_retries=RETRIES,
        retry_on_timeout=True,
        pool_maxsize=CONNECTIONS,
        **options,
    )


def addresses(settings: Settings) -> list[str]:
    """The addresses of the nodes; raises BadRequest for one that cannot be used."""
    hosts = [one.strip().rstrip("/") for one in settings.opensearch_url.split(",") if one.strip()]
    for host in hosts:
        parts = urlsplit(host)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise BadRequest(
                "opensearch_url",
                "An address in QA_OPENSEARCH_URL cannot be used.",
                "Give one such as https://search.example.gov.uk:9200, several with commas; "
                "user and password have settings of their own.",
            )
    return hosts


@contextmanager
def engine_errors(settings: Settings) -> Iterator[None]:
    """Raise EngineDown, with the cure, where a call within fails."""
    from opensearchpy import exceptions, helpers

    try:
        yield
    except (exceptions.OpenSearchException, helpers.BulkIndexError) as error:
        raise _down(error, settings) from error


def _down(error: Exception, settings: Settings) -> EngineDown:
    """The error of a call in plain words; no password is part of it."""
    from opensearchpy import exceptions

    where = ", ".join(addresses(settings))
    blocked = str(getattr(error, "error", "")).endswith(BLOCKED)
    if blocked and getattr(error, "status_code", 0) in (403, 429):
        return EngineDown(
            f"OpenSearch at {where} takes nothing more: what it has is still read.",
            "Make room on the disks of its nodes, or lift the block that its settings show; then "
            "run `qa index` again.",
        )
    if isinstance(error, (exceptions.AuthenticationException, exceptions.AuthorizationException)):
        return EngineDown(
            f"OpenSearch at {where} refuses this user.",
            "Check QA_OPENSEARCH_USER, QA_OPENSEARCH_PASSWORD_FILE and what that user may do.",
        )
    if isinstance(error, exceptions.SSLError):
        return EngineDown(
            f"The certificate of OpenSearch at {where} is not trusted.",
            "Name the certificate of its authority in QA_OPENSEARCH_CA.",
        )
    if isinstance(error, exceptions.NotFoundError):
        return EngineDown(
            f"OpenSearch at {where} no longer has the index that was read.",
            "Ask again; if this stays, run `qa index` on the machine that gathers.",
        )
    if isinstance(error, exceptions.ConnectionError):
        return EngineDown(
            f"OpenSearch at {where} cannot be reached ({type(error).__name__}).",
            "Start it, or correct QA_OPENSEARCH_URL; the service goes on by itself.",
        )
    return EngineDown(
        f"OpenSearch at {where} could not do what was asked: {error}.",
        "Look into its log and its health; the service goes on by itself.",
    )


def _password(settings: Settings) -> str:
    """The password in the file that the settings name, without white space around it."""
    try:
        return Path(settings.opensearch_password_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(
            "opensearch_password_file",
            "The file in QA_OPENSEARCH_PASSWORD_FILE cannot be read.",
            "Name a file that holds the password and nothing else.",
        ) from error
