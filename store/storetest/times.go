package storetest

import (
	"time"

	"cordon/ftm"
	"cordon/store"
)

// On 2024-09-10 we learn that X held 55 % of A from 2024-01-01. Asked for
// 2024-05-01 as known on 2024-06-01 it is not there, as known on 2024-09-11 it
// is. Both answers stay, whatever is learned later.
func caseD02(t *tester) {
	st := t.store()
	stake := func(percent string, from, to ftm.Day) *ftm.Entity {
		e := entity("own-x-a", "Ownership", "owner", "x", "asset", "a")
		e.AddDuring("percentage", percent, ftm.Period{From: from, To: to})
		return e
	}
	at := func(s string) time.Time { return day(s).Time().Add(15 * time.Hour) }
	t.load(st, doc{received: at("2024-01-15"), entities: []*ftm.Entity{entity("x", "Person", "name", "X"), entity("a", "Company", "name", "A")}})
	t.load(st, doc{source: "register", received: at("2024-09-10"), entities: []*ftm.Entity{stake("55", day("2024-01-01"), 0)}})

	ask := func(asOf, knownOn string) []string {
		t.Helper()
		v, err := st.ViewAt(t.Context(), day(asOf), at(knownOn))
		if err != nil {
			t.Fatal(err)
		}
		return t.values(st, v, "own-x-a", "percentage")
	}
	answers := func(when string) {
		t.Helper()
		for _, q := range []struct {
			asOf, knownOn string
			want          []string
		}{
			{"2024-05-01", "2024-06-01", nil},
			{"2024-05-01", "2024-09-09", nil},
			{"2024-05-01", "2024-09-10", []string{"55"}},
			{"2024-05-01", "2024-09-11", []string{"55"}},
			{"2024-01-01", "2024-09-11", []string{"55"}},
			{"2023-12-31", "2024-09-11", nil},
			{"2026-01-01", "2024-09-11", []string{"55"}},
		} {
			t.want(when+": true on "+q.asOf+", known on "+q.knownOn, ask(q.asOf, q.knownOn), q.want)
		}
	}
	answers("when it was learned")

	// A correction: the stake was sold on 2024-07-01. Then the register drops it.
	t.load(st, doc{source: "register", received: at("2024-10-01"), entities: []*ftm.Entity{stake("55", day("2024-01-01"), day("2024-07-01"))}})
	t.load(st, doc{source: "register", received: at("2024-11-01"), entities: []*ftm.Entity{entity("other", "Company", "name", "B")}})
	answers("after a correction")
	t.want("corrected, while it was held", ask("2024-06-30", "2024-10-01"), []string{"55"})
	t.want("corrected, once it was sold", ask("2024-07-01", "2024-10-01"), []string(nil))
	t.want("dropped", ask("2024-05-01", "2024-11-01"), []string(nil))
}

