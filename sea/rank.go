package sea

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"cordon/geo"
)

// Candidate is a ship that could be stopped, and why it comes where it comes.
type Candidate struct {
	Vessel    string      `json:"vessel"`
	Party     Party       `json:"party"`
	Rank      float64     `json:"rank"` // strength × cargo × reach × basis
	Strength  float64     `json:"strength"`
	Cargo     float64     `json:"cargo"` // how likely it carries some
	CargoWhy  string      `json:"cargo_why"`
	Reach     float64     `json:"reach"` // share of bases' best: 1 within a third of the window, falling to 0 at its end
	Basis     float64     `json:"basis"`
	BasisWhy  string      `json:"basis_why"`
	Waters    string      `json:"waters,omitempty"` // key of where it was last heard, of the ladder of boarding
	Coast     string      `json:"coast,omitempty"`  // the state whose waters they are
	Seen      time.Time   `json:"seen"`
	At        geo.Point   `json:"at"`
	Course    float64     `json:"course"`
	Knots     float64     `json:"knots"`
	Events    []string    `json:"events"`
	Next      []Ahead     `json:"next"`
	Intercept []Intercept `json:"intercepts"`       // of ships and aircraft that leave now; only ships stop anybody
	Close     *Close      `json:"closes,omitempty"` // when it can be met no more
}

// Rank puts the vessels of alerts in the order in which stopping them promises
// most: strength of the voyage's evidence, probability of cargo, whether a patrol
// can be there within the window, and the legal basis. A ship that was heard last
// longer ago than the window has a reach of 0, no meetings, and comes last.
func (p *Patrols) Rank(events []Event, t *Traffic, k *Known, now time.Time, window time.Duration, jc JudgeConfig) []Candidate {
	vessels := map[string]*Vessel{}
	for _, v := range t.Vessels {
		vessels[v.ID] = v
	}
	best := map[string]Voyage{}
	for _, y := range Voyages(events, jc) {
		if b, ok := best[y.Vessel]; y.LogOdds >= jc.Line && (!ok || y.LogOdds > b.LogOdds || y.LogOdds == b.LogOdds && y.To.After(b.To)) {
			best[y.Vessel] = y
		}
	}
	var out []Candidate
	for id, y := range best {
		v := vessels[id]
		if v == nil || len(v.Fixes) == 0 {
			continue
		}
		x := p.Candidate(v, k, now, window)
		x.Strength, x.Events = logistic(y.LogOdds), y.Events
		x.Rank = round6(x.Strength * x.Cargo * x.Reach * x.Basis)
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(b.Strength, a.Strength), cmp.Compare(a.Vessel, b.Vessel))
	})
	return out
}

// Candidate is where a ship was last heard, what it likely carries, and who could
// meet it, whatever is held against it. It has been heard at least once.
func (p *Patrols) Candidate(v *Vessel, k *Known, now time.Time, window time.Duration) Candidate {
	f := v.Fixes[len(v.Fixes)-1]
	x := Candidate{Vessel: v.ID, Party: PartyOf(v, f.T), Seen: time.Unix(int64(f.T), 0).UTC(), At: f.Point(), Events: []string{}, Next: []Ahead{}, Intercept: []Intercept{}}
	if s := k.ListedAs(v, dayOf(now)); s != nil {
		x.Party.Listed = s.ID
	}
	var moving bool
	if x.Course, x.Knots, moving = Motion(v); !moving {
		x.Course, x.Knots = 0, 0
	}
	x.Cargo, x.CargoWhy = Laden(v)
	if p.Where != nil {
		w := p.Where(x.At)
		x.Basis, x.BasisWhy, x.Waters, x.Coast = p.Basis[w.Key], w.Words, w.Key, w.Country
	}
	age := max(0, now.Sub(x.Seen))
	if age > window {
		return x
	}
	x.Next = append(x.Next, NextPlaces(v, k.Zones, p.Land, window)...)
	at := x.At
	if x.Knots >= leastKnots { // where it is now, if it kept its course
		at = geo.Move(at, x.Course, float64(x.Knots*age.Hours())*geo.NM)
		if p.Land.Crosses(x.At, at, landKm) {
			x.Close = &Close{When: x.Seen, At: x.At, Why: Aground}
			return x
		}
	}
	list, end := p.Intercepts(at, x.Course, x.Knots)
	x.Intercept = append(x.Intercept, list...)
	if end != nil {
		end.When = now.Add(time.Duration(end.Hours * float64(time.Hour))).Truncate(time.Second)
		x.Close = end
	}
	if i := slices.IndexFunc(list, func(i Intercept) bool { return i.Kind != Aircraft }); i >= 0 {
		h, w := list[i].Hours+age.Hours(), window.Hours()
		x.Reach = min(1, max(0, (w-h)/(w*2/3)))
	}
	return x
}

// Laden is how likely a ship has cargo, by the last two draughts it sent: near its
// deepest is laden, near its shallowest is not; a half when it says nothing.
func Laden(v *Vessel) (p float64, why string) {
	deep, shallow, last, when := 0., math.Inf(1), 0., uint32(0)
	for _, c := range v.Claims {
		if c.Prop != "draught" {
			continue
		}
		var d float64
		if _, err := fmt.Sscanf(c.Value, "%g", &d); err != nil || d <= 0 {
			continue
		}
		deep, shallow = max(deep, d), min(shallow, d)
		if c.Last >= when {
			last, when = d, c.Last
		}
	}
	switch {
	case when == 0:
		return .5, "no draught was sent"
	case deep-shallow < .3:
		return .5, fmt.Sprintf("one draught only, %.1f m", last)
	}
	p = .1 + .8*(last-shallow)/(deep-shallow)
	return round6(p), fmt.Sprintf("last draught %.1f m, between %.1f and %.1f m", last, shallow, deep)
}

func round6(v float64) float64 { return math.Round(v*1e6) / 1e6 }

func logistic(x float64) float64 { return round6(1 / (1 + math.Exp(-x))) }
