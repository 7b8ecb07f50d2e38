package server

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"cordon/live"
)

// entityParams is the query string of GET /entities/{id}.
type entityParams struct {
	Nested bool `json:"nested,omitempty" doc:"Whether neighbours stand in their places, or their ids. true if not given."`
}

// adjacentParams is the query string of GET /entities/{id}/adjacent.
type adjacentParams struct {
	Limit  int      `json:"limit,omitempty" range:"0,500" doc:"How many of each kind to return. 10 if not given."`
	Offset int      `json:"offset,omitempty" range:"0,9499" doc:"How many of each kind to pass over."`
	Sort   []string `json:"sort,omitempty" doc:"Fields to sort by, each written field or field:desc."`
}

// adjacentResponse is what GET /entities/{id}/adjacent answers.
type adjacentResponse struct {
	Entity   *live.Entity            `json:"entity"`
	Adjacent map[string]adjacentPage `json:"adjacent" doc:"Neighbours by the names under which the entity knows them."`
}

type adjacentPage struct {
	Results []live.Value `json:"results"`
	Total   total        `json:"total"`
	Limit   int          `json:"limit"`
	Offset  int          `json:"offset"`
}

// entity answers GET /entities/{id}.
func (s *Server) entity(w http.ResponseWriter, r *http.Request) error {
	p := entityParams{Nested: true}
	g, f := peerQuery(r, &p)
	if f != nil {
		return f
	}
	if f := checkText(r.PathValue("id"), "id"); f != nil {
		return f
	}
	if err := s.turn(r.Context()); err != nil {
		return err
	}
	defer s.gate.leave()
	read := s.desk.Entity
	if p.Nested {
		read = s.desk.Nested
	}
	e, err := read(r.Context(), r.PathValue("id"))
	if err != nil {
		return redirected(w, err)
	}
	g.write(w)
	return writeJSON(w, e)
}

// redirected answers for an id that was merged into another one; other errors
// it returns.
func redirected(w http.ResponseWriter, err error) error {
	var merged *live.MergedError
	if !errors.As(err, &merged) {
		return peerFault(err)
	}
	w.Header().Set("Location", "/entities/"+url.PathEscape(merged.Into))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusPermanentRedirect)
	return nil
}

// adjacentTo reads the neighbours of the entity of the path.
func (s *Server) adjacentTo(r *http.Request, prop string) (adjacentParams, ignored, *live.Entity, map[string]live.Neighbours, error) {
	p := adjacentParams{Limit: 10}
	g, f := peerQuery(r, &p)
	if f != nil {
		return p, g, nil, nil, f
	}
	if f := checkText(r.PathValue("id"), "id"); f != nil {
		return p, g, nil, nil, f
	}
	page := live.Page{Limit: p.Limit, Offset: p.Offset}
	for _, by := range p.Sort {
		name, order, _ := strings.Cut(by, ":")
		page.Sort = append(page.Sort, live.Sort{Field: name, Down: order == "desc"})
	}
	if err := s.turn(r.Context()); err != nil {
		return p, g, nil, nil, err
	}
	defer s.gate.leave()
	e, found, err := s.desk.Adjacent(r.Context(), r.PathValue("id"), prop, page)
	return p, g, e, found, err
}

// adjacent answers GET /entities/{id}/adjacent.
func (s *Server) adjacent(w http.ResponseWriter, r *http.Request) error {
	p, g, e, found, err := s.adjacentTo(r, "")
	if err != nil {
		return redirected(w, err)
	}
	out := adjacentResponse{Entity: e, Adjacent: make(map[string]adjacentPage, len(found))}
	for name, n := range found {
		out.Adjacent[name] = adjacentPage{n.Found, totalOf(n.Total), p.Limit, p.Offset}
	}
	g.write(w)
	return writeJSON(w, out)
}

// adjacentBy answers GET /entities/{id}/adjacent/{property}.
func (s *Server) adjacentBy(w http.ResponseWriter, r *http.Request) error {
	prop := r.PathValue("property")
	p, g, _, found, err := s.adjacentTo(r, prop)
	if err != nil {
		return redirected(w, err)
	}
	out := adjacentPage{Results: []live.Value{}, Total: totalOf(found[prop].Total), Limit: p.Limit, Offset: p.Offset}
	if n := found[prop]; n.Found != nil {
		out.Results = n.Found
	}
	g.write(w)
	return writeJSON(w, out)
}
