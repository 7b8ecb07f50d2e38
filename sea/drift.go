package sea

import (
	"cmp"
	"context"
	"math"
	"slices"

	"cordon/ais"
	"cordon/geo"
)

// stay is a time in which a vessel that is heard drifts.
type stay struct {
	vessel   int
	lo, hi   int // fixes, hi included
	from, to uint32
	x        geo.Point // middle
	km       float64   // of its furthest fix from the middle
	anchored bool      // by its own word, or because it did not even drift
}

// stays of a vessel, in time. A mean speed is the net way over a step, so that the
// scatter of positions while at rest is no motion.
func (r *Reception) stays(vi int, c RendezvousConfig, port func(geo.Point) bool) []stay {
	v := r.vessels[vi]
	fx, brk := v.Fixes, v.Breaks
	var out []stay
	lo := -1
	end := func(hi int) {
		if lo >= 0 && fx[hi].T-fx[lo].T >= c.Stay {
			if s := stayOf(vi, fx, lo, hi); !port(s.x) {
				out = append(out, s)
			}
		}
		lo = -1
	}
	prev := 0
	for i := 1; i < len(fx); i++ {
		if len(brk) > 0 && brk[0] == i {
			brk = brk[1:]
			end(prev)
			prev = i
			continue
		}
		dt := fx[i].T - fx[prev].T
		if dt < c.Step && (i+1 < len(fx) && fx[i+1].T-fx[prev].T <= c.Blind) && (len(brk) == 0 || brk[0] != i+1) {
			continue
		}
		km := roughKm(&fx[prev], &fx[i])
		slow := dt > 0 && dt <= c.Blind && km < c.Slow*kmPerKnotSecond*float64(dt) && fx[i].Flags().Status() != statusMoored &&
			(fx[i].SOG() == ais.NoSOG || float64(fx[i].SOG()) <= 20*c.Slow)
		switch {
		case slow && lo < 0:
			lo = prev
		case !slow:
			end(prev)
		}
		prev = i
	}
	if len(fx) > 0 {
		end(prev)
	}
	return out
}

// Navigational states, ITU-R M.1371.
const (
	statusAnchored = 1
	statusMoored   = 5
)

const anchorKm = .3 // a ship that strays no further in hours lies at anchor

func stayOf(vi int, fx []Fix, lo, hi int) stay {
	s := stay{vessel: vi, lo: lo, hi: hi, from: fx[lo].T, to: fx[hi].T}
	var lat, lon int64
	for i := lo; i <= hi; i++ {
		lat += int64(fx[i].Lat() - fx[lo].Lat())
		lon += int64(wrapUnits(int64(fx[i].Lon()) - int64(fx[lo].Lon())))
	}
	n, still := int64(hi-lo+1), 0
	m := MakeFix(FixData{Lat: fx[lo].Lat() + int32(lat/n), Lon: int32(wrapUnits(int64(fx[lo].Lon()) + lon/n))})
	s.x = m.at()
	for i := lo; i <= hi; i++ {
		s.km = math.Max(s.km, roughKm(&m, &fx[i]))
		if st := fx[i].Flags().Status(); st == statusAnchored || st == statusMoored {
			still++
		}
	}
	s.anchored = 2*still > int(n) || s.km < anchorKm && s.to-s.from > 4*hourS
	return s
}

// wrapUnits brings a difference of longitudes to a half circle.
func wrapUnits(d int64) int64 {
	const half = 180 * ais.Unit
	switch {
	case d >= half:
		return d - 2*half
	case d < -half:
		return d + 2*half
	}
	return d
}

// ports is how a place is asked whether it is a port: by the programme's zones, and
// by the ports of the world.
func (c RendezvousConfig) ports(k *Known) func(geo.Point) bool {
	var zones []*geo.Zone
	var all *geo.Ports
	if k != nil {
		all = k.Ports
		for i := range k.Zones {
			if k.Zones[i].Kind == "port" {
				zones = append(zones, &k.Zones[i])
			}
		}
	}
	return func(p geo.Point) bool {
		for _, z := range zones {
			if z.Contains(p) {
				return true
			}
		}
		return all != nil && len(all.Near(p, c.PortKm)) > 0
	}
}

// staysIndex finds stays by degree and time.
type staysIndex struct {
	stays []stay
	cell  map[int32][]int32 // by degree, by start
	most  uint32            // longest stay
	crowd []int8            // others at rest around each
	met   []bool            // it met a ship that was heard
}

func degreeCell(lat, lon float64) (row, col int32) {
	return int32(math.Floor(lat)) + 90, (int32(math.Floor(geo.Wrap(lon))) + 180) % 360
}

