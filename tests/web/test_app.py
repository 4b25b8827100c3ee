from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qa.settings import Settings
from web import create_app
from web.errors import FRAGMENT

PATHS = ["/", "/nowhere", "/static/style.css", "/api/v1/passages", "/api/v1/nowhere"]


@pytest.fixture
def empty(tmp_path: Path) -> FlaskClient:
    """An app over a folder that holds no store yet."""
    return create_app(Settings(data_dir=tmp_path / "secret-folder")).test_client()


@pytest.fixture
def faulty(settings: Settings) -> FlaskClient:
    """An app in which two addresses go wrong on the inside."""
    app = create_app(settings)
    for path in ("/fault", "/api/v1/fault"):
        app.add_url_rule(path, path, lambda: str(1 / 0))
    return app.test_client()


@pytest.mark.parametrize("path", PATHS)
def test_every_response_is_guarded(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'; ")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"


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
def test_a_method_that_is_not_allowed_is_told_which_are(client: FlaskClient, path: str) -> None:
    assert "GET" in client.delete(path).headers["Allow"]


@pytest.mark.parametrize("accept", ["text/html", FRAGMENT])
def test_far_too_much_is_refused_before_it_is_read(client: FlaskClient, accept: str) -> None:
    response = client.post("/", data={"question": "x" * 2_000_000}, headers={"Accept": accept})
    assert response.status_code == 413
    assert response.mimetype == (
        "text/html" if accept == "text/html" else "application/problem+json"
    )


@pytest.mark.parametrize("path", ["/fault", "/api/v1/fault"])
def test_a_fault_says_nothing_of_the_inside(faulty: FlaskClient, path: str) -> None:
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
    assert "secret-folder" not in response.text
    expected = "application/problem+json" if path.startswith("/api/") else "text/html"
    assert response.mimetype == expected


def test_nothing_is_shared_between_two_apps(app: Flask, settings: Settings) -> None:
    assert create_app(settings).extensions["qa"] is not app.extensions["qa"]
