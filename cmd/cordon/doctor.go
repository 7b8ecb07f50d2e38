package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"cordon/law"
	"cordon/live"

	"github.com/spf13/cobra"
)

// check is one line of doctor.
type check struct {
	Name   string `json:"name"`
	State  string `json:"state"` // ok, warn, fail
	Detail string `json:"detail"`
	Hint   string `json:"hint,omitempty"`
}

// How old the newest batch of a list may be before doctor says so: since it
// came to hand, and since the publisher's own date, which some lists keep for
// weeks when nothing changes.
const (
	staleReceived  = 7 * 24 * time.Hour
	stalePublished = 45 * 24 * time.Hour
)

func (a *app) doctorCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say whether this installation is sound",
		Long: `Say whether this installation is sound: versions, the pair of SQLite driver and
libc, the data folder and its disk, the store, the clock, the screening index,
and how old each list is. Exit code 0 when nothing failed, 1 when something did;
what only deserves a look is marked warn.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			checks := a.examine(cmd)
			bad := 0
			for _, c := range checks {
				if c.State == "fail" {
					bad++
				}
			}
			var rows [][]string
			for _, c := range checks {
				rows = append(rows, []string{c.State, c.Name, c.Detail, c.Hint})
			}
			err := a.print(map[string]any{"checks": checks}, []string{"state", "name", "detail", "hint"}, rows, func() error { return a.printChecks(checks) })
			if err != nil {
				return err
			}
			if bad > 0 {
				return hintError{fmt.Errorf("%s failed", count(bad, "check", "checks")), "the lines marked fail say what to do"}
			}
			return nil
		},
	}
}

// printChecks writes checks for people, broken where their terminal ends.
func (a *app) printChecks(checks []check) error {
	columns, _ := isTerminal(a.Out)
	const indent = 16
	for _, c := range checks {
		head := fmt.Sprintf("%-5s %-9s ", c.State, c.Name)
		text := wrap(c.Detail, columns-indent)
		if c.Hint != "" {
			text = append(text, wrap("hint: "+c.Hint, columns-indent)...)
		}
		for _, line := range text {
			if _, err := fmt.Fprintln(a.Out, head+line); err != nil {
				return err
			}
			head = strings.Repeat(" ", indent)
		}
	}
	return nil
}

func (a *app) examine(cmd *cobra.Command) []check {
	ctx := cmd.Context()
	var out []check
	add := func(name, state, hint, format string, args ...any) {
		if state == "ok" {
			hint = ""
		}
		out = append(out, check{name, state, fmt.Sprintf(format, args...), hint})
	}
	add("program", "ok", "", "cordon %s, %s, %s/%s", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if state, detail := driverPair(); state != "" {
		add("driver", state, "build with the versions of go.mod", "%s", detail)
	}
	dir, err := a.dataDir()
	if err != nil {
		add("data", "fail", "name a folder with --data DIR", "%v", err)
		return out
	}
	if err := writable(dir); err != nil {
		add("data", "fail", "name another folder with --data DIR", "%v", err)
		return out
	}
	free, known := freeBytes(dir)
	switch {
	case known && free < 1<<30:
		add("data", "warn", "free some space", "%s, %.1f GB free", dir, float64(free)/1e9)
	case known:
		add("data", "ok", "", "%s, %.1f GB free", dir, float64(free)/1e9)
	default:
		add("data", "ok", "", "%s", dir)
	}
	desk, st, err := a.openDesk(ctx)
	if err != nil {
		add("store", "fail", "run: cordon fsck", "%v", err)
		return out
	}
	batches, err := st.Batches(ctx)
	if err != nil {
		add("store", "fail", "run: cordon fsck", "%v", err)
		return out
	}
	add("store", "ok", "", "%s, %s on disk", count(len(batches), "batch", "batches"), diskUse(dir))
	if n := len(batches); n > 0 && time.Until(batches[n-1].Received) > time.Minute {
		add("clock", "fail", "set the clock: batches are ordered by it", "the newest batch was received at %s, which lies ahead", batches[n-1].Received.Format(time.RFC3339))
	} else {
		add("clock", "ok", "", "%s", time.Now().Format(time.RFC3339))
	}
	start := time.Now()
	err = desk.Refresh(ctx)
	a.indexing.end()
	if err != nil {
		add("index", "fail", "run: cordon fsck", "%v", err)
		return out
	}
	ls, parties := desk.Lists(ctx)
	add("index", "ok", "", "%d parties, ready in %s", parties, time.Since(start).Round(time.Millisecond))
	published := 0
	for _, l := range ls {
		state, hint := "ok", ""
		if law.Builtin(l.Dataset) {
			add("list", "ok", "", "%s, built in: %s", l.Dataset, originsOf(l.Dataset))
			continue
		}
		published++
		if stale(l, time.Now()) {
			state, hint = "warn", "run: cordon update"
		}
		add("list", state, hint, "%s %s", l.Dataset, ageOf(l))
	}
	if published == 0 {
		add("lists", "warn", "run: cordon update", "only the built-in listings are loaded; they are as old as they say")
	}
	return out
}

// driverPair reports whether the SQLite driver stands with the libc it was made
// with: another pair may corrupt data silently.
func driverPair() (state, detail string) {
	bi, ok := debug.ReadBuildInfo()
	if !ok {
		return "", ""
	}
	have := map[string]string{}
	for _, d := range bi.Deps {
		have[d.Path] = d.Version
	}
	sqlite, libc := have["modernc.org/sqlite"], have["modernc.org/libc"]
	if sqlite == "" {
		return "", ""
	}
	want := map[string]string{"v1.61.1": "v1.79.0"}[sqlite]
	if want != libc {
		return "fail", fmt.Sprintf("sqlite %s stands with libc %s, want %s", sqlite, libc, want)
	}
	return "ok", fmt.Sprintf("sqlite %s with libc %s", sqlite, libc)
}

func stale(l live.List, now time.Time) bool {
	received, err := time.Parse(time.RFC3339, l.Received)
	published, perr := time.Parse(time.DateOnly, l.Published)
	return err == nil && now.Sub(received) > staleReceived || perr == nil && now.Sub(published) > stalePublished
}

// diskUse is how much the data folder holds, in words.
func diskUse(dir string) string {
	var n int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		fi, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) { // a temporary file that is gone
			return nil
		}
		if err == nil {
			n += fi.Size()
		}
		return err
	})
	if err != nil {
		return "an unknown amount"
	}
	return amount(n, "bytes")
}

// writable makes the folder and a file in it.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "doctor-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.WriteString(strings.Repeat("x", 4096)); err != nil {
		return err
	}
	return f.Close()
}

// dbPath is where the store lies by default.
func dbPath(dir string) string { return filepath.Join(dir, "cordon.db") }
