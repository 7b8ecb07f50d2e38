package server_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cordon/server"
)

// running is a server on a port of its own.
type running struct {
	t    *testing.T
	addr string
	stop context.CancelFunc
	done chan error
}

func serve(t *testing.T, d server.Desk, change ...func(*server.Options)) *running {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{t: t, addr: ln.Addr().String(), stop: cancel, done: make(chan error, 1)}
	s := newServer(d, change...)
	go func() { r.done <- s.Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		select {
		case <-r.done:
		case <-time.After(30 * time.Second):
			t.Error("the server does not stop")
		}
	})
	return r
}

// stopped stops the server and returns what it says.
func (r *running) stopped() error {
	r.t.Helper()
	r.stop()
	err := <-r.done
	r.done <- err // for the cleanup
	return err
}

func (r *running) dial() net.Conn {
	r.t.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		r.t.Fatal(err)
	}
	return c
}

func limited(l server.Limits) func(*server.Options) {
	return func(o *server.Options) { o.Limits = l }
}

const screenPath = "/api/v1/screen"

// raw is a POST as it goes over the wire.
func raw(headers, body string) string {
	return "POST " + screenPath + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body
}

func sized(body string) string {
	return raw("Content-Length: "+strconv.Itoa(len(body))+"\r\n", body)
}

