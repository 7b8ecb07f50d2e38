package world

import (
	"strconv"
	"time"

	"cordon/ais"
)

// row writes a position as the second feed has it: a little elsewhere, a little
// later, with less of what the ship is.
func (r *run) row(x *sender, m *ais.Message, t float64) {
	lat, lon := float64(m.Position.Lat)/ais.Unit, float64(m.Position.Lon)/ais.Unit
	if !x.hull.table && (lat < 33 || lat > 36 || lon < 126 || lon > 130.5) || x.rng.Float64() < .3 {
		return
	}
	f := x.hull.face(t)
	b := r.room()
	b = append(strconv.AppendUint(b, uint64(f.mmsi), 10), ',')
	b = r.from.Add(time.Duration(t+float64(x.rng.IntN(3)))*time.Second).AppendFormat(b, "2006-01-02T15:04:05")
	number := func(v float64, digits int) { b = strconv.AppendFloat(append(b, ','), v, 'f', digits, 64) }
	number(lat+2e-5*x.rng.NormFloat64(), 5)
	number(lon+2e-5*x.rng.NormFloat64(), 5)
	number(float64(m.Position.SOG)/10, 1)
	number(float64(m.Position.COG)/10, 1)
	number(float64(m.Position.Heading), 1)
	name := f.name
	if x.n%7 == 3 && len(name) > 12 { // cut short
		name = name[:12]
	}
	b = append(append(b, ','), name...)
	b = append(b, ',')
	if f.imo > 0 && x.n%9 != 4 {
		b = strconv.AppendUint(append(b, "IMO"...), uint64(f.imo), 10)
	}
	b = append(append(b, ','), f.call...)
	number(float64(f.kind), 0)
	number(float64(m.Position.Status), 0)
	number(x.length, 0)
	number(x.beam, 0)
	number(float64(f.draught)/10, 1)
	number(float64(f.kind), 0)
	b = append(b, ",A\n"...)
	if x.classB {
		b[len(b)-2] = 'B'
	}
	r.rows = append(r.rows, arrival{t, r.keep(b)})
	r.counts["rows"]++
}
