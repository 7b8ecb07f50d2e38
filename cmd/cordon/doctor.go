package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"cordon/law"

	"github.com/spf13/cobra"
)

// check is one line of doctor.
type check struct {
	Name   string `json:"name"`
	State  string `json:"state"` // ok, warn, fail
	Detail string `json:"detail"`
	Hint   string `json:"hint,omitempty"`
}

// staleAfter is how old the newest batch of a list may be before doctor says so.
const staleAfter = 7 * 24 * time.Hour

func (a *app) doctorCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say whether this installation is sound: versions, folders, age of lists, index",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			checks := a.examine(cmd)
			format, err := a.outputFormat()
			if err != nil {
				return err
			}
			bad := 0
			for _, c := range checks {
				if c.State == "fail" {
					bad++
				}
			}
			if format == "json" || format == "jsonl" {
				if err := writeJSON(a.Out, map[string]any{"checks": checks}, format == "json"); err != nil {
					return err
				}
			} else {
				for _, c := range checks {
					fmt.Fprintf(a.Out, "%-5s %-10s %s\n", c.State, c.Name, plainText(c.Detail))
					if c.Hint != "" {
						fmt.Fprintf(a.Out, "%16s %s\n", "", plainText(c.Hint))
					}
				}
			}
			if bad > 0 {
				return hintError{fmt.Errorf("%d checks failed", bad), "the lines marked fail say what to do"}
			}
			return nil
		},
	}
}

func (a *app) examine(cmd *cobra.Command) []check {
	ctx := cmd.Context()
	var out []check
	add := func(name, state, hint, format string, args ...any) {
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
	add("store", "ok", "", "%d batches", len(batches))
	if n := len(batches); n > 0 && time.Until(batches[n-1].Received) > time.Minute {
		add("clock", "fail", "set the clock: batches are ordered by it", "the newest batch was received at %s, which lies ahead", batches[n-1].Received.Format(time.RFC3339))
	} else {
		add("clock", "ok", "", "%s", time.Now().Format(time.RFC3339))
	}
	start := time.Now()
	if err := desk.Refresh(ctx); err != nil {
		add("index", "fail", "run: cordon fsck", "%v", err)
		return out
	}
	ls, parties := desk.Lists(ctx)
	add("index", "ok", "", "%d parties, ready in %s", parties, time.Since(start).Round(time.Millisecond))
	published := 0
	for _, l := range ls {
		received, _ := time.Parse(time.RFC3339, l.Received)
		state, hint := "ok", ""
		if law.Builtin(l.Dataset) {
			add("list", "ok", "", "%s of %s, built in", l.Dataset, dash(l.Published))
			continue
		}
		published++
		if time.Since(received) > staleAfter {
			state, hint = "warn", "run: cordon update"
		}
		add("list", state, hint, "%s published %s, received %s", l.Dataset, dash(l.Published), received.Format(time.DateOnly))
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
