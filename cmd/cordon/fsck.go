package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) fsckCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "fsck",
		Short: "Check the integrity of store and kept files",
		Long: `Check that every statement, batch and kept original is what it was when it was
stored: the database's own checks, the times and digests of statements, and the
SHA-256 of every original. Exit code 0 when all holds, 1 when something does not.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			st, err := a.openStore(ctx)
			if err != nil {
				return err
			}
			m := a.newMeter("checking")
			rep, err := st.Fsck(ctx, func(stage string, done, total int64) {
				m.retitle("checking " + stage)
				m.count(done, total, "objects")
			})
			m.end()
			if err != nil {
				return err
			}
			format, err := a.outputFormat()
			if err != nil {
				return err
			}
			if format == "json" || format == "jsonl" {
				if err := writeJSON(a.Out, rep, format == "json"); err != nil {
					return err
				}
			} else {
				for _, p := range rep.Problems {
					fmt.Fprintln(a.Out, plainText(p.String()))
				}
				fmt.Fprintf(a.Out, "%d batches, %d statements, %d originals: %d problems\n", rep.Batches, rep.Statements, rep.Originals, len(rep.Problems))
			}
			if len(rep.Problems) > 0 {
				return hintError{fmt.Errorf("the store does not hold: %d problems", len(rep.Problems)), "restore the data folder from a backup, or load the lists anew into an empty one"}
			}
			return nil
		},
	}
}
