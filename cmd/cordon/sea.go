package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/ais"
	"cordon/ftm"
	"cordon/geo"
	"cordon/law"
	"cordon/logbook"
	"cordon/sea"
	"cordon/store"

	"github.com/spf13/cobra"
)

func (a *app) seaCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sea",
		Short: "What did the ships do? Meetings, silences, calls, lies in AIS",
		Long: `Answer from what AIS receivers heard: who apparently met whom, who was silent
where others were heard, who called where, whose position or identity cannot be
true. Positions are loaded with cordon import, from files of NMEA sentences or
tables; cordon serve --ais takes live feeds.

Each event has its reasons with their weights, and the innocent explanations
that fit as well. An event is no proof of anything, and names nobody guilty.

Vessels are named by their ids: imo-<number>, else mmsi-<number>-<segment>.

Exit codes: 3 when alerts were found, 0 when not, 1 error, 2 wrong usage.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.seaEventsCmd(), a.seaVesselCmd(), a.seaBriefCmd(), a.seaRankCmd(), a.seaCargoCmd(), a.seaReplayCmd(), a.seaDecodeCmd())
	return cmd
}

// openLogbook opens the archive of the data folder, making it when missing.
func (a *app) openLogbook() (*logbook.Logbook, error) {
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	return logbook.Open(filepath.Join(dir, "sea"), logbook.Options{Log: a.logger()})
}

// seaKnown is what the engine is told of the world: ships of lists and registers,
// zones of the programme, ports, land.
func (a *app) seaKnown(st *store.Store) func(context.Context) (*sea.Known, error) {
	return func(ctx context.Context) (*sea.Known, error) {
		p, err := law.Open(a.programme)
		if err != nil {
			return nil, err
		}
		v, err := st.ViewAt(ctx, 0, time.Time{})
		if err != nil {
			return nil, err
		}
		ships, err := logbook.KnownShips(ctx, st, v, p.Owns)
		if err != nil {
			return nil, err
		}
		return &sea.Known{Ships: ships, Zones: p.Areas(), Ports: geo.WorldPorts(), Land: geo.WorldLand(), Flag: p.About().Target}, nil
	}
}

// seaConfig is what the engine goes by.
func seaConfig() sea.Config { return sea.DefaultConfig() }

// eventKinds are the kinds of events, as --kind takes them.
var eventKinds = []string{sea.EncounterKind, sea.GapKind, sea.LoiteringKind, sea.PortKind, sea.SpoofKind, sea.IdentityKind, sea.DarkKind}

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
	cmd.Flags().StringVar(&f.vessel, "vessel", "", "only of the vessel with this `id`, from the sea or from a list")
	cmd.Flags().StringSliceVar(&f.kinds, "kind", nil, "only of this `kind`: "+strings.Join(eventKinds, ", "))
	cmd.Flags().StringVar(&f.from, "from", "", "only what lasted to this `date` or time, or beyond")
	cmd.Flags().StringVar(&f.to, "to", "", "only what began before this `date` or time")
	cmd.Flags().BoolVar(&f.all, "all", false, "also what is no alert")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "at most so `many`; 0 is all")
	_ = cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(eventKinds, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (f *eventFlags) query(id []string) (store.FindingQuery, error) {
	q := store.FindingQuery{Engine: logbook.Engine, Kinds: f.kinds, Subject: f.vessel, Alerts: !f.all && len(id) == 0, Limit: f.limit}
	if len(id) > 0 {
		q.ID = id[0]
	}
	for _, k := range f.kinds {
		if !slices.Contains(eventKinds, k) {
			return q, usageError{fmt.Errorf("--kind: no kind %q", k), "known: " + strings.Join(eventKinds, ", ")}
		}
	}
	if f.limit < 0 {
		return q, usageError{fmt.Errorf("--limit %d: at least 0", f.limit), "example: --limit 100"}
	}
	var err error
	if q.From, err = parseMoment("--from", f.from); err != nil {
		return q, err
	}
	q.To, err = parseMoment("--to", f.to)
	return q, err
}

// parseMoment reads a day, which is its beginning, or a time, in UTC.
func parseMoment(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, usageError{fmt.Errorf("%s: %q is neither a date nor a time", flag, text), "example: " + flag + " 2026-03-01 or 2026-03-01T12:00Z"}
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
	events := []sea.Event{}
	err = st.Findings(ctx, q, func(x *store.Finding) error {
		e, err := logbook.EventOf(x)
		if err != nil {
			return err
		}
		if e.Alert {
			a.code = exitFound
		}
		events = append(events, e)
		return nil
	})
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

// knownBatch is the newest batch that --known-on allows, and the end of its day; 0
// for now.
func (a *app) knownBatch(ctx context.Context, st *store.Store) (int64, time.Time, error) {
	at, err := a.at()
	if err != nil {
		return 0, time.Time{}, err
	}
	batch, before, ok, err := logbook.KnownAt(ctx, st, at.KnownOn, at.Batch)
	if err == nil && !ok {
		err = hintError{fmt.Errorf("nothing was known on %s", at.KnownOn.Format(time.DateOnly)), "leave --known-on out for what is known now"}
	}
	return batch, before, err
}

// noEvents says why there may be none.
func (a *app) noEvents(ctx context.Context, w *bufio.Writer, st *store.Store, q store.FindingQuery) error {
	run, err := st.LastRun(ctx, logbook.Engine, logbook.Scope)
	if errors.Is(err, store.ErrNotFound) {
		a.paragraph(w, "", "No positions are loaded. Load some: cordon import FILE…")
		return nil
	}
	if err != nil {
		return err
	}
	what := "event was"
	if q.Alerts {
		what = "alert was raised; --all prints what else was"
	}
	a.paragraph(w, "", fmt.Sprintf("No %s found, as of %s.", what, run.At.Format("2006-01-02 15:04 UTC")))
	return nil
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
				a.paragraph(w, "", fmt.Sprintf("Before, as version %d: %s, %s, strength %.2f.", v.Version, v.ID, lasted(v.Start, v.End), v.Strength))
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

func coordinate(x float64) string { return strconv.FormatFloat(x, 'f', 5, 64) }

// kindWords say what an event apparently is.
var kindWords = map[string]string{
	sea.EncounterKind: "met, apparently", sea.LoiteringKind: "loitered, apparently", sea.GapKind: "was silent, apparently",
	sea.DarkKind: "met in silence, possibly", sea.PortKind: "called, apparently", sea.SpoofKind: "sent positions that are apparently not its own",
	sea.IdentityKind: "sent an identity that is apparently not its own",
}

// writeEvent writes an event for people: who, what, where and when, why that is
// thought, and what else it may be.
func (a *app) writeEvent(w *bufio.Writer, e *sea.Event) {
	var who []string
	for i := range e.Parties {
		who = append(who, partyWords(&e.Parties[i]))
	}
	words := kindWords[e.Kind]
	if len(e.Vessels) > 1 && e.Kind == sea.GapKind {
		words = "were silent, apparently"
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
	fmt.Fprintf(w, "  %s\n  strength %.2f  %s  %s\n", strings.TrimRight(fit(where, 76), " "), e.Strength, mark, e.ID)
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

func partyWords(p *sea.Party) string {
	name := plainText(p.Name)
	if name == "" {
		name = "a vessel without a name"
	}
	words := []string{p.ID}
	for _, s := range []string{p.Kind, strings.ToUpper(p.Flag)} {
		if s != "" {
			words = append(words, s)
		}
	}
	if p.Listed != "" {
		words = append(words, "listed as "+p.Listed)
	}
	return name + " (" + strings.Join(words, ", ") + ")"
}

// lasted writes when something was, in UTC.
func lasted(start, end time.Time) string {
	if end.IsZero() || end.Equal(start) {
		return start.UTC().Format("2006-01-02 15:04")
	}
	d := end.Sub(start)
	took := fmt.Sprintf("%.1f h", d.Hours())
	switch {
	case d >= 72*time.Hour:
		took = fmt.Sprintf("%.1f days", d.Hours()/24)
	case d < time.Hour:
		took = fmt.Sprintf("%.0f min", d.Minutes())
	}
	to := end.UTC().Format("15:04")
	if start.UTC().Format(time.DateOnly) != end.UTC().Format(time.DateOnly) {
		to = end.UTC().Format("2006-01-02 15:04")
	}
	return start.UTC().Format("2006-01-02 15:04") + " to " + to + " (" + took + ")"
}

func pointWords(lat, lon float64) string {
	ns, ew := "N", "E"
	if lat < 0 {
		ns, lat = "S", -lat
	}
	if lon < 0 {
		ew, lon = "W", -lon
	}
	return fmt.Sprintf("%.3f %s %.3f %s", lat, ns, lon, ew)
}

// vesselReport is the answer of sea vessel.
type vesselReport struct {
	logbook.Vessel
	Events []sea.Event `json:"events"`
}

func (a *app) seaVesselCmd() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "vessel [flags] ID",
		Short: "Who a vessel said it was, from when to when, and what it did",
		Long: `Print what a vessel said of itself, from when to when and about how often, where
