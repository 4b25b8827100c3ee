"""Take the pictures of the pages for the documents: `python docs/screenshots.py`.

They show the answers that ship and the invented ones of `screens.jsonl`, in each important state,
wide and narrow, light and dark.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).parent
SOURCES = (DOCS.parent / "corpus", DOCS / "screens.jsonl")
BROWSER = Path(sys.prefix) / "browser"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = {"wide": 1280, "narrow": 320}
SCHEMES = ("light", "dark")
DRAFT = (
    "To ask the Secretary of State for Justice, how many prisoners took part in a reading group in "
    "the last year."
)
NEW_QUESTION = (
    "To ask the Secretary of State for Justice, how many (a) prisoners took part in a reading "
    "group and (b) books prison libraries lent in the last year; and how many unicorns were bought."
)


def ask(page: Page, question: str) -> None:
    """Ask on the page that is open, and wait for the reply."""
    replies = page.locator(".turn:not(.pending)")
    before = replies.count()
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    replies.nth(before).wait_for()
    page.wait_for_load_state("networkidle")  # The whole answer beside the cards.


def chat(page: Page) -> None:
    """A reply of passages."""
    page.goto("/")
    ask(page, "how many adults drop out of drug treatment after leaving prison?")


def empty(page: Page) -> None:
    """The first page."""
    page.goto("/")


def following(page: Page) -> None:
    """A follow-up, and how it was understood."""
    page.goto("/")
    ask(page, "how many books did prison libraries lend?")
    ask(page, "and in 2019?")


def silence(page: Page) -> None:
    """An honest no."""
    page.goto("/")
    ask(page, "what is the best recipe for sourdough pizza?")


def draft(page: Page) -> None:
    """A pasted draft with prior answers."""
    page.goto("/")
    ask(page, DRAFT)


def refused(page: Page) -> None:
    """A question that is refused."""
    page.goto("/")
    page.locator("#question").press("Enter")
    page.locator("#question-error:not([hidden])").wait_for()


def answer(page: Page) -> None:
    """A whole answer with a table and its notes."""
    page.goto("/answers/2019-02-05/903010")


def corrected(page: Page) -> None:
    """A corrected answer."""
    page.goto("/answers/2019-03-12/903011")
    page.locator("#what-changed").scroll_into_view_if_needed()


def over_time(page: Page) -> None:
    """The same question over the years."""
    page.goto("/answers/2018-06-05/903004/over-time")


def search(page: Page) -> None:
    """A search with its counts and timeline."""
    page.goto("/search?q=prisoners+in+a+reading+group")


def pack(page: Page) -> None:
    """An evidence pack of two passages."""
    draft(page)
    for place in (0, 1):
        page.locator("[data-key=p]").nth(place).click()
        page.get_by_text("Added to your evidence pack").wait_for(state="attached")
    page.goto("/pack")


def timeline(page: Page) -> None:
    """The timeline of a search."""
    search(page)
    page.locator("details.when > summary").click()
    page.locator("details.when").scroll_into_view_if_needed()


def conversations(page: Page) -> None:
    """The conversations of a browser."""
    chat(page)
    following(page)
    page.goto("/conversations")


def shared(page: Page) -> None:
    """A shared conversation."""
    chat(page)
    page.get_by_role("link", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("link", name="Preview").click()


def shortcuts(page: Page) -> None:
    """The keyboard shortcuts."""
    chat(page)
    page.locator("#turn-1 h2").press("?")
    page.locator("dialog[open]").wait_for()


def desk(page: Page) -> None:
    """The draft desk after a question was pasted, with a passage chosen."""
    page.goto("/drafts")
    page.locator("#question").fill(NEW_QUESTION)
    page.get_by_role("button", name="Find what was said before").click()
    page.get_by_role("button", name="Add to draft").first.click()
    page.locator(".item").wait_for()
    page.locator("#part-0").evaluate("one => one.scrollIntoView()")


def skeleton(page: Page) -> None:
    """A draft with the best of each part, as a reader of its link sees it."""
    desk(page)
    page.get_by_role("button", name="Fill empty parts").click()
    page.locator("#done").wait_for()
    page.get_by_role("link", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("link", name="Preview").click()


STEPS = (desk, skeleton)
"""The way from a pasted question to a skeleton: one picture each, wide and light."""
STATES: tuple[Callable[[Page], None], ...] = (
    empty, chat, following, draft, silence, refused, answer, corrected, over_time, search,
    timeline, pack, conversations, shared, shortcuts,
)  # fmt: skip


@contextmanager
def served() -> Iterator[str]:
    """Serve the answers of the pictures; the address."""
    with tempfile.TemporaryDirectory() as data:
        qa = [sys.executable, "-m", "qa.cli"]
        ingest = [*qa, "ingest", *map(str, SOURCES), "--data-dir", data]
        subprocess.run(ingest, check=True, stdout=subprocess.DEVNULL)
        command = [*qa, "serve", "--port", "0", "--data-dir", data]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                yield server.stdout.readline().split()[2].rstrip(".")
            finally:
                server.terminate()


def main() -> None:
    """Take every picture."""
    images = DOCS / "images"
    images.mkdir(exist_ok=True)
    executable = BROWSER.read_text(encoding="utf-8").strip()
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        for width, pixels in WIDTHS.items():
            for scheme in SCHEMES:
                for state in STATES:
                    page = browser.new_page(
                        base_url=address,
                        viewport={"width": pixels, "height": 800},
                        color_scheme=scheme,  # type: ignore[arg-type]
                        reduced_motion="reduce",
                    )
                    state(page)
                    name = state.__name__.replace("_", "-")
                    page.screenshot(path=images / f"{name}-{width}-{scheme}.png")
                    page.close()
        for step in STEPS:
            page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
            step(page)
            page.screenshot(path=images / f"{step.__name__}-wide-light.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
