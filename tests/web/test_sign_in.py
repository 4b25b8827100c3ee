"""Signing in by OpenID Connect, against a real provider in a process of its own."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from json import dumps, loads
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from itsdangerous import URLSafeTimedSerializer
from playwright.sync_api import expect

from qa.archive.ingest import ingest_shipped
from qa.errors import BadRequest
from qa.model.keys import SCOPES
from qa.service.keys import Keys
from qa.service.people import People
from qa.settings import Settings
from tests.oidc_provider import PEOPLE, provider
from tests.walking import API, SECRET, leaks, made_by, shown_to, walk
from tests.web.conftest import serving
from web import create_app
from web.identity import is_operator
from web.pages import signing_in

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
}
ASK = f"{API}/passages?q=prison+leavers"


@pytest.fixture(scope="module")
def issuer():
    with provider() as address:
        yield address


@pytest.fixture(scope="module")
def signed(tmp_path_factory, issuer):
    """The settings of a service that signs people in."""
    folder = tmp_path_factory.mktemp("oidc")
    (folder / "secret").write_text("s3cret\n")
    settings = Settings(
        data_dir=folder / "data",
        access="oidc",
        oidc_issuer=issuer,
        oidc_client_id="answers",
        oidc_client_secret_file=str(folder / "secret"),
        operators="olga",
        rate=0,  # A walk asks more in a minute than a person does.
    )
    ingest_shipped(settings)
    return settings


@pytest.fixture(scope="module")
def app(signed):
    return create_app(signed)


def begin(client, back="/", base="http://localhost"):
    """Begin to sign in: the provider's address."""
    begun = client.get(f"/sign-in?{urlencode({'next': back})}", base_url=base)
    assert begun.status_code == 303, begun.text
    return begun.location


def agree(address, sub):
    """What the provider answers when a person agrees: path and query of the callback."""
    agreed = httpx2.post(address, data={"sub": sub}, follow_redirects=False)
    return agreed.headers["Location"].partition("localhost")[2]


def sign_in(app, sub, back="/", base="http://localhost"):
    """A browser in which a person has signed in."""
    client = app.test_client()
    arrived = client.get(agree(begin(client, back, base), sub), base_url=base)
    assert arrived.status_code == 303, arrived.text
    return client


def is_signed_in(client, base="http://localhost"):
    return "Signed in as" in client.get("/about", base_url=base).text


def altered(callback, **parameters):
    """A callback with other parameters."""
    path, _, query = callback.partition("?")
    return f"{path}?{urlencode({**{k: v[0] for k, v in parse_qs(query).items()}, **parameters})}"


def test_people_sign_in_under_their_names_and_sign_out(app, issuer):
    client = sign_in(app, "anna", "/search?q=prison")
    assert "Signed in as <b>Anna Ashe</b>" in client.get("/about").text
    out = client.post("/sign-out")
    assert (out.status_code, "Signed in as" in out.text) == (200, False)
    there = out.headers["Refresh"].partition("url=")[2]
    assert there.startswith(f"{issuer}/oauth2/end_session?")
    assert "localhost%2Fsigned-out" in there
    assert "client_id=answers" in there
    assert not is_signed_in(client)
    assert client.get("/signed-out").status_code == 200


def test_the_audit_has_who_signed_in_and_out_and_what_was_refused(app):
    client = sign_in(app, "anna")
    client.post("/sign-out")
    client.get("/sign-in/callback?state=planted&code=1")
    last = [(one.act, one.who) for one in app.extensions["audit"].last(3)]
    person = "person Anna Ashe (anna)"
    assert last == [("sign-in refused", "127.0.0.1"), ("signed out", person), ("signed in", person)]


def test_sign_out_ends_the_session_and_not_the_cookie_alone(app):
    client = sign_in(app, "anna")
    kept = client.get_cookie("session").value
    assert client.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/sign-out").status_code == 405
    assert is_signed_in(client)
    client.post("/sign-out")
    client.set_cookie("session", kept)
    assert not is_signed_in(client)
    assert client.get(f"{API}/watches").status_code == 401


