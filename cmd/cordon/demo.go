package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"cordon/finding"
	"cordon/intake"
	"cordon/live"
	"cordon/server"
	"cordon/touch"
	"cordon/world"

	"github.com/spf13/cobra"
)

// demoReport is what demo found, for machines.
type demoReport struct {
	URL      string      `json:"url"`
	Seed     uint64      `json:"seed"`
	Planted  int         `json:"planted"`
	Found    int         `json:"found"` // of the planted ties
	Innocent int         `json:"innocent"`
	Blocked  int         `json:"blocked"` // of the innocent
	Shown    []demoFound `json:"shown"`
}

// demoFound is one planted tie as it was found.
type demoFound struct {
	Name       string `json:"name"`
	Subject    string `json:"subject"`
	Exposure   string `json:"exposure"`
	Path       string `json:"path"`       // a sentence
	Obligation string `json:"obligation"` // the first
	Link       string `json:"link"`       // to the answer in the workbench
}

// demoQuiet are patterns of look-alikes whose answers the workbench offers beside
// what was found.
var demoQuiet = []string{"just-under", "sold-long-before", "namesake-ship"}

// demoOffered is how many findings the first page of the workbench offers.
const demoOffered = 12

// demoPatterns are the planted ties that demo shows, of a world that has more.
var demoPatterns = []string{"border-trader", "two-quarters", "bearer", "phone-taken-over", "renamed"}

func (a *app) demoCmd() *cobra.Command {
	var listen string
	var seed int64
	var noBrowser bool
	cmd := &cobra.Command{
		Use:   "demo [flags]",
		Short: "Show all of it on a made-up world",
		Long: `Make up a small world around the programme, load it into a folder of its own,
ask about everything that is planted in it, print what was found and the address
of the workbench, and serve until interrupted. Then the folder is removed.

Nobody in the world is real but the listed parties of the programme, and no tie
to them is. Another --seed is another world.`,
		Example: `  cordon demo
  cordon demo --listen 127.0.0.1:9000 --seed 7 --no-browser`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.data != "" || a.store_ != "" {
				return usageError{errors.New("demo has a folder and a store of its own"), "leave out --data and --store"}
			}
			if a.asOf != "" || a.knownOn != "" {
				return usageError{errors.New("demo asks about the day of its world"), "leave out --as-of and --known-on; the workbench takes any day"}
			}
			if seed < 0 {
				return usageError{fmt.Errorf("--seed %d is below 0", seed), "example: --seed 1"}
			}
			if a.format == "csv" {
				return usageError{errors.New("demo is not written as CSV"), "known: table, json, jsonl"}
			}
			return a.demo(cmd.Context(), listen, uint64(seed), !noBrowser)
		},
	}
	f := cmd.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:0", "`address` to listen on; port 0 is any that is free")
	f.Int64Var(&seed, "seed", 1, "`number` from which the world is made")
	f.BoolVar(&noBrowser, "no-browser", false, "open no browser")
	return cmd
}