// A day is in [from, to); a bound that is not there is open.
func caseValidTime(t *tester) {
	st := t.store()
	e := entity("p", "Person", "name", "Always")
	for name, p := range map[string]ftm.Period{
		"Both": {From: day("2010-01-01"), To: day("2010-07-01")}, "From": {From: day("2010-01-01")}, "To": {To: day("2010-07-01")},
		"One day": {From: day("2010-03-03"), To: day("2010-03-04")},
	} {
		e.AddDuring("alias", name, p)
	}
	b := t.load(st, doc{entities: []*ftm.Entity{e}})
	for _, c := range []struct {
		day      string
		want     []string
		from, to string // how long the answer stays the same
	}{
		{"", []string{"Both", "From", "One day", "To"}, "", ""},
		{"0001-01-01", []string{"To"}, "", "2010-01-01"},
		{"2009-12-31", []string{"To"}, "", "2010-01-01"},
		{"2010-01-01", []string{"Both", "From", "To"}, "2010-01-01", "2010-03-03"},
		{"2010-03-02", []string{"Both", "From", "To"}, "2010-01-01", "2010-03-03"},
		{"2010-03-03", []string{"Both", "From", "One day", "To"}, "2010-03-03", "2010-03-04"},
		{"2010-03-04", []string{"Both", "From", "To"}, "2010-03-04", "2010-07-01"},
		{"2010-06-30", []string{"Both", "From", "To"}, "2010-03-04", "2010-07-01"},
		{"2010-07-01", []string{"From"}, "2010-07-01", ""},
		{"9999-12-31", []string{"From"}, "2010-07-01", ""},
	} {
		v := store.View{AsOf: day(c.day), Batch: b.ID}
		t.want("true on "+c.day, t.values(st, v, "p", "alias"), c.want)
		w, err := st.Entities(t.Context(), v, nil, func(e *ftm.Entity) error {
			got, _ := t.get(st, v, e.ID)
			t.want("Entity and Entities on "+c.day, text(got), text(e))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		t.want("window of "+c.day, w, store.Window{From: day(c.from), To: day(c.to)})
		if !w.Contains(v.AsOf) {
			t.Errorf("the window of %s does not hold it", c.day)
		}
	}
}

// What says that an entity exists may have a time, and the entity still has its
// id while only another of its statements holds.
func casePeriodOfExistence(t *tester) {
	st := t.store()
	p := ftm.Period{From: day("2010-01-01"), To: day("2011-01-01")}
	b := t.load(st, doc{stmts: []ftm.Statement{
		{Entity: "c", Schema: "Company", Prop: ftm.PropID, Value: "c", Period: p},
		{Entity: "c", Schema: "Company", Prop: "name", Value: "Still named"},
		{Entity: "d", Schema: "Company", Prop: ftm.PropID, Value: "d", Period: p},
	}})
	for _, c := range []struct {
		day  string
		want []string
	}{{"2010-06-01", []string{"c", "d"}}, {"2012-01-01", []string{"c"}}, {"", []string{"c", "d"}}} {
		v := store.View{AsOf: day(c.day), Batch: b.ID}
		t.want("on "+c.day, t.ids(st, v), c.want)
		for _, e := range t.all(st, v) {
			got, _ := t.get(st, v, e.ID)
			t.want("Entity and Entities on "+c.day, text(got), text(e))
		}
	}
}

// "Known on a day" means every batch received up to its end.
func caseKnownOn(t *tester) {
	st := t.store()
	at := func(s string) time.Time {
		v, err := time.Parse("2006-01-02T15:04:05.999999", s)
		if err != nil {
			panic(err) // a mistyped test
		}
		return v
	}
	for i, when := range []string{"2024-01-10T00:00:00", "2024-01-10T23:59:59.999999", "2024-01-11T00:00:00", "2024-01-11T00:00:00", "2024-01-20T12:00:00"} {
		t.load(st, doc{received: at(when), entities: []*ftm.Entity{entity("e", "Person", "name", string(rune('a'+i)))}})
	}
	for _, c := range []struct {
		on    string
		batch int64
	}{
		{"2024-01-09T23:59:59.999999", 0}, {"2024-01-10T00:00:00", 2}, {"2024-01-10T23:59:59.999999", 2},
		{"2024-01-11T00:00:00", 4}, {"2024-01-19T23:59:59", 4}, {"2024-01-20T00:00:00", 5}, {"2030-01-01T00:00:00", 5},
	} {
		v, err := st.ViewAt(t.Context(), day("2024-01-01"), at(c.on))
		if err != nil {
			t.Fatal(err)
		}
		t.want("known on "+c.on, v, store.View{AsOf: day("2024-01-01"), Batch: c.batch})
	}
	v, err := st.ViewAt(t.Context(), 0, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	t.want("now", v, known(5))

	// At the border of a batch: known from the one that brought it up to, not
	// including, the one that ended it.
	for b, want := range [][]string{nil, {"a"}, {"b"}, {"c"}, {"d"}, {"e"}} {
		t.want("with a batch", t.values(st, known(int64(b)), "e", "name"), want)
	}
}

// A day is that of whoever asks.
func caseZones(t *tester) {
	st := t.store()
	zone := func(hours int) *time.Location { return time.FixedZone("", hours*3600) }
	t.load(st, doc{received: time.Date(2024, 1, 10, 23, 30, 0, 0, zone(-5)), entities: []*ftm.Entity{entity("e", "Person", "name", "a")}}) // 2024-01-11T04:30Z
	for _, c := range []struct {
		on    time.Time
		batch int64
	}{
		{time.Date(2024, 1, 10, 0, 0, 0, 0, zone(-5)), 1},
		{time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC), 0},
		{time.Date(2024, 1, 11, 0, 0, 0, 0, time.UTC), 1},
		{time.Date(2024, 1, 11, 0, 0, 0, 0, zone(9)), 1}, // 13:30 there
		{time.Date(2024, 1, 10, 0, 0, 0, 0, zone(9)), 0},
	} {
		v, err := st.ViewAt(t.Context(), 0, c.on)
		if err != nil {
			t.Fatal(err)
		}
		t.want("known on "+c.on.String(), v.Batch, c.batch)
	}
	b, err := st.Batch(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	t.want("received", b.Received, time.Date(2024, 1, 11, 4, 30, 0, 0, time.UTC))
}

// The clock of known time does not run backwards.
func caseReceived(t *tester) {
	st := t.store()
	e := []*ftm.Entity{entity("e", "Person", "name", "a")}
	t.load(st, doc{received: start, entities: e})
	t.load(st, doc{source: "other", received: start, entities: e}) // the same moment will do

	_, err := commit(t.Context(), st, doc{received: start.Add(-time.Microsecond), entities: e})
	t.wantErr("received before the newest batch", err, store.ErrReceived)
	_, err = commit(t.Context(), st, doc{source: "third", received: start.Add(-time.Hour), entities: e})
	t.wantErr("another source received before the newest batch", err, store.ErrReceived)

	// A load that began in time is too late when another one was faster.
	slow, err := begin(t.Context(), st, doc{source: "slow", received: start.Add(time.Hour), entities: e})
	if err != nil {
		t.Fatal(err)
	}
	t.load(st, doc{received: start.Add(2 * time.Hour), entities: e})
	_, err = slow.Commit(t.Context())
	t.wantErr("overtaken", err, store.ErrReceived)

	// Without a time it is now, which is not before an archive.
	before := time.Now().Add(-time.Second)
	l, err := st.Begin(t.Context(), store.BatchMeta{Source: "now"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := l.Commit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if b.Received.Before(before) || b.Received.After(time.Now().Add(time.Second)) || b.Received.Location() != time.UTC {
		t.Errorf("received now: %v", b.Received)
	}

	t.load(st, doc{received: time.Now().Add(24 * time.Hour), entities: e})
	_, err = st.Begin(t.Context(), store.BatchMeta{Source: "now"})
	t.wantErr("now, after a batch of tomorrow", err, store.ErrReceived)
	if n, err := st.Latest(t.Context()); err != nil || n != 5 {
		t.Errorf("latest: %d, %v, want 5: a refused batch takes no number", n, err)
	}
}

// A designation is when the store first knew of a listing. It stays what it
// was, whatever becomes of the party.
func caseDesignations(t *tester) {
	st := t.store()
	party := func(id, listed string, programmes ...string) *ftm.Entity {
		e := entity(id, "Person", "name", id)
		e.AddDuring("topics", "sanction", ftm.Period{From: day(listed)})
		e.Add("programId", programmes...)
		return e
	}
	old, linked := party("old", "2016-03-02", "P1"), entity("linked", "Person", "topics", "sanction.linked", "programId", "P1")
	at := func(days int) time.Time { return start.AddDate(0, 0, days) }
	t.load(st, doc{source: "b", received: at(0), entities: []*ftm.Entity{old, linked}})
	t.load(st, doc{source: "a", received: at(1), entities: nil})
	t.load(st, doc{source: "b", received: at(2), entities: []*ftm.Entity{old, linked, party("new", "", "P2", "P1"), party("none", "")}})
	t.load(st, doc{source: "a", received: at(3), entities: []*ftm.Entity{party("new", "2024-01-02", "P3")}})
	t.load(st, doc{source: "b", received: at(4), entities: []*ftm.Entity{party("old", "2016-03-02", "P9"), party("linked", "", "P1")}}) // new is taken off
	t.load(st, doc{source: "b", received: at(5), entities: []*ftm.Entity{party("new", "2024-01-15", "P5")}})                            // and listed again

	want := []store.Designation{
		{Entity: "old", Dataset: "b", Batch: 1, Received: at(0), Before: true, Listed: day("2016-03-02"), Programmes: []string{"P1"}},
		{Entity: "new", Dataset: "b", Batch: 3, Received: at(2), Programmes: []string{"P1", "P2"}},
		{Entity: "none", Dataset: "b", Batch: 3, Received: at(2)},
		{Entity: "new", Dataset: "a", Batch: 4, Received: at(3), Listed: day("2024-01-02"), Programmes: []string{"P3"}},
		{Entity: "linked", Dataset: "b", Batch: 5, Received: at(4), Programmes: []string{"P1"}},
	}
	ask := func(batch int64, datasets []string) []store.Designation {
		var out []store.Designation
		if err := st.Designations(t.Context(), known(batch), datasets, func(d store.Designation) error {
			out = append(out, d)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	t.want("now", ask(6, nil), want)
	t.want("then", ask(3, nil), want[:3])
	t.want("before", ask(0, nil), []store.Designation(nil))
	t.want("of a", ask(6, []string{"a"}), want[3:4])
}
