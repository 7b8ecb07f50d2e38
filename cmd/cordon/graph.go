package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"cordon/graph"
	"cordon/live"

	"github.com/spf13/cobra"
)

func (a *app) graphCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "graph",
		Short: "Who stands behind it? Owners, control, the 50 percent rule, paths",
		Long: `Answer from what registers and lists state of ownership, control and other ties.

A status is one of three: blocked; possible, when a missing fact decides, which
is then named; no. It comes with its proof: the stakes that make it so, each
with its statement. No is not clear: nobody may have stated who owns a company.

Entities are named by their ids, as cordon screen shows them.

Exit codes: 3 when something was found, 0 when not, 1 error, 2 wrong usage.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.graphHoldingsCmd("owners", "Who owns or controls it?", true), a.graphHoldingsCmd("owned", "What does it own or control?", false),
		a.graphCascadeCmd(), a.graphPathCmd(), a.graphWhatIfCmd(), a.graphMovesCmd(), a.graphProblemsCmd(), a.graphResolveCmd())
	return cmd
}

// picture is the graph at the point in the two times that the flags name.
func (a *app) picture(ctx context.Context) (*live.Picture, error) {
	if a.desk == nil {
		if _, _, err := a.openDesk(ctx); err != nil {
			return nil, err
		}
	}
	at, err := a.at()
	if err != nil {
		return nil, err
	}
	p, err := a.desk.Graph(ctx, at)
	a.indexing.end()
	return p, err
}

// nodeError says how to find ids.
func (a *app) nodeError(err error) error {
	switch {
	case errors.Is(err, live.ErrNoEntity):
		return hintError{err, "ids stand in the answers of: cordon screen NAME"}
	case errors.Is(err, graph.ErrNoRegime):
		return usageError{err, "known: " + strings.Join(regimeNames(a.programme), ", ")}
	case errors.Is(err, graph.ErrNoRule):
		return hintError{err, "ask of another day with --as-of"}
	}
	return err
}

func regimeNames(programme string) []string {
	r, err := ownershipRules(programme)
	if err != nil {
		return nil
	}
	return r.Names()
}

func (a *app) regimeFlag(cmd *cobra.Command, regime *string) {
	cmd.Flags().StringVar(regime, "regime", "ofac", "`rule` to apply: ofac, eu, uk, un, and what the programme adds")
	_ = cmd.RegisterFlagCompletionFunc("regime", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return regimeNames(a.programme), cobra.ShellCompDirectiveNoFileComp
	})
}

// ids checks how many ids a command line names.
func ids(args []string, least, most int, example string) error {
	if len(args) < least || most > 0 && len(args) > most {
		return usageError{fmt.Errorf("%d ids, want %d", len(args), least), "example: cordon graph " + example}
	}
	return nil
}

func (a *app) graphHoldingsCmd(verb, short string, owners bool) *cobra.Command {
	var depth int
	cmd := &cobra.Command{
		Use:     verb + " [flags] ID",
		Short:   short,
		Long:    short + " Every stake stands with its size, its dates and its\nstatements; bands and unknown sizes stay what they are.",
		Example: "  cordon graph " + verb + " oc-gb-01234567\n  cordon graph " + verb + " --depth 4 --as-of 2019-06-30 oc-gb-01234567",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := ids(args, 1, 1, verb+" ID"); err != nil {
				return err
			}
			if depth < 1 {
				return usageError{fmt.Errorf("--depth %d: at least 1", depth), "example: --depth 3"}
			}
			p, err := a.picture(cmd.Context())
			if err != nil {
				return err
			}
			ask := p.Owned
			if owners {
				ask = p.Owners
			}
			h, err := ask(args[0], depth)
			if err != nil {
				return a.nodeError(err)
			}
			if len(h.Holdings) > 0 {
				a.code = exitFound
			}
			return a.printHoldings(h, owners)
		},
	}
	cmd.Flags().IntVar(&depth, "depth", 1, "how many `steps` to follow")
	return cmd
}

func (a *app) printHoldings(h *live.Holdings, owners bool) error {
	var rows [][]string
	for _, x := range h.Holdings {
		var st []string
		for _, s := range x.Statements {
			st = append(st, s.Dataset+":"+s.Entity)
		}
		rows = append(rows, []string{strconv.Itoa(x.Depth), x.Owner, x.OwnerCaption, x.Asset, x.AssetCaption, x.Class, percentText(x.Low), percentText(x.High),
			strings.Join(x.Flags, " "), x.From.String(), x.To.String(), strconv.FormatBool(x.Listed), strings.Join(st, " ")})
	}
	return a.print(h, []string{"depth", "owner", "owner_caption", "asset", "asset_caption", "class", "low", "high", "flags", "from_date", "to_date", "listed", "statements"}, rows, func() error {
		w := bufio.NewWriter(a.Out)
		if owners {
			fmt.Fprintf(w, "Who holds %s (%s):\n", plainText(h.Caption), plainText(h.Entity))
		} else {
			fmt.Fprintf(w, "What %s (%s) holds:\n", plainText(h.Caption), plainText(h.Entity))
		}
		for _, x := range h.Holdings {
			other, id := x.OwnerCaption, x.Owner
			if !owners {
				other, id = x.AssetCaption, x.Asset
			}
			notes := append([]string{}, x.Flags...)
			if x.Listed {
				notes = append([]string{"LISTED"}, notes...)
			}
			line := fmt.Sprintf("%s%s (%s): %s of %s", strings.Repeat("  ", x.Depth), plainText(other), plainText(id), x.Share, x.Class)
			if x.Depth > 1 {
				line += " in " + plainText(x.AssetCaption)
				if !owners {
					line = strings.TrimSuffix(line, " in "+plainText(x.AssetCaption)) + " held by " + plainText(x.OwnerCaption)
				}
			}
			if x.From != 0 || x.To != 0 {
				line += ", " + graph.Span{From: x.From, To: x.To}.String()
			}
			if len(notes) > 0 {
				line += " [" + strings.Join(notes, ", ") + "]"
			}
			fmt.Fprintln(w, line)
		}
		if len(h.Holdings) == 0 {
			fmt.Fprintln(w, "  Nobody states anything.")
		}
		if h.Left > 0 {
			fmt.Fprintf(w, "  and %d more, not shown\n", h.Left)
		}
		printBasis(w, h.Searched)
		return w.Flush()
	})
}

func percentText(p graph.Percent) string {
	b, _ := p.MarshalJSON() // cannot fail
	return string(b)
}

func printBasis(w io.Writer, b live.Basis) {
	fmt.Fprintf(w, "Looked at %d stakes and %d ties among %d entities of %s; as of %s, as known on %s.\n", b.Stakes, b.Ties, b.Entities, strings.Join(b.Datasets, ", "), b.AsOf, b.KnownOn)
}

func (a *app) graphCascadeCmd() *cobra.Command {
	var q live.CascadeQuestion
	cmd := &cobra.Command{
		Use:   "cascade [flags] [ID…]",
		Short: "Who is blocked through its owners?",
		Long: `Apply the ownership rule of a regime, as it was on the day (--as-of), to all
