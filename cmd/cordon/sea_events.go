package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/logbook"
	"cordon/sea"
	"cordon/store"

	"github.com/spf13/cobra"
)

// eventFlags select events.
type eventFlags struct {
	vessel, from, to string
	kinds            []string
	all              bool
	limit            int
}

func (a *app) seaEventsCmd() *cobra.Command {
	var f eventFlags
	cmd := &cobra.Command{
		Use:   "events [flags] [ID]",
		Short: "What ships apparently did, with reasons",
		Long: `Print what ships apparently did: alerts, or with --all all that was found, by
time. Each event stands with its reasons, whose weights add up to its
strength, and with innocent explanations and what would show them.

With the id of an event, print that one, and whether it was told otherwise
before: late data make a new version that names the old. --known-on prints what
was concluded then.`,
		Example: `  cordon sea events
  cordon sea events --kind encounter --from 2026-03-01 --to 2026-04-01
  cordon sea events --vessel imo-9074729 --all -o csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError{fmt.Errorf("%d ids, want one at most", len(args)), "example: cordon sea events encounter-…"}
			}
			return a.seaEvents(cmd.Context(), f, args)
		},
	}
	cmd.Flags().StringVar(&f.vessel, "vessel", "", "only of the vessel with this `id`, from the sea or from a list, number (imo:9074729), name or call sign")
	cmd.Flags().StringSliceVar(&f.kinds, "kind", nil, "only of this `kind`: "+strings.Join(sea.Kinds, ", "))
	cmd.Flags().StringVar(&f.from, "from", "", "only what lasted to this `date` or time, or beyond")
	cmd.Flags().StringVar(&f.to, "to", "", "only what began before this `date` or time")
	cmd.Flags().BoolVar(&f.all, "all", false, "also what is no alert")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "at most so `many`; 0 is all")
	_ = cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(sea.Kinds, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (f *eventFlags) query(id []string) (store.FindingQuery, error) {
	q := store.FindingQuery{Engine: logbook.Engine, Kinds: f.kinds, Subject: f.vessel, Alerts: !f.all && len(id) == 0, Limit: f.limit}
	if len(id) > 0 {
		q.ID = id[0]
	}
	for _, k := range f.kinds {
		if !slices.Contains(sea.Kinds, k) {
			return q, usageError{fmt.Errorf("--kind: no kind %q", k), "known: " + strings.Join(sea.Kinds, ", ")}
		}
	}
	if f.limit < 0 {
		return q, usageError{fmt.Errorf("--limit %d: at least 0", f.limit), "example: --limit 100"}
	}
	var err error
	if q.From, err = parseMoment("--from", f.from); err != nil {
		return q, err
	}
	if q.To, err = parseMoment("--to", f.to); err != nil {
		return q, err
	}
	return q, checkSpan(q.From, q.To)
}

func (a *app) seaEvents(ctx context.Context, f eventFlags, id []string) error {
	q, err := f.query(id)
	if err != nil {
		return err
	}
	st, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	if q.Batch, q.Before, err = a.knownBatch(ctx, st); err != nil {
		return err
	}
	events, err := a.findEvents(ctx, st, q)
	if err != nil {
		return err
	}
	if len(id) > 0 && len(events) == 0 {
		return hintError{fmt.Errorf("no event %s", id[0]), "ids stand in the answers of: cordon sea events --all"}
	}
	var versions []store.Finding
	if len(id) > 0 {
		if versions, err = st.FindingVersions(ctx, id[0]); err != nil {
			return err
		}
	}
	return a.printSeaEvents(events, versions, func(w *bufio.Writer) error { return a.noEvents(ctx, w, st, q) })
}

// findEvents reads the events of a query, whose subject may be a number that several
// vessels used.
func (a *app) findEvents(ctx context.Context, st *store.Store, q store.FindingQuery) ([]sea.Event, error) {
	subjects := []string{q.Subject}
	if q.Subject != "" {
		var err error
		if subjects, err = a.subjectsOf(ctx, st, q.Subject); err != nil {
			return nil, err
		}
	}
	events, _, err := logbook.FindEvents(ctx, st, q, subjects)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(events, func(e sea.Event) bool { return e.Alert }) {
		a.code = exitFound
	}
	return events, nil
}

// subjectsOf are the ids under which the events of a vessel stand: those of the
// vessels that were heard, or that of a list as it is.
func (a *app) subjectsOf(ctx context.Context, st *store.Store, subject string) ([]string, error) {
	l, err := a.openLogbook()
	if err != nil {
		return nil, err
	}
	vessels, err := a.vesselsOf(ctx, l, subject)
	if err != nil {
		return nil, err
	}
	if len(vessels) > 0 {
		ids := make([]string, len(vessels))
		for i := range vessels {
			ids[i] = vessels[i].ID
		}
		return ids, nil
	}
	known := false
	err = st.Findings(ctx, store.FindingQuery{Engine: logbook.Engine, Subject: subject, Limit: 1}, func(*store.Finding) error {
		known = true
		return nil
	})
	if err == nil && !known {
		err = a.notHeard(l, subject)
	}
	return []string{subject}, err
}

// noEvents says why there may be none.
func (a *app) noEvents(ctx context.Context, w *bufio.Writer, st *store.Store, q store.FindingQuery) error {
	run, err := st.LastRun(ctx, logbook.Engine, logbook.Scope)
	if errors.Is(err, store.ErrNotFound) {
		a.paragraph(w, "", noPositions)
		return nil
	}
	if err != nil {
		return err
	}
	what := "No event was found."
	if q.Alerts {
		what = "No alert was raised; --all prints what else was found."
	}
	heard, err := a.heard()
	a.paragraph(w, "", fmt.Sprintf("%s %s Worked out on %s.", what, heard, run.At.Format("2006-01-02 15:04 UTC")))
	return err
}

func (a *app) printSeaEvents(events []sea.Event, versions []store.Finding, none func(*bufio.Writer) error) error {
	format, err := a.outputFormat()
	if err != nil {
		return err
	}
	if format == "jsonl" {
		w := bufio.NewWriter(a.Out)
		for i := range events {
			if err := writeJSON(w, &events[i], false); err != nil {
				return err
			}
		}
		return w.Flush()
	}
	var rows [][]string
	if format == "csv" {
		for i := range events {
			rows = append(rows, eventRow(&events[i]))
		}
	}
	head := []string{"id", "kind", "sub", "start", "end", "lat", "lon", "place", "strength", "alert", "vessels", "names", "listed", "reasons", "innocent"}
	return a.print(events, head, rows, func() error {
		w := bufio.NewWriter(a.Out)
		for i := range events {
			if i > 0 {
				fmt.Fprintln(w)
			}
			a.writeEvent(w, &events[i])
		}
		if len(events) == 0 {
			if err := none(w); err != nil {
				return err
			}
		}
		if len(versions) > 1 {
			fmt.Fprintln(w)
			for _, v := range versions[:len(versions)-1] {
				a.paragraph(w, "", fmt.Sprintf("Before, as version %d: %s, %s, strength %s.", v.Version, v.ID, lasted(v.Start, v.End), strengthWords(v.Strength)))
			}
		}
		return w.Flush()
	})
}

func eventRow(e *sea.Event) []string {
	var names, listed, reasons, innocent []string
	for _, p := range e.Parties {
		names = append(names, p.Name)
		if p.Listed != "" {
			listed = append(listed, p.Listed)
		}
	}
	for _, r := range e.Reasons {
		reasons = append(reasons, fmt.Sprintf("%+.1f %s", r.Weight, r.Text))
	}
	for _, x := range e.Innocent {
		innocent = append(innocent, x.Text)
	}
	return []string{e.ID, e.Kind, e.Sub, e.Start.Format(time.RFC3339), e.End.Format(time.RFC3339), coordinate(e.Lat), coordinate(e.Lon), e.Place,
		fmt.Sprintf("%.3f", e.Strength), strconv.FormatBool(e.Alert), strings.Join(e.Vessels, " "), strings.Join(names, "; "), strings.Join(listed, " "), strings.Join(reasons, "; "), strings.Join(innocent, "; ")}
}

// kindWords say what an event apparently is.
var kindWords = map[string]string{
	sea.EncounterKind: "met, apparently", sea.LoiteringKind: "loitered, apparently", sea.GapKind: "was silent, apparently",
	sea.DarkKind: "met in silence, possibly", sea.PortKind: "called, apparently", sea.SpoofKind: "sent positions that are apparently not its own",
	sea.IdentityKind: "sent an identity that is apparently not its own",
}

// subWords say it of those that the words of their kind would wrong.
var subWords = map[string]string{
	"programme-flag": "apparently flies the flag of the programme's country", "name-hop": "changed its name, apparently", "flag-hop": "changed its flag, apparently",
	"flag-differs": "sent a number of another country than its register's, apparently", "listed-other-name": "sent a listed number under another name, apparently",
	"shared-callsign": "sent a call sign that another sends too, apparently", "conflict": "sent two identities by turns, apparently",
	"mid-unallocated": "sent a number that no country gives out", "area": "sent false positions, apparently as a victim of interference",
}

// strengthWords is how strong an event is: nothing that is seen from afar is certain.
func strengthWords(s float64) string {
	if s >= 0.995 {
		return "> 0.99"
	}
	return fmt.Sprintf("%.2f", s)
}

// writeEvent writes an event for people: who, what, where and when, why that is
// thought, and what else it may be.
func (a *app) writeEvent(w *bufio.Writer, e *sea.Event) {
	var who []string
	for i := range e.Parties {
		who = append(who, partyWords(&e.Parties[i]))
	}
	words := kindWords[e.Kind]
	switch {
	case len(e.Vessels) > 1 && e.Kind == sea.GapKind:
		words = "were silent, apparently"
	case subWords[e.Sub] != "":
		words = subWords[e.Sub]
	}
	sub := ""
	if e.Sub != "" {
		sub = " (" + strings.ReplaceAll(e.Sub, "-", " ") + ")"
	}
	a.paragraph(w, "", fmt.Sprintf("%s: %s %s%s.", lasted(e.Start, e.End), strings.Join(who, " and "), words, sub))
	where := pointWords(e.Lat, e.Lon)
	if e.Place != "" {
		where = e.Place + ", " + where
	}
	if e.Inferred {
		where += ", inferred"
	}
	mark := "no alert"
	if e.Alert {
		mark = "ALERT"
	}
	fmt.Fprintf(w, "  %s\n  strength %s  %s  %s\n", strings.TrimRight(fit(where, 76), " "), strengthWords(e.Strength), mark, e.ID)
	for _, r := range e.Reasons {
		a.paragraph(w, fmt.Sprintf("  %+5.1f  ", r.Weight), r.Text)
	}
	for _, x := range e.Innocent {
		a.paragraph(w, "     or  ", x.Text+" (cleared by: "+x.ClearedBy+")")
	}
	for _, n := range e.Notes {
		a.paragraph(w, "   note  ", n)
	}
	if len(e.Measures) > 0 {
		a.paragraph(w, "    law  ", strings.Join(e.Measures, ", "))
	}
}
