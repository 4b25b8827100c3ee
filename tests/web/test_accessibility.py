import os
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
}

pytestmark = pytest.mark.browser


def say(question: str) -> Callable[[Page], None]:
    def step(page: Page) -> None:
        page.get_by_label("Your question").fill(question)
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#turn-1, #question-error:visible").first).to_be_visible()

    return step


def read_whole(page: Page, turn: str) -> None:
    """Open the whole answer of a turn's first passage: beside the cards, or in its card."""
    link = page.locator(f"{turn} .bar > [data-whole]").first
    if link.get_attribute("aria-current") is None:
        link.click()
    expect(page.locator(".reader .text, .whole").locator("visible=true").first).to_be_visible()


def opened(page: Page) -> None:
    """A card with everything open: the styles of citation, the rest, and the filters."""
    say("How many falconers were employed?")(page)
    card = page.locator("#turn-1 article").first
    card.locator(".rest > summary").first.click()
    card.locator(".menu summary").first.click()
    expect(card.get_by_role("button", name="Passage with footnote").first).to_be_visible()


def filters(page: Page) -> None:
    say("How many falconers were employed?")(page)
    page.locator(".filters summary").click()
    expect(page.get_by_label("Answered from")).to_be_visible()


def waiting(page: Page) -> None:
    page.route("**/", lambda route: None)
    page.get_by_label("Your question").fill("How many falconers were employed?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()


def collected(page: Page) -> None:
    say("How many falconers were employed?")(page)
    page.locator("#turn-1 [data-key=p]").first.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def parts(page: Page) -> None:
    say("To ask the Secretary of State for Justice, how many (a) falconers and (b) zebras work.")(
        page
    )


def whole_in_place(page: Page) -> None:
    say("what is the government doing to get prison leavers into work?")(page)
    read_whole(page, "#turn-1")


def whole_page(page: Page) -> None:
    say("How many lighthouse keepers are in custody in Cornwall?")(page)
    link = page.get_by_role("link", name="Whole answer").first
    page.goto(link.get_attribute("href") or "")
    expect(page.locator("mark#passage")).to_be_visible()


def two_turns(page: Page) -> None:
    """An answer of two tables, then a table cut above; a whole answer open in a card of each."""
    say("How many falconers were employed?")(page)
    expect(page.locator("#turn-1 article").first.locator(".scroll")).to_have_count(2)
    page.get_by_label("Your question").fill("How many beekeepers has apiary 150?")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator("#turn-2 blockquote .above").first).to_be_visible()
    for turn in ("#turn-1", "#turn-2"):
        read_whole(page, turn)


def unkept(page: Page) -> None:
    page.goto("/conversations/nowhere")
    expect(page.get_by_role("alert")).to_contain_text("allow cookies")


def history_page(page: Page) -> None:
    say("How many falconers were employed?")(page)
    page.goto("/conversations")
    page.get_by_text("Rename").click()
    page.get_by_text("Delete all conversations").click()
    expect(page.get_by_role("button", name="Delete all 1")).to_be_visible()


def latest(page: Page) -> None:
    say("How many falconers were employed?")(page)
    page.goto("/")
    expect(page.get_by_role("heading", name="Your latest conversations")).to_be_visible()


def share_page(page: Page) -> None:
    say("what was said in 2016 of falconers?")(page)
    page.get_by_role("link", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("Link to question 1")).to_be_visible()


def shared_page(page: Page) -> None:
    share_page(page)
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_role("heading", name="A shared conversation")).to_be_visible()
    expect(page.locator("#turn-1 .understood li")).to_have_count(1)


def pack_page(page: Page) -> None:
    say("How many falconers were employed?")(page)
    button = page.get_by_role("button", name="Add to").first
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.goto("/pack")
    expect(page.get_by_role("article")).to_have_count(1)


def noted(page: Page) -> None:
    pack_page(page)
    page.get_by_label("Your note on item 1").fill("for the brief")
    page.get_by_label("Your note on item 1").blur()
    expect(page.locator(".noting .state")).to_have_text("Saved")


def note_refused(page: Page) -> None:
    pack_page(page)
    page.get_by_label("Your note on item 1").fill("x" * 2001)
    page.get_by_label("Your note on item 1").blur()
    expect(page.locator(".noting .state")).to_contain_text("2,001 characters")


