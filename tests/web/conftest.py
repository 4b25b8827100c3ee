"""The app over real answers, served on a free port, and a real Chromium to look at it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from qa.archive.ingest import ingest
from qa.settings import Settings
from web import create_app

CORPUS = Path(__file__).parents[2] / "corpus"
WIDTHS = [1280, 320] if os.environ.get("QA_PROVE") else [1280]
"""Of the windows that pages are driven in, where a test has none of its own."""
PATIENCE = 60_000
"""Milliseconds that a test waits for what must come: a busy machine is no fault."""
expect.set_options(timeout=PATIENCE)
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

TABLE = {
    "id": "2016-05-04/HL8123",
    "uin": "HL8123",
    "house": "Lords",
    "answering_body": "Ministry of Justice",
    "date_tabled": "2016-05-04",
    "date_answered": "2016-05-18",
    "asking_member": "Lord Beecham",
    "asking_member_constituency": None,
    "asking_member_party": "Labour",
    "answering_member": "Lord Faulks",
    "question_text": "To ask Her Majesty's Government how many lighthouse keepers were in custody.",
    "answer_html": "<p>Lighthouse keepers in custody are shown in the table.</p><table><tbody>"
    "<tr><td>Lighthouse keepers by region</td><td>In custody in the year 2014</td>"
    "<td>In custody in the year 2015</td><td>Released after serving the whole sentence</td></tr>"
    "<tr><td>Cornwall and the Isles of Scilly</td><td>1,200</td><td>1,201</td><td></td></tr>"
    "<tr><td>Northumberland</td><td>34</td><td>35</td><td>9</td></tr></tbody></table>",
    "url": "https://questions-statements.parliament.uk/written-questions/detail/2016-05-04/HL8123",
}
HOSTILE = TABLE | {
    "id": "2016-05-05/HL9000",
    "uin": "HL9000",
    "date_tabled": "2016-05-05",
    "question_text": 'To ask what is said of "><img src=x onerror=alert(1)> zeppelins.',
    "answer_html": "<p>Zeppelins &lt;script&gt;alert(1)&lt;/script&gt; are &quot;not&quot; flown"
    " &amp; not <em>kept</em> by any' onclick='alert(2) department.</p>",
    "url": "https://questions-statements.parliament.uk/written-questions/detail/2016-05-05/HL9000",
}
CORRECTED = TABLE | {
    "id": "2016-05-06/HL9001",
    "uin": "HL9001",
    "date_tabled": "2016-05-06",
    "question_text": "To ask, further to the answer of 18 May 2016 (HL8123), what a buoy is.",
    "answer_html": '<p>A buoy is <del class="ministerial">&lt;red&gt;</del>'
    '<ins class="ministerial">green</ins>. It floats.</p>',
    "url": "https://questions-statements.parliament.uk/written-questions/detail/2016-05-06/HL9001",
}

LONG = TABLE | {
    "id": "2016-05-06/HL9100",
    "uin": "HL9100",
    "date_tabled": "2016-05-06",
    "date_answered": "2016-05-20",
    "question_text": "To ask Her Majesty's Government how many beekeepers work in each prison.",
    "answer_html": "<p>Beekeepers are shown in the table below.</p><table><tbody>"
    "<tr><td>Establishment</td><td>Beekeepers 2014</td><td>Hives 2015</td></tr>"
    + "".join(
        f"<tr><td>Apiary of the open prison numbered {n}</td><td>{n}</td><td>{n + 1}</td></tr>"
        for n in range(100, 160)
    )
    + "</tbody></table>",
    "url": "https://questions-statements.parliament.uk/written-questions/detail/2016-05-06/HL9100",
}
TWO = TABLE | {
    "id": "2016-05-07/HL9200",
    "uin": "HL9200",
    "date_tabled": "2016-05-07",
    "question_text": "To ask Her Majesty's Government how many falconers were employed.",
    "answer_html": '<p>Falconers in <ins class="ministerial">2014</ins>:</p>'
    "<table><tr><td>Falconers</td><td>2014</td></tr><tr><td>Kent</td><td>3</td></tr></table>"
    "<p>And in 2015:</p>"
    "<table><tr><td>Falconers</td><td>2015</td></tr><tr><td>Kent</td><td>4</td></tr></table>",
    "url": "https://questions-statements.parliament.uk/written-questions/detail/2016-05-07/HL9200",
}
"""Its answer holds two tables, and was corrected."""


@pytest.fixture(scope="session")
def settings(folder: Settings) -> Settings:
    """Those of the folder, unless a module has other homes."""
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder of the corpus, tables, and an answer that would break out of its page."""
    made = tmp_path_factory.mktemp("web")
    lines = made / "more.jsonl"
    records = (TABLE, HOSTILE, CORRECTED, LONG, TWO)
    lines.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    settings = Settings(data_dir=made / "data")
    assert not ingest([CORPUS, lines], settings).rejected
    return settings


