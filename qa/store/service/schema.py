"""The tables of what people made, as numbered migrations: never edited, only added to.

They are apart from those of answers: each in a database of its own, with its own retention.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from qa.store.service.tokens import digest, short

service = Migrations("service")


@service()
def m001_conversations(db: Database) -> None:
    """Conversations and their turns."""
    for statement in _CONVERSATIONS.split(";"):
        db.execute(statement)


_CONVERSATIONS = """
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
PRAGMA user_version = 1
"""


@service()
def m002_marks(db: Database) -> None:
    """Marks on passages."""
    for statement in _MARKS.split(";"):
        db.execute(statement)


_MARKS = """
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
PRAGMA user_version = 2
"""


@service()
def m003_packs(db: Database) -> None:
    """Packs of passages that somebody collected."""
    for statement in _PACKS.split(";"):
        db.execute(statement)


_PACKS = """
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
PRAGMA user_version = 3
"""


@service()
def m004_keys(db: Database) -> None:
    """Keys of the API, and whose a conversation is: the page's, the open API's, or a key's."""
    for statement in _KEYS.split(";"):
        db.execute(statement)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute(f"PRAGMA user_version = {version + 1}")


_KEYS = """
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
) STRICT
"""


@service()
def m005_histories(db: Database) -> None:
    """Any number of conversations of one browser, each with a key of its own and a name.

    What a browser's cookie named was its one conversation; now the same cookie names the browser.
    """
    for statement in _HISTORIES.split(";"):
        db.execute(statement)
    old = db.execute("SELECT id, token_digest FROM conversations WHERE owner = 'page'").fetchall()
    for row, owner in old:
        key = short()
        db.execute(
            "UPDATE conversations SET owner = ?, token_digest = ?, listed_as = ? WHERE id = ?",
            [f"page:{owner}", digest(key), key, row],
        )
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute(f"PRAGMA user_version = {version + 1}")


_HISTORIES = """
ALTER TABLE conversations ADD COLUMN listed_as TEXT;
ALTER TABLE conversations ADD COLUMN name TEXT;
CREATE INDEX conversations_by_owner ON conversations (owner, asked_at);
CREATE INDEX conversations_by_age ON conversations (asked_at)
"""


@service()
def m006_shares(db: Database) -> None:
    """Links that show a conversation, up to a turn, to whoever has them."""
    for statement in _SHARES.split(";"):
        db.execute(statement)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute(f"PRAGMA user_version = {version + 1}")


_SHARES = """
CREATE TABLE shares (
  id INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
  token_digest TEXT NOT NULL UNIQUE,
  salt TEXT NOT NULL,
  turns INTEGER NOT NULL,
  shared_at TEXT NOT NULL,
  UNIQUE (conversation, turns)
) STRICT
"""


@service()
def m007_around(db: Database) -> None:
    """What a page showed around each reply; nothing was kept of it before."""
    db.execute("ALTER TABLE turns ADD COLUMN around TEXT NOT NULL DEFAULT 'null'")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute(f"PRAGMA user_version = {version + 1}")


@service()
def m008_attempts(db: Database) -> None:
    """Which sending of a form a turn is of, so that the same one sent again makes no other."""
    for statement in _ATTEMPTS.split(";"):
        db.execute(statement)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute(f"PRAGMA user_version = {version + 1}")


_ATTEMPTS = """
ALTER TABLE turns ADD COLUMN attempt TEXT;
CREATE INDEX turns_by_attempt ON turns (attempt) WHERE attempt IS NOT NULL
"""
