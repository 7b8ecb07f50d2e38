package logbook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cordon/ais"
)

// TestMain is also the process that tests end at a point.
func TestMain(m *testing.M) {
	if dir := os.Getenv("LOGBOOK_KILL_DIR"); dir != "" {
		if err := killed(dir, os.Getenv("LOGBOOK_KILL_AT")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// tableOf writes messages as a table, as a client posts them.
func tableOf(list []heardBy) string {
	var b strings.Builder
	b.WriteString("mmsi,time,lat,lon,sog,cog,heading,name,source\n")
	for i := range list {
		m := &list[i]
		if m.HasPos {
			p := &m.Position
			fmt.Fprintf(&b, "%d,%s,%.6f,%.6f,%.1f,%.1f,%d,,%s\n", m.MMSI, time.UnixMilli(m.Time).UTC().Format(time.RFC3339), float64(p.Lat)/ais.Unit, float64(p.Lon)/ais.Unit,
				float64(p.SOG)/10, float64(p.COG)/10, p.Heading, m.by)
		}
	}
	return b.String()
}

// posts are the bodies that the process that is ended posts, one after the other.
func posts() []string {
	list := traffic(3, 2, 11)
	var out []string
	for part := range slices.Chunk(list, 60) {
		out = append(out, tableOf(part))
	}
	return out
}

// killed posts bodies, says which were acknowledged, folds now and then, and ends
// at a point for the nth time.
func killed(dir, at string) error {
	point, nth, _ := strings.Cut(at, "#")
	n, err := strconv.Atoi(nth)
	if err != nil {
		return err
	}
	l, err := Open(dir, Options{})
	if err != nil {
		return err
	}
	l.reached = func(p string) {
		if p == point {
			if n--; n == 0 {
				self, _ := os.FindProcess(os.Getpid())
				_ = self.Kill()
				select {}
			}
		}
	}
	v, err := l.Live(context.Background(), LiveOptions{})
	if err != nil {
		return err
	}
	for i, body := range posts() {
		if _, err := v.Load(context.Background(), strings.NewReader(body), "body", ""); err != nil {
			return err
		}
		fmt.Println(i) // acknowledged
		if i%5 == 4 {
			if _, err := v.Fold(context.Background()); err != nil {
				return err
			}
		}
	}
	return v.Close()
}

// Wherever the process ends, what was acknowledged is there once, and nothing is
// twice.
func TestKill(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bodies := posts()
	want := openLog(t)
	in := want.Begin()
	for _, b := range bodies {
		if _, err := in.Load(t.Context(), strings.NewReader(b), LoadOptions{Name: "b", Workers: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := in.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := files(t, want)
	for _, at := range []string{"log written#1", "log written#3", "log synced#1", "log synced#7", "partition written#1", "partition in place#1", "partition in place#3",
		"log in the archive#1", "log in the archive#2", "segment removed#1", "segment removed#2", "nowhere#1"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "sea")
			cmd := exec.Command(self)
			cmd.Env = append(os.Environ(), "LOGBOOK_KILL_DIR="+dir, "LOGBOOK_KILL_AT="+at)
			var acked bytes.Buffer
			cmd.Stdout, cmd.Stderr = &acked, os.Stderr
			err := cmd.Run()
			if strings.HasPrefix(at, "nowhere") != (err == nil) {
				t.Fatalf("the process ended with %v", err)
			}
			l, err := Open(dir, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Recover(t.Context()); err != nil {
				t.Fatal(err)
			}
			n := len(strings.Fields(acked.String()))
			have := make(map[string]int)
			for _, m := range replayed(t, l, Query{}) {
				have[fmt.Sprintf("%+v", m)]++
			}
			for k, c := range have {
				if c > 1 {
					t.Fatalf("%d times: %s", c, k)
				}
			}
			few := openLog(t)
			in := few.Begin()
			for _, b := range bodies[:n] {
				if _, err := in.Load(t.Context(), strings.NewReader(b), LoadOptions{Name: "b", Workers: 1}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := in.Commit(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, m := range replayed(t, few, Query{}) {
				if have[fmt.Sprintf("%+v", m)] != 1 {
					t.Fatalf("of %d acknowledged bodies this is lost: %+v", n, m)
				}
			}
			// Who posts all again has what an undisturbed process has.
			v, err := l.Live(t.Context(), LiveOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range bodies {
				if _, err := v.Load(t.Context(), strings.NewReader(b), "b", ""); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := v.Fold(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := v.Close(); err != nil {
				t.Fatal(err)
			}
			got := files(t, l)
			for k := range got {
				if strings.HasPrefix(k, "wal") {
					if k != "wal/lock" {
						t.Errorf("%s is left", k)
					}
					delete(got, k)
				}
			}
			if d := differing(got, all); len(d) > 0 {
				t.Errorf("differ: %v", d)
			}
		})
	}
}

func live(t testing.TB, o LiveOptions) *Live {
	t.Helper()
	v, err := openLog(t).Live(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

// Many at once are all durable, and in the archive after a quiet moment; whoever
// waits for that is told once.
func TestLive(t *testing.T) {
	after := make(chan Added, 100)
	v := live(t, LiveOptions{Quiet: 50 * time.Millisecond, After: func(_ context.Context, a Added) error { after <- a; return nil }})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- v.Run(ctx) }()
	list := traffic(4, 2, 12)
	positions := 0
	var wg sync.WaitGroup
	var mu sync.Mutex
	for part := range slices.Chunk(list, 100) {
		wg.Go(func() {
			got, err := v.Load(t.Context(), strings.NewReader(tableOf(part)), "body", "")
			mu.Lock()
			defer mu.Unlock()
			positions += got.Positions
			if err != nil || got.Refused > 0 {
				t.Error(got, err)
			}
		})
	}
	wg.Wait()
	sum := int64(0)
	for sum < int64(positions) {
		select {
		case a := <-after:
			sum += a.Positions
		case <-time.After(10 * time.Second):
			t.Fatalf("%d of %d positions are in the archive", sum, positions)
		}
	}
	if got := len(replayed(t, v.l, Query{})); got != positions || sum != int64(positions) {
		t.Errorf("%d replayed, %d added, of %d", got, sum, positions)
	}
	if _, err := v.l.Live(t.Context(), LiveOptions{}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second process: %v", err)
	}
	if err := v.l.Recover(t.Context()); err != nil {
		t.Errorf("recover beside it: %v", err)
	}
	got, err := v.Load(t.Context(), strings.NewReader(tableOf(list[:9])+"x,y\n"), "body", "")
	if err != nil || got.Refused != 1 || got.Problems[0].Line == 0 {
		t.Errorf("a bad row: %+v, %v", got, err)
	}
	if _, err := v.Load(t.Context(), strings.NewReader("hello"), "body", ""); !errors.Is(err, ais.ErrUnknown) {
		t.Errorf("no AIS: %v", err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if s, _ := segments(v.w.dir); len(s) > 0 {
		t.Errorf("segments %v are left", s)
	}
}

const sentence = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\r\n"

// A feed that breaks is connected again; one that stalls is named.
func TestFeedTCP(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	at := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	v := live(t, LiveOptions{Stall: 300 * time.Millisecond, Now: func() time.Time { return at }})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	name := "tcp://" + ln.Addr().String()
	go func() { ended <- v.Feed(ctx, name) }()
	for range 2 {
		c, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(c, sentence+"noise\r\n"+strings.Repeat("x", 100_000)+"\r\n"+sentence[:20])
		time.Sleep(150 * time.Millisecond) // the rest of the line comes late
		_, _ = io.WriteString(c, sentence[20:])
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	c, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	feedState(t, v, func(f Feed) bool {
		return f.State == "stalled" && f.Messages == 4 && f.Connects == 3 && f.Refused >= 4 && f.Name == name && f.Lost == 0
	})
	_, _ = io.WriteString(c, sentence)
	feedState(t, v, func(f Feed) bool { return f.State == "open" && f.Messages == 5 && f.Heard.Equal(at) })
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	feedState(t, v, func(f Feed) bool { return f.State == "closed" })
	if _, err := v.Fold(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := replayed(t, v.l, Query{})
	if len(got) != 1 || got[0].by != name || got[0].Time != at.UnixMilli() { // the same message in the same moment is one
		t.Errorf("%+v", got)
	}
}

// Of a line that is set aside for several reasons, as of one that is too long to be
// read, one is counted: no feed has more lines set aside than came.
func TestFeedCounts(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	v := live(t, LiveOptions{})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- v.Feed(ctx, "tcp://"+ln.Addr().String()) }()
	c, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	torn := strings.Replace(sentence, ",B,", ",A,", 1)
	part := "!AIVDM,2,1,7,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1A\r\n"
	tagged := `\s:x*00\` // of a wrong checksum
	lines := 0
	for _, x := range []struct {
		line string
		n    int
	}{
		{"!a!b!c!d!e\r\n", 500},                   // each part of which is no sentence
		{strings.TrimSpace(torn) + torn, 100},     // two on a line
		{tagged + torn, 100},                      // tag block and sentence
		{tagged + part, 100},                      // tag block, and a part whose other parts do not come
		{strings.Repeat("!", 50_000) + "\r\n", 5}, // too long
		{sentence, 2},
	} {
		_, _ = io.WriteString(c, strings.Repeat(x.line, x.n))
		lines += x.n
	}
	_, _ = io.WriteString(c, strings.Repeat("x", 12_000)) // too long, in pieces
	time.Sleep(250 * time.Millisecond)
	_, _ = io.WriteString(c, strings.Repeat("x", 12_000)+"\r\n"+sentence)
	want := int64(lines + 2)
	feedState(t, v, func(f Feed) bool { return f.Messages == 3 && f.Lines == want && f.Refused == want-3 })
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	// Nor has a file.
	text := strings.Repeat("!a!b!c!d!e\r\n"+tagged+torn+tagged+part, 100) + sentence
	in := v.l.Begin()
	h, err := in.Load(t.Context(), strings.NewReader(text), LoadOptions{Name: "x", Time: base.UnixMilli()})
	if err != nil || h.Stats.Lines != 301 || h.Refused != 300 || h.Kept != 1 {
		t.Errorf("of %d lines %d refused, %d kept: %v", h.Stats.Lines, h.Refused, h.Kept, err)
	}
}

func feedState(t *testing.T, v *Live, want func(Feed) bool) {
	t.Helper()
	var f Feed
	for range 1000 {
		if f = v.Feeds()[0]; want(f) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the feed is %+v", f)
}

func TestFeedUDP(t *testing.T) {
	free, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.LocalAddr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	v := live(t, LiveOptions{})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- v.Feed(ctx, "udp://"+addr) }()
	for len(v.Feeds()) == 0 || v.Feeds()[0].State != "open" {
		time.Sleep(5 * time.Millisecond)
	}
	c, err := net.Dial("udp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 3 {
		_, _ = io.WriteString(c, sentence+sentence)
	}
	feedState(t, v, func(f Feed) bool { return f.Messages == 6 && f.Lines == 6 })
	if err := v.Feed(ctx, "udp://"+addr); err == nil {
		t.Error("an address in use was listened on")
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "host:1", "http://host:1", "tcp://host", "tcp://:1", "tcp://host:1/x", "udp://h:1?x", "tcp://u@h:1", "tcp://h:65536", "%"} {
		if CheckFeed(bad) == nil {
			t.Errorf("%q was taken for a feed", bad)
		}
	}
}

// A disk that takes nothing is told to whoever waits, and what comes after it has
// recovered is kept.
func TestLogFails(t *testing.T) {
	v := live(t, LiveOptions{})
	if os.Getuid() == 0 { // a folder that is gone fails for everybody
		if err := os.Rename(v.w.dir, v.w.dir+"-away"); err != nil {
			t.Fatal(err)
		}
	}
	body := tableOf(traffic(1, 1, 13))
	if _, err := v.Load(t.Context(), strings.NewReader(body), "b", ""); err == nil {
		t.Error("acknowledged without a disk")
	}
	if err := os.Rename(v.w.dir+"-away", v.w.dir); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Load(t.Context(), strings.NewReader(body), "b", ""); err != nil {
		t.Error(err)
	}
	if _, err := v.Fold(t.Context()); err != nil || len(replayed(t, v.l, Query{})) == 0 {
		t.Error("nothing was kept", err)
	}
}

// frameBytes makes a segment of some traffic.
func frameBytes(t testing.TB, dir string) []byte {
	t.Helper()
	w, err := openWAL(dir, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	list := traffic(2, 1, 14)
	for part := range slices.Chunk(list, 60) {
		f := newFrame()
		for i := range part {
			if why := f.add(&part[i].Message, part[i].by); why != "" {
				t.Fatal(why)
			}
		}
		if err := w.append(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, segmentName(1)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readAll(t testing.TB, b []byte) (frames []*frame, left int64) {
	t.Helper()
	left, err := readSegment(bytes.NewReader(b), func(f *frame) error { frames = append(frames, f); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return frames, left
}

// A log that is cut or damaged anywhere gives the frames before that, whole.
func TestSegmentCut(t *testing.T) {
	b := frameBytes(t, t.TempDir())
	all, left := readAll(t, b)
	if len(all) < 3 || left != 0 {
		t.Fatalf("%d frames, %d bytes left", len(all), left)
	}
	r := rand.New(rand.NewPCG(15, 15))
	for range 300 {
		bad := slices.Clone(b)
		if r.IntN(2) == 0 {
			bad = bad[:r.IntN(len(bad))]
		} else {
			bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
		}
		got, left := readAll(t, bad)
		if len(got) > len(all) || len(got) == len(all) && left == 0 {
			t.Fatalf("%d frames of a damaged segment, %d bytes left", len(got), left)
		}
		for i := range got {
			if !slices.Equal(got[i].rows, all[i].rows) || !slices.Equal(got[i].reports, all[i].reports) {
				t.Fatalf("frame %d is another", i)
			}
		}
	}
}

func FuzzSegment(f *testing.F) {
	b := frameBytes(f, f.TempDir())
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add([]byte(walMagic))
	f.Add([]byte(walMagic + "\xff\xff\xff\x03\x00\x00\x00\x00abc"))
	f.Fuzz(func(t *testing.T, b []byte) {
		frames, left := readAll(t, b)
		if left < 0 || left > int64(len(b)) {
			t.Fatalf("%d bytes left of %d", left, len(b))
		}
		for _, x := range frames {
			again, err := readFrame(x.appendTo(nil))
			if err != nil || !slices.Equal(again.rows, x.rows) || !slices.Equal(again.reports, x.reports) {
				t.Fatalf("a frame does not come back: %v", err)
			}
		}
	})
}

func FuzzFrame(f *testing.F) {
	x := newFrame()
	for _, m := range traffic(1, 1, 16) {
		x.add(&m.Message, m.by)
	}
	f.Add(x.appendTo(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := readFrame(b)
		if err != nil {
			return
		}
		if again, err := readFrame(x.appendTo(nil)); err != nil || !slices.Equal(again.rows, x.rows) || !slices.Equal(again.reports, x.reports) {
			t.Fatalf("a frame does not come back: %v", err)
		}
	})
}

// BenchmarkLive is the whole way of a body to the disk.
func BenchmarkLive(b *testing.B) {
	v := live(b, LiveOptions{})
	list := traffic(200, 1, 17)
	body := tableOf(list)
	n := 0
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			got, err := v.Load(context.Background(), strings.NewReader(body), "body", "")
			if err != nil {
				b.Error(err)
			}
			n = got.Positions
		}
	})
	b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "positions/s")
}
