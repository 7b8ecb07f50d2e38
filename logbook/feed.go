package logbook

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"cordon/ais"
)

// Feed is how a live feed is.
type Feed struct {
	Name     string    `json:"name" doc:"Its address: tcp://host:port of a server that is asked, udp://host:port that is listened on."`
	State    string    `json:"state" enum:"connecting,open,stalled,closed" doc:"stalled: connected, but nothing has come for long."`
	Since    time.Time `json:"since" doc:"When it got into that state."`
	Heard    time.Time `json:"heard,omitzero" doc:"When the last line came."`
	Lines    int64     `json:"lines" doc:"Lines since the start."`
	Messages int64     `json:"messages" doc:"Positions and reports that are on the disk."`
	Refused  int64     `json:"refused" doc:"Lines of which something was set aside."`
	Lost     int64     `json:"lost" doc:"Messages that could not be put on the disk."`
	Connects int       `json:"connects" doc:"How often it was connected."`
	Error    string    `json:"error,omitempty" doc:"Why it was closed last."`
}

// feed is a feed that is being read.
type feed struct {
	v       *Live
	address *url.URL
	mu      sync.Mutex // guards Feed
	Feed
}

// CheckFeed says what is wrong with the address of a feed.
func CheckFeed(address string) error {
	_, err := parseFeed(address)
	return err
}

func parseFeed(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, fmt.Errorf("feed %q: no address", address)
	case u.Scheme != "tcp" && u.Scheme != "udp":
		return nil, fmt.Errorf("feed %q: neither tcp nor udp", address)
	case u.Port() == "" || u.Path != "" || u.RawQuery != "" || u.User != nil || u.Scheme == "tcp" && u.Hostname() == "":
		return nil, fmt.Errorf("feed %q: want host and port", address)
	}
	if _, err := strconv.ParseUint(u.Port(), 10, 16); err != nil {
		return nil, fmt.Errorf("feed %q: port %s: want 1 to 65535", address, u.Port())
	}
	return u, nil
}

// Feeds says how the feeds are, in the order in which they were begun.
func (v *Live) Feeds() []Feed {
	v.mu.Lock()
	list := slices.Clone(v.feeds)
	v.mu.Unlock()
	out := make([]Feed, 0, len(list))
	for _, f := range list {
		f.mu.Lock()
		out = append(out, f.Feed)
		f.mu.Unlock()
	}
	return out
}

// Settings of feeds.
const (
	firstWait  = time.Second // before a connection that broke is made again; doubled each time
	longWait   = time.Minute
	dialTime   = 10 * time.Second
	gatherTime = 100 * time.Millisecond // messages that come within it go to the disk together
	gatherMost = 8192                   // messages, however fast they come
	longLine   = 16 << 10
	holdMost   = 1 << 20 // messages that are held while the disk takes none
)

// Feed reads a live feed until ctx ends: it connects to a server of sentences
// (tcp) and again when the connection breaks, each time after a longer while, or
// listens for datagrams (udp). Its error is for an address that cannot be
// listened on.
func (v *Live) Feed(ctx context.Context, address string) error {
	u, err := parseFeed(address)
	if err != nil {
		return err
	}
	f := &feed{v: v, address: u, Feed: Feed{Name: address}}
	f.become("connecting", nil)
	v.mu.Lock()
	v.feeds = append(v.feeds, f)
	v.mu.Unlock()
	if u.Scheme == "udp" {
		return f.listen(ctx)
	}
	wait := firstWait
	for ctx.Err() == nil {
		began := f.lines()
		err := f.dial(ctx)
		if ctx.Err() != nil {
			break
		}
		if f.lines() > began {
			wait = firstWait
		}
		f.become("closed", err)
		v.l.o.Log.Warn("a feed is closed and will be tried again", slog.String("feed", f.Name), slog.Any("error", err), slog.Duration("after", wait))
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, longWait)
		f.become("connecting", err)
	}
	f.become("closed", nil)
	return nil
}

