package ais_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"cordon/ais"
	"cordon/internal/testdata"
)

// row is what a test says of a row: the fields that are there.
func row(m *ais.Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d", m.MMSI, m.Type)
	if m.Time != ais.NoTime {
		b.WriteString(time.UnixMilli(m.Time).UTC().Format(" 2006-01-02T15:04:05.999Z"))
	}
	if p := m.Position; m.HasPos {
		if p.Known() {
			fmt.Fprintf(&b, " %d,%d", p.Lat, p.Lon)
		} else {
			b.WriteString(" nowhere")
		}
		if p.SOG != ais.NoSOG {
			fmt.Fprintf(&b, " sog %d", p.SOG)
		}
		if p.COG != ais.NoCOG {
			fmt.Fprintf(&b, " cog %d", p.COG)
		}
		if p.Heading != ais.NoHeading {
			fmt.Fprintf(&b, " hdg %d", p.Heading)
		}
		if p.ROT != ais.NoROT {
			fmt.Fprintf(&b, " rot %d", p.ROT)
		}
		if p.Status != ais.NoStatus {
			fmt.Fprintf(&b, " status %d", p.Status)
		}
	}
	s := &m.Static
	for _, f := range []struct {
		has  ais.Fields
		text string
	}{
		{ais.HasIMO, fmt.Sprint(" imo ", s.IMO)}, {ais.HasCallSign, fmt.Sprintf(" call %q", s.CallSign)}, {ais.HasName, fmt.Sprintf(" name %q", s.Name)},
		{ais.HasShipType, fmt.Sprint(" type ", s.ShipType)}, {ais.HasSize, fmt.Sprint(" size ", s.A, "/", s.B, "/", s.C, "/", s.D)},
		{ais.HasDraught, fmt.Sprint(" draught ", s.Draught)}, {ais.HasDestination, fmt.Sprintf(" to %q", s.Destination)}, {ais.HasETA, fmt.Sprint(" eta ", s.ETA)},
	} {
		if s.Has&f.has != 0 {
			b.WriteString(f.text)
		}
	}
	return b.String()
}

