package live_test

import (
	"errors"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"
	"cordon/store"
)

// shelf is a store whose batches are loaded on the days given.
type shelf struct {
	t  *testing.T
	st *store.Store
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	st, err := store.Open(t.Context(), "sqlite:"+t.TempDir()+"/cordon.db", store.Options{Now: func() time.Time { return shelfNow }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return &shelf{t, st}
}

var shelfNow = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)

func (s *shelf) load(dataset string, day int, entities ...*ftm.Entity) {
	s.t.Helper()
	l, err := s.st.Begin(s.t.Context(), store.BatchMeta{Source: dataset, Kind: "ftm", Reader: "test 1", Received: time.Date(2024, 5, day, 8, 0, 0, 0, time.UTC)})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range entities {
		if err := l.Add(s.t.Context(), e); err != nil {
			s.t.Fatal(err)
		}
	}
	if _, err := l.Commit(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shelf) desk() *live.Desk {
	s.t.Helper()
	d := live.Open(s.st, live.Options{Now: func() time.Time { return shelfNow }})
	if err := d.Refresh(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return d
}

func thing(id, schema string, pairs ...string) *ftm.Entity {
	e := ftm.New(id, schema)
	for i := 0; i+1 < len(pairs); i += 2 {
		e.Add(pairs[i], pairs[i+1])
	}
	return e
}

// dates are first and last seen and last change of the party of an id, as
// days of May.
func dates(t *testing.T, d *live.Desk, id, name string) [3]string {
	t.Helper()
	a, err := d.Screen(t.Context(), []screen.Query{{Properties: map[string][]string{"name": {name}}}}, screen.Options{}, live.At{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range a[0].Results {
		if r.ID == id {
			e, err := d.Entity(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if *e.FirstSeen != r.FirstSeen || *e.LastSeen != r.LastSeen || *e.LastChange != r.LastChange {
				t.Errorf("%s: a screen says %s %s %s, the entity %s %s %s", id, r.FirstSeen, r.LastSeen, r.LastChange, *e.FirstSeen, *e.LastSeen, *e.LastChange)
			}
			return [3]string{r.FirstSeen[8:10], r.LastSeen[8:10], r.LastChange[8:10]}
		}
	}
	t.Fatalf("%s is not found", id)
	return [3]string{}
}

// Dates that no source gives are those of batches: the one that brought the
// entity, the newest of its lists, the one that changed it. They are the same
// whether the index was built of the whole list or a change was put into it.
func TestDatesOfBatches(t *testing.T) {
	s := newShelf(t)
	heron := thing("a-1", "Company", "name", "Red Heron Trading", "topics", "sanction")
	marlin := thing("a-2", "Vessel", "name", "Blue Marlin Star", "topics", "sanction")
	s.load("list_a", 1, heron, marlin)
	s.load("list_b", 2, thing("b-1", "Person", "name", "Pak Chol Ryong", "topics", "sanction"))
	standing := s.desk()
	check := func(when, id, name string, want [3]string) {
		t.Helper()
		if err := standing.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		for kind, d := range map[string]*live.Desk{"put in": standing, "built": s.desk()} {
			if got := dates(t, d, id, name); got != want {
				t.Errorf("%s, %s: %s was seen %v, want %v", when, kind, id, got, want)
			}
		}
	}
	check("at first", "a-1", "Red Heron Trading", [3]string{"01", "01", "01"})

	heron.Add("alias", "RHT")
	s.load("list_a", 5, heron, marlin, thing("a-3", "Person", "name", "Orla Quillfeather", "topics", "sanction"))
	check("changed", "a-1", "Red Heron Trading", [3]string{"01", "05", "05"})
	check("not changed", "a-2", "Blue Marlin Star", [3]string{"01", "05", "01"})
	check("new", "a-3", "Orla Quillfeather", [3]string{"05", "05", "05"})
	check("of another list", "b-1", "Pak Chol Ryong", [3]string{"02", "02", "02"})

	// Another list begins to name it, and the first one stops.
	s.load("list_b", 8, thing("b-1", "Person", "name", "Pak Chol Ryong", "topics", "sanction"), thing("a-2", "Vessel", "name", "Blue Marlin Star", "topics", "sanction"))
	check("on two lists", "a-2", "Blue Marlin Star", [3]string{"01", "08", "08"})
	s.load("list_a", 9, heron)
	check("on the other list", "a-2", "Blue Marlin Star", [3]string{"01", "08", "09"})

	found, err := standing.Find(t.Context(), screen.TextQuery{ChangedSince: "2024-05-09", Limit: 10})
	if err != nil || len(found.Found) != 1 || found.Found[0].ID != "a-2" {
		t.Errorf("changed since the last batch: %v, %v", found.Found, err)
	}
}

// Neighbours stand in their places, nobody within himself, however the ties
// run; ids that were merged lead on.
func TestNeighbours(t *testing.T) {
	s := newShelf(t)
	merged := thing("p-1", "Person", "name", "Pak Chol Ryong", "topics", "sanction")
	merged.Referents = []string{"old-1"}
	s.load("list_a", 1, merged,
		thing("p-2", "Person", "name", "Orla Quillfeather"),
		thing("c-1", "Company", "name", "Red Heron Trading", "parent", "c-2", "topics", "sanction", "addressEntity", "nowhere"),
		thing("c-2", "Company", "name", "Grey Heron Holding", "parent", "c-1"), // each the other's parent
		thing("f-1", "Family", "person", "p-1", "relative", "p-2", "relationship", "cousin"),
		thing("o-1", "Ownership", "owner", "p-1", "asset", "c-1"),
		thing("o-2", "Ownership", "owner", "c-1", "asset", "c-1"), // itself
	)
	d := s.desk()
	e, err := d.Nested(t.Context(), "p-1")
	if err != nil {
		t.Fatal(err)
	}
	cousin := e.Properties["familyPerson"][0].Entity
	if cousin == nil || cousin.Properties["relative"][0].Entity.ID != "p-2" || cousin.Properties["person"] != nil {
		t.Errorf("family %+v", cousin)
	}
	if c := e.Properties["ownershipOwner"][0].Entity.Properties["asset"][0].Entity; c == nil || c.ID != "c-1" || c.Properties["parent"][0].Text != "c-2" {
		t.Errorf("owns %+v", c)
	}
	if e, err = d.Nested(t.Context(), "c-1"); err != nil {
		t.Fatal(err)
	}
	if p := e.Properties["parent"][0].Entity; p == nil || p.ID != "c-2" || p.Properties["parent"] != nil {
		t.Errorf("parent %+v", p)
	}
	if e.Properties["addressEntity"][0].Text != "nowhere" {
		t.Error("an id that nobody bears is not kept")
	}
	if n := len(e.Properties["subsidiaries"]); n != 1 {
		t.Errorf("%d subsidiaries", n)
	}

	for _, id := range []string{"old-1"} {
		var into *live.MergedError
		if _, err := d.Entity(t.Context(), id); !errors.As(err, &into) || into.Into != "p-1" {
			t.Errorf("%s: %v", id, err)
		}
	}
	if _, err := d.Nested(t.Context(), "nobody"); !errors.Is(err, live.ErrNoEntity) {
		t.Errorf("nobody: %v", err)
	}
	var no *live.NoPropertyError
	if _, _, err := d.Adjacent(t.Context(), "p-1", "name", live.Page{Limit: 1}); !errors.As(err, &no) {
		t.Errorf("no tie: %v", err)
	}
}

// A hub of very many ties is answered, page by page, in bounded size.
func TestHub(t *testing.T) {
	s := newShelf(t)
	list := []*ftm.Entity{thing("c-0", "Company", "name", "Red Heron Trading", "topics", "sanction")}
	const n = 300
	for i := range n {
		id := string(rune('a'+i/26)) + string(rune('a'+i%26))
		list = append(list, thing("p-"+id, "Person", "name", "Person "+id), thing("o-"+id, "Ownership", "owner", "p-"+id, "asset", "c-0"))
	}
	s.load("list_a", 1, list...)
	d := s.desk()
	seen := make(map[string]bool)
	for offset := 0; ; offset += 100 {
		_, around, err := d.Adjacent(t.Context(), "c-0", "", live.Page{Limit: 100, Offset: offset})
		if err != nil {
			t.Fatal(err)
		}
		page := around["ownershipAsset"]
		if page.Total != n {
			t.Fatalf("%d in all", page.Total)
		}
		for _, v := range page.Found {
			if v.Entity.Properties["owner"][0].Entity == nil {
				t.Errorf("%s: its other end is missing", v.Entity.ID)
			}
			seen[v.Entity.ID] = true
		}
		if len(page.Found) < 100 {
			break
		}
	}
	if len(seen) != n {
		t.Errorf("%d ties on all pages", len(seen))
	}
}
