package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/law"

	"github.com/google/go-cmp/cmp"
)

// The committed file is what the published lists give, to the byte.
func TestListingsAreReproduced(t *testing.T) {
	ofac, history := testdata.Path(t, "sanctions/ofac/2024-01"), testdata.Path(t, "sanctions/sdn_history")
	un := testdata.Path(t, "sanctions/un/un_2025-04-19_singlequoted.xml")
	want, err := law.Listings("dprk")
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "listings.tsv")
	if err := run(context.Background(), ofac, "2023-12-28", history, un, selection{"DPRK", "North Korea Sanctions Regulations"}, out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Fatalf("law/dprk/listings.tsv is not what the lists give; renew it with: make generate\n%s", firstDifference(string(want), string(got)))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return cmp.Diff(w[i], g[i])
		}
	}
	return cmp.Diff(len(w), len(g))
}

// facts are the built-in listings, by entity and property.
type facts map[string]map[string][]string

func builtin(t *testing.T) (facts, map[string]string) {
	t.Helper()
	b, err := law.Listings("dprk")
	if err != nil {
		t.Fatal(err)
	}
	_, rows, err := law.ReadListings(b)
	if err != nil {
		t.Fatal(err)
	}
	f, schemata := facts{}, map[string]string{}
	for _, r := range rows {
		if f[r.Entity] == nil {
			f[r.Entity] = map[string][]string{}
		}
		f[r.Entity][r.Prop] = append(f[r.Entity][r.Prop], r.Value)
		schemata[r.Entity] = r.Schema
	}
	return f, schemata
}

// table reads a CSV file with a header.
func table(t *testing.T, rel string) []map[string]string {
	t.Helper()
	f, err := os.Open(testdata.Path(t, rel))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	recs, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range recs[1:] {
		row := map[string]string{}
		for i, h := range recs[0] {
			row[h] = r[i]
		}
		out = append(out, row)
	}
	return out
}

// All ships of the list of 2024-05-03, with the numbers that their remarks
// state.
func TestVessels(t *testing.T) {
	f, schemata := builtin(t)
	ships := table(t, "derived/ofac_dprk_vessels_2024-05-03.csv")
	if len(ships) != 105 {
		t.Fatalf("%d ships in the table, want 105", len(ships))
	}
	withIMO := 0
	for _, s := range ships {
		e := f["ofac-"+s["ent_num"]]
		if schemata["ofac-"+s["ent_num"]] != "Vessel" || !slices.Contains(e["topics"], "sanction") {
			t.Errorf("ship %s %s is not listed", s["ent_num"], s["name"])
			continue
		}
		if s["imo"] == "" {
			continue
		}
		withIMO++
		if !slices.Equal(e["imoNumber"], []string{s["imo"]}) {
			t.Errorf("ship %s: IMO %v, want %s", s["ent_num"], e["imoNumber"], s["imo"])
		}
	}
	if withIMO != 104 {
		t.Errorf("%d ships with IMO, want 104", withIMO)
	}
	for id, schema := range schemata {
		if schema == "Vessel" && !slices.ContainsFunc(ships, func(s map[string]string) bool { return "ofac-"+s["ent_num"] == id }) {
			t.Errorf("%s is no listed ship", id)
		}
	}
}

// reached are the numbers of the OFAC parties of whose remarks one names the
// North Korea Sanctions Regulations, by the list and its later changes.
func reached(t *testing.T) map[string]bool {
	t.Helper()
	const words = "North Korea Sanctions Regulations"
	out := map[string]bool{}
	b, err := os.ReadFile(testdata.Path(t, "sanctions/ofac/2024-01/sdn.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if id, rest, ok := strings.Cut(line, ","); ok && strings.Contains(rest, words) {
			out[id] = true
		}
	}
	if b, err = os.ReadFile(testdata.Path(t, "sanctions/sdn_history/sdn_changes.jsonl")); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		var c change
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		if c.At > "2023-12-28" && strings.Contains(strings.Join(c.Row, " "), words) {
			out[c.ID] = true
		}
	}
	return out
}

