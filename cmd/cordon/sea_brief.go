package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cordon/brief"
	"cordon/ftm"
	"cordon/law"
	"cordon/live"
	"cordon/logbook"
	"cordon/sea"
	"cordon/store"

	"github.com/spf13/cobra"
)

// briefLog is what a brief is made from.
type briefLog struct {
	seaEventsOf
	known func(context.Context) (*sea.Known, error)
}

func (l briefLog) Event(ctx context.Context, id string, at live.At) (sea.Event, error) {
	batch, _, ok, err := l.desk.KnownAt(ctx, at.KnownOn, at.Batch)
	if err != nil {
		return sea.Event{}, err
	}
	if !ok {
		return sea.Event{}, fmt.Errorf("%s: %w", id, logbook.ErrNoEvent)
	}
	return l.desk.Event(ctx, id, batch)
}

func (l briefLog) TracksOf(ctx context.Context, parties []sea.Party, from, to time.Time) ([]*sea.Vessel, error) {
	return l.desk.TracksOf(ctx, parties, from, to)
}

func (l briefLog) Traffic(ctx context.Context) (*sea.Traffic, error) { return l.desk.Traffic(ctx) }

func (l briefLog) Until(ctx context.Context, now time.Time, k *sea.Known) (*sea.Traffic, []sea.Event, error) {
	return l.desk.Until(ctx, now, k)
}

func (l briefLog) All(ctx context.Context) ([]sea.Event, error) {
	got, err := l.desk.Events(ctx, store.FindingQuery{})
	return got.Events, err
}

// Originals are the newest documents of datasets that were known at a point, at most
// some of each.
func (l briefLog) Originals(ctx context.Context, datasets []string, at live.At) ([]brief.Source, error) {
	const most = 3
	known, _, _, err := l.desk.KnownAt(ctx, at.KnownOn, at.Batch)
	if err != nil {
		return nil, err
	}
	batches, err := l.desk.Store.Batches(ctx, datasets...)
	if err != nil {
		return nil, err
	}
	var out []brief.Source
	for _, name := range datasets {
		n, left := 0, 0
		for _, b := range slices.Backward(batches) {
			if b.Source != name || known > 0 && b.ID > known {
				continue
			}
			var heard logbook.HeardAt
			if name == logbook.Dataset {
				if heard, err = logbook.HeardAtOf(&b); err != nil {
					return nil, err
				}
			}
			for _, d := range b.Docs {
				if n++; n > most {
					left++
					continue
				}
				sum := hex.EncodeToString(d.SHA256[:])
				text := fmt.Sprintf("%s, batch %d, received %s", d.Name, b.ID, b.Received.Format(time.DateOnly))
				if at, ok := heard[sum]; ok {
					text += "; messages in it that say no time are taken as heard on " + at.Format(heardFormat) + ", as said at its import"
				}
				out = append(out, brief.Source{Name: name, Text: text, Hash: sum})
			}
			if name != logbook.Dataset { // of a list the newest; of positions all count
				break
			}
		}
		if left > 0 {
			out = append(out, brief.Source{Name: name, Text: fmt.Sprintf("and %d documents more: cordon sources has all", left)})
		}
	}
	return out, nil
}

func (l briefLog) Known(ctx context.Context) (*sea.Known, error) { return l.known(ctx) }

// briefs puts together who makes them.
func (a *app) briefs(ships *logbook.Desk, asker brief.Asker) (*brief.Maker, error) {
	p, err := law.Open(a.programme)
	if err != nil {
		return nil, err
	}
	return &brief.Maker{Log: briefLog{seaEventsOf{ships}, a.seaKnown(ships.Store)}, Programme: p, Asker: asker, Config: ships.Config}, nil
}