def test_pages_lead_to_sign_in_and_back_to_where_the_person_was(app):
    client = app.test_client()
    asked = client.get("/search?q=prison+leavers&house=Lords")
    assert asked.status_code == 303
    begun = client.get(asked.location)
    back = client.get(agree(begun.location, "anna"))
    assert back.location == "/search?q=prison+leavers&house=Lords"
    assert client.get(back.location).status_code == 200
    assert client.get("/sign-in?next=/pack").location == "/pack"


def test_the_provider_is_asked_for_a_code_with_pkce_state_and_nonce(app, issuer):
    client = app.test_client()
    asked = urlsplit(begin(client))
    sent = {name: one[0] for name, one in parse_qs(asked.query).items()}
    assert f"{asked.scheme}://{asked.netloc}" == issuer
    assert sent["response_type"] == "code"
    assert sent["code_challenge_method"] == "S256"
    assert sent["redirect_uri"] == "http://localhost/sign-in/callback"
    assert set(sent["scope"].split()) == {"openid", "profile", "email"}
    assert min(len(sent[one]) for one in ("state", "nonce", "code_challenge")) >= 20
    again = {name: one[0] for name, one in parse_qs(urlsplit(begin(client)).query).items()}
    assert all(sent[one] != again[one] for one in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_who_is_not_signed_in_changes_and_reads_nothing(app, method):
    client = app.test_client()
    for path in ("/", "/pack", "/conversations", "/drafts", "/watches", "/nowhere", "/search.atom"):
        response = getattr(client, method)(path)
        if method == "get":
            assert (response.status_code, response.location[:9]) == (303, "/sign-in?")
        else:
            assert response.status_code == 401
            assert 'href="/sign-in?next=/"' in response.text
    for path in (ASK, f"{API}/watches", f"{API}/conversations", f"{API}/nowhere"):
        response = getattr(client, method)(path)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].lower() == "bearer"
        assert response.json["type"] == "/problems/no-key"
    refused = client.get("/pack", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.mimetype) == (401, "application/problem+json")


def test_health_the_document_and_the_style_are_open(app):
    client = app.test_client()
    for path in ("/healthz", "/readyz", "/metrics", f"{API}/openapi.json", "/static/style.css"):
        with client.get(path) as response:
            assert response.status_code == 200


def test_nobody_reaches_what_another_made_on_any_route(app):
    anna, bob = sign_in(app, "anna"), sign_in(app, "bob")
    ids = made_by(anna)
    before = shown_to(anna, ids)
    assert all(SECRET in text for page, text in before.items() if not page.endswith("/share"))
    walked, seen = [], set()
    for one in walk(app, bob, ids):
        walked.append(one)
        seen.add(one.rule)
        if not is_signed_in(bob):  # The walk signs out too.
            assert one.rule == "/sign-out"
            bob.set_cookie("session", sign_in(app, "bob").get_cookie("session").value)
    assert leaks(walked) == []
    assert seen == {rule.rule for rule in app.url_map.iter_rules()}
    assert shown_to(anna, ids) == before
    assert shown_to(sign_in(app, "anna"), ids) == before
    nobody = app.test_client()
    assert leaks(walk(app, nobody, ids)) == []
    assert shown_to(anna, ids) == before


def test_a_key_works_beside_people(app, signed):
    key = Keys(signed).create("tracker", SCOPES, 600)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    begun = client.post(f"{API}/conversations").json["conversation_id"]
    assert client.get(f"{API}/conversations/{begun}").status_code == 200
    assert client.get("/pack").status_code == 303
    assert sign_in(app, "anna").get(f"{API}/conversations/{begun}").status_code == 404
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer qa_unknown"
    assert client.get(ASK).status_code == 401
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer eyJhbGciOiJub25lIn0.e30."
    assert client.get(ASK).status_code == 401


def test_a_session_is_rotated_at_each_sign_in_and_a_planted_one_is_not_accepted(app):
    attacker = sign_in(app, "bob")
    planted = attacker.get_cookie("session").value
    client = app.test_client()
    client.set_cookie("session", "planted" * 6)
    callback = agree(begin(client), "anna")
    client.set_cookie("session", planted)
    client.get(callback)
    assert client.get_cookie("session").value not in (planted, "planted" * 6)
    assert "Anna Ashe" in client.get("/about").text
    attacker.set_cookie("session", planted)
    assert not is_signed_in(attacker)  # It was the earlier session of that browser.


