package brief

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cordon/ais"
	"cordon/ftm"
	"cordon/geo"
	"cordon/law"
	"cordon/live"
	"cordon/sea"
	"cordon/touch"
)

var update = flag.Bool("update", false, "write the briefs of testdata anew")

// book is a logbook of one event.
type book struct {
	event   sea.Event
	vessels []*sea.Vessel
	known   *sea.Known
}

func (b book) Event(context.Context, string, live.At) (sea.Event, error)      { return b.event, nil }
func (b book) EventsOf(context.Context, string, live.At) ([]sea.Event, error) { return nil, nil }
func (b book) Known(context.Context) (*sea.Known, error)                      { return b.known, nil }
func (b book) TracksOf(context.Context, []sea.Party, time.Time, time.Time) ([]*sea.Vessel, error) {
	return b.vessels, nil
}
func (b book) Originals(_ context.Context, names []string, _ live.At) (out []Source, err error) {
	for _, n := range names {
		out = append(out, Source{n, "document of a test", strings.Repeat("00", 32)})
	}
	return out, nil
}

// Ask knows of nothing.
func (b book) Ask(_ context.Context, s touch.Subject, _ live.At, _ int) (*touch.Answer, error) {
	return &touch.Answer{Exposure: "clear", Missing: []string{"who owns " + s.Text}}, nil
}

// ship is a tanker under way, heard every half hour from a time on; its MMSI is of
// a country and made up, as its track is.
func ship(name string, imo, mmsi uint32, from geo.Point, course, knots float64, at time.Time, n int) *sea.Vessel {
	v := &sea.Vessel{ID: fmt.Sprintf("imo-%d", imo), IMO: imo, MMSI: mmsi, Kind: sea.Tanker, Length: 96, Beam: 15}
	if imo == 0 {
		v.ID = fmt.Sprintf("mmsi-%09d-1", mmsi)
	}
	for i := range n {
		p := geo.Move(from, course, knots*geo.NM*float64(i)/2)
		v.Fixes = append(v.Fixes, sea.MakeFix(sea.FixData{T: uint32(at.Unix()) + uint32(i)*1800, Lat: int32(p.Lat * ais.Unit), Lon: int32(p.Lon * ais.Unit), SOG: uint16(knots * 10), COG: uint16(course * 10), Heading: 511}))
	}
	v.Claims = []sea.Claim{{Prop: "name", Value: name, First: v.Fixes[0].T, Last: v.Fixes[n-1].T, N: 9}}
	return v
}

func utc(y int, m time.Month, d, h int) time.Time { return time.Date(y, m, d, h, 0, 0, 0, time.UTC) }

