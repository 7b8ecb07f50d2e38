package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"cordon/logbook"
	"cordon/store"

	"github.com/spf13/cobra"
)

// fsckUnits say what the stages of a check count.
var fsckUnits = map[string]string{"statements": "entities", "originals": "bytes"}

// fsckReport is the result of fsck.
type fsckReport struct {
	store.FsckReport
	Sea *logbook.FsckReport `json:"sea,omitempty"` // where positions of ships were ever loaded
}

// fsckSea checks the archive of positions; nil where there is none.
func (a *app) fsckSea(ctx context.Context) (*logbook.FsckReport, error) {
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, "sea")); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	l, err := a.openLogbook()
	if err != nil {
		return nil, err
	}
	rep, err := l.Fsck(ctx)
	return &rep, err
}

func (a *app) fsckCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "fsck",
		Short: "Check the integrity of store and kept files",
		Long: `Check that every statement, batch and kept original is what it was when it was
stored: the database's own checks, the times and digests of statements, and the
SHA-256 of every original; and every file of positions of ships. Exit code 0
when all holds, 1 when something does not.`,
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
			all := fsckReport{FsckReport: rep}
			if all.Sea, err = a.fsckSea(ctx); err != nil {
				return err
			}
			if all.Sea != nil {
				rep.Problems = append(rep.Problems, all.Sea.Problems...)
				all.Problems = rep.Problems
			}
			var rows [][]string
			for _, p := range rep.Problems {
				rows = append(rows, []string{p.String()})
			}
			err = a.print(all, []string{"problem"}, rows, func() error {
				for _, p := range rep.Problems {
					fmt.Fprintln(a.Out, plainText(p.String()))
				}
				sea := ""
				if all.Sea != nil {
					sea = fmt.Sprintf(", %d positions of ships", all.Sea.Positions)
				}
				_, err := fmt.Fprintf(a.Out, "%d batches, %d statements, %d originals%s: %s\n", rep.Batches, rep.Statements, rep.Originals, sea,
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
