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
	for _, vi := range [2]int{ai, bi} {
		v := r.vessels[vi]
		if z, at, ok := r.calledAfter(vi, to, c); ok {
			out = append(out, Reason{Item: ItemLaterCall, Text: fmt.Sprintf("%s was heard at %s on %s", v.ID, z.Name, instant(at).Format("2006-01-02")), Weight: c.WeightCall, Source: z.ID})
			break
		}
		if d, ok := v.saysDestination(from, to, k, c); ok {
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

// zoneCall is when a vessel was heard in a place of the programme's country.
type zoneCall struct {
	at   uint32
	zone *geo.Zone
}

// findCalls finds when vessels were heard in places of the programme's country.
func (r *Reception) findCalls(ctx context.Context, k *Known, workers int) error {
	r.calls = make([][]zoneCall, len(r.vessels))
	if k == nil || k.Flag == "" {
		return nil
	}
	var zones []*geo.Zone
	var boxes []geo.Box
	for i := range k.Zones {
		if z := &k.Zones[i]; programmes(z, k) {
			zones, boxes = append(zones, z), append(boxes, z.Box())
		}
	}
	return share(ctx, workers, len(r.vessels), 32, func(_, vi int) {
		fx := r.vessels[vi].Fixes
		for i := range fx {
			p := fx[i].at()
			for j, z := range zones {
				if boxes[j].Contains(p) && z.Contains(p) {
					r.calls[vi] = append(r.calls[vi], zoneCall{fx[i].T, z})
					break
				}
			}
		}
	})
}

// calledAfter is the first place of the programme's country at which a vessel was
// heard within a time after.
func (r *Reception) calledAfter(vi int, after float64, c RendezvousConfig) (*geo.Zone, int64, bool) {
	i, _ := slices.BinarySearchFunc(r.calls[vi], after, func(l zoneCall, t float64) int { return cmp.Compare(float64(l.at), t) })
	if i < len(r.calls[vi]) && float64(r.calls[vi][i].at) <= after+float64(c.Later) {
		return r.calls[vi][i].zone, int64(r.calls[vi][i].at), true
	}
	return nil, 0, false
}

// saysDestination is the destination in the programme's country that a vessel gave
// from a time on: by its UN/LOCODE, or by the name of a zone.
func (v *Vessel) saysDestination(from, to float64, k *Known, c RendezvousConfig) (string, bool) {
	if k == nil || k.Flag == "" {
		return "", false
	}
	for i := range v.Claims {
		l := &v.Claims[i]
		if l.Prop != "destination" || float64(l.Last) < from || float64(l.First) > to+float64(c.Later) {
			continue
		}
		d := strings.ToUpper(l.Value)
		letters := strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' {
				return r
			}
			return -1
		}, d)
		if len(letters) == 5 && strings.HasPrefix(letters, strings.ToUpper(k.Flag)) {
			return l.Value, true
		}
		for j := range k.Zones {
			z := &k.Zones[j]
			if name := strings.ToUpper(z.Name); programmes(z, k) && len(name) >= 5 && strings.Contains(d, name) {
				return l.Value, true
			}
		}
	}
	return "", false
}
