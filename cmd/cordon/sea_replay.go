package main

import (
	"context"
	"fmt"
	"strconv"

	"cordon/logbook"

	"github.com/spf13/cobra"
)

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
			if err := checkSpan(q.From, q.To); err != nil {
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
	if err := a.nowOnly("replay"); err != nil {
		return err
	}
	if a.format != "" && a.format != "csv" {
		return usageError{fmt.Errorf("-o %s: replay prints CSV only", a.format), "leave it out; messages as JSON lines: cordon sea decode FILE"}
	}
	l, err := a.openLogbook()
	if err != nil {
		return err
	}
	n, err := l.WriteCSV(ctx, a.Out, q)
	if err != nil || n > 0 {
		return err
	}
	heard, err := a.heard()
	fmt.Fprintf(a.Err, "cordon: no position is of that time, place and number. %s\n", heard)
	return err
}
