"""A copy of all answers made as the document says is exact, even during an ingest."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from qa import store
from qa.archive.ingest import ingest
from qa.client import Client
from qa.settings import Settings
from tests.making import REAL_ANSWERS, fact, lines, parallel_page
from web import create_app

PROVE = bool(os.environ.get("QA_PROVE"))

Copy = dict[str, Any]


def follow(address: str, copy: Copy, cursor: str | None = None, hits: int = 100) -> str:
    """Follow the description of `GET /api/v1/answers` to the letter; the cursor to keep."""
    while True:
        asked = {"hits": hits} | ({"cursor": cursor} if cursor else {})
        with urlopen(f"{address}/api/v1/answers?{urlencode(asked)}") as response:
            page = json.load(response)
        for answer in page["answers"]:
            copy[answer["answer_id"]] = answer
        for one in page["replaced"]:
            copy.pop(one["answer_id"], None)
        cursor = page["cursor"]
        if not page["more"]:
            assert isinstance(cursor, str)
            return cursor


def stored(growing: Settings) -> Copy:
    """Every answer as the store has it."""
    with store.archive.reading(growing.store_path) as db:
        return {one.answer_id: one.as_json() for one in store.archive.answers.newest_first(db)}


def made_up(folder: Path) -> list[Path]:
    """Batches of answers: new ones, changed ones, and some that absorb earlier ones."""
    pages = [
        parallel_page(folder / f"page{n}.txt", question=f"How many owls are kept at site {n}?")
        for n in range(20)
    ]
    first = lines(folder / "first.jsonl", *[fact(uin=str(n)) for n in range(1000, 1150)])
    fuller = lines(
        folder / "fuller.jsonl",
        *[
            fact(uin=str(n), question_text=f"How many owls are kept at site {n}?")
            for n in range(20)
        ],
    )
    changed = lines(
        folder / "changed.jsonl",
        *[
            fact(uin=str(n), answer_html=f"<p>This information is not held centrally {n}.</p>")
            for n in range(1000, 1150, 3)
        ],
    )
    more = lines(folder / "more.jsonl", *[fact(uin=str(n)) for n in range(2000, 2100)])
    return [folder / "first.jsonl", *pages[:10], changed, *pages[10:], fuller, more, first]


@pytest.fixture
def batches(tmp_path: Path) -> list[Path]:
    (tmp_path / "given").mkdir()
    made = made_up(tmp_path / "given")
    if PROVE and not REAL_ANSWERS.exists():
        pytest.skip("the real answers are not beside this clone")
    return [*made, *sorted(REAL_ANSWERS.glob("*.jsonl"))] if PROVE else made


@pytest.fixture
def growing(tmp_path: Path) -> Settings:
    growing = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "begin.jsonl", fact(uin="1"))], growing)
    return growing


def test_a_copy_made_during_an_ingest_is_exact(
    gunicorn: Callable[..., str], growing: Settings, batches: list[Path]
) -> None:
    address = gunicorn(growing.data_dir)
    copied, done = threading.Event(), threading.Event()

    def take_in() -> None:
        for path in batches[:-1]:
            ingest([path], growing)
        copied.wait(300)  # A copy of what is there so far has been made before the last.
        ingest(batches[-1:], growing)
        done.set()

    taking = threading.Thread(target=take_in)
    taking.start()
    copy: Copy = {}
    cursor = None
    while not done.is_set():
        cursor = follow(address, copy, cursor, hits=37)
        copied.set()
    taking.join()
    follow(address, copy, cursor, hits=37)
    assert copy == stored(growing)
    assert len(copy) >= (13_324 if PROVE else 270)


def test_the_client_makes_the_same_copy(server: str) -> None:
    copy: Copy = {}
    own: Copy = {}
    follow(server, copy)
    with Client(server) as client:
        for page in client.answers(hits=2):
            own |= {answer["answer_id"]: answer for answer in page["answers"]}
            for gone in page["replaced"]:
                own.pop(gone["answer_id"], None)
    assert own == copy != {}


@pytest.fixture
def followed(growing: Settings) -> Callable[..., tuple[list[str], dict[str, Any]]]:
    """The changes since the last request: ids of answers, and the ids that were replaced."""
    client = create_app(growing).test_client()
    kept: dict[str, str] = {}

    def changes(**asked: str) -> tuple[list[str], dict[str, Any]]:
        page = client.get("/api/v1/answers", query_string=asked | kept).json
        assert page is not None
        kept["cursor"] = page["cursor"]
        return (
            [answer["answer_id"] for answer in page["answers"]],
            {one["answer_id"]: one["replaced_by"] for one in page["replaced"]},
        )

    return changes


def test_only_what_has_changed_comes_after_a_cursor(
    followed: Callable[..., Any], growing: Settings, tmp_path: Path
) -> None:
    assert followed() == (["2015-03-02/1"], {})
    assert followed() == ([], {})
    new = lines(tmp_path / "new", fact(uin="2"), fact(uin="3"))
    ingest([new], growing)
    assert followed() == (["2015-03-02/2", "2015-03-02/3"], {})
    ingest([new], growing)
    assert followed() == ([], {})
    ingest([lines(tmp_path / "changed", fact(uin="2", answer_html="<p>Eleven.</p>"))], growing)
    assert followed() == (["2015-03-02/2"], {})


def test_an_absorbed_answer_is_replaced_and_redirects(
    followed: Callable[..., Any], growing: Settings, tmp_path: Path
) -> None:
    followed()
    question = "How many owls are kept?"
    ingest([parallel_page(tmp_path / "poorer.txt", question=question)], growing)
    [[poorer], replaced] = followed()
    assert (poorer.startswith("2015-03-02/libraries-"), replaced) == (True, {})
    ingest([lines(tmp_path / "fuller", fact(uin="9", question_text=question))], growing)
    assert followed() == (["2015-03-02/9"], {poorer: "2015-03-02/9"})
    client = create_app(growing).test_client()
    for call in ("", "/passages", "/history", "/similar"):
        led = client.get(f"/api/v1/answers/{poorer}{call}")
        assert led.status_code == 301
        assert led.headers["Location"] == f"/api/v1/answers/2015-03-02/9{call}"


def test_a_kind_found_later_is_a_change(
    followed: Callable[..., Any], growing: Settings, tmp_path: Path
) -> None:
    followed()
    said = "<p>This information is not held centrally.</p>"
    ingest([lines(tmp_path / "stub", fact(uin="5", answer_html=said))], growing)
    assert followed() == (["2015-03-02/5"], {})
    assert followed() == ([], {})
    with store.archive.reading(growing.store_path) as db:
        assert store.archive.answers.get(db, "2015-03-02/5").kind == "not_held"  # type: ignore[union-attr]


def test_changes_since_a_time_leave_out_earlier_ones(
    followed: Callable[..., Any], growing: Settings
) -> None:
    with store.archive.reading(growing.store_path) as db:
        [[moment]] = db.execute("SELECT changed_at FROM changes").fetchall()
    assert followed(changed_since="2015-01-01T00:00:00Z")[0] == ["2015-03-02/1"]
    for stated in (moment, moment.replace("+00:00", "Z"), moment.replace("+00:00", "")):
        fresh = create_app(growing).test_client()
        page = fresh.get("/api/v1/answers", query_string={"changed_since": stated}).json
        assert page is not None
        assert len(page["answers"]) == 1
    page = fresh.get("/api/v1/answers", query_string={"changed_since": "2999-01-01"}).json
    assert page is not None
    assert (page["answers"], page["replaced"], page["more"]) == ([], [], False)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"house": "commons"}, 1),
        ({"house": "lords"}, 0),
        ({"body": "MoJ"}, 1),
        ({"body": "Home Office"}, 0),
        ({"from": "2015-03-09", "to": "2015-03-09"}, 1),
        ({"from": "2015-03-10"}, 0),
        ({"to": "2015-03-08"}, 0),
        ({"status": "answered"}, 1),
        ({"status": "holding"}, 0),
        ({"kind": "none"}, 1),
        ({"kind": "not_held"}, 0),
    ],
)
def test_filters_select_answers(
    followed: Callable[..., Any], asked: dict[str, str], found: int
) -> None:
    assert len(followed(**asked)[0]) == found


def test_a_cursor_of_another_store_has_expired(growing: Settings) -> None:
    client = create_app(growing).test_client()
    gone = client.get("/api/v1/answers?cursor=0123456789abcdef.1")
    assert gone.status_code == 410
    assert gone.json["type"] == "/problems/expired"  # type: ignore[index]
    for cursor in ("x", "0123456789abcdef", "0123456789abcdef.-1", "0123456789abcdef.1e3", ""):
        refused = client.get("/api/v1/answers", query_string={"cursor": cursor})
        assert (refused.status_code, refused.json["parameter"]) == (400, "cursor")  # type: ignore[index]
