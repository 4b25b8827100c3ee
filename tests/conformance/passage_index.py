"""What every home of the passage index does: inherit `PassageIndexConformance`."""

import json
from abc import ABC, abstractmethod
from datetime import date
from math import log

import pytest

from qa import store
from qa.archive.ingest import ingest
from qa.index import Clause, Where
from qa.model import STATUSES, Filters
from qa.settings import Settings
from tests.parliament_records import question, unanswered

FORTY_WORDS = "All of it is set out here so that anyone can read it in full today. " * 3


def record(uin, text, answered="2016-01-05", **stated):
    """A written question as Parliament's API publishes it, answered with this text."""
    return question(
        10_000 + int(uin.removeprefix("HL")),
        **{
            "uin": uin,
            "questionText": "To ask what there is.",
            "dateTabled": "2014-01-01",
            "dateAnswered": answered,
            "answerText": f"<p>{text}</p>",
        }
        | stated,
    )


LORDS = {"answeringBodyId": 1, "answeringBodyName": "Home Office"}
HEALTH = {"answeringBodyName": "Department of Health", "answeringBodyId": 17}
RECORDS = (
    record("101", "Prison library.", "2015-03-10"),
    record("102", "Prison library prison.", "2015-03-10"),
    record("HL103", "Prison court.", **LORDS),
    record("104", "Court owl.", dateAnswerCorrected="2016-02-01", answerIsCorrection=True),
    record("105", f"Bread. {FORTY_WORDS}", "2014-05-06", **HEALTH),
    record("106", f"Bread. {FORTY_WORDS}", "2014-06-07"),
    record("107", "Prison.", isWithdrawn=True),
    record("108", "I will write to the hon. Member about the prison.", "2016-03-01"),
    unanswered(1, uin="109", dateTabled="2016-04-01"),
)
"""In the order of ties: 108, 104, 107, HL103, 101, 102, 106, 105, 109."""

PRISON, LIBRARY, COURT, OWL = "prison", "librari", "court", "owl"
WEIGHTS = {PRISON: 2.0, LIBRARY: 1.0, OWL: 0.5}
TWICE = 2 * 2.5 / 3.5
"""What a term adds that a passage has twice, with k1 = 1.5 and b = 0; once it adds 1."""
CLAUSES = (Clause(3.0, ((PRISON,), (COURT, OWL))), Clause(1.0, ((LIBRARY,), ("unheard",))))


def close(expected):
    return pytest.approx(expected, rel=1e-5)


def archive_of(folder, records, **changes):
    """Settings of a data folder with these records, whose scores are easy to work by hand."""
    plain = {"semantic": False, "index_context": False, "bm25_k1": 1.5, "bm25_b": 0.0}
    settings = Settings(data_dir=folder / "data", **plain | changes)
    folder.mkdir(exist_ok=True)
    (folder / "records.json").write_text(json.dumps({"results": [{"value": x} for x in records]}))
    ingest([folder / "records.json"], settings)
    return settings


@pytest.fixture(scope="module")
def sample_archive(tmp_path_factory):
    """Settings of an archive with an example of all that an index distinguishes."""
    return archive_of(tmp_path_factory.mktemp("sample"), RECORDS)


