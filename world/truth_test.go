package world_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/internal/unraced"
	"cordon/law"
	"cordon/world"
)

// The truth of a world, worked out a second time from nothing but its files:
// read here by hand, and computed with fractions, round by round. Neither the
// readers of the house nor its graph nor the generator's own judge take part.

// told is a holding as a file tells it.
type told struct {
	source, record string
	owner, asset   string
	interest       string
	lo, hi         *big.Rat
	beyond, before bool
	from, to       ftm.Day
	hidden         bool
	indirect       bool
}

type files struct {
	holdings    []told
	arrangement map[string]bool
	near        map[string]map[string]bool // who is next to whom, by any tie of the world's day
}

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic("no number: " + s)
	}
	return r
}

// size reads 50, >25-50, >25-<50 and nothing.
func (h *told) size(s string) {
	h.lo, h.hi = rat("0"), rat("100")
	if s == "" {
		return
	}
	low, high, band := strings.Cut(s, "-")
	if !band {
		h.lo, h.hi = rat(s), rat(s)
		return
	}
	low, h.beyond = strings.CutPrefix(low, ">")
	high, h.before = strings.CutPrefix(high, "<")
	h.lo, h.hi = rat(low), rat(high)
}

func (h *told) days(t *testing.T, from, to string) {
	t.Helper()
	for _, d := range []struct {
		text string
		day  *ftm.Day
	}{{from, &h.from}, {to, &h.to}} {
		if d.text == "" {
			continue
		}
		var err error
		if *d.day, err = ftm.ParseDay(d.text); err != nil {
			t.Fatal(err)
		}
	}
	if h.to != 0 {
		h.to++
	}
}

