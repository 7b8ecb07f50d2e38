package world

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"cordon/ais"
	"cordon/geo"
)

// Names of the files of the traffic.
const (
	MessagesFile = "ais.nmea"
	TableFile    = "ais.csv"
)

// What receivers lose and get wrong.
const (
	lost       = .10   // of what a station hears
	seenTwice  = .3    // of what a second station hears, the feed keeps
	passHears  = .6    // of ships far from stations, in a pass
	passCrowd  = .15   // of ships where stations hear many
	badStation = .0006 // of sentences, damaged
	badPass    = .006
	gpsMetres  = 7 // each way
	longRange  = .3
	staticFor  = 6 * hour
	enough     = hour     // silence in a case that still lets it be seen
	quietFor   = 6 * hour // silence of an innocent that is told
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

// hear lets every receiver try to hear a message.
func (r *run) hear(x *sender, m *ais.Message, t float64, truly geo.Point) error {
	n, covered := 0, false
	for _, i := range r.cells[[2]int{int(math.Floor(truly.Lat)), int(math.Floor(truly.Lon))}] {
		c := &r.th.receiver[i]
		d := geo.Distance(truly, geo.Point{Lat: c.Lat, Lon: c.Lon})
		if d > c.Km {
			continue
		}
		covered = true
		p := 1 - lost
		if far := d / c.Km; far > .8 { // at the edge it fades
			p *= (1 - far) / .2
		}
		if x.rng.Float64() >= p || n > 0 && x.rng.Float64() >= seenTwice || has(r.out[i], t) {
			continue
		}
		in := t + float64(x.rng.Float64()*3)
		for _, l := range r.late[i] {
			if l.has(t) {
				in = l.to + float64(x.rng.Float64()*300)
				r.counts["late"]++
			}
		}
		if err := r.receive(x, m, t, in, i, n, truly); err != nil {
			return err
		}
		n++
	}
	for _, p := range r.now {
		if !p.has(t) {
			continue
		}
		hears := passHears
		if covered {
			hears = passCrowd
		}
		if x.rng.Float64() >= hears {
			continue
		}
		sent := *m
		if (m.Type == 1 || m.Type == 3) && !covered && x.rng.Float64() < longRange {
			sent.Type = 27
			r.counts["long-range"]++
		}
		if err := r.receive(x, &sent, t, p.in+float64(x.rng.Float64()*60), p.receiver, n, truly); err != nil {
			return err
		}
		n++
	}
	return nil
}

func has(list []span, t float64) bool {
	return slices.ContainsFunc(list, func(s span) bool { return s.has(t) })
}

// receive writes a message as a receiver heard it: the nth that did.
func (r *run) receive(x *sender, m *ais.Message, t, in float64, receiver, n int, truly geo.Point) error {
	c := &r.th.receiver[receiver]
	sent := *m
	sent.Time += int64(c.Offset) * 1000
	payload, fill, err := ais.AppendPayload(r.payload[:0], &sent)
	if err != nil {
		return fmt.Errorf("ship %s: %w", x.hull.face(t).name, err)
	}
	r.payload = payload
	bad := badStation
	if c.Satellite {
		bad = badPass
		r.counts["satellite"]++
	}
	damaged := ""
	if x.rng.Float64() < bad {
		if damaged = "flipped-bits"; x.rng.IntN(2) == 0 {
			damaged = "wrong-sums"
		}
		r.counts[damaged]++
	}
	if damaged == "flipped-bits" { // before the sum was made
		noise(x.rng, payload[1:])
	}
	r.group++
	e := ais.Envelope{Channel: 'A' + byte(r.group%2), Seq: uint8(r.group % 10), Source: c.Name}
	if m.Type == 5 {
		e.Group = r.group%9999 + 1
	}
	line := r.keep(ais.AppendParts(r.room(), payload, fill, sent.Time, false, e))
	if damaged == "wrong-sums" {
		noise(x.rng, line[len(line)-9-min(8, len(payload)-4):len(line)-9])
	}
	r.pending = append(r.pending, arrival{in, line})
	c.Heard++
	r.counts["sentences"]++
	if len(payload) > 60 {
		r.counts["sentences"]++
	}
	if n > 0 {
		r.counts["duplicates"]++
	}
	if !m.HasPos {
		r.counts["static"]++
		if damaged == "" && m.Static.Has&ais.HasName != 0 {
			x.hull.hearsName(m.MMSI, &m.Static)
		}
		return nil
	}
	r.counts["positions"]++
	if damaged != "" {
		return nil
	}
	x.hears(c.Name, t)
	if x.heard > 0 && t-x.heard >= quietFor {
		r.gap(x.hull, span{x.heard, t}, x.heardAt)
	}
	x.heard, x.heardAt = t, truly
	return nil
}

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

// noise changes a character of a payload to another.
func noise(rng *rand.Rand, b []byte) {
	const set = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw"
	i := rng.IntN(len(b))
	for old := b[i]; b[i] == old; {
		b[i] = set[rng.IntN(len(set))]
	}
}

// gap notes a silence that the ship has nothing to do with.
func (r *run) gap(h *hull, x span, at geo.Point) {
	for _, d := range h.dark {
		if d.from < x.to && d.to > x.from {
			return
		}
	}
	kind := "sparse-passes"
	for i := range r.out {
		c := &r.th.receiver[i]
		for _, o := range r.out[i] {
			if min(o.to, x.to)-max(o.from, x.from) > (x.to-x.from)/2 && geo.Distance(at, geo.Point{Lat: c.Lat, Lon: c.Lon}) < c.Km {
				kind = "receiver-outage"
			}
		}
	}
	if r.quiet[kind]++; r.quiet[kind] <= 40*max(1, r.x.cases) {
		r.gaps = append(r.gaps, gap{h, x, at, kind})
	}
}

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
