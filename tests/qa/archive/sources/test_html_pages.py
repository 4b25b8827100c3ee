"""Pages of both sites saved from the browser: the facts of the text form, and the markup."""

import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.integrity import missing_word
from qa.archive.sources import open_source, reread
from qa.errors import Rejected
from qa.model import OFFICIAL_URL, WrittenAnswer
from qa.text.markup import plain_text
from tests.making import official_html, parallel_html, read

TABLE = "<table><tbody><tr><td><p>Year</p></td><td>Books</td></tr><tr><td>2014</td><td>1,200"
TABLE += "<sup>2</sup></td></tr></tbody></table>"
RICH = f"<p>There are twelve.</p>{TABLE}<ul><li>Leeds<li>York</ul><p>See <b>this</b>.</p>"
MAKERS = (official_html, parallel_html)
MANY = 100_000 if os.environ.get("QA_PROVE") else 20_000


def one(path):
    (found,) = read(path)
    return found


def changed(path, old, new):
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    return path


def text(record):
    return plain_text(record.answer, record.markup)


def test_the_official_page_states_the_members_too(tmp_path):
    record = one(official_html(tmp_path / "page", uin="hl7", body="Law & Order"))
    assert (record.form, record.uin, record.house) == ("official-html", "HL7", "Lords")
    assert (record.date_tabled, record.date_answered) == ("2015-03-02", "2015-03-09")
    assert (record.heading, record.answering_body) == ("Libraries", "Law & Order")
    assert record.source_question.endswith("how many libraries he has.")
    assert (record.asking_member, record.answering_member) == ("Ann Smith", "Bob Jones")
    assert (text(record), record.status) == ("There are twelve libraries.", "answered")


def test_the_parallel_page_gives_its_own_address_and_no_office(tmp_path):
    path = parallel_html(tmp_path / "page", body="Law & Order")
    changed(path, "<head>", '<head><link rel="canonical" href="https://example.org/question/1">')
    record = one(path)
    assert (record.form, record.uin, record.house) == ("parallel-html", None, "Commons")
    assert (record.date_tabled, record.date_answered) == ("2015-03-02", "2015-03-09")
    assert (record.heading, record.answering_body) == ("Libraries", "Law and Order")
    assert (record.asking_member, record.answering_member) == (None, "Bob Jones")
    assert record.url == "https://example.org/question/1"
    assert text(record) == "There are twelve libraries."


@pytest.mark.parametrize(
    ("source", "uin"),
    [
        (f"{OFFICIAL_URL}2015-03-02/HL12", "HL12"),
        (f"{OFFICIAL_URL}2015-03-02/12/", "12"),
        (f"{OFFICIAL_URL}2015-03-03/12", None),
        ("https://example.org/written-questions/detail/2015-03-02/12", None),
        ("/question/12", None),
    ],
)
def test_the_link_to_the_source_states_the_uin_where_it_is_this_question(tmp_path, source, uin):
    assert one(parallel_html(tmp_path / "page", source=source)).uin == uin


@pytest.mark.parametrize("maker", MAKERS)
def test_an_answer_keeps_its_markup_and_nothing_around_it(tmp_path, maker):
    record = one(maker(tmp_path / "page", answer=RICH))
    assert record.answer.removeprefix("<div>").removesuffix("</div>") == RICH
    assert text(record) == (
        "There are twelve.\n\n| Year | Books |\n| 2014 | 1,200[2] |\n\n• Leeds\n• York\n\nSee this."
    )
    assert missing_word(record.answer, text(record)) is None
    assert reread(record.form, record.published) == record


@pytest.mark.parametrize("maker", MAKERS)
def test_scripts_in_a_page_are_neither_read_nor_shown(tmp_path, maker):
    script = "<script>document.write('<p>Answered on</p>')</script><style>p {}</style>"
    hidden = "<noscript>Turn on scripts</noscript><template><p>Never</p></template>"
    record = one(maker(tmp_path / "page", answer=f"<p>Twelve.{script}</p>{hidden}"))
    assert "script" not in text(record).replace("Turn on scripts", "")
    assert text(record).startswith("Twelve.")


@pytest.mark.parametrize("maker", MAKERS)
def test_a_ministerial_change_makes_an_answer_corrected(tmp_path, maker):
    record = one(maker(tmp_path / "page", answer='<p>Ten <ins class="ministerial">two</ins>.</p>'))
    assert record.status == "corrected"


