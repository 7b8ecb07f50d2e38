package server_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordon/logbook"
	"cordon/sea"
	"cordon/server"
	"cordon/store"
)

// noShips is a logbook in which nothing was ever heard.
type noShips struct{}

func (noShips) Events(context.Context, store.FindingQuery) (logbook.Events, error) {
	return logbook.Events{Events: []sea.Event{}}, nil
}
func (noShips) KnownAt(_ context.Context, on time.Time, batch int64) (int64, time.Time, bool, error) {
	return batch, time.Time{}, on.IsZero() || batch > 0, nil
}
func (noShips) LastRun(context.Context) (int64, error) { return 0, nil }
func (noShips) Find(context.Context, string) ([]logbook.Vessel, error) {
	return nil, nil
}
func (noShips) Vessels(context.Context, logbook.VesselQuery) (logbook.Vessels, error) {
	return logbook.Vessels{Vessels: []logbook.Vessel{}}, nil
}
func (noShips) Tracks(context.Context, logbook.TrackQuery) (*logbook.Tracks, error) {
	return &logbook.Tracks{Vessels: []logbook.Track{}}, nil
}
func (noShips) Take(context.Context, io.Reader, string) (logbook.Taken, error) {
	return logbook.Taken{}, logbook.ErrNoLive
}
func (noShips) Feeds() []logbook.Feed { return []logbook.Feed{} }

