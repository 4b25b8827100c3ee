"""Coverage, health and metrics of the service."""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Response, jsonify
from typing_extensions import TypedDict

from qa.errors import QaError
from qa.model.coverage import Coverage
from qa.model.documented import Doc
from qa.service.folders import folders_are_there
from web.access import admit_to_metrics
from web.api.endpoint import PREFIX, NoParameters, endpoint
from web.browser import service
from web.metrics import MEDIA_TYPE, exposition


class Health(TypedDict):
    """Whether the process is alive."""

    status: Annotated[Literal["alive"], Doc("Always `alive`: the process responds.")]


class Readiness(TypedDict):
    """Whether questions can be answered."""

    ready: Annotated[bool, Doc("Whether all checks pass.")]
    checks: Annotated[
        dict[str, bool],
        Doc(
            "`folder`: the folders of the service are there; `store`: answers can be read; "
            "`index`: it can be searched; `service`: conversations, packs and keys can be read."
        ),
    ]


@endpoint("GET", f"{PREFIX}/coverage", returns={200: Coverage})
def coverage(given: NoParameters) -> object:
    """What the store covers: the counts that `qa status --json` prints."""
    return service().coverage().as_json()


@endpoint("GET", "/healthz", scope=None, returns={200: Health})
def healthz(given: NoParameters) -> Health:
    """Whether the process is alive."""
    return {"status": "alive"}


@endpoint("GET", "/readyz", scope=None, returns={200: Readiness, 503: Readiness})
def readyz(given: NoParameters) -> Response:
    """Whether questions can be answered, with the result of each check; 503 if not."""
    covered = _covered()
    checks = {
        "folder": folders_are_there(service().settings),
        "store": covered is not None,
        "index": covered is not None and covered.index_version is not None,
        "service": service().keeps_records(),
    }
    response = jsonify({"ready": all(checks.values()), "checks": checks})
    response.status_code = 200 if all(checks.values()) else 503
    return response


@endpoint("GET", "/metrics", scope=None, returns={200: MEDIA_TYPE})
def metrics(given: NoParameters) -> Response:
    """Metrics in Prometheus's text format, summed over all processes of the service."""
    admit_to_metrics()
    return Response(exposition(_covered(), service().index_made_at()), mimetype=MEDIA_TYPE)


def _covered() -> Coverage | None:
    try:
        return service().coverage()
    except QaError:
        return None
