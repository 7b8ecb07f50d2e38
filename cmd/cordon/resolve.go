package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/user"
	"strconv"
	"strings"
	"time"

	"cordon/live"
	"cordon/resolve"

	"github.com/spf13/cobra"
)

func (a *app) graphResolveCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "resolve",
		Short: "Same or not? Find duplicates, decide, undo",
		Long: `Find entities of lists and registers that may be one party, and note what people
decide. A score is a suggestion: nothing is merged until somebody says so.

What is judged the same is one party for cascades, paths and touch from the next
question on; proofs name the judgement. What is judged different stays apart,
also through third parties. Everything can be undone, and stays in the log.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.resolveListCmd(), a.resolveShowCmd(), a.resolveDecideCmd(), a.resolveUndoCmd(), a.resolveExplodeCmd(), a.resolveLogCmd())
	return cmd
}

// resolver opens the desk and what it can compare, at the point in the two times
// that the flags name.
func (a *app) resolver(ctx context.Context) (*live.Resolver, error) {
	if err := a.needDesk(ctx); err != nil {
		return nil, err
	}
	at, err := a.at()
	if err != nil {
		return nil, err
	}
	r, err := a.desk.Resolver(ctx, at)
	a.indexing.end()
	return r, err
}

func (a *app) needDesk(ctx context.Context) error {
	if a.desk != nil {
		return nil
	}
	_, _, err := a.openDesk(ctx)
	return err
}

// atPresent refuses the two times: what is decided is decided now.
func (a *app) atPresent() error {
	if a.asOf != "" || a.knownOn != "" {
		return usageError{errors.New("--as-of, --known-on: a decision is of now"), "leave the flags out"}
	}
	return nil
}

func (a *app) resolveListCmd() *cobra.Command {
	var limit int
	var least float64
	cmd := &cobra.Command{
		Use:   "list [flags]",
		Short: "Which pairs may be one party?",
		Long: `Print the pairs that nobody has decided, the likeliest first, with the
probability that they are the same and what each field adds to it, in bits.

