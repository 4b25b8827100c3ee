"""The service matches the document: it serves what the document allows and refuses the rest."""

from __future__ import annotations

import os
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from web.api.documentation import document

EXAMPLES = 200 if os.environ.get("QA_PROVE") else 6
STEPS = 30 if os.environ.get("QA_PROVE") else 10

CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            # A well-formed request can still name what is not there, or days in the wrong order.
            "positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404", "410"]},
        }
    }
)


schema = schemathesis.openapi.from_dict(document(), config=CONFIG)


def test_the_document_is_openapi() -> None:
    schema.validate()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_each_endpoint_matches_the_document(case: Any, server: str) -> None:
    case.call_and_validate(base_url=server)


def test_links_of_the_document_work(server: str) -> None:
    schema.config.update(base_url=server)
    schema.as_state_machine().run(
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
    )
