"""The report of an evaluation in a browser, wide and narrow, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser

from qa import evaluation
from qa.cli import main

COLLECTION = evaluation.__path__[0] + "/collection"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(corpus_data, tmp_path_factory):
    """The address of a report of two runs."""
    folder = tmp_path_factory.mktemp("report")
    runs = [str(folder / name) for name in ("old.run", "new.run")]
    data = ["--data-dir", str(corpus_data)]
    for path in runs:
        CliRunner().invoke(main, ["run", COLLECTION, "--output", path, *data])
    options = ["--qrels", f"{COLLECTION}/spans.tsv", "--report", str(folder / "r.html"), *data]
    assert CliRunner().invoke(main, ["evaluate", *runs, *options]).exit_code == 0
    return (folder / "r.html").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_the_page_is_as_wide_as_the_window(
    browser: Browser, report: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(report)
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    diagram = page.get_by_role("img", name="Reliability diagram").first
    assert 250 < diagram.bounding_box()["width"] <= 384
    line, paper = diagram.locator(".exact"), page.locator("body")
    drawn = line.evaluate("one => getComputedStyle(one).stroke")
    assert drawn != paper.evaluate("one => getComputedStyle(one).backgroundColor")
    context.close()
