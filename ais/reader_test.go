package ais_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"cordon/ais"
	"cordon/internal/testdata"
)

// kept is a message that outlives its reader.
func kept(m *ais.Message) ais.Message {
	c := *m
	c.Payload = bytes.Clone(m.Payload)
	return c
}

func all(t testing.TB, r interface{ Next(*ais.Message) error }) (ms []ais.Message) {
	t.Helper()
	var m ais.Message
	for {
		switch err := r.Next(&m); {
		case err == nil:
			ms = append(ms, kept(&m))
		case errors.Is(err, io.EOF):
			return ms
		default:
			t.Fatal(err)
		}
	}
}

func types(s ais.Stats) string {
	var b []string
	for t, n := range s.Types {
		if n > 0 {
			b = append(b, fmt.Sprintf("%d:%d", t, n))
		}
	}
	return strings.Join(b, " ")
}

// addUp checks that every line is somewhere.
func addUp(t testing.TB, s ais.Stats) {
	t.Helper()
	r := s.Refused
	for what, pair := range map[string][2]int64{
		"lines":     {s.Lines + s.Split, s.Blank + s.Other + s.Timing + s.Sentences + r[ais.Noise] + r[ais.BadForm] + r[ais.BadSum] + r[ais.TooLong]},
		"sentences": {s.Sentences, s.Empty + s.Single + s.Parts},
		"messages":  {s.Single + s.Assembled, s.Messages + r[ais.BadPayload] + r[ais.TooShort] + r[ais.BadType]},
		"parts":     {s.Parts, s.Used + r[ais.Orphan] + s.Lost + s.Open},
		"expired":   {s.Expired, r[ais.Incomplete]},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %d are not %d: %+v", what, pair[0], pair[1], s)
		}
	}
}

