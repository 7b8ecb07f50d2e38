package world

import (
	"math"
	"math/rand/v2"
	"time"

	"cordon/ais"
	"cordon/geo"
)

// What ships say of where they are, and how often of what they are.
const (
	gpsMetres = 7 // that a position is off, each way
	staticFor = 6 * hour
)

// sender is a ship while she sends.
type sender struct {
	*hull
	rng         *rand.Rand
	next, told  float64 // when she sends, and when she last sent what she is
	face        *face
	heard       float64 // last
	heardAt     geo.Point
	long, table bool
}

// position is what a ship says of where she is, and where she is.
func (r *run) position(x *sender, t float64) (m ais.Message, truly geo.Point, quiet bool) {
	st, quiet, lie := x.says(t)
	if quiet {
		return m, truly, true
	}
	truly = st.at
	if lie {
		truly = x.at(t).at
	}
	for i := range r.jam {
		if j := &r.jam[i]; j.has(t) && geo.Distance(truly, j.ground.at) <= j.km {
			l := leg{span: j.span, kind: circle, a: j.shown, km: .5 + .03*float64(x.n%40), head: 12 + float64(x.n%20), phase: float64(x.n * 47 % 360)}
			st = l.state(t)
			j.struck[x.hull] = true
		}
	}
	f := x.hull.face(t)
	p := off(st.at, st.head, x.length/2-x.bow, x.port-x.beam/2)
	p = metres(p, gpsMetres*x.rng.NormFloat64(), gpsMetres*x.rng.NormFloat64())
	m = ais.Message{Type: 1, MMSI: f.mmsi, Time: r.time(t).UnixMilli(), HasPos: true}
	m.Position = ais.Position{Lat: int32(math.Round(p.Lat * ais.Unit)), Lon: int32(math.Round(p.Lon * ais.Unit)),
		SOG: uint16(math.Round(max(0, st.knots+.08*x.rng.NormFloat64()) * 10)), COG: uint16(math.Round(turnTo(st.course+2*x.rng.NormFloat64())*10)) % 3600,
		Heading: uint16(math.Round(st.head)) % 360, ROT: 0, Status: st.status, Second: uint8(int64(t) % 60)}
	if st.knots < .3 {
		m.Position.COG = uint16(x.rng.IntN(3600))
	}
	if x.classB {
		m.Type, m.Position.Status, m.Position.ROT = 18, ais.NoStatus, ais.NoROT
		if x.n%3 > 0 {
			m.Position.Heading = ais.NoHeading
		}
	}
	return m, truly, false
}

func (r *run) sends(x *sender, t float64) error {
	m, truly, quiet := r.position(x, t)
	if quiet {
		return nil
	}
	if x.table {
		r.row(x, &m, t)
	}
	if x.hull.table {
		return nil
	}
	if err := r.hear(x, &m, t, truly); err != nil {
		return err
	}
	f := x.hull.face(t)
	if f == x.face && t-x.told < staticFor {
		return nil
	}
	x.face, x.told = f, t-float64(x.rng.Float64()*hour)
	for _, st := range statics(f, x.classB, r.from, t) {
		if err := r.hear(x, &st, t, truly); err != nil {
			return err
		}
	}
	return nil
}

// statics are the messages in which a ship says what she is.
func statics(f *face, classB bool, from time.Time, t float64) []ais.Message {
	at := from.Add(time.Duration(t) * time.Second).UnixMilli()
	st := ais.Static{Has: ais.HasName, Name: f.name, CallSign: f.call, ShipType: f.kind, A: f.size[0], B: f.size[1], C: f.size[2], D: f.size[3], IMO: f.imo, Draught: f.draught, Destination: f.dest}
	if !classB {
		st.Has |= ais.HasIMO | ais.HasCallSign | ais.HasShipType | ais.HasSize | ais.HasDraught | ais.HasDestination
		return []ais.Message{{Type: 5, MMSI: f.mmsi, Time: at, HasStat: true, Static: st}}
	}
	what := st
	what.Has = ais.HasCallSign | ais.HasShipType | ais.HasSize
	return []ais.Message{{Type: 24, MMSI: f.mmsi, Time: at, HasStat: true, Static: st}, {Type: 24, MMSI: f.mmsi, Time: at, HasStat: true, Static: what}}
}
