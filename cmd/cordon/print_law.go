package main

import (
	"fmt"
	"io"
	"strings"

	"cordon/ftm"
	"cordon/law"
)

// lawTable writes answers about the law for people, in as many columns as their
// terminal has.
type lawTable struct {
	w       io.Writer
	columns int
	err     error
}

func (a *app) lawTable() *lawTable {
	columns, _ := isTerminal(a.Out)
	return &lawTable{w: a.Out, columns: min(columns, 100)}
}

func (t *lawTable) line(s string) {
	if t.err == nil {
		_, t.err = fmt.Fprintln(t.w, strings.TrimRight(s, " "))
	}
}

// say writes a text in lines behind a margin.
func (t *lawTable) say(margin, text string) {
	for _, l := range wrap(text, t.columns-len(margin)) {
		t.line(margin + l)
	}
}

// row writes a key and a text beside it; a key that is too long stands alone.
func (t *lawTable) row(at int, key, text string) {
	margin := strings.Repeat(" ", at)
	if width(key) >= at {
		t.line(plainText(key))
		t.say(margin, text)
		return
	}
	for i, l := range wrap(text, t.columns-at) {
		if i == 0 {
			t.line(fit(key, at) + l)
			continue
		}
		t.line(margin + l)
	}
}

// unsure says what was not read in an official text; nothing when all was.
func unsure(m law.Mark, fields []string) string {
	if m == law.Verified {
		return ""
	}
	s := strings.ToUpper(m.Words())
	if len(fields) > 0 {
		s += ": " + strings.Join(fields, ", ")
	}
	return s
}

// since says from when to when a measure holds.
func since(from, to ftm.Day) string {
	switch {
	case from == 0:
		return "until " + to.String()
	case to == 0:
		return "since " + from.String()
	}
	return from.String() + " to " + to.String()
}

func knownWords(known ftm.Day) string {
	if known == 0 {
		return ""
	}
	return ", as known on " + known.String()
}

var lineHead = []string{"id", "issuer", "kind", "direction", "from", "to", "last_day", "verified", "cite", "text"}

// lineRows are measures as rows; what says more about each of them.
func lineRows(ms []law.Line, first []string) [][]string {
	var out [][]string
	for _, m := range ms {
		out = append(out, append(append([]string{}, first...), m.ID, m.Issuer, m.Kind, m.Direction, m.From.String(), m.To.String(), m.LastDay.String(), m.Verified.String(), m.Cite, m.Text))
	}
	return out
}

// measureColumn is where texts begin beside ids of measures.
const measureColumn = 20

func (t *lawTable) lines(ms []law.Line, what []string) {
	margin := strings.Repeat(" ", measureColumn)
	for i, m := range ms {
		t.row(measureColumn, m.ID, m.Text)
		about := []string{m.Kind, since(m.From, m.To)}
		if m.LastDay != 0 {
			about = append(about, "wind-down to "+m.LastDay.String())
		}
		if s := unsure(m.Verified, m.Unverified); s != "" {
			about = append(about, s)
		}
		t.say(margin, strings.Join(about, " · "))
		if what != nil {
			t.say(margin, what[i])
		}
	}
}

func (a *app) printGoods(g law.GoodsAnswer) error {
	head := []string{"hs", "direction", "date", "issuer", "status", "measure", "measure_status", "from", "to", "last_day", "verified", "cite", "text", "exceptions", "needs"}
	row := func(cells ...string) []string {
		first := []string{g.HS, g.Direction, g.Date.String(), g.Issuer, string(g.Status)}
		return append(append(first, cells...), strings.Join(g.Exceptions, "; "), strings.Join(g.Needs, "; "))
	}
	var rows [][]string
	for _, m := range g.Measures {
		rows = append(rows, row(m.ID, string(m.Status), m.From.String(), m.To.String(), m.LastDay.String(), m.Verified.String(), m.Cite, m.Text))
	}
	if rows == nil {
		rows = [][]string{row("", "", "", "", "", g.Verified.String(), "", "")}
	}
	return a.print(g, head, rows, func() error { return a.goodsTable(g) })
}

