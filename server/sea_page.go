package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"cordon/brief"
	"cordon/geo"
	"cordon/live"
	"cordon/logbook"
	"cordon/sea"
)

// Briefs makes pages of events, and says what can be done about ships.
type Briefs interface {
	Brief(ctx context.Context, id string, at live.At, made time.Time) (*brief.Doc, error)
	Rank(ctx context.Context, now time.Time, window time.Duration) ([]sea.Candidate, error)
	Deliveries(ctx context.Context) ([]sea.Delivery, error)
	Zones() []geo.Zone
}

// seaBriefRequest is what GET /api/v1/sea/briefs/{id} takes.
type seaBriefRequest struct {
	Format *string `json:"format,omitempty" enum:"json,html,pdf" doc:"json if not given."`
	timesOfQuestion
}

// seaRanksRequest is what GET /api/v1/sea/ranks takes.
type seaRanksRequest struct {
	At     *string  `json:"at,omitempty" doc:"Day or time (RFC 3339) from which patrols set out; nothing that was heard later counts. Now if not given."`
	Window *float64 `json:"window,omitempty" range:"1,720" doc:"Hours within which a patrol must be there. 72 if not given."`
	Limit  *int     `json:"limit,omitempty" range:"1,1000" doc:"How many ships at most. 50 if not given."`
}

// seaRanks is what GET /api/v1/sea/ranks answers.
type seaRanks struct {
	Now        time.Time       `json:"now"`
	Window     float64         `json:"window_h"`
	Total      int             `json:"total" doc:"How many there are, shown or not."`
	Candidates []sea.Candidate `json:"candidates" doc:"Best first."`
}

// seaDeliveries is what GET /api/v1/sea/deliveries answers.
type seaDeliveries struct {
	Deliveries []sea.Delivery `json:"deliveries" doc:"By day. Estimates: nobody measured the cargo."`
	Barrels    sea.Band       `json:"barrels" doc:"Of all together."`
}

// seaZone is a place of the programme, to be drawn.
type seaZone struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Kind     string      `json:"kind"`
	Country  string      `json:"country,omitempty"`
	Verified string      `json:"verified" doc:"Of its position: true, partly or false."`
	Source   string      `json:"source,omitempty"`
	Ring     []geo.Point `json:"ring" doc:"Its outline; empty of what is told by the distance from a coast."`
}

// seaZones is what GET /api/v1/sea/zones answers.
type seaZones struct {
	Zones []seaZone `json:"zones"`
}

const mediaPDF = "application/pdf"

// seaPageRoutes are what people act on.
func seaPageRoutes() []route {
	return []route{
		{
			method: http.MethodGet, path: "/api/v1/sea/briefs/{id}", id: "seaBrief",
			summary:  "One event as a page on which a boarding can be decided",
			describe: "Who the ships are, what was seen, innocent explanations, likely cargo, who could meet the ship, what the law lets whom do and who must say yes, what is not known.",
			query:    seaBriefRequest{}, answers: []media{{mediaJSON, []any{brief.Doc{}}}, {mediaHTML, nil}, {mediaPDF, nil}},
			refuses: []string{codeInvalid, codeNotFound, codeBusy, codeUnavailable}, handle: (*Server).seaBrief,
		},
		{
			method: http.MethodGet, path: "/api/v1/sea/ranks", id: "seaRanks",
			summary:  "Which ships to stop first",
			describe: "By the strength of the voyage's evidence, the likelihood of cargo, whether a patrol of the programme's bases can be there within the window, and the legal basis where the ship was heard last.",
			query:    seaRanksRequest{}, answers: []media{{mediaJSON, []any{seaRanks{}}}},
			refuses: []string{codeInvalid, codeBusy, codeUnavailable}, handle: (*Server).seaRank,
		},
		{
			method: http.MethodGet, path: "/api/v1/sea/deliveries", id: "seaDeliveries",
			summary: "How much oil tankers can have brought, as a band", answers: []media{{mediaJSON, []any{seaDeliveries{}}}},
			refuses: []string{codeUnavailable}, handle: (*Server).seaCargo,
		},
		{
			method: http.MethodGet, path: "/api/v1/sea/zones", id: "seaZones",
			summary: "The programme's places at sea, to be drawn", answers: []media{{mediaJSON, []any{seaZones{}}}},
			refuses: []string{codeUnavailable}, handle: (*Server).seaPlaces,
		},
	}
}

