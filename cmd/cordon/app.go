package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"cordon/ftm"
	"cordon/graph"
	"cordon/law"
	"cordon/live"
	"cordon/store"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// The exit codes.
const (
	exitNothing = 0
	exitError   = 1
	exitUsage   = 2
	exitFound   = 3
)

type streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// app holds the global flags and what the verbs share.
type app struct {
	streams
	data, store_, nats, format, asOf, knownOn, programme string
	verbose                                              bool

	args     []string // the command line
	code     int      // exit code of a verb that ended without error
	store    *store.Store
	desk     *live.Desk
	indexing *meter // of the desk
	closed   []func() error
}

func (a *app) root() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cordon",
		Short: "Does this touch North Korea? Lists, owners, law: one question",
		Long: `Does this touch North Korea, by which path, under which rule, and what must I
do by when? cordon answers for a name, vessel, wallet, account, company or
cargo: it screens the published lists, follows owners and other ties, and knows
the law of each day. The built-in programme answers before any list is loaded.

Results go to standard output, talk to standard error. Exit codes: 0 nothing
found, 1 error, 2 wrong usage, 3 something found.

Start with:  cordon touch "Dandong Hongxiang"`,
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		Version:                    version,
		Args:                       noArgs,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.SetUsageTemplate(usageTemplate(cmd.UsageTemplate()))
	cmd.SetVersionTemplate("cordon {{.Version}}\n")
	cmd.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{err, "see: " + c.CommandPath() + " --help"}
	})
	f := cmd.PersistentFlags()
	f.StringVar(&a.data, "data", "", "`folder` of all data, made when missing (env CORDON_DATA; default the user's data folder)")
	f.StringVar(&a.store_, "store", "", "`address` of the store (env CORDON_STORE; default sqlite in the data folder)")
	f.StringVar(&a.nats, "nats", "", "`address` of a message bus; no verb of this version uses one")
	f.StringVarP(&a.format, "output", "o", "", "`format` of results: table, json, jsonl, csv (default table on a terminal, else jsonl)")
	f.StringVar(&a.asOf, "as-of", "", "what was true on that `date` (default today)")
	f.StringVar(&a.knownOn, "known-on", "", "what was known on that `date`: batches up to its end, or up to batch:N (default now)")
	f.StringVar(&a.programme, "programme", "dprk", "`name` of the programme")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "log what is done to standard error")
	cmd.AddCommand(a.screenCmd(), a.touchCmd(), a.lawCmd(), a.graphCmd(), a.seaCmd(), a.updateCmd(), a.importCmd(), a.serveCmd(), a.worldCmd(), a.demoCmd(), a.doctorCmd(), a.fsckCmd(), a.benchCmd(), a.versionCmd())
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("programme", cobra.FixedCompletions(law.Programmes(), cobra.ShellCompDirectiveNoFileComp))
	cmd.PersistentPreRunE = func(*cobra.Command, []string) error { return a.checkFlags() }
	return cmd
}

// checkFlags refuses global flags that cannot mean anything, before any work.
func (a *app) checkFlags() error {
	if _, err := a.outputFormat(); err != nil {
		return err
	}
	if _, err := a.at(); err != nil {
		return err
	}
	if a.nats != "" {
		return usageError{errors.New("--nats: no verb of this version uses a message bus"), "leave the flag out"}
	}
	if !law.Has(a.programme) {
		return usageError{fmt.Errorf("no programme %q", a.programme), fmt.Sprintf("known: %v", law.Programmes())}
	}
	return nil
}

// at reads --as-of and --known-on.
func (a *app) at() (live.At, error) {
	var at live.At
	if a.asOf != "" {
		d, err := ftm.ParseDay(a.asOf)
		if err != nil {
			return at, usageError{fmt.Errorf("--as-of: %w", err), "example: --as-of 2017-08-20"}
		}
		at.AsOf = d
	}
	if a.knownOn != "" {
		var err error
		if at.KnownOn, at.Batch, err = live.ParseKnown(a.knownOn, time.Local); err != nil {
			return at, usageError{fmt.Errorf("--known-on: %w", err), "example: --known-on 2024-05-03, or batch:12 for what was known with that batch"}
		}
		if at.KnownOn.After(time.Now()) {
			return at, usageError{fmt.Errorf("--known-on: %s lies ahead: nobody knows yet what will be known then", at.KnownOn.Format(time.DateOnly)), "leave the flag out for what is known now; --as-of may lie ahead"}
		}
	}
	return at, nil
}