@pytest.fixture(scope="session")
def app(settings: Settings) -> Flask:
    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of its own, so a conversation of its own."""
    return app.test_client()


@pytest.fixture(scope="session")
def server(app: Flask) -> Iterator[str]:
    """The address of the app, served for real."""
    with serving(app) as address:
        yield address


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve an app for real, on loopback, by default at a free port: its address."""

    def in_one_piece(environ: Any, start_response: Any) -> Any:
        """Close what is served before it is sent: Werkzeug does not where a browser hangs up."""
        return Response.from_app(app, environ, buffered=True)(environ, start_response)

    with make_server("127.0.0.1", port, in_one_piece, threaded=True) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def gunicorn(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Start `qa serve` over a data folder, by default of the corpus alone: its address.

    After the test its log must have no fault.
    """
    with ExitStack() as started:

        def serve(data: Path = tmp_path / "data", *options: str) -> str:
            data.mkdir(exist_ok=True)
            log = started.enter_context((tmp_path / "log").open("w+"))
            command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", *options]
            process = started.enter_context(
                subprocess.Popen(
                    [*command, "--data-dir", str(data)],
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
            )
            started.callback(process.wait, 30)
            started.callback(process.send_signal, signal.SIGTERM)
            assert process.stdout is not None
            return process.stdout.readline().split()[2].rstrip(".")

        yield serve
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    assert "was sent SIG" not in log


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("QA_BROWSER") or shutil.which("chromium")
    if path is None:
        missing = "No Chromium was found. Install one, or set QA_BROWSER to the path of one."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGS)
        yield browser
        browser.close()


def wait_while_loading(page: Page) -> None:
    """Let each press wait until the scripts of its page have run: they show more buttons, so that
    a press that begins on one would end beside it."""
    mark = "addEventListener('load', () => { document.documentElement.dataset.loaded = ''; })"
    page.add_init_script(mark)
    loading = page.locator("html:not([data-loaded])")
    page.add_locator_handler(loading, lambda: page.wait_for_load_state())


@pytest.fixture
def open_sized(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Open a page of the app in a fresh browser context; options are those of the context, in
    which a test that needs a window of one size names it.

    When the test is over, no request may have left this machine and nothing may have been written
    to the console, but for what the browser itself says of failed requests that are `expected`.
    """
    contexts, faults, hosts, allowed = [], [], set(), []

    def noted(message: ConsoleMessage) -> None:
        # A test that clicks sooner than a person can is before the browser's own focus.
        if not message.text.startswith("Autofocus processing was blocked"):
            faults.append(message.text)

    def open_it(path: str = "/", expected: str = "status of 422", **options: object) -> Page:
        allowed.append(expected)
        context = browser.new_context(base_url=server, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        if options.get("java_script_enabled", True):
            wait_while_loading(page)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", noted)
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert [fault for fault in faults if not any(part in fault for part in allowed)] == []
    assert hosts == {"127.0.0.1"}


@pytest.fixture(params=WIDTHS)
def open_page(
    request: pytest.FixtureRequest, open_sized: Callable[..., Page]
) -> Callable[..., Page]:
    """The same in windows of each width."""
    return partial(open_sized, viewport={"width": request.param, "height": 720})
