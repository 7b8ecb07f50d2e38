package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// measure is one line of bench.
type measure struct {
	Name    string  `json:"name"`
	N       int     `json:"n"` // how many things or runs the value is over
	Unit    string  `json:"unit"`
	Value   float64 `json:"value"`
	Machine string  `json:"machine"`
}

// benchmark measures something and reports each figure.
type benchmark struct {
	name, about string
	needsData   bool // the folder of real data
	run         func(ctx context.Context, b *bench) error
}

// bench is what a benchmark runs in.
type bench struct {
	app   *app
	dir   string // empty folder, removed afterwards
	data  string // folder of real data
	quick bool
	say   func(name string, n int, unit string, value float64) error
}

// amount is how much of something is measured over: a hundredth in a quick look.
func (b *bench) amount(n int) int {
	if b.quick {
		return n / 100
	}
	return n
}

// runs is how many times the whole is repeated, once in a quick look.
func (b *bench) runs(n int) int {
	if b.quick {
		return 1
	}
	return n
}

// dataEnv names the folder of real lists that benchmarks read.
const dataEnv = "CORDON_TESTDATA"

func (a *app) benchCmd() *cobra.Command {
	var quick bool
	cmd := &cobra.Command{
		Use:   "bench [flags] [NAME…]",
		Short: "Measure this machine: the figures that the documentation quotes",
		Long:  "Measure loading, reading, starting and screening, each in a folder of its own\nthat is removed afterwards. Benchmarks over real lists read them from the folder\nthat " + dataEnv + " names and are left out without it.\n\nBenchmarks:\n" + benchTable(),
		Example: `  cordon bench bulk-load
  cordon bench -o jsonl > figures.jsonl`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return benchNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, n := range args {
				if !slices.Contains(benchNames(), n) {
					return usageError{fmt.Errorf("no benchmark %q", n), "known: " + strings.Join(benchNames(), ", ")}
				}
			}
			return a.runBenchmarks(cmd.Context(), args, quick)
		},
	}
	cmd.Flags().BoolVar(&quick, "quick", false, "a quick look: one run each, over a hundredth of the made-up data and the smaller lists")
	return cmd
}

func benchNames() []string {
	var out []string
	for _, b := range benchmarks {
		out = append(out, b.name)
	}
	return out
}

func benchTable() string {
	var s strings.Builder
	for _, b := range benchmarks {
		fmt.Fprintf(&s, "  %-14s %s\n", b.name, b.about)
	}
	return strings.TrimRight(s.String(), "\n")
}

func (a *app) runBenchmarks(ctx context.Context, only []string, quick bool) error {
	format, err := a.outputFormat()
	if err != nil {
		return err
	}
	machine := fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	head := []string{"name", "n", "unit", "value", "machine"}
	say := func(name string, n int, unit string, value float64) error {
		figure := strconv.FormatFloat(value, 'f', -1, 64)
		switch format {
		case "table":
			_, err := fmt.Fprintf(a.Out, "%-34s %12s %-14s n=%d\n", name, figure, unit, n)
			return err
		case "csv":
			err := writeCSV(a.Out, head, [][]string{{name, strconv.Itoa(n), unit, figure, machine}})
			head = nil
			return err
		}
		return writeJSON(a.Out, measure{Name: name, N: n, Unit: unit, Value: value, Machine: machine}, false)
	}
	failed, left := 0, 0
	for _, bm := range benchmarks {
		if len(only) > 0 && !slices.Contains(only, bm.name) {
			continue
		}
		data := os.Getenv(dataEnv)
		if bm.needsData && data == "" {
			fmt.Fprintf(a.Err, "cordon: %s is left out: %s does not name a folder of lists\n", bm.name, dataEnv)
			left++
			continue
		}
		if err := runBenchmark(ctx, bm, &bench{app: a, data: data, quick: quick, say: say}); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			failed++
			fmt.Fprintf(a.Err, "cordon: error: %s: %s\n", bm.name, oneLine(err.Error()))
		}
	}
	if failed > 0 {
		return errReported
	}
	if left > 0 && left == len(only) { // what was asked for by name was not measured
		return hintError{errors.New("nothing was measured"), "set " + dataEnv + " to a folder of published lists"}
	}
	return nil
}

func runBenchmark(ctx context.Context, bm benchmark, b *bench) (err error) {
	b.dir, err = os.MkdirTemp("", "cordon-bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	return bm.run(ctx, b)
}
