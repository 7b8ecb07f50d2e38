package server

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"
)

// named is what of a query can stand in a query string.
type named struct {
	ID     string   `json:"id,omitempty" doc:"The caller's own id of the query. It is repeated in the answer and means nothing else."`
	Schema string   `json:"schema,omitempty" doc:"What kind of party this is, as FollowTheMoney names it. Without it any kind may match."`
	Name   textList `json:"name,omitempty" doc:"The names of the party."`
}

// query asks who one party is.
type query struct {
	named
	Properties map[string]textList `json:"properties,omitempty" doc:"What else is known of the party: FollowTheMoney properties and their values. properties.name is the same as name."`
}

// params say what to search and how to judge it.
type params struct {
	Threshold       *float64 `json:"threshold,omitempty" range:"0,1" doc:"Results with this score or more are a match. 0.7 if not given."`
	Cutoff          *float64 `json:"cutoff,omitempty" range:"0,1" doc:"Results below this score are not shown. 0.5 if not given."`
	Limit           *int     `json:"limit,omitempty" range:"1,500" doc:"How many results to show. 10 if not given."`
	Algorithm       *string  `json:"algorithm,omitempty" enum:"best,ofac" doc:"How to compare: best, or ofac for the way of the search tool of OFAC."`
	Datasets        []string `json:"datasets,omitempty" doc:"Search these lists only. default is all of them."`
	ExcludeDatasets []string `json:"exclude_datasets,omitempty" doc:"Search all lists but these."`
	ExcludeIDs      []string `json:"exclude_ids,omitempty" doc:"Leave out the parties with these ids."`
	ExcludeSchemata []string `json:"exclude_schemata,omitempty" doc:"Leave out parties of these kinds."`
	Topics          []string `json:"topics,omitempty" doc:"Show only parties with one of these topics."`
	ChangedSince    *string  `json:"changed_since,omitempty" format:"date" doc:"Show only parties that changed on this day or later."`
	AsOf            *string  `json:"as_of,omitempty" format:"date" doc:"What was true on that day. Today if not given."`
	KnownOn         *string  `json:"known_on,omitempty" doc:"What was known at the end of that day (YYYY-MM-DD), or with a batch (batch:12). batch:12@2024-05-03, the batch and day that an answer says it searched, asks it again. Now if not given."`
}

// nameRequest is what GET /api/v1/screen takes.
type nameRequest struct {
	named
	params
}

// parseQuery reads the query string into the struct that v points to. What the
// struct does not have, and what is given twice, is refused. Lists may repeat
// the parameter; lists of names of things may also use commas, which names of
// people may not, because they hold commas of their own.
func parseQuery(r *http.Request, v any) *fault {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return invalid("query string: %s", shown(err.Error()))
	}
	rv := reflect.ValueOf(v).Elem()
	fields := fieldsOf(rv.Type())
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names) // of several faults always the same is reported
	for _, name := range names {
		fd := fieldNamed(fields, name)
		if fd == nil {
			return unknown("parameter", name, namesOf(fields))
		}
		if f := setParam(rv.FieldByIndex(fd.index), fd, values[name]); f != nil {
			return f
		}
	}
	return nil
}

