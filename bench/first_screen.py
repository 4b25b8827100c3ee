"""What one sees of a reply without scrolling, measured in a browser's page."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

TALL = 1500
"""The height above which a reply is long, in CSS pixels."""

_WATCH = """
() => {
  const turns = document.getElementById("conversation");
  window.watched = new Promise((done) => {
    const times = {};
    let began;
    addEventListener("keydown", (event) => {
      if (event.key === "Enter") began ??= performance.now();
    }, true);
    const painted = (name) => requestAnimationFrame(() => requestAnimationFrame(() => {
      times[name] = performance.now() - began;
      if (name === "reply") done(times);
    }));
    const seen = new MutationObserver(() => {
      if (!times.sign && turns.querySelector(".pending")) painted("sign");
      if (!document.getElementById("turn-1")) return;
      seen.disconnect();
      painted("reply");
    });
    seen.observe(turns, { childList: true });
  });
}
"""

_READ = """
() => {
  const turn = document.getElementById("turn-1");
  const asking = document.querySelector(".asking");
  const field = document.getElementById("question").getBoundingClientRect();
  const sticky = getComputedStyle(asking).position === "sticky";
  const bottom = sticky ? asking.getBoundingClientRect().top : innerHeight;
  const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().height > 1;
  const whole = (one) => {
    const { top, bottom: end } = one.getBoundingClientRect();
    return shown(one) && top >= 0 && end <= bottom;
  };
  const quotes = [...turn.querySelectorAll(".digest q, .card:not(.near) blockquote")].filter(shown);
  const answer = (quote) => {
    const link = quote.closest("li").querySelector(".digest a");
    const card = (link ? document.querySelector(link.hash) : quote).closest(".card");
    return new URL(card.querySelector("[data-whole]").href).pathname;
  };
  const before = document.createTreeWalker(turn, NodeFilter.SHOW_TEXT);
  let words = 0;
  while (before.nextNode() && !quotes[0]?.contains(before.currentNode)) {
    const { data, parentElement: holder } = before.currentNode;
    if (!shown(holder) || holder.closest(".unseen, h2")) continue;
    words += (data.match(/[\\p{L}\\p{N}]\\S*/gu) ?? []).length;
  }
  const height = (one) => one.getBoundingClientRect().height;
  return {
    answers: new Set(quotes.map(answer)).size,
    readable: new Set(quotes.filter(whole).map(answer)).size,
    words_before: words,
    reply_height: height(turn),
    card_heights: [...turn.querySelectorAll(".card")].filter(shown).map(height),
    box_in_view: field.top >= 0 && field.bottom <= innerHeight,
    box_height: height(asking),
  };
}
"""


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """One reply as it first is on a screen: heights in CSS pixels, times in milliseconds.

    An answer is readable where a sentence of the digest, or the lines that its card shows of its
    passage, are wholly in view above the question box. `words_before` are those between the
    question and the first quotation.
    """

    answers: int
    readable: int
    words_before: int
    reply_height: float
    card_heights: list[float]
    box_in_view: bool
    box_height: float
    sign_ms: float
    reply_ms: float
    reply_bytes: int


def first_screen(page: Page, address: str, question: str) -> FirstScreen:
    """Ask a question in a new conversation, by Enter, and look at the reply.

    Times are from Enter to the second frame after the question, or the reply, is in the page.
    """
    page.goto(address)
    page.get_by_label("Your question").fill(question)
    page.evaluate(_WATCH)
    with page.expect_response(lambda response: response.request.method == "POST") as arrived:
        page.keyboard.press("Enter")
    times = page.evaluate("window.watched")
    seen = page.evaluate(_READ)
    size = arrived.value.request.sizes()["responseBodySize"]
    return FirstScreen(**seen, sign_ms=times["sign"], reply_ms=times["reply"], reply_bytes=size)


def rows(seen: Sequence[FirstScreen]) -> list[tuple[str, str]]:
    """What the replies of one size of screen have in common, as names and values of a table."""
    answered = [one for one in seen if one.answers]
    three = [one for one in answered if one.answers >= 3]
    cards = [height for one in answered for height in one.card_heights]
    readable = [one.readable for one in answered]
    heights = [one.reply_height for one in answered]
    return [
        ("answers readable, median (fewest)", f"{_middle(readable)} ({min(readable)})"),
        (
            "three or more readable, of the replies that have three",
            f"{sum(one.readable >= 3 for one in three)} of {len(three)}",
        ),
        ("words before the first quotation", _middle([one.words_before for one in answered])),
        ("height of a reply, median (greatest)", f"{_middle(heights)} ({max(heights):,.0f})"),
        (
            f"replies of {TALL:,} px or less",
            f"{sum(height <= TALL for height in heights)} of {len(heights)}",
        ),
        ("height of a card", _middle(cards)),
        ("question box in view", f"{sum(one.box_in_view for one in seen)} of {len(seen)}"),
        ("height of the question box", _middle([one.box_height for one in seen])),
    ]


def _middle(figures: Sequence[float]) -> str:
    return f"{statistics.median(figures):,.0f}"
