"""The fake of Parliament's API keeps to the contract that the real one is known by."""

import json
import re
import urllib.error
import urllib.request

import pytest

from tests.fake_parliament import FAULTS, PATH, FakeParliament, reply, some
from tests.making import ROOT
from tests.parliament_records import ATTACHMENT, NAMED, many

SPEC = ROOT.parent / "shared" / "reference" / "written-questions-openapi.json"
RECORDS = {record["id"]: record for record in NAMED.values()}
KEYS = """
    id askingMemberId askingMember house memberHasInterest dateTabled dateForAnswer uin questionText
    answeringBodyId answeringBodyName isWithdrawn isNamedDay groupedQuestions answerIsHolding
    answerIsCorrection answeringMemberId answeringMember correctingMemberId correctingMember
    dateAnswered answerText originalAnswerText comparableAnswerText dateAnswerCorrected
    dateHoldingAnswer attachmentCount heading attachments groupedQuestionsDates
""".split()


def found(query):
    """The names of the records that a query finds, and the total announced."""
    status, body = reply(RECORDS, PATH, query)
    assert status == 200, body
    names = {record["id"]: name for name, record in NAMED.items()}
    return {names[row["value"]["id"]] for row in body["results"]}, body["totalResults"]


def row(name):
    body = reply(RECORDS, PATH, "take=100&includeWithdrawn=true")[1]
    return next(row["value"] for row in body["results"] if row["value"]["id"] == NAMED[name]["id"])


def whole(name, query=""):
    status, body = reply(RECORDS, f"{PATH}/{NAMED[name]['id']}", query)
    assert status == 200
    return body["value"]


@pytest.mark.parametrize("name", NAMED)
def test_all_thirty_keys_stand_in_their_order_in_list_and_detail(name):
    assert list(whole(name)) == list(row(name)) == KEYS


def test_a_list_cuts_and_strips_what_the_detail_has_whole():
    assert len(row("long question")["questionText"]) == 255
    assert len(whole("long question")["questionText"]) == 307
    assert row("answer of 255")["answerText"] == "a" * 255
    assert row("answer of 256")["answerText"] == "a" * 255 + "..."
    assert row("plain")["answerText"] == "There are twelve libraries. On average."
    assert row("table")["answerText"] == "YearNumber20159312"
    assert row("unanswered")["answerText"] is None
    assert (row("attachment")["attachments"], row("attachment")["attachmentCount"]) == ([], 0)
    assert whole("attachment")["attachments"] == [ATTACHMENT]
    assert row("corrected")["originalAnswerText"] == row("corrected")["comparableAnswerText"] == ""
    assert "ministerial" in whole("corrected")["comparableAnswerText"]
    assert row("corrected")["dateAnswerCorrected"] == "2024-01-23T00:00:00"


def test_members_are_expanded_only_when_asked_for():
    assert whole("corrected")["askingMember"] is None
    expanded = whole("corrected", "EXPANDMEMBER=True")
    assert expanded["askingMember"]["name"] == "Ann Smith"
    assert expanded["correctingMember"]["memberFrom"] == "Life peer"
    assert whole("unanswered", "expandMember=true")["answeringMember"] is None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("take=100&uIN=7947", {"same UIN, last session", "same UIN, this session"}),
        ("take=100&uin=7947&SESSIONSTATUS=current", {"same UIN, this session"}),
        ("take=100&uin=hl2522", {"Lords"}),
        ("take=100&house=LORDS", {"Lords"}),
        ("take=100&answered=unanswered", {"unanswered"}),
        ("take=100&answered=Unanswered&includeWithdrawn=true", {"unanswered", "withdrawn"}),
        ("take=100&questionStatus=NotAnswered", {"unanswered"}),
        ("take=100&correctedWhenFrom=2024-01-23&correctedWhenTo=2024-01-23", {"corrected"}),
        ("take=100&correctedWhenFrom=2024-01-24", set()),
        ("take=100&tabledWhenFrom=2024-01-08&tabledWhenTo=2024-01-08", {"other of a group"}),
        ("take=100&tabledWhenFrom=2024-01-08T00:00:00&nonsense=5", {"other of a group"}),
        ("take=100&answeredWhenFrom=2024-01-13", {"holding, then answered"}),
        ("take=100&answeredWhenTo=2024-01-11&tabledWhenFrom=2024-01-01", {"holding"}),
        ("take=100&answeringBodies=217", {"renamed body", "after the renaming"}),
        (
            "take=100&answeringBodies=1&AnsweringBodies=217&tabledWhenTo=2023-12-31",
            {"renamed body"},
        ),
        ("take=100&members=4003&house=", {"Lords"}),
        ("take=100&askingMemberId=4003", {"Lords"}),
        ("take=100&searchTerm=rounded*", {"notes"}),
        ("take=0", set()),
    ],
)
def test_filters(query, names):
    assert found(query)[0] == names