// shapes are headers and rows as they are published, with made-up ships.
var shapes = []struct {
	name, text string
	o          ais.TableOptions
	ranges     ais.Ranges
	want       []string
	refused    string
}{
	{name: "MarineCadastre", text: "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n" +
		"367000001,2023-01-01T00:00:03,29.12345,-90.20001,7.1,181.5,180.0,ANNE B,IMO9134270,WDB1234,31,0,24,8,3.2,32,A\n" +
		"338000002,2023-01-01T00:00:04,27.5,-80.1,102.3,360.0,511.0,,,,,,,,,,B\n" +
		"367000003,2023-01-01T00:00:04,27.5,-80.1,-0.1,-99.9,400.0,,IMO0000000,,1004,16,,,,,B\r\n",
		want: []string{
			`367000001 1 2023-01-01T00:00:03Z 17474070,-54120006 sog 71 cog 1815 hdg 180 status 0 imo 9134270 call "WDB1234" name "ANNE B" type 31 size 0/24/0/8 draught 32`,
			`338000002 18 2023-01-01T00:00:04Z 16500000,-48060000`,
			`367000003 18 2023-01-01T00:00:04Z 16500000,-48060000`,
		}},
	{name: "Danish", text: "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type,A,B,C,D\n" +
		"13/02/2021 00:00:04,Class A,219000001,56.5,10.25,Under way using engine,-14.5,12.4,90.1,89,9134270,OXYZ,TESTA,Cargo,No additional information,12,90,GPS,4.8,AARHUS,14/02/2021 06:30:00,AIS,70,20,6,6\n" +
		"13/02/2021 00:00:05,Base Station,2190064,91.000000,181.000000,Unknown value,,,,,Unknown,Unknown,,Undefined,,,,GPS,,,,AIS,,,,\n" +
		"13/02/2021 00:00:06,SAR Airborne,111219001,55.1,11.2,Unknown value,,120.0,10,,Unknown,Unknown,,Undefined,,,,Undefined,,Unknown,,AIS,,,,\n",
		want: []string{
			`219000001 1 2021-02-13T00:00:04Z 33900000,6150000 sog 124 cog 901 hdg 89 rot -18 status 0 imo 9134270 call "OXYZ" name "TESTA" type 70 size 70/20/6/6 draught 48 to "AARHUS" eta [2 14 6 30]`,
			`2190064 4 2021-02-13T00:00:05Z nowhere`,
			`111219001 9 2021-02-13T00:00:06Z 33060000,6720000 sog 1200 cog 100`,
		}},
	{name: "semicolons and commas", text: "mmsi;timestamp;lat;lon;speed;name\n219000001;1613174404;56,5;-10,25;0,04;\"A;B \"\"C\"\"\"\n",
		want: []string{`219000001 0 2021-02-13T00:00:04Z 33900000,-6150000 sog 0 name "A;B \"C\""`}},
	{name: "tabs", text: "\n\xef\xbb\xbfMMSI\tDate Time\tLong\tLat\n219000001\t2021/02/13 00:00\t+10.25\t56.5e0\n", want: []string{`219000001 0 2021-02-13T00:00:00Z 33900000,6150000`}},
	{name: "own columns", text: "ship,when,y,x,kn\n219000001,13 Feb 2021 04:05,56.5,10.25,7\n",
		o:    ais.TableOptions{Columns: map[string]string{"mmsi": "ship", "time": "when", "lat": "y", "lon": "x", "sog": "kn"}, Layout: "02 Jan 2006 15:04"},
		want: []string{`219000001 0 2021-02-13T04:05:00Z 33900000,6150000 sog 70`}},
	{name: "without time", text: "mmsi,lat,lon,speed\n219000001,56.5,10.25,7\n", o: ais.TableOptions{Columns: map[string]string{"sog": ""}}, want: []string{`219000001 0 33900000,6150000`}},
	{name: "times", text: "mmsi,time,millisecond,lat,lon\n1,2021-07-01T18:51:51.680Z,,1,2\n1,2021-07-01 18:51:51+02:00,,1,2\n1,20210701_185151,680,1,2\n1,1625165511680,,1,2\n1,20210701185151,,1,2\n1,2021-07-01,,1,2\n1,01.07.2021 18:51:51,,1,2\n1,1625165511.5,,1,2\n1,20210701T185151Z,,1,2\n1,2021-07-01 18:51:51.123456 UTC,,1,2\n1,2021-07-01T18:51:51-0330,,1,2\n",
		want: []string{
			`1 0 2021-07-01T18:51:51.68Z 600000,1200000`, `1 0 2021-07-01T16:51:51Z 600000,1200000`, `1 0 2021-07-01T18:51:51.68Z 600000,1200000`,
			`1 0 2021-07-01T18:51:51.68Z 600000,1200000`, `1 0 2021-07-01T18:51:51Z 600000,1200000`, `1 0 2021-07-01T00:00:00Z 600000,1200000`,
			`1 0 2021-07-01T18:51:51Z 600000,1200000`, `1 0 2021-07-01T18:51:51.5Z 600000,1200000`, `1 0 2021-07-01T18:51:51Z 600000,1200000`,
			`1 0 2021-07-01T18:51:51.123Z 600000,1200000`, `1 0 2021-07-01T22:21:51Z 600000,1200000`,
		}},
	{name: "impossible times", text: "mmsi,time,millisecond,lat,lon,name,eta\n1,0,,1,2,A,\n1,-1625165511,,1,2,A,\n1,4102444800,,1,2,A,\n1,1625165511680123,,1,2,A,\n1,1970-01-01,,1,2,A,\n1,1985-12-31T23:59:59Z,,1,2,A,\n1,2100-01-01,,1,2,A,\n1,2021-07-01T24:00:00,,1,2,A,\n1,20210732185151,,1,2,A,\n1,soon,,1,2,A,\n1,1986-01-01,1000,1,2,A,\n1,2099-12-31 23:59:59,x,1,2,A,1970-01-01\n",
		want: []string{`1 0 1986-01-01T00:00:00Z 600000,1200000 name "A"`, `1 0 2099-12-31T23:59:59Z 600000,1200000 name "A"`},
		refused: `2 impossible time time "0"
3 impossible time time "-1625165511"
4 impossible time time "4102444800"
5 impossible time time "1625165511680123"
6 impossible time time "1970-01-01"
7 impossible time time "1985-12-31T23:59:59Z"
8 impossible time time "2100-01-01"
9 impossible time time "2021-07-01T24:00:00"
10 impossible time time "20210732185151"
11 time time "soon"
`, ranges: ais.Ranges{Time: 2, ETA: 1}},
	{name: "impossible times of a layout", text: "mmsi,time,lat,lon\n1,31 Feb 2021 04:05,1,2\n1,1 Feb 1921 04:05,1,2\n1,2021-02-01,1,2\n", o: ais.TableOptions{Layout: "2 Jan 2006 15:04"},
		refused: "2 impossible time time \"31 Feb 2021 04:05\"\n3 impossible time time \"1 Feb 1921 04:05\"\n4 time time \"2021-02-01\"\n"},
	{name: "arrivals", text: "mmsi,time,lat,lon,eta month,eta day,eta hour,eta minute\n1,2021-07-01,1,2,2,29,23,59\n1,2021-07-01,1,2,13,1,0,0\n1,2021-07-01,1,2,2,30,25,61\n1,2021-07-01,1,2,,,,\n",
		want:   []string{`1 0 2021-07-01T00:00:00Z 600000,1200000 eta [2 29 23 59]`, `1 0 2021-07-01T00:00:00Z 600000,1200000 eta [0 1 0 0]`, `1 0 2021-07-01T00:00:00Z 600000,1200000 eta [2 0 24 60]`, `1 0 2021-07-01T00:00:00Z 600000,1200000`},
		ranges: ais.Ranges{ETA: 2}},
	{name: "bad rows", text: "mmsi,time,lat,lon,name\nx,2021-07-01,1,2,A\n,2021-07-01,1,2,A\n1,2021-02-29,1,2,A\n1,,1,2,A\n1,02/13/2021,1,2,A\n1,2021-07-01,north,2,A\n1,2021-07-01,1,,A\n1,2021-07-01\n1,2021-07-01,1,2,A,B\n1,2021-07-01,1,2,\"A\n1,2021-07-01,,,\n\n1,2021-07-01,,,A\n1,2021-07-01,109,2,A,\n1,2021-07-01,1,2\n99999999999,2021-07-01,1,2,A\n0,2021-07-01,-0.00000083,0.00000084,\n",
		want: []string{`1 0 2021-07-01T00:00:00Z name "A"`, `1 0 2021-07-01T00:00:00Z nowhere name "A"`, `1 0 2021-07-01T00:00:00Z 600000,1200000`, `0 0 2021-07-01T00:00:00Z 0,1`},
		refused: `2 number mmsi "x"
3 number mmsi ""
4 impossible time time "2021-02-29"
5 time time ""
6 impossible time time "02/13/2021"
7 row lat "north"
8 row lon ""
9 row 2 fields, the header has 5
10 row 6 fields, the header has 5
11 row an open quote
17 number mmsi "99999999999"
`},
}

