package screen_test

import (
	"bytes"
	"errors"
	"testing"

	"cordon/screen"
)

func FuzzMatch(f *testing.F) {
	f.Add("Person", "Kim Jong Un", "1984-01-08", "kp", "654321098")
	f.Add("", "Wise Honest", "", "", "8905490")
	f.Add("Company", "a.k.a. KKBC (formerly", "1", "Nowhere", "\xff")
	f.Add("Vessel", "\x00", "9999-12-31", "su", "IMO 1")
	ix := build(smallList()...)
	f.Fuzz(func(t *testing.T, schema, name, born, country, number string) {
		q := screen.Query{Schema: schema, Properties: map[string][]string{
			"name": {name}, "birthDate": {born}, "nationality": {country}, "idNumber": {number}, "imoNumber": {number}, "address": {name}, "lastName": {name}}}
		for _, o := range []screen.Options{{Cutoff: .01}, {Algorithm: screen.OFAC}} {
			a, err := ix.Match(q, o)
			if err != nil {
				if !errors.Is(err, screen.ErrSchema) {
					t.Fatal(err)
				}
				return
			}
			for _, r := range a.Results {
				if !(r.Score >= 0 && r.Score <= 1) {
					t.Fatalf("%q: score %v", name, r.Score)
				}
			}
		}
	})
}

func FuzzLoad(f *testing.F) {
	var b bytes.Buffer
	if err := build(smallList()...).Save(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:100])
	f.Add([]byte("cordonix"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ix, err := screen.Load(bytes.NewReader(data))
		if err != nil {
			if !errors.Is(err, screen.ErrSnapshot) {
				t.Fatal(err)
			}
			return
		}
		for _, q := range smallQueries {
			if _, err := ix.Match(q, screen.Options{}); err != nil {
				t.Fatal(err)
			}
		}
		var again bytes.Buffer
		if err := ix.Save(&again); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(data, again.Bytes()) {
			t.Fatal("saved again it is another")
		}
	})
}
