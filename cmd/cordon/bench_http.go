package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"cordon/names"
)

// Speed over HTTP, the client on the same machine: what a customer waits for.

// wireQuery is a query as it goes over the wire.
type wireQuery struct {
	Schema     string              `json:"schema,omitempty"`
	Properties map[string][]string `json:"properties"`
}

func wireQueryOf(kind, name string) wireQuery {
	schema := map[string]string{"person": "Person", "business": "Organization", "vessel": "Vessel"}[kind]
	return wireQuery{schema, map[string][]string{"name": {name}}}
}

func benchHTTP(ctx context.Context, b *bench) error {
	data, err := b.loaded(ctx)
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, data, time.Minute)
	if err != nil {
		return err
	}
	defer s.stop()
	mixed, err := b.wireSet("q500_dev.jsonl", func(q labelled) bool { return true })
	if err != nil {
		return err
	}
	mixed = slices.Concat(mixed, mixed)[:500]
	hard, err := b.wireSet("queries_dev.jsonl", func(q labelled) bool {
		return q.Set == "sdn_all_tokens_typo" || strings.HasPrefix(q.Set, "un_cross_")
	})
	if err != nil {
		return err
	}
	rows, err := b.csv(namesDir + "yente/negatives_us_first25000.csv")
	if err != nil {
		return err
	}
	at := slices.Index(rows[0], "full_name")
	var clean []wireQuery
	for _, r := range rows[1:4001] {
		clean = append(clean, wireQueryOf("person", r[at]))
	}
	for _, set := range []struct {
		name    string
		queries []wireQuery
		clients int
		batch   int
	}{
		{"clean/1-client", clean, 1, 1}, {"clean/4-clients", clean, 4, 1}, // first: a service has work of its own to do in its first second
		{"mixed/1-client", mixed, 1, 1}, {"mixed/4-clients", slices.Concat(mixed, mixed, mixed, mixed), 4, 1},
		{"batches-of-100/4-clients", slices.Concat(clean, mixed, clean, mixed), 4, 100},
		{"typed-wrong-and-other-scripts/1-client", hard, 1, 1},
	} {
		if err := b.load(ctx, s.url, set.name, set.queries, set.clients, set.batch); err != nil {
			return fmt.Errorf("%s: %w", set.name, err)
		}
	}
	return b.pairScorer()
}

func (b *bench) wireSet(file string, want func(labelled) bool) ([]wireQuery, error) {
	list, err := b.labelled(file)
	if err != nil {
		return nil, err
	}
	var out []wireQuery
	for _, q := range list {
		if want(q) {
			out = append(out, wireQueryOf(q.Type, q.Name))
		}
	}
	return out, nil
}

// load sends queries, some at a time, from so many clients, and reports how
// many were answered a second and how long each request took.
func (b *bench) load(ctx context.Context, url, name string, queries []wireQuery, clients, batch int) error {
	var bodies [][]byte
	for some := range slices.Chunk(queries, batch) {
		var body any = some[0]
		if batch > 1 {
			body = map[string]any{"queries": some}
		}
		js, err := json.Marshal(body)
		if err != nil {
			return err
		}
		bodies = append(bodies, js)
	}
	took := make([]time.Duration, len(bodies))
	errs := make([]error, clients)
	pass := func() time.Duration {
		start := time.Now()
		var wg sync.WaitGroup
		for c := range clients {
			wg.Go(func() {
				client, err := dial(ctx, url)
				if err != nil {
					errs[c] = err
					return
				}
				defer client.close()
				for i := c; i < len(bodies) && errs[c] == nil; i += clients {
					at := time.Now()
					errs[c] = client.post("/api/v1/screen", bodies[i])
					took[i] = time.Since(at)
				}
			})
		}
		wg.Wait()
		return time.Since(start)
	}
	pass() // a warm one first
	var rates, p50, p99 []float64
	for range 3 {
		all := pass()
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
		rates = append(rates, float64(len(queries))/all.Seconds())
		p50 = append(p50, float64(percentile(took, .5).Microseconds())/1000)
		p99 = append(p99, float64(percentile(took, .99).Microseconds())/1000)
	}
	for _, m := range []struct {
		what, unit string
		value      float64
	}{{"rate", "names/s", float64(int(median(rates)))}, {"p50", "ms", median(p50)}, {"p99", "ms", median(p99)}} {
		if err := b.say("http/"+name+"/"+m.what, len(queries), m.unit, round3(m.value)); err != nil {
			return err
		}
	}
	return nil
}

// client is one connection that is kept, with a request written and its answer
// read on it by turns. The client of net/http takes as long as a short answer
// does, and a service on the same two cores would be measured with it.
type client struct {
	conn net.Conn
	in   *bufio.Reader
	out  *bufio.Writer
	host string
}

func dial(ctx context.Context, url string) (*client, error) {
	host := strings.TrimPrefix(url, "http://")
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	c := &client{conn: conn, in: bufio.NewReader(conn), out: bufio.NewWriter(conn), host: host}
	if d, ok := ctx.Deadline(); ok {
		err = conn.SetDeadline(d)
	}
	return c, err
}

func (c *client) close() { _ = c.conn.Close() }

func (c *client) post(path string, body []byte) error {
	fmt.Fprintf(c.out, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", path, c.host, len(body))
	_, _ = c.out.Write(body) // a failed write fails all after it
	return c.answer()
}

func (c *client) get(path string) error {
	fmt.Fprintf(c.out, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path, c.host)
	return c.answer()
}

// answer sends what was written and reads the answer, which must be 200.
func (c *client) answer() error {
	if err := c.out.Flush(); err != nil {
		return err
	}
	resp, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %.200s", resp.Status, text)
	}
	return err
}

// pairScorer compares prepared names, each with each, on one core.
func (b *bench) pairScorer() error {
	list, err := b.labelled("queries_dev.jsonl")
	if err != nil {
		return err
	}
	var parsed []names.Name
	for _, q := range list {
		if q.Type == "person" && len(parsed) < 400 {
			n := names.Parse(q.Name, names.Person)
			n.Syllables() // as an index has them
			parsed = append(parsed, n)
		}
	}
	var c names.Comparer
	var rates []float64
	pairs := len(parsed) * len(parsed)
	sum := 0.0
	var before, after runtime.MemStats
	for range 5 {
		runtime.ReadMemStats(&before)
		start := time.Now()
		for i := range parsed {
			for j := range parsed {
				sum += c.Score(&parsed[i], &parsed[j])
			}
		}
		rates = append(rates, float64(pairs)/time.Since(start).Seconds())
		runtime.ReadMemStats(&after)
	}
	if sum < float64(len(parsed)) {
		return fmt.Errorf("names do not meet themselves: %v", sum)
	}
	if err := b.say("http/pair-scorer/rate", pairs, "pairs/s", float64(int(median(rates)))); err != nil {
		return err
	}
	return b.say("http/pair-scorer/allocations", pairs, "per pair", round3(float64(after.Mallocs-before.Mallocs)/float64(pairs)))
}
