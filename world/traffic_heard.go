package world

import (
	"math"
	"slices"

	"cordon/ais"
)

// enough is a silence in a case, in seconds, that still lets it be seen.
const enough = hour

// hears notes in her cases that a ship was heard.
func (h *hull) hears(receiver string, t float64) {
	for i := range h.watched {
		switch w := &h.watched[i]; {
		case w.c.span.has(t):
			w.c.Ships[w.ship].Heard[receiver]++
			w.hears(t)
		case t < w.c.span.from:
			w.before = max(w.before, t)
		case w.after == 0 || t < w.after:
			w.after = t
		}
	}
}

// hearsName notes who a ship was heard to say that she is.
func (h *hull) hearsName(mmsi uint32, st *ais.Static) {
	if h.said == nil {
		h.said = make(map[says]int)
	}
	h.said[says{mmsi, st.IMO, st.Name}]++
}

// says is what a ship says that she is.
type says struct {
	mmsi, imo uint32
	name      string
}

// told reports whether each of a ship's identities from before a time until after
// another was heard twice.
func (h *hull) told(x span) bool {
	for i := range h.faces {
		f := &h.faces[i]
		if f.from > x.to || i+1 < len(h.faces) && h.faces[i+1].from <= x.from {
			continue
		}
		if h.said[says{f.mmsi, f.imo, f.name}] < 2 {
			return false
		}
	}
	return true
}

// hears notes that a ship was heard in a case.
func (w *watch) hears(t float64) {
	if math.IsNaN(w.last) {
		w.last = w.c.span.from
	}
	ship := &w.c.Ships[w.ship]
	ship.Silence = max(ship.Silence, int(t-w.last))
	w.last = t
}

// truth is what is true of what was written.
func (r *run) truth() *SeaTruth {
	for _, g := range r.gaps {
		c := r.looks(g.kind, Silence, map[string]string{"receiver-outage": "The station that would have heard her was out.", "sparse-passes": "Only satellites hear there, and none passed for long."}[g.kind], g.at, "", r.region(g.at), g.span, g.h)
		c.Km = 600
	}
	var cases []*seaCase
	for _, c := range r.cases {
		if c.Kind == AreaJam {
			for _, h := range r.fleet {
				for i := range r.jam {
					if r.jam[i].c == c && r.jam[i].struck[h] {
						f := h.face(c.span.from)
						c.Ships = append(c.Ships, SeaShip{IMO: f.imo, MMSI: f.mmsi, Name: f.name, Heard: map[string]int{}})
					}
				}
			}
		}
		if c.span.to > c.span.from && len(c.Ships) > 0 {
			cases = append(cases, c)
		}
	}
	for _, h := range r.fleet {
		for i := range h.watched {
			w := &h.watched[i]
			w.hears(max(w.c.span.to, w.c.span.from))
			if w.c.Kind == Silence { // as it is heard
				if w.c.window = (span{w.before, w.after}); w.before == 0 {
					w.c.window.from = w.c.span.from
				}
				if w.after == 0 {
					w.c.window.to = r.end
				}
			}
		}
	}
	t := &SeaTruth{About: seaAbout, Seed: r.seed, From: r.from, To: r.time(r.end), Ships: len(r.fleet), Counts: r.counts, Receivers: r.th.receiver, Cases: []SeaCase{}}
	for _, c := range cases {
		c.Start, c.End = r.time(c.span.from), r.time(c.span.to)
		if c.window.to > c.window.from {
			x := r.when(span{max(0, c.window.from), min(r.end, c.window.to)})
			c.Window = &x
		}
		c.Visible = c.seen()
		t.Cases = append(t.Cases, c.SeaCase)
	}
	slices.SortStableFunc(t.Cases, func(a, b SeaCase) int { return a.Start.Compare(b.Start) })
	return t
}

// seen reports whether what was heard is enough to see a case: ships that meet
// without long silences, who a ship says that she is each time, others a few times.
func (c *seaCase) seen() bool {
	n := 0
	for _, s := range c.Ships {
		if s.Dark {
			continue
		}
		if (c.Find == "encounter" || c.Find == "dark-rendezvous" || c.Find == "port") && s.Silence > int(enough) {
			return false
		}
		for _, k := range s.Heard {
			n += k
		}
	}
	switch {
	case c.Kind == AreaJam:
		return len(c.Ships) > 2
	case c.Kind == NameSwap || c.Kind == FlagHop || c.Kind == Newborn:
		return c.hulls[0].told(c.span)
	case c.Find == "gap" || c.Kind == BothDark || c.Kind == DarkCall:
		return true
	}
	return n > 3
}
