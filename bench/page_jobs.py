"""The four jobs that the page is for, done in a browser, with what each takes."""

from __future__ import annotations

import shlex
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

SUBJECT = "the latest on drugs in prisons"
_SCROLL = """
(wanted) => {
  const asking = document.querySelector(".asking");
  const sticky = asking && getComputedStyle(asking).position === "sticky";
  const bottom = sticky && !asking.contains(wanted)
    ? asking.getBoundingClientRect().top : innerHeight;
  const { top, bottom: end } = wanted.getBoundingClientRect();
  const by = top < 0 ? top : Math.max(0, end - bottom);
  const before = scrollY;
  scrollBy({ top: by, behavior: "instant" });
  return Math.abs(scrollY - before);
}
"""


@dataclass(slots=True)
class Hand:
    """A person's hand: clicks what is in view, and scrolls as little as brings it there.

    Enter counts as a click; typing does not, nor does what the page scrolls by itself.
    """

    page: Page
    clicks: int = 0
    scrolled: float = 0
    loads: int = 0

    def __post_init__(self) -> None:
        """Count the pages that are loaded after this."""

        def loaded(_: Page) -> None:
            self.loads += 1

        self.page.on("load", loaded)

    def click(self, wanted: Locator) -> None:
        """Scroll to something and click it."""
        self.scrolled += wanted.evaluate(_SCROLL)
        self.clicks += 1
        wanted.click()

    def ask(self, question: str) -> None:
        """Type a question where the focus is, press Enter, and wait for the reply."""
        self.page.get_by_label("Your question").fill(question)
        self.page.keyboard.press("Enter")
        self.clicks += 1
        expect(self.page.locator("#turn-1 .card").first).to_be_visible()


def draft_to_word(hand: Hand, draft: str, note: str = "") -> None:
    """A draft becomes three quotations in the pack, of three answers, and these a Word file."""
    hand.ask(draft)
    cards = hand.page.locator("#turn-1 .card:visible:not(.near)")
    for number in range(3):
        hand.click(cards.nth(number).get_by_role("button", name="Add to pack").first)
        expect(hand.page.locator("[data-pack-count]")).to_have_text(f" ({number + 1})")
    hand.click(hand.page.locator(".masthead").get_by_role("link", name="Evidence pack"))
    if note:
        written = hand.page.get_by_label("Your note on item 1")
        hand.click(written)
        written.fill(note)
        expect(hand.page.locator("[id$='-state']").first).to_have_text("Saved")
    with hand.page.expect_download() as file:
        hand.click(hand.page.get_by_role("link", name="Word document"))
    _expect(file.value.suggested_filename, "evidence.docx")


def draft_to_word_with_note(hand: Hand, draft: str) -> None:
    """The same, with a note on the first quotation."""
    draft_to_word(hand, draft, "Check the figure with the analysts.")


def latest_copied(hand: Hand, draft: str) -> None:
    """The newest passage on a subject is copied, word for word."""
    hand.ask(SUBJECT)
    dates = hand.page.locator("#turn-1 .card .given time").evaluate_all(
        "times => times.map((one) => one.dateTime)"
    )
    _expect(dates, sorted(dates, reverse=True))
    passage = hand.page.locator("#turn-1 .passage").first
    hand.click(passage.get_by_role("button", name="Copy this passage"))
    expect(hand.page.locator("#announce")).to_have_text("Copied")
    copied = hand.page.evaluate("navigator.clipboard.readText()")
    _expect(copied.startswith(passage.get_attribute("data-quotation") or ""), True)


def referral_copied(hand: Hand, draft: str) -> None:
    """The line that refers to an earlier answer is copied from its card."""
    hand.ask(SUBJECT)
    passage = hand.page.locator("#turn-1 .passage").first
    hand.click(passage.locator(".menu summary"))
    hand.click(passage.locator("[data-copy=referral]"))
    expect(hand.page.locator("#announce")).to_have_text("Copied")
    _expect(hand.page.evaluate("navigator.clipboard.readText()")[:7], "I refer")


def first_json(hand: Hand, draft: str) -> None:
    """The first call of the documentation is found, copied, and answered with JSON."""
    hand.click(hand.page.get_by_role("link", name="For developers"))
    hand.click(hand.page.locator(".sample").first.get_by_role("button", name="Copy"))
    expect(hand.page.locator(".sample").first.get_by_role("button")).to_have_text("Copied")
    command = shlex.split(hand.page.evaluate("navigator.clipboard.readText()"))
    with urllib.request.urlopen(command[-1]) as response:
        _expect(response.headers.get_content_type(), "application/json")


JOBS: dict[str, Callable[[Hand, str], None]] = {
    "official: a draft, three quotations, a Word file": draft_to_word,
    "the same, with a note": draft_to_word_with_note,
    "press: the latest on a subject, copied word for word": latest_copied,
    "“I refer the hon. Member …”, copied": referral_copied,
    "developer: from the first page to a first JSON reply": first_json,
}


def done(page: Page, address: str, name: str, draft: str) -> str:
    """Do a job from the first page on; what it took, as a row of a table."""
    page.goto(address)
    hand = Hand(page)
    began = time.perf_counter()
    JOBS[name](hand, draft)
    seconds = time.perf_counter() - began
    height = page.evaluate("innerHeight")
    screens = f"{hand.scrolled:,.0f} ({hand.scrolled / height:.1f})"
    return f"| {name} | {hand.clicks} | {screens} | {hand.loads} | {seconds:.1f} |"


def _expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise RuntimeError(f"The page gave {found!r} where {wanted!r} was expected.")