// Every wallet of the programmes' parties, and no other.
func TestWallets(t *testing.T) {
	f, schemata := builtin(t)
	want := map[string]bool{}
	reached := reached(t)
	for _, w := range table(t, "derived/ofac_crypto_addresses_2024-01_joined.csv") {
		if strings.Contains(w["program"], "DPRK") || reached[w["ent_num"]] {
			want[strings.ToLower(w["address"])] = true
		}
	}
	if len(want) < 100 {
		t.Fatalf("%d wallets in the table", len(want))
	}
	got := map[string]bool{}
	for id, schema := range schemata {
		if schema != "CryptoWallet" {
			continue
		}
		for _, key := range f[id]["publicKey"] {
			got[strings.ToLower(key)] = true
		}
		if len(f[id]["holder"]) == 0 {
			t.Errorf("%s has no holder", id)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("wallets (-want +got):\n%s", diff)
	}
}

// Every listing of the Security Council with its day.
func TestUNDates(t *testing.T) {
	f, _ := builtin(t)
	got := map[string]string{}
	for _, e := range f {
		if len(e["unscId"]) > 0 && len(e["listingDate"]) > 0 {
			got[e["unscId"][0]] = e["listingDate"][0]
		}
	}
	want := map[string]string{}
	for _, u := range table(t, "derived/un_dprk_listings.csv") {
		want[u["reference"]] = u["listed_on"]
	}
	if len(want) != 155 {
		t.Errorf("%d listings in the table, want 155", len(want))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("listing dates (-want +got):\n%s", diff)
	}
}

// The parties are those of the last state of the history, and those that came
// within it have the day on which they came.
func TestPartiesOfTheLastState(t *testing.T) {
	f, _ := builtin(t)
	want := map[string]bool{}
	day := map[string]string{}
	reached := reached(t)
	for _, p := range table(t, "sanctions/sdn_history/sdn_first_last_seen.csv") {
		if (strings.Contains(p["program"], "DPRK") || reached[p["ent_num"]]) && p["last_seen"] == "" {
			want["ofac-"+p["ent_num"]] = true
			if p["first_seen"] != "" {
				day["ofac-"+p["ent_num"]] = p["first_seen"][:10]
			}
		}
	}
	got := map[string]bool{}
	for id, e := range f {
		if strings.HasPrefix(id, "ofac-") && slices.Contains(e["topics"], "sanction") {
			got[id] = true
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parties (-want +got):\n%s", diff)
	}
	if len(day) < 50 {
		t.Errorf("%d parties came within the history", len(day))
	}
	for id, d := range day {
		if got := f[id+"-sanction"]["listingDate"]; !slices.Equal(got, []string{d}) {
			t.Errorf("%s: listed on %v, want %s", id, got, d)
		}
	}
}

func TestDropProse(t *testing.T) {
	e := ftm.New("un-1", "Person")
	e.Add("notes", "anything")
	e.Add("position", "Head of a made-up bureau", "A made-up person who directs and guides all of the made-up bureaus of a made-up state")
	e.Add("summary", "A made-up reason that goes on and on and on and on and on")
	dropProse(e)
	if diff := cmp.Diff(map[string][]string{"position": {"Head of a made-up bureau"}}, e.Properties); diff != "" {
		t.Errorf("properties (-want +got):\n%s", diff)
	}
}

// A change of the history replaces, adds or takes away rows of the programme's
// parties, and leaves all others.
func TestApplyChanges(t *testing.T) {
	sdn := "1,\"FIRST MADE-UP\",-0- ,\"DPRK\"\r\n2,\"SECOND MADE-UP\",-0- ,\"DPRK2\"\r\n3,\"THIRD MADE-UP\",-0- ,\"OTHER\"\r\n\x1a"
	var lines []string
	for _, c := range []change{
		{"2024-01-01T00:00:00+00:00", "del", "1", []string{"FIRST MADE-UP", "-0-", "DPRK"}}, // not after the day
		{"2024-01-03T00:00:00+00:00", "mod", "1", []string{"FIRST \"NEW\"", "-0-", "DPRK"}},
		{"2024-01-04T00:00:00+00:00", "del", "2", []string{"SECOND MADE-UP", "-0-", "DPRK2"}},
		{"2024-01-04T00:00:00+00:00", "del", "3", []string{"THIRD MADE-UP", "-0-", "OTHER"}},
		{"2024-01-05T00:00:00+00:00", "add", "10", []string{"TENTH MADE-UP", "-0-", "DPRK"}},
	} {
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(b))
	}
	path := filepath.Join(t.TempDir(), "changes.jsonl")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	day, err := ftm.ParseDay("2024-01-02")
	if err != nil {
		t.Fatal(err)
	}
	got, last, err := applyChanges([]byte(sdn), path, day, selection{programme: "DPRK"})
	if err != nil {
		t.Fatal(err)
	}
	want := "3,\"THIRD MADE-UP\",-0- ,\"OTHER\"\r\n1,\"FIRST \"\"NEW\"\"\",-0- ,\"DPRK\"\r\n10,\"TENTH MADE-UP\",-0- ,\"DPRK\"\r\n\x1a"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("sdn.csv (-want +got):\n%s", diff)
	}
	if last.String() != "2024-01-05" {
		t.Errorf("last change on %s", last)
	}
}
