package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"cordon/live"
	"cordon/screen"
)

// printer writes answers in one of the forms of results.
type printer interface {
	answer(live.Answer) error
	end() error
}

// newPrinter returns the printer of the format asked for; one says that exactly
// one answer is to come.
func (a *app) newPrinter(one bool, o screen.Options) (printer, error) {
	format, err := a.outputFormat()
	if err != nil {
		return nil, err
	}
	switch format {
	case "json":
		return &jsonPrinter{w: a.Out, one: one}, nil
	case "jsonl":
		return linePrinter{a.Out}, nil
	case "csv":
		return &csvPrinter{w: csv.NewWriter(a.Out)}, nil
	}
	columns, terminal := isTerminal(a.Out)
	return &tablePrinter{
		w: a.Out, columns: min(columns, 100), bold: terminal && os.Getenv("NO_COLOR") == "",
		threshold: o.Threshold, some: len(o.Datasets) > 0,
	}, nil
}

// linePrinter writes one JSON line per answer.
type linePrinter struct{ w io.Writer }

func (p linePrinter) answer(a live.Answer) error { return writeJSON(p.w, a, false) }
func (p linePrinter) end() error                 { return nil }

// jsonPrinter writes one object, or an array of them, for people to read.
type jsonPrinter struct {
	w   io.Writer
	one bool
	n   int
}

func (p *jsonPrinter) answer(a live.Answer) error {
	if p.one {
		return writeJSON(p.w, a, true)
	}
	sep := ",\n"
	if p.n == 0 {
		sep = "[\n"
	}
	p.n++
	b, err := json.MarshalIndent(a, "  ", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.w, "%s  %s", sep, b)
	return err
}

func (p *jsonPrinter) end() error {
	if p.one {
		return nil
	}
	text := "\n]\n"
	if p.n == 0 {
		text = "[]\n"
	}
	_, err := io.WriteString(p.w, text)
	return err
}

// csvPrinter writes one row per result, and one for a query without any.
type csvPrinter struct {
	w    *csv.Writer
	head bool
}

var csvColumns = []string{"query", "name", "rank", "score", "match", "id", "caption", "schema", "datasets", "programmes", "listed", "why", "source_url", "as_of", "known_on", "sources"}

