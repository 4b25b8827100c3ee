import json
import os
import re
import unicodedata
from html import escape, unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import Rejected
from qa.text.characters import as_meant
from qa.text.markup import MAX_TEXT_CHARACTERS, plain_text

LONG = 300_000 if os.environ.get("QA_PROVE") else 60_000
REAL = Path(__file__).parents[4] / "shared" / "data" / "written-answers"


def html(markup: str) -> str:
    return plain_text(markup, "html")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p />One.<p> </p><p>\u00a0</p><p>&nbsp;</p><p>Two.</p><p> </p>", "One.\n\nTwo."),
        ("<p>One<p>Two", "One\n\nTwo"),
        ("no tag at all", "no tag at all"),
        ("<p> a \n\t b\u00a0\u202f c </p>", "a b c"),
        ("<p>a<br>b<br/>c <br /> d</p>", "a\nb\nc\nd"),
        ("<p>a<br><br>b<br></p><p>c</p>", "a\n\nb\n\nc"),
        (
            "<p>Smith &amp; Jones &pound;5 &#163;6 &#xa3;7 &lt;b&gt;</p>",
            "Smith & Jones £5 £6 £7 <b>",
        ),
        ("<p>soft\u00adhyphen zero\u200bwidth</p>", "soft\u00adhyphen zero\u200bwidth"),
        ("<p>\u200b</p><p>seen</p><p>\ufeff</p>", "seen"),
        ("<p>nul\x00 bell\x07 tab\there</p>", "nul bell tab here"),
        ("<p>un<b>broken</b> <i>a</i><u>b</u><span>c</span></p>", "unbroken abc"),
        ("<div>a</div>b<blockquote>c</blockquote><h2>d</h2>e<hr>f", "a\n\nb\n\nc\n\nd\n\ne\n\nf"),
        ('<P CLASS="x">a</P>', "a"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_paragraphs_and_white_space(markup: str, text: str) -> None:
    assert html(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("a <b", "a <b"),
        ("a < b <i>c</i>", "a < b c"),
        ("<a <a <b>x</b>", "<a <a x"),
        ('<p title="a > b">x</p>', "x"),
        ("<p title='a > b' lang=en>x</p>", "x"),
        ('<p title="never closed>x</p>', '<p title="never closed>x'),
        ("<p it's>John's</p>", "John's"),
        ("a<!-- gone <b> -->b<!---->c<!-->d", "abcd"),
        ("a<!-- never closed <b>b</b>", "a<!-- never closed b"),
        ("<!DOCTYPE html><?xml version='1.0'?>a", "a"),
        ("a<script>if (1 < 2) gone()</script>b<STYLE>p{}</Style >c", "a b c"),
        ("a<script>never closed", "a never closed"),
        ("</p></td></b></ul></table>x</li>", "x"),
        ("&#" + "9" * 6000 + ";", "\N{REPLACEMENT CHARACTER}"),
        ("&#0;&#xD800;&nosuch;&", "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}&nosuch;&"),
        ("<unknown>kept</unknown><img src=x onerror=y>", "kept [Picture]"),
        ("<strike>5</strike>6<label>x</label>y<nosuch>z", "5 6xy z"),
    ],
)
def test_damaged_markup_loses_no_word(markup: str, text: str) -> None:
    assert html(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('201<ins class="ministerial">4</ins>', "2014"),
        ('20<del class="ministerial">12</del><ins class="ministerial">14</ins>', "2014"),
        ('<p>a<del class="ministerial">b</p><p>c</del>d</p>', "a\n\nd"),
        ("<p>a <del>gone</del> b</p>", "a b"),
        ('<del class="x">gone <del class="ministerial">gone</del></del>here', "here"),
        ('<del class="ministerial">gone <del>gone too</del> gone</del>here', "here"),
        ('a <del class="ministerial">never closed', "a never closed"),
        ("<del class='other ministerial'>gone</del>a", "a"),
        (
            '<table><tr><td>a</td><del class="ministerial"><td>b</td></del><td>c</td></tr></table>',
            "| a | | c |",
        ),
        ('<a href="https://a.uk"><del class="ministerial">gone</del></a>b', "b"),
        ('<del class="ministerial"><a href="https://a.uk">gone</a><br></del>b', "b"),
    ],
)
def test_a_corrected_answer_has_the_text_after_the_correction(markup: str, text: str) -> None:
    assert html(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("1,200<sup>2</sup>", "1,200[2]"),
        ("1,200 <sup>2</sup>", "1,200[2]"),
        ("2014<sup> (5)</sup>", "2014[5]"),
        ("x<sup>1,2,3</sup>", "x[1][2][3]"),
        ("x<sup>1, 2</sup>", "x[1][2]"),
        ("x<sup>(1)(2)</sup>, y", "x[1][2], y"),
        ("x<sup>[1]</sup> y", "x[1] y"),
        ("x<sup>(<em>1</em>)</sup>", "x[1]"),
        ("x<sup>1.</sup>", "x[1]"),
        ("x<sup>1-3</sup>", "x[1-3]"),
        ("x<sup>a</sup> y", "x[a] y"),
        ("x<sup>2</sup>y", "x[2] y"),
        ("x<sup>2 </sup>y", "x[2] y"),
        ("<strong>x</strong><sup>1</sup><sup>2</sup>y", "x[1][2] y"),
        ("<p><sup>1</sup>Includes</p>", "[1] Includes"),
        ("<p>a</p><p> <sup>1</sup> Includes</p>", "a\n\n[1] Includes"),
        ("<p><sup>1</sup>“Quoted”</p>", "[1] “Quoted”"),
        ("<p>a<br><sup>1</sup>Includes</p>", "a\n[1] Includes"),
        ("First. <sup>2</sup> Second", "First. [2] Second"),
        ("First.<sub>2 </sub>Second", "First. [2] Second"),
        ("12<sup>th</sup> May, 31<sup>st </sup>July, 3 <sup>rd</sup>", "12th May, 31st July, 3rd"),
        ("5 km<sup>2</sup>, 7km<sup>2</sup>, 3 m<sup>3</sup>", "5 km², 7km², 3 m³"),
        ("£5m<sup>2</sup>, room<sup>2</sup>, 3 km<sup>4</sup>", "£5m[2], room[2], 3 km[4]"),
        ("3 x 10<sup>6</sup>, 3 × 10<sup>-12</sup>", "3 x 10⁶, 3 × 10⁻¹²"),
        ("there were 10<sup>6</sup>", "there were 10[6]"),
        ("over 25,000m<sup>3</sup> of water, 40m<sup>2</sup>", "over 25,000m³ of water, 40m²"),
        (
            "40 µg/m<sup>3</sup>, 5 cm<sup>3</sup>, 9 metres<sup>2</sup>",
            "40 µg/m³, 5 cm³, 9 metres²",
        ),
        (
            "£55.57m<sup>2</sup>, £ 5 m<sup>3</sup>, $1,200m<sup>2</sup>",
            "£55.57m[2], £ 5 m[3], $1,200m[2]",
        ),
        ("20M<sup>2</sup>, item<sup>2</sup>, Im<sup>2</sup>", "20M[2], item[2], Im[2]"),
        ("10<sup>-3</sup>, 10<sup>–9</sup> g, s<sup>−1</sup>", "10⁻³, 10⁻⁹ g, s⁻¹"),
        ("3x10<sup>6</sup>, 2 X 10<sup>12</sup>", "3x10⁶, 2 X 10¹²"),
        ("CO<sup>2</sup>, 6 MtCO<sup>2</sup>, CH<sup>4</sup>", "CO₂, 6 MtCO₂, CH₄"),
        ("nitrogen dioxide (NO<sup>2</sup>)", "nitrogen dioxide (NO₂)"),
        ("Yes or NO<sup>2</sup>, HMCO<sup>2</sup>, CO<sup>3</sup>", "Yes or NO[2], HMCO[2], CO[3]"),
        ("2014<sub>2</sub>", "2014[2]"),
        (
            "CO<sub>2</sub>, H<sub>2</sub>O, PM<sub>2.5</sub>, NO<sub>x</sub>",
            "CO₂, H₂O, PM2.5, NOx",
        ),
        ("<p><sub>Source: a <em>b</em></sub></p>", "Source: a b"),
        ("x<sup>(r)</sup>y", "x (r) y"),
        ("x<sup>Note: a long one</sup> y", "x Note: a long one y"),
        ("x<sup>*</sup>", "x*"),
        ("x<sup></sup>y<sup> </sup>z", "xy z"),
        ("x<sup>1", "x[1]"),
        ("of 2</sup>5,000, 20</sub>14, x</sup>.", "of 2 5,000, 20 14, x."),
        ("<p>x<sup>1</p><p>y</sup></p>", "x[1]\n\ny"),
        ("x<sup>1<sup>2</sup></sup>", "x[1][2]"),
        ("<td>1,200<sup>2</sup></td>", "1,200[2]"),
    ],
)
def test_a_raised_figure_never_joins_another(markup: str, text: str) -> None:
    assert html(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('see <a href="https://a.uk/b" target="_blank">here</a>.', "see here (https://a.uk/b)."),
        ('<a href="https://a.uk/?a=1&amp;b=2">x</a>', "x (https://a.uk/?a=1&b=2)"),
        ('<a href="http://www.Gov.uk/x/">https://gov.uk/X</a>', "https://gov.uk/X"),
        ('<a href="http://www.gov.uk/">www.<b>gov</b>.uk</a>', "www.gov.uk"),
        ('<a href="mailto:A@b.uk?subject=x">a@b.uk</a>', "a@b.uk"),
        ('<a href="mailto:a@b.uk">us</a>', "us (a@b.uk)"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="data:text/html,x">x</a><a href="/y">y</a><a>z</a><a href="">q</a>', "xyzq"),
        ('<a href="https://">x</a>', "x"),
        ('<a href="https://a.uk">x </a>y', "x (https://a.uk) y"),
        ('<a href="https://a.uk">Having</a>public, a', "Havingpublic (https://a.uk), a"),
        ('<a href="https://a.uk">one.</a>Two', "one. (https://a.uk) Two"),
        (
            '<a href="https://a.uk">x<a href="https://b.uk">y</a></a>',
            "x (https://a.uk) y (https://b.uk)",
        ),
        ('<p><a href="https://a.uk">x</p><p>y</p>', "x (https://a.uk)\n\ny"),
        ('<p><a href="https://a.uk">https://a.uk and on</p>', "https://a.uk and on"),
        ('<a href="https://a.uk"></a>b', "b"),
        ('<a href="https://a.uk/b c|d">x</a>', "x (https://a.uk/b%20c%7Cd)"),
        ('<a href="https://a.uk">x<sup>1</a></sup>', "x[1] (https://a.uk)"),
        ('x <sup>see <a href="https://a.uk">y</sup></a>z', "x see y (https://a.uk) z"),
        ('<b>x</b> <a href="https://a.uk"><sup>1</sup></a>', "x[1] (https://a.uk)"),
        ('x <sup>see <a href="https://a.uk">y', "x see y (https://a.uk)"),
        ('<a href="https://a.uk">Hav</a>in<b>g</b><sup>1</sup>', "Having (https://a.uk)[1]"),
        ('x<sup><a href="https://a.uk">1</a></sup>', "x[1] (https://a.uk)"),
        ('<a href="https://a.uk/' + "b" * 3000 + '">x</a>', "x"),
    ],
)
def test_a_link_shows_its_address_once(markup: str, text: str) -> None:
    assert html(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a</p><ul><li>b</li><li>c</li></ul><p>d</p>", "a\n\n• b\n• c\n\nd"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<ol start="3"><li>a</li><li value="7">b</li><li>c</li></ol>', "3. a\n7. b\n8. c"),
        ('<ol start="99999999999"><li>a</li></ol>', "99999. a"),
        ('<ol start="x"><li>a</li></ol>', "1. a"),
        ("<ul><li><p>a</p></li><li><p>b</p><p>c</p></li></ul>", "• a\n• b\n  c"),
        ("<ul><li>a<ol><li>b</li></ol>c</li><li>d</li></ul>", "• a\n  1. b\n  c\n• d"),
        ("<ul><li>a<br>b</li></ul>", "• a\n  b"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "• a\n\n• b"),
        ("<ul><li>a<li>b</ul>c", "• a\n• b\n\nc"),
        ("<ul>a</li>b</li></ul>c", "• a\n• b\n\nc"),
        ("<ul><li></li><li> </li></ul>a", "a"),
        ("<p>a</p><p>b</li>c</li></ol><p>d</p>", "a\n\nb\n\nc\n\nd"),
    ],
)
def test_a_list_keeps_its_items(markup: str, text: str) -> None:
    lines = [line.replace("    ", "  ") for line in html(markup).split("\n")]
    assert [line.strip() for line in lines] == [line.strip() for line in text.split("\n")]


