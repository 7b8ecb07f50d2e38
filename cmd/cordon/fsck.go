package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// fsckUnits say what the stages of a check count.
var fsckUnits = map[string]string{"statements": "entities", "originals": "bytes"}

func (a *app) fsckCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "fsck",
		Short: "Check the integrity of store and kept files",
		Long: `Check that every statement, batch and kept original is what it was when it was
stored: the database's own checks, the times and digests of statements, and the
SHA-256 of every original. Exit code 0 when all holds, 1 when something does
not.`,
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
				m.count(done, total, fsckUnits[stage])
			})
			m.end()
			if err != nil {
				return err
			}
			var rows [][]string
			for _, p := range rep.Problems {
				rows = append(rows, []string{p.String()})
			}
			err = a.print(rep, []string{"problem"}, rows, func() error {
				for _, p := range rep.Problems {
					fmt.Fprintln(a.Out, plainText(p.String()))
				}
				_, err := fmt.Fprintf(a.Out, "%d batches, %d statements, %d originals: %s\n", rep.Batches, rep.Statements, rep.Originals,
					count(len(rep.Problems), "problem", "problems"))
				return err
			})
			if err != nil {
				return err
			}
			if len(rep.Problems) > 0 {
				return hintError{fmt.Errorf("the store is not sound: %s", count(len(rep.Problems), "problem", "problems")), "restore the data folder from a backup, or load the lists anew into an empty one"}
			}
			return nil
		},
	}
}
