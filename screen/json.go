package screen

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"cordon/ftm"
	"cordon/names"
)

// Answers are written as encoding/json would write them, to the byte, in a third
// of the time: for a screen that is a good part of the whole.

// AppendJSON writes the query.
func (q *Query) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	if q.ID != "" {
		b = append(ftm.AppendJSONString(append(b, `"id":`...), q.ID), ',')
	}
	if q.Schema != "" {
		b = append(ftm.AppendJSONString(append(b, `"schema":`...), q.Schema), ',')
	}
	return append(appendProperties(append(b, `"properties":`...), q.Properties), '}')
}

// AppendJSON writes the result.
func (r *Result) AppendJSON(b []byte) []byte {
	b = ftm.AppendJSONString(append(b, `{"id":`...), r.ID)
	b = ftm.AppendJSONString(append(b, `,"caption":`...), r.Caption)
	b = ftm.AppendJSONString(append(b, `,"schema":`...), r.Schema)
	b = appendFloat(append(b, `,"score":`...), r.Score)
	b = strconv.AppendBool(append(b, `,"match":`...), r.Match)
	b = appendList(append(b, `,"datasets":`...), r.Datasets)
	if len(r.Referents) > 0 {
		b = appendList(append(b, `,"referents":`...), r.Referents)
	}
	b = appendText(b, `,"first_seen":`, r.FirstSeen)
	b = appendText(b, `,"last_seen":`, r.LastSeen)
	b = appendText(b, `,"last_change":`, r.LastChange)
	b = appendProperties(append(b, `,"properties":`...), r.Properties)
	b = appendExplanations(append(b, `,"explanations":`...), r.Explanations)
	b = r.Evidence.appendJSON(append(b, `,"evidence":`...))
	b = append(b, `,"listings":`...)
	if r.Listings == nil {
		b = append(b, "null"...)
	} else {
		b = append(b, '[')
		for i := range r.Listings {
			if i > 0 {
				b = append(b, ',')
			}
			b = r.Listings[i].appendJSON(b)
		}
		b = append(b, ']')
	}
	if r.OFACScore != nil {
		b = strconv.AppendInt(append(b, `,"ofac_score":`...), int64(*r.OFACScore), 10)
	}
	return append(b, '}')
}

func appendExplanations(b []byte, m map[string]Explanation) []byte {
	if m == nil {
		return append(b, "null"...)
	}
	var buf [8]string
	features := slices.AppendSeq(buf[:0], maps.Keys(m))
	slices.Sort(features)
	b = append(b, '{')
	for i, f := range features {
		if i > 0 {
			b = append(b, ',')
		}
		e := m[f]
		b = appendFloat(append(ftm.AppendJSONString(b, f), `:{"score":`...), e.Score)
		b = appendText(b, `,"detail":`, e.Detail)
		b = appendText(b, `,"query":`, e.Query)
		b = append(appendText(b, `,"candidate":`, e.Candidate), '}')
	}
	return append(b, '}')
}

func (e *Evidence) appendJSON(b []byte) []byte {
	b = appendFloat(append(b, `{"offered":`...), e.Offered)
	b = ftm.AppendJSONString(append(b, `,"sentence":`...), e.Sentence)
	b = appendText(b, `,"alias":`, e.Alias)
	b = appendText(b, `,"strength":`, e.Strength)
	b = append(b, `,"parts":`...)
	if e.Parts == nil {
		b = append(b, "null"...)
	} else {
		b = append(b, '[')
		for i := range e.Parts {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendPair(b, &e.Parts[i])
		}
		b = append(b, ']')
	}
	b = appendList(append(b, `,"agree":`...), e.Agree)
	b = appendList(append(b, `,"contradict":`...), e.Contradict)
	return append(appendList(append(b, `,"missing":`...), e.Missing), '}')
}

func appendPair(b []byte, p *names.Pair) []byte {
	b = ftm.AppendJSONString(append(b, `{"query":`...), p.Query)
	b = ftm.AppendJSONString(append(b, `,"list":`...), p.List)
	b = ftm.AppendJSONString(append(b, `,"kind":`...), p.Kind.String())
	b = appendFloat(append(b, `,"score":`...), p.Score)
	b = appendFloat(append(b, `,"weight":`...), p.Weight)
	return append(ftm.AppendJSONString(append(b, `,"why":`...), p.Why), '}')
}

func (l *Listing) appendJSON(b []byte) []byte {
	b = ftm.AppendJSONString(append(b, `{"dataset":`...), l.Dataset)
	b = appendText(b, `,"authority":`, l.Authority)
	b = appendList(append(b, `,"programmes":`...), l.Programmes)
	b = appendText(b, `,"listed":`, l.Listed)
	b = appendText(b, `,"since":`, l.Since)
	b = appendText(b, `,"until":`, l.Until)
	b = appendText(b, `,"reference":`, l.Reference)
	return append(appendText(b, `,"source_url":`, l.SourceURL), '}')
}

func appendProperties(b []byte, m map[string][]string) []byte {
	if m == nil {
		return append(b, "null"...)
	}
	var buf [48]string
	props := slices.AppendSeq(buf[:0], maps.Keys(m))
	slices.Sort(props)
	b = append(b, '{')
	for i, p := range props {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendList(append(ftm.AppendJSONString(b, p), ':'), m[p])
	}
	return append(b, '}')
}

// appendText writes a member that is left out where it is empty.
func appendText(b []byte, key, v string) []byte {
	if v == "" {
		return b
	}
	return ftm.AppendJSONString(append(b, key...), v)
}

func appendList(b []byte, v []string) []byte {
	if v == nil {
		return append(b, "null"...)
	}
	return ftm.AppendJSONStrings(b, v)
}

// appendFloat writes a number as encoding/json does. Scores are never as small or
// large as to be written with an exponent, but for the smallest that rounding
// leaves.
func appendFloat(b []byte, f float64) []byte {
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		b = strconv.AppendFloat(b, f, 'e', -1, 64)
		if n := len(b); n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' { // e-09 is e-9
			b[n-2] = b[n-1]
			b = b[:n-1]
		}
		return b
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}