@pytest.mark.parametrize("maker", MAKERS)
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path, maker):
    path = maker(tmp_path / "page")
    record = one(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert one(path) == record


def test_a_page_without_a_heading_has_none(tmp_path):
    assert one(official_html(tmp_path / "page", heading="")).heading is None
    assert one(parallel_html(tmp_path / "page", heading="Question Link")).heading is None


def test_the_date_may_be_on_the_line_of_its_label(tmp_path):
    path = official_html(tmp_path / "page")
    changed(path, "<h3>Answered on</h3><p>9 March 2015</p>", "<p>Answered on 9 March 2015</p>")
    assert one(path).date_answered == "2015-03-09"
    assert text(one(path)) == "There are twelve libraries."


def test_the_dates_may_be_in_an_element_of_their_own(tmp_path):
    path = official_html(tmp_path / "page")
    changed(path, "<h3>Answered on</h3><p>9 March 2015</p>",
            "<div><h3>Answered on</h3><p><b>9 March</b> 2015</p></div>")  # fmt: skip
    assert text(one(path)) == "There are twelve libraries."


@pytest.mark.parametrize(
    ("maker", "old", "new", "reason"),
    [
        (official_html, "Answered on", "Awaiting an answer", "unanswered"),
        (official_html, "9 March 2015", "soon", "soon"),
        (official_html, "2 March 2015", "31 February 2015", "31 February"),
        (official_html, "UIN 100", "UIN 1x0", "1x0"),
        (official_html, "<h2>Question for", "<h2>A Question for", "lacks"),
        (official_html, "<p>There are twelve libraries.</p>", "", "holds no answer"),
        (official_html, "<p>There", "<p>Grouped Questions: 4</p><p>There", "label"),
        (official_html, "<p>There", "<p>Holding answer received on 1 May</p><p>There", "label"),
        (official_html, "<p>There", '<p class="primary-info">Cy</p><p>There', "within the answer"),
        (official_html, 'id="collapse-details"', 'id="other"><p>More</p', "clearly the question"),
        (official_html, "<h1>Libraries</h1>", "<p>One</p><p>Two</p>", "clearly the heading"),
        (official_html, "</html>", "", "cut short"),
        (parallel_html, "This question was answered", "It was answered", "lacks"),
        (parallel_html, "9th March", "9st March", "9st"),
        (parallel_html, "<div>Answered by</div>", "", "no answer"),
        (parallel_html, "<p>There are twelve libraries.</p>", "", "no answer"),
        (parallel_html, "<h1>Libraries</h1>", "<p>Menu</p><p>Share</p>", "clearly the heading"),
        (parallel_html, "(asked on", "(asked on 1st May 2015)<p>(asked on", "several"),
        (parallel_html, "</html>", "", "cut short"),
    ],
)  # fmt: skip
def test_an_unclear_page_is_rejected(tmp_path, maker, old, new, reason):
    path = maker(tmp_path / "page", heading="Libraries")
    content = path.read_text(encoding="utf-8").replace("Libraries - Parallel Parliament", "Page")
    path.write_text(content, encoding="utf-8")
    rejection = one(changed(path, old, new))
    assert reason in rejection.reason
    assert rejection.where == str(path)


@pytest.mark.parametrize("maker", MAKERS)
def test_a_page_cut_anywhere_is_rejected_or_of_no_known_form(tmp_path, maker):
    path = maker(tmp_path / "page")
    whole = path.read_bytes()
    for end in range(0, len(whole) - len("</html>\n"), 97):
        path.write_bytes(whole[:end])
        if (source := open_source(path)) is not None:
            (found,) = source.records()
            assert not isinstance(found, WrittenAnswer)


def test_a_page_that_looks_like_both_sites_is_rejected(tmp_path):
    path = official_html(tmp_path / "page")
    changed(path, "<footer>", "<footer><p>(asked on 1st May 2015)</p><p>Question to the A:</p>")
    assert "at once" in one(path).reason


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_page_that_is_not_utf8_is_rejected(tmp_path, encoding):
    path = official_html(tmp_path / "page", answer="<p>At £5.</p>")
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert "not UTF-8" in one(path).reason


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * MANY + "x" + "</div>" * MANY,
        "<b>" * MANY,
        "<p>x" * MANY,
        "<br>" * 2 * MANY,
        "<a href=x>" * MANY,
        "<p " + "a=b " * 2 * MANY + ">",
        "<p a='" * MANY,
        "<" * 4 * MANY,
        "&" * 4 * MANY,
        "<!--" * MANY,
        "<script>" * MANY,
        "UIN " * MANY,
        "UIN<" * MANY,
        "</p></b>" * MANY,
    ],
    ids=lambda hostile: hostile[:8],
)
def test_hostile_markup_is_read_or_rejected_quickly(tmp_path, maker, hostile):
    path = maker(tmp_path / "page", answer=f"<p>Twelve.</p>{hostile}")
    begun = time.perf_counter()
    found = one(path)
    if isinstance(found, WrittenAnswer):
        assert text(found).startswith("Twelve.")
    assert time.perf_counter() - begun < 20


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_any_answer_gives_a_record_or_a_rejection(tmp_path_factory, answer):
    folder = tmp_path_factory.mktemp("pages")
    for maker, form in zip(MAKERS, ("official-html", "parallel-html"), strict=True):
        page = maker(folder / form, answer="@").read_text(encoding="utf-8").replace("@", answer)
        try:
            record = reread(form, page)
        except Rejected:
            continue
        assert missing_word(record.answer, text(record)) is None


@given(st.text())
def test_any_text_is_rejected(page):
    for form in ("official-html", "parallel-html"):
        with pytest.raises(Rejected):
            reread(form, page)