def test_nested_lists_are_indented() -> None:
    markup = "<ul><li>a<ol><li>b<br>c<ul><li>d</li></ul></li></ol>e</li></ul>"
    assert html(markup) == "• a\n  1. b\n    c\n    • d\n  e"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<p>a</p><table><tbody><tr><td><p>Year</p></td><td><p>Spend</p></td></tr>"
            "<tr><td><p>2012</p></td><td><p>£5</p></td></tr></tbody></table><p>b</p>",
            "a\n\n| Year | Spend |\n| 2012 | £5 |\n\nb",
        ),
        ("<table><tr><td> </td><td>2012</td><td>2013</td></tr></table>", "| | 2012 | 2013 |"),
        ("<table><tr><th>a<td>b<tr><td>c<td>d</table>", "| a | b |\n| c | d |"),
        (
            "<table><tr><td>a<p>b</p>c<br>d<ul><li>e</li></ul></td></tr></table>",
            "| a / b / c d • e |",
        ),
        ("<table><tr><td>a|b</td></tr></table>", "| a¦b |"),
        ('<table><tr><td colspan="3">a</td><td>b</td></tr></table>', "| a | | | b |"),
        (
            '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr>'
            "<tr><td>d</td><td>e</td></tr></table>",
            "| a | b |\n| a | c |\n| d | e |",
        ),
        (
            '<table><tr><td>a</td><td rowspan="2" colspan="2">b</td></tr><tr><td>c</table>',
            "| a | b | |\n| c | b | |",
        ),
        (
            '<table><tr><td rowspan="2">' + "a" * 201 + "</td><td>b</td></tr><tr><td>c</td></tr>",
            "| " + "a" * 201 + " | b |\n| | c |",
        ),
        ("<table><tr><td> </td><td /></tr><tr><td>a</td></tr></table>", "| a |"),
        (
            '<table><tr><td rowspan="3">a</td></tr><tr></tr><tr><td></td></tr></table>b',
            "| a |\n\nb",
        ),
        (
            '<table><tr><td>a</td><td>b</td><td rowspan="2">c</td></tr><tr><td>d</td></tr></table>',
            "| a | b | c |\n| d | | c |",
        ),
        ("<table><caption>C</caption><tr><td>a</td><td>b</td></tr></table>", "| C |\n| a | b |"),
        ("<table><thead><tr><td>a</td></tr></thead><tr><td>b</td></tr></table>", "| a |\n| b |"),
        (
            "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table>d</td><td>e</td></tr></table>",
            "| a / b / c / d | e |",
        ),
        ("<table><tr><td>a</td></tr></table><table><tr><td>b</td></tr></table>", "| a |\n\n| b |"),
        ("<table><tr><td>a</td></tr><table><tr><td>b</td></tr></table>", "| a |\n\n| b |"),
        ("<table><tr><td>a</td>stray<td>b</td></tr></table>", "| a | stray | b |"),
        ("<table><tr><td>a</td><td>b", "| a | b |"),
        ("<table></table>a", "a"),
        ("x<td>a</td><td>b</td></tr>c", "x\n\na\n\nb\n\nc"),
        (
            "<table><tbody>Financial Year</td>North East Region</td>England</td></tr>"
            "2008-09</td>55</td>554</td></tr></tbody></table>So",
            "| Financial Year | North East Region | England |\n| 2008-09 | 55 | 554 |\n\nSo",
        ),
        ("<table><tbody></td>2012</td></tr>a</td></td></tr></table>", "| | 2012 |\n| a | |"),
        ("<table><tr><td>a<br><sup>1</sup>b</td></tr></table>", "| a [1] b |"),
    ],
)
def test_a_cell_is_never_joined_to_its_neighbour(markup: str, text: str) -> None:
    assert html(markup) == text


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<!--",
        "<!",
        "</",
        "&",
        "&#",
        "<a href='",
        '<a "',
        '=" <b "',
        "<p><a href=x>y",
        "<td>",
        "<table><td>",
        "<tr>",
        "<li>",
        "<sup>",
        "<sup>1",
        "<del class=ministerial>",
        "<br>",
        "<script>",
        "<style",
        '<a href="https://a.uk">',
        " ",
        "1 <sup>2</sup>",
        "]]>",
        "<p title='>",
    ],
)
def test_a_long_run_of_one_piece_is_read_in_linear_time(piece: str) -> None:
    markup = piece * (LONG // len(piece))
    for start, end in (("", ""), ("<a ", "<>"), ("<table>", "</table>")):
        try:
            assert html(start + markup + end) is not None
        except Rejected as error:
            assert error.cure  # noqa: PT017 - it may also be read


def test_deep_nesting_is_read() -> None:
    depth = LONG // 3
    deepest = html("<ul><li>" * depth + "x" + "</li></ul>" * depth)
    assert deepest.strip() == "• x"
    assert html("<table><td>" * depth + "x") == "| x |"
    assert html("<b>" * depth + "x") == "x"


@pytest.mark.parametrize(
    "markup",
    [
        "<table>" + '<tr><td colspan="1000">a</td></tr>' * 50_000,
        "<table><tr>" + '<td colspan="100" rowspan="500">a</td>' * 1000 + "<tr><td>b" * 500,
        "<table><tr>" + f'<td rowspan="500">{"a" * 200}</td>' * 100 + "<tr><td>b" * 500,
        "<p>" + "a " * (MAX_TEXT_CHARACTERS // 2 + 1),
    ],
)
def test_markup_with_too_much_text_is_rejected(markup: str) -> None:
    with pytest.raises(Rejected, match=r"longer than|too long") as caught:
        html(markup)
    assert caught.value.cure


def test_a_page_with_too_much_text_is_rejected() -> None:
    with pytest.raises(Rejected, match="longer than"):
        plain_text("a" * (MAX_TEXT_CHARACTERS + 1), "text")


def test_text_of_a_page_only_has_its_white_space_normalised() -> None:
    page = "\n One\u00a0 <b>two</b>  \n\n\n\nthree &amp; \n[1] four\n\n"
    assert plain_text(page, "text") == "One <b>two</b>\n\nthree &amp;\n[1] four"


def assert_in_order(text: str) -> None:
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert not re.search(r"[^\S\n]$|[^\S\n ]|\S  ", text, re.MULTILINE)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = plain_text(text, "text")
    assert_in_order(once)
    assert plain_text(once, "text") == once
    assert once.split() == as_meant(text).split()


TAGS = "p br table tr td th caption tbody ul ol li sup sub a b del ins div script style x".split(
    " "
)
TAG = st.builds(
    "<{}{}{}{}>".format,
    st.sampled_from(["", "", "/"]),
    st.sampled_from(TAGS),
    st.sampled_from(["", "", " class=ministerial", ' rowspan="3"', " colspan=2", ' href="//a"'])
    | st.just(' href="https://a.uk"'),
    st.sampled_from(["", "", " /", ' title="', "<"]),
)
WORDS = st.sampled_from(
    ["one", "two 2", " ", "\n", "|", "&amp;", "&", "<", "<!--", "-->", "10", "."]
)


@given(st.lists(TAG | WORDS | st.text(max_size=4)))
def test_any_markup_comes_out_in_order_and_never_crashes(pieces: list[str]) -> None:
    text = html("".join(pieces))
    assert_in_order(re.sub(r"(?m)^ +", "", text))
    assert plain_text(text, "text") == re.sub(r"(?m)^ +", " ", text)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    words: list[str] = []

    def run() -> str:
        parts = []
        for word in draw(
            st.lists(st.from_regex(r"[a-zé]{2,6}|[0-9]{3,5}", fullmatch=True), max_size=4)
        ):
            words.append(word)
            tag = draw(st.sampled_from(["", "b", "em", "ins", "span"]))
            parts.append(f"<{tag}>{escape(word)}</{tag}>" if tag else word)
        return draw(st.sampled_from([" ", "<br>", "\n"])).join(parts)

    blocks = []
    for kind in draw(st.lists(st.sampled_from(["p", "ul", "ol", "table"]), max_size=5)):
        if kind == "p":
            blocks.append(f"<p>{run()}</p>")
        elif kind == "table":
            rows = ["".join(f"<td>{run()}</td>" for _ in range(3)) for _ in range(2)]
            blocks.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        else:
            items = "".join(f"<li><p>{run()}</p></li>" for _ in range(2))
            blocks.append(f"<{kind}>{items}</{kind}>")
    return "".join(blocks), words


@given(documents())
def test_every_word_of_well_formed_markup_is_in_the_text_in_order(
    document: tuple[str, list[str]],
) -> None:
    markup, words = document
    text = re.sub(r"(?m)^[12]\. ", "", html(markup))
    assert re.findall(r"\w+", text) == words


def published_words(markup: str) -> list[str]:
    """The words of an answer by a second method, with regular expressions alone."""
    markup = re.sub(r'(?s)<del class="ministerial">.*?</del>', "", markup)
    markup = re.sub(r"(?i)</?(?:strong|em|b|i|ins|a)(?:\s[^>]*)?>", "", markup)
    text = unescape(re.sub(r"<[^>]*>", " ", markup))
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text))


