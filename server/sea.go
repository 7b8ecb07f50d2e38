package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"cordon/ais"
	"cordon/live"
	"cordon/logbook"
	"cordon/sea"
	"cordon/store"
)

// Sea answers what ships did, and takes in where they are.
type Sea interface {
	Events(ctx context.Context, q store.FindingQuery) (logbook.Events, error)
	// KnownAt is the batch of a point of known time and the end of its day; false where nothing was known yet.
	KnownAt(ctx context.Context, on time.Time, batch int64) (int64, time.Time, bool, error)
	LastRun(ctx context.Context) (int64, error)
	Find(ctx context.Context, subject string) ([]logbook.Vessel, error)
	Vessels(ctx context.Context, q logbook.VesselQuery) (logbook.Vessels, error)
	Tracks(ctx context.Context, q logbook.TrackQuery) (*logbook.Tracks, error)
	Take(ctx context.Context, r io.Reader, name string) (logbook.Taken, error)
	Feeds() []logbook.Feed
}

// seaEventsRequest is what GET /api/v1/sea/events takes.
type seaEventsRequest struct {
	ID      *string  `json:"id,omitempty" doc:"The event of this id, alert or not."`
	Vessel  *string  `json:"vessel,omitempty" doc:"Only of the vessel with this id, from the sea or from a list, or with this number (imo:9074729, mmsi:412000001)."`
	Kind    []string `json:"kind,omitempty" doc:"Only of these kinds: encounter, gap, loitering, port, spoof, identity, dark-rendezvous."`
	From    *string  `json:"from,omitempty" doc:"Only what lasted to this day or time (RFC 3339), or beyond."`
	To      *string  `json:"to,omitempty" doc:"Only what began before this day or time."`
	All     *string  `json:"all,omitempty" enum:"true,false" doc:"true: also what is no alert."`
	Limit   *int     `json:"limit,omitempty" range:"1,100000" doc:"How many events at most. 1000 if not given."`
	KnownOn *string  `json:"known_on,omitempty" doc:"As concluded with what was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). Now if not given."`
}

// seaVesselsRequest is what GET /api/v1/sea/vessels takes.
type seaVesselsRequest struct {
	Q     *string `json:"q,omitempty" doc:"Part of the name, the beginning of a number or call sign, or an id."`
	Kind  *string `json:"kind,omitempty" doc:"Only of this kind: tanker, cargo, passenger, fishing, tug, pilot, service, other."`
	Flag  *string `json:"flag,omitempty" doc:"Only with a number of this country, ISO 3166 alpha-2."`
	After *string `json:"after,omitempty" doc:"Only ids after this one: the last of the page before."`
	Limit *int    `json:"limit,omitempty" range:"1,10000" doc:"How many vessels at most. 100 if not given."`
}

// seaTracksRequest is what GET /api/v1/sea/tracks takes.
type seaTracksRequest struct {
	From    *string  `json:"from,omitempty" doc:"From this day or time (RFC 3339) on."`
	To      *string  `json:"to,omitempty" doc:"Before this day or time."`
	Box     *string  `json:"box,omitempty" doc:"south,west,north,east in degrees; west may be more than east across the 180th meridian."`
	Vessels []string `json:"vessels,omitempty" doc:"Only of these ids."`
	Limit   *int     `json:"limit,omitempty" range:"1,500000" doc:"How many positions at most, all vessels together. 100000 if not given."`
}

// seaPositionsRequest is the query of POST /api/v1/sea/positions.
type seaPositionsRequest struct {
	Name *string `json:"name,omitempty" doc:"What the body is called; problems name it. body if not given."`
}

// seaVesselAnswer is a vessel with its events.
type seaVesselAnswer struct {
	logbook.Vessel
	Events []sea.Event `json:"events" doc:"Of this vessel, by start; also what is no alert."`
}

// seaVesselsAnswer is what GET /api/v1/sea/vessels/{id} answers.
type seaVesselsAnswer struct {
	Vessels []seaVesselAnswer `json:"vessels" doc:"One for an id; several may have used one number."`
}

// seaFeeds is what GET /api/v1/sea/feeds answers.
type seaFeeds struct {
	Feeds []logbook.Feed `json:"feeds" doc:"In the order in which they were begun."`
}

const mediaNMEA = "application/vnd.nmea"