func (f *feed) lines() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.Lines
}

func (f *feed) become(state string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.State != state {
		f.State, f.Since = state, f.v.o.Now().UTC()
	}
	if state == "open" {
		f.Error = ""
		f.Connects++
	} else if err != nil {
		f.Error = err.Error()
	}
}

// dial reads one connection to its end.
func (f *feed) dial(ctx context.Context) error {
	d := net.Dialer{Timeout: dialTime, KeepAliveConfig: net.KeepAliveConfig{Enable: true}}
	conn, err := d.DialContext(ctx, "tcp", f.address.Host)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	defer conn.Close()
	f.become("open", nil)
	f.v.l.o.Log.Info("a feed is open", slog.String("feed", f.Name))
	t := f.taker()
	r := bufio.NewReaderSize(conn, longLine)
	skipping := false
	for {
		// With messages in hand it waits for others no longer than they may wait.
		wait := f.v.o.Stall
		if !t.frame.empty() {
			wait = max(time.Until(t.first.Add(gatherTime)), time.Millisecond)
		}
		_ = conn.SetReadDeadline(time.Now().Add(wait)) // an error is that of the read
		part, err := r.ReadSlice('\n')
		switch {
		case err == nil && !skipping:
			t.line(part)
		case err == nil:
			skipping = false
		case errors.Is(err, bufio.ErrBufferFull): // a line that is too long is left out
			if !skipping {
				t.tooLong()
			}
			skipping = true
		case isTimeout(err):
			if len(part) > 0 && !skipping {
				skipping = !t.partial(part)
			}
			if t.frame.empty() {
				f.stall(wait)
			}
		default:
			if len(part) > 0 && !skipping && errors.Is(err, io.EOF) {
				t.line(part)
			}
			t.flush(ctx)
			if errors.Is(err, io.EOF) {
				err = errors.New("the other side closed the connection")
			}
			return err
		}
		if t.due() {
			t.flush(ctx)
		}
	}
}

func isTimeout(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}

// stall says that nothing has come for long; once.
func (f *feed) stall(wait time.Duration) {
	f.mu.Lock()
	was := f.State
	f.mu.Unlock()
	if was == "stalled" || wait < f.v.o.Stall {
		return
	}
	f.become("stalled", nil)
	f.v.l.o.Log.Warn("a feed stalls: it is open, but nothing comes", slog.String("feed", f.Name), slog.Duration("for", f.v.o.Stall))
}