func indexStays(all []stay) *staysIndex {
	slices.SortFunc(all, func(a, b stay) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.vessel, b.vessel))
	})
	x := &staysIndex{stays: all, cell: make(map[int32][]int32)}
	for i := range all {
		r, c := degreeCell(all[i].x.Lat, all[i].x.Lon)
		x.cell[r*360+c] = append(x.cell[r*360+c], int32(i))
		x.most = max(x.most, all[i].to-all[i].from)
	}
	return x
}

// each calls f with the stays that may be in reach of a silence, until it says false;
// then it does as well.
func (x *staysIndex) each(s *Silence, f func(i int32) bool) bool {
	south, north, west, east := s.Reach.within()
	lon := s.Reach.centre().Lon
	r0, _ := degreeCell(south-.5, 0) // half a degree for the drift
	r1, _ := degreeCell(math.Min(north+.5, 89.9), 0)
	wide := int32(math.Min(359, math.Ceil(east-west)+2))
	_, c0 := degreeCell(0, lon+west-.5)
	if wide >= 359 {
		c0 = 0
	}
	from, to := s.Reach.From, s.Reach.To
	for r := max(0, r0); r <= r1; r++ {
		for d := int32(0); d <= wide; d++ {
			list := x.cell[r*360+(c0+d)%360]
			i, _ := slices.BinarySearchFunc(list, from-int64(x.most), func(j int32, t int64) int { return cmp.Compare(int64(x.stays[j].from), t) })
			for ; i < len(list) && int64(x.stays[list[i]].from) < to; i++ {
				if int64(x.stays[list[i]].to) > from && !f(list[i]) {
					return false
				}
			}
		}
	}
	return true
}

// crowds are how many other ships drifted within some km of each stay while it lasted,
// counted up to most.
func (x *staysIndex) crowds(ctx context.Context, km float64, most, workers int) ([]int8, error) {
	most = min(most, math.MaxInt8)
	out := make([]int8, len(x.stays))
	deg := math.Max(km/kmPerDegree, .01)
	cell := func(p geo.Point, dy, dx int) (key [2]int32) {
		row := int32(math.Floor(p.Lat/deg)) + int32(dy)
		wide := deg / math.Max(.05, math.Cos((float64(row)+.5)*deg*degree)) // no narrower than km
		return [2]int32{row, int32(math.Floor(p.Lon/wide)) + int32(dx)}
	}
	of := make(map[[2]int32][]int32)
	for i := range x.stays {
		k := cell(x.stays[i].x, 0, 0)
		of[k] = append(of[k], int32(i))
	}
	err := share(ctx, workers, len(x.stays), 64, func(_, i int) {
		st := &x.stays[i]
		n := 0
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1 && n < most; dx++ {
				for _, j := range of[cell(st.x, dy, dx)] {
					o := &x.stays[j]
					if o.from >= st.to || n >= most {
						break
					}
					if o.vessel != st.vessel && o.to > st.from && geo.Near(o.x, st.x) <= km {
						n++
					}
				}
			}
		}
		out[i] = int8(n)
	})
	return out, err
}

// contact is what brings ships near each other.
func (c RendezvousConfig) contact() ContactConfig {
	cc := DefaultContactConfig()
	cc.Km = c.MetKm
	return cc
}

// explained says of which stays another ship that was heard is the reason: it came
// near for hours. The contacts of all are found when they are not known.
func (x *staysIndex) explained(ctx context.Context, t *Traffic, all []Contact, c RendezvousConfig, workers int) ([]bool, error) {
	out := make([]bool, len(x.stays))
	if len(x.stays) == 0 {
		return out, nil
	}
	if all == nil {
		var err error
		if all, err = Contacts(ctx, t, c.contact(), workers); err != nil {
			return nil, err
		}
	}
	of := make([][]int32, len(t.Vessels)) // contacts of each vessel
	for i := range all {
		of[all[i].A] = append(of[all[i].A], int32(i))
		of[all[i].B] = append(of[all[i].B], int32(i))
	}
	for i := range x.stays {
		st := &x.stays[i]
		sum := map[int32]float64{}
		for _, j := range of[st.vessel] {
			m := &all[j]
			if d := math.Min(m.End, float64(st.to)) - math.Max(m.Start, float64(st.from)); d > 0 {
				with := m.A + m.B - int32(st.vessel)
				if sum[with] += d; sum[with] >= float64(c.MetS) {
					out[i] = true
				}
			}
		}
	}
	return out, nil
}
