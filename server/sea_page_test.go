package server_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cordon/brief"
	"cordon/geo"
	"cordon/live"
	"cordon/logbook"
	"cordon/sea"
)

// noBriefs is a programme's places, and no event.
type noBriefs struct{}

func (noBriefs) Brief(_ context.Context, id string, _ live.At, made time.Time) (*brief.Doc, error) {
	if id != "encounter-1" {
		return nil, logbook.ErrNoEvent
	}
	return brief.New(brief.Input{Event: sea.Event{ID: id, Kind: sea.EncounterKind, Start: made, End: made}, Made: made}), nil
}
func (noBriefs) Rank(context.Context, time.Time, time.Duration) ([]sea.Candidate, error) {
	return nil, nil
}
func (noBriefs) Deliveries(context.Context) ([]sea.Delivery, error) { return nil, nil }
func (noBriefs) Zones() []geo.Zone {
	return []geo.Zone{{ID: "roads", Name: "Roads", Kind: "anchorage", Centre: geo.Point{Lat: 38, Lon: 125}, Km: 5}}
}

// A brief comes as JSON, HTML that runs nothing, and PDF.
func TestSeaBrief(t *testing.T) {
	h := newServer(newDesk()).Handler()
	for _, c := range []struct{ path, media, holds string }{
		{"/api/v1/sea/briefs/encounter-1", "application/json", `"title":"Brief: meeting of two ships"`},
		{"/api/v1/sea/briefs/encounter-1?format=html", "text/html; charset=utf-8", "<h1>Brief: meeting of two ships</h1>"},
		{"/api/v1/sea/briefs/encounter-1?format=pdf", "application/pdf", "%PDF-"},
		{"/api/v1/sea/zones", "application/json", `"ring":[{"lat":`},
		{"/api/v1/sea/ranks", "application/json", `"candidates":[]`},
		{"/api/v1/sea/deliveries", "application/json", `"deliveries":[]`},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "http://127.0.0.1"+c.path, nil))
		if got := w.Header().Get("Content-Type"); w.Code != 200 || got != c.media || !strings.Contains(w.Body.String(), c.holds) {
			t.Errorf("%s: %d, %s: %.200s", c.path, w.Code, got, w.Body)
		}
		if c.media != "application/json" && strings.Contains(c.media, "html") && !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: policy %q", c.path, w.Header().Get("Content-Security-Policy"))
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "http://127.0.0.1/api/v1/sea/briefs/nothing", nil))
	if w.Code != 404 {
		t.Errorf("an event that is not there: %d", w.Code)
	}
}