it was heard last, and its alerts; with --all every event of it.

A vessel is named by its id, or by a number that it used: imo:9074729,
mmsi:412000000. Several vessels may have used one number.`,
		Example: `  cordon sea vessel imo-9074729
  cordon sea vessel --all mmsi:412000000`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{fmt.Errorf("%d ids, want one", len(args)), "example: cordon sea vessel imo-9074729"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.seaVessel(cmd.Context(), args[0], all) },
	}
	cmd.Flags().BoolVar(&all, "all", false, "also events that are no alert")
	return cmd
}

func (a *app) seaVessel(ctx context.Context, subject string, all bool) error {
	l, err := a.openLogbook()
	if err != nil {
		return err
	}
	list, err := l.FindVessels(ctx, subject)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return hintError{fmt.Errorf("no vessel %s was heard", subject), "ids stand in the answers of: cordon sea events --all"}
	}
	st, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	batch, before, err := a.knownBatch(ctx, st)
	if err != nil {
		return err
	}
	reports := make([]vesselReport, len(list))
	for i := range list {
		r := &reports[i]
		r.Vessel, r.Events = list[i], []sea.Event{}
		q := store.FindingQuery{Engine: logbook.Engine, Subject: r.ID, Alerts: !all, Batch: batch, Before: before}
		err := st.Findings(ctx, q, func(x *store.Finding) error {
			e, err := logbook.EventOf(x)
			if e.Alert {
				a.code = exitFound
			}
			r.Events = append(r.Events, e)
			return err
		})
		if err != nil {
			return err
		}
	}
	return a.printVessels(reports)
}

func (a *app) printVessels(list []vesselReport) error {
	format, err := a.outputFormat()
	if err != nil {
		return err
	}
	if format == "jsonl" {
		for i := range list {
			if err := writeJSON(a.Out, &list[i], false); err != nil {
				return err
			}
		}
		return nil
	}
	var rows [][]string
	for i := range list {
		v := &list[i]
		for _, c := range v.Claims {
			rows = append(rows, []string{v.ID, c.Prop, c.Value, c.First.Format(time.RFC3339), c.Last.Format(time.RFC3339), strconv.Itoa(c.N)})
		}
	}
	return a.print(list, []string{"vessel", "property", "value", "first", "last", "n"}, rows, func() error {
		w := bufio.NewWriter(a.Out)
		for i := range list {
			if i > 0 {
				fmt.Fprintln(w)
			}
			a.writeVessel(w, &list[i])
		}
		return w.Flush()
	})
}

func (a *app) writeVessel(w *bufio.Writer, v *vesselReport) {
	a.paragraph(w, "", partyWords(&sea.Party{ID: v.ID, Name: v.Name, Kind: v.Kind, Flag: v.Flag}))
	size := ""
	if v.Length > 0 {
		size = fmt.Sprintf(", %.0f m long, %.0f m wide", v.Length, v.Beam)
	}
	a.paragraph(w, "  ", fmt.Sprintf("heard %s, %s in %s%s", lasted(v.First, v.Last), count(v.Fixes, "position", "positions"), count(v.Segments, "stretch", "stretches"), size))
	if v.At != nil {
		at := pointWords(v.At.Lat, v.At.Lon)
		if v.At.SOG != nil {
			at += fmt.Sprintf(", %.1f kn", *v.At.SOG)
		}
		if v.At.COG != nil {
			at += fmt.Sprintf(" on %03.0f", *v.At.COG)
		}
		a.paragraph(w, "  ", "last at "+at+", "+v.At.Time.Format("2006-01-02 15:04"))
	}
	fmt.Fprintf(w, "\n  %-11s %-30s %-10s %-10s %7s\n", "said", "value", "first", "last", "times")
	for _, c := range v.Claims {
		fmt.Fprintf(w, "  %-11s %s %-10s %-10s %7d\n", c.Prop, fit(c.Value, 30), c.First.Format(time.DateOnly), c.Last.Format(time.DateOnly), c.N)
	}
	for i := range v.Events {
		fmt.Fprintln(w)
		a.writeEvent(w, &v.Events[i])
	}
}

func (a *app) seaReplayCmd() *cobra.Command {
	var f struct{ from, to, box, vessel string }
	cmd := &cobra.Command{
		Use:   "replay [flags]",
		Short: "Print the positions of the archive again, as a table",
		Long: `Print positions as they are in the archive, as CSV that cordon import and other
