"""Passages and answers are published together: what is read of an index is of its revision."""

from dataclasses import replace

import pytest

from qa import store
from qa.archive.ingest import ingest
from qa.archive.update import bring_up_to_date
from qa.errors import EngineDown, IndexUnusable, NotFound
from qa.index import is_published, open_answers, open_home, open_index, publish_sync
from qa.index.opensearch import publish as publishing
from qa.index.opensearch.alias import served_facts
from qa.model import Request
from qa.service.service import Service
from qa.settings import Settings
from qa.store.archive import sync_state
from tests.making import fact, lines, parallel_page
from tests.qa.index.opensearch.publishing import in_opensearch

ID = "2015-03-02/100"


@pytest.fixture
def there(tmp_path, opensearch_url):
    """Settings of one answer, which is published."""
    settings = in_opensearch(Settings(data_dir=tmp_path / "data", semantic=False), opensearch_url)
    ingest([lines(tmp_path / "first.jsonl", fact())], settings)
    return settings


def change(settings, tmp_path):
    """Correct the answer, and add another."""
    text = "<p>There are thirteen libraries.</p>"
    more = fact(uin="101", question_text="How many prisons?")
    return ingest([lines(tmp_path / "day.jsonl", fact(answer_html=text), more)], settings)


def test_who_has_opened_an_index_goes_on_with_its_answers(there, tmp_path):
    home = open_home(there)
    before = home.current()
    with home.answers(before) as answers:
        was = answers.revision
        change(there, tmp_path)
        assert answers.find(ID).text == "There are twelve libraries."
        assert answers.find("2015-03-02/101") is None
        assert answers.revision == was == before.revision
    after = home.current()
    with home.answers(after) as answers:
        assert answers.find(ID).text == "There are thirteen libraries."
        assert answers.revision == after.revision != was


def test_what_is_not_published_is_not_read(there, tmp_path):
    change(there.with_changes(opensearch_url=""), tmp_path)
    service = Service(there)
    assert service.answer(ID).text == "There are twelve libraries."
    assert "twelve" in service.reply(Request("How many libraries?")).passages[0].text
    assert not service.coverage().index_current
    assert bring_up_to_date(there) is False  # The index in the folder is; it is published now.
    assert service.coverage().index_current
    assert service.answer(ID).text == "There are thirteen libraries."


def test_an_index_that_is_behind_its_store_is_not_published(there):
    index = open_index(there)
    with store.archive.writing(there.store_path) as db:
        store.archive.revision.advance(db)
    with pytest.raises(publishing.IndexBehind, match="behind the store"):
        publishing.publish(there, index)
    bring_up_to_date(there)
    with open_answers(there) as answers, store.archive.reading(there.store_path) as db:
        assert answers.revision == store.archive.revision.current(db)


def test_an_index_that_lacks_answers_is_not_served(there, tmp_path, monkeypatch):
    documents = publishing.answer_documents
    monkeypatch.setattr(publishing, "answer_documents", lambda *given: list(documents(*given))[1:])
    with pytest.raises(IndexUnusable, match="1 of 2 answers"):
        change(there, tmp_path)
    assert Service(there).answer(ID).text == "There are twelve libraries."


def test_a_sync_that_brings_nothing_is_published(there):
    service = Service(there)
    assert service.coverage().last_sync is None
    state, name = service.state(), served_facts(*engine(there))[0]
    with store.archive.writing(there.store_path) as db:
        sync_state.record_completed_run(db, "sync")
        sync_state.record_failure(db, "Not fetched: a day.")
    publish_sync(there)
    covered = service.coverage()
    assert covered.last_sync is not None
    assert covered.last_sync_failure["reason"] == "Not fetched: a day."
    assert service.state() != state
    assert served_facts(*engine(there))[0] == name


def engine(settings):
    return publishing.connect(settings), settings.opensearch_index


def test_an_answer_of_an_earlier_revision_is_read_under_its_id_of_today(there, tmp_path):
    poorer = parallel_page(tmp_path / "page.html", question="How many prisons?")
    ingest([poorer], there)
    service = Service(there)
    [former] = [one for one, _ in service.answers_with_links() if one.answer_id != ID]
    change(there, tmp_path)
    assert service.answer(former.answer_id).answer_id == "2015-03-02/101"
    assert [one["current"] for one in service.history(former)] != []
    gone = replace(former, answer_id="2015-03-02/999")
    with pytest.raises(NotFound, match="no longer in the store"):
        service.context(gone)


def test_an_engine_that_is_away_is_an_error_with_its_cure(tmp_path):
    there = Settings(data_dir=tmp_path / "none", opensearch_url="http://127.0.0.1:9")
    service = Service(there)
    for ask in (
        lambda: service.answer(ID),
        lambda: service.named("100"),
        service.coverage,
        service.state,
        lambda: is_published(there),
    ):
        with pytest.raises(EngineDown, match="cannot be reached"):
            ask()
    assert service.index_made_at() is None
    assert not there.data_dir.exists()


def test_nothing_is_published_yet(there):
    empty = there.with_changes(opensearch_index="test-nothing")
    assert not is_published(empty)
    with pytest.raises(IndexUnusable, match="No index is published"):
        Service(empty).answer(ID)
