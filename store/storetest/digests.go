package storetest

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"

	"cordon/ftm"
	"cordon/store"
)

// Digests are made of names and values, so that every store of every program
// version has the same: these are written down.
func caseDigestsFixed(t *tester) {
	st := t.store()
	e := entity("e-1", "Person", "name", "Kim", "name", "Müller", "birthDate", "1950", "unheard of", "x")
	e.AddDuring("topics", "sanction", ftm.Period{From: day("2016-03-02"), To: day("2019-01-01")})
	for i, c := range []struct {
		doc  doc
		want string
	}{
		{doc{entities: []*ftm.Entity{e, entity("e-2", "Vessel", "name", "Ship", "imoNumber", "9074729"), entity("e-3", "Company", "name", "Co")}}, "b4e6b7300e6922c2527d9279a67b7a7e"},
		{doc{}, "7b31c52a863e27d1cb2c46f5fd241afd"},
		{doc{entities: []*ftm.Entity{e}, delta: true, removed: []string{"e-4"}}, "be4e51139af581638c6bb10838c70880"},
	} {
		b := t.load(st, c.doc)
		t.want(fmt.Sprintf("digest of batch %d", i+1), hex.EncodeToString(b.Digest[:]), c.want)
	}
}

// What order a document has, and in how many places it speaks of an entity,
// does not change its digest.
func caseDigestsOrder(t *tester) {
	rng := rand.New(rand.NewPCG(1, 1))
	var want []store.Batch
	for try := range 4 {
		st := t.store()
		var got []store.Batch
		for n, kept := range []int{500, 460, 500} { // some vanish and come back
			stmts := map[string][]ftm.Statement{}
			for i, e := range some(kept) {
				if i%9 == n {
					e.Add("alias", fmt.Sprint("in batch ", n))
				}
				stmts[e.ID] = e.AppendStatements(nil, "list")
			}
			var pieces [][]ftm.Statement
			for _, e := range some(kept) {
				list := stmts[e.ID]
				if try > 0 {
					rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
					cut := rng.IntN(len(list))
					pieces = append(pieces, list[:cut])
					list = list[cut:]
				}
				pieces = append(pieces, list)
			}
			if try > 0 {
				rng.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
			}
			b := t.load(st, doc{stmts: slices.Concat(pieces...)})
			b.Recorded = b.Received
			got = append(got, b)
		}
		if try == 0 {
			want = got
		}
		t.want("batches", got, want)
	}
}

// A store numbers entities, sources and words as they come. Digests of a source
// do not depend on what others said before.
func caseDigestsNumbers(t *tester) {
	lists := [][]*ftm.Entity{some(30), some(9), append(some(4), some(25)[20:]...), nil}
	var want [][16]byte
	for try := range 2 {
		st := t.store()
		if try == 1 {
			other := some(30)
			slices.Reverse(other)
			for _, e := range other { // one by one, so that their numbers run backwards
				e.Add("weakAlias", "another word")
				t.load(st, doc{source: "other", entities: []*ftm.Entity{e}, delta: true})
			}
		}
		var got [][16]byte
		for _, l := range lists {
			got = append(got, t.load(st, doc{entities: l}).Digest)
		}
		if try == 0 {
			want = got
		}
		t.want("digests", got, want)
	}
	if want[0] == want[1] || want[1] == want[2] || want[2] == want[3] {
		t.Error("different batches have one digest")
	}
	st := t.store()
	if got := t.load(st, doc{source: "another", entities: lists[0]}).Digest; got == want[0] {
		t.Error("two sources have one digest")
	}
}
