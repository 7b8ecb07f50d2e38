package world

import (
	"bufio"
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"cordon/geo"
)

// Names of the files of the traffic.
const (
	MessagesFile = "ais.nmea"
	TableFile    = "ais.csv"
)

// arrival is a sentence that came in.
type arrival struct {
	at   float64
	line []byte
}

// run lets all ships send and all receivers hear, hour by hour, and writes what
// comes in.
type run struct {
	*sea
	nmea, table *bufio.Writer
	out, late   [][]span // by receiver
	cells       map[[2]int][]int
	passes      []pass
	now         []pass // in this hour
	pending     []arrival
	rows        []arrival
	chunk       []byte
	payload     []byte
	counts      map[string]int
	group       uint32
	quiet       map[string]int
	gaps        []gap
}

type pass struct {
	span
	receiver int
	in       float64 // when what it heard comes in
}

type gap struct {
	h    *hull
	span span
	at   geo.Point
	kind string
}

func (s *sea) run(ctx context.Context, nmea, table *bufio.Writer) (*SeaTruth, error) {
	r := &run{sea: s, nmea: nmea, table: table, cells: make(map[[2]int][]int), counts: make(map[string]int), quiet: make(map[string]int)}
	s.ran = true
	rng := rand.New(rand.NewPCG(s.seed, 0x70617373))
	secs := func(list []SeaSpan) (out []span) {
		for _, x := range list {
			out = append(out, span{x.From.Sub(s.from).Seconds(), x.To.Sub(s.from).Seconds()})
		}
		return out
	}
	for i := range s.th.receiver {
		c := &s.th.receiver[i]
		r.out, r.late = append(r.out, secs(c.Out)), append(r.late, secs(c.Late))
		for _, x := range secs(c.Passes) {
			r.passes = append(r.passes, pass{x, i, x.to + 600 + rng.Float64()*[]float64{1, 4, 11.5}[i%3]*hour})
		}
		if c.Satellite {
			continue
		}
		for lat := int(math.Floor(c.Lat - c.Km/111)); lat <= int(math.Floor(c.Lat+c.Km/111)); lat++ {
			wide := c.Km / 111 / math.Cos((c.Lat+c.Km/111)*geo.Degree)
			for lon := int(math.Floor(c.Lon - wide)); lon <= int(math.Floor(c.Lon+wide)); lon++ {
				r.cells[[2]int{lat, lon}] = append(r.cells[[2]int{lat, lon}], i)
			}
		}
	}
	for _, c := range s.cases {
		c.span = span{max(0, c.span.from), min(s.end, c.span.to)}
	}
	var all []*sender
	for _, h := range s.fleet {
		x := &sender{hull: h, rng: rand.New(rand.NewPCG(s.seed, 0x73656e64+uint64(h.n)<<32)), told: math.Inf(-1), heard: math.NaN()}
		x.next = max(0, h.begins()) + float64(x.rng.Float64()*h.every)
		x.table = h.table || h.n%4 == 1
		all = append(all, x)
	}
	if _, err := table.WriteString("MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n"); err != nil {
		return nil, err
	}
	for from := 0.0; from < s.end; from += hour {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		to := from + hour
		r.now = r.now[:0]
		for _, p := range r.passes {
			if p.from < to && p.to > from {
				r.now = append(r.now, p)
			}
		}
		for _, x := range all {
			for end := min(to, s.end, x.ends()); x.next < end; {
				t := math.Floor(x.next)
				x.next += float64(x.every * (.75 + x.rng.Float64()/2))
				if err := r.sends(x, t); err != nil {
					return nil, err
				}
			}
		}
		if err := r.flush(to); err != nil {
			return nil, err
		}
	}
	if err := r.flush(math.Inf(1)); err != nil {
		return nil, err
	}
	return r.truth(), nil
}

// flush writes what came in before a time.
func (r *run) flush(to float64) error {
	byTime := func(a, b arrival) int { return cmp.Compare(a.at, b.at) }
	slices.SortStableFunc(r.pending, byTime)
	n := 0
	for n < len(r.pending) && r.pending[n].at < to {
		if _, err := r.nmea.Write(r.pending[n].line); err != nil {
			return err
		}
		n++
	}
	rest := copy(r.pending, r.pending[n:])
	clear(r.pending[rest:])
	r.pending = r.pending[:rest]
	slices.SortStableFunc(r.rows, byTime)
	for _, x := range r.rows {
		if _, err := r.table.Write(x.line); err != nil {
			return err
		}
	}
	clear(r.rows)
	r.rows = r.rows[:0]
	return nil
}

// room is where the next line is put together.
func (r *run) room() []byte {
	if cap(r.chunk)-len(r.chunk) < 1024 {
		r.chunk = make([]byte, 0, 1<<18)
	}
	return r.chunk[len(r.chunk):len(r.chunk):cap(r.chunk)]
}

func (r *run) keep(line []byte) []byte {
	r.chunk = r.chunk[:len(r.chunk)+len(line)]
	return line
}
