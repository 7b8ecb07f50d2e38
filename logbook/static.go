package logbook

import (
	"cmp"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"cordon/ais"

	"github.com/parquet-go/parquet-go"
)

// said is what a report says of a ship.
type said struct {
	mmsi   uint32
	source uint16
	typ    uint8
	own    bool
	ais.Static
}

// compare orders reports by vessel, source and content.
func (a *said) compare(b *said) int {
	if c := cmp.Or(cmp.Compare(a.mmsi, b.mmsi), cmp.Compare(a.source, b.source), cmp.Compare(a.typ, b.typ), cmp.Compare(a.Has, b.Has),
		cmp.Compare(a.IMO, b.IMO), cmp.Compare(a.Name, b.Name), cmp.Compare(a.CallSign, b.CallSign), cmp.Compare(a.ShipType, b.ShipType),
		cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.C, b.C), cmp.Compare(a.D, b.D), cmp.Compare(a.Draught, b.Draught),
		cmp.Compare(a.Destination, b.Destination), slices.Compare(a.ETA[:], b.ETA[:]), cmp.Compare(a.Mothership, b.Mothership), cmp.Compare(a.Aid, b.Aid)); c != 0 {
		return c
	}
	switch {
	case a.own == b.own:
		return 0
	case b.own:
		return -1
	}
	return 1
}

func saidOf(m *ais.Message, source uint16) said {
	return said{mmsi: m.MMSI, source: source, typ: m.Type, own: m.Own, Static: m.Static}
}

// message makes the message again that says it.
func (s *said) message(m *ais.Message, at int64) {
	*m = ais.Message{Type: s.typ, MMSI: s.mmsi, Time: at, Source: s.source, Own: s.own, HasStat: true, Static: s.Static}
}

// staticKey is a report within an hour.
type staticKey struct {
	hour int64
	said
}

// heard is when a report was heard first and last in its hour, in milliseconds.
type heard struct{ first, last int64 }

const hourMS = 3_600_000

// statics are reports, thinned.
type statics map[staticKey]heard

// add takes in a report that was heard at a time. The strings of the message may
// be those of a buffer.
func (t statics) add(s *said, at int64) {
	k := staticKey{at / hourMS, *s}
	h, ok := t[k]
	switch {
	case !ok:
		k.Name, k.CallSign, k.Destination = strings.Clone(k.Name), strings.Clone(k.CallSign), strings.Clone(k.Destination)
		t[k] = heard{at, at}
	case at < h.first:
		t[k] = heard{at, h.last}
	case at > h.last:
		t[k] = heard{h.first, at}
	}
}

// report is a report and when it was heard.
type report struct {
	at int64
	said
}

// list is what is kept, in order.
func (t statics) list() []report { return t.renumbered(nil) }

// renumbered is the same where sources have other numbers: those that of has at
// the places of theirs, if it is not nil.
func (t statics) renumbered(of []uint16) []report {
	out := make([]report, 0, len(t)+len(t)/2)
	for k, h := range t {
		if of != nil {
			k.source = of[k.source]
		}
		out = append(out, report{h.first, k.said})
		if h.last > h.first {
			out = append(out, report{h.last, k.said})
		}
	}
	return inOrder(out)
}

// merged are the reports together with others, which have the numbers of sources
// that of gives.
func (t statics) merged(old []report, of []uint16) []report {
	if len(old) == 0 {
		return t.renumbered(of)
	}
	all := make(statics, len(t)+len(old))
	for i := range old {
		all.add(&old[i].said, old[i].at)
	}
	for k, h := range t {
		k.source = of[k.source]
		all.add(&k.said, h.first)
		all.add(&k.said, h.last)
	}
	return all.list()
}

// append writes a report as its digest is made of it.
func (r *report) append(b []byte) []byte {
	number := func(name string, v int64) { b = strconv.AppendInt(append(b, name...), v, 10) }
	text := func(name, v string) { b = append(append(b, name...), v...) }
	number("{at:", r.at)
	number(" said:{mmsi:", int64(r.mmsi))
	number(" source:", int64(r.source))
	number(" typ:", int64(r.typ))
	b = strconv.AppendBool(append(b, " own:"...), r.own)
	number(" Static:{Has:", int64(r.Has))
	number(" IMO:", int64(r.IMO))
	text(" CallSign:", r.CallSign)
	text(" Name:", r.Name)
	number(" ShipType:", int64(r.ShipType))
	number(" A:", int64(r.A))
	number(" B:", int64(r.B))
	number(" C:", int64(r.C))
	number(" D:", int64(r.D))
	number(" Draught:", int64(r.Draught))
	text(" Destination:", r.Destination)
	number(" ETA:[", int64(r.ETA[0]))
	number(" ", int64(r.ETA[1]))
	number(" ", int64(r.ETA[2]))
	number(" ", int64(r.ETA[3]))
	number("] Mothership:", int64(r.Mothership))
	number(" Aid:", int64(r.Aid))
	return append(b, "}}}"...)
}

