package ais_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"cordon/ais"
)

// seal puts the checksum behind a sentence or inside a tag block, without the first
// character of a sentence.
func seal(body string) string {
	x := byte(0)
	for i := range len(body) {
		x ^= body[i]
	}
	return fmt.Sprintf("%s*%02X", body, x)
}

const (
	posA   = "15RTgt0PAso;90TKcjM8h6g208CQ" // 371798000
	first  = "55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8"
	second = "88888888880"
)

func vdm(payload string) string { return "!" + seal("AIVDM,1,1,,A,"+payload+",0") }

func part(n, total int, seq, channel, payload string, fill int) string {
	return "!" + seal(fmt.Sprintf("AIVDM,%d,%d,%s,%s,%s,%d", total, n, seq, channel, payload, fill))
}

func tagged(tag, sentence string) string { return `\` + seal(tag) + `\` + sentence }

func TestSentences(t *testing.T) {
	whole := vdm(posA)
	p1, p2 := part(1, 2, "3", "A", first, 0), part(2, 2, "3", "A", second, 2)
	pghp := "$" + seal("PGHP,1,2010,6,11,11,46,11,390,231,45,992190934,1,4A")
	for _, c := range []struct {
		name  string
		lines []string
		want  string // type@time/source of each message
		other string // refusals: reason@line
	}{
		{"plain", []string{whole}, "1@-/", ""},
		{"ends", []string{whole + "\r", whole + " \t", whole + "\r\r"}, "1@-/ 1@-/ 1@-/", ""},
		{"talkers", []string{"!" + seal("--VDM,1,1,,A,"+posA+",0"), "!" + seal("BSVDO,1,1,,B,"+posA+",0"), "$" + seal("ABVDM,1,1,,,"+posA+",0")}, "1@-/ 1@-/ 1@-/", ""},
		{"small hex", []string{strings.ToLower(whole[len(whole)-2:]), whole[:len(whole)-2] + strings.ToLower(whole[len(whole)-2:])}, "1@-/", "noise@1"},
		{"no fill", []string{"!" + seal("AIVDM,1,1,,A,"+posA+",")}, "1@-/", ""},
		{"sums", []string{whole[:len(whole)-1] + "G", whole[:len(whole)-2] + "00", whole[:len(whole)-1], whole[:len(whole)-3], "!AIVDM,1,1,,A," + posA}, "", "checksum@1 checksum@2 form@3 form@4 form@5"},
		{"nothing", []string{"", "  ", "# comment", "#!AIVDM", "\x00\x00"}, "", ""},
		{"noise", []string{"hello", "\xff\xfe\x01", "{\"a\": 1}"}, "", "noise@1 noise@2 noise@3"},
		{"others", []string{"$GPRMC,1,2*00", "!AIABM,1,1,0", "$PSRF103,0*11", "!ARBADGE", "$AIVDX,1,1*00"}, "", "form@4 form@5"},
		{"empty", []string{"!AIVDM,1,1,,B,,0*25"}, "", ""},
		{"part numbers", []string{"!" + seal("AIVDM,0,1,,A,"+posA+",0"), "!" + seal("AIVDM,1,2,,A,"+posA+",0"), "!" + seal("AIVDM,1,0,,A,"+posA+",0"), "!" + seal("AIVDM,x,1,,A,"+posA+",0")}, "", "form@1 form@2 form@3 form@4"},
		{"characters", []string{vdm("15RTgt0PAso;90TKcjM8h6g208C" + "X"), vdm("15RTgt0PAso;90TKcjM8h6g2 8CQ"), vdm("15RTgt0PAso;90TKcjM8h6g208CQ\x80")}, "", "payload@1 payload@2 payload@3"},
		{"types", []string{vdm("05RTgt0PAso;90TKcjM8h6g208CQ"), vdm("M5RTgt0PAso;90TKcjM8h6g208CQ"), vdm("w5RTgt0PAso;90TKcjM8h6g208CQ"), vdm("L5RTgt0PAso;90TKcjM8h6g208CQ"), vdm("15RTg")},
			"28@-/", "type@1 type@2 type@3 too short@5"},

		{"station behind", []string{whole + ",d-109,S2105,t050056.00,T56.13718694,r003669946,1325394060,1325394001"}, "1@1325394060000/r003669946", ""},
		{"time behind", []string{whole + ",1276256770", whole + ",1276256770.5", whole + ",1276256770500", whole + ",17"}, "1@1276256770000/ 1@1276256770500/ 1@1276256770500/ 1@-/", ""},
		{"tag", []string{tagged("s:rORBCOMM008,c:1418169601,T:x", whole), tagged("c:1418169601123", whole), tagged("q:u,n:4", whole)}, "1@1418169601000/rORBCOMM008 1@1418169601123/ 1@-/", ""},
		{"bad tag", []string{`\s:a,c:1418169601*00\` + whole, `\s:a,c:1418169601` + whole, `\s:a\` + whole, `\` + seal("s:a") + `\noise`}, "1@-/ 1@-/ 1@-/", "tag block@1 form@2 tag block@3 form@4"},
		{"impossible tag", []string{
			tagged("c:0", whole), tagged("c:12,s:x", whole), tagged("c:-1418169601", whole), tagged("c:4102444800", whole), tagged("c:1418169601123456", whole),
			tagged("c:99999999999999999999", whole), tagged("c:504921599.999", whole), tagged("c:504921600", whole), tagged("c:4102444799999", whole), tagged("c:", whole), tagged("c:now", whole),
		}, "1@-/ 1@-/x 1@-/ 1@-/ 1@-/ 1@-/ 1@-/ 1@504921600000/ 1@4102444799999/ 1@-/ 1@-/",
			"impossible time@1 impossible time@2 impossible time@3 impossible time@4 impossible time@5 impossible time@6 impossible time@7 time@11"},
		{"impossible tag of a part", []string{tagged("c:12", p1), p2}, "5@-/", "impossible time@1"},
		{"impossible tag of what is refused", []string{tagged("c:12", "$GPRMC,1,2*00"), tagged("c:12", "!AIVDM"), tagged("c:12", vdm("15RTg"))}, "", "form@2 too short@3"},
		{"impossible tag, other times", []string{tagged("c:12", whole) + ",1276256770", "1276256770 " + tagged("c:12", whole), pghp, tagged("c:12", whole)},
			"1@1276256770000/ 1@1276256770000/ 1@1276256771390/992190934", "impossible time@1 impossible time@2 impossible time@4"},
		{"impossible behind", []string{whole + ",r003669946,4102444800", whole + ",4102444800,1276256770", whole + ",17"}, "1@-/r003669946 1@1276256770000/ 1@-/", "impossible time@1"},
		{"impossible before", []string{"1970-01-01 00:00:12 " + whole, "2012-13-01 05:00:56: " + whole, "0000000017 " + whole, "17 " + whole, "a log: " + whole}, "1@-/ 1@-/ 1@-/ 1@-/ 1@-/",
			"impossible time@1 impossible time@2 impossible time@3"},
		{"impossible timing", []string{"$" + seal("PGHP,1,1970,6,11,11,46,11,390,231,45,992190934,1,4A"), whole, "$" + seal("PGHP,1,2010,6,11,11,46,11,1390,231,45,992190934,1,4A"), whole}, "1@-/ 1@-/", "impossible time@1 impossible time@3"},
		{"tag before other", []string{tagged("c:1418169601", "$GPRMC,1,2*00"), whole}, "1@-/", ""},
		{"tag wins", []string{tagged("c:1418169601,s:x", whole) + ",r003669946,1276256770"}, "1@1418169601000/x", ""},
		{"time before", []string{"1276256770 " + whole, "2012-01-01 05:00:56.5: " + whole, "[2012-01-01T05:00:56Z] " + whole, "a log: " + whole}, "1@1276256770000/ 1@1325394056500/ 1@1325394056000/ 1@-/", ""},
		{"timing", []string{whole, pghp, whole, whole, "$" + seal("PGHP,1,2010,13,11,11,46,11,390,231,45,992190934,1,4A"), whole, "$PGHP,1,2010*00", whole},
			"1@-/ 1@1276256771390/992190934 1@1276256771390/992190934 1@-/ 1@-/", "impossible time@5 checksum@7"},
		{"no station", []string{"$" + seal("PGHP,1,2010,6,11,11,46,11,390,231,45,,1,4A"), whole, "$" + seal("PGHP,1,2010,6,11,11,46,11,390,,,,1,4A"), whole}, "1@1276256771390/231-45 1@1276256771390/", ""},
		{"broken in", []string{"!AIVDM,1,1,,A,15RTgt0P" + whole, "!AIVDM,1,1" + tagged("c:1418169601", whole)}, "1@-/ 1@1418169601000/", "form@1 form@2"},
		{"two on a line", []string{whole + whole, whole + "," + whole}, "1@-/ 1@-/ 1@-/ 1@-/", ""},
		{"too long", []string{"!AIVDM,1,1,,A," + strings.Repeat("0", 3000) + ",0*00", strings.Repeat("z", 300_000) + whole, whole}, "1@-/", "too long@1 too long@2"},

		{"parts", []string{p1, p2}, "5@-/", ""},
		{"between", []string{p1, whole, "# x", p2}, "1@-/ 5@-/", ""},
		{"no second", []string{p1, whole}, "1@-/", "incomplete@1"},
		{"no first", []string{whole, p2}, "1@-/", "orphan@2"},
		{"backwards", []string{p2, p1}, "", "orphan@1 incomplete@2"},
		{"again", []string{p1, p1, p2, p2}, "5@-/", "incomplete@1 orphan@4"},
		{"channels", []string{p1, part(1, 2, "3", "B", first, 0), p2, part(2, 2, "3", "B", second, 2)}, "5@-/ 5@-/", ""},
		{"other channel", []string{p1, part(2, 2, "3", "B", second, 2)}, "", "orphan@2 incomplete@1"},
		{"other total", []string{p1, part(2, 3, "3", "A", second, 2)}, "", "orphan@2 incomplete@1"},
		{"three", []string{part(1, 3, "", "", first[:20], 0), part(2, 3, "", "", first[20:], 0), part(3, 3, "", "", second, 2)}, "5@-/", ""},
		{"gap", []string{part(1, 3, "", "", first[:20], 0), part(3, 3, "", "", second, 2), part(2, 3, "", "", first[20:], 0)}, "", "orphan@2 incomplete@1"},
		{"sources", []string{tagged("s:a,c:1418169601", p1), tagged("s:b,c:1418169602", p1), tagged("s:a,c:1418169602", p2), tagged("s:b,c:1418169602", p2)}, "5@1418169601000/a 5@1418169602000/b", ""},
		{"group", []string{tagged("g:1-2-77,s:a,c:1418169601", p1), tagged("g:1-2-78,s:b,c:1418169601", p1), tagged("g:2-2-77", p2), tagged("g:2-2-78", p2)}, "5@1418169601000/a 5@1418169601000/b", ""},
		{"late", []string{tagged("c:1418169601", p1), tagged("c:1418169604", p2)}, "", "incomplete@1 orphan@2"},
		{"in time", []string{tagged("c:1418169601", p1), tagged("c:1418169603", p2)}, "5@1418169601000/", ""},
		{"time runs back", []string{tagged("c:1418169601", p1), tagged("c:1418169501", p2)}, "", "incomplete@1 orphan@2"},
		{"another's clock", []string{tagged("s:a,c:1418169601", p1), tagged("s:b,c:1418199999", p1), tagged("s:a,c:1418169601", p2)}, "5@1418169601000/a", "incomplete@2"},
		{"lines", append(append([]string{p1}, slices.Repeat([]string{"#"}, 99)...), p2), "5@-/", ""},
		{"many lines", append(append([]string{p1}, slices.Repeat([]string{"#"}, 100)...), p2), "", "incomplete@1 orphan@102"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, workers := range []int{1, 3} {
				var other, got []string
				r := ais.NewReader(strings.NewReader(strings.Join(c.lines, "\n")), ais.Options{
					Workers: workers,
					Refuse:  func(r ais.Refusal) { other = append(other, fmt.Sprintf("%s@%d", r.Reason, r.Line)) },
				})
				ms := all(t, r)
				for i := range ms {
					m := &ms[i]
					at := "-"
					if m.Time != ais.NoTime {
						at = fmt.Sprint(m.Time)
					}
					got = append(got, fmt.Sprintf("%d@%s/%s", m.Type, at, r.Sources()[m.Source]))
				}
				if g := strings.Join(got, " "); g != c.want {
					t.Errorf("messages %s\nwant     %s", g, c.want)
				}
				if g := strings.Join(other, " "); g != c.other {
					t.Errorf("refused %s\nwant    %s", g, c.other)
				}
				addUp(t, r.Stats())
			}
		})
	}
}

// TestJoined checks that what was joined is the whole payload, also when many
// messages come together in a batch.
func TestJoined(t *testing.T) {
	var lines []string
	for i := range 100 {
		lines = append(lines, part(1, 2, fmt.Sprint(i%10), "A", first, 0), part(2, 2, fmt.Sprint(i%10), "A", second, 2), vdm(posA))
	}
	for _, workers := range []int{1, 2} {
		r := ais.NewReader(strings.NewReader(strings.Join(lines, "\n")), ais.Options{Workers: workers})
		n := 0
		for {
			ms, err := r.Batch()
			if err != nil {
				break
			}
			for i := range ms {
				want := posA
				if n%2 == 0 {
					want = first + second
				}
				if string(ms[i].Payload) != want {
					t.Fatalf("message %d: %s", n, ms[i].Payload)
				}
				n++
			}
		}
		if n != 200 {
			t.Errorf("%d messages", n)
		}
	}
}

// TestBatchAndNext take turns and lose nothing.
func TestBatchAndNext(t *testing.T) {
	text := strings.Repeat(vdm(posA)+"\n", 1000)
	for _, workers := range []int{1, 2} {
		r := ais.NewReader(strings.NewReader(text), ais.Options{Workers: workers})
		var m ais.Message
		n := 0
		for i := 0; ; i++ {
			if i%3 == 0 {
				ms, err := r.Batch()
				if err != nil {
					break
				}
				n += len(ms)
			} else if r.Next(&m) == nil {
				n++
			}
		}
		if n != 1000 {
			t.Errorf("%d messages", n)
		}
	}
}

// TestOnly leaves out and counts.
func TestOnly(t *testing.T) {
	data := open(t, sample)
	var want []ais.Message
	whole := ais.NewReader(bytes.NewReader(data), ais.Options{})
	for _, m := range all(t, whole) {
		if ais.Positions&(1<<m.Type) != 0 {
			want = append(want, m)
		}
	}
	r := ais.NewReader(bytes.NewReader(data), ais.Options{Only: ais.Positions})
	if got := all(t, r); !slices.EqualFunc(got, want, same) {
		t.Errorf("%d messages, want %d", len(got), len(want))
	}
	s := r.Stats()
	addUp(t, s)
	if s.Types != whole.Stats().Types || s.LeftOut != s.Messages-int64(len(want)) {
		t.Errorf("%+v", s)
	}
}

// noise is a stream of random bytes, with a newline now and then if at all.
type noise struct {
	left, every int
	rng         *rand.Rand
}

func (n *noise) Read(p []byte) (int, error) {
	if n.left == 0 {
		return 0, io.EOF
	}
	k := min(len(p), n.left)
	for i := 0; i < k; i += 8 {
		x := n.rng.Uint64()
		for j := i; j < min(i+8, k); j++ {
			p[j] = byte(x)
			if x >>= 8; p[j] == '\n' {
				p[j] = '!'
			}
		}
	}
	for i := n.every; n.every > 0 && i < k; i += n.every {
		p[i] = '\n'
	}
	n.left -= k
	return k, nil
}

// TestNoise: the memory held does not grow with what is thrown at a reader.
func TestNoise(t *testing.T) {
	starts := func(n int) io.Reader {
		i := 0
		return &repeat{n: n, next: func() string {
			i++
			return tagged(fmt.Sprintf("s:%d,c:1418169601", i), part(1, 9, fmt.Sprint(i%10), "A", strings.Repeat("0", 1500), 0)) + "\n"
		}}
	}
	for name, r := range map[string]io.Reader{
		"one line":   &noise{left: 3 << 20, rng: rand.New(rand.NewPCG(1, 2))},
		"lines":      &noise{left: 3 << 20, every: 40, rng: rand.New(rand.NewPCG(1, 2))},
		"long lines": &noise{left: 3 << 20, every: 5000, rng: rand.New(rand.NewPCG(1, 2))},
		"part 1s":    starts(3000),
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		x := ais.NewReader(r, ais.Options{})
		if ms := all(t, x); len(ms) != 0 {
			t.Errorf("%s: %d messages", name, len(ms))
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		addUp(t, x.Stats())
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 3<<20 {
			t.Errorf("%s: holds %d bytes", name, grown)
		}
		if s := x.Stats(); s.Bytes < 3<<20 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

type repeat struct {
	n    int
	next func() string
	left string
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.left == "" {
		if r.n == 0 {
			return 0, io.EOF
		}
		r.n--
		r.left = r.next()
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}

// TestFailure: what came before an error of the stream is read, the error is told.
func TestFailure(t *testing.T) {
	broken := errors.New("the wire is cut")
	for _, workers := range []int{1, 2} {
		r := ais.NewReader(io.MultiReader(strings.NewReader(vdm(posA)+"\n"+vdm(posA)), iotest.ErrReader(broken)), ais.Options{Name: "feed", Workers: workers})
		var m ais.Message
		for range 2 {
			if err := r.Next(&m); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := r.Next(&m); !errors.Is(err, broken) || !strings.Contains(err.Error(), "feed after line 2") {
				t.Errorf("%v", err)
			}
		}
	}
	r := ais.NewReader(stalled{}, ais.Options{})
	if err := r.Next(new(ais.Message)); !errors.Is(err, io.ErrNoProgress) {
		t.Error(err)
	}
}

type stalled struct{}

func (stalled) Read([]byte) (int, error) { return 0, nil }

// TestClose stops a reader in the middle.
func TestClose(t *testing.T) {
	before := runtime.NumGoroutine()
	r := ais.NewReader(strings.NewReader(strings.Repeat(vdm(posA)+"\n", 100_000)), ais.Options{Workers: 3})
	var m ais.Message
	if err := r.Next(&m); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() { // they end by themselves, soon
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, before %d", runtime.NumGoroutine(), before)
		}
	}
	for range 100_000 {
		if err := r.Next(&m); err != nil {
			return
		}
	}
	t.Error("a closed reader reads on")
}

// TestAllocations: positions cost none; names only the first time.
func TestAllocations(t *testing.T) {
	lines := [][]byte{
		[]byte(vdm(posA)), []byte("!AIVDM,1,1,,A,B52K>;h00Fc>jpUlNV@ikwpUoP06,0*4C\r\n"), []byte(tagged("s:a,c:1418169601", vdm(posA))),
		[]byte(vdm(posA) + ",d-109,S2105,t050056.00,T56.13718694,r003669946,1325394060"), []byte("$" + seal("PGHP,1,2010,6,11,11,46,11,390,231,45,992190934,1,4A")),
		[]byte("!AIVDM,1,1,,A,KCQ9r=hrFUnH7P00,0*41"), []byte("!AIVDM,1,1,,A,403OviQuMGCqWrRO9>E6fE700@GO,0*4D"),
		[]byte(part(1, 2, "3", "A", first, 0)), []byte(part(2, 2, "3", "A", second, 2)), []byte("!AIVDM,1,1,,A,H42O55i18tMET00000000000000,2*6D"),
	}
	d := ais.NewDecoder(ais.Options{})
	var m ais.Message
	n := 0
	if a := testing.AllocsPerRun(100, func() {
		for _, line := range lines {
			if _, ok := d.Line(line, &m); ok {
				n++
			}
		}
	}); a != 0 {
		t.Errorf("%v allocations for %d lines", a, len(lines))
	}
	if n != 101*8 {
		t.Errorf("%d messages", n)
	}
	x := ais.NewReader(&repeat{n: 1 << 20, next: func() string { return string("!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n") }}, ais.Options{})
	if a := testing.AllocsPerRun(1000, func() {
		if err := x.Next(&m); err != nil {
			t.Fatal(err)
		}
	}); a != 0 {
		t.Errorf("%v allocations for a position read", a)
	}
}

// TestUnpack compares with the plain way, one character at a time.
func TestUnpack(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const armour = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw"
	var m ais.Message
	for range 20_000 {
		p := make([]byte, 7+rng.IntN(120))
		for i := range p {
			p[i] = armour[rng.IntN(64)]
		}
		p[0] = armour[1+rng.IntN(28)]
		if rng.IntN(3) == 0 {
			p[0] = "125CK"[rng.IntN(5)]
		}
		bits := make([]byte, 0, len(p)*6)
		for _, c := range p {
			v := strings.IndexByte(armour, c)
			for k := 5; k >= 0; k-- {
				bits = append(bits, byte(v>>k&1))
			}
		}
		u := func(start, width int) (v uint32) {
			for _, b := range bits[start : start+width] {
				v = v<<1 | uint32(b)
			}
			return v
		}
		if err := ais.DecodePayload(p, 0, &m); err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		if uint32(m.Type) != u(0, 6) || m.MMSI != u(8, 30) {
			t.Fatalf("%s: type %d, MMSI %d", p, m.Type, m.MMSI)
		}
		switch m.Type {
		case 1, 2, 3:
			if len(bits) >= 143 {
				if m.Position.ROT != int8(u(42, 8)) || uint32(m.Position.SOG) != u(50, 10) || uint32(m.Position.Second) != u(137, 6) || uint32(m.Position.Status) != u(38, 4) {
					t.Fatalf("%s: %+v", p, m.Position)
				}
			}
		case 5:
			if len(bits) >= 302 {
				if m.Static.IMO != u(40, 30) || uint32(m.Static.ShipType) != u(232, 8) || uint32(m.Static.A) != u(240, 9) || uint32(m.Static.Draught) != u(294, 8) {
					t.Fatalf("%s: %+v", p, m.Static)
				}
			}
		case 19:
			if len(bits) >= 301 && (uint32(m.Static.ShipType) != u(263, 8) || uint32(m.Static.D) != u(295, 6)) {
				t.Fatalf("%s: %+v", p, m.Static)
			}
		}
	}
	// Every byte that carries no bits is refused wherever it stands.
	for _, n := range []int{7, 8, 15, 28, 29, 61, 100} {
		for at := range n {
			for c := range 256 {
				p := bytes.Repeat([]byte("1"), n)
				p[at] = byte(c)
				err := ais.DecodePayload(p, 0, &m)
				if bad := strings.IndexByte(armour, byte(c)) < 0; bad != (err != nil && strings.HasSuffix(err.Error(), ": a character carries no bits")) {
					t.Fatalf("%d at %d of %d: %v", c, at, n, err)
				}
			}
		}
	}
}

// TestShort reads messages that were cut off: what is not there is not available.
func TestShort(t *testing.T) {
	b := func(m ais.Message) string {
		p := m.Position
		return fmt.Sprintf("%v %v %v %v %v %v", m.HasPos, p.Known(), p.SOG != ais.NoSOG, p.COG != ais.NoCOG, p.Heading != ais.NoHeading, p.Second != ais.NoSecond)
	}
	var m ais.Message
	for _, c := range []struct {
		payload string
		fill    int
		want    string
	}{
		{posA, 0, "true true true true true true"},
		{posA, 5, "true true true true true true"},
		{posA[:24], 1, "true true true true true true"},
		{posA[:24], 2, "true true true true true false"},
		{posA[:23], 1, "true true true true true false"},
		{posA[:22], 0, "true true true true false false"},
		{posA[:21], 0, "true true true false false false"},
		{posA[:20], 4, "true true true false false false"},
		{posA[:20], 5, "false false false false false false"},
		{posA[:7], 4, "false false false false false false"},
	} {
		if err := ais.DecodePayload([]byte(c.payload), c.fill, &m); err != nil {
			t.Fatal(err)
		}
		if got := b(m); got != c.want {
			t.Errorf("%d characters: %s, want %s", len(c.payload), got, c.want)
		}
	}
	if err := ais.DecodePayload([]byte(posA[:7]), 5, &m); err == nil {
		t.Error("37 bits are a message")
	}
	for n := 7; n <= len(first+second); n++ {
		if err := ais.DecodePayload([]byte((first + second)[:n]), 0, &m); err != nil {
			t.Fatal(err)
		}
		if d := m.Static.Destination; !strings.HasPrefix("NEW YORK", d) || m.Static.Name != "" && m.Static.Name != "EVER DIADEM" {
			t.Errorf("%d characters: %+v", n, m.Static)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(vdm(posA)+"\n"+part(1, 2, "3", "A", first, 0)+"\n"+part(2, 2, "3", "A", second, 2)+"\r\n"), uint8(3))
	f.Add([]byte(tagged("g:1-2-77,s:a,c:1418169601", part(1, 2, "1", "", first, 0))+"\n$"+seal("PGHP,1,2010,6,11,11,46,11,390,231,45,992190934,1,4A")+"\n"+vdm(posA)+",r003669946,1325394060"), uint8(40))
	f.Add([]byte("# x\n\n!AIVDM,1,1,,A,15R"+vdm(posA)+"\n1276256770 "+vdm("403OviQuMGCqWrRO9>E6fE700@GO")+"\n\\\\!"), uint8(200))
	f.Add([]byte("!AIVDM,1,1,,A,H42O55lti4hhhilD3nink000?050,0*40\n!AIVDM,1,1,,A,C5N3SRgPEnJGEBT>NhWAwwo862PaLELTBJ:V00000000S0D:R220,0*0B"), uint8(9))
	f.Fuzz(func(t *testing.T, data []byte, cut uint8) {
		if cut&1 == 0 {
			data = mend(data)
		}
		var refused int64
		read := func(r io.Reader, workers int) ([]ais.Message, ais.Stats) {
			refused = 0
			x := ais.NewReader(r, ais.Options{Workers: workers, Refuse: func(r ais.Refusal) {
				refused++
				if len(r.Text) > 120 || r.Line < 1 || r.Reason == "" {
					t.Errorf("%+v", r)
				}
			}})
			ms := all(t, x)
			s := x.Stats()
			addUp(t, s)
			total := int64(0)
			for _, n := range s.Refused {
				total += n
			}
			if total != refused || s.Open != 0 || s.Bytes != int64(len(data)) || s.Messages != int64(len(ms)) {
				t.Errorf("%d refusals, %d messages: %+v", refused, len(ms), s)
			}
			return ms, s
		}
		want, s := read(bytes.NewReader(data), 1)
		for i := range want {
			m := &want[i]
			p := &m.Position
			if p.Lat < -90*ais.Unit || p.Lat > 90*ais.Unit && p.Lat != ais.NoLat || p.Lon < -180*ais.Unit || p.Lon > 180*ais.Unit && p.Lon != ais.NoLon ||
				p.COG > 3600 || p.Heading > 359 && p.Heading != 511 || m.Type < 1 || m.Type > 28 || !m.HasPos && *p != noPosition || !m.HasStat && m.Static != (ais.Static{}) {
				t.Errorf("%+v", m)
			}
		}
		for _, c := range []struct {
			r       io.Reader
			workers int
		}{{&pieces{data, int(cut)%50 + 1}, 1}, {bytes.NewReader(data), 2}} {
			got, s2 := read(c.r, c.workers)
			if !slices.EqualFunc(got, want, same) || fmt.Sprint(s) != fmt.Sprint(s2) {
				t.Errorf("%d messages, not %d: %+v, not %+v", len(got), len(want), s2, s)
			}
		}
	})
}

// mend rights the checksums, so that what lies behind them is tried too.
func mend(data []byte) []byte {
	data = bytes.Clone(data)
	from := -1
	for i, c := range data {
		switch {
		case c == '\n':
			from = -1
		case c == '!' || c == '$' || c == '\\':
			from = i + 1
		case c == '*' && from >= 0 && i+2 < len(data):
			copy(data[i:], seal(string(data[from:i]))[i-from:])
			from = -1
		}
	}
	return data
}

// pieces gives so many bytes a read.
type pieces struct {
	left []byte
	n    int
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.left) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), p.n)], p.left)
	p.left = p.left[n:]
	return n, nil
}
