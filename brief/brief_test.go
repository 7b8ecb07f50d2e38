package brief

import (
	"bytes"
	"errors"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"cordon/ais"
	"cordon/geo"
	"cordon/sea"
)

var start = time.Date(2020, 1, 11, 15, 10, 0, 0, time.UTC)

// track is a ship that comes to a place, lies there for hours and leaves.
func track(id string, imo, mmsi uint32, from geo.Point, hours float64, silent bool) *sea.Vessel {
	v := &sea.Vessel{ID: id, IMO: imo, MMSI: mmsi, Kind: sea.Tanker, Length: 96, Beam: 15}
	at := geo.Point{Lat: 31.2, Lon: 124}
	for m := -30 * 60; m <= 30*60; m += 20 {
		t := start.Add(time.Duration(m) * time.Minute)
		if silent && m > -600 && m < 840 {
			continue
		}
		f := 0.
		if h := float64(m) / 60; h < 0 {
			f = -h / 30
		} else if h > hours {
			f = (h - hours) / 30
		}
		p := geo.Point{Lat: at.Lat + f*(from.Lat-at.Lat), Lon: at.Lon + f*(from.Lon-at.Lon) + .01*math.Sin(float64(m))}
		v.Fixes = append(v.Fixes, sea.MakeFix(sea.FixData{T: uint32(t.Unix()), Lat: int32(p.Lat * ais.Unit), Lon: int32(p.Lon * ais.Unit), SOG: 84, COG: 2950, Heading: 511}))
	}
	v.Claims = []sea.Claim{
		{Prop: "name", Value: "SYN TESTER", First: v.Fixes[0].T, Last: v.Fixes[40].T, N: 9},
		{Prop: "name", Value: "SYN OTHER", First: v.Fixes[41].T, Last: v.Fixes[len(v.Fixes)-1].T, N: 9},
		{Prop: "draught", Value: "4.1", First: 1, Last: v.Fixes[3].T}, {Prop: "draught", Value: "6.2", First: 2, Last: v.Fixes[60].T},
	}
	return v
}

func input() Input {
	a := track("imo-8660313", 8660313, 445111000, geo.Point{Lat: 34, Lon: 122.5}, 8, false)
	b := track("mmsi-646123000-1", 0, 646123000, geo.Point{Lat: 29, Lon: 126}, 8, true)
	e := sea.Event{ID: "encounter-1234", Kind: sea.EncounterKind, Sub: sea.SubTransfer, Vessels: []string{a.ID, b.ID},
		Parties: []sea.Party{sea.PartyOf(a, uint32(start.Unix())), sea.PartyOf(b, uint32(start.Unix()))},
		Start:   start, End: start.Add(8 * time.Hour), Lat: 31.2, Lon: 124, Strength: .99, LogOdds: 5.3, Alert: true,
		Reasons:  []sea.Reason{{Item: "listed", Text: "SYN TESTER (IMO 8660313) is listed as CHON MA SAN", Weight: 3, Source: "us_ofac_sdn"}, {Item: "transfer", Text: "alongside for 7 h 40 min, hulls 6 m apart, headings within 4°", Weight: 2, Source: "AIS of both"}},
		Innocent: []sea.Innocent{{Text: "bunkering or lightering that was notified", ClearedBy: "the agent's notice and the port's log"}},
		Area:     []geo.Point{{Lat: 31, Lon: 123.7}, {Lat: 31.5, Lon: 123.8}, {Lat: 31.4, Lon: 124.4}, {Lat: 31, Lon: 124.3}},
	}
	k := &sea.Known{Flag: "kp", Ships: []sea.Ship{{ID: "ofac-1", Name: "CHON MA SAN", IMO: 8660313, Listed: true, Flag: "kp", Deadweight: 3500, Datasets: []string{"us_ofac_sdn"}}}, Zones: []geo.Zone{{ID: "z", Name: "meeting ground E", Centre: geo.Point{Lat: 31.3, Lon: 123.6}}}}
	tr := &sea.Traffic{Vessels: []*sea.Vessel{a, b}}
	patrols := &sea.Patrols{Bases: []sea.Base{{ID: "sasebo", Name: "Sasebo", At: geo.Point{Lat: 33.17, Lon: 129.72}, Knots: 20, Kind: "ship"}}, Basis: map[string]float64{"high_seas": .5},
		Where: func(geo.Point) sea.Waters { return sea.Waters{Key: "high_seas", Words: "on the high seas"} }}
	r := patrols.Rank(sea.Judge([]sea.Event{e}, tr, k, sea.DefaultJudgeConfig()), tr, k, start.Add(31*time.Hour), 72*time.Hour, sea.DefaultJudgeConfig())
	return Input{Event: e, Vessels: tr.Vessels, Known: k, Rank: &r[0], Made: start.Add(48 * time.Hour),
		Lines:    []geo.Line{{{Lat: 32.5, Lon: 121}, {Lat: 31.8, Lon: 121.9}, {Lat: 31.2, Lon: 121.95}, {Lat: 30.5, Lon: 121.2}, {Lat: 29.8, Lon: 122.2}}},
		Delivery: sea.Deliveries([]sea.Event{e}, tr, k, sea.DefaultCargoConfig(), 0),
		Owners:   []Sentence{{"CHON MA SAN is stated to be owned by Korea Test Shipping", "us_ofac_sdn"}},
		Rules:    []Rule{{"UNSCR-2375-11", "S/RES/2375 (2017) para. 11", "No transfer from ship to ship with a ship of the DPRK's flag of goods that come from or go to the DPRK.", "true"}},
		Standing: []Standing{{"EO-13810-2", "E.O. 13810 sec. 2", "the ship that met one that had called may not call at a US port", "2020-07-09", "blocked", "true"}},
		Ladder: []Step{{Here: true, ID: "high-seas", Where: "on the high seas", If: "its flag state consents", May: "Inspect on reasonable grounds.", Consent: "the flag state", Ask: "bills of lading; AIS log; oil record book", Cite: "S/RES/2375 (2017) para. 7", Verified: "partly"},
			{ID: "own-port", Where: "own port", May: "Seize, inspect, freeze.", Consent: "nobody else", Cite: "S/RES/2397 (2017) para. 9", Verified: "partly"}},
		Sources: []Source{{"us_ofac_sdn", "sdn.xml, batch 3, received 2020-01-10", strings.Repeat("0a", 32)}},
	}
}

