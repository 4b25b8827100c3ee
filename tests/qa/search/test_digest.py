"""The digest has the best sentences word for word, each of another answer, each readable alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.best_sentence import is_commonplace, is_fragment
from qa.search.digest import reads_alone
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

TABLE = "<table><tr><td>Place</td><td>Newts</td></tr><tr><td>Old pond</td><td>12</td></tr></table>"
# What is asked, the answers to it in HTML, and the sentences of the digest in any order.
CASES = [
    # One of each answer, whichever passage of it ranks first.
    ("otters counted in Devon",
     ["<p>In 2015 we counted 210 otters in Devon.</p>", "<p>Volunteers count otters in Devon.</p>"],
     {"In 2015 we counted 210 otters in Devon.", "Volunteers count otters in Devon."}),
    # A commonplace and a courtesy lose.
    ("arson in barns",
     ["<p>The Government is committed to ending arson in barns. Arson in barns fell by 12%.</p>",
      "<p>I thank the hon. Member for his interest in arson in barns.</p>"],
     {"Arson in barns fell by 12%."}),
    ("bullying of beekeepers",
     ["<p>There is no place in our country for bullying of beekeepers.</p>"], set()),
    # What leans on the sentence before gives way.
    ("hedgehog tunnels in Kent",
     ["<p>Kent has 41 hedgehog tunnels. It also plans more hedgehog tunnels in Kent.</p>",
      "<p>They pay for hedgehog tunnels in Kent.</p>",
      "<p>This Government pays for hedgehog tunnels in Kent.</p>",
      "<p>In addition, we are surveying hedgehog tunnels in Kent.</p>"],
     {"Kent has 41 hedgehog tunnels.", "This Government pays for hedgehog tunnels in Kent.",
      "In addition, we are surveying hedgehog tunnels in Kent."}),
    ("ferrets in Kent",
     ["<p>No count of ferrets in Kent was made. However, 12 ferrets in Kent were seen.</p>",
      "<p>Despite this, ferrets in Kent thrive.</p>",
      "<p>However many ferrets in Kent there are, 40 are tame.</p>"],
     {"No count of ferrets in Kent was made.",
      "However many ferrets in Kent there are, 40 are tame."}),
    # So does what points to a table, list or attachment.
    ("moles of Hampshire",
     ["<p>The 7 moles of Hampshire are set out below. The moles of Hampshire sleep little.</p>",
      "<p>The attached list names the moles of Hampshire.</p>",
      "<p>The moles of Hampshire dig below the grass.</p>"],
     {"The moles of Hampshire sleep little.", "The moles of Hampshire dig below the grass."}),
    # A table is named by its lead-in or title, if that says what is asked.
    ("newts by pond",
     [f"<p>The number of newts by pond is in the table below.</p><p>It is by year.</p>{TABLE}",
      f"<p>Newts by pond and by month:</p>{TABLE}", f"<p>Table 2: Newts by pond, week</p>{TABLE}",
      f"<p>The figures are as follows:</p>{TABLE}", f"<p>These newts by pond are ours:</p>{TABLE}",
      f"<p>Every second year we count the newts by pond.</p><p>Newts by pond:</p>{TABLE}"],
     {"The number of newts by pond is in the table below.", "Newts by pond and by month:",
      "Table 2: Newts by pond, week", "Every second year we count the newts by pond."}),
    # Neither a row, an item nor a bare address, and no lead-in of a list.
    ("puffin burrows",
     ["<table><tr><td>Place</td><td>Puffin burrows</td></tr><tr><td>Skomer</td><td>12</td></tr>"
      "</table>", "<p>The puffin burrows are as follows:</p><ul><li>Puffin burrows, Bass</li></ul>",
      "<ul><li>puffin burrows on Skomer</li><li>puffin burrows on Lundy</li></ul>",
      "<p>Puffin burrows</p><p>https://www.gov.uk/puffin-burrows</p>",
      "<p>Puffin burrows are dug in spring.</p>"], {"Puffin burrows are dug in spring."}),
    # The same again is left out; the same with another figure is not.
    ("weasels of Dorset",
     ["<p>Wardens in Dorset found 12 weasels in old barns. Weasels eat mice.</p>",
      "<p>The wardens in Dorset found 12 weasels in old barns.</p>",
      "<p>Wardens in Dorset found 15 weasels in old barns.</p>"],
     {"Wardens in Dorset found 12 weasels in old barns.",
      "Wardens in Dorset found 15 weasels in old barns."}),
    # Equal answers are one.
    ("gannets of Bempton",
     ["<p>The gannets of Bempton nest on chalk.</p>", "<p>The gannets of Bempton nest on chalk.</p>"
      ], {"The gannets of Bempton nest on chalk."}),
    # A sentence too long to be read at a glance.
    ("stoats", [f"<p>Stoats {'eat and run and sleep ' * 20} daily.</p>"], set()),
]  # fmt: skip
SOURCE = "To ask the Secretary of State for Rural Matters, about {}."


@pytest.fixture(scope="module")
def service(tmp_path_factory, words_only):
    folder = tmp_path_factory.mktemp("digest")
    settings = Settings(data_dir=folder / "data", threshold=0.0)
    facts = [
        fact(
            uin=str(100 * case + number),
            question_text=SOURCE.format(question),
            answer_html=markup,
            heading=None,
        )
        for case, (question, answers, _) in enumerate(CASES, start=1)
        for number, markup in enumerate(answers)
    ]
    assert not ingest([lines(folder / "a.jsonl", *facts)], settings).rejected
    return Service(settings)


@pytest.mark.parametrize(("question", "answers", "expected"), CASES, ids=[c[0] for c in CASES])
def test_the_digest_has_the_sentences_that_can_be_read_alone(service, question, answers, expected):
    found = service.reply(Request(question, hits=20)).digest
    assert {one.text for one in found} == expected
    assert len(found) == len(expected)


@given(st.sampled_from([case[0] for case in CASES]), st.integers(1, 20), st.integers(0, 3))
def test_each_sentence_is_a_slice_of_another_answer_of_the_reply(service, question, hits, offset):
    reply = service.reply(Request(question, hits=hits, offset=offset))
    assert len(reply.digest) <= 5
    shown = {one.passage.passage_id: one for one in reply.passages}
    ranks = [shown[one.passage_id].rank for one in reply.digest]
    assert ranks == sorted(ranks)
    assert len({one.answer_id for one in reply.digest}) == len(reply.digest)
    for one in reply.digest:
        quotation = shown[one.passage_id]
        assert one.answer_id == quotation.answer.answer_id
        assert one.text == quotation.answer.text[one.start : one.end]
        assert quotation.passage.start <= one.start < one.end <= quotation.passage.end


def test_the_digest_is_the_same_bytes_each_time(service):
    def asked():
        return json.dumps(service.reply(Request("hedgehog tunnels in Kent")).as_json()["digest"])

    assert asked() == asked() != "[]"


def test_an_honest_no_has_no_digest(service):
    reply = service.reply(Request("zebras")).as_json()
    assert (reply["answerable"], reply["digest"]) == (False, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Government remains firmly committed to the arts.", True),
        ("Such heinous crimes harm us all.", True),
        ("There is no place in sport for this.", True),
        ("The Government values the work of inspectors.", True),
        ("The Government remains committed to the arts and spent £12.", False),
        ("We have committed to publish the plan.", False),
        ("The values of the Government bonds rose.", False),
    ],
)
def test_a_commonplace_states_commitment_or_concern_and_no_figure(text, expected):
    assert is_commonplace(text) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1.", True),
        ("a)", True),
        ("(iv)", True),
        ("https://www.gov.uk/puffin-burrows", True),
        ("No.", False),
        ("Yes.", False),
        ("1. Puffins", False),
    ],
)
def test_a_fragment_is_an_address_or_the_number_of_an_item(line, expected):
    assert is_fragment(line) is expected
    assert not (is_fragment(line) and reads_alone(line))


@pytest.mark.parametrize(
    "text",
    [
        "However, a survey gives some figures.",
        "Nevertheless, the survey gives some figures.",
        "That said, the survey gives some figures.",
        "Despite these limits the survey gives some figures.",
        "But the survey gives some figures.",
        "The rates can be found in tables 1 and 2 below.",
        "The rates can be viewed in table 2.",
        "The table shows the rates.",
        "The figures for Wales are detailed below.",
        "The attached list has the figures for Wales.",
        "A copy of the list is attached to this answer.",
        "The rates are at the following link.",
        "The rates are as follows.",
    ],
)
def test_what_leans_back_or_points_away_cannot_be_read_alone(text):
    assert not reads_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "However small a prison is, it has a library.",
        "Prices fell below the rate of inflation.",
        "Contracts above £10,000 are published.",
        "Fewer than 3% of figures below 5 are shown.",
        "The rates are in table 2.8 of the Safety in Custody bulletin.",
        "The rates are at the following link: https://www.gov.uk/rates.",
        "Electronic tags are attached to ankles.",
        "Ministers came to the table.",
    ],
)
def test_what_names_where_or_has_another_sense_can_be_read_alone(text):
    assert reads_alone(text)