that is known, and print everyone who is blocked or may be and is not listed,
each with its proof. Rings that would hold themselves up, and companies that
blocked persons control where the rule does not count control, are printed too.

With ids, print the status of these, listed or not, with its past.`,
		Example: `  cordon graph cascade --regime eu
  cordon graph cascade --regime ofac --as-of 2024-05-01 oc-gb-01234567
  cordon graph cascade --all -o csv > stakes.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			q.IDs = args
			if q.Limit < 0 {
				return usageError{fmt.Errorf("--limit %d: at least 0", q.Limit), "example: --limit 100"}
			}
			p, err := a.picture(cmd.Context())
			if err != nil {
				return err
			}
			list, err := p.Cascade(cmd.Context(), q)
			if err != nil {
				return a.nodeError(err)
			}
			for _, x := range list {
				if x.Status != graph.No {
					a.code = exitFound
				}
			}
			return a.printCascade(list, p.Basis())
		},
	}
	a.regimeFlag(cmd, &q.Regime)
	cmd.Flags().BoolVar(&q.All, "all", false, "also everyone in whom a blocked person has a stake")
	cmd.Flags().IntVar(&q.Limit, "limit", 0, "at most so `many` entities; 0 is all")
	return cmd
}

func (a *app) printCascade(list []graph.Standing, b live.Basis) error {
	var rows [][]string
	for _, x := range list {
		var proof []string
		for _, l := range x.Proof {
			proof = append(proof, l.Text)
		}
		rows = append(rows, []string{x.Entity, x.Caption, x.Schema, string(x.Status), string(x.Ground), x.Class, percentText(x.Low), percentText(x.High), strconv.FormatBool(x.Circular),
			strings.Join(x.Flags, " "), strings.Join(x.Missing, "; "), strings.Join(proof, " "), x.Regime, x.Rules, x.AsOf.String()})
	}
	head := []string{"entity", "caption", "schema", "status", "ground", "class", "low", "high", "circular", "flags", "missing", "proof", "regime", "rules", "as_of"}
	return a.print(list, head, rows, func() error {
		w := bufio.NewWriter(a.Out)
		for i, x := range list {
			if i > 0 {
				fmt.Fprintln(w)
			}
			for _, l := range x.Sentences() {
				fmt.Fprintln(w, plainText(l))
			}
		}
		if len(list) == 0 {
			fmt.Fprintln(w, "Nobody is blocked through owners, as far as anybody states.")
		}
		fmt.Fprintln(w)
		printBasis(w, b)
		return w.Flush()
	})
}