programs read: day by day, area by area, ship by ship. Nothing in it is
corrected or left out.`,
		Example: `  cordon sea replay --from 2026-03-01 --to 2026-03-02 > day.csv
  cordon sea replay --box 37,123,39,126 --mmsi 412000000`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var q logbook.Query
			var err error
			if q.From, err = parseMoment("--from", f.from); err != nil {
				return err
			}
			if q.To, err = parseMoment("--to", f.to); err != nil {
				return err
			}
			if q.Box, err = parseBox(f.box); err != nil {
				return err
			}
			if f.vessel != "" {
				n, err := strconv.ParseUint(f.vessel, 10, 31)
				if err != nil {
					return usageError{fmt.Errorf("--mmsi: %q is no MMSI", f.vessel), "example: --mmsi 412000000"}
				}
				q.MMSI = []uint32{uint32(n)}
			}
			return a.seaReplay(cmd.Context(), q)
		},
	}
	cmd.Flags().StringVar(&f.from, "from", "", "from this `date` or time on")
	cmd.Flags().StringVar(&f.to, "to", "", "before this `date` or time")
	cmd.Flags().StringVar(&f.box, "box", "", "within `S,W,N,E`, in degrees; W may be more than E across the 180th meridian")
	cmd.Flags().StringVar(&f.vessel, "mmsi", "", "of this `number` only")
	return cmd
}

func parseBox(text string) (logbook.Box, error) {
	if text == "" {
		return logbook.Box{}, nil
	}
	b, err := logbook.ParseBox(text)
	if err != nil {
		return b, usageError{fmt.Errorf("--box: %w", err), "south, west, north, east in degrees; example: --box 37,123,39,126"}
	}
	return b, nil
}

func (a *app) seaReplay(ctx context.Context, q logbook.Query) error {
	l, err := a.openLogbook()
	if err != nil {
		return err
	}
	return l.WriteCSV(ctx, a.Out, q)
}

func (a *app) seaDecodeCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "decode [flags] FILE…",
		Short: "Print the messages of AIS files, one JSON object a line",
		Long: `Read NMEA sentences or a table, plain or gzipped, and print each message as a
