"""A sample of each call: curl, Python and the response, over the two answers that ship."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from textwrap import wrap
from typing import Any
from urllib.parse import quote_plus

from web.api.endpoint import PREFIX, Endpoint

MAX_TEXT_CHARS = 90
"""Of a text in a sample response; longer ones end in an ellipsis."""
MAX_LISTED = 2
"""Of the entries of a list in a sample response."""
CUT = "…"
CHANGING = frozenset({"conversation_id", "cursor", "seen_at", "seen", "watch_id", "created_at"})
"""Fields that differ from store to store; a sample shows them as an ellipsis."""

QUESTION = "What support is there for prison leavers?"
NEW_QUESTION = (
    "To ask the Secretary of State for Justice, what support prison leavers have; and how many "
    "unicorns were released."
)
DRAFT = (
    "with reference to statistics on alcohol and drug treatment in secure settings, what assessment"
    " he has made of the effect on reoffending levels of the finding that 70% of adults with a"
    " substance misuse treatment need do not successfully engage in community-based structured"
    " treatment following release from prison"
)
NOTICE = (
    "Programmes that follow Risk, Need and Responsivity (RNR) and Cognitive-Behavioural Treatment "
    "(CBT) principles have been shown to be linked to a rise in reoffending."
)
_DRAFT_LINES = "\n".join(
    f"    {json.dumps(line)}" for line in wrap(DRAFT, 70, drop_whitespace=False)
)
_ID = 'talk["conversation_id"]'
_PASSAGE = frozenset(
    "answer_id answering_body date_answered name passage_id source_question status text uin url"
    " heading id".split()
)
_REPLY = _PASSAGE | frozenset(
    "question answerable confidence reason passages near_misses index_version".split()
)
_TURN = _REPLY | {"conversation_id", "turns", "number", "reply"}
_ANSWER = _PASSAGE | frozenset("kind date_tabled house answering_member".split())


@dataclass(frozen=True, slots=True)
class Sample:
    """One call as a client writes it.

    `address` is the path below the API's prefix, or from the root; the shell fills in `$ID`. `code`
    uses a client named `service`, and leaves the record in the variable it assigns last. `shown`
    are the fields of the response that its sample shows, at any depth; empty for all.
    """

    address: str
    code: str = ""
    body: Mapping[str, Any] | None = None
    shown: frozenset[str] = frozenset()


SAMPLES: dict[str, Sample] = {
    "passages": Sample(
        "passages?q=What+support+is+there+for+prison+leavers?&hits=1",
        f'reply = service.reply("{QUESTION}", hits=1)',
        shown=_REPLY,
    ),
    "searches": Sample(
        "searches",
        'replies = service.search(["prison leavers", "sourdough pizza"], hits=1)',
        {"questions": ["prison leavers", "sourdough pizza"], "hits": 1},
        shown=frozenset(
            "replies question answerable confidence reason passages passage_id text".split()
        ),
    ),
    "prior_answers": Sample(
        f"prior-answers?q={quote_plus(DRAFT)}",
        f"draft = (\n{_DRAFT_LINES}\n)\nprior = service.prior_answers(draft)",
        shown=_PASSAGE | {"since", "found", "recent", "differs_in"},
    ),
    "over_time": Sample(
        "over-time?answer_id=2021-09-03/41780",
        'line = service.over_time(answer_id="2021-09-03/41780")',
        shown=frozenset("line answer_id answers digest year new text series".split()),
    ),
    "draft": Sample(
        "drafts",
        f'found = service.draft("{NEW_QUESTION}")',
        {"question": NEW_QUESTION},
        shown=frozenset(
            "question parts label text answerable never_answered passages passage_id".split()
        ),
    ),
    "suggestions": Sample("suggestions?q=min", 'suggestions = service.suggestions("min")'),
    "answer": Sample(
        "answers/2021-09-03/41780",
        'answer = service.answer("2021-09-03/41780")',
        shown=_ANSWER,
    ),
    "answer_passages": Sample(
        "answers/2021-09-03/41780/passages",
        'cut = service.passages_of("2021-09-03/41780")',
        shown=frozenset("answer_id passages passage_id text start end".split()),
    ),
    "history": Sample(
        "answers/2021-09-03/41780/history",
        'history = service.history("2021-09-03/41780")',
    ),
    "similar": Sample(
        "answers/2021-09-03/41780/similar?hits=5",
        'found = service.similar("2021-09-03/41780", hits=5)',
    ),
    "quote_check": Sample(
        "quote-checks",
        f"found = service.check_quotations(\n    {json.dumps(NOTICE)}\n)",
        {"text": NOTICE},
        shown=frozenset(
            "sentences text finding differs_in fault sources answer_id quotation_id date_answered"
            " faults counts altered".split()
        ),
    ),
    "begin": Sample("conversations", "talk = service.begin()"),
    "ask": Sample(
        "conversations/$ID/turns",
        f'turn = service.ask({_ID}, "{QUESTION}")',
        {"question": QUESTION},
        shown=_TURN - {"near_misses", "source_question", "heading", "uin", "url"},
    ),
    "conversation": Sample(
        "conversations/$ID",
        f"talk = service.conversation({_ID})",
        shown=frozenset(
            "conversation_id turns number question reply answerable passages passage_id".split()
        ),
    ),
    "forget": Sample("conversations/$ID", f"service.forget({_ID})"),
    "watches": Sample("watches", "mine = service.watches()"),
    "looked": Sample("watches/seen/$ID", 'service.looked(mine["seen"])'),
    "watch": Sample(
        "watches",
        'watched = service.watch("prison leavers")',
        {"q": "prison leavers"},
        shown=frozenset("watch_id kind name what q counts new corrected withdrawn".split()),
    ),
    "unwatch": Sample("watches/$ID", 'service.unwatch(watched["watch_id"])'),
    "answers": Sample(
        "answers?hits=100",
        "for page in service.answers(hits=100):\n"
        '    print(len(page["answers"]), "answers, then", page["cursor"])',
        shown=(_ANSWER | {"answers", "replaced", "cursor", "more"}) - {"answering_body", "name"},
    ),
    "run": Sample(
        "runs",
        'run = service.run([{"topic_id": "1", "text": "prison leavers"}], hits=2)',
        {"topics": [{"topic_id": "1", "text": "prison leavers"}], "hits": 2},
    ),
    "mark": Sample(
        "marks",
        'service.mark("prison leavers", "2021-09-03/41780#3", "answers it")',
        {"q": "prison leavers", "passage_id": "2021-09-03/41780#3", "judgment": "answers it"},
    ),
    "coverage": Sample("coverage", "covered = service.coverage()"),
    "healthz": Sample("/healthz"),
    "readyz": Sample("/readyz"),
    "metrics": Sample("/metrics"),
}
"""By the name of the endpoint, in the order of their use: `begin` makes what `ask` needs."""

REFUSED = "error"
"""The name of the sample of a refused call."""
REFUSED_PATH = f"{PREFIX}/passages?q=prison+leavers&hits=0"


def quick_start(root: str) -> str:
    """A whole Python program that asks one question of the service at an address."""
    return (
        "from qa.client import Client\n\n"
        f"with Client({json.dumps(root)}) as service:\n"
        f"    {SAMPLES['passages'].code}\n"
        '    for passage in reply["passages"]:\n'
        '        print(passage["date_answered"], passage["text"], passage["url"])'
    )


def path(made: Endpoint) -> str:
    """The path and query of a sample call, from the root."""
    address = SAMPLES[made.name].address
    return address if address.startswith("/") else f"{PREFIX}/{address}"


def curl(made: Endpoint, root: str) -> str:
    """The curl command of a sample call to the service at an address."""
    url = f"{root}{path(made)}"
    # Double quotes, so that the shell fills in $ID.
    parts = ["curl", f'"{url}"' if "$ID" in url else shlex.quote(url)]
    body = SAMPLES[made.name].body
    if body is not None:
        parts.append(f"\\\n  --json {shlex.quote(json.dumps(body))}")
    elif made.method != "GET":
        parts.insert(1, f"--request {made.method}")
    return " ".join(parts)


def shortened(record: Any, shown: frozenset[str] = frozenset()) -> Any:
    """A response as its sample shows it: some fields, the first entries, the beginning of texts."""
    if isinstance(record, dict):
        return {
            name: CUT if name in CHANGING else shortened(value, shown)
            for name, value in record.items()
            if not shown or name in shown
        }
    if isinstance(record, list):
        return [shortened(one, shown) for one in record[:MAX_LISTED]]
    if isinstance(record, str) and len(record) > MAX_TEXT_CHARS:
        return record[:MAX_TEXT_CHARS].rsplit(" ", 1)[0] + CUT
    return record


@cache
def responses() -> dict[str, Any]:
    """The sample responses by the endpoint's name; `make document` writes their file."""
    text = resources.files("web.api").joinpath("samples.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
