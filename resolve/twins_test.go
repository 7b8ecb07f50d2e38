package resolve_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/resolve"

	"github.com/google/go-cmp/cmp"
)

// twinOf is an entity of a list from "name=…;birthDate=…".
func twinOf(id, schema, list, props string) *ftm.Entity {
	e := ftm.New(id, schema)
	e.Datasets = []string{list}
	for _, p := range strings.Split(props, ";") {
		k, v, _ := strings.Cut(p, "=")
		e.Add(k, v)
	}
	e.Caption = e.First("name")
	return e
}

func sieved(list ...*ftm.Entity) *resolve.Twins {
	s := resolve.NewSieve()
	for _, e := range list {
		s.Add(e)
	}
	return s.Twins()
}

// What two records must share so that they may be one party, and what keeps them
// from it. Names alone never suffice.
func TestTwin(t *testing.T) {
	for _, tc := range []struct {
		about, schemaA, a, schemaB, b string
		same                          []string // in what they have in common; none is no twin
	}{
		{"name and day of birth", "Person", "name=RI, Chol Ho;birthDate=1964-03-01;topics=sanction;nationality=kp", "Person", "name=Chol Ho Ri;birthDate=1964-03-01;nationality=cn",
			[]string{"the same name", "the same birth date (1964-03-01)"}},
		{"another romanisation", "Person", "name=RI, Chol Ho;birthDate=1964-03-01;topics=sanction", "Person", "name=Lee Cheol Ho;birthDate=1964-03-01", []string{"birth date"}},
		{"another script", "Person", "name=Igor Petrov;birthDate=1964-03-01;topics=sanction", "Person", "name=ПЕТРОВ Игорь;birthDate=1964-03-01", []string{"birth date"}},
		{"Hangul", "Person", "name=Kim Jong Sik;birthDate=1964-03-01;topics=sanction", "Person", "name=김정식;birthDate=1964-03-01", []string{"birth date"}},
		{"Chinese", "Person", "name=Ma Xiaohong;birthDate=1964-03-01;topics=sanction", "Person", "name=馬曉紅;birthDate=1964-03-01", []string{"birth date"}},
		{"a name that differs by a syllable", "Person", "name=Kim Jong Chol;birthDate=1964-03-01;topics=sanction", "Person", "name=Kim Jong Chun;birthDate=1964-03-01", nil},
		{"an alias", "Person", "name=RI, Chol Ho;alias=Pak Sung Il;birthDate=1964-03-01;topics=sanction", "Person", "name=Sung Il Pak;birthDate=1964-03-01", []string{"the same name"}},
		{"one of two days of birth", "Person", "name=RI, Chol Ho;birthDate=1964-03-01;birthDate=1965-03-01;topics=sanction", "Person", "name=Chol Ho Ri;birthDate=1965-03-01", []string{"1965-03-01"}},
		{"the name alone", "Person", "name=RI, Chol Ho;topics=sanction", "Person", "name=Chol Ho Ri", nil},
		{"the name and a year", "Person", "name=RI, Chol Ho;birthDate=1964;topics=sanction", "Person", "name=Chol Ho Ri;birthDate=1964", nil},
		{"another day of birth", "Person", "name=RI, Chol Ho;birthDate=1964-03-01;topics=sanction", "Person", "name=Chol Ho Ri;birthDate=1964-03-02", nil},
		{"another name", "Person", "name=RI, Chol Ho;birthDate=1964-03-01;topics=sanction", "Person", "name=Kang Myong Chol;birthDate=1964-03-01", nil},
		{"a sister", "Person", "name=RI, Chol Ho;birthDate=1964-03-01;topics=sanction;gender=male", "Person", "name=RI, Myong Suk;birthDate=1964-03-01;gender=female", nil},
		{"nobody listed", "Person", "name=RI, Chol Ho;birthDate=1964-03-01", "Person", "name=Chol Ho Ri;birthDate=1964-03-01", nil},
		{"passport, days of birth apart by a slip", "Person", "name=CHU, Hyo'k;birthDate=1986-11-23;passportNumber=836420186", "Person", "name=CHU HYO’K;birthDate=1986-11-22;passportNumber=836420186",
			[]string{"the same passport number (836420186)"}},
		{"passport, born twenty years apart", "Person", "name=CHU, Hyo'k;birthDate=1986-11-23;passportNumber=836420186", "Person", "name=CHU HYO’K;birthDate=1966-11-22;passportNumber=836420186", nil},
		{"passport of another country", "Person", "name=CHU, Hyo'k;passportNumber=836420186;nationality=kp", "Person", "name=CHU HYO’K;passportNumber=836420186;nationality=vn", nil},
		{"passport, another name", "Person", "name=CHU, Hyo'k;passportNumber=836420186", "Person", "name=Olga Petrova;passportNumber=836420186", nil},
		{"number of a register", "Company", "name=Dalian Zyx Trade Co., Ltd.;registrationNumber=C002438;jurisdiction=cn", "Company", "name=DALIAN ZYX TRADE;registrationNumber=C002438;jurisdiction=cn",
			[]string{"the same registration number (C002438)"}},
		{"former name and number", "Company", "name=Dalian Zyx Trade;registrationNumber=C002438;jurisdiction=cn", "Company", "name=Yanji Metals;previousName=Dalian Zyx Trade;registrationNumber=C002438;jurisdiction=cn",
			[]string{"the same name (Dalian Zyx Trade, a former one)"}},
		{"number of another register", "Company", "name=Dalian Zyx Trade;registrationNumber=C002438;jurisdiction=cn", "Company", "name=Dalian Zyx Trade;registrationNumber=C002438;jurisdiction=sg", nil},
		{"company, the name alone", "Company", "name=Dalian Zyx Trade;jurisdiction=cn", "Company", "name=Dalian Zyx Trade;jurisdiction=cn", nil},
		{"company and its owner", "Company", "name=Zyx;registrationNumber=C002438", "Person", "name=Zyx;idNumber=C002438", nil},
		{"programme of a list", "Company", "name=Dalian Zyx Trade;programId=DPRK4", "Company", "name=Dalian Zyx Trade;programId=DPRK4", nil},
		{"number that is a word", "Company", "name=Dalian Zyx Trade;registrationNumber=unknown", "Company", "name=Dalian Zyx Trade;registrationNumber=unknown", nil},
		{"hull", "Vessel", "name=Wise Honest;imoNumber=8905490", "Vessel", "name=WISE HONEST;imoNumber=IMO8905490", []string{"the same IMO number (8905490"}},
		{"hull under two flags", "Vessel", "name=Wise Honest;imoNumber=8905490;flag=kp", "Vessel", "name=WISE HONEST;imoNumber=8905490;flag=km", []string{"against it: country: North Korea (KP) and Comoros (KM)"}},
		{"hull of another name", "Vessel", "name=Wise Honest;imoNumber=8905490", "Vessel", "name=Blue Moon;imoNumber=8905490", nil},
		{"ship of another hull", "Vessel", "name=Wise Honest;imoNumber=8905490;mmsi=445119000", "Vessel", "name=Wise Honest;imoNumber=9074729;mmsi=445119000", nil},
	} {
		a, b := twinOf("a", tc.schemaA, "list", tc.a), twinOf("b", tc.schemaB, "register", tc.b)
		twins := sieved(a, b)
		got, ok := resolve.Twin{}, false
		if met := twins.Of("a"); slices.Contains(met, "b") {
			got, ok = twins.Twin(a, b, nil)
		}
		if ok != (tc.same != nil) {
			t.Errorf("%s: twins: %v, met %v: %+v", tc.about, ok, twins.Of("a"), got)
			continue
		}
		words := strings.Join(got.Same, "; ") + "; against it: " + strings.Join(got.Against, "; ")
		for _, want := range tc.same {
			if !strings.Contains(words, want) {
				t.Errorf("%s: no %q in %q", tc.about, want, words)
			}
		}
		if ok && (got.Score < .9 || got.Score > .99 || got.Stated[0].Prop == "" || got.Stated[1].Value == "") {
			t.Errorf("%s: %+v", tc.about, got)
		}
		if again, ok2 := twins.Twin(b, a, nil); ok2 != ok && twins.Len() > 0 || ok && cmp.Diff(got, again) != "" {
			t.Errorf("%s: the other way round it is %v, %+v", tc.about, ok2, again)
		}
	}
}

