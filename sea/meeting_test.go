package sea

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"cordon/ais"
)

// harbour is ships that lie, drift and pass by each other, some with silences; around
// the antimeridian when it is there.
func harbour(seed uint64, ships int, lat, lon float64) *Traffic {
	r := rand.New(rand.NewPCG(seed, 9))
	t := &Traffic{}
	const start = 1_700_000_000
	for i := range ships {
		v := &Vessel{ID: fmt.Sprintf("mmsi-%09d-1", i+1), MMSI: uint32(i + 1), Length: 180, Beam: 30}
		y, x := lat+r.NormFloat64()*.02, lon+r.NormFloat64()*.02
		north, east := 0.0, 0.0
		if i%3 == 0 { // it passes through
			north, east = r.NormFloat64()*2e-6, r.NormFloat64()*2e-6
		}
		for at := r.IntN(40000); at < 100_000; at += 60 + r.IntN(600) {
			if r.IntN(60) == 0 {
				at += 3600 + r.IntN(9000)
			}
			v.Fixes = append(v.Fixes, MakeFix(FixData{T: uint32(start + at),
				Lat: degrees(y + north*float64(at) + r.NormFloat64()*5e-5), Lon: int32(wrapUnits(int64(degrees(x + east*float64(at) + r.NormFloat64()*5e-5)))),
				SOG: ais.NoSOG, COG: ais.NoCOG, Heading: uint16(90 * r.IntN(5)), Flags: Flags(ais.NoStatus)}))
		}
		t.Vessels = append(t.Vessels, v)
		t.Last = max(t.Last, lastFix(v))
	}
	return t
}

// Ships about a meeting are those that a look at every ship finds.
func TestCrowdsBrute(t *testing.T) {
	c := DefaultEncounterConfig()
	for _, at := range [][2]float64{{35, 129}, {-70, 179.99}, {0, -180}} {
		tr := harbour(4, 60, at[0], at[1])
		var all []meeting
		for _, m := range meetings(tr, contactsOf(t, tr, 1), c.MergeGap) {
			if m.inside >= c.ContactS {
				all = append(all, m)
			}
		}
		x := newCrowds(tr, all, c)
		if err := x.count(context.Background(), all, c, 2); err != nil {
			t.Fatal(err)
		}
		some := 0
		for i := range all {
			m := &all[i]
			asks, others, lying := 0, 0, 0
			for q := range 5 {
				when := m.start() + float64(q)/4*(m.end()-m.start())
				lat, lon, _, ok := m.a.placeAt(when, c.MergeGap)
				if !ok {
					continue
				}
				asks++
				for _, v := range tr.Vessels {
					if v == m.a || v == m.b {
						continue
					}
					lat2, lon2, n, ok := v.placeAt(when, 6*3600)
					if !ok {
						if n = 0; float64(v.Fixes[0].T) < when {
							n = len(v.Fixes) - 1
						}
						if math.Abs(float64(v.Fixes[n].T)-when) > 3600 {
							continue
						}
						lat2, lon2 = float64(v.Fixes[n].Lat()), float64(v.Fixes[n].Lon())
					}
					if dx, dy := apartM(lat, lon, lat2, lon2); math.Hypot(dx, dy) > c.CrowdKm*1000 {
						continue
					}
					if !heardAbout(v, when) {
						continue // silent for more than an hour on both sides
					}
					if others++; v.lies(n, c.LyingKn) {
						lying++
					}
				}
			}
			var s measured
			s.crowd(x, i, c)
			if n := float64(asks); asks > 0 && (s.others != float64(others)/n || s.lying != float64(lying)/n) {
				t.Errorf("at %v, meeting %d: %g others, %g of them lie; want %g, %g", at, i, s.others, s.lying, float64(others)/n, float64(lying)/n)
			}
			some += others
		}
		if len(all) < 10 || some < 100 {
			t.Errorf("at %v: %d meetings, %d others: nothing is tested", at, len(all), some)
		}
	}
}

// heardAbout reports whether a vessel has a fix in the hour of a time, or the one
// before or after.
func heardAbout(v *Vessel, t float64) bool {
	for i := range v.Fixes {
		if h, at := v.Fixes[i].T/3600, uint32(t/3600); h+1 >= at && h <= at+1 {
			return true
		}
	}
	return false
}

// Contact through silences, of which only the silences are gone through, is what all
// parts of both tracks come to.
func TestThroughBrute(t *testing.T) {
	c := DefaultEncounterConfig()
	longer := 0
	for seed := range uint64(5) {
		tr := harbour(seed, 60, 35, 129)
		for _, m := range meetings(tr, contactsOf(t, tr, 1), c.MergeGap) {
			from, to := max(m.from, m.start()-float64(c.MergeGap)), min(m.to, m.end()+float64(c.MergeGap))
			var found []Contact
			for i := 0; i+1 < len(m.a.Fixes); i++ {
				for j := 0; j+1 < len(m.b.Fixes); j++ {
					a, b := m.a.Fixes[i:i+2], m.b.Fixes[j:j+2]
					ok := true
					for _, f := range [][]Fix{a, b} {
						dx, dy := apartM(float64(f[0].Lat()), float64(f[0].Lon()), float64(f[1].Lat()), float64(f[1].Lon()))
						ok = ok && f[1].T-f[0].T <= c.MergeGap && (f[1].T-f[0].T <= c.Contact.MaxPiece || math.Hypot(dx, dy) <= c.HeldKm*1000)
					}
					if s, e, d, at, near := approach(&a[0], &a[1], &b[0], &b[1], c.Contact.Km); ok && near {
						if s, e = max(s, from), min(e, to); s < e {
							found = append(found, Contact{m.contacts[0].A, m.contacts[0].B, s, e, d, at})
						}
					}
				}
			}
			h := m.through(c)
			held := 0.0
			for _, x := range JoinContacts(found) {
				if x.Start <= h.end() && x.End >= h.start() {
					held += x.End - x.Start
				}
			}
			if h.held != held || h.held < m.inside {
				t.Errorf("%s and %s: %.3f s, want %.3f, %.3f without silences", m.a.ID, m.b.ID, h.held, held, m.inside)
			}
			if h.held > m.inside {
				longer++
			}
		}
	}
	if longer < 10 {
		t.Errorf("%d meetings went on through silences: nothing is tested", longer)
	}
}

// The median of many moments by an order made once is that of those moments alone.
func TestWithin(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		in := make([]moment, 8+r.IntN(100))
		for i := range in {
			in[i] = moment{weight: 1 + float64(r.IntN(5)), gap: float64(r.IntN(20))}
			if r.IntN(10) == 0 {
				in[i].gap = math.NaN()
			}
		}
		var g measurer
		for range 10 {
			lo := r.IntN(len(in) - 7)
			hi := lo + 8 + r.IntN(len(in)-lo-7)
			got := g.within(in, lo, hi, func(i int) float64 { return in[i].gap })
			want := new(measurer).weighted(in[lo:hi], func(i int) float64 { return in[lo+i].gap })
			if got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Fatalf("%d to %d of %d: %g, want %g", lo, hi, len(in), got, want)
			}
		}
	}
}
