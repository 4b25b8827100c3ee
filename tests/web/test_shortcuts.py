"""Single keys, their sheet, and what is printed, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

WORK = "what is the government doing to get prison leavers into work?"
DRUGS = "how many adults drop out of drug treatment after leaving prison?"

Open = Callable[..., Page]
pytestmark = pytest.mark.browser


def asked(page: Page) -> Page:
    page.get_by_label("Your question").fill(WORK)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#turn-1 .card").nth(1)).to_be_visible()
    expect(page.locator("#turn-1-question")).to_be_focused()
    return page


def test_keys_move_between_passages_open_copy_and_collect(open_sized: Open) -> None:
    narrow = {"width": 900, "height": 700}
    page = asked(open_sized(permissions=["clipboard-read", "clipboard-write"], viewport=narrow))
    first, second = page.locator("#turn-1 .card").nth(0), page.locator("#turn-1 .card").nth(1)
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("o")
    expect(first.get_by_role("group", name="The whole answer")).to_be_visible()
    page.keyboard.press("c")
    expect(first.get_by_role("button", name="Copied")).to_be_visible()
    page.keyboard.press("p")
    added = first.locator("[data-key=p]").first
    expect(added).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#announce")).to_contain_text("Added to your evidence pack.")
    page.get_by_role("button", name="Undo").click()
    expect(added).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("link", name="Evidence pack (")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.get_by_label("Your question")).to_be_focused()


def test_while_typing_keys_are_letters(open_page: Open) -> None:
    page = asked(open_page())
    box = page.get_by_label("Your question")
    box.focus()
    page.keyboard.type("jop?c/k")
    expect(box).to_have_value("jop?c/k")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".whole")).to_have_count(0)


def test_keys_with_a_modifier_belong_to_the_browser(open_page: Open) -> None:
    page = asked(open_page())
    for key in ("Control+j", "Alt+o", "Control+c", "Meta+p"):
        page.keyboard.press(key)
    expect(page.locator(".whole")).to_have_count(0)
    expect(page.locator("#turn-1-question")).to_be_focused()


def test_the_sheet_lists_the_keys_and_turns_them_off_for_good(open_sized: Open) -> None:
    page = asked(open_sized(viewport={"width": 1280, "height": 800}))
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    page.keyboard.press("j")
    expect(sheet.get_by_role("checkbox")).to_be_focused()
    sheet.get_by_role("checkbox").uncheck()
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_be_hidden()
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement === document.body")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(sheet.get_by_role("checkbox")).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_without_script_there_is_no_sheet(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.get_by_text("Keyboard shortcuts").first).to_be_hidden()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("width", [900, 1280])
def test_a_marker_in_an_opened_answer_links_to_the_footnote_there(
    open_sized: Open, width: int
) -> None:
    page = open_sized(viewport={"width": width, "height": 700})
    page.get_by_label("Your question").fill(DRUGS)
    page.get_by_role("button", name="Ask", exact=True).click()
    card = page.locator("#turn-1 .card").first
    if width < 1200:
        card.get_by_role("link", name="Whole answer").first.click()
    whole = page.locator(".whole, .reader").locator("visible=true")
    led = whole.locator("[role=doc-noteref]").first
    note = (led.get_attribute("href") or "").lstrip("#")
    assert re.match(r"copy-\d+-note-", note)
    expect(whole.locator(f"[id='{note}']")).to_have_attribute("role", "doc-backlink")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))


def test_a_table_is_copied_as_a_table_without_page_controls(
    open_page: Open,
) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_label("Your question").fill("How many lighthouse keepers are in custody?")
    page.get_by_role("button", name="Ask").click()
    card = page.locator("#turn-1 .card").first
    card.get_by_role("button", name="Copy this passage").first.click()
    expect(card.get_by_role("button", name="Copied")).to_be_visible()
    rich = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html'))"
        ".then((blob) => blob.text())"
    )
    assert "<td" in rich
    assert "Download" not in rich
    assert "<a" not in rich
    assert "class=" not in rich


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_changes_and_linked_answers_open_by_keyboard(open_sized: Open, script: bool) -> None:
    page = open_sized(java_script_enabled=script, viewport={"width": 320, "height": 900})
    page.get_by_label("Your question").fill("what is a buoy?")
    page.get_by_role("button", name="Ask").click()
    card = page.locator("#turn-1 .card").first
    expect(card.locator("del")).to_be_hidden()
    card.locator(".corrected summary").press("Enter")
    expect(card.locator("del")).to_have_text("<red>")
    expect(card.locator("ins")).to_have_text("green")
    card.locator(".rest > summary").press("Enter")
    card.locator(".linked summary").press("Enter")
    card.get_by_role("link", name="2016-05-04/HL8123").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "How many lighthouse keepers were in custody"
    )
    page.get_by_role("link", name="This question over time").click()
    expect(page.get_by_text("Asked once, so there is nothing to compare")).to_be_visible()
    page.wait_for_load_state()
    width = "document.documentElement.scrollWidth"
    assert not script or page.evaluate(width) <= 320


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_printed_page_has_the_passages_and_their_addresses(open_page: Open, script: bool) -> None:
    page = open_page(java_script_enabled=script)
    page.get_by_label("Your question").fill(WORK)
    page.get_by_role("button", name="Ask").click()
    page.locator("#turn-1 .card").first.locator("[data-key=p]").first.click()
    if script:
        expect(page.locator("[data-key=p][aria-pressed=true]")).to_have_count(1)
    page.emulate_media(media="print")
    expect(page.locator("#turn-1 blockquote").first).to_be_visible()
    expect(page.locator("#turn-1 cite").first).to_contain_text("https://questions-statements")
    expect(page.locator("nav:visible, textarea:visible, button:visible")).to_have_count(0)
    if script:
        printed = "getComputedStyle(document.querySelector('[data-address]'), '::after').content"
        assert "https://questions-statements" in page.evaluate(printed)
    page.emulate_media(media="screen")
    page.goto("/pack")
    page.get_by_role("textbox").fill("To be checked.")
    if script:
        page.get_by_role("textbox").blur()
    else:
        page.get_by_role("button", name="Save note").click()
    expect(page.locator(".noting .state")).to_have_text(re.compile("Saved"))
    page.emulate_media(media="print")
    expect(page.get_by_text("To be checked.").first).to_be_visible()
    expect(page.locator("nav:visible, textarea:visible, button:visible")).to_have_count(0)
