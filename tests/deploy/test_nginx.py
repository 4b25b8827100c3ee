"""The example of nginx, with a real nginx in front of a real service, over TLS."""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest

from tests.making import ROOT
from tests.nginx import on_the_machine

NAME = "answers.dept.example"
EXAMPLE = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
ATOM = "{http://www.w3.org/2005/Atom}"
FORGED = {
    "X-Forwarded-User": "mallory",
    "X-Forwarded-For": "192.0.2.66",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "66",
    "X-Forwarded-Prefix": "/evil",
    "X-Real-IP": "192.0.2.66",
    "Forwarded": "for=192.0.2.66;host=evil.example",
}


@pytest.fixture(scope="module")
def nginx():
    """The path of nginx."""
    path = on_the_machine()
    if path is None:
        missing = "No nginx was found. Install one, or set QA_NGINX to the path of one."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return path


def certificate(folder, name, *signed_by):
    """A new certificate and key of a name; signed by itself, unless an authority is given."""
    curve = "ec_paramgen_curve:prime256v1"
    made = folder / f"{name}.pem", folder / f"{name}.key"
    authority = [part for pair in zip(("-CA", "-CAkey"), signed_by, strict=False) for part in pair]
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", curve),
            *("-nodes", "-days", "2", "-subj", f"/O=Department/CN={name}"),
            *("-addext", f"subjectAltName=DNS:{name}", "-out", made[0], "-keyout", made[1]),
            *authority,
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The certificate of the site and its key."""
    return certificate(tmp_path_factory.mktemp("tls"), NAME)


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@contextmanager
def in_front(nginx, folder, own, upstream, sign_in=None, **files):
    """The ports of the example, plain and TLS, in front of a port; `sign_in` is A or B of it."""
    plain, tls = free_port(), free_port()
    site = "".join(
        line.removeprefix(f"#{sign_in} ")
        for line in EXAMPLE.splitlines(keepends=True)
        if "listen [::]" not in line
    )
    changes = {
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{tls} ssl",
        "/etc/ssl/certs/written-answers.pem": str(own[0]),
        "/etc/ssl/private/written-answers.key": str(own[1]),
        "/var/log/nginx/": f"{folder}/",
    } | files
    for shipped, here in changes.items():
        assert shipped in site
        site = site.replace(shipped, here)
    temporary = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "site.conf").write_text(site)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"pid {folder}/pid;\nerror_log {folder}/main.log;\nmaster_process off;\n"
        f"events {{}}\nhttp {{\n    access_log {folder}/access.log;\n{temporary}"
        f"    include {folder}/site.conf;\n}}\n"
    )
    command = [nginx, "-c", str(whole), "-p", str(folder), "-e", f"{folder}/main.log"]
    subprocess.run(command, check=True)  # It returns when it listens.
    try:
        yield plain, tls
    finally:
        subprocess.run([*command, "-s", "stop"], check=True)


@contextmanager
def connected(port, own, person=None, name=NAME):
    """A connection over TLS to the site under a name."""
    context = ssl.create_default_context(cafile=str(own[0]))
    if person:
        context.load_cert_chain(*map(str, person))
    with socket.create_connection(("127.0.0.1", port), 30) as plain:
        connection = http.client.HTTPSConnection(name, port)
        connection.sock = context.wrap_socket(plain, server_hostname=name)
        yield connection
        connection.close()


def sent(port, own, method, path, body=None, person=None, **headers):
    """The response to one request over TLS, and its body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with connected(port, own, person) as connection:
        connection.request(method, path, body, {"Host": NAME} | named)
        response = connection.getresponse()
        return response, response.read()


