"""Coverage: what can be asked about, and whether the service is well."""

from __future__ import annotations

import time

from flask import Response, current_app, jsonify

from qa.errors import QaError
from qa.model import json_types
from qa.settings import Settings
from qa.store.archive.coverage import Coverage
from web.api.endpoint import PREFIX, Nothing, call
from web.browser import service
from web.metrics import MEDIA_TYPE, shown, shown_coverage


@call("GET", f"{PREFIX}/coverage", shows={200: json_types.Coverage})
def coverage(asked: Nothing) -> object:
    """What is covered: what `qa status --json` prints."""
    return service().coverage().as_json()


@call("GET", "/healthz", scope=None, shows={200: json_types.Health})
def healthz(asked: Nothing) -> json_types.Health:
    """Whether the service lives."""
    return {"status": "alive"}


@call("GET", "/readyz", scope=None, shows={200: json_types.Readiness, 503: json_types.Readiness})
def readyz(asked: Nothing) -> Response:
    """Whether questions can be answered, with what was checked; 503 where they cannot."""
    covered = _covered()
    checks = {
        "store": covered is not None,
        "index": covered is not None and covered.index_version is not None,
    }
    response = jsonify({"ready": all(checks.values()), "checks": checks})
    response.status_code = 200 if all(checks.values()) else 503
    return response


@call("GET", "/metrics", scope=None, shows={200: MEDIA_TYPE})
def metrics(asked: Nothing) -> Response:
    """Figures of this service in Prometheus's text form, of all its processes together."""
    covered = _covered()
    lines = shown()
    if covered is not None:
        settings: Settings = current_app.config["SETTINGS"]
        lines += shown_coverage(covered, settings.index_dir, time.time())
    return Response("".join(lines), mimetype=MEDIA_TYPE)


def _covered() -> Coverage | None:
    try:
        return service().coverage()
    except QaError:
        return None