func (a *app) graphPathCmd() *cobra.Command {
	var o graph.PathOptions
	cmd := &cobra.Command{
		Use:   "path [flags] A [B]",
		Short: "How are two entities tied?",
		Long: `Find the shortest paths between two entities, or from one to the nearest listed
parties: over stakes, posts, kinship, shared addresses, telephones and e-mails,
and what lists call linked. Among paths of one length those come first that
avoid what very many share.

Of what has more ties than --hub-cap only the largest are followed, and the
answer says where that was and how many were left out. None found means none
within these bounds.`,
		Example: "  cordon graph path oc-gb-01234567 ofac-12345\n  cordon graph path --max-hops 4 oc-gb-01234567",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := ids(args, 1, 2, "path A B"); err != nil {
				return err
			}
			if o.Most < 1 || o.MaxHops < 1 || o.HubCap < 1 || o.Budget < 1 {
				return usageError{errors.New("the bounds of a search are at least 1"), "example: --max-hops 6 --hub-cap 1000"}
			}
			if o.MaxHops > 12 {
				return usageError{fmt.Errorf("--max-hops %d: at most 12", o.MaxHops), "beyond six steps nearly everybody is tied to everybody"}
			}
			p, err := a.picture(cmd.Context())
			if err != nil {
				return err
			}
			to := ""
			if len(args) == 2 {
				to = args[1]
			}
			ans, err := p.Paths(args[0], to, o)
			if err != nil {
				return a.nodeError(err)
			}
			if len(ans.PathAnswer.Paths) > 0 {
				a.code = exitFound
			}
			return a.printPaths(ans)
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.Most, "limit", 5, "at most so `many` paths")
	f.IntVar(&o.MaxHops, "max-hops", 6, "at most so many `steps`")
	f.IntVar(&o.HubCap, "hub-cap", 1000, "follow so many `ties` of one entity, the largest first")
	f.IntVar(&o.Budget, "budget", 500_000, "look at so many `ties` altogether")
	return cmd
}

