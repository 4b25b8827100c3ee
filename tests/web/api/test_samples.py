"""The page for developers: its samples are what a real server returns, at the address asked."""

from __future__ import annotations

import ast
import html
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from qa.client import Client
from qa.settings import Settings
from web import create_app
from web.api import samples
from web.api.__main__ import HANDED_ON
from web.api.documentation import grouped
from web.api.endpoint import ENDPOINTS
from web.errors import DOCS

MADE = {one.name: one for one in ENDPOINTS}
MAX_HEIGHT_PX = 13_000
"""Of the page at 1,280 pixels of width, everything foldable folded; it was 20,012."""


@pytest.fixture
def corpus_server(gunicorn: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a server of the answers that ship, which ranks by words alone."""
    monkeypatch.setenv("QA_SEMANTIC", "no")
    return gunicorn()


def test_every_call_is_in_one_group_and_has_a_sample() -> None:
    names = [one.name for _, one in grouped()]
    assert sorted(names) == sorted(MADE)
    assert list(samples.SAMPLES) == names


def test_every_curl_sample_returns_the_response_beside_it(corpus_server: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed here")
    key = ""
    for name, sample in samples.SAMPLES.items():
        command = f"{samples.curl(MADE[name], corpus_server)} --silent --fail-with-body"
        done = subprocess.run(["sh", "-c", command], capture_output=True, env={"ID": key})
        assert done.returncode == 0, (command, done.stdout)
        shown = samples.responses().get(name)
        if shown is None:
            assert name in {"forget", "looked", "mark", "metrics", "unwatch"}
            continue
        response = json.loads(done.stdout)
        key = response.get(HANDED_ON.get(name), key)
        assert samples.shortened(response, sample.shown) == shown, "run `make document`"


def assigned(code: str, names: dict[str, Any]) -> Any:
    """Run the code of a sample; the value of the variable that it assigns last."""
    exec(code, names)
    last = ast.parse(code).body[-1]
    if isinstance(last, ast.For):
        return names[ast.unparse(last.target)]
    return names[ast.unparse(last.targets[0])] if isinstance(last, ast.Assign) else None


def test_every_python_sample_returns_the_response_beside_it(corpus_server: str) -> None:
    with Client(corpus_server) as service, redirect_stdout(io.StringIO()):
        names: dict[str, Any] = {"service": service}
        for name, sample in samples.SAMPLES.items():
            if not sample.code:
                assert name in {"healthz", "readyz", "metrics"}  # no calls of the client
                continue
            value = assigned(sample.code, names)
            if name == "searches":  # The client returns the list alone.
                value = {"replies": value}
            shown = samples.responses().get(name)
            assert samples.shortened(value, sample.shown) == shown, name


def test_the_quick_start_prints_passages(corpus_server: str) -> None:
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(samples.quick_start(corpus_server), {})
    assert printed.getvalue().startswith("2021-09-13 In July, this Government published")


def test_the_refused_sample_is_what_the_service_returns(client: FlaskClient) -> None:
    refused = client.get(samples.REFUSED_PATH)
    assert refused.status_code == 400
    assert refused.json == samples.responses()[samples.REFUSED]


@pytest.mark.parametrize("root", ["https://answers.example.gov.uk", "http://10.0.0.7:8080"])
def test_the_samples_name_the_address_that_the_page_was_asked_at(
    settings: Settings, root: str
) -> None:
    app = create_app(settings.with_changes(access="open"))
    page = app.test_client().get(DOCS, base_url=root)
    assert page.status_code == 200
    commands = re.findall(r"<code>(curl [^<]+)</code>", page.text)
    assert len(commands) > len(ENDPOINTS)
    for command in map(html.unescape, commands):
        assert re.search(r"https?://[^/'\"\s]+", command) is None or f"{root}/" in command
    assert f"Client({json.dumps(root)})" in html.unescape(page.text)


def test_the_page_of_a_host_that_no_shell_may_read_is_refused(settings: Settings) -> None:
    client = create_app(settings.with_changes(access="open")).test_client()
    assert client.get(DOCS, headers={"Host": "a';reboot;'"}).status_code == 400


LONG_TEXT = "word " * 50


@pytest.mark.parametrize(
    ("record", "shown", "short"),
    [
        ({"a": 1, "b": {"a": 2, "c": 3}}, {"a", "b"}, {"a": 1, "b": {"a": 2}}),
        ([1, 2, 3], (), [1, 2]),
        ({"cursor": "7.1", "text": None}, (), {"cursor": "…", "text": None}),
        (LONG_TEXT, (), "word " * 17 + "word…"),
        ("x" * 90, (), "x" * 90),
    ],
)
def test_a_sample_has_some_fields_few_entries_and_short_texts(
    record: Any, shown: Any, short: Any
) -> None:
    assert samples.shortened(record, frozenset(shown)) == short


@pytest.mark.browser
def test_the_page_is_short_and_fits_a_phone(open_sized: Callable[..., Page]) -> None:
    page = open_sized(DOCS, viewport={"width": 1280, "height": 800})
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height < MAX_HEIGHT_PX
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.browser
def test_links_open_records_and_samples_can_be_copied(open_page: Callable[..., Page]) -> None:
    page = open_page(DOCS, permissions=["clipboard-read", "clipboard-write"])
    page.locator("#passages").get_by_role("link", name="Reply", exact=True).click()
    expect(page.get_by_role("group", name="Fields of Reply")).to_be_visible()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("curl 'http://127.0.0.1")
    page.goto(f"{DOCS}#Passage")
    expect(page.get_by_role("group", name="Fields of Passage", exact=True)).to_be_visible()


@pytest.mark.browser
def test_every_page_leads_to_it(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.get_by_role("contentinfo").get_by_role("link", name="For developers").click()
    expect(page.get_by_role("heading", name="Quick start")).to_be_visible()
