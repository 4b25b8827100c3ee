"""People behind a proxy: what each makes is theirs, on every machine and on no route another's."""

import re
import socket
from urllib.parse import urlsplit

import pytest
from flask import request

from qa.archive.ingest import ingest_shipped
from qa.errors import BadRequest
from qa.model.keys import SCOPES
from qa.service.keys import Keys
from qa.settings import Settings
from tests.walking import API, SECRET, leaks, made_by, shown_to, walk
from web import create_app
from web.identity import is_operator

HEADER = "X-Forwarded-User"
ASK = f"{API}/passages?q=prison+leavers"


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """The settings of a service behind a proxy on this machine, which names who asks."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("people") / "data",
        access="proxy",
        user_header=HEADER,
        trusted_proxies="127.0.0.1, 10.1.0.0/16, 2001:db8::/32",
        operators="olga, Owen Operator",
        rate=0,  # A walk asks more in a minute than a person does.
    )
    ingest_shipped(settings)
    return settings


@pytest.fixture(scope="module")
def app(proxied):
    return create_app(proxied)


def browser_of(app, person, peer="127.0.0.1"):
    """A browser whose requests the proxy at `peer` sends for a person."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = peer
    if person is not None:
        client.environ_base["HTTP_X_FORWARDED_USER"] = person
    return client


def test_nobody_reaches_what_another_made_on_any_route(app):
    anna, bob = browser_of(app, "anna"), browser_of(app, "bob")
    ids = made_by(anna)
    before = shown_to(anna, ids)
    assert all(SECRET in text for page, text in before.items() if not page.endswith("/share"))
    walked = list(walk(app, bob, ids))
    assert leaks(walked) == []
    assert {one.rule for one in walked} == {rule.rule for rule in app.url_map.iter_rules()}
    named = [one for one in walked if any(of in one.path for of in ids.values() if len(of) > 11)]
    shown = {one.rule for one in named if one.method == "GET" and one.status != 404}
    assert shown == {"/watches/mail/<token>"}  # It says that there is no such message.
    assert shown_to(anna, ids) == before


def test_the_walk_finds_what_is_shown_on_a_route(app):
    anna = browser_of(app, "ann")
    found = {path for _, path, _ in leaks(walk(app, anna, made_by(anna)))}
    assert {"/", "/conversations", "/pack", "/drafts", "/watches"} <= found


def test_what_a_person_made_is_theirs_on_every_machine_and_in_no_browser(app):
    carol = browser_of(app, "carol")
    ids = made_by(carol)
    made = shown_to(carol, ids)
    assert not carol._cookies
    assert shown_to(browser_of(app, "carol"), ids) == made
    assert shown_to(browser_of(app, "carol", "10.1.2.3"), ids) == made
    carol.environ_base["HTTP_X_FORWARDED_USER"] = "dave"
    for page in ("/", "/conversations", "/pack", "/drafts", "/watches", f"{API}/watches"):
        assert SECRET not in carol.get(page).text


def test_a_link_that_a_person_made_is_read_by_others_and_ended_by_that_person_alone(app):
    erin, frank = browser_of(app, "erin"), browser_of(app, "frank")
    ids = made_by(erin)
    managed = f"/conversations/{ids['key']}/share"
    token = re.search(r"/shared/([\w-]+)", erin.get(managed).text)[1]
    assert SECRET in frank.get(f"/shared/{token}").text
    assert frank.get(f"/shared/{token}").headers["Referrer-Policy"] == "no-referrer"
    frank.post(managed, data={"action": "end", "link": token})
    assert SECRET in frank.get(f"/shared/{token}").text
    browser_of(app, "erin").post(managed, data={"action": "end", "link": token})
    assert frank.get(f"/shared/{token}").status_code == 404


@pytest.mark.parametrize(
    "peer", ["127.0.0.2", "10.2.0.1", "192.0.2.1", "::1", "2001:db9::1", "::ffff:10.2.0.1", "", "x"]
)
def test_a_header_of_anybody_but_the_proxy_is_refused(app, peer):
    spoofing = browser_of(app, "anna", peer)
    forwarded = {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}
    for path in ("/", "/conversations", "/static/style.css", "/nowhere", ASK, f"{API}/watches"):
        refused = spoofing.get(path, headers=forwarded)
        assert refused.status_code == 403
        assert "QA_TRUSTED_PROXIES" in refused.text
    assert spoofing.post("/", data={"question": "libraries?"}).status_code == 403


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.1.255.254", "2001:db8::7", "::ffff:10.1.0.9"])
def test_every_address_of_the_proxy_is_believed(app, peer):
    assert "Signed in as <b>anna</b>" in browser_of(app, "anna", peer).get("/about").text


@pytest.mark.parametrize(
    "named",
    [
        None, "", " ", "anna,bob", "anna, anna", ",", "\x00", "an\tna", "\xe9", "\xff\xfe",
        "\xc3\xa9\xe2\x80\xae", "x" * 256, "x" * 10_240, " anna", "anna\x7f",
    ],
)  # fmt: skip
def test_a_header_that_names_nobody_is_refused(app, named):
    client = browser_of(app, named)
    for path in ("/", "/pack", ASK):
        refused = client.get(path)
        assert refused.status_code == 401
        assert "QA_USER_HEADER" in refused.text
    assert client.post("/", data={"question": "libraries?"}).status_code == 401


def test_a_name_in_any_script_is_shown_as_text(app):
    client = browser_of(app, "<b>Zoë</b> &c".encode().decode("latin-1"))
    assert "Signed in as <b>&lt;b&gt;Zoë&lt;/b&gt; &amp;c</b>" in client.get("/about").text


def test_health_checks_need_nobody(app):
    client = browser_of(app, None, "192.0.2.1")
    for path, status in (("/healthz", 200), ("/readyz", 200), ("/metrics", 403)):
        assert client.get(path).status_code == status


