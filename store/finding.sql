-- What engines concluded, and when they concluded otherwise (since version 4).
-- All of it follows from statements, from what lies beside them (positions) and
-- from rules, and can be worked out again. Rows are never overwritten: a later
-- conclusion ends one row and adds one that names it. Run 2147483647 is "still
-- concluded".

CREATE TABLE finding_run (
  id      INTEGER PRIMARY KEY,         -- 1, 2, 3, ...
  engine  TEXT NOT NULL,               -- sea, ...
  scope   TEXT NOT NULL,               -- what was looked at; a run replaces what was concluded of it
  basis   TEXT NOT NULL,               -- digest of what it was worked out from
  batch   INTEGER NOT NULL,            -- newest when it was worked out; never falls
  at      INTEGER NOT NULL,            -- microseconds; never falls
  added   INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  same    INTEGER NOT NULL
);
CREATE INDEX finding_run_scope ON finding_run(engine, scope, id);

CREATE TABLE finding (
  n        INTEGER PRIMARY KEY,        -- version: 1, 2, 3, ... over all findings
  engine   TEXT NOT NULL,
  scope    TEXT NOT NULL,
  id       TEXT NOT NULL,              -- the engine's, a hash of what it is about
  kind     TEXT NOT NULL,
  start    INTEGER,                    -- microseconds; NULL is open
  ended    INTEGER,
  strength REAL NOT NULL,
  alert    INTEGER NOT NULL,
  body     TEXT NOT NULL,              -- JSON
  digest   BLOB NOT NULL,              -- of all this but number, scope and times of knowing
  replaces INTEGER REFERENCES finding(n),
  rfrom    INTEGER NOT NULL REFERENCES finding_run(id),
  rto      INTEGER NOT NULL
);
CREATE INDEX finding_id    ON finding(id);
CREATE INDEX finding_scope ON finding(engine, scope) WHERE rto = 2147483647;
CREATE INDEX finding_start ON finding(engine, start);
CREATE INDEX finding_from  ON finding(rfrom);
CREATE INDEX finding_to    ON finding(rto) WHERE rto < 2147483647;

CREATE TABLE finding_subject (
  subject TEXT NOT NULL,
  n       INTEGER NOT NULL REFERENCES finding(n),
  PRIMARY KEY (subject, n)
) WITHOUT ROWID;
CREATE INDEX finding_subject_n ON finding_subject(n);