// seaRoutes are the questions of what ships did.
func seaRoutes() []route {
	asks := []string{codeInvalid, codeUnavailable}
	return []route{
		{
			method: http.MethodGet, path: "/api/v1/sea/events", id: "seaEvents",
			summary: "What ships apparently did: meetings, silences, calls, lies",
			describe: "Alerts, or with all=true everything that was found. Each event has its reasons, whose weights (log-odds) add up to its strength, and the innocent explanations that fit as well. " +
				"An event is no proof of anything.",
			query: seaEventsRequest{}, answers: []media{{mediaJSON, []any{logbook.Events{}}}},
			refuses: []string{codeInvalid, codeNotFound, codeUnprocessable, codeUnavailable}, handle: (*Server).seaEvents,
		},
		{
			method: http.MethodGet, path: "/api/v1/sea/vessels", id: "seaVessels",
			summary: "Which vessels were heard", query: seaVesselsRequest{}, answers: []media{{mediaJSON, []any{logbook.Vessels{}}}},
			refuses: asks, handle: (*Server).seaVessels,
		},
		{
			method: http.MethodGet, path: "/api/v1/sea/vessels/{id}", id: "seaVessel",
			summary:  "Who a vessel said it was, from when to when, and what it did",
			describe: "By id (imo-9074729, mmsi-412000000-1), or by a number that it used: imo:9074729, mmsi:412000000.",
			answers:  []media{{mediaJSON, []any{seaVesselsAnswer{}}}},
			refuses:  []string{codeNotFound, codeUnavailable}, handle: (*Server).seaVessel,
		},
		{
			method: http.MethodGet, path: "/api/v1/sea/tracks", id: "seaTracks",
			summary:  "Where vessels were, for a map",
			describe: "Compact arrays. Where there are more positions than the limit, all tracks are thinned to the same seconds between positions, and thinned_s says to how many.",
			query:    seaTracksRequest{}, answers: []media{{mediaJSON, []any{logbook.Tracks{}}}},
			refuses: []string{codeInvalid, codeBusy, codeUnavailable}, handle: (*Server).seaTracks,
		},
		{
			method: http.MethodPost, path: "/api/v1/sea/positions", id: "seaPositions",
			summary: "Take in positions: NMEA sentences or a table",
			describe: "When the answer comes, all positions that could be read are on the disk; without an answer nothing of the body counts, and it may be sent again: what is sent twice is kept once. " +
				"Events follow soon; /api/events says when.",
			query: seaPositionsRequest{}, bodies: []media{{mediaNMEA, nil}, {mediaText, nil}, {mediaCSV, nil}},
			answers: []media{{mediaJSON, []any{logbook.Taken{}}}},
			refuses: []string{codeInvalid, codeTimeout, codeTooLarge, codeUnsupported, codeUnprocessable, codeBusy, codeUnavailable}, handle: (*Server).seaPositions,
		},
		{
			method: http.MethodGet, path: "/api/v1/sea/feeds", id: "seaFeeds",
			summary: "How the live feeds are", answers: []media{{mediaJSON, []any{seaFeeds{}}}},
			refuses: []string{codeUnavailable}, handle: (*Server).seaFeedsNow,
		},
	}
}

// sea is what answers, or a fault where nothing does.
func (s *Server) sea() (Sea, error) {
	if s.o.Sea == nil {
		return nil, &fault{code: codeUnavailable, detail: "this service has no logbook of positions"}
	}
	return s.o.Sea, nil
}

// asked reads a query about ships into the struct that q points to, and gives who
// answers.
func (s *Server) asked(r *http.Request, q any) (Sea, error) {
	if f := parseQuery(r, q); f != nil {
		return nil, f
	}
	return s.sea()
}

// between reads the two ends of a time; absent ones are zero.
func between(from, to *string) (a, b time.Time, f *fault) {
	if a, f = moment("from", from); f == nil {
		b, f = moment("to", to)
	}
	return a, b, f
}

// moment reads a day, which is its beginning, or a time.
func moment(name string, text *string) (time.Time, *fault) {
	if text == nil || *text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, *text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, invalid("%s: %s is neither a day nor a time", name, shown(*text)).hinted("write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ")
}

func (s *Server) seaEvents(w http.ResponseWriter, r *http.Request) error {
	var q seaEventsRequest
	desk, err := s.asked(r, &q)
	if err != nil {
		return err
	}
	find := store.FindingQuery{Kinds: clean(q.Kind), Alerts: q.ID == nil && (q.All == nil || *q.All != "true"), Limit: 1000}
	for _, k := range find.Kinds {
		if !slices.Contains(sea.Kinds, k) {
			return invalid("kind: no kind %s", shown(k)).hinted("known: %s", strings.Join(sea.Kinds, ", "))
		}
	}
	set(&find.ID, q.ID)
	set(&find.Subject, q.Vessel)
	set(&find.Limit, q.Limit)
	var f *fault
	if find.From, find.To, f = between(q.From, q.To); f != nil {
		return f
	}
	var at live.At
	if f := knownOn(q.KnownOn, &at); f != nil {
		return f
	}
	var ok bool
	if find.Batch, find.Before, ok, err = desk.KnownAt(r.Context(), at.KnownOn, at.Batch); err != nil {
		return fmt.Errorf("sea events: %w", err)
	}
	if !ok {
		return &fault{code: codeUnprocessable, detail: "nothing was known on " + at.KnownOn.Format(time.DateOnly), hint: "ask for a later known_on"}
	}
	got, err := desk.Events(r.Context(), find)
	if err != nil {
		return fmt.Errorf("sea events: %w", err)
	}
	if q.ID != nil && got.Total == 0 {
		return &fault{code: codeNotFound, detail: "no such event", hint: "ids stand in the answers of /api/v1/sea/events?all=true"}
	}
	return writeJSON(w, got)
}

