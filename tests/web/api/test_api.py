import pytest
from flask.testing import FlaskClient

WORK = "what is the government doing to get prison leavers into work?"

REPLY = [
    "question",
    "query",
    "answerable",
    "confidence",
    "reason",
    "unmatched",
    "unmentioned",
    "digest",
    "passages",
    "near_misses",
    "parts",
    "index_version",
]
ANSWER = [
    "answer_id",
    "text",
    "kind",
    "heading",
    "source_question",
    "date_tabled",
    "date_answered",
    "answering_body",
    "house",
    "uin",
    "status",
    "asking_member",
    "answering_member",
    "correcting_member",
    "url",
    "attachments",
    "grouped_questions",
    "date_holding",
    "date_corrected",
    "original_text",
    "changes",
    "refers_to",
    "pursuant_to",
    "referred_from",
    "grouped_with",
]


def test_a_reply_is_the_same_as_everywhere(client: FlaskClient) -> None:
    response = client.get("/api/v1/passages", query_string={"q": WORK})
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    reply = response.json
    assert reply is not None
    assert list(reply) == REPLY
    assert reply["question"] == WORK
    assert reply["answerable"] is True
    assert "New Futures Network" in reply["passages"][0]["text"]
    assert reply["passages"][0]["answer_id"] == "2021-09-03/41780"
    assert reply["passages"][0]["date_answered"] == "2021-09-13"


def test_a_passage_is_a_slice_of_its_answer(client: FlaskClient) -> None:
    reply = client.get("/api/v1/passages", query_string={"q": WORK, "hits": 100}).json
    assert reply is not None
    for passage in reply["passages"]:
        answer = client.get(f"/api/v1/answers/{passage['answer_id']}").json
        assert answer is not None
        assert answer["text"][passage["start"] : passage["end"]] == passage["text"]


def test_letters_are_not_escaped(client: FlaskClient) -> None:
    raw = client.get("/api/v1/answers/2021-09-03/41780").data
    assert "Her Majesty’s Prison and Probation Service".encode() in raw
    assert b"\\u" not in raw


def test_an_honest_no_is_a_reply(client: FlaskClient) -> None:
    response = client.get("/api/v1/passages", query_string={"q": "best recipe for sourdough pizza"})
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["answerable"] is False
    assert response.json["passages"] == []
    assert {"sourdough", "pizza"} <= set(response.json["unmatched"])


def test_filters_are_applied(client: FlaskClient) -> None:
    asked = {
        "q": "how many lighthouse keepers are in custody",
        "from": "2016-01-01",
        "to": "2016-12-31",
        "house": "LORDS",
        "body": "Ministry of Justice",
        "hits": "1",
    }
    reply = client.get("/api/v1/passages", query_string=asked).json
    assert reply is not None
    assert reply["query"] | {"terms": []} == {
        "status": None,
        "kind": None,
        "minister": None,
        "member": None,
        "terms": [],
        "from": "2016-01-01",
        "to": "2016-12-31",
        "body": "ministry-of-justice",
        "house": "Lords",
        "uins": [],
        "phrases": [],
        "corrected": {},
        "excluded": [],
        "did_you_mean": {},
        "expansions": [],
        "interpretations": [],
        "disabled": [],
        "sort": "relevance",
        "period_offer": None,
    }
    [found] = reply["passages"]
    assert found["date_answered"] == "2016-05-18"
    assert (found["house"], found["answering_body"]["name"]) == ("Lords", "Ministry of Justice")


@pytest.mark.parametrize(
    ("name", "kept", "excluding"),
    [
        ("from", "2016-05-18", "2016-05-19"),
        ("to", "2016-05-18", "2016-05-17"),
        ("house", "lords", "COMMONS"),
    ],
)
def test_each_filter_returns_matching_answers_only(
    client: FlaskClient, name: str, kept: str, excluding: str
) -> None:
    def found(value: str) -> set[str]:
        asked = {"q": "how many lighthouse keepers are in custody", "hits": "100", name: value}
        reply = client.get("/api/v1/passages", query_string=asked).json
        assert reply is not None
        return {passage["answer_id"] for passage in reply["passages"] + reply["near_misses"]}

    assert "2016-05-04/HL8123" in found(kept)
    assert "2016-05-04/HL8123" not in found(excluding)


