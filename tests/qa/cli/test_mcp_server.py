"""The MCP tools, called by the official client over standard input and output."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession

from qa.archive.ingest import ingest
from qa.model import MAX_HITS, Request
from qa.service.service import Service
from qa.settings import Settings
from tests.assisting import call_mcp
from tests.making import REAL_ANSWERS, fact, lines, parallel_html

LEAVERS = "what is the government doing to get prison leavers into work?"
DRAFT = (
    "To ask the Secretary of State for Justice, with reference to the paper entitled Effectiveness "
    "of psychological interventions in prison to reduce recidivism: a systematic review and "
    "meta-analysis of randomised controlled trials, published by Lancet Psychiatry in July 2020, "
    "what progress has been made with Her Majesty's Prison and Probation Service impact "
    "evaluations of accredited offender behaviour programmes."
)
"""The question of 2021-09-03/41780 about another month."""
FAULTS = REAL_ANSWERS.parent / "faults" / "asking" / "mcp-calls.json"


def call(data: Path, *wanted: tuple[str, dict[str, Any]]) -> list[tuple[bool, str]]:
    """Whether each call was refused, and the text of its result."""

    async def calls(session: ClientSession) -> list[tuple[bool, str]]:
        results = [await session.call_tool(name, arguments) for name, arguments in wanted]
        assert all(one.structured_content is None for one in results)  # The text comes once.
        return [(one.is_error, "".join(part.text for part in one.content)) for one in results]

    return call_mcp(data, calls)  # type: ignore[no-any-return]  # what `calls` returns


def read(result: tuple[bool, str]) -> Any:
    refused, text = result
    assert not refused, text
    return json.loads(text)


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of answers that differ in date, House, minister, member and address."""
    folder = tmp_path_factory.mktemp("libraries")
    facts = [
        fact(
            uin=uin,
            date_tabled=f"{year}-03-02",
            date_answered=f"{year}-03-09",
            house=house,
            answering_member=minister,
            asking_member=member,
            question_text=f"How many prison libraries were open in {year}?",
            answer_html=f"<p>In {year} there were {year - 1900} prison libraries.</p>",
        )
        for uin, year, house, minister, member in (
            ("101", 2015, "Commons", "Sam Gyimah", "Philip Davies"),
            ("HL102", 2016, "Lords", "Lord Faulks", "Lord Ramsbotham"),
            ("103", 2017, "Commons", "Sam Gyimah", "Louise Haigh"),
            ("103", 2018, "Commons", "Rory Stewart", "Louise Haigh"),
        )
    ]
    ingest([lines(folder / "facts.jsonl", *facts)], Settings(data_dir=folder / "data"))
    return folder / "data"


def test_an_assistant_searches_reads_and_sees_what_is_covered(corpus_data: Path) -> None:
    found, answer, covered, prior, drafted = call(
        corpus_data,
        ("search", {"question": LEAVERS, "hits": 2}),
        ("read_answer", {"answer_id": "2021-09-03/41780"}),
        ("coverage", {}),
        ("prior_answers", {"question": DRAFT}),
        ("draft", {"question": DRAFT}),
    )
    service = Service(Settings(data_dir=corpus_data))
    assert read(found) == service.reply(Request(LEAVERS, hits=2)).as_json()
    assert read(answer)["text"] == service.answer("2021-09-03/41780").text
    assert read(covered) == json.loads(json.dumps(service.coverage().as_json()))
    [repeated] = read(prior)["found"]
    assert (repeated["answer_id"], repeated["differs_in"]) == ("2021-09-03/41780", ["period"])
    assert read(drafted) == json.loads(json.dumps(service.draft(DRAFT)))


def test_the_server_names_its_version_and_describes_every_argument(corpus_data: Path) -> None:
    async def calls(session: ClientSession) -> Any:
        return await session.list_tools(), session.server_info

    listed, server = call_mcp(corpus_data, calls)
    assert (server.name, server.version) == ("written-answers", version("written-answers-qa"))
    tools = {tool.name: tool for tool in listed.tools}
    assert list(tools) == [
        "search", "read_answer", "prior_answers", "check_quotations", "over_time", "draft",
        "watches", "coverage",
    ]  # fmt: skip
    assert list(tools["search"].input_schema["properties"]) == [
        "question", "hits", "from", "to", "body", "house", "minister", "member", "status", "kind",
        "sort",
    ]  # fmt: skip
    for tool in tools.values():
        assert tool.description
        assert tool.input_schema["additionalProperties"] is False
        assert all(one["description"] for one in tool.input_schema["properties"].values())


