package graph

import (
	"fmt"
	"slices"

	"cordon/ftm"
)

// Span is a time over which a status stays the same: from From up to, not
// including, To; 0 is open.
type Span struct {
	Status Status  `json:"status"`
	Regime string  `json:"regime"` // "" where no rule was there
	From   ftm.Day `json:"from"`
	To     ftm.Day `json:"to"`
}

// String writes the span in words.
func (s Span) String() string {
	switch {
	case s.From == 0 && s.To == 0:
		return "at all times"
	case s.From == 0:
		return "until " + (s.To - 1).String()
	case s.To == 0:
		return "since " + s.From.String()
	}
	return fmt.Sprintf("from %s to %s", s.From, s.To-1)
}

// Behind returns the part of a graph that can matter for a node: everyone who
// holds it, through whomever, at whatever time, with their listings.
func (g *Graph) Behind(v Node) (*Graph, Node) {
	seen := map[Node]bool{v: true}
	queue := []Node{v}
	var stakes []Stake
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for s := range g.In(n) {
			stakes = append(stakes, *s)
			owners := []Node{s.Owner}
			if ev := g.EvidenceOf(s.Evidence); len(ev) > 0 && ev[0].Via != None {
				owners = append(owners, ev[0].Via)
			}
			for _, o := range owners {
				if !seen[o] {
					seen[o] = true
					queue = append(queue, o)
				}
			}
		}
	}
	nodes := make([]Node, 0, len(seen))
	for n := range seen {
		nodes = append(nodes, n)
	}
	slices.Sort(nodes)
	number := make(map[Node]Node, len(nodes))
	out := &Graph{n: len(nodes)}
	for i, n := range nodes {
		number[n] = Node(i)
		out.nodes = append(out.nodes, nodeInfo{id: g.ID(n), caption: g.Caption(n), schema: g.Schema(n)})
		for _, l := range g.ListingsOf(n) {
			l.Node = Node(i)
			out.listings = append(out.listings, l)
		}
	}
	ev := make([][]Evidence, 1, len(stakes)+1)
	for i := range stakes {
		s := &stakes[i]
		s.Owner, s.Asset = number[s.Owner], number[s.Asset]
		list := slices.Clone(g.EvidenceOf(s.Evidence))
		for k := range list {
			if list[k].Via != None {
				list[k].Via = number[list[k].Via]
			}
		}
		ev = append(ev, list)
		s.Evidence = uint32(len(ev) - 1)
	}
	for i := range out.listings {
		ev = append(ev, g.EvidenceOf(out.listings[i].Evidence))
		out.listings[i].Evidence = uint32(len(ev) - 1)
	}
	out.evidence = ev
	out.setStakes(stakes)
	out.setTies(nil)
	return out, number[v]
}

// History returns the status of a node under the regimes of one name over all
// time: it changes only on days on which a stake, a listing or a rule begins or
// ends.
func (g *Graph) History(rules *Rules, name string, v Node) []Span {
	sub, v := g.Behind(v)
	var days []ftm.Day
	add := func(p ftm.Period) {
		for _, d := range [...]ftm.Day{p.From, p.To} {
			if d != 0 {
				days = append(days, d)
			}
		}
	}
	for i := range sub.out {
		add(ftm.Period{From: sub.out[i].From, To: sub.out[i].To})
	}
	for _, l := range sub.listings {
		add(ftm.Period{From: l.From, To: l.To})
	}
	for i := range rules.Regimes {
		if r := &rules.Regimes[i]; r.Name == name || r.ID == name {
			add(r.During)
		}
	}
	for _, c := range rules.Classes {
		add(ftm.Period{From: c.From})
	}
	days = append(days, 1) // before all of them
	slices.Sort(days)
	days = slices.Compact(days)
	var out []Span
	for i, d := range days {
		s := Span{Status: No, From: d}
		if i == 0 {
			s.From = 0
		}
		if i+1 < len(days) {
			s.To = days[i+1]
		}
		if r, err := rules.On(name, d); err == nil {
			s.Regime = r.ID
			if verdict := NewState(sub, r, d, sub.Seeds(rules, r, d)).Verdict(v); r.InForce || verdict.Ground == Listed {
				s.Status = verdict.Status
			}
		}
		if n := len(out); n > 0 && out[n-1].Status == s.Status && out[n-1].Regime == s.Regime {
			out[n-1].To = s.To
			continue
		}
		out = append(out, s)
	}
	return out
}

// Residue are the spans before a day in which the entity was blocked though it
// is not on that day.
func Residue(history []Span, day ftm.Day) []Span {
	var out []Span
	for _, s := range history {
		if (ftm.Period{From: s.From, To: s.To}).Contains(day) {
			if s.Status == Blocked {
				return nil
			}
			break
		}
		if s.Status == Blocked {
			if n := len(out); n > 0 && out[n-1].To == s.From {
				out[n-1].To = s.To
				continue
			}
			out = append(out, s)
		}
	}
	return out
}