// statusWords say what an answer means.
func statusWords(g law.GoodsAnswer) string {
	switch g.Status {
	case law.Banned:
		return "BANNED"
	case law.Winding:
		return fmt.Sprintf("WIND-DOWN: banned, but what was begun before may still be ended until %s", g.LastDay)
	case law.Capped:
		return "CAPPED: an exempt quantity exists for this period"
	case law.Conditional:
		return "CONDITIONAL: a missing fact decides"
	}
	return "allowed: nothing of this issuer in force matches"
}

func (a *app) goodsTable(g law.GoodsAnswer) error {
	t := a.lawTable()
	t.say("", fmt.Sprintf("%s %s, %s, issuer %s%s", g.HS, g.Direction, g.Date, g.Issuer, knownWords(g.Known)))
	t.say("", g.Goods)
	if g.Note != "" {
		t.say("", "Note: "+g.Note)
	}
	t.line("")
	t.line(statusWords(g))
	const margin = "  "
	for _, m := range g.Measures {
		t.line("")
		t.line(fmt.Sprintf("%s  %s", m.ID, m.Status))
		t.say(margin, m.Text)
		what := fmt.Sprintf("%s · %s", m.Cite, since(m.From, m.To))
		if m.LastDay != 0 {
			what += " · wind-down to " + m.LastDay.String()
		}
		t.say(margin, what)
		goods := m.Goods
		if m.HS != "" {
			goods += " (HS " + m.HS
			if m.HSSource != "" {
				goods += ", code of: " + m.HSSource
			}
			goods += ")"
		}
		t.say(margin, "Goods: "+goods)
		if s := unsure(m.Verified, m.Unverified); s != "" {
			t.say(margin, s)
		}
	}
	t.list("Facts that would decide", g.Needs)
	t.list("Exceptions", g.Exceptions)
	var also []string
	for _, e := range g.Elsewhere {
		also = append(also, fmt.Sprintf("%s: %s (%s)", e.Issuer, e.Status, strings.Join(e.Measures, ", ")))
	}
	t.list("Stricter elsewhere", also)
	if len(g.Flags) > 0 {
		t.line("")
		t.say("", "Also to check, by use or by list and not by code: "+strings.Join(g.Flags, ", ")+".")
	}
	t.line("")
	t.say("", fmt.Sprintf("The words of a measure decide, not the code. This answer is %s.", g.Verified.Words()))
	return t.err
}

// list writes items under a heading.
func (t *lawTable) list(heading string, items []string) {
	if len(items) == 0 {
		return
	}
	t.line("")
	t.line(heading + ":")
	for _, s := range items {
		for i, l := range wrap(s, t.columns-4) {
			if i == 0 {
				t.line("  - " + l)
				continue
			}
			t.line("    " + l)
		}
	}
}

