-- All times of the clock are microseconds since 1970, UTC. Days are numbered as
-- ftm.Day numbers them (0001-01-01 is 1); NULL is open. Batch 2147483647 is
-- "still known".

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE source (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE original (
  sha256   BLOB PRIMARY KEY,
  size     INTEGER NOT NULL,
  received INTEGER NOT NULL,
  name     TEXT NOT NULL,
  media    TEXT NOT NULL,
  url      TEXT NOT NULL,
  headers  TEXT NOT NULL               -- JSON object
);

CREATE TABLE batch (
  id        INTEGER PRIMARY KEY,       -- 1, 2, 3, ... the clock of known time
  source    INTEGER NOT NULL REFERENCES source(id),
  kind      TEXT NOT NULL,
  reader    TEXT NOT NULL,
  received  INTEGER NOT NULL,          -- when the document came to hand; never falls
  recorded  INTEGER NOT NULL,          -- when the batch was written
  published INTEGER,                   -- day, as the document says
  delta     INTEGER NOT NULL,
  stats     BLOB,
  added     INTEGER NOT NULL,          -- entities
  changed   INTEGER NOT NULL,
  removed   INTEGER NOT NULL,
  opened    INTEGER NOT NULL,          -- statements
  closed    INTEGER NOT NULL,
  refused   INTEGER NOT NULL,
  digest    BLOB NOT NULL              -- over the states opened and closed
);
CREATE INDEX batch_source ON batch(source, id);

CREATE TABLE doc (
  batch  INTEGER NOT NULL REFERENCES batch(id),
  role   TEXT NOT NULL,
  name   TEXT NOT NULL,
  sha256 BLOB NOT NULL REFERENCES original(sha256),
  PRIMARY KEY (batch, role)
);

CREATE TABLE refused (
  batch INTEGER NOT NULL REFERENCES batch(id),
  file  TEXT NOT NULL,
  line  INTEGER NOT NULL,
  why   TEXT NOT NULL,
  raw   TEXT NOT NULL
);
CREATE INDEX refused_batch ON refused(batch);

CREATE TABLE entity (
  id     INTEGER PRIMARY KEY,
  ext_id TEXT NOT NULL UNIQUE
);

CREATE TABLE term (                    -- what a statement is about
  id     INTEGER PRIMARY KEY,
  schema TEXT NOT NULL,
  prop   TEXT NOT NULL,
  lang   TEXT NOT NULL,
  UNIQUE (schema, prop, lang)
);

-- What a source says of an entity, from one change of it to the next.
CREATE TABLE state (
  source INTEGER NOT NULL,
  entity INTEGER NOT NULL,
  tfrom  INTEGER NOT NULL,
  tto    INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (source, entity, tfrom)
) WITHOUT ROWID;
CREATE INDEX state_from ON state(tfrom);
CREATE INDEX state_to   ON state(tto) WHERE tto < 2147483647;

CREATE TABLE stmt (
  subj   INTEGER NOT NULL,
  source INTEGER NOT NULL,
  tfrom  INTEGER NOT NULL,
  n      INTEGER NOT NULL,             -- number within subject, source and batch
  tto    INTEGER NOT NULL,
  term   INTEGER NOT NULL,
  val    TEXT NOT NULL,
  ref    INTEGER,                      -- 1 when val is the id of an entity
  vfrom  INTEGER,
  vto    INTEGER,
  PRIMARY KEY (subj, source, tfrom, n)
) WITHOUT ROWID;
CREATE INDEX stmt_ref ON stmt(val) WHERE ref = 1;