// Papers that stand by themselves count for their holders.
func TestTwinsByPapers(t *testing.T) {
	a := twinOf("a", "Person", "list", "name=CHU, Hyo'k")
	b := twinOf("b", "Person", "register", "name=Hyo'k Chu;passportNumber=836420186")
	paper := twinOf("paper", "Passport", "list", "holder=a;number=836 420 186;country=kp")
	twins := sieved(paper, b, a)
	if got := twins.Of("b"); !slices.Equal(got, []string{"a"}) {
		t.Fatalf("b meets %v", got)
	}
	got, ok := twins.Twin(a, b, []*ftm.Entity{paper})
	if !ok || !strings.Contains(strings.Join(got.Same, "; "), "passport number") {
		t.Errorf("%v: %+v", ok, got)
	}
	if _, ok := twins.Twin(a, b, nil); ok {
		t.Error("without the paper they have nothing in common")
	}
}

// twinsList are many records of which some share numbers and days of birth; many
// have a number that is no key.
func twinsList(rng *rand.Rand) []*ftm.Entity {
	var out []*ftm.Entity
	for i := range 400 {
		id := fmt.Sprintf("x%03d", i)
		switch rng.IntN(3) {
		case 0:
			props := fmt.Sprintf("name=Given%d Family%d;birthDate=19%02d-01-%02d", rng.IntN(4), rng.IntN(4), 60+rng.IntN(3), 1+rng.IntN(6))
			if rng.IntN(3) == 0 {
				props += ";topics=sanction"
			}
			out = append(out, twinOf(id, "Person", "list", props))
		case 1:
			out = append(out, twinOf(id, "Company", "register", fmt.Sprintf("name=Company %d;registrationNumber=C%05d", rng.IntN(50), rng.IntN(120))))
		default:
			out = append(out, twinOf(id, "Company", "register", fmt.Sprintf("name=Company %d;registrationNumber=0000000", rng.IntN(50))))
		}
	}
	return out
}