class Told(BaseHTTPRequestHandler):
    """A service that returns the headers of each request."""

    def do_GET(self):
        body = json.dumps(self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/oauth2/auth":
            self.send_header("X-Auth-Request-User", "anna@dept.example")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def told():
    """The port of a service that returns the headers of each request."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Told) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


def arrived(port, own, **more):
    """What arrives at the service of a request with every header forged, by name in small letters.

    A header with an underscore is forged too: a WSGI server reads it as one with a hyphen.
    """
    with connected(port, own, **more) as connection:
        connection.putrequest("GET", "/", skip_host=True)
        connection.putheader("Host", NAME)
        for name, value in FORGED.items():
            connection.putheader(name, value)
            connection.putheader(name.replace("-", "_"), value)
        connection.endheaders()
        pairs = json.loads(connection.getresponse().read())
    found = {name.lower().replace("_", "-"): value for name, value in pairs}
    assert len(found) == len(pairs)
    return found


def test_a_forged_header_does_not_arrive(nginx, tmp_path, own, told):
    with in_front(nginx, tmp_path, own, told) as (_, tls):
        found = arrived(tls, own)
    assert found == {
        "host": NAME,
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "https",
        "x-forwarded-host": NAME,
        "accept-encoding": "identity",
    }


def test_a_person_is_named_by_their_certificate(nginx, tmp_path, own, told):
    authority = certificate(tmp_path, "authority")
    anna = certificate(tmp_path, "anna", *authority)
    ours = {"/etc/ssl/certs/department-people.pem": str(authority[0])}
    with in_front(nginx, tmp_path, own, told, "B", **ours) as (_, tls):
        assert arrived(tls, own, person=anna)["x-forwarded-user"] == "anna"
        other = certificate(tmp_path, "mallory")
        assert sent(tls, own, "GET", "/", person=other)[0].status == 400
        assert sent(tls, own, "GET", "/")[0].status == 400


def test_a_person_is_named_by_a_service_that_signs_people_in(nginx, tmp_path, own, told):
    signs_in = {"127.0.0.1:4180": f"127.0.0.1:{told}"}
    with in_front(nginx, tmp_path, own, told, "A", **signs_in) as (_, tls):
        assert arrived(tls, own)["x-forwarded-user"] == "anna@dept.example"
        assert sent(tls, own, "GET", "/oauth2/auth")[0].status == 404


@contextmanager
def serving(folder, data, **stated):
    """The port of a service for whom the proxy admits."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    stated |= {
        "QA_SEMANTIC": "no",
        "QA_DATA_DIR": str(data),
        "QA_HOSTS": NAME,
        "QA_TRUSTED_PROXIES": "127.0.0.1",
    }
    command = [sys.executable, "-m", "qa.cli", "serve", "--access", "proxy", "--port", "0"]
    with (
        (folder / "qa.log").open("w") as log,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT, env=known | stated
        ) as process,
    ):
        try:
            yield int(process.stdout.readline().split()[2].rstrip(".").rsplit(":", 1)[1])
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


@pytest.fixture(scope="module")
def site(nginx, tmp_path_factory, own, corpus_data):
    """The plain port, the TLS port and the folder of a service behind the example."""
    folder = tmp_path_factory.mktemp("nginx")
    with serving(folder, corpus_data) as port, in_front(nginx, folder, own, port) as ports:
        yield *ports, folder


def test_what_a_person_asks_is_theirs_alone(nginx, tmp_path, own, corpus_data):
    authority = certificate(tmp_path, "authority")
    anna, bob = (certificate(tmp_path, name, *authority) for name in ("anna", "bob"))
    ours = {"/etc/ssl/certs/department-people.pem": str(authority[0])}
    form = urlencode({"question": "prison leavers into work"})
    typed = {"Content_Type": "application/x-www-form-urlencoded", "Origin": f"https://{NAME}"}
    with (
        serving(tmp_path, corpus_data, QA_USER_HEADER="X-Forwarded-User") as port,
        in_front(nginx, tmp_path, own, port, "B", **ours) as (_, tls),
    ):
        asked, _ = sent(tls, own, "POST", "/", form, person=anna, **typed)
        assert asked.status == 303
        path = asked.headers["Location"].split("#")[0]
        assert sent(tls, own, "GET", path, person=anna)[0].status == 200
        assert sent(tls, own, "GET", path, person=bob, X_Forwarded_User="anna")[0].status == 404
    with (
        serving(tmp_path, corpus_data, QA_USER_HEADER="X-Forwarded-User") as port,
        in_front(nginx, tmp_path, own, port) as (_, tls),
    ):
        assert sent(tls, own, "GET", "/", X_Forwarded_User="anna")[0].status == 401