def test_an_honest_no_reaches_the_assistant(corpus_data: Path) -> None:
    [result] = call(corpus_data, ("search", {"question": "best sourdough pizza"}))
    reply = read(result)
    assert (reply["answerable"], reply["passages"]) == (False, [])


FILTERED: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"101", "HL102", "103"}),
    ({"from": "2017-01-01"}, {"103"}),
    ({"to": "2015-12-31"}, {"101"}),
    ({"from": "2016-01-01", "to": "2016-12-31"}, {"HL102"}),
    ({"house": "lords"}, {"HL102"}),
    ({"minister": "Gyimah"}, {"101", "103"}),
    ({"member": "Philip Davies"}, {"101"}),
    ({"status": "answered"}, {"101", "HL102", "103"}),
    ({"status": None, "house": None, "from": None, "sort": None}, {"101", "HL102", "103"}),
    ({"status": ["corrected"]}, set()),
    ({"hits": "2", "sort": "newest"}, {"103"}),
    ({"hits": 1.0, "sort": "oldest"}, {"101"}),
]


def test_a_search_takes_the_filters_of_the_api(libraries: Path) -> None:
    asked = {"question": "prison libraries"}
    results = call(libraries, *(("search", asked | filters) for filters, _ in FILTERED))
    for (filters, uins), result in zip(FILTERED, results, strict=True):
        assert {one["uin"] for one in read(result)["passages"]} == uins, filters


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("search", {"question": "x", "ministr": "y"}, "does not know 'ministr'. It takes question,"),
    ("search", {"question": "x", "date_from": "2017"}, "to, body, house, minister, member, status"),
    ("search", {"query": "legal aid"}, "does not know 'query'. It takes question"),
    ("search", {}, "search needs question"),
    ("search", {"question": None}, "search needs question"),
    ("search", {"question": ["x"]}, "question is ['x']. Give a text"),
    ("search", {"question": ""}, "empty"),
    ("search", {"question": "x \x00 y"}, "control character"),
    ("search", {"question": "x" * 9999}, "9,999 characters"),
    ("search", {"question": "x", "from": "soon"}, "from is 'soon'. Give a date such as"),
    ("search", {"question": "x", "from": ""}, "from is ''. Give a date such as 2021-09-13"),
    ("search", {"question": "x", "to": 2017}, "to is 2017. Give a text"),
    ("search", {"question": "x", "from": "2018-01-01", "to": "2017-01-01"}, "Swap them"),
    ("search", {"question": "x", "body": ""}, "body is ''. Give an answering body"),
    ("search", {"question": "x", "house": "both"}, "house is 'both'. Give Commons or Lords"),
    ("search", {"question": "x", "minister": "?"}, "minister is '?'. Give words of a name"),
    ("search", {"question": "x", "status": "true"}, "status is 'true'. Give one of answered"),
    ("search", {"question": "x", "status": [1]}, "status is [1]. Give a list of answered"),
    ("search", {"question": "x", "sort": "date"}, "sort is 'date'. Give one of relevance"),
    *(
        ("search", {"question": "x", "hits": hits}, f"hits is {hits!r}. Give a whole number from 1")
        for hits in (0, 101, -1, 2.5, True, "many", "", [5], 1e300, float(2**70), "9" * 12)
    ),
    ("read_answer", {"answer_id": "2021-09-03/1"}, "No written answer '2021-09-03/1'"),
    ("read_answer", {"answer_id": ""}, "No written answer ''"),
    ("read_answer", {"answer_id": "http://[/"}, "No written answer"),
    ("read_answer", {"answer_id": "x" * 9999}, "No written answer 'xxx"),
    ("read_answer", {"id": "2021-09-03/41780"}, "It takes answer_id."),
    ("prior_answers", {"question": " "}, "empty"),
    ("draft", {"question": " "}, "empty"),
    ("draft", {"question": "x", "hits": 2}, "hits"),
    ("prior_answers", {"question": "x", "hits": 51}, "from 1 to 50"),
    ("coverage", {"x": 1}, "coverage does not know 'x'. It takes no arguments"),
    ("nosuch", {}, "No tool 'nosuch'. The tools are search, read_answer, prior_answers, "),
]


