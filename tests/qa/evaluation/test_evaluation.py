"""Evaluation from end to end: run, evaluate, compare, report; and the test sets that are made."""

import json
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa import evaluation, index, store
from qa.archive import update
from qa.archive.ingest import ingest
from qa.cli import main
from qa.errors import NotFound, Rejected
from qa.evaluation.qrels import read_qrels
from qa.evaluation.running import run_topics
from qa.evaluation.runs import read_run
from qa.evaluation.topics import Topic, read_topics
from qa.model import Request
from qa.service.marks import Marks
from qa.service.service import Service
from qa.settings import Settings
from tests.making import REAL_ANSWERS, fact, lines

COLLECTION = Path(evaluation.__file__).parent / "collection"
REAL_TOPICS = REAL_ANSWERS.parent / "test-collection"
FAULTS = REAL_ANSWERS.parent / "faults" / "evaluation"
KINDS = {"question", "keywords", "draft", "acronym", "date", "typo", "followup", "unanswerable"}


@pytest.fixture
def settings(own_data):
    return Settings(data_dir=own_data)


@pytest.fixture
def qa(settings):
    def run(*arguments):
        command = [*map(str, arguments), "--data-dir", str(settings.data_dir)]
        return CliRunner().invoke(main, command)

    return run


def test_the_collection_that_ships_has_topics_of_every_kind():
    topics = read_topics(COLLECTION)
    assert len(topics) >= 40
    assert {topic.kind for topic in topics} == KINDS
    assert all(topic.history for topic in topics if topic.kind == "followup")
    qrels = read_qrels(COLLECTION)
    assert qrels.grades.keys() == {topic.topic_id for topic in topics}
    unanswerable = {topic.topic_id for topic in topics if topic.kind == "unanswerable"}
    assert set(qrels.answerable(2)) == qrels.grades.keys() - unanswerable


def test_every_judged_span_lies_within_its_answer(settings):
    service = Service(settings)
    for spans in read_qrels(COLLECTION).spans.values():
        for span in spans:
            text = service.answer(span.answer_id).text
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end].strip() == text[span.start : span.end]


@pytest.mark.parametrize("unit", ["answer", "passage"])
def test_the_measures_of_the_collection_that_ships_are_as_expected(qa, tmp_path, unit):
    expected = json.loads((COLLECTION / "expected.json").read_text())[unit]
    ran = qa("run", COLLECTION, "--unit", unit, "--output", tmp_path / "a.run")
    assert ran.exit_code == 0
    names = [part for name in expected["measures"] for part in ("-m", name)]
    qrels = ["--qrels", COLLECTION / "spans.tsv"]
    shown = qa("evaluate", tmp_path / "a.run", *qrels, *names, "--json")
    (run,) = json.loads(shown.stdout)["runs"]
    found = {name: round(row["mean"], 4) for name, row in run["measures"].items()}
    assert found == expected["measures"]
    assert round(run["abstention"]["auroc"], 4) == expected["auroc"]


def test_the_same_store_settings_and_topics_give_the_same_bytes(qa, tmp_path, settings):
    for name in ("one", "other"):
        qa("run", COLLECTION, "--output", tmp_path / name, "--replies", tmp_path / f"{name}.jsonl")
        update.rebuild(settings)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "other.jsonl").read_bytes()


def test_a_run_names_versions_and_settings_in_its_sidecar_and_its_tag(qa, tmp_path, settings):
    qa("run", COLLECTION, "--output", tmp_path / "a")
    run = read_run(tmp_path / "a")
    version = index.open_index(settings).version
    assert run.sidecar.index_version == version
    assert run.sidecar.settings["analyzer"]
    assert run.sidecar.settings["passage_words"] == 120
    first = (tmp_path / "a").read_text().splitlines()[0].split()
    assert first[5].endswith(version)
    assert first[5].startswith("written-answers-qa-")


def test_replies_are_one_a_topic_in_order_with_a_number_for_confidence(qa, tmp_path):
    qa("run", COLLECTION, "--output", tmp_path / "a", "--replies", tmp_path / "r")
    replies = [json.loads(line) for line in (tmp_path / "r").read_text().splitlines()]
    topics = read_topics(COLLECTION)
    assert [reply["topic_id"] for reply in replies] == [topic.topic_id for topic in topics]
    assert all(isinstance(reply["confidence"], float) for reply in replies)
    declined = {reply["topic_id"] for reply in replies if not reply["answerable"]}
    ranked = {line.split()[0] for line in (tmp_path / "a").read_text().splitlines()}
    assert declined & ranked


