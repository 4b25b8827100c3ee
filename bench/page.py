"""What the page shows and what it costs a person: `python -m bench.page DATA_DIR [--browser PATH]`.

The real server serves the folder; headless Chromium asks each of `page_questions.txt` in a
conversation of its own, on five sizes of screen, then does the four jobs that the page is for.
Prints Markdown tables. The server keeps the conversations in the folder, so give it a copy.
Words only with `QA_SEMANTIC=no`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, sync_playwright

from bench.first_screen import FirstScreen, first_screen, rows
from bench.page_jobs import JOBS, done

HERE = Path(__file__).parent
SIZES = [(1920, 1080), (1280, 800), (768, 1024), (320, 640), (1366, 600)]
USUAL = (1280, 800)
"""The size at which times are taken, the draft is asked and the jobs are done."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    """Serve the data folder, look at its replies, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--browser", help="path of a Chromium", default=_browser())
    stated = parser.parse_args()
    questions = (HERE / "page_questions.txt").read_text(encoding="utf-8").splitlines()
    draft = (HERE / "page_draft.txt").read_text(encoding="utf-8").strip()
    loads = [os.getloadavg()[0]]
    with _served(stated.data_dir) as address, sync_playwright() as playwright:
        with urllib.request.urlopen(f"{address}/api/v1/coverage") as response:
            coverage = json.load(response)
        ranked = "with vectors" if coverage["vectors"] else "words only"
        print(f"{coverage['passages']:,} passages, {ranked}, {len(questions)} questions\n")
        browser = playwright.chromium.launch(executable_path=stated.browser, args=ARGUMENTS)
        visit = _first_visit(_page(browser, USUAL), address)
        _asked(_page(browser, USUAL), address, questions[:3])  # The first reply warms the server.
        seen = {}
        for size in SIZES:
            seen[size] = _asked(_page(browser, size), address, questions)
            loads.append(os.getloadavg()[0])
        drafted = {size: _asked(_page(browser, size), address, [draft]) for size in SIZES}
        _show_screens("a question", seen)
        _show_screens("the draft of three parts", drafted)
        print("| job, at 1,280 × 800 | clicks | scrolled, px (screens) | loads | seconds |")
        print("|---|---|---|---|---|")
        for name in JOBS:
            print(done(_page(browser, USUAL), address, name, draft))
        _show_costs(seen[USUAL], visit)
        browser.close()
    print(f"\nLoad of the machine: {min(loads):.1f} to {max(loads):.1f}.")


def _browser() -> str | None:
    """The browser that `make test` found, else one on the path."""
    noted = Path(sys.prefix) / "browser"
    return noted.read_text(encoding="utf-8").strip() if noted.exists() else shutil.which("chromium")


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address at which the folder is served."""
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--data-dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[2].rstrip(".")
        finally:
            server.terminate()


def _page(browser: Browser, size: tuple[int, int]) -> Page:
    """A page of a browser that was never here, which may use the clipboard."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return context.new_page()


def _asked(page: Page, address: str, questions: list[str]) -> list[FirstScreen]:
    return [first_screen(page, address, question) for question in questions]


def _first_visit(page: Page, address: str) -> tuple[int, int]:
    """How many bytes a first visit receives, in how many responses."""
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return sum(one.request.sizes()["responseBodySize"] for one in responses), len(responses)


def _show_screens(asked: str, seen: dict[tuple[int, int], list[FirstScreen]]) -> None:
    """Print one column for each size."""
    print(f"| {asked} | {' | '.join(f'{width:,} × {height:,}' for width, height in seen)} |")
    print("|---" * (len(seen) + 1) + "|")
    for named in zip(*(rows(replies) for replies in seen.values()), strict=True):
        print(f"| {named[0][0]} | {' | '.join(value for _, value in named)} |")
    print()


def _show_costs(seen: list[FirstScreen], visit: tuple[int, int]) -> None:
    """Print the times and bytes of the replies on the usual screen."""
    sent, responses = visit
    signs = [one.sign_ms for one in seen]
    replies = [one.reply_ms for one in seen]
    size = statistics.median(one.reply_bytes for one in seen)
    print("\n| from Enter, ms | median | longest |\n|---|---|---|")
    print(f"| the question is painted | {statistics.median(signs):.0f} | {max(signs):.0f} |")
    print(f"| the reply is painted | {statistics.median(replies):.0f} | {max(replies):.0f} |")
    print(f"\nA first visit is {sent:,} bytes in {responses} responses, a reply {size:,.0f}.")


if __name__ == "__main__":
    main()
