package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cordon/finding"
	"cordon/live"
	"cordon/logbook"
	"cordon/touch"

	"github.com/spf13/cobra"
)

func (a *app) touchCmd() *cobra.Command {
	var depth int
	cmd := &cobra.Command{
		Use:   "touch [flags] SUBJECT",
		Short: "Does it touch the target, by which path, and what follows?",
		Long: `Find who bears a name or a number, on lists and in registers; whether it is
listed, or counts as listed because listed parties own it; and which paths of
statements lead from it to a listed party. With the measures that apply on the
day, the duties with their last day, and the facts that would decide.

A subject is a name, or a number with its kind: imo:… mmsi:… callsign:… lei:…
bic:… iban:… wallet:…, or entity: and the id that cordon screen shows. A call
sign or MMSI may have been given to another ship: what it leads to is possible,
never clear, and whoever has the IMO number of the ship that bears it is asked
about too. With --as-of it is that of the ships that had it on that day. A file,
or - for standard input, is a manifest of goods: CSV with hs or description,
direction (to or from) and date, or JSON lines of these keys; the law answers
each line. A column vessel or imo names the ship that carries it: then both are
answered.

Answers: blocked (listed, or owned by who is), possible (a missing fact
decides; also that nobody has judged whether two records are one party, with the
command that decides it), exposed (tied by a path, with its strength), clear
(nothing found in what was searched). To be named does not imply a violation.

Exit codes: 3 when it touches or may, 0 when clear, 1 error, 2 wrong usage.`,
		Example: `  cordon touch "Dandong Hongxiang Industrial Development"
  cordon touch imo:9115028 --as-of 2018-06-01
  cordon touch bill-of-lading.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("nothing to ask about"), `example: cordon touch "Ri Chol Ho"`}
			}
			if depth < 1 || depth > maxDepth {
				return usageError{fmt.Errorf("--depth %d: 1 to %d", depth, maxDepth), "example: --depth 4"}
			}
			if len(args) == 1 {
				if st, err := os.Stat(args[0]); args[0] == "-" || err == nil && st.Mode().IsRegular() {
					return a.touchFile(cmd, args[0])
				}
				if ext := filepath.Ext(args[0]); slices.Contains([]string{".csv", ".json", ".jsonl", ".ndjson", ".tsv"}, ext) { // a slip, not a party
					return usageError{fmt.Errorf("%s: no such file", args[0]), "a manifest is a file; a party is a name or a number"}
				}
			}
			s, err := touch.ParseSubject(strings.Join(args, " "))
			var bad *touch.SubjectError
			if errors.As(err, &bad) {
				return usageError{err, bad.Hint}
			}
			if err != nil {
				return err
			}
			at, err := a.at()
			if err != nil {
				return err
			}
			asker, err := a.asker(cmd)
			if err != nil {
				return err
			}
			got, err := asker.Ask(cmd.Context(), s, at, depth)
			a.indexing.end()
			if err != nil {
				return a.nodeError(err)
			}
			if got.Exposure != finding.Clear {
				a.code = exitFound
			}
			return a.printTouch(got)
		},
	}
	cmd.Flags().IntVar(&depth, "depth", touch.DefaultDepth, "`steps` of a path at most")
	return cmd
}

// maxManifest bounds a manifest, in bytes.
const maxManifest = 64 << 20

// touchFile answers for each line of a manifest or invoice of goods.
func (a *app) touchFile(cmd *cobra.Command, name string) error {
	in := cmd.InOrStdin()
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxManifest+1))
	if err != nil {
		return err
	}
	if len(b) > maxManifest {
		return usageError{fmt.Errorf("%s: more than %d MiB", name, maxManifest>>20), "split it"}
	}
	at, err := a.at()
	if err != nil {
		return err
	}
	// Without a ship it is a question to the law alone, and no list is opened.
	p, err := touch.OpenProgramme(a.programme)
	if err != nil {
		return err
	}
	asker := &touch.Asker{Law: p}
	lines, _, _, err := touch.ReadManifest(b)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(lines, func(c touch.Consignment) bool { return c.Vessel != "" }) {
		if asker, err = a.asker(cmd); err != nil {
			return err
		}
	}
	answered := 0
	bad, err := asker.Manifest(cmd.Context(), filepath.Base(name), b, at, func(got *touch.Answer) error {
		if got.Exposure != finding.Clear {
			a.code = exitFound
		}
		if format, _ := a.outputFormat(); answered > 0 && format == "table" {
			fmt.Fprintln(a.Out)
		}
		answered++
		return a.printTouch(got)
	})
	if errors.Is(err, touch.ErrNoManifest) {
		return usageError{fmt.Errorf("%s is no manifest", name), "a manifest is CSV with a header of hs or description, direction (to or from) and date, or JSON lines of these keys"}
	}
	if err != nil {
		return err
	}
	for _, e := range bad {
		fmt.Fprintf(a.Err, "cordon: %s: %v; set aside\n", name, e)
	}
	if len(bad) > 0 && answered == 0 {
		return hintError{fmt.Errorf("%s: no line could be asked about", name), "the reasons stand above"}
	}
	return nil
}

// maxDepth is how many steps a path may be asked for.
const maxDepth = 8

// asker puts the engines together that a question is asked of.
func (a *app) asker(cmd *cobra.Command) (*touch.Asker, error) {
	if a.desk == nil {
		if _, _, err := a.openDesk(cmd.Context()); err != nil {
			return nil, err
		}
	}
	ships, err := a.seaDesk(a.store)
	if err != nil {
		return nil, err
	}
	return newAsker(a.desk, ships, a.programme)
}

func newAsker(desk *live.Desk, ships *logbook.Desk, programme string) (*touch.Asker, error) {
	p, err := touch.OpenProgramme(programme)
	if err != nil {
		return nil, err
	}
	return &touch.Asker{Desk: desk, Law: p, Sources: []touch.Source{
		&touch.Parties{Desk: desk, Programme: programme, Regimes: regimeNames(programme)},
		&touch.Ships{Log: seaEventsOf{ships}, Law: p, Programme: programme},
	}}, nil
}

func (a *app) printTouch(t *touch.Answer) error {
	var rows [][]string
	for _, p := range t.Paths {
		rows = append(rows, []string{t.Subject.Text, string(t.Exposure), fmt.Sprintf("%.4f", t.Strength), p.Sentence})
	}
	return a.print(t, []string{"subject", "exposure", "strength", "path"}, rows, func() error {
		w := bufio.NewWriter(a.Out)
		fmt.Fprintf(w, "%s\n", strings.ToUpper(string(t.Exposure)))
		a.paragraph(w, "", plainText(t.Summary))
		if len(t.Paths) > 0 {
			fmt.Fprintf(w, "\nPaths:\n")
			for i, p := range t.Told() {
				a.paragraph(w, fmt.Sprintf("  %d. ", i+1), fmt.Sprintf("%s (%.2f)", plainText(p.Sentence), p.Strength))
			}
		}
		if len(t.Measures) > 0 {
			fmt.Fprintf(w, "\nMeasures:\n")
			for _, m := range t.Measures {
				a.paragraph(w, "  - ", m.ID+": "+plainText(m.Cite)+unverifiedWords(m.Verified))
			}
		}
		if len(t.Obligations) > 0 {
			fmt.Fprintf(w, "\nWhat follows, if known on %s:\n", t.Searched.AsOf)
			for _, o := range t.Obligations {
				due := "at once"
				switch {
				case t.Counted(o.Measure):
					due = "until " + o.Due.String()
				case o.Due.String() != t.Searched.AsOf:
					due = "by " + o.Due.String()
				}
				a.paragraph(w, fmt.Sprintf("  %-8s ", o.Kind), fmt.Sprintf("%s: %s (%s; %s)%s", due, plainText(o.Why), o.Who, o.Measure, unverifiedWords(o.Verified)))
			}
		}
		for _, part := range []struct {
			head string
			list []string
		}{{"What would decide", t.Missing}, {"Also", t.Notes}, {"Not followed to the end", t.Searched.Cut}, {"Could not be asked", t.Searched.Failed}} {
			if len(part.list) == 0 {
				continue
			}
			fmt.Fprintf(w, "\n%s:\n", part.head)
			for _, v := range part.list {
				a.paragraph(w, "  - ", plainText(v))
			}
		}
		fmt.Fprintln(w)
		searched := fmt.Sprintf("Searched %d listed parties and %d entities with %d ties in %s, as of %s, as known on %s, paths of %d steps.",
			t.Searched.Parties, t.Searched.Entities, t.Searched.Ties, strings.Join(t.Searched.Datasets, ", "), t.Searched.AsOf, t.Searched.KnownOn, t.Searched.Depth)
		switch {
		case t.Subject.Kind == "goods" && t.Searched.Entities > 0:
			searched = "Asked the measures in force. For the ship: s" + searched[1:]
		case t.Subject.Kind == "goods":
			searched = fmt.Sprintf("Asked the measures in force on %s, as known on %s; nobody was searched.", t.Searched.AsOf, t.Searched.KnownOn)
		}
		a.paragraph(w, "", searched+" "+t.Disclaimer)
		return w.Flush()
	})
}

// paragraph writes text behind a mark, in lines as wide as the terminal.
func (a *app) paragraph(w *bufio.Writer, mark, text string) {
	columns, _ := isTerminal(a.Out)
	indent := strings.Repeat(" ", width(mark))
	for i, l := range wrap(text, columns-width(mark)) {
		if i == 0 {
			fmt.Fprintln(w, mark+l)
			continue
		}
		fmt.Fprintln(w, indent+l)
	}
}

// unverifiedWords says of what was not checked in the legal text that it was not.
func unverifiedWords(mark string) string {
	switch mark {
	case "partly":
		return " [partly verified]"
	case "false":
		return " [UNVERIFIED]"
	}
	return ""
}
