package watch_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"
	"cordon/store"
	"cordon/watch"

	"github.com/google/go-cmp/cmp"
)

// The test binary runs itself again as another process when this variable names
// the folder of the store and that of the set.
const childEnv = "CORDON_WATCH_CHILD"

func TestMain(m *testing.M) {
	if dirs := os.Getenv(childEnv); dirs != "" {
		if err := child(strings.Split(dirs, "\n")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// manySubjects are enough to be killed among.
func manySubjects() []screen.Query {
	var out []screen.Query
	for i := range 3000 {
		out = append(out, subject(fmt.Sprintf("c-%04d", i), "Person", fmt.Sprintf("%s %s %s", words[i%11], words[i/11%13], words[i/143%16])))
	}
	return out
}

// child runs the set once: each event on a line of its own, then it is
// acknowledged.
func child(dirs []string) error {
	ctx := context.Background()
	st, err := store.Open(ctx, "sqlite:"+dirs[0]+"/s.db", store.Options{})
	if err != nil {
		return err
	}
	defer st.Close()
	now := time.Date(2024, 5, 1, 9, 0, 0, 0, time.UTC)
	desk := live.Open(st, live.Options{Version: "1", Now: func() time.Time { return now }})
	if err := desk.Refresh(ctx); err != nil {
		return err
	}
	s, err := watch.Open(dirs[1])
	if err != nil {
		return err
	}
	defer s.Close()
	if _, err := s.Run(ctx, desk, manySubjects(), rules); err != nil {
		return err
	}
	enc := json.NewEncoder(os.Stdout)
	for _, e := range s.Pending() {
		if err := enc.Encode(e); err != nil {
			return err
		}
	}
	return s.Acknowledge()
}

// start runs the child and kills it after a while, 0 for never. It returns the
// events that came out whole.
func start(t *testing.T, dirs string, after time.Duration) map[string]string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+dirs)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if after > 0 {
		timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		defer timer.Stop()
	}
	events := map[string]string{}
	for r := bufio.NewReader(out); ; {
		line, err := r.ReadBytes('\n')
		if err != nil {
			break // a line that is not whole told nobody anything
		}
		var e watch.Event
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		events[e.ID] = string(line)
	}
	if err := cmd.Wait(); err != nil && after == 0 {
		t.Fatal(err)
	}
	return events
}

// Killed at any moment, a watch loses no event and tells none with another id:
// what all runs told together is what one undisturbed run tells.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes")
	}
	data := t.TempDir()
	l := newLists(t, data)
	rng := rand.New(rand.NewPCG(8, 8))
	var list []*ftm.Entity
	for i := range 300 {
		list = append(list, party(fmt.Sprintf("p-%03d", i), "Person", fmt.Sprintf("%s %s %s", words[rng.IntN(16)], words[rng.IntN(16)], words[rng.IntN(16)])))
	}
	l.load(false, list)
	quiet := t.TempDir()
	begin := time.Now()
	wantFirst := start(t, data+"\n"+quiet, 0)
	whole := time.Since(begin)
	l.load(true, list[:0], "p-001", "p-002", "p-003", "p-004", "p-005", "p-006", "p-007", "p-008")
	wantSecond := start(t, data+"\n"+quiet, 0)
	if len(wantFirst) < 100 || len(wantSecond) == 0 {
		t.Fatalf("too little to tell: %d and %d events", len(wantFirst), len(wantSecond))
	}
	l.load(true, list[1:9])

	for range 2 {
		dir := t.TempDir()
		for step, want := range []map[string]string{wantFirst, wantSecond} {
			if step == 1 {
				l.load(true, nil, "p-001", "p-002", "p-003", "p-004", "p-005", "p-006", "p-007", "p-008")
			}
			got := map[string]string{}
			for range 3 {
				maps.Copy(got, start(t, data+"\n"+dir, 1+time.Duration(rng.Int64N(int64(whole)))))
			}
			maps.Copy(got, start(t, data+"\n"+dir, 0))
			if d := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); d != "" {
				t.Fatalf("step %d: other events: %s", step, d)
			}
			if again := start(t, data+"\n"+dir, 0); len(again) > 0 {
				t.Fatalf("step %d: told once more: %v", step, again)
			}
		}
		if d := cmp.Diff(found(t, quiet), found(t, dir)); d != "" {
			t.Fatalf("another state than that of undisturbed runs: %s", d)
		}
		l.load(true, list[1:9])
	}
}