def test_dates_that_no_answer_has_are_the_reason_for_silence(client: FlaskClient) -> None:
    asked = {"q": "lighthouse keepers", "from": "1990-01-01", "to": "1990-12-31"}
    reply = client.get("/api/v1/passages", query_string=asked).json
    assert reply is not None
    assert (reply["answerable"], reply["passages"], reply["near_misses"]) == (False, [], [])
    assert reply["reason"].endswith("they cannot say what was answered in 1990.")
    assert reply["unmatched"] == []


def test_a_passage_within_a_table_comes_with_its_column_heads(client: FlaskClient) -> None:
    asked = {"q": "beekeepers apiary 150", "hits": "100"}
    reply = client.get("/api/v1/passages", query_string=asked).json
    assert reply is not None
    headers = {p["header"] for p in reply["passages"] if p["answer_id"] == "2016-05-06/HL9100"}
    assert headers == {None, "| Establishment | Beekeepers 2014 | Hives 2015 |"}
    slices = client.get("/api/v1/answers/2016-05-06/HL9100/passages").json
    assert slices is not None
    for one in slices["passages"]:
        for part in one["cut_tables"]:
            assert (part["first"] > 1) == (one["header"] is not None)
    shown = [part for one in slices["passages"] for part in one["cut_tables"]]
    assert shown[0]["first"] == 1
    assert shown[-1]["last"] == shown[-1]["rows"]
    assert len(shown) == len(slices["passages"]) > 1


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "q"),
        ("q=", "q"),
        ("q=%20", "q"),
        ("q=" + "x" * 5001, "q"),
        ("q=x&q=y", "q"),
        ("q=x&hits=0", "hits"),
        ("q=x&hits=101", "hits"),
        ("q=x&hits=-1", "hits"),
        ("q=x&hits=5.0", "hits"),
        ("q=x&hits=five", "hits"),
        ("q=x&hits=", "hits"),
        ("q=x&hits=%D9%A5", "hits"),
        ("q=x&hits=99999999999999999999", "hits"),
        ("q=x&from=13/09/2021", "from"),
        ("q=x&to=2021-02-30", "to"),
        ("q=x&from=2021-09-13&to=2021-09-12", "from"),
        ("q=x&from=", "from"),
        ("q=x&to=", "to"),
        ("q=x&body=", "body"),
        ("q=x&body=...", "body"),
        ("q=x&house=", "house"),
        ("q=x%00", "q"),
        ("q=x&house=Upper", "house"),
        ("q=x&body=Ministry+of+Magic", "body"),
        ("q=x&department=MoJ", "department"),
        ("question=x", "question"),
    ],
)
def test_a_bad_parameter_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/api/v1/passages?{query}")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert response.json is not None
    assert response.json["type"] == "/problems/bad-parameter"
    assert response.json["status"] == 400
    assert response.json["parameter"] == parameter


def test_an_unknown_parameter_is_refused_with_a_list_of_the_known_ones(client: FlaskClient) -> None:
    problem = client.get("/api/v1/passages?q=x&limit=3").json
    assert problem is not None
    assert "q, hits, from, to, body, house" in problem["detail"]


def test_an_answer_takes_no_parameter(client: FlaskClient) -> None:
    response = client.get("/api/v1/answers/2021-09-03/41780?format=xml")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["parameter"] == "format"


def test_an_answer_is_whole(client: FlaskClient) -> None:
    answer = client.get("/api/v1/answers/2021-09-03/41780").json
    assert answer is not None
    assert list(answer) == ANSWER
    assert list(answer["answering_body"]) == ["id", "name"]
    assert answer["answering_body"]["name"] == "Ministry of Justice"
    assert (answer["date_tabled"], answer["date_answered"]) == ("2021-09-03", "2021-09-13")
    assert (answer["uin"], answer["status"], answer["answering_member"]) == (
        "41780",
        "answered",
        None,
    )
    assert answer["url"].endswith("/2021-09-03/41780")


def test_an_answer_is_found_in_any_case_at_its_own_address(client: FlaskClient) -> None:
    response = client.get("/api/v1/answers/2016-05-04/hl8123")
    assert response.status_code == 301
    assert response.headers["Location"] == "/api/v1/answers/2016-05-04/HL8123"