def pack_deleted(page: Page) -> None:
    pack_page(page)
    page.get_by_role("button", name="Delete this pack").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def desk(page: Page) -> None:
    """A draft with a quotation, a referral, a gap, a note, and what was found, one card open."""
    page.goto("/drafts")
    page.get_by_label("The question").fill(
        "To ask the Secretary of State for Justice, how many (a) falconers and (b) lighthouse "
        "keepers there were; and how many unicorns were bought."
    )
    page.get_by_role("button", name="Find what was said before").click()
    for name in ("Add to draft", "Refer to it", "Mark as gap"):
        page.get_by_role("button", name=name).last.click()
        expect(page.locator(".desk .done")).to_be_visible()
    page.locator(".rest > summary").first.click()


def desk_refused(page: Page) -> None:
    desk(page)
    page.get_by_label("Your note on item 1").first.fill("x" * 2001)
    page.get_by_label("Your note on item 1").first.blur()
    expect(page.locator(".noting .state").first).to_contain_text("2,001 characters")


def desk_removed(page: Page) -> None:
    desk(page)
    page.get_by_role("button", name="Remove item 1").first.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def drafts_list(page: Page) -> None:
    desk(page)
    page.goto("/drafts")
    expect(page.get_by_role("button", name="Delete")).to_be_visible()


def draft_deleted(page: Page) -> None:
    drafts_list(page)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def draft_share(page: Page) -> None:
    desk(page)
    page.get_by_role("link", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("Link to this draft")).to_be_visible()


def draft_shared(page: Page) -> None:
    draft_share(page)
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_role("heading", name="A shared draft")).to_be_visible()


def draft_refused(page: Page) -> None:
    page.goto("/drafts")
    page.get_by_label("The question").fill("hello")
    page.get_by_role("button", name="Find what was said before").click()


def watched(page: Page) -> None:
    """The watch list, with a search that nothing happened to, and its feed."""
    page.goto("/search?q=falconers")
    page.get_by_role("button", name="Watch this search").click()
    expect(page.get_by_text("Now on your watch list")).to_be_visible()
    page.get_by_role("button", name="Make a feed").click()
    expect(page.get_by_role("button", name="End these addresses")).to_be_visible()


def watch_removed(page: Page) -> None:
    watched(page)
    page.get_by_role("button", name="Remove “falconers”").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def watch_refused(page: Page) -> None:
    page.goto("/watches")
    page.get_by_role("button", name="Watch answers to this question").click()
    expect(page.get_by_role("alert")).to_be_visible()


def deleted(page: Page) -> None:
    say("How many falconers were employed?")(page)
    page.get_by_role("button", name="Delete this conversation").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def filtered(page: Page) -> None:
    page.locator("summary", has_text="Filters").click()
    page.get_by_label("House", exact=True).select_option("Lords")
    say("what was said in 2016 of lighthouse keepers?")(page)
    expect(page.locator("#turn-1 .understood li")).to_have_count(2)
    page.locator("#turn-1 .rest > summary").first.click()


def corrected_page(page: Page) -> None:
    page.goto("/answers/2016-05-06/HL9001")
    expect(page.get_by_role("region", name="What changed")).to_be_visible()


def draft(page: Page) -> None:
    """What is around a reply to a pasted draft, all of it open."""
    say("To ask, further to the answer of 18 May 2016 (HL8123), what a buoy is.")(page)
    expect(page.get_by_role("region", name="Already answered")).to_be_visible()
    for closed in page.locator("#turn-1 .card").first.locator("summary").all():
        closed.click()


def shortcuts(page: Page) -> None:
    page.get_by_label("Your question").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def refused_by_page(page: Page) -> None:
    """The error page that a browser without script gets."""
    page.evaluate("document.getElementById('ask').submit()")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()


def search_page(page: Page) -> None:
    page.goto("/search?q=lighthouse+keepers&house=Lords")
    page.locator("details.when > summary").click()
    page.get_by_text("Show as a table").click()
    expect(page.get_by_role("img").first).to_be_visible()


def quote_check(page: Page) -> None:
    """A notice with a true, an altered and an invented quotation, and own words opened."""
    page.goto("/quote-check")
    page.get_by_label("Text", exact=True).fill(
        "A notice.\n\nA buoy is green. Lighthouse keepers in custody are shown in the chart.\n\n"
        "He said: “Nobody has ever done as much for harbour pilots as we have.”"
    )
    page.get_by_role("button", name="Check").click()
    page.get_by_text("in your own words").click()