line of JSON; - reads standard input. Nothing is stored. On standard error
stands how many messages there were of each type, and what could not be read.`,
		Example: `  cordon sea decode log.nmea
  zcat log.gz | cordon sea decode - | grep '"type":5'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("decode needs at least one file"), "example: cordon sea decode log.nmea"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range args {
				if err := a.decodeFile(cmd.Context(), name); err != nil {
					return err
				}
			}
			return nil
		},
	}
	return cmd
}

func (a *app) decodeFile(ctx context.Context, name string) error {
	in := a.In
	if name != "-" {
		f, err := os.Open(name)
		if errors.Is(err, os.ErrNotExist) {
			return usageError{fmt.Errorf("%s: there is no such file", name), "example: cordon sea decode log.nmea"}
		}
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	told := 0
	src, err := ais.Open(name, in, ais.Options{Refuse: func(r ais.Refusal) {
		if told++; told <= talkMost {
			p := ftm.Problem{File: name, Line: int(r.Line), Why: strings.TrimSuffix(string(r.Reason)+": "+r.Detail, ": ")}
			fmt.Fprintf(a.Err, "cordon: set aside: %s\n", oneLine(p.Error()))
		}
	}})
	if err != nil {
		return hintError{err, "NMEA sentences (!AIVDM…), or a table whose header names mmsi, time, latitude and longitude"}
	}
	w := bufio.NewWriterSize(a.Out, 1<<16)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	var m ais.Message
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		err := src.Next(&m)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := enc.Encode(decodedOf(&m, src)); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	a.talkDecoded(name, src.Stats())
	return nil
}

func (a *app) talkDecoded(name string, s ais.Stats) {
	var types []string
	for t, n := range s.Types {
		if n > 0 {
			types = append(types, fmt.Sprintf("%d of type %d", n, t))
		}
	}
	refused := int64(0)
	var why []string
	for r, n := range s.Refused {
		refused += n
		why = append(why, fmt.Sprintf("%d %s", n, r))
	}
	slices.Sort(why)
	fmt.Fprintf(a.Err, "cordon: %s: %d lines, %d messages", plainText(name), s.Lines, s.Messages)
	if len(types) > 0 {
		fmt.Fprintf(a.Err, ": %s", strings.Join(types, ", "))
	}
	fmt.Fprintln(a.Err)
	if refused > 0 {
		fmt.Fprintf(a.Err, "cordon: %s: %d set aside: %s\n", plainText(name), refused, strings.Join(why, ", "))
	}
}

// decoded is a message as decode prints it. What was not said is not there.
type decoded struct {
	Type        uint8    `json:"type"`
	MMSI        uint32   `json:"mmsi"`
	Time        string   `json:"time,omitempty"`
	Line        int64    `json:"line"`
	Source      string   `json:"source,omitempty"`
	Own         bool     `json:"own,omitempty"`
	Lat         *float64 `json:"lat,omitempty"`
	Lon         *float64 `json:"lon,omitempty"`
	SOG         *float64 `json:"sog,omitempty"`
	COG         *float64 `json:"cog,omitempty"`
	Heading     *int     `json:"heading,omitempty"`
	ROT         *int     `json:"rot,omitempty"`
	Status      *int     `json:"status,omitempty"`
	Second      *int     `json:"second,omitempty"`
	Accurate    *bool    `json:"accurate,omitempty"`
	IMO         *uint32  `json:"imo,omitempty"`
	Name        *string  `json:"name,omitempty"`
	CallSign    *string  `json:"callsign,omitempty"`
	ShipType    *int     `json:"shiptype,omitempty"`
	Size        []int    `json:"size,omitempty"` // to bow, stern, port, starboard
	Draught     *float64 `json:"draught,omitempty"`
	Destination *string  `json:"destination,omitempty"`
	ETA         string   `json:"eta,omitempty"` // MM-DD hh:mm
	Mothership  *uint32  `json:"mothership,omitempty"`
}

func decodedOf(m *ais.Message, src ais.Source) *decoded {
	d := &decoded{Type: m.Type, MMSI: m.MMSI, Line: m.Line, Own: m.Own}
	if m.Time != ais.NoTime {
		d.Time = time.UnixMilli(m.Time).UTC().Format("2006-01-02T15:04:05.999Z07:00")
	}
	if m.Source > 0 {
		d.Source = src.Sources()[m.Source]
	}
	num := func(v int, none int) *int {
		if v == none {
			return nil
		}
		return &v
	}
	dec := func(v, none int, per float64) *float64 {
		if v == none {
			return nil
		}
		x := float64(v) / per
		return &x
	}
	if p := &m.Position; m.HasPos {
		if p.Known() {
			lat, lon := roundTo(float64(p.Lat)/ais.Unit, 6), roundTo(float64(p.Lon)/ais.Unit, 6)
			d.Lat, d.Lon = &lat, &lon
		}
		d.SOG, d.COG = dec(int(p.SOG), int(ais.NoSOG), 10), dec(int(p.COG), int(ais.NoCOG), 10)
		d.Heading, d.ROT, d.Status, d.Second = num(int(p.Heading), int(ais.NoHeading)), num(int(p.ROT), int(ais.NoROT)), num(int(p.Status), int(ais.NoStatus)), num(int(p.Second), int(ais.NoSecond))
		d.Accurate = &p.Accurate
	}
	if s := m.Static; m.HasStat {
		has := func(f ais.Fields) bool { return s.Has&f != 0 }
		if has(ais.HasIMO) {
			d.IMO = &s.IMO
		}
		if has(ais.HasName) {
			d.Name = &s.Name
		}
		if has(ais.HasCallSign) {
			d.CallSign = &s.CallSign
		}
		if has(ais.HasShipType) {
			d.ShipType = num(int(s.ShipType), -1)
		}
		if has(ais.HasSize) {
			d.Size = []int{int(s.A), int(s.B), int(s.C), int(s.D)}
		}
		if has(ais.HasDraught) {
			d.Draught = dec(int(s.Draught), 0, 10)
		}
		if has(ais.HasDestination) {
			d.Destination = &s.Destination
		}
		if has(ais.HasETA) {
			d.ETA = fmt.Sprintf("%02d-%02d %02d:%02d", s.ETA[0], s.ETA[1], s.ETA[2], s.ETA[3])
		}
		if has(ais.HasMothership) {
			d.Mothership = &s.Mothership
		}
	}
	return d
}

func roundTo(x float64, places int) float64 {
	v, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'f', places, 64), 64)
	return v
}
