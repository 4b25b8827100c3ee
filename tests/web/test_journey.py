"""From an empty page to a cited passage in a file, by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

WORK = "what is the government doing to get prison leavers into work?"
STOPS = 200
"""Presses of Tab after which something cannot be said to be reached."""

pytestmark = pytest.mark.browser


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus."""
    for _ in range(STOPS):
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{wanted} is not reached by Tab.")


def press(page: Page, wanted: Locator) -> None:
    """Reach something and press Enter on it."""
    reach(page, wanted)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_ask_follow_up_open_copy_collect_and_export(
    open_page: Callable[..., Page], script: bool
) -> None:
    page = open_page(java_script_enabled=script)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for number, question in enumerate((WORK, "and for women?"), start=1):
        reach(page, page.get_by_label("Your question"))
        page.keyboard.type(question)
        press(page, page.get_by_role("button", name="Ask", exact=True))
        expect(page.locator(f"#turn-{number} .question")).to_have_text(question)
    card = page.locator("#turn-2 article").first
    if script:
        press(page, card.get_by_role("button", name="Copy this passage").first)
        expect(page.locator("#announce")).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert card.locator("cite").first.text_content() in copied
    press(page, card.get_by_role("button", name="Add to pack").first)
    expect(card.get_by_role("button", name="Add to pack").first).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.get_by_role("link", name="Evidence pack (1)")).to_be_visible()
    whole = card.get_by_role("link", name="Whole answer").first
    quoted = card.locator("blockquote mark").first.inner_text()
    press(page, whole)
    shown = page.locator(".reader mark, .whole mark" if script else "#answer-text mark")
    expect(shown.first).to_contain_text(quoted)
    press(page, page.get_by_role("link", name="Evidence pack"))
    expect(page.locator("main")).to_contain_text(quoted)
    reach(page, page.get_by_role("link", name="Word document"))
    with page.expect_download() as file:
        page.keyboard.press("Enter")
    assert file.value.suggested_filename == "evidence.docx"
