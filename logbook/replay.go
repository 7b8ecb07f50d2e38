package logbook

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/ais"
)

// Query selects what is replayed. What is zero does not select.
type Query struct {
	From, To   time.Time // To is not included
	Box        Box       // of positions
	MMSI       []uint32
	NoStatic   bool // positions only
	NoPosition bool // reports only
}

// Replay hands over what was heard, day by day: first what ships said of
// themselves, then where they were, cell by cell from the south-west, ship by
// ship, by time. The message and its numbers of sources hold for the call; source
// is the name of the station or feed.
func (l *Logbook) Replay(ctx context.Context, q Query, yield func(m *ais.Message, source string) error) error {
	if err := l.replay(ctx, q, yield); err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	return nil
}

func (l *Logbook) replay(ctx context.Context, q Query, yield func(m *ais.Message, source string) error) error {
	sel, err := l.selected(q)
	if err != nil {
		return err
	}
	days := sel.days
	t := table{numbers: make(map[string]uint16)}
	var m ais.Message
	statics := func(upTo int32) error {
		for len(days) > 0 && days[0] <= upTo {
			var list []report
			if err := readStatics(l.staticPath(days[0]), t.number, func(r report) { list = append(list, r) }); err != nil {
				return err
			}
			days = days[1:]
			for i := range list {
				if r := &list[i]; sel.report(r) {
					r.message(&m, r.at)
					if err := yield(&m, t.names[m.Source]); err != nil {
						return err
					}
				}
			}
		}
		return ctx.Err()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for p := range l.ahead(ctx, sel.parts) {
		got := <-p.done
		if got.err != nil {
			return got.err
		}
		if err := statics(p.day); err != nil {
			return err
		}
		number := make([]uint16, len(got.names))
		for i, name := range got.names {
			number[i] = t.number(name)
		}
		for i := range got.rows {
			r := &got.rows[i]
			if !sel.row(r) {
				continue
			}
			r.source = number[r.source]
			r.message(&m)
			if err := yield(&m, t.names[m.Source]); err != nil {
				return err
			}
		}
	}
	return statics(lastDay)
}

// selection is where what a query selects stands, and what of it.
type selection struct {
	parts    []partition
	days     []int32 // of reports
	box      Box
	from, to int64    // milliseconds
	wanted   []uint32 // sorted; none: all
}

func (l *Logbook) selected(q Query) (s selection, err error) {
	s = selection{box: q.Box, to: math.MaxInt64, wanted: slices.Sorted(slices.Values(q.MMSI))}
	first, last := int32(0), int32(lastDay)
	if !q.From.IsZero() {
		s.from = max(q.From.UnixMilli(), 0)
		first = int32(min(s.from/86_400_000, lastDay))
	}
	if !q.To.IsZero() {
		if s.to = q.To.UnixMilli(); s.to <= s.from {
			return s, nil
		}
		last = int32(min((s.to+86_400_000-1)/86_400_000, lastDay))
	}
	if !q.NoPosition {
		if s.parts, err = l.partitions(first, last, q.Box); err != nil {
			return s, err
		}
	}
	if !q.NoStatic {
		s.days, err = l.staticDays(first, last)
	}
	return s, err
}

func (s *selection) ship(mmsi uint32) bool {
	if len(s.wanted) == 0 {
		return true
	}
	_, ok := slices.BinarySearch(s.wanted, mmsi)
	return ok
}

func (s *selection) row(r *row) bool {
	at := r.at()
	return at >= s.from && at < s.to && s.ship(r.mmsi) && s.box.has(r.lat, r.lon)
}

func (s *selection) report(r *report) bool {
	return r.at >= s.from && r.at < s.to && s.ship(r.mmsi)
}

// reading is a partition that is being read.
type reading struct {
	partition
	done chan readPart
}

type readPart struct {
	rows  []row
	names []string
	err   error
}

// ahead reads partitions in their order, some before they are asked for.
func (l *Logbook) ahead(ctx context.Context, parts []partition) <-chan reading {
	out := make(chan reading, l.o.Workers)
	go func() {
		defer close(out)
		for _, p := range parts {
			r := reading{p, make(chan readPart, 1)}
			select {
			case out <- r:
			case <-ctx.Done():
				return
			}
			go func() {
				t := table{numbers: make(map[string]uint16)}
				rows, err := readPositions(p.path, nil, t.number)
				if errors.Is(err, fs.ErrNotExist) { // nobody takes one away
					err = nil
				}
				r.done <- readPart{rows, t.names, err}
			}()
		}
	}()
	return out
}

// Days are the first day of which the archive has something and the day after the
// last; zero when it has nothing.
func (l *Logbook) Days() (from, to time.Time, err error) {
	parts, err := l.partitions(0, lastDay, Box{})
	if err != nil || len(parts) == 0 {
		return from, to, err
	}
	day := func(n int32) time.Time { return time.Unix(int64(n)*86400, 0).UTC() }
	return day(parts[0].day), day(parts[len(parts)-1].day + 1), nil
}

// ParseBox reads "south,west,north,east" in degrees.
func ParseBox(text string) (Box, error) {
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return Box{}, fmt.Errorf("%q: want four numbers", text)
	}
	var v [4]float64
	for i, p := range parts {
		x, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if most := []float64{90, 180, 90, 180}[i]; err != nil || !(x >= -most && x <= most) {
			return Box{}, fmt.Errorf("%q: no degrees between -%g and %g", p, most, most)
		}
		v[i] = x
	}
	if v[0] > v[2] {
		return Box{}, fmt.Errorf("%q: the south lies north of the north", text)
	}
	return Box{v[0], v[1], v[2], v[3]}, nil
}