func (s *Server) briefs() (Briefs, error) {
	if s.o.Briefs == nil {
		return nil, &fault{code: codeUnavailable, detail: "this service has no logbook of positions"}
	}
	return s.o.Briefs, nil
}

// paged reads a query about pages into the struct that q points to, and gives who
// makes them.
func (s *Server) paged(r *http.Request, q any) (Briefs, error) {
	if f := parseQuery(r, q); f != nil {
		return nil, f
	}
	return s.briefs()
}

func (s *Server) seaBrief(w http.ResponseWriter, r *http.Request) error {
	var q seaBriefRequest
	m, err := s.paged(r, &q)
	if err != nil {
		return err
	}
	at, f := q.at()
	if f != nil {
		return f
	}
	if err := s.gate.enter(r.Context()); err != nil {
		return err
	}
	defer s.gate.leave()
	id, made := r.PathValue("id"), s.now().UTC().Truncate(time.Second)
	d, err := m.Brief(r.Context(), id, at, made)
	if errors.Is(err, logbook.ErrNoEvent) {
		return &fault{code: codeNotFound, detail: "no such event", hint: "ids stand in the answers of /api/v1/sea/events?all=true"}
	}
	if errors.Is(err, brief.ErrLater) {
		return &fault{code: codeNotFound, detail: "the event began after the day that is asked about", hint: "ask as of a later day"}
	}
	if err != nil {
		return fmt.Errorf("sea brief: %w", err)
	}
	format := "json"
	set(&format, q.Format)
	switch format {
	case "html":
		w.Header().Set("Content-Type", mediaHTML+"; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
		return d.HTML(w)
	case "pdf":
		w.Header().Set("Content-Type", mediaPDF)
		w.Header().Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", "brief-"+safeName(id)+".pdf"))
		return d.PDF(w, made)
	}
	return writeJSON(w, d)
}

// safeName is an id as part of a file's name.
func safeName(id string) string {
	out := []byte(id)
	for i, c := range out {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			out[i] = '_'
		}
	}
	return string(out)
}

func (s *Server) seaRank(w http.ResponseWriter, r *http.Request) error {
	var q seaRanksRequest
	m, err := s.paged(r, &q)
	if err != nil {
		return err
	}
	now, f := moment("at", q.At)
	if f != nil {
		return f
	}
	if now.IsZero() {
		now = s.now().UTC().Truncate(time.Second)
	}
	hours, limit := 72., 50
	set(&hours, q.Window)
	set(&limit, q.Limit)
	if err := s.gate.enter(r.Context()); err != nil {
		return err
	}
	defer s.gate.leave()
	list, err := m.Rank(r.Context(), now, time.Duration(hours*float64(time.Hour)))
	if err != nil {
		return fmt.Errorf("sea ranks: %w", err)
	}
	out := seaRanks{Now: now, Window: hours, Total: len(list), Candidates: list[:min(limit, len(list))]}
	if out.Candidates == nil {
		out.Candidates = []sea.Candidate{}
	}
	return writeJSON(w, out)
}

func (s *Server) seaCargo(w http.ResponseWriter, r *http.Request) error {
	m, err := s.briefs()
	if err != nil {
		return err
	}
	list, err := m.Deliveries(r.Context())
	if err != nil {
		return fmt.Errorf("sea deliveries: %w", err)
	}
	out := seaDeliveries{Deliveries: list}
	if out.Deliveries == nil {
		out.Deliveries = []sea.Delivery{}
	}
	for i := range list {
		out.Barrels.Low += list[i].Barrels.Low
		out.Barrels.Mid += list[i].Barrels.Mid
		out.Barrels.High += list[i].Barrels.High
	}
	return writeJSON(w, out)
}

// circleCorners is of how many corners a circle is drawn.
const circleCorners = 48

func (s *Server) seaPlaces(w http.ResponseWriter, _ *http.Request) error {
	m, err := s.briefs()
	if err != nil {
		return err
	}
	out := seaZones{Zones: []seaZone{}}
	for _, z := range m.Zones() {
		x := seaZone{ID: z.ID, Name: z.Name, Kind: z.Kind, Country: z.Country, Verified: z.Mark, Source: z.Source, Ring: z.Ring}
		if len(x.Ring) == 0 && z.Km > 0 && z.Coast == "" {
			for i := range circleCorners {
				x.Ring = append(x.Ring, geo.Move(z.Centre, float64(i)*360/circleCorners, z.Km))
			}
		}
		if x.Ring == nil {
			x.Ring = []geo.Point{}
		}
		out.Zones = append(out.Zones, x)
	}
	return writeJSON(w, out)
}
