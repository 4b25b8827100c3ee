"""Topics, qrels and runs: read strictly, written so that they can be read again."""

import gzip
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import Rejected
from qa.evaluation.qrels import JudgedSpan, Qrels, read_qrels, write_qrels
from qa.evaluation.runs import read_run, run_lines
from qa.evaluation.topics import Topic, read_topics, write_topics


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_topics_in_both_forms(file):
    assert read_topics(file("t1\tOne question?\nt2\tAnother.\n")) == [
        Topic("t1", "One question?"),
        Topic("t2", "Another."),
    ]
    row = {"_id": "a", "text": "Why?", "metadata": {"history": ["What?"], "type": "followup"}}
    assert read_topics(file(json.dumps(row))) == [Topic("a", "Why?", ("What?",), "followup")]


def test_other_metadata_of_a_topic_is_ignored(file):
    metadata = {"need": "the secret", "from": "2015-01-01", "to": "2015-02-01"}
    (topic,) = read_topics(file(json.dumps({"_id": "a", "text": "Why?", "metadata": metadata})))
    assert "secret" not in repr(topic)
    assert "2015" not in repr(topic)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("t1\tOne\nt1\tTwo\n", 2, "twice"),
        ("t1 One\n", 1, "not a topic"),
        ("\tOne\n", 1, "not a topic"),
        ("t 1\tOne\n", 1, "not a topic"),
        ("t1\t \n", 1, "not a topic"),
        ("t1\tOne\nt2\tcaf\xe9\n".encode("latin-1"), 2, "UTF-8"),
        ('{"_id": "a", "text": "x"}\n{"_id": "b"}\n', 2, "text"),
        ('{"_id": 1.5, "text": "x"}\n', 1, "_id"),
        ('{"_id": true, "text": "x"}\n', 1, "_id"),
        ('{"_id": "a b", "text": "x"}\n', 1, "_id"),
        ("t1\tOne\n2\ttwo\tthree\n", 2, "3 fields"),
        ("t1\tOne\nqid\n", 2, "not a topic"),
        ("t1\tOne\r2 two\r", 2, "not a topic"),
        ("<top>\n<num> Number: 301\n", 1, "TREC's XML"),
        ('<?xml version="1.0"?>\n<topics><topic number="1">\n', 1, "TREC's XML"),
        ("t1\tOne\n<topic number='2'>\n", 2, "TREC's XML"),
        ('{"_id": "a", "text": "x", "metadata": []}\n{"_id": "a"', 2, "JSON"),
        ('{"_id": "a", "text": "x", "metadata": {"history": "y"}}\n', 1, "history"),
        ('{"_id": "a", "text": "x", "metadata": 3}\n', 1, "metadata"),
        ("{" * 100_000, 1, "JSON"),
    ],
)
def test_a_broken_topic_is_named_by_file_and_line(file, content, line, words):
    path = file(content)
    with pytest.raises(Rejected, match=words) as caught:
        read_topics(path)
    assert f"{path}, line {line}:" in str(caught.value)


@pytest.mark.parametrize(
    "header", ["qid\tquery", "id\ttext", "query-id\tquery", "Topic\tTitle", "topic_id\tquestion"]
)
def test_a_header_is_no_topic(file, header):
    assert read_topics(file(f"\n{header}\n1\tprison leavers\n")) == [Topic("1", "prison leavers")]


