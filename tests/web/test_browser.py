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

Open = Callable[..., Page]
pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, open_page: Open) -> Page:
    """The empty page, with and without script."""
    return open_page(java_script_enabled=request.param)


def ask(page: Page, question: str, number: int = 1) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(f"#turn-{number}")).to_be_visible()


def test_ask_and_ask_again(page: Page) -> None:
    ask(page, WORK)
    first = page.locator("#turn-1 article").first
    expect(first).to_contain_text("New Futures Network")
    expect(first).to_contain_text("Answered 13 September 2021")
    ask(page, DRUGS, 2)
    second = page.locator("#turn-2 article").first
    expect(second.locator("mark")).to_contain_text("53% of substance misusing offenders")
    expect(second.locator(".source-question")).to_contain_text("65.5%")
    expect(page.locator("#turn-1")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value("")


def test_a_card_is_read_by_its_roles(page: Page) -> None:
    ask(page, WORK)
    card = page.get_by_role("article", name="Prisoners: Rehabilitation").first
    facts = card.locator(".facts")
    for fact in (
        "Answered",
        "Ministry of Justice",
        "minister not stated by this source",
        "Commons",
        "41780",
    ):
        expect(facts).to_contain_text(fact)
    expect(card.locator("abbr")).to_have_attribute("title", "Unique Identification Number")
    official = card.get_by_role("link", name="Official page")
    expect(official).to_have_attribute("href", OFFICIAL)
    expect(official).to_have_attribute("rel", "noopener noreferrer")
    expect(card.locator("cite")).to_have_text(
        "Ministry of Justice, written answer of 13 September 2021, UIN 41780 "
        f"(tabled 3 September 2021): {OFFICIAL}"
    )


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
        expect(page).to_have_title("Error: Written Answers")
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(box).to_have_attribute("aria-describedby", "question-error question-hint")
        expect(box).to_have_value(question)
        expect(box).to_be_focused()
    expect(page.locator("#turn-1")).to_be_visible()
    ask(page, PIZZA, 2)
    expect(page.locator("#question-error")).to_be_hidden()
    expect(page).to_have_title("Written Answers")


def test_hostile_text_is_shown_as_text(page: Page) -> None:
    ask(page, HOSTILE)
    expect(page.locator("#turn-1 .question")).to_have_text(HOSTILE)
    expect(page.locator("#turn-1 blockquote").first).to_contain_text("<script>alert(1)</script>")
    assert page.locator("#turn-1 :is(script, img, [onclick], [onerror])").count() == 0


def test_clearing_empties_the_page(page: Page) -> None:
    expect(page.get_by_role("button", name="Clear this conversation")).to_be_hidden()
    ask(page, WORK)
    page.get_by_role("button", name="Clear this conversation").click()
    expect(
        page.get_by_role("heading", name="Has a minister already answered this?")
    ).to_be_visible()
    assert page.locator(".turn").count() == 0
    page.reload()
    assert page.locator(".turn").count() == 0


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the question box")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Your question").focus()
    page.keyboard.type(WORK)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ask")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#turn-1")).to_be_visible()
    official = page.locator("#turn-1").get_by_role("link", name="Official page").first
    for _ in range(10):
        page.keyboard.press("Tab")
        if official.evaluate("link => link === document.activeElement"):
            break
    expect(official).to_be_focused()


def test_without_script_the_whole_answer_is_a_page(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    ask(page, WORK)
    expect(page.get_by_role("button", name="Copy with citation").first).to_be_hidden()
    page.get_by_role("link", name="Show the whole answer").first.click()
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
    expect(page.get_by_role("status")).to_contain_text("Reply received: ")
    assert page.locator("#turn-1 .question").inner_text() == (
        "what is the government doing\nto get prison leavers into work?"
    )
    assert page.evaluate("document.body.dataset.same") == "yes"
    page.reload()
    expect(page.locator("#turn-1")).to_be_visible()


def test_with_script_the_whole_answer_opens_in_its_card(open_page: Open) -> None:
    page = open_page()
    ask(page, WORK)
    card = page.locator("#turn-1 article").first
    link = card.get_by_role("link", name="Show the whole answer")
    expect(link).to_have_attribute("aria-expanded", "false")
    link.press("Enter")
    whole = card.get_by_role("region", name="The whole answer")
    expect(whole).to_contain_text("keeps abreast of any research")
    expect(whole.locator("mark").first).to_contain_text("In July")
    link = card.get_by_role("link", name="Hide the whole answer")
    expect(link).to_have_attribute("aria-expanded", "true")
    expect(link).to_be_focused()
    assert page.url.endswith("/")
    link.press("Enter")
    expect(whole).to_be_hidden()
    card.get_by_role("link", name="Show the whole answer").click()
    expect(whole).to_be_visible()
    assert card.get_by_role("region", name="The whole answer").count() == 1


def test_a_passage_is_copied_with_its_citation(open_page: Open) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, WORK)
    page.get_by_role("button", name="Copy with citation").first.click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    passage, cited = copied.split("\n\nMinistry of Justice, written answer of ")
    assert "The Prison Service’s New Futures Network continues to broker" in passage
    assert cited == f"13 September 2021, UIN 41780 (tabled 3 September 2021): {OFFICIAL}"