func TestTable(t *testing.T) {
	for _, c := range shapes {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.text), iotest.OneByteReader(strings.NewReader(c.text))} {
				var refused strings.Builder
				c.o.Refuse = func(r ais.Refusal) { fmt.Fprintf(&refused, "%d %s %s\n", r.Line, r.Reason, r.Detail) }
				x, err := ais.NewTable(r, c.o)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, m := range all(t, x) {
					got = append(got, row(&m))
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("rows\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
				}
				if refused.String() != c.refused {
					t.Errorf("refused\n%swant\n%s", refused.String(), c.refused)
				}
				rowsAddUp(t, x.Stats())
				if got := x.Stats().Range; c.ranges != (ais.Ranges{}) && got != c.ranges {
					t.Errorf("out of range %+v, want %+v", got, c.ranges)
				}
			}
		})
	}
}

func rowsAddUp(t testing.TB, s ais.Stats) {
	t.Helper()
	n := s.Blank + s.Empty + s.Messages + 1
	for _, k := range s.Refused {
		n += k
	}
	if s.Lines != n {
		t.Errorf("%d lines, %d accounted for: %+v", s.Lines, n, s)
	}
}

func TestNoTable(t *testing.T) {
	for text, want := range map[string]error{
		"":                              ais.ErrNoTable,
		"\n\n":                          ais.ErrNoTable,
		"name,imo\nA,1\n":               ais.ErrNoTable,
		"mmsi,lat\n1,2\n":               ais.ErrNoTable,
		"\"mmsi,lat,lon\n":              ais.ErrNoTable,
		strings.Repeat("mmsi,", 50_000): ais.ErrNoTable,
	} {
		if _, err := ais.NewTable(strings.NewReader(text), ais.TableOptions{Name: "x.csv"}); !errors.Is(err, want) {
			t.Errorf("%.30q: %v", text, err)
		}
	}
	_, err := ais.NewTable(strings.NewReader("mmsi,lat,lon\n"), ais.TableOptions{Columns: map[string]string{"time": "when"}})
	if err == nil || !strings.Contains(err.Error(), `no column "when"`) {
		t.Error(err)
	}
}