func (a *app) printPaths(ans *live.Paths) error {
	var rows [][]string
	for i, p := range ans.PathAnswer.Paths {
		for j, s := range p.Steps {
			rows = append(rows, []string{strconv.Itoa(i + 1), strconv.Itoa(j + 1), s.From, ans.Captions[s.From], s.Relation, s.To, ans.Captions[s.To], s.FromDate.String(), s.ToDate.String(), s.Source, s.Statement})
		}
	}
	return a.print(ans, []string{"path", "step", "from", "from_caption", "relation", "to", "to_caption", "from_date", "to_date", "source", "statement"}, rows, func() error {
		w := bufio.NewWriter(a.Out)
		for i, p := range ans.PathAnswer.Paths {
			fmt.Fprintf(w, "Path %d, %s:\n", i+1, count(len(p.Steps), "step", "steps"))
			for _, s := range p.Steps {
				line := fmt.Sprintf("  %s (%s) %s %s (%s)", ans.Captions[s.From], s.From, s.Relation, ans.Captions[s.To], s.To)
				if s.FromDate != 0 || s.ToDate != 0 {
					line += ", " + graph.Span{From: s.FromDate, To: s.ToDate}.String()
				}
				fmt.Fprintf(w, "%s [%s]\n", plainText(line), plainText(s.Source))
			}
		}
		if len(ans.PathAnswer.Paths) == 0 {
			fmt.Fprintf(w, "No path of at most %d steps.\n", ans.MaxHops)
		}
		for _, j := range ans.Judged {
			fmt.Fprintf(w, "One party: %s: %s\n", plainText(j.String()), plainText(j.Reason))
		}
		for _, c := range ans.Truncated {
			fmt.Fprintf(w, "Cut at %s (%s): %d of its %d ties were not followed.\n", plainText(c.Caption), plainText(c.Entity), c.Left, c.Ties)
		}
		if ans.Exhausted {
			fmt.Fprintf(w, "The budget was used up after %d ties: there may be more paths.\n", ans.Looked)
		}
		printBasis(w, ans.Searched)
		return w.Flush()
	})
}

func (a *app) graphWhatIfCmd() *cobra.Command {
	var list, delist []string
	var regime string
	cmd := &cobra.Command{
		Use:   "whatif [flags]",
		Short: "Who falls if these were listed, who is freed if those were not?",
		Long: `Put entities on the lists of a regime, or take them off, and print whose status
would be another. Nothing is changed.`,
		Example: "  cordon graph whatif --list oc-hk-7654321 --list oc-hk-7654322\n  cordon graph whatif --regime uk --delist gb-CYB0001",
		RunE: func(cmd *cobra.Command, args []string) error {
			more, less := a.behindFlags(cmd, "list", "delist") // --list A B names both
			if len(more)+len(less) != len(args) {
				return usageError{fmt.Errorf("%q is neither listed nor delisted", args), "example: cordon graph whatif --list ID ID --delist ID"}
			}
			list, delist = append(list, more...), append(delist, less...)
			if len(list)+len(delist) == 0 {
				return usageError{errors.New("nobody to list or to delist"), "example: cordon graph whatif --list ID"}
			}
			p, err := a.picture(cmd.Context())
			if err != nil {
				return err
			}
			w, err := p.WhatIf(regime, list, delist)
			if err != nil {
				return a.nodeError(err)
			}
			if len(w.Blocked)+len(w.Possible)+len(w.Freed) > 0 {
				a.code = exitFound
			}
			return a.printWhatIf(w)
		},
	}
	a.regimeFlag(cmd, &regime)
	cmd.Flags().StringSliceVar(&list, "list", nil, "put these `ids` on the lists")
	cmd.Flags().StringSliceVar(&delist, "delist", nil, "take these `ids` off the lists")
	return cmd
}

// behindFlags returns the arguments of the command line that follow the values
// of two flags: those behind the first, and those behind the second.
func (a *app) behindFlags(cmd *cobra.Command, first, second string) (one, two []string) {
	last := ""
	for i := 0; i < len(a.args); i++ {
		arg := a.args[i]
		name, _, valued := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if !strings.HasPrefix(arg, "-") || arg == "-" {
			switch last {
			case first:
				one = append(one, arg)
			case second:
				two = append(two, arg)
			}
			continue
		}
		f := cmd.Flags().Lookup(name)
		if f == nil && len(name) == 1 {
			f = cmd.Flags().ShorthandLookup(name)
		}
		if name == first || name == second {
			last = name
		}
		if f != nil && !valued && f.NoOptDefVal == "" {
			i++ // its value
		}
	}
	return one, two
}