@pytest.mark.parametrize(
    ("fail", "expected"),
    [
        (lambda route: route.abort(), "net::ERR_FAILED"),
        (lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"), "status of 502"),
        (lambda route: route.fulfill(status=200, body="<li class=turn>Sign in</li>"), "-"),
    ],
    ids=["no network", "a gateway's error", "a page of something in between"],
)
def test_when_asking_by_script_fails_the_form_is_sent_as_it_is(
    open_page: Open, fail: Callable[[Route], None], expected: str
) -> None:
    page = open_page(expected=expected)
    page.route(
        "**/",
        lambda route: fail(route) if route.request.resource_type == "fetch" else route.continue_(),
    )
    ask(page, WORK)
    expect(page).to_have_url(re.compile("/#turn-1$"))


@pytest.mark.parametrize(
    ("fail", "expected"),
    [
        (lambda route: route.abort(), "net::ERR_FAILED"),
        (lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"), "status of 502"),
    ],
)
def test_when_an_answer_cannot_be_opened_in_place_its_page_is_gone_to(
    open_page: Open, fail: Callable[[Route], None], expected: str
) -> None:
    page = open_page(expected=expected)
    page.route(
        "**/answers/**",
        lambda route: fail(route) if route.request.resource_type == "fetch" else route.continue_(),
    )
    ask(page, WORK)
    page.get_by_role("link", name="Show the whole answer").first.click()
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
def test_at_320_pixels_nothing_is_scrolled_sideways_but_tables(
    open_page: Open, question: str, script: bool
) -> None:
    page = open_page(viewport={"width": 320, "height": 256}, java_script_enabled=script)
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#turn-1, #question-error:visible").first).to_be_visible()
    if script:
        for link in page.locator("[data-whole]").all():
            link.click()
            expect(link).to_have_text("Hide the whole answer")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    else:
        box = page.locator("body").bounding_box()
        assert box is not None
        assert box["width"] <= 320


def test_a_wide_table_scrolls_by_itself_and_takes_focus(open_page: Open) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    ask(page, TABLE)
    region = page.locator("#turn-1").get_by_role("region", name="Table").first
    region.focus()
    expect(region).to_be_focused()
    assert region.evaluate("region => region.scrollWidth > region.clientWidth")
    expect(region.get_by_role("cell", name="1,200")).to_be_attached()
    expect(region.get_by_role("columnheader", name="In custody in the year 2014")).to_be_attached()


@pytest.mark.parametrize("height", [256, 600, 900])
def test_what_has_the_focus_is_never_covered_by_the_box(open_page: Open, height: int) -> None:
    page = open_page(viewport={"width": 1280, "height": height})
    ask(page, WORK)
    for _ in range(15):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
              const focused = document.activeElement.getBoundingClientRect();
              const asking = document.querySelector(".asking");
              return !asking.contains(document.activeElement)
                && focused.bottom > asking.getBoundingClientRect().top
                && focused.top < asking.getBoundingClientRect().bottom;
            }"""
        )
        assert not covered


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_colour_scheme(open_page: Open, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    red = int(ground.removeprefix("rgb(").split(",")[0])
    assert red > 200 if scheme == "light" else red < 60


def test_printed_there_is_no_box(open_page: Open) -> None:
    page = open_page()
    ask(page, WORK)
    page.emulate_media(media="print")
    expect(page.get_by_label("Your question")).to_be_hidden()
    expect(page.locator("#turn-1 cite").first).to_be_visible()
