package sea

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/geo"
)

// newborn looks for a number that nobody had before, on a ship like one that is
// not heard any more.
func (p *papers) newborn(i int, es []Event) []Event {
	v, me := p.t.Vessels[i], &p.selves[i]
	for _, x := range me.imo {
		n := imoNumber(x.value)
		if !imoGood(n) || len(p.reg.imo[n]) > 0 || float64(x.first)-float64(p.t.First) < p.c.NewbornQuietH*3600 {
			continue
		}
		if slices.ContainsFunc(p.byIMO[n], func(j int) bool {
			return j != i && slices.ContainsFunc(p.selves[j].imo, func(y said) bool { return y.value == x.value && y.first < x.first })
		}) {
			continue
		}
		// A set that the register knows with this name has a history: the number is typing.
		if slices.ContainsFunc(me.mmsi, func(y said) bool {
			m, _ := strconv.Atoi(y.value)
			return slices.ContainsFunc(p.reg.mmsi[uint32(m)], func(s *Ship) bool {
				return slices.ContainsFunc(me.name, func(z said) bool { return s.called(z.value, p.c.Edits) })
			})
		}) {
			continue
		}
		// The ship itself had another number: a hull keeps its number for life.
		var before *said
		for j := range me.imo {
			y := &me.imo[j]
			if y.value != x.value && y.last <= x.first && imoGood(imoNumber(y.value)) && editsBetween([]rune(y.value), []rune(x.value)) > p.c.Edits {
				if before == nil || p.reg.listed(imoNumber(before.value)) == nil { // a listed one, else the last
					before = y
				}
			}
		}
		if before != nil {
			e := p.raise("newborn", x.value, x.first, x.last, v)
			e.because("newborn", p.c.NewbornWeight, fmt.Sprintf("says IMO %d since %s, of which there is no history, and said %s until %s: a hull keeps its number for life", n, utcOf(x.first).Format(time.DateOnly), before.value, utcOf(before.last).Format(time.DateOnly)))
			e.Facts["imo"], e.Facts["imo_before"] = float64(n), float64(imoNumber(before.value))
			if s := p.reg.listed(imoNumber(before.value)); s != nil {
				e.cite(s)
				e.Notes = append(e.Notes, "the former number is that of "+s.ref()+", which is listed")
			}
			e.unless("a number typed wrong before, or a set moved to another ship", "yard record, register")
			es = append(es, e)
			continue
		}
		es = p.heirs(i, x, n, es)
	}
	return es
}