def test_paging_and_its_defaults():
    everything, total = found("take=100")
    assert total == len(everything) == len(NAMED) - 1
    assert "withdrawn" not in everything
    assert len(found("")[0]) == 20
    first, second = found("take=12")[0], found("skip=12&take=12")[0]
    assert first | second == everything
    assert not first & second
    assert found("skip=999") == (set(), total)


@pytest.mark.parametrize(
    "query",
    [
        "take=-1", "take=abc", "skip=-1", "take=2147483648", "askingMemberId=0", "house=Both",
        "answered=Perhaps", "sessionStatus=Past", "tabledWhenFrom=yesterday", "members=x",
        "answeredWhenTo=2024-02-30", "includeWithdrawn=si", "answeringBodies=54,60",
    ],
)  # fmt: skip
def test_what_is_not_valid_is_refused(query):
    status, body = reply(RECORDS, PATH, query)
    assert status == body["status"] == 400
    assert body["title"] == "One or more validation errors occurred."
    assert list(body["errors"]) == [query.split("=")[0]]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/1700001", 200),
        ("/2024-01-05/hl2522", 200),
        ("/2024-01-05T00:00:00/HL2522", 200),
        ("/2024-01-06/HL2522", 404),
        ("/99", 404),
        ("/-1", 400),
        ("/abc", 400),
        ("/2147483648", 400),
        ("/yesterday/HL2522", 400),
    ],
)
def test_single_questions(path, status):
    got, body = reply(RECORDS, PATH + path, "")
    assert got == status
    assert ("value" in body) == (status == 200)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def get(url):
    """Status, headers and body of one request over a real socket."""
    opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=30) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_over_a_socket():
    with FakeParliament(RECORDS) as fake:
        status, headers, body = get(f"{fake.url}/writtenquestions/questions?take=2")
        assert (status, headers["Content-Type"]) == (200, "application/json; charset=utf-8")
        assert json.loads(body) == reply(RECORDS, PATH, "take=2")[1]
        assert fake.requests[0][:2] == (PATH, "take=2")
        status, headers, _ = get(f"{fake.old_url}/writtenquestions/questions?take=2")
        assert (status, headers["Location"]) == (
            301,
            f"{fake.url}/writtenquestions/questions?take=2",
        )
        assert get(f"{fake.origin}/api/writtenstatements")[0] == 404


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"reset"}))
def test_faults(fault):
    with FakeParliament(RECORDS, lambda number, path: fault) as fake:
        status, headers, body = get(f"{fake.url}/writtenquestions/questions?skip=5&take=5")
    if fault == "502 in HTML":
        assert (status, body[:6]) == (502, b"<html>")
    elif fault == "301":
        assert (status, headers["Location"]) == (
            301,
            f"{fake.url}/writtenquestions/questions?skip=5&take=5",
        )
    else:
        shown = json.loads(body)
        good = reply(RECORDS, PATH, "skip=5&take=5")[1]
        if fault.startswith("429"):
            assert status == 429
            assert headers["Retry-After"] == ("1" if "with" in fault else None)
        elif fault == "500 without results":
            assert (status, "results" in shown) == (500, False)
        elif fault == "results null":
            assert shown == good | {"results": None}
        elif fault == "total changes":
            assert shown == good | {"totalResults": good["totalResults"] + 1}
        elif fault == "row twice":
            before = reply(RECORDS, PATH, "take=5")[1]["results"][-1]
            assert shown["results"] == [before, *good["results"][:-1]]
        else:
            assert (fault, shown) == ("slow", good)


