package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"cordon/law"

	"github.com/spf13/cobra"
)

func (a *app) lawActCmd() *cobra.Command {
	var l lawFlags
	var given []string
	cmd := &cobra.Command{
		Use:   "act [flags] [ACTIVITY]",
		Short: "What the law says of an act without goods",
		Long: `Say what the law says of an activity on a day; without one, list the activities.
Facts that decide are given with --fact; what they leave open makes the answer
conditional and is named.

The exit code is 3 unless the act is allowed.`,
		Example: `  cordon law act
  cordon law act ship_transfer --date 2017-09-11
  cordon law act us_port_call --date 2018-06-30 --fact left_dprk=2018-01-01`,
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := law.Open(a.programme)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return a.printNames("activities", named(p.About().Activities, func(x law.Activity) (string, string) { return x.ID, x.Text }))
			}
			if len(args) > 1 {
				return usageError{errors.New("one activity at a time"), "list them with: cordon law act"}
			}
			date, known, err := l.days(a)
			if err != nil {
				return err
			}
			facts := make(map[string]string)
			for _, f := range given {
				name, value, ok := strings.Cut(f, "=")
				if !ok || name == "" {
					return usageError{fmt.Errorf("--fact %q", f), "write NAME=VALUE: --fact left_dprk=2018-01-01"}
				}
				facts[name] = value
			}
			answer, err := p.Does(law.ActQuestion{Activity: args[0], Date: date, Known: known, Issuer: l.issuer, Facts: facts})
			if err != nil {
				return lawError(err)
			}
			a.found(answer.Status != law.Allowed)
			return a.printAct(answer)
		},
	}
	l.add(cmd, true, true)
	cmd.Flags().StringArrayVar(&given, "fact", nil, "a `name=value` that decides; may be repeated")
	return cmd
}

func (a *app) lawAuthorityCmd() *cobra.Command {
	var l lawFlags
	cmd := &cobra.Command{
		Use:   "authority [flags] [CONDUCT…]",
		Short: "Which powers to designate fit a conduct",
		Long: `List the heads under which somebody could be designated for a conduct, mandatory
ones first; without a conduct, list the kinds of conduct. A designation needs a
finding by an authority: this proposes, it does not conclude.`,
		Example: `  cordon law authority
  cordon law authority coal vessel_services --date 2020-01-01`,
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := law.Open(a.programme)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return a.printNames("conducts", named(p.About().Conducts, func(x law.Conduct) (string, string) { return x.ID, x.Text }))
			}
			date, known, err := l.days(a)
			if err != nil {
				return err
			}
			heads, err := p.Authority(args, date, known)
			if err != nil {
				return lawError(err)
			}
			a.found(len(heads) > 0)
			var rows [][]string
			for _, h := range heads {
				rows = append(rows, []string{h.ID, h.Head, strconv.FormatBool(h.Mandatory), h.Knowledge, h.Quantity, h.Verified.String(), h.Text})
			}
			v := law.Heads{Date: date, Conducts: args, Heads: heads}
			return a.print(v, []string{"id", "head", "mandatory", "knowledge", "quantity", "verified", "text"}, rows, func() error {
				t := a.lawTable()
				for _, h := range heads {
					word := "may"
					if h.Mandatory {
						word = "SHALL"
					}
					t.row(measureColumn, h.ID, h.Text)
					about := nonEmpty(h.Head, word, h.Knowledge, h.Quantity, unsure(h.Verified, h.Unverified))
					t.say(strings.Repeat(" ", measureColumn), strings.Join(about, " · "))
					for _, c := range h.Ledger {
						t.say(strings.Repeat(" ", measureColumn), "needs the ledger of "+c.Measure+": "+c.Amount())
					}
				}
				if len(heads) > 0 {
					t.line("")
					t.say("", heads[0].Note)
				} else {
					t.say("", "no power of that day fits")
				}
				return t.err
			})
		},
	}
	l.add(cmd, true, false)
	return cmd
}

func (a *app) lawSpecialCmd() *cobra.Command {
	var l lawFlags
	var kind string
	var all bool
	cmd := &cobra.Command{
		Use:   "special",
		Short: "Actions under section 311, each with its state on a day",
		Example: `  cordon law special --date 2018-01-30
  cordon law special --kind class --all`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			p, err := law.Open(a.programme)
			if err != nil {
				return err
			}
			date, _, err := l.days(a)
			if err != nil {
				return err
			}
			country := p.About().Target
			if all {
				country = ""
			}
			actions := p.SpecialMeasures(country, date, kind)
			a.found(len(actions) > 0)
			var rows [][]string
			for _, x := range actions {
				rows = append(rows, []string{x.ID, x.Target, x.Kind, x.State, x.Final.String(), x.From.String(), x.Withdrawn.String(), x.Rule, x.Verified.String()})
			}
			v := law.Actions{Date: date, Actions: actions}
			return a.print(v, []string{"id", "target", "kind", "state", "final", "from", "withdrawn", "rule", "verified"}, rows, func() error {
				t := a.lawTable()
				for _, x := range actions {
					t.row(measureColumn, x.ID, x.Target+", "+x.Kind+": "+strings.ReplaceAll(x.State, "_", " "))
					t.say(strings.Repeat(" ", measureColumn), strings.Join(nonEmpty(append(append([]string{}, x.Cites...), unsure(x.Verified, x.Unverified))...), " · "))
				}
				t.say("", count(len(actions), "action", "actions")+" by "+date.String()+".")
				return t.err
			})
		},
	}
	l.add(cmd, true, false)
	cmd.Flags().StringVar(&kind, "kind", "", "only of this `kind` of target: jurisdiction, institution, class, account")
	cmd.Flags().BoolVar(&all, "all", false, "also those that are not about the programme's target: precedents")
	return cmd
}