def test_a_topic_that_reads_like_a_header_is_one_below_the_first_line(file):
    assert read_topics(file("1\tx\nid\tquestion\n"))[1] == Topic("id", "question")
    assert read_topics(file("topic\tWhat is a topic?\n")) == [Topic("topic", "What is a topic?")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_lines_end_in_every_way_and_may_be_compressed(file, end, packed):
    rows = ["1\tprison leavers", "2\tlegal aid"]
    assert read_topics(file(packed(end.join(rows).encode()))) == [
        Topic("1", "prison leavers"),
        Topic("2", "legal aid"),
    ]
    judged = read_qrels(file(packed(end.join(["1 0 a 1", "2 0 b 1"]).encode())))
    assert judged.grades == {"1": {"a": 1}, "2": {"b": 1}}
    run = read_run(file(packed(end.join(["1 Q0 a 1 2 x", "2 Q0 b 1 1 x"]).encode())))
    assert run.scores == {"1": {"a": 2}, "2": {"b": 1}}


def test_a_damaged_compressed_file_is_refused_by_name(file):
    whole = gzip.compress(b"1\tprison leavers\n" * 99)
    for content in (whole[:-9], whole[:30], whole[:40] + b"\0\0\0" + whole[43:], b"\x1f\x8b"):
        path = file(content)
        with pytest.raises(Rejected, match="gzip") as caught:
            read_topics(path)
        assert str(path) in str(caught.value)


def test_an_id_of_a_topic_may_be_a_number_or_begin_with_a_brace(file):
    assert read_topics(file('{"_id": 7, "text": "Why?"}\n')) == [Topic("7", "Why?")]
    assert read_topics(file("{7}\tWhy?\n")) == [Topic("{7}", "Why?")]


def test_a_topic_knows_its_file_and_line(file):
    path = file('qid\tquery\n1\tx\n\n{"_id": "2", "text": "y"}\n')
    assert [topic.where for topic in read_topics(path)] == [f"{path}, line 2", f"{path}, line 4"]


def test_a_file_without_topics_is_an_error(file):
    with pytest.raises(Rejected, match="no topics"):
        read_topics(file("\n\n"))


def test_a_hundred_thousand_topics_are_read(file):
    path = file("".join(f"t{n}\tQuestion {n}?\n" for n in range(100_000)))
    assert len(read_topics(path)) == 100_000


IDS = st.from_regex(r"[!-~]{1,12}", fullmatch=True).filter(lambda name: not name.startswith("{"))
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1).filter(
    lambda text: text.split()
)


@given(st.dictionaries(IDS, st.tuples(TEXTS, st.lists(TEXTS, max_size=2)), min_size=1, max_size=5))
def test_topics_written_are_the_topics_read(tmp_path_factory, stated):
    folder = tmp_path_factory.mktemp("topics")
    topics = [Topic(name, text, tuple(turns)) for name, (text, turns) in stated.items()]
    write_topics(folder, topics)
    assert read_topics(folder) == topics
    read = read_topics(folder / "topics.tsv")
    assert [topic.topic_id for topic in read] == [topic.topic_id for topic in topics]


def test_qrels_in_every_form(file):
    trec = read_qrels(file("t1 0 2015-03-02/1 3\nt1 0 2015-03-02/2 0\nt2 0 2015-03-02/1 -1\n"))
    assert trec.grades == {"t1": {"2015-03-02/1": 3, "2015-03-02/2": 0}, "t2": {"2015-03-02/1": -1}}
    assert read_qrels(file("t1 0 a 1.0\nt1 0 b 2.00\n")).grades == {"t1": {"a": 1, "b": 2}}
    after_blank = read_qrels(file("\nquery-id\tcorpus-id\tscore\nt1\ta\t1\n"))
    assert after_blank.grades == {"t1": {"a": 1}}
    beir = read_qrels(file("query-id\tcorpus-id\tscore\nt1\ta\t1\n"))
    assert beir.grades == {"t1": {"a": 1}}
    spans = read_qrels(
        file(
            "topic\tanswer_id\tstart\tend\tgrade\nt1\ta\t0\t9\t1\nt1\ta\t10\t20\t3\nt2\t-\t0\t0\t0\n"
        )
    )
    assert spans.grades == {"t1": {"a": 3}, "t2": {"-": 0}}
    assert spans.spans == {"t1": [JudgedSpan("a", 0, 9, 1), JudgedSpan("a", 10, 20, 3)], "t2": []}


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("t1 0 a 1\nt1 0 a x\n", 2, "'x'"),
        ("t1 0 a 1\nt1 0 b 1.5\n", 2, "'1.5'"),
        ("t1 0 a\n", 1, "3 fields"),
        ("t1 0 a 1 more\n", 1, "5 fields"),
        ("t1 0 a 1\nt1 0 a 2\n", 2, "twice"),
        ("query-id\tcorpus-id\tscore\nt1\ta\n", 2, "2 fields"),
        ("query-id\tcorpus-id\tscore\nt1\ta\thigh\n", 2, "'high'"),
        ("one\ttwo\n", 1, "header"),
        ("topic\tanswer_id\tstart\tend\tgrade\nt1\ta\t9\t3\t1\n", 2, "span"),
        ("topic\tanswer_id\tstart\tend\tgrade\nt1\ta\tx\t3\t1\n", 2, "span"),
        (b"t1 0 a 1\nt1 0 \xff 1\n", 2, "UTF-8"),
    ],
)
def test_a_broken_judgment_is_named_by_file_and_line(file, content, line, words):
    path = file(content)
    with pytest.raises(Rejected, match=words) as caught:
        read_qrels(path)
    assert f"{path}, line {line}:" in str(caught.value)


