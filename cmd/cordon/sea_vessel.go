package main

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/logbook"
	"cordon/sea"
	"cordon/store"

	"github.com/spf13/cobra"
)

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

A vessel is named by its id, by a number that it used (imo:9074729,
mmsi:412000000), or by the name or call sign that it sent, in full. Several
vessels may have used one: all are printed. With --as-of a name or call sign is
that of those who sent it on that day.`,
		Example: `  cordon sea vessel imo-9074729
  cordon sea vessel --all mmsi:412000000
  cordon sea vessel --as-of 2026-03-01 "EAST WIND"`,
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
	list, err := a.vesselsOf(ctx, l, subject)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return a.notHeard(l, subject)
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

// vesselsOf are the vessels of an id or number, else those that sent a name or call
// sign: name:… and callsign:… ask for one of the two.
func (a *app) vesselsOf(ctx context.Context, l *logbook.Logbook, subject string) ([]logbook.Vessel, error) {
	list, err := l.FindVessels(ctx, subject)
	if err != nil || len(list) > 0 {
		return list, err
	}
	props, text := []string{"name", "callsign"}, strings.TrimSpace(subject)
	if kind, value, ok := strings.Cut(text, ":"); ok && slices.Contains(props, strings.ToLower(kind)) {
		props, text = []string{strings.ToLower(kind)}, strings.TrimSpace(value)
	}
	at, err := a.at()
	if err != nil || text == "" {
		return nil, err
	}
	err = l.Vessels(ctx, nil, func(v *logbook.Vessel) error {
		if slices.ContainsFunc(v.Claims, func(c logbook.Claim) bool {
			return slices.Contains(props, c.Prop) && strings.EqualFold(c.Value, text) &&
				(a.asOf == "" || ftm.DayOf(c.First) <= at.AsOf && at.AsOf <= ftm.DayOf(c.Last))
		}) {
			list = append(list, *v)
		}
		return nil
	})
	return list, err
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
	fmt.Fprintf(w, "\n  %-11s %-24s %-16s %-16s %6s\n", "said", "value", "first", "last", "times")
	for _, c := range v.Claims {
		fmt.Fprintf(w, "  %-11s %s %-16s %-16s %6d\n", c.Prop, fit(claimWords(&c), 24), minute(c.First), minute(c.Last), c.N)
	}
	for i := range v.Events {
		fmt.Fprintln(w)
		a.writeEvent(w, &v.Events[i])
	}
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// claimWords is what a ship said, with units, and a type with what it means.
func claimWords(c *logbook.Claim) string {
	switch c.Prop {
	case "draught":
		return c.Value + " m"
	case "size": // metres from the antenna: to the bow, the stern, port and starboard
		var d [4]int
		if _, err := fmt.Sscanf(c.Value, "%d/%d/%d/%d", &d[0], &d[1], &d[2], &d[3]); err == nil {
			return fmt.Sprintf("%d x %d m, %s", d[0]+d[1], d[2]+d[3], c.Value)
		}
	case "type":
		if n, err := strconv.ParseUint(c.Value, 10, 8); err == nil && sea.KindOfType(uint8(n)) != sea.KindUnknown {
			return sea.KindOfType(uint8(n)).String() + " (" + c.Value + ")"
		}
	}
	return c.Value
}
