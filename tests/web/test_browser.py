import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

WORK = "what is the government doing to get prison leavers into work?"
DRUGS = "how many adults drop out of drug treatment after leaving prison?"
PIZZA = "best recipe for sourdough pizza"
NEAR = "sourdough pizza ovens bought for prison kitchens in Leeds"
TABLE = "How many lighthouse keepers are in custody in Cornwall?"
HOSTILE = "<script>alert(1)</script> \"zeppelins\" & 'kept'"
OFFICIAL = "https://questions-statements.parliament.uk/written-questions/detail/2021-09-03/41780"
CITATION = (
    "Prisoners: Rehabilitation, answer by Ministry of Justice (minister not stated), "
    "House of Commons, 13 September 2021, UIN 41780 (tabled 3 September 2021): "
    f"{OFFICIAL}"
)

Open = Callable[..., Page]
pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, open_page: Open) -> Page:
    """The empty page, with and without script."""
    return open_page(java_script_enabled=request.param)


def ask(page: Page, question: str, number: int = 1) -> None:
    page.wait_for_load_state()  # The page puts the focus in the box once it is loaded.
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(f"#turn-{number}")).to_be_visible()
    page.wait_for_load_state()  # What is read at once is read with the page's style.


def test_ask_and_ask_again(page: Page) -> None:
    ask(page, WORK)
    first = page.locator("#turn-1 article").first
    expect(first).to_contain_text("New Futures Network")
    expect(first).to_contain_text("Answered 13 September 2021")
    ask(page, DRUGS, 2)
    second = page.locator("#turn-2 article").first
    expect(second.locator("mark").first).to_contain_text("53% of substance misusing offenders")
    expect(second.get_by_role("heading")).to_contain_text("65.5%")
    expect(page.locator("#turn-1")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value("")


def test_a_card_is_read_by_its_roles(page: Page) -> None:
    ask(page, WORK)
    card = page.get_by_role("article").first
    official = card.get_by_role("link", name="Official page").first
    at_words = f"{OFFICIAL}#:~:text=The%20Prison%20Service"
    expect(official).to_have_attribute("href", re.compile(re.escape(at_words)))
    expect(official).to_have_attribute("rel", "noopener noreferrer")
    card.get_by_text("More").first.click()
    facts = card.locator(".facts")
    for fact in (
        "Answered",
        "Ministry of Justice",
        "minister not stated by this source",
        "Commons",
        "41780",
    ):
        expect(facts).to_contain_text(fact)
    expect(card.locator("abbr").first).to_have_attribute("title", "Unique Identification Number")
    expect(card.locator("cite").first).to_have_text(CITATION)
    expect(card.locator("cite").first).to_be_visible()


def test_an_honest_no_with_near_misses(page: Page) -> None:
    ask(page, PIZZA)
    expect(page.get_by_role("heading", name="No published answer covers this")).to_be_visible()
    expect(page.locator("#turn-1 .unmatched")).to_contain_text("sourdough")
    ask(page, NEAR, 2)
    near = page.locator("#turn-2 article").first
    expect(page.locator("#turn-2").get_by_role("heading", name="Near misses")).to_be_visible()
    expect(near).to_contain_text("Near miss — may not answer the question")


def test_a_question_out_of_bounds_is_refused_beside_the_box(page: Page) -> None:
    ask(page, WORK)
    box = page.get_by_label("Your question")
    for question, message in (
        ("", "The question is empty."),
        ("x" * 5001, "The question has 5,001 characters."),
    ):
        box.fill(question)
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#question-error")).to_contain_text(message)
        expect(page).to_have_title(f"Error: {WORK} – Written Answers")
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(box).to_have_attribute("aria-describedby", "question-error question-hint")
        expect(box).to_have_value(question)
        expect(box).to_be_focused()
    expect(page.locator("#turn-1")).to_be_visible()
    ask(page, PIZZA, 2)
    expect(page.locator("#question-error")).to_be_hidden()
    expect(page).to_have_title(f"{WORK} – Written Answers")


def test_hostile_text_is_shown_as_text(page: Page) -> None:
    ask(page, HOSTILE)
    expect(page.locator("#turn-1 .question")).to_have_text(HOSTILE)
    expect(page.locator("#turn-1 blockquote").first).to_contain_text("<script>alert(1)</script>")
    assert page.locator("#turn-1 :is(script, img, [onclick], [onerror])").count() == 0


def test_deleting_empties_the_page_and_is_undone(page: Page) -> None:
    expect(page.get_by_role("button", name="Delete this conversation")).to_be_hidden()
    ask(page, WORK)
    address = page.url
    page.get_by_role("button", name="Delete this conversation").click()
    expect(page.get_by_text("Conversation deleted.")).to_be_visible()
    page.goto("/")
    assert page.locator(".turn, .latest").count() == 0
    page.goto("/conversations")
    expect(page.get_by_text("You have no conversations.")).to_be_visible()
    page.go_back()
    page.go_back()
    page.get_by_role("button", name="Undo").click()
    page.goto(address)
    expect(page.locator("#turn-1")).to_be_visible()


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type(WORK)
    for name in ("Filters", "Ask"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(page.locator("#turn-1")).to_be_visible()
    page.locator("#turn-1 h2").focus()
    official = page.locator("#turn-1").get_by_role("link", name="Official page").first
    for _ in range(20):
        page.keyboard.press("Tab")
        if official.evaluate("link => link === document.activeElement"):
            break
    expect(official).to_be_focused()


def test_the_first_key_leads_to_the_page_or_the_box(open_page: Open) -> None:
    page = open_page()
    ask(page, WORK)
    page.reload()
    page.wait_for_load_state()
    for name in ("Skip to main content", "Skip to the question box"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=name)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()


def test_the_box_is_in_view_after_a_reply(page: Page) -> None:
    ask(page, WORK)
    expect(page.get_by_label("Your question")).to_be_in_viewport()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_sheet_of_keys_is_offered_only_with_script(open_sized: Open, script: bool) -> None:
    page = open_sized(java_script_enabled=script, viewport={"width": 1280, "height": 800})
    hint = page.get_by_role("button", name="Keyboard shortcuts")
    expect(hint).to_be_visible(visible=script)


def test_the_best_match_is_labelled_and_the_quotation_is_unchanged(page: Page) -> None:
    ask(page, DRUGS)
    quoted = page.locator("#turn-1 blockquote").first
    assert '- mark:\n      - text: "Best match: In 2017, a joint MoJ' in quoted.aria_snapshot()
    assert "Best match" not in quoted.inner_text()


def test_without_script_the_whole_answer_is_a_page(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    ask(page, WORK)
    expect(page.get_by_role("button", name="Copy this passage").first).to_be_hidden()
    page.get_by_role("link", name="Whole answer").first.click()
    expect(page).to_have_url(re.compile(r"/answers/2021-09-03/41780\?.*#passage$"))
    expect(page.locator("mark#passage")).to_be_in_viewport()
    expect(page.locator("mark#passage")).to_contain_text("In July")
    page.get_by_role("link", name="Back to the conversation").click()
    expect(page.locator("#turn-1")).to_be_visible()


def test_with_script_the_reply_arrives_without_a_page_load(open_page: Open) -> None:
    page = open_page()
    page.evaluate("document.body.dataset.same = 'yes'")
    box = page.get_by_label("Your question")
    box.fill("what is the government doing")
    box.press("Shift+Enter")
    box.press_sequentially("to get prison leavers into work?")
    box.press("Enter")
    expect(page.locator("#turn-1 h2")).to_be_focused()
    expect(page.locator("#turn-1 h2")).to_be_in_viewport()
    expect(page.locator("#announce")).to_contain_text("Reply received: ")
    assert page.locator("#turn-1 .question").inner_text() == (
        "what is the government doing\nto get prison leavers into work?"
    )
    assert page.evaluate("document.body.dataset.same") == "yes"
    page.reload()
    expect(page.locator("#turn-1")).to_be_visible()


NARROW = {"width": 900, "height": 700}


def test_with_script_the_whole_answer_opens_in_its_card(open_sized: Open) -> None:
    page = open_sized(viewport=NARROW)
    ask(page, WORK)
    passage = page.locator("#turn-1 .passage").first
    link = passage.get_by_role("link", name="Whole answer")
    link.press("Enter")
    whole = passage.get_by_role("group", name="The whole answer")
    expect(whole).to_contain_text("keeps abreast of any research")
    expect(whole.locator("mark").first).to_contain_text("In July")
    link = passage.get_by_role("link", name="Hide the whole answer")
    expect(link).to_have_attribute("aria-expanded", "true")
    expect(link).to_be_focused()
    assert "/answers/" not in page.url
    link.press("Enter")
    expect(whole).to_be_hidden()
    page.locator("#turn-1 h4 a").first.click()
    expect(whole).to_be_visible()
    assert passage.get_by_role("group", name="The whole answer").count() == 1
    expect(page.locator("#reader")).to_be_hidden()


def test_a_double_click_opens_the_whole_answer_once(open_sized: Open) -> None:
    page = open_sized(viewport=NARROW)
    ask(page, WORK)
    held: list[Route] = []
    page.route("**/answers/**", lambda route: held.append(route))
    passage = page.locator("#turn-1 .passage").first
    link = passage.locator("[data-whole]")
    with page.expect_request("**/answers/**"):
        link.dblclick()
    expect(link).to_have_attribute("aria-busy", "true")
    held.pop().continue_()
    expect(link).to_contain_text("Hide the whole answer")
    assert held == []
    assert passage.get_by_role("group", name="The whole answer").count() == 1
    assert link.get_attribute("aria-busy") is None


def test_on_a_wide_page_the_whole_answer_is_beside_the_passages(open_sized: Open) -> None:
    page = open_sized(viewport={"width": 1280, "height": 800})
    ask(page, DRUGS)
    reader = page.get_by_role("complementary", name="The whole answer")
    links = page.locator(".bar > [data-whole]")
    expect(reader.locator("mark").first).to_contain_text("In 2017, a joint MoJ")
    expect(reader.locator("mark").first).to_be_in_viewport()
    expect(links.first).to_have_attribute("aria-current", "true")
    expect(page.locator("#turn-1 h2")).to_be_focused()
    reader.get_by_role("button", name="Next passage").click()
    expect(links.nth(1)).to_have_attribute("aria-current", "true")
    expect(links.first).not_to_have_attribute("aria-current", "true")
    reader.get_by_role("button", name="Previous passage").click()
    expect(links.first).to_have_attribute("aria-current", "true")
    expect(reader.get_by_role("button", name="Previous passage")).to_have_attribute(
        "aria-disabled", "true"
    )
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()
    links.nth(1).press("Enter")
    expect(reader).to_be_visible()
    assert page.locator(".whole").count() == 0
    page.set_viewport_size(NARROW)
    expect(reader).to_be_hidden()


def test_without_script_nothing_is_beside_the_passages(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    ask(page, WORK)
    expect(page.locator("#reader")).to_be_hidden()


def test_a_passage_is_copied_with_its_citation(open_page: Open) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, WORK)
    page.clock.install()
    button = page.locator("[data-copy='']").first
    button.click()
    expect(page.locator("#announce")).to_have_text("Copied")
    expect(button).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    passage, asked = copied.split("\n\nQuestion: ")
    assert "The Prison Service’s New Futures Network continues to broker" in passage
    question, cited = asked.split("\n")
    assert question.startswith("To ask the Secretary of State for Justice, with reference to ")
    assert cited == CITATION
    rich = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html'))"
        ".then((blob) => blob.text())"
    )
    assert re.search(
        r"<blockquote.*New Futures Network.*</blockquote>\s*<p.*Question: To", rich, re.S
    )
    assert "<mark" not in rich
    assert f"{CITATION}</p>" in rich
    page.clock.fast_forward(5000)
    expect(page.locator("#announce")).to_be_empty()
    expect(button).to_contain_text("Copy this passage")


def test_a_passage_is_copied_with_a_footnote(open_page: Open) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, WORK)
    passage = page.locator(".passage").first
    passage.locator(".menu summary").click()
    passage.get_by_role("button", name="Passage with footnote").click()
    expect(page.locator("#announce")).to_have_text("Copied")
    expect(passage.get_by_role("button", name="Passage with footnote")).to_be_hidden()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[-1] == "PQ 41780 [Prisoners: Rehabilitation], 13 September 2021"
    assert CITATION not in copied


def test_the_style_of_citation_is_remembered(open_page: Open) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, WORK)
    passage = page.locator(".passage").first
    passage.locator(".menu summary").click()
    passage.get_by_role("button", name="Only “I refer").click()
    referral = "I refer the hon. Member to the answer given on 13 September 2021 to Question 41780."
    assert page.evaluate("navigator.clipboard.readText()") == referral
    page.reload()
    page.wait_for_load_state()
    page.evaluate("navigator.clipboard.writeText('')")
    page.get_by_role("button", name="Copy “I refer …”").first.click()
    expect(page.locator("#announce")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == referral


def test_the_question_is_shown_at_once_and_can_be_cancelled(open_page: Open) -> None:
    page = open_page(expected="-")
    held: list[Route] = []
    page.route("**/", lambda route: held.append(route))
    page.get_by_label("Your question").fill(WORK)
    page.keyboard.press("Enter")
    expect(page.locator(".pending .question")).to_have_text(WORK)
    expect(page.get_by_role("heading", name="Has a minister already")).to_be_hidden()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".pending")).to_have_count(0)
    expect(page.locator("#announce")).to_contain_text("Cancelled")
    expect(page.get_by_label("Your question")).to_have_value(WORK)
    page.unroute("**/")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#turn-1")).to_be_visible()


