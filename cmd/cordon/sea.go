package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

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

// parseMoment reads a day, which is its beginning, or a time, in UTC.
func parseMoment(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime, "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, usageError{fmt.Errorf("%s: %q is neither a date nor a time", flag, text), "example: " + flag + " 2026-03-01 or 2026-03-01T12:00Z"}
}

// checkSpan refuses a time that ends before it begins.
func checkSpan(from, to time.Time) error {
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		return usageError{errors.New("--to is not after --from"), "example: --from 2026-03-01 --to 2026-03-02"}
	}
	return nil
}

// nowOnly refuses --known-on where an answer rests on the archive, which is one.
func (a *app) nowOnly(verb string) error {
	if a.knownOn == "" {
		return nil
	}
	return usageError{fmt.Errorf("--known-on: %s knows the archive as it is now only", verb), "leave it out; what was concluded then: cordon sea events --known-on DATE"}
}

const noPositions = "No positions are loaded. Load some: cordon import FILE…"

// heard says over which days positions are there.
func (a *app) heard() (string, error) {
	l, err := a.openLogbook()
	if err != nil {
		return "", err
	}
	from, to, err := l.Days()
	if err != nil || from.IsZero() {
		return noPositions, err
	}
	return fmt.Sprintf("Positions are there of %s to %s.", from.Format(time.DateOnly), to.AddDate(0, 0, -1).Format(time.DateOnly)), nil
}

// notHeard is the error for a vessel that is not there.
func (a *app) notHeard(l *logbook.Logbook, subject string) error {
	hint := "name it by a number that it sent, imo:9074729 or mmsi:412000000, or by its id; ids stand in the answers of: cordon sea events --all"
	if from, _, err := l.Days(); err == nil && from.IsZero() {
		hint = "no positions are loaded; load some: cordon import FILE…"
	}
	return hintError{fmt.Errorf("no vessel %s was heard", subject), hint}
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

func coordinate(x float64) string { return strconv.FormatFloat(x, 'f', 5, 64) }
