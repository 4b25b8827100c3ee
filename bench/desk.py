"""The drafting tools in a browser: `python -m bench.desk http://127.0.0.1:8000 SUBJECT`.

Drives the draft desk, the quote check, a question over time and the watch list of a running service
by keyboard alone, in windows of 320 and 1,280 pixels, with scripts and without. SUBJECT is
one that its answers have, such as "prison libraries". Prints the seconds from Enter to the page for
each, what axe finds wrong, and pages wider than their window. QA_BROWSER names a Chromium.
"""

from __future__ import annotations

import os
import shutil
import sys
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

WINDOWS = {1280: 800, 320: 640}
WAIT_MS = 60_000
MOST_TABS = 400
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}


def main() -> None:
    """Drive each tool in each window, and print what was found."""
    address, subject = sys.argv[1:3]
    path = os.environ.get("QA_BROWSER") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for width, height in WINDOWS.items():
            for scripts in (True, False):
                print(f"{width} px, {'with' if scripts else 'without'} scripts")
                context = browser.new_context(
                    base_url=address,
                    viewport={"width": width, "height": height},
                    java_script_enabled=scripts,
                )
                page = context.new_page()
                page.set_default_timeout(WAIT_MS)
                for tool in (drafts, quotations, over_time, watches):
                    tool(page, subject, Axe() if scripts else None)
                context.close()


def drafts(page: Page, subject: str, axe: Axe | None) -> None:
    """Paste a question of two parts in its e-mail, choose a passage, and download the skeleton."""
    page.goto("/drafts")
    tab_to(page, "textarea")
    page.keyboard.insert_text(
        f"Dear all,\n\nPlease draft by noon:\n\nTo ask the Secretary of State, how many {subject} "
        f"there are; and what steps he is taking on {subject}.\n\nThanks,\nAnn"
    )
    tab_to(page, "button", "Find what was said before")
    enter(page, "the desk", ".part-of-draft", axe)
    tab_to(page, "button", "Add to draft")
    enter(page, "a passage chosen", ".desk .item", axe)
    page.reload()
    assert page.locator(".desk .item").count() == 1
    tab_to(page, "a", "Word document")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".docx")


def quotations(page: Page, subject: str, axe: Axe | None) -> None:
    """Check a notice with a sentence of an answer, and open its permanent address."""
    page.goto(f"/search?q={subject}")
    said = page.locator("article blockquote p").first.inner_text().split(". ")[0].rstrip(".")
    page.goto("/quote-check")
    tab_to(page, "textarea")
    page.keyboard.insert_text(f"A notice.\n\nThe minister said: “{said}.”")
    tab_to(page, "button", "Check")
    enter(page, "the quotations", ".result", axe)
    print(f"    {page.locator('.result h2').first.inner_text()}")


def over_time(page: Page, subject: str, axe: Axe | None) -> None:
    """A subject over time."""
    page.goto("/over-time")
    tab_to(page, "main input")
    page.keyboard.insert_text(subject)
    enter(page, "over time", ".over-time .source-question", axe)


def watches(page: Page, subject: str, axe: Axe | None) -> None:
    """Watch a search, and see it on the list."""
    page.goto(f"/search?q={subject}")
    tab_to(page, "button", "Watch this search")
    enter(page, "the watch list", "text=Now on your watch list", axe)


def tab_to(page: Page, selector: str, text: str = "") -> None:
    """Press Tab until what has the focus matches."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.locator(f"{selector}:focus")
        if here.count() and text in here.first.inner_text():
            return
    raise LookupError(f"Tab leads to no {selector} {text!r}.")


def enter(page: Page, name: str, selector: str, axe: Axe | None) -> None:
    """Press Enter, wait for the next page, and print what is wrong with it."""
    started = time.perf_counter()
    page.keyboard.press("Enter")
    page.locator(selector).first.wait_for()
    took = time.perf_counter() - started
    faults = "not asked"  # axe is a script
    if axe:
        found = axe.run(page, options=RULES).response["violations"]
        faults = ", ".join(one["id"] for one in found) or "clean"
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults += "; wider than the window"
    print(f"  {name:<18}{took:5.2f} s, axe: {faults}", flush=True)


if __name__ == "__main__":
    main()
