package resolve_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"cordon/resolve"

	"github.com/google/go-cmp/cmp"
)

var day = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// ledger is a log of judgements as a store keeps it, in memory.
type ledger struct {
	list []resolve.Judgement
	next int64
}

func (l *ledger) decide(a, b string, v resolve.Verdict) error {
	a, b = resolve.Pair(a, b)
	replaces, err := resolve.NewBook(l.list).Check(a, b, v)
	if err != nil {
		return err
	}
	for _, r := range replaces {
		l.withdraw(r)
	}
	l.next++
	l.list = append(l.list, resolve.Judgement{ID: l.next, A: a, B: b, Verdict: v, User: "kim", Reason: "r", At: day.Add(time.Duration(l.next) * time.Hour)})
	return nil
}

func (l *ledger) withdraw(j resolve.Judgement) {
	for i := range l.list {
		if l.list[i].ID == j.ID {
			l.next++
			l.list[i].Withdrawn, l.list[i].WithdrawnAs = day.Add(time.Duration(l.next)*time.Hour), l.next
		}
	}
}

// view is what a book says of some ids.
func view(b *resolve.Book, ids []string) map[string][]string {
	out := make(map[string][]string)
	for _, id := range ids {
		out[id] = append(b.Members(id), b.Canonical(id))
		for _, o := range ids {
			out[id] = append(out[id], fmt.Sprint(len(b.Against(id, o)), b.Decided(id, o)))
		}
	}
	return out
}

func TestBook(t *testing.T) {
	var l ledger
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	refused := func(err error, by ...int64) {
		t.Helper()
		var c *resolve.ConflictError
		if !errors.As(err, &c) {
			t.Fatalf("not refused: %v", err)
		}
		var got []int64
		for _, j := range c.By {
			got = append(got, j.ID)
		}
		if !slices.Equal(got, by) {
			t.Errorf("refused for %v, want %v: %v", got, by, err)
		}
	}
	must(l.decide("b", "c", resolve.Same))
	must(l.decide("a", "d", resolve.Same))
	must(l.decide("c", "d", resolve.Different))
	refused(l.decide("a", "b", resolve.Same), 3) // through c and d
	must(l.decide("e", "b", resolve.Same))
	refused(l.decide("e", "c", resolve.Different), 1, 4) // one party through b
	refused(l.decide("b", "c", resolve.Same), 1)
	must(l.decide("x", "y", resolve.Unsure))
	refused(l.decide("x", "y", resolve.Unsure), 5)
	must(l.decide("x", "y", resolve.Same)) // an open pair may be decided
	must(l.decide("x", "Q42", resolve.Same))
	b := resolve.NewBook(l.list)
	for _, c := range []struct {
		id, canonical string
		members       []string
	}{
		{"c", "b", []string{"b", "c", "e"}}, {"d", "a", []string{"a", "d"}}, {"z", "z", []string{"z"}},
		{"y", "Q42", []string{"Q42", "x", "y"}}, // Wikidata's id stands for the others
	} {
		if got := b.Canonical(c.id); got != c.canonical {
			t.Errorf("%s is %s, want %s", c.id, got, c.canonical)
		}
		if d := cmp.Diff(c.members, b.Members(c.id)); d != "" {
			t.Errorf("%s: %s", c.id, d)
		}
	}
	if !b.Decided("a", "e") || b.Decided("a", "x") {
		t.Error("what is decided: a and e are, through c and d; a and x are not")
	}
}

// Whatever is decided in whatever order: what is refused would have joined what
// is held apart; undoing the last step gives back what was there; the order of
// the log changes nothing; and what was known earlier stays known.
func TestBookProperties(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		ids := []string{"a", "b", "c", "d", "e", "f", "Q7"}
		var l ledger
		for range 40 {
			before := view(resolve.NewBook(l.list), ids)
			at := day.Add(time.Duration(l.next) * time.Hour)
			if n := len(l.list); n > 0 && r.IntN(4) == 0 {
				if j := l.list[r.IntN(n)]; j.Live() {
					l.withdraw(j)
				}
			} else {
				a, b := ids[r.IntN(len(ids))], ids[r.IntN(len(ids))]
				if a == b {
					continue
				}
				_, open := resolve.NewBook(l.list).Judged(a, b)
				if err := l.decide(a, b, resolve.Verdicts[r.IntN(3)]); err == nil && !open {
					undone := ledger{slices.Clone(l.list), l.next}
					undone.withdraw(l.list[len(l.list)-1])
					if d := cmp.Diff(before, view(resolve.NewBook(undone.list), ids)); d != "" {
						t.Fatalf("seed %d: undo leaves something: %s", seed, d)
					}
				}
			}
			book := resolve.NewBook(l.list)
			for _, j := range l.list {
				if j.Live() && j.Verdict == resolve.Different && book.Canonical(j.A) == book.Canonical(j.B) {
					t.Fatalf("seed %d: %s and yet one party", seed, j.String())
				}
				if j.Live() && j.Verdict == resolve.Same && book.Canonical(j.A) != book.Canonical(j.B) {
					t.Fatalf("seed %d: %s and yet two parties", seed, j.String())
				}
			}
			shuffled := slices.Clone(l.list)
			r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			if d := cmp.Diff(view(book, ids), view(resolve.NewBook(shuffled), ids)); d != "" {
				t.Fatalf("seed %d: order matters: %s", seed, d)
			}
			if d := cmp.Diff(before, view(resolve.NewBook(resolve.AsOf(l.list, at)), ids)); d != "" {
				t.Fatalf("seed %d: the past changed: %s", seed, d)
			}
		}
	}
}

func TestParseVerdict(t *testing.T) {
	for in, want := range map[string]resolve.Verdict{"same": resolve.Same, " Different": resolve.Different, "UNSURE": resolve.Unsure, "POSITIVE": resolve.Same, "negative": resolve.Different} {
		if got, err := resolve.ParseVerdict(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	if _, err := resolve.ParseVerdict("maybe"); err == nil {
		t.Error("maybe was taken")
	}
}
