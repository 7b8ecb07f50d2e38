package logbook

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cordon/ais"
	"cordon/ftm"
	"cordon/sea"
	"cordon/store"

	"github.com/google/go-cmp/cmp"
)

func openStore(t *testing.T) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "store.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r, err := st.Fsck(context.Background(), nil)
		for _, p := range r.Problems {
			t.Errorf("fsck: %s", p)
		}
		if err := st.Close(); err != nil {
			t.Error(err)
		}
		if err != nil {
			t.Error(err)
		}
	})
	return st
}

// silentShip is traffic of some ships over days, of which one is not heard for
// long while the others are.
func silentShip() []heardBy {
	return slices.DeleteFunc(sparse(traffic(4, 52, 21), 20), func(m heardBy) bool {
		h := (m.Time - base.UnixMilli()) / hourMS
		return m.MMSI == 412_000_000 && h >= 12 && h < 44
	})
}

func analyse(t *testing.T, l *Logbook, st *store.Store, k *sea.Known) Analysis {
	t.Helper()
	a, err := l.Analyse(t.Context(), st, AnalyseOptions{Config: sea.DefaultConfig(), Known: func(context.Context) (*sea.Known, error) { return k, nil }})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// kept are the findings of a store and what it states of ships, as text.
func keptIn(t *testing.T, st *store.Store) (events, ships []string) {
	t.Helper()
	err := st.Findings(t.Context(), store.FindingQuery{}, func(f *store.Finding) error {
		f.Version, f.Replaces, f.From, f.To = 0, 0, 0, 0
		events = append(events, fmt.Sprintf("%+v %s", *f, f.Body))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := st.ViewAt(t.Context(), 0, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Entities(t.Context(), v, []string{Dataset}, func(e *ftm.Entity) error {
		_, list, err := st.Entity(t.Context(), v, e.ID)
		for _, d := range list {
			ships = append(ships, fmt.Sprintf("%+v", d.Statement))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(ships)
	return events, ships
}

// Events and identities are a function of what was heard: in one piece or many,
// in any order, with what came before analysed or not, told once or twice.
func TestAnalyseCuts(t *testing.T) {
	list := silentShip()
	one, st := openLog(t), openStore(t)
	put(t, one, list)
	first := analyse(t, one, st, &sea.Known{})
	if !first.Fresh || first.Vessels != 4 || first.Events == 0 || first.Batch.ID == 0 || first.Run.Added != first.Events {
		t.Fatalf("%+v", first)
	}
	events, ships := keptIn(t, st)
	if again := analyse(t, one, st, &sea.Known{}); again.Fresh || again.Events != first.Events || again.Vessels != 4 || again.Alerts != first.Alerts || again.Run.ID != first.Run.ID {
		t.Errorf("nothing changed, and yet %+v", again)
	}
	r := rand.New(rand.NewPCG(22, 22))
	for round := range 4 {
		l, st := openLog(t), openStore(t)
		parts := slices.Collect(slices.Chunk(list, len(list)/3))
		r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		if round >= 2 { // by time, within the silence: it has not ended, and then it has
			within := base.UnixMilli() + 28*hourMS
			before := func(m heardBy) bool { return m.Time < within }
			after := func(m heardBy) bool { return !before(m) }
			parts = [][]heardBy{slices.DeleteFunc(slices.Clone(list), after), slices.DeleteFunc(slices.Clone(list), before)}
			if round == 3 {
				slices.Reverse(parts)
			}
		}
		for i, p := range parts {
			put(t, l, p)
			if round != 1 || i == len(parts)-1 {
				analyse(t, l, st, &sea.Known{})
			}
		}
		gotEvents, gotShips := keptIn(t, st)
		if d := cmp.Diff(events, gotEvents); d != "" {
			t.Errorf("round %d: events (-one piece +parts)\n%.2000s", round, d)
		}
		if d := cmp.Diff(ships, gotShips); d != "" {
			t.Errorf("round %d: ships (-one piece +parts)\n%.2000s", round, d)
		}
	}
}

// The events of a vessel are found by its id and by its number.
func TestDeskEvents(t *testing.T) {
	l, st := openLog(t), openStore(t)
	put(t, l, silentShip())
	analyse(t, l, st, &sea.Known{})
	d := &Desk{Log: l, Store: st, Config: sea.DefaultConfig()}
	ids, heard, err := l.Subjects(t.Context(), "mmsi:412000000")
	if err != nil || !heard || len(ids) == 0 {
		t.Fatalf("%v %v %v", ids, heard, err)
	}
	all, err := d.Events(t.Context(), store.FindingQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, e := range all.Events {
		if slices.ContainsFunc(e.Vessels, func(v string) bool { return slices.Contains(ids, v) }) {
			want = append(want, e.ID)
		}
	}
	for _, tt := range []struct {
		subject string
		limit   int
		want    []string
		total   int
	}{
		{"mmsi:412000000", 0, want, len(want)},
		{"mmsi:412000000", 1, want[:1], len(want)},
		{ids[0], 0, want, len(want)},
		{"mmsi:999", 0, nil, 0},
	} {
		got, err := d.Events(t.Context(), store.FindingQuery{Subject: tt.subject, Limit: tt.limit})
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, e := range got.Events {
			found = append(found, e.ID)
		}
		if diff := cmp.Diff(tt.want, found); diff != "" || got.Total != tt.total {
			t.Errorf("%s, at most %d: %d %s", tt.subject, tt.limit, got.Total, diff)
		}
	}
}

// Late data make a new version of what was concluded; a ship that is listed since
// is judged anew.
func TestAnalyseLate(t *testing.T) {
	list := silentShip()
	l, st := openLog(t), openStore(t)
	put(t, l, list)
	a := analyse(t, l, st, &sea.Known{})
	late := sparse(traffic(4, 52, 21), 20) // the receiver had heard the ship, and tells it late
	late = slices.DeleteFunc(late, func(m heardBy) bool { return m.MMSI != 412_000_000 || !m.HasPos })
	put(t, l, late)
	b := analyse(t, l, st, &sea.Known{})
	if b.Events >= a.Events || b.Run.Removed == 0 || b.Run.Batch < a.Run.Batch {
		t.Errorf("the silence was none: %+v then %+v", a.Run, b.Run)
	}
	n := 0
	if err := st.Findings(t.Context(), store.FindingQuery{Batch: b.Run.Batch, Before: b.Run.At}, func(*store.Finding) error { n++; return nil }); err != nil || n == 0 {
		t.Errorf("what was concluded before is %d, %v", n, err)
	}
	c := analyse(t, l, st, &sea.Known{Ships: []sea.Ship{{ID: "list-1", MMSI: []uint32{412_000_000}, Listed: true}}})
	if !c.Fresh || c.Run.ID == b.Run.ID || c.Batch.ID != 0 {
		t.Errorf("a listing: %+v", c)
	}
}

// What a ship says of itself becomes statements that hold from the day on which it
// said so first to that on which it said otherwise.
func TestStatements(t *testing.T) {
	day := func(n int) uint32 { return uint32(base.AddDate(0, 0, n).Unix()) + 3600 }
	v := &sea.Vessel{ID: "imo-9074729", IMO: 9074729, MMSI: 412000001, Kind: sea.Tanker, Claims: []sea.Claim{
		{Prop: "imo", Value: "9074729", First: day(0), Last: day(9)}, {Prop: "imo", Value: "1234", First: day(1), Last: day(1)},
		{Prop: "mmsi", Value: "412000001", First: day(3), Last: day(9)}, {Prop: "mmsi", Value: "371000002", First: day(0), Last: day(3)},
		{Prop: "name", Value: "EAST WIND", First: day(0), Last: day(4)}, {Prop: "name", Value: "WEST WIND", First: day(5), Last: day(9)}, {Prop: "destination", Value: "X", First: day(0), Last: day(9)},
	}}
	var got []string
	for _, s := range statementsOf(v) {
		got = append(got, fmt.Sprintf("%s %s %s %s", s.Prop, s.Value, s.From, s.To))
		if s.Entity != v.ID || s.Dataset != "ais" || s.Schema != "Vessel" {
			t.Errorf("%+v", s)
		}
	}
	want := []string{"id imo-9074729  ", "flag cn 2024-03-04 ", "flag pa 2024-03-01 2024-03-05", "imoNumber 9074729 2024-03-01 ", "mmsi 371000002 2024-03-01 2024-03-05", "mmsi 412000001 2024-03-04 ",
		"name EAST WIND 2024-03-01 2024-03-06", "name WEST WIND 2024-03-06 ", "notes sends 1234, which is no IMO number 2024-03-02 2024-03-03", "type tanker  "}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if s := statementsOf(&sea.Vessel{ID: "mmsi-147-1", MMSI: 147}); len(s) != 3 || s[1].Value != "MMSI 000000147" {
		t.Errorf("nameless: %+v", s)
	}
}

// When an original was heard that does not say so stands with its batch, and is what
// was said last; it makes no batch where nothing came.
func TestHeardAt(t *testing.T) {
	l, st := openLog(t), openStore(t)
	load := func(n int, said HeardAt) Analysis {
		t.Helper()
		put(t, l, traffic(1, 1, uint64(n)))
		a, err := l.Analyse(t.Context(), st, AnalyseOptions{
			Config: sea.DefaultConfig(), Known: func(context.Context) (*sea.Known, error) { return &sea.Known{}, nil },
			Force: true, HeardAt: said,
		})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	first := load(1, HeardAt{"aa": base, "bb": base})
	second := load(2, HeardAt{"bb": base.Add(time.Hour)})
	third := load(3, nil)
	for i, want := range []HeardAt{{"aa": base, "bb": base}, {"bb": base.Add(time.Hour)}, nil} {
		b := []Analysis{first, second, third}[i].Batch
		if got, err := HeardAtOf(&b); err != nil || !cmp.Equal(got, want) || b.ID == 0 {
			t.Errorf("batch %d: %v, %v, want %v", b.ID, got, err, want)
		}
	}
	if got, err := HeardAtBefore(t.Context(), st); err != nil || !cmp.Equal(got, HeardAt{"aa": base, "bb": base.Add(time.Hour)}) {
		t.Errorf("%v, %v", got, err)
	}
	if again := load(2, HeardAt{"aa": base.Add(time.Hour)}); again.Batch.ID != 0 {
		t.Errorf("nothing came, and yet batch %d", again.Batch.ID)
	}
}

// Ships that lists and registers name, with whether the programme lists them and
// since when.
func TestKnownShips(t *testing.T) {
	st := openStore(t)
	load := func(dataset string, list ...*ftm.Entity) {
		ld, err := st.Begin(t.Context(), store.BatchMeta{Source: dataset})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if err := ld.Add(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := ld.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ship := func(id string, pairs ...string) *ftm.Entity {
		e := ftm.New(id, "Vessel")
		for i := 0; i < len(pairs); i += 2 {
			e.Add(pairs[i], pairs[i+1])
		}
		return e
	}
	sanction := ftm.New("s-1", "Sanction")
	sanction.Add("entity", "l-1")
	sanction.Add("startDate", "2017-06-01")
	sanction.Add("listingDate", "2017-06-03")
	load("list", ship("l-1", "name", "RED STAR", "previousName", "BLUE STAR", "imoNumber", "9074729", "mmsi", "445000001", "flag", "kp", "type", "Crude Oil Tanker", "topics", "sanction", "programId", "DPRK", "deadweightTonnage", "12000"),
		ship("l-2", "name", "OTHER", "topics", "sanction", "programId", "IRAN"), sanction)
	load("register", ship("l-1", "name", "RED STAR", "callSign", "HMXX", "buildDate", "1990"), ship("r-1", "name", "PLAIN", "type", "Bulk Carrier"))
	load(Dataset, ship("imo-1", "name", "HEARD"), ship("l-1", "name", "SAYS SO", "mmsi", "999999999"))
	v, err := st.ViewAt(t.Context(), 0, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := KnownShips(t.Context(), st, v, func(list string, p []string) bool { return list == "list" && slices.Contains(p, "DPRK") })
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		if got[i].Statement == "" || got[i].Source == "" {
			t.Errorf("%s has no statement", got[i].ID)
		}
		got[i].Statement, got[i].Source = "", ""
	}
	since, _ := ftm.ParseDay("2017-06-01")
	want := []sea.Ship{
		{ID: "l-1", Name: "RED STAR", Names: []string{"BLUE STAR"}, IMO: 9074729, MMSI: []uint32{445000001}, CallSign: []string{"HMXX"}, Flag: "kp", Kind: sea.Tanker, Deadweight: 12000, Built: 1990, Listed: true, Since: since, Datasets: []string{"list", "register"}},
		{ID: "l-2", Name: "OTHER", Names: []string{}, Datasets: []string{"list"}},
		{ID: "r-1", Name: "PLAIN", Names: []string{}, Kind: sea.Cargo, Datasets: []string{"register"}},
	}
	a, _ := json.Marshal(want)
	b, _ := json.Marshal(got)
	if d := cmp.Diff(strings.ReplaceAll(string(a), "null", "[]"), strings.ReplaceAll(string(b), "null", "[]")); d != "" {
		t.Error(d)
	}
}

// What is not as it was kept is a fault.
func TestFsck(t *testing.T) {
	l := openLog(t)
	put(t, l, traffic(3, 3, 23))
	check := func() []string {
		t.Helper()
		r, err := l.Fsck(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, p := range r.Problems {
			out = append(out, p.String())
		}
		return out
	}
	if got := check(); len(got) > 0 {
		t.Fatal(got)
	}
	sound := files(t, l)
	parts, err := l.partitions(0, lastDay, Box{})
	if err != nil {
		t.Fatal(err)
	}
	p := parts[0]
	var names table
	names.numbers = make(map[string]uint16)
	rows, err := readPositions(p.path, nil, names.number)
	if err != nil {
		t.Fatal(err)
	}
	sorted, rank := names.ranks()
	for i := range rows {
		rows[i].source = rank[rows[i].source]
	}
	write := func(path string, rows []row, digest string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := l.replace(path, func(f *os.File) error { return writePositions(f, rows, sorted, digest) }); err != nil {
			t.Fatal(err)
		}
	}
	twice := slices.Concat(rows[:5], rows[4:])
	other := slices.Clone(rows)
	other[0].sog++
	for want, do := range map[string]func(){
		"does not belong there":                  func() { write(filepath.Join(l.dir, "positions", "x.parquet"), rows, "") },
		"is not in order":                        func() { write(p.path, twice, digestRows(twice, sorted)) },
		"of another day or place":                func() { write(l.partPath(p.day+1, p.cell), rows, digestRows(rows, sorted)) },
		"does not fit its digest":                func() { write(p.path, other, digestRows(rows, sorted)) },
		"file static/2024-03-01.parquet: read":   func() { _ = os.WriteFile(l.staticPath(parts[0].day), []byte("PAR1"), 0o600) },
		"file static/x.parquet: does not belong": func() { _ = os.WriteFile(filepath.Join(l.dir, "static", "x.parquet"), nil, 0o600) },
	} {
		do()
		if got := strings.Join(check(), "\n"); !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		for name := range files(t, l) {
			if err := os.WriteFile(filepath.Join(l.dir, name), []byte(sound[name]), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, ok := sound[name]; !ok {
				_ = os.Remove(filepath.Join(l.dir, name))
			}
		}
	}
	if got := check(); len(got) > 0 {
		t.Errorf("put back: %v", got)
	}
}

// CSV that is written is read as the same positions.
func TestWriteCSV(t *testing.T) {
	l, again := openLog(t), openLog(t)
	list := traffic(2, 2, 24)
	list = append(list, heardBy{ais.Message{MMSI: 5, Time: base.UnixMilli(), HasPos: true, Type: 27, Position: ais.Position{Lat: -600, Lon: -1, SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, ROT: ais.NoROT, Status: ais.NoStatus, Second: ais.NoSecond}}, `=a "quoted", source`})
	put(t, l, list)
	var b strings.Builder
	if _, err := l.WriteCSV(t.Context(), &b, Query{}); err != nil {
		t.Fatal(err)
	}
	in := again.Begin()
	h, err := in.Load(t.Context(), strings.NewReader(b.String()), LoadOptions{Name: "csv"})
	if err != nil || h.Refused > 0 {
		t.Fatal(h, err)
	}
	if _, err := in.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	plain := func(l *Logbook) (out []string) {
		for _, m := range replayed(t, l, Query{NoStatic: true}) {
			p := m.Position
			out = append(out, fmt.Sprint(m.MMSI, m.Type, m.Time, p.Lat/6, p.Lon/6, p.SOG, p.COG, p.Heading, p.Status, strings.TrimPrefix(m.by, "'")))
		}
		slices.Sort(out)
		return out
	}
	if d := cmp.Diff(plain(l), plain(again)); d != "" {
		t.Errorf("(-kept +read)\n%.1500s", d)
	}
}