// inOrder are reports in order. They are long: what is moved is where they stand.
func inOrder(list []report) []report {
	type place struct {
		at   int64
		mmsi uint32
		i    int32
	}
	places := make([]place, len(list))
	for i := range list {
		places[i] = place{list[i].at, list[i].mmsi, int32(i)}
	}
	slices.SortFunc(places, func(a, b place) int {
		switch {
		case a.mmsi != b.mmsi:
			return cmp.Compare(a.mmsi, b.mmsi)
		case a.at != b.at:
			return cmp.Compare(a.at, b.at)
		}
		return list[a.i].said.compare(&list[b.i].said)
	})
	out := make([]report, len(list))
	for k, p := range places {
		out[k] = list[p.i]
	}
	return out
}

// staticRow are the columns of a file of reports.
type staticRow struct {
	MMSI        int32  `parquet:"mmsi,delta"`
	Time        int64  `parquet:"time,timestamp(millisecond),delta"`
	Type        int32  `parquet:"type,dict"`
	Has         int32  `parquet:"has,dict"`
	IMO         int64  `parquet:"imo,dict"`
	Name        string `parquet:"name,dict"`
	CallSign    string `parquet:"callsign,dict"`
	ShipType    int32  `parquet:"ship_type,dict"`
	Bow         int32  `parquet:"bow,dict"`
	Stern       int32  `parquet:"stern,dict"`
	Port        int32  `parquet:"port,dict"`
	Starboard   int32  `parquet:"starboard,dict"`
	Draught     int32  `parquet:"draught,dict"`
	Destination string `parquet:"destination,dict"`
	ETA         int32  `parquet:"eta,dict"`
	Mothership  int64  `parquet:"mothership,dict"`
	Aid         int32  `parquet:"aid,dict"`
	Flags       int32  `parquet:"flags,dict"`
	Source      string `parquet:"source,dict"`
}

const staticColumnsText = "mmsi; time received, UTC; type of message, 0 unknown; has: which of the others were said (1 imo, 2 callsign, 4 name, 8 ship_type, " +
	"16 bow to starboard: metres from the antenna, 32 draught: 1/10 m, 64 destination, 128 eta: MMDDhhmm, 256 mothership); aid: kind of aid to navigation; flags: 2 own ship; source: station or feed. " +
	"Of what was said alike within an hour, the first and the last report are here."

var staticSchema = parquet.SchemaOf(staticRow{})

func writeStatics(to io.Writer, list []report, sources []string, digest string) error {
	return writeFile(to, staticColumnsText, digest, pageSize(len(list), 8), len(list), func(s *staticRow, i int) {
		r := &list[i]
		eta := int32(r.ETA[0])*1_000_000 + int32(r.ETA[1])*10_000 + int32(r.ETA[2])*100 + int32(r.ETA[3])
		flags := int32(0)
		if r.own {
			flags = flagOwn
		}
		*s = staticRow{MMSI: int32(r.mmsi), Time: r.at, Type: int32(r.typ), Has: int32(r.Has), IMO: int64(r.IMO), Name: r.Name, CallSign: r.CallSign,
			ShipType: int32(r.ShipType), Bow: int32(r.A), Stern: int32(r.B), Port: int32(r.C), Starboard: int32(r.D), Draught: int32(r.Draught),
			Destination: r.Destination, ETA: eta, Mothership: int64(r.Mothership), Aid: int32(r.Aid), Flags: flags, Source: sources[r.source]}
	})
}

// readStatics hands over the reports of a file, in order.
func readStatics(path string, number func(string) uint16, yield func(report)) error {
	return guarded(path, func() error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		pf, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
		if err != nil {
			return err
		}
		if !parquet.EqualNodes(pf.Schema(), staticSchema) {
			return errColumns
		}
		pr := parquet.NewGenericReader[staticRow](pf)
		defer pr.Close()
		block := make([]staticRow, 512)
		for {
			n, err := pr.Read(block)
			for i := range block[:n] {
				r := &block[i]
				if r.MMSI < 0 || r.Time < 0 || r.Time/1000 > maxSecond || r.ETA < 0 {
					return errColumns
				}
				yield(report{r.Time, said{mmsi: uint32(r.MMSI), source: number(r.Source), typ: uint8(r.Type), own: r.Flags&flagOwn != 0, Static: ais.Static{
					Has: ais.Fields(r.Has), IMO: uint32(r.IMO), Name: r.Name, CallSign: r.CallSign, ShipType: uint8(r.ShipType),
					A: uint16(r.Bow), B: uint16(r.Stern), C: uint16(r.Port), D: uint16(r.Starboard), Draught: uint8(r.Draught), Destination: r.Destination,
					ETA:        [4]uint8{uint8(r.ETA / 1_000_000), uint8(r.ETA / 10_000 % 100), uint8(r.ETA / 100 % 100), uint8(r.ETA % 100)},
					Mothership: uint32(r.Mothership), Aid: uint8(r.Aid)}}})
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
}
