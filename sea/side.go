package sea

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"cordon/geo"
)

// kindOf is the kind of a vessel by its own word, else by the register.
func kindOf(v *Vessel, ships map[uint32]*Ship) Kind {
	if v.Kind == KindUnknown {
		if s := ships[v.IMO]; s != nil && v.IMO != 0 {
			return s.Kind
		}
	}
	return v.Kind
}

// sideReasons is what else speaks for a meeting of two vessels (a was heard, b not)
// between two times.
func (r *Reception) sideReasons(ai, bi int, from, to float64, b Party, k *Known, ships map[uint32]*Ship, c RendezvousConfig) []Reason {
	va, vb := r.vessels[ai], r.vessels[bi]
	var out []Reason
	ka, kb := kindOf(va, ships), kindOf(vb, ships)
	odd := func(k Kind) bool { return k == Fishing || k == Tug || k == Pilot || k == Passenger || k == Service }
	switch {
	case ka == Tanker && kb == Tanker:
		out = append(out, Reason{Item: ItemKindPair, Text: "both are tankers", Weight: c.WeightPair})
	case ka == Tanker && kb == Cargo || ka == Cargo && kb == Tanker:
		out = append(out, Reason{Item: ItemKindPair, Text: "a tanker and a cargo ship: such meet to bunker", Weight: c.WeightMix})
	case odd(ka) || odd(kb):
		out = append(out, Reason{Item: ItemKindPair, Text: fmt.Sprintf("%s and %s: such ships meet for other work", orUnknown(ka), orUnknown(kb)), Weight: c.WeightOdd})
	}
	a := partyOf(va, uint32(from), ships)
	for _, p := range []Party{a, b} {
		switch {
		case p.Listed != "":
			out = append(out, Reason{Item: ItemListed, Text: fmt.Sprintf("%s is the listed ship %s by its IMO number %d", p.ID, p.Listed, p.IMO), Weight: c.WeightList, Source: p.Listed})
		case ofProgramme(p, k):
			out = append(out, Reason{Item: ItemListed, Text: fmt.Sprintf("the number of %s is of the programme's flag", p.ID), Weight: c.WeightList})
		}
	}
	if n := len(out); n > 1 && out[n-1].Item == ItemListed && out[n-2].Item == ItemListed {
		out[n-1].Weight = 0 // once is enough
	}
	sa, oka := va.draughtStep(from, to, c)
	sb, okb := vb.draughtStep(from, to, c)
	switch {
	case oka && okb && sa*sb < 0:
		out = append(out, Reason{Item: ItemDraught, Text: fmt.Sprintf("draughts changed by %+.1f m (%s) and %+.1f m (%s)", sa, va.ID, sb, vb.ID), Weight: c.WeightStep})
	case oka && !okb:
		out = append(out, Reason{Item: ItemDraught, Text: fmt.Sprintf("draught changed by %+.1f m (%s)", sa, va.ID), Weight: c.WeightStep / 2})
	case okb && !oka:
		out = append(out, Reason{Item: ItemDraught, Text: fmt.Sprintf("draught changed by %+.1f m (%s)", sb, vb.ID), Weight: c.WeightStep / 2})
	}
	for _, i := range []int{ai, bi} {
		v := r.vessels[i]
		if z, at, ok := calledAfter(r.visits[i], to, c); ok {
			out = append(out, Reason{Item: ItemLaterCall, Text: fmt.Sprintf("%s was heard at %s on %s", v.ID, z.Name, instant(at).Format("2006-01-02")), Weight: c.WeightCall, Source: z.ID})
			break
		}
		if d, ok := saysDestination(r.bound[i], from, to, c); ok {
			out = append(out, Reason{Item: ItemDestination, Text: fmt.Sprintf("%s gave %q as its destination", v.ID, d), Weight: c.WeightSays})
			break
		}
	}
	return out
}

// ofProgramme reports whether a ship is listed, or sends a number of the programme's flag.
func ofProgramme(p Party, k *Known) bool {
	return p.Listed != "" || k != nil && k.Flag != "" && strings.EqualFold(p.Flag, k.Flag)
}

func orUnknown(k Kind) string {
	if k == KindUnknown {
		return "unknown kind"
	}
	return k.String()
}