def test_on_https_only_a_cookie_of_this_host_is_a_session(app):
    https = "https://localhost"
    plain = sign_in(app, "bob").get_cookie("session").value
    client = app.test_client()
    client.set_cookie("session", plain, domain="localhost")
    assert client.get("/pack", base_url=https).status_code == 303
    secure = sign_in(app, "anna", base=https)
    cookie = secure.get_cookie("__Host-session")
    assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "Lax")
    assert is_signed_in(secure, https)
    assert secure.get_cookie("session") is None


def test_signing_in_over_plain_http_on_another_machine_is_refused(app):
    refused = app.test_client().get("/sign-in", base_url="http://answers.example")
    assert (refused.status_code, "QA_TRUSTED_PROXIES" in refused.text) == (400, True)


@pytest.mark.parametrize(
    "alter",
    [
        {"state": "x" * 30},
        {"state": ""},
        {"state": "../../etc"},
        {"code": "another"},
        {"iss": "https://evil.example"},
    ],
)
def test_an_altered_callback_signs_nobody_in(app, alter):
    client = app.test_client()
    refused = client.get(altered(agree(begin(client), "anna"), **alter))
    assert (refused.status_code, "Sign in again" in refused.text) == (400, True)
    assert not is_signed_in(client)


def test_a_callback_in_another_browser_signs_nobody_in(app):
    attacker, victim = app.test_client(), app.test_client()
    callback = agree(begin(attacker), "bob")
    begin(victim)
    assert victim.get(callback).status_code == 400
    assert not is_signed_in(victim)


def test_a_callback_works_once(app):
    client = app.test_client()
    address = begin(client)
    (name,) = [one for _, _, one in client._cookies if one.startswith("sign-in-")]
    kept, callback = client.get_cookie(name).value, agree(address, "anna")
    assert client.get(callback).status_code == 303
    assert client.get_cookie(name) is None
    again = app.test_client()
    again.set_cookie(name, kept)
    assert again.get(callback).status_code == 400
    assert not is_signed_in(again)


@pytest.mark.parametrize(
    ("what", "value"),
    [("nonce", "another"), ("verifier", "v" * 64), ("state", "another")],
)
def test_an_answer_to_another_sign_in_is_refused(app, signed, what, value):
    client = app.test_client()
    callback = agree(begin(client), "anna")
    (name,) = [one for _, _, one in client._cookies if one.startswith("sign-in-")]
    signer = URLSafeTimedSerializer(People(signed).signing_secret())
    begun = signer.loads(client.get_cookie(name).value)
    client.set_cookie(name, signer.dumps(begun | {what: value}))
    assert client.get(callback).status_code == 400
    assert not is_signed_in(client)


def test_a_cookie_that_the_service_did_not_sign_begins_nothing(app):
    client = app.test_client()
    callback = agree(begin(client), "anna")
    (name,) = [one for _, _, one in client._cookies if one.startswith("sign-in-")]
    begun = URLSafeTimedSerializer("guess").dumps({"state": name.removeprefix("sign-in-")})
    for value in (begun, client.get_cookie(name).value[:-1], "", "x"):
        client.set_cookie(name, value)
        assert client.get(callback).status_code == 400


def test_a_refusal_of_the_person_is_said(app):
    client = app.test_client()
    address = begin(client)
    state = parse_qs(urlsplit(address).query)["state"][0]
    said = {"state": state, "error": "<b>access_denied"}
    refused = client.get(f"/sign-in/callback?{urlencode(said)}")
    assert refused.status_code == 400
    assert "&lt;b&gt;access_denied" in refused.text


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "evil",
        "javascript:alert(1)", "/\t/evil.example", "/\r\nSet-Cookie: x=1", "", "/" + "x" * 2001,
        "///evil.example", "/ /evil.example", "/a\\..\\evil",
    ],
)  # fmt: skip
def test_sign_in_leads_to_no_other_site(app, back):
    client = app.test_client()
    arrived = client.get(agree(begin(client, back), "anna"))
    assert (arrived.status_code, arrived.location) == (303, "/")
    assert client.get(f"/sign-in?{urlencode({'next': back})}").location == "/"


def test_two_sign_ins_at_once_in_one_browser_both_end_well(app):
    client = app.test_client()
    first, second = begin(client, "/pack"), begin(client, "/drafts")
    assert client.get(agree(second, "anna")).location == "/drafts"
    assert client.get(agree(first, "anna")).location == "/pack"


