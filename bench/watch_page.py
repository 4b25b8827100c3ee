"""What 50 watches cost a page: `python -m bench.watch_page DATA_DIR FILE`.

DATA_DIR is a data folder that may be written to, FILE a day's answers that it lacks. Twenty
searches, fifteen questions of whole sentences and fifteen answers are watched. The processor's
milliseconds of `/watches` and of the first page: the first of seven and the median of the others,
before the day is ingested, after it, and of the report of a process that has found nothing yet.
"""

from __future__ import annotations

import statistics
import sys
from itertools import islice
from pathlib import Path
from time import process_time

from flask.testing import FlaskClient

from qa import store
from qa.archive.ingest import ingest
from qa.model import Request
from qa.service.conversations import owner_of
from qa.service.service import Service, use_compiled
from qa.service.watches import Watches
from qa.settings import Settings
from web import create_app

SUBJECTS = (
    "prison education|flood defence|special educational needs|waiting times|housing|hospital|asylum"
    "|electric vehicles|ukraine|farming|rail|universal credit|knife crime|dentists|sewage|pensions"
    "|schools|nuclear|fishing|gaza"
).split("|")
OTHERS = 15
"""The questions, and the answers, that are watched beside the subjects."""
PAGES = ("/watches", "/")
TIMES = 7


def main() -> None:
    """Watch, print what the pages take, ingest, and print it again."""
    use_compiled()
    settings = Settings(data_dir=Path(sys.argv[1]), semantic=False)
    client = create_app(settings).test_client()
    with store.archive.reading(settings.store_path) as db:
        every = list(store.archive.answers.quotable(db))
    some = list(islice(every[500 :: len(every) // (2 * OTHERS + 2)], 2 * OTHERS))
    for subject in SUBJECTS:
        client.post("/watches", data={"watch": "search", "q": subject})
    for one in some[:OTHERS]:
        client.post("/watches", data={"watch": "question", "q": one.source_question})
    for one in some[OTHERS:]:
        client.post("/watches", data={"watch": "answer", "answer_id": one.answer_id})
    _print("nothing changed", client)
    print(ingest([Path(sys.argv[2])], settings).counts)
    _print("after an ingest", client)
    service = Service(settings)
    service.reply(Request("a question that makes the vocabulary ready"))
    cookie = client.get_cookie("conversation")
    owner = owner_of(cookie.value if cookie else "")
    Watches(service, settings).report(owner)
    began = process_time()
    found = Watches(service, settings).report(owner)
    took = 1000 * (process_time() - began)
    print(f"{len(found.watches)} watches, {found.total} answers: {took:.0f} ms, found again")


def _print(when: str, client: FlaskClient) -> None:
    for page in PAGES:
        took = []
        for _ in range(TIMES):
            began = process_time()
            client.get(page)
            took.append(1000 * (process_time() - began))
        print(f"{when}, {page}: first {took[0]:.0f}, then {statistics.median(took[1:]):.0f} ms")


if __name__ == "__main__":
    main()