def test_two_headers_reach_the_app_as_one_and_are_refused(proxied, gunicorn, monkeypatch):
    monkeypatch.setenv("QA_USER_HEADER", HEADER)
    monkeypatch.setenv("QA_TRUSTED_PROXIES", "127.0.0.1")
    address = gunicorn(proxied.data_dir, "--access", "proxy")
    for sent, status in (
        (["X-Forwarded-User: anna"], 200),
        (["X-Forwarded-User: anna", "X-Forwarded-User: bob"], 401),
        (["X_Forwarded_User: anna"], 401),
        (["X-Forwarded-User:"], 401),
        ([], 401),
    ):
        head = "\r\n".join(["GET /about HTTP/1.1", "Host: localhost", "Connection: close", *sent])
        with socket.create_connection(urlsplit(address).netloc.split(":"), 60) as connection:
            connection.sendall(f"{head}\r\n\r\n".encode())
            with connection.makefile("rb") as response:
                assert response.readline().split()[1] == str(status).encode(), sent
                response.read()


def test_a_key_is_its_own_owner_beside_people(app, proxied):
    made = Keys(proxied).create("beside", SCOPES, 600)
    client = browser_of(app, None)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {made}"
    begun = client.post(f"{API}/conversations").json["conversation_id"]
    assert client.get(f"{API}/conversations/{begun}").status_code == 200
    assert client.get("/pack").status_code == 401
    anna = browser_of(app, "anna")
    assert anna.get(f"{API}/conversations/{begun}").status_code == 404
    # A proxy may send its own token with each person's request.
    anna.environ_base["HTTP_AUTHORIZATION"] = "Bearer eyJhbGciOiJSUzI1NiJ9.e30.x"
    assert anna.get(f"{API}/watches").status_code == 200
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer qa_unknown"
    assert client.get(ASK).status_code == 401
    limited = Keys(proxied).create("reader", ("read",), 600)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {limited}"
    assert (client.get(ASK).status_code, client.get(f"{API}/watches").status_code) == (200, 403)


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_a_page_of_another_site_cannot_call_the_api_as_a_person(app, headers):
    anna = browser_of(app, "anna")
    assert anna.post(f"{API}/conversations", headers=headers).status_code == 403
    assert anna.post(f"{API}/conversations").status_code == 201


def test_the_scheme_host_and_address_come_from_the_proxy_alone(app):
    forwarded = {
        "X-Forwarded-Proto": "http, https",
        "X-Forwarded-Host": "answers.dept.example",
        "X-Forwarded-For": "198.51.100.7, 203.0.113.9",
        "X-Forwarded-User": "anna",
    }
    seen = []
    app.teardown_request_funcs.setdefault(None, []).append(
        lambda error: seen.append((request.is_secure, request.host, request.remote_addr))
    )
    try:
        for peer in ("10.1.0.1", "10.2.0.1"):
            browser_of(app, None, peer).get("/about", headers=forwarded)
    finally:
        app.teardown_request_funcs[None].pop()
    assert seen == [
        (True, "answers.dept.example", "203.0.113.9"),
        (False, "localhost", "10.2.0.1"),
    ]


def test_operators_are_those_who_are_named(app):
    for person, role in (("olga", True), ("Owen Operator", True), ("Olga", False), ("x", False)):
        with app.test_request_context(
            "/about",
            environ_base={"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_USER": person},
        ) as context:
            context.request.environ["qa.from_proxy"] = True
            app.preprocess_request()
            assert is_operator() is role


@pytest.mark.parametrize(
    ("access", "role"), [("", True), ("keys", True), ("open", False), ("proxy", False)]
)
def test_without_people_operators_are_at_this_machine(proxied, access, role):
    plain = proxied.with_changes(access=access, user_header="")
    with create_app(plain).test_request_context("/about"):
        assert is_operator() is role


def test_without_a_header_a_proxy_admits_everybody_as_before(proxied):
    client = create_app(proxied.with_changes(user_header="", trusted_proxies="")).test_client()
    page = client.get("/about", headers={HEADER: "anna"}, environ_base={"REMOTE_ADDR": "10.9.9.9"})
    assert (page.status_code, "Signed in" in page.text) == (200, False)


def test_a_page_with_a_name_is_kept_by_no_cache_and_links_to_the_sign_out_of_the_proxy(proxied):
    app = create_app(proxied.with_changes(sign_out_url="/oauth2/sign_out"))
    page = browser_of(app, "anna").get("/about")
    assert page.headers["Cache-Control"] == "no-store"
    assert '<a href="/oauth2/sign_out">Sign out</a>' in page.text


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"trusted_proxies": ""}, "trusted_proxies"),
        ({"trusted_proxies": "proxy.example"}, "trusted_proxies"),
        ({"trusted_proxies": "10.1.2.3/16"}, "trusted_proxies"),
        ({"trusted_proxies": "0.0.0.0/0"}, "trusted_proxies"),
        ({"trusted_proxies": "127.0.0.1, ::/0"}, "trusted_proxies"),
        ({"user_header": "X Forwarded"}, "user_header"),
        ({"user_header": "X_User"}, "user_header"),
        ({"access": "open"}, "user_header"),
        ({"access": ""}, "user_header"),
        ({"access": "keys"}, "user_header"),
        ({"sign_out_url": "javascript:alert(1)"}, "sign_out_url"),
        ({"sign_out_url": "//evil.example"}, "sign_out_url"),
    ],
)
def test_settings_that_would_let_anybody_be_anybody_are_refused(proxied, changes, named):
    with pytest.raises(BadRequest) as refused:
        create_app(proxied.with_changes(**changes))
    assert refused.value.parameter == named