func TestTableData(t *testing.T) {
	for _, c := range []struct {
		file       string
		n          int64
		ships      int
		first, end string // times
		types      string
		unknown    int     // positions at 91, 181
		sum        float64 // of the latitudes that are known
	}{
		{"ais/csv/movingpandas_boat-positions.csv", 22287, 256, "2021-03-20T00:00", "2021-03-24T12:52", "0:22287", 0, 0},
		{"ais/csv/aisdb_20210701.csv", 2469, 2334, "2021-07-01", "2021-07-01", "1:1062 3:206 4:19 5:31 9:1 18:85 19:41 21:13 24:33 27:978", 11, 22922.553625},
		{"ais/csv/pelagos_raw_10k.csv.gz", 10000, 4, "2012", "2012", "0:10000", 720, -342560.670037},
		{"ais/csv/pelagos_processed_10k.csv.gz", 9280, 4, "2012", "2012", "0:9280", 0, -342560.670037},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			x, err := ais.Open(c.file, bytes.NewReader(open(t, c.file)), ais.Options{Refuse: func(r ais.Refusal) { t.Errorf("%+v", r) }})
			if err != nil {
				t.Fatal(err)
			}
			ships := map[uint32]bool{}
			least, most := "9", ""
			unknown, sum := 0, 0.0
			for _, m := range all(t, x) {
				ships[m.MMSI] = true
				at := time.UnixMilli(m.Time).UTC().Format("2006-01-02T15:04")
				least, most = min(least, at), max(most, at)
				if m.HasPos && !m.Position.Known() {
					unknown++
				} else if m.HasPos {
					sum += float64(m.Position.Lat) / ais.Unit
				}
			}
			s := x.Stats()
			rowsAddUp(t, s)
			if s.Messages != c.n || len(ships) != c.ships || types(s) != c.types || unknown != c.unknown || c.sum != 0 && math.Abs(sum-c.sum) > .01 {
				t.Errorf("%d ships, %s, %d unknown, sum %f: %+v", len(ships), types(s), unknown, sum, s)
			}
			if !strings.HasPrefix(least, c.first) || !strings.HasPrefix(most, c.end) {
				t.Errorf("from %s to %s", least, most)
			}
		})
	}
}