// cases are documented ships (names, numbers and days are of public reports; tracks
// and MMSIs are made up), and a ship of a flag that refuses.
func cases() map[string]book {
	parties := func(at time.Time, vs ...*sea.Vessel) (out []sea.Party) {
		for _, v := range vs {
			out = append(out, sea.PartyOf(v, uint32(at.Unix())))
		}
		return out
	}
	land := geo.WorldLand()
	out := map[string]book{}

	// Courageous: dark for four months of 2019, last heard in the roads of Kaohsiung.
	c := ship("COURAGEOUS", 8617524, 514000001, geo.Point{Lat: 22.3, Lon: 119.9}, 20, 8, utc(2019, 8, 5, 0), 30)
	c.Claims = append(c.Claims, sea.Claim{Prop: "name", Value: "SEA PRIMA", First: c.Fixes[0].T - 9e6, Last: c.Fixes[0].T - 8e6, N: 4})
	out["courageous"] = book{sea.Event{ID: "gap-courageous", Kind: sea.GapKind, Sub: "dark", Vessels: []string{c.ID}, Parties: parties(utc(2019, 8, 5, 14), c), Start: utc(2019, 8, 5, 14), End: utc(2019, 12, 5, 0), Lat: 24, Lon: 120.6, Strength: .88, LogOdds: 2, Alert: true,
		Reasons:  []sea.Reason{{Item: "dark-gap", Text: "silent for 121 days where 14 others were heard", Weight: 1}, {Item: "call-after", Text: "a dark call fits the silence", Weight: 1}},
		Innocent: []sea.Innocent{{Text: "transponder failure or a lay-up", ClearedBy: "notice to class or flag, the yard's log"}}},
		[]*sea.Vessel{c}, &sea.Known{Flag: "kp", Land: land, Ships: []sea.Ship{{ID: "ofac-saebyol", Name: "CHONG RIM 2", IMO: 8916293, Listed: true, Datasets: []string{"us_ofac_sdn"}}}}}

	// DEYI: no nationality, off Yeosu in March 2024.
	d := ship("DEYI", 0, 646000001, geo.Point{Lat: 34.2, Lon: 127.75}, 10, 6, utc(2024, 3, 30, 0), 8)
	out["deyi"] = book{sea.Event{ID: "identity-deyi", Kind: sea.IdentityKind, Sub: "mid-unallocated", Vessels: []string{d.ID}, Parties: parties(utc(2024, 3, 30, 3), d), Start: utc(2024, 3, 30, 0), End: utc(2024, 3, 30, 3), Lat: 34.4, Lon: 127.8, Strength: .82, LogOdds: 1.5, Alert: true,
		Reasons:  []sea.Reason{{Item: "mid-unallocated", Text: "its number begins with digits that no country has", Weight: 1.5}},
		Innocent: []sea.Innocent{{Text: "a number typed wrong", ClearedBy: "the radio licence"}}},
		[]*sea.Vessel{d}, &sea.Known{Flag: "kp", Land: land}}

	// A ship of a flag on the high seas, whose state will be asked and may refuse.
	a := ship("SYN REFUSER", 9074729, 351000001, geo.Point{Lat: 30.2, Lon: 124.6}, 40, 9, utc(2020, 1, 12, 0), 20)
	b := ship("CHON MA SAN", 8660313, 445000001, geo.Point{Lat: 30.2, Lon: 124.6}, 320, 9, utc(2020, 1, 12, 0), 20)
	out["refusal"] = book{sea.Event{ID: "encounter-refusal", Kind: sea.EncounterKind, Sub: sea.SubTransfer, Vessels: []string{b.ID, a.ID}, Parties: parties(utc(2020, 1, 12, 0), a, b), Start: utc(2020, 1, 11, 15), End: utc(2020, 1, 11, 23), Lat: 30.2, Lon: 124.6, Strength: .99, LogOdds: 5, Alert: true,
		Reasons:  []sea.Reason{{Item: "counterpart-listed", Text: "CHON MA SAN (IMO 8660313) is listed", Weight: 3, Source: "us_ofac_sdn"}, {Item: "transfer", Text: "alongside for 7.6 h, hulls 6 m apart", Weight: 2}},
		Innocent: []sea.Innocent{{Text: "bunkering or lightering", ClearedBy: "the agent's notice and the port's log"}}},
		[]*sea.Vessel{a, b}, &sea.Known{Flag: "kp", Land: land, Ships: []sea.Ship{{ID: "ofac-1", Name: "CHON MA SAN", IMO: 8660313, Listed: true, Flag: "kp", Datasets: []string{"us_ofac_sdn"}}}}}
	return out
}

// dump is a brief as lines, each with what it rests on.
func dump(d *Doc) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n", d.Title, d.Sub, d.Lead)
	for i, parts := range [][]Section{d.Page, d.Annex} {
		fmt.Fprintf(&b, "\n==== %s\n", []string{"page", "annex"}[i])
		for _, s := range parts {
			fmt.Fprintf(&b, "\n-- %s\n", s.Head)
			for _, l := range append(slices.Clone(s.Text), s.List...) {
				fmt.Fprintf(&b, "%s  {%s}\n", l.Text, l.Source)
			}
			if s.Table != nil {
				for _, r := range s.Table.Rows {
					fmt.Fprintf(&b, "%s  {%s}\n", strings.Join(r.Cells, " | "), r.Source)
				}
			}
			if s.More != "" {
				fmt.Fprintf(&b, "%s\n", s.More)
			}
		}
	}
	fmt.Fprintf(&b, "\n%s\n", strings.Join(d.Foot, "\n"))
	return b.String()
}