// What is no HTTP, or HTTP that two programs may read in two ways, is refused
// with a status of its own and the connection closed; the server goes on.
func TestWire(t *testing.T) {
	d := newDesk()
	r := serve(t, d, limited(server.Limits{MaxBody: 1000, MaxHeader: 4 << 10, ReadHeader: 200 * time.Millisecond, Read: 300 * time.Millisecond}))
	for _, tc := range []struct {
		name, send string
		end        bool // nothing follows: the sending side is closed
		status     int  // 0: the connection is closed without an answer
		problem    bool // the answer is ours
	}{
		{"good", sized(`{"name":"Pak Chol Ryong"}`), false, 200, false},
		{"chunks", raw("Transfer-Encoding: chunked\r\n", "5\r\n{\"nam\r\n6\r\ne\":\"x\"\r\n1\r\n}\r\n0\r\n\r\n"), false, 200, false},
		{"no HTTP", "hello\r\n\r\n", false, 400, false},
		{"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", true, 400, false},
		{"zero bytes", "\x00\x00\x00\x00\r\n\r\n", false, 400, false},
		{"another version", "GET / HTTP/9.1\r\nHost: localhost\r\n\r\n", false, 505, false},
		{"version 2 at once", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", false, 404, true},
		{"no Host", "GET / HTTP/1.1\r\n\r\n", false, 400, false},
		{"two Hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", false, 400, false},
		{"a bad Host", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", false, 400, false},
		{"a foreign Host", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", false, 403, true},
		{"a foreign Host in the line", "GET http://evil.example/api/v1/lists HTTP/1.1\r\nHost: localhost\r\n\r\n", false, 403, true},
		{"version 1.0 without Host", "GET /api/v1/lists HTTP/1.0\r\n\r\n", false, 403, true},
		{"a blank in a header", "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", false, 400, false},
		{"a zero byte in a header", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n", false, 400, false},
		{"a header over two lines", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n", false, 200, false},
		{"headers that are too long", "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("a", 20<<10) + "\r\n\r\n", false, 431, false},
		{"an address that is too long", "GET /" + strings.Repeat("a", 20<<10) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", false, 431, false},
		{"a bad escape", "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", false, 400, false},
		{"an asterisk", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", false, 404, true},
		{"a proxy", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", false, 404, true},
		{"a path without a slash", "GET api/v1/lists HTTP/1.1\r\nHost: localhost\r\n\r\n", false, 400, false},
		{"two lengths", raw("Content-Length: 2\r\nContent-Length: 12\r\n", `{"name":"x"}`), false, 400, false},
		// The chunks count (RFC 9112 6.3), whatever the length says.
		{"length and chunks", raw("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "c\r\n{\"name\":\"x\"}\r\n0\r\n\r\n"), false, 200, false},
		{"a negative length", raw("Content-Length: -1\r\n", ""), false, 400, false},
		{"a length that is no number", raw("Content-Length: +12\r\n", `{"name":"x"}`), false, 400, false},
		{"a length beyond the limit", raw("Content-Length: 99999999999\r\n", ""), false, 413, true},
		{"another coding", raw("Transfer-Encoding: gzip\r\n", ""), false, 501, false},
		{"a chunk without a size", raw("Transfer-Encoding: chunked\r\n", "hello\r\n"), false, 400, true},
		{"a chunk too long", raw("Transfer-Encoding: chunked\r\n", "ffffffffffffffff1\r\nx"), false, 400, true},
		{"chunks beyond the limit", raw("Transfer-Encoding: chunked\r\n", "7d0\r\n"+strings.Repeat(" ", 2000)+"\r\n0\r\n\r\n"), false, 413, true},
		{"chunks that end early", raw("Transfer-Encoding: chunked\r\n", "5\r\n{\"na"), true, 400, true},
		{"a body cut short", raw("Content-Length: 100\r\n", `{"name":"x"`), true, 400, true},
		{"a body that does not come", raw("Content-Length: 100\r\n", `{"name":"x"`), false, 408, true},
		{"headers that do not come", "GET / HTTP/1.1\r\nHost: localhost\r\n", false, 0, false},
		{"nothing comes", "", false, 0, false},
		{"JSON that is cut", sized(`{"name":"x"`), false, 400, true},
		{"what is no UTF-8", sized("{\"name\":\"\xff\"}"), false, 400, true},
		{"a key twice", sized(`{"name":"x","name":"y"}`), false, 400, true},
		{"a zero byte", sized(`{"name":"a` + "\x00" + `"}`), false, 400, true},
		{"deep", sized(strings.Repeat("[", 900)), false, 400, true},
		{"an expectation that is not met", raw("Expect: 200-ok\r\nContent-Length: 2\r\n", "{}"), false, 417, false},
		{"packed", raw("Content-Encoding: gzip\r\nContent-Length: 2\r\n", "\x1f\x8b"), false, 415, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := r.dial()
			if _, err := io.WriteString(c, tc.send); err != nil {
				t.Fatal(err)
			}
			if tc.end {
				if err := c.(*net.TCPConn).CloseWrite(); err != nil {
					t.Fatal(err)
				}
			}
			resp, err := http.ReadResponse(bufio.NewReader(c), nil)
			if tc.status == 0 {
				var timeout net.Error
				if err == nil || errors.As(err, &timeout) && timeout.Timeout() {
					t.Errorf("not closed: %v %v", resp, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil && (tc.problem || tc.status < 400) { // net/http does not wait for all that is sent
				t.Fatal(err)
			}
			if resp.StatusCode != tc.status {
				t.Errorf("status %d, want %d: %s", resp.StatusCode, tc.status, body)
			}
			if tc.problem {
				checkProblem(t, resp.StatusCode, resp.Header, body)
			}
		})
	}
	t.Cleanup(func() {
		if w, err := http.Get("http://" + r.addr + "/readyz"); err != nil || w.StatusCode != http.StatusOK {
			t.Errorf("afterwards: %v %v", w, err)
		}
	})
}

// A connection that is misused for a second request within the first is cut.
func TestWireSmuggling(t *testing.T) {
	r := serve(t, newDesk())
	c := r.dial()
	// What follows the body is a request of its own and is judged as one.
	second := "GET /api/v1/lists HTTP/1.1\r\nHost: evil.example\r\n\r\n"
	if _, err := io.WriteString(c, sized(`{"name":"x"}`)+second); err != nil {
		t.Fatal(err)
	}
	br := bufio.NewReader(c)
	for _, want := range []int{200, 403} {
		resp, err := http.ReadResponse(br, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("status %d, want %d", resp.StatusCode, want)
		}
	}
}

// ask sends one name and returns the answer.
func (r *running) ask() (*http.Response, []byte, error) {
	resp, err := http.Post("http://"+r.addr+screenPath, "application/json", strings.NewReader(`{"name":"Pak Chol Ryong"}`))
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp, b, err
}

// A stop lets the requests under way finish and takes no new ones.
func TestStopIsGraceful(t *testing.T) {
	d := newDesk()
	entered, release := d.block()
	r := serve(t, d)
	type answer struct {
		resp *http.Response
		body []byte
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		resp, body, err := r.ask()
		got <- answer{resp, body, err}
	}()
	<-entered
	r.stop()
	for { // the listener closes at once, though a request runs
		c, err := net.Dial("tcp", r.addr)
		if err != nil {
			break
		}
		_ = c.Close()
	}
	select {
	case err := <-r.done:
		t.Fatalf("stopped while a request ran: %v", err)
	default:
	}
	release()
	a := <-got
	if a.err != nil || a.resp.StatusCode != http.StatusOK || !bytes.Contains(a.body, []byte("ofac-2")) {
		t.Errorf("the request under way: %v %s", a.err, a.body)
	}
	if err := r.stopped(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// A request that does not end is cut after the grace time, and that is an error.
func TestStopEnds(t *testing.T) {
	d := newDesk()
	entered, _ := d.block()
	r := serve(t, d, limited(server.Limits{Grace: 50 * time.Millisecond}))
	failed := make(chan error, 1)
	go func() {
		resp, _, err := r.ask()
		if err == nil && resp.StatusCode == http.StatusServiceUnavailable {
			err = errors.New("told that the server stops")
		}
		failed <- err
	}()
	<-entered
	start := time.Now()
	if err := r.stopped(); err == nil || !strings.Contains(err.Error(), "cut after 50ms") {
		t.Errorf("stop: %v", err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
	if err := <-failed; err == nil {
		t.Error("the request that was cut had an answer")
	}
}

// An idle connection does not hold up a stop.
func TestStopWithIdleConnections(t *testing.T) {
	r := serve(t, newDesk(), limited(server.Limits{Grace: 20 * time.Second}))
	c := r.dial()
	if _, err := io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	start := time.Now()
	if err := r.stopped(); err != nil || time.Since(start) > 10*time.Second {
		t.Errorf("stop: %v after %s", err, time.Since(start))
	}
}

// A broken listener is an error, not a server that seems to run.
func TestServeFails(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	if err := newServer(newDesk()).Serve(t.Context(), ln); err == nil {
		t.Error("no error")
	}
}

// Beyond those that run and wait, a screen is refused at once with the time to
// come again; probes are answered all the same.
func TestBackPressure(t *testing.T) {
	d := newDesk()
	entered, release := d.block()
	r := serve(t, d, limited(server.Limits{Concurrency: 2, Queue: 3}))
	var wg sync.WaitGroup
	statuses := make(chan int, 5)
	for range 5 {
		wg.Go(func() {
			resp, _, err := r.ask()
			if err != nil {
				t.Error(err)
				return
			}
			statuses <- resp.StatusCode
		})
	}
	<-entered
	<-entered
	waiting := func() bool {
		resp, err := http.Get("http://" + r.addr + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return bytes.Contains(b, []byte("\ncordon_screens_waiting 3\n")) && bytes.Contains(b, []byte("\ncordon_screens_running 2\n"))
	}
	for deadline := time.Now().Add(10 * time.Second); !waiting(); {
		if time.Now().After(deadline) {
			t.Fatal("three never wait")
		}
	}
	resp, body, err := r.ask()
	if err != nil {
		t.Fatal(err)
	}
	if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); resp.StatusCode != http.StatusTooManyRequests || err != nil || n < 1 {
		t.Errorf("status %d, Retry-After %q", resp.StatusCode, resp.Header.Get("Retry-After"))
	}
	checkProblem(t, resp.StatusCode, resp.Header, body)
	if probe, err := http.Get("http://" + r.addr + "/readyz"); err != nil || probe.StatusCode != http.StatusOK {
		t.Errorf("probe: %v %v", probe, err)
	}
	release()
	wg.Wait()
	close(statuses)
	for s := range statuses {
		if s != http.StatusOK {
			t.Errorf("one that ran or waited: status %d", s)
		}
	}
}

// Beyond the bound on connections further ones wait, and get their turn.
func TestConnectionsAreBounded(t *testing.T) {
	r := serve(t, newDesk(), limited(server.Limits{MaxConns: 1}))
	first := r.dial()
	if _, err := io.WriteString(first, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := http.ReadResponse(bufio.NewReader(first), nil); err != nil {
		t.Fatal(err)
	}
	second := r.dial()
	if _, err := io.WriteString(second, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := second.SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := second.Read(make([]byte, 1)); err == nil {
		t.Error("the second connection was answered while the first is open")
	}
	_ = first.Close()
	if err := second.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if resp, err := http.ReadResponse(bufio.NewReader(second), nil); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("its turn: %v %v", resp, err)
	}
}

// Answers to lines come while further lines are still to be sent; when the
// server stops, the stream is cut, so that the part is not taken for the whole.
func TestStreamOnTheWire(t *testing.T) {
	r := serve(t, newDesk(), limited(server.Limits{Grace: 50 * time.Millisecond}))
	c := r.dial()
	line := `{"id":"1","name":"Pak Chol Ryong"}` + "\n"
	head := "POST " + screenPath + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
	chunk := strconv.FormatInt(int64(len(line)), 16) + "\r\n" + line + "\r\n"
	if _, err := io.WriteString(c, head+chunk); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(resp.Body)
	for range 3 {
		got, err := lines.ReadBytes('\n')
		if err != nil || !json.Valid(got) || !bytes.Contains(got, []byte("ofac-2")) {
			t.Fatalf("answer %s, %v", got, err)
		}
		if _, err := io.WriteString(c, chunk); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := lines.ReadBytes('\n'); err != nil {
		t.Fatal(err)
	}
	_ = r.stopped() // cut or not, it ends
	for {
		_, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			t.Fatal("the stream that was cut looks whole")
		}
		if err != nil {
			return
		}
	}
}
