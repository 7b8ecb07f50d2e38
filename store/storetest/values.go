package storetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/store"

	"github.com/google/go-cmp/cmp/cmpopts"
)

// Entities are compared some hundreds at a time: documents of a few sizes, each
// after each.
func caseChunks(t *tester) {
	st := t.store()
	sizes := []int{0, 1, 399, 400, 401, 800, 0, 801, 400, 0}
	had := 0
	for _, n := range sizes {
		b := t.load(st, doc{entities: some(n)})
		want := store.Change{Added: max(0, n-had), Removed: max(0, had-n)}
		want.Opened, want.Closed = int64(5*want.Added), int64(5*want.Removed)
		t.want(fmt.Sprintf("from %d to %d", had, n), b.Change, want)
		ids := t.ids(st, known(b.ID))
		if len(ids) != n || !slices.IsSorted(ids) {
			t.Errorf("from %d to %d: %d entities, sorted: %v", had, n, len(ids), slices.IsSorted(ids))
		}
		had = n
	}
	for i, n := range sizes {
		if got := len(t.ids(st, known(int64(i+1)))); got != n {
			t.Errorf("batch %d: %d entities, want %d", i+1, got, n)
		}
	}
}

var oddIDs = []string{
	" ", "  lead", "trail ", "a", "A", "a ", "ä", "a\u0308", "김정은", "\U0001F6A2", "-1", "0", "00", "1e3", "null", "NULL", "a'b", `a"b`, "a;b", "a--b", "a%b", "a_b",
	"a\nb", "a\tb", "a\\b", "?", "?1", "$1", ":v", "@v", "a\x00b", "a\x00", "\x00", "\u202e", "\ufeff", "id:caption", strings.Repeat("long ", 5000), "'); DROP TABLE stmt; --", "e-1/../..", "a\u00a0b", "I", "İ", "ı", "ß", "ss",
}

// Ids are compared byte by byte, and sorted so.
func caseOddIDs(t *tester) {
	st := t.store()
	var list []*ftm.Entity
	for i, id := range oddIDs {
		list = append(list, entity(id, "Person", "name", fmt.Sprint("number ", i)))
		list = append(list, entity("owns "+id, "Ownership", "owner", id, "asset", "everything"))
	}
	t.load(st, doc{entities: list})
	t.want("again", t.load(st, doc{entities: list}).Change, store.Change{})
	want := make([]string, 0, len(list))
	for _, e := range list {
		want = append(want, e.ID)
	}
	slices.Sort(want)
	t.want("order", t.ids(st, known(2)), want)
	for i, id := range oddIDs {
		t.want(fmt.Sprintf("entity %q", id), t.values(st, known(2), id, "name"), []string{fmt.Sprint("number ", i)})
		near, err := st.Adjacent(t.Context(), known(2), id)
		if err != nil || len(near) != 1 || near[0].Entity != "owns "+id {
			t.Errorf("adjacent to %q: %v, %v", id, near, err)
		}
	}
	b := t.load(st, doc{delta: true, removed: oddIDs[1:]})
	t.want("removed", b.Change.Removed, len(oddIDs)-1)
}

func caseLarge(t *tester) {
	st := t.store()
	rng := rand.New(rand.NewPCG(5, 5))
	junk := make([]byte, 2<<20)
	for i := range junk {
		junk[i] = byte('a' + rng.IntN(26))
	}
	e := entity("large", "Person", "notes", string(junk), "notes", string(junk[:1<<20]), "name", strings.Repeat("김", 100_000))
	many := entity("many", "Person")
	var aliases []string
	for i := range 4_000 {
		aliases = append(aliases, fmt.Sprintf("Alias %d", i))
	}
	many.Add("alias", aliases...)
	b := t.load(st, doc{entities: []*ftm.Entity{e, many}})
	t.want("change", b.Change, store.Change{Added: 2, Opened: 4 + 4_001})
	got, _ := t.get(st, known(1), "large")
	slices.Sort(got.Properties["notes"])
	if got.First("name") != e.First("name") || len(got.Properties["notes"]) != 2 || got.Properties["notes"][1] != string(junk) {
		t.Error("large values are not what was put in")
	}
	if n := len(t.values(st, known(1), "many", "alias")); n != 4_000 {
		t.Errorf("%d aliases", n)
	}
	many.Properties["alias"] = append(many.Properties["alias"][:2_000:2_000], "new")
	t.want("half of it goes", t.load(st, doc{entities: []*ftm.Entity{e, many}}).Change, store.Change{Changed: 1, Opened: 1, Closed: 2_000})
}