def test_a_connection_is_reset():
    with (
        FakeParliament(RECORDS, lambda number, path: "reset") as fake,
        pytest.raises(OSError),  # noqa: PT011 - urllib may wrap it
    ):
        get(f"{fake.url}/writtenquestions/questions")


def test_faults_come_as_often_as_asked_and_the_same_for_the_same_seed():
    one, other = some(0.25, 1), some(0.25, 1)
    come = [one(number, "") for number in range(2000)]
    assert come == [other(number, "") for number in range(2000)]
    assert set(come) == {None, *FAULTS}
    assert 400 < sum(fault is not None for fault in come) < 600


def test_any_number_of_questions_of_every_state():
    made = many(500, 10)
    assert len(made) == len({(record["dateTabled"], record["uin"]) for record in made.values()})
    assert {record["dateTabled"][:10] for record in made.values()} == {
        f"2024-01-{day:02}" for day in range(1, 11)
    }
    for name in ("isWithdrawn", "answerIsHolding", "answerIsCorrection"):
        assert sum(bool(record[name]) for record in made.values()) > 5


def wrong(value, schema, spec, at="$"):
    """What in a value its OpenAPI 3.0 schema does not allow, in a line each."""
    if "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if value is None:
        # Members are null where they are not expanded, though their schema does not say so.
        fine = schema.get("nullable") or "listAs" in schema.get("properties", {})
        if not fine:
            yield f"{at} is null"
        return
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    kind = kinds[schema["type"]]
    if (
        not isinstance(value, kind)
        or (isinstance(value, bool) and kind is int)
        or ("enum" in schema and value not in schema["enum"])
        or (
            schema.get("format") == "date-time"
            and not re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00", value)
        )
    ):
        yield f"{at} is {value!r}"
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from wrong(item, schema["items"], spec, f"{at}[{number}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in schema.get("properties", {}):
                yield from wrong(item, schema["properties"][name], spec, f"{at}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{at}.{name} is unknown"


@pytest.mark.skipif(not SPEC.exists(), reason="the API's own description is not beside the clone")
def test_replies_are_valid_against_the_apis_own_description():
    spec = json.loads(SPEC.read_text(encoding="utf-8"))

    def faults(path, query, template, expected):
        status, body = reply(RECORDS, path, query)
        assert status == expected
        responses = spec["paths"][template]["get"]["responses"]
        schema = responses[str(status)]["content"]["application/json"]["schema"]
        return list(wrong(body, schema, spec))

    one, by_date = f"{PATH}/{{id}}", f"{PATH}/{{date}}/{{uin}}"
    for expand in ("true", "false"):
        query = f"expandMember={expand}&includeWithdrawn=true&take=100"
        assert faults(PATH, query, PATH, 200) == []
        for id, record in RECORDS.items():
            assert faults(f"{PATH}/{id}", query, one, 200) == []
            path = f"{PATH}/{record['dateTabled'][:10]}/{record['uin']}"
            assert faults(path, query, by_date, 200) == []
    assert faults(PATH, "take=-1", PATH, 400) == []
    assert faults(f"{PATH}/1", "", one, 404) == []
    assert faults(f"{PATH}/2024-01-05/1000000", "", by_date, 404) == []
    asked = {parameter["name"] for parameter in spec["paths"][PATH]["get"]["parameters"]}
    assert {"tabledWhenFrom", "answeringBodies", "sessionStatus", "includeWithdrawn"} <= asked
    broken = RECORDS[1700001] | {"house": "Both", "more": 1, "id": "x"}
    schema = {"$ref": "#/components/schemas/QuestionsViewModel"}
    assert len(list(wrong(broken, schema, spec))) == 3