def test_history_is_used_as_earlier_turns(settings):
    service = Service(settings)
    alone = service.reply(Request("and those who complete it?"))
    after = service.reply(
        Request(
            "and those who complete it?",
            history=("How many who drop out of drug treatment reoffend?",),
        )
    )
    assert alone.query.terms == ("complet",)
    assert after.query.terms == ("complet", "drop", "drug", "treatment", "reoffend")
    assert "34%" in after.as_json()["passages"][0]["text"]


def test_a_change_of_subject_drops_the_earlier_turns(settings):
    service = Service(settings)
    question = "how many adults drop out of drug treatment after leaving prison?"
    earlier = ["Are there plans to open therapeutic communities?"]
    assert service.reply(Request(question, history=tuple(earlier))) == service.reply(
        Request(question)
    )


def test_an_answer_is_ranked_once_by_its_best_passage_and_equal_answers_follow_each_other(
    settings, tmp_path
):
    shared = (
        "<p>Books on loan. " + "The library is open on weekdays and on Saturdays. " * 6 + "</p>"
    )
    facts = [
        fact(uin="1", question_text="How many books on loan?", answer_html=shared),
        fact(uin="2", question_text="To ask about something else.", answer_html=shared),
        fact(
            uin="3", question_text="How many books are on loan?", answer_html="<p>Many books.</p>"
        ),
    ]
    ingest([lines(tmp_path / "a", *facts)], settings)
    service = Service(settings)
    ranking = service.ranking(service.reply(Request("how many books on loan")).query, 10, "answer")
    names = [name.split("/")[1] for name, _ in ranking]
    assert sorted(names) == ["1", "2", "3"]
    assert abs(names.index("1") - names.index("2")) == 1
    passages = service.ranking(
        service.reply(Request("how many books on loan")).query, 10, "passage"
    )
    assert len({name for name, _ in passages}) == len(passages)


def test_silver_topics_find_their_own_answers_without_the_source_questions(settings, tmp_path, qa):
    facts = [
        fact(
            uin=str(n),
            question_text=f"How many {word} are there?",
            answer_html=f"<p>Ten {word}.</p>",
        )
        for n, word in enumerate(["libraries", "courts", "barristers"], start=1)
    ]
    ingest([lines(tmp_path / "a", *facts)], settings)
    silver = tmp_path / "silver"
    assert qa("testset", "silver", "--output", silver).exit_code == 0
    assert read_qrels(silver).grades["2015-03-02/1"] == {"2015-03-02/1": 3}
    without_context = replace(settings, index_context=False)
    update.rebuild(without_context)
    run_topics(read_topics(silver), Service(without_context), tmp_path / "run")
    assert next(iter(read_run(tmp_path / "run").scores["2015-03-02/2"])) == "2015-03-02/2"


def test_silver_topics_are_refused_on_an_index_that_contains_source_questions(
    settings, tmp_path, qa
):
    qa("testset", "silver", "--output", tmp_path / "silver")
    caught = qa("run", tmp_path / "silver", "--output", tmp_path / "run")
    assert caught.exit_code == 1
    assert "QA_INDEX_CONTEXT=no" in caught.stderr
    assert not (tmp_path / "run").exists()


def test_answers_grouped_with_the_own_answer_are_relevant_too(settings, tmp_path, qa):
    same = {"answer_html": "<p>One text for both.</p>"}
    facts = [fact(uin="1", **same), fact(uin="2", **same), fact(uin="3")]
    ingest([lines(tmp_path / "a", *facts)], settings)
    qa("testset", "silver", "--output", tmp_path / "silver")
    grades = read_qrels(tmp_path / "silver").grades
    assert grades["2015-03-02/1"].keys() == {"2015-03-02/1", "2015-03-02/2"}
    assert grades["2015-03-02/3"].keys() == {"2015-03-02/3"}


def test_answers_that_the_own_answer_refers_to_are_relevant_too(settings, tmp_path, qa):
    refers = "<p>I refer the hon. Member to the answer I gave on 9 March 2015 to Question 7.</p>"
    facts = [fact(uin="7"), fact(uin="8", date_answered="2015-03-12", answer_html=refers)]
    ingest([lines(tmp_path / "a", *facts)], settings)
    qa("testset", "silver", "--output", tmp_path / "silver")
    assert read_qrels(tmp_path / "silver").grades["2015-03-02/8"] == {
        "2015-03-02/7": 2,
        "2015-03-02/8": 3,
    }


