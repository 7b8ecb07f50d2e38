package graph

import (
	"strings"

	"cordon/finding"
	"cordon/ftm"
)

// Finding returns what the state says of a node as a finding: its subject is
// the entity, and its key the regime, the status and the day from which on it
// has had it, so that better evidence for the same conclusion keeps its id. ok
// is false for nodes that are not blocked, nor possibly, and for conclusions
// whose statements are not known.
func (s *State) Finding(v Node, programme string, history []Span) (f finding.Finding, ok bool) {
	a := s.Standing(v, Options{Lean: true})
	if a.Status == No || a.Ground == Listed {
		return f, false
	}
	var span Span
	for _, h := range history {
		if (ftm.Period{From: h.From, To: h.To}).Contains(s.day) {
			span = h
			break
		}
	}
	f = finding.New("ownership", programme, strings.Join([]string{s.r.ID, string(a.Status), span.From.String()}, "|"), a.Entity)
	f.Summary, f.Missing, f.Exposure = a.Head, a.Missing, finding.Blocked
	if a.Status == Possible {
		f.Exposure = finding.Possible
	}
	if span.From != 0 {
		f.Start = span.From.Time()
	}
	if span.To != 0 {
		f.End = span.To.Time()
	}
	lines := make(map[Node]*Line, len(a.Proof))
	for i := range a.Proof {
		lines[a.Proof[i].node] = &a.Proof[i]
	}
	// One path for each stake that the status rests on: from the entity to its
	// holder, and on by the largest stake of each to a listed party.
	if first := lines[v]; first != nil {
		for _, st := range first.stakes {
			var steps []finding.Step
			for n, up := v, st; up != nil && len(steps) <= len(a.Proof); {
				x := s.g.step(n, up.Owner, link{stake: up})
				if a.Status == Possible && !up.Share.IsExact() {
					x.Strength = doubted
				}
				if x.Statement == "" || x.Source == "" {
					return f, false
				}
				steps = append(steps, x)
				n = up.Owner
				if up = nil; lines[n] != nil && len(lines[n].stakes) > 0 {
					up = lines[n].stakes[0]
				}
			}
			f.AddPath(nil, s.g.WithJudged(steps)...)
		}
	}
	f.Alert = a.Status == Blocked
	return f, f.Check() == nil
}
