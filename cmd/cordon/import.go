package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/intake"
	"cordon/law"
	"cordon/lists"
	"cordon/logbook"

	"github.com/spf13/cobra"
)

// batchReport is the result of import and update.
type batchReport struct {
	Batches []intake.Result `json:"batches"`
	Unknown []ftm.Problem   `json:"unknown,omitempty"` // files that are no list
	Sea     *seaReport      `json:"sea,omitempty"`     // of files of AIS
}

// loadFlags are the flags of every verb that loads documents.
type loadFlags struct {
	force    bool
	received string
	as       string
	source   string
	heardAt  string
}

func (f *loadFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.force, "force", false, "load what the guard would hold: an empty, damaged or strongly shrunken list")
	cmd.Flags().StringVar(&f.received, "received", "", "`date` on which the documents came to hand, for archives: oldest first, into an empty data folder (default now)")
}

func (f *loadFlags) options(m *meter) (intake.Options, error) {
	o := intake.Options{Force: f.force, Limits: intake.DefaultLimits}
	if f.received != "" {
		d, err := ftm.ParseDay(f.received)
		if err != nil {
			return o, usageError{fmt.Errorf("--received: %w", err), "example: --received 2021-07-28"}
		}
		t := d.Time()
		o.Received = time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.Local)
		if o.Received.After(time.Now()) {
			return o, usageError{fmt.Errorf("--received %s lies in the future", f.received), "leave the flag out for what is received now"}
		}
	}
	o.Progress = func(p intake.Progress) {
		m.retitle(p.Stage + " " + p.Dataset)
		m.count(p.Done, p.Total, "bytes")
	}
	return o, nil
}

