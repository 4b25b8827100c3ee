"""The best sentence of a passage answers the question: never its lead-in, nor a commonplace."""

import html

import pytest

from qa.archive.ingest import ingest
from qa.index import Where
from qa.model import Request
from qa.search.best_sentence import ranked_sentences
from qa.search.ranking.term_weights import term_weights
from qa.search.reply import query_of
from qa.search.snapshot import SnapshotManager
from qa.settings import Settings
from tests.making import fact, lines

TABLE = "<table><tr><td>Year</td><td>{0}</td></tr>{1}</table>"
ROW = "<tr><td>{0}</td><td>{1}</td></tr>"

# The question, the source question, the paragraphs of the answer, and what the best begins with.
CASES = [
    # A figure, where an amount is asked for.
    ("how many ppl prosecuted for going to join daesh in syria",
     "how many people have been prosecuted for going abroad to assist Daesh",
     ["The CPS does not hold central records for the number of people prosecuted in relation to "
      "Daesh. As of January 2016 it had prosecuted 38 individuals over Syria."], "As of January"),
    ("cost of owls", "what owls cost", ["Owls cost a lot. Owls cost £12."], "Owls cost £"),
    ("how many barns", "on barns", ["Barns are counted. There are 14 barns."], "There are 14"),
    ("dementia nurses in Wales", "how many nurses for dementia there are in Wales",
     ["Nurses for dementia in Wales are trained. In 2015 there were 61 nurses for dementia."],
     "In 2015"),
    # A time, where it is asked when.
    ("albert hall case when will AG decide",
     "when the Attorney General is expected to rule on the Albert Hall case",
     ["The Attorney General requested further information from the Royal Albert Hall Corporation. "
      "He has now received that and expects to make a decision early this year."], "He has now"),
    ("When will the bridge open?", "on the bridge",
     ["The bridge will open to all. Work ends in May 2027."], "Work ends"),
    ("when is the ferry review due", "on ferries",
     ["The ferry review is wide. Its report is due shortly."], "Its report"),
    ("What is the timetable for the badger trial?", "on badgers",
     ["The badger trial has four parts. The first begins next year."], "The first"),
    ("what happens when badgers are moved", "on badgers",
     ["When badgers are moved they are vaccinated. This began in 2014."], "When badgers"),
    # What is asked beyond the source question tells the sentences apart.
    ("how long do people serve on the staff board", "how the staff board was selected",
     ["The staff board is advisory and has all grades. Members serve on it for one year."],
     "Members serve"),
    ("pilot schemes for asylum housing", "on asylum housing",
     ["Asylum housing is for people who seek asylum. Two pilot schemes were begun."], "Two pilot"),
    # The first, of equals.
    ("kestrels", "on kestrels", ["Kestrels nest. Kestrels hunt."], "Kestrels nest"),
    # A commonplace, where something else stands there.
    ("preventing arson in schools", "on arson in schools",
     ["This Government is committed to preventing arson in schools. Sprinklers are now required in "
      "every new school."], "Sprinklers"),
    ("drugs in prison", "on drugs",
     ["We take a zero tolerance approach to drugs in prison. Dogs now search visitors for drugs."],
     "Dogs now"),
    ("rail safety", "on rail safety",
     ["Rail safety is a top priority for the Government. Barriers were renewed for rail safety."],
     "Barriers"),
    ("forced marriage", "on forced marriage",
     ["The Government takes forced marriage seriously. Forced marriage was made a crime."],
     "Forced marriage was"),
    ("mobile signal in villages", "on mobile signal",
     ["Mobile signal in villages remains a priority for the Government. Masts improve the mobile "
      "signal."], "Masts"),
    ("smoking in cars", "on smoking",
     ["I refer to the answer on smoking in cars. Smoking in cars with children is banned."],
     "Smoking in cars with"),
    ("zero tolerance", "on zero tolerance", ["We take a zero tolerance approach."], "We take"),
    ("training committed to reducing waste", "on waste",
     ["We are committed to reducing waste by 40%. Bins were bought."], "We are committed"),
]  # fmt: skip


