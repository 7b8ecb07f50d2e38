package server

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"
)

// suggestParams is the query string of the suggest services.
type suggestParams struct {
	Prefix string `json:"prefix,omitempty" doc:"What was typed so far. Nothing suggests nothing."`
	Limit  int    `json:"limit,omitempty" range:"0,500" doc:"How many entities to suggest. 10 if not given."`
}

// extendParams is the query string of extend/property.
type extendParams struct {
	Type  string `json:"type,omitempty" doc:"The type of the entities. Thing if not given."`
	Limit int    `json:"limit,omitempty" range:"0,500" doc:"How many properties to propose at most; 0 for all."`
}

type suggestEntities struct {
	Code   string          `json:"code"`
	Status string          `json:"status"`
	Prefix string          `json:"prefix"`
	Result []serviceEntity `json:"result"`
}

type suggestTypes struct {
	Code   string        `json:"code"`
	Status string        `json:"status"`
	Prefix string        `json:"prefix"`
	Result []serviceType `json:"result"`
}

const (
	suggestCode   = "/api/status/ok"
	suggestStatus = "200 OK"
)

// maxSuggested is how many types and properties are suggested.
const maxSuggested = 5

// suggestion reads what the suggest services have in common.
func (s *Server) suggestion(r *http.Request) (suggestParams, scope, ignored, error) {
	p := suggestParams{Limit: 10}
	g, f := peerQuery(r, &p)
	if f != nil {
		return p, scope{}, g, f
	}
	sc, err := s.scope(r, nil, nil, &g)
	return p, sc, g, err
}

// suggestEntity answers GET /reconcile/{dataset}/suggest/entity.
func (s *Server) suggestEntity(w http.ResponseWriter, r *http.Request) error {
	p, sc, g, err := s.suggestion(r)
	if err != nil {
		return err
	}
	found, err := s.find(r, screen.TextQuery{Text: p.Prefix, Begin: true, Datasets: sc.datasets, Limit: p.Limit})
	if err != nil {
		return err
	}
	out := suggestEntities{suggestCode, suggestStatus, p.Prefix, []serviceEntity{}}
	for _, e := range found.Found {
		out.Result = append(out.Result, serviceEntityOf(e.ID, e.Caption, e.Schema))
	}
	g.write(w)
	return writeJSON(w, out)
}

// begins reports whether one of some names begins with a prefix.
func begins(prefix string, names ...string) bool {
	prefix = strings.ToLower(strings.TrimSpace(prefix))
	return prefix != "" && slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(strings.ToLower(n), prefix) })
}

// suggestProperty answers GET /reconcile/{dataset}/suggest/property.
func (s *Server) suggestProperty(w http.ResponseWriter, r *http.Request) error {
	p, sc, g, err := s.suggestion(r)
	if err != nil {
		return err
	}
	schemata, err := s.matchableIn(r, sc)
	if err != nil {
		return err
	}
	out := suggestTypes{suggestCode, suggestStatus, p.Prefix, []serviceType{}}
	for _, sch := range schemata {
		for _, d := range sch.Properties() {
			if d.Schema == sch.Name && d.Type != ftm.TypeEntity && begins(p.Prefix, d.Name, d.Label) {
				out.Result = append(out.Result, serviceType{ID: d.Schema + ":" + d.Name, Name: d.Label})
			}
		}
	}
	out.Result = out.Result[:min(len(out.Result), maxSuggested)]
	g.write(w)
	return writeJSON(w, out)
}

// suggestType answers GET /reconcile/{dataset}/suggest/type.
func (s *Server) suggestType(w http.ResponseWriter, r *http.Request) error {
	p, sc, g, err := s.suggestion(r)
	if err != nil {
		return err
	}
	schemata, err := s.matchableIn(r, sc)
	if err != nil {
		return err
	}
	out := suggestTypes{suggestCode, suggestStatus, p.Prefix, []serviceType{}}
	for _, sch := range schemata {
		if begins(p.Prefix, sch.Name, sch.Label) {
			out.Result = append(out.Result, typeOfSchema(sch))
		}
	}
	out.Result = out.Result[:min(len(out.Result), maxSuggested)]
	g.write(w)
	return writeJSON(w, out)
}

// extendProperties is what extend/property answers.
type extendProperties struct {
	Limit      int           `json:"limit"`
	Type       string        `json:"type"`
	Properties []serviceType `json:"properties"`
}

