"""The words of the API's document that belong to no single endpoint."""

from __future__ import annotations

from web.errors import MAX_BODY_BYTES

VERSION = "1.0.0"
"""Of the document; its first number is that of the address."""

INFO = {
    "title": "Written Answers QA",
    "version": VERSION,
    "description": "Written answers of UK ministers to Parliament: passages word for word, dated "
    "and cited. v1 only gains calls, parameters and fields. Contains Parliamentary information "
    "licensed under the Open Parliament Licence v3.0.",
    "license": {"name": "MIT", "identifier": "MIT"},
}
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Ask": (
        "Passages that answer a question, many questions in one call, answers to the same "
        "question, what a draft of a reply can be made of, and suggestions while a person types.",
        ("passages", "searches", "prior_answers", "over_time", "draft", "suggestions"),
    ),
    "Read an answer": (
        "One whole answer by its id, with its passages and versions.",
        ("answer", "answer_passages", "history", "similar"),
    ),
    "Check quotations": (
        "What a text quotes of the answers: verbatim, altered or not found.",
        ("quote_check",),
    ),
    "Hold a conversation": (
        "Follow-up questions: each is understood in the context of those before it. In the samples "
        "`$ID` is the `conversation_id` that the first call returns.",
        ("begin", "ask", "conversation", "forget"),
    ),
    "Watch answers": (
        "What is new, corrected, withdrawn or superseded since you looked. In the samples `$ID` is "
        "what the call before returned: `seen`, or `watch_id`.",
        ("watches", "looked", "watch", "unwatch"),
    ),
    "Copy all answers": (
        "All answers in pages, then what has changed since.",
        ("answers",),
    ),
    "Evaluate": (
        "Run a test set, and store a person's judgment of a passage.",
        ("run", "mark"),
    ),
    "Watch the service": (
        "What is covered, health checks and metrics.",
        ("coverage", "healthz", "readyz", "metrics"),
    ),
}
"""The endpoints by what they are for, in the order of their use: title, what, names."""
KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "Needed where the service runs with keys. A key has scopes (read, converse, "
    "evaluate) and a number of requests a minute.",
}
PATH_PARTS = {
    "date": {
        "description": "The ISO date tabled; the date answered where that is not known.",
        "example": "2021-09-03",
    },
    "uin": {
        "description": "The UIN, in any case; the name of a question without a UIN.",
        "example": "41780",
    },
    "watch_id": {"description": "The `watch_id` of one of your watches."},
    "seen": {"description": "The `seen` of a list of your watches, unchanged."},
    "conversation_id": {
        "description": "The `conversation_id` that beginning the conversation returned."
    },
}
HEADERS = {
    "ETag": "Changes with the response; send it as If-None-Match.",
    "X-Request-Id": "The request's id: the one that was sent, else a new one.",
    "Link": 'The next page, as rel="next", where there may be one.',
    "Location": "The address of the new conversation.",
    "Retry-After": "Seconds to wait.",
    "RateLimit": "The requests left to the key, and the seconds until the next minute.",
    "RateLimit-Policy": "The requests that the key may send, and in how many seconds.",
    "WWW-Authenticate": "How to send a key.",
    "Allow": "Methods that can be used.",
}
ERROR_HEADERS = {401: ("WWW-Authenticate",), 405: ("Allow",), 429: ("Retry-After",)}
STATUSES = {
    301: "The answer has another id today; Location leads to it.",
    304: "Nothing has changed since the response that If-None-Match names.",
    400: "A parameter is unknown, missing, malformed or beyond its limit.",
    401: "The service needs a key, and no known key was sent.",
    403: "The key lacks the scope of this endpoint.",
    404: "There is no such answer, conversation, watch, passage or address.",
    405: "This method cannot be used.",
    410: "The cursor belongs to an index or a store that has been replaced: ask without it.",
    413: f"The body is larger than {MAX_BODY_BYTES:,} bytes.",
    415: "The body is not declared as application/json.",
    421: "The service is not served under this name.",
    429: "The key has no requests left in this minute.",
    500: "A fault of the service. The server's log has the cause.",
    503: "The answers cannot be read at the moment, or a batch took too long.",
}
