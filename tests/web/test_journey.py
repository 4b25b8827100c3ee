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


def test_the_latest_on_a_subject_is_copied(open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    press(page, page.locator(".filters > summary"))
    reach(page, page.get_by_label("Order"))
    page.keyboard.press("n")
    page.locator("#question").focus()
    page.keyboard.type(WORK)
    page.keyboard.press("Enter")
    expect(page.locator("#turn-1 h3")).to_contain_text("newest first")
    card = page.locator("#turn-1 article").first
    press(page, card.get_by_role("button", name="Copy this passage").first)
    expect(page.locator("#announce")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert card.locator("blockquote mark").first.inner_text().split("\n")[0] in copied


def test_the_line_that_refers_to_an_answer_is_copied(open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.keyboard.type(WORK)
    page.keyboard.press("Enter")
    passage = page.locator("#turn-1 .passage").first
    expect(passage).to_be_visible()
    press(page, passage.locator(".menu > summary"))
    press(page, passage.get_by_role("button", name="Only “I refer …”"))
    expect(page.locator("#announce")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("I refer the hon. Member to")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_first_call_of_the_api_is_found_from_the_page(
    open_page: Callable[..., Page], script: bool
) -> None:
    page = open_page(java_script_enabled=script)
    press(page, page.get_by_role("link", name="For developers"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("/api/v1/passages?q=").first).to_be_visible()
