"""A turn becomes a search, and no address of a conversation contains a question."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

KEEPERS = "lighthouse keepers, beekeepers or falconers?"


def ask(client: FlaskClient, question: str, at: str = "", **filters: str) -> str:
    """The address of the conversation in which a question was asked."""
    key = at.rpartition("/")[2]
    sent = {"question": question, "conversation": key, **filters}
    return client.post("/", data=sent).headers["Location"].partition("#")[0]


def test_no_address_of_a_conversation_contains_its_questions(client: FlaskClient) -> None:
    page = client.get(ask(client, KEEPERS)).text
    addresses = re.findall(r'(?:href|action|src)="(.*?)"', page)
    assert not [one for one in addresses if "beekeepers" in one or "search?" in one]


def test_a_turn_opens_as_a_search_with_its_filters(client: FlaskClient) -> None:
    page = client.get(ask(client, KEEPERS, house="Lords")).text
    (form,) = re.findall(r'<form method="get" action="/search">.*?</form>', page, re.DOTALL)
    sent = dict(re.findall(r'name="(\w+)" value="(.*?)"', form))
    assert sent == {"q": KEEPERS, "house": "Lords"}
    assert client.get("/search", query_string=sent).status_code == 200


def test_a_follow_up_has_no_search_link(client: FlaskClient) -> None:
    there = ask(client, KEEPERS)
    ask(client, "and for Cornwall?", at=there)
    second = client.get(there).text.partition('id="turn-2"')[2]
    assert "read with the question before" in second
    assert 'action="/search"' not in second
