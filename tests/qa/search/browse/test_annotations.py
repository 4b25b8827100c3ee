"""What stands around a reply's passages, and that it is kept as it was shown."""

import json

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.browse.annotations import MAX_LINKED, annotate
from qa.service.conversations import Conversations
from qa.service.service import Service
from qa.service.text_blocks import footnotes_of
from qa.settings import Settings
from qa.text.footnotes import footnotes
from tests.making import fact, lines

WINGS = range(100, 190)
ROWS = "".join(f"<tr><td>Wing {n}</td><td>{n} lighthouse keepers</td></tr>" for n in WINGS)
GREEN = '<del class="ministerial">red</del><ins class="ministerial">green</ins>'
TABLE = fact(
    uin="20",
    question_text="To ask how many lighthouse keepers there are.",
    answer_html="<p>Keepers are shown below.</p><p>Table 1: Keepers by wing<sup>1</sup></p>"
    f"<table><tr><td>Wing</td><td>Keepers<sup>2</sup></td></tr>{ROWS}</table>"
    "<p>[1] As known on the day.</p><p>[2] Lighthouse keepers at work in wing 189.</p>",
)
CORRECTED = fact(
    uin="30",
    question_text="To ask, further to the answer of 9 March 2015 to Question 20, what a buoy is.",
    answer_html="".join(f"<p>Buoy {n} is {GREEN}.</p>" for n in range(7)),
)
REFERRING = [
    fact(
        uin=f"4{n}",
        answer_html=f"<p>{n}: I refer to the answer of 9 March 2015 to Question 20 on sheds.</p>",
    )
    for n in range(7)
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("annotations")
    settings = Settings(data_dir=folder / "data", threshold=0.05)
    facts = [TABLE, CORRECTED, *REFERRING]
    assert not ingest([lines(folder / "a.jsonl", *facts)], settings).rejected
    return settings


def around(settings, question):
    """A reply with what is around its passages, by passage id."""
    said, kept = Service(settings).annotated_reply(Request(question, explain=True))
    return [(one, kept["passages"].get(one.passage.passage_id, {})) for one in said.passages]


def test_what_is_above_and_below_a_passage_is_told_where_it_stands_outside(settings):
    text = Service(settings).answer("2015-03-02/20").text
    cut = [
        (one, kept)
        for one, kept in around(settings, "how many lighthouse keepers are in wing 189?")
        if one.answer.uin == "20" and one.passage.start > text.index("Wing 100")
    ]
    assert cut
    for one, kept in cut:
        within = text[one.passage.start : one.passage.end]
        assert (kept.get("caption") == "Table 1: Keepers by wing[1]") == within.startswith("|")
        assert "markers" not in kept


def test_a_marker_in_a_passage_has_its_note_wherever_that_stands(settings):
    text = Service(settings).answer("2015-03-02/20").text
    (kept,) = [
        kept
        for one, kept in around(
            settings, "keepers shown below by wing, lighthouse keepers wing 100"
        )
        if one.answer.uin == "20" and one.passage.start == 0
    ]
    assert [text[start:end] for start, end, _ in kept["markers"]] == ["[1]", "[2]"]
    assert [note["text"] for note in kept["notes"]] == [
        "[1] As known on the day.",
        "[2] Lighthouse keepers at work in wing 189.",
    ]
    assert all(text[note["start"] : note["end"]] == note["text"] for note in kept["notes"])
    assert footnotes_of(json.loads(json.dumps(kept))) == footnotes(text)
    assert "caption" not in kept


def test_of_what_was_corrected_and_of_the_links_the_first_are_told(settings):
    (buoy,) = [kept for one, kept in around(settings, "what is a buoy?") if one.answer.uin == "30"]
    assert buoy["changed"]["count"] == 7
    assert buoy["changed"]["first"][0] == {"before": "Buoy 0 is red.", "after": "Buoy 0 is green."}
    assert len(buoy["changed"]["first"]) == 5
    assert buoy["linked"]["pursuant_to"] == {
        "count": 1,
        "first": [
            {
                "answer_id": "2015-03-02/20",
                "date_answered": "2015-03-09",
                "source_question": "To ask how many lighthouse keepers there are.",
            }
        ],
    }
    (keepers, *_) = [
        kept
        for one, kept in around(settings, "how many lighthouse keepers?")
        if one.answer.uin == "20"
    ]
    assert keepers["linked"]["referred_from"]["count"] == 8
    assert len(keepers["linked"]["referred_from"]["first"]) == MAX_LINKED


def test_it_is_kept_as_it_was_shown(settings):
    service = Service(settings)
    conversations = Conversations(service, settings)
    key, turn = conversations.ask(None, Request("what is a buoy?"), "me", annotated=True)
    said, shown = service.annotated_reply(Request("what is a buoy?", explain=True))
    assert turn.annotations == shown
    assert conversations.turns(key, "me")[0] == turn
    assert conversations.turn(key, 1, "me") == turn
    assert turn.reply == said.as_json()
    key, turn = conversations.ask(None, Request("what is a buoy?"), "me")
    assert conversations.turns(key, "me")[0].annotations is None


def test_a_reply_that_shows_nothing_has_nothing_around_it(settings):
    with Service(settings)._snapshots.open() as snapshot:
        said = Service(settings).reply(Request("zeppelins"))
        assert annotate(said, snapshot) == {"prior_answers": None, "passages": {}}