def test_a_question_over_tls_is_answered_and_its_reply_is_a_word_file(site, own):
    _, tls, folder = site
    page, body = sent(tls, own, "GET", "/")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert page.headers["Server"] == "nginx"
    assert b"Written Answers" in body
    form = urlencode({"question": "prison leavers into work"})
    typed = {"Content_Type": "application/x-www-form-urlencoded"}
    asked, _ = sent(tls, own, "POST", "/", form, Origin=f"https://{NAME}", **typed)
    assert asked.status == 303
    path = asked.headers["Location"]
    assert path.startswith("/conversations/")
    cookie = asked.headers["Set-Cookie"].split(";")[0]
    assert "; Secure" in asked.headers["Set-Cookie"]
    shown, body = sent(tls, own, "GET", path, Cookie=cookie)
    assert shown.status == 200
    assert b"New Futures Network" in body
    file, body = sent(tls, own, "GET", f"{path.split('#')[0]}/reply-1.docx", Cookie=cookie)
    assert file.status == 200
    assert body.startswith(b"PK")
    assert file.headers["Content-Disposition"].endswith('.docx"')
    evil, _ = sent(tls, own, "POST", "/", form, Origin="https://evil.example", **typed)
    assert evil.status == 403
    log = (folder / "written-answers.log").read_text()
    assert '"POST /" 303' in log
    assert '"GET /conversations" 200' in log
    assert path.rsplit("/", 1)[1].split("#")[0] not in log


def test_the_feed_links_to_the_site(site, own):
    _, tls, _ = site
    response, body = sent(tls, own, "GET", "/search.atom?q=prison")
    assert response.status == 200
    feed = ET.fromstring(body)
    links = [link.get("href") for link in feed.iter(f"{ATOM}link") if "self" in link.get("rel")]
    assert links == [f"https://{NAME}/search.atom?q=prison"]
    unchanged, _ = sent(
        tls, own, "GET", "/search.atom?q=prison", If_None_Match=response.headers["ETag"]
    )
    assert unchanged.status == 304


def test_the_api_is_served_and_what_monitoring_asks_is_not(site, own):
    _, tls, _ = site
    response, body = sent(tls, own, "GET", "/api/v1/passages?q=prison+leavers")
    assert response.status == 200
    assert json.loads(body)["answerable"]
    assert sent(tls, own, "GET", "/healthz")[0].status == 200
    for path in ("/metrics", "/readyz"):
        assert sent(tls, own, "GET", path)[0].status == 404


def test_the_longest_question_in_an_address_is_passed_on(site, own):
    _, tls, folder = site
    address = f"/api/v1/passages?q={quote('é' * 5000)}"
    assert sent(tls, own, "GET", address)[0].status == 200
    log = (folder / "written-answers.log").read_text()
    assert '"GET /api/v1/passages" 200' in log
    assert quote("é") not in log


def test_a_body_that_is_too_large_is_refused(site, own):
    _, tls, _ = site
    with connected(tls, own) as connection:
        connection.putrequest("POST", "/api/v1/searches", skip_host=True)
        connection.putheader("Host", NAME)
        connection.putheader("Content-Length", str(8 * 2**20 + 1))
        connection.endheaders()
        assert connection.getresponse().status == 413


def test_another_name_has_no_page(site, own):
    _, tls, _ = site
    other = connected(tls, own, name="other.example")
    with pytest.raises(ssl.SSLError, match="unrecognized name"), other:
        pass
    refused, _ = sent(tls, own, "GET", "/", Host="other.example")
    assert refused.status == 421


def test_plain_http_leads_to_tls(site):
    plain, _, _ = site
    connection = http.client.HTTPConnection("127.0.0.1", plain, timeout=30)
    connection.request("GET", "/search?q=prison", headers={"Host": "evil.example"})
    response = connection.getresponse()
    connection.close()
    assert response.status == 301
    assert response.headers["Location"] == f"https://{NAME}/search?q=prison"


def test_the_example_has_both_ways_of_signing_in_and_neither_is_on():
    assert set(re.findall(r"^#([A-Z]) ", EXAMPLE, re.MULTILINE)) == {"A", "B"}
    assert 'set $person "";' in EXAMPLE
