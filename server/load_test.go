package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"cordon/server"
)

// A client that sends queries and never reads their answers is cut off in
// bounded time, and leaves nothing behind that others would have to wait for.
func TestClientStopsReading(t *testing.T) {
	r := serve(t, newDesk(), limited(server.Limits{Write: 200 * time.Millisecond, Concurrency: 1, Queue: 1}))
	c := r.dial()
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4 << 10) // so that the answers stop soon
	}
	if err := c.SetWriteDeadline(time.Now().Add(60 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, "POST "+screenPath+" HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	lines := strings.Repeat(`{"name":"Pak Chol Ryong"}`+"\n", 100)
	chunk := fmt.Sprintf("%x\r\n%s\r\n", len(lines), lines)
	var err error
	for n := 0; err == nil; n++ {
		if n == 100_000 {
			t.Fatal("ten million queries were taken whose answers nobody reads")
		}
		_, err = io.WriteString(c, chunk)
	}
	if e, ok := err.(net.Error); ok && e.Timeout() {
		t.Fatal("the connection is never cut")
	}
	if resp, _, err := r.ask(); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("the next one: %v %v", resp, err)
	}
}

// Ten thousand queries on one connection are answered each, in their order.
func TestManyLines(t *testing.T) {
	const n = 10_000
	r := serve(t, newDesk())
	in, out := io.Pipe()
	go func() {
		w := bufio.NewWriter(out)
		for i := range n {
			name := "Nobody Known"
			if i%100 == 7 {
				name = "Pak Chol Ryong"
			}
			fmt.Fprintf(w, `{"id":"%d","name":"%s","schema":"Person"}`+"\n", i, name)
		}
		_ = out.CloseWithError(w.Flush())
	}()
	resp, err := http.Post("http://"+r.addr+screenPath, "application/x-ndjson", in)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines, hits := bufio.NewScanner(resp.Body), 0
	i := 0
	for ; lines.Scan(); i++ {
		if !strings.HasPrefix(lines.Text(), fmt.Sprintf(`{"id":"%d",`, i)) {
			t.Fatalf("answer %d is %.80s", i, lines.Text())
		}
		if strings.Contains(lines.Text(), `"id":"ofac-2"`) {
			hits++
		}
	}
	if err := lines.Err(); err != nil || i != n || hits != n/100 {
		t.Errorf("%d answers, %d hits, %v", i, hits, err)
	}
}

// A thousand clients at once are all answered or told to come again; no more
// than the bound are served at a time, and none is left hanging.
func TestThousandConnections(t *testing.T) {
	const n = 1000
	r := serve(t, newDesk(), limited(server.Limits{MaxConns: 64, Concurrency: 2, Queue: 8, Idle: 5 * time.Second}))
	client := &http.Client{Timeout: 60 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	var wg sync.WaitGroup
	statuses := make(chan int, n)
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			var resp *http.Response
			var err error
			switch i % 3 {
			case 0:
				resp, err = client.Get("http://" + r.addr + screenPath + "?name=Pak+Chol+Ryong")
			case 1:
				resp, err = client.Get("http://" + r.addr + "/search/default?q=pak")
			default:
				resp, err = client.Post("http://"+r.addr+"/match/default", "application/json", strings.NewReader(example(`{"name":"Pak Chol Ryong"}`)))
			}
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			statuses <- resp.StatusCode
		})
	}
	close(start)
	wg.Wait()
	close(statuses)
	count := make(map[int]int)
	for s := range statuses {
		count[s]++
	}
	if count[200]+count[429] != n || count[200] < 10 {
		t.Errorf("answers by status: %v", count)
	}
}
