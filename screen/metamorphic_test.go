package screen_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/screen"

	"github.com/google/go-cmp/cmp"
)

var smallQueries = []screen.Query{
	query("Person", "name=Kim Jong Un"), query("Person", "name=Kim Jongun;birthDate=1984-01-08"), query("", "name=Kwangson Bank"), query("Vessel", "name=Wise Honest"),
	query("Person", "name=Viktor Sokolv;nationality=ru"), query("Person", "passportNumber=654321098"), query("", "publicKey=1BoatSLRHtKNngkdXEeobR76b53LETtpyT"), query("Person", "name=Nobody Known"),
}

// answers is everything an index says to some queries, as bytes.
func answers(t *testing.T, ix *screen.Index, queries []screen.Query) string {
	t.Helper()
	var b bytes.Buffer
	for _, q := range queries {
		a := ask(t, ix, q, screen.Options{Cutoff: .2, Limit: 20})
		if err := json.NewEncoder(&b).Encode(a); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func saved(t *testing.T, ix *screen.Index) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := ix.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The order in which entities come, and their coming twice, changes nothing:
// the index is the same to the byte.
func TestOrderOfTheListIsNothing(t *testing.T) {
	want := saved(t, build(smallList()...))
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		list := smallList()
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if !bytes.Equal(saved(t, build(list...)), want) {
			t.Fatal("permuted: another index")
		}
	}
	if !bytes.Equal(saved(t, build(append(smallList(), smallList()...)...)), want) {
		t.Error("doubled: another index")
	}
}

func TestOrderOfWordsIsNothing(t *testing.T) {
	ix := build(smallList()...)
	for _, names := range [][]string{{"Kim Jong Un", "Jong Un Kim", "Un Kim Jong"}, {"Kwangson Banking Corporation", "Banking Kwangson Corporation"}, {"Viktor Petrovich Sokolov", "Sokolov Viktor Petrovich"}} {
		want := ask(t, ix, query("", "name="+names[0]), screen.Options{}).Results[0]
		for _, n := range names[1:] {
			got := ask(t, ix, query("", "name="+n), screen.Options{}).Results
			if len(got) == 0 || got[0].ID != want.ID || got[0].Score != want.Score {
				t.Errorf("%s: %v, want %s at %.3f", n, dump(screen.Answer{Results: got}), want.ID, want.Score)
			}
		}
	}
}

// What the list knows beyond the query never moves the score.
func TestRichnessOfTheListIsNothing(t *testing.T) {
	poor := target("x", "Person", "name=Viktor Sokolov")
	rich := target("x", "Person", "name=Viktor Sokolov;birthDate=1961-04-05;nationality=ru;gender=male;address=1 Long Street, Omsk;passportNumber=12345678;position=General;notes=many;alias=Some Body Else;weakAlias=Bear")
	for _, props := range []string{"name=Viktor Sokolov", "name=Victor Sokolv", "name=Viktor Sokolov;height=180"} {
		a, b := scoreOf(t, query("Person", props), poor), scoreOf(t, query("Person", props), rich)
		if a != b {
			t.Errorf("%s: %.4f against a poor entry, %.4f against a rich one", props, a, b)
		}
	}
}

// A contradiction never lifts a score, and empty fields are none.
func TestContradictionsNeverLift(t *testing.T) {
	e := target("x", "Person", "name=Viktor Sokolov;birthDate=1961-04-05;nationality=ru;gender=male")
	for _, name := range []string{"Viktor Sokolov", "Viktor Sokolv", "V Sokolov"} {
		base := scoreOf(t, query("Person", "name="+name), e)
		for _, against := range []string{"nationality=fr", "birthDate=1970", "birthDate=1961-05-04", "birthDate=1961-09-09", "gender=female", "nationality=fr;birthDate=1970;gender=female"} {
			if s := scoreOf(t, query("Person", "name="+name+";"+against), e); s >= base {
				t.Errorf("%s with %s: %.3f, without %.3f", name, against, s, base)
			}
		}
		q := query("Person", "name="+name)
		q.Properties["nationality"], q.Properties["birthDate"], q.Properties["gender"] = []string{""}, nil, []string{" "}
		if s := scoreOf(t, q, e); s != base {
			t.Errorf("%s with empty fields: %.3f, without %.3f", name, s, base)
		}
	}
}

func TestSnapshot(t *testing.T) {
	for name, ix := range map[string]*screen.Index{"small": build(smallList()...), "empty": build()} {
		b := saved(t, ix)
		got, err := screen.Load(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d := cmp.Diff(answers(t, ix, smallQueries), answers(t, got, smallQueries)); d != "" {
			t.Errorf("%s: the loaded index answers otherwise: %s", name, d)
		}
		if !bytes.Equal(saved(t, got), b) || got.Len() != ix.Len() {
			t.Errorf("%s: saved again it is another", name)
		}
	}
}

func TestSnapshotDamaged(t *testing.T) {
	good := saved(t, build(smallList()...))
	for n := 0; n < len(good); n += 1 + n/8 {
		if _, err := screen.Load(bytes.NewReader(good[:n])); !errors.Is(err, screen.ErrSnapshot) {
			t.Fatalf("cut at %d of %d: %v", n, len(good), err)
		}
	}
	for n := 0; n < len(good); n += 1 + n/64 {
		bad := slices.Clone(good)
		bad[n] ^= 0x40
		if _, err := screen.Load(bytes.NewReader(bad)); !errors.Is(err, screen.ErrSnapshot) {
			t.Fatalf("a bit turned at %d: %v", n, err)
		}
	}
	if _, err := screen.Load(strings.NewReader("")); !errors.Is(err, screen.ErrSnapshot) {
		t.Errorf("empty: %v", err)
	}
}

// Long, empty and strange input on both sides.
func TestBounds(t *testing.T) {
	long := strings.Repeat("Kwangson Ryonbong ", 1<<16)
	b := screen.NewBuilder()
	for _, e := range smallList() {
		b.Add(e)
	}
	for i, n := range []string{long, "X", "?!", "\x00\x00", strings.Repeat("a", 1<<20), strings.Repeat("a ", 5000), "\xff\xfe", strings.Repeat("i\u0307", 3000)} {
		e := ftm.New("odd-"+string(rune('a'+i)), []string{"Person", "Company", "Vessel", "LegalEntity"}[i%4])
		e.Add("name", n)
		e.Add("topics", "sanction")
		e.Add("birthDate", "never", "1961-99-99", "0000")
		e.Add("idNumber", "-", long)
		b.Add(e)
	}
	bomb := target("bomb", "Person", "name=Many Named")
	for i := range 5000 {
		bomb.Add("alias", strings.Repeat(string(rune('a'+i%26)), 3+i/26))
	}
	b.Add(bomb)
	b.Add(ftm.New("", "Person"))
	ix := b.Build()
	if _, err := screen.Load(bytes.NewReader(saved(t, ix))); err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{long, "X", "a", "?!", "\x00", strings.Repeat("a", 1<<20), strings.Repeat("a ", 5000), "\xff\xfe", ""} {
		for _, s := range []string{"", "Person", "Company", "Vessel", "Airplane"} {
			ask(t, ix, screen.Query{Schema: s, Properties: map[string][]string{"name": {n, n, n}, "idNumber": {n}, "birthDate": {n}, "address": {n}, "country": {n}}}, screen.Options{})
		}
	}
	if got := ask(t, ix, query("Person", "name=Kim Jong Un"), screen.Options{}); got.Total != 1 {
		t.Errorf("beside odd entries: %s", dump(got))
	}
}

// Two goroutines ask one index.
func TestConcurrent(t *testing.T) {
	ix := build(smallList()...)
	want := answers(t, ix, smallQueries)
	done := make(chan string, 8)
	for range cap(done) {
		go func() {
			var b bytes.Buffer
			for _, q := range smallQueries {
				a, err := ix.Match(q, screen.Options{Cutoff: .2, Limit: 20})
				if err == nil {
					err = json.NewEncoder(&b).Encode(a)
				}
				if err != nil {
					b.WriteString(err.Error())
				}
			}
			done <- b.String()
		}()
	}
	for range cap(done) {
		if d := cmp.Diff(want, <-done); d != "" {
			t.Error(d)
		}
	}
}
