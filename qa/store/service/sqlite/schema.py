"""The tables of what people made, as numbered migrations: never edited, only added to."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from qa.model.tokens import digest, new_token, short_key

migrations = Migrations("service")


@migrations()
def m001_conversations(db: Database) -> None:
    """Conversations and their turns."""
    db.executescript("""
CREATE TABLE conversations (
  id INTEGER PRIMARY KEY,
  token_digest TEXT NOT NULL UNIQUE,
  begun_at TEXT NOT NULL,
  asked_at TEXT NOT NULL
) STRICT;
CREATE TABLE turns (
  conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
  number INTEGER NOT NULL,
  question TEXT NOT NULL,
  reply TEXT NOT NULL,
  PRIMARY KEY (conversation, number)
) STRICT;
""")


@migrations()
def m002_marks(db: Database) -> None:
    """Marks on passages."""
    db.executescript("""
CREATE TABLE marks (
  id INTEGER PRIMARY KEY,
  question TEXT NOT NULL,
  query TEXT NOT NULL,
  passage_id TEXT NOT NULL,
  rank INTEGER NOT NULL,
  index_version TEXT NOT NULL,
  judgment TEXT NOT NULL CHECK (judgment IN ('answers it', 'related', 'not relevant')),
  marked_at TEXT NOT NULL
) STRICT;
""")


@migrations()
def m003_packs(db: Database) -> None:
    """Packs of passages."""
    db.executescript("""
CREATE TABLE packs (
  id INTEGER PRIMARY KEY,
  token_digest TEXT NOT NULL UNIQUE,
  touched_at TEXT NOT NULL
) STRICT;
CREATE TABLE pack_items (
  id INTEGER PRIMARY KEY,
  pack INTEGER NOT NULL REFERENCES packs ON DELETE CASCADE,
  place INTEGER NOT NULL,
  passage_id TEXT NOT NULL,
  passage TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  UNIQUE (pack, passage_id)
) STRICT;
""")


@migrations()
def m004_keys(db: Database) -> None:
    """Keys of the API, and the owner of a conversation: the page, the open API, or a key."""
    db.executescript("""
ALTER TABLE conversations ADD COLUMN owner TEXT NOT NULL DEFAULT 'page';
CREATE TABLE keys (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  digest TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  rate INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  revoked_at TEXT,
  minute INTEGER NOT NULL DEFAULT 0,
  used INTEGER NOT NULL DEFAULT 0
) STRICT;
""")


@migrations()
def m005_histories(db: Database) -> None:
    """Any number of conversations of one browser, each with a key of its own and a name.

    A browser's cookie named its one conversation. Now the same cookie names the browser.
    """
    db.executescript("""
ALTER TABLE conversations ADD COLUMN listed_as TEXT;
ALTER TABLE conversations ADD COLUMN name TEXT;
CREATE INDEX conversations_by_owner ON conversations (owner, asked_at);
CREATE INDEX conversations_by_age ON conversations (asked_at);
""")
    old = db.execute("SELECT id, token_digest FROM conversations WHERE owner = 'page'").fetchall()
    for row, owner in old:
        key = short_key()
        db.execute(
            "UPDATE conversations SET owner = ?, token_digest = ?, listed_as = ? WHERE id = ?",
            [f"page:{owner}", digest(key), key, row],
        )


@migrations()
def m006_shares(db: Database) -> None:
    """Links that show a conversation, up to a turn, to anyone who has them."""
    db.executescript("""
CREATE TABLE shares (
  id INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
  token_digest TEXT NOT NULL UNIQUE,
  salt TEXT NOT NULL,
  turns INTEGER NOT NULL,
  shared_at TEXT NOT NULL,
  UNIQUE (conversation, turns)
) STRICT;
""")


@migrations()
def m007_around(db: Database) -> None:
    """The annotations that a page showed with each reply; none were kept before."""
    db.execute("ALTER TABLE turns ADD COLUMN around TEXT NOT NULL DEFAULT 'null'")


@migrations()
def m008_attempts(db: Database) -> None:
    """Which sending of a form made a turn: the same form sent again makes no other turn."""
    db.executescript("""
ALTER TABLE turns ADD COLUMN attempt TEXT;
CREATE INDEX turns_by_attempt ON turns (attempt) WHERE attempt IS NOT NULL;
""")


@migrations()
def m009_discarded(db: Database) -> None:
    """What was discarded, by which name and when, so that it can be restored."""
    for table in ("conversations", "pack_items"):
        db.executescript(f"""
ALTER TABLE {table} ADD COLUMN discarded_as TEXT;
ALTER TABLE {table} ADD COLUMN discarded_at TEXT;
CREATE INDEX {table}_discarded ON {table} (discarded_at) WHERE discarded_at IS NOT NULL;
""")
    db.execute("CREATE INDEX packs_by_age ON packs (touched_at)")


@migrations()
def m010_drafts(db: Database) -> None:
    """Drafts, the items chosen for their parts, and the links that show them."""
    db.executescript("""
