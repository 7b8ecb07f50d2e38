package watch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"cordon/screen"
)

// What happened to a hit.
const (
	HitNew     = "hit.new"
	HitChanged = "hit.changed" // its band or its evidence
	HitGone    = "hit.gone"
)

// Bands of a hit.
const (
	Strong   = "strong"   // a match with a score of at least .90
	Match    = "match"    // a match
	Possible = "possible" // a score of a match, but nothing beside a weak alias speaks for it
)

const strongFrom = .90

// Event says that a subject has a hit that it had not, or no longer, or not so.
// Its id says what happened: told twice it is the same, and so it is when the
// same happens again later, which its batch then tells apart.
type Event struct {
	ID       string   `json:"id"` // of subject, party, kind and evidence
	Event    string   `json:"event"`
	Subject  string   `json:"subject"`
	Party    string   `json:"party"`
	Caption  string   `json:"caption"`
	Schema   string   `json:"schema"`
	Datasets []string `json:"datasets"`
	Score    float64  `json:"score"` // of what is gone, the last
	Band     string   `json:"band"`
	Was      string   `json:"was,omitempty"` // the band before
	Why      string   `json:"why"`
	AsOf     string   `json:"as_of"`
	Batch    int64    `json:"batch"` // the newest that was searched
}

// hit is what is kept of a result.
type hit struct {
	Party    string   `json:"party"`
	Band     string   `json:"band"`
	Evidence string   `json:"evidence"` // digest
	Score    float64  `json:"score"`
	Caption  string   `json:"caption"`
	Schema   string   `json:"schema"`
	Datasets []string `json:"datasets"`
	why      string
}

// hitOf keeps a result. Evidence is what was compared and what came of it, and
// on which lists under which programmes the party stands; not the wording, and
// no figure, so that neither a better sentence nor a finer weight is an event.
func hitOf(r *screen.Result) hit {
	h := hit{Party: r.ID, Band: Possible, Score: r.Score, Caption: r.Caption, Schema: r.Schema, Datasets: r.Datasets, why: r.Evidence.Sentence}
	switch {
	case r.Match && r.Score >= strongFrom:
		h.Band = Strong
	case r.Match:
		h.Band = Match
	}
	type pair struct{ Query, List, Kind string }
	var pairs []pair
	for _, p := range r.Evidence.Parts {
		pairs = append(pairs, pair{p.Query, p.List, p.Kind.String()})
	}
	h.Evidence = digest(h.Band, r.Evidence.Alias, r.Evidence.Strength, pairs, r.Evidence.Agree, r.Evidence.Contradict, r.Evidence.Missing, r.Datasets, r.Listings)
	return h
}

// digest is a short hash of values, by their JSON.
func digest(values ...any) string {
	b, err := json.Marshal(values)
	if err != nil {
		panic(err) // texts and numbers
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// subjectDigest is a digest of what a subject says.
func subjectDigest(q screen.Query) string {
	props := make(map[string][]string, len(q.Properties))
	for k, v := range q.Properties {
		if len(v) > 0 {
			props[k] = slices.Sorted(slices.Values(v))
		}
	}
	return digest(q.Schema, props)
}

// compare adds the events between what was found before and what is found now,
// both in order of party.
func compare(subject string, before, now []hit, why func(hit) string, add func(Event, string)) {
	put := func(kind string, h hit, was, reason string) {
		add(Event{Event: kind, Subject: subject, Party: h.Party, Caption: h.Caption, Schema: h.Schema, Datasets: h.Datasets, Score: h.Score, Band: h.Band, Was: was, Why: reason}, h.Evidence)
	}
	for len(before) > 0 || len(now) > 0 {
		order := 0
		switch {
		case len(before) == 0:
			order = 1
		case len(now) == 0:
			order = -1
		default:
			order = strings.Compare(before[0].Party, now[0].Party)
		}
		switch {
		case order < 0:
			put(HitGone, before[0], before[0].Band, why(before[0]))
			before = before[1:]
		case order > 0:
			put(HitNew, now[0], "", now[0].why)
			now = now[1:]
		default:
			if before[0].Evidence != now[0].Evidence {
				put(HitChanged, now[0], before[0].Band, now[0].why)
			}
			before, now = before[1:], now[1:]
		}
	}
}