@pytest.mark.skipif(not REAL.is_dir(), reason="the real answers are not beside this checkout")
def test_every_word_of_the_real_answers_is_in_the_text_in_order() -> None:
    files = [file.read_text(encoding="utf-8") for file in sorted(REAL.glob("*.jsonl"))]
    lines = [line for file in files for line in file.split("\n") if line]
    assert len(lines) == 13_324
    for line in lines if os.environ.get("QA_PROVE") == "1" else lines[:: len(lines) // 500]:
        record = json.loads(line)
        text = html(record["answer_html"])
        assert_in_order(re.sub(r"(?m)^ +", "", text))
        text, at = unicodedata.normalize("NFKC", text), 0
        for word in published_words(record["answer_html"]):
            found = text.find(word, at)
            assert found >= 0, (
                f"{record['id']}: {word!r} is not after {text[max(0, at - 60) : at]!r}"
            )
            at = found + len(word)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<td><p>5</p><p>6</p><p> </p><p>7</p></td>", "| 5 / 6 / 7 |"),
        ("<td>5<br>6<br/>£7</td>", "| 5 / 6 / £7 |"),
        ("<td>Number of<br>prisons<br>(a)</td>", "| Number of prisons (a) |"),
        ("<td><ul><li>a</li><li></li><li>b, c</li></ul></td>", "| • a • b, c |"),
        ("<td>x<ol type='a' start='3'><li>a</li><li>b</li></ol>y</td>", "| x c. a d. b / y |"),
        ("<td><ul><li>a<ul><li>b</li></ul></li><li>c</ul></td>", "| • a • b • c |"),
        ("<td><li>a</li></td><td><p>b</p></td>", "| • a | b |"),
        ("<td><div><p>a</p></div><h3>b</h3></td>", "| a / b |"),
        (
            "<td><table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table></td>",
            "| 1 / 2 / 3 |",
        ),
    ],
)
def test_what_is_apart_in_a_cell_stays_apart(markup: str, text: str) -> None:
    assert html(f"<table><tr>{markup}</tr></table>") == text


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (
            "<tr><td rowspan=2>a</td><td rowspan=2>b</td></tr><tr></tr><tr><td>c</td><td>d",
            "| a | b |\n| c | d |",
        ),
        (
            "<tr><td rowspan=0>a</td><td>b</td></tr><tr><td>c</tr><tr><td>d",
            "| a | b |\n| a | c |\n| a | d |",
        ),
        (
            "<tbody><tr><td rowspan=9>a</td><td>b</td></tr></tbody><tbody><tr><td>c</td></tr>",
            "| a | b |\n| c |",
        ),
        ("<tr><td rowspan=-1>a</td><td>b</td></tr><tr><td>c</td></tr>", None),
    ],
)
def test_a_cell_spans_the_rows_that_it_says(rows: str, text: str | None) -> None:
    whole = html(f"<table>{rows}</table>")
    assert whole == text if text else whole.endswith("c |")