def test_operators_are_those_who_are_named(app):
    for sub in PEOPLE:
        client = sign_in(app, sub)
        with client:
            client.get("/about")
            assert is_operator() is (sub == "olga")


def test_the_database_has_no_token_of_a_session_and_no_id_beside_what_was_made(app, signed):
    client = sign_in(app, "anna")
    made_by(client)
    token = client.get_cookie("session").value
    kept = b"".join(path.read_bytes() for path in signed.data_dir.glob("service.db*"))
    assert b"Anna Ashe" in kept
    assert token.encode() not in kept


def test_a_provider_that_is_down_is_said_and_sessions_go_on(tmp_path, signed, issuer):
    app = create_app(signed)
    client = sign_in(app, "anna")
    down = create_app(signed.with_changes(oidc_issuer="http://localhost:9"))
    refused = down.test_client().get("/sign-in?next=/pack")
    assert refused.status_code == 503
    assert "Try again in a minute" in refused.text
    assert "QA_OIDC_ISSUER" in refused.text
    assert 'href="/sign-in?next=/pack"' in refused.text
    kept = down.test_client()
    kept.set_cookie("session", client.get_cookie("session").value)
    assert is_signed_in(kept)
    out = kept.post("/sign-out")
    assert (out.status_code, "Refresh" in out.headers) == (200, False)
    assert not is_signed_in(kept)


def test_the_same_id_of_another_provider_is_another_person(signed, app):
    ids = made_by(sign_in(app, "anna"))
    elsewhere = create_app(signed.with_changes(oidc_issuer="https://other.example"))
    client = elsewhere.test_client()
    client.set_cookie("session", People(signed).begin_session("anna", "Anna Ashe", ""))
    assert is_signed_in(client)
    assert client.get(f"/drafts/{ids['draft']}").status_code == 404


def test_a_provider_that_gives_another_issuer_is_not_believed(signed, issuer):
    other = issuer.replace("localhost", "127.0.0.1") + "/"
    refused = create_app(signed.with_changes(oidc_issuer=other)).test_client().get("/sign-in")
    assert (refused.status_code, "QA_OIDC_ISSUER" in refused.text) == (503, True)


def test_a_session_that_is_over_is_signed_out(app, signed):
    client = sign_in(app, "anna")
    for column, ago in (("used_at", "-13 hours"), ("begun_at", "-8 days")):
        assert is_signed_in(client)
        with closing(sqlite3.connect(signed.service_path)) as db, db:
            db.execute(f"UPDATE sessions SET {column} = datetime('now', ?) || '+00:00'", [ago])
        assert client.get("/pack").status_code == 303
        assert client.get(f"{API}/watches").status_code == 401
        client = sign_in(app, "anna")


def test_a_sign_in_that_took_too_long_is_refused(app, monkeypatch):
    client = app.test_client()
    callback = agree(begin(client), "anna")
    monkeypatch.setattr(signing_in, "MINUTES", -1)
    assert client.get(callback).status_code == 400
    assert not is_signed_in(client)


def test_all_processes_of_a_server_know_who_is_signed_in(signed, gunicorn, monkeypatch):
    for name in ("oidc_issuer", "oidc_client_id", "oidc_client_secret_file"):
        monkeypatch.setenv(f"QA_{name.upper()}", getattr(signed, name))
    address = gunicorn(signed.data_dir, "--access", "oidc")
    with httpx2.Client(base_url=address, follow_redirects=False) as client:
        begun = client.get("/sign-in?next=/pack")
        agreed = httpx2.post(begun.headers["Location"], data={"sub": "anna"})
        assert agreed.status_code == 302
        arrived = client.get(agreed.headers["Location"])
        assert (arrived.status_code, arrived.headers["Location"]) == (303, "/pack")
        session = client.cookies["session"]
    for _ in range(12):  # Each on a connection of its own, which any process accepts.
        shown = httpx2.get(f"{address}/about", headers={"Cookie": f"session={session}"})
        assert "Signed in as <b>Anna Ashe</b>" in shown.text
    assert httpx2.get(f"{address}{ASK}").status_code == 401


