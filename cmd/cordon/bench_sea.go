package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cordon/ais"
	"cordon/geo"
	"cordon/law"
	"cordon/logbook"
	"cordon/sea"
	"cordon/store"
	"cordon/world"
)

// benchSea measures the part that watches the sea: speed first, then rightness on
// real traffic and on worlds whose seeds nothing was tuned on.
func benchSea(ctx context.Context, b *bench) error {
	parts := []struct {
		name  string
		needs bool // real data
		run   func(context.Context, *bench) error
	}{
		{"decode", true, seaDecode}, {"meetings", false, seaMeetings}, {"archive", false, seaArchive},
		{"tracks", true, seaPairs}, {"suez", true, seaSuez}, {"identities", false, seaCases}, {"ordinary ships", true, seaOrdinary},
		{"planted into real tracks", true, seaPlanted}, {"worlds", false, seaWorlds},
	}
	for _, p := range parts {
		if p.needs && b.data == "" {
			fmt.Fprintf(b.app.Err, "cordon: sea: %s is left out: %s does not name a folder of real data\n", p.name, dataEnv)
			continue
		}
		if err := p.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// rate runs something for a second or so and says how many things it does in one, by
// its quickest run.
func (b *bench) rate(ctx context.Context, name, unit string, once func() (int, error)) error {
	best, n := 0.0, 0
	runs := 0
	for start := time.Now(); runs == 0 || !b.quick && (runs < 5 || time.Since(start) < time.Second); runs++ {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		t := time.Now()
		var err error
		if n, err = once(); err != nil {
			return err
		}
		best = max(best, float64(n)/time.Since(t).Seconds())
	}
	return b.say(name, n, unit, math.Round(best))
}

const (
	seaSample = "ais/nmea/nmea-sample_85k.txt"
	seaSuezIn = "ais/csv/movingpandas_boat-positions.csv"
)

func readAll(src ais.Source) (n int, err error) {
	defer func() { err = errors.Join(err, src.Close()) }()
	var m ais.Message
	for {
		if err := src.Next(&m); errors.Is(err, io.EOF) {
			return n, nil
		} else if err != nil {
			return n, err
		}
		n++
	}
}

// seaDecode reads lines of all types, positions alone, and rows of a table, on one core.
func seaDecode(ctx context.Context, b *bench) error {
	all, err := os.ReadFile(filepath.Join(b.data, seaSample))
	if err != nil {
		return err
	}
	lines := bytes.Count(all, []byte("\n"))
	var only []byte // of types 1, 2, 3 and 18
	for line := range bytes.Lines(all) {
		if len(line) > 14 && line[7] == '1' && (line[14] >= '1' && line[14] <= '3' || line[14] == 'B') {
			only = append(only, line...)
		}
	}
	err = b.rate(ctx, "sea/decode/all-types", "lines/s", func() (int, error) {
		_, err := readAll(ais.NewReader(bytes.NewReader(all), ais.Options{}))
		return lines, err
	})
	if err != nil {
		return err
	}
	err = b.rate(ctx, "sea/decode/positions", "positions/s", func() (int, error) {
		return readAll(ais.NewReader(bytes.NewReader(only), ais.Options{Only: ais.Positions}))
	})
	if err != nil {
		return err
	}
	var t bytes.Buffer
	t.WriteString("MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n")
	for i := range b.amount(200_000) {
		fmt.Fprintf(&t, "%d,2023-01-01T%02d:%02d:%02d,%.5f,%.5f,%.1f,181.5,180.0,SHIP %d,IMO9134270,WDB1234,31,0,24,8,3.2,32,A\n",
			367000000+i%1000, i/3600%24, i/60%60, i%60, 29+float64(i%1000)/1000, -90+float64(i%777)/777, float64(i%200)/10, i%1000)
	}
	return b.rate(ctx, "sea/decode/table", "rows/s", func() (int, error) {
		x, err := ais.NewTable(bytes.NewReader(t.Bytes()), ais.TableOptions{})
		if err != nil {
			return 0, err
		}
		return readAll(x)
	})
}

// seaMeetings measures the search for meetings on one core as ships become more.
func seaMeetings(ctx context.Context, b *bench) error {
	var cost []float64
	found, planted := 0, 0
	for _, size := range []struct{ ships, planted int }{{2000, 200}, {20_000, 500}, {40_000, 500}} {
		ships, pairs := b.amount(size.ships*10)/10, size.planted
		if b.quick {
			ships, pairs = size.ships/10, size.planted/10
		}
		t := fleetTraffic(world.MeetingFleet(ships, pairs, 21))
		n := 0
		for _, v := range t.Vessels {
			n += len(v.Fixes)
		}
		var all []sea.Contact
		best := math.Inf(1)
		for range b.runs(5) {
			start := time.Now()
			var err error
			if all, err = sea.Contacts(ctx, t, sea.DefaultContactConfig(), 1); err != nil {
				return err
			}
			best = min(best, time.Since(start).Seconds())
		}
		if err := b.say(fmt.Sprintf("sea/meetings/%dk-ships", size.ships/1000), n, "positions/s", math.Round(float64(n)/best)); err != nil {
			return err
		}
		cost = append(cost, best/float64(n))
		found, planted = found+pairsFound(t, all, pairs), planted+pairs
	}
	if err := b.say("sea/meetings/cost-40k-to-2k", 2, "times", round3(cost[2]/cost[0])); err != nil {
		return err
	}
	return b.say("sea/meetings/planted-found", planted, "share", round3(float64(found)/float64(planted)))
}

// fleetTraffic is a fleet as tracks.
func fleetTraffic(fleet [][]world.FleetFix) *sea.Traffic {
	t := &sea.Traffic{First: math.MaxUint32}
	for i, fixes := range fleet {
		v := &sea.Vessel{ID: fmt.Sprintf("mmsi-%09d-1", world.FleetMMSI(i)), MMSI: world.FleetMMSI(i)}
		for _, f := range fixes {
			v.Fixes = append(v.Fixes, bareFix(f.T, f.Lat, f.Lon))
		}
		if n := len(v.Fixes); n > 0 {
			t.First, t.Last = min(t.First, v.Fixes[0].T), max(t.Last, v.Fixes[n-1].T)
		}
		t.Vessels = append(t.Vessels, v)
	}
	return t
}

// bareFix is a fix of nothing but a time and a place.
func bareFix(t uint32, lat, lon float64) sea.Fix {
	return sea.MakeFix(sea.FixData{T: t, Lat: int32(math.Round(lat * ais.Unit)), Lon: int32(math.Round(lon * ais.Unit)),
		SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, Flags: sea.Flags(ais.NoStatus)})
}

// pairsFound counts the planted pairs that were two hours in contact.
func pairsFound(t *sea.Traffic, all []sea.Contact, planted int) (n int) {
	sum := make(map[[2]string]float64)
	for _, c := range all {
		sum[[2]string{t.Vessels[c.A].ID, t.Vessels[c.B].ID}] += c.End - c.Start
	}
	for i := range planted {
		if sum[[2]string{fmt.Sprintf("mmsi-%09d-1", world.FleetMMSI(2*i)), fmt.Sprintf("mmsi-%09d-1", world.FleetMMSI(2*i+1))}] >= 7200 {
			n++
		}
	}
	return n
}

// seaArchive loads three days of an ordinary fleet, as NMEA, and measures the
// whole way to stored events, the size of what is kept, and taking in live.
func seaArchive(ctx context.Context, b *bench) error {
	ships := 1000
	if b.quick {
		ships = 20
	}
	timed, positions, err := fleetSentences(ships, 3, 31)
	if err != nil {
		return err
	}
	sub := &app{streams: streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, data: filepath.Join(b.dir, "archive"), programme: b.app.programme, format: "json"}
	defer sub.close()
	st, err := sub.openStore(ctx)
	if err != nil {
		return err
	}
	l, err := sub.openLogbook()
	if err != nil {
		return err
	}
	start := time.Now()
	in := l.Begin()
	if _, err := in.Load(ctx, bytes.NewReader(timed), logbook.LoadOptions{Name: "sample"}); err != nil {
		return err
	}
	added, err := in.Commit(ctx)
	if err != nil {
		return err
	}
	loaded := time.Since(start)
	a, err := l.Analyse(ctx, st, logbook.AnalyseOptions{Config: seaConfig(), Known: sub.seaKnown(st)})
	if err != nil {
		return err
	}
	whole := time.Since(start)
	for _, x := range a.Steps {
		fmt.Fprintf(b.app.Err, "cordon: sea: whole way: %s: %v\n", x.Name, x.Took.Round(time.Millisecond))
	}
	size := int64(0)
	err = filepath.WalkDir(filepath.Join(sub.data, "sea", "positions"), func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		return err
	}
	kept := int(added.Positions)
	for _, f := range []struct {
		name, unit string
		n          int
		value      float64
	}{
		{"sea/archive/load", "positions/s", positions, math.Round(float64(positions) / loaded.Seconds())},
		{"sea/archive/whole-way", "positions/s", positions, math.Round(float64(positions) / whole.Seconds())},
		{"sea/archive/size", "bytes/position", kept, round3(float64(size) / float64(max(1, kept)))},
	} {
		if err := b.say(f.name, f.n, f.unit, f.value); err != nil {
			return err
		}
	}
	return seaLive(ctx, b, st, timed, positions)
}

// seaLive takes the same in live: what is counted is on the disk.
func seaLive(ctx context.Context, b *bench, _ *store.Store, timed []byte, positions int) (err error) {
	l, err := logbook.Open(filepath.Join(b.dir, "live"), logbook.Options{Log: b.app.logger()})
	if err != nil {
		return err
	}
	v, err := l.Live(ctx, logbook.LiveOptions{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	start := time.Now()
	took, err := v.Load(ctx, bytes.NewReader(timed), "sample", "")
	if err != nil {
		return err
	}
	return b.say("sea/archive/live", took.Positions, "positions/s", math.Round(float64(took.Positions)/time.Since(start).Seconds()))
}

// fleetSentences are ships on their ways for some days, as one station hears them:
// a position every two minutes, one in ten lost, noise of 10 m, what the ship is
// every hour. They sail, turn now and then, and lie for hours.
func fleetSentences(ships int, days float64, seed uint64) (out []byte, positions int, err error) {
	const first = 1_700_000_000
	r := rand.New(rand.NewPCG(seed, 7))
	type ship struct {
		at          geo.Point
		course, kn  float64
		left, phase int
		static      ais.Static
	}
	fleet := make([]ship, ships)
	for i := range fleet {
		fleet[i] = ship{at: geo.Point{Lat: 26 + 8*r.Float64(), Lon: 123 + 4*r.Float64()}, phase: r.IntN(120),
			static: ais.Static{Has: ais.HasName | ais.HasCallSign | ais.HasShipType | ais.HasSize | ais.HasDraught, Name: fmt.Sprintf("SYN FLEET %d", i), CallSign: fmt.Sprintf("S%05d", i), ShipType: 70 + uint8(r.IntN(20)), A: 100, B: 30, C: 10, D: 12, Draught: 60 + uint8(r.IntN(40))}}
	}
	e := ais.Envelope{Source: "SYN-BENCH"}
	for at := 0; at < int(days*86400); at += 120 {
		for i := range fleet {
			s := &fleet[i]
			if s.left--; s.left < 0 {
				s.left, s.course, s.kn = 60+r.IntN(400), 360*r.Float64(), 0
				if r.IntN(3) > 0 {
					s.kn = 6 + 10*r.Float64()
				}
			}
			s.course = math.Mod(s.course+r.NormFloat64()+360, 360)
			s.at = geo.Move(s.at, s.course, s.kn*geo.NM/30)
			when := int64(first+at+s.phase) * 1000
			m := ais.Message{Type: 1, MMSI: world.FleetMMSI(i), Time: when, HasPos: true, Position: ais.Position{
				Lat: int32((s.at.Lat + r.NormFloat64()*9e-5) * ais.Unit), Lon: int32((s.at.Lon + r.NormFloat64()*1e-4) * ais.Unit),
				SOG: uint16(max(0, s.kn*10+r.NormFloat64())), COG: uint16(math.Mod(s.course*10+r.NormFloat64()*10+3600, 3600)), Heading: uint16(s.course) % 360,
				ROT: ais.NoROT, Second: uint8((at + s.phase) % 60)}}
			if r.IntN(10) > 0 {
				if out, err = ais.AppendSentence(out, &m, e); err != nil {
					return nil, 0, err
				}
				positions++
			}
			if at%3600 == 0 {
				m := ais.Message{Type: 5, MMSI: world.FleetMMSI(i), Time: when, HasStat: true, Static: s.static}
				if out, err = ais.AppendSentence(out, &m, e); err != nil {
					return nil, 0, err
				}
			}
		}
	}
	return out, positions, nil
}

// timedSample repeats the lines of a sample that says no times, each time a day
// later, with the time of each in a tag block: hundred lines a second.
func timedSample(text []byte, times int) (out []byte, positions int) {
	const first, day = 1_600_000_000, 86400
	for k := range times {
		i := 0
		for line := range bytes.Lines(text) {
			line = bytes.TrimSpace(line)
			if len(line) == 0 {
				continue
			}
			tag := fmt.Sprintf("c:%d", first+k*day+i/100)
			sum := byte(0)
			for j := range len(tag) {
				sum ^= tag[j]
			}
			out = fmt.Appendf(out, "\\%s*%02X\\%s\r\n", tag, sum, line)
			if len(line) > 14 && line[7] == '1' && (line[14] >= '1' && line[14] <= '3' || line[14] == 'B') {
				positions++
			}
			i++
		}
	}
	return out, positions
}

// places reads the rows of the Suez file.
func (b *bench) suez() ([]world.RealFix, error) {
	rows, err := b.csv(seaSuezIn)
	if err != nil {
		return nil, err
	}
	var out []world.RealFix
	for _, r := range rows[1:] {
		var f world.RealFix
		at, err := time.Parse("02/01/2006 15:04", r[1])
		if err == nil {
			_, err = fmt.Sscan(r[0]+" "+r[2]+" "+r[3], &f.MMSI, &f.Lon, &f.Lat)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", seaSuezIn, err)
		}
		f.Time = at
		out = append(out, f)
	}
	return out, nil
}

// suezTraffic makes tracks of it.
func suezTraffic(ctx context.Context, fixes []world.RealFix, more []ais.Message) (*sea.Traffic, error) {
	c := sea.NewCollector(seaConfig().Tracks)
	for _, f := range fixes {
		c.AddFix(f.MMSI, bareFix(uint32(f.Time.Unix()), f.Lat, f.Lon), 0)
	}
	for i := range more {
		c.Add(&more[i])
	}
	return c.Traffic(ctx, 2)
}

// plainKnown is what is known without a store: the programme's zones, ports and land.
func (b *bench) plainKnown() (*sea.Known, error) {
	p, err := law.Open(b.app.programme)
	if err != nil {
		return nil, err
	}
	return &sea.Known{Zones: p.Areas(), Ports: geo.WorldPorts(), Land: geo.WorldLand(), Flag: p.About().Target}, nil
}
