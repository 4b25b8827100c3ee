"""A printed reply is whole: passages, questions and citations, on cards that may break."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

WORK = "what is the government doing to get prison leavers into work?"


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_printed_reply_is_whole_and_its_cards_may_break(
    open_page: Callable[..., Page], script: bool
) -> None:
    page = open_page(java_script_enabled=script)
    page.get_by_label("Your question").fill(WORK)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("article").first).to_be_visible()
    page.emulate_media(media="print")
    for card in page.locator("article").all():
        assert card.evaluate("one => getComputedStyle(one).breakInside") == "auto"
        for part in card.locator("blockquote, header > *").all():
            style = part.evaluate("one => getComputedStyle(one).webkitLineClamp")
            assert style == "none"
        hidden = "all => all.filter(one => !one.checkVisibility()).length"
        assert card.locator(".lead").evaluate_all(hidden) == 0
        passage = card.locator(".passage").first
        asked = passage.get_attribute("data-question")
        printed = passage.evaluate("one => getComputedStyle(one, '::before').content")
        assert printed == f'"Question: {asked}"'
        expect(card.locator("cite").first).to_be_visible()
