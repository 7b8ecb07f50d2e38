package main

import (
	"errors"
	"fmt"
	"strings"

	"cordon/law"

	"github.com/spf13/cobra"
)

func (a *app) lawCasesCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "cases [flags] [ID]",
		Short: "Published cases: who took part, by which ties, after which source",
		Long: `List the published cases that the programme holds, or show one: its parties,
ties and events, each with the publication that states it and how far it was
read there, the rules that it is about, and the questions that it answers.

A case says what publications state. To be named does not imply a violation.`,
		Example: `  cordon law cases
  cordon law cases lighthouse-winmore`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError{errors.New("one case is shown at a time"), "example: cordon law cases lighthouse-winmore"}
			}
			p, err := law.Open(a.programme)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				list := p.Cases()
				a.found(len(list.Cases) > 0)
				return a.printCases(list)
			}
			c, err := p.Case(args[0])
			if err != nil {
				return lawError(err)
			}
			a.found(true)
			return a.printCase(c)
		},
	}
}

func (a *app) printCases(list law.CaseList) error {
	var rows [][]string
	for _, c := range list.Cases {
		rows = append(rows, []string{c.ID, c.Title, string(c.From), string(c.To), fmt.Sprint(c.Parties), fmt.Sprint(c.Ties), fmt.Sprint(c.Facts), fmt.Sprint(c.Verified), fmt.Sprint(c.Unverified)})
	}
	return a.print(list, []string{"id", "title", "from", "to", "parties", "ties", "facts", "verified", "unverified"}, rows, func() error {
		t := a.lawTable()
		const at = 20
		for _, c := range list.Cases {
			t.row(at, c.ID, c.Title)
			t.say(strings.Repeat(" ", at), strings.Join(nonEmpty(span(c.From, c.To), factWords(c.Facts, c.Verified, c.Unverified)), " · "))
		}
		if len(list.Cases) > 0 {
			t.line("")
		}
		t.say("", fmt.Sprintf("%s. %s", count(len(list.Cases), "case", "cases"), list.Disclaimer))
		return t.err
	})
}

// factWords counts facts by how far they were read.
func factWords(all, verified, unverified int) string {
	text := fmt.Sprintf("%s, %d verified", count(all, "fact", "facts"), verified)
	if partly := all - verified - unverified; partly > 0 {
		text += fmt.Sprintf(", %d in part", partly)
	}
	if unverified > 0 {
		text += fmt.Sprintf(", %d UNVERIFIED", unverified)
	}
	return text
}

// span says from when to when, as exactly as the source has it.
func span(from, to law.PartDay) string {
	switch {
	case from == "" && to == "":
		return ""
	case from == "":
		return "until " + string(to)
	case to == "":
		return "since " + string(from)
	case from == to:
		return string(from)
	}
	return string(from) + " to " + string(to)
}

// askWords is a question of a case as a command.
func askWords(k law.CaseAsk) (command, answer string) {
	switch {
	case k.Subject != "":
		command, answer = fmt.Sprintf("cordon touch %q", k.Subject), k.Exposure
		if k.AsOf != 0 {
			command += " --as-of " + k.AsOf.String()
		}
	case k.HS != "":
		command, answer = fmt.Sprintf("cordon law goods %s --direction %s --date %s", k.HS, k.Direction, k.Date), k.Answer
	default:
		command, answer = fmt.Sprintf("the act %s on %s", k.Act, k.Date), k.Answer
	}
	return command, answer
}

func (a *app) printCase(c law.CaseShown) error {
	names := make(map[string]string)
	var rows [][]string
	row := func(fact, id, from, to, text, amount, unit, source, mark string) {
		rows = append(rows, []string{c.ID, fact, id, from, to, text, amount, unit, source, mark})
	}
	for _, p := range c.Parties {
		names[p.ID] = p.Name
		mark := ""
		if p.Verified != nil {
			mark = p.Verified.String()
		}
		row("party", p.ID, "", "", p.Name+": "+p.Role, "", "", p.Source, mark)
	}
	tie := func(t law.CaseTie) string {
		text := fmt.Sprintf("%s → %s: %s", names[t.From], names[t.To], t.Relation)
		if t.Share != "" {
			text += ", " + t.Share + " %"
		}
		return text
	}
	for _, t := range c.Ties {
		row("tie", t.ID, string(t.Start), string(t.End), tie(t), "", "", t.Source, t.Verified.String())
	}
	for _, e := range c.Events {
		row("event", "", string(e.Date), string(e.To), e.What, string(e.Amount), e.Unit, e.Source, e.Verified.String())
	}
	return a.print(c, []string{"case", "fact", "id", "from", "to", "text", "amount", "unit", "source", "verified"}, rows, func() error {
		t := a.lawTable()
		const margin, at = "  ", 14
		t.line(c.ID)
		t.say(margin, c.Title)
		t.say(margin, span(c.From, c.To))
		t.line("")
		t.say("", c.Summary)
		if c.Note != "" {
			t.say("", "Note: "+c.Note)
		}
		t.line("")
		t.line("Parties:")
		for _, p := range c.Parties {
			from := "listed"
			switch {
			case p.Case != "":
				from = "of case " + p.Case
			case !p.Listed:
				from = strings.Join(nonEmpty(p.Source, unsure(*p.Verified, nil)), " · ")
			}
			t.row(at, margin+p.ID, fmt.Sprintf("%s: %s [%s]", p.Name, p.Role, from))
		}
		if len(c.Ties) > 0 {
			t.line("")
			t.line("Ties:")
		}
		for _, x := range c.Ties {
			t.say(margin, tie(x))
			t.say(margin+margin, strings.Join(nonEmpty(span(x.Start, x.End), x.Source, unsure(x.Verified, nil)), " · "))
		}
		t.line("")
		t.line("Events:")
		for _, e := range c.Events {
			t.row(at, margin+string(e.Date), strings.Join(nonEmpty(e.What, e.Sum()), ": "))
			until := ""
			if e.To != "" {
				until = "until " + string(e.To)
			}
			t.say(strings.Repeat(" ", at), strings.Join(nonEmpty(until, e.Source, unsure(e.Verified, nil)), " · "))
		}
		var rules, sources, asks []string
		for _, r := range c.Rules {
			rules = append(rules, r.Measure+": "+r.Cite)
		}
		for _, s := range c.Sources {
			sources = append(sources, fmt.Sprintf("%s: %s (%s). %s. %s", s.ID, s.Title, s.Published, s.Cite, s.Terms))
		}
		for _, k := range c.Asks {
			command, answer := askWords(k)
			asks = append(asks, command+": "+answer)
		}
		t.list("Rules", rules)
		t.list("Sources", sources)
		t.list("Questions and their answers", asks)
		t.line("")
		t.say("", c.Disclaimer)
		return t.err
	})
}