// The briefs of documented cases stay as they are, each sentence of them rests on
// something, what they say of boarding is the programme's, and no right to board
// without consent stands in them.
func TestCases(t *testing.T) {
	p, err := law.Open("dprk")
	if err != nil {
		t.Fatal(err)
	}
	today := ftm.DayOf(time.Now())
	steps, err := p.Interdiction("", today, today)
	if err != nil {
		t.Fatal(err)
	}
	boards := regexp.MustCompile(`(?i)\bboard(s|ed|ing)?\b`)
	for name, b := range cases() {
		m := &Maker{Log: b, Programme: p, Asker: b, Config: sea.DefaultConfig()}
		last := b.vessels[0].Fixes[len(b.vessels[0].Fixes)-1]
		d, err := m.Brief(t.Context(), b.event.ID, live.At{}, time.Unix(int64(last.T), 0).UTC().Add(2*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		look(t, name, d)
		got := dump(d)
		file := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || string(want) != got {
			t.Errorf("%s: %v; the brief is now:\n%s", name, err, got)
		}
		// What a sentence can rest on.
		rests := []string{b.event.ID, fromAIS, fromReckoning, fromProgramme, fromNobody, "us_ofac_sdn", "ais", "touch", "event"}
		var texts []string
		for _, s := range steps {
			rests = append(rests, s.ID)
			texts = append(texts, s.Text)
			if s.Note != "" {
				texts = append(texts, s.Note)
			}
		}
		for _, s := range append(slices.Clone(d.Page), d.Annex...) {
			check := func(text, source string) {
				if !slices.Contains(rests, source) && !strings.HasPrefix(source, "cordon touch imo:") && !strings.HasPrefix(source, "cordon touch mmsi:") {
					t.Errorf("%s, %s: %q rests on %q, which nobody can look up", name, s.Head, text, source)
				}
				if boards.MatchString(text) && !strings.HasSuffix(text, "Nothing here is a right to board without the consent or the basis that it names.") &&
					!slices.ContainsFunc(texts, func(x string) bool {
						return boards.MatchString(x) && strings.Contains(strings.ToLower(text), strings.ToLower(x))
					}) {
					t.Errorf("%s, %s: of boarding it says what the programme does not: %q", name, s.Head, text)
				}
			}
			for _, l := range append(slices.Clone(s.Text), s.List...) {
				check(l.Text, l.Source)
			}
			if s.Table != nil {
				for _, r := range s.Table.Rows {
					check(strings.Join(r.Cells, " | "), r.Source)
				}
			}
		}
		// Who must say yes, and by which paragraph.
		say := words(d.Page[:1])
		for _, want := range map[string][]string{
			"courageous": {"Taiwan (TW), off whose coast COURAGEOUS (IMO 8617524) was last heard", "para. 9"},
			"deyi":       {"(KR), off whose coast DEYI (MMSI 646000001) was last heard", "para. 9"},
			"refusal":    {"The flag state: Panama (PA)", "para. 7", "para. 8", "Nobody boards it."},
		}[name] {
			if d.Page[0].Key != keySay || !strings.Contains(say, want) {
				t.Errorf("%s: who must say yes does not have %q:\n%s", name, want, say)
			}
		}
		if name == "refusal" && strings.Contains(say, "without nationality") {
			t.Errorf("a ship of a flag has a rung of those of none:\n%s", say)
		}
		if !d.fitted {
			t.Errorf("%s does not fit on a sheet", name)
		}
	}
}
