package intake_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordon/intake"
)

// killed names the folder of the store for a child process that is killed.
const killed = "CORDON_INTAKE_KILLED"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killed); dir != "" {
		if err := loadToBeKilled(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// killParties is how many entries the lists of this test have.
const killParties = 300

// largeList is what the child loads: large enough that the store takes a while.
func largeList() []listed {
	all := parties(killParties)
	for i := range all {
		all[i].remarks = strings.Repeat("Invented remark. ", 40)
		if i%3 == 0 {
			all[i].name += " RENAMED"
		}
	}
	return all
}

// loadToBeKilled loads the large list. It says each step that it reaches, and
// goes on when it is told to.
func loadToBeKilled(dir string) error {
	ctx := context.Background()
	st, err := openStore(ctx, dir)
	if err != nil {
		return err
	}
	next := bufio.NewReader(os.Stdin)
	said := ""
	res, err := intake.New(st, slog.New(slog.DiscardHandler)).Load(ctx, set(largeList()), ofac(), intake.Options{Progress: func(p intake.Progress) {
		if said == p.Stage {
			return
		}
		said = p.Stage
		fmt.Println(said)
		_, _ = next.ReadString('\n')
	}})
	if err != nil {
		return err
	}
	fmt.Println(res.Status)
	_, _ = next.ReadString('\n')
	return st.Close()
}

// victim is a running child.
type victim struct {
	cmd *exec.Cmd
	in  io.Writer
	out *bufio.Reader
}

func newVictim(t *testing.T, dir string) *victim {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{cmd: exec.CommandContext(t.Context(), exe)}
	v.cmd.Env = append(os.Environ(), killed+"="+dir)
	v.cmd.Stderr = os.Stderr
	if v.in, err = v.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := v.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	v.out = bufio.NewReader(out)
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return v
}

// until lets the child go on until it says what is wanted, and leaves it there.
func (v *victim) until(t *testing.T, want string) {
	t.Helper()
	for {
		line, err := v.out.ReadString('\n')
		if err != nil {
			t.Fatalf("the child ended before %s: %v", want, err)
		}
		if strings.TrimSpace(line) == want {
			return
		}
		v.goOn(t)
	}
}

func (v *victim) goOn(t *testing.T) {
	t.Helper()
	if _, err := io.WriteString(v.in, "\n"); err != nil {
		t.Fatal(err)
	}
}

func (v *victim) kill(t *testing.T) {
	t.Helper()
	if err := v.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = v.cmd.Wait() // says that it was killed
}

// copyOf copies the folder of a store that is closed.
func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// A load that is killed at whatever moment leaves the state before it whole, or
// its own: never something between. The load goes through afterwards.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	base := t.TempDir() // holds the state before
	st, err := openStore(t.Context(), base)
	if err != nil {
		t.Fatal(err)
	}
	first := &harness{t, st, intake.New(st, slog.New(slog.DiscardHandler))}
	first.loads(set(parties(killParties)), ofac())
	before, _ := first.state()
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	reference := openHarness(t, copyOf(t, base))
	start := time.Now()
	reference.loads(set(largeList()), ofac())
	took := time.Since(start)
	after, _ := reference.state()

	moments := []string{"keeping", "reading", "comparing", "storing", string(intake.Loaded)}
	const random = 4
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	for i := range len(moments) + random {
		name, at, wait := "", "", time.Duration(0)
		if i < len(moments) {
			at = moments[i]
			name = "at " + at
		} else {
			at = "storing" // from there the store writes
			if i%2 == 0 {
				at = "keeping"
			}
			wait = time.Duration(rng.Int64N(int64(took)))
			name = fmt.Sprintf("%s after %s", wait, at)
		}
		t.Run(name, func(t *testing.T) {
			dir := copyOf(t, base)
			v := newVictim(t, dir)
			v.until(t, at)
			if wait > 0 {
				go func() { // from now on it need not wait to be told
					for range 6 {
						_, _ = io.WriteString(v.in, "\n")
					}
				}()
				<-time.After(wait)
			}
			v.kill(t)

			h := openHarness(t, dir)
			got, _ := h.state()
			switch {
			case got == before && h.batches() == 1:
				if at == string(intake.Loaded) {
					t.Error("the load was acknowledged and is gone")
				}
			case got == after && h.batches() == 2:
				if wait == 0 && at != string(intake.Loaded) {
					t.Error("the list was loaded before its time")
				}
			default:
				t.Errorf("neither the state before nor that after; %d batches", h.batches())
			}
			h.sound()
			if res := h.load(set(largeList()), ofac()); res.Status != intake.Loaded && res.Status != intake.Unchanged {
				t.Errorf("the load afterwards: %s %q", res.Status, res.Why)
			}
			if got, _ := h.state(); got != after || h.batches() != 2 {
				t.Errorf("after the load not the state that it makes; %d batches", h.batches())
			}
		})
	}
}
