package ais_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"cordon/ais"

	"github.com/google/go-cmp/cmp"
)

// sextets are the payload of one or more sentences as text of 0 and 1.
func sextets(t *testing.T, lines ...string) string {
	t.Helper()
	var b strings.Builder
	for _, l := range lines {
		f := strings.Split(l, ",")
		for _, c := range []byte(f[5]) {
			v := int(c) - 48
			if v > 40 {
				v -= 8
			}
			if v < 0 || v > 63 {
				t.Fatalf("%q is no payload", f[5])
			}
			fmt.Fprintf(&b, "%06b", v)
		}
	}
	fill := lines[len(lines)-1]
	fill = fill[strings.LastIndexByte(fill, '*')-1:][:1]
	out := b.String()
	return out[:len(out)-int(fill[0]-'0')]
}

// Messages decoded by hand from real sentences come out with the same bits,
// where the fields are kept.
func TestAppendSentenceVectors(t *testing.T) {
	known := ais.HasName | ais.HasShipType | ais.HasSize
	for _, tc := range []struct {
		name string
		m    ais.Message
		want []string
		free [][2]int // bits that a message does not keep
	}{
		{"class A", ais.Message{Type: 1, MMSI: 371798000, Position: ais.Position{Lat: 29028980, Lon: -74037230, SOG: 123, COG: 2240, Heading: 215, ROT: -127, Second: 33, Accurate: true}},
			[]string{"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A"}, [][2]int{{143, 168}}},
		{"base station", ais.Message{Type: 4, MMSI: 3669702, UTC: time.Date(2007, 5, 14, 19, 57, 39, 0, time.UTC).UnixMilli(), Position: ais.Position{Lat: 22130260, Lon: -45811417, Accurate: true}},
			[]string{"!AIVDM,1,1,,A,403OviQuMGCqWrRO9>E6fE700@GO,0*4D"}, [][2]int{{134, 168}}},
		{"static", ais.Message{Type: 5, MMSI: 351759000, Static: ais.Static{Has: known | ais.HasIMO | ais.HasCallSign | ais.HasDraught | ais.HasDestination | ais.HasETA,
			IMO: 9134270, CallSign: "3FOF8", Name: "EVER DIADEM", ShipType: 70, A: 225, B: 70, C: 1, D: 31, Draught: 122, Destination: "NEW YORK", ETA: [4]uint8{5, 15, 14, 0}}},
			[]string{"!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C", "!AIVDM,2,2,1,A,88888888880,2*25"}, [][2]int{{38, 40}, {70, 232}, {270, 274}, {302, 424}}},
		{"aircraft", ais.Message{Type: 9, MMSI: 111232511, Position: ais.Position{Lat: 34886400, Lon: -3767306, SOG: 420, COG: 1545, Second: 15}},
			[]string{"!AIVDM,1,1,,B,91b55wi;hbOS@OdQAC062Ch2089h,0*30"}, [][2]int{{38, 50}, {134, 168}}},
		{"class B", ais.Message{Type: 18, MMSI: 338087471, Position: ais.Position{Lat: 24410724, Lon: -44443279, SOG: 1, COG: 796, Heading: ais.NoHeading, Second: 49}},
			[]string{"!AIVDM,1,1,,A,B52K>;h00Fc>jpUlNV@ikwpUoP06,0*4C"}, [][2]int{{38, 46}, {139, 141}, {142, 148}}},
		{"class B, more", ais.Message{Type: 19, MMSI: 367059850, Position: ais.Position{Lat: 17726217, Lon: -53286235, SOG: 87, COG: 3359, Heading: ais.NoHeading, Second: 46},
			Static: ais.Static{Has: known, Name: "CAPT.J.RIMES", ShipType: 70, A: 5, B: 21, C: 4, D: 4}},
			[]string{"!AIVDM,1,1,,B,C5N3SRgPEnJGEBT>NhWAwwo862PaLELTBJ:V00000000S0D:R220,0*0B"}, [][2]int{{38, 46}, {139, 143}, {301, 312}}},
		{"aid", ais.Message{Type: 21, MMSI: 123456789, Position: ais.Position{Lat: 28752371, Lon: -73619155, Second: 50}, Static: ais.Static{Has: known, Aid: 20, Name: "CHINA ROSE MURPHY EXPRESS ALERT", A: 5, B: 5, C: 5, D: 5}},
			[]string{"!AIVDM,2,1,5,B,E1mg=5J1T4W0h97aRh6ba84<h2d;W:Te=eLvH50```q,0*46", "!AIVDM,2,2,5,B,:D44QDlp0C1DU00,2*36"}, [][2]int{{163, 164}, {249, 253}, {259, 272}, {338, 344}}}, // filled up to a byte; the real one is to 346
		{"name", ais.Message{Type: 24, MMSI: 271041815, Static: ais.Static{Has: ais.HasName, Name: "PROGUY"}}, []string{"!AIVDM,1,1,,A,H42O55i18tMET00000000000000,2*6D"}, nil},
		{"what", ais.Message{Type: 24, MMSI: 271041815, Static: ais.Static{Has: ais.HasShipType | ais.HasCallSign | ais.HasSize, ShipType: 60, CallSign: "TC6163", B: 15, D: 5}},
			[]string{"!AIVDM,1,1,,A,H42O55lti4hhhilD3nink000?050,0*40"}, [][2]int{{48, 90}, {162, 168}}},
		{"long range", ais.Message{Type: 27, MMSI: 236091959, Position: ais.Position{Lat: 52239000, Lon: -92521000, Status: 3, SOG: 0, COG: 0}},
			[]string{"!AIVDM,1,1,,A,KCQ9r=hrFUnH7P00,0*41"}, [][2]int{{6, 8}, {39, 40}}},
		{"long range, own", ais.Message{Type: 27, MMSI: 1234567, Own: true, Position: ais.Position{Lat: -30073000, Lon: -8021000}},
			[]string{"!AIVDO,1,1,,A,K01;FQh?PbtE3P00,0*75"}, [][2]int{{39, 40}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := tc.m
			at := m.Time
			if at == 0 {
				m.Time = ais.NoTime
			}
			got, err := ais.AppendSentence(nil, &m, ais.Envelope{Seq: 1, Untimed: true})
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSuffix(string(got), "\r\n"), "\r\n")
			for _, l := range lines {
				if len(l) > 80 || !sumHolds(l[1:]) || l[:6] != tc.want[0][:6] {
					t.Errorf("sentence %q", l)
				}
			}
			g, w := []byte(sextets(t, lines...)), []byte(sextets(t, tc.want...))
			if len(g) != len(w) && tc.m.Type != 21 {
				t.Fatalf("%d bits, want %d", len(g), len(w))
			}
			w = w[:len(g)]
			for _, r := range tc.free {
				for i := r[0]; i < r[1]; i++ {
					g[i], w[i] = '.', '.'
				}
			}
			if string(g) != string(w) {
				t.Errorf("bits\n%s, want\n%s", g, w)
			}
		})
	}
}

