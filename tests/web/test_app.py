from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from qa.settings import Settings
from web import create_app
from web.errors import FRAGMENT

PATHS = ["/", "/nowhere", "/static/style.css", "/api/v1/passages", "/api/v1/nowhere"]


@pytest.fixture
def empty(tmp_path: Path) -> FlaskClient:
    """An app over a folder that holds no store yet."""
    folder = tmp_path / "secret-folder"
    folder.mkdir()
    return create_app(Settings(data_dir=folder)).test_client()


@pytest.fixture
def faulty(settings: Settings) -> FlaskClient:
    """An app in which two addresses go wrong on the inside."""
    app = create_app(settings)
    for path in ("/fault", "/api/v1/fault"):
        app.add_url_rule(path, path, lambda: str(1 / 0))
    return app.test_client()


@pytest.mark.parametrize("path", PATHS)
def test_every_response_has_the_security_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'; ")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/answers/2021-09-03/1", 404), ("PUT", "/", 405)],
)
def test_an_error_is_a_page_in_our_own_layout(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert "<title>Error: " in response.text
    assert "Open Parliament Licence v3.0" in response.text


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/api/v1/nowhere", 404, "/problems/not-found"),
        ("GET", "/api/nowhere", 404, "/problems/not-found"),
        ("GET", "/api", 404, "/problems/not-found"),
        ("GET", "/api/", 404, "/problems/not-found"),
        ("GET", "/api/v1/answers/2021-09-03/1", 404, "/problems/not-found"),
        ("DELETE", "/api/v1/passages", 405, "/problems/method-not-allowed"),
        ("GET", "/api/v1/passages", 400, "/problems/bad-parameter"),
    ],
)
def test_an_error_of_the_api_is_problem_details(
    client: FlaskClient, method: str, path: str, status: int, kind: str
) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.json is not None
    assert list(response.json)[:4] == ["type", "title", "status", "detail"]
    assert (response.json["type"], response.json["status"]) == (kind, status)
    assert response.json["detail"]


@pytest.mark.parametrize("path", ["/", "/api/v1/passages"])
def test_a_method_that_is_not_allowed_gets_the_allowed_ones(client: FlaskClient, path: str) -> None:
    assert "GET" in client.delete(path).headers["Allow"]


@pytest.mark.parametrize("accept", ["text/html", FRAGMENT])
def test_a_body_that_is_far_too_large_is_refused_before_it_is_read(
    client: FlaskClient, accept: str
) -> None:
    response = client.post("/", data={"question": "x" * 2_000_000}, headers={"Accept": accept})
    assert response.status_code == 413
    assert response.mimetype == (
        "text/html" if accept == "text/html" else "application/problem+json"
    )


@pytest.mark.parametrize(
    ("method", "path", "cure"),
    [
        ("GET", "/api/v1/nowhere", "/api/v1/passages?q="),
        ("POST", "/api/v1/passages", "questions are asked with GET"),
    ],
)
def test_an_error_of_the_api_says_what_to_change(
    client: FlaskClient, method: str, path: str, cure: str
) -> None:
    problem = client.open(path, method=method).json
    assert problem is not None
    assert cure in problem["detail"]
    assert "question box" not in problem["detail"]


@pytest.mark.parametrize(
    ("path", "cure"),
    [
        ("/", "a question has at most 5,000 characters"),
        ("/api/v1/echo", "a question at most 5,000 characters"),
    ],
)
def test_a_request_that_is_too_large_gets_the_limit(
    settings: Settings, path: str, cure: str
) -> None:
    app = create_app(settings)
    app.add_url_rule("/api/v1/echo", "echo", lambda: request.get_data(), methods=["POST"])
    response = app.test_client().post(path, data={"question": "x" * 2_000_000})
    assert response.status_code == 413
    assert cure in response.text


@pytest.mark.parametrize("host", ["a..b", ".a", "x" * 64, f"{'x' * 64}.example", "a..b:80"])
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/plain"),
        ("/nowhere", "text/plain"),
        ("/answers/x?start=%ff", "text/plain"),
        ("/api/v1/passages?q=x", "application/problem+json"),
    ],
)
def test_an_invalid_host_is_a_bad_request(
    client: FlaskClient, host: str, path: str, kind: str
) -> None:
    response = client.get(path, headers={"Host": host})
    assert (response.status_code, response.mimetype) == (400, kind)


@pytest.mark.parametrize("path", ["/answers//x", "/api//v1/passages?q=x", "//evil.example/.."])
def test_doubled_slashes_redirect_to_no_host_of_the_clients(client: FlaskClient, path: str) -> None:
    response = client.get("/", headers={"Host": "evil.example"}, environ_overrides=_target(path))
    assert response.status_code == 421
    assert "Location" not in response.headers
    response = client.get("/", environ_overrides=_target(path))
    assert response.status_code == 404
    assert "Location" not in response.headers


def _target(path: str) -> dict[str, str]:
    path, _, query = path.partition("?")
    return {"PATH_INFO": path, "QUERY_STRING": query}


@pytest.mark.parametrize("path", ["/", "/answers/2021-09-03/41780", "/api/v1/passages"])
@pytest.mark.parametrize("query", ["q=%ff", "q=\xff", "q=%ed%a0%80", "q=a&q=%c3", "%ff=x"])
def test_a_query_that_is_not_utf_8_is_refused(client: FlaskClient, path: str, query: str) -> None:
    response = client.get(path, environ_overrides={"QUERY_STRING": query})
    assert response.status_code == 400
    assert "not in UTF-8" in response.text
    if path.startswith("/api/"):
        assert response.json is not None
        assert response.json["parameter"] == ("q" if query[0] == "q" else "ÿ")


@pytest.mark.parametrize("path", ["/fault", "/api/v1/fault"])
def test_a_fault_reveals_no_internals(faulty: FlaskClient, path: str) -> None:
    response = faulty.get(path)
    assert response.status_code == 500
    assert "ZeroDivision" not in response.text
    assert "Traceback" not in response.text
    assert "log of this service" in response.text


@pytest.mark.parametrize(
    "path",
    ["/", "/answers/2021-09-03/41780", "/api/v1/passages?q=x", "/api/v1/answers/2021-09-03/4"],
)
def test_without_a_store_the_service_is_unavailable_and_names_no_folder(
    empty: FlaskClient, path: str
) -> None:
    response = empty.get(path)
    assert response.status_code == 503
    assert "Run `qa ingest` or `qa index` on the server" in response.text
    assert "secret-folder" not in response.text
    expected = "application/problem+json" if path.startswith("/api/") else "text/html"
    assert response.mimetype == expected


def test_nothing_is_shared_between_two_apps(app: Flask, settings: Settings) -> None:
    assert create_app(settings).extensions["qa"] is not app.extensions["qa"]