func (s *Server) seaVessels(w http.ResponseWriter, r *http.Request) error {
	var q seaVesselsRequest
	desk, err := s.asked(r, &q)
	if err != nil {
		return err
	}
	find := logbook.VesselQuery{Limit: 100}
	set(&find.Text, q.Q)
	set(&find.Kind, q.Kind)
	set(&find.Flag, q.Flag)
	set(&find.After, q.After)
	set(&find.Limit, q.Limit)
	got, err := desk.Vessels(r.Context(), find)
	if err != nil {
		return fmt.Errorf("sea vessels: %w", err)
	}
	return writeJSON(w, got)
}

func (s *Server) seaVessel(w http.ResponseWriter, r *http.Request) error {
	desk, err := s.sea()
	if err != nil {
		return err
	}
	list, err := desk.Find(r.Context(), r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("sea vessel: %w", err)
	}
	if len(list) == 0 {
		return &fault{code: codeNotFound, detail: "no vessel of this id or number was heard", hint: "ids stand in the answers of /api/v1/sea/vessels"}
	}
	out := seaVesselsAnswer{Vessels: []seaVesselAnswer{}}
	for _, v := range list {
		got, err := desk.Events(r.Context(), store.FindingQuery{Subject: v.ID})
		if err != nil {
			return fmt.Errorf("sea vessel: %w", err)
		}
		out.Vessels = append(out.Vessels, seaVesselAnswer{v, got.Events})
	}
	return writeJSON(w, out)
}

func (s *Server) seaTracks(w http.ResponseWriter, r *http.Request) error {
	var q seaTracksRequest
	desk, err := s.asked(r, &q)
	if err != nil {
		return err
	}
	find := logbook.TrackQuery{Vessels: clean(q.Vessels), Limit: 100_000}
	set(&find.Limit, q.Limit)
	var f *fault
	if find.From, find.To, f = between(q.From, q.To); f != nil {
		return f
	}
	if q.Box != nil && *q.Box != "" {
		if find.Box, err = logbook.ParseBox(*q.Box); err != nil {
			return invalid("box: %s", err).hinted("south,west,north,east in degrees")
		}
	}
	if err := s.gate.enter(r.Context()); err != nil {
		return err
	}
	defer s.gate.leave()
	got, err := desk.Tracks(r.Context(), find)
	if err != nil {
		return fmt.Errorf("sea tracks: %w", err)
	}
	return writeJSON(w, got)
}

// maxPositions is how many times the limit of bodies a body of positions may have.
const maxPositions = 16

func (s *Server) seaPositions(w http.ResponseWriter, r *http.Request) error {
	if _, f := mediaType(r, mediaNMEA, mediaText, mediaCSV); f != nil {
		return f
	}
	var q seaPositionsRequest
	desk, err := s.asked(r, &q)
	if err != nil {
		return err
	}
	name := "body"
	set(&name, q.Name)
	most := s.limits.MaxBody * maxPositions
	if r.ContentLength > most {
		return &http.MaxBytesError{Limit: most}
	}
	if err := s.gate.enter(r.Context()); err != nil {
		return err
	}
	defer s.gate.leave()
	body := http.MaxBytesReader(w, r.Body, most)
	got, err := desk.Take(r.Context(), body, name)
	var tooLong *http.MaxBytesError
	switch {
	case errors.Is(err, ais.ErrUnknown), errors.Is(err, ais.ErrNoTable):
		return &fault{code: codeUnprocessable, detail: "the body is neither NMEA sentences with AIS nor a table of positions", hint: "a table names mmsi, time, lat and lon in its first line"}
	case errors.Is(err, logbook.ErrNoLive):
		return &fault{code: codeUnavailable, detail: "this service takes in no positions", hint: "another process does, or its data folder is not its own"}
	case errors.As(err, &tooLong):
		return tooLong
	case err != nil && r.Context().Err() != nil:
		return r.Context().Err()
	case errors.Is(err, logbook.ErrUnread):
		return &fault{code: codeUnprocessable, detail: err.Error(), hint: "nothing of it was taken in; send it whole, as UTF-8 with line feeds"}
	case err != nil:
		return fmt.Errorf("sea positions: %w", err)
	}
	return writeJSON(w, got)
}

func (s *Server) seaFeedsNow(w http.ResponseWriter, _ *http.Request) error {
	desk, err := s.sea()
	if err != nil {
		return err
	}
	return writeJSON(w, seaFeeds{desk.Feeds()})
}

// seaRun is the number of the newest run over the archive, 0 where there is none.
func (s *Server) seaRun(ctx context.Context) (int64, error) {
	if s.o.Sea == nil {
		return 0, nil
	}
	return s.o.Sea.LastRun(ctx)
}
