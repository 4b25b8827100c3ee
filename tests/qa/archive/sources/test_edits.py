"""Files of every form, damaged at random: a record or a clear refusal, and no word lost.

1,000 edits under QA_PROVE=1, a few dozen otherwise.
"""

import gzip
import html
import json
import os
import random
import re

import pytest

from qa.archive.integrity import missing_word
from qa.archive.sources import Rejection, Repair, Superseded, open_source, reread
from qa.errors import Rejected
from qa.model import WrittenAnswer
from qa.text.markup import plain_text
from tests.fake_parliament import envelope, list_view
from tests.making import (
    csv_export,
    fact,
    lines,
    official_html,
    official_page,
    parallel_html,
    parallel_page,
    xml_day,
)
from tests.parliament_records import corrected, question

EDITS = 1000 if os.environ.get("QA_PROVE") else 60
ANSWER = (
    "<p>It cost £5&nbsp;million<sup>1</sup>, of 25,000m<sup>3</sup> and 3 t CO<sub>2</sub>.</p>"
    '<p>See <a href="https://example.org/?b=1&amp;c=2">the “report”</a> of 12<sup>th</sup> May.</p>'
    '<ol type="a" start="3"><li>Wales</li><li>England<ul><li>Kent</li></ul></li></ol>'
    '<table><thead><tr><td rowspan="2">Year</td><td colspan="2"><p>Spend</p><p>(£m)</p></td></tr>'
    "</thead><tbody><tr><td>2014</td><td><ul><li>one</li><li>two</li></ul></td></tr></tbody></table>"
    "<pre>a  1\nb  2</pre><p><img alt='A chart' src='x'>Her Majesty\x92s own.</p>"
    "<!--[if gte mso 9]><xml>x</xml><![endif]--><p><sup>1</sup> Rounded.</p>"
)
CORRECTION = 'There were <del class="ministerial">12</del> <ins class="ministerial">14</ins>.'
FACTS = [
    fact(uin=str(100 + n), answer_html=f"<p>Number {n}. {CORRECTION}</p>{ANSWER}") for n in (1, 2)
]
PLAIN = re.sub(r"<[^>]*>", " ", ANSWER) + "\n"


def an_api_reply(folder):
    values = [
        question(1, answerText=ANSWER, attachments=[{"url": "https://a.uk/x", "title": "T"}]),
        corrected(2, answerText=f"<p>{CORRECTION}</p>{ANSWER}"),
    ]
    return written(folder, "\n".join(json.dumps(envelope(v), ensure_ascii=False) for v in values))


def an_api_list(folder):
    rows = [envelope(list_view(question(n, answerText=ANSWER), {})) for n in (1, 2)]
    return written(folder, json.dumps({"totalResults": 2, "results": rows, "links": []}))


def written(folder, text):
    path = folder / "saved.json"
    path.write_text(text, encoding="utf-8")
    return path


FORMS = {
    "json-lines": lambda folder: lines(folder / "a.jsonl", *FACTS),
    "csv": lambda folder: csv_export(folder / "a.csv", *FACTS),
    "theyworkforyou": lambda folder: xml_day(
        folder, *(one | {"answer_html": "<p>Number.</p><p>Twelve &amp; more.</p>"} for one in FACTS)
    ),
    "official-page": lambda folder: official_page(folder / "a.txt", answer=PLAIN),
    "official-html": lambda folder: official_html(folder / "a.html", answer=ANSWER),
    "parallel-page": lambda folder: parallel_page(folder / "a.txt", answer=PLAIN),
    "parallel-html": lambda folder: parallel_html(folder / "a.html", answer=ANSWER),
    "api-detail": an_api_reply,
    "api-list": an_api_list,
}

PIECES = (
    "<", ">", "</p>", "<p>", "<td>", "</td>", "<tr>", "</table>", "<table>", "<li>", "</ul>",
    "<sup>", "</sup>", "<sub>", "<pre>", '<a href="', "</a>", "<!--", "-->", "<![CDATA[", "]]>",
    "<![if x]>", '<img alt="b c">', '<del class="ministerial">', "</del>", "<script>", "</style>",
    "&", "&#x80;", "&#0;", '"', "'", "\\", "{", "}", "[", "]", ",", "\n", "\r", "\x00",
    "\x92", "\x8a", "\ufeff",
    "\u200b", "²", "½", "|", "•", "1", "2 ", " ", "word",
)  # fmt: skip


def edited(content, chance):
    """A file's bytes with one to four edits: cut, doubled, moved, broken, or encoded otherwise."""
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(content) + 1)
        end = min(at + chance.choice((1, 2, 10, 100, 1000)), len(content))
        kind = chance.randrange(8)
        if kind == 0:
            content = content[:at]
        elif kind == 1:
            content = content[:at] + content[end:]
        elif kind == 2:
            content = content[:end] + content[at:end] + content[end:]
        elif kind in (3, 4, 5):
            piece = chance.choice(PIECES).encode()
            content = content[:at] + piece + content[at if kind < 5 else end :]
        elif kind == 6:
            text = content[at:end].decode("utf-8", "ignore")
            other = chance.choice(("cp1252", "utf-16-le", "utf-8"))
            content = content[:at] + text.encode(other, "ignore") + content[end:]
        else:
            content = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    saved = chance.randrange(10)
    if saved == 0:
        return gzip.compress(content)
    if saved == 1:
        return content.decode("utf-8", "replace").encode("utf-16")
    return content


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_file_gives_records_or_refusals_and_loses_no_word(tmp_path, form):
    whole = FORMS[form](tmp_path)
    content = whole.read_bytes()
    found = 0
    for seed in range(EDITS):
        chance = random.Random(f"{form} {seed}")
        whole.write_bytes(edited(content, chance))
        found += sum(checked(item, seed) for item in items(whole))
    assert found > EDITS / 10


def items(path):
    try:
        source = open_source(path)
        yield from source.records() if source else ()
    except Rejected as error:
        yield Rejection(str(path), str(error))


def checked(item, seed):
    """Whether an item is a record, after all that can be asked of it is."""
    if not isinstance(item, WrittenAnswer):
        assert isinstance(item, Rejection | Repair | Superseded), seed
        assert not isinstance(item, Rejection) or item.reason, seed
        return False
    assert reread(item.form, item.published) == item, seed
    text = plain_text(item.answer, item.markup)
    markup = item.answer if item.markup == "html" else html.escape(item.answer)
    assert missing_word(markup, text) is None, (seed, item.answer, text)
    return True
