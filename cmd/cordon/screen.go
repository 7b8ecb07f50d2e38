package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/live"
	"cordon/screen"

	"github.com/spf13/cobra"
)

// screenBatch is how many queries of a file are answered at a time.
const screenBatch = 200

func (a *app) screenCmd() *cobra.Command {
	var o screen.Options
	var file, watched, schema string
	cmd := &cobra.Command{
		Use:   "screen [flags] [NAME]",
		Short: "Who is this? Screen a name or a file of parties",
		Long: `Screen a name, or a file of parties, against everything loaded. A hit says which
list it comes from, since when, and part by part why it matches.

A result is a match from --threshold on. Weaker hits are shown as such, so that
a person can judge them, but they are not counted as found: the exit code is 3
with at least one match, else 0.

With -f, read queries from a file or standard input (-): JSON lines of {id,
schema, properties}, or CSV whose header names properties (id, schema, name,
birthDate, country, passportNumber, imoNumber, …). One line of results per
query.

With --watch, keep such a file as a set and print only what is found otherwise
than last time, as events: hit.new, hit.changed and hit.gone. When lists or rows
changed, only what the change can touch is screened again. Every row needs an id
that stays. The exit code is 3 with at least one event, else 0.`,
		Example: `  cordon screen "Ri Chol Ho"
  cordon screen --schema Vessel "Chong Chon Gang"
  cordon screen -f customers.csv -o csv > hits.csv
  cordon screen --known-on 2024-05-03 "Ri Chol Ho"
  cordon screen --watch customers.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.Threshold < 0 || o.Threshold > 1 {
				return usageError{fmt.Errorf("--threshold %v is not between 0 and 1", o.Threshold), "example: --threshold 0.8"}
			}
			if o.Limit < 1 {
				return usageError{fmt.Errorf("--limit %d: at least 1", o.Limit), "example: --limit 10"}
			}
			if schema != "" && ftm.Lookup(schema) == nil {
				return usageError{fmt.Errorf("no schema %q", schema), "common ones: Person, Company, Organization, LegalEntity, Vessel, Airplane, CryptoWallet"}
			}
			switch {
			case watched != "" && (file != "" || len(args) > 0):
				return usageError{errors.New("--watch and something else to screen"), "give one of them"}
			case watched != "":
				return a.watchFile(cmd.Context(), watched, schema, o)
			case file != "" && len(args) > 0:
				return usageError{errors.New("a name and a file at the same time"), "give one of them"}
			case file != "":
				return a.screenFile(cmd.Context(), file, schema, o)
			case len(args) == 1 && args[0] == "-":
				return a.screenFile(cmd.Context(), "-", schema, o)
			case len(args) == 0 || strings.TrimSpace(strings.Join(args, " ")) == "":
				return usageError{errors.New("no name to screen"), `example: cordon screen "Ri Chol Ho", or -f FILE`}
			}
			return a.screenName(cmd.Context(), strings.Join(args, " "), schema, o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&file, "file", "f", "", "screen the parties in this `file` (- is standard input)")
	f.StringVar(&watched, "watch", "", "watch the parties in this `file`: print what changed since last time")
	f.StringVar(&schema, "schema", "", "`what` the name is: Person, Company, Vessel, …")
	f.Float64Var(&o.Threshold, "threshold", screen.DefaultThreshold, "`score` from which a result is a match")
	f.IntVar(&o.Limit, "limit", 5, "at most so `many` results per query")
	f.StringVar(&o.Algorithm, "algorithm", "best", "`how` to compare: best, or ofac (as OFAC's own search does)")
	f.StringSliceVar(&o.Datasets, "dataset", nil, "only these `lists`")
	_ = cmd.RegisterFlagCompletionFunc("algorithm", cobra.FixedCompletions([]string{"best", "ofac"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("schema", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var out []string
		for _, s := range ftm.Schemata() {
			if s.Matchable {
				out = append(out, s.Name)
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	})
	return cmd
}

func (a *app) screenName(ctx context.Context, name, schema string, o screen.Options) error {
	p, err := a.newPrinter(true, o)
	if err != nil {
		return err
	}
	q := screen.Query{ID: "1", Schema: schema, Properties: map[string][]string{"name": {name}}}
	if err := a.screenSome(ctx, []screen.Query{q}, o, p); err != nil {
		return err
	}
	return p.end()
}

// screenFile screens queries as they are read and keeps their order. A row that
// cannot be read is named and counted; the rest is screened.
func (a *app) screenFile(ctx context.Context, path, schema string, o screen.Options) error {
	in := a.In
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return hintError{err, "check the path; - is standard input"}
		}
		defer f.Close()
		in = f
	}
	qr, err := newQueryReader(in, schema)
	if err != nil {
		return hintError{fmt.Errorf("%s: %w", path, err), `JSON lines such as {"id":"1","schema":"Person","properties":{"name":["Ri Chol Ho"]}}, or CSV with a header`}
	}
	p, err := a.newPrinter(false, o)
	if err != nil {
		return err
	}
	m := a.newMeter("screening")
	defer m.end()
	var refused, done int64
	some := make([]screen.Query, 0, screenBatch)
	for {
		q, err := qr.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if q.err == nil && q.Schema != "" && ftm.Lookup(q.Schema) == nil {
			q.err = fmt.Errorf("no schema %q", q.Schema)
		}
		if q.err != nil {
			refused++
			fmt.Fprintf(a.Err, "cordon: error: %s:%d: %s\n", path, q.line, oneLine(q.err.Error()))
			continue
		}
		if some = append(some, q.Query); len(some) == screenBatch {
			if err := a.screenSome(ctx, some, o, p); err != nil {
				return err
			}
			done += int64(len(some))
			m.count(done, 0, "queries")
			some = some[:0]
		}
	}
	if err := a.screenSome(ctx, some, o, p); err != nil {
		return err
	}
	if err := p.end(); err != nil {
		return err
	}
	if refused > 0 {
		return hintError{fmt.Errorf("%d rows of %s could not be screened", refused, path), "mend the rows named above and screen them again"}
	}
	return nil
}

func (a *app) screenSome(ctx context.Context, qs []screen.Query, o screen.Options, p printer) error {
	if len(qs) == 0 {
		return nil
	}
	if a.desk == nil {
		if _, _, err := a.openDesk(ctx); err != nil {
			return err
		}
	}
	at, err := a.at()
	if err != nil {
		return err
	}
	answers, err := a.desk.Screen(ctx, qs, o, at)
	a.indexing.end()
	if err != nil {
		return err
	}
	if err := a.checkDatasets(ctx, o.Datasets, answers[0].Searched); err != nil {
		return err
	}
	for _, ans := range answers {
		if hasMatch(ans) {
			a.code = exitFound
		}
		if err := p.answer(ans); err != nil {
			return err
		}
	}
	return nil
}

// checkDatasets refuses a search in lists that are not there: nothing found in
// them would not mean clear.
func (a *app) checkDatasets(ctx context.Context, asked []string, s live.Searched) error {
	for _, d := range asked {
		if slices.Contains(s.Datasets, d) {
			continue
		}
		st, err := a.openStore(ctx)
		if err != nil {
			return err
		}
		batches, err := st.Batches(ctx)
		if err != nil {
			return err
		}
		var there []string
		for _, b := range batches {
			there = appendNew(there, b.Source)
		}
		slices.Sort(there)
		if slices.Contains(there, d) {
			return hintError{fmt.Errorf("--dataset: nothing of %s was known on %s", d, s.KnownOn), "ask of a later day with --known-on"}
		}
		return usageError{fmt.Errorf("--dataset: no list %q is loaded", d), "loaded: " + strings.Join(there, ", ")}
	}
	return nil
}

// hasMatch reports whether an answer has a match, be it beyond the limit.
func hasMatch(a live.Answer) bool {
	if a.Total > 0 {
		return true
	}
	for _, r := range a.Results {
		if r.Match {
			return true
		}
	}
	return false
}
