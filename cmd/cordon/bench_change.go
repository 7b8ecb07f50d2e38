package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"cordon/ftm"
	"cordon/store"
)

// service is this program serving in a process of its own.
type service struct {
	cmd  *exec.Cmd
	url  string
	took time.Duration // until it was ready
}

// serve starts the service and waits until it is ready.
func (b *bench) serve(ctx context.Context, data string, within time.Duration) (s *service, err error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s = &service{cmd: exec.CommandContext(ctx, exe, "--data", data, "serve", "--listen", "127.0.0.1:0")}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	start := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("serve did not print its address: %w", err)
	}
	s.url = strings.TrimSpace(line)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		resp, err := http.Get(s.url + "/readyz")
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				break
			}
		}
		time.Sleep(2 * time.Millisecond)
		if time.Since(start) > within {
			return nil, fmt.Errorf("not ready after %s", within)
		}
	}
	s.took = time.Since(start)
	return s, nil
}

func (s *service) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
}

// ask screens a name and returns the batch that it was answered from.
func (s *service) ask(client *http.Client, name string) (batch int64, err error) {
	resp, err := client.Get(s.url + "/api/v1/screen?schema=Person&name=" + url.QueryEscape(name))
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	var a struct {
		Searched struct {
			Batch int64 `json:"batch"`
		} `json:"searched"`
	}
	if err := json.Unmarshal(body, &a); err != nil || resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %.200s", resp.Status, body)
	}
	return a.Searched.Batch, nil
}

// benchChange measures how long a change of 1,000 entities takes from its
// commit until the service answers from it, and what readers see of it, on real
// lists and on a made-up one of a million.
func benchChange(ctx context.Context, b *bench) error {
	if b.data != "" {
		data, err := b.loaded(ctx)
		if err != nil {
			return err
		}
		if err := b.changes(ctx, "change/ofac-un", data); err != nil {
			return err
		}
	}
	data := filepath.Join(b.dir, "million")
	if err := b.million(ctx, data); err != nil {
		return err
	}
	took, peak, err := b.self(ctx, "--data", data, "screen", "Ri Chol Ho")
	if err != nil {
		return err
	}
	if err := b.say("change/1m/build", 1, "s", round3(took.Seconds())); err != nil {
		return err
	}
	if err := b.say("change/1m/build/memory", 1, "MB", round3(peak)); err != nil {
		return err
	}
	return b.changes(ctx, "change/1m", data)
}

// million makes a store with a made-up list of a million entities.
func (b *bench) million(ctx context.Context, data string) error {
	st, err := b.openAt(ctx, data)
	if err != nil {
		return err
	}
	defer st.Close()
	ld, err := st.Begin(ctx, store.BatchMeta{Source: "bench", Kind: "ftm", Reader: "bench/1"})
	if err != nil {
		return err
	}
	defer ld.Abort()
	rng := rand.New(rand.NewPCG(2026, 2))
	for i := range 1_000_000 {
		if err := ld.Add(ctx, syntheticEntity(rng, i)); err != nil {
			return err
		}
	}
	_, err = ld.Commit(ctx)
	return err
}

func (b *bench) openAt(ctx context.Context, dir string) (*store.Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return store.Open(ctx, "sqlite:"+dbPath(dir), store.Options{Originals: filepath.Join(dir, "originals"), Log: slog.New(slog.DiscardHandler)})
}

const (
	changeRounds   = 5
	changeEntities = 1000
)