func readFiles(t *testing.T, dir string, day ftm.Day, listings []ftm.Statement) *files {
	t.Helper()
	f := &files{arrangement: make(map[string]bool), near: make(map[string]map[string]bool)}
	tie := func(a, b string) {
		for _, p := range [][2]string{{a, b}, {b, a}} {
			if f.near[p[0]] == nil {
				f.near[p[0]] = make(map[string]bool)
			}
			f.near[p[0]][p[1]] = true
		}
	}
	same := make(map[string][]string)
	for _, s := range listings {
		if s.Prop == "phone" || s.Prop == "email" {
			same[s.Value] = append(same[s.Value], s.Entity)
		}
	}
	for line := range strings.Lines(string(read(t, dir, world.EntitiesFile))) {
		var e struct {
			ID, Schema string
			Properties map[string][]string
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		one := func(p string) string { return strings.Join(e.Properties[p], "|") }
		during := func() bool {
			var h told
			h.days(t, one("startDate"), one("endDate"))
			return (h.from == 0 || day >= h.from) && (h.to == 0 || day < h.to)
		}
		switch e.Schema {
		case "Ownership":
			h := told{source: "ftm", record: one("recordId"), owner: one("owner"), asset: one("asset"), interest: one("ownershipType"), hidden: one("status") == "holder-unknown"}
			h.size(one("percentage"))
			h.days(t, one("startDate"), one("endDate"))
			f.holdings = append(f.holdings, h)
		case "Directorship":
			if during() {
				tie(one("director"), one("organization"))
			}
		case "Family":
			tie(one("person"), one("relative"))
		case "Succession":
			if during() {
				tie(one("predecessor"), one("successor"))
			}
		default:
			for _, p := range []string{"phone", "email", "address"} {
				if v := one(p); v != "" {
					same[v] = append(same[v], e.ID)
				}
			}
			f.arrangement[e.ID] = one("legalForm") == "arrangement"
		}
	}
	for _, ids := range same {
		for _, a := range ids {
			for _, b := range ids {
				if a != b {
					tie(a, b)
				}
			}
		}
	}
	rows, err := csv.NewReader(strings.NewReader(string(read(t, dir, world.HoldingsFile)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], ","); got != "owner,asset,share,from,to,source" {
		t.Fatalf("header %s", got)
	}
	for i, r := range rows[1:] {
		h := told{source: "csv", record: fmt.Sprint(i), owner: r[0], asset: r[1], interest: "shareholding"}
		h.size(r[2])
		h.days(t, r[3], r[4])
		f.holdings = append(f.holdings, h)
	}
	var statements []struct {
		Record string `json:"recordId"`
		Type   string `json:"recordType"`
		Body   struct {
			Kind struct {
				Type string
			} `json:"entityType"`
			Subject   string
			Party     any `json:"interestedParty"`
			Interests []struct {
				Type, DirectOrIndirect, StartDate, EndDate string
				Share                                      map[string]json.Number
			}
		} `json:"recordDetails"`
	}
	if err := json.Unmarshal(read(t, dir, world.RegisterFile), &statements); err != nil {
		t.Fatal(err)
	}
	ids := make(map[string]string)
	for _, s := range statements {
		switch s.Type {
		case "entity":
			ids[s.Record] = "xx-syn-" + s.Record
		case "person":
			ids[s.Record] = "bods-synthetic-register-" + s.Record
		}
	}
	for _, s := range statements {
		if s.Type != "relationship" {
			continue
		}
		for _, i := range s.Body.Interests {
			h := told{source: "bods", record: s.Record, asset: ids[s.Body.Subject], interest: i.Type, indirect: i.DirectOrIndirect == "indirect"}
			if r, ok := s.Body.Party.(string); ok {
				h.owner = ids[r]
			} else {
				h.owner, h.hidden = "nobody-"+s.Record, true
			}
			if h.owner == "" || h.asset == "" {
				t.Fatalf("record %s names nobody", s.Record)
			}
			h.size("")
			for key, v := range i.Share {
				switch n := rat(v.String()); key {
				case "exact":
					h.lo, h.hi = n, n
				case "minimum", "exclusiveMinimum":
					h.lo, h.beyond = n, key == "exclusiveMinimum"
				case "maximum", "exclusiveMaximum":
					h.hi, h.before = n, key == "exclusiveMaximum"
				}
			}
			h.days(t, i.StartDate, i.EndDate)
			f.holdings = append(f.holdings, h)
		}
	}
	for _, h := range f.holdings {
		if (h.from == 0 || day >= h.from) && (h.to == 0 || day < h.to) {
			tie(h.owner, h.asset)
		}
	}
	return f
}

// sums is what is held of a company by somebody, after nominees and doubles.
type sums struct {
	lo, hi         *big.Rat
	beyond, before bool
	hidden         bool
	rules          bool // by control, not by capital
}

// of returns who holds what of whom on a day: asset to owner.
func (f *files) of(day ftm.Day) map[string]map[string]*sums {
	type key struct{ asset, owner, source string }
	for_, nominators := make(map[[2]string]bool), make(map[string][]string)
	on := func(h *told) bool { return (h.from == 0 || day >= h.from) && (h.to == 0 || day < h.to) && !h.indirect }
	for i := range f.holdings {
		switch h := &f.holdings[i]; {
		case !on(h):
		case h.interest == "nominee":
			for_[[2]string{h.asset, h.owner}] = true
		case h.interest == "nominator":
			nominators[h.asset] = append(nominators[h.asset], h.owner)
		}
	}
	bySource := make(map[key]*sums)
	var order []key
	out := make(map[string]map[string]*sums)
	put := func(asset, owner string, s *sums) {
		if out[asset] == nil {
			out[asset] = make(map[string]*sums)
		}
		out[asset][owner] = s
	}
	for i := range f.holdings {
		h := &f.holdings[i]
		if !on(h) {
			continue
		}
		switch h.interest {
		case "shareholding":
		case "nominee", "nominator":
			continue
		default:
			put(h.asset, h.owner, &sums{rules: true})
			continue
		}
		owner := h.owner
		if for_[[2]string{h.asset, owner}] && len(nominators[h.asset]) == 1 {
			owner = nominators[h.asset][0]
		}
		if f.arrangement[owner] {
			owner = nominators[owner][0]
		}
		k := key{h.asset, owner, h.source}
		if s := bySource[k]; s != nil { // another record of the same source adds up
			s.lo, s.hi = new(big.Rat).Add(s.lo, h.lo), new(big.Rat).Add(s.hi, h.hi)
			s.beyond, s.before = s.beyond || h.beyond, s.before || h.before
			continue
		}
		bySource[k] = &sums{lo: h.lo, hi: h.hi, beyond: h.beyond, before: h.before, hidden: h.hidden}
		order = append(order, k)
	}
	for _, k := range order { // two sources that tell the same are one holding
		if old := out[k.asset][k.owner]; old != nil && !old.rules {
			if old.lo.Cmp(bySource[k].lo) != 0 || old.hi.Cmp(bySource[k].hi) != 0 {
				panic(fmt.Sprintf("two sources differ on %s in %s", k.owner, k.asset))
			}
			continue
		}
		put(k.asset, k.owner, bySource[k])
	}
	return out
}

// party is a listed party as the listings tell it.
type party struct {
	list string
	from ftm.Day
}

func listedParties(t *testing.T, rows []ftm.Statement) map[string]party {
	t.Helper()
	out, about := make(map[string]party), make(map[string]string)
	for _, s := range rows {
		if s.Prop == "topics" && s.Value == "sanction" {
			out[s.Entity] = party{list: s.Dataset}
		}
		if s.Schema == "Sanction" && s.Prop == "entity" {
			about[s.Entity] = s.Value
		}
	}
	for _, s := range rows {
		if s.Schema != "Sanction" || s.Prop != "listingDate" {
			continue
		}
		d, err := ftm.ParseDay(s.Value)
		if err != nil {
			t.Fatal(err)
		}
		p := out[about[s.Entity]]
		if p.from == 0 || d < p.from {
			p.from = d
			out[about[s.Entity]] = p
		}
	}
	return out
}

// round returns who is blocked in the next round, given who is now: for certain,
// or at most.
func round(all map[string]map[string]*sums, r *law.Regime, control, high bool, start, now map[string]bool) map[string]bool {
	limit := rat(r.Threshold)
	next := make(map[string]bool)
	for v := range start {
		next[v] = true
	}
	for v, owners := range all {
		sum, others, hidden := new(big.Rat), new(big.Rat), new(big.Rat)
		open, openOthers, ruled := false, false, false
		for o, s := range owners {
			switch {
			case s.rules:
				ruled = ruled || control && now[o]
			case s.hidden:
				hidden.Add(hidden, s.hi)
			case now[o] && high:
				sum, open = sum.Add(sum, s.hi), open || s.before
			case now[o]:
				sum, open = sum.Add(sum, s.lo), open || s.beyond
			default:
				others, openOthers = others.Add(others, s.lo), openOthers || s.beyond
			}
		}
		if high && sum.Sign() > 0 {
			sum.Add(sum, hidden)
			if left := new(big.Rat).Sub(rat("100"), others); left.Cmp(sum) < 0 {
				sum, open = left, openOthers
			} else if left.Cmp(sum) == 0 {
				open = open || openOthers
			}
		}
		c := sum.Cmp(limit)
		switch {
		case ruled, c > 0:
			next[v] = true
		case c == 0 && high:
			next[v] = next[v] || r.Compare == ">=" && !open
		case c == 0:
			next[v] = next[v] || r.Compare == ">=" || open
		}
	}
	return next
}

func rounds(all map[string]map[string]*sums, r *law.Regime, control, high bool, start map[string]bool) map[string]bool {
	for now := start; ; {
		next := round(all, r, control, high, start, now)
		if len(next) == len(now) {
			return next
		}
		now = next
	}
}

func TestTruthIsSoWhole(t *testing.T) {
	unraced.Skip(t)
	p, err := law.Open("dprk")
	if err != nil {
		t.Fatal(err)
	}
	b, err := law.Listings("dprk")
	if err != nil {
		t.Fatal(err)
	}
	_, rows, err := law.ReadListings(b)
	if err != nil {
		t.Fatal(err)
	}
	parties := listedParties(t, rows)
	worlds, compared := uint64(6), 0
	if testing.Short() {
		worlds = 2
	}
	for seed := range worlds {
		dir, truth := write(t, 100+seed)
		day, err := ftm.ParseDay(truth.Day)
		if err != nil {
			t.Fatal(err)
		}
		f := readFiles(t, dir, day, rows)
		// Every path stands in the files, step by step.
		for _, c := range slices.Concat(truth.Planted, truth.Innocent) {
			for i := 1; i < len(c.Path); i++ {
				if c.Pattern != "nominee" && c.Kind != world.Identity && !f.near[c.Path[i-1]][c.Path[i]] {
					t.Errorf("seed %d: %s: no file ties %s to %s", truth.Seed, c.ID, c.Path[i-1], c.Path[i])
				}
			}
		}
		type point struct{ day, regime string }
		type judged struct{ low, high map[string]bool }
		known := make(map[point]judged)
		status := func(id, dayText string, r *law.Regime) string {
			at := point{dayText, r.Ask}
			j, ok := known[at]
			if !ok {
				d, err := ftm.ParseDay(dayText)
				if err != nil {
					t.Fatal(err)
				}
				j.low, j.high = judgeDay(f.of(d), p, r, d, parties)
				known[at] = j
			}
			switch {
			case !r.InForce:
				return "no"
			case j.low[id]:
				return "blocked"
			case j.high[id]:
				return "possible"
			}
			return "no"
		}
		for _, c := range slices.Concat(truth.Planted, truth.Innocent) {
			for _, v := range c.Expect {
				d, err := ftm.ParseDay(v.Day)
				if err != nil {
					t.Fatal(err)
				}
				n := 0
				if c.Kind == world.Identity && c.Like == "" {
					continue // the files do not say that two are one
				}
				for _, r := range p.Regimes(0) {
					if r.From != 0 && d < r.From || r.To != 0 && d > r.To {
						continue
					}
					n++
					compared++
					if got := status(c.Entities[0], v.Day, &r); got != v.Regimes[r.Ask] {
						t.Errorf("seed %d: %s on %s under %s: truth.json says %s, the files say %s", truth.Seed, c.ID, v.Day, r.Ask, v.Regimes[r.Ask], got)
					}
				}
				if n != len(v.Regimes) {
					t.Errorf("%s on %s: %d regimes, want %d", c.ID, v.Day, len(v.Regimes), n)
				}
			}
		}
	}
	if compared < 500 {
		t.Errorf("only %d answers were compared", compared)
	}
}

// judgeDay works a regime out over everybody.
func judgeDay(all map[string]map[string]*sums, p *law.Programme, r *law.Regime, day ftm.Day, parties map[string]party) (low, high map[string]bool) {
	seeds, maybe := make(map[string]bool), make(map[string]bool)
	for id, l := range parties {
		if (l.from == 0 || day >= l.from) && slices.Contains(r.Seeds, "list:"+l.list) {
			seeds[id] = true
		}
	}
	for _, c := range p.SeedClasses() {
		if !slices.Contains(r.Seeds, "class:"+c.ID) || c.From != 0 && day < c.From {
			continue
		}
		members := make(map[string]bool)
		for _, m := range c.Members {
			members[m] = true
		}
		if slices.Contains(r.ClassControl, "class:"+c.ID) {
			lo := rounds(all, r, true, false, members)
			for v := range rounds(all, r, true, true, lo) {
				maybe[v] = true
			}
			members = lo
		}
		for v := range members {
			seeds[v] = true
		}
	}
	control := r.Control == "presume"
	both := func(seeds, maybe map[string]bool) (low, high map[string]bool) {
		low = rounds(all, r, control, false, seeds)
		start := make(map[string]bool)
		for _, m := range []map[string]bool{low, maybe} {
			for v := range m {
				start[v] = true
			}
		}
		return low, rounds(all, r, control, true, start)
	}
	if r.Aggregate != "person" {
		return both(seeds, maybe)
	}
	low, high = make(map[string]bool), make(map[string]bool)
	for s := range seeds {
		owns := false
		for _, owners := range all {
			owns = owns || owners[s] != nil
		}
		if !owns {
			low[s], high[s] = true, true
			continue
		}
		lo, hi := both(map[string]bool{s: true}, nil)
		for v := range lo {
			low[v] = true
		}
		for v := range hi {
			high[v] = true
		}
	}
	return low, high
}