func open(t testing.TB, rel string) []byte {
	t.Helper()
	b, err := os.ReadFile(testdata.Path(t, rel))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const sample = "ais/nmea/nmea-sample_85k.txt"

func TestSample(t *testing.T) {
	var orphans []int64
	refused := map[ais.Reason]int{}
	r := ais.NewReader(bytes.NewReader(open(t, sample)), ais.Options{Refuse: func(r ais.Refusal) {
		refused[r.Reason]++
		if r.Reason == ais.Orphan {
			orphans = append(orphans, r.Line)
		}
	}})
	var m ais.Message
	var n, lat, lon, sog, usable int64
	var missing [5]int // heading, rot, sog, cog, sec
	usableOf := map[uint8]int{}
	noIMO, noDraught := 0, 0
	ships := map[uint32]bool{}
	for ; r.Next(&m) == nil; n++ {
		ships[m.MMSI] = true
		p := &m.Position
		if m.HasPos && p.Known() {
			usableOf[m.Type]++
		}
		switch m.Type {
		case 1, 2, 3:
			if p.Known() {
				usable++
				lat += int64(p.Lat)
				lon += int64(p.Lon)
				if p.SOG != ais.NoSOG {
					sog += int64(p.SOG)
				}
			}
			for i, is := range [...]bool{p.Heading == ais.NoHeading, p.ROT == ais.NoROT, p.SOG == ais.NoSOG, p.COG == ais.NoCOG, p.Second >= ais.NoSecond} {
				if is {
					missing[i]++
				}
			}
		case 5:
			if m.Static.Has&ais.HasIMO == 0 {
				noIMO++
			}
			if m.Static.Has&ais.HasDraught == 0 {
				noDraught++
			}
		}
	}
	s := r.Stats()
	addUp(t, s)
	want := "1:61374 2:1973 3:8785 4:4043 5:2221 6:443 8:1082 9:27 10:7 11:28 16:1 17:314 18:1361 19:109 20:276 21:380 22:23 24:307 25:2"
	if got := types(s); got != want {
		t.Errorf("types\n%s\nwant\n%s", got, want)
	}
	if s.Lines != 85194 || s.Single != 80350 || s.Assembled != 2408 || n != 82758-2 {
		t.Errorf("%d lines, %d messages of one sentence, %d of several, %d in all", s.Lines, s.Single, s.Assembled, n)
	}
	if !slices.Equal(orphans, []int64{18532, 37434}) {
		t.Errorf("orphans at %d", orphans)
	}
	if want := map[ais.Reason]int{ais.Orphan: 2, ais.Incomplete: 2, ais.BadType: 2}; !maps.Equal(refused, want) {
		t.Errorf("refused %v, want %v", refused, want)
	}
	if usable != 71107 || lat != 1_914_680_076_580 || lon != 723_173_171_927 || sog != 2_863_469 {
		t.Errorf("%d usable, sums %d %d %d", usable, lat, lon, sog)
	}
	if usableOf[18] != 1334 || usableOf[19] != 106 || usableOf[9] != 27 {
		t.Errorf("usable %v", usableOf)
	}
	// One heading more than is sent as missing: it is out of range.
	if want := [5]int{31414 + 1, 32392, 1163, 1308, 1403}; missing != want {
		t.Errorf("missing %v, want %v", missing, want)
	}
	if noIMO != 970 || noDraught != 398 {
		t.Errorf("type 5 without IMO number %d, draught %d", noIMO, noDraught)
	}
	if len(ships) != 11075 {
		t.Errorf("%d ships", len(ships))
	}
	for _, c := range []struct {
		only        ais.Types
		short, long int64
		r           ais.Ranges
	}{
		// 61,374 of type 1: 60,782 have 168 bits, 6 have 163.
		{ais.TypesOf(1), 6, 61374 - 60782 - 6, ais.Ranges{Lat: 5, Lon: 1, Heading: 1}},
		{ais.TypesOf(1, 2, 3), 6, 0, ais.Ranges{Lat: 6, Lon: 1, Heading: 1}},
	} {
		r := ais.NewReader(bytes.NewReader(open(t, sample)), ais.Options{Only: c.only})
		all(t, r)
		if s := r.Stats(); s.Short != c.short || c.long != 0 && s.Long != c.long || s.Range != c.r {
			t.Errorf("%b: %+v", c.only, s)
		}
	}
}

func TestCounts(t *testing.T) {
	for _, c := range []struct {
		file, types string
		check       func(s ais.Stats) bool
	}{
		{"ais/nmea/dma_stream_example.txt", "1:2511 2:7 3:369 4:129 5:424 6:37 7:9 8:63 9:1 15:66 16:23 17:5 18:101 20:191 21:37 23:4 24:74",
			func(s ais.Stats) bool { return s.Messages == 4051 && s.Assembled == 449 && s.Timing == 4051 }},
		{"ais/nmea/pyais_nmea_data_sample.txt", "1:667 3:76 4:6 15:7 18:19 20:1 24:2",
			func(s ais.Stats) bool { return s.Messages == 778 && s.Empty == 100 && s.Lost == 20 }},
		{"ais/nmea/libais_test.aivdm", "",
			func(s ais.Stats) bool {
				return s.Messages == 261-1 && s.Sentences == 263 && s.Refused[ais.TooShort] == 1
			}},
		{"vessels/nmea/libais_tagblock.nmea", "1:3 5:1",
			func(s ais.Stats) bool { return s.Refused[ais.BadTag] == 0 && s.Assembled == 1 }},
	} {
		t.Run(c.file, func(t *testing.T) {
			r := ais.NewReader(bytes.NewReader(open(t, c.file)), ais.Options{Name: c.file, Refuse: func(r ais.Refusal) { t.Log(r) }})
			ms := all(t, r)
			s := r.Stats()
			addUp(t, s)
			own := 0
			for i := range ms {
				if ms[i].Own {
					own++
				}
			}
			t.Logf("%+v own %d\n%v", s, own, r.Sources()[:min(12, len(r.Sources()))])
			if got := types(s); c.types != "" && got != c.types {
				t.Errorf("types\n%s\nwant\n%s", got, c.types)
			}
			if !c.check(s) {
				t.Errorf("%+v", s)
			}
		})
	}
}

// TestCuts reads the same stream in pieces of any size, on one core and several.
func TestCuts(t *testing.T) {
	data := open(t, "ais/nmea/dma_stream_example.txt")
	data = append(data, open(t, "ais/nmea/libais_test.aivdm")...)
	data = append(data, open(t, "vessels/nmea/libais_tagblock.nmea")...)
	data = append(data, "noise\n!AIVDM,1,1,,A,15RTg"+strings.Repeat("x", 200_000)+"\n!AIVDM,1,1,,A,15R!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A"...)
	read := func(r io.Reader, o ais.Options) ([]ais.Message, ais.Stats, []string, []ais.Refusal) {
		var refused []ais.Refusal
		o.Refuse = func(r ais.Refusal) { refused = append(refused, r) }
		x := ais.NewReader(r, o)
		defer x.Close()
		ms := all(t, x)
		addUp(t, x.Stats())
		return ms, x.Stats(), x.Sources(), refused
	}
	want, stats, sources, refused := read(bytes.NewReader(data), ais.Options{})
	for name, f := range map[string]func() (io.Reader, ais.Options){
		"bytes":     func() (io.Reader, ais.Options) { return iotest.OneByteReader(bytes.NewReader(data)), ais.Options{} },
		"halves":    func() (io.Reader, ais.Options) { return iotest.HalfReader(bytes.NewReader(data)), ais.Options{} },
		"data+EOF":  func() (io.Reader, ais.Options) { return iotest.DataErrReader(bytes.NewReader(data)), ais.Options{} },
		"4 workers": func() (io.Reader, ais.Options) { return bytes.NewReader(data), ais.Options{Workers: 4} },
		"2 workers, halves": func() (io.Reader, ais.Options) {
			return iotest.HalfReader(bytes.NewReader(data)), ais.Options{Workers: 2}
		},
	} {
		r, o := f()
		got, s, src, ref := read(r, o)
		if !slices.EqualFunc(got, want, same) {
			t.Errorf("%s: other messages: %d, not %d", name, len(got), len(want))
		}
		if fmt.Sprint(s) != fmt.Sprint(stats) {
			t.Errorf("%s: counts\n%+v\nnot\n%+v", name, s, stats)
		}
		if !slices.Equal(src, sources) || !slices.Equal(ref, refused) {
			t.Errorf("%s: other sources or refusals", name)
		}
	}
}

func same(a, b ais.Message) bool {
	return a.Type == b.Type && a.MMSI == b.MMSI && a.Time == b.Time && a.Line == b.Line && a.Source == b.Source && a.Own == b.Own &&
		a.HasPos == b.HasPos && a.HasStat == b.HasStat && a.Position == b.Position && a.Static == b.Static && a.UTC == b.UTC && bytes.Equal(a.Payload, b.Payload)
}
