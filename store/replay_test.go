package store_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/store"
)

// sdnHistory is the OFAC list at 308 moments between 2021-08 and 2024-05: what
// it was at the first, and what changed at each of the others.
type sdnHistory struct {
	at      []time.Time
	rows    []int                 // by moment
	base    map[string]string     // row by number
	changes map[int64][]sdnChange // by moment, Unix seconds
}

type sdnChange struct {
	At  time.Time
	Op  string
	ID  string
	Row []string
}

// sdnRow is a row as one text.
func sdnRow(fields []string) string { return strings.Join(fields, "\x1f") }

func readCSV(t *testing.T, rel string, width int, row func([]string)) {
	t.Helper()
	f, err := os.Open(testdata.Path(t, rel))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", rel, err)
		}
		if len(rec) == width { // the baseline ends with a line of one byte
			row(rec)
		}
	}
}

func readSDNHistory(t *testing.T) *sdnHistory {
	t.Helper()
	const dir = "sanctions/sdn_history/"
	h := &sdnHistory{base: make(map[string]string), changes: make(map[int64][]sdnChange)}
	readCSV(t, dir+"snapshots.csv", 3, func(rec []string) {
		at, err := time.Parse(time.RFC3339, rec[0])
		if err != nil {
			return // the header
		}
		n, err := strconv.Atoi(rec[1])
		if err != nil {
			t.Fatal(err)
		}
		h.at, h.rows = append(h.at, at), append(h.rows, n)
	})
	readCSV(t, dir+"sdn_baseline_2021-08-18.csv", 12, func(rec []string) { h.base[rec[0]] = sdnRow(rec[1:]) })
	f, err := os.Open(testdata.Path(t, dir+"sdn_changes.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for dec := json.NewDecoder(f); ; {
		var c sdnChange
		if err := dec.Decode(&c); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		h.changes[c.At.Unix()] = append(h.changes[c.At.Unix()], c)
	}
	if len(h.at) != 308 || len(h.base) != 9083 {
		t.Fatalf("%d moments, %d rows at the first: not the history", len(h.at), len(h.base))
	}
	return h
}

// step applies the changes of a moment.
func (h *sdnHistory) step(t *testing.T, state map[string]string, at time.Time) {
	for _, c := range h.changes[at.Unix()] {
		_, had := state[c.ID]
		if had == (c.Op == "add") {
			t.Fatalf("%s: %s of %s", at, c.Op, c.ID)
		}
		if c.Op == "del" {
			delete(state, c.ID)
		} else {
			state[c.ID] = sdnRow(c.Row)
		}
	}
}

// sdnStatements are those of a row: that the party is there and listed, its
// programmes, and the row as it stands.
func sdnStatements(num, row string) []ftm.Statement {
	id := "ofac-" + num
	var out []ftm.Statement
	say := func(prop, value string) {
		out = append(out, ftm.Statement{Entity: id, Schema: "LegalEntity", Prop: prop, Value: value})
	}
	say(ftm.PropID, id)
	for p := range strings.SplitSeq(strings.Split(row, "\x1f")[2], "] [") {
		say("programId", p)
	}
	say("row", row)
	say("topics", "sanction")
	return out
}

// load loads a state as a batch: the whole document, or a delta of what
// changed.
func (h *sdnHistory) load(t *testing.T, st *store.Store, state map[string]string, at time.Time, whole bool) store.Batch {
	t.Helper()
	l, err := st.Begin(t.Context(), store.BatchMeta{Source: "us_ofac_sdn", Kind: "sdn-row", Reader: "replay/1",
		Received: at, Published: ftm.DayOf(at), Delta: !whole})
	if err != nil {
		t.Fatal(err)
	}
	add := func(num string) {
		if err := l.AddStatements(sdnStatements(num, state[num])); err != nil {
			t.Fatal(err)
		}
	}
	for num := range state {
		if whole {
			add(num)
		}
	}
	for _, c := range h.changes[at.Unix()] {
		switch {
		case whole:
		case c.Op != "del":
			add(c.ID)
		default:
			if err := l.Remove(t.Context(), "ofac-"+c.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := l.Commit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Each of the 308 states is a batch received when it was published, and "known
// on" gives every day back as it ended. The race detector makes this slow: under
// it all but the first are deltas, and of all days but the first and the last
// only the parties that changed are read.
func TestReplaySDN(t *testing.T) {
	if testing.Short() {
		t.Skip("308 whole lists")
	}
	h := readSDNHistory(t)
	every := 1
	if racing {
		every = 400
	}
	st := openAt(t, t.TempDir())
	ctx := t.Context()
	state := maps.Clone(h.base)
	for i, at := range h.at {
		h.step(t, state, at)
		if len(state) != h.rows[i] {
			t.Fatalf("%s: %d rows, the history says %d", at, len(state), h.rows[i])
		}
		b := h.load(t, st, state, at, i%every == 0)
		want := store.Change{}
		if i == 0 {
			want.Added = len(state)
		}
		for _, c := range h.changes[at.Unix()] {
			*map[string]*int{"add": &want.Added, "mod": &want.Changed, "del": &want.Removed}[c.Op]++
		}
		want.Opened, want.Closed = b.Change.Opened, b.Change.Closed
		if d := cmp.Diff(want, b.Change); d != "" {
			t.Fatalf("%s (-want +got):\n%s", at, d)
		}
	}
	if len(state) != 14_965 {
		t.Errorf("%d parties at the end, want 14965", len(state))
	}

	// Go through the days again.
	state = maps.Clone(h.base)
	for i, at := range h.at {
		h.step(t, state, at)
		if i+1 < len(h.at) && ftm.DayOf(h.at[i+1]) == ftm.DayOf(at) {
			continue // the day went on
		}
		v, err := st.ViewAt(ctx, ftm.DayOf(at), at)
		if err != nil {
			t.Fatal(err)
		}
		if v.Batch != int64(i+1) {
			t.Fatalf("%s: batch %d, want %d", at, v.Batch, i+1)
		}
		for _, c := range h.changes[at.Unix()] {
			e, _, err := st.Entity(ctx, v, "ofac-"+c.ID)
			row, listed := state[c.ID]
			if listed && (err != nil || e.First("row") != row) || !listed && !errors.Is(err, store.ErrNotFound) {
				t.Fatalf("known on %s: %s: %v, listed: %v", at, c.ID, err, listed)
			}
		}
		if i%every > 0 && i+1 < len(h.at) {
			continue
		}
		n := 0
		_, err = st.Entities(ctx, v, nil, func(e *ftm.Entity) error {
			n++
			if row := state[strings.TrimPrefix(e.ID, "ofac-")]; row == "" || row != e.First("row") {
				return fmt.Errorf("%s: is %q, was %q", e.ID, e.First("row"), row)
			}
			return nil
		})
		if err != nil {
			t.Fatalf("known on %s: %v", at, err)
		}
		if n != len(state) {
			t.Fatalf("known on %s: %d parties, want %d", at, n, len(state))
		}
	}
	t.Run("first and last day", func(t *testing.T) { checkSeen(t, st, h) })
	t.Run("pace", func(t *testing.T) { checkPace(t, st) })
	r, err := st.Fsck(ctx, nil)
	if err != nil || len(r.Problems) > 0 {
		t.Errorf("fsck: %v, %v", r.Problems, err)
	}
}

// checkSeen compares on which day a party was first and last on the list with
// what the history says; it names neither for those of its ends.
func checkSeen(t *testing.T, st *store.Store, h *sdnHistory) {
	first, last := make(map[string]string), make(map[string]string)
	for i := range h.at {
		err := st.Changes(t.Context(), int64(i+1), func(d store.Dated) error {
			num := strings.TrimPrefix(d.Entity, "ofac-")
			switch {
			case d.Prop != ftm.PropID:
			case d.KnownFrom == int64(i+1):
				if _, ok := first[num]; !ok {
					first[num] = ""
					if i > 0 {
						first[num] = h.at[i].Format(time.DateOnly)
					}
				}
				delete(last, num)
			default:
				last[num] = h.at[i-1].Format(time.DateOnly)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	readCSV(t, "sanctions/sdn_history/sdn_first_last_seen.csv", 6, func(rec []string) {
		if rec[0] == "ent_num" {
			return
		}
		n++
		if got, ok := first[rec[0]]; !ok || got != rec[1] || last[rec[0]] != rec[2] {
			t.Errorf("%s: %q to %q, the history says %q to %q", rec[0], got, last[rec[0]], rec[1], rec[2])
		}
	})
	if n != 15_892 || len(first) != n {
		t.Errorf("%d parties, the history has %d, want 15892", len(first), n)
	}
}

// The pace of designations under the North Korea programmes: 72 new parties in
// the 32 months, by month as the history has them.
func checkPace(t *testing.T, st *store.Store) {
	got := make(map[string]int)
	seen := make(map[string]bool)
	all := 0
	err := st.Designations(t.Context(), store.View{Batch: 308}, []string{"us_ofac_sdn"}, func(d store.Designation) error {
		if d.Before != (d.Batch == 1) {
			t.Errorf("%s of batch %d: listed before: %v", d.Entity, d.Batch, d.Before)
		}
		if d.Before {
			return nil
		}
		all++
		if slices.ContainsFunc(d.Programmes, func(p string) bool { return strings.HasPrefix(p, "DPRK") }) {
			got[d.Received.Format("2006-01")]++
			seen[d.Entity] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"2021-12": 9, "2022-03": 5, "2022-05": 1, "2022-10": 5, "2022-11": 3, "2022-12": 13, "2023-03": 6,
		"2023-04": 2, "2023-05": 5, "2023-06": 1, "2023-08": 7, "2023-11": 1, "2023-12": 8, "2024-03": 6}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("new parties by month (-want +got):\n%s", d)
	}
	if len(seen) != 72 || all != 15_892-9_083 {
		t.Errorf("%d new parties under the programmes, %d in all; want 72, %d", len(seen), all, 15_892-9_083)
	}
}
