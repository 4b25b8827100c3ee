"""What the endpoints accept and refuse, parameter by parameter and limit by limit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from qa.archive.ingest import ingest
from qa.evaluation.running import run_topics
from qa.evaluation.topics import Topic
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines
from web import create_app
from web.errors import MAX_BODY_BYTES

LEAVERS = "what is the government doing to get prison leavers into work?"
SEARCHES, RUNS, MARKS = "/api/v1/searches", "/api/v1/runs", "/api/v1/marks"
TOPIC = {"topic_id": "1", "text": "prison"}


@pytest.mark.parametrize(
    ("path", "body", "parameter", "limit"),
    [
        (SEARCHES, {}, "questions", "missing"),
        (SEARCHES, {"questions": []}, "questions", "at least 1"),
        (SEARCHES, {"questions": ["x"] * 1001}, "questions", "at most 1000"),
        (SEARCHES, {"questions": "x"}, "questions", "list"),
        (SEARCHES, {"questions": [1]}, "questions.0", "Give a text"),
        (SEARCHES, {"questions": ["a", ""]}, "questions.1", "empty"),
        (SEARCHES, {"questions": ["a", "x" * 5001]}, "questions.1", "5,000"),
        (SEARCHES, {"questions": ["a"], "hits": 21}, "hits", "20"),
        (SEARCHES, {"questions": ["a"], "hits": 0}, "hits", "1"),
        (SEARCHES, {"questions": ["a"], "hits": True}, "hits", "whole number"),
        (SEARCHES, {"questions": ["a"], "hits": 1.5}, "hits", "whole number"),
        (SEARCHES, {"questions": ["a"], "hits": "x"}, "hits", "whole number"),
        (SEARCHES, {"questions": ["a"], "limit": 5}, "limit", "questions, hits"),
        (SEARCHES, {"questions": ["a"], "from": "soon"}, "from", "2021-09-13"),
        (SEARCHES, {"questions": ["a"], "from": 2021}, "from", "Give a text"),
        (SEARCHES, {"questions": ["a"], "body": "x" * 201}, "body", "200"),
        (SEARCHES, {"questions": ["a"], "status": "answered"}, "status", "list"),
        (SEARCHES, {"questions": ["a"], "status": ["answered"] * 21}, "status", "20"),
        (SEARCHES, {"questions": ["a"], "status": ["good"]}, "status", "withdrawn"),
        (SEARCHES, {"questions": ["a"], "explain": "maybe"}, "explain", "true or false"),
        (SEARCHES, {"questions": ["a"], "disabled": ["x"]}, "disabled", "dates"),
        (SEARCHES, {"questions": ["a"], "disabled": ["dates"] * 101}, "disabled", "100"),
        (RUNS, {"topics": []}, "topics", "at least 1"),
        (RUNS, {"topics": [TOPIC] * 1001}, "topics", "at most 1000"),
        (RUNS, {"topics": [TOPIC, TOPIC]}, "topics", "twice"),
        (RUNS, {"topics": [{"text": "x"}]}, "topics.0.topic_id", "missing"),
        (RUNS, {"topics": [TOPIC | {"topic_id": "a b"}]}, "topics.0.topic_id", "without spaces"),
        (RUNS, {"topics": [TOPIC | {"topic_id": "a" * 101}]}, "topics.0.topic_id", "100"),
        (RUNS, {"topics": [TOPIC | {"text": ""}]}, "topics.0", "empty"),
        (RUNS, {"topics": [TOPIC | {"need": "x"}]}, "topics.0.need", "no parameter"),
        (RUNS, {"topics": [TOPIC | {"history": ["x"] * 21}]}, "topics.0.history", "20"),
        (RUNS, {"topics": [TOPIC], "hits": 101}, "hits", "100"),
        (RUNS, {"topics": [TOPIC], "unit": "page"}, "unit", "passage"),
        (RUNS, {"topics": [TOPIC], "form": "xml"}, "form", "trec"),
        (MARKS, {"passage_id": "x", "judgment": "related"}, "q", "missing"),
        (MARKS, {"q": "x", "judgment": "related"}, "passage_id", "missing"),
        (MARKS, {"q": "x", "passage_id": "x", "judgment": "good"}, "judgment", "not relevant"),
    ],
)
def test_each_limit_is_named_with_what_is_beyond_it(
    client: FlaskClient, path: str, body: Any, parameter: str, limit: str
) -> None:
    response = client.post(path, json=body)
    assert response.status_code == 400
    assert response.json is not None
    assert (response.json["type"], response.json["parameter"]) == (
        "/problems/bad-parameter",
        parameter,
    )
    assert limit in response.json["detail"]
    assert "Input should" not in response.json["detail"]
    assert "Value error" not in response.json["detail"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("hits=501", "hits"),
        ("hits=0", "hits"),
        ("changed_since=", "changed_since"),
        ("changed_since=yesterday", "changed_since"),
        ("changed_since=0001-01-01T00:00:00%2B23:59", "changed_since"),
        ("changed_since=" + "2" * 41, "changed_since"),
        ("cursor=a&cursor=b", "cursor"),
        ("q=x", "q"),
        ("house=upper", "house"),
    ],
)
def test_each_limit_of_a_listing_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/api/v1/answers?{query}")
    assert response.status_code == 400
    assert response.json["parameter"] == parameter  # type: ignore[index]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b"null", "application/json", 400),
        (b'{"a":' * 100_000, "application/json", 400),
        (b'{"questions": [' + b"1" * 5000 + b"]}", "application/json", 400),
        (b'{"questions": ["\\ud800"]}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"questions": ["x"]}', "text/plain", 415),
        (b"questions=x", "application/x-www-form-urlencoded", 415),
        (b'{"questions": ["x"]}', "", 415),
        (b" " * (MAX_BODY_BYTES + 1), "application/json", 413),
    ],
)
def test_a_malformed_body_is_refused(
    client: FlaskClient, body: bytes, kind: str, status: int
) -> None:
    response = client.post(SEARCHES, data=body, content_type=kind)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"


def test_a_thousand_questions_are_answered_in_one_call(client: FlaskClient) -> None:
    questions = [f"prison leavers {number}" for number in range(1000)]
    response = client.post(SEARCHES, json={"questions": questions, "hits": 1})
    assert response.json is not None
    assert [reply["question"] for reply in response.json["replies"]] == questions
    assert {len(reply["passages"]) for reply in response.json["replies"]} <= {0, 1}


def test_long_questions_fit_into_one_call(client: FlaskClient) -> None:
    asked = json.dumps({"questions": ["\U0001d518" * 5000] * 60}, ensure_ascii=False).encode()
    assert len(asked) > 2**20
    response = client.post(SEARCHES, data=asked, content_type="application/json")
    assert response.status_code == 200


def test_a_run_is_what_the_command_writes(
    client: FlaskClient, settings: Settings, tmp_path: Path
) -> None:
    topics = [
        Topic("one", LEAVERS),
        Topic("two", "and in Northumberland?", ("how many lighthouse keepers are in custody",)),
        Topic("three", "sourdough pizza"),
    ]
    asked = {
        "topics": [
            {"topic_id": one.topic_id, "text": one.text, "history": list(one.history)}
            for one in topics
        ],
        "hits": 7,
    }
    for unit in ("answer", "passage"):
        run_topics(topics, Service(settings), tmp_path / unit, hits=7, unit=unit)  # type: ignore[arg-type]
        trec = client.post(RUNS, json=asked | {"unit": unit, "form": "trec"})
        assert trec.mimetype == "text/plain"
        assert trec.text == (tmp_path / unit).read_text()
        run = client.post(RUNS, json=asked | {"unit": unit}).json
        assert run is not None
        assert trec.text == "".join(
            f"{one['topic_id']} Q0 {one['id']} {one['rank']} {one['score']:.6f} {run['tag']}\n"
            for one in run["hits"]
        )


def pages(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    """The passages of this page and of all pages after it."""
    found: list[dict[str, Any]] = []
    while True:
        response = client.get(path)
        assert response.json is not None
        found += response.json["passages"]
        following = response.headers.get("Link")
        if following is None:
            return found
        path = following.partition(">")[0].removeprefix("<")


@pytest.mark.parametrize("hits", [1, 2, 3, 50, 100])
def test_pages_together_are_the_ranking(client: FlaskClient, hits: int) -> None:
    whole = client.get("/api/v1/passages?q=beekeepers+in+prison&hits=100").json
    assert whole is not None
    assert len(whole["passages"]) > 6
    assert (
        pages(client, f"/api/v1/passages?q=beekeepers+in+prison&hits={hits}") == (whole["passages"])
    )


def test_a_cursor_belongs_to_its_question_and_filters(client: FlaskClient) -> None:
    first = client.get("/api/v1/passages?q=beekeepers&hits=1").headers["Link"]
    cursor = first.partition("cursor=")[2].partition(">")[0]
    again = client.get(f"/api/v1/passages?q=beekeepers&hits=2&cursor={cursor}").json
    assert again is not None
    assert [one["rank"] for one in again["passages"]] == [2, 3]
    for other in (
        f"q=falconers&cursor={cursor}",
        f"q=beekeepers&house=lords&cursor={cursor}",
        f"q=beekeepers&cursor={cursor[:-1]}",
        f"q=beekeepers&cursor={cursor.replace('.1.', '.1001.')}",
        "q=beekeepers&cursor=",
        "q=beekeepers&cursor=%00",
        f"q=beekeepers&cursor={'x' * 201}",
    ):
        refused = client.get(f"/api/v1/passages?{other}")
        assert (refused.status_code, refused.json["parameter"]) == (400, "cursor")  # type: ignore[index]


def test_a_cursor_expires_when_the_index_changes(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "some", *[fact(uin=str(n)) for n in range(100, 110)])], settings)
    client = create_app(settings).test_client()
    asked = "/api/v1/passages?q=how+many+libraries&hits=3"
    following = client.get(asked).headers["Link"].partition(">")[0].removeprefix("<")
    assert client.get(following).status_code == 200
    ingest([lines(tmp_path / "more", fact(uin="500"))], settings)
    expired = client.get(following)
    assert expired.status_code == 410
    assert expired.json["type"] == "/problems/expired"  # type: ignore[index]
    assert client.get(asked).status_code == 200


def test_similar_questions_are_found(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    asked = "To ask the Secretary of State, how many {} were kept in {} in 2015."
    ingest(
        [
            lines(
                tmp_path / "asked",
                fact(uin="1", question_text=asked.format("barn owls", "prisons")),
                fact(uin="2", question_text=asked.format("barn owls", "hospitals")),
                fact(uin="3", question_text=asked.format("barn owls", "prisons") + " "),
                fact(uin="4", question_text="To ask what is the cost of lighthouse paint."),
            )
        ],
        settings,
    )
    client = create_app(settings).test_client()
    found = client.get("/api/v1/answers/2015-03-02/1/similar").json
    assert found is not None
    assert [one["answer_id"] for one in found["similar"]] == ["2015-03-02/3", "2015-03-02/2"]
    assert found["similar"][0]["similarity"] == 1
    assert 0.5 <= found["similar"][1]["similarity"] < 1
    one = client.get("/api/v1/answers/2015-03-02/1/similar?hits=1").json
    assert one is not None
    assert len(one["similar"]) == 1


def test_prior_answers_of_a_draft(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    asked = "To ask the Secretary of State, how many barn owls were kept in prisons in {}."
    facts = [fact(uin=str(year), question_text=asked.format(year)) for year in (2014, 2015)]
    ingest([lines(tmp_path / "asked", *facts)], settings)
    client = create_app(settings).test_client()

    def found(**given: object) -> list[tuple[str, list[str]]]:
        response = client.get("/api/v1/prior-answers", query_string=given)
        assert response.json is not None
        return [(one["uin"], one["differs_in"]) for one in response.json["found"]]

    assert found(q=asked.format(2015)) == [("2015", []), ("2014", ["period"])]
    assert found(q=asked.format(2015), hits=1) == [("2015", [])]
    assert found(q="how many buoys float in Fife?") == []
    for given in (
        {},
        {"q": ""},
        {"q": "owls", "hits": 0},
        {"q": "owls", "hits": 51},
        {"x": "owls"},
    ):
        assert client.get("/api/v1/prior-answers", query_string=given).status_code == 400


def test_suggestions_for_a_text(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "a", fact(uin="41780", answering_member="Gyimah, Sam"))], settings)
    client = create_app(settings).test_client()
    assert client.get("/api/v1/suggestions?q=gyi").json == {
        "suggestions": [
            {"kind": "minister", "label": "Sam Gyimah", "value": "Sam Gyimah", "note": "1 answer"}
        ]
    }
    assert client.get("/api/v1/suggestions?q=").json == {"suggestions": []}
    for given in ({}, {"q": "z" * 301}, {"q": "gyi", "hits": 3}):
        assert client.get("/api/v1/suggestions", query_string=given).status_code == 400


def test_history_shows_each_version_and_which_is_quoted(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    for number, said in enumerate(("<p>Twelve.</p>", "<p>Eleven.</p>")):
        ingest([lines(tmp_path / str(number), fact(answer_html=said))], settings)
    client = create_app(settings).test_client()
    found = client.get("/api/v1/answers/2015-03-02/100/history").json
    assert found is not None
    assert [(one["text"], one["current"]) for one in found["versions"]] == [
        ("Twelve.", False),
        ("Eleven.", True),
    ]


def test_interpretations_can_be_disabled(client: FlaskClient) -> None:
    def query(**asked: str) -> dict[str, Any]:
        reply = client.get(
            "/api/v1/passages", query_string={"q": "jail: what was said in late 2015"} | asked
        ).json
        assert reply is not None
        found: dict[str, Any] = reply["query"]
        return found

    assert query()["from"] == "2015-10-01"
    assert query()["expansions"] != []
    assert query(disabled="dates")["from"] is None
    plain = query(disabled="all")
    assert (plain["from"], plain["expansions"]) == (None, [])


def test_each_passage_can_be_explained(client: FlaskClient) -> None:
    asked = {"q": LEAVERS, "hits": "1"}
    plain = client.get("/api/v1/passages", query_string=asked).json
    explained = client.get("/api/v1/passages", query_string=asked | {"explain": "true"}).json
    assert plain is not None
    assert explained is not None
    why = explained["passages"][0].pop("explain")
    assert explained == plain
    assert "leaver" in {one["term"] for one in why["terms"]}
    [reply] = client.post(SEARCHES, json={"questions": [LEAVERS], "hits": 1, "explain": True}).json[  # type: ignore[index]
        "replies"
    ]
    assert reply["passages"][0]["explain"] == why
    refused = client.post(MARKS, json={"q": "x", "explain": True})
    assert refused.json["parameter"] in ("explain", "passage_id")  # type: ignore[index]