@pytest.mark.parametrize(
    ("tag", "items"),
    [
        ('<ol type="a">', "a. b. c."),
        ('<ol type="A" start="25">', "Y. Z. AA."),
        ('<ol type="i" start="3">', "iii. iv. v."),
        ('<ol type="I" start="39">', "XXXIX. XL. XLI."),
        ('<ol type="1" start="9">', "9. 10. 11."),
        ('<ol style="margin: 0; list-style-type: lower-roman">', "i. ii. iii."),
        ('<ol style="list-style-type:upper-alpha;">', "A. B. C."),
        ('<ol type="a" start="-1">', "-1. 0. a."),
        ('<ol type="i" start="3999">', "mmmcmxcix. 4000. 4001."),
        ('<ol type="q">', "1. 2. 3."),
        ('<ul type="a">', "• • •"),
    ],
)
def test_a_list_is_numbered_as_it_says(tag: str, items: str) -> None:
    lines = html(f"{tag}<li>x</li><li>x</li><li>x</li>").split("\n")
    assert [line.removesuffix(" x") for line in lines] == items.split()


def test_preformatted_lines_stay_lines() -> None:
    assert html("a<pre>x  1\ny  2\n\nz</pre>b\nc") == "a\n\nx 1\ny 2\n\nz\n\nb c"
    assert html("<ul><li><pre>x\ny</pre></li></ul>") == "• x\n  y"
    assert html("</pre>x\ny") == "x y"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('a<img alt="Chart: 120  in 2019" src="x">b', "a [Picture: Chart: 120 in 2019] b"),
        ("<p><img src='data:image/png;base64,iVBORw0KGgo='></p>", "[Picture]"),
        ("<p><img title='A map' alt=''></p>", "[Picture: A map]"),
        ("a<img width=1 height=1>b<img height='0' alt='x'>c", "abc"),
        ("<img width='50%' height='2px'>", "[Picture]"),
        ('<p>5<del class="ministerial"><img alt="x"></del></p>', "5"),
        ("<table><tr><td><img alt='x|y'></td><td>2</td></tr></table>", "| [Picture: x¦y] | 2 |"),
        ("<img alt='&lt;b&gt; &amp; c'/>", "[Picture: <b> & c]"),
    ],
)
def test_a_picture_is_its_words_or_a_note(markup: str, text: str) -> None:
    assert html(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "Her Majesty\x92s \x93own\x94 \x96 \x80 5\x85 \x8akoda",
            "Her Majesty’s “own” – € 5… Škoda",
        ),
        ("&#146;&#x96;", "’–"),
        ("a\x81b\x9dc", "abc"),
        ("<a href='https://a.uk'>x\x92s</a>", "x’s (https://a.uk)"),
    ],
)
def test_characters_of_windows_1252_are_what_they_were_meant_to_be(markup: str, text: str) -> None:
    assert html(markup) == text
    if "<" not in markup and "&" not in markup:
        assert plain_text(markup, "text") == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<![if !supportLists]>·<![endif]>a", "·a"),
        ("<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]-->a", "a"),
        ("<!--[if !mso]><!-->a<!--<![endif]-->b", "ab"),
        ("a<![endif]-->b", "ab"),
        ("<!--[if gte mso 9]>a", "a"),
        ("<![CDATA[a <b>b</b>]]>c", "a b c"),
        ("a]]>b<![cdata[c", "a]]>bc"),
        ("<style><![CDATA[p {}]]></style>a", "a"),
        ("<o:p>a</o:p><?xml:namespace prefix = o ns = x />b", "a b"),
        ("x <![ y", "x <![ y"),
    ],
)
def test_marks_of_word_and_of_cdata_are_gone(markup: str, text: str) -> None:
    assert html(markup) == text
