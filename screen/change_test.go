package screen_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"cordon/ftm"
	"cordon/internal/unraced"
	"cordon/screen"

	"github.com/google/go-cmp/cmp"
)

// entities is a list as it stands, by id.
type entities map[string]*ftm.Entity

func (es entities) index() *screen.Index {
	b := screen.NewBuilder()
	for _, id := range slices.Sorted(maps.Keys(es)) {
		b.Add(es[id])
	}
	return b.Build()
}

// linked returns what an entity is tied to, either way.
func (es entities) linked(ids map[string]bool) map[string]bool {
	out := maps.Clone(ids)
	for id, e := range es {
		for p, values := range e.Properties {
			if !screen.Link(p) {
				continue
			}
			for _, v := range values {
				if ids[id] {
					out[v] = true
				}
				if ids[v] {
					out[id] = true
				}
			}
		}
	}
	return out
}

// change makes the index of a new state from that of the old one.
func change(ix *screen.Index, before, after entities) *screen.Index {
	changed := map[string]bool{}
	for id, e := range before {
		if !reflect.DeepEqual(e, after[id]) {
			changed[id] = true
		}
	}
	for id := range after {
		if before[id] == nil {
			changed[id] = true
		}
	}
	changed = before.linked(changed)
	changed = after.linked(changed)
	b := screen.NewBuilder()
	for id := range after.linked(changed) {
		if e := after[id]; e != nil {
			b.Add(e)
		}
	}
	return ix.Change(slices.Collect(maps.Keys(changed)), b)
}

// world makes lists of made-up parties whose names share words in several
// parts: persons, firms, ships, and what belongs to them.
type world struct{ *rand.Rand }

var worldWords = []string{
	"kim", "chol", "ho", "Ri", "Ivan", "Petrov", "Ivanovich", "Muhammad", "al", "Hassan", "Trading", "Co", "Ltd", "Bank", "Shipping", "Star", "Ocean",
	"리철호", "Иван", "Петров", "محمد", "李哲浩", "Dr", "Jr", "Pyongyang", "No", "7", "Mohammed", "Bill", "William", "OOO", "General", "Green", "Pine",
}

func (w world) pick(list []string) string { return list[w.IntN(len(list))] }

func (w world) name() string {
	n := w.pick(worldWords)
	for range w.IntN(4) {
		n += " " + w.pick(worldWords)
	}
	return n
}

func (w world) id() string { return fmt.Sprintf("x-%02d", w.IntN(40)) }

func (w world) entity(id string) *ftm.Entity {
	e := ftm.New(id, w.pick([]string{"Person", "Company", "Vessel", "Address", "Passport", "Sanction", "CryptoWallet", "LegalEntity", "Ownership"}))
	e.Datasets = []string{w.pick([]string{"un_sc_sanctions", "us_ofac_sdn", "zz"})}
	put := func(p string, values ...string) {
		if e.Is("Ownership") || ftm.Lookup(e.Schema).Property(p) != nil {
			e.Add(p, values...)
		}
	}
	for range 1 + w.IntN(3) {
		put("name", w.name())
	}
	if w.IntN(3) == 0 {
		put("alias", w.name())
		put("weakAlias", w.name())
		put("firstName", w.pick(worldWords))
		put("lastName", w.pick(worldWords))
	}
	if w.IntN(4) > 0 {
		put("topics", "sanction")
	}
	put("country", w.pick([]string{"kp", "ru", "cn"}))
	put("nationality", w.pick([]string{"kp", "ru", "ir"}))
	put("birthDate", fmt.Sprint(1950+w.IntN(5)))
	put("passportNumber", fmt.Sprint(10000000+w.IntN(5)))
	put("number", fmt.Sprint(20000000+w.IntN(5)))
	put("publicKey", w.pick([]string{"1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "other"}))
	put("imoNumber", "IMO9000000")
	put("full", w.name()+" street "+w.name())
	put("program", w.name())
	for _, p := range []string{"addressEntity", "holder", "owner", "entity"} {
		for range w.IntN(3) {
			put(p, w.id())
		}
	}
	return e
}

// After every change the index is that of the whole list, to the byte, and the
// old one is what it was.
func TestChangeIsTheWholeList(t *testing.T) {
	for seed := range uint64(60) {
		w := world{rand.New(rand.NewPCG(seed, 9))}
		now := entities{}
		for range w.IntN(60) {
			e := w.entity(w.id())
			now[e.ID] = e
		}
		ix := now.index()
		for step := range 12 {
			next := maps.Clone(now)
			for range w.IntN(6) {
				if id := w.id(); w.IntN(3) == 0 {
					delete(next, id)
				} else {
					next[id] = w.entity(id)
				}
			}
			if step == 11 {
				next = entities{}
			}
			before := saved(t, ix)
			changed := change(ix, now, next)
			whole := next.index()
			if !bytes.Equal(saved(t, changed), saved(t, whole)) {
				t.Fatalf("seed %d, step %d: another index than that of the whole list: %s", seed, step, cmp.Diff(answers(t, whole, smallQueries), answers(t, changed, smallQueries)))
			}
			if !bytes.Equal(saved(t, ix), before) {
				t.Fatalf("seed %d, step %d: the old index changed", seed, step)
			}
			if _, err := screen.Load(bytes.NewReader(saved(t, changed))); err != nil {
				t.Fatal(err)
			}
			ix, now = changed, next
		}
	}
}

// The list of OFAC over two and a half years.
func TestChangeRealWhole(t *testing.T) {
	unraced.Skip(t)
	states := map[string]entities{}
	for _, v := range []string{"2021-07", "2024-01"} {
		states[v] = entities{}
		for _, e := range ofacEntities(t, v) {
			states[v][e.ID] = e
		}
	}
	a, b := states["2021-07"], states["2024-01"]
	old, now := a.index(), b.index()
	if !bytes.Equal(saved(t, change(old, a, b)), saved(t, now)) {
		t.Error("forwards: another index than that of the whole list")
	}
	if !bytes.Equal(saved(t, change(now, b, a)), saved(t, old)) {
		t.Error("backwards: another index than that of the whole list")
	}
}

// An index that is made in two halves is the one that is made at once, to the
// byte.
func TestBuildInHalves(t *testing.T) {
	for seed := range uint64(20) {
		w := world{rand.New(rand.NewPCG(seed, 7))}
		var list []*ftm.Entity
		for range 60 {
			list = append(list, w.entity(w.id()))
		}
		var saved [2]bytes.Buffer
		for i, apart := range []int{1 << 30, 2} {
			restore := screen.BuildApart(apart)
			b := screen.NewBuilder()
			for _, e := range list {
				b.Add(e)
			}
			err := b.Build().Save(&saved[i])
			restore()
			if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(saved[0].Bytes(), saved[1].Bytes()) {
			t.Fatalf("seed %d: %d bytes at once and %d in halves differ", seed, saved[0].Len(), saved[1].Len())
		}
	}
}
