package store_test

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/store"
)

// soundStore makes a store of some batches with originals, closes it, and
// returns its folder and the hash of one original.
func soundStore(t *testing.T) (dir, sha string) {
	t.Helper()
	dir = t.TempDir()
	ctx := t.Context()
	st, err := store.Open(ctx, dsn(dir), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	at := time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC)
	for i, d := range []struct {
		source string
		names  []string
		delta  bool
	}{
		{"a", []string{"One", "Two", "Three"}, false},
		{"b", []string{"One"}, false},
		{"a", []string{"One", "Changed", "Three", "Four"}, false},
		{"a", []string{"One", "Changed"}, false},
		{"b", []string{"Again", "New"}, true},
	} {
		o, err := st.PutOriginal(ctx, strings.NewReader(strings.Join(d.names, ",")+d.source), store.OriginalMeta{Name: fmt.Sprintf("%d.csv", i)})
		if err != nil {
			t.Fatal(err)
		}
		sha = hex.EncodeToString(o.SHA256[:])
		l, err := st.Begin(ctx, store.BatchMeta{Source: d.source, Delta: d.delta, Received: at.AddDate(0, 0, i), Docs: []store.Doc{{Role: "x", SHA256: o.SHA256}}})
		if err != nil {
			t.Fatal(err)
		}
		for n, name := range d.names {
			e := ftm.New(fmt.Sprint("e-", n), "Person")
			e.Add("name", name)
			e.Add("topics", "sanction")
			if err := l.Add(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		l.Refuse(ftm.Problem{File: "x", Line: i + 1, Why: "made up"})
		if _, err := l.Commit(ctx); err != nil {
			t.Fatal(err)
		}
	}
	return dir, sha
}

func dsn(dir string) string { return "sqlite:" + filepath.Join(dir, "store.db") }

// fsck opens a store and checks it; what keeps it from opening is a fault too.
func fsck(t *testing.T, dir string) []string {
	t.Helper()
	st, err := store.Open(t.Context(), dsn(dir), store.Options{})
	if err != nil {
		return []string{"open: " + err.Error()}
	}
	defer st.Close()
	r, err := st.Fsck(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range r.Problems {
		out = append(out, p.String())
	}
	return out
}

func TestFsckSound(t *testing.T) {
	dir, _ := soundStore(t)
	if got := fsck(t, dir); len(got) > 0 {
		t.Errorf("a sound store has faults: %q", got)
	}
	st := openAt(t, dir)
	stages := map[string]bool{}
	r, err := st.Fsck(t.Context(), func(stage string, done, total int64) {
		stages[stage] = true
		if done > total {
			t.Errorf("%s: %d of %d", stage, done, total)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Batches != 5 || r.Entities != 4 || r.Originals != 5 || r.Statements < 12 {
		t.Errorf("checked %+v", r)
	}
	if !stages["database"] || !stages["originals"] {
		t.Errorf("progress of %v", stages)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := st.Fsck(ended, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

// Every kind of damage done with SQL is found and named.
func TestFsckDamagedRows(t *testing.T) {
	const e0 = "(SELECT id FROM entity WHERE ext_id = 'e-0')"
	for _, c := range []struct {
		name, sql string
		want      string // within one of the faults
	}{
		{"value", "UPDATE stmt SET val = 'Onf' WHERE val = 'One' AND source = 1", "entity e-0: its statements known with batch 1 do not fit"},
		{"value of the past", "UPDATE stmt SET val = 'Too' WHERE val = 'Two'", "entity e-1: its statements known with batch 1 do not fit"},
		{"term", "UPDATE term SET prop = 'alias' WHERE prop = 'name'", "do not fit their digest"},
		{"language", "UPDATE term SET lang = 'kor' WHERE prop = 'name'", "do not fit their digest"},
		{"valid time", "UPDATE stmt SET vfrom = 700000 WHERE val = 'Four'", "entity e-3: its statements"},
		{"id", "UPDATE entity SET ext_id = 'e-9' WHERE ext_id = 'e-0'", "entity e-9: its statements"},
		{"source", "UPDATE source SET name = 'c' WHERE name = 'a'", "do not fit their digest"},
		{"statement lost", "DELETE FROM stmt WHERE val = 'Two'", "entity e-1: its statements"},
		{"statement added", "INSERT INTO stmt SELECT subj, source, tfrom, 99, tto, term, 'Lie', ref, vfrom, vto FROM stmt WHERE val = 'Four'", "entity e-3: its statements"},
		{"statement closed", "UPDATE stmt SET tto = 4 WHERE val = 'Changed'", "is known from batch 3 to 4, which is no state's beginning or end"},
		{"statement opened again", "UPDATE stmt SET tto = 2147483647 WHERE val = 'Two'", "entity e-1: its statements known with batch 3 do not fit"},
		{"statement known earlier", "UPDATE stmt SET tfrom = 2 WHERE val = 'Changed'", "known from batch 2"},
		{"statement known backwards", "UPDATE stmt SET tto = 1 WHERE val = 'Two'", "known from batch 1 to 1"},
		{"state lost", "DELETE FROM state WHERE source = 2 AND tfrom = 2", "batch 2: its digest"},
		{"state of the past lost", "DELETE FROM state WHERE source = 1 AND tfrom = 1 AND entity = " + e0, "batch 1: "},
		{"state and statements lost", "DELETE FROM stmt WHERE tfrom = 2; DELETE FROM state WHERE tfrom = 2", "batch 2: "},
		{"state closed", "UPDATE state SET tto = 4 WHERE tto = 2147483647 AND source = 1 AND entity = " + e0, "batch 4: "},
		{"state reaches over the next", "UPDATE state SET tto = 4 WHERE tto = 3", "two states known with batch 3"},
		{"state of the future", "UPDATE state SET tto = 77 WHERE tto = 4", "state known from batch"},
		{"digest of a state", "UPDATE state SET digest = zeroblob(16) WHERE tfrom = 2", "do not fit their digest"},
		{"digest of a batch", "UPDATE batch SET digest = zeroblob(16) WHERE id = 3", "batch 3: its digest"},
		{"batch of another source", "UPDATE batch SET source = 2 WHERE id = 4", "batch 4: changed entity e-2 of another source"},
		{"delta", "UPDATE batch SET delta = 1 WHERE id = 3; UPDATE batch SET added = 0 WHERE id = 3", "batch 3: says"},
		{"entities added", "UPDATE batch SET added = 7 WHERE id = 1", "batch 1: says +7"},
		{"statements opened", "UPDATE batch SET opened = 8 WHERE id = 1", "batch 1: says +8 -0 statements, there are +9 -0"},
		{"statements closed", "UPDATE batch SET closed = 1 WHERE id = 4", "batch 4: says +0 -1 statements"},
		{"refused rows", "DELETE FROM refused WHERE batch = 3", "batch 3: says 1 refused rows, has 0"},
		{"gap in batches", "UPDATE batch SET id = 7 WHERE id = 5", "batch 7: follows batch 4"},
		{"batch lost", "DELETE FROM doc WHERE batch = 3; DELETE FROM refused WHERE batch = 3; DELETE FROM batch WHERE id = 3", "batch 4: follows batch 2"},
		{"order received", "UPDATE batch SET received = received - 864000000000 WHERE id = 4", "batch 4: received before batch 3"},
		{"entity lost", "DELETE FROM entity WHERE ext_id = 'e-0'", "entity number 1: has states, but no id"},
		{"last entity lost", "DELETE FROM entity WHERE ext_id = 'e-3'", "entity number 4: has statements, but no id"},
		{"original forgotten", "DELETE FROM original WHERE name = '0.csv'", "table doc: row"},
		{"size of an original", "UPDATE original SET size = size + 1 WHERE name = '0.csv'", "0.csv: is"},
		{"term lost", "DELETE FROM term WHERE prop = 'name'", "term"},
		{"source lost", "DELETE FROM source WHERE name = 'b'", "source"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, _ := soundStore(t)
			damage(t, dir, c.sql)
			wantFault(t, fsck(t, dir), c.want)
		})
	}
}

// damage changes the database behind the store's back.
func damage(t *testing.T, dir, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for q := range strings.SplitSeq(query, "; ") {
		res, err := db.ExecContext(t.Context(), q)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		if n, err := res.RowsAffected(); n == 0 || err != nil {
			t.Fatalf("%s: changed %d rows, %v", q, n, err)
		}
	}
}

func wantFault(t *testing.T, got []string, want string) {
	t.Helper()
	for _, g := range got {
		if strings.Contains(g, want) {
			return
		}
	}
	t.Errorf("no fault says %q: %q", want, got)
}

// The same for files.
func TestFsckDamagedFiles(t *testing.T) {
	original := func(dir, sha string) string { return filepath.Join(dir, "originals", sha[:2], sha[2:4], sha) }
	write := func(t *testing.T, path string, change func([]byte) []byte) {
		t.Helper()
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path); err != nil { // it is read-only
			t.Fatal(err)
		}
		if err := os.WriteFile(path, change(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	flip := func(b []byte) []byte { b[len(b)/2] ^= 1; return b }
	cut := func(b []byte) []byte { return b[:len(b)-1] }
	for _, c := range []struct {
		name string
		do   func(t *testing.T, dir, sha string)
		want string
	}{
		{"a flipped bit in an original", func(t *testing.T, dir, sha string) { write(t, original(dir, sha), flip) }, "its bytes are not those that were kept"},
		{"a cut original", func(t *testing.T, dir, sha string) { write(t, original(dir, sha), cut) }, "4.csv: is 9 bytes long, was 10"},
		{"a missing original", func(t *testing.T, dir, sha string) {
			if err := os.Remove(original(dir, sha)); err != nil {
				t.Fatal(err)
			}
		}, "4.csv: the file is missing"},
		{"no originals at all", func(t *testing.T, dir, sha string) {
			if err := os.RemoveAll(filepath.Join(dir, "originals")); err != nil {
				t.Fatal(err)
			}
		}, "0.csv: the file is missing"},
		{"a folder in place of an original", func(t *testing.T, dir, sha string) {
			if err := errors.Join(os.Remove(original(dir, sha)), os.Mkdir(original(dir, sha), 0o700)); err != nil {
				t.Fatal(err)
			}
		}, "4.csv: "},
		{"a stray file", func(t *testing.T, dir, sha string) {
			if err := os.WriteFile(filepath.Join(dir, "originals", "notes.txt"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, "file notes.txt: does not belong"},
		{"a cut database", func(t *testing.T, dir, sha string) {
			write(t, filepath.Join(dir, "store.db"), func(b []byte) []byte { return b[:len(b)/2] })
		}, ""},
		{"a database cut within its head", func(t *testing.T, dir, sha string) {
			write(t, filepath.Join(dir, "store.db"), func(b []byte) []byte { return b[:60] })
		}, "open: store"},
		{"a page of the database overwritten", func(t *testing.T, dir, sha string) {
			write(t, filepath.Join(dir, "store.db"), func(b []byte) []byte {
				for i := 5*4096 + 1; i < 6*4096; i++ {
					b[i] = 0xA5
				}
				return b
			})
		}, "database: "},
		{"no database", func(t *testing.T, dir, sha string) {
			write(t, filepath.Join(dir, "store.db"), func([]byte) []byte { return []byte(strings.Repeat("no database\n", 500)) })
		}, store.ErrFormat.Error()},
		{"tables of another version", func(t *testing.T, dir, sha string) {
			damage(t, dir, "UPDATE meta SET value = '99' WHERE key = 'schema'")
		},
			"not a store of this program: its tables have version 99, this program knows version 4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, sha := soundStore(t)
			c.do(t, dir, sha)
			wantFault(t, fsck(t, dir), c.want)
		})
	}
}

// What is no store is not made one.
func TestOpenForeign(t *testing.T) {
	dir := t.TempDir()
	db, err := sql.Open("sqlite", filepath.Join(dir, "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE invoices(id INTEGER)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), dsn(dir), store.Options{}); !errors.Is(err, store.ErrFormat) {
		t.Errorf("a database with other tables: %v", err)
	}
	for _, d := range []string{"", "sqlite:", "postgres://localhost/x", dsn(filepath.Join(dir, "missing"))} {
		if st, err := store.Open(t.Context(), d, store.Options{}); err == nil {
			st.Close()
			t.Errorf("%q was opened", d)
		} else {
			t.Logf("%q: %v", d, err)
		}
	}
}