Conflicts come after them: a strong identifier that two share who do not look
like one party, as ships do that hide behind the number of another.`,
		Example: "  cordon graph resolve list\n  cordon graph resolve list --min 0.9 --limit 200 -o csv > pairs.csv",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 || least < 0 || least > 1 {
				return usageError{errors.New("--limit is at least 0, --min from 0 to 1"), "example: --limit 100 --min 0.8"}
			}
			r, err := a.resolver(cmd.Context())
			if err != nil {
				return err
			}
			got := r.List(least, limit, a.programme)
			if len(got.Candidates)+len(got.Conflicts) > 0 {
				a.code = exitFound
			}
			return a.printCandidates(got)
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 50, "at most so `many` pairs; 0 is all")
	cmd.Flags().Float64Var(&least, "min", .5, "at least that `probability`")
	return cmd
}

func partyText(p resolve.Party) string {
	t := fmt.Sprintf("%s (%s, %s", p.Caption, p.ID, p.Schema)
	if len(p.Datasets) > 0 {
		t += ", " + strings.Join(p.Datasets, " ")
	}
	return plainText(t + ")")
}

func probability(s float64) string { return strconv.FormatFloat(s, 'f', 4, 64) }

func (a *app) printCandidates(x *live.Candidates) error {
	var rows [][]string
	for _, c := range x.Candidates {
		rows = append(rows, []string{probability(c.Score), c.A.ID, c.A.Caption, c.B.ID, c.B.Caption, strconv.FormatBool(c.Certain), c.Why, ""})
	}
	for _, k := range x.Conflicts {
		rows = append(rows, []string{"", k.A.ID, k.A.Caption, k.B.ID, k.B.Caption, "false", k.Why, k.Kind + ":" + k.Value})
	}
	return a.print(x, []string{"score", "a", "a_caption", "b", "b_caption", "certain", "why", "conflict"}, rows, func() error {
		w := bufio.NewWriter(a.Out)
		for _, c := range x.Candidates {
			sure := ""
			if c.Certain {
				sure = "  by a strong identifier"
			}
			fmt.Fprintf(w, "%s%s\n  %s\n  %s\n  %s\n", probability(c.Score), sure, partyText(c.A), partyText(c.B), plainText(c.Why))
		}
		if len(x.Candidates) == 0 {
			fmt.Fprintln(w, "No pair is left to decide.")
		}
		if n := x.Total - len(x.Candidates); n > 0 {
			fmt.Fprintf(w, "and %d more, not shown\n", n)
		}
		for _, k := range x.Conflicts {
			fmt.Fprintf(w, "CONFLICT  %s %s\n  %s\n  %s\n  %s\n", strings.ToUpper(k.Kind), plainText(k.Value), partyText(k.A), partyText(k.B), plainText(k.Why))
		}
		printCompared(w, x.Searched)
		return w.Flush()
	})
}

func printCompared(w io.Writer, c live.Compared) {
	fmt.Fprintf(w, "Compared %d pairs of %d records of %s; as of %s, as known on %s.\n", c.Pairs, c.Records, strings.Join(c.Datasets, ", "), c.AsOf, c.KnownOn)
}

// pairArgs checks that a command line names two ids, and perhaps more.
func pairArgs(args []string, n int, example string) error {
	if len(args) != n {
		return usageError{fmt.Errorf("%d arguments, want %d", len(args), n), "example: cordon graph resolve " + example}
	}
	return nil
}

func (a *app) resolveShowCmd() *cobra.Command {
	return &cobra.Command{
		Use:     "show [flags] A B",
		Short:   "How do two entities compare, field by field?",
		Long:    "Print how alike two entities are, field by field, and what was decided of them.",
		Example: "  cordon graph resolve show ofac-20564 reg-7654321",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := pairArgs(args, 2, "show A B"); err != nil {
				return err
			}
			r, err := a.resolver(cmd.Context())
			if err != nil {
				return err
			}
			p, err := r.Show(args[0], args[1])
			if err != nil {
				return a.nodeError(err)
			}
			a.code = exitFound
			return a.printPairing(p)
		},
	}
}

func (a *app) printPairing(p *live.Pairing) error {
	var rows [][]string
	for _, f := range p.Fields {
		rows = append(rows, []string{f.Name, f.Level, f.A, f.B, strconv.FormatFloat(f.Weight, 'f', 2, 64), strconv.FormatFloat(f.M, 'g', 4, 64), strconv.FormatFloat(f.U, 'g', 4, 64), strconv.FormatFloat(f.Rarity, 'f', 2, 64)})
	}
	return a.print(p, []string{"field", "level", "a", "b", "weight", "m", "u", "rarity"}, rows, func() error {
		w := bufio.NewWriter(a.Out)
		fmt.Fprintf(w, "%s\n%s\n", partyText(p.A), partyText(p.B))
		fmt.Fprintf(w, "  %+6.2f  prior\n", p.Prior)
		for _, f := range p.Fields {
			values := f.A
			if f.B != f.A {
				values += " | " + f.B
			}
			fmt.Fprintf(w, "  %+6.2f  %s %s: %s\n", f.Weight, f.Name, f.Level, plainText(values))
		}
		fmt.Fprintf(w, "  %+6.2f  together; probability %s\n", p.Weight, probability(p.Score))
		if p.Certain {
			fmt.Fprintln(w, "  They share a strong identifier.")
		}
		if p.Excluded != "" {
			fmt.Fprintf(w, "  They cannot be the same: %s.\n", plainText(p.Excluded))
		}
		if p.Conflict != nil && p.Conflict.Why != p.Excluded {
			fmt.Fprintf(w, "  Conflict: %s.\n", plainText(p.Conflict.Why))
		}
		for _, j := range p.Judgements {
			fmt.Fprintf(w, "  %s: %s\n", plainText(j.String()), plainText(j.Reason))
		}
		printCompared(w, p.Searched)
		return w.Flush()
	})
}

// userFlag is who decides: whoever is logged in, where nobody else is named.
func (a *app) userFlag(cmd *cobra.Command, name *string) {
	who := ""
	if u, err := user.Current(); err == nil {
		who = u.Username
	}
	cmd.Flags().StringVar(name, "user", "", "`name` of who decides (default the user of this system)")
	pre := cmd.PreRunE
	cmd.PreRunE = func(c *cobra.Command, args []string) error {
		if *name == "" {
			*name = who
		}
		if *name == "" {
			return usageError{errors.New("nobody knows who decides"), "name them: --user NAME"}
		}
		if pre != nil {
			return pre(c, args)
		}
		return nil
	}
}

func (a *app) resolveDecideCmd() *cobra.Command {
	var who, reason string
	cmd := &cobra.Command{
		Use:   "decide [flags] A B same|different|unsure",
		Short: "Note that two entities are the same, or not",
		Long: `Note what you decide of two entities, with a reason. A decision that others