class PassageIndexConformance(ABC):
    """Inherit this and give the fixture `open_index`."""

    @pytest.fixture
    @abstractmethod
    def open_index(self):
        """A function from the settings of an archive in SQLite to the index of its passages."""

    @pytest.fixture
    def index(self, open_index, sample_archive):
        return open_index(sample_archive)

    @pytest.fixture
    def make_index(self, open_index, tmp_path):
        """A function from records and changed settings to the index of those answers."""

        def make(*records, **changes):
            made = sum(1 for _ in tmp_path.iterdir())
            return open_index(archive_of(tmp_path / str(made), records, **changes))

        return make

    @pytest.fixture
    def uin_of(self, sample_archive):
        """A function from a hit to the UIN of its answer."""
        with store.archive.reading(sample_archive.store_path) as db:
            uins = dict(db.execute("SELECT id, uin FROM answers").fetchall())
        return lambda hit: uins[hit.answer]

    @pytest.fixture
    def search(self, index, uin_of):
        """A function from weights and filters to the UINs that a search returns, in order."""

        def search(weights, **filters):
            hits = index.search(weights, Where(Filters(**filters)), 10)
            return [uin_of(hit) for hit in hits]

        return search

    def test_a_search_returns_the_passages_with_any_term_best_first(self, index, uin_of):
        hits = index.search(WEIGHTS, Where(), 10)
        assert [(uin_of(hit), hit.score) for hit in hits] == [
            ("102", close(2 * TWICE + 1)),
            ("101", close(3.0)),
            ("108", close(2.0)),
            ("HL103", close(2.0)),
            ("104", close(0.5)),
        ]

    def test_a_search_returns_no_more_than_its_depth(self, index, uin_of):
        assert [uin_of(hit) for hit in index.search(WEIGHTS, Where(), 3)] == ["102", "101", "108"]

    def test_a_hit_names_the_rows_of_its_passage_and_its_answer(self, index, sample_archive):
        with store.archive.reading(sample_archive.store_path) as db:
            query = "SELECT p.id, a.id FROM passages p JOIN answers a USING (version)"
            rows = set(db.execute(query).fetchall())
        hits = index.everything().by_date(10)
        assert {(hit.passage, hit.answer) for hit in hits} == rows

    def test_a_term_that_no_passage_has_finds_nothing_and_changes_no_score(self, index):
        assert index.search({"unheard": 9.0}, Where(), 10) == []
        assert index.search({}, Where(), 10) == []
        assert index.search({"unheard": 9.0, **WEIGHTS}, Where(), 10) == index.search(
            WEIGHTS, Where(), 10
        )

    def test_equal_scores_rank_newest_answered_first_then_by_id(self, index, search):
        assert search({PRISON: 1.0, COURT: 1.0, LIBRARY: 1.0, "bread": 1.0}) == [
            *("102", "HL103", "101", "108", "104", "106", "105")
        ]
        hits = index.search({"bread": 1.0}, Where(), 10)
        assert hits[0].score == hits[1].score
        assert hits[0].doc < hits[1].doc

    def test_equal_scores_of_one_answer_rank_by_the_number_of_the_passage(self, make_index):
        sentence = "Owl " + "one two three four five six seven eight nine ten " * 2
        text = "</p><p>".join(f"{sentence} end." for _ in range(11))
        index = make_index(record("1", text), passage_words=20)
        hits = index.search({OWL: 1.0}, Where(), 20)
        assert len(index) == len(hits) == 11
        assert [hit.passage for hit in hits] == sorted(hit.passage for hit in hits)
        assert len({hit.score for hit in hits}) == 1
        assert len({hit.group for hit in hits}) == 11

    @pytest.mark.parametrize(
        ("filters", "uins"),
        [
            ({"date_from": "2016-01-05"}, ["108", "HL103"]),
            ({"date_to": "2016-01-05"}, ["HL103", "101", "102"]),
            ({"date_from": "2015-03-10", "date_to": "2015-03-10"}, ["101", "102"]),
            ({"date_from": "2015-03-11", "date_to": "2015-12-31"}, []),
            ({"body": "home-office"}, ["HL103"]),
            ({"house": "Commons"}, ["108", "101", "102"]),
            ({"body": "home-office", "house": "Commons"}, []),
            ({"kind": ("will_write",)}, ["108"]),
            ({"kind": ("none", "not_held")}, ["HL103", "101", "102"]),
            ({"status": ("withdrawn",)}, ["107"]),
            ({"status": ("withdrawn", "answered")}, ["108", "HL103", "107", "101", "102"]),
            ({"status": ("corrected",)}, []),
        ],
        ids=str,
    )
    def test_filters_match_what_they_name_and_change_no_score(self, index, uin_of, filters, uins):
        hits = index.search({PRISON: 1.0}, Where(Filters(**filters)), 10)
        assert sorted(uin_of(hit) for hit in hits) == sorted(uins)
        assert all(hit.score == close(TWICE if uin_of(hit) == "102" else 1.0) for hit in hits)

    def test_a_filter_by_a_body_matches_its_predecessors_too(self, search):
        assert search({"bread": 1.0}, body="department-of-health-and-social-care") == ["105"]

    def test_a_search_can_be_limited_to_some_answers(self, index, uin_of):
        hits = {uin_of(hit): hit for hit in index.search(WEIGHTS, Where(), 10)}
        rows = frozenset({hits["104"].answer, hits["101"].answer})
        assert index.search(WEIGHTS, Where(answers=rows), 10) == [hits["101"], hits["104"]]
        lords = Where(Filters(house="Lords"), rows)
        assert index.search(WEIGHTS, lords, 10) == []
        assert index.search(WEIGHTS, Where(answers=frozenset()), 10) == []

    def test_answers_are_named_by_their_uin_in_any_case_and_any_state(self, index, uin_of):
        hits = index.named(["hl103", "107", "109", "999"], Where())
        assert [uin_of(hit) for hit in hits] == ["107", "HL103", "109"]
        assert index.named([], Where()) == []

    def test_filters_hold_for_named_answers_too(self, index, uin_of):
        named = ["101", "HL103", "107"]
        withdrawn = index.named(named, Where(Filters(status=("withdrawn",))))
        assert [uin_of(hit) for hit in withdrawn] == ["107"]
        commons = index.named(named, Where(Filters(house="Commons")))
        assert [uin_of(hit) for hit in commons] == ["107", "101"]

    def test_a_uin_names_the_answers_of_every_session(self, make_index):
        again = record("101", "Owl.", "2020-01-08", dateTabled="2020-01-01")
        index = make_index(RECORDS[0], again)
        assert len(index.named(["101"], Where())) == 2

    def test_any_passage_can_be_scored(self, index):
        hits = index.named(["101", "102", "104", "107", "109"], Where())
        assert index.score(WEIGHTS, hits) == close([0.5, 2.0, 3.0, 2 * TWICE + 1, 0.0])
        assert index.score(WEIGHTS, []) == []

    def test_a_term_counts_less_in_a_longer_passage(self, make_index):
        index = make_index(
            record("1", "Owl."), record("2", "Owl court court.", "2015-01-01"), bm25_b=0.75
        )
        # The mean length is 2, so that the lengths are half and one and a half of it.
        short, long = 2.5 / (1 + 1.5 * (0.25 + 0.375)), 2.5 / (1 + 1.5 * (0.25 + 1.125))
        assert [hit.score for hit in index.search({OWL: 1.0}, Where(), 2)] == close([short, long])

    def test_the_idf_follows_from_the_number_of_passages_with_a_term(self, index):
        assert len(index) == 9
        assert index.idf(COURT) == close(log(1 + (9 - 2 + 0.5) / 2.5))
        assert index.idf(OWL) == index.max_idf == close(log(1 + (9 - 1 + 0.5) / 1.5))
        assert index.idf("unheard") is None

    def test_no_score_of_a_term_is_more_than_its_saturation(self, make_index):
        index = make_index(record("1", "Owl " * 60))
        assert index.saturation == 2.5
        [hit] = index.search({OWL: 1.0}, Where(), 1)
        assert hit.score == close(60 * 2.5 / 61.5)

    def test_an_explanation_has_the_part_of_each_term_and_adds_up(self, index):
        for hit in index.search(WEIGHTS, Where(), 10):
            assert sum(index.explain(WEIGHTS, hit).values()) == close(hit.score)
        [best] = index.search(WEIGHTS, Where(), 1)
        parts = index.explain({LIBRARY: 1.0, PRISON: 2.0, OWL: 3.0}, best)
        assert list(parts.items()) == [(PRISON, close(2 * TWICE)), (LIBRARY, 1.0)]

    def test_the_coverage_is_the_share_of_weight_whose_alternatives_a_passage_has(self, index):
        hits = index.named(["101", "HL103", "104", "109"], Where())
        assert index.coverage(CLAUSES, hits) == close([0.75, 0.75, 1.0, 0.0])
        assert index.coverage(CLAUSES, []) == []
        assert index.coverage([], hits) == [0.0] * 4

    def test_the_answers_match_that_cover_enough(self, index):
        assert len(index.matching(CLAUSES, 0.0)) == 6
        assert len(index.matching(CLAUSES, 0.75)) == 6
        assert len(index.matching(CLAUSES, 0.76)) == 2
        assert len(index.matching([Clause(1.0, (("unheard",),))], 0.0)) == 0
        assert len(index.everything()) == 9

    def test_matching_answers_have_any_state_until_they_are_narrowed(self, index, uin_of):
        matches = index.matching(CLAUSES, 0.5)
        shown = [uin_of(hit) for hit in matches.by_date(10)]
        assert shown == ["108", "104", "107", "HL103", "101", "102"]
        quotable = matches.narrow(Where())
        assert [uin_of(hit) for hit in quotable.by_date(10)] == [*shown[:2], *shown[3:]]
        lords = quotable.narrow(Where(Filters(house="Lords")))
        assert [uin_of(hit) for hit in lords.by_date(10)] == ["HL103"]
        assert lords.answers() == [hit.answer for hit in lords.by_date(10)]
        allowed = quotable.narrow(Where(answers=frozenset(lords.answers())))
        assert allowed.answers() == lords.answers()

    def test_a_named_answer_matches_in_any_state_unless_one_is_named(self, index, uin_of):
        matches = index.matching(CLAUSES[1:], 1.0, ["109", "107"])
        narrowed = [uin_of(hit) for hit in matches.narrow(Where()).by_date(10)]
        assert narrowed == ["107", "101", "102", "109"]
        answered = matches.narrow(Where(Filters(status=("answered",))))
        assert [uin_of(hit) for hit in answered.by_date(10)] == ["101", "102"]

    def test_matches_can_be_narrowed_to_passages(self, index, uin_of):
        matches = index.matching(CLAUSES, 0.5)
        [first, second, *_] = matches.by_date(10)
        narrowed = matches.narrow_to(frozenset({second.passage, 10**9}))
        assert narrowed.answers() == [second.answer]
        assert len(matches.narrow_to(frozenset())) == 0
        assert first.answer in matches.answers()

    def test_matches_are_counted_by_each_facet(self, index):
        matches = index.everything()
        assert matches.count("year") == {"2016": 5, "2015": 2, "2014": 2}
        assert list(matches.count("year")) == ["2016", "2015", "2014"]
        assert matches.count("house") == {"Commons": 8, "Lords": 1}
        assert matches.count("body") == {
            "ministry-of-justice": 7,
            "home-office": 1,
            "department-of-health": 1,
        }
        assert matches.count("status") == {
            "answered": 6,
            "corrected": 1,
            "withdrawn": 1,
            "unanswered": 1,
        }
        assert matches.count("kind") == {"none": 8, "will_write": 1}
        assert index.matching(CLAUSES[1:], 1.0).count("house") == {"Commons": 2}

    def test_matches_are_counted_by_month_and_body(self, index):
        assert index.matching(CLAUSES, 0.5).months() == {
            (2016, 3, "ministry-of-justice"): 1,
            (2016, 1, "ministry-of-justice"): 2,
            (2016, 1, "home-office"): 1,
            (2015, 3, "ministry-of-justice"): 2,
        }

    def test_matches_come_by_date_either_way(self, index, uin_of):
        every = [*("108", "104", "107", "HL103", "101", "102", "106", "105", "109")]
        matches = index.everything()
        assert [uin_of(hit) for hit in matches.by_date(10)] == every
        assert [uin_of(hit) for hit in matches.by_date(2)] == every[:2]
        assert [uin_of(hit) for hit in matches.by_date(3, oldest_first=True)] == every[:-4:-1]
        quotable = matches.narrow(Where())
        assert [uin_of(hit) for hit in quotable.by_date(1)] == every[:1]
        assert [uin_of(hit) for hit in quotable.by_date(1, oldest_first=True)] == ["105"]

    def test_an_answer_comes_by_its_passage_that_covers_most(self, make_index):
        filler = "one two three four five six seven eight nine ten " * 2
        text = f"Prison {filler} end.</p><p>Prison library {filler} end."
        index = make_index(record("1", text), passage_words=20)
        assert len(index) == 2
        [hit] = index.matching(CLAUSES, 0.5).by_date(10)
        [best] = index.search({LIBRARY: 1.0}, Where(), 10)
        assert (hit.passage, hit.score) == (best.passage, 1.0)

    def test_answers_with_the_same_long_text_are_one_group(self, index):
        [one, other] = index.search({"bread": 1.0}, Where(), 10)
        both = [("2014-01-01/106", date(2014, 6, 7)), ("2014-01-01/105", date(2014, 5, 6))]
        assert index.same_text(one, Where()) == index.same_text(other, Where()) == both
        assert one.group == other.group
        early = Where(Filters(date_to="2014-05-31"))
        assert index.same_text(other, early) == both[1:]
        assert index.same_text(one, early) == both
        assert list(index.same_texts([other, one], early)) == [both[1:], both]
        assert list(index.same_texts([], early)) == []

    def test_answers_with_the_same_short_text_are_not_one_group(self, make_index):
        index = make_index(record("1", "Owl."), record("2", "Owl."))
        [one, other] = index.search({OWL: 1.0}, Where(), 10)
        assert one.group != other.group
        assert [name for name, _ in index.same_text(one, Where())] == ["2014-01-01/1"]

    def test_an_index_without_vectors_has_no_cosines(self, index):
        hits = index.search(WEIGHTS, Where(), 2)
        assert (index.has_vectors, index.vector_count) == (False, None)
        assert index.nearest("prisons", Where(), 10) == []
        assert index.cosines("prisons", hits) == [None, None]
        assert index.similarities("prisons", ["A prison.", "An owl."]) == [None, None]
        assert index.similarities("prisons", []) == []

    def test_the_version_changes_with_content_and_settings_only(self, make_index):
        version = make_index(*RECORDS[:2]).version
        assert make_index(*reversed(RECORDS[:2])).version == version
        others = {
            make_index(RECORDS[0]).version,
            make_index(RECORDS[0], record("102", "Prison library owl.", "2015-03-10")).version,
            make_index(RECORDS[0], record("102", "Prison library prison.")).version,
            make_index(*RECORDS[:2], bm25_b=0.75).version,
            make_index(*RECORDS[:2], index_context=True).version,
        }
        assert len(others | {version}) == 6

    def test_the_revision_is_that_of_the_archive(self, index, sample_archive):
        with store.archive.reading(sample_archive.store_path) as db:
            assert index.revision == store.archive.revision.current(db)

    def test_the_newest_answer_has_the_latest_date(self, make_index):
        index = make_index(*RECORDS[:4])
        assert index.newest == date(2016, 1, 5)

    def test_words_and_acronyms_are_those_of_two_answers_or_more(self, make_index):
        text = "The Prison Library Service (PLS) has owls."
        index = make_index(record("1", text), record("2", f"{text} Wombats are (WMBT)."))
        assert {"prison", "library", "owls"} <= set(index.words())
        assert "wombats" not in index.words()
        assert list(index.acronyms()) == ["PLS\tPrison Library Service"]

    @pytest.mark.parametrize(
        ("small", "spelt"), [(0, "Bedford"), (1, "bedford")], ids=["never small", "once in ten"]
    )
    def test_a_name_is_spelt_with_a_capital(self, make_index, small, spelt):
        texts = ["Bedford has a prison."] * (10 - small) + ["A bedford has a BEDFORD."] * small
        index = make_index(*(record(str(at), text) for at, text in enumerate([*texts, "Bedford"])))
        assert [one for one in index.words() if one.lower() == "bedford"] == [spelt]
        assert "prison" in index.words()

    def test_an_index_of_nothing_finds_nothing(self, make_index):
        index = make_index(record("1", ""))
        assert (len(index), index.newest, index.idf(PRISON)) == (0, None, None)
        assert index.search(WEIGHTS, Where(), 10) == []
        assert index.named(["1"], Where(Filters(status=STATUSES))) == []
        for matches in (index.everything(), index.matching(CLAUSES, 0.0, ["1"])):
            assert (len(matches), matches.answers(), matches.by_date(10)) == (0, [], [])
            assert (matches.count("body"), matches.months()) == ({}, {})
