package law_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/law"

	"github.com/google/go-cmp/cmp"
)

func TestListingsRoundTrip(t *testing.T) {
	day, _ := ftm.ParseDay("2017-06-01")
	origins := []law.Origin{{Dataset: "us_ofac_sdn", Published: day, Title: "A\tlist", Terms: `public \ domain`}}
	rows := []ftm.Statement{
		{Entity: "ofac-1", Schema: "Company", Prop: "id", Value: "ofac-1", Dataset: "us_ofac_sdn"},
		{Entity: "ofac-1", Schema: "Company", Prop: "name", Value: "Line\nbreak and \\t backslash\tand tab", Dataset: "us_ofac_sdn"},
		{Entity: "ofac-1", Schema: "Company", Prop: "topics", Value: "sanction", Dataset: "us_ofac_sdn", Period: ftm.Period{From: day, To: day + 30}},
	}
	var b bytes.Buffer
	if err := law.WriteListings(&b, origins, []ftm.Statement{rows[2], rows[0], rows[1]}); err != nil {
		t.Fatal(err)
	}
	gotO, gotR, err := law.ReadListings(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(origins, gotO); diff != "" {
		t.Errorf("origins (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(rows, gotR); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestReadListingsRefuses(t *testing.T) {
	const head = "#cordon listings 1\n"
	const row = "ofac-1\tCompany\tname\tX\t\t\tus_ofac_sdn\n"
	for _, tc := range []struct{ name, in, want string }{
		{"another format", "#cordon listings 2\n" + row, "line 1"},
		{"no rows", head, "no rows"},
		{"too few fields", head + "ofac-1\tCompany\tname\n", "line 2: 3 fields"},
		{"no value", head + "ofac-1\tCompany\tname\t\t\t\tus_ofac_sdn\n", "an empty field"},
		{"no list", head + "ofac-1\tCompany\tname\tX\t\t\t\n", "an empty field"},
		{"unknown schema", head + "ofac-1\tFirm\tname\tX\t\t\tl\n", `no schema "Firm"`},
		{"no date", head + "ofac-1\tCompany\tname\tX\tsoon\t\tl\n", "line 2: date"},
		{"origin cut", head + "#origin\tx\n" + row, "line 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, _, err := law.ReadListings([]byte(tc.in)); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}

func FuzzReadListings(f *testing.F) {
	f.Add([]byte("#cordon listings 1\nofac-1\tCompany\tname\tX\t2017-06-01\t\tus_ofac_sdn\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		origins, rows, err := law.ReadListings(in)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := law.WriteListings(&b, origins, rows); err != nil {
			t.Fatal(err)
		}
		o2, r2, err := law.ReadListings(b.Bytes())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%q", err, b.Bytes())
		}
		if len(r2) != len(rows) || !cmp.Equal(origins, o2) {
			t.Fatalf("%d rows became %d", len(rows), len(r2))
		}
	})
}

// TestBuiltIn holds what is known of the lists the built-in listings were made
// from: the Security Council lists 80 people and 75 entities, in every version
// since 2018.
func TestBuiltIn(t *testing.T) {
	if got := law.Programmes(); !slices.Contains(got, "dprk") {
		t.Fatalf("programmes %q", got)
	}
	b, err := law.Listings("dprk")
	if err != nil {
		t.Fatal(err)
	}
	origins, rows, err := law.ReadListings(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range origins {
		if o.Published == 0 || o.Terms == "" {
			t.Errorf("origin %s: no day or no terms", o.Dataset)
		}
		if strings.Contains(strings.ToUpper(o.Terms), "NC") && strings.Contains(o.Terms, "BY-NC") {
			t.Errorf("origin %s may not be here: %s", o.Dataset, o.Terms)
		}
	}
	listed := map[string]map[string]bool{}
	wallets, vessels := map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		if r.Prop == "topics" && r.Value == "sanction" {
			kind := strings.SplitN(r.Entity, "-", 2)[0] + " " + r.Schema
			if listed[kind] == nil {
				listed[kind] = map[string]bool{}
			}
			listed[kind][r.Entity] = true
			if r.Schema == "Vessel" {
				vessels[r.Entity] = true
			}
		}
		if r.Schema == "CryptoWallet" {
			wallets[r.Entity] = true
		}
	}
	count := func(prefix string, schemata ...string) (n int) {
		for _, s := range schemata {
			n += len(listed[prefix+" "+s])
		}
		return n
	}
	if got := count("un", "Person"); got != 80 {
		t.Errorf("%d UN people, want 80", got)
	}
	if got := count("un", "Organization", "Company", "LegalEntity", "PublicBody"); got != 75 {
		t.Errorf("%d UN entities, want 75", got)
	}
	if got := count("ofac", "Person"); got < 160 {
		t.Errorf("%d OFAC people, want 160 or more", got)
	}
	if len(vessels) < 100 || len(wallets) < 100 {
		t.Errorf("%d vessels and %d wallets, want more than 100 of each", len(vessels), len(wallets))
	}
	if law.Dataset("dprk") != "dprk_builtin" || !law.Builtin("dprk_builtin") || law.Builtin("us_ofac_sdn") || law.Builtin("nowhere_builtin") {
		t.Error("the built-in dataset is not told from others")
	}
}

// A party of the built-in listings is traced to the publication it was taken
// from.
func TestOriginOf(t *testing.T) {
	origins := law.Origins("dprk")
	if len(origins) != 2 {
		t.Fatalf("origins %v, want 2", origins)
	}
	for party, want := range map[string]string{"ofac-11599": "us_ofac_sdn", "un-690734": "un_sc_sanctions", "ofac-1159": "", "ofac-115999": "", "": ""} {
		o, ok := law.OriginOf("dprk", party)
		if o.Dataset != want || ok != (want != "") || ok && o.Published == 0 {
			t.Errorf("%q: %v %v, want %q", party, o, ok, want)
		}
	}
	if _, ok := law.OriginOf("nowhere", "ofac-11599"); ok || law.Origins("nowhere") != nil {
		t.Error("a programme that is not there has origins")
	}
	if p, ok := law.ProgrammeOf("dprk_builtin"); p != "dprk" || !ok {
		t.Errorf("programme %q %v", p, ok)
	}
}
