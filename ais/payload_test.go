package ais_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"cordon/ais"
	"cordon/internal/testdata"
)

// decode reads sentences, one a line, to one message each of the groups.
func decode(t testing.TB, lines string) []ais.Message {
	t.Helper()
	return all(t, ais.NewReader(strings.NewReader(lines), ais.Options{}))
}

var noPosition = ais.Position{
	Lat: ais.NoLat, Lon: ais.NoLon, SOG: ais.NoSOG, COG: ais.NoCOG, Heading: ais.NoHeading,
	ROT: ais.NoROT, Status: ais.NoStatus, Second: ais.NoSecond,
}

// at is a position of nothing but a place, with changes.
func at(lat, lon float64, change func(*ais.Position)) *ais.Position {
	p := noPosition
	p.Lat, p.Lon = int32(math.Round(lat*ais.Unit)), int32(math.Round(lon*ais.Unit))
	if change != nil {
		change(&p)
	}
	return &p
}

// The vectors were checked with two other decoders.
func TestVectors(t *testing.T) {
	none := [4]uint8{0, 0, 24, 60}
	for _, c := range []struct {
		name, lines string
		kind        uint8
		mmsi        uint32
		own         bool
		pos         *ais.Position
		stat        *ais.Static
		utc         string
	}{
		{name: "class A", lines: "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A", kind: 1, mmsi: 371798000,
			pos: at(48.381633, -123.395383, func(p *ais.Position) {
				p.Status, p.ROT, p.SOG, p.COG, p.Heading, p.Second, p.Accurate = 0, -127, 123, 2240, 215, 33, true
			})},
		{name: "base station", lines: "!AIVDM,1,1,,A,403OviQuMGCqWrRO9>E6fE700@GO,0*4D", kind: 4, mmsi: 3669702,
			pos: at(36.883767, -76.352362, func(p *ais.Position) { p.Accurate = true }), utc: "2007-05-14T19:57:39Z"},
		{name: "two parts", lines: "!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C\n!AIVDM,2,2,1,A,88888888880,2*25",
			kind: 5, mmsi: 351759000, stat: &ais.Static{
				Has: ais.HasIMO | ais.HasCallSign | ais.HasName | ais.HasShipType | ais.HasSize | ais.HasDraught | ais.HasDestination | ais.HasETA,
				IMO: 9134270, CallSign: "3FOF8", Name: "EVER DIADEM", ShipType: 70, A: 225, B: 70, C: 1, D: 31,
				ETA: [4]uint8{5, 15, 14, 0}, Draught: 122, Destination: "NEW YORK",
			}},
		{name: "aircraft", lines: "!AIVDM,1,1,,B,91b55wi;hbOS@OdQAC062Ch2089h,0*30", kind: 9, mmsi: 111232511,
			pos: at(58.144, -6.278843, func(p *ais.Position) { p.SOG, p.COG, p.Second = 420, 1545, 15 })},
		{name: "class B", lines: "!AIVDM,1,1,,A,B52K>;h00Fc>jpUlNV@ikwpUoP06,0*4C", kind: 18, mmsi: 338087471,
			pos: at(40.684540, -74.072132, func(p *ais.Position) { p.SOG, p.COG, p.Second = 1, 796, 49 })},
		{name: "class B, long", lines: "!AIVDM,1,1,,B,C5N3SRgPEnJGEBT>NhWAwwo862PaLELTBJ:V00000000S0D:R220,0*0B", kind: 19, mmsi: 367059850,
			pos:  at(29.543695, -88.810392, func(p *ais.Position) { p.SOG, p.COG, p.Second = 87, 3359, 46 }),
			stat: &ais.Static{Has: ais.HasName | ais.HasShipType | ais.HasSize, Name: "CAPT.J.RIMES", ShipType: 70, A: 5, B: 21, C: 4, D: 4, ETA: none}},
		{name: "aid", lines: "!AIVDM,2,1,5,B,E1mg=5J1T4W0h97aRh6ba84<h2d;W:Te=eLvH50```q,0*46\n!AIVDM,2,2,5,B,:D44QDlp0C1DU00,2*36",
			kind: 21, mmsi: 123456789, pos: at(47.920618, -122.698592, func(p *ais.Position) { p.Second = 50 }),
			stat: &ais.Static{Has: ais.HasName | ais.HasSize, Name: "CHINA ROSE MURPHY EXPRESS ALERT", A: 5, B: 5, C: 5, D: 5, Aid: 20, ETA: none}},
		{name: "part A", lines: "!AIVDM,1,1,,A,H42O55i18tMET00000000000000,2*6D", kind: 24, mmsi: 271041815,
			stat: &ais.Static{Has: ais.HasName, Name: "PROGUY", ETA: none}},
		{name: "part B", lines: "!AIVDM,1,1,,A,H42O55lti4hhhilD3nink000?050,0*40", kind: 24, mmsi: 271041815,
			stat: &ais.Static{Has: ais.HasShipType | ais.HasCallSign | ais.HasSize, ShipType: 60, CallSign: "TC6163", A: 0, B: 15, C: 0, D: 5, ETA: none}},
		{name: "long range", lines: "!AIVDM,1,1,,A,KCQ9r=hrFUnH7P00,0*41", kind: 27, mmsi: 236091959,
			pos: at(87.065, -154.201667, func(p *ais.Position) { p.Status, p.SOG, p.COG = 3, 0, 0 })},
		{name: "long range, own", lines: "!AIVDO,1,1,,A,K01;FQh?PbtE3P00,0*75", kind: 27, mmsi: 1234567, own: true,
			pos: at(-50.121667, -13.368333, func(p *ais.Position) { p.Status, p.SOG, p.COG = 0, 0, 0 })},
		{name: "garbage", lines: "!AIVDM,1,1,,B,4>O7m7Iu@<9qUfbtm`vSnwvH20S8,0*46", kind: 4, mmsi: 972158237, pos: at(91, 181, func(p *ais.Position) { p.Accurate = true })},
	} {
		t.Run(c.name, func(t *testing.T) {
			ms := decode(t, c.lines)
			if len(ms) != 1 {
				t.Fatalf("%d messages", len(ms))
			}
			m := ms[0]
			t.Logf("%+v", m)
			if m.Type != c.kind || m.MMSI != c.mmsi || m.Own != c.own || m.Time != ais.NoTime {
				t.Errorf("type %d, MMSI %d, own %v, time %d", m.Type, m.MMSI, m.Own, m.Time)
			}
			want := c.pos
			if want == nil {
				want = &noPosition
			}
			if m.HasPos != (c.pos != nil) || m.Position != *want {
				t.Errorf("position\n%+v\nwant\n%+v", m.Position, *want)
			}
			stat := c.stat
			if stat == nil {
				stat = &ais.Static{}
			}
			if m.HasStat != (c.stat != nil) || m.Static != *stat {
				t.Errorf("static\n%+v\nwant\n%+v", m.Static, *stat)
			}
			utc := ""
			if m.UTC != ais.NoTime {
				utc = time.UnixMilli(m.UTC).UTC().Format(time.RFC3339)
			}
			if utc != c.utc {
				t.Errorf("UTC %q, want %q", utc, c.utc)
			}
		})
	}
}

