-- What people decided of two ids, and what they took back (since version 2).
-- Rows are only ever added: a withdrawal is a row that names the row it ends.

CREATE TABLE judgement (
  id        INTEGER PRIMARY KEY,       -- 1, 2, 3, ...: the revision
  at        INTEGER NOT NULL,          -- microseconds; never falls
  a         TEXT NOT NULL,             -- the two ids, in order
  b         TEXT NOT NULL,
  verdict   TEXT NOT NULL,             -- same, different, unsure; withdrawn
  withdraws INTEGER REFERENCES judgement(id),
  who       TEXT NOT NULL,
  score     REAL,
  reason    TEXT NOT NULL,
  CHECK ((verdict = 'withdrawn') = (withdraws IS NOT NULL)),
  CHECK (a < b)
);
CREATE UNIQUE INDEX judgement_withdraws ON judgement(withdraws);