// csvHead is the header of a table that [Logbook.WriteCSV] writes.
const csvHead = "mmsi,time,lat,lon,sog,cog,heading,rot,status,msgtype,source\n"

// WriteCSV writes positions as a table that readers of AIS know. What is unknown
// is empty. It returns how many there were.
func (l *Logbook) WriteCSV(ctx context.Context, out io.Writer, q Query) (n int64, err error) {
	q.NoStatic = true
	w := bufio.NewWriterSize(out, 1<<16)
	_, _ = w.WriteString(csvHead) // the error stays in w
	var b []byte
	err = l.Replay(ctx, q, func(m *ais.Message, source string) error {
		n++
		p := &m.Position
		b = append(strconv.AppendUint(b[:0], uint64(m.MMSI), 10), ',')
		b = append(time.UnixMilli(m.Time).UTC().AppendFormat(b, "2006-01-02T15:04:05.999Z"), ',')
		if p.Known() {
			b = append(strconv.AppendFloat(b, degrees(p.Lat), 'f', -1, 64), ',')
			b = append(strconv.AppendFloat(b, degrees(p.Lon), 'f', -1, 64), ',')
		} else {
			b = append(b, ",,"...)
		}
		for _, x := range [...]struct {
			v, none int
			tenths  bool
		}{{int(p.SOG), int(ais.NoSOG), true}, {int(p.COG), int(ais.NoCOG), true}, {int(p.Heading), int(ais.NoHeading), false}, {int(p.ROT), int(ais.NoROT), false}, {int(p.Status), int(ais.NoStatus), false}, {int(m.Type), 0, false}} {
			switch {
			case x.v == x.none:
			case x.tenths:
				b = strconv.AppendFloat(b, float64(x.v)/10, 'f', 1, 64)
			default:
				b = strconv.AppendInt(b, int64(x.v), 10)
			}
			b = append(b, ',')
		}
		b = append(appendCell(b, source), '\n')
		_, err := w.Write(b)
		return err
	})
	if err != nil {
		return n, err
	}
	return n, w.Flush()
}

// appendCell writes a text of a table so that no program takes it for a formula,
// and that it stays one cell.
func appendCell(b []byte, s string) []byte {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		s = "'" + s
	}
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(b, s...)
	}
	return append(append(append(b, '"'), strings.ReplaceAll(strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' {
			return ' '
		}
		return r
	}, s), `"`, `""`)...), '"')
}