// sumHolds checks the sum at the end of a sentence without its first byte.
func sumHolds(s string) bool {
	body, sum, ok := strings.Cut(s, "*")
	var x byte
	for _, c := range []byte(body) {
		x ^= c
	}
	return ok && fmt.Sprintf("%02X", x) == sum
}

func TestAppendSentenceTags(t *testing.T) {
	pos := ais.Message{Type: 1, MMSI: 1, Time: 1418169601000, Position: ais.Position{Lat: ais.NoLat, Lon: ais.NoLon, SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, ROT: ais.NoROT, Status: ais.NoStatus, Second: ais.NoSecond}}
	stat := ais.Message{Type: 5, MMSI: 1, Time: 1418169601250, Static: ais.Static{Has: ais.HasName, Name: "x"}}
	for _, tc := range []struct {
		m    *ais.Message
		e    ais.Envelope
		want []string // tags
	}{
		{&pos, ais.Envelope{Source: "rORBCOMM008"}, []string{"s:rORBCOMM008,c:1418169601"}},
		{&pos, ais.Envelope{}, []string{"c:1418169601"}},
		{&pos, ais.Envelope{Untimed: true}, []string{""}},
		{&stat, ais.Envelope{Source: "a", Group: 1604}, []string{"g:1-2-1604,s:a,c:1418169601250", "g:2-2-1604"}},
		{&stat, ais.Envelope{Source: "a"}, []string{"s:a,c:1418169601250", "s:a,c:1418169601250"}},
		{&stat, ais.Envelope{Group: 7, Untimed: true}, []string{"g:1-2-7", "g:2-2-7"}},
	} {
		got, err := ais.AppendSentence([]byte("before\r\n"), tc.m, tc.e)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(string(got), "\r\n"), "\r\n")[1:]
		if len(lines) != len(tc.want) {
			t.Errorf("%d lines of %+v", len(lines), tc.e)
			continue
		}
		for i, l := range lines {
			if tc.want[i] != "" {
				tag, rest, _ := strings.Cut(l[1:], `\`)
				if l[0] != '\\' || !sumHolds(tag) || tag[:len(tag)-3] != tc.want[i] {
					t.Errorf("tag %q, want %q", tag, tc.want[i])
				}
				l = rest
			}
			if l[0] != '!' || !sumHolds(l[1:]) {
				t.Errorf("sentence %q", l)
			}
		}
	}
	if b := sextets(t, "!AIVDM,1,1,,A,"+mustPayload(t, &pos)+",0*00"); len(b) != 168 {
		t.Errorf("%d bits", len(b))
	}
}

func mustPayload(t *testing.T, m *ais.Message) string {
	t.Helper()
	p, fill, err := ais.AppendPayload(nil, m)
	if err != nil || fill != 0 {
		t.Fatal(fill, err)
	}
	return string(p)
}

// What cannot be sent is refused, and leaves what was there.
func TestAppendSentenceRefuses(t *testing.T) {
	for _, tc := range []struct {
		name string
		m    ais.Message
		is   error
	}{
		{"type 6", ais.Message{Type: 6}, ais.ErrUnwritten},
		{"row", ais.Message{}, ais.ErrUnwritten},
		{"neither part", ais.Message{Type: 24}, ais.ErrUnwritten},
		{"mmsi", ais.Message{Type: 1, MMSI: 1 << 30}, nil},
		{"course", ais.Message{Type: 1, Position: ais.Position{COG: 4096}}, nil},
		{"latitude", ais.Message{Type: 1, Position: ais.Position{Lat: 1 << 26}}, nil},
		{"long name", ais.Message{Type: 5, Static: ais.Static{Has: ais.HasName, Name: strings.Repeat("A", 21)}}, nil},
		{"letter", ais.Message{Type: 5, Static: ais.Static{Has: ais.HasName, Name: "Ä"}}, nil},
		{"long aid", ais.Message{Type: 21, Static: ais.Static{Has: ais.HasName, Name: strings.Repeat("A", 35)}}, nil},
	} {
		got, err := ais.AppendSentence([]byte("kept"), &tc.m, ais.Envelope{})
		if err == nil || string(got) != "kept" || tc.is != nil && !errors.Is(err, tc.is) {
			t.Errorf("%s: %q, %v", tc.name, got, err)
		}
	}
}

func TestAppendSentenceDoesNotAllocate(t *testing.T) {
	m := ais.Message{Type: 1, MMSI: 371798000, Time: 1418169601000, Position: ais.Position{Lat: 29028980, Lon: -74037230}}
	buf := make([]byte, 0, 512)
	if n := testing.AllocsPerRun(100, func() {
		buf, _ = ais.AppendSentence(buf[:0], &m, ais.Envelope{Source: "rSYN001"})
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// anyMessage is a message of a type that is written, every field in its range.
func anyMessage(rng *rand.Rand) ais.Message {
	text := func(n int) string {
		b := make([]byte, rng.IntN(n+1))
		for i := range b {
			b[i] = byte(' ' + rng.IntN(63))
			if b[i] == '@' {
				b[i] = 'X'
			}
		}
		return strings.TrimRight(string(b), " ")
	}
	m := ais.Message{Type: []uint8{1, 2, 3, 4, 5, 9, 11, 18, 19, 21, 24, 27}[rng.IntN(12)], MMSI: uint32(rng.IntN(1_000_000_000)), Time: 1_400_000_000_000 + int64(rng.IntN(1e9))*1000, Own: rng.IntN(2) == 0}
	p := ais.Position{Lat: int32(rng.IntN(180*ais.Unit+1) - 90*ais.Unit), Lon: int32(rng.IntN(360*ais.Unit+1) - 180*ais.Unit), SOG: uint16(rng.IntN(1024)), COG: uint16(rng.IntN(3601)),
		Heading: uint16(rng.IntN(360)), ROT: int8(rng.IntN(256) - 128), Status: uint8(rng.IntN(16)), Second: uint8(rng.IntN(64)), Accurate: rng.IntN(2) == 0}
	month, days := uint8(rng.IntN(13)), [13]int{31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	s := ais.Static{IMO: uint32(rng.IntN(1 << 30)), CallSign: text(7), Name: text(20), ShipType: uint8(rng.IntN(256)), A: uint16(rng.IntN(512)), B: uint16(rng.IntN(512)), C: uint16(rng.IntN(64)), D: uint16(rng.IntN(64)),
		Draught: uint8(rng.IntN(256)), Destination: text(20), ETA: [4]uint8{month, uint8(rng.IntN(days[month] + 1)), uint8(rng.IntN(25)), uint8(rng.IntN(61))}}
	m.Position = ais.Position{Lat: ais.NoLat, Lon: ais.NoLon, ROT: ais.NoROT, SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading, Status: ais.NoStatus, Second: ais.NoSecond}
	m.UTC = ais.NoTime
	at := func() *ais.Position {
		m.HasPos, m.Position.Lat, m.Position.Lon, m.Position.Accurate = true, p.Lat, p.Lon, p.Accurate
		return &m.Position
	}
	says := func(fields ais.Fields) {
		m.HasStat, m.Static.ETA = true, [4]uint8{0, 0, 24, 60}
		for _, x := range []struct {
			f    ais.Fields
			some bool
			keep func(to *ais.Static)
		}{
			{ais.HasIMO, s.IMO > 0, func(to *ais.Static) { to.IMO = s.IMO }}, {ais.HasCallSign, s.CallSign != "", func(to *ais.Static) { to.CallSign = s.CallSign }},
			{ais.HasName, s.Name != "", func(to *ais.Static) { to.Name = s.Name }}, {ais.HasShipType, s.ShipType > 0, func(to *ais.Static) { to.ShipType = s.ShipType }},
			{ais.HasSize, s.A|s.B|s.C|s.D > 0, func(to *ais.Static) { to.A, to.B, to.C, to.D = s.A, s.B, s.C, s.D }}, {ais.HasDraught, s.Draught > 0, func(to *ais.Static) { to.Draught = s.Draught }},
			{ais.HasDestination, s.Destination != "", func(to *ais.Static) { to.Destination = s.Destination }}, {ais.HasETA, s.ETA != m.Static.ETA, func(to *ais.Static) { to.ETA = s.ETA }},
		} {
			if fields&x.f != 0 && x.some {
				m.Static.Has |= x.f
				x.keep(&m.Static)
			}
		}
	}
	switch m.Type {
	case 1, 2, 3:
		*at() = p
	case 4, 11:
		at()
		if rng.IntN(3) > 0 {
			m.UTC = m.Time - int64(rng.IntN(8e8))*1000
		}
	case 5:
		says(ais.HasIMO | ais.HasCallSign | ais.HasName | ais.HasShipType | ais.HasSize | ais.HasETA | ais.HasDraught | ais.HasDestination)
	case 9:
		to := at()
		to.COG, to.Second = p.COG, p.Second
		if p.SOG < ais.NoSOG {
			to.SOG = p.SOG * 10
		}
	case 18, 19:
		to := at()
		*to = p
		if to.ROT, to.Status = ais.NoROT, ais.NoStatus; m.Type == 19 {
			says(ais.HasName | ais.HasShipType | ais.HasSize)
		}
	case 21:
		at().Second = p.Second
		s.Name = text(34)
		says(ais.HasName | ais.HasSize)
		m.Static.Aid = s.ShipType % 32
	case 24:
		m.MMSI %= 900_000_000 // no craft
		switch says(ais.HasName); {
		case s.Name == "":
			m.Static = ais.Static{}
			s.ShipType = 80
			says(ais.HasCallSign | ais.HasShipType | ais.HasSize)
		case rng.IntN(2) == 0:
			m.Static = ais.Static{}
			s.ShipType |= 1
			says(ais.HasCallSign | ais.HasShipType | ais.HasSize)
		}
	case 27:
		to := at()
		to.Lat, to.Lon, to.Status = p.Lat/1000*1000, p.Lon/1000*1000, p.Status
		if p.SOG < 620 {
			to.SOG = p.SOG / 10 * 10
		}
		if p.COG < 3600 {
			to.COG = p.COG / 10 * 10
		}
	}
	return m
}

// What is written reads back as it was.
func TestWrittenReadsBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	seen := make(map[uint8]int)
	for n := range 4_000 {
		m := anyMessage(rng)
		b, err := ais.AppendSentence(nil, &m, ais.Envelope{Source: "a", Seq: uint8(n % 10), Group: uint32(1 + n%3*7), Channel: "AB"[n%2]})
		if err != nil {
			t.Fatalf("%+v: %v", m, err)
		}
		var got ais.Message
		if err := ais.NewReader(bytes.NewReader(b), ais.Options{}).Next(&got); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		got.Line, got.Source, got.Payload = 0, 0, nil
		if diff := cmp.Diff(m, got); diff != "" {
			t.Fatalf("%s%s", b, diff)
		}
		seen[m.Type]++
	}
	if len(seen) != 12 {
		t.Errorf("types %v", seen)
	}
}

func BenchmarkAppendSentence(b *testing.B) {
	m := ais.Message{Type: 1, MMSI: 371798000, Time: 1418169601000, Position: ais.Position{Lat: 29028980, Lon: -74037230}}
	buf := make([]byte, 0, 512)
	for b.Loop() {
		buf, _ = ais.AppendSentence(buf[:0], &m, ais.Envelope{Source: "rSYN001"})
	}
}