def test_the_last_error_goes_at_the_next_try(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#question-error")).to_be_visible()
    held: list[Route] = []
    page.route("**/", lambda route: held.append(route))
    page.get_by_label("Your question").fill(WORK)
    page.keyboard.press("Enter")
    expect(page.locator("#question-error")).to_be_hidden()
    expect(page.locator(".pending")).to_be_visible()


def test_a_chip_changes_its_reply_in_place(page: Page) -> None:
    ask(page, "what was said in 2021 of drug treatment?")
    ask(page, PIZZA, 2)
    chip = page.locator("#turn-1").get_by_role("button", name="Remove: answered")
    chip.press("Enter")
    expect(chip).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator("#turn-2 .question")).to_have_text(PIZZA)


@pytest.mark.parametrize(
    ("fail", "expected"),
    [
        (lambda route: route.abort(), "net::ERR_FAILED"),
        (lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"), "status of 502"),
        (lambda route: route.fulfill(status=200, body="<li class=turn>Sign in</li>"), "-"),
    ],
    ids=["no network", "a gateway's error", "a page of something in between"],
)
def test_a_lost_reply_is_an_error_beside_the_box_and_the_question_stays(
    open_page: Open, fail: Callable[[Route], None], expected: str
) -> None:
    page = open_page(expected=expected)
    page.route("**/", fail)
    box = page.get_by_label("Your question")
    box.fill(WORK)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#question-error")).to_contain_text("No reply arrived.")
    expect(box).to_have_value(WORK)
    expect(box).to_be_focused()
    page.unroute("**/")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#turn-1")).to_be_visible()
    expect(page.locator("#question-error")).to_be_hidden()


def test_the_error_of_an_unavailable_service_is_beside_the_box(open_page: Open) -> None:
    page = open_page(expected="status of 503")
    problem = {"status": 503, "content_type": "application/problem+json"}
    page.route("**/", lambda route: route.fulfill(**problem, body='{"detail": "Out to lunch."}'))
    box = page.get_by_label("Your question")
    box.fill(WORK)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#question-error")).to_contain_text("Out to lunch.")
    expect(box).to_have_value(WORK)


@pytest.mark.parametrize(
    ("fail", "expected"),
    [
        (lambda route: route.abort(), "net::ERR_FAILED"),
        (lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"), "status of 502"),
    ],
)
def test_an_answer_that_cannot_be_opened_in_place_opens_as_a_page(
    open_page: Open, fail: Callable[[Route], None], expected: str
) -> None:
    page = open_page(expected=expected)
    page.route(
        "**/answers/**",
        lambda route: fail(route) if route.request.resource_type == "fetch" else route.continue_(),
    )
    ask(page, WORK)
    page.get_by_role("link", name="Whole answer").first.click()
    expect(page).to_have_url(re.compile(r"/answers/2021-09-03/41780\?.*#passage$"))


def test_while_waiting_the_button_keeps_its_focus_and_asks_once(open_page: Open) -> None:
    page = open_page()
    held = []
    page.route("**/", lambda route: held.append(route))
    page.get_by_label("Your question").fill(WORK)
    button = page.get_by_role("button", name="Ask")
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_be_focused()
    button.click(force=True)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#turn-1")).to_be_visible()
    expect(button).to_have_attribute("aria-disabled", "false")


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("question", [WORK, NEAR, TABLE, HOSTILE, "x" * 5001, "w" * 4000])
def test_at_320_pixels_only_tables_scroll_sideways(
    open_sized: Open, question: str, script: bool
) -> None:
    page = open_sized(viewport={"width": 320, "height": 256}, java_script_enabled=script)
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#turn-1, #question-error:visible").first).to_be_visible()
    page.wait_for_load_state()
    if script:
        for link in page.locator(".bar > [data-whole]").all():
            link.click()
            expect(link).to_contain_text("Hide the whole answer")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    else:
        box = page.locator("body").bounding_box()
        assert box is not None
        assert box["width"] <= 320


def test_a_wide_table_scrolls_by_itself_and_takes_focus(open_sized: Open) -> None:
    page = open_sized(viewport={"width": 320, "height": 640})
    ask(page, TABLE)
    region = page.locator("#turn-1").get_by_role("group", name="Table").first
    region.focus()
    expect(region).to_be_focused()
    assert region.evaluate("region => region.scrollWidth > region.clientWidth")
    expect(region.get_by_role("cell", name="1,200")).to_be_attached()
    expect(region.get_by_role("columnheader", name="In custody in the year 2014")).to_be_attached()


def draft(page: Page) -> None:
    page.get_by_label("Your question").fill("to be sent\n" * 60)


def refused(page: Page) -> None:
    page.get_by_label("Your question").fill("too long\n" * 600)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#question-error")).to_be_visible()


@pytest.mark.parametrize("state", [lambda page: None, draft, refused], ids=["", "draft", "refused"])
@pytest.mark.parametrize(("width", "height"), [(1280, 256), (1280, 900), (640, 704)])
def test_the_box_never_covers_the_focus(
    open_sized: Open, width: int, height: int, state: Callable[[Page], None]
) -> None:
    page = open_sized(viewport={"width": width, "height": height})
    ask(page, WORK)
    state(page)
    for start, key in (("#turn-1 h2", "Tab"), ("#question", "Shift+Tab")):
        page.locator(start).focus()
        for _ in range(15):
            page.keyboard.press(key)
            covered = page.evaluate(
                """() => {
                  const element = document.activeElement;
                  const focused = element.getBoundingClientRect();
                  const asking = document.querySelector(".asking");
                  const box = asking.getBoundingClientRect();
                  const fits = focused.height < box.top;
                  return fits && element !== document.body && !asking.contains(element)
                    && focused.bottom > box.top && focused.top < box.bottom
                    ? [element.outerHTML, focused.top, focused.bottom, box.top, box.bottom] : null;
                }"""
            )
            assert covered is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_colour_scheme(open_page: Open, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    red = int(ground.removeprefix("rgb(").split(",")[0])
    assert red > 200 if scheme == "light" else red < 60


def luminance(colour: str) -> float:
    """Relative luminance of `rgb(…)`, as WCAG 2.2 defines it."""
    shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mark_of_a_near_miss_is_visible(open_page: Open, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    ask(page, NEAR)
    line = page.locator(".near mark").first.evaluate("mark => getComputedStyle(mark).boxShadow")
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    dark, light = sorted((luminance(line), luminance(ground)))
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_a_printed_table_is_not_cut(open_sized: Open) -> None:
    page = open_sized(viewport={"width": 480, "height": 640})
    ask(page, TABLE)
    page.emulate_media(media="print")
    region = page.locator("#turn-1").get_by_role("group", name="Table").first
    assert region.evaluate("region => getComputedStyle(region).overflowX") == "visible"
    assert region.evaluate("region => region.scrollWidth <= region.clientWidth")


def test_a_printed_page_has_no_box(open_page: Open) -> None:
    page = open_page()
    ask(page, WORK)
    page.emulate_media(media="print")
    expect(page.get_by_label("Your question")).to_be_hidden()
    expect(page.locator("#turn-1 cite").first).to_be_visible()


def test_an_example_is_asked_by_one_press(page: Page) -> None:
    example = page.locator(".examples button").first
    asked = example.inner_text()
    example.press("Enter")
    expect(page.locator("#turn-1 .question")).to_have_text(asked)
    expect(page.locator("#turn-1 article").first).to_be_visible()


def test_a_question_is_edited_and_asked_again(page: Page) -> None:
    ask(page, WORK)
    ask(page, DRUGS, 2)
    page.locator("#turn-1").get_by_role("link", name="Edit this question").press("Enter")
    box = page.get_by_label("Your question")
    expect(box).to_have_value(WORK)
    box.fill(f"{WORK} In Kent")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#turn-3 .question")).to_have_text(f"{WORK} In Kent")


def test_escape_leaves_the_box_and_closes_a_whole_answer(open_sized: Open) -> None:
    page = open_sized(viewport=NARROW)
    ask(page, WORK)
    box = page.get_by_label("Your question")
    box.press("Escape")
    expect(box).not_to_be_focused()
    link = page.locator(".bar > [data-whole]").first
    link.press("Enter")
    expect(link).to_have_attribute("aria-expanded", "true")
    link.press("Escape")
    expect(link).to_have_attribute("aria-expanded", "false")
    expect(link).to_be_focused()