// extendProperty answers GET /reconcile/{dataset}/extend/property.
func (s *Server) extendProperty(w http.ResponseWriter, r *http.Request) error {
	p := extendParams{Type: "Thing"}
	g, f := peerQuery(r, &p)
	if f != nil {
		return f
	}
	if _, err := s.scope(r, nil, nil, &g); err != nil {
		return err
	}
	sch := ftm.Lookup(p.Type)
	if sch == nil {
		return invalid("Invalid type: %s", headerText(p.Type))
	}
	out := extendProperties{Limit: p.Limit, Type: sch.Name, Properties: []serviceType{}}
	for _, name := range sch.Featured {
		out.Properties = append(out.Properties, serviceType{ID: name, Name: sch.Property(name).Label})
	}
	for _, d := range sch.Properties() {
		if d.Type != ftm.TypeEntity && !slices.Contains(sch.Featured, d.Name) {
			out.Properties = append(out.Properties, serviceType{ID: d.Name, Name: d.Label})
		}
	}
	if p.Limit > 0 {
		out.Properties = out.Properties[:min(p.Limit, len(out.Properties))]
	}
	slices.SortStableFunc(out.Properties, func(a, b serviceType) int { return cmp.Compare(a.Name, b.Name) })
	g.write(w)
	return writeJSON(w, out)
}

// How values of a column are written.
const (
	renderCaption = "caption"
	renderRaw     = "raw"
)

// extendQuery asks for columns of some rows.
type extendQuery struct {
	IDs        []string `json:"ids"`
	Properties []struct {
		ID       string `json:"id"`
		Settings struct {
			Limit  int    `json:"limit"`
			Render string `json:"render"`
		} `json:"settings"`
	} `json:"properties"`
}

// extendResponse is the columns that were asked for.
type extendResponse struct {
	Meta []serviceType                       `json:"meta"`
	Rows map[string]map[string][]extendValue `json:"rows"`
}

type extendValue struct {
	Str string `json:"str"`
}

// extend fills in columns.
func (s *Server) extend(ctx context.Context, data string) (extendResponse, error) {
	out := extendResponse{Meta: []serviceType{}, Rows: make(map[string]map[string][]extendValue)}
	var q extendQuery
	if f := checkForm("extend", data, &q); f != nil {
		return out, f
	}
	switch {
	case len(q.IDs) > maxBatch:
		return out, invalid("Too many queries in one batch (limit: %d)", maxBatch)
	case len(q.Properties) > maxKeys:
		return out, invalid("extend: more than %d properties", maxKeys)
	}
	for _, p := range q.Properties {
		if r := p.Settings.Render; r != "" && r != renderCaption && r != renderRaw {
			return out, invalid("extend: render is %s or %s, not %s", renderCaption, renderRaw, shown(r))
		}
	}
	for _, id := range q.IDs {
		if f := checkText(id, "ids"); f != nil {
			return out, f
		}
		row := make(map[string][]extendValue)
		out.Rows[id] = row
		e, err := s.desk.Entity(ctx, id)
		var merged *live.MergedError
		switch {
		case errors.As(err, &merged):
			return out, invalid("Please specify the canonical entity ID, not a referent").hinted("%s was merged into %s", headerText(id), merged.Into)
		case errors.Is(err, live.ErrNoEntity):
			continue
		case err != nil:
			return out, err
		}
		sch := ftm.Lookup(e.Schema)
		for _, p := range q.Properties {
			var d *ftm.Property
			if sch != nil {
				d = sch.Property(p.ID)
			}
			if d == nil {
				continue
			}
			if !slices.ContainsFunc(out.Meta, func(m serviceType) bool { return m.ID == d.Name }) {
				out.Meta = append(out.Meta, serviceType{ID: d.Name, Name: d.Label})
			}
			values := []extendValue{}
			for _, v := range e.Properties[d.Name] {
				if p.Settings.Limit > 0 && len(values) == p.Settings.Limit {
					break
				}
				text := v.Text
				if p.Settings.Render != renderRaw {
					text = captionOf(d, text)
				}
				values = append(values, extendValue{text})
			}
			row[d.Name] = values
		}
	}
	return out, nil
}

// captionOf is a value as people read it.
func captionOf(d *ftm.Property, v string) string {
	if d.Type == ftm.TypeCountry {
		return ftm.CountryName(v)
	}
	return v
}