stand against is refused, and they are named: undo them first.`,
		Example: "  cordon graph resolve decide ofac-20564 reg-7654321 same --reason 'same USCC'",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := pairArgs(args, 3, "decide A B same --reason TEXT"); err != nil {
				return err
			}
			v, err := resolve.ParseVerdict(args[2])
			if err != nil {
				return usageError{err, "example: cordon graph resolve decide A B same --reason TEXT"}
			}
			if strings.TrimSpace(reason) == "" {
				return usageError{errors.New("a decision has a reason"), "give it with --reason TEXT"}
			}
			return a.decided(cmd.Context(), func() (*live.Decision, error) {
				return a.desk.Decide(cmd.Context(), args[0], args[1], v, who, reason)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "`why`; must be given")
	a.userFlag(cmd, &who)
	return cmd
}

func (a *app) resolveUndoCmd() *cobra.Command {
	var who, reason string
	cmd := &cobra.Command{
		Use:     "undo [flags] A B",
		Short:   "Take back what was decided of two entities",
		Long:    "Take back what was decided of two entities. Everything that followed from it\nfollows no more; the log keeps both.",
		Example: "  cordon graph resolve undo ofac-20564 reg-7654321 --reason 'another birthday'",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := pairArgs(args, 2, "undo A B"); err != nil {
				return err
			}
			return a.decided(cmd.Context(), func() (*live.Decision, error) { return a.desk.Undo(cmd.Context(), args[0], args[1], who, reason) })
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "`why`")
	a.userFlag(cmd, &who)
	return cmd
}

func (a *app) resolveExplodeCmd() *cobra.Command {
	var who, reason string
	cmd := &cobra.Command{
		Use:     "explode [flags] ID",
		Short:   "Take back everything that makes an entity one with others",
		Long:    "Take back every judgement that makes an entity one party with others, also those\nbetween the others.",
		Example: "  cordon graph resolve explode reg-7654321",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := pairArgs(args, 1, "explode ID"); err != nil {
				return err
			}
			return a.decided(cmd.Context(), func() (*live.Decision, error) { return a.desk.Explode(cmd.Context(), args[0], who, reason) })
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "`why`")
	a.userFlag(cmd, &who)
	return cmd
}

// decided does what was decided and prints it.
func (a *app) decided(ctx context.Context, do func() (*live.Decision, error)) error {
	if err := a.atPresent(); err != nil {
		return err
	}
	if err := a.needDesk(ctx); err != nil {
		return err
	}
	got, err := do()
	a.indexing.end()
	if err != nil {
		return a.nodeError(err)
	}
	return a.print(got, judgementHead, judgementRows(got.Judgements), func() error {
		w := bufio.NewWriter(a.Out)
		for _, j := range got.Judgements {
			fmt.Fprintln(w, plainText(judgementText(j)))
		}
		for _, p := range got.Parties {
			if len(p.IDs) > 1 {
				fmt.Fprintf(w, "%s stands for %s.\n", plainText(p.Canonical), plainText(strings.Join(p.IDs, ", ")))
			} else {
				fmt.Fprintf(w, "%s stands for itself.\n", plainText(p.Canonical))
			}
		}
		for _, t := range got.Warnings {
			fmt.Fprintf(w, "Mind: %s.\n", plainText(t))
		}
		return w.Flush()
	})
}

var judgementHead = []string{"judgement", "a", "b", "verdict", "user", "at", "score", "reason", "withdrawn_at", "withdrawn_by", "withdrawn_reason"}

func judgementRows(list []resolve.Judgement) [][]string {
	var rows [][]string
	for _, j := range list {
		score, back := "", ""
		if j.Score != nil {
			score = probability(*j.Score)
		}
		if !j.Live() {
			back = j.Withdrawn.Format(time.RFC3339)
		}
		rows = append(rows, []string{strconv.FormatInt(j.ID, 10), j.A, j.B, string(j.Verdict), j.User, j.At.Format(time.RFC3339), score, j.Reason, back, j.WithdrawnBy, j.WhyBack})
	}
	return rows
}

func judgementText(j resolve.Judgement) string {
	t := fmt.Sprintf("%d. %s: %s", j.ID, j.String(), j.Reason)
	if !j.Live() {
		t += fmt.Sprintf(" (taken back by %s on %s", j.WithdrawnBy, j.Withdrawn.Format(time.DateOnly))
		if j.WhyBack != "" {
			t += ": " + j.WhyBack
		}
		t += ")"
	}
	return t
}

func (a *app) resolveLogCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "log",
		Short: "What was decided, and what was taken back?",
		Long:  "Print every judgement in its order, also those that were taken back.",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.needDesk(cmd.Context()); err != nil {
				return err
			}
			list, err := a.desk.Judgements(cmd.Context())
			if err != nil {
				return err
			}
			if len(list) > 0 {
				a.code = exitFound
			}
			return a.print(list, judgementHead, judgementRows(list), func() error {
				for _, j := range list {
					fmt.Fprintln(a.Out, plainText(judgementText(j)))
				}
				if len(list) == 0 {
					fmt.Fprintln(a.Out, "Nobody has decided anything.")
				}
				return nil
			})
		},
	}
}