// setParam sets a field from the values of its parameter.
func setParam(v reflect.Value, fd *field, values []string) *fault {
	for _, s := range values {
		if strings.ToValidUTF8(s, "") != s {
			return invalid("%s is not UTF-8", fd.name)
		}
		if f := checkText(s, fd.name); f != nil {
			return f
		}
	}
	if v.Kind() == reflect.Slice {
		if v.Type() != textListType {
			values = strings.Split(strings.Join(values, ","), ",")
		}
		if len(values) > maxItems {
			return invalid("%s: more than %d values", fd.name, maxItems)
		}
		v.Set(reflect.ValueOf(values).Convert(v.Type()))
		return nil
	}
	if len(values) > 1 {
		return invalid("%s is given %d times", fd.name, len(values))
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if v.Kind() == reflect.String {
		v.SetString(values[0])
		return fd.checkText(values[0])
	}
	if f := setNumber(v, fd, values[0]); f != nil {
		return f.in(fd.name)
	}
	return nil
}

// merge is the parameters of query string and body together. One given in both
// places is refused: nobody could say which of them counts.
func merge(a, b params) (params, *fault) {
	av, bv := reflect.ValueOf(&a).Elem(), reflect.ValueOf(b)
	for _, fd := range fieldsOf(av.Type()) {
		from := bv.FieldByIndex(fd.index)
		if from.IsNil() {
			continue
		}
		to := av.FieldByIndex(fd.index)
		if !to.IsNil() {
			return a, invalid("%s is given twice: in the query string and in the body", fd.name)
		}
		to.Set(from)
	}
	return a, nil
}

// allDatasets is the name for all lists together.
const allDatasets = "default"

// resolve checks parameters against what is loaded and makes of them what the
// desk takes. A list that is not there is refused: a search of nothing would
// find nothing.
func (s *Server) resolve(ctx context.Context, p params) (screen.Options, live.At, *fault) {
	var o screen.Options
	var at live.At
	set(&o.Threshold, p.Threshold)
	set(&o.Cutoff, p.Cutoff)
	set(&o.Limit, p.Limit)
	set(&o.Algorithm, p.Algorithm)
	set(&o.ChangedSince, p.ChangedSince)
	o.ExcludeIDs, o.Topics = clean(p.ExcludeIDs), clean(p.Topics)

	var known []string
	lists, _ := s.desk.Lists(ctx)
	for _, l := range lists {
		known = append(known, l.Dataset)
	}
	var f *fault
	if o.Datasets, f = datasets(p.Datasets, known); f != nil {
		return o, at, f.in("datasets")
	}
	if slices.Contains(o.Datasets, allDatasets) {
		o.Datasets = nil
	}
	if o.ExcludeDatasets, f = datasets(p.ExcludeDatasets, known); f != nil {
		return o, at, f.in("exclude_datasets")
	}
	if !searchesAny(o, known) {
		return o, at, invalid("exclude_datasets leaves no list to search")
	}
	for _, name := range clean(p.ExcludeSchemata) {
		if f := checkSchema(name); f != nil {
			return o, at, f.in("exclude_schemata")
		}
		o.ExcludeSchemata = append(o.ExcludeSchemata, name)
	}
	if _, f = parseDay("changed_since", p.ChangedSince); f != nil {
		return o, at, f
	}
	asOf, f := parseDay("as_of", p.AsOf)
	if f != nil {
		return o, at, f
	}
	if !asOf.IsZero() {
		at.AsOf = ftm.DayOf(asOf)
	}
	if p.KnownOn != nil && *p.KnownOn != "" {
		var err error
		if at.KnownOn, at.Batch, err = live.ParseKnown(*p.KnownOn, time.UTC); err != nil {
			return o, at, invalid("known_on: %s is neither a day nor a batch", shown(*p.KnownOn)).hinted("write YYYY-MM-DD, or batch:N")
		}
	}
	return o, at, nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// clean leaves out blanks.
func clean(values []string) []string {
	var out []string
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// datasets checks names of lists.
func datasets(names, known []string) ([]string, *fault) {
	names = clean(names)
	for _, n := range names {
		if n != allDatasets && !slices.Contains(known, n) {
			return nil, unknown("list", n, append([]string{allDatasets}, known...))
		}
	}
	return names, nil
}

// searchesAny reports whether the filters leave at least one list.
func searchesAny(o screen.Options, known []string) bool {
	if slices.Contains(o.ExcludeDatasets, allDatasets) {
		return false
	}
	if len(o.ExcludeDatasets) == 0 {
		return true
	}
	for _, d := range known {
		if (len(o.Datasets) == 0 || slices.Contains(o.Datasets, d)) && !slices.Contains(o.ExcludeDatasets, d) {
			return true
		}
	}
	return false
}

// checkSchema accepts the schemata of the model.
func checkSchema(name string) *fault {
	if ftm.Lookup(name) != nil {
		return nil
	}
	var known []string
	for _, s := range ftm.Schemata() {
		if s.Matchable {
			known = append(known, s.Name)
		}
	}
	return unknown("schema", name, known)
}

// parseDay reads a full date. A part of one would have to be guessed at.
func parseDay(name string, s *string) (time.Time, *fault) {
	if s == nil || *s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, *s)
	if err != nil || t.Year() < 1 {
		return time.Time{}, invalid("%s: %s is no date", name, shown(*s)).hinted("write YYYY-MM-DD")
	}
	return t, nil
}
