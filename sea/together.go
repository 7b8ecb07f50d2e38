package sea

import (
	"math"
	"slices"
)

// meeting is one meeting of a pair: its contacts, by start.
type meeting struct {
	a, b     *Vessel
	contacts []Contact
	inside   float64 // sum of contacts, s
	from, to float64 // half-way to the pair's meetings before and after
	held     float64 // sum of contacts through silences, s; 0 when they do not count
}

func (m *meeting) start() float64 { return m.contacts[0].Start }
func (m *meeting) end() float64   { return m.contacts[len(m.contacts)-1].End }

// meetings merges contacts, which are by A, B, start.
func meetings(t *Traffic, contacts []Contact, gap uint32) []meeting {
	by := byID(t.Vessels)
	var out []meeting
	for i := 0; i < len(contacts); {
		m := meeting{a: by[contacts[i].A], b: by[contacts[i].B], to: math.Inf(1)}
		j := i
		for ; j < len(contacts) && contacts[j].A == contacts[i].A && contacts[j].B == contacts[i].B; j++ {
			if j > i && contacts[j].Start-contacts[j-1].End > float64(gap) {
				break
			}
			m.inside += contacts[j].End - contacts[j].Start
		}
		m.contacts = contacts[i:j:j]
		if n := len(out) - 1; n >= 0 && out[n].a == m.a && out[n].b == m.b {
			m.from = (out[n].end() + m.start()) / 2
			out[n].to = m.from
		}
		out = append(out, m)
		i = j
	}
	return out
}

// trim leaves out contacts at either end that would not count alone, when the ships
// had parted before them or after: they only passed each other there, or had the same
// way. Enough is left to count.
func (m *meeting) trim(c EncounterConfig) {
	for {
		n := len(m.contacts)
		last, first := n-1, 1
		for last > 0 && !m.parted(last, c) {
			last--
		}
		for first < n && !m.parted(first, c) {
			first++
		}
		switch {
		case last > 0 && m.spare(m.contacts[last:], c):
			m.contacts = m.contacts[:last]
		case first < n && m.spare(m.contacts[:first], c):
			m.contacts = m.contacts[first:]
		default:
			return
		}
	}
}

// split adds a meeting to others: in two where the ships had parted and met again
// elsewhere, and both count.
func (m meeting) split(to []meeting, c EncounterConfig) []meeting {
	if m.inside < 2*c.ContactS {
		return append(to, m)
	}
	before := 0.0
	for i := range m.contacts {
		if x := &m.contacts[i]; before >= c.ContactS && m.inside-before >= c.ContactS && m.parted(i, c) {
			last := &m.contacts[i-1]
			lat, lon, _, ok := m.a.placeAt(last.MinAt, c.Contact.MaxPiece)
			lat2, lon2, _, ok2 := m.a.placeAt(x.MinAt, c.Contact.MaxPiece)
			if dx, dy := apartM(lat, lon, lat2, lon2); ok && ok2 && math.Hypot(dx, dy) > c.PortKm*1000 {
				first, half := m, (last.End+x.Start)/2
				first.contacts, first.inside, first.to = m.contacts[:i:i], before, half
				m.contacts, m.inside, m.from = m.contacts[i:], m.inside-before, half
				return m.split(append(to, first), c)
			}
		}
		before += m.contacts[i].End - m.contacts[i].Start
	}
	return append(to, m)
}

// spare takes the time of contacts away if they do not count alone and the rest does.
func (m *meeting) spare(some []Contact, c EncounterConfig) bool {
	sum := 0.0
	for i := range some {
		sum += some[i].End - some[i].Start
	}
	if sum >= c.ContactS || max(m.inside, m.held)-sum < c.ContactS {
		return false
	}
	m.inside -= sum
	if m.held > 0 {
		m.held -= sum
	}
	return true
}

// parted reports whether the ships were seen apart for a while before a contact.
func (m *meeting) parted(i int, c EncounterConfig) bool {
	from, to := m.contacts[i-1].End, m.contacts[i].Start
	if to-from < float64(c.PassS) {
		return false
	}
	for q := 1; q < 8; q++ {
		t := from + float64(q)/8*(to-from)
		lat, lon, _, ok1 := m.a.placeAt(t, c.Contact.MaxPiece)
		lat2, lon2, _, ok2 := m.b.placeAt(t, c.Contact.MaxPiece)
		if ok1 && ok2 {
			if dx, dy := apartM(lat, lon, lat2, lon2); math.Hypot(dx, dy) > c.ApartKm*1000 {
				return true
			}
		}
	}
	return false
}

// through is the meeting as it was when the silences of a ship that did not move
// meanwhile count as contact: asked only of ships whose size is known, because only
// hulls alongside make that more than a guess.
func (m *meeting) through(c EncounterConfig) meeting {
	gap := float64(c.MergeGap)
	from, to := max(m.from, m.start()-gap), min(m.to, m.end()+gap)
	fa, fb := m.a.Fixes, m.b.Fixes
	first := func(f []Fix) int { return max(firstFrom(f, from)-1, 0) }
	long := func(f []Fix, i int) bool { return f[i+1].T-f[i].T > c.Contact.MaxPiece }
	good := func(v *Vessel, i int) bool {
		p, q := &v.Fixes[i], &v.Fixes[i+1]
		if q.T-p.T > c.MergeGap || v.isBreak(i+1) {
			return false
		}
		if !long(v.Fixes, i) {
			return true
		}
		dx, dy := apartM(float64(p.Lat()), float64(p.Lon()), float64(q.Lat()), float64(q.Lon()))
		return math.Hypot(dx, dy) <= c.HeldKm*1000
	}
	// What is added is contact in a silence of either: all other is known.
	found := slices.Clip(m.contacts)
	known := len(found)
	for i, j := first(fa), first(fb); i+1 < len(fa) && j+1 < len(fb) && float64(fa[i].T) < to && float64(fb[j].T) < to; {
		if (long(fa, i) || long(fb, j)) && good(m.a, i) && good(m.b, j) {
			if s, e, d, t, ok := approach(&fa[i], &fa[i+1], &fb[j], &fb[j+1], c.Contact.Km); ok {
				if s, e = max(s, from), min(e, to); s < e {
					found = append(found, Contact{m.contacts[0].A, m.contacts[0].B, s, e, d, t})
				}
			}
		}
		if fa[i+1].T <= fb[j+1].T {
			i++
		} else {
			j++
		}
	}
	if len(found) == known {
		h := *m
		h.held = m.inside
		return h
	}
	h := meeting{a: m.a, b: m.b, inside: m.inside, from: m.from, to: m.to}
	for _, x := range JoinContacts(found) {
		// Those that hang together with the meeting.
		if n := len(h.contacts); x.End < m.start() && n == 0 && m.start()-x.End > gap || x.Start > m.end() && n > 0 && x.Start-h.contacts[n-1].End > gap {
			continue
		}
		h.contacts = append(h.contacts, x)
		h.held += x.End - x.Start
	}
	return h
}

// canTouch reports whether the hulls can have been alongside at any time, however
// the ships lay: a bound that no heading changes.
func (m *meeting) canTouch(c EncounterConfig) bool {
	a, b := hullOf(m.a, uint32(m.start())), hullOf(m.b, uint32(m.start()))
	if !a.known() || !b.known() {
		return false // their gap is not known either
	}
	least := math.Inf(1)
	for i := range m.contacts {
		least = min(least, m.contacts[i].MinKm)
	}
	return least*1000-a.reach()-b.reach() <= c.AlongsideM
}
