package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/intake"
	"cordon/lists"

	"github.com/spf13/cobra"
)

func (a *app) updateCmd() *cobra.Command {
	var f loadFlags
	var from string
	cmd := &cobra.Command{
		Use:   "update [flags] [SOURCE…]",
		Short: "Fetch the published lists and load what changed",
		Long: `Fetch the published lists from the publishers' own addresses and load what
changed; without SOURCE all lists that may be fetched freely. With --from, read
the same files from a folder instead: the way to update a machine without
network.

Sources:
` + sourceTable(),
		Example: `  cordon update
  cordon update us_ofac_sdn un_sc_sanctions
  cordon update --from /mnt/lists/2024-01`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return sourceNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, s := range args {
				if !slices.Contains(sourceNames(), s) {
					return usageError{fmt.Errorf("no source %q", s), "known: " + strings.Join(sourceNames(), ", ")}
				}
			}
			if from == "" {
				for _, s := range args {
					if src := lists.SourceOf(s); len(src.Files) == 0 {
						return usageError{fmt.Errorf("%s has no file to fetch", s), "save it from " + src.Page + " and load it with: cordon import FILE"}
					}
				}
			} else {
				return a.updateFrom(cmd.Context(), from, args, f)
			}
			return a.updateFetch(cmd.Context(), args, f)
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&from, "from", "", "read the lists from this `folder` instead of the network")
	return cmd
}

func sourceNames() []string {
	var out []string
	for _, s := range lists.Catalogue() {
		out = append(out, s.Dataset)
	}
	return out
}

func sourceTable() string {
	var b strings.Builder
	for _, s := range lists.Catalogue() {
		free := ""
		if !s.Default {
			free = " (if named)"
		}
		fmt.Fprintf(&b, "  %-28s %s%s\n", s.Dataset, s.Title, free)
	}
	return strings.TrimRight(b.String(), "\n")
}

// updateFrom loads the documents of a folder, only those of the named sources.
func (a *app) updateFrom(ctx context.Context, dir string, only []string, f loadFlags) error {
	fi, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return usageError{fmt.Errorf("--from: there is no folder %s", dir), "name the folder that holds the downloaded lists"}
	case err != nil:
		return err
	case !fi.IsDir():
		return usageError{fmt.Errorf("--from: %s is a file", dir), "load single files with: cordon import " + dir}
	}
	rep, err := a.loadFolder(ctx, dir, only, f)
	if err != nil {
		return err
	}
	if len(rep.Batches) == 0 {
		return hintError{fmt.Errorf("%s holds no list that cordon knows", dir), "put the publishers' files there under their own names; kinds: " + strings.Join(kindNames(), ", ")}
	}
	return a.finishLoad(ctx, rep, f)
}

func (a *app) loadFolder(ctx context.Context, dir string, only []string, f loadFlags) (batchReport, error) {
	sets, err := intake.OpenPaths([]string{dir})
	if err != nil {
		return batchReport{}, err
	}
	defer closeAll(sets)
	return a.loadSets(ctx, sets, only, f)
}

// updateFetch fetches sources and loads what changed. A publisher that cannot be
// reached does not keep the others from being asked.
func (a *app) updateFetch(ctx context.Context, only []string, f loadFlags) error {
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	m := a.newMeter("fetching")
	defer m.end()
	fe := &intake.Fetcher{Dir: filepath.Join(dir, "fetched"), Log: a.logger(), Progress: func(file string, done, total int64) {
		m.retitle("fetching " + file)
		m.count(done, max(total, 0), "bytes")
	}}
	rep := batchReport{Batches: []intake.Result{}}
	unreached := 0
	for _, src := range lists.Catalogue() {
		if len(only) > 0 && !slices.Contains(only, src.Dataset) || len(only) == 0 && !src.Default {
			continue
		}
		got, err := fe.Fetch(ctx, src)
		m.end()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if errors.Is(err, intake.ErrNoNetwork) {
				unreached++
			}
			res := intake.Result{Source: src.Dataset, Status: intake.Failed, Why: []string{oneLine(err.Error())}, Problems: []ftm.Problem{}, Files: []intake.File{}}
			rep.Batches = append(rep.Batches, res)
			a.talkResult(res)
			continue
		}
		one, err := a.loadSets(ctx, []intake.Given{got.Given()}, nil, f)
		if err != nil {
			return err
		}
		rep.Batches = append(rep.Batches, one.Batches...)
	}
	err = a.finishLoad(ctx, rep, f)
	if errors.Is(err, errReported) && unreached == len(rep.Batches) {
		return hintError{errors.New("no publisher could be reached: there seems to be no network"), "check the network, or load files from a folder: cordon update --from DIR"}
	}
	return err
}
