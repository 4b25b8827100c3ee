"""A quotation of an answer that is withdrawn: still found, with since when, and at its address."""

import json

import pytest

from qa import store
from qa.archive.ingest import ingest
from qa.service.service import Service
from qa.settings import Settings
from tests.parliament_records import question
from web import create_app

LOST = "Nineteen barn owls nest in the roof of the prison, and nobody may move them."
KEPT = "Every governor counts the swans on the lake of the estate in each spring."
SHARED = "The wardens of the marsh report to the Board in the first week of June."
SPOKEN = "The Minister said: “{}”"


def answer(uin, text, day="2015-03-09", **stated):
    facts = {"dateTabled": day, "dateAnswered": day, "answerText": f"<p>{text}</p>"}
    asked = f"To ask the Secretary of State for Justice, about matter {uin}."
    return question(uin, questionText=asked, **facts | stated)


class Desk:
    """A data folder and a service over it; `ingest` states some questions of Parliament's API."""

    def __init__(self, folder):
        self.folder = folder
        self.settings = Settings(data_dir=folder / "data", semantic=False)

    def ingest(self, *questions):
        path = self.folder / "questions.json"
        path.write_text(json.dumps(questions), encoding="utf-8")
        assert not ingest([path], self.settings).rejected
        self.service = Service(self.settings)

    def source(self, sentence):
        """Where one sentence in quotation marks comes from, which is verbatim and no fault."""
        found = self.service.check_quotations(SPOKEN.format(sentence))
        assert found["faults"] == 0
        [checked] = [one for one in found["sentences"] if one["quoted"]]
        assert (checked["finding"], checked["text"]) == ("verbatim", sentence)
        [source] = checked["sources"]
        return source

    def at(self, source):
        """The quotation at the permanent address of a source."""
        answer_id, version, bounds = source["quotation_id"].rsplit("/", 2)
        return self.service.quotation(answer_id, version, *map(int, bounds.split("-")))

    def stored(self, uin):
        """The days on which the versions of the answer with a UIN were stored, by status."""
        with store.archive.open_reader(self.settings.store_path, "") as reader:
            [one] = reader.answers([f"2015-03-09/{uin}"]).values()
            return {was["status"]: was["seen_at"][:10] for was in reader.history(one)}


@pytest.fixture
def desk(tmp_path):
    """Two answers; then one is withdrawn with its text gone, the other with its text kept."""
    made = Desk(tmp_path)
    made.ingest(answer(1, LOST), answer(2, KEPT))
    made.before = [made.source(one) for one in (LOST, KEPT)]
    made.ingest(
        answer(1, "", isWithdrawn=True, answerText=None, dateAnswered=None),
        answer(2, KEPT, isWithdrawn=True),
    )
    return made


def test_a_sentence_of_a_withdrawn_answer_is_verbatim_and_says_since_when(desk):
    for uin, sentence in ((1, LOST), (2, KEPT)):
        source = desk.source(sentence)
        assert (source["uin"], source["status"], source["text"]) == (
            str(uin),
            "withdrawn",
            sentence,
        )
        standing = source["standing"]
        assert standing["still_said"] is False
        assert standing["changed_on"] == desk.stored(uin)["withdrawn"]
        assert standing["said_now"] is None


def test_a_permanent_address_given_before_says_the_same_and_since_when_it_is_withdrawn(desk):
    for uin, source in enumerate(desk.before, start=1):
        assert source["standing"]["still_said"] is True
        found = desk.at(source)
        assert (found["text"], found["date_answered"]) == (source["text"], "2015-03-09")
        assert found["answer"]["status"] == "withdrawn"
        assert found["standing"]["still_said"] is False
        assert found["standing"]["changed_on"] == desk.stored(uin)["withdrawn"]
        assert desk.at(desk.source(source["text"]))["text"] == source["text"]


def test_an_altered_sentence_of_a_withdrawn_answer_is_altered(desk):
    for sentence, other in (
        (LOST, LOST.replace("barn", "tawny")),
        (KEPT, KEPT.replace("lake", "pond")),
    ):
        found = desk.service.check_quotations(SPOKEN.format(other))
        [checked] = [one for one in found["sentences"] if one["quoted"]]
        assert (found["faults"], checked["finding"], checked["differs_in"]) == (
            1,
            "altered",
            ["words"],
        )
        [source] = checked["sources"]
        assert (source["status"], source["text"]) == ("withdrawn", sentence)


def test_the_pages_say_that_the_answer_was_withdrawn_and_since_when(desk):
    client = create_app(desk.settings).test_client()
    for uin, source in enumerate(desk.before, start=1):
        day = desk.stored(uin)["withdrawn"]
        checked = client.post("/quote-check", data={"text": SPOKEN.format(source["text"])})
        for page in (client.get(f"/quotations/{source['quotation_id']}"), checked):
            assert page.status_code == 200
            said = " ".join(page.text.split())
            assert (
                f'<strong>The answer was withdrawn</strong> since <time datetime="{day}">' in said
            )
            assert "The answer still says this" not in said


@pytest.mark.parametrize("alone", [True, False])
def test_of_the_same_words_an_answer_that_is_not_withdrawn_is_shown(desk, alone):
    own = SHARED if alone else f"{SHARED} A fence is built around it."
    desk.ingest(
        answer(3, own, day="2015-03-02"), answer(4, SHARED, day="2015-03-20", isWithdrawn=True)
    )
    source = desk.source(SHARED)
    assert (source["uin"], source["status"]) == ("3", "answered")
    assert source["standing"]["still_said"] is True
