package world

import (
	"fmt"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/graph"
	"cordon/law"
)

// What a regime makes of a company, in the words of every answer.
const (
	blocked  = "blocked"
	possible = "possible"
	no       = "no"
)

// listedParty is a party of the built-in listings.
type listedParty struct {
	id, name, schema, list string
	names                  []string // and other names, their words in order of letters
	born                   string   // day, where one is known
	marks                  []string // days of birth and numbers
	also                   []string // entries of other lists that are the same party, by all that they say, though nobody says so
	phone, email           string
	imo                    string
	from                   ftm.Day // first day; open where the list does not say
}

// truthStake is who really holds what, however the files tell it.
type truthStake struct {
	owner, asset string
	class        string // capital, board, control
	share        graph.Share
	during       ftm.Period
	hidden       bool // nobody tells who the owner is
}

// judge works out what regimes make of planted companies: it adds up, and
// repeats until nothing changes.
type judge struct {
	regimes []law.Regime
	classes []law.SeedClass
	listed  map[string]*listedParty
	stakes  []truthStake
	into    map[string][]int // asset to its stakes
	joined  bool             // entries of several lists that are one party count as one
}

func newJudge(p *law.Programme, listed map[string]*listedParty, stakes []truthStake) *judge {
	j := &judge{p.Regimes(0), p.SeedClasses(), listed, stakes, make(map[string][]int), false}
	for i, s := range stakes {
		j.into[s.asset] = append(j.into[s.asset], i)
	}
	return j
}

// on returns the regimes of a day.
func (j *judge) on(day ftm.Day) []law.Regime {
	return slices.DeleteFunc(slices.Clone(j.regimes), func(r law.Regime) bool {
		return r.From != 0 && day < r.From || r.To != 0 && day > r.To
	})
}

// status says what every regime of a day makes of some companies that belong
// together: by company, then by the name of the regime. Only what stands behind
// them is looked at.
func (j *judge) status(companies []string, day ftm.Day) (map[string]map[string]string, error) {
	out := make(map[string]map[string]string, len(companies))
	nodes := j.behind(companies)
	for _, c := range companies {
		out[c] = make(map[string]string)
	}
	for _, r := range j.on(day) {
		threshold, err := percent(r.Threshold)
		if err != nil {
			return nil, fmt.Errorf("regime %s: %w", r.ID, err)
		}
		low, high := j.apply(&r, threshold, nodes, day)
		for _, c := range companies {
			switch {
			case !r.InForce:
				out[c][r.Ask] = no
			case low[c]:
				out[c][r.Ask] = blocked
			case high[c]:
				out[c][r.Ask] = possible
			default:
				out[c][r.Ask] = no
			}
		}
	}
	return out, nil
}

// behind are companies with their owners, and theirs, and so on.
func (j *judge) behind(companies []string) []string {
	out := slices.Clone(companies)
	seen := make(map[string]bool)
	for _, c := range out {
		seen[c] = true
	}
	for i := 0; i < len(out); i++ {
		for _, n := range j.into[out[i]] {
			if o := j.stakes[n].owner; !seen[o] {
				seen[o] = true
				out = append(out, o)
			}
		}
	}
	return out
}

// apply runs one regime over some nodes: who is blocked, and who may be.
func (j *judge) apply(r *law.Regime, t graph.Parts, nodes []string, day ftm.Day) (low, high map[string]bool) {
	seeds, maybe := make(map[string]bool), make(map[string]bool)
	for _, v := range nodes {
		for _, id := range j.entries(v) {
			if l := j.listed[id]; l != nil && (l.from == 0 || day >= l.from) && slices.ContainsFunc(r.Seeds, l.meant) {
				seeds[v] = true
			}
		}
	}
	for _, c := range j.classes {
		if !slices.Contains(r.Seeds, "class:"+c.ID) || c.From != 0 && day < c.From {
			continue
		}
		members := make(map[string]bool)
		for _, v := range nodes {
			if slices.ContainsFunc(j.entries(v), func(id string) bool { return slices.Contains(c.Members, id) }) {
				members[v] = true
			}
		}
		if len(members) > 0 && slices.Contains(r.ClassControl, "class:"+c.ID) {
			lo, hi := j.spread(r, t, nodes, day, members, nil, true)
			members = lo
			for v := range hi {
				maybe[v] = true
			}
		}
		for v := range members {
			seeds[v] = true
		}
	}
	control := r.Control == string(graph.ControlPresumed)
	if r.Aggregate != "person" {
		return j.spread(r, t, nodes, day, seeds, maybe, control)
	}
	low, high = make(map[string]bool), make(map[string]bool)
	for s := range seeds {
		lo, hi := j.spread(r, t, nodes, day, map[string]bool{s: true}, nil, control)
		for v := range lo {
			low[v] = true
		}
		for v := range hi {
			high[v] = true
		}
	}
	return low, high
}