// TestSniff: of all files at hand only AIS is taken for AIS.
func TestSniff(t *testing.T) {
	root := testdata.Path(t, ".")
	want := map[string]ais.Format{
		"ais/nmea/dma_stream_example.txt": ais.Sentences, "ais/nmea/libais_test.aivdm": ais.Sentences, "ais/nmea/nmea-sample_85k.txt": ais.Sentences,
		"ais/nmea/pyais_nmea_data_sample.txt": ais.Sentences, "vessels/nmea/libais_tagblock.nmea": ais.Sentences, "vessels/nmea/libais_typeexamples.nmea": ais.Sentences,
		"ais/csv/movingpandas_boat-positions.csv": ais.Rows, "ais/csv/aisdb_20210701.csv": ais.Rows, "ais/csv/pelagos_raw_10k.csv.gz": ais.Rows, "ais/csv/pelagos_processed_10k.csv.gz": ais.Rows,
	}
	n := 0
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(p)
		if err != nil {
			return err
		}
		defer f.Close()
		head := make([]byte, 16<<10)
		k, _ := io.ReadFull(f, head)
		rel, _ := filepath.Rel(root, p)
		if got := ais.Sniff(head[:k]); got != want[filepath.ToSlash(rel)] {
			t.Errorf("%s: %s", rel, got)
		}
		n++
		return nil
	})
	if err != nil || n < len(want) {
		t.Errorf("%d files: %v", n, err)
	}
	good, bad, half, noise := vdm(posA)+"\n", strings.Replace(vdm(posA), ",A,", ",B,", 1)+"\n", vdm(posA)[9:]+"\n", "\x00\x17 4711 \xfe\n"
	many := strings.Repeat
	for text, want := range map[string]ais.Format{
		many(good, 50) + many(bad, 300):                                    ais.Sentences, // damaged from some line on
		many(good, 12) + many(noise, 900):                                  ais.Sentences,
		many(bad, 100) + many(good, 12):                                    ais.Sentences, // and up to some line
		many(half, 40) + many(noise, 40) + many(good, 12):                  ais.Sentences,
		many(bad+bad+good, 40):                                             ais.Sentences,
		many(bad, 300):                                                     ais.Unknown,
		many("a letter that quotes\n", 200) + many(good, 12):               ais.Unknown,
		many(noise, 3) + "mmsi,time,lat,lon\n1,2021-07-01,1,2\n":           ais.Rows, // what stands above a header
		"sep=;\nmmsi;time;lat;lon\n":                                       ais.Rows,
		vdm(posA):                                                          ais.Sentences,
		"$GPRMC,1,2*00\n$GPRMC,1,2*00\n$GPRMC,1,2*00\n" + vdm(posA) + "\n": ais.Sentences,
		"a letter\nthat quotes\n" + vdm(posA) + "\n":                       ais.Unknown,
		"$GPRMC,1,2*00\n":                                                  ais.Unknown,
		"mmsi,time,lat,lon\n":                                              ais.Rows,
		"mmsi,name,imo,flag\n":                                             ais.Unknown,
		"mmsi,lat,lon,start_time,end_time\n":                               ais.Unknown,
		"mmsi,lat,lon,timestamp,owner,score,why\n":                         ais.Unknown,
		"": ais.Unknown, "\x1f\x8b": ais.Unknown,
	} {
		if got := ais.Sniff([]byte(text)); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestOpen(t *testing.T) {
	pack := func(s string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(s))
		z.Close()
		return b.String()
	}
	csv := "mmsi,time,lat,lon\n1,2021-07-01,1,2\n"
	for _, c := range []struct {
		text string
		o    ais.Options
		n    int
		err  error
	}{
		{vdm(posA), ais.Options{}, 1, nil}, {pack(vdm(posA) + "\n" + vdm(posA)), ais.Options{}, 2, nil}, {csv, ais.Options{}, 1, nil}, {pack(csv), ais.Options{}, 1, nil},
		{"a,b,c\n1,2,3\n", ais.Options{Columns: map[string]string{"mmsi": "a", "lat": "b", "lon": "c"}}, 1, nil},
		{"a,b,c\n1,2,3\n", ais.Options{}, 0, ais.ErrUnknown}, {"", ais.Options{}, 0, ais.ErrUnknown}, {"\x1f\x8bxx", ais.Options{}, 0, gzip.ErrHeader},
		{"a letter\nthat quotes\n" + vdm(posA) + "\n", ais.Options{}, 1, nil}, // who opens it says that it is AIS
		{"sep=;\n# of a receiver\nmmsi;time;lat;lon\n1;2021-07-01;1;2\nx;y\n1;2021-07-02;1;2\n", ais.Options{}, 2, nil},
	} {
		x, err := ais.Open("x", strings.NewReader(c.text), c.o)
		if !errors.Is(err, c.err) && !(c.err == gzip.ErrHeader && err != nil) {
			t.Errorf("%.20q: %v", c.text, err)
		}
		if err == nil {
			if ms := all(t, x); len(ms) != c.n || x.Sources()[0] != "x" {
				t.Errorf("%.20q: %d messages of %q", c.text, len(ms), x.Sources())
			}
		}
	}
	for text, want := range map[string]string{
		"mmsi,lat,lon,sog\n1,2,3,4\n":                                      "no column for time",
		"mmsi,time,lat,a,b\n1,2,3,4,5\n":                                   "no column for lon",
		strings.ReplaceAll(csv, "\n", "\r"):                                "carriage return",
		"\xff\xfe" + strings.Join(strings.Split(csv, ""), "\x00") + "\x00": "UTF-16",
	} {
		if _, err := ais.Open("x", strings.NewReader(text), ais.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %s", text, err, want)
		}
	}
	if x, err := ais.Open("x", strings.NewReader("mmsi,time,lat,lon,a,b,c\n412000001,2026-03-01,38,123,1,2,3\n"), ais.Options{}); err != nil || len(all(t, x)) != 1 {
		t.Errorf("columns that nobody knows: %v", err)
	}
	cut := pack(strings.Repeat(csv, 10_000))
	x, err := ais.Open("x", strings.NewReader(cut[:len(cut)/2]), ais.Options{})
	for m := (ais.Message{}); err == nil; {
		err = x.Next(&m)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file cut off: %v", err)
	}
}

