"""What every home of the archive's read side does: inherit `AnswerReaderConformance`."""

from abc import ABC, abstractmethod
from hashlib import sha256

import pytest

from qa import store
from qa.archive.ingest import ingest
from qa.index import index_config
from qa.model import Filters
from qa.model.changes import ChangesPage
from qa.settings import Settings
from qa.store import AnswerReader
from tests.making import fact, lines, parallel_page

CORRECTED = (
    '<p>There are <del class="ministerial">12</del><ins class="ministerial">13</ins> prisons.</p>'
)
GROUPED = "<p>The Department publishes this each year.</p>"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Settings of an archive in SQLite that has an example of all that a reader returns."""
    folder = tmp_path_factory.mktemp("archive")
    settings = Settings(data_dir=folder / "data")
    lords = {"house": "Lords", "answering_body": "Home Office", "answering_member": "Lord Brân"}
    first = [
        parallel_page(folder / "a.html"),
        lines(folder / "b", fact(question_text="How many prisons are there?", uin="101")),
    ]
    second = [
        lines(
            folder / "c",
            fact(),
            fact(question_text="How many prisons are there?", uin="101", answer_html=CORRECTED),
            fact(
                question_text="How many owls are there?",
                uin="HL102",
                answer_html="<p>I refer to the answer to Question 101 on 9 March 2015.</p>",
                date_answered="2015-03-11",
                asking_member=None,
                **lords,
            ),
            *(
                fact(
                    question_text=f"How many in {uin}?",
                    uin=uin,
                    answer_html=GROUPED,
                    date_answered="2015-03-10",
                )
                for uin in ("103", "104")
            ),
        )
    ]
    ingest(first, settings)
    ingest(second, settings)
    return settings


class AnswerReaderConformance(ABC):
    """Inherit this and give the fixture `reader`."""

    @pytest.fixture
    @abstractmethod
    def reader(self, archive) -> AnswerReader:
        """A reader of a home that holds what the SQLite archive of these settings holds."""

    def found(self, reader: AnswerReader, name: str):
        answer = reader.find(name)
        assert answer is not None
        return answer

    def test_the_revision_is_that_of_the_archive(self, reader, archive):
        with store.archive.reading(archive.store_path) as db:
            assert reader.revision == store.archive.revision.current(db)

    def test_an_answer_is_found_by_its_id_in_any_case(self, reader):
        assert reader.find("2015-03-02/hl102").answer_id == "2015-03-02/HL102"

    def test_an_alias_leads_to_the_answer_that_replaced_it(self, reader, archive):
        with store.archive.reading(archive.store_path) as db:
            [(alias,)] = db.execute("SELECT alias FROM aliases").fetchall()
        assert reader.find(alias).answer_id == "2015-03-02/100"
        assert reader.answers([alias]) == {}

    def test_an_unknown_id_leads_to_no_answer(self, reader):
        assert reader.find("2015-03-02/999") is None

    def test_answers_are_read_by_their_ids_and_unknown_ids_are_left_out(self, reader):
        named = ["2015-03-02/100", "2015-03-02/101", "2015-03-02/999"]
        assert reader.answers(named) == {name: self.found(reader, name) for name in named[:2]}
        assert reader.answers([]) == {}

    def test_several_answers_are_found_at_once_by_the_id_that_is_given(self, reader, archive):
        with store.archive.reading(archive.store_path) as db:
            [(alias,)] = db.execute("SELECT alias FROM aliases").fetchall()
        given = ["2015-03-02/hl102", alias, "2015-03-02/999"]
        found = reader.find_all(given)
        assert list(found) == given[:2]
        assert [one.answer_id for one in found.values()] == ["2015-03-02/HL102", "2015-03-02/100"]
        assert reader.ids_today(given) == {name: one.answer_id for name, one in found.items()}
        assert reader.find_all([]) == reader.ids_today([]) == {}

    def test_a_reference_names_answers_by_id_passage_uin_or_address(self, reader):
        address = "https://questions-statements.parliament.uk/written-questions/detail/2015-03-02/"
        for reference in ("2015-03-02/101", "2015-03-02/101#1", " 10 1", f"{address}101"):
            assert list(reader.named(reference)) == ["2015-03-02/101"]
        assert list(reader.named("hl-102")) == ["2015-03-02/HL102"]
        assert list(reader.named("999")) == list(reader.named("")) == []

    def test_every_current_passage_comes_newest_answer_first(self, reader):
        found = [one.passage_id for one in reader.current_passages()]
        ids = ["HL102", "103", "104", "100", "101"]
        assert found == [f"2015-03-02/{uin}#1" for uin in ids]

    def test_a_former_text_has_its_passages_and_the_answer_as_of_that_text(self, reader, archive):
        with store.archive.reading(archive.store_path) as db:
            versions = db.execute(
                "SELECT v.id FROM versions v JOIN answers a ON a.id = v.answer "
                "WHERE a.uin = '101' ORDER BY v.id"
            ).fetchall()
        former, current = (list(reader.passages_then(version)) for (version,) in versions)
        assert [answer.text for _, answer in former] == ["There are twelve libraries."]
        assert current == [
            (one, self.found(reader, "2015-03-02/101"))
            for one in reader.passages_of(self.found(reader, "2015-03-02/101"))
        ]
        assert list(reader.passages_then(10**9)) == []

    def test_changes_are_followed_page_by_page_each_id_once(self, reader):
        after, listed, replaced = 0, [], []
        for _ in range(10):
            page = reader.follow(after, 2, Filters(), None)
            listed += [one.answer_id for one in page.answers]
            replaced += page.replaced
            after = page.last
            if not page.more:
                break
        assert sorted(listed) == sorted(one.answer_id for one in reader.quotable())
        assert [by for _, by in replaced] == ["2015-03-02/100"]
        assert reader.follow(after, 2, Filters(), None) == ChangesPage((), (), after, False)
        lords = reader.follow(0, 9, Filters(house="Lords"), None)
        assert [one.uin for one in lords.answers] == ["HL102"]
        assert reader.follow(0, 9, Filters(), "2100-01-01").answers == ()
        by = reader.follow(0, 9, Filters(minister="lord bran"), None)
        assert [one.uin for one in by.answers] == ["HL102"]

    def test_coverage_counts_the_answers(self, reader):
        covered = reader.coverage()
        assert (covered.answers, covered.oldest_answer) == (5, "2015-03-09")
        assert covered.by_status == {"answered": 4, "corrected": 1}
        assert covered.by_body == {"home-office": 1, "ministry-of-justice": 4}
        assert (covered.last_sync, reader.last_sync_end) == (None, "")

    def test_the_states_after_a_change_are_compared_with_those_before(self, reader):
        store_id = reader.revision.partition(".")[0]
        first, last = (reader.last_change(f"{store_id}.{number}") for number in (1, 2))
        assert last == reader.last_change(reader.revision)
        assert {one.was for one in reader.changed(0, last)} == {None}
        [corrected] = [one for one in reader.changed(first, last) if one.was]
        assert (corrected.answer_id, corrected.was, corrected.status, corrected.reworded) == (
            "2015-03-02/101",
            "answered",
            "corrected",
            True,
        )
        [(_, former)] = reader.passages_then(corrected.was_version)
        assert former.text == "There are twelve libraries."
        assert list(reader.changed(last, last)) == []
        assert list(reader.changed(first, last, ["2015-03-02/999"])) == []

    def test_filters_choose_among_answers_whatever_their_status(self, reader):
        ids = [f"2015-03-02/{uin}" for uin in ("101", "HL102", "103", "999")]
        lords = reader.within(ids, Filters(house="Lords", status=("withdrawn",)))
        assert list(lords.values()) == ["2015-03-02/HL102"]
        assert set(reader.within(ids, Filters(date_from="2015-03-10")).values()) == {*ids[1:3]}
        assert reader.within(ids, Filters(member="Ann Nobody")) == {}

    def test_the_passages_of_an_answer_are_slices_of_its_text_in_order(self, reader):
        answer = self.found(reader, "2015-03-02/101")
        passages = reader.passages_of(answer)
        assert [one.passage_id for one in passages] == ["2015-03-02/101#1"]
        assert answer.text[passages[0].start : passages[0].end] == "There are 13 prisons."

    def test_a_passage_is_quoted_with_its_answer_and_an_unknown_row_is_left_out(self, reader):
        answer = self.found(reader, "2015-03-02/100")
        [passage] = reader.passages_of(answer)
        assert reader.quoted([passage.row, 10**9]) == {passage.row: (passage, answer)}
        assert reader.quoted([]) == {}

    def test_a_passage_of_an_older_text_is_quoted_from_that_text(self, reader, archive):
        with store.archive.reading(archive.store_path) as db:
            rows = [row for (row,) in db.execute("SELECT id FROM passages").fetchall()]
        quoted = reader.quoted(rows).values()
        texts = {answer.text for _, answer in quoted if answer.uin == "101"}
        assert texts == {"There are twelve libraries.", "There are 13 prisons."}
        assert all(passage.version == answer.version for passage, answer in quoted)

    def test_bodies_with_answers_are_known(self, reader):
        assert reader.has_body(frozenset({"nobody", "home-office"}))
        assert not reader.has_body(frozenset({"nobody"}))
        assert not reader.has_body(frozenset())

    def test_answers_are_found_by_words_of_the_members_names(self, reader):
        assert len(reader.by_members("bob jones", None)) == 4
        assert len(reader.by_members("JONES", "Ann Smith")) == 4
        assert len(reader.by_members("bran", None)) == 1
        assert reader.by_members("bran", "smith") == frozenset()

    def test_the_members_of_an_answer_are_a_pair_with_null_where_not_stated(self, reader):
        [lords] = reader.by_members("Lord Bran", None)
        others = reader.by_members("Bob", None)
        pairs = reader.members([lords, *others])
        assert sorted(pairs, key=str) == [("Bob Jones", "Ann Smith")] * 4 + [("Lord Brân", None)]

    def test_people_are_counted_most_answers_first(self, reader):
        assert list(reader.people("minister").items()) == [("Bob Jones", 4), ("Lord Brân", 1)]
        assert list(reader.people("member").items()) == [("Ann Smith", 4)]

    def test_answers_are_found_by_the_beginning_of_a_uin(self, reader):
        def uins(beginning, limit=9):
            return [one.uin for one in reader.with_uin(beginning, limit)]

        assert uins("10") == ["103", "104", "100", "101"]
        assert uins("10", 2) == ["103", "104"]
        assert uins("101") == ["101"]
        assert uins("HL") == ["HL102"]
        assert uins("9") == uins("10%") == []

    def test_links_are_read_for_several_answers_at_once(self, reader):
        names = [f"2015-03-02/{uin}" for uin in ("101", "HL102", "103", "104")]
        prisons, owls, one, other = (self.found(reader, name) for name in names)
        links = reader.links([prisons, owls, one])
        assert links[owls.answer_id].refers_to == (prisons,)
        assert links[prisons.answer_id].referred_from == (owls,)
        assert links[one.answer_id].grouped_with == (other,)
        assert links[prisons.answer_id].grouped_with == ()

    def test_the_history_has_each_version_oldest_first(self, reader):
        history = reader.history(self.found(reader, "2015-03-02/101"))
        shown = [(one["status"], one["text"], one["current"]) for one in history]
        assert shown == [
            ("answered", "There are twelve libraries.", False),
            ("corrected", "There are 13 prisons.", True),
        ]
        assert [one["date_answered"] for one in history] == ["2015-03-09"] * 2
        assert history[0]["seen_at"] <= history[1]["seen_at"]

    def test_the_context_has_the_text_before_a_correction_and_the_links(self, reader):
        answer = self.found(reader, "2015-03-02/101")
        context = reader.context(answer)
        assert context.original_text == "There are 12 prisons."
        assert [one.before for one in context.changes] == ["There are 12 prisons."]
        assert context.links == reader.links([answer])[answer.answer_id]

    def test_an_answer_that_was_not_corrected_has_no_text_before_it(self, reader):
        context = reader.context(self.found(reader, "2015-03-02/100"))
        assert (context.original_text, context.changes) == (None, ())
        assert (context.date_holding, context.date_corrected) == (None, None)

    def test_answers_that_can_be_quoted_come_newest_first_then_by_id(self, reader):
        assert [one.uin for one in reader.quotable()] == ["HL102", "103", "104", "100", "101"]

    def test_the_texts_with_a_phrase_are_found_current_or_former(self, reader):
        def texts(phrase, limit=9):
            [digests] = reader.holding([phrase], limit)
            stated = reader.stated_texts(digests)
            return [stated[digest].text for digest in digests]

        assert texts("are 13 prisons") == ["There are 13 prisons."]
        assert texts("THERE, are twelve") == ["There are twelve libraries."]
        assert set(texts("there are")) == {"There are 13 prisons.", "There are twelve libraries."}
        assert texts("there are", 1) == ["There are 13 prisons."]
        assert texts("prisons there") == texts("“…”") == texts("") == []

    def test_several_phrases_are_looked_for_at_once(self, reader):
        found = reader.holding(["are 13", "no such", "the Department"], 9)
        assert list(map(len, found)) == [1, 0, 1]

    def test_a_text_comes_with_every_answer_that_states_it_or_did_newest_first(self, reader):
        [[grouped], [twelve]] = reader.holding(["the Department publishes", "are twelve"], 9)
        stated = reader.stated_texts([grouped, twelve, "0" * 64])
        assert stated.keys() == {grouped, twelve}
        assert [one.uin for one in stated[grouped].answers] == ["103", "104"]
        assert [one.uin for one in stated[twelve].answers] == ["100", "101"]
        assert reader.stated_texts([]) == {}

    def test_a_version_is_found_by_the_beginning_of_its_digest(self, reader):
        answer = self.found(reader, "2015-03-02/101")
        for text, current in (
            ("There are twelve libraries.", False),
            ("There are 13 prisons.", True),
            ("There are 12 prisons.", False),
        ):
            digest = sha256(text.encode()).hexdigest()
            version = reader.stated_version(answer, digest[:12])
            assert (version["text"], version["current"]) == (text, current)
        assert reader.stated_version(answer, "0" * 12) is None


def splitter(settings: Settings) -> str:
    """The name of the rules by which these settings split texts into passages."""
    return index_config(settings).splitting