def quotation(page: Page) -> None:
    quote_check(page)
    page.get_by_role("link", name="Permanent link").first.click()
    expect(page.get_by_role("heading", name="Word for word")).to_be_visible()


def operator_refused(page: Page) -> None:
    """The operator's page with declined questions, and the form that names no part."""
    page.goto("/search?q=snowy+owls+on+Lundy")
    page.goto("/operator")
    page.get_by_role("button", name="Turn off").click()
    expect(page.get_by_role("alert")).to_be_visible()


STATES = {
    "watch list": watched,
    "watch removed": watch_removed,
    "watch refused": watch_refused,
    "empty": lambda page: None,
    "reply": say("how many adults drop out of drug treatment after leaving prison?"),
    "table": say("How many lighthouse keepers are in custody in Cornwall?"),
    "two turns": two_turns,
    "not kept": unkept,
    "honest no": say("best recipe for sourdough pizza"),
    "near misses": say("sourdough pizza ovens bought for prison kitchens in Leeds"),
    "refused by script": say(""),
    "refused by page": refused_by_page,
    "whole answer in place": whole_in_place,
    "card opened": opened,
    "filters": filters,
    "waiting": waiting,
    "collected": collected,
    "parts": parts,
    "answer page": whole_page,
    "corrected answer": corrected_page,
    "filtered": filtered,
    "draft": draft,
    "shortcuts": shortcuts,
    "over time": lambda page: page.goto("/answers/2021-09-03/41780/over-time"),
    "over time of a subject": lambda page: page.goto("/over-time?q=beekeepers"),
    "over time, empty": lambda page: page.goto("/over-time"),
    "over time, refused": lambda page: page.goto("/over-time?q="),
    "history": history_page,
    "empty history": lambda page: page.goto("/conversations"),
    "empty page with latest": latest,
    "share": share_page,
    "shared": shared_page,
    "nothing shared": lambda page: page.goto("/shared/nothing"),
    "evidence pack": pack_page,
    "note saved": noted,
    "note refused": note_refused,
    "pack deleted": pack_deleted,
    "conversation deleted": deleted,
    "empty pack": lambda page: page.goto("/pack"),
    "no drafts": lambda page: page.goto("/drafts"),
    "drafts": drafts_list,
    "draft refused": draft_refused,
    "draft deleted": draft_deleted,
    "draft desk": desk,
    "draft note refused": desk_refused,
    "draft item removed": desk_removed,
    "draft share": draft_share,
    "draft shared": draft_shared,
    "nothing drafted": lambda page: page.goto("/drafts/nothing"),
    "search": search_page,
    "empty search": lambda page: page.goto("/search"),
    "refused search": lambda page: page.goto("/search?q=&house=x"),
    "search declined": lambda page: page.goto("/search?q=best+recipe+for+sourdough+pizza"),
    "about": lambda page: page.goto("/about"),
    "operator": lambda page: page.goto("/operator"),
    "operator refused": operator_refused,
    "empty quote check": lambda page: page.goto("/quote-check"),
    "quote check": quote_check,
    "quotation": quotation,
    "the API": lambda page: page.goto("/api/v1/docs"),
    "privacy": lambda page: page.goto("/privacy"),
    "accessibility": lambda page: page.goto("/accessibility"),
    "text that changed": lambda page: page.goto("/answers/2021-09-03/41780?start=0&end=9&is=0"),
}


LOOKS = [("light", 320), ("dark", 1280), ("light", 1280), ("dark", 320)]
STATES_IN_LOOKS = [
    (state, *look)
    for number, state in enumerate(STATES)
    for look in (LOOKS if os.environ.get("QA_PROVE") else [LOOKS[number % len(LOOKS)]])
]
"""Each state in every look at full size, else in one, each look in its turn."""


@pytest.mark.parametrize(("state", "scheme", "width"), STATES_IN_LOOKS)
def test_axe_finds_nothing(
    open_sized: Callable[..., Page], state: str, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 900}
    page = open_sized(expected="status of 4", color_scheme=scheme, viewport=size)
    STATES[state](page)
    page.wait_for_load_state()
    # axe counts what is scrolled behind the sticky box as covered; on a page as tall as its
    # content nothing is.
    page.set_viewport_size(
        {"width": width, "height": page.evaluate("document.documentElement.scrollHeight")}
    )
    found = Axe().run(page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()
    assert len(found.response["passes"]) > 20
