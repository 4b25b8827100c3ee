"""How soon a reply is painted, and how much a first visit fetches: `python -m bench.painting DIR`.

DIR is a data folder with answers. Questions are runs of twelve words of its source questions; the
time is from Enter to the second frame after the reply is in the page, in headless Chromium; of
a search, from its address to the second frame of its page.
Then the conversation goes on, and the page of all its turns is opened again.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from qa import store

ASKED = 30
TURNS = 50
BROWSER = Path(sys.prefix) / "browser"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAINTED = """
(number) => new Promise((done) => {
  const began = performance.now();
  const seen = new MutationObserver(() => {
    if (!document.getElementById(`turn-${number}`)) return;
    seen.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
  });
  seen.observe(document.querySelector(".conversation"), { childList: true });
  document.getElementById("ask").requestSubmit();
})
"""

OPENED = """
() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
  () => done(performance.now()))))
"""
SEEN = """
() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
})
"""


def questions(folder: Path) -> list[str]:
    """Runs of twelve words from source questions, spread over the store."""
    with store.archive.reading(folder / "answers.db") as db:
        asked = [
            one.source_question.split() for one in islice(store.archive.answers.quotable(db), 3000)
        ]
    long = [" ".join(words[8:20]) for words in asked if len(words) >= 20]
    return long[:: max(1, len(long) // TURNS)][:TURNS]


def measure(page: Page, address: str, asked: list[str]) -> None:
    """Ask each question in one conversation, and print what was found."""
    fetched: list[int] = []
    page.on("response", lambda response: fetched.append(len(response.body())))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    print(f"first visit: {sum(fetched):,} bytes in {len(fetched)} responses")
    times = []
    for number, question in enumerate(asked, start=1):
        page.get_by_label("Your question").fill(question)
        times.append(page.evaluate(PAINTED, number))
    first = times[:ASKED]
    print(f"reply painted: median {statistics.median(first):.0f} ms, longest {max(first):.0f} ms")
    print(f"the last ten of {len(times)} turns: median {statistics.median(times[-10:]):.0f} ms")
    fetched.clear()
    page.reload()
    opened = page.evaluate(OPENED)
    print(f"all {len(times)} opened again: {max(fetched):,} bytes, painted after {opened:.0f} ms")


def measure_search(page: Page, address: str, asked: list[str]) -> None:
    """Open each question as a search, and print how soon its page was painted."""
    times = []
    for question in asked:
        page.goto(f"{address}/search?{urlencode({'q': question})}")
        times.append(page.evaluate(SEEN))
    print(f"search painted: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms")


def main() -> None:
    """Serve the data folder and look at it."""
    folder = Path(sys.argv[1])
    asked = questions(folder)
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--data-dir", str(folder)]
    executable = BROWSER.read_text(encoding="utf-8").strip()
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        sync_playwright() as playwright,
    ):
        assert server.stdout is not None
        address = server.stdout.readline().split()[2].rstrip(".")
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        measure(page, address, asked)
        measure_search(browser.new_page(), address, asked)
        browser.close()
        server.terminate()


if __name__ == "__main__":
    main()