// demo runs the demonstration in a folder that is removed at its end.
func (a *app) demo(ctx context.Context, listen string, seed uint64, browser bool) (err error) {
	ln, err := listenOn(listen)
	if err != nil {
		return err
	}
	defer ln.Close()
	dir, err := os.MkdirTemp("", "cordon-demo-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close(), os.RemoveAll(dir)) }()
	a.data = filepath.Join(dir, "data")
	a.store_ = "sqlite:" + dbPath(a.data)
	files := filepath.Join(dir, "world")
	desk, t, err := a.loadWorld(ctx, files, world.Options{Seed: seed, Size: world.Small, Programme: a.programme})
	if err != nil {
		return err
	}
	c, err := newWorldCheck(ctx, a, t)
	if err != nil {
		return err
	}
	if err := c.ask(ctx, files); err != nil {
		return err
	}
	rep := demoReport{URL: "http://" + ln.Addr().String(), Seed: seed, Planted: len(t.Planted), Innocent: len(t.Innocent), Blocked: c.blocked}
	for _, p := range c.by {
		rep.Found += p.found
	}
	if rep.Shown, err = c.shown(ctx); err != nil {
		return err
	}
	for i := range rep.Shown {
		rep.Shown[i].Link = rep.URL + touchLink(rep.Shown[i].Subject, t.Day)
	}
	offered, err := c.offered(ctx)
	if err != nil {
		return err
	}
	ships, err := a.seaDesk(a.store)
	if err != nil {
		return err
	}
	srv, err := a.newServer(desk, ships, offered)
	if err != nil {
		return err
	}
	if err := a.printDemo(rep); err != nil {
		return err
	}
	if browser {
		a.openBrowser(rep.URL)
	}
	// What the ships did is worked out while the page is open already; it is told.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	sailed := make(chan error, 1)
	go func() {
		sailed <- a.loadTraffic(ctx, files)
	}()
	err = a.serveUntilDone(ctx, desk, ships, nil, srv, ln)
	cancel()
	if e := <-sailed; e != nil && !errors.Is(e, context.Canceled) {
		err = errors.Join(err, fmt.Errorf("what the ships did: %w", e))
	}
	return err
}

// loadTraffic loads the messages of a world's ships, quietly: that some are damaged
// is part of the world.
func (a *app) loadTraffic(ctx context.Context, dir string) error {
	sets, err := intake.OpenPaths([]string{dir})
	defer closeAll(sets)
	if err != nil {
		return err
	}
	quiet := *a
	quiet.Err = io.Discard
	_, _, err = quiet.loadAIS(ctx, a.store, []aisFile{{sets[0], world.MessagesFile}, {sets[0], world.TableFile}}, time.Time{})
	return err
}

// loadWorld makes a world in a folder, loads it, and makes the index ready.
func (a *app) loadWorld(ctx context.Context, dir string, o world.Options) (*live.Desk, *world.Truth, error) {
	w, err := world.New(o)
	if err != nil {
		return nil, nil, err
	}
	t, err := w.Write(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	sets, err := intake.OpenPaths(worldFiles(dir))
	defer closeAll(sets)
	if err != nil {
		return nil, nil, err
	}
	rep, err := a.loadSets(ctx, sets, nil, loadFlags{})
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rep.Batches {
		if r.Status != intake.Loaded {
			return nil, nil, fmt.Errorf("%s was not loaded: %s", r.Source, someOf(r.Why))
		}
	}
	desk, _, err := a.openDesk(ctx)
	if err != nil {
		return nil, nil, err
	}
	err = desk.Refresh(ctx)
	a.indexing.end()
	return desk, t, err
}

// touchLink is the place in the workbench that answers for a subject.
func touchLink(subject, day string) string {
	return "/#/touch?subject=" + strings.ReplaceAll(url.QueryEscape(subject), "%3A", ":") + "&as_of=" + day
}

// offered are questions for the first page of the workbench: what was planted and
// found, those that demo prints first, and a few of the look-alikes.
func (c *worldCheck) offered(ctx context.Context) (server.Examples, error) {
	out := server.Examples{About: fmt.Sprintf("A made-up world (seed %d) around the programme's real listings. Nobody else in it is real, and no tie to them is.", c.t.Seed), Examples: []server.Example{}}
	rank := func(x world.Case) int {
		if i := slices.Index(demoPatterns, x.Pattern); i >= 0 {
			return i
		}
		return len(demoPatterns)
	}
	planted := slices.Clone(c.t.Planted)
	slices.SortStableFunc(planted, func(a, b world.Case) int { return rank(a) - rank(b) })
	innocent := slices.DeleteFunc(slices.Clone(c.t.Innocent), func(x world.Case) bool { return !slices.Contains(demoQuiet, x.Pattern) })
	for i, x := range slices.Concat(planted, innocent) {
		if i < len(planted) && len(out.Examples) >= demoOffered {
			continue
		}
		subject, got, err := c.askByName(ctx, &x)
		if err != nil {
			return out, err
		}
		if i < len(planted) && got.Exposure == finding.Clear {
			continue // it is not found, as cordon bench world says of some
		}
		out.Examples = append(out.Examples, server.Example{Name: x.Name, Subject: subject, AsOf: c.t.Day, Exposure: string(got.Exposure), Why: x.About})
	}
	return out, nil
}

// askByName asks about a case by the name of its subject, where that gets the
// same answer as its id, else by its id.
func (c *worldCheck) askByName(ctx context.Context, x *world.Case) (subject string, got *touch.Answer, err error) {
	ask := func(text string) (*touch.Answer, error) {
		s, err := touch.ParseSubject(text)
		if err != nil {
			return nil, err
		}
		return c.asker.Ask(ctx, s, live.At{AsOf: c.day}, touch.DefaultDepth)
	}
	if got, err = ask(x.Subject); err != nil {
		return "", nil, err
	}
	if named, err := ask(x.Name); err == nil && named.Exposure == got.Exposure && strings.HasPrefix(x.Subject, "entity:") {
		return x.Name, named, nil
	}
	return x.Subject, got, nil
}

// shown asks about the planted ties that demo shows.
func (c *worldCheck) shown(ctx context.Context) ([]demoFound, error) {
	var out []demoFound
	for _, pattern := range demoPatterns {
		i := slices.IndexFunc(c.t.Planted, func(x world.Case) bool { return x.Pattern == pattern })
		if i < 0 {
			continue
		}
		x := &c.t.Planted[i]
		s, err := touch.ParseSubject(x.Subject)
		if err != nil {
			return nil, err
		}
		got, err := c.asker.Ask(ctx, s, live.At{AsOf: c.day}, touch.DefaultDepth)
		if err != nil {
			return nil, err
		}
		f := demoFound{Name: x.Name, Subject: x.Subject, Exposure: string(got.Exposure), Path: got.Summary}
		if len(got.Paths) > 0 {
			f.Path = got.Paths[0].Sentence
		}
		if len(got.Obligations) > 0 {
			o := got.Obligations[0]
			due := "at once"
			switch {
			case got.Counted(o.Measure):
				due = "until " + o.Due.String()
			case o.Due > c.day:
				due = "by " + o.Due.String()
			}
			f.Obligation = fmt.Sprintf("%s %s: %s (%s; %s)%s", o.Kind, due, o.Why, o.Who, o.Measure, unverifiedWords(o.Verified))
		}
		out = append(out, f)
	}
	return out, nil
}

func (a *app) printDemo(r demoReport) error {
	if a.format == "json" || a.format == "jsonl" {
		return writeJSON(a.Out, r, a.format == "json")
	}
	w := bufio.NewWriter(a.Out)
	a.paragraph(w, "", fmt.Sprintf("A made-up world (seed %d) around the programme's real listings. Nobody else in it is real. Of %s, %d were found; of %s, %d came out as blocked or possible. Some of them:",
		r.Seed, count(r.Planted, "planted tie", "planted ties"), r.Found, count(r.Innocent, "innocent look-alike", "innocent look-alikes"), r.Blocked))
	fmt.Fprintln(w)
	for _, f := range r.Shown {
		mark := fit(strings.ToUpper(f.Exposure), demoColumn) + " "
		indent := strings.Repeat(" ", demoColumn+1)
		a.paragraph(w, mark, plainText(f.Name))
		a.paragraph(w, indent, plainText(inBrackets.ReplaceAllString(f.Path, "")))
		if f.Obligation != "" {
			a.paragraph(w, indent, plainText(f.Obligation))
		}
	}
	fmt.Fprintln(w)
	a.paragraph(w, "", "The first page of the workbench leads to these answers and to more:")
	fmt.Fprintf(w, "%s\n", r.URL)
	fmt.Fprintln(a.Err, "cordon: serving until interrupted (Ctrl-C); the folder of the demonstration is then removed")
	return w.Flush()
}

// inBrackets are the sources of a path's steps, which the short table leaves out.
var inBrackets = regexp.MustCompile(` \[[^\]]*\]`)

// demoColumn is as wide as the longest exposure.
const demoColumn = len(finding.Possible)

// openBrowser shows an address in the user's browser, where there is a display.
func (a *app) openBrowser(url string) {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "darwin":
		cmd = exec.Command("open", url)
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	default:
		if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
			return
		}
		cmd = exec.Command("xdg-open", url)
	}
	if err := cmd.Start(); err != nil {
		fmt.Fprintf(a.Err, "cordon: no browser could be opened: %s\n", oneLine(err.Error()))
		return
	}
	go func() { _ = cmd.Wait() }() // leaves no dead process behind; the browser outlives us
}
