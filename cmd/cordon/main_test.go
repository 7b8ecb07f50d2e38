package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestMain builds the command, so that scripts drive what users run: without
// the race detector, under which SQLite takes minutes for a real list.
// TestServeAndImport runs the verbs that do several things at once in this
// process, under it.
func TestMain(m *testing.M) {
	code, err := testMain(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func testMain(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "cordon-test-*")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	name := "cordon"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	build := exec.Command("go", "build", "-o", filepath.Join(dir, name), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build: %w\n%s", err, out)
	}
	if err := os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		return 0, err
	}
	return m.Run(), nil
}

// TestScripts drives the real command: standard output and error, exit codes.
// Scripts on made-up lists always run, those on real lists where they are.
func TestScripts(t *testing.T) {
	if os.Getenv(dataEnv) == "" {
		t.Logf("%s is not set: scripts on real lists are skipped", dataEnv)
	}
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/scripts",
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("CORDON_DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("NO_COLOR", "1")
			e.Setenv("TZ", "UTC")
			e.Setenv(dataEnv, os.Getenv(dataEnv))
			e.Setenv("LISTS", os.Getenv(dataEnv))
			addr, err := freeAddr()
			e.Setenv("ADDR", addr)
			return err
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "lists":
				return os.Getenv(dataEnv) != "", nil
			}
			return false, fmt.Errorf("no condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": exitCode, "parties": madeUpParties, "http": request},
	})
}

// freeAddr is an address on this machine that nobody listens on.
func freeAddr() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// exitCode runs "code N cordon args…" and wants exit code N; output stays for
// stdout and stderr.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// madeUpParties runs "parties N FILE": a list of N made-up parties.
func madeUpParties(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: parties N file")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"mk-%d","schema":"Person","properties":{"name":["Person Madeup%d"],"topics":["sanction"]}}`+"\n", i, i)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o600))
}

// request runs "http STATUS URL [PATTERN]": it asks until somebody listens and
// answers with STATUS and a text that matches, and puts the answer where stdout
// looks.
func request(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: http status url [pattern]")
	}
	pattern := regexp.MustCompile(strings.Join(args[2:], ""))
	var last string
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); <-tick.C {
		resp, err := http.Get(args[1])
		if err != nil {
			last = err.Error()
			continue
		}
		b, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		ts.Check(err)
		if strconv.Itoa(resp.StatusCode) == args[0] && pattern.Match(b) {
			_, err = ts.Stdout().Write(b)
			ts.Check(err)
			return
		}
		last = resp.Status + ": " + string(b)
	}
	ts.Fatalf("no answer with status %s that matches %q: %s", args[0], pattern, last)
}
