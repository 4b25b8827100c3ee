"""Take the screenshots that stand in the documents: `python docs/screenshots.py`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

QUESTION = "how many adults drop out of drug treatment after leaving prison?"
OTHERS = (
    "what is the government doing to get prison leavers into work?",
    "is psychological treatment in prison evaluated?",
)
IMAGES = Path(__file__).parent / "images"
BROWSER = Path(sys.prefix) / "browser"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def ask(page: Page, address: str, question: str) -> None:
    """Ask a question in a new conversation and wait for its reply."""
    page.goto(address)
    page.get_by_role("textbox", name="Your question").fill(question)
    page.get_by_role("textbox", name="Your question").press("Enter")
    page.locator("article").first.wait_for()


def take_kept(page: Page, address: str) -> None:
    """Keep the pictures of this browser's conversations and of one that is shared."""
    for question in (QUESTION, *OTHERS):
        ask(page, address, question)
    page.goto(f"{address}/conversations")
    page.screenshot(path=IMAGES / "conversations.png")
    page.locator("h2 a").first.click()
    page.get_by_role("link", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("link", name="See what it shows").click()
    page.screenshot(path=IMAGES / "shared.png")


def main() -> None:
    """Serve the answers that ship from a data folder made for it, and look at them."""
    IMAGES.mkdir(exist_ok=True)
    executable = BROWSER.read_text(encoding="utf-8").strip()
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--data-dir", data]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            address = server.stdout.readline().split()[2].rstrip(".")
            browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
            for name, width, scheme in (("chat", 1100, "light"), ("chat-dark-narrow", 360, "dark")):
                page = browser.new_page(
                    viewport={"width": width, "height": 900},
                    color_scheme=scheme,  # type: ignore[arg-type]
                )
                ask(page, address, QUESTION)
                page.screenshot(path=IMAGES / f"{name}.png")
            take_kept(browser.new_page(viewport={"width": 1100, "height": 700}), address)
            browser.close()
            server.terminate()


if __name__ == "__main__":
    main()