func (p *csvPrinter) answer(a live.Answer) error {
	if !p.head {
		p.head = true
		if err := p.w.Write(csvColumns); err != nil {
			return err
		}
	}
	name := strings.Join(a.Query.Properties["name"], "; ")
	row := func(sources string, cells ...string) error {
		all := append([]string{a.ID, name}, cells...)
		all = append(all, a.Searched.AsOf, a.Searched.KnownOn, sources)
		for i := range all {
			all[i] = csvCell(all[i])
		}
		return p.w.Write(all)
	}
	if len(a.Results) == 0 {
		return row("", "", "", "", "", "", "", "", "", "", "", "")
	}
	for i, r := range a.Results {
		var programmes, listed, urls []string
		for _, l := range r.Listings {
			programmes = appendNew(programmes, l.Programmes...)
			listed = appendNew(listed, firstOf(l.Listed, l.Since))
			urls = appendNew(urls, l.SourceURL)
		}
		datasets := slices.Clone(r.Datasets)
		publishedFirst(datasets)
		err := row(sourcesOf(r.ID, datasets, a.Searched), strconv.Itoa(i+1), strconv.FormatFloat(r.Score, 'f', -1, 64), strconv.FormatBool(r.Match), r.ID, r.Caption, r.Schema,
			strings.Join(r.Datasets, " "), strings.Join(programmes, " "), strings.Join(listed, " "), r.Evidence.Sentence, strings.Join(urls, " "))
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *csvPrinter) end() error {
	p.w.Flush()
	return p.w.Error()
}

func appendNew(list []string, values ...string) []string {
	for _, v := range values {
		if v != "" && !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// tablePrinter writes answers for people, in as many columns as their terminal
// has.
type tablePrinter struct {
	w         io.Writer
	columns   int
	bold      bool
	threshold float64
	some      bool // only some lists were searched
	n         int
}

func (p *tablePrinter) strong(s string) string {
	if !p.bold {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

// indent is where what belongs to a result begins: behind its score.
const indent = "      "

func (p *tablePrinter) answer(a live.Answer) error {
	if p.n++; p.n > 1 {
		fmt.Fprintln(p.w)
	}
	matches := 0
	for _, r := range a.Results {
		if r.Match {
			matches++
		}
	}
	subject := firstOf(strings.Join(a.Query.Properties["name"], "; "), a.ID)
	fmt.Fprintf(p.w, "%s  %s\n", p.strong(plainText(subject)), verdict(max(matches, a.Total), len(a.Results)-matches))
	for _, r := range a.Results {
		p.result(r, a.Searched)
	}
	return p.searched(a)
}

// verdict says in words what was found.
func verdict(matches, below int) string {
	weaker := count(below, "weaker hit", "weaker hits")
	switch {
	case matches == 0 && below == 0:
		return "clear: nothing found"
	case matches == 0:
		return "no match; " + weaker
	case below == 0:
		return count(matches, "match", "matches")
	}
	return count(matches, "match", "matches") + ", " + weaker
}

// scoreText writes a score with two digits and never rounds it up: what is
// below a threshold does not look as if it had reached it.
func scoreText(score float64) string {
	return strconv.FormatFloat(math.Floor(score*100+1e-6)/100, 'f', 2, 64)
}

// standing says what a result that is no match lacks.
func (p *tablePrinter) standing(r screen.Result) string {
	switch {
	case r.Match:
		return ""
	case r.Score < p.threshold:
		return ", below threshold"
	}
	return ", no match by itself"
}

func (p *tablePrinter) result(r screen.Result, s live.Searched) {
	kind := r.Schema + p.standing(r)
	room := p.columns - len(indent) - width(kind) - 2
	fmt.Fprintf(p.w, "\n%s  %s  %s\n", scoreText(r.Score), p.strong(strings.TrimRight(fit(r.Caption, room), " ")), kind)
	line := func(text string) {
		for _, l := range wrap(text, p.columns-len(indent)) {
			fmt.Fprintln(p.w, indent+l)
		}
	}
	line(r.Evidence.Sentence)
	if len(r.Evidence.Agree) > 0 {
		line("Agrees: " + strings.Join(r.Evidence.Agree, "; ") + ".")
	}
	if len(r.Evidence.Contradict) > 0 {
		line("Contradicts: " + strings.Join(r.Evidence.Contradict, "; ") + ".")
	}
	if r.OFACScore != nil {
		line(fmt.Sprintf("OFAC's own search would score it %d.", *r.OFACScore))
	}
	for _, h := range holdings(r.Listings) {
		parts := []string{r.ID}
		if len(h.Programmes) > 0 {
			parts = append(parts, strings.Join(h.Programmes, ", "))
		}
		if h.Reference != "" && !strings.HasSuffix(r.ID, "-"+h.Reference) {
			parts = append(parts, h.Reference)
		}
		if on := firstOf(h.Listed, h.Since); on != "" {
			parts = append(parts, "listed "+on)
		}
		if h.Until != "" {
			parts = append(parts, "until "+h.Until)
		}
		line(strings.Join(parts, " · "))
		line("In " + sourcesOf(r.ID, h.datasets, s))
		if h.SourceURL != "" {
			fmt.Fprintln(p.w, indent+plainText(h.SourceURL)) // never cut: people open it
		}
	}
	if len(r.Listings) == 0 {
		datasets := slices.Clone(r.Datasets)
		publishedFirst(datasets)
		line(r.ID)
		line("In " + sourcesOf(r.ID, datasets, s))
	}
}

// searched says what the answer is worth: what was searched, of which date.
func (p *tablePrinter) searched(a live.Answer) error {
	s := a.Searched
	lists := slices.Clone(s.Lists)
	slices.SortStableFunc(lists, func(a, b live.List) int { return builtinOrder(a.Dataset) - builtinOrder(b.Dataset) })
	var texts []string
	for _, l := range lists {
		texts = append(texts, dated(l))
	}
	if len(texts) == 0 {
		texts = []string{"no list"}
	}
	what := "Searched "
	if !p.some { // of single lists it is not known how many parties they hold
		what += count(s.Parties, "party: ", "parties: ")
	}
	fmt.Fprintln(p.w)
	text := fmt.Sprintf("%s%s; as of %s, as known on %s.", what, strings.Join(texts, ", "), s.AsOf, s.KnownOn)
	if len(a.Ignored) > 0 {
		text += " Not compared: " + strings.Join(a.Ignored, ", ") + "."
	}
	for _, l := range wrap(text, p.columns) {
		if _, err := fmt.Fprintln(p.w, l); err != nil {
			return err
		}
	}
	return nil
}

func (p *tablePrinter) end() error { return nil }