def test_what_is_refused_is_refused_in_our_words(corpus_data: Path) -> None:
    results = call(corpus_data, *((name, arguments) for name, arguments, _ in REFUSED))
    for (name, arguments, words), (refused, text) in zip(REFUSED, results, strict=True):
        assert refused, (name, arguments)
        assert words in text
        assert not any(word in text for word in ("Traceback", "pydantic", "Error executing", "\n"))
        assert len(text) < 400


def test_all_that_a_search_returns_can_be_read(libraries: Path, corpus_data: Path) -> None:
    for data, question in ((libraries, "prison libraries"), (corpus_data, LEAVERS)):
        [result] = call(data, ("search", {"question": question, "hits": 100}))
        wanted: list[tuple[str, str]] = []
        for one in read(result)["passages"]:
            uin = one["uin"] if one["uin"] != "103" else None
            names = [one["answer_id"], one["passage_id"], one["url"], uin]
            names += [f" {one['answer_id']} ", one["answer_id"].upper()]
            names += [uin.lower(), uin.replace("HL", "HL ")] if uin else []
            wanted += [(one["answer_id"], name) for name in names if name]
        results = call(data, *(("read_answer", {"answer_id": name}) for _, name in wanted))
        assert [read(answer)["answer_id"] for answer in results] == [of for of, _ in wanted]


def test_an_answer_without_an_official_address_is_read_by_the_address_of_its_source(
    tmp_path: Path,
) -> None:
    address = "https://www.parallelparliament.co.uk/question/libraries-12"
    page = parallel_html(tmp_path / "page.html")
    canonical = f'</title><link rel="canonical" href="{address}">'
    page.write_text(page.read_text().replace("</title>", canonical))
    ingest([page], Settings(data_dir=tmp_path / "data"))
    [found, answer] = call(
        tmp_path / "data",
        ("search", {"question": "libraries"}),
        ("read_answer", {"answer_id": address}),
    )
    [passage] = read(found)["passages"]
    assert passage["url"] == address
    assert read(answer)["answer_id"] == passage["answer_id"]


def test_a_uin_of_several_answers_names_them(libraries: Path) -> None:
    [(refused, text)] = call(libraries, ("read_answer", {"answer_id": "103"}))
    assert refused
    assert text == (
        "'103' names 2 written answers: 2018-03-02/103, 2017-03-02/103. Give the id of one."
    )


def test_a_result_is_no_longer_than_an_assistant_reads(tmp_path: Path) -> None:
    facts = [
        fact(
            uin=str(n),
            question_text=f"How many books are on loan in library {n}?",
            answer_html=f"<p>{n} books are on loan. {f'Shelf {n} is full of books. ' * 40}</p>",
        )
        for n in range(1, MAX_HITS + 1)
    ]
    ingest([lines(tmp_path / "facts.jsonl", *facts)], Settings(data_dir=tmp_path))
    many, few = call(
        tmp_path,
        ("search", {"question": "books on loan", "hits": MAX_HITS}),
        ("search", {"question": "books on loan"}),
    )
    assert len(many[1]) <= 60_000
    reply = read(many)
    assert len(reply["passages"]) + reply["left_out"] == MAX_HITS
    assert [one["rank"] for one in reply["passages"]] == list(range(1, len(reply["passages"]) + 1))
    assert len(few[1]) < 12_000
    assert "left_out" not in read(few)


@pytest.mark.skipif(not FAULTS.is_file(), reason="the calls are not beside the clone")
def test_calls_that_assistants_make_are_answered_or_refused_with_a_cure(corpus_data: Path) -> None:
    wanted = [(name, arguments) for name, arguments in json.loads(FAULTS.read_text())]
    known = {"question", "hits", "from", "to", "status", "body", "house", "answer_id"}
    for (name, arguments), (refused, text) in zip(wanted, call(corpus_data, *wanted), strict=True):
        assert refused or json.loads(text), name
        assert refused or arguments.keys() <= known - {"x"}
        assert "pydantic" not in text


def test_without_the_extra_the_error_names_what_to_install(
    corpus_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from qa.cli import main

    monkeypatch.setitem(sys.modules, "qa.cli.mcp_server", None)
    done = CliRunner().invoke(main, ["mcp", "--data-dir", str(corpus_data)])
    assert done.exit_code == 1
    assert "[mcp]" in done.output