// heirs finds the ship that fell silent and that a newborn can be.
func (p *papers) heirs(i int, x said, n uint32, es []Event) []Event {
	v, me := p.t.Vessels[i], &p.selves[i]
	here := fixNear(v, x.first)
	if here == nil || me.length == 0 || me.beam == 0 {
		return es
	}
	type heir struct {
		u      *Vessel
		listed *Ship
		layout bool
		silent uint32 // seconds
		km     float64
	}
	var hs []heir
	for l := int(me.length-p.c.NewbornSizeM) - 1; l <= int(me.length+p.c.NewbornSizeM)+1; l++ {
		for _, j := range p.bySize[l] {
			u, it := p.t.Vessels[j], &p.selves[j]
			if j == i || len(u.Fixes) == 0 || math.Abs(it.length-me.length) > p.c.NewbornSizeM || math.Abs(it.beam-me.beam) > p.c.NewbornSizeM {
				continue
			}
			if v.Kind != u.Kind && v.Kind != KindUnknown && u.Kind != KindUnknown {
				continue
			}
			if slices.ContainsFunc(it.imo, func(y said) bool { return y.value == x.value }) {
				continue
			}
			last := &u.Fixes[len(u.Fixes)-1]
			if last.T > here.T || last.T > v.Fixes[0].T || float64(here.T-last.T) > p.c.NewbornDays*86400 {
				continue
			}
			if p.heardOn(j, i) {
				continue
			}
			h := heir{u: u, silent: here.T - last.T, km: flatKm(last, here), layout: it.layout[0] > 0 && me.layout[0] > 0}
			if h.km > p.c.NewbornKn*geo.NM*(float64(h.silent)/3600+1) {
				continue
			}
			for d := range 4 {
				h.layout = h.layout && math.Abs(float64(it.layout[d]-me.layout[d])) <= p.c.NewbornSizeM
			}
			for _, y := range it.imo {
				if s := p.reg.listed(imoNumber(y.value)); s != nil {
					h.listed = s
				}
			}
			hs = append(hs, h)
		}
	}
	if len(hs) == 0 {
		return es
	}
	// A ship that went silent lately and near, with her antenna at the same place, comes
	// first; then a listed one; then by time.
	rank := func(h *heir) int {
		switch {
		case h.layout && h.km <= p.c.NewbornKm && float64(h.silent) <= p.c.HandoffH*3600:
			return 0
		case h.listed != nil:
			return 1
		case h.layout:
			return 2
		}
		return 3
	}
	slices.SortFunc(hs, func(a, b heir) int {
		return cmp.Or(rank(&a)-rank(&b), cmp.Compare(a.silent, b.silent), strings.Compare(a.u.ID, b.u.ID))
	})
	h := hs[0]
	alike := 0 // as good as the best
	for i := range hs {
		if rank(&hs[i]) == rank(&h) {
			alike++
		}
	}
	w := p.c.NewbornWeight
	switch r := rank(&h); {
	case h.km > p.c.NewbornKm || alike > p.c.NewbornRivals:
		return es // it can be any
	case r == 0 && (alike == 1 || h.listed != nil || p.reg.full), r < 3 && p.reg.full, len(hs) == 1 && p.reg.full:
	case r < 3:
		w = p.c.WeakWeight // without a register it may only be new here
	default:
		return es
	}
	e := p.raise("newborn", x.value, x.first, x.last, v)
	e.Facts["imo"], e.Facts["silent_s"], e.Facts["km"], e.Facts["candidates"] = float64(n), float64(h.silent), toPlaces(h.km, 1), float64(len(hs))
	who := PartyOf(h.u, h.u.Fixes[len(h.u.Fixes)-1].T)
	text := fmt.Sprintf("IMO %d has no history; %.0f by %.0f m are within %.0f m those of %s (%s), which fell silent %.1f days before, %.0f km away", n, me.length, me.beam, p.c.NewbornSizeM, cmp.Or(who.Name, "a ship without a name"), h.u.ID, float64(h.silent)/86400, h.km)
	if h.layout {
		text += "; the antenna stands at the same place"
	}
	e.because("newborn", w, text)
	if h.listed != nil {
		e.cite(h.listed)
		e.Notes = append(e.Notes, "that ship is listed: "+h.listed.ref())
	}
	for _, g := range hs[1:] {
		e.Notes = append(e.Notes, fmt.Sprintf("it can be %s as well, silent for %.1f days", g.u.ID, float64(g.silent)/86400))
	}
	e.unless("a new ship, or a sister; a ship that the register does not have", "yard record, register, photograph")
	return append(es, e)
}

// heardOn reports whether a number of a vessel is heard after its last fix all the
// same, by a track of which the number is known no better: it did not fall silent.
func (p *papers) heardOn(j, heir int) bool {
	last := lastFix(p.t.Vessels[j])
	return slices.ContainsFunc(p.selves[j].mmsi, func(x said) bool {
		return slices.ContainsFunc(p.byMMSI[x.value], func(w int) bool {
			return w != j && len(p.t.Vessels[w].Fixes) > 0 && lastFix(p.t.Vessels[w]) > last &&
				(w != heir || !slices.ContainsFunc(p.selves[j].imo, func(y said) bool { return imoGood(imoNumber(y.value)) }))
		})
	})
}