// What the page says is all there, in both forms, and made again it is the same.
func TestBrief(t *testing.T) {
	d := New(input())
	var h, h2, p, p2 bytes.Buffer
	for _, w := range []*bytes.Buffer{&h, &h2} {
		if err := New(input()).HTML(w); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range []*bytes.Buffer{&p, &p2} {
		if err := New(input()).PDF(w, start); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(h.Bytes(), h2.Bytes()) || !bytes.Equal(p.Bytes(), p2.Bytes()) {
		t.Error("made twice, the page differs")
	}
	for _, want := range []string{"apparent ship-to-ship transfer", "SYN OTHER", "CHON MA SAN", "on the high seas", "The flag state: North Korea (KP), by the ship", "Who must say yes", "2020-07-09", "does not imply a violation", "no valid IMO number", "31°12.0′N 124°00.0′E", "nothing was received between", strings.Repeat("0a", 32), "(partly verified)", "barrels", "Sasebo"} {
		if !strings.Contains(h.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if !bytes.HasPrefix(p.Bytes(), []byte("%PDF-")) || p.Len() > 300_000 {
		t.Errorf("PDF of %d bytes", p.Len())
	}
	if len(d.Page) < 9 || !d.fitted {
		t.Errorf("%d parts on the page, fitted: %v", len(d.Page), d.fitted)
	}
	look(t, "brief", d)
}

// look writes a brief to a folder, for who wants to see it.
func look(t *testing.T, name string, d *Doc) {
	t.Helper()
	dir := os.Getenv("CORDON_BRIEF_OUT")
	if dir == "" {
		return
	}
	var h, p bytes.Buffer
	if err := errors.Join(d.HTML(&h), d.PDF(&p, start), os.WriteFile(dir+"/"+name+".html", h.Bytes(), 0o600), os.WriteFile(dir+"/"+name+".pdf", p.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// A name that tries to be markup is text.
func TestBriefEscapes(t *testing.T) {
	in := input()
	in.Event.Parties[0].Name = `<script>alert(1)</script>`
	in.Known.Zones[0].Name = `"><script>`
	in.Event.Parties[1].Name = "리철호 李"
	var b, p bytes.Buffer
	if err := New(in).HTML(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "<script") {
		t.Error("markup came through")
	}
	if err := New(in).PDF(&p, start); err != nil {
		t.Fatal(err)
	}
}

// An event of which hardly anything is known still makes a page.
func TestBriefOfLittle(t *testing.T) {
	var b bytes.Buffer
	d := New(Input{Event: sea.Event{ID: "gap-1", Kind: sea.GapKind, Vessels: []string{"mmsi-1-1"}, Parties: []sea.Party{{ID: "mmsi-1-1"}}, Start: start, End: start, Open: true}, Made: start})
	if err := d.HTML(&b); err != nil {
		t.Fatal(err)
	}
	if err := d.PDF(&b, start); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(d.Sub, "not over when the data end") {
		t.Error(d.Sub)
	}
}

// Sentences begin with a capital, whatever the name in them, and say in which waters
// a chase ends, of which state the number is and that one number is one ship.
func TestBriefSentences(t *testing.T) {
	in := input()
	in.Rank.Close = &sea.Close{When: start.Add(50 * time.Hour), Hours: 2, Why: "target_waters"}
	in.Rank.Party = sea.Party{MMSI: 445111000}
	in.Event.Notes = []string{"it can be imo-9074729 as well", "heard meanwhile: imo-1, imo-1 was there"}
	in.Met = []sea.Party{{ID: "imo-9074729", Name: "SYN THIRD"}}
	in.Target = "North Korea (KP)"
	page := words(New(in).Page)
	for _, want := range []string{
		"for 2.0 h: after that it comes to waters of North Korea (KP), where nobody may stop it.", "It can be SYN THIRD (IMO 9074729) as well.", "A ship without a name (MMSI 445111000) was last heard on ",
		"Heard meanwhile: imo-1, imo-1 was there.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	in.Rank.Close.Hours = 0
	if page := words(New(in).Page); !strings.Contains(page, "It cannot be met: it is in waters of North Korea (KP), where nobody may stop it.") {
		t.Error(page)
	}
	alone := sea.Event{ID: "x-1", Kind: sea.IdentityKind, Sub: "borrowed-mmsi", Zone: "z", Place: "Nampo", Parties: []sea.Party{{Name: "SYN ONE", MMSI: 445111000}}, Start: start, End: start.Add(30 * time.Hour)}
	if got, want := happened(&alone), "SYN ONE (MMSI 445111000) apparently used the radio number of another ship, from 2020-01-11 15:10 to 2020-01-12 21:10 UTC (30.0 h), at 0°00.0′N 0°00.0′E (Nampo)."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	twin := sea.Party{ID: "mmsi-1-1", Name: "리철호", MMSI: 445111000, Flag: "kp"}
	for _, c := range []struct{ kind, sub, title, want string }{
		{sea.SpoofKind, "clone", "one number apparently at two places", "리철호 (MMSI 445111000) sent positions that are apparently not its own (one number at two places at once), on 2020-01-11 from 15:10 to 16:10 UTC (60 min), at "},
		{sea.IdentityKind, "programme-flag", "radio number of North Korea (KP)", "리철호 (MMSI 445111000) sent a radio number that is apparently of North Korea (KP), on "},
		{sea.IdentityKind, "conflict", "apparently two identities by turns", "리철호 (MMSI 445111000) sent an identity that apparently does not fit (the ship says different things by turns), on "},
		{sea.PortKind, "anchorage", "apparent stay at an anchorage", "리철호 (MMSI 445111000) apparently lay on "},
		{sea.DarkKind, "both-sides", "possible meeting of two ships that were silent", "리철호 (MMSI 445111000) can have met, unseen, on "},
	} {
		d := New(Input{Event: sea.Event{ID: "x-1", Kind: c.kind, Sub: c.sub, Parties: []sea.Party{twin, twin}, Start: start, End: start.Add(time.Hour)}, Made: start})
		if d.Title != "Brief: "+c.title || !strings.HasPrefix(d.Sub, c.want) {
			t.Errorf("%s %s: %s\n%s", c.kind, c.sub, d.Title, d.Sub)
		}
	}
}

// Who must say yes is the state of the radio number; where registers give another
// flag the page says so.
func TestBriefFlags(t *testing.T) {
	in := input()
	if page := words(New(in).Page); strings.Contains(page, "another flag") {
		t.Errorf("of one flag: %s", page)
	}
	in.Known.Ships = append([]sea.Ship{{ID: "reg-1", Name: "SYN TESTER", IMO: 8660313, Flag: "tz", Datasets: []string{"register"}}}, in.Known.Ships...)
	in.Known = &sea.Known{Flag: "kp", Ships: in.Known.Ships}
	if page := words(New(in).Page); !strings.Contains(page, "For its IMO number lists or registers give another flag: Tanzania (TZ). Whose ship it is, ask each of them.") {
		t.Error(page)
	}
}