func (a *app) importCmd() *cobra.Command {
	var f loadFlags
	cmd := &cobra.Command{
		Use:   "import [flags] FILE…",
		Short: "Load lists, registers and positions of ships from files",
		Long: `Load published lists and registers, and what AIS receivers heard, from files,
folders and zip archives. Folders are walked; what a file is, is recognised from
its content. The four files of an OFAC list are one document: name them
together, or the folder that holds them. Files of AIS (NMEA sentences or tables,
plain or gzipped) are one document too: what the ships did is worked out from
all that was ever loaded, so that order and cut of the files do not matter.

Each document becomes one batch. Its files are kept as they are, by SHA-256. A
row that cannot be read is set aside with file, line and reason, and the rest is
loaded. A list that is empty, damaged or strongly shrunken is held back: what
was loaded before stays in force until the load is repeated with --force.`,
		Example: `  cordon import consolidated.xml
  cordon import lists/ entities.ftm.json
  cordon import register.jsonl holdings.csv
  cordon import ais/2026-03-*.nmea.gz
  cordon import --heard-at 2026-03-01T12:00Z receiver.nmea
  cordon import --source bods_estonia ee-2031-02.json.gz
  cordon import --received 2021-07-28 archive/ofac-2021-07/`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("import needs at least one file or folder"), "example: cordon import consolidated.xml"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importPaths(cmd.Context(), args, f)
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&f.as, "as", "", "read the files as this `kind` instead of recognising it")
	cmd.Flags().StringVar(&f.source, "source", "", "`name` of the dataset of one register or FollowTheMoney file (default the file's name)")
	cmd.Flags().StringVar(&f.heardAt, "heard-at", "", "day or `time` at which AIS messages were heard that say none, or none that can be; they are left out without it")
	_ = cmd.RegisterFlagCompletionFunc("as", cobra.FixedCompletions(kindNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func kindNames() []string {
	var out []string
	for _, k := range lists.Kinds() {
		out = append(out, string(k))
	}
	return append(out, kindAIS)
}

func (a *app) importPaths(ctx context.Context, paths []string, f loadFlags) error {
	if f.as != "" && !slices.Contains(kindNames(), f.as) {
		return usageError{fmt.Errorf("--as: no kind %q", f.as), "known: " + strings.Join(kindNames(), ", ")}
	}
	if f.source != "" {
		if err := checkSource(f.source); err != nil {
			return err
		}
	}
	var sets []intake.Given
	defer func() { closeAll(sets) }()
	if i := slices.Index(paths, "-"); i >= 0 {
		dir, err := a.dataDir()
		if err != nil {
			return err
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		g, err := intake.Spool(a.In, dir, "stdin")
		if err != nil {
			return err
		}
		sets = append(sets, g)
		paths = slices.Delete(slices.Clone(paths), i, i+1)
	}
	given, err := intake.OpenPaths(paths)
	sets = append(sets, given...)
	if err != nil {
		return hintError{err, "check the path; folders are walked"}
	}
	rep, err := a.loadSets(ctx, sets, nil, f)
	if err != nil {
		return err
	}
	if len(rep.Batches) == 0 {
		why := "nothing to load: no file is there"
		if len(rep.Unknown) > 0 {
			why = "nothing to load: " + rep.Unknown[0].Error()
		}
		return hintError{errors.New(why), "name its kind with --as; known: " + strings.Join(kindNames(), ", ")}
	}
	return a.finishLoad(ctx, rep, f)
}

// checkSource says whether a user may give a dataset this name. That of a
// published list would put another's words in the publisher's mouth.
func checkSource(name string) error {
	for _, s := range lists.Catalogue() {
		if s.Dataset == name {
			return usageError{fmt.Errorf("--source: %s is the dataset of a published list", name), "take another name"}
		}
	}
	if !sourceName.MatchString(name) || law.Builtin(name) || name == "default" {
		return usageError{fmt.Errorf("--source: %q is no name of a dataset", name), "letters, digits and _ in lower case, a letter first; example: --source bods_estonia"}
	}
	return nil
}

var sourceName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,79}$`)

// nameSource gives the one document of the sets that its file would name the
// name that the user chose.
func nameSource(docs []lists.Document, name string) error {
	if len(docs) == 0 {
		return nil // said elsewhere
	}
	if len(docs) > 1 {
		return usageError{fmt.Errorf("--source names one document, and %d are here", len(docs)), "import them one by one"}
	}
	if !docs[0].Kind.NamedByFile() {
		return usageError{fmt.Errorf("--source: the dataset of %s is always %s", docs[0].Kind, docs[0].Dataset), "leave the flag out"}
	}
	docs[0].Dataset = name
	return nil
}

func closeAll(sets []intake.Given) {
	for _, g := range sets {
		_ = g.Close()
	}
}

// loadSets loads every document that is recognised in the sets, or those of the
// datasets that are named.
func (a *app) loadSets(ctx context.Context, sets []intake.Given, only []string, f loadFlags) (batchReport, error) {
	rep := batchReport{Batches: []intake.Result{}}
	at, err := parseMoment("--heard-at", f.heardAt)
	if err != nil {
		return rep, err
	}
	st, err := a.openStore(ctx)
	if err != nil {
		return rep, err
	}
	var heard []aisFile
	if f.received == "" {
		if err := a.loadBuiltin(ctx, st); err != nil {
			return rep, err
		}
	}
	m := a.newMeter("reading")
	defer m.end()
	o, err := f.options(m)
	if err != nil {
		return rep, err
	}
	in := intake.New(st, a.logger())
	if f.source != "" && len(sets) != 1 {
		return rep, usageError{errors.New("--source names one document, and files of several folders are here"), "import them one by one"}
	}
	for _, g := range sets {
		docs, unknown, err := a.plan(ctx, in, g, f.as)
		if err != nil {
			return rep, err
		}
		files, unknown := takeAIS(g, unknown, f.as)
		heard = append(heard, files...)
		if f.source != "" {
			if err := nameSource(docs, f.source); err != nil {
				return rep, err
			}
		}
		o.Origins = g.Origins
		for _, u := range unknown {
			u.File = g.DisplayPath(u.File)
			rep.Unknown = append(rep.Unknown, u)
		}
		for _, d := range docs {
			if len(only) > 0 && !slices.Contains(only, d.Dataset) {
				continue
			}
			res, err := in.Load(ctx, g.FS, d, o)
			if err != nil {
				return rep, err
			}
			m.end()
			rep.Batches = append(rep.Batches, res)
			a.talkResult(res)
		}
	}
	m.end()
	if len(heard) > 0 && len(only) == 0 {
		if f.source != "" {
			return rep, usageError{fmt.Errorf("--source: the dataset of AIS is always %s", logbook.Dataset), "leave the flag out"}
		}
		res, got, err := a.loadAIS(ctx, st, heard, at)
		if err != nil {
			return rep, err
		}
		rep.Batches, rep.Sea = append(rep.Batches, res), &got
		a.talkResult(res)
		a.talkSea(got)
	}
	return rep, nil
}

// plan groups the files of a set into documents. Those that are said to be of AIS
// are no list.
func (a *app) plan(ctx context.Context, in *intake.Intake, g intake.Given, as string) ([]lists.Document, []ftm.Problem, error) {
	if as != kindAIS {
		return in.Plan(ctx, g, lists.Kind(as))
	}
	docs, unknown, err := in.Plan(ctx, g, "")
	for _, d := range docs {
		for _, role := range slices.Sorted(maps.Keys(d.Files)) {
			unknown = append(unknown, ftm.Problem{File: d.Files[role]})
		}
	}
	slices.SortFunc(unknown, func(a, b ftm.Problem) int { return strings.Compare(a.File, b.File) })
	return nil, unknown, err
}

// finishLoad prints the report and makes the new state ready for the next
// question.
func (a *app) finishLoad(ctx context.Context, rep batchReport, f loadFlags) error {
	if f.received == "" {
		if err := a.refreshSea(ctx, &rep); err != nil {
			return err
		}
	}
	if err := a.printBatches(rep); err != nil {
		return err
	}
	// Archives go in before the built-in listings, which come to hand when the
	// first question is asked.
	if f.received == "" {
		if err := a.prepareIndex(ctx, rep); err != nil {
			return err
		}
	}
	for _, r := range rep.Batches {
		if r.Status == intake.Held || r.Status == intake.Partly || r.Status == intake.Failed {
			return errReported
		}
	}
	return nil
}

// indexAtOnce is the number of parties up to which a load makes the screening
// index ready too, so that the next question waits for nothing. Above it the
// first question does, and the load stays within its memory.
const indexAtOnce = 200_000

func (a *app) prepareIndex(ctx context.Context, rep batchReport) error {
	parties, news := 0, false
	for _, r := range rep.Batches {
		parties += r.Parties
		news = news || r.Status == intake.Loaded || r.Status == intake.Partly
	}
	if !news || parties > indexAtOnce {
		return nil
	}
	desk, _, err := a.openDesk(ctx)
	if err != nil {
		return err
	}
	err = desk.Refresh(ctx)
	a.indexing.end()
	return err
}

// talkMost is how many reasons, refused rows or notes of a document are said;
// results in JSON have them all.
const talkMost = 5

// talkResult says on standard error what needs a person's eye.
func (a *app) talkResult(r intake.Result) {
	say := func(format string, args ...any) {
		fmt.Fprintf(a.Err, "cordon: %s\n", oneLine(fmt.Sprintf(format, args...)))
	}
	switch r.Status {
	case intake.Held:
		say("error: %s was held back: %s", r.Source, someOf(r.Why))
		say("hint: what was loaded before stays in force. Fetch the list again; if it is right, repeat with --force")
	case intake.Partly:
		say("error: %s was loaded in part: %s", r.Source, someOf(r.Why))
		say("hint: fetch it again and import it: what is loaded already is known, and not counted twice")
	case intake.Failed:
		say("error: %s was not loaded: %s", r.Source, someOf(r.Why))
	}
	for _, p := range r.Problems[:min(len(r.Problems), talkMost)] {
		say("set aside: %s", p)
	}
	if r.Refused > talkMost {
		say("set aside: %d rows of %s in all; -o json names them", r.Refused, r.Source)
	}
	if r.Warned == 0 {
		return
	}
	if a.verbose {
		for _, p := range r.Warnings[:min(len(r.Warnings), talkMost)] {
			say("note: %s", p)
		}
	}
	say("note: %s of %s not as it should be; -o json names them", count(r.Warned, "value", "values"), r.Source)
}

// someOf joins the first of many reasons and says how many more there are.
func someOf(why []string) string {
	if n := len(why); n > talkMost {
		why = append(slices.Clone(why[:talkMost-1]), fmt.Sprintf("and %d more reasons; -o json names them", n-talkMost+1))
	}
	return strings.Join(why, "; ")
}

func (a *app) printBatches(rep batchReport) error {
	var rows [][]string
	for _, r := range rep.Batches {
		rows = append(rows, []string{r.Source, string(r.Status), r.Published.String(), strconv.FormatInt(r.Batch, 10), strconv.Itoa(r.Parties),
			strconv.Itoa(r.Added), strconv.Itoa(r.Changed), strconv.Itoa(r.Removed), strconv.Itoa(r.Refused)})
	}
	head := []string{"source", "status", "published", "batch", "parties", "added", "changed", "removed", "refused"}
	return a.print(rep, head, rows, func() error { return printBatchTable(a.Out, rep) })
}

// printBatchTable writes a line per document: figures of what was loaded, a word
// for what was not.
func printBatchTable(w io.Writer, rep batchReport) error {
	longest := 0
	for _, r := range rep.Batches {
		longest = max(longest, width(plainText(r.Source)))
	}
	longest = min(max(longest, len("list")), 26) // leaves room for the rest in 80 columns
	fmt.Fprintf(w, "%s %-10s %7s %8s %8s %8s %8s\n", fit("list", longest), "published", "parties", "added", "changed", "removed", "refused")
	for _, r := range rep.Batches {
		line := fmt.Sprintf("%s %-10s ", fit(r.Source, longest), dash(r.Published.String()))
		switch r.Status {
		case intake.Loaded:
			line += fmt.Sprintf("%7d %8d %8d %8d %8d", r.Parties, r.Added, r.Changed, r.Removed, r.Refused)
		case intake.Unchanged:
			line += fmt.Sprintf("%7d unchanged since %s", r.Parties, r.Received.Format(time.DateOnly))
		case intake.Partly:
			line += fmt.Sprintf("%7d loaded in part", r.Parties)
		case intake.Held:
			line += "held back, not loaded"
		default:
			line += "not loaded"
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	if n := len(rep.Unknown); n > 0 {
		fmt.Fprintf(w, "%s no list that cordon knows; -o json names them\n", count(n, "other file is", "other files are"))
	}
	return nil
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
