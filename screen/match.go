package screen

import (
	"fmt"
	"slices"

	"cordon/ftm"
)

func day(v uint32) ftm.Day { return ftm.Day(int32(v)) }

// Match answers a query. It fails only on a schema or an algorithm that does
// not exist.
func (ix *Index) Match(q Query, o Options) (Answer, error) {
	o, err := o.defaults()
	if err != nil {
		return Answer{}, err
	}
	p, err := prepare(q)
	if err != nil {
		return Answer{}, err
	}
	if o.Algorithm == Best {
		p.factors = factors(o.Weights)
	}
	a := Answer{Query: Query{ID: q.ID, Schema: q.Schema, Properties: p.clean}, Results: []Result{}, Ignored: p.ignored}
	if ix.Len() == 0 {
		return a, nil
	}
	s := ix.scratch()
	defer ix.release(s)

	pass := ix.filter(p, o)
	ids := ix.findIDs(p, pass)
	n := 0
	for i := range p.names {
		name := p.name(i, p.kind)
		ix.find(s, name)
		n = max(n, name.Core())
	}
	limit := candidates
	if n <= 1 || o.Algorithm == OFAC {
		limit = candidatesOne
	}
	var found []verdict
	keep := func(party uint32, least float64) {
		v := ix.judge(s, p, party, ids[party], least)
		if o.Algorithm == OFAC {
			ix.ofac(s, p, &v)
		}
		v.match = v.score >= o.Threshold && (!v.weak || v.agrees())
		if v.score >= o.Cutoff {
			found = append(found, v)
		}
	}
	least := o.leastName(p)
	for _, c := range s.best(limit, pass) {
		if len(ids[c.party]) == 0 {
			keep(c.party, least)
		}
	}
	for party := range ids {
		keep(party, 0)
	}
	slices.SortFunc(found, func(x, y verdict) int {
		if x.match != y.match { // what is no match by itself stands behind
			if x.match {
				return -1
			}
			return 1
		}
		switch {
		case x.score != y.score:
			if x.score > y.score {
				return -1
			}
			return 1
		case x.main != y.main:
			if x.main > y.main {
				return -1
			}
			return 1
		}
		return int(int64(x.party) - int64(y.party))
	})
	for i := range found {
		v := &found[i]
		if v.match {
			a.Total++
		}
		if len(a.Results) < o.Limit {
			r := ix.result(s, p, v)
			r.Match = v.match
			a.Results = append(a.Results, r)
		}
	}
	return a, nil
}

// leastName is the score of names below which nothing else can make a party
// worth showing.
func (o Options) leastName(p *prepared) float64 {
	switch {
	case o.Algorithm == OFAC || len(p.factors) > 0:
		return 0
	case len(p.addresses) > 0:
		return min(o.Cutoff, qualifyFrom)
	}
	return o.Cutoff
}

func (o Options) defaults() (Options, error) {
	if o.Threshold == 0 {
		o.Threshold = DefaultThreshold
	}
	if o.Cutoff == 0 {
		o.Cutoff = min(DefaultCutoff, o.Threshold)
	}
	if o.Limit <= 0 {
		o.Limit = DefaultLimit
	}
	o.Limit = min(o.Limit, MaxLimit)
	switch o.Algorithm {
	case "":
		o.Algorithm = Best
	case Best, OFAC:
	default:
		return o, fmt.Errorf("%q: %w", o.Algorithm, ErrAlgorithm)
	}
	return o, nil
}

// filter says which parties may answer a query at all.
func (ix *Index) filter(p *prepared, o Options) func(uint32) bool {
	schemata := make([]bool, ix.schemata.len())
	for i := range schemata {
		s := ix.schemata.at(uint32(i))
		schemata[i] = (p.schema == "" || ftm.Comparable(p.schema, s)) && !slices.ContainsFunc(o.ExcludeSchemata, func(x string) bool {
			d := ftm.Lookup(s)
			return x == s || d != nil && d.Is(x)
		})
	}
	datasets := make([]bool, ix.datasets.len())
	every := len(o.Datasets)+len(o.ExcludeDatasets) == 0
	for i := range datasets {
		d := ix.datasets.at(uint32(i))
		datasets[i] = (len(o.Datasets) == 0 || slices.Contains(o.Datasets, d)) && !slices.Contains(o.ExcludeDatasets, d)
	}
	deep := len(o.ExcludeIDs)+len(o.Topics)+len(o.Filters) > 0 || o.ChangedSince != ""
	return func(party uint32) bool {
		if !schemata[ix.schema[party]] {
			return false
		}
		if !every && !slices.ContainsFunc(ix.of.of(party), func(d uint32) bool { return datasets[d] }) {
			return false
		}
		return !deep || ix.passDeep(party, o)
	}
}

// passDeep applies filters that need the record.
func (ix *Index) passDeep(party uint32, o Options) bool {
	r := reader{b: ix.records.bytes[ix.records.off[party]:ix.records.off[party+1]]}
	e, _ := r.entity()
	if slices.Contains(o.ExcludeIDs, e.ID) || slices.ContainsFunc(e.Referents, func(id string) bool { return slices.Contains(o.ExcludeIDs, id) }) {
		return false
	}
	if len(o.Topics) > 0 && !slices.ContainsFunc(e.Properties["topics"], func(t string) bool { return slices.Contains(o.Topics, t) }) {
		return false
	}
	return e.LastChange >= o.ChangedSince && passFilters(e, o.Filters)
}

// findIDs returns the parties that share an identifier with the query.
func (ix *Index) findIDs(p *prepared, pass func(uint32) bool) map[uint32][]idHit {
	if len(p.ids) == 0 {
		return nil
	}
	out := make(map[uint32][]idHit)
	for i := range p.ids {
		q := &p.ids[i]
		keys := []string{q.key}
		if q.kind == "" && len(q.key) == 11 { // a bank's branch in a field for any number
			keys = append(keys, q.key[:8])
		}
		for n, key := range keys {
			for _, id := range ix.idTerms.of(hash(saltID, key)) {
				party := ix.idOf[id]
				kind := ix.idKind(id)
				if n > 0 && kind != "bic" || idKey(kind, ix.idValue.at(id)) != key || len(out) >= MaxLimit || !pass(party) {
					continue
				}
				if same(q.value, ix.idValue.at(id), max(kind, q.kind)) {
					out[party] = append(out[party], idHit{query: i, id: id})
				}
			}
		}
	}
	return out
}
