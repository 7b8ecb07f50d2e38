package main

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"

	"cordon/world"

	"github.com/spf13/cobra"
)

// worldReport is the result of world.
type worldReport struct {
	Dir       string       `json:"dir"`
	Seed      uint64       `json:"seed"`
	Size      world.Size   `json:"size"`
	Day       string       `json:"day"`
	Files     []world.File `json:"files"`
	Planted   int          `json:"planted"`
	Innocent  int          `json:"innocent"`
	Customers int          `json:"customers"`
}

func (a *app) worldCmd() *cobra.Command {
	var seed int64
	var size, out string
	cmd := &cobra.Command{
		Use:   "world [flags] --out DIR",
		Short: "Make up a world around the programme, and tell the truth of it",
		Long: `Write a made-up world around the programme's built-in listings: companies,
people, addresses, telephones, and holdings, with ties to listed parties planted
in them and with innocents who only look like that. The same seed gives the same
bytes.

The folder gets a FollowTheMoney file, a register of owners in BODS 0.4, and a
table of holdings, which cordon import reads; a file of customers, which cordon
screen -f reads; a manifest of goods, which cordon touch reads; ais.nmea and
ais.csv, the messages of ships in the seas around, among which meetings, calls,
silences and lies are planted; and truth.json, which names every planted tie
with its path and what the answer must be on which day, every event at sea with
its ships, time and place, and every innocent. Nobody in it is real but the
listed parties.

Sizes: s takes seconds, m a minute to import, l has 10 million stakes and 20
million positions.`,
		Example: `  cordon world --seed 1 --size s --out world
  cordon --data try import world && cordon --data try touch -h`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if seed < 0 {
				return usageError{fmt.Errorf("--seed %d is below 0", seed), "example: --seed 1"}
			}
			if !slices.Contains(world.Sizes, world.Size(size)) {
				return usageError{fmt.Errorf("--size: no size %q", size), "known: s, m, l"}
			}
			if out == "" {
				return usageError{fmt.Errorf("no folder to write to"), "example: cordon world --out world"}
			}
			if entries, err := os.ReadDir(out); err == nil && len(entries) > 0 && !ownWorld(entries) {
				return usageError{fmt.Errorf("%s holds other files", out), "name an empty folder, a new one, or that of an earlier world"}
			}
			w, err := world.New(world.Options{Seed: uint64(seed), Size: world.Size(size), Programme: a.programme})
			if err != nil {
				return err
			}
			t, err := w.Write(cmd.Context(), out)
			if err != nil {
				return err
			}
			return a.printWorld(worldReport{out, t.Seed, t.Size, t.Day, t.Files, len(t.Planted), len(t.Innocent), len(t.Customers)})
		},
	}
	cmd.Flags().Int64Var(&seed, "seed", 1, fmt.Sprintf("`number` from which the world is made, 0 to %d", math.MaxInt64))
	cmd.Flags().StringVar(&size, "size", "s", "`how` large: s, m or l")
	cmd.Flags().StringVar(&out, "out", "", "`folder` to write to, made when missing")
	_ = cmd.RegisterFlagCompletionFunc("size", cobra.FixedCompletions([]string{"s", "m", "l"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// ownWorld reports whether a folder holds files of a world and nothing else.
func ownWorld(entries []os.DirEntry) bool {
	own := slices.Concat(world.Imported, []string{world.CustomersFile, world.ManifestFile, world.MessagesFile, world.TableFile, world.TruthFile})
	return !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return !slices.Contains(own, e.Name()) })
}

func (a *app) printWorld(r worldReport) error {
	var rows [][]string
	for _, f := range r.Files {
		rows = append(rows, []string{f.Name, f.Format, strconv.Itoa(f.Rows)})
	}
	return a.print(r, []string{"file", "format", "rows"}, rows, func() error {
		fmt.Fprintf(a.Out, "%-24s %-14s %9s\n", "file", "format", "rows")
		for _, f := range r.Files {
			fmt.Fprintf(a.Out, "%-24s %-14s %9d\n", f.Name, f.Format, f.Rows)
		}
		_, err := fmt.Fprintf(a.Out, "%-24s %s, %s\n", world.TruthFile, count(r.Planted, "planted tie", "planted ties"), count(r.Innocent, "innocent look-alike", "innocent look-alikes"))
		return err
	})
}
