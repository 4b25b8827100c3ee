"""A provider of OpenID Connect for tests, in a process of its own: `oidc-provider-mock`, which here
asks for PKCE too. It prints its address."""

import base64
import hashlib
import json
import subprocess
import sys
from contextlib import contextmanager
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

PEOPLE = {"anna": "Anna Ashe", "bob": "Bob Birch", "olga": "Olga Operator"}


@contextmanager
def provider():
    """Run it: its address, which is its issuer."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.oidc_provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.kill()


class AsksForPkce:
    """A WSGI app that gives a code only for a challenge, and a token only for its verifier."""

    def __init__(self, app):
        self._app, self._challenges = app, {}

    def __call__(self, environ, start_response):
        asked = {name: one[0] for name, one in parse_qs(environ["QUERY_STRING"]).items()}
        if environ["PATH_INFO"] == "/oauth2/authorize":
            if asked.get("code_challenge_method") != "S256" or not asked.get("nonce"):
                return refuse(start_response)

            def remember(status, headers, *more):
                sent = parse_qs(urlsplit(dict(headers).get("Location", "")).query)
                if "code" in sent:
                    self._challenges[sent["code"][0]] = asked["code_challenge"]
                return start_response(status, headers, *more)

            return self._app(environ, remember)
        if environ["PATH_INFO"] == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = BytesIO(body)
            sent = {name: one[0] for name, one in parse_qs(body.decode()).items()}
            made = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(made).rstrip(b"=").decode()
            if challenge != self._challenges.pop(sent.get("code"), None):
                return refuse(start_response)
        return self._app(environ, start_response)


def refuse(start_response):
    start_response("400 Bad Request", [("Content-Type", "application/json")])
    return [json.dumps({"error": "invalid_grant"}).encode()]


def main():
    from oidc_provider_mock import User, app
    from werkzeug.serving import make_server

    people = [User(sub=sub, claims={"name": name}) for sub, name in PEOPLE.items()]
    served = AsksForPkce(app(require_nonce=True, user_claims=people))
    with make_server("localhost", 0, served, threaded=True) as server:
        print(f"http://localhost:{server.port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