// changes measures rounds of changes on the lists of a data folder.
func (b *bench) changes(ctx context.Context, name, data string) error {
	st, err := b.openAt(ctx, data)
	if err != nil {
		return err
	}
	defer st.Close()
	targets, err := someTargets(ctx, st, changeRounds*changeEntities)
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, data, 5*time.Minute)
	if err != nil {
		return err
	}
	defer s.stop()
	if err := b.say(name+"/start-from-snapshot", 1, "s", round3(s.took.Seconds())); err != nil {
		return err
	}
	calm, err := readWhile(ctx, s, func() error { return wait(ctx, 5*time.Second) })
	if err != nil {
		return err
	}
	if err := b.say(name+"/start-from-snapshot/memory", 1, "MB", round3(rssNow(s.cmd.Process.Pid))); err != nil {
		return err
	}
	var secs []float64
	var busy []time.Duration
	for i := range changeRounds {
		batch, err := changeSome(ctx, st, targets[i*len(targets)/changeRounds:(i+1)*len(targets)/changeRounds], i)
		if err != nil {
			return err
		}
		start := time.Now()
		took, err := readWhile(ctx, s, func() error {
			for ctx.Err() == nil {
				got, err := s.ask(http.DefaultClient, "Nobody Known")
				if err != nil || got >= batch {
					return err
				}
				if err := wait(ctx, 5*time.Millisecond); err != nil {
					return err
				}
			}
			return ctx.Err()
		})
		if err != nil {
			return err
		}
		secs, busy = append(secs, time.Since(start).Seconds()), append(busy, took...)
	}
	for _, m := range []struct {
		what  string
		n     int
		unit  string
		value float64
	}{
		{"searchable/median", len(secs), "s", median(secs)},
		{"searchable/longest", len(secs), "s", slices.Max(secs)},
		{"query/p50", len(calm), "ms", ms(percentile(calm, .5))},
		{"query/p99", len(calm), "ms", ms(percentile(calm, .99))},
		{"query-while-changing/p99", len(busy), "ms", ms(percentile(busy, .99))},
		{"query-while-changing/longest", len(busy), "ms", ms(slices.Max(busy))},
		{"peak-memory", 1, "MB", peakNow(s.cmd.Process.Pid)},
	} {
		if err := b.say(name+"/"+m.what, m.n, m.unit, round3(m.value)); err != nil {
			return err
		}
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// readWhile has two clients screen names until something is done, and returns
// how long each answer took. Each client asks a hundred times a second at most,
// so that the machine is not busy with them alone.
func readWhile(ctx context.Context, s *service, do func() error) ([]time.Duration, error) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	var took [2][]time.Duration
	var errs [2]error
	for i := range took {
		wg.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			rng := rand.New(rand.NewPCG(5, uint64(i)))
			for ctx.Err() == nil {
				name := syntheticEntity(rng, 1).First("name")
				start := time.Now()
				if _, err := s.ask(client, name); err != nil {
					errs[i] = err
					return
				}
				took[i] = append(took[i], time.Since(start))
				_ = wait(ctx, 10*time.Millisecond)
			}
		})
	}
	err := do()
	cancel()
	wg.Wait()
	for _, e := range errs {
		if err == nil {
			err = e
		}
	}
	return slices.Concat(took[0], took[1]), err
}

// someTargets returns n entities that a screen can find, spread over the list.
func someTargets(ctx context.Context, st *store.Store, n int) ([]*ftm.Entity, error) {
	batch, err := st.Latest(ctx)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(11, 11))
	var out []*ftm.Entity
	seen := 0
	_, err = st.Entities(ctx, store.View{AsOf: ftm.DayOf(time.Now()), Batch: batch}, nil, func(e *ftm.Entity) error {
		if !e.IsTarget() {
			return nil
		}
		if seen++; len(out) < n {
			out = append(out, e)
		} else if i := rng.IntN(seen); i < n {
			out[i] = e
		}
		return nil
	})
	return out, err
}

// changeSome commits a batch that gives entities another alias.
func changeSome(ctx context.Context, st *store.Store, list []*ftm.Entity, round int) (int64, error) {
	ld, err := st.Begin(ctx, store.BatchMeta{Source: "bench_changes", Kind: "ftm", Reader: "bench/1", Delta: true})
	if err != nil {
		return 0, err
	}
	defer ld.Abort()
	rng := rand.New(rand.NewPCG(12, uint64(round)))
	for _, old := range list {
		e := ftm.New(old.ID, old.Schema)
		e.Add("name", syntheticEntity(rng, 1).First("name"))
		if err := ld.Add(ctx, e); err != nil {
			return 0, err
		}
	}
	batch, err := ld.Commit(ctx)
	return batch.ID, err
}

// peakNow is the most memory that a running process has held, in MB; 0 where
// the system does not tell.
func peakNow(pid int) float64 { return statusMB(pid, "VmHWM") }