def test_the_error_for_a_folder_without_qrels_names_the_files_looked_for(tmp_path):
    with pytest.raises(Rejected, match=r"qrels/test\.tsv"):
        read_qrels(tmp_path)
    (tmp_path / "qrels.txt").write_text("")
    with pytest.raises(Rejected, match="no judgments"):
        read_qrels(tmp_path)


def test_qrels_written_are_the_qrels_read(tmp_path):
    grades = {"t1": {"2015-03-02/1": 3, "2015-03-02/HL2": 0}, "t2": {"2015-03-02/1": 1}}
    write_qrels(tmp_path, grades)
    assert read_qrels(tmp_path).grades == grades
    assert read_qrels(tmp_path / "qrels.txt").grades == grades


@pytest.mark.parametrize(("grades", "grade"), [([0, 1], 1), ([0, 2], 2), ([3], 2), ([0], 1)])
def test_the_answer_grade_follows_from_the_grades_in_use(tmp_path, grades, grade):
    qrels = Qrels(tmp_path, {"t": {str(n): given for n, given in enumerate(grades)}})
    assert qrels.answer_grade() == grade


def test_a_passage_has_the_grade_of_the_span_it_overlaps_most(tmp_path):
    spans = {"t": [JudgedSpan("a", 0, 10, 1), JudgedSpan("a", 10, 40, 3)]}
    passages = {
        "a#1": ("a", 0, 15),
        "a#2": ("a", 5, 30),
        "a#3": ("a", 40, 60),
        "b#1": ("b", 0, 15),
        "a#4": ("a", 5, 15),
    }
    of_passages = Qrels(tmp_path, {"t": {"a": 3}}, {}, spans).of_passages(passages)
    assert of_passages.grades == {"t": {"a#1": 1, "a#2": 3, "a#3": 0, "a#4": 3}}


@given(st.lists(st.floats(0, 50), max_size=30))
def test_printed_scores_fall_strictly_with_rank(scores):
    ranking = [(f"id{n}", score) for n, score in enumerate(sorted(scores, reverse=True))]
    lines = [line.split() for line in run_lines("t", ranking, "tag")]
    assert [line[2] for line in lines] == [name for name, _ in ranking]
    assert [int(line[3]) for line in lines] == list(range(1, len(ranking) + 1))
    printed = [float(line[4]) for line in lines]
    assert all(one > other for one, other in pairwise(printed))
    assert all(len(line) == 6 for line in lines)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("t1 Q0 a 1 2.5\n", 1, "5 fields"),
        ("t1 Q0 a 1 high tag\n", 1, "'high'"),
        ("t1 Q0 a 1 nan tag\n", 1, "'nan'"),
        ("t1 Q0 a 1 2.5 tag\nt1 Q0 a 2 2.4 tag\n", 2, "twice"),
    ],
)
def test_a_broken_run_is_named_by_file_and_line(file, content, line, words):
    path = file(content)
    with pytest.raises(Rejected, match=words) as caught:
        read_run(path)
    assert f"{path}, line {line}:" in str(caught.value)


def test_a_sidecar_that_qa_run_did_not_write_is_refused(file, tmp_path):
    path, sidecar = file("t1 Q0 a 1 2.5 tag\n"), tmp_path / "file.json"
    assert read_run(path).sidecar is None
    topic = {"question": "?", "confidence": 1, "answerable": True, "shares": {"a": 0.5}}
    topic |= {"shown": ["a#1"], "newest": [2, 1]}
    stated = {"package": "0", "index_version": "x", "unit": "answer", "hits": 5, "settings": {}}
    sidecar.write_text(json.dumps(stated | {"topics": {"t1": topic}}))
    assert read_run(path).sidecar.topics["t1"].newest == (2, 1)
    wrong = [
        topic | {"shown": [1]}, topic | {"shown": "abc"}, topic | {"shown": [["a"]]},
        topic | {"confidence": "high"}, topic | {"answerable": "yes"}, topic | {"newest": 3},
        topic | {"newest": ["a", "b"]}, topic | {"shares": []}, {}, None, [],
    ]  # fmt: skip
    for one in wrong:
        sidecar.write_text(json.dumps(stated | {"topics": {"t1": one}}))
        with pytest.raises(Rejected, match="qa run"):
            read_run(path)
    for content in (b"", b"[]", b"{}", b"\xff", b"[" * 99_999, b'{"topics": {"t1": {}}}', b"null"):
        sidecar.write_bytes(content)
        with pytest.raises(Rejected, match="qa run"):
            read_run(path)
