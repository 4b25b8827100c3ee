"""`python -m web.api` prints the API's document; with `samples`, the responses of its samples."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from qa.service.archive import ingest_shipped
from qa.settings import Settings
from web import create_app
from web.api.documentation import document
from web.api.endpoint import ENDPOINTS
from web.api.samples import REFUSED, REFUSED_PATH, SAMPLES, path, shortened

HANDED_ON = {"begin": "conversation_id", "watches": "seen", "watch": "watch_id"}
"""The field that a call returns for the calls after it, by the name of its endpoint."""


def sample_responses(folder: Path) -> dict[str, Any]:
    """The responses to the samples, in their order, over the answers that ship."""
    settings = Settings(data_dir=folder, semantic=False)
    ingest_shipped(settings)
    client = create_app(settings).test_client()
    made = {one.name: one for one in ENDPOINTS}
    found: dict[str, Any] = {}
    key = ""
    for name, sample in SAMPLES.items():
        address = path(made[name]).replace("$ID", key)
        response = client.open(address, method=made[name].method, json=sample.body)
        if response.is_json:
            found[name] = shortened(response.json, sample.shown)
        if name in HANDED_ON:
            key = str(response.get_json()[HANDED_ON[name]])
    found[REFUSED] = client.get(REFUSED_PATH).json
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["samples"]:
        with tempfile.TemporaryDirectory() as made_for_samples:
            shown: Any = sample_responses(Path(made_for_samples))
    else:
        shown = document()
    print(json.dumps(shown, ensure_ascii=False, indent=1))