func (a *app) seaBriefCmd() *cobra.Command {
	var pdf, html string
	cmd := &cobra.Command{
		Use:   "brief [flags] ID",
		Short: "One event as a page on which a boarding can be decided",
		Long: `Put together what is known of an event: who must say yes to what, where the ship
is and who could meet it, what cargo is likely, who the ships say and said they
are, what was seen with its weights, which innocent explanations fit, what to
ask for, what is not known. That is one page. An annex has what it rests on: the
law in each place, owners, days that the law counts, measures, identities, other
events, sources with their hashes, and what had no room on the page.

Printed as text; --pdf and --html write the same to a file, with a map, or to
standard output with -. There is no right to board a ship without a basis in
law or consent: the page names who must give it.`,
		Example: `  cordon sea brief encounter-8ff49e47f1c3af9f6d53
  cordon sea brief encounter-8ff49e47f1c3af9f6d53 --pdf brief.pdf`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{fmt.Errorf("%d ids, want one", len(args)), "ids stand in the answers of: cordon sea events"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			asker, err := a.asker(cmd)
			if err != nil {
				return err
			}
			ships, err := a.seaDesk(a.store)
			if err != nil {
				return err
			}
			m, err := a.briefs(ships, asker)
			if err != nil {
				return err
			}
			at, err := a.at()
			if err != nil {
				return err
			}
			made := time.Now().UTC().Truncate(time.Second)
			d, err := m.Brief(cmd.Context(), args[0], at, made)
			a.indexing.end()
			if errors.Is(err, logbook.ErrNoEvent) {
				return hintError{fmt.Errorf("no event %s", args[0]), "ids stand in the answers of: cordon sea events --all"}
			}
			if errors.Is(err, brief.ErrLater) {
				return hintError{err, "ask as of a later day, or leave --as-of and --known-on out"}
			}
			if err != nil {
				return err
			}
			for _, f := range []struct {
				name  string
				write func(io.Writer) error
			}{{pdf, func(w io.Writer) error { return d.PDF(w, made) }}, {html, d.HTML}} {
				if f.name != "" {
					if err := a.writeTo(f.name, f.write); err != nil {
						return err
					}
				}
			}
			if pdf != "" || html != "" {
				return nil
			}
			return a.printBrief(d)
		},
	}
	cmd.Flags().StringVar(&pdf, "pdf", "", "write it as PDF to a `file`")
	cmd.Flags().StringVar(&html, "html", "", "write it as HTML to a `file`")
	return cmd
}