// draughtStep is by how many metres the draught that a vessel states changed over a
// time, and whether it did by enough to tell.
func (v *Vessel) draughtStep(from, to float64, c RendezvousConfig) (float64, bool) {
	before, after := -1.0, -1.0
	var first, last uint32
	for i := range v.Claims {
		l := &v.Claims[i]
		if l.Prop != "draught" {
			continue
		}
		m, err := strconv.ParseFloat(l.Value, 64)
		if err != nil || !(m > 0) {
			continue
		}
		if float64(l.First) <= from && (before < 0 || l.Last > last) {
			before, last = m, l.Last
		}
		if float64(l.Last) >= to && float64(l.First) <= to+float64(c.DraughtBy) && (after < 0 || l.First < first) {
			after, first = m, l.First
		}
	}
	if before < 0 || after < 0 {
		return 0, false
	}
	d := after - before
	return d, math.Abs(d) >= c.Draught-1e-9
}

// zoneVisit is a fix of a vessel at a place of the programme's country.
type zoneVisit struct {
	t    uint32
	zone *geo.Zone
}

// programmeVisits are the visits of all vessels, by time.
func (r *Reception) programmeVisits(ctx context.Context, k *Known, workers int) ([][]zoneVisit, error) {
	out := make([][]zoneVisit, len(r.vessels))
	if k == nil || k.Flag == "" {
		return out, nil
	}
	type place struct {
		z   *geo.Zone
		box geo.Box
	}
	var places []place
	cells := make(map[uint32][]place)
	for i := range k.Zones {
		if z := &k.Zones[i]; programmes(z, k) {
			places = append(places, place{z, z.Box()})
		}
	}
	for _, p := range places { // by the cells of a degree that they touch
		for y := int(math.Floor(p.box.South)); y <= int(math.Floor(p.box.North)); y++ {
			wide := p.box.East - p.box.West
			if wide < 0 {
				wide += 360
			}
			x0 := int(math.Floor(p.box.West))
			for x := x0; float64(x) <= p.box.West+wide; x++ {
				c := degreeKey(y, x)
				cells[c] = append(cells[c], p)
			}
		}
	}
	err := share(ctx, workers, len(r.vessels), 32, func(_, i int) {
		for f := range r.vessels[i].Fixes {
			x := &r.vessels[i].Fixes[f]
			p := x.at()
			for _, c := range cells[degreeKey(int(math.Floor(p.Lat)), int(math.Floor(p.Lon)))] {
				if c.box.Contains(p) && c.z.Contains(p) {
					out[i] = append(out[i], zoneVisit{x.T, c.z})
					break
				}
			}
		}
	})
	return out, err
}

func degreeKey(lat, lon int) uint32 { return uint32((lat+90)*360 + ((lon+180)%360+360)%360) }

// calledAfter is the first zoneVisit within a time after.
func calledAfter(visits []zoneVisit, after float64, c RendezvousConfig) (*geo.Zone, int64, bool) {
	i, _ := slices.BinarySearchFunc(visits, after, func(v zoneVisit, t float64) int { return cmp.Compare(float64(v.t), t) })
	if i == len(visits) || float64(visits[i].t) > after+float64(c.Later) {
		return nil, 0, false
	}
	return visits[i].zone, int64(visits[i].t), true
}

// bound is a destination in the programme's country that a vessel gave.
type bound struct {
	first, last uint32
	says        string
}

// boundFor are the destinations in the programme's country that a vessel gave: by
// UN/LOCODE, or by the name of a zone.
func (v *Vessel) boundFor(flag string, names []string) (out []bound) {
	for i := range v.Claims {
		l := &v.Claims[i]
		if l.Prop != "destination" {
			continue
		}
		d := strings.ToUpper(l.Value)
		letters := strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' {
				return r
			}
			return -1
		}, d)
		if len(letters) == 5 && strings.HasPrefix(letters, flag) || slices.ContainsFunc(names, func(n string) bool { return strings.Contains(d, n) }) {
			out = append(out, bound{l.First, l.Last, l.Value})
		}
	}
	return out
}

// destinations are those of all vessels in the programme's country.
func (r *Reception) destinations(ctx context.Context, k *Known, workers int) ([][]bound, error) {
	out := make([][]bound, len(r.vessels))
	if k == nil || k.Flag == "" {
		return out, nil
	}
	var names []string
	for i := range k.Zones {
		if z := &k.Zones[i]; programmes(z, k) && len(z.Name) >= 5 {
			names = append(names, strings.ToUpper(z.Name))
		}
	}
	flag := strings.ToUpper(k.Flag)
	err := share(ctx, workers, len(r.vessels), 32, func(_, i int) { out[i] = r.vessels[i].boundFor(flag, names) })
	return out, err
}

// saysDestination is the first of them that was given from a time on.
func saysDestination(all []bound, from, to float64, c RendezvousConfig) (string, bool) {
	for i := range all {
		if b := &all[i]; float64(b.last) >= from && float64(b.first) <= to+float64(c.Later) {
			return b.says, true
		}
	}
	return "", false
}
