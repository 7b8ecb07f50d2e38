package lists_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/lists"
)

// tally counts entities and values of a document.
type tally struct {
	Parties, Addresses, Wallets, Links int
	Aliases                            int // names of alt.csv, former ones too
	Weak, WithWeak                     int
	VesselIMO, CompanyIMO, LEI         int
}

func count(recs []lists.Record) (n tally) {
	for _, r := range recs {
		n.Parties++
		for _, e := range r.Entities {
			switch e.Schema {
			case "Address":
				n.Addresses++
			case "CryptoWallet":
				n.Wallets++
			case "UnknownLink":
				n.Links++
			}
		}
		p := r.Entities[0]
		n.Aliases += len(p.Values("alias", "previousName"))
		if w := len(p.Properties["weakAlias"]); w > 0 {
			n.Weak += w
			n.WithWeak++
		}
		if p.Schema == "Vessel" {
			n.VesselIMO += len(p.Properties["imoNumber"])
		} else {
			n.CompanyIMO += len(p.Properties["imoNumber"])
		}
		n.LEI += len(p.Properties["leiCode"])
	}
	return n
}

// The counts of 2024-01 are those of the published list, taken from its rows by
// other means. Of 766 registration numbers of ships 9 belong to companies that
// own ships, which with 78 "Identification Number IMO", 34 "Company Number IMO"
// and one "International Maritime Organization No." makes 122; one company
// number has six digits. 755 ships have the number behind one blank and "IMO",
// two behind two, one without "IMO", and one in remarks that go on in the
// comments file.
func TestOFACCounts(t *testing.T) {
	for _, tt := range []struct {
		folder         string
		want           tally
		warned         int
		damage         string
		first, last    string
		refused, lacks int
	}{
		{folder: "2019-01", want: tally{Parties: 7379}, damage: "add.csv:11696: the file is cut in its last row", first: "ofac-36", last: "ofac-26235"},
		{folder: "2021-07", want: tally{Parties: 8976}, first: "ofac-36", last: "ofac-32391"},
		{
			folder: "2024-01", first: "ofac-36", last: "ofac-47089", lacks: 7,
			want: tally{Parties: 13821, Aliases: 17091, Addresses: 12946, Wallets: 463, Links: 5957, Weak: 3391, WithWeak: 1898, VesselIMO: 759, CompanyIMO: 122, LEI: 62},
		},
		{folder: "cons", want: tally{Parties: 442}, first: "ofac-9639", last: "ofac-50476"},
	} {
		t.Run(tt.folder, func(t *testing.T) {
			dir, doc := ofacDoc(t, tt.folder)
			recs, rep := readAll(t, dir, doc)
			if rep.Damage != tt.damage || rep.Refused != tt.refused {
				t.Errorf("damage %q, refused %d: %v", rep.Damage, rep.Refused, whys(rep.Problems))
			}
			got := count(recs)
			if tt.folder != "2024-01" {
				got = tally{Parties: got.Parties}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if f, l := recs[0].Party, recs[len(recs)-1].Party; f != tt.first || l != tt.last {
				t.Errorf("first %s, last %s; want %s, %s", f, l, tt.first, tt.last)
			}
			lacks := 0
			for _, w := range rep.Warnings {
				if strings.Contains(w.Why, "continuation is missing") {
					lacks++
				}
			}
			if lacks != tt.lacks && tt.lacks > 0 {
				t.Errorf("%d remarks lack their continuation, want %d", lacks, tt.lacks)
			}
			byID(t, recs)
			for _, r := range recs {
				for _, e := range r.Entities {
					for prop := range e.Properties {
						if ftm.Lookup(e.Schema).Property(prop) == nil {
							t.Fatalf("%s: a %s has no property %s", e.ID, e.Schema, prop)
						}
					}
				}
			}
		})
	}
}

func TestOFACOrphans(t *testing.T) {
	dir, doc := ofacDoc(t, "2024-01")
	_, rep := readAll(t, dir, doc)
	var got []string
	for _, w := range rep.Warnings {
		if strings.HasPrefix(w.Why, "continuation of") {
			got = append(got, w.Why)
		}
	}
	want := []string{
		"continuation of entry 12300, which is not on the list",
		"continuation of entry 15599, which is not on the list",
		"continuation of entry 15600, which is not on the list",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestOFACBirths: a range gives both of its ends, and is kept as a note with
// those that are only about right.
func TestOFACBirths(t *testing.T) {
	dir, doc := ofacDoc(t, "2024-01")
	recs, _ := readAll(t, dir, doc)
	got := map[string]int{}
	for _, r := range recs {
		p := r.Entities[0]
		vague := 0
		for _, n := range p.Properties["notes"] {
			switch {
			case strings.HasPrefix(n, "DOB circa "):
				got["circa"]++
				vague++
			case strings.HasPrefix(n, "DOB "):
				got["range"]++
				vague++
			}
		}
		if vague > 0 {
			continue
		}
		for _, d := range p.Properties["birthDate"] {
			got[map[int]string{4: "year", 7: "month", 10: "day"}[len(d)]]++
		}
	}
	// People with a range or a circa have other dates too, which are not
	// counted here: of all, 5,968 are days, 1,056 years and 70 months.
	want := map[string]int{"circa": 78, "range": 140, "day": 5959, "month": 69, "year": 1047}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestOFACWallets compares with the pairs of currency and address that were
// taken from the joined remarks by a pattern. Four of those are stumps of
// remarks whose continuation is missing.
func TestOFACWallets(t *testing.T) {
	f, err := os.Open(testdata.Path(t, "derived/ofac_crypto_addresses_2024-01_joined.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	lower := func(a string) string {
		if strings.HasPrefix(a, "0x") {
			return strings.ToLower(a)
		}
		return a
	}
	stumps := map[string]string{"1Gq": "30518", "1B64QRxf": "33151", "3F6bbvS1krsc1qR8FsbTDfYQyvkMm": "37070", "1N6XqS": "39585"}
	want := map[string]bool{}
	for _, r := range rows[1:] {
		if stumps[r[1]] != r[2] {
			want[r[0]+" "+lower(r[1])+" ofac-"+r[2]] = true
		}
	}
	dir, doc := ofacDoc(t, "2024-01")
	recs, rep := readAll(t, dir, doc)
	got, pairs := map[string]bool{}, map[string]bool{}
	for _, r := range recs {
		for _, e := range r.Entities {
			if e.Schema != "CryptoWallet" {
				continue
			}
			address := e.First("publicKey")
			for _, d := range e.Properties["description"] { // the address as listed, where the normal form is another
				address = strings.TrimSuffix(strings.TrimPrefix(d, "Listed as "), ".")
			}
			if !slices.Contains(e.Properties["topics"], "sanction") || len(e.Properties["holder"]) != 1 {
				t.Errorf("%s: topics %v, holder %v", e.ID, e.Properties["topics"], e.Properties["holder"])
			}
			for _, c := range e.Properties["currency"] {
				got[c+" "+lower(address)+" "+e.First("holder")] = true
				pairs[c+" "+lower(address)] = true
			}
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("wallets (-want +got):\n%s", d)
	}
	if len(pairs) != 469 {
		t.Errorf("%d pairs of currency and address, want 469", len(pairs))
	}
	for stump, id := range stumps {
		marked := slices.ContainsFunc(rep.Warnings, func(p ftm.Problem) bool {
			return strings.Contains(p.Why, "entry "+id+":") && strings.Contains(p.Why, "dropped") && strings.Contains(p.Why, stump)
		})
		i := slices.IndexFunc(recs, func(r lists.Record) bool { return r.Party == "ofac-"+id })
		noted := slices.Contains(recs[i].Entities[0].Properties["notes"], "The remarks are cut in the published list; what follows is missing.")
		if !marked || !noted {
			t.Errorf("entry %s with the stump %s: warning %v, note %v", id, stump, marked, noted)
		}
	}
}

func TestOFACXMLCounts(t *testing.T) {
	dir, _ := ofacDoc(t, "cons")
	doc := lists.Document{Kind: lists.OFACXML, Dataset: "us_ofac_cons", Files: map[string]string{"main": "ofac_consolidated_nonsdn_2025-03-28.xml"}}
	recs, rep := readAll(t, dir, doc)
	n := count(recs)
	if rep.Declared != 443 || n.Parties != 443 || rep.Damage != "" || rep.Refused != 0 || rep.Published.String() != "2025-03-28" {
		t.Errorf("declared %d, parties %d, refused %d, damage %q, published %s", rep.Declared, n.Parties, rep.Refused, rep.Damage, rep.Published)
	}
	const issuers = 73 // names of issuers of securities, from the documents
	if n.Aliases+n.Weak != 1136+issuers || n.Weak != 70 {
		t.Errorf("%d names, %d of them weak; want 1136 and %d, 70", n.Aliases+n.Weak, n.Weak, issuers)
	}
}

// TestOFACTwins reads the same parties from CSV and from XML. The two files
// are nine months apart, so that a few entries changed; and only the XML tells
// the lines of an address and its state apart.
func TestOFACTwins(t *testing.T) {
	dir, doc := ofacDoc(t, "cons")
	recs, _ := readAll(t, dir, doc)
	fromCSV := byID(t, recs)
	recs, _ = readAll(t, dir, lists.Document{Kind: lists.OFACXML, Dataset: doc.Dataset, Files: map[string]string{"main": "ofac_consolidated_nonsdn_2025-03-28.xml"}})
	fromXML := byID(t, recs)
	apart := map[string]bool{"city": true, "state": true, "street": true, "street2": true, "postalCode": true}
	shared, same := 0, 0
	differ := map[string]int{}
	for id, a := range fromCSV {
		b, ok := fromXML[id]
		if !ok {
			continue
		}
		shared++
		if a.Schema != b.Schema || a.Caption != b.Caption {
			differ["schema or caption"]++
		}
		equal := true
		for _, prop := range append(a.PropertyNames(), b.PropertyNames()...) {
			x, y := a.Values(prop), b.Values(prop)
			slices.Sort(x)
			slices.Sort(y)
			if !slices.Equal(x, y) && !apart[prop] {
				equal = false
				differ[a.Schema+" "+prop]++
			}
		}
		if equal {
			same++
		}
	}
	if shared < 2000 || shared-same > 40 {
		t.Errorf("%d entities are in both, %d are the same; differences: %v", shared, same, differ)
	}
	for what := range differ { // what a format could lose as a whole
		if strings.HasPrefix(what, "Person ") || strings.HasPrefix(what, "Passport ") || strings.HasPrefix(what, "Identification ") || strings.HasPrefix(what, "UnknownLink ") {
			t.Errorf("%s differs in %d entities", what, differ[what])
		}
	}
}