// The sieve finds every pair that a look at all pairs finds, in whatever order the
// records come, and is the same after it was written and read.
func TestTwinsAreFound(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	list := twinsList(rng)
	twins := sieved(list...)
	found := 0
	for i, a := range list {
		met := twins.Of(a.ID)
		for _, b := range list[i+1:] {
			if _, ok := twins.Twin(a, b, nil); !ok {
				continue
			}
			switch {
			case a.First("registrationNumber") == "0000000": // borne by too many
				if slices.Contains(met, b.ID) {
					t.Fatalf("%s meets %s by a number of very many", a.ID, b.ID)
				}
			case a.Schema == "Person" && !a.IsTarget() && !b.IsTarget(): // two of whom none is listed
			case !slices.Contains(met, b.ID):
				t.Fatalf("%s and %s are twins and do not meet: %v, %v", a.ID, b.ID, a.Properties, b.Properties)
			default:
				found++
			}
		}
	}
	if found < 20 {
		t.Fatalf("only %d pairs", found)
	}
	save := func(x *resolve.Twins) []byte {
		var b bytes.Buffer
		if err := x.Save(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	want := save(twins)
	for range 5 {
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if !bytes.Equal(save(sieved(list...)), want) {
			t.Fatal("the order matters")
		}
	}
	r := bufio.NewReader(io.MultiReader(bytes.NewReader(want), strings.NewReader("more")))
	again, err := resolve.LoadTwins(r)
	if err != nil || !bytes.Equal(save(again), want) {
		t.Fatalf("read again: %v", err)
	}
	if rest, _ := io.ReadAll(r); string(rest) != "more" {
		t.Errorf("what follows is %q", rest)
	}
	for n := range want {
		bad := slices.Clone(want)
		bad[n] ^= 0x55
		if _, err := resolve.LoadTwins(bufio.NewReader(bytes.NewReader(bad))); !errors.Is(err, resolve.ErrTwins) {
			t.Fatalf("byte %d changed: %v", n, err)
		}
		if _, err := resolve.LoadTwins(bufio.NewReader(bytes.NewReader(want[:n]))); !errors.Is(err, resolve.ErrTwins) {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
}

func FuzzLoadTwins(f *testing.F) {
	var b bytes.Buffer
	if err := sieved(twinsList(rand.New(rand.NewPCG(1, 1)))[:40]...).Save(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, doc []byte) {
		x, err := resolve.LoadTwins(bufio.NewReader(bytes.NewReader(doc)))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := x.Save(&again); err != nil || !bytes.HasPrefix(doc, again.Bytes()) {
			t.Errorf("written again it is other bytes (%v)", err)
		}
	})
}
