package live_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/live"
)

// listedOn is a party that a list names from a day on.
func listedOn(id, name, day string, programmes ...string) *ftm.Entity {
	e := thing(id, "Company", "name", name)
	for _, p := range programmes {
		e.Add("programId", p)
	}
	from, err := ftm.ParseDay(day)
	if day != "" && err != nil {
		panic(err)
	}
	e.AddDuring("topics", "sanction", ftm.Period{From: from})
	return e
}

// What was stated of a party, by which batch, and what is stated no more.
func TestDossier(t *testing.T) {
	s := newShelf(t)
	s.load("un_sc_sanctions", 1, listedOn("un-1", "Tarvik Shipping", "2017-08-05", "DPRK"))
	s.load("register", 2, thing("un-1", "Company", "jurisdiction", "hk", "name", "Tarvik Shipping Limited"))
	s.load("register", 3, thing("un-1", "Company", "jurisdiction", "hk", "name", "Umbrel Lines Limited"))
	s.load("register", 4, thing("other", "Company", "name", "Somebody Else"))
	d := s.desk()
	got, err := d.Dossier(t.Context(), "un-1", live.At{})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, x := range got.Statements {
		if x.Prop == "name" {
			lines = append(lines, fmt.Sprint(x.Dataset, " ", x.Value, " ", x.Batch, "-", x.Until))
		}
	}
	want := []string{"register Tarvik Shipping Limited 2-3", "register Umbrel Lines Limited 3-4", "un_sc_sanctions Tarvik Shipping 1-0"}
	if !slices.Equal(lines, want) {
		t.Errorf("names %q, want %q", lines, want)
	}
	if len(got.Batches) != 4 || got.Batches[0].Batch != 1 || got.Batches[3].Batch != 4 {
		t.Errorf("batches %+v, want 1 to 4", got.Batches)
	}
	if len(got.Listings) != 1 || got.Listings[0].List != "un_sc_sanctions" || got.Listings[0].From != "2017-08-05" || !slices.Equal(got.Listings[0].Programmes, []string{"DPRK"}) {
		t.Errorf("listings %+v", got.Listings)
	}
	if n := got.Properties["name"]; !slices.Equal(n, []string{"Tarvik Shipping"}) {
		t.Errorf("names as of today %q: the register no longer holds it", n)
	}
	// As known with the second batch nothing had gone.
	got, err = d.Dossier(t.Context(), "un-1", live.At{Batch: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range got.Statements {
		if x.Until != 0 || x.Batch > 2 {
			t.Errorf("known with batch 2: %+v", x)
		}
	}
	if got.Searched.Batch != 2 || got.Searched.KnownOn != "2024-05-02" {
		t.Errorf("searched %+v", got.Searched)
	}
	// Before the day of the listing it is on no list.
	day, _ := ftm.ParseDay("2017-08-04")
	if got, err = d.Dossier(t.Context(), "un-1", live.At{AsOf: day}); err != nil || len(got.Listings) != 0 {
		t.Errorf("the day before: %+v, %v", got.Listings, err)
	}
	if _, err := d.Dossier(t.Context(), "nobody", live.At{}); !errors.Is(err, live.ErrNoEntity) {
		t.Errorf("nobody: %v", err)
	}
}

// What batches brought, in pages.
func TestBatchesAndChanges(t *testing.T) {
	s := newShelf(t)
	s.load("us_ofac_sdn", 1, listedOn("a", "Alder", ""), listedOn("b", "Birch", ""), listedOn("c", "Cedar", ""))
	s.load("us_ofac_sdn", 2, listedOn("a", "Alder", ""), listedOn("b", "Beech", ""), listedOn("d", "Dogwood", ""), listedOn("e", "Elm", ""))
	d := s.desk()
	all, err := d.Batches(t.Context(), nil, 10)
	if err != nil || len(all) != 2 || all[0].Batch != 2 || all[0].Added != 2 || all[0].Changed != 1 || all[0].Removed != 1 {
		t.Fatalf("batches %+v, %v", all, err)
	}
	if one, err := d.Batches(t.Context(), []string{"nobody"}, 10); err != nil || len(one) != 0 {
		t.Errorf("of another dataset: %+v, %v", one, err)
	}
	if one, err := d.Batches(t.Context(), nil, 1); err != nil || len(one) != 1 || one[0].Batch != 2 {
		t.Errorf("the newest: %+v, %v", one, err)
	}
	show := func(kind, after string, limit int) string {
		t.Helper()
		got, err := d.Changes(t.Context(), 2, kind, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for _, c := range got.Changes {
			out += fmt.Sprintf("%s %s %s; ", c.ID, c.Kind, c.Caption)
		}
		return fmt.Sprintf("%sleft %d", out, got.Left)
	}
	for _, tc := range []struct {
		kind, after string
		limit       int
		want        string
	}{
		{"", "", 10, "b changed Beech; c removed Cedar; d added Dogwood; e added Elm; left 0"},
		{"", "", 2, "b changed Beech; c removed Cedar; left 2"},
		{"", "c", 2, "d added Dogwood; e added Elm; left 0"},
		{"added", "", 1, "d added Dogwood; left 1"},
		{"removed", "", 10, "c removed Cedar; left 0"},
		{"changed", "b", 10, "left 0"},
	} {
		if got := show(tc.kind, tc.after, tc.limit); got != tc.want {
			t.Errorf("%q after %q, %d: %s, want %s", tc.kind, tc.after, tc.limit, got, tc.want)
		}
	}
	if _, err := d.Changes(t.Context(), 9, "", "", 10); !errors.Is(err, live.ErrNoBatch) {
		t.Errorf("batch 9: %v", err)
	}
}

// Designations by year: by the day that the list says, else by the batch.
func TestPace(t *testing.T) {
	s := newShelf(t)
	s.load("un_sc_sanctions", 1, listedOn("u1", "One", "2016-03-02", "DPRK"), listedOn("u2", "Two", "2017-08-05", "DPRK"), listedOn("u3", "Three", "2017-09-11", "DPRK", "IRAN"), listedOn("u4", "Four", "", "DPRK"))
	s.load("us_ofac_sdn", 2, listedOn("o1", "Five", "", "DPRK3"))
	s.load("us_ofac_sdn", 3, listedOn("o1", "Five", "", "DPRK3"), listedOn("o2", "Six", "", "DPRK3"))
	d := s.desk()
	show := func(datasets []string, programme string) string {
		t.Helper()
		got, err := d.Pace(t.Context(), datasets, programme)
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for _, y := range got.Years {
			out += fmt.Sprintf("%d %s %d; ", y.Year, y.Programme, y.Count)
		}
		return fmt.Sprintf("%s%v undated %d", out, got.Programmes, got.Undated)
	}
	for _, tc := range []struct {
		datasets  []string
		programme string
		want      string
	}{
		{nil, "", "2016 DPRK 1; 2017 DPRK 2; 2017 IRAN 1; 2024 DPRK3 1; [DPRK DPRK3 IRAN] undated 2"},
		{[]string{"us_ofac_sdn"}, "", "2024 DPRK3 1; [DPRK3] undated 1"},
		{nil, "IRAN", "2017 IRAN 1; [IRAN] undated 0"},
	} {
		if got := show(tc.datasets, tc.programme); got != tc.want {
			t.Errorf("%v %q: %s, want %s", tc.datasets, tc.programme, got, tc.want)
		}
	}
	if d.Batch() != 3 {
		t.Errorf("batch %d, want 3", d.Batch())
	}
	if b := live.Open(s.st, live.Options{Now: func() time.Time { return shelfNow }}).Batch(); b != 0 {
		t.Errorf("batch %d before anything was asked", b)
	}
}