// lossFree are lines of documents that a store gives back as they came.
const lossFree = `
{"id":"1","schema":"Starship","properties":{"warp":["9"],"name":["Unknown schema"]}}
{"id":"2","schema":"Person","caption":"Of the source","properties":{"unheardOf":["x","y"],"name":["김","A \u0000 B"," lead and trail "]}}
{"id":"3","schema":"Company","properties":{"name":["C"],"id":["a property called id"],"id:caption":["another"]},"referents":["r-1","r-2"],"first_seen":"2020-01-01T00:00:00","last_seen":"2024-01-01T00:00:00","last_change":"2023-01-01T00:00:00","target":true,"score":0.5,"nested":{"a":[1,2,null]}}
{"id":"4","schema":"Person","properties":{},"target":false}
{"id":"5","schema":"Address","properties":{"full":["1 ' \" \\ ; -- Street"],"country":["kp"]}}
{"id":"6","schema":"Thing","properties":{"name":["null","NULL","0","-0-","1e5","007"]}}
`

func caseLossFree(t *tester) {
	st := t.store()
	var list []*ftm.Entity
	r := ftm.NewReader(strings.NewReader(strings.TrimSpace(lossFree)), "lines")
	for {
		e, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	if len(list) != 6 {
		t.Fatalf("%d entities", len(list))
	}
	t.load(st, doc{entities: list})
	got := t.all(st, known(1))
	var want []string
	for _, e := range list {
		e = e.Clone()
		e.Datasets = append(e.Datasets, "list")
		want = append(want, text(e))
	}
	t.want("entities", texts(got), want)
	for _, e := range got {
		one, _ := t.get(st, known(1), e.ID)
		t.want("entity", text(one), text(e))
	}
	// What was read can be loaded again, and nothing has changed.
	t.want("round", t.load(st, doc{entities: got}).Change, store.Change{})

	// Statements of other languages and times, with all their fields.
	stmts := []ftm.Statement{
		{Entity: "s", Schema: "Starship", Prop: ftm.PropID, Value: "s", Dataset: "stmts"},
		{Entity: "s", Schema: "Starship", Prop: "name", Value: "", Dataset: "stmts"},
		{Entity: "s", Schema: "Starship", Prop: "name", Value: "이름", Lang: "kor", Dataset: "stmts", Period: ftm.Period{From: 1, To: 2}},
		{Entity: "s", Schema: "Starship", Prop: "name", Value: "이름", Lang: "zho", Dataset: "stmts", Period: ftm.Period{From: day("2001-01-01"), To: day("9999-12-31")}},
	}
	b := t.load(st, doc{source: "stmts", stmts: stmts})
	_, rows := t.get(st, known(b.ID), "s")
	var back []ftm.Statement
	for _, d := range rows {
		back = append(back, d.Statement)
	}
	t.want("statements", back, stmts)
}

func caseAdjacent(t *tester) {
	st := t.store()
	own := entity("own", "Ownership", "owner", "x", "asset", "y", "role", "x")
	own.AddDuring("owner", "old", ftm.Period{To: day("2010-01-01")})
	b1 := t.load(st, doc{entities: []*ftm.Entity{own, entity("x", "Person", "name", "y"), entity("y", "Company", "name", "Y", "parent", "y"), entity("z", "Starship", "owner", "x")}})
	t.load(st, doc{source: "b", entities: []*ftm.Entity{entity("own", "Ownership", "owner", "x", "asset", "nobody")}})
	t.load(st, doc{entities: []*ftm.Entity{entity("x", "Person", "name", "X")}})
	ask := func(v store.View, id string) []string {
		t.Helper()
		list, err := st.Adjacent(t.Context(), v, id)
		if err != nil {
			t.Fatal(err)
		}
		out := []string{}
		for _, d := range list {
			out = append(out, fmt.Sprintf("%s %s %s=%s %d-%d", d.Dataset, d.Entity, d.Prop, d.Value, d.KnownFrom, d.KnownTo))
		}
		return out
	}
	t.want("x", ask(known(b1.ID), "x"), []string{"list own owner=x 1-3"})
	t.want("x, two sources", ask(known(2), "x"), []string{"b own owner=x 2-0", "list own owner=x 1-3"})
	t.want("x, now", ask(known(3), "x"), []string{"b own owner=x 2-0"})
	t.want("y, tied to itself", ask(known(1), "y"), []string{"list own asset=y 1-3", "list y parent=y 1-3"})
	t.want("an edge", ask(known(2), "own"), []string{"b own asset=nobody 2-0", "b own owner=x 2-0", "list own asset=y 1-3", "list own owner=old 1-3", "list own owner=x 1-3"})
	t.want("an edge, later", ask(store.View{AsOf: day("2010-01-01"), Batch: 1}, "own"), []string{"list own asset=y 1-3", "list own owner=x 1-3"})
	t.want("one that is only named", ask(known(2), "nobody"), []string{"b own asset=nobody 2-0"})
	t.want("nothing", ask(known(0), "x"), []string{})
}

func caseOriginals(t *tester) {
	st := t.store()
	ctx := t.Context()
	big := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	for _, c := range []struct {
		name string
		data []byte
		meta store.OriginalMeta
	}{
		{"empty", nil, store.OriginalMeta{Name: "empty.csv"}},
		{"html", []byte("<html>"), store.OriginalMeta{Name: "list.csv", URL: "https://example.org/list.csv", Headers: map[string]string{"Etag": `"1"`}}},
		{"said", []byte("36,\"X\""), store.OriginalMeta{Name: "sdn.csv", Media: "text/csv"}},
		{"big", big, store.OriginalMeta{Name: "odd 'name'\x00.xml"}},
	} {
		o, err := st.PutOriginal(ctx, bytes.NewReader(c.data), c.meta)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		again, err := st.PutOriginal(ctx, bytes.NewReader(c.data), store.OriginalMeta{Name: "another name"})
		if err != nil || again.SHA256 != o.SHA256 {
			t.Errorf("%s: again: %x, %v", c.name, again.SHA256, err)
		}
		got, err := st.Original(ctx, o.SHA256)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		o.Received = o.Received.Truncate(1000)
		t.want(c.name+": as first kept", got, o, cmpopts.EquateEmpty())
		if got.Size != int64(len(c.data)) || got.Name != c.meta.Name || got.Media == "" || c.meta.Media != "" && got.Media != c.meta.Media {
			t.Errorf("%s: %+v", c.name, got)
		}
		f, err := st.OpenOriginal(o.SHA256)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		data, err := io.ReadAll(f)
		if err != nil || !bytes.Equal(data, c.data) {
			t.Errorf("%s: %d bytes, %v", c.name, len(data), err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	_, err := st.OpenOriginal([32]byte{1})
	t.wantErr("open what is not there", err, store.ErrNotFound)
	_, err = st.Original(ctx, [32]byte{1})
	t.wantErr("ask for what is not there", err, store.ErrNotFound)
	_, err = st.PutOriginal(ctx, io.MultiReader(strings.NewReader("half"), failing{}), store.OriginalMeta{Name: "cut.csv"})
	t.wantErr("a document that cannot be read to its end", err, io.ErrUnexpectedEOF)
	r, err := st.Fsck(ctx, nil)
	if err != nil || r.Originals != 4 {
		t.Errorf("fsck: %s, %v", must(json.Marshal(r)), err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}