class BrowserClient:
    """A context of a real browser, with the calls of a client of Flask that a walk needs."""

    def __init__(self, context):
        self._asked = context.request

    def get(self, path, **more):
        return self.open(path, method="GET", **more)

    def post(self, path, **more):
        return self.open(path, method="POST", **more)

    def open(self, path, method, data=None, json=None):
        body = {"form": data} if data else {"data": dumps(json)} if json is not None else {}
        headers = {"Content-Type": "application/json"} if json is not None else {}
        came = self._asked.fetch(path, method=method, headers=headers, max_redirects=0, **body)
        return Came(came.status, came.body(), came.headers.get("location", ""))


@dataclass(frozen=True)
class Came:
    status_code: int
    data: bytes
    location: str

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        pass

    @property
    def text(self):
        return self.data.decode(errors="replace")

    @property
    def json(self):
        return loads(self.data)


@pytest.fixture
def served(app):
    """The address of the app: another site than the provider's."""
    with serving(app) as address:
        yield address


@pytest.mark.browser
def test_two_people_in_real_browsers_never_see_each_others_things(app, served, issuer, browser):
    contexts, faults = [], []
    for sub in ("anna", "bob"):
        context = browser.new_context(base_url=served)
        contexts.append(context)
        context.route(
            lambda url: urlsplit(url).hostname not in ("127.0.0.1", "localhost"),
            lambda route: route.abort(),  # The provider's page has a style of another site.
        )
        page = context.new_page()
        page.goto("/search?q=prison+leavers")
        assert page.url.startswith(issuer)
        page.on("console", lambda message: faults.append(message.text))
        page.get_by_role("button", name=sub, exact=True).first.click()
        expect(page.get_by_text(f"Signed in as {PEOPLE[sub]}")).to_be_visible()
        assert page.url == f"{served}/search?q=prison+leavers"
    anna, bob = map(BrowserClient, contexts)
    ids = made_by(anna)
    before = shown_to(anna, ids)
    kept = contexts[1].storage_state()["cookies"]
    walked, seen = [], set()
    for one in walk(app, bob, ids):
        walked.append(one)
        seen.add(one.rule)
        if one.rule == "/sign-out" and one.method == "POST":
            contexts[1].clear_cookies()
            token = People(app.config["SETTINGS"]).begin_session("bob", PEOPLE["bob"], "")
            contexts[1].add_cookies(
                [one | {"value": token} for one in kept if one["name"] == "session"]
            )
    assert leaks(walked) == []
    assert seen == {rule.rule for rule in app.url_map.iter_rules()}
    assert shown_to(anna, ids) == before
    page = contexts[0].pages[0]
    page.goto("/pack")
    expect(page.get_by_label("Your note on item 1")).to_have_value(SECRET)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{issuer}/oauth2/end_session?*")
    page.goto("/pack")
    assert page.url.startswith(issuer)
    assert [one for one in faults if "ERR_FAILED" not in one] == []  # The style of another site.
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_axe_finds_nothing_where_people_sign_in(app, signed, served, browser, scheme, width):
    size = {"width": width, "height": 900}
    context = browser.new_context(base_url=served, color_scheme=scheme, viewport=size)
    page = context.new_page()
    for path in ("/signed-out", "/sign-in/callback", "/about"):
        if path == "/about":
            name = "Wilhelmina Featherstonehaugh-Cholmondeley of the Department for Everything"
            token = People(signed).begin_session("wilhelmina", name, "")
            context.add_cookies([{"name": "session", "value": token, "url": served}])
        page.goto(path)
        found = Axe().run(page, options=RULES)
        assert found.response["violations"] == [], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"oidc_issuer": ""}, "oidc_issuer"),
        ({"oidc_issuer": "http://login.example"}, "oidc_issuer"),
        ({"oidc_issuer": "login.example"}, "oidc_issuer"),
        ({"oidc_client_id": ""}, "oidc_client_id"),
        ({"oidc_client_secret_file": "/nowhere"}, "oidc_client_secret_file"),
        ({"user_header": "X-User", "trusted_proxies": "127.0.0.1"}, "user_header"),
    ],
)
def test_settings_that_cannot_sign_anybody_in_are_refused(signed, changes, named):
    with pytest.raises(BadRequest) as refused:
        create_app(signed.with_changes(**changes))
    assert refused.value.parameter == named