func (a *app) printWhatIf(x *live.WhatIf) error {
	var rows [][]string
	all := append(append(append([]live.Moved{}, x.Blocked...), x.Possible...), x.Freed...)
	for _, m := range all {
		rows = append(rows, []string{m.Entity, m.Caption, m.Schema, string(m.Was), string(m.Now)})
	}
	return a.print(x, []string{"entity", "caption", "schema", "was", "now"}, rows, func() error {
		w := bufio.NewWriter(a.Out)
		for _, m := range all {
			fmt.Fprintf(w, "%-8s (was %s)  %s (%s)\n", m.Now, m.Was, plainText(m.Caption), plainText(m.Entity))
		}
		if len(all) == 0 {
			fmt.Fprintln(w, "Nobody's status would change.")
		}
		printBasis(w, x.Searched)
		return w.Flush()
	})
}

func (a *app) graphProblemsCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "problems",
		Short: "What is at fault in the data on ownership?",
		Long: `Print what could not be taken as its source states it: shares of more than
100 %, owners of a company who together hold more than everything, dates in the
wrong order, owners that nobody describes. Everything else was loaded.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := a.picture(cmd.Context())
			if err != nil {
				return err
			}
			list := p.Problems()
			if list == nil {
				list = []graph.Problem{}
			}
			var rows [][]string
			for _, x := range list {
				rows = append(rows, []string{x.Source, x.Entity, x.Record, x.Why})
			}
			if len(list) > 0 {
				a.code = exitFound
			}
			return a.print(list, []string{"source", "entity", "record", "why"}, rows, func() error {
				for _, x := range list {
					fmt.Fprintln(a.Out, plainText(x.String()))
				}
				return nil
			})
		},
	}
}

func (a *app) graphMovesCmd() *cobra.Command {
	var regime, entity string
	var limit int
	cmd := &cobra.Command{
		Use:   "moves [flags]",
		Short: "Who fell, and who rose, since when and why?",
		Long: `Print who counts otherwise than before under the rules of ownership, newest
first: by a listing or a delisting, a stake that was bought or sold, a
judgement, or a day that came. What changed since the last time is worked out
first and kept, so that each move is told once; cordon serve does so with every
batch.

The first time there is nothing to compare with: nobody moved.`,
		Example: `  cordon graph moves --regime ofac
  cordon graph moves --entity ofac-20564 -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 1 || limit > maxMoves {
				return usageError{fmt.Errorf("--limit %d: 1 to %d", limit, maxMoves), "example: --limit 100"}
			}
			names := regimeNames(a.programme)
			if regime != "" && !slices.Contains(names, regime) {
				return a.nodeError(fmt.Errorf("%q: %w", regime, graph.ErrNoRegime))
			}
			if _, err := a.picture(cmd.Context()); err != nil {
				return err
			}
			if _, err := a.desk.FollowStanding(cmd.Context(), names); err != nil {
				return err
			}
			list, err := a.desk.Moves(cmd.Context(), regime, entity, 0, limit)
			if err != nil {
				return err
			}
			if len(list) > 0 {
				a.code = exitFound
			}
			var rows [][]string
			for _, m := range list {
				rows = append(rows, []string{strconv.FormatInt(m.ID, 10), m.AsOf, m.Regime, m.Entity, m.Caption, m.Was, m.Now, m.Why})
			}
			return a.print(list, []string{"id", "as_of", "regime", "entity", "caption", "was", "now", "why"}, rows, func() error {
				w := bufio.NewWriter(a.Out)
				if len(list) == 0 {
					fmt.Fprintln(w, "Nobody moved since statuses were first worked out.")
				}
				for _, m := range list {
					a.paragraph(w, "", fmt.Sprintf("%s  %s: %s (%s) was %s, is %s.", m.AsOf, m.Regime, plainText(m.Caption), m.Entity, m.Was, m.Now))
					a.paragraph(w, "            ", plainText(m.Why))
				}
				return w.Flush()
			})
		},
	}
	cmd.Flags().StringVar(&regime, "regime", "", "only under this `rule`")
	cmd.Flags().StringVar(&entity, "entity", "", "only of the entity with this `id`")
	cmd.Flags().IntVar(&limit, "limit", 100, "`moves` at most")
	return cmd
}

// maxMoves is how many moves one answer may hold.
const maxMoves = 10_000