// TestTableMemory: one endless line, or endless names, hold no more.
func TestTableMemory(t *testing.T) {
	i := 0
	for name, next := range map[string]func() string{
		"a line": func() string { return strings.Repeat("x\"", 1<<10) },
		"names": func() string {
			i++
			return fmt.Sprintf("1,2021-07-01,1,2,NAME %d,S%d\n", i, i)
		},
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		x, err := ais.NewTable(io.MultiReader(strings.NewReader("mmsi,time,lat,lon,name,source\n"), &repeat{n: 20_000, next: next}), ais.TableOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var m ais.Message
		for x.Next(&m) == nil {
			if len(m.Static.Name) > 120 {
				t.Fatal(m.Static.Name)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		rowsAddUp(t, x.Stats())
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 12<<20 {
			t.Errorf("%s: holds %d bytes", name, grown)
		}
	}
}

func FuzzTable(f *testing.F) {
	for _, c := range shapes {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read := func(r io.Reader) (ms []ais.Message, s ais.Stats) {
			x, err := ais.NewTable(r, ais.TableOptions{})
			if err != nil {
				return nil, s
			}
			ms = all(t, x)
			s = x.Stats()
			rowsAddUp(t, s)
			if s.Bytes != int64(len(data)) {
				t.Errorf("%d bytes of %d", s.Bytes, len(data))
			}
			return ms, s
		}
		want, s := read(bytes.NewReader(data))
		for i := range want {
			m := &want[i]
			if p := &m.Position; p.Lat < -90*ais.Unit || p.Lat > 90*ais.Unit && p.Lat != ais.NoLat || p.Lon < -180*ais.Unit || p.Lon > 180*ais.Unit && p.Lon != ais.NoLon ||
				p.COG > 3600 || p.Heading > 359 && p.Heading != 511 || p.SOG > 10220 || p.Status > 15 || !m.HasPos && !m.HasStat {
				t.Errorf("%+v", m)
			}
		}
		got, s2 := read(iotest.OneByteReader(bytes.NewReader(data)))
		if !slices.EqualFunc(got, want, same) || fmt.Sprint(s) != fmt.Sprint(s2) {
			t.Errorf("%d messages, not %d", len(got), len(want))
		}
	})
}