def test_marks_become_judgments_with_contradictions_listed(settings, tmp_path, qa):
    marks, service = Marks(settings), Service(settings)
    reply = service.reply(Request("what is the government doing to get prison leavers into work?"))
    first, second = (one.passage.passage_id for one in reply.passages[:2])
    marks.add(first, "answers it", reply.as_json())
    marks.add(first, "answers it", reply.as_json())
    marks.add(first, "not relevant", reply.as_json())
    marks.add(second, "related", reply.as_json())
    done = qa("testset", "marks", "--output", tmp_path / "marks")
    assert "1 topics" in done.stdout
    (topic,) = read_topics(tmp_path / "marks")
    assert topic.text == reply.question
    grades = read_qrels(tmp_path / "marks").grades[topic.topic_id]
    assert grades["2021-09-03/41780"] in (1, 3)
    listed = (tmp_path / "marks" / "contradictions.tsv").read_text()
    assert "answers it" in listed
    assert "not relevant" in listed
    with pytest.raises(NotFound):
        marks.add("2021-09-03/41780#99", "related", reply.as_json())


class Page(HTMLParser):
    """The tags of a page, its text, and the addresses that it would fetch."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.fetched, self.words = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "href", "data")]

    def handle_data(self, data):
        self.words += data


def test_the_report_is_one_page_that_fetches_nothing_and_shows_everything(qa, tmp_path):
    for name in ("old.run", "new.run"):
        qa("run", COLLECTION, "--output", tmp_path / name)
    lines = (tmp_path / "new.run").read_text().splitlines(keepends=True)
    (tmp_path / "new.run").write_text("".join(line for line in lines if not line.startswith("t01")))
    done = qa(
        "evaluate", "--qrels", COLLECTION / "spans.tsv", "--topics", COLLECTION,
        tmp_path / "old.run", tmp_path / "new.run", "--report", tmp_path / "r.html",
    )  # fmt: skip
    assert done.exit_code == 0
    assert "has no line for 't01'" in done.stderr
    assert "Holm" in done.stdout
    page = Page((tmp_path / "r.html").read_text())
    assert page.fetched == []
    assert "script" not in page.tags
    assert page.tags.count("i") > 20  # The bars.
    for words in ("nDCG@10", "AUROC", "followup", "Worst topics", "Share of its score", "t01"):
        assert words in page.words


def test_the_report_escapes_what_people_wrote(qa, tmp_path):
    hostile = "<script>alert(1)</script> & prison leavers"
    (tmp_path / "topics.tsv").write_text(f"t1\t{hostile}\n")
    (tmp_path / "qrels.txt").write_text("t1 0 2021-02-09/offenders-rehabilitation-93bdbb8c 3\n")
    qa("run", tmp_path / "topics.tsv", "--output", tmp_path / "a")
    qa(
        "evaluate",
        "--qrels",
        tmp_path / "qrels.txt",
        tmp_path / "a",
        "--report",
        tmp_path / "r.html",
    )
    page = Page((tmp_path / "r.html").read_text())
    assert "script" not in page.tags
    assert hostile in page.words


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"qrels": "t1 0 2021-09-03/41780 3\nt1 0 1999-01-01/1 2\n"}, ["line 2", "1999-01-01/1"]),
        ({"run": ""}, ["no line for 't1'"]),
        ({"run": "t1 Q0 2021-09-03/41780 1 2.0 x\nt9 Q0 a 1 2.0 x\n"}, ["no judgment of 't9'"]),
    ],
)
def test_warnings_name_what_is_without_context(qa, tmp_path, files, words):
    content = {
        "qrels": "t1 0 2021-09-03/41780 3\n",
        "run": "t1 Q0 2021-09-03/41780 1 2.0 x\n",
    } | files
    for name, text in content.items():
        (tmp_path / name).write_text(text)
    done = qa("evaluate", "--qrels", tmp_path / "qrels", tmp_path / "run")
    assert done.exit_code == 0
    for word in words:
        assert word in done.stderr


ANSWER = "2021-09-03/41780"
NAMED = "2021-02-09/offenders-rehabilitation-93bdbb8c"


@pytest.fixture
def measure(qa, tmp_path):
    def evaluate(qrels, run, *options):
        (tmp_path / "qrels").write_text(qrels)
        (tmp_path / "run").write_text(run)
        return qa("evaluate", "--qrels", tmp_path / "qrels", tmp_path / "run", "-m", "RR", *options)

    return evaluate


@pytest.mark.parametrize(
    ("judged", "ranked"),
    [
        (NAMED.upper(), NAMED), (NAMED, NAMED.upper()), (NAMED.title(), NAMED.upper()),
        ("2021-08-01/99", ANSWER), (ANSWER, "2021-08-01/99"), ("2021-08-01/99#1", f"{ANSWER}#1"),
        (f"{NAMED.upper()}#1", f"{NAMED}#1"),
    ],
)  # fmt: skip
def test_ids_are_compared_as_the_store_compares_them(measure, settings, judged, ranked):
    with store.archive.writing(settings.store_path) as db:
        row = store.archive.answers.find(db, ANSWER)
        db.execute("INSERT INTO aliases (alias, answer) VALUES ('2021-08-01/99', ?)", [row])
    done = measure(f"t1 0 {judged} 1\n", f"t1 Q0 x 1 2 x\nt1 Q0 {ranked} 2 1 x\n")
    assert done.exit_code == 0, done.stderr
    assert re.search(r"^RR\s+0\.5000", done.stdout, re.MULTILINE)


def test_an_answer_named_twice_is_ranked_once_and_has_its_higher_grade(measure, settings):
    with store.archive.writing(settings.store_path) as db:
        row = store.archive.answers.find(db, ANSWER)
        db.execute("INSERT INTO aliases (alias, answer) VALUES ('2021-08-01/99', ?)", [row])
    run = f"t1 Q0 2021-08-01/99 1 3 x\nt1 Q0 {ANSWER} 2 2 x\nt1 Q0 {NAMED} 3 1 x\n"
    qrels = f"t1 0 {ANSWER} 0\nt1 0 2021-08-01/99 1\nt1 0 {NAMED} 1\n"
    done = measure(qrels, run, "-m", "P@2", "-m", "NumRel")
    found = {line.split()[0]: line.split()[1] for line in done.stdout.splitlines() if "[" in line}
    assert found == {"RR": "1.0000", "P@2": "1.0000", "NumRel": "2.0000"}


def test_the_right_outcome_compares_ids_as_the_store_does(qa, tmp_path):
    qa("run", COLLECTION, "--output", tmp_path / "a.run")
    spans = (COLLECTION / "spans.tsv").read_text()
    (tmp_path / "spans.tsv").write_text(spans.replace(NAMED, NAMED.upper()))
    said = [
        qa("evaluate", tmp_path / "a.run", "--qrels", folder / "spans.tsv").stdout
        for folder in (COLLECTION, tmp_path)
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("judged", "ranked", "words"),
    [
        (ANSWER, f"{ANSWER}#1", "ranks passages, and the judgments are of answers"),
        (f"{ANSWER}#1", ANSWER, "ranks answers, and the judgments are of passages"),
        (ANSWER, "doc-1", "no judgment of anything"),
        ("doc-1", ANSWER, "no judgment of anything"),
    ],
)
def test_a_run_of_which_nothing_is_judged_is_an_error_and_not_0(measure, judged, ranked, words):
    done = measure(f"t1 0 {judged} 1\n", f"t1 Q0 {ranked} 1 1 x\n")
    assert (done.exit_code, done.stdout) == (1, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_of_other_topics_is_an_error_and_not_0(measure):
    done = measure(f"t1 0 {ANSWER} 1\n", f"1 Q0 {ANSWER} 1 1 x\n")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "judges no topic" in done.stderr


def test_spans_and_a_run_of_passages_need_the_store(tmp_path):
    (tmp_path / "run").write_text(f"t1 Q0 {ANSWER}#1 1 1 x\n")
    (tmp_path / "spans").write_text(f"topic\tid\tstart\tend\tgrade\nt1\t{ANSWER}\t0\t9\t1\n")
    arguments = ["evaluate", "--qrels", tmp_path / "spans", tmp_path / "run"]
    done = CliRunner().invoke(main, [*map(str, arguments), "--data-dir", str(tmp_path / "none")])
    assert done.exit_code == 1
    assert "--data-dir" in done.stderr


def test_spans_of_answers_that_the_store_has_not_are_warned_of(measure):
    head = "topic\tid\tstart\tend\tgrade\n"
    done = measure(
        f"{head}t1\t1999-01-01/1\t0\t9\t1\nt2\t-\t0\t0\t0\n", f"t1 Q0 {ANSWER}#1 1 1 x\n"
    )
    assert done.exit_code == 1
    assert "no judgment of anything" in done.stderr


def test_a_bad_topic_is_named_and_the_others_are_run(qa, tmp_path):
    topics = ["qid\tquery", "1\tprison leavers", "2\tx\x07y", f"3\t{'word ' * 2000}", "4\tdrugs"]
    (tmp_path / "topics.tsv").write_text("\n".join(topics))
    done = qa(
        "run", tmp_path / "topics.tsv", "--output", tmp_path / "a", "--replies", tmp_path / "r"
    )
    assert done.exit_code == 1
    assert done.stdout.startswith("2 topics run")
    assert "topics.tsv, line 3, topic '2': The question holds a control character" in done.stderr
    assert "topics.tsv, line 4, topic '3': The question has" in done.stderr
    run = read_run(tmp_path / "a")
    assert set(run.scores) == {"1", "4"} == set(run.sidecar.topics)
    assert set(run.sidecar.refused) == {"2", "3"}
    assert len((tmp_path / "r").read_text().splitlines()) == 2


@pytest.mark.skipif(not FAULTS.is_dir(), reason="the inputs are not beside the clone")
@pytest.mark.parametrize(("name", "value"), [("ties", 0.5), ("ties2", 1 / 3)])
def test_ties_in_files_of_others_are_broken_alike(qa, name, value):
    shown = qa(
        "evaluate", "--qrels", FAULTS / f"{name}.qrels", FAULTS / f"{name}.run", "--json",
        "--answer-grade", "1", "-m", "RR", "-m", "RR@10", "-m", "RR@1", "-m", "P@1",
    )  # fmt: skip
    (run,) = json.loads(shown.stdout)["runs"]
    found = {measure: row["mean"] for measure, row in run["measures"].items()}
    assert found == pytest.approx({"RR": value, "RR@10": value, "RR@1": 0, "P@1": 0})


def test_runs_of_one_file_name_are_told_apart(qa, tmp_path):
    (tmp_path / "qrels").write_text(f"t1 0 {ANSWER} 1\nt2 0 {ANSWER} 1\n")
    paths = [tmp_path / folder / "a.run" for folder in ("old", "new")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(f"t1 Q0 {ANSWER} 1 1 x\n")
    done = qa("evaluate", "--qrels", tmp_path / "qrels", *paths, "-m", "RR", "--json")
    assert [row["run"] for row in json.loads(done.stdout)["comparisons"]] == [str(paths[1])]


def test_runs_of_other_systems_are_measured_without_a_store(tmp_path):
    (tmp_path / "qrels").write_text("t1 0 a 1\n")
    (tmp_path / "run").write_text("t1 Q0 b 1 2.0 x\nt1 Q0 a 2 1.0 x\n")
    arguments = ["evaluate", "--qrels", tmp_path / "qrels", tmp_path / "run", "-m", "RR"]
    done = CliRunner().invoke(main, [*map(str, arguments), "--data-dir", str(tmp_path / "none")])
    assert done.exit_code == 0
    assert re.search(r"^RR\s+0\.5000", done.stdout, re.MULTILINE)
    assert "Confidence: not measured" in done.stdout
    assert done.stdout.splitlines()[0] == (
        f"Right outcome not measured: run the topics of {tmp_path / 'run'} again with `qa run`."
    )


def test_the_right_outcome_comes_first_and_agrees_with_the_replies(qa, tmp_path):
    qa("run", COLLECTION, "--output", tmp_path / "a.run", "--replies", tmp_path / "r.jsonl")
    qrels = ["--qrels", COLLECTION / "spans.tsv"]
    said = [line.split() for line in qa("evaluate", tmp_path / "a.run", *qrels).stdout.splitlines()]
    grades = read_qrels(COLLECTION / "spans.tsv").grades
    right = declined = answered = 0
    for line in (tmp_path / "r.jsonl").read_text().splitlines():
        reply = json.loads(line)
        graded = grades[reply["topic_id"]]
        shown = [graded.get(one["answer_id"], 0) for one in reply["passages"]]
        right += max(shown, default=0) >= 2 if reply["answerable"] else max(graded.values()) < 2
        declined += not reply["answerable"] and max(graded.values()) >= 2
        answered += reply["answerable"] and max(graded.values()) < 2
    topics = len(grades)
    answerable = sum(max(graded.values()) >= 2 for graded in grades.values())
    expected = [
        ("Right outcome", "right_outcome", right, topics, "topics"),
        ("Answerable declined", "answerable_declined", declined, answerable, "answerable"),
        ("Unanswerable answered", "unanswerable_answered", answered, topics - answerable, "unan"),
    ]
    for line, (name, _, count, total, of) in zip(said, expected, strict=False):
        share = f"{count / total:.4f}"
        assert line[:3] == [*name.split(), share]
        assert line[5:8] == [str(count), "of", str(total)]
        assert line[8].startswith(of)
    shown = qa("evaluate", tmp_path / "a.run", *qrels, "--json", "--report", tmp_path / "r.html")
    (run,) = json.loads(shown.stdout)["runs"]
    assert sum(run["outcomes"].values()) == topics
    assert run["threshold"] == 0.4
    page = Page((tmp_path / "r.html").read_text()).words
    for _, key, count, total, _ in expected:
        assert (run[key]["count"], run[key]["total"]) == (count, total)
        assert run[key]["low"] <= run[key]["share"] < run[key]["high"]
        assert f"{count} of {total}{run[key]['low']:.4f} to {run[key]['high']:.4f}" in page
    declined = run["abstention"]["rightly_declined"], run["abstention"]["wrongly_declined"]
    assert declined == (
        run["outcomes"]["rightly_declined"],
        run["outcomes"]["answerable_declined"],
    )
    assert 0 <= run["date_order"]["mean"] <= 1


def test_the_reliability_diagram_is_of_the_replies_and_its_table_has_the_same_figures(qa, tmp_path):
    qa("run", COLLECTION, "--output", tmp_path / "a.run", "--replies", tmp_path / "r.jsonl")
    done = qa(
        "evaluate", tmp_path / "a.run", "--qrels", COLLECTION / "spans.tsv",
        "--json", "--report", tmp_path / "r.html",
    )  # fmt: skip
    (run,) = json.loads(done.stdout)["runs"]
    page = (tmp_path / "r.html").read_text()
    replies = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    bins = run["calibration"]["bins"]
    for one in bins:
        inside = [one["low"] <= reply["confidence"] < one["high"] for reply in replies]
        assert one["topics"] == sum(inside)
        assert f'<tr><th scope="row">{one["low"]} to {one["high"]}</th>' in page
    assert sum(one["topics"] for one in bins) == len(replies)
    filled = [one for one in bins if one["topics"]]
    places = [(one["confidence"], one["answerable"]["share"]) for one in filled]
    drawn = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', page)
    assert drawn == [(f"{42 + 250 * x:.1f}", f"{260 - 250 * y:.1f}") for x, y in places]
    assert len(re.findall('<circle class="balanced"', page)) == len(filled)
    assert f"<dd>{run['calibration']['scores']['error']:.4f}, balanced" in page


@pytest.mark.parametrize("hits", [0, -1, 10_001])
def test_hits_of_a_run_are_bounded(qa, tmp_path, hits):
    done = qa("run", COLLECTION, "--output", tmp_path / "a", "--hits", hits)
    assert done.exit_code == 2
    assert "10,000" in done.stderr


def test_a_run_that_cannot_be_written_is_an_error(qa, tmp_path):
    done = qa("run", COLLECTION, "--output", tmp_path / "nowhere" / "a")
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


def test_silver_topics_are_refused_wherever_their_file_is(settings):
    with pytest.raises(Rejected, match="QA_INDEX_CONTEXT"):
        run_topics([Topic("a", "?", silver=True)], Service(settings), Path("never"))


@pytest.mark.skipif(not REAL_TOPICS.is_dir(), reason="the real topics are not beside the clone")
@pytest.mark.skipif(not os.environ.get("QA_PROVE"), reason="at full size only, under QA_PROVE=1")
def test_the_real_topics_over_the_real_answers(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    ingest([REAL_ANSWERS], settings)
    topics = read_topics(REAL_TOPICS)
    run_topics(topics, Service(settings), tmp_path / "run")
    run = read_run(tmp_path / "run")
    assert len(topics) == 113
    assert run.scores.keys() <= {topic.topic_id for topic in topics}
    assert len(read_qrels(REAL_TOPICS).answerable(2)) == 96