func (a *app) logger() *slog.Logger {
	level := slog.LevelWarn
	if a.verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(a.Err, &slog.HandlerOptions{Level: level}))
}

// dataDir is the data folder: the flag, the environment, else the user's.
func (a *app) dataDir() (string, error) {
	if a.data != "" {
		return a.data, nil
	}
	if v := os.Getenv("CORDON_DATA"); v != "" {
		return v, nil
	}
	if v := os.Getenv("XDG_DATA_HOME"); v != "" {
		return filepath.Join(v, "cordon"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", hintError{fmt.Errorf("no data folder: %w", err), "name one with --data DIR or CORDON_DATA"}
	}
	return filepath.Join(home, ".local", "share", "cordon"), nil
}

// openStore opens the store of the data folder, making it when missing.
func (a *app) openStore(ctx context.Context) (*store.Store, error) {
	if a.store != nil {
		return a.store, nil
	}
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, hintError{fmt.Errorf("data folder: %w", err), "name another with --data DIR"}
	}
	dsn := a.store_
	if dsn == "" {
		dsn = os.Getenv("CORDON_STORE")
	}
	if dsn == "" {
		dsn = "sqlite:" + dbPath(dir)
	}
	st, err := store.Open(ctx, dsn, store.Options{Originals: filepath.Join(dir, "originals"), Log: a.logger()})
	if err != nil {
		return nil, err
	}
	a.store = st
	a.closed = append(a.closed, st.Close)
	return st, nil
}

// openDesk opens the store, loads the built-in listings if they are not there
// yet, and returns a desk that answers from it.
func (a *app) openDesk(ctx context.Context) (*live.Desk, *store.Store, error) {
	st, err := a.openStore(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := a.loadBuiltin(ctx, st); err != nil {
		return nil, nil, err
	}
	dir, err := a.dataDir()
	if err != nil {
		return nil, nil, err
	}
	p := a.newMeter("indexing")
	a.indexing = p
	d := live.Open(st, live.Options{
		Snapshots: filepath.Join(dir, "snapshots"), Version: version, Log: a.logger(), Rules: sync.OnceValues(func() (*graph.Rules, error) { return ownershipRules(a.programme) }),
		Progress: func(n int) { p.count(int64(n), 0, "entities") },
	})
	a.closed = append(a.closed, func() error { p.end(); return nil })
	a.desk = d
	return d, st, nil
}

func (a *app) close() error {
	var first error
	for i := len(a.closed) - 1; i >= 0; i-- {
		if err := a.closed[i](); err != nil && first == nil {
			first = err
		}
	}
	a.closed, a.store, a.desk = nil, nil, nil
	return first
}

// isTerminal reports whether w is a terminal, and how wide.
func isTerminal(w io.Writer) (width int, ok bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 80, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 40 {
		width = 80
	}
	return width, true
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known string
	if s := cmd.SuggestionsFor(args[0]); len(s) > 0 {
		known = "did you mean: " + s[0]
	} else {
		known = "see: " + cmd.CommandPath() + " --help"
	}
	if cmd.HasSubCommands() {
		return usageError{fmt.Errorf("no verb %q", args[0]), known}
	}
	return usageError{fmt.Errorf("%s takes no arguments, got %q", cmd.Name(), args), known}
}

// usageTemplate makes the flags of cobra's help fit a terminal of 80 columns.
func usageTemplate(t string) string {
	return strings.NewReplacer(
		"{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}", "{{.LocalFlags.FlagUsagesWrapped 80 | trimTrailingWhitespaces}}",
		"{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}", "{{.InheritedFlags.FlagUsagesWrapped 80 | trimTrailingWhitespaces}}",
		" for more information about a command.", " for more about a command.",
	).Replace(t)
}