func (a *app) printShown(s law.Shown) error {
	lines := s.Measures
	if s.Measure != nil {
		lines = []law.Line{{ID: s.ID, Cite: s.Cite, Text: s.Text, Kind: s.Measure.Kind, Direction: s.Measure.Direction, Issuer: s.Instrument.Issuer, From: s.From, To: s.To, Verified: s.Verified}}
	}
	return a.print(s, lineHead, lineRows(lines, nil), func() error {
		t := a.lawTable()
		t.line(s.ID)
		t.say("  ", s.Text)
		t.say("  ", s.Cite+" · "+since(s.From, s.To))
		if u := unsure(s.Verified, s.Unverified); u != "" {
			t.say("  ", u)
		}
		if s.Measure == nil {
			t.say("  ", strings.Join(nonEmpty("adopted "+s.Instrument.Adopted.String(), s.Instrument.Trigger, s.Instrument.Note), " · "))
			t.line("")
			t.lines(s.Measures, nil)
			return t.err
		}
		m := s.Measure
		t.say("  ", strings.Join(nonEmpty(m.Kind, m.Direction, "of "+s.Instrument.ID+", adopted "+s.Instrument.Adopted.String()), " · "))
		var goods []string
		for _, g := range s.Goods {
			text := g.Label + ": all goods"
			if !g.Any {
				text = g.Label + ": HS " + strings.Join(g.HS, ", ")
			}
			if g.Ex {
				text += ", in part"
			}
			if g.HSVerified != nil && *g.HSVerified != law.Verified {
				text += " (codes " + g.HSVerified.Words() + ")"
			}
			goods = append(goods, text)
		}
		t.list("Goods", goods)
		if w := m.WindDown; w != nil {
			t.list("Wind-down", nonEmpty(onDay("written contracts of before", w.ContractBefore), onDay("goods that arrived before", w.ArrivedBefore),
				onDay("last import", w.LastImport), onDay("last day", w.LastDay), onDay("notice by", w.NotifyBy)))
		}
		if c := s.Cap; c != nil {
			items := []string{fmt.Sprintf("%s to %s: %s", c.Start, c.End, c.Amount())}
			for _, l := range c.Levels {
				what := "states are told"
				if l.Stop {
					what = "all stop"
				}
				items = append(items, fmt.Sprintf("at %s: %s (%s %s)", l.Share, what, l.Qty, c.Unit))
			}
			t.list("Cap", items)
		}
		t.list("Conditions", m.Conditions)
		t.list("Exceptions", m.Exceptions)
		var duties []string
		for _, d := range m.Duties {
			duties = append(duties, fmt.Sprintf("%s: %s; due: %s", d.Who, d.What, d.Due))
		}
		t.list("Who must do what", duties)
		t.list("Lists", m.ListRefs)
		t.list("Vessels (IMO)", m.Vessels)
		t.list("Replaces", m.Replaces)
		t.list("Replaced by", s.ReplacedBy)
		var also []string
		for _, x := range m.AlsoIn {
			also = append(also, x.Issuer+": "+x.Cite)
		}
		t.list("Also in", also)
		t.list("Note", nonEmpty(m.Note))
		return t.err
	})
}

func nonEmpty(values ...string) []string { return appendNew(nil, values...) }

// onDay is a day with its meaning; nothing for no day.
func onDay(label string, d ftm.Day) string {
	if d == 0 {
		return ""
	}
	return label + " " + d.String()
}

func (a *app) printDiff(d law.Comparison) error {
	var rows [][]string
	rows = append(rows, lineRows(d.In, []string{"in", ""})...)
	rows = append(rows, lineRows(d.Out, []string{"out", ""})...)
	var changed []law.Line
	var what []string
	for _, c := range d.Changed {
		changed, what = append(changed, c.Line), append(what, c.What)
		rows = append(rows, lineRows([]law.Line{c.Line}, []string{"changed", c.What})...)
	}
	return a.print(d, append([]string{"change", "what"}, lineHead...), rows, func() error {
		t := a.lawTable()
		part := func(heading string, ms []law.Line, what []string) {
			if len(ms) == 0 {
				return
			}
			t.line(heading + ":")
			t.lines(ms, what)
			t.line("")
		}
		part("In", d.In, nil)
		part("Out", d.Out, nil)
		part("Changed", changed, what)
		t.say("", fmt.Sprintf("From %s to %s%s: %d in, %d out, %d changed.", d.From, d.To, knownWords(d.Known), len(d.In), len(d.Out), len(d.Changed)))
		return t.err
	})
}

func (a *app) printClocks(c law.Calendar) error {
	var rows [][]string
	for _, d := range c.Clocks {
		rows = append(rows, []string{d.ID, d.Issuer, d.Due.String(), d.Who, d.What, d.Rule, d.Until.String(), d.Verified.String()})
	}
	return a.print(c, []string{"id", "issuer", "due", "who", "what", "rule", "until", "verified"}, rows, func() error {
		t := a.lawTable()
		const at = 12
		for _, d := range c.Clocks {
			due := d.Due.String()
			if due == "" {
				due = "on event"
			}
			t.row(at, due, d.Who+": "+d.What)
			text := strings.Join(nonEmpty(d.ID, d.Rule, onDay("until", d.Until), unsure(d.Verified, d.Unverified)), " · ")
			t.say(strings.Repeat(" ", at), text)
		}
		if len(c.Clocks) > 0 {
			t.line("")
		}
		t.say("", fmt.Sprintf("%s on %s%s.", count(len(c.Clocks), "clock runs", "clocks run"), c.Date, knownWords(c.Known)))
		return t.err
	})
}