// writeTo writes a file as a whole or not at all; - is standard output.
func (a *app) writeTo(name string, write func(io.Writer) error) error {
	if name == "-" {
		return write(a.Out)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".brief-*")
	if errors.Is(err, os.ErrNotExist) {
		return hintError{fmt.Errorf("brief %s: no folder %s", name, filepath.Dir(name)), "make it first, or name a file in another"}
	}
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(write(f), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

func (a *app) printBrief(d *brief.Doc) error {
	return a.print(d, nil, nil, func() error {
		w := bufio.NewWriter(a.Out)
		fmt.Fprintf(w, "%s\n", strings.ToUpper(d.Title))
		a.paragraph(w, "", plainText(d.Sub))
		a.paragraph(w, "", plainText(d.Lead))
		a.printParts(w, d.Page)
		if len(d.Annex) > 0 {
			fmt.Fprintf(w, "\nANNEX\n")
			a.printParts(w, d.Annex)
		}
		fmt.Fprintln(w)
		for _, t := range d.Foot {
			a.paragraph(w, "", plainText(t))
		}
		return w.Flush()
	})
}

// printParts prints parts of a brief. Pictures are left out.
func (a *app) printParts(w *bufio.Writer, parts []brief.Section) {
	for _, s := range parts {
		if len(s.Text) == 0 && len(s.List) == 0 && s.Table == nil {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", s.Head)
		for _, t := range s.Text {
			a.paragraph(w, "  ", plainText(t.Text))
		}
		for _, t := range s.List {
			a.paragraph(w, "  - ", plainText(t.Text))
		}
		if s.Table != nil {
			for _, r := range s.Table.Rows {
				var parts []string
				for i, c := range r.Cells {
					if c == "" {
						continue
					}
					if h := s.Table.Head[i]; i > 0 && h != "" && len(r.Cells) > 2 {
						c = h + ": " + c
					}
					parts = append(parts, c)
				}
				for i := range len(parts) - 1 { // a cell that is a sentence goes on
					parts[i] = strings.TrimSuffix(parts[i], ".")
				}
				a.paragraph(w, "  - ", plainText(strings.Join(parts, "; ")))
			}
		}
		if s.More != "" {
			a.paragraph(w, "  ", s.More)
		}
	}
}

// seaRankReport is the answer of sea rank.
type seaRankReport struct {
	Now        time.Time       `json:"now"`
	Window     float64         `json:"window_h"`
	Candidates []sea.Candidate `json:"candidates"`
}

func (a *app) seaRankCmd() *cobra.Command {
	var at string
	var hours float64
	var limit int
	cmd := &cobra.Command{
		Use:   "rank [flags]",
		Short: "Which ships to stop first, by evidence, cargo, reach and law",
		Long: `Put the ships of alerts in the order in which stopping them promises most: the
strength of what was seen on the voyage, how likely they are laden, whether a
patrol of the programme's bases can be there within the window, and whether the
law gives a basis where they were last heard.

A patrol sails round land; a ship keeps its course until it runs aground or
enters waters of the target. In another state's territorial sea only that
state's patrols meet it. What was last heard longer ago than the window cannot
be met, and comes last. Nothing that was heard after the time asked about
counts.`,
		Example: `  cordon sea rank
  cordon sea rank --at 2025-04-02T06:00:00Z --window 48`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if hours <= 0 || hours > 24*30 {
				return usageError{fmt.Errorf("--window %g: want hours, up to 720", hours), "example: --window 72"}
			}
			if limit < 0 {
				return usageError{fmt.Errorf("--limit %d: at least 0", limit), "example: --limit 20"}
			}
			if err := a.nowOnly("rank"); err != nil {
				return err
			}
			now := time.Now().UTC().Truncate(time.Second)
			if at != "" {
				t, err := parseMoment("--at", at)
				if err != nil {
					return err
				}
				now = t
			}
			return a.seaRank(cmd.Context(), now, time.Duration(hours*float64(time.Hour)), limit)
		},
	}
	cmd.Flags().StringVar(&at, "at", "", "day or `time` from which patrols set out; now if not given")
	cmd.Flags().Float64Var(&hours, "window", 72, "`hours` within which a patrol must be there")
	cmd.Flags().IntVar(&limit, "limit", 20, "at most so many ships")
	return cmd
}

// ofShips puts together who answers about ships, without what they touch.
func (a *app) ofShips(ctx context.Context) (*brief.Maker, error) {
	if _, _, err := a.openDesk(ctx); err != nil {
		return nil, err
	}
	ships, err := a.seaDesk(a.store)
	if err != nil {
		return nil, err
	}
	return a.briefs(ships, nil)
}

func (a *app) seaRank(ctx context.Context, now time.Time, window time.Duration, limit int) error {
	m, err := a.ofShips(ctx)
	if err != nil {
		return err
	}
	list, err := m.Rank(ctx, now, window)
	a.indexing.end()
	if err != nil {
		return err
	}
	out := seaRankReport{Now: now, Window: window.Hours(), Candidates: list[:min(limit, len(list))]}
	if len(list) > 0 {
		a.code = exitFound
	}
	var rows [][]string
	for i := range out.Candidates {
		c := &out.Candidates[i]
		by := ""
		if x := stopper(c); x != nil {
			by = fmt.Sprintf("%s in %.1f h", x.Name, x.Hours)
		}
		rows = append(rows, []string{c.Vessel, c.Party.Name, fmt.Sprintf("%.4f", c.Rank), fmt.Sprintf("%.4f", c.Strength), fmt.Sprintf("%.2f", c.Cargo), fmt.Sprintf("%.2f", c.Reach), fmt.Sprintf("%.2f", c.Basis), c.Seen.Format(time.RFC3339), coordinate(c.At.Lat), coordinate(c.At.Lon), by})
	}
	return a.print(out, []string{"vessel", "name", "rank", "strength", "cargo", "reach", "basis", "seen", "lat", "lon", "patrol"}, rows, func() error {
		w := bufio.NewWriter(a.Out)
		if len(list) == 0 {
			heard, err := a.heard()
			if err != nil {
				return err
			}
			a.paragraph(w, "", "No ship has an alert. "+heard)
		}
		if last := newest(list); len(list) > 0 && now.Sub(last) > window {
			a.paragraph(w, "", fmt.Sprintf("No ship of an alert was heard within %g h before %s, so that none can be met. To ask as of when one was: --at %s", window.Hours(), now.Format("2006-01-02 15:04 UTC"), last.Format("2006-01-02T15:04Z")))
			fmt.Fprintln(w)
		}
		for i := range out.Candidates {
			c := &out.Candidates[i]
			a.paragraph(w, fmt.Sprintf("%2d. ", i+1), fmt.Sprintf("%s: rank %.3f = strength %.2f × cargo %.2f × reach %.2f × basis %.2f", partyWords(&c.Party), c.Rank, c.Strength, c.Cargo, c.Reach, c.Basis))
			a.paragraph(w, "    ", fmt.Sprintf("last heard %s at %s; %s; %s", c.Seen.Format("2006-01-02 15:04"), pointWords(c.At.Lat, c.At.Lon), plainText(c.CargoWhy), c.BasisWhy))
			if x := stopper(c); x != nil {
				a.paragraph(w, "    ", fmt.Sprintf("a ship from %s can meet it after %.1f h at %s%s", x.Name, x.Hours, pointWords(x.At.Lat, x.At.Lon), round(x)))
			}
		}
		return w.Flush()
	})
}

// round says that the straight way leads over land.
func round(x *sea.Intercept) string {
	if x.Round {
		return fmt.Sprintf(", %.0f km round the land", x.Km)
	}
	return ""
}

// stopper is the quickest way of a ship to a candidate, nil when there is none.
func stopper(c *sea.Candidate) *sea.Intercept {
	for i := range c.Intercept {
		if c.Intercept[i].Kind != sea.Aircraft {
			return &c.Intercept[i]
		}
	}
	return nil
}

// newest is when a candidate was heard last.
func newest(list []sea.Candidate) (t time.Time) {
	for i := range list {
		if list[i].Seen.After(t) {
			t = list[i].Seen
		}
	}
	return t
}

// seaCargoReport is the answer of sea cargo.
type seaCargoReport struct {
	Deliveries []sea.Delivery `json:"deliveries"`
	Barrels    sea.Band       `json:"barrels"` // of all together
	Note       string         `json:"note"`
}

func (a *app) seaCargoCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cargo",
		Short: "How much oil tankers can have brought, as a band",
		Long: `Estimate the oil of each call of a tanker at a place of the target, and of each
meeting of a tanker that is listed, or flies the target's flag, that no call
follows: capacity times loads of a third, a half and nine tenths. Nobody
measured it; the band is kept.`,
		Example: `  cordon sea cargo -o json`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.nowOnly("cargo"); err != nil {
				return err
			}
			return a.seaCargo(cmd.Context())
		},
	}
	return cmd
}

