"""A question in, a Reply out, over the answers that ship."""

import json
import shutil
import threading

import pytest

from qa import store
from qa.archive import update
from qa.archive.ingest import ingest
from qa.errors import BadRequest, IndexUnusable, NotFound, StoreError
from qa.model import Request
from qa.model.filters import read_filters
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

DRUGS = "how many adults drop out of drug treatment after leaving prison?"
WORK = "what is the government doing to get prison leavers into work?"


@pytest.fixture
def settings(own_data):
    """A data folder of one's own, with the answers of `corpus/`."""
    return Settings(data_dir=own_data)


@pytest.fixture
def service(settings):
    return Service(settings)


def test_the_joint_study_answers_how_many_drop_out_of_treatment(service):
    reply = service.reply(Request(DRUGS))
    first = reply.as_json()["passages"][0]
    assert "34% of all offenders" in first["text"]
    assert "53% of substance misusing offenders" in first["text"]
    assert "65.5% of adults" in first["source_question"]
    assert (first["date_answered"], first["date_tabled"]) == ("2021-02-17", "2021-02-09")
    assert first["answering_body"] == {"id": "ministry-of-justice", "name": "Ministry of Justice"}
    assert (first["uin"], first["url"], first["status"]) == (None, None, "answered")
    answer = service.answer(first["answer_id"])
    best = answer.text[slice(*first["best"])]
    assert best.startswith("In 2017, a joint MoJ and PHE study[1] found")


def test_the_new_futures_network_answers_how_leavers_get_into_work(service):
    reply = service.reply(Request(WORK))
    first = reply.as_json()["passages"][0]
    assert "New Futures Network" in first["text"]
    assert (first["date_answered"], first["uin"]) == ("2021-09-13", "41780")
    assert first["url"].endswith("/2021-09-03/41780")


@pytest.mark.parametrize(
    ("question", "unmatched"),
    [
        ("best recipe for sourdough pizza", ["recipe", "sourdough", "pizza"]),
        ("How do I renew my passport?", ["renew", "passport"]),
        ("xyzzy", ["xyzzy"]),
        ("the of and", []),
        ("?!", []),
    ],
)
def test_what_the_answers_do_not_cover_gets_an_honest_no(service, question, unmatched):
    reply = service.reply(Request(question)).as_json()
    assert reply["answerable"] is False
    assert reply["passages"] == []
    assert reply["reason"]
    assert reply["unmatched"] == unmatched
    assert reply["confidence"] < 0.5
    assert len(reply["near_misses"]) <= 3


def test_an_answered_question_has_no_reason_and_no_near_misses(service):
    reply = service.reply(Request(WORK))
    assert (reply.reason, reply.near_misses, reply.answerable) == (None, (), True)
    assert reply.confidence >= 0.5


def test_the_threshold_is_a_setting(settings):
    strict = Settings(data_dir=settings.data_dir, threshold=0.9)
    assert Service(strict).reply(Request(DRUGS)).answerable is False


def test_every_passage_is_the_slice_it_says(service):
    for question in (DRUGS, WORK, "prison", "community sentence treatment"):
        for quotation in service.reply(Request(question, hits=100)).passages:
            shown = quotation.as_json()
            text = service.answer(shown["answer_id"]).text
            assert shown["text"] == text[shown["start"] : shown["end"]]
            start, end = shown["best"]
            assert shown["start"] <= start < end <= shown["end"]


def test_the_same_question_gives_the_same_bytes(service, settings):
    one = json.dumps(service.reply(Request(DRUGS)).as_json())
    assert json.dumps(service.reply(Request(DRUGS)).as_json()) == one
    update.rebuild(settings)
    assert json.dumps(Service(settings).reply(Request(DRUGS)).as_json()) == one


def test_a_body_that_is_not_covered_is_refused(service):
    with pytest.raises(BadRequest, match="Home Office") as caught:
        service.reply(Request("prison", read_filters(body="Home Office")))
    assert caught.value.parameter == "body"


def test_filters_narrow_the_reply(service):
    reply = service.reply(
        Request("prison leavers", read_filters(date_from="2021-09-13", body="Ministry of Justice"))
    )
    assert {shown["answer_id"] for shown in reply.as_json()["passages"]} == {"2021-09-03/41780"}