def rows(pairs):
    return "".join(ROW.format(*pair) for pair in pairs)


TABLES = [
    # The question, the HTML of the answer, and what the best begins with.
    ("benevolent fund donations",
     "<p>The donations by the Benevolent Fund are set out in the table below:</p>"
     + TABLE.format("Amount", rows([("2014/15", "£543,331"), ("2013/14", "£388,315")])),
     "| 2014/15 |"),
    ("benevolent fund donations in 2013",
     "<p>The donations by the Benevolent Fund are as follows:</p>"
     + TABLE.format("Amount", rows([("2014", "£543,331"), ("2013", "£388,315")])), "| 2013 |"),
    ("owls ringed", "<p>The table shows the owls ringed.</p>"
     + TABLE.format("Owls", rows([("North", "7"), ("South", "9")])), "| North |"),
    ("owls ringed in the south", "<p>The table shows the owls ringed.</p>"
     + TABLE.format("Owls", rows([("North", "7"), ("South", "9")])), "| South |"),
    ("owls ringed", "<p>Table 1: Owls ringed, by region.</p>"
     + TABLE.format("Owls", rows([("North", "7"), ("South", "9")])), "| North |"),
    ("business class flights", "<p>The department has spent the following on business class "
     "flights.</p><p>Earlier records are with another supplier.</p>"
     + TABLE.format("Spend", rows([("2013", "£78"), ("2014", "£86")])), "| 2013 |"),
    ("new car models", "<p>The new car models were announced as follows:</p><ul><li>On 25 July a "
     "Mini was announced.</li><li>On 27 October a van was announced.</li></ul>", "• On 25 July"),
    ("firms that train prisoners", "<p>The firms that train prisoners are:</p>"
     "<table><tr><td>Pertemps</td></tr><tr><td>St Giles Trust</td></tr></table>", "| Pertemps |"),
    ("prison owls", "<p>The number of prison owls is shown in the table below.</p>", "The number"),
    ("prison owls", "<p>Prison owls</p><p>They are fed each day by the prison staff.</p>",
     "They are fed"),
]  # fmt: skip


def paragraphs(texts):
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts)


ASKED = [(q, source, paragraphs(texts), best) for q, source, texts, best in CASES] + [
    (q, "on something else", markup, best) for q, markup, best in TABLES
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory, words_only):
    folder = tmp_path_factory.mktemp("best")
    settings = Settings(data_dir=folder / "data", passage_words=200)
    facts = [
        fact(uin=str(1000 + n), question_text=f"To ask {source}.", answer_html=markup, heading=None)
        for n, (_, source, markup, _) in enumerate(ASKED)
    ]
    assert not ingest([lines(folder / "a.jsonl", *facts)], settings).rejected
    with SnapshotManager(settings).open() as opened:
        yield opened


@pytest.fixture
def best(snapshot):
    """A function from a number and a question to the best sentence of that answer."""

    def best(number, question):
        [hit] = snapshot.index.named([str(1000 + number)], Where())
        found = snapshot.answers.quoted([hit.passage])[hit.passage]
        query = query_of(Request(question), snapshot)
        weights = term_weights(query, snapshot.index)
        span = ranked_sentences(found, question, weights, snapshot)[0].span
        passage, answer = found
        assert passage.start <= span.start < span.end <= passage.end
        return answer.text[span.start : span.end]

    return best


@pytest.mark.parametrize("number", range(len(ASKED)), ids=[one[0] for one in ASKED])
def test_the_best_sentence_answers(best, number):
    question, _, _, begins = ASKED[number]
    assert best(number, question).startswith(begins)


@pytest.mark.parametrize("question", ["?", "the of and", "zebra", "when", "£", "| a |", "🙂"])
@pytest.mark.parametrize("number", [0, 12, len(CASES), len(ASKED) - 1])
def test_any_question_has_a_best_sentence(best, number, question):
    assert best(number, question)
