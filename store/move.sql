-- Who counts as listed under which rules, as it was worked out last, and what
-- changed each time (since version 3). All of it follows from statements,
-- judgements and rules, and can be worked out again.

CREATE TABLE standing_at (
  regime    TEXT PRIMARY KEY,
  batch     INTEGER NOT NULL,          -- newest that it rests on
  judgement INTEGER NOT NULL,          -- newest that it rests on
  day       INTEGER NOT NULL,          -- of valid time
  rules     TEXT NOT NULL              -- digest of the rules
) WITHOUT ROWID;

CREATE TABLE standing (
  regime    TEXT NOT NULL,
  entity    TEXT NOT NULL,
  status    TEXT NOT NULL,             -- blocked, possible
  PRIMARY KEY (regime, entity)
) WITHOUT ROWID;

CREATE TABLE move (
  id        INTEGER PRIMARY KEY,
  regime    TEXT NOT NULL,
  batch     INTEGER NOT NULL,
  judgement INTEGER NOT NULL,
  day       INTEGER NOT NULL,
  at        INTEGER NOT NULL,          -- microseconds, when it was worked out
  entity    TEXT NOT NULL,
  was       TEXT NOT NULL,             -- blocked, possible, no
  now       TEXT NOT NULL,
  why       TEXT NOT NULL              -- in a sentence
);
CREATE INDEX move_entity ON move(entity);