CREATE TABLE drafts (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  question TEXT NOT NULL,
  parts TEXT NOT NULL,
  minister TEXT NOT NULL DEFAULT '',
  changed_at TEXT NOT NULL,
  discarded_as TEXT,
  discarded_at TEXT
) STRICT;
CREATE INDEX drafts_by_owner ON drafts (owner, changed_at);
CREATE INDEX drafts_by_age ON drafts (changed_at);
CREATE INDEX drafts_discarded ON drafts (discarded_at) WHERE discarded_at IS NOT NULL;
CREATE TABLE draft_items (
  id INTEGER PRIMARY KEY,
  draft INTEGER NOT NULL REFERENCES drafts ON DELETE CASCADE,
  part INTEGER NOT NULL,
  place INTEGER NOT NULL,
  kind TEXT NOT NULL,
  passage_id TEXT NOT NULL,
  passage TEXT,
  note TEXT NOT NULL DEFAULT '',
  discarded_as TEXT,
  discarded_at TEXT,
  UNIQUE (draft, part, kind, passage_id)
) STRICT;
CREATE INDEX draft_items_discarded ON draft_items (discarded_at) WHERE discarded_at IS NOT NULL;
CREATE TABLE draft_shares (
  draft INTEGER PRIMARY KEY REFERENCES drafts ON DELETE CASCADE,
  token_digest TEXT NOT NULL UNIQUE,
  salt TEXT NOT NULL,
  shared_at TEXT NOT NULL
) STRICT;
""")


@migrations()
def m011_watches(db: Database) -> None:
    """Watches, each with the change up to which its owner has looked; their feeds and e-mail.

    `watch_asked` has the digests of addresses that were asked lately whether they may be used.
    """
    db.executescript("""
CREATE TABLE watches (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  name TEXT NOT NULL,
  store TEXT NOT NULL,
  number INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  looked_at TEXT NOT NULL,
  discarded_as TEXT,
  discarded_at TEXT
) STRICT;
CREATE INDEX watches_by_owner ON watches (owner, kind, what);
CREATE INDEX watches_by_age ON watches (looked_at);
CREATE TABLE watch_feeds (
  owner TEXT PRIMARY KEY,
  salt TEXT NOT NULL,
  token_digest TEXT NOT NULL UNIQUE,
  looked_at TEXT NOT NULL
) STRICT;
CREATE TABLE watch_mails (
  owner TEXT PRIMARY KEY,
  address TEXT NOT NULL,
  address_digest TEXT NOT NULL,
  confirmed INTEGER NOT NULL,
  store TEXT NOT NULL,
  number INTEGER NOT NULL,
  asked_at TEXT,
  looked_at TEXT NOT NULL
) STRICT;
CREATE TABLE watch_asked (
  address_digest TEXT PRIMARY KEY,
  asked_at TEXT NOT NULL
) STRICT;
CREATE TABLE watch_mail_tokens (
  token_digest TEXT PRIMARY KEY,
  owner TEXT NOT NULL REFERENCES watch_mails ON DELETE CASCADE,
  made_at TEXT NOT NULL
) STRICT;
CREATE INDEX watch_mail_tokens_by_owner ON watch_mail_tokens (owner);
""")


@migrations()
def m012_secret(db: Database) -> None:
    """The secret from which the token of each person is derived."""
    db.execute("CREATE TABLE secrets (name TEXT PRIMARY KEY, secret TEXT NOT NULL) STRICT")
    db.execute("INSERT INTO secrets VALUES ('people', ?)", [new_token()])


@migrations()
def m013_sessions(db: Database) -> None:
    """Sessions of people whom the service has signed in itself."""
    db.executescript("""
CREATE TABLE sessions (
  token_digest TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  begun_at TEXT NOT NULL,
  used_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_use ON sessions (used_at);
""")


@migrations()
def m014_key_expiry(db: Database) -> None:
    """The last day of a key, in UTC."""
    db.execute("ALTER TABLE keys ADD COLUMN last_day TEXT")


@migrations()
def m015_audit(db: Database) -> None:
    """Who did what; the same act within a minute is one row."""
    db.executescript("""
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  act TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  times INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_by_age ON audit (at);
CREATE INDEX audit_by_act ON audit (act, id);
CREATE INDEX audit_by_kind ON audit (act, who, what, at);
""")


@migrations()
def m016_switches(db: Database) -> None:
    """The operator's switches, one row; and questions that were declined, where they are kept."""
    db.executescript("""
CREATE TABLE switches (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  pages_off INTEGER NOT NULL,
  api_off INTEGER NOT NULL,
  message TEXT NOT NULL,
  banner TEXT NOT NULL,
  changed_at TEXT NOT NULL
) STRICT;
CREATE TABLE declined (
  id INTEGER PRIMARY KEY,
  words TEXT NOT NULL,
  question TEXT NOT NULL,
  asker TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  other_words TEXT,
  then_answered INTEGER
) STRICT;
CREATE INDEX declined_by_words ON declined (words, asker);
CREATE INDEX declined_by_age ON declined (asked_at);
""")


@migrations()
def m017_marks_by_age(db: Database) -> None:
    """The age of marks, which expire."""
    db.execute("CREATE INDEX marks_by_age ON marks (marked_at)")