def test_a_new_index_is_taken_up_before_the_next_question(service, settings, tmp_path):
    assert service.reply(Request("how many libraries are there?")).answerable is False
    ingest([lines(tmp_path / "a", fact())], settings)
    assert service.reply(Request("how many libraries are there?")).answerable is True


def test_a_reply_from_an_older_index_still_quotes_what_it_scored(service, settings, tmp_path):
    ingest([lines(tmp_path / "a", fact())], settings)
    old = (settings.index_dir / "passages.index").read_bytes()
    ingest([lines(tmp_path / "b", fact(answer_html="<p>None, since the fire.</p>"))], settings)
    (settings.index_dir / "passages.index").write_bytes(old)
    (quotation,) = service.reply(Request("how many libraries are there?")).passages
    assert quotation.text == "There are twelve libraries."
    assert service.answer("2015-03-02/100").text == "None, since the fire."


def test_questions_asked_while_answers_come_in_never_fail(service, settings, tmp_path):
    failures = []

    def keep_asking():
        while not done.is_set():
            try:
                for quotation in service.reply(Request("how many libraries are there?")).passages:
                    assert quotation.text
            except Exception as error:
                failures.append(error)

    done = threading.Event()
    threads = [threading.Thread(target=keep_asking) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(8):
        ingest([lines(tmp_path / "a", fact(answer_html=f"<p>{number} libraries.</p>"))], settings)
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_without_a_store_or_an_index_the_cure_is_said(settings, tmp_path):
    with pytest.raises(StoreError, match="qa ingest"):
        Service(Settings(data_dir=tmp_path / "nowhere")).reply(Request("prison"))
    shutil.rmtree(settings.index_dir)
    with pytest.raises(IndexUnusable, match="qa index"):
        Service(settings).reply(Request("prison"))
    assert Service(settings).coverage().index_version is None


def test_an_index_of_another_store_is_refused_and_never_quoted_from(settings, tmp_path):
    other = Settings(data_dir=tmp_path / "other")
    ingest([lines(tmp_path / "a", *(fact(uin=str(n)) for n in range(30)))], other)
    for path in settings.data_dir.glob("answers.db*"):
        path.unlink()
    shutil.copy(other.store_path, settings.store_path)
    with pytest.raises(IndexUnusable, match=r"another store.*qa index"):
        Service(settings).reply(Request(DRUGS))
    update.bring_up_to_date(settings)
    assert Service(settings).reply(Request("how many libraries are there?")).answerable


def test_an_older_copy_of_the_store_is_refused_too(settings, tmp_path):
    with store.archive.writing(settings.store_path) as db:
        db.execute("UPDATE revision SET number = number - 1")
    with pytest.raises(IndexUnusable, match="qa index"):
        Service(settings).reply(Request(DRUGS))


def test_passages_that_are_gone_are_an_error_and_no_traceback(settings):
    with store.archive.writing(settings.store_path) as db:
        db.execute("DELETE FROM passages")
    with pytest.raises(StoreError, match="qa check"):
        Service(settings).reply(Request(DRUGS))


def test_a_reason_does_not_blame_the_words_for_what_the_filters_left_out(service):
    reply = service.reply(
        Request("prison", read_filters(date_from="2021-03-01", date_to="2021-03-02"))
    )
    assert reply.unmatched == ()
    assert "within these filters" in reply.reason


@pytest.mark.parametrize(
    ("question", "dates", "asked"),
    [
        ("what did ministers say in 2024 about prison leavers", {}, "in 2024"),
        ("answers since January 2022 on prison", {}, "since 1 January 2022"),
        ("prison", {"date_to": "1900-01-31"}, "until 31 January 1900"),
        ("prison", {"date_from": "2022-01-01", "date_to": "2023-12-31"},
         "from 1 January 2022 to 31 December 2023"),
        ("prison", {"date_from": "2022-01-01", "date_to": "2022-01-01"}, "on 1 January 2022"),
        ("UIN 41780", {"date_from": "2022-01-01"}, "since 1 January 2022"),
        ("“prison leavers”", {"date_from": "2022-01-01"}, "since 1 January 2022"),
    ],
)  # fmt: skip
def test_dates_that_are_not_covered_are_no_sign_that_nothing_was_said(
    service, question, dates, asked
):
    reply = service.reply(Request(question, read_filters(**dates)))
    assert (reply.answerable, reply.near_misses) == (False, ())
    assert "prison leavers" not in reply.unmatched
    assert reply.reason == (
        "The answers here are from 17 February 2021 to 13 September 2021; "
        f"they cannot say what was answered {asked}."
    )


def test_coverage_counts(service):
    assert service.coverage().as_json() == {
        "answers": 2,
        "passages": 9,
        "by_status": {"answered": 2},
        "by_body": {"ministry-of-justice": 2},
        "body_names": {"ministry-of-justice": "Ministry of Justice"},
        "oldest_answer": "2021-02-17",
        "newest_answer": "2021-09-13",
        "by_body_year_status": [
            {"body": "ministry-of-justice", "year": "2021", "status": "answered", "answers": 2}
        ],
        "last_sync": None,
        "last_corrections": None,
        "last_sync_failure": None,
        "sync_gaps": (),
        "index_version": service.reply(Request("prison")).index_version,
        "index_current": True,
        "vectors": None,
        "vector_search": None,
    }


def test_an_unknown_answer_is_not_found(service):
    with pytest.raises(NotFound, match="2021-09-03/41780"):
        service.answer("1999-01-01/1")


def test_an_answer_is_found_in_any_case_and_spacing(service):
    assert service.answer(" 2021-09-03/41780 ").uin == "41780"


def test_an_answer_named_by_its_uin_comes_first_from_every_session(tmp_path):
    facts = [
        fact(uin="77", date_tabled="2015-03-02", answer_html="<p>Owls fly.</p>"),
        fact(uin="77777", date_tabled="2015-03-02", answer_html="<p>Bats fly.</p>"),
        fact(uin="77777", date_tabled="2016-03-02", date_answered="2016-03-09",
             answer_html="<p>Bees buzz.</p>"),
        fact(uin="78", answer_html="<p>Owls fly at night, and owls hunt at night.</p>"),
    ]  # fmt: skip
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    service = Service(settings)
    reply = service.reply(Request("question 77777 about owls"))
    found = [one.answer.answer_id for one in reply.passages]
    assert set(found[:2]) == {"2015-03-02/77777", "2016-03-02/77777"}
    assert reply.confidence == 1.0
    assert service.ranking(reply.query, 2, "answer")[1][0] in found[:2]
    alone = service.reply(Request("UIN 77777", read_filters(date_from="2016-01-01")))
    assert [one.answer.answer_id for one in alone.passages] == ["2016-03-02/77777"]
    unknown = service.reply(Request("UIN 99999"))
    assert (unknown.answerable, unknown.unmatched) == (False, ("99999",))
    assert unknown.reason == "No published answer has the UIN 99999."
    outside = service.reply(Request("UIN 77777", read_filters(house="Lords")))
    assert (outside.answerable, outside.unmatched) == (False, ())
    assert "within these filters" in (outside.reason or "")


def test_what_is_quoted_must_occur_as_it_stands(tmp_path):
    facts = [
        fact(uin="1", answer_html="<p>The Minister’s Open  Door closed.</p>"),
        fact(uin="2", answer_html="<p>The door of the minister is open, open, open.</p>"),
        fact(uin="3", answer_html="<p>Owls hunt at night.</p>"),
    ]
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    service = Service(settings)
    reply = service.reply(Request('"minister\'s open door"'))
    assert [one.answer.uin for one in reply.passages] == ["1"]
    for unit in ("answer", "passage"):
        assert len(service.ranking(reply.query, 10, unit)) == 1
    unsaid = service.reply(Request("“open minister door”"))
    assert (unsaid.answerable, unsaid.confidence) == (False, 0.0)
    assert unsaid.unmatched == ("open minister door",)
    assert "quotation marks" in unsaid.reason
    assert unsaid.near_misses
    assert len(service.ranking(unsaid.query, 10, "answer")) > 1