// listen reads datagrams, each of whole lines.
func (f *feed) listen(ctx context.Context) error {
	var lc net.ListenConfig
	conn, err := lc.ListenPacket(ctx, "udp", f.address.Host)
	if err != nil {
		f.become("closed", err)
		return fmt.Errorf("feed %s: %w", f.Name, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	defer conn.Close()
	if c, ok := conn.(*net.UDPConn); ok {
		_ = c.SetReadBuffer(8 << 20) // as much as the system grants
	}
	f.become("open", nil)
	f.mu.Lock()
	f.Name = cmp.Or(f.Name, conn.LocalAddr().String())
	f.mu.Unlock()
	t := f.taker()
	buf := make([]byte, 64<<10)
	for {
		wait := f.v.o.Stall
		if !t.frame.empty() {
			wait = max(time.Until(t.first.Add(gatherTime)), time.Millisecond)
		}
		_ = conn.SetReadDeadline(time.Now().Add(wait))
		n, _, err := conn.ReadFrom(buf)
		switch {
		case err == nil:
			for line := range bytes.Lines(buf[:n]) {
				t.line(line)
			}
		case isTimeout(err):
			if t.frame.empty() {
				f.stall(wait)
			}
		default:
			t.flush(ctx)
			if ctx.Err() != nil {
				f.become("closed", nil)
				return nil
			}
			f.become("closed", err)
			return fmt.Errorf("feed %s: %w", f.Name, err)
		}
		if t.due() {
			t.flush(ctx)
		}
	}
}

// taker gathers the messages of a feed until they go to the disk.
type taker struct {
	f       *feed
	d       *ais.Decoder
	frame   *frame
	first   time.Time // when the first of them came
	begun   []byte    // of a line
	names   []string
	n       int64 // lines since the last flush
	long    int64 // of these, those that were too long to be read
	aside   asides
	counted int64     // of aside, that were told
	again   time.Time // not to be put on the disk before
}

func (f *feed) taker() *taker {
	t := &taker{f: f, frame: newFrame()}
	t.d = ais.NewDecoder(ais.Options{Name: f.Name, Only: kept, Refuse: func(x ais.Refusal) { t.aside.add(x.Line) }})
	t.names = t.d.Sources()
	return t
}

// tooLong leaves out a line.
func (t *taker) tooLong() {
	t.begun = t.begun[:0]
	t.n++
	t.long++
}

// partial keeps the beginning of a line whose end has not come. It reports false when
// the line is too long, and left out.
func (t *taker) partial(part []byte) bool {
	if len(t.begun)+len(part) > longLine {
		t.tooLong()
		return false
	}
	t.begun = append(t.begun, part...)
	return true
}

func (t *taker) line(line []byte) {
	if len(t.begun) > 0 {
		t.begun = append(t.begun, line...)
		line, t.begun = t.begun, nil
	}
	t.n++
	var m ais.Message
	rest, ok := t.d.Line(line, &m)
	for {
		if ok {
			t.message(&m)
		}
		if rest == nil {
			return
		}
		rest, ok = t.d.More(rest, &m)
	}
}

func (t *taker) message(m *ais.Message) {
	if !m.HasPos && !m.HasStat {
		return
	}
	if m.Time == ais.NoTime {
		m.Time = t.f.v.o.Now().UnixMilli()
	}
	if int(m.Source) >= len(t.names) {
		t.names = t.d.Sources()
	}
	if t.frame.empty() {
		t.first = time.Now()
	}
	if why := t.frame.add(m, t.names[m.Source]); why != "" {
		t.aside.add(m.Line)
	}
}

func (t *taker) due() bool {
	n := len(t.frame.rows) + len(t.frame.reports)
	if n < holdMost && !t.again.IsZero() && time.Now().Before(t.again) {
		return false
	}
	return n >= gatherMost || t.n > 0 && n == 0 || n > 0 && time.Since(t.first) >= gatherTime
}

// flush makes durable what was gathered. What could not be is tried again, as long
// as it is not too much.
func (t *taker) flush(ctx context.Context) {
	n := int64(len(t.frame.rows) + len(t.frame.reports))
	err := t.f.v.put(context.WithoutCancel(ctx), t.frame)
	held := err != nil && n < holdMost && ctx.Err() == nil
	t.told(n, err, held)
	if err != nil {
		t.f.v.l.o.Log.Error("messages of a feed are not on the disk", slog.String("feed", t.f.Name), slog.Int64("messages", n), slog.Bool("again", held), slog.Any("error", err))
	}
	t.n, t.long, t.counted = 0, 0, t.aside.n
	if held {
		t.again = time.Now().Add(firstWait)
		return
	}
	t.frame, t.again = newFrame(), time.Time{}
}

// told adds to the figures of the feed.
func (t *taker) told(n int64, err error, held bool) {
	f := t.f
	f.mu.Lock()
	defer f.mu.Unlock()
	if t.n > 0 {
		f.Heard = f.v.o.Now().UTC()
		if f.State == "stalled" {
			f.State, f.Since = "open", f.Heard
		}
	}
	f.Lines += t.n
	f.Refused += t.long + t.aside.n - t.counted
	switch {
	case err == nil:
		f.Messages += n
	case !held:
		f.Lost += n
	}
}
