package server

import (
	"net/http"
	"strconv"
	"strings"

	"cordon/ftm"
	"cordon/lists"
	"cordon/live"
	"cordon/screen"
)

// searchParams is the query string of GET /search.
type searchParams struct {
	Q              string   `json:"q,omitempty" doc:"What to look for: words that must all be there; OR, NOT, \"words in order\", field:word, beginnings*, slips~ and parentheses."`
	Schema         string   `json:"schema,omitempty" doc:"What kind of entities. Thing, which is all, if not given."`
	Countries      []string `json:"countries,omitempty" doc:"Only entities of these countries."`
	Topics         []string `json:"topics,omitempty" doc:"Only entities with these topics."`
	Datasets       []string `json:"datasets,omitempty" doc:"Only entities in these datasets."`
	Filter         []string `json:"filter,omitempty" doc:"Only entities with these values, each written field:value."`
	IncludeDataset []string `json:"include_dataset,omitempty" doc:"Search these datasets only."`
	ExcludeDataset []string `json:"exclude_dataset,omitempty" doc:"Do not search these datasets."`
	ExcludeSchema  []string `json:"exclude_schema,omitempty" doc:"No entities of these kinds."`
	ChangedSince   string   `json:"changed_since,omitempty" doc:"Only entities that changed on this day or at this time or later."`
	Limit          int      `json:"limit,omitempty" range:"0,500" doc:"How many results to return. 10 if not given."`
	Offset         int      `json:"offset,omitempty" range:"0,9499" doc:"How many results to pass over."`
	Sort           []string `json:"sort,omitempty" doc:"Fields to sort by, each written field or field:desc. What fits best comes first if not given."`
	Target         *bool    `json:"target,omitempty" doc:"Only targets, or only what is none."`
	Fuzzy          bool     `json:"fuzzy,omitempty" doc:"Words one slip away count too."`
	Simple         bool     `json:"simple,omitempty" doc:"Take q as people write it; nothing in it is refused."`
	Facets         []string `json:"facets,omitempty" enum:"datasets,schema,countries,identifiers,topics,genders" doc:"What to count. countries, topics and datasets if not given."`
	FilterOp       string   `json:"filter_op,omitempty" enum:"OR,AND" doc:"Whether one of several values of a field is enough, or all must be there. OR if not given."`
}

// searchResponse is what GET /search answers.
type searchResponse struct {
	Results []*live.Entity   `json:"results"`
	Facets  map[string]facet `json:"facets"`
	Total   total            `json:"total"`
	Limit   int              `json:"limit"`
	Offset  int              `json:"offset"`
}

type facet struct {
	Label  string      `json:"label"`
	Values []facetItem `json:"values"`
}

type facetItem struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

// search answers GET /search/{dataset}.
func (s *Server) search(w http.ResponseWriter, r *http.Request) error {
	p := searchParams{Schema: "Thing", Limit: 10, Facets: []string{"countries", "topics", "datasets"}, FilterOp: "OR"}
	g, f := peerQuery(r, &p)
	if f != nil {
		return f
	}
	if f := checkTime("changed_since", p.ChangedSince); f != nil {
		return f
	}
	sc, err := s.scope(r, p.IncludeDataset, p.ExcludeDataset, &g)
	if err != nil {
		return err
	}
	if ftm.Lookup(p.Schema) == nil {
		return invalid("Invalid schema")
	}
	q := screen.TextQuery{
		Text: p.Q, Simple: p.Simple, Fuzzy: p.Fuzzy, Schema: p.Schema, Datasets: sc.datasets, ExcludeDatasets: sc.exclude,
		ExcludeSchemata: exactly(p.ExcludeSchema, &g), ChangedSince: p.ChangedSince, Every: p.FilterOp == "AND", Facets: p.Facets,
		Limit: p.Limit, Offset: p.Offset,
	}
	if q.Filters, f = p.filters(); f != nil {
		return f
	}
	for _, by := range p.Sort {
		name, order, _ := strings.Cut(by, ":")
		if i := strings.LastIndexByte(by, ':'); i >= 0 {
			name, order = by[:i], by[i+1:]
		}
		q.Sort = append(q.Sort, screen.TextSort{Field: name, Down: order == "desc"})
	}
	var found live.Findings
	if !sc.empty {
		if found, err = s.find(r, q); err != nil {
			return err
		}
	}
	out := searchResponse{Results: found.Found, Facets: make(map[string]facet), Total: totalOf(found.Total), Limit: p.Limit, Offset: p.Offset}
	if out.Results == nil {
		out.Results = []*live.Entity{}
	}
	for _, name := range p.Facets {
		out.Facets[name] = facetOf(name, found.Facets[name])
	}
	g.write(w)
	return writeJSON(w, out)
}

// filters are the filters of a search in one list.
func (p *searchParams) filters() ([]screen.TextFilter, *fault) {
	var out []screen.TextFilter
	add := func(field string, values []string) {
		for _, v := range clean(values) {
			out = append(out, screen.TextFilter{Field: field, Value: v})
		}
	}
	add("countries", p.Countries)
	add("topics", p.Topics)
	add("datasets", p.Datasets)
	for _, flt := range p.Filter {
		field, value, ok := strings.Cut(flt, ":")
		if !ok {
			return nil, invalid("Invalid filter: %s", shown(flt)).hinted("write field:value")
		}
		out = append(out, screen.TextFilter{Field: field, Value: value})
	}
	if p.Target != nil {
		add("target", []string{strconv.FormatBool(*p.Target)})
	}
	return out, nil
}

// find searches by words, once it is its turn.
func (s *Server) find(r *http.Request, q screen.TextQuery) (live.Findings, error) {
	if err := s.turn(r.Context()); err != nil {
		return live.Findings{}, err
	}
	defer s.gate.leave()
	found, err := s.desk.Find(r.Context(), q)
	return found, peerFault(err)
}

// facetLabels are the labels of fields as the peer has them.
var facetLabels = map[string]string{
	"datasets": "Data sources", "schema": "Entity types", "countries": "Countries", "identifiers": "Identifiers", "topics": "Topics", "genders": "Genders",
}

func facetOf(field string, counts []screen.Count) facet {
	out := facet{Label: facetLabels[field], Values: make([]facetItem, 0, len(counts))}
	for _, c := range counts {
		item := facetItem{Name: c.Value, Label: c.Value, Count: c.N}
		switch field {
		case "datasets":
			item.Label = datasetTitle(c.Value)
		case "schema":
			if sc := ftm.Lookup(c.Value); sc != nil {
				item.Label = sc.Plural
			}
		case "countries":
			item.Label = ftm.CountryName(c.Value)
		case "genders":
			item.Label = strings.ToUpper(c.Value[:1]) + c.Value[1:]
		}
		out.Values = append(out.Values, item)
	}
	return out
}

// datasetTitle is what people call a dataset.
func datasetTitle(name string) string {
	if name == allDatasets {
		return "All loaded lists"
	}
	if t := lists.SourceOf(name).Title; t != "" {
		return t
	}
	return name
}