func (a *app) lawReliefCmd() *cobra.Command {
	var l lawFlags
	cmd := &cobra.Command{
		Use:   "relief [flags] ID",
		Short: "What must hold before a measure may be suspended or ended",
		Long: `List the ways in which a measure, or those whose ids begin alike, may be
suspended, waived or ended, and what must hold before; then the ways that are
closed to it by name, with the reason.`,
		Example: `  cordon law relief 22USC9214g
  cordon law relief UNSCR-2397-6`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{errors.New("one measure at a time"), "example: cordon law relief 22USC9214g"}
			}
			p, err := law.Open(a.programme)
			if err != nil {
				return err
			}
			date, _, err := l.days(a)
			if err != nil {
				return err
			}
			steps, err := p.Relief(args[0], date)
			if err != nil {
				return lawError(err)
			}
			a.found(len(steps) > 0)
			var rows [][]string
			for _, s := range steps {
				rows = append(rows, []string{s.ID, s.Step, strconv.FormatBool(s.Open), s.Why, s.Cite, strings.Join(s.Holds, "; "), s.Length, s.Verified.String()})
			}
			v := law.Ladder{ID: args[0], Date: date, Steps: steps}
			return a.print(v, []string{"id", "step", "open", "why", "cite", "holds", "length", "verified"}, rows, func() error {
				t := a.lawTable()
				for _, s := range steps {
					if !s.Open {
						t.row(measureColumn, s.Cite, "NOT OPEN: "+s.Why)
						continue
					}
					t.row(measureColumn, s.Cite, strings.Join(nonEmpty(s.Step, s.Length, unsure(s.Verified, s.Unverified)), " · "))
					t.say(strings.Repeat(" ", measureColumn), s.Text)
					for _, h := range s.Holds {
						t.say(strings.Repeat(" ", measureColumn)+"- ", h)
					}
				}
				if len(steps) == 0 {
					t.say("", "no way of relief is in the programme")
				}
				return t.err
			})
		},
	}
	l.add(cmd, true, false)
	return cmd
}

// name is an id with its meaning.
type name struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

func named[T any](list []T, of func(T) (id, text string)) []name {
	var out []name
	for _, x := range list {
		id, text := of(x)
		out = append(out, name{id, text})
	}
	return out
}

// printNames lists what can be asked about.
func (a *app) printNames(what string, list []name) error {
	a.found(len(list) > 0)
	var rows [][]string
	for _, n := range list {
		rows = append(rows, []string{n.ID, n.Text})
	}
	return a.print(map[string][]name{what: list}, []string{"id", "text"}, rows, func() error {
		t := a.lawTable()
		for _, n := range list {
			t.row(24, n.ID, n.Text)
		}
		return t.err
	})
}

func (a *app) printAct(x law.ActAnswer) error {
	var rows [][]string
	for _, m := range x.Measures {
		rows = append(rows, []string{x.Activity, x.Date.String(), x.Issuer, string(x.Status), m.ID, string(m.Status), m.LastDay.String(), m.Verified.String(), m.Cite, m.Text, strings.Join(x.Needs, "; ")})
	}
	if rows == nil {
		rows = [][]string{{x.Activity, x.Date.String(), x.Issuer, string(x.Status), "", "", "", x.Verified.String(), "", "", ""}}
	}
	return a.print(x, []string{"activity", "date", "issuer", "status", "measure", "measure_status", "last_day", "verified", "cite", "text", "needs"}, rows, func() error {
		t := a.lawTable()
		t.say("", fmt.Sprintf("%s, %s, issuer %s%s", x.Text, x.Date, x.Issuer, knownWords(x.Known)))
		if x.Note != "" {
			t.say("", "Note: "+x.Note)
		}
		t.line("")
		t.line(statusWords(law.GoodsAnswer{Status: x.Status, LastDay: x.LastDay}))
		for _, m := range x.Measures {
			t.line("")
			t.line(fmt.Sprintf("%s  %s", m.ID, m.Status))
			t.say("  ", m.Text)
			t.say("  ", strings.Join(nonEmpty(m.Cite, since(m.From, m.To), onDay("wind-down to", m.LastDay), unsure(m.Verified, m.Unverified)), " · "))
		}
		t.list("Facts that would decide", x.Needs)
		t.list("Exceptions", x.Exceptions)
		t.line("")
		t.say("", fmt.Sprintf("This answer is %s.", x.Verified.Words()))
		return t.err
	})
}
