"""Settings: one table of name, default and help, read once where a command starts.

pydantic-settings would do this too, but it takes 360 ms of processor time to import, and pydantic
alone 240 ms (least of nine starts). `qa ask` starts in 650 ms and needs neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from qa.errors import BadRequest

MAIL_SECURITY = ("starttls", "tls", "none")
"""How the connection to the mail server is encrypted."""
ACCESS_MODES = ("keys", "proxy", "oidc", "open")
"""Who may use a service from other machines: programs with a key, people whom a proxy in front or
the service itself has signed in, or everybody."""

LOG_FORMS = ("text", "json")
"""How the log of `qa serve` is written."""
METRICS_READERS = ("here", "all")
"""Who may read the metrics."""

_BOOLEANS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_READERS: dict[type, tuple[Callable[[Any], Any], str]] = {
    bool: (lambda value: _BOOLEANS[str(value).casefold()], "yes or no"),
    int: (int, "a whole number"),
    float: (float, "a number"),
    str: (str, "text"),
}


def _setting(
    default: Any,
    help: str,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    chars: int | None = None,
    secret: bool = False,
) -> Any:
    limits = {"low": low, "high": high, "choices": choices, "chars": chars}
    return field(default=default, repr=not secret, metadata={"help": help, **limits})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; each is read from `QA_<NAME>` in the environment."""

    data_dir: Path = _setting(Path("data"), "Folder of the answers, the index and conversations")
    service_dir: str = _setting("", "Folder of `service.db`; empty: the data folder")
    database_url: str = _setting(
        "",
        "PostgreSQL database in place of `service.db`: postgresql://USER@HOST:5432/DATABASE",
        secret=True,
    )
    passage_words: int = _setting(120, "Target length of a passage, in words", 20, 1000)
    index_context: bool = _setting(True, "Index a passage with its source question and heading")
    bm25_k1: float = _setting(1.5, "BM25 k1: how much repeated terms count", 0, 10)
    bm25_b: float = _setting(0.5, "BM25 b: how much long passages are penalised", 0, 1)
    semantic: bool = _setting(True, "Rank by embeddings too, if the extra `semantic` is installed")
    model: str = _setting("", "ONNX sentence model beside its tokenizer.json; empty: ours")
    model_sha256: str = _setting("", "SHA-256 that model and tokenizer together must have")
    opensearch_url: str = _setting(
        "",
        "Addresses of an OpenSearch that has the answers, with commas; empty: the data folder",
    )
    opensearch_user: str = _setting("", "User name at OpenSearch, if it asks for one", chars=200)
    opensearch_password_file: str = _setting("", "File that holds the password at OpenSearch")
    opensearch_ca: str = _setting("", "Certificate that OpenSearch's is signed by; empty: public")
    opensearch_index: str = _setting("written-answers", "Name of the index in OpenSearch")
    opensearch_shards: int = _setting(1, "Shards of an index that is published", 1, 64)
    opensearch_replicas: int = _setting(1, "Copies of each shard beside the first", 0, 8)
    hits: int = _setting(5, "Passages in a reply", 1, 100)
    threshold: float = _setting(0.4, "Lowest confidence at which a question is answered", 0, 1)
    today: str = _setting("", "Day that `last year` counts from; empty: the newest answer's")
    question_chars: int = _setting(5000, "Longest question accepted, in characters", 1, 100_000)
    retention_days: int = _setting(30, "Days a conversation is kept", 1, 3650)
    audit_days: int = _setting(180, "Days the audit is kept", 1, 3650)
    keep_questions: bool = _setting(
        False, "Keep the text of declined questions, for the operator's page"
    )
    marks_days: int = _setting(365, "Days a mark is kept, from which test sets are made", 1, 3650)
    contact: str = _setting("", "Who runs this service: an address or a name, shown on its pages")
    word_template: str = _setting("", "Word template (.docx or .dotx) of exports; empty: ours")
    handling: str = _setting(
        "Stays on this server. Nothing you type leaves it.",
        "What may be typed here, shown at the question box: your rules for drafts",
        chars=200,
    )
    mail_server: str = _setting(
        "", "Mail server of watches, `host` or `host:port`; empty: no e-mail is sent", chars=200
    )
    mail_from: str = _setting("", "Address that e-mail of watches comes from", chars=200)
    mail_link: str = _setting(
        "", "Address of this service in e-mail, such as https://answers.example.gov.uk", chars=200
    )
    mail_security: str = _setting(
        "starttls",
        "Encryption to the mail server: `starttls`, `tls` or `none`",
        choices=MAIL_SECURITY,
    )
    mail_user: str = _setting("", "User name at the mail server, if it asks for one", chars=200)
    mail_password_file: str = _setting("", "File that holds the password at the mail server")
    host: str = _setting("127.0.0.1", "Address that `qa serve` listens on")
    port: int = _setting(8000, "Port that `qa serve` listens on; 0: any free port", 0, 65535)
    access: str = _setting(
        "",
        "Who may use it from other machines: `keys`, `proxy`, `oidc` or `open`",
        choices=ACCESS_MODES,
    )
    hosts: str = _setting(
        "",
        "Names that it is served under, with commas; empty: any, or on loopback its own",
    )
    pages: bool = _setting(
        False, "With `keys`: pages at this machine too; only where no proxy is in front"
    )
    trusted_proxies: str = _setting(
        "", "Proxies whose headers are believed: addresses and networks, with commas"
    )
    user_header: str = _setting(
        "", "Header in which a trusted proxy names who asks, with `proxy`", chars=100
    )
    sign_out_url: str = _setting("", "Where people sign out at the proxy; empty: no link")
    oidc_issuer: str = _setting("", "Provider of OpenID Connect, with `oidc`: its issuer address")
    oidc_client_id: str = _setting("", "Id by which that provider knows this service")
    oidc_client_secret_file: str = _setting("", "File that holds the secret of that id")
    operators: str = _setting("", "Operators of the service: ids of people, with commas")
    log: str = _setting(
        "text",
        "Log on standard error: `text` has faults, `json` has access and audit too",
        choices=LOG_FORMS,
    )
    metrics: str = _setting(
        "here",
        "Who may read `/metrics`: `here` is this machine and the operator, `all` everybody",
        choices=METRICS_READERS,
    )
    rate: int = _setting(
        120,
        "Questions a minute of a person, or an address, without a key; 0: any number",
        0,
        1_000_000,
    )
    workers: int = _setting(2, "Server processes", 1, 64)
    threads: int = _setting(
        1, "Threads of each server process for questions; others serve what takes longer", 1, 64
    )

    @classmethod
    def read(cls, environ: Mapping[str, str], **overrides: Any) -> Settings:
        """The defaults, overlaid by `QA_*` variables, then `overrides`; raises BadRequest."""
        variables = {name: environ.get(f"QA_{name.upper()}") or None for name in _FIELDS}
        return cls().with_changes(**variables).with_changes(**overrides)

    def with_changes(self, **changes: Any) -> Settings:
        """These settings with every change that is not None; raises BadRequest as `read` does."""
        given = {name: value for name, value in changes.items() if value is not None}
        return replace(self, **{name: _checked(name, value) for name, value in given.items()})

    @property
    def store_path(self) -> Path:
        """The database of answers."""
        return self.data_dir / "answers.db"

    @property
    def index_dir(self) -> Path:
        """The folder of the index, which can be deleted and rebuilt."""
        return self.data_dir / "index"

    @property
    def embeddings_dir(self) -> Path:
        """The folder of the embeddings, which are part of the index."""
        return self.index_dir / "embeddings"

    @property
    def models_dir(self) -> Path:
        """The folder of the sentence models that `qa model` copied, and of the choice of one."""
        return self.data_dir / "models"

    @property
    def service_path(self) -> Path:
        """The file of what people made, where it is in SQLite: conversations, packs, keys."""
        return (Path(self.service_dir) if self.service_dir else self.data_dir) / "service.db"


_FIELDS = {row.name: row for row in fields(Settings)}


def _checked(name: str, stated: Any) -> Any:
    """A setting's value, with the type of its default; raises BadRequest if it is not allowed."""
    row = _FIELDS[name]
    read, form = _READERS.get(type(row.default), (Path, "a path"))
    low, high, choices, chars = (row.metadata[key] for key in ("low", "high", "choices", "chars"))
    try:
        value = read(stated)
        if name == "today" and value:
            form = "a date such as 2021-09-13"
            date.fromisoformat(value)
    except (ValueError, KeyError):
        cure = f"Give {form}."
    else:
        if low is not None and not low <= value <= high:
            cure = f"Give a number from {low} to {high}."
        elif chars is not None and not (len(value) <= chars and value.isprintable()):
            cure = f"Give one line of at most {chars} characters."
        elif choices and value and value not in choices:
            cure = f"Give one of {', '.join(choices)}."
        else:
            return value
    raise BadRequest(name, f"The setting {name} is {str(stated)[:40]!r}.", cure)