// TestTypeExamples compares with another decoder, of whose answers some are wrong:
// the speed of type 9 is ten times too small, and characters _ and ' of type 21 are
// not its own. What is out of range we give as not available.
func TestTypeExamples(t *testing.T) {
	ms := all(t, ais.NewReader(bytes.NewReader(open(t, "vessels/nmea/libais_typeexamples.nmea")), ais.Options{}))
	f, err := os.Open(testdata.Path(t, "vessels/nmea/libais_typeexamples.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, positions, statics := 0, 0, 0
	for sc := bufio.NewScanner(f); sc.Scan(); n++ {
		var w struct {
			Type                      uint8
			MMSI                      uint32
			Lat, Lon, Course, Speed   *float64
			Heading, Second, Status   *float64
			Turn                      any
			Accuracy                  bool
			IMO                       string
			Shipname, Callsign, Name  string
			Destination               string
			Shiptype                  *uint8
			Draught                   float64
			To_bow, To_stern, To_port uint16
			To_starboard              uint16
		}
		if err := json.Unmarshal(sc.Bytes(), &w); err != nil {
			t.Fatal(err)
		}
		if n >= len(ms) {
			t.Fatalf("only %d messages", len(ms))
		}
		m, p := &ms[n], &ms[n].Position
		is := func(what string, got, want any) {
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("message %d of type %d: %s %v, want %v", n+1, w.Type, what, got, want)
			}
		}
		is("type", m.Type, w.Type)
		is("MMSI", m.MMSI, w.MMSI)
		if w.Type == 17 || w.Lat != nil && w.Type != 22 && w.Type != 23 {
			positions++
			is("has a position", m.HasPos, true)
			place := func(what string, got int32, want, most float64, none int32) {
				if math.Abs(want) > most {
					is(what, got, none)
				} else if math.Abs(float64(got)/ais.Unit-want) > 2e-5 {
					t.Errorf("message %d of type %d: %s %v, want %v", n+1, w.Type, what, float64(got)/ais.Unit, want)
				}
			}
			place("lat", p.Lat, *w.Lat, 90, ais.NoLat)
			place("lon", p.Lon, *w.Lon, 180, ais.NoLon)
			tenths := func(what string, got uint16, want *float64, most float64, none uint16) {
				switch {
				case want == nil:
				case *want > most:
					is(what, got, none)
				default:
					is(what, got, math.Round(*want*10))
				}
			}
			if w.Type == 9 {
				is("speed", p.SOG, math.Round(*w.Speed*100))
			} else {
				tenths("speed", p.SOG, w.Speed, 102.2, ais.NoSOG)
			}
			tenths("course", p.COG, w.Course, 360, ais.NoCOG)
			if w.Heading != nil {
				if *w.Heading >= 360 {
					*w.Heading = 511
				}
				is("heading", p.Heading, *w.Heading)
			}
			if w.Second != nil && w.Type != 4 && w.Type != 11 {
				is("second", p.Second, *w.Second)
			}
			if w.Status != nil {
				is("status", p.Status, *w.Status)
			}
			is("accuracy", p.Accurate, w.Accuracy)
		}
		s := &m.Static
		switch w.Type {
		case 5:
			statics++
			is("IMO", s.IMO, w.IMO)
			is("draught", s.Draught, math.Round(w.Draught*10))
			is("destination", s.Destination, w.Destination)
			is("call sign", s.CallSign, w.Callsign)
			is("name", s.Name, w.Shipname)
			is("type", s.ShipType, *w.Shiptype)
		case 24:
			statics++
			is("name", s.Name, w.Shipname)
		case 21:
			statics++
			is("name", strings.Map(func(r rune) rune {
				if r == '_' || r == '\'' {
					return '`'
				}
				return r
			}, s.Name)[:1], w.Name[:1])
		}
		if w.Type == 5 || w.Type == 21 {
			is("size", [4]uint16{s.A, s.B, s.C, s.D}, [4]uint16{w.To_bow, w.To_stern, w.To_port, w.To_starboard})
		}
	}
	if n != len(ms) || positions < 9 || statics < 3 {
		t.Errorf("%d examples of %d, %d positions, %d statics", n, len(ms), positions, statics)
	}
}

// A time or a day of arrival that cannot be is not available, and counted; each part
// of an arrival stands for itself.
func TestImpossibleMoments(t *testing.T) {
	moment := func(y, mo, d, h int) int64 { return time.Date(y, time.Month(mo), d, h, 0, 0, 0, time.UTC).UnixMilli() }
	for _, c := range []struct {
		name string
		m    ais.Message
		utc  int64
		eta  [4]uint8
		want ais.Ranges
	}{
		{name: "base station", m: ais.Message{Type: 4, UTC: moment(2025, 3, 20, 0)}, utc: moment(2025, 3, 20, 0)},
		{name: "clock that was not set", m: ais.Message{Type: 4, UTC: moment(1980, 1, 6, 0)}, utc: ais.NoTime, want: ais.Ranges{Time: 1}},
		{name: "mobile, far ahead", m: ais.Message{Type: 11, UTC: moment(2100, 1, 1, 0)}, utc: ais.NoTime, want: ais.Ranges{Time: 1}},
		{name: "says none", m: ais.Message{Type: 4, UTC: ais.NoTime}, utc: ais.NoTime},
		{name: "arrival", m: ais.Message{Type: 5}, utc: ais.NoTime, eta: [4]uint8{2, 29, 23, 59}},
		{name: "month and minute", m: ais.Message{Type: 5, Static: ais.Static{ETA: [4]uint8{13, 31, 0, 61}}}, utc: ais.NoTime, eta: [4]uint8{0, 31, 0, 60}, want: ais.Ranges{ETA: 1}},
		{name: "hour", m: ais.Message{Type: 5, Static: ais.Static{ETA: [4]uint8{4, 30, 25, 0}}}, utc: ais.NoTime, eta: [4]uint8{4, 30, 24, 0}, want: ais.Ranges{ETA: 1}},
		{name: "31 April", m: ais.Message{Type: 5, Static: ais.Static{ETA: [4]uint8{4, 31, 12, 0}}}, utc: ais.NoTime, eta: [4]uint8{4, 0, 12, 0}, want: ais.Ranges{ETA: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.m.MMSI, c.m.Static.Has = 412000001, ais.HasETA
			if c.m.Type == 5 && c.m.Static.ETA == [4]uint8{} {
				c.m.Static.ETA = c.eta
			}
			c.m.Position = noPosition
			lines, err := ais.AppendSentence(nil, &c.m, ais.Envelope{Untimed: true})
			if err != nil {
				t.Fatal(err)
			}
			r := ais.NewReader(bytes.NewReader(lines), ais.Options{})
			ms := all(t, r)
			if len(ms) != 1 || ms[0].UTC != c.utc || ms[0].Static.ETA != c.eta {
				t.Errorf("%+v", ms)
			}
			if got := r.Stats().Range; got != c.want {
				t.Errorf("out of range %+v, want %+v", got, c.want)
			}
		})
	}
}