// entries are the ids under which lists may have a party.
func (j *judge) entries(id string) []string {
	if l := j.listed[id]; l != nil && j.joined {
		return append([]string{id}, l.also...)
	}
	return []string{id}
}

func (l *listedParty) meant(seed string) bool {
	return strings.ReplaceAll(strings.TrimPrefix(seed, "list:"), "-", "_") == l.list
}

// spread adds companies to the seeds until no further one reaches the
// threshold: by what owners hold at least, then by what they hold at most.
func (j *judge) spread(r *law.Regime, t graph.Parts, nodes []string, day ftm.Day, seeds, maybe map[string]bool, control bool) (low, high map[string]bool) {
	reached := func(sum uint64, beyond, before bool) bool {
		switch {
		case sum > uint64(t):
			return true
		case sum < uint64(t) || before:
			return false
		}
		return r.Compare == ">=" || beyond
	}
	rules := func(s *truthStake, share graph.Parts) bool {
		return control && (s.class == "board" || s.class == "control") && 2*share > graph.Whole
	}
	grow := func(start map[string]bool, enough func(v string, in map[string]bool) bool) map[string]bool {
		in := make(map[string]bool)
		for v := range start {
			in[v] = true
		}
		for again := true; again; {
			again = false
			for _, v := range nodes {
				if !in[v] && enough(v, in) {
					in[v], again = true, true
				}
			}
		}
		return in
	}
	low = grow(seeds, func(v string, in map[string]bool) bool {
		for _, class := range r.Classes {
			var sum uint64
			beyond := false
			for _, n := range j.into[v] {
				s := &j.stakes[n]
				if !s.during.Contains(day) || !in[s.owner] {
					continue
				}
				if rules(s, s.share.Lo) {
					return true
				}
				if s.class == class {
					sum, beyond = sum+uint64(s.share.Lo), beyond || s.share.LoOpen
				}
			}
			if reached(sum, beyond, false) {
				return true
			}
		}
		return false
	})
	start := make(map[string]bool)
	for _, m := range []map[string]bool{low, maybe} {
		for v := range m {
			start[v] = true
		}
	}
	high = grow(start, func(v string, in map[string]bool) bool {
		for _, class := range r.Classes {
			var sum, others, hidden uint64
			beyond, before := false, false // of what others hold; of what these hold
			for _, n := range j.into[v] {
				s := &j.stakes[n]
				if !s.during.Contains(day) {
					continue
				}
				if in[s.owner] && rules(s, s.share.Hi) {
					return true
				}
				switch {
				case s.class != class:
				case s.hidden:
					hidden += uint64(s.share.Hi)
				case in[s.owner]:
					sum, before = sum+uint64(s.share.Hi), before || s.share.HiOpen
				default:
					others, beyond = others+uint64(s.share.Lo), beyond || s.share.LoOpen
				}
			}
			if sum == 0 {
				continue
			}
			sum += hidden // who is not told may be one of them
			if left := uint64(graph.Whole) - min(others, uint64(graph.Whole)); left < sum {
				sum, before = left, beyond
			} else if left == sum {
				before = before || beyond
			}
			if reached(sum, false, before) {
				return true
			}
		}
		return false
	})
	return low, high
}

// percent reads a threshold of the programme.
func percent(s string) (graph.Parts, error) {
	share, known, err := graph.ParseShare(s)
	if err != nil || !known || !share.IsExact() {
		return 0, fmt.Errorf("threshold %q is no share", s)
	}
	return share.Lo, nil
}
