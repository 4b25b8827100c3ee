import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qa.archive.ingest import ingest
from qa.model import Request
from qa.settings import Settings
from tests.fake_parliament import envelope
from tests.parliament_records import NAMED
from web import create_app
from web.errors import FRAGMENT

WORK = "what is the government doing to get prison leavers into work?"
DRUGS = "how many adults drop out of drug treatment after leaving prison?"
PIZZA = "best recipe for sourdough pizza"
HOSTILE = "<script>alert(1)</script> \"zeppelins\" & 'kept'"


def visible(page: str) -> str:
    """The words of a page without its tags, white space evened out."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def named(page: str) -> dict[str, str]:
    """What the box of a page sends beside the question: the conversation, if it is in one."""
    return dict(re.findall(r'name="(conversation)" value="([^"]+)" form="ask"', page))


def one_card(passage: dict[str, Any]) -> tuple[Any, ...]:
    """What the macro of a card takes for a reply of one passage."""
    return [(1, passage)], 1, "x", 4, {"annotations": {}, "terms": ()}


def ask(client: FlaskClient, question: str, page: str = "") -> str:
    """Ask as a browser without script does, on a page or on an empty one: the page it is led to."""
    asked = {"question": question, **named(page)}
    return client.post("/", data=asked, follow_redirects=True).text


def ask_by_script(client: FlaskClient, question: str, page: str = ""):
    asked = {"question": question, **named(page)}
    return client.post("/", data=asked, headers={"Accept": FRAGMENT})


def again(client: FlaskClient, page: str) -> TestResponse:
    """The page of the same conversation as it is now."""
    return client.get(f"/conversations/{named(page)['conversation']}")


def test_the_empty_page_describes_the_service_and_its_coverage(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "7 answers, newest 13 September 2021" in visible(page)
    assert '<ol class="conversation"' in page
    assert 'id="turn-1"' not in page
    assert '<label class="unseen" for="question">Your question</label>' in page


def test_asking_redirects_to_the_turn(client: FlaskClient) -> None:
    response = client.post("/", data={"question": WORK})
    assert response.status_code == 303
    address = re.fullmatch(
        r"(/conversations/[a-z2-7]{12})#turn-1-question", response.headers["Location"]
    )
    assert address is not None
    asked = {"question": DRUGS, **named(client.get(address[1]).text)}
    assert client.post("/", data=asked).headers["Location"] == f"{address[1]}#turn-2-question"


def test_a_card_cites_everything_its_source_states(client: FlaskClient) -> None:
    page = visible(ask(client, WORK))
    assert "New Futures Network" in page
    assert "Answered 13 September 2021" in page
    assert "Asked on 3 September 2021" in page
    assert "UIN 41780" in page
    assert "Status Answered" in page
    assert "minister not stated by this source" in page
    assert "Effectiveness of psychological interventions in prison" in page
    assert (
        "Prisoners: Rehabilitation, answer by Ministry of Justice (minister not stated), "
        "House of Commons, 13 September 2021, UIN 41780 (tabled 3 September 2021): "
        "https://questions-statements.parliament.uk/written-questions/detail/2021-09-03/41780"
    ) in page


def test_a_card_says_what_its_source_does_not_state(client: FlaskClient) -> None:
    page = visible(ask(client, DRUGS))
    assert "65.5% of adults" in page
    assert "only 34% of all offenders" in page
    assert "53% of substance misusing offenders" in page
    assert "Answered 17 February 2021" in page
    assert "Lucy Frazer" in page
    assert "no official address: this page states no UIN" in page


def test_the_best_passage_comes_first_with_its_best_sentence_marked(client: FlaskClient) -> None:
    first = re.search(r"<blockquote>(.*?)</blockquote>", ask(client, DRUGS), re.DOTALL)
    assert first is not None
    [marked] = re.findall(r'<mark class="best">(.*?)</mark>', first[1])
    assert "53% of substance misusing offenders who successfully completed" in marked


def test_an_honest_no_gives_the_reason_and_the_unmatched_words(client: FlaskClient) -> None:
    page = ask(client, PIZZA)
    said = visible(page)
    assert "Reply: No published answer covers this" in said
    unmatched = re.search(r'<p class="unmatched">(.*?)</p>', page, re.DOTALL)
    assert unmatched is not None
    assert {"recipe", "sourdough", "pizza"} <= set(
        re.findall(r'<q dir="auto">(.*?)</q>', unmatched[1])
    )


def test_names_that_no_passage_mentions_are_named(client: FlaskClient) -> None:
    said = client.application.extensions["qa"].reply(Request(WORK)).as_json()
    template = client.application.jinja_env.get_template("_reply.html")
    shown = template.module.unmatched(said | {"unmentioned": ["Bedford", HOSTILE]})  # type: ignore[attr-defined]
    assert "These passages do not mention: Bedford" in visible(shown)
    assert "<script>" not in shown
    del said["unmentioned"]  # of a turn that was kept before there were such
    assert template.module.unmatched(said).strip() == ""  # type: ignore[attr-defined]


def test_near_misses_are_labelled(client: FlaskClient) -> None:
    page = visible(ask(client, "sourdough pizza ovens bought for prison kitchens in Leeds"))
    assert "No published answer covers this" in page
    assert "Near misses" in page
    assert "Near miss — may not answer the question" in page


def test_a_conversation_is_kept_and_belongs_to_one_browser(app: Flask) -> None:
    mine, other = app.test_client(), app.test_client()
    page = ask(mine, PIZZA, ask(mine, WORK))
    assert page.index('id="turn-1"') < page.index('id="turn-2"')
    assert again(mine, page).text == page
    ask(other, WORK)
    for others in (other, app.test_client()):
        assert again(others, page).status_code == 404
        assert 'class="turn"' not in again(others, page).text
        assert ask_by_script(others, DRUGS, page).status_code == 404
    assert again(mine, page).text == page


def test_conversations_of_one_browser_never_mix(client: FlaskClient) -> None:
    work, pizza = ask(client, WORK), ask(client, PIZZA)
    assert named(work) != named(pizza)
    work = ask(client, DRUGS, work)
    assert re.findall(r'<li class="turn" id="turn-(\d)"', work) == ["1", "2"]
    assert again(client, pizza).text == pizza
    assert 'class="turn"' not in client.get("/").text


def test_scripts_and_other_sites_cannot_read_the_cookie(client: FlaskClient) -> None:
    plain = client.post("/", data={"question": WORK}).headers["Set-Cookie"]
    assert re.match(r"conversation=[\w-]{20,};", plain)
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"):
        assert part in plain
    assert "Secure" not in plain
    over_https = client.post("/", data={"question": WORK}, base_url="https://localhost")
    assert "Secure" in over_https.headers["Set-Cookie"]


def test_a_token_that_a_browser_invents_is_replaced(client: FlaskClient) -> None:
    client.set_cookie("conversation", "guessed")
    assert "conversation=guessed" not in ask_by_script(client, WORK).headers["Set-Cookie"]
    cookie = client.get_cookie("conversation")
    ask_by_script(client, WORK)
    again = client.get_cookie("conversation")
    assert cookie is not None
    assert again is not None
    assert again.value == cookie.value


def test_a_page_with_a_conversation_is_not_stored(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert ask_by_script(client, WORK).headers["Cache-Control"] == "no-store"


def test_a_conversation_is_deleted_and_the_others_stay(client: FlaskClient) -> None:
    kept, page = ask(client, PIZZA), ask(client, WORK)
    response = client.post("/forget", data=named(page))
    assert response.status_code == 303
    assert re.fullmatch(r"/conversations\?deleted=\w+", response.headers["Location"])
    assert again(client, page).status_code == 404
    assert again(client, kept).text == kept


def test_a_question_for_a_deleted_conversation_stays_in_the_box(
    client: FlaskClient,
) -> None:
    page = ask(client, WORK)
    client.post("/forget", data=named(page))
    by_script = ask_by_script(client, DRUGS, page)
    assert (by_script.status_code, by_script.mimetype) == (404, "application/problem+json")
    assert "deleted or has expired. Begin a new one." in by_script.text
    response = client.post("/", data={"question": DRUGS, **named(page)})
    assert response.status_code == 404
    assert "Conversation not found" in response.text
    assert f">\n{DRUGS}</textarea>" in response.text
    assert 'id="turn-1"' in ask(client, DRUGS, response.text)


def test_a_chip_replaces_its_turn_in_its_own_conversation(client: FlaskClient) -> None:
    page = ask(client, "what was said in 2021 of drug treatment?")
    ask(client, WORK)
    form = re.search(r"<form[^>]*data-ask>(.*?)</form>", page, re.DOTALL)
    assert form is not None
    sent = re.findall(r'name="(\w+)" value="([^"]*)"', form[1])
    location = client.post("/", data=dict(sent)).headers["Location"]
    assert location == f"/conversations/{named(page)['conversation']}#turn-1-question"
    changed = client.get(location).text
    assert "answered 1 January 2021" in visible(page)
    assert "answered 1 January 2021" not in visible(changed)
    assert 'id="turn-2"' not in changed


@pytest.mark.parametrize("sent", [{}, {"conversation": ""}, {"conversation": "x" * 5000}])
def test_deleting_an_unknown_conversation_is_no_error(
    client: FlaskClient, sent: dict[str, str]
) -> None:
    page = ask(client, WORK)
    assert client.post("/forget", data=sent).status_code == 303
    assert again(client, page).text == page


@pytest.mark.parametrize("path", ["/", "/forget"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "null"},
        {"Origin": ""},
    ],
)
def test_another_site_cannot_ask_or_delete(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    page = ask(client, WORK)
    response = client.post(path, data={"question": "x", **named(page)}, headers=headers)
    assert response.status_code == 403
    assert again(client, page).text == page


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://localhost"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}],
)
def test_our_own_page_can_ask(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/", data={"question": WORK}, headers=headers).status_code == 303


def test_a_browser_that_refuses_cookies_gets_an_explanation(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    page = ask(client, WORK)
    assert 'id="turn-1"' not in page
    assert "allow cookies from this site" in page
    assert "allow cookies" not in client.get("/").text


def test_a_kept_conversation_does_not_mention_cookies(client: FlaskClient) -> None:
    page = ask(client, WORK)
    assert 'id="turn-1"' in page
    assert "allow cookies" not in page


@pytest.mark.parametrize("question", ["", " \n ", "é" * 5001, "<b>" * 2000])
def test_a_question_out_of_bounds_is_refused_and_stays_in_the_box(
    client: FlaskClient, question: str
) -> None:
    before = ask(client, WORK)
    response = client.post("/", data={"question": question, **named(before)})
    page = response.text
    assert response.status_code == 422
    assert "<title>Error: " in page
    assert named(page) == named(before)
    assert 'id="turn-1"' in page
    box = re.search(r"<textarea([^>]*)>\n?(.*?)</textarea>", page, re.DOTALL)
    assert box is not None
    assert 'aria-invalid="true"' in box[1]
    assert 'aria-describedby="question-error question-hint"' in box[1]
    assert unescape(box[2]) == question.replace("\r\n", "\n")
    message = re.search(r'id="question-error-text">(.+?)</span>', page)
    assert message is not None
    assert "There is a problem" in page
    assert f'<a href="#question">{message[1]}</a>' in page


def test_a_form_without_a_question_is_an_empty_question(client: FlaskClient) -> None:
    assert client.post("/", data={}).status_code == 422


def test_a_refused_question_begins_no_conversation(client: FlaskClient) -> None:
    response = client.post("/", data={"question": ""})
    assert "Set-Cookie" not in response.headers


def test_the_script_gets_the_turn_alone(client: FlaskClient) -> None:
    response = ask_by_script(client, WORK)
    assert response.status_code == 200
    assert response.mimetype == FRAGMENT
    assert response.text.strip().startswith('<li class="turn" id="turn-1"')
    assert "<html" not in response.text
    turn = response.text[: response.text.index('<div class="handles"')].strip()
    assert turn in re.sub(r"\n +(?=<li class=\"turn\")", "\n", again(client, response.text).text)


def test_the_script_gets_errors_as_problem_details(client: FlaskClient) -> None:
    response = ask_by_script(client, " ")
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert response.json is not None
    assert response.json["parameter"] == "q"
    assert response.json["detail"].startswith("The question is empty.")


def test_hostile_text_is_shown_as_text(client: FlaskClient) -> None:
    page = ask(client, HOSTILE)
    assert HOSTILE in unescape(page)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert '"><img src=x onerror=alert(1)> zeppelins.' in unescape(page)
    assert "any' onclick='alert(2) department." in unescape(page)


def test_a_table_keeps_its_rows_and_cells(client: FlaskClient) -> None:
    page = ask(client, "How many lighthouse keepers are in custody in Cornwall?")
    table = re.search(r"<table>(.*?)</table>", page, re.DOTALL)
    assert table is not None
    rows = [
        [visible(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table[1], re.DOTALL)
    ]
    assert rows[1:] == [
        ["Cornwall and the Isles of Scilly", "1,200", "1,201", ""],
        ["Northumberland", "34", "35", "9"],
    ]


def test_a_passage_from_within_a_table_is_shown_and_copied_with_its_column_heads(
    app: Flask, client: FlaskClient
) -> None:
    whole_text = client.get("/api/v1/answers/2016-05-06/HL9100").json
    assert whole_text is not None
    reply = client.get("/api/v1/passages", query_string={"q": "beekeepers apiary 150"}).json
    assert reply is not None
    inner = next(hit for hit in reply["passages"] if "Apiary" in hit["text"].split("|")[1])
    head = "| Establishment | Beekeepers 2014 | Hives 2015 |"
    assert head in whole_text["text"]
    assert head not in inner["text"]
    inner["header"] = head
    with app.test_request_context():
        card = app.jinja_env.get_template("_card.html").module.card(*one_card(inner))
    label = "Column heads, from higher up in this table"
    assert visible(card.split("<blockquote>")[1]).startswith(
        f"{label} Establishment Beekeepers 2014 Hives 2015 Apiary of the open prison"
    )
    assert '<th scope="col">Beekeepers 2014</th>' in card
    [part] = inner["cut_tables"]
    note = f"{part['rows']} in this table, which begins in a passage before"
    assert note in visible(card.split("<blockquote>")[1])
    assert note in unescape(card.split('data-quotation="')[1].split('"')[0])
    del inner["cut_tables"]  # as in a conversation that was stored before there were any
    with app.test_request_context():
        card = app.jinja_env.get_template("_card.html").module.card(*one_card(inner))
    assert f'data-quotation="[column heads] {head}\n\n{inner["text"]}\n\nQuestion: ' in unescape(
        card
    )
    del inner["header"]
    with app.test_request_context():
        card = app.jinja_env.get_template("_card.html").module.card(*one_card(inner))
    assert label not in card
    assert "[column heads]" not in card


def test_tables_are_numbered_and_named_after_their_answer(client: FlaskClient) -> None:
    page = client.get("/answers/2016-05-07/HL9200").text
    assert re.findall(r'class="scroll" role="group" aria-label="([^"]+)"', page) == [
        "Table 1 of How many falconers were employed",
        "Table 2 of How many falconers were employed",
    ]


def test_a_correction_is_shown_beside_the_date(client: FlaskClient) -> None:
    card = ask(client, "How many falconers were employed?").split("<article")[1]
    assert "Answered 18 May 2016 Corrected Lord Faulks" in visible(card)
    assert "2021 Corrected" not in visible(ask(client, WORK))


def test_the_facts_say_that_there_is_no_heading(client: FlaskClient) -> None:
    said = "no heading stated by this source"
    assert said in ask(client, "How many lighthouse keepers are in custody in Cornwall?")
    assert said in client.get("/answers/2016-05-04/HL8123").text
    assert said not in client.get("/answers/2021-09-03/41780").text


def test_typed_text_has_its_own_direction(client: FlaskClient) -> None:
    page = ask(client, "كم عدد السجناء")
    assert '<span class="question" dir="auto">كم عدد السجناء</span>' in page
    assert re.search(r'<textarea[^>]* dir="auto"', page)
    assert '<q dir="auto">' in page


def test_each_reply_leads_back_to_the_box_with_its_question(client: FlaskClient) -> None:
    page = ask(client, PIZZA, ask(client, WORK))
    edits = re.findall(r'<a href="([^"]*edit=\d#question)" data-edit>', page)
    assert len(edits) == 2
    assert f">\n{WORK}</textarea>" in client.get(edits[0]).text


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """An app whose conversations another program holds; nobody waits for it."""
    monkeypatch.setattr("qa.store.service.sqlite.home.PAGE_WAIT_SECONDS", 0)
    settings = Settings(data_dir=tmp_path / "data")
    ingest([Path(__file__).parents[3] / "corpus"], settings)
    client = create_app(settings).test_client()
    ask(client, WORK)
    with closing(sqlite3.connect(settings.service_path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield client


@pytest.mark.parametrize("accept", ["text/html", FRAGMENT])
def test_a_turn_that_cannot_be_saved_is_an_error_without_file_names(
    locked: FlaskClient, accept: str
) -> None:
    response = locked.post("/", data={"question": WORK}, headers={"Accept": accept})
    assert response.status_code == 503
    assert "another command is running" in response.text
    assert "service.db" not in response.text
    assert locked.get("/api/v1/passages", query_string={"q": WORK}).status_code == 200


def whole(client: FlaskClient, question: str) -> str:
    """The link of the first card to its whole answer."""
    return whole_in(ask(client, question))


def whole_in(page: str) -> str:
    found = re.search(r'href="([^"]+)" data-whole', page)
    assert found is not None
    return unescape(found[1])


def test_the_whole_answer_marks_the_passage_in_place(client: FlaskClient) -> None:
    link = urlsplit(whole(client, WORK))
    assert (link.path, link.fragment) == ("/answers/2021-09-03/41780", "passage")
    page = client.get(f"{link.path}?{link.query}").text
    assert page.count('id="passage"') == 1
    assert "Her Majesty’s Prison and Probation Service (HMPPS) keeps abreast" in page
    marked = " ".join(re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL))
    assert "New Futures Network" in marked
    assert "keeps abreast" not in marked
    assert "has changed" not in page


@pytest.mark.parametrize(
    "query",
    [
        "start=0&end=10&is=00000000",
        "start=-5&end=10&is=00000000",
        "start=10&end=2&is=e3b0c442",
        "start=x&end=y&is=e3b0c442",
        "start=0&end=99999999&is=e3b0c442",
        "start=0&end=0&is=e3b0c442",
        "is=",
    ],
)
def test_a_slice_whose_text_has_changed_is_not_marked(client: FlaskClient, query: str) -> None:
    response = client.get(f"/answers/2021-09-03/41780?{query}")
    assert response.status_code == 200
    assert "<mark" not in response.text
    assert "The text of this answer has changed since the passage was quoted" in response.text


def test_an_answer_has_its_own_page(client: FlaskClient) -> None:
    page = client.get("/answers/2021-09-03/41780").text
    assert "<mark" not in page
    assert "has changed" not in page
    assert '<h1 id="heading">Prisoners: Rehabilitation</h1>' in page
    assert "Answered 13 September 2021" in visible(page)


@pytest.mark.parametrize(
    ("source", "back"),
    [
        ("http://localhost/conversations/abc", ("/conversations/abc", "Back to the conversation")),
        ("http://localhost/search?q=owls", ("/search?q=owls", "Back to the search")),
        ("http://localhost/search.atom?q=owls", ("/", "Ask a question")),
        ("http://evil.example/search?q=owls", ("/", "Ask a question")),
        ("http://evil.example/conversations/x", ("/", "Ask a question")),
        ("http://localhost//evil.example/conversations/", ("/", "Ask a question")),
        ("", ("/", "Ask a question")),
        ("http://[/conversations/", ("/", "Ask a question")),
    ],
)
def test_an_answer_links_back_to_where_it_was_opened(
    client: FlaskClient, source: str, back: tuple[str, str]
) -> None:
    page = client.get("/answers/2021-09-03/41780", headers={"Referer": source}).text
    assert f'<a class="action" href="{back[0]}">{back[1]}</a>' in page


def test_an_answer_is_found_in_any_case_at_its_own_address(client: FlaskClient) -> None:
    response = client.get("/answers/2016-05-04/hl8123?start=1&end=2&is=ab&_external=1&_scheme=x")
    assert response.status_code == 301
    assert response.headers["Location"] == "/answers/2016-05-04/HL8123?start=1&end=2&is=ab"


@pytest.mark.parametrize(
    "path", ["2021-09-03/1", "x", "../etc/passwd", "%00/%ff", "2021-09-03/41780/", "a" * 3000]
)
def test_an_unknown_answer_is_not_found(client: FlaskClient, path: str) -> None:
    response = client.get(f"/answers/{path}")
    assert response.status_code == 404
    assert "<title>Error: " in response.text


@pytest.fixture
def merged(tmp_path: Path) -> tuple[FlaskClient, str, str]:
    """An app in which the answer without a UIN has been absorbed: its old name, who quoted it."""
    settings = Settings(data_dir=tmp_path / "data")
    ingest([Path(__file__).parents[3] / "corpus"], settings)
    client = create_app(settings).test_client()
    asked = ask(client, DRUGS)
    old = urlsplit(whole_in(asked)).path
    question = re.search(r"<p>(To ask [^<]*65\.5%[^<]*)</p>", client.get(old).text)
    assert question is not None
    fuller = {
        "id": "2021-02-09/151234",
        "uin": "151234",
        "house": "Commons",
        "answering_body": "Ministry of Justice",
        "date_tabled": "2021-02-09",
        "date_answered": "2021-02-17",
        "asking_member": None,
        "asking_member_constituency": None,
        "asking_member_party": None,
        "answering_member": "Lucy Frazer",
        "question_text": unescape(question[1]),
        "answer_html": "<p>The Ministry of Justice is committed to the health of offenders.</p>",
        "url": "https://questions-statements.parliament.uk/written-questions/detail/2021-02-09/151234",
    }
    file = tmp_path / "fuller.jsonl"
    file.write_text(json.dumps(fuller) + "\n", "utf-8")
    assert ingest([file], settings).counts["merged"] == 1
    return client, old, asked


def test_an_old_id_redirects_to_the_record_and_a_turn_stays_as_shown(
    merged: tuple[FlaskClient, str, str],
) -> None:
    client, old, asked = merged
    assert client.get(old).headers["Location"] == "/answers/2021-02-09/151234"
    api = client.get(f"/api/v1{old}")
    assert (api.status_code, api.headers["Location"]) == (
        301,
        "/api/v1/answers/2021-02-09/151234",
    )
    page = again(client, asked).text
    assert "53% of substance misusing offenders" in page
    assert "no official address: this page states no UIN" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("unanswered", "Not answered"),
        ("withdrawn", "Withdrawn"),
        ("holding", "Holding answer given"),
        ("corrected", "Corrected since"),
    ],
)
def test_a_question_of_any_status_has_its_page(tmp_path: Path, name: str, words: str) -> None:
    record = NAMED[name]
    (tmp_path / "saved.json").write_text(json.dumps(envelope(record)), encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data")
    ingest([tmp_path / "saved.json"], settings)
    address = f"{record['dateTabled'][:10]}/{record['uin']}"
    client = create_app(settings).test_client()
    page = client.get(f"/answers/{address}")
    assert page.status_code == 200
    assert words in page.text
    shown = client.get(f"/api/v1/answers/{address}").json
    assert shown is not None
    assert shown["status"] == name
    assert (shown["date_answered"] is None) == (record["dateAnswered"] is None)


def test_a_card_explains_why_its_passage_was_found(client: FlaskClient) -> None:
    page = ask(client, WORK)
    why = re.findall(r'<div class="why">.*?</div>', page, re.DOTALL)
    assert len(why) == page.count('<div class="passage')
    said = visible(why[0])
    assert "Why this passage?" in said
    shares = [int(share) for share in re.findall(r"– (\d+)%", said)]
    assert shares == sorted(shares, reverse=True)
    assert 95 <= sum(shares) <= 105
    assert re.search("leavers – in (the question asked, )?the passage – ", said)