func (a *app) seaCargo(ctx context.Context) error {
	m, err := a.ofShips(ctx)
	if err != nil {
		return err
	}
	list, err := m.Deliveries(ctx)
	a.indexing.end()
	if err != nil {
		return err
	}
	out := seaCargoReport{Deliveries: list, Note: "Estimates from capacity and usual loads; an event is no proof of a delivery."}
	var rows [][]string
	for i := range list {
		d := &list[i]
		out.Barrels.Low += d.Barrels.Low
		out.Barrels.Mid += d.Barrels.Mid
		out.Barrels.High += d.Barrels.High
		rows = append(rows, []string{d.ID, ftm.DayOf(d.Day).String(), d.Vessel, d.Name, d.From, fmt.Sprintf("%.0f", d.Tonnes.Low), fmt.Sprintf("%.0f", d.Tonnes.High), fmt.Sprintf("%.0f", d.Barrels.Low), fmt.Sprintf("%.0f", d.Barrels.High), d.Basis})
	}
	if len(list) > 0 {
		a.code = exitFound
	}
	return a.print(out, []string{"event", "day", "vessel", "name", "from", "tonnes_low", "tonnes_high", "barrels_low", "barrels_high", "basis"}, rows, func() error {
		w := bufio.NewWriter(a.Out)
		if len(list) == 0 {
			heard, err := a.heard()
			if err != nil {
				return err
			}
			a.paragraph(w, "", "No tanker called at a place of the target, or met one of its own, as far as was heard. "+heard)
			return w.Flush()
		}
		for i := range list {
			d := &list[i]
			how := "called"
			if d.Inferred {
				how = "possibly delivered"
			}
			from := ""
			if d.From != "" {
				from = ", from " + d.From
			}
			a.paragraph(w, ftm.DayOf(d.Day).String()+"  ", fmt.Sprintf("%s (%s) %s%s: %.0f to %.0f t, %.0f to %.0f barrels (%s)", d.Name, d.Vessel, how, from, d.Tonnes.Low, d.Tonnes.High, d.Barrels.Low, d.Barrels.High, d.Basis))
		}
		fmt.Fprintln(w)
		a.paragraph(w, "", fmt.Sprintf("Together %.0f to %.0f barrels. %s", out.Barrels.Low, out.Barrels.High, out.Note))
		return w.Flush()
	})
}
