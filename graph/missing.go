package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// missing names the facts that would decide whether a possible node is blocked,
// the one nearest the threshold first.
func (s *State) missing(v Node) []string {
	type fact struct {
		gap  uint64
		text string
	}
	var facts []fact
	seen := map[Node]bool{v: true}
	queue := []Node{v}
	for len(queue) > 0 && len(seen) < 200 {
		n := queue[0]
		queue = queue[1:]
		rn, c := s.best(n)
		if rn == nil || c.low {
			continue
		}
		name := s.g.Caption(n)
		for st := range s.g.In(n) {
			k := rn.slot(st)
			lo, hi := rn.controls(st)
			o := rn.cell(st.Owner)
			if st.Flags&UnknownHolder != 0 && k >= 0 && c.t[k].hi > 0 {
				facts = append(facts, fact{uint64(rn.r.Threshold), fmt.Sprintf("who holds %s of %s (%s)", st.Share, name, s.g.Caption(st.Owner))})
				continue
			}
			if !o.high || k < 0 && !(rn.control && hi) {
				continue
			}
			if !o.low && !seen[st.Owner] {
				seen[st.Owner] = true
				queue = append(queue, st.Owner)
			}
			if st.Share.IsExact() && st.Flags&Undated == 0 {
				continue
			}
			if k < 0 {
				if !lo {
					facts = append(facts, fact{0, fmt.Sprintf("whether %s controls %s (%s: %s)", s.g.Caption(st.Owner), name, st.Class, st.Share)})
				}
				continue
			}
			t := &c.t[k]
			own := uint64(0)
			if o.low {
				own, _ = t.lowOf(st)
			}
			others := t.lo - min(own, t.lo) // of the blocked
			need := uint64(rn.r.Threshold) - min(others, uint64(rn.r.Threshold))
			text := fmt.Sprintf("the share of %s in %s: %s holds %s", s.g.Caption(st.Owner), name, s.g.Caption(st.Owner), st.Share)
			switch {
			case st.Flags&Disputed != 0:
				text += ", by sources that differ"
			case st.Flags&Undated != 0:
				text += ", and since when, or until when, is not told"
			}
			if need <= uint64(st.Share.Hi) && o.low {
				at := "at " + percent(need) + " %"
				if rn.r.Strict {
					at = "above " + percent(need) + " %"
				}
				text += fmt.Sprintf("; %s %s is blocked", at, name)
			}
			facts = append(facts, fact{need - min(need, own), text})
		}
		if rn.r.Remainder {
			facts = append(facts, fact{uint64(rn.r.Threshold), "who holds the rest of " + name})
		}
	}
	slices.SortStableFunc(facts, func(a, b fact) int { return cmp.Or(cmp.Compare(a.gap, b.gap), strings.Compare(a.text, b.text)) })
	var out []string
	for _, f := range facts {
		out = appendOnce(out, f.text)
	}
	if len(out) == 0 { // it hangs on a sum of what is possible
		out = []string{"the shares of the possible owners of " + s.g.Caption(v)}
	}
	return out
}
