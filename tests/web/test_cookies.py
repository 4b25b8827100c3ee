"""Cookies: on https of this host alone; a token that another planted begins nothing."""

import pytest

from web import create_app
from web.browser import COOKIE, PACK_COOKIE

HTTPS = "https://localhost"
NAMED = "2021-09-03/41780#1"


def ask(client, question="prison leavers", base=HTTPS, **headers):
    return client.post("/", base_url=base, data={"question": question}, headers=headers)


def set_cookies(response):
    return response.headers.getlist("Set-Cookie")


def test_on_https_cookies_are_of_this_host_alone(client):
    (cookie,) = set_cookies(ask(client))
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-conversation=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
    assert not any(one.startswith("Domain") for one in attributes)


def test_on_plain_http_the_name_has_no_prefix_which_browsers_would_refuse(client):
    (cookie,) = set_cookies(ask(client, base="http://localhost"))
    assert cookie.startswith("conversation=")
    assert "Secure" not in cookie


@pytest.mark.parametrize("name", [COOKIE, PACK_COOKIE])
def test_a_token_under_the_plain_name_is_not_accepted_on_https(app, client, name):
    attacker = app.test_client()
    ask(attacker, base="http://localhost")
    collected = {"passage_id": NAMED, "conversation": "", "turn": "1"}
    key = attacker.get("/conversations").text.partition('href="/conversations/')[2][:12]
    page = attacker.get(f"/conversations/{key}").text
    collected |= {"conversation": key, "passage_id": page.partition('"passage_id" value="')[2]}
    collected["passage_id"] = collected["passage_id"].partition('"')[0]
    attacker.post("/pack", data=collected)
    planted = attacker.get_cookie(name).value
    client.set_cookie(name, planted, domain="localhost", path="/")
    assert "prison leavers" not in client.get("/conversations", base_url=HTTPS).text
    assert "Remove item" not in client.get("/pack", base_url=HTTPS).text
    (cookie,) = set_cookies(ask(client, "annasecret libraries"))
    assert planted not in cookie
    assert "annasecret" not in attacker.get("/conversations").text


@pytest.mark.parametrize("base", ["http://localhost", HTTPS])
def test_a_token_without_a_record_begins_a_new_one(app, base):
    name = "__Host-conversation" if base == HTTPS else "conversation"
    client = app.test_client(use_cookies=False)
    (first,) = set_cookies(ask(client, base=base, Cookie=f"{name}={'planted' * 7}"))
    assert first.startswith(f"{name}=")
    assert "planted" not in first
    # What this service set itself stays.
    issued = first.partition(";")[0]
    assert set_cookies(ask(client, base=base, Cookie=issued))[0].partition(";")[0] == issued


def test_of_two_cookies_of_one_name_neither_is_read(app, client):
    ask(client, base="http://localhost")
    mine = client.get_cookie("conversation").value
    other = app.test_client(use_cookies=False)
    for header in (
        f"conversation=tossed; conversation={mine}",
        f"conversation={mine}; conversation=x",
    ):
        shown = other.get("/conversations", headers={"Cookie": header}).text
        assert "prison leavers" not in shown
    assert (
        "prison leavers"
        in other.get("/conversations", headers={"Cookie": f"conversation={mine}"}).text
    )


@pytest.mark.parametrize(
    ("base", "origin", "status"),
    [
        ("https://answers.example", "https://answers.example", 303),
        ("https://answers.example", "http://answers.example", 403),
        ("http://localhost:8000", "https://localhost:8000", 403),
        ("http://localhost:8000", "http://localhost:8000", 303),
        ("http://localhost:8000", "http://localhost", 403),
        ("https://answers.example", "https://answers.example.evil.example", 403),
        ("https://answers.example", "null", 403),
    ],
)
def test_a_form_of_another_origin_is_refused_by_its_scheme_too(settings, base, origin, status):
    client = create_app(settings.with_changes(access="open")).test_client()
    assert ask(client, base=base, Origin=origin).status_code == status


@pytest.mark.parametrize(("peer", "secure"), [("127.0.0.1", True), ("192.0.2.1", False)])
def test_a_proxy_that_speaks_tls_makes_cookies_secure_and_nobody_else_does(settings, peer, secure):
    behind = settings.with_changes(access="open", trusted_proxies="127.0.0.1")
    client = create_app(behind).test_client(use_cookies=False)
    client.environ_base["REMOTE_ADDR"] = peer
    asked = ask(client, base="http://localhost", **{"X-Forwarded-Proto": "https"})
    (cookie,) = set_cookies(asked)
    assert cookie.startswith("__Host-") is secure
    assert ("; Secure" in cookie) is secure
