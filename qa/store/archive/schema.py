"""The tables of the archive, as numbered migrations: add one; never change one that is released."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from qa.model.bodies import body_key

answers = Migrations("answers")


@answers()
def m001_answers(db: Database) -> None:
    """Answers with their sources, texts and passages."""
    db.executescript("""
CREATE TABLE answers (
  id INTEGER PRIMARY KEY,
  answer_id TEXT NOT NULL UNIQUE COLLATE NOCASE,
  version INTEGER NOT NULL REFERENCES versions DEFERRABLE INITIALLY DEFERRED,
  date_tabled TEXT,
  date_answered TEXT NOT NULL,
  body TEXT,
  body_name TEXT,
  house TEXT,
  uin TEXT,
  status TEXT NOT NULL,
  heading TEXT,
  source_question TEXT NOT NULL,
  asking_member TEXT,
  answering_member TEXT,
  source_url TEXT
) STRICT;
CREATE INDEX answers_by_date ON answers (date_answered DESC, answer_id COLLATE BINARY);
CREATE INDEX answers_by_body ON answers (body);
CREATE TABLE versions (
  id INTEGER PRIMARY KEY,
  answer INTEGER NOT NULL REFERENCES answers DEFERRABLE INITIALLY DEFERRED,
  identity TEXT NOT NULL,
  fullness INTEGER NOT NULL,
  question_key TEXT NOT NULL,
  form TEXT NOT NULL,
  published TEXT NOT NULL,
  digest TEXT NOT NULL,
  text TEXT NOT NULL,
  text_digest TEXT NOT NULL,
  seen_at TEXT NOT NULL
) STRICT;
CREATE INDEX versions_by_answer ON versions (answer);
CREATE INDEX versions_by_identity ON versions (identity, form, id);
CREATE INDEX versions_by_question ON versions (question_key);
CREATE TABLE aliases (
  alias TEXT PRIMARY KEY COLLATE NOCASE,
  answer INTEGER NOT NULL REFERENCES answers DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE passages (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL REFERENCES versions,
  splitter TEXT NOT NULL,
  n INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  header_start INTEGER,
  header_end INTEGER,
  digest TEXT NOT NULL,
  UNIQUE (version, splitter, n)
) STRICT;
CREATE TABLE revision (
  store TEXT NOT NULL,
  number INTEGER NOT NULL
) STRICT;
INSERT INTO revision VALUES (lower(hex(randomblob(8))), 0);
""")


@answers()
def m002_synchronised(db: Database) -> None:
    """Questions without an answer, and the checkpoints of the sync."""
    db.executescript("""
DROP INDEX answers_by_date;
ALTER TABLE answers ADD COLUMN answered TEXT;
UPDATE answers SET answered = date_answered;
ALTER TABLE answers DROP COLUMN date_answered;
ALTER TABLE answers RENAME COLUMN answered TO date_answered;
CREATE INDEX answers_by_date ON answers (date_answered DESC, answer_id COLLATE BINARY);
CREATE TABLE sync_days (
  body INTEGER NOT NULL,
  day TEXT NOT NULL,
  fetched_at TEXT,
  PRIMARY KEY (body, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE sync_passes (
  name TEXT PRIMARY KEY,
  ended_at TEXT NOT NULL
) STRICT;
CREATE TABLE open_questions (
  id INTEGER PRIMARY KEY,
  body INTEGER NOT NULL,
  date_tabled TEXT NOT NULL,
  holding INTEGER NOT NULL
) STRICT;
CREATE TABLE seen_bodies (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (id, name)
) STRICT, WITHOUT ROWID;
""")


@answers()
def m003_readings(db: Database) -> None:
    """Annotations of a text: its kind and the questions it names; bodies known by name and date.

    `place` is `question` or `answer`; `day` is the date stated with the UIN, tabled or answered.
    """
    db.executescript("""
CREATE TABLE readings (
  version INTEGER PRIMARY KEY REFERENCES versions,
  rules TEXT NOT NULL,
  kind TEXT NOT NULL
) STRICT;
CREATE TABLE mentions (
  version INTEGER NOT NULL REFERENCES versions,
  place TEXT NOT NULL,
  uin TEXT NOT NULL,
  day TEXT
) STRICT;
CREATE INDEX mentions_by_version ON mentions (version);
CREATE INDEX mentions_by_uin ON mentions (uin);
CREATE INDEX answers_by_uin ON answers (uin);
CREATE INDEX versions_by_text ON versions (text_digest);
""")
    _name_bodies(db)


def _name_bodies(db: Database) -> None:
    """Set the key of each answer's body by today's list of bodies."""
    db.register_function(body_key, deterministic=True)
    db.execute(
        "UPDATE answers SET body = body_key(body_name, coalesce(nullif(date_answered, ''), "
        "date_tabled)) WHERE body_name IS NOT NULL"
    )


@answers()
def m004_texts(db: Database) -> None:
    """Each text once, under its digest, however many versions state it; more bodies known."""
    db.executescript("""
CREATE TABLE texts (
  digest TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;
INSERT OR IGNORE INTO texts SELECT text_digest, text FROM versions;
ALTER TABLE versions DROP COLUMN text;
""")
    _name_bodies(db)
    # The index has the bodies' keys too, and must be updated.
    db.execute("UPDATE revision SET number = number + 1 WHERE EXISTS (SELECT 1 FROM answers)")


@answers()
def m005_changes(db: Database) -> None:
    """The last change of each answer, numbered in the order in which readers see it.

    Triggers write it, so that every change is listed. `changed_at` is empty until the transaction
    ends. An id that became an alias is listed too.
    """
    db.executescript("""
CREATE TABLE changes (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  answer_id TEXT NOT NULL UNIQUE COLLATE NOCASE,
  changed_at TEXT NOT NULL
) STRICT;

INSERT INTO changes (answer_id, changed_at)
SELECT a.answer_id, max(v.seen_at) FROM answers a JOIN versions v ON v.answer = a.id
GROUP BY a.id ORDER BY a.id;

INSERT OR REPLACE INTO changes (answer_id, changed_at)
SELECT x.alias, max(v.seen_at) FROM aliases x JOIN versions v ON v.answer = x.answer
GROUP BY x.alias ORDER BY x.alias;

CREATE INDEX changes_by_moment ON changes (changed_at);

CREATE TRIGGER answer_changed AFTER UPDATE ON answers BEGIN
  INSERT OR REPLACE INTO changes (answer_id, changed_at) VALUES (NEW.answer_id, '');
END;

CREATE TRIGGER answer_renamed AFTER UPDATE ON answers WHEN OLD.answer_id != NEW.answer_id BEGIN
  INSERT OR REPLACE INTO changes (answer_id, changed_at) VALUES (OLD.answer_id, '');
END;

CREATE TRIGGER answer_gone AFTER DELETE ON answers BEGIN
  INSERT OR REPLACE INTO changes (answer_id, changed_at) VALUES (OLD.answer_id, '');
END;

CREATE TRIGGER answer_absorbed AFTER INSERT ON aliases BEGIN
  INSERT OR REPLACE INTO changes (answer_id, changed_at) VALUES (NEW.alias, '');
END;

CREATE TRIGGER answer_absorbed_again AFTER UPDATE ON aliases BEGIN
  INSERT OR REPLACE INTO changes (answer_id, changed_at) VALUES (NEW.alias, '');
END;

CREATE TRIGGER kind_told BEFORE INSERT ON readings WHEN NEW.kind IS NOT coalesce(
  (SELECT r.kind FROM readings r WHERE r.version = NEW.version), 'none') BEGIN
  INSERT OR REPLACE INTO changes (answer_id, changed_at)
  SELECT a.answer_id, '' FROM answers a JOIN versions v ON v.answer = a.id
  WHERE v.id = NEW.version AND a.version = v.id;
END;
""")


@answers()
def m006_former_answers(db: Database) -> None:
    """Each answer before a change, so that an index is updated without reading everything."""
    db.execute(
        "CREATE TABLE former_answers (id INTEGER PRIMARY KEY AUTOINCREMENT, "
        "answer INTEGER NOT NULL, version INTEGER, source_question TEXT, heading TEXT) STRICT"
    )
    for event, answer, was in (
        ("INSERT", "new.id", "NULL, NULL, NULL"),
        ("UPDATE", "old.id", "old.version, old.source_question, old.heading"),
        ("DELETE", "old.id", "old.version, old.source_question, old.heading"),
    ):
        db.execute(
            f"CREATE TRIGGER former_{event.lower()} AFTER {event} ON answers BEGIN INSERT INTO "
            "former_answers (answer, version, source_question, heading) "
            f"VALUES ({answer}, {was}); END"
        )


@answers()
def m007_members(db: Database) -> None:
    """Indexes of who answered and who asked."""
    db.execute("CREATE INDEX answers_by_minister ON answers (answering_member)")
    db.execute("CREATE INDEX answers_by_member ON answers (asking_member)")


@answers()
def m008_standing(db: Database) -> None:
    """An index of the version of each answer: SQLite looks it up when a version is added."""
    db.execute("CREATE INDEX answers_by_version ON answers (version)")


@answers()
def m009_sentences(db: Database) -> None:
    """The sentences of each passage, as a JSON list: where each starts and ends in the text.

    Null in older passages. A deleted row in the change log makes the next update a rebuild, which
    splits each current text again and so stores its sentences.
    """
    db.execute("ALTER TABLE passages ADD COLUMN sentences TEXT")
    db.execute("UPDATE revision SET number = number + 1 WHERE EXISTS (SELECT 1 FROM answers)")
    db.execute("INSERT INTO former_answers (answer) VALUES (0)")
    db.execute("DELETE FROM former_answers WHERE answer = 0")


@answers()
def m010_stated(db: Database) -> None:
    """The status, the dates and the text before a correction that each version stated.

    Null in older versions until `archive/prepare` completes them; the revision advances so that the
    next update of the index does.
    """
    for column in ("status", "date_answered", "date_holding", "date_corrected", "original_text"):
        db.execute(f"ALTER TABLE versions ADD COLUMN {column} TEXT")
    db.execute("CREATE INDEX versions_not_prepared ON versions (id) WHERE status IS NULL")
    db.execute("UPDATE revision SET number = number + 1 WHERE EXISTS (SELECT 1 FROM answers)")


@answers()
def m011_corrections(db: Database) -> None:
    """The minister who corrected an answer; records that an older copy took back are merged again.

    A source of several versions is marked as not prepared: `archive/prepare` completes it.
    """
    db.execute("ALTER TABLE answers ADD COLUMN correcting_member TEXT")
    several = (
        "FROM versions v WHERE EXISTS (SELECT 1 FROM versions w "
        "WHERE w.identity = v.identity AND w.form = v.form AND w.id != v.id)"
    )
    db.execute(f"UPDATE revision SET number = number + 1 WHERE EXISTS (SELECT 1 {several})")
    db.execute(f"UPDATE versions SET status = NULL WHERE id IN (SELECT v.id {several})")


@answers()
def m012_readers(db: Database) -> None:
    """The number of the readers that made each version's text; attachments and grouped questions.

    The revision advances so that the next update of the index reads again what older readers read.
    The first programs made versions without `fullness`, which `identity` implies.
    """
    if "fullness" not in db["versions"].columns_dict:
        db.execute("ALTER TABLE versions ADD COLUMN fullness INTEGER NOT NULL DEFAULT 0")
        db.execute(
            "UPDATE versions SET fullness = 1 + EXISTS (SELECT 1 FROM answers a "
            "WHERE a.id = answer AND a.date_tabled IS NOT NULL) "
            "WHERE ltrim(substr(identity, instr(identity, '/') + 1), 'HL') NOT GLOB '*[^0-9]*'"
        )
    db.execute("ALTER TABLE versions ADD COLUMN reader INTEGER NOT NULL DEFAULT 0")
    db.execute("CREATE INDEX versions_by_reader ON versions (reader)")
    db.execute("ALTER TABLE answers ADD COLUMN attachments TEXT")
    db.execute("ALTER TABLE answers ADD COLUMN grouped_questions TEXT")
    db.execute("UPDATE revision SET number = number + 1 WHERE EXISTS (SELECT 1 FROM answers)")


@answers()
def m013_phrases(db: Database) -> None:
    """A full-text index of every stored text, so that the texts with a phrase are found at once.

    Triggers keep it, so that a text enters and leaves it in the transaction that adds or deletes
    the text. It names a text by a number that never changes; before, texts had none.
    """
    db.executescript("""
CREATE TABLE numbered_texts (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL
) STRICT;
INSERT INTO numbered_texts (digest, text) SELECT digest, text FROM texts ORDER BY rowid;
DROP TABLE texts;
ALTER TABLE numbered_texts RENAME TO texts;
CREATE VIRTUAL TABLE phrases USING fts5(
  text, content = 'texts', content_rowid = 'id', columnsize = 0,
  tokenize = "unicode61 remove_diacritics 0"
);
INSERT INTO phrases (phrases) VALUES ('rebuild');
CREATE TRIGGER text_added AFTER INSERT ON texts BEGIN
  INSERT INTO phrases (rowid, text) VALUES (NEW.id, NEW.text);
END;
CREATE TRIGGER text_deleted AFTER DELETE ON texts BEGIN
  INSERT INTO phrases (phrases, rowid, text) VALUES ('delete', OLD.id, OLD.text);
END;
""")


@answers()
def m014_states(db: Database) -> None:
    """Every state that an answer has had: its status, the day answered or corrected, and the
    version of its text, numbered as the change that led to it.

    A trigger writes it from the log of changes, so that none is missed. `at`, when the transaction
    ended, is empty until then; `revision` is the number of the store's revision that has the state.
    An older store begins with the states of today.
    """
    day = "max(coalesce(v.date_answered, ''), coalesce(v.date_corrected, ''))"
    db.executescript(f"""
CREATE TABLE states (
  number INTEGER PRIMARY KEY,
  answer_id TEXT NOT NULL COLLATE NOCASE,
  status TEXT NOT NULL,
  day TEXT NOT NULL,
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  revision INTEGER
) STRICT;
CREATE INDEX states_by_answer ON states (answer_id, number);
CREATE INDEX states_by_revision ON states (revision, number);
CREATE INDEX states_not_dated ON states (number) WHERE at = '';
CREATE INDEX aliases_by_answer ON aliases (answer);

INSERT INTO states
SELECT c.number, a.answer_id, a.status, {day}, a.version, c.changed_at,
  (SELECT number FROM revision)
FROM changes c JOIN answers a ON a.answer_id = c.answer_id JOIN versions v ON v.id = a.version;

CREATE TRIGGER state_changed AFTER INSERT ON changes BEGIN
  INSERT INTO states
  SELECT NEW.number, a.answer_id, a.status, {day}, a.version, '', NULL
  FROM answers a JOIN versions v ON v.id = a.version
  LEFT JOIN states s ON s.number =
    (SELECT max(number) FROM states w WHERE w.answer_id = a.answer_id)
  WHERE a.answer_id = NEW.answer_id
    AND (s.status IS NOT a.status OR s.day IS NOT {day} OR (a.status = 'corrected'
      AND v.text_digest IS NOT (SELECT w.text_digest FROM versions w WHERE w.id = s.version)));
END;
""")


@answers()
def m015_sync_failure(db: Database) -> None:
    """Why a sync failed, in the row `failure` of the runs."""
    db.execute("ALTER TABLE sync_passes ADD COLUMN reason TEXT")