// ships is a real logbook that takes in live positions.
func ships(t *testing.T) (*logbook.Desk, func()) {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "store.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := logbook.Open(filepath.Join(dir, "sea"), logbook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v, err := l.Live(t.Context(), logbook.LiveOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &logbook.Desk{Log: l, Store: st, Live: v, Config: sea.DefaultConfig()}
	return d, func() {
		t.Helper()
		if _, err := v.Fold(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Analyse(t.Context(), logbook.AnalyseOptions{Known: func(context.Context) (*sea.Known, error) { return &sea.Known{}, nil }}); err != nil {
			t.Fatal(err)
		}
	}
}

// twoShips is a table of two ships that sail side by side, and of one far away.
func twoShips() string {
	var b strings.Builder
	b.WriteString("mmsi,time,lat,lon,sog,cog,name,imo,callsign,shiptype\n")
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for i := range 240 {
		t := at.Add(time.Duration(i) * time.Minute).Format(time.RFC3339)
		fmt.Fprintf(&b, "412000001,%s,%.5f,123.0,6.0,0.0,EAST WIND,9074729,BVXX,80\n", t, 38+float64(i)/600)
		fmt.Fprintf(&b, "371000002,%s,%.5f,123.1,6.0,0.0,WEST WIND,,,70\n", t, 38+float64(i)/600)
		fmt.Fprintf(&b, "244000003,%s,52.0,%.5f,6.0,90.0,,,,\n", t, 3+float64(i)/400)
	}
	return b.String()
}

var asCSV = map[string]string{"Content-Type": "text/csv"}

// Positions that are posted are on the disk, then in tracks; vessels are found by
// what they said; and every answer is as it is described.
func TestSea(t *testing.T) {
	d := describe(t)
	desk, analyse := ships(t)
	h := newServer(newDesk(), func(o *server.Options) { o.Sea = desk }).Handler()
	ask := func(method, target, path string, header map[string]string, body string, want int, into any) {
		t.Helper()
		w := call(t, h, method, target, header, body)
		if w.Code != want {
			t.Fatalf("%s %s: status %d: %s", method, target, w.Code, w.Body)
		}
		if want == 200 {
			validate(t, d.schema("paths", path, strings.ToLower(method), "responses", "200", "content", "application/json", "schema"), w.Body.Bytes())
		}
		if into != nil {
			if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
				t.Fatal(err)
			}
		}
	}
	const api = "/api/v1/sea/"
	var events logbook.Events
	ask(get, api+"events", api+"events", nil, "", 200, &events)
	if events.Total != 0 || events.Run != 0 {
		t.Errorf("before anything was heard: %+v", events)
	}
	var taken logbook.Taken
	for range 2 { // sent twice is kept once
		ask(post, api+"positions?name=log", api+"positions", asCSV, twoShips()+"nonsense\n", 200, &taken)
		if taken.Positions != 720 || taken.Refused != 1 || taken.Problems[0].File != "log" || taken.Problems[0].Line != 722 {
			t.Errorf("%+v", taken)
		}
	}
	ask(post, api+"positions", "", map[string]string{"Content-Type": "text/plain"}, "hello", 422, nil)
	ask(post, api+"positions", "", asJSON, "{}", 415, nil)
	ask(post, api+"positions", "", asCSV, strings.ReplaceAll(twoShips(), "\n", "\r"), 422, nil)
	var packed strings.Builder
	z := gzip.NewWriter(&packed)
	for i := range 50_000 {
		fmt.Fprintf(z, "%s41200%04d,2026-03-01T00:00:00Z,%d.%05d,123\n", map[bool]string{true: "mmsi,time,lat,lon\n"}[i == 0], i%7919, i%60, i*7919%100_000)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	ask(post, api+"positions", "", asCSV, packed.String()[:packed.Len()/2], 422, nil)
	analyse()
	var all logbook.Vessels
	ask(get, api+"vessels", api+"vessels", nil, "", 200, &all)
	if all.Total != 3 || len(all.Vessels) != 3 || all.Vessels[0].ID != "imo-9074729" || all.Vessels[0].Fixes != 240 || all.Vessels[0].At.Lat != 38.39833 {
		t.Errorf("%+v", all)
	}
	for q, want := range map[string]int{"q=west": 1, "q=4120": 1, "q=bvx": 1, "q=9074": 1, "q=imo-9074729": 1, "kind=tanker": 1, "flag=CN": 1, "q=none": 0, "after=imo-9074729&limit=1": 3} {
		var got logbook.Vessels
		ask(get, api+"vessels?"+q, api+"vessels", nil, "", 200, &got)
		if got.Total != want {
			t.Errorf("%s: %d", q, got.Total)
		}
	}
	var one struct{ Vessels []logbook.Vessel }
	for _, id := range []string{"imo-9074729", "imo:9074729", "mmsi:412000001", "412000001"} {
		ask(get, api+"vessels/"+id, api+"vessels/{id}", nil, "", 200, &one)
		if len(one.Vessels) != 1 || one.Vessels[0].Name != "EAST WIND" || len(one.Vessels[0].Claims) < 4 {
			t.Errorf("%s: %+v", id, one)
		}
	}
	ask(get, api+"vessels/imo-1", "", nil, "", 404, nil)
	var tracks logbook.Tracks
	for q, want := range map[string][3]int{ // vessels, positions, of
		"": {3, 720, 720}, "box=37,122,40,124": {2, 480, 480}, "box=37,122,38.1,123.05": {1, 61, 61}, "vessels=imo-9074729": {1, 240, 240},
		"from=2026-03-01T01:00:00Z&to=2026-03-01T02:00:00Z": {3, 180, 180}, "to=2026-02-01": {0, 0, 0}, "limit=100": {3, 69, 720},
	} {
		ask(get, api+"tracks?"+q, api+"tracks", nil, "", 200, &tracks)
		if got := [3]int{len(tracks.Vessels), tracks.Positions, tracks.Of}; got != want || (got[1] < got[2]) != (tracks.Thinned > 0) {
			t.Errorf("%s: %v, want %v, thinned to %d s", q, got, want, tracks.Thinned)
		}
	}
	ask(get, api+"tracks?vessels=imo-9074729", api+"tracks", nil, "", 200, &tracks)
	v := tracks.Vessels[0]
	at, lat := int64(0), int32(0)
	for i := range v.T {
		at, lat = at+v.T[i], lat+v.Lat[i]
	}
	if at != 1772337540 || lat != 3839833 || v.SOG[0] != 60 || v.COG[0] != 0 || v.Name != "EAST WIND" || v.Kind != "tanker" || v.Flag != "cn" {
		t.Errorf("%d %d %+v", at, lat, v)
	}
	for _, bad := range []string{"tracks?box=1,2,3", "tracks?box=40,0,30,0", "tracks?from=soon", "events?to=1", "events?known_on=soon", "events?kind=encouter", "vessels?limit=0"} {
		ask(get, api+bad, "", nil, "", 400, nil)
	}
	put(t, desk, "b")
	ask(get, api+"events?known_on=batch:9", api+"events", nil, "", 200, &events)
	now := events.Total
	ask(get, api+"events?known_on=2024-01-01", "", nil, "", 422, nil)
	for _, known := range []string{time.Now().UTC().Format(time.DateOnly), "batch:1@" + time.Now().UTC().Format(time.DateOnly)} {
		if ask(get, api+"events?known_on="+known, api+"events", nil, "", 200, &events); events.Total != now {
			t.Errorf("known on %s: %d events, now %d", known, events.Total, now)
		}
	}
	ask(get, api+"events?vessel=imo-9074729&kind=encounter,gap&from=2026-03-01&to=2026-03-02", api+"events", nil, "", 200, &events)
	if events.Total != 1 || events.Events[0].ID != "encounter-1" || len(events.Events[0].Reasons) != 1 {
		t.Errorf("%+v", events)
	}
	ask(get, api+"events?all=true&limit=1", api+"events", nil, "", 200, &events)
	if events.Total != 2 || len(events.Events) != 1 || events.Events[0].ID != "gap-1" {
		t.Errorf("%+v", events)
	}
	ask(get, api+"events?id=gap-1", api+"events", nil, "", 200, &events)
	ask(get, api+"events?id=gap-2", "", nil, "", 404, nil)
	ask(get, api+"feeds", api+"feeds", nil, "", 200, nil)
}

// put keeps two events, one of them an alert.
func put(t *testing.T, d *logbook.Desk, basis string) {
	t.Helper()
	at := time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC)
	var list []store.Finding
	for _, e := range []sea.Event{
		{ID: "encounter-1", Kind: sea.EncounterKind, Vessels: []string{"imo-9074729", "mmsi-371000002-1"}, Start: at, End: at.Add(time.Hour), Strength: .9, Alert: true, Reasons: []sea.Reason{{Item: "x", Text: basis, Weight: 2}}},
		{ID: "gap-1", Kind: sea.GapKind, Vessels: []string{"mmsi-371000002-1"}, Start: at.Add(-time.Hour), End: at, Strength: .3},
	} {
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, store.Finding{ID: e.ID, Kind: e.Kind, Subjects: e.Vessels, Start: e.Start, End: e.End, Strength: e.Strength, Alert: e.Alert, Body: b})
	}
	if _, err := d.Store.PutFindings(t.Context(), logbook.Engine, logbook.Scope, basis, list); err != nil {
		t.Fatal(err)
	}
}

// Whoever listens is told when what ships did is worked out anew.
func TestSeaEvent(t *testing.T) {
	desk, _ := ships(t)
	put(t, desk, "a")
	s := newShelf(t)
	s.load("us_ofac_sdn", "Alder")
	ctx, stop := context.WithCancel(t.Context())
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := newServer(s.desk, func(o *server.Options) { o.Sea = desk })
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ctx, ln) }()
	a := listen(t, ln.Addr().String(), "")
	if name, _, _ := a.next(); name != "hello" {
		t.Errorf("first event %s", name)
	}
	put(t, desk, "b")
	if name, _, data := a.next(); name != "sea" || data != `{"kind":"sea","id":2}` {
		t.Errorf("event %s %s", name, data)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
